//! Which terms are forms of one word, by language: found at publish.
//!
//! A term is stemmed by the language of each page that holds it, so the forms
//! of German words on a German page do not mix with English ones. Stemmers want
//! accents and readers leave them out: a term with accents and its plain form
//! are one word, and either stem leads to both words' forms.

use rustc_hash::FxHashMap;

use super::pages::PageRecord;
use crate::analysis::{Stemmer, fold};

/// The most languages of one index that inflect; a term's are bits of a mask.
const MAX_LANGUAGES: usize = 32;

/// Separates the language from the stem in keys: no stem holds it.
pub(super) const SEPARATOR: char = ':';

/// The languages of an index and of its pages.
pub(super) struct Languages {
    stemmers: Vec<Stemmer>,
    /// By page, a bit for its language.
    of_page: Vec<u32>,
}

impl Languages {
    /// Reads the languages of the pages; those without one have the site's.
    pub(super) fn new(records: &[PageRecord], site: &str) -> Self {
        let mut stemmers = vec![Stemmer::for_language(site)];
        let of_page = records.iter().map(|record| {
            let tag = record.facets.get("language").and_then(|tags| tags.first());
            let own = tag.map_or(Some(stemmers[0]), |tag| Stemmer::of_language(tag));
            let Some(own) = own else {
                // Words of other scripts have no forms, and the rest is English.
                return 1;
            };
            let is_own = |one: &Stemmer| one.language() == own.language();
            let place = stemmers.iter().position(is_own).unwrap_or_else(|| {
                stemmers.push(own);
                stemmers.len() - 1
            });
            if place < MAX_LANGUAGES { 1 << place } else { 0 }
        });
        let of_page = of_page.collect();
        stemmers.truncate(MAX_LANGUAGES);
        Self { stemmers, of_page }
    }

    /// Returns the bit of a page's language.
    pub(super) fn of_page(&self, page: u32) -> u32 {
        self.of_page.get(page as usize).copied().unwrap_or(0)
    }

    /// Returns, in byte order, the keys of language and stem that lead to other
    /// terms than the stem itself, with the ordinals of these in order.
    ///
    /// Cost: one stem for each term and language.
    pub(super) fn groups(&self, terms: &[CountedTerm]) -> Vec<(String, Vec<u32>)> {
        let mut groups: Vec<(String, Vec<u32>)> = Vec::new();
        for (place, stemmer) in self.stemmers.iter().enumerate() {
            let of_language = groups_of(terms, stemmer, 1 << place);
            let keyed = of_language.into_iter().map(|(stem, forms)| {
                let key = format!("{}{SEPARATOR}{stem}", stemmer.language());
                (key, forms)
            });
            groups.extend(keyed);
        }
        groups.sort_unstable();
        groups
    }
}

/// A term of the vocabulary as it was counted.
pub(super) struct CountedTerm {
    pub(super) term: String,
    /// The number of live sections that hold it.
    pub(super) frequency: u32,
    /// The bits of the languages of the pages that hold it.
    pub(super) languages: u32,
}

#[cfg(test)]
impl CountedTerm {
    /// Returns an English term of so many sections.
    pub(super) fn en((term, frequency): (&str, u32)) -> Self {
        Self {
            term: term.to_owned(),
            frequency,
            languages: 1,
        }
    }
}

/// Returns the stems of one language with their forms, but for a stem that is its
/// only form.
fn groups_of(terms: &[CountedTerm], stemmer: &Stemmer, bit: u32) -> Vec<(String, Vec<u32>)> {
    let mut words = Words::default();
    let mut plain = String::new();
    for (ordinal, counted) in (0_u32..).zip(terms) {
        if counted.languages & bit == 0 {
            continue;
        }
        let Some(stem) = stemmer.stem(&counted.term) else {
            continue;
        };
        let word = words.of_stem(&stem);
        plain.clear();
        let is_accented = !counted.term.is_ascii() && fold(&counted.term, &mut plain);
        let plain_stem = match is_accented {
            true => stemmer.stem(&plain),
            false => None,
        };
        match plain_stem {
            // The plain form is a term of its own and stands for both.
            Some(stem) => {
                let other = words.of_stem(&stem);
                words.unite(word, other);
            }
            None => words.forms.push((word, ordinal)),
        }
    }
    words.into_groups(terms)
}

/// Stems, united where they are of one word.
#[derive(Default)]
struct Words {
    /// By stem its number.
    stems: FxHashMap<String, u32>,
    /// By stem's number another of the same word, or itself.
    parents: Vec<u32>,
    /// Numbers of stems with ordinals of terms.
    forms: Vec<(u32, u32)>,
}

impl Words {
    fn of_stem(&mut self, stem: &str) -> u32 {
        if let Some(number) = self.stems.get(stem) {
            return *number;
        }
        let number = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
        self.parents.push(number);
        self.stems.insert(stem.to_owned(), number);
        number
    }

    /// Returns the number that all stems of a word lead to.
    fn root(&mut self, mut number: u32) -> u32 {
        loop {
            let parent = self.parents[number as usize];
            let above = self.parents[parent as usize];
            if parent == number {
                return number;
            }
            self.parents[number as usize] = above;
            number = above;
        }
    }

    fn unite(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        let (low, high) = (one.min(other), one.max(other));
        self.parents[high as usize] = low;
    }

    fn into_groups(mut self, terms: &[CountedTerm]) -> Vec<(String, Vec<u32>)> {
        let mut by_word: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (number, ordinal) in std::mem::take(&mut self.forms) {
            by_word.entry(self.root(number)).or_default().push(ordinal);
        }
        let stems = std::mem::take(&mut self.stems);
        let groups = stems.into_iter().filter_map(|(stem, number)| {
            let forms = by_word.get(&self.root(number))?;
            let is_itself = forms.len() == 1 && terms[forms[0] as usize].term == stem;
            (!is_itself).then(|| (stem, forms.clone()))
        });
        groups.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(languages: &[&str], terms: &[(&str, u32)], expected: &[(&str, &[u32])]) {
        let stemmers = languages.iter().map(|tag| Stemmer::for_language(tag));
        let languages = Languages {
            stemmers: stemmers.collect(),
            of_page: Vec::new(),
        };
        let terms: Vec<CountedTerm> = terms
            .iter()
            .map(|(term, languages)| CountedTerm {
                term: (*term).to_owned(),
                frequency: 1,
                languages: *languages,
            })
            .collect();
        let groups = languages.groups(&terms);
        let groups: Vec<(&str, &[u32])> = groups
            .iter()
            .map(|(key, forms)| (key.as_str(), forms.as_slice()))
            .collect();
        assert_eq!(groups, expected);
    }

    #[test]
    fn terms_are_stemmed_by_the_language_of_their_pages() {
        let terms = [
            ("datenbank", 2),
            ("datenbanken", 2),
            ("query", 1),
            ("queries", 3),
        ];
        check(
            &["en", "de"],
            &terms,
            &[
                ("de:datenbank", &[0, 1]),
                ("de:queri", &[3]),
                ("en:queri", &[2, 3]),
            ],
        );
    }

    #[test]
    fn a_word_without_its_accents_leads_to_all_forms() {
        let terms = [("новая", 1), ("новыи", 1), ("новый", 1)];
        check(
            &["ru"],
            &terms,
            &[("ru:нов", &[0, 1]), ("ru:новы", &[0, 1])],
        );
    }
}
