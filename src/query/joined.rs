//! Words written as one or apart: `setup`, `set up` and `set-up`.

use super::expand::Expander;
use super::expanded::{ExpandedWord, Kind, Saying};
use super::typo;
use super::{Phrase, Word};

/// What a match of words written otherwise counts against one as typed. A
/// starting point: to be changed by `docent eval` over all sets only.
const JOINED_WEIGHT: f32 = 0.9;

/// What a word that the index knows counts where it is written apart: less, for
/// the halves also stand in names (`config-map-v1`).
const APART_WEIGHT: f32 = 0.5;

/// The most words that are looked for written as one.
const MAX_JOINED: usize = 3;

/// A joined word of fewer bytes is an abbreviation.
const MIN_JOINED_BYTES: usize = 4;

/// The most places at which a word is taken apart to see whether the index
/// holds both halves in a row.
const MAX_PLACES: usize = 3;

/// Half of a word that is known is no word of the commonest, those in more than
/// one in so many of the sections that hold the most frequent term: `on line` is
/// not `online`.
const TOO_COMMON_SHARE: u32 = 2;

impl Expander<'_> {
    /// Adds neighbours written as one word: `data base` for `database`.
    pub(super) fn add_joined(&self, words: &[Word], expanded: &mut [ExpandedWord]) {
        for first in 0..words.len() {
            let mut joined = words[first].term.clone();
            for last in first + 1..words.len().min(first + MAX_JOINED) {
                if !words[last - 1].joins_next {
                    break;
                }
                joined.push_str(&words[last].term);
                let Some(ordinal) = self.vocabulary.ordinal(&joined) else {
                    continue;
                };
                if joined.len() < MIN_JOINED_BYTES {
                    continue;
                }
                for word in &mut expanded[first..=last] {
                    self.add(word, ordinal, Kind::Joined, JOINED_WEIGHT);
                }
            }
        }
    }

    /// Returns the halves of a word that the index does not know, where it holds
    /// them in a row: `zoo keeper` for `zookeeper`.
    pub(super) fn halves(&self, word: &Word) -> Option<Vec<String>> {
        let places = typo::splits(self.vocabulary, &word.term, word.open);
        let mut places = places.into_iter().take(MAX_PLACES);
        let place = places.find(|place| {
            let (first, second) = word.term.split_at(*place);
            let longer = self.vocabulary.with_prefix(second);
            let longer = match word.open {
                true => self.vocabulary.most_frequent(longer, MAX_PLACES),
                false => Vec::new(),
            };
            let longer = longer
                .into_iter()
                .filter_map(|ordinal| self.vocabulary.term(ordinal));
            let mut seconds = std::iter::once(second.to_owned()).chain(longer);
            seconds.any(|second| (self.lexicon.stand_in_a_row)(first, &second))
        })?;
        let (first, second) = word.term.split_at(place);
        Some(vec![first.to_owned(), second.to_owned()])
    }

    /// Adds a word that the index knows written apart, where it holds that too:
    /// `set up` for `setup`, and for `set-up`.
    pub(super) fn add_apart(&self, expanded: &mut ExpandedWord, word: &Word) {
        let Some(own) = self.vocabulary.ordinal(&word.term) else {
            return;
        };
        let is_hyphened = word.parts.len() == 2 && word.text.contains('-') && !word.literal;
        let halves = match word.parts.as_slice() {
            [first, second] if is_hyphened => Some((first.as_str(), second.as_str())),
            [] if !word.literal => {
                let place = typo::splits(self.vocabulary, &word.term, false);
                place.first().map(|place| word.term.split_at(*place))
            }
            _ => None,
        };
        let Some((first, second)) = halves else {
            return;
        };
        let too_common = self.vocabulary.max_frequency() / TOO_COMMON_SHARE;
        let frequency = |term| {
            let ordinal = self.vocabulary.ordinal(term);
            ordinal.map_or(0, |ordinal| self.vocabulary.frequency(ordinal))
        };
        let is_word = |half| frequency(half) <= too_common;
        if !is_word(first) || !is_word(second) || !(self.lexicon.stand_in_a_row)(first, second) {
            return;
        }
        expanded.sayings.push(Saying {
            phrase: Phrase {
                text: format!("{first} {second}"),
                terms: vec![(first.to_owned(), 0), (second.to_owned(), 1)],
            },
            weight: APART_WEIGHT,
            // The word stays as rare as it is.
            frequency: self.vocabulary.frequency(own),
        });
    }
}
