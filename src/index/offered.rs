//! What a page offers for completion: its headings, and what it says often.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::packed;
use crate::document::Document;
use crate::error::Result;

/// The longest heading that completes what is typed, in characters.
const MAX_HEADING_CHARS: usize = 80;
/// The most phrases of one page.
const MAX_PHRASES: usize = 24;
/// How often a page says what is a phrase of it.
const MIN_COUNT: u32 = 2;
/// How much of a page is searched for phrases.
const MAX_TEXT_BYTES: usize = 64 * 1024;
/// The length of a phrase's words in bytes; its first and last are longer than
/// most articles and prepositions.
const WORD_BYTES: std::ops::RangeInclusive<usize> = 2..=30;
const MIN_END_BYTES: usize = 3;

/// The third word of a phrase of two.
const NO_WORD: u32 = u32::MAX;

/// The file that keeps it of each page for the next update.
pub(super) const OFFERED_FILE: &str = "offered.bin";

/// What a page offers besides its title.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Offered {
    /// Headings with their anchors.
    pub(super) headings: Vec<(String, Option<String>)>,
    /// Two or three words in lower case that it says more than once in a row.
    pub(super) phrases: Vec<String>,
}

/// Writes what all pages offer.
pub(super) fn write(folder: &Path, offered: &[Offered]) -> Result<()> {
    packed::write(&folder.join(OFFERED_FILE), offered)
}

/// Reads what all pages of a generation offer.
pub(super) fn read(folder: &Path) -> Result<Vec<Offered>> {
    packed::read(&folder.join(OFFERED_FILE))
}

/// Returns what a page offers. Cost: one pass over its prose.
pub(super) fn offered(document: &Document) -> Offered {
    let headings = document.sections.iter().filter_map(|section| {
        let heading = section.heading()?;
        let is_short = heading.chars().nth(MAX_HEADING_CHARS).is_none();
        is_short.then(|| (heading.to_owned(), section.anchor.clone()))
    });
    Offered {
        headings: headings.collect(),
        phrases: phrases(document),
    }
}

/// Returns what a page says more than once in a row, the most frequent first.
fn phrases(document: &Document) -> Vec<String> {
    let mut counter = Counter::default();
    let mut left = MAX_TEXT_BYTES;
    for prose in document.sections.iter().flat_map(|section| section.prose()) {
        let prose = &prose[..prose.floor_char_boundary(left)];
        left -= prose.len();
        counter.add(prose);
    }
    counter.best()
}

#[derive(Default)]
struct Counter {
    numbers: FxHashMap<String, u32>,
    words: Vec<String>,
    counts: FxHashMap<[u32; 3], u32>,
}

impl Counter {
    /// Counts the words of a text that stand in a row.
    fn add(&mut self, text: &str) {
        let (mut first, mut second) = (None, None);
        for piece in text.split_whitespace() {
            let word = piece.trim_matches(|char: char| !char.is_alphanumeric());
            let is_word = WORD_BYTES.contains(&word.len())
                && word.chars().all(|char| char.is_alphabetic() || char == '-');
            if !is_word {
                (first, second) = (None, None);
                continue;
            }
            if !piece.starts_with(word) {
                (first, second) = (None, None);
            }
            let number = self.number(word);
            if let Some(before) = second {
                *self.counts.entry([before, number, NO_WORD]).or_default() += 1;
                if let Some(earlier) = first {
                    *self.counts.entry([earlier, before, number]).or_default() += 1;
                }
            }
            (first, second) = (second, Some(number));
            if !piece.ends_with(word) {
                (first, second) = (None, None);
            }
        }
    }

    fn number(&mut self, word: &str) -> u32 {
        let word = word.to_lowercase();
        if let Some(number) = self.numbers.get(&word) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(NO_WORD);
        self.numbers.insert(word.clone(), number);
        self.words.push(word);
        number
    }

    fn best(self) -> Vec<String> {
        let is_long = |word: u32| self.words[word as usize].len() >= MIN_END_BYTES;
        let is_phrase = |words: &[u32; 3]| {
            let last = if words[2] == NO_WORD {
                words[1]
            } else {
                words[2]
            };
            is_long(words[0]) && is_long(last)
        };
        let often = self.counts.iter();
        let often = often.filter(|(words, count)| **count >= MIN_COUNT && is_phrase(words));
        let mut often: Vec<(u32, String)> = often
            .map(|(words, count)| {
                let words = words.iter().filter(|word| **word != NO_WORD);
                let words: Vec<&str> = words
                    .map(|word| self.words[*word as usize].as_str())
                    .collect();
                (*count, words.join(" "))
            })
            .collect();
        often.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let often = often.into_iter().map(|(_, phrase)| phrase);
        often.take(MAX_PHRASES).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, Section};

    #[test]
    fn a_phrase_is_said_twice_and_not_across_signs() {
        let check = |text: &str, expected: &[&str]| {
            let document = Document {
                sections: vec![Section {
                    blocks: vec![Block::Prose(text.to_owned())],
                    ..Section::default()
                }],
                ..Document::default()
            };
            assert_eq!(phrases(&document), expected, "{text}");
        };
        check(
            "A Media Query asks. The media query (media query) ends.",
            &["media query"],
        );
        check("grid, area. Grid, area.", &[]);
        check("es 6 es 6", &[]);
        check(
            "event loop runs; event loop runs.",
            &["event loop", "event loop runs", "loop runs"],
        );
        check("one two", &[]);
    }
}
