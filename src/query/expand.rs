//! For each word of a query the terms that may stand for it, with weights.
//!
//! The word itself, with sign or accents, its inflections, longer words that it
//! begins, neighbours written as one word, what a misspelt word may mean, and
//! what is said to mean the same. All of it reads the in-memory vocabulary only;
//! the number of terms for a word is bounded.

use std::ops::Range;

use super::expanded::{Alternative, ExpandedQuery, ExpandedWord, Kind, Saying};
use super::typo;
use super::{Phrase, Query, Word};
use crate::analysis::{Stemmer, Synonyms};
use crate::api::Correction;
use crate::index::{Budget, Vocabulary};

/// What is known of words: where a query's are looked up.
pub struct Lexicon<'v> {
    /// The terms of the index.
    pub vocabulary: &'v Vocabulary,
    /// Those of the languages that words have forms in, the reader's first.
    pub stemmers: &'v [Stemmer],
    /// Those that count, one table after the other.
    pub synonyms: &'v [&'v Synonyms],
    /// Returns whether two terms follow one another somewhere in the index.
    pub stand_in_a_row: &'v dyn Fn(&str, &str) -> bool,
}

/// The most longer words that an open word stands for.
const MAX_PREFIX_TERMS: usize = 24;
/// The same while only one or two letters are typed.
const MAX_SHORT_PREFIX_TERMS: usize = 8;
/// The most synonyms of several words for one word: each is a phrase to look for.
const MAX_SAYINGS: usize = 4;
// How much a match counts against one of the word itself. Starting points:
// to be changed by `docent eval` over all sets only.
const FOLDED_WEIGHT: f32 = 0.9;
const UNSIGNED_WEIGHT: f32 = 0.6;
const SYNONYM_WEIGHT: f32 = 0.7;
const PREFIX_BASE_WEIGHT: f32 = 0.45;
const PREFIX_TYPED_WEIGHT: f32 = 0.4;

/// Finds what may stand for each word of a query; where `tolerant`, also for
/// misspelt ones.
///
/// Cost: look-ups, and for the words that the index does not know or hardly
/// knows a walk over the vocabulary of a bounded number of steps.
pub fn expand(query: &Query, lexicon: &Lexicon<'_>, tolerant: bool) -> ExpandedQuery {
    let mut expander = Expander {
        lexicon,
        vocabulary: lexicon.vocabulary,
        tolerant,
        steps: Budget(typo::STEPS_PER_QUERY),
        corrections: Vec::new(),
    };
    let words = expander.words(&query.words);
    let excluded = query.excluded.iter().map(|word| {
        let mut expanded = expander.start(word);
        expander.add_own(&mut expanded, word);
        expanded
    });
    let excluded = excluded.collect();
    ExpandedQuery {
        words,
        phrases: query.phrases.clone(),
        excluded,
        excluded_phrases: query.excluded_phrases.clone(),
        corrections: expander.corrections,
    }
}

pub(super) struct Expander<'v> {
    pub(super) lexicon: &'v Lexicon<'v>,
    pub(super) vocabulary: &'v Vocabulary,
    pub(super) tolerant: bool,
    /// The steps that are left for finding misspelt words.
    steps: Budget,
    pub(super) corrections: Vec<Correction>,
}

