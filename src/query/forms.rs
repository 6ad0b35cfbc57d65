//! Other forms of a word: by its stems in the languages of the index.

use super::Word;
use super::expand::Expander;
use super::expanded::{ExpandedWord, Kind};
use super::typo::{self, Candidate};
use crate::analysis::Stemmer;
use crate::api::Correction;

/// The most other forms of a word in one language.
const MAX_FORMS: usize = 8;

/// What a match of another form counts against one of the word itself. A
/// starting point: to be changed by `docent eval` over all sets only.
const INFLECTED_WEIGHT: f32 = 0.7;

impl Expander<'_> {
    /// Adds the other forms of the word, the most frequent first. A word that has
    /// forms in the reader's language has them in that one only: who asks for
    /// `list` does not want the German `Listen`.
    ///
    /// A word that the index knows in other forms only may be misspelt (`instal`):
    /// it is said which form was taken, and without tolerance there is none.
    pub(super) fn add_forms(&mut self, expanded: &mut ExpandedWord, word: &Word) {
        let is_known = !expanded.alternatives.is_empty();
        if !is_known && !self.tolerant {
            return;
        }
        for (place, stemmer) in self.lexicon.stemmers.iter().enumerate() {
            let mut forms = self.forms(stemmer, word, is_known);
            let is_settled = place == 0 && !forms.is_empty();
            forms.sort_by_key(|ordinal| (u32::MAX - self.vocabulary.frequency(*ordinal), *ordinal));
            for ordinal in forms.into_iter().take(MAX_FORMS) {
                self.add(expanded, ordinal, Kind::Inflected, INFLECTED_WEIGHT);
            }
            if is_settled {
                break;
            }
        }
        if !is_known && !word.literal {
            self.say_form(expanded, word);
        }
    }

    /// Says which form a word was taken for, where it is as near as a slip.
    fn say_form(&mut self, expanded: &mut ExpandedWord, word: &Word) {
        let edits = usize::from(typo::edits_allowed(&word.term));
        let mut forms = expanded.alternatives.iter();
        let near = forms.find(|form| strsim::osa_distance(&form.term, &word.term) <= edits);
        let Some(to) = near.map(|form| form.term.clone()) else {
            return;
        };
        expanded.corrected = Some(to.clone());
        let correction = Correction {
            from: word.text.clone(),
            to,
        };
        if !self.corrections.contains(&correction) {
            self.corrections.push(correction);
        }
    }

    /// Adds the other forms of the term that a word is taken for.
    pub(super) fn add_forms_of(&self, expanded: &mut ExpandedWord, term: &str, meant: &Candidate) {
        for stemmer in self.lexicon.stemmers {
            let Some(stem) = stemmer.stem(term) else {
                continue;
            };
            let forms = self.vocabulary.forms(stemmer.language(), &stem);
            for ordinal in forms.iter().take(MAX_FORMS) {
                let weight = meant.weight * INFLECTED_WEIGHT;
                self.add(expanded, *ordinal, Kind::Typo, weight);
            }
            if !forms.is_empty() {
                break;
            }
        }
    }

    /// Returns the forms of a word in a language, with its accents and without.
    fn forms(&self, stemmer: &Stemmer, word: &Word, is_known: bool) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for term in [Some(&word.term), word.accented.as_ref()]
            .into_iter()
            .flatten()
        {
            let Some(stem) = stemmer.stem(term) else {
                continue;
            };
            let forms = self.vocabulary.forms(stemmer.language(), &stem);
            found.extend(forms);
            if forms.is_empty() && !is_known {
                // A stem that is its only form has no list.
                found.extend(self.vocabulary.ordinal(&stem));
            }
        }
        found
    }
}
