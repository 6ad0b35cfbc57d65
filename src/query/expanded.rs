//! A query ready for the matcher: each word with what may stand for it.

use super::Phrase;
use crate::api::Correction;

/// Why a term stands for a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It is the word.
    Exact,
    /// It is the word without its accents.
    Plain,
    /// It is the word without its sign, which other pages hold.
    Unsigned,
    /// It is another form of the word.
    Inflected,
    /// It is the word and its neighbours written as one.
    Joined,
    /// The word begins it.
    Prefix,
    /// The word is almost it.
    Typo,
    /// It is said to mean the same.
    Synonym,
}

/// Several words that mean what a word, or a run of words, means.
#[derive(Debug, Clone, PartialEq)]
pub struct Saying {
    /// The words in a row.
    pub phrase: Phrase,
    /// How much its matches count, 0 to 1.
    pub weight: f32,
    /// At most so many live sections hold it.
    pub frequency: u32,
}

impl Kind {
    /// Returns whether such a term is what was typed, not what may be meant:
    /// `:is` is no misspelt `is`, but who types the sign wants it.
    pub fn is_spelt(self) -> bool {
        !matches!(self, Kind::Typo | Kind::Unsigned)
    }
}

/// A term that may stand for a word.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternative {
    /// The term.
    pub term: String,
    /// Why it may stand for the word.
    pub kind: Kind,
    /// How much its matches count, 0 to 1.
    pub weight: f32,
    /// The number of live sections that hold it.
    pub frequency: u32,
}

/// A word with everything that may stand for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpandedWord {
    /// As it was typed.
    pub text: String,
    /// The word's own term.
    pub term: String,
    /// The terms, best first; empty when nothing in the index is like it.
    pub alternatives: Vec<Alternative>,
    /// Several words that may stand for it.
    pub sayings: Vec<Saying>,
    /// What a term must begin with to match besides, for an open word.
    pub prefix: Option<String>,
    /// The term that the word is taken for, where it seems misspelt.
    pub corrected: Option<String>,
}

/// A query ready for the matcher.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpandedQuery {
    /// The words that a page should hold.
    pub words: Vec<ExpandedWord>,
    /// The phrases that a page must hold.
    pub phrases: Vec<Phrase>,
    /// The words that a page must not hold.
    pub excluded: Vec<ExpandedWord>,
    /// The phrases that a page must not hold.
    pub excluded_phrases: Vec<Phrase>,
    /// Words that were taken for others.
    pub corrections: Vec<Correction>,
}

impl ExpandedWord {
    /// Returns the word's frequency: that of its own term where it has one, else
    /// of its most frequent alternative. What a word that the index knows may be
    /// meant for does not count: its own pages stay where they are without it.
    pub fn frequency(&self) -> u32 {
        let own = self.alternatives.iter().find(|one| one.kind == Kind::Exact);
        let most = |spelt: bool| {
            let kept = self.alternatives.iter();
            let kept = kept.filter(|one| !spelt || one.kind != Kind::Typo);
            let sayings = self.sayings.iter().map(|saying| saying.frequency);
            kept.map(|one| one.frequency).chain(sayings).max()
        };
        let most = most(true).or(most(false)).unwrap_or(0);
        match (own, &self.prefix) {
            (Some(own), None) => own.frequency,
            _ => most,
        }
    }

    /// Returns how many sections hold the word in any of its forms, at most:
    /// the sum over its own term and its inflections, at most `sections`.
    /// An open word has no forms of its own yet: it is as frequent as
    /// [`Self::frequency`] says.
    pub fn frequency_of_forms(&self, sections: u64) -> u32 {
        let forms = self.alternatives.iter().filter(|one| {
            let kinds = [Kind::Exact, Kind::Plain, Kind::Unsigned, Kind::Inflected];
            kinds.contains(&one.kind)
        });
        let sum: u64 = forms.map(|one| u64::from(one.frequency)).sum();
        match (sum, &self.prefix) {
            (0, _) | (_, Some(_)) => self.frequency(),
            _ => u32::try_from(sum.min(sections)).unwrap_or(u32::MAX),
        }
    }

    /// Returns how sure it is what the word means, 0 to 1: less where the index
    /// knows only what it may be a misspelling of.
    pub fn certainty(&self) -> f32 {
        let is_guess = |one: &Alternative| one.kind == Kind::Typo;
        let is_guessed = !self.alternatives.is_empty()
            && self.sayings.is_empty()
            && self.alternatives.iter().all(is_guess);
        match is_guessed {
            true => self
                .alternatives
                .iter()
                .map(|one| one.weight)
                .fold(0.0, f32::max),
            false => 1.0,
        }
    }

    /// Returns whether nothing in the index is like it.
    pub fn is_unknown(&self) -> bool {
        self.alternatives.is_empty() && self.sayings.is_empty()
    }
}