impl Expander<'_> {
    /// Expands the words in order; what the vocabulary does not know as a whole
    /// becomes its parts.
    fn words(&mut self, words: &[Word]) -> Vec<ExpandedWord> {
        let mut known: Vec<Word> = Vec::new();
        let mut expanded: Vec<ExpandedWord> = Vec::new();
        for word in words {
            let mut whole = self.word(word);
            let repeats = |other: &Word| other.text == word.text && other.open == word.open;
            let is_repeated = known.iter().any(repeats);
            // Who typed `golang` meant it, though no page says it so.
            let is_meant = is_repeated || self.has_synonym(word);
            let is_known = self.is_known(word, &whole) || is_meant;
            // One edit is likelier than a missing blank, two are not.
            let is_corrected = !is_meant && self.correct(&mut whole, word, 1);
            let parts = match is_known || is_corrected {
                true => Vec::new(),
                false => self.parts(word),
            };
            if parts.is_empty() {
                if !is_known && !is_corrected {
                    self.correct(&mut whole, word, 2);
                }
                known.push(word.clone());
                expanded.push(whole);
            }
            for part in parts {
                let mut one = self.word(&part);
                if !self.correct(&mut one, &part, 1) && one.alternatives.is_empty() {
                    self.correct(&mut one, &part, 2);
                }
                known.push(part);
                expanded.push(one);
            }
        }
        self.add_joined(&known, &mut expanded);
        self.add_synonyms(&known, &mut expanded);
        drop_repeated(&mut expanded);
        expanded.truncate(super::MAX_WORDS);
        expanded
    }

    /// Returns whether the vocabulary knows a word as a whole.
    fn is_known(&self, word: &Word, expanded: &ExpandedWord) -> bool {
        match word.parts.is_empty() {
            true => !expanded.alternatives.is_empty(),
            false => {
                self.vocabulary.ordinal(&word.term).is_some()
                    || (word.open && !self.vocabulary.with_prefix(&word.term).is_empty())
            }
        }
    }

    /// Returns the words that a word unknown as a whole consists of, if any.
    fn parts(&mut self, word: &Word) -> Vec<Word> {
        let mut parts = word.parts.clone();
        if parts.is_empty() && self.tolerant && !word.literal {
            parts = self.halves(word).unwrap_or_default();
            if !parts.is_empty() {
                self.corrections.push(Correction {
                    from: word.text.clone(),
                    to: parts.join(" "),
                });
            }
        }
        let last = parts.len().saturating_sub(1);
        let parts = parts.into_iter().enumerate().map(|(place, part)| Word {
            text: part.clone(),
            term: part,
            open: word.open && place == last,
            literal: word.literal,
            joins_next: place < last || word.joins_next,
            touches_next: place < last || word.touches_next,
            ..Word::default()
        });
        parts.collect()
    }

    /// Finds what may stand for one word as it is spelt.
    fn word(&mut self, word: &Word) -> ExpandedWord {
        let mut expanded = self.start(word);
        self.add_own(&mut expanded, word);
        self.add_forms(&mut expanded, word);
        self.add_apart(&mut expanded, word);
        if word.open {
            self.add_longer(&mut expanded, word);
        }
        expanded
    }

    /// Adds the terms that a word may be a misspelling of, up to `limit` edits
    /// away; returns whether there are any.
    fn correct(&mut self, expanded: &mut ExpandedWord, word: &Word, limit: u8) -> bool {
        let allowed = typo::edits_allowed(&word.term);
        if !self.tolerant || word.literal || limit > allowed {
            return false;
        }
        let frequencies = expanded.alternatives.iter().map(|one| one.frequency);
        let own = frequencies.max().unwrap_or(0);
        let (vocabulary, steps) = (self.vocabulary, &mut self.steps);
        let found = typo::candidates(vocabulary, &word.term, limit, own, word.open, steps);
        let Some(best) = found.first() else {
            return false;
        };
        let to = vocabulary.term(best.ordinal).unwrap_or_default();
        expanded.corrected = Some(to.clone());
        self.corrections.push(Correction {
            from: word.text.clone(),
            to: to.clone(),
        });
        for candidate in &found {
            self.add(expanded, candidate.ordinal, Kind::Typo, candidate.weight);
        }
        self.add_forms_of(expanded, &to, best);
        true
    }

    fn start(&self, word: &Word) -> ExpandedWord {
        ExpandedWord {
            text: word.text.clone(),
            term: word.term.clone(),
            ..ExpandedWord::default()
        }
    }

    /// Adds the word to the letter, then without sign and accents.
    fn add_own(&self, expanded: &mut ExpandedWord, word: &Word) {
        let mut plain_weight = 1.0;
        let mut plain_kind = Kind::Exact;
        let literal = [
            (&word.signed, UNSIGNED_WEIGHT, Kind::Unsigned),
            (&word.accented, FOLDED_WEIGHT, Kind::Plain),
        ];
        for (term, weight, kind) in literal {
            let known = term
                .as_deref()
                .and_then(|term| self.vocabulary.ordinal(term));
            if let Some(ordinal) = known {
                self.add(expanded, ordinal, Kind::Exact, 1.0);
                plain_weight = weight;
                plain_kind = kind;
            }
        }
        if let Some(ordinal) = self.vocabulary.ordinal(&word.term) {
            self.add(expanded, ordinal, plain_kind, plain_weight);
        }
    }

    /// Adds the longer words that an open word begins.
    fn add_longer(&self, expanded: &mut ExpandedWord, word: &Word) {
        let typed = word.signed.as_ref().unwrap_or(&word.term);
        let short = typed.chars().count() <= 2;
        let limit = if short {
            MAX_SHORT_PREFIX_TERMS
        } else {
            MAX_PREFIX_TERMS
        };
        let range = self.vocabulary.with_prefix(typed);
        for ordinal in self.vocabulary.most_frequent(range, limit) {
            let Some(term) = self.vocabulary.term(ordinal) else {
                continue;
            };
            let share = typed.len() as f32 / term.len().max(1) as f32;
            let weight = PREFIX_BASE_WEIGHT + PREFIX_TYPED_WEIGHT * share;
            self.add(expanded, ordinal, Kind::Prefix, weight);
        }
        if !short {
            expanded.prefix = Some(typed.clone());
        }
    }

    /// Adds what is said to mean the same as a word or as words in a row.
    ///
    /// A part of something written without blanks is meant to the letter: `obj`
    /// in `obj?.prop` is no object.
    fn add_synonyms(&self, words: &[Word], expanded: &mut [ExpandedWord]) {
        let terms: Vec<&str> = words.iter().map(|word| word.term.as_str()).collect();
        for first in 0..words.len() {
            for table in self.lexicon.synonyms {
                for (n, to) in table.at_start_of(&terms[first..]) {
                    let run = first..first + n;
                    if stands_alone(words, run.clone()) {
                        self.add_synonym(&mut expanded[run], to);
                    }
                }
            }
        }
    }

    /// Returns whether the index holds what is said to mean the same as a word.
    fn has_synonym(&self, word: &Word) -> bool {
        let terms = [word.term.as_str()];
        let is_held = |to: &[String]| {
            to.iter()
                .all(|term| self.vocabulary.ordinal(term).is_some())
        };
        let mut tables = self.lexicon.synonyms.iter();
        tables.any(|table| {
            table
                .at_start_of(&terms)
                .any(|(n, to)| n == 1 && is_held(to))
        })
    }

    /// Adds the terms of a synonym to all words that it stands for.
    fn add_synonym(&self, words: &mut [ExpandedWord], to: &[String]) {
        let known: Option<Vec<u32>> = to
            .iter()
            .map(|term| self.vocabulary.ordinal(term))
            .collect();
        let Some(known) = known else {
            return;
        };
        if let [ordinal] = known[..] {
            for word in words {
                self.add(word, ordinal, Kind::Synonym, SYNONYM_WEIGHT);
            }
            return;
        }
        let frequencies = known
            .iter()
            .map(|ordinal| self.vocabulary.frequency(*ordinal));
        let saying = Saying {
            phrase: Phrase {
                text: to.join(" "),
                terms: to.iter().cloned().zip(0..).collect(),
            },
            weight: SYNONYM_WEIGHT,
            frequency: frequencies.min().unwrap_or(0),
        };
        for word in words
            .iter_mut()
            .filter(|word| word.sayings.len() < MAX_SAYINGS)
        {
            word.sayings.push(saying.clone());
        }
    }

    /// Adds a term unless it is there; terms come best kind first.
    pub(super) fn add(&self, expanded: &mut ExpandedWord, ordinal: u32, kind: Kind, weight: f32) {
        let Some(term) = self.vocabulary.term(ordinal) else {
            return;
        };
        if expanded.alternatives.iter().any(|known| known.term == term) {
            return;
        }
        expanded.alternatives.push(Alternative {
            frequency: self.vocabulary.frequency(ordinal),
            term,
            kind,
            weight,
        });
    }
}

/// Returns whether words in a row touch none before or after them.
fn stands_alone(words: &[Word], run: Range<usize>) -> bool {
    let (first, last) = (run.start, run.end - 1);
    let mut inner = words[first..last].iter();
    let touches_before = first > 0 && words[first - 1].touches_next;
    inner.all(|word| word.joins_next || word.touches_next)
        && !touches_before
        && !words[last].touches_next
}

/// Drops words that stand in the query before: they say nothing more.
fn drop_repeated(words: &mut Vec<ExpandedWord>) {
    let mut seen: Vec<(String, Option<String>)> = Vec::new();
    words.retain(|word| {
        let key = (word.text.to_lowercase(), word.prefix.clone());
        let is_new = !seen.contains(&key);
        seen.push(key);
        is_new
    });
}
