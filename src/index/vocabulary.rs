//! The vocabulary: every live term with its frequency, and stems → forms.
//!
//! A term is named by its ordinal, its place in byte order. Frequency is the
//! number of live sections that hold the term in any field. The four side
//! files are small (about 2 MB for 300,000 terms) and are read whole.

use std::fs;
use std::ops::Range;
use std::path::Path;

use fst::{IntoStreamer, Streamer};

use super::inflections::{CountedTerm, Languages, SEPARATOR};
use crate::analysis::Stemmer;
use crate::error::{Error, Result};

/// Terms in byte order → their ordinals.
pub(super) const TERMS_FILE: &str = "vocabulary.fst";
/// The frequency of each ordinal, 32-bit little-endian.
pub(super) const FREQUENCIES_FILE: &str = "frequencies.bin";
/// Languages and stems of terms, `en:instal` → their place in the forms file.
pub(super) const STEMS_FILE: &str = "stems.fst";
/// For each such stem the number of forms and their ordinals, 32-bit little-endian.
pub(super) const FORMS_FILE: &str = "forms.bin";

/// An opened vocabulary.
#[derive(Debug)]
pub struct Vocabulary {
    terms: fst::Map<Vec<u8>>,
    frequencies: Vec<u32>,
    stems: fst::Map<Vec<u8>>,
    forms: Vec<u32>,
    /// The languages that words have forms in.
    languages: Vec<String>,
    most: u32,
}

impl Vocabulary {
    /// Reads the side files of a generation.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(Error::io("read", &path))
        };
        let map = |name: &str| {
            fst::Map::new(read(name)?).map_err(|error| Error::Corrupt {
                path: folder.join(name),
                message: error.to_string(),
            })
        };
        let numbers = |name: &str| {
            let bytes = read(name)?;
            let chunks = bytes.chunks_exact(4);
            Ok(chunks
                .map(|chunk| u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]))
                .collect::<Vec<u32>>())
        };
        let frequencies = numbers(FREQUENCIES_FILE)?;
        let stems = map(STEMS_FILE)?;
        Ok(Self {
            terms: map(TERMS_FILE)?,
            most: frequencies.iter().copied().max().unwrap_or(0),
            frequencies,
            languages: languages_of(&stems),
            stems,
            forms: numbers(FORMS_FILE)?,
        })
    }

    /// Returns the number of terms.
    pub fn len(&self) -> usize {
        self.frequencies.len()
    }

    /// Returns whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.frequencies.is_empty()
    }

    /// Returns a term's ordinal.
    pub fn ordinal(&self, term: &str) -> Option<u32> {
        self.terms
            .get(term)
            .and_then(|value| u32::try_from(value).ok())
    }

    /// Returns the number of live sections that hold the term of an ordinal.
    pub fn frequency(&self, ordinal: u32) -> u32 {
        self.frequencies.get(ordinal as usize).copied().unwrap_or(0)
    }

    /// Returns the frequency of the most frequent term.
    pub fn max_frequency(&self) -> u32 {
        self.most
    }

    /// Returns the terms with their ordinals.
    pub(super) fn terms(&self) -> &fst::Map<Vec<u8>> {
        &self.terms
    }

    /// Returns the term of an ordinal.
    pub fn term(&self, ordinal: u32) -> Option<String> {
        let key = self.terms.as_fst().get_key(u64::from(ordinal))?;
        String::from_utf8(key).ok()
    }

    /// Returns the ordinals of the terms that begin with `prefix`. Cost: two
    /// look-ups, whatever the number of terms.
    pub fn with_prefix(&self, prefix: &str) -> Range<u32> {
        let len = u32::try_from(self.frequencies.len()).unwrap_or(u32::MAX);
        let first_from = |key: &[u8]| {
            let mut stream = self.terms.range().ge(key).into_stream();
            let next = stream.next().map(|(_, ordinal)| ordinal);
            next.and_then(|ordinal| u32::try_from(ordinal).ok())
                .unwrap_or(len)
        };
        let start = first_from(prefix.as_bytes());
        let end = match successor(prefix.as_bytes()) {
            Some(after) => first_from(&after),
            None => len,
        };
        start..end.max(start)
    }

    /// Returns up to `limit` ordinals of a range, the most frequent first,
    /// then in byte order. Cost: one pass over the frequencies of the range.
    pub fn most_frequent(&self, range: Range<u32>, limit: usize) -> Vec<u32> {
        let mut best: Vec<(u32, u32)> = Vec::with_capacity(limit + 1);
        for ordinal in range {
            let frequency = self.frequency(ordinal);
            if best.len() == limit && best.last().is_some_and(|(least, _)| *least >= frequency) {
                continue;
            }
            let place = best.partition_point(|(known, _)| *known >= frequency);
            best.insert(place, (frequency, ordinal));
            best.truncate(limit);
        }
        best.into_iter().map(|(_, ordinal)| ordinal).collect()
    }

    /// Returns the ordinals of all forms that share a stem of a language; none
    /// where the stem is the only one.
    pub fn forms(&self, language: &str, stem: &str) -> &[u32] {
        let Some(place) = self.stems.get(format!("{language}{SEPARATOR}{stem}")) else {
            return &[];
        };
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let count = self.forms.get(place).copied().unwrap_or(0) as usize;
        self.forms.get(place + 1..place + 1 + count).unwrap_or(&[])
    }

    /// Returns the stemmers of the languages in which words of the index have
    /// several forms, that of `first` before the others.
    pub fn stemmers(&self, first: &str) -> Vec<Stemmer> {
        let mut stemmers = vec![Stemmer::for_language(first)];
        for language in &self.languages {
            if language != stemmers[0].language() {
                stemmers.extend(Stemmer::of_language(language));
            }
        }
        stemmers
    }
}

