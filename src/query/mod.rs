//! Text to what to look for: words, phrases, exclusions.
//!
//! [`parse`] reads what a reader typed and never fails; [`expand()`] finds for
//! each word the terms of the vocabulary that may stand for it, each with a
//! weight. A query goes through the same analysis as the pages.

mod expand;

mod expanded;

mod forms;

mod joined;

mod parser;

mod typo;

pub use expand::{Lexicon, expand};

pub use expanded::{Alternative, ExpandedQuery, ExpandedWord, Kind, Saying};

pub use parser::parse;

pub use typo::edits_allowed;

use crate::error::Notice;

/// The most words of a query that are looked for; the rest is left out with a
/// notice. Work per query stays bounded, and matches fit a 32-bit mask.
pub const MAX_WORDS: usize = 24;

/// What a reader typed, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The words that a page should hold, in order.
    pub words: Vec<Word>,
    /// The phrases that a page must hold.
    pub phrases: Vec<Phrase>,
    /// The words that a page must not hold.
    pub excluded: Vec<Word>,
    /// The phrases that a page must not hold.
    pub excluded_phrases: Vec<Phrase>,
    /// What was left out.
    pub notices: Vec<Notice>,
}

/// A word of a query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// As it was typed.
    pub text: String,
    /// Its term; of an identifier the whole.
    pub term: String,
    /// An identifier's parts; empty for plain words.
    pub parts: Vec<String>,
    /// Its term with the sign that stands at it: `--flag`.
    pub signed: Option<String>,
    /// Its term with its accents.
    pub accented: Option<String>,
    /// Whether it may be the beginning of a longer one.
    pub open: bool,
    /// Whether it is meant to the letter: a code, a number, a name with signs.
    pub literal: bool,
    /// Whether the next word follows with nothing but blanks between.
    pub joins_next: bool,
    /// Whether the next word follows without a blank between, as in `obj?.prop`.
    pub touches_next: bool,
}

/// Words that must follow one another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase {
    /// As it was typed, without quotes.
    pub text: String,
    /// The terms with their places relative to the first.
    pub terms: Vec<(String, u32)>,
}

impl Query {
    /// Returns whether nothing is looked for: the reader browses.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty()
    }

    /// Returns the words as they are looked for, joined by blanks.
    pub fn normalized(&self) -> String {
        let words = self
            .words
            .iter()
            .map(|word| word.signed.as_ref().unwrap_or(&word.term).clone());
        let phrases = self.phrases.iter().map(|phrase| {
            let terms: Vec<&str> = phrase.terms.iter().map(|(term, _)| term.as_str()).collect();
            format!("\"{}\"", terms.join(" "))
        });
        let excluded = self.excluded.iter().map(|word| format!("-{}", word.term));
        let all: Vec<String> = words.chain(phrases).chain(excluded).collect();
        all.join(" ")
    }
}