/// Returns the languages of the keys of stems, in byte order.
fn languages_of(stems: &fst::Map<Vec<u8>>) -> Vec<String> {
    let mut languages: Vec<String> = Vec::new();
    let mut from = String::new();
    loop {
        let mut stream = stems.range().ge(&from).into_stream();
        let Some((key, _)) = stream.next() else {
            return languages;
        };
        let key = String::from_utf8_lossy(key);
        let Some((language, _)) = key.split_once(SEPARATOR) else {
            return languages;
        };
        // No key of this language comes after its separator's successor.
        from = format!("{language};");
        languages.push(language.to_owned());
    }
}

/// Returns the smallest key after every key that begins with `prefix`.
fn successor(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut key = prefix.to_vec();
    while let Some(last) = key.pop() {
        if last < u8::MAX {
            key.push(last + 1);
            return Some(key);
        }
    }
    None
}

/// Writes the side files from the terms in byte order.
pub(super) fn write(folder: &Path, terms: &[CountedTerm], languages: &Languages) -> Result<()> {
    let mut map = fst::MapBuilder::memory();
    for (ordinal, counted) in (0_u64..).zip(terms) {
        map.insert(&counted.term, ordinal)
            .map_err(|error| broken(folder, &error))?;
    }
    let mut stems = fst::MapBuilder::memory();
    let mut forms: Vec<u32> = Vec::new();
    for (key, ordinals) in languages.groups(terms) {
        let place = forms.len() as u64;
        stems
            .insert(key, place)
            .map_err(|error| broken(folder, &error))?;
        forms.push(u32::try_from(ordinals.len()).unwrap_or(u32::MAX));
        forms.extend(ordinals);
    }
    let finish = |builder: fst::MapBuilder<Vec<u8>>| {
        builder.into_inner().map_err(|error| broken(folder, &error))
    };
    let frequencies: Vec<u32> = terms.iter().map(|counted| counted.frequency).collect();
    write_file(folder, TERMS_FILE, &finish(map)?)?;
    write_file(folder, FREQUENCIES_FILE, &to_bytes(&frequencies))?;
    write_file(folder, STEMS_FILE, &finish(stems)?)?;
    write_file(folder, FORMS_FILE, &to_bytes(&forms))
}

fn broken(folder: &Path, error: &fst::Error) -> Error {
    Error::Engine {
        path: folder.to_owned(),
        action: "writing the vocabulary",
        message: error.to_string(),
    }
}

fn to_bytes(numbers: &[u32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

fn write_file(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(Error::io("write", &path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(terms: &[(&str, u32)]) -> Vocabulary {
        let folder = tempfile::tempdir().unwrap();
        let terms: Vec<CountedTerm> = terms.iter().map(|one| CountedTerm::en(*one)).collect();
        write(folder.path(), &terms, &Languages::new(&[], "en")).unwrap();
        Vocabulary::open(folder.path()).unwrap()
    }

    #[test]
    fn terms_are_found_by_prefix_most_frequent_first() {
        let vocabulary = vocabulary(&[("as", 9), ("async", 3), ("asynchronous", 7), ("b", 1)]);
        let range = vocabulary.with_prefix("asy");
        assert_eq!(range, 1..3);
        assert_eq!(vocabulary.most_frequent(range, 5), [2, 1]);
        assert_eq!(vocabulary.most_frequent(0..4, 2), [0, 2]);
        assert_eq!(vocabulary.with_prefix("zz"), 4..4);
        assert_eq!(vocabulary.term(1).as_deref(), Some("async"));
        assert_eq!(vocabulary.ordinal("b"), Some(3));
    }

    #[test]
    fn forms_share_a_stem() {
        let vocabulary = vocabulary(&[
            ("install", 5),
            ("installed", 2),
            ("installing", 1),
            ("other", 1),
        ]);
        assert_eq!(vocabulary.forms("en", "instal"), [0, 1, 2]);
        assert_eq!(vocabulary.forms("de", "instal"), [0_u32; 0]);
        assert_eq!(vocabulary.forms("en", "other"), [0_u32; 0]);
        assert_eq!(vocabulary.languages, ["en"]);
        let stemmers = vocabulary.stemmers("de-AT");
        let languages: Vec<&str> = stemmers.iter().map(Stemmer::language).collect();
        assert_eq!(languages, ["de", "en"]);
    }

    #[test]
    fn a_prefix_of_the_highest_bytes_has_no_end() {
        assert_eq!(successor(&[1, 255]), Some(vec![2]));
        assert_eq!(successor(&[255]), None);
    }
}
