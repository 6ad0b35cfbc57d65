//! Stems, for the query side: which words of the vocabulary are one word.
//!
//! The index never holds stems. At publish each term of the vocabulary is
//! stemmed once, and a query word finds its other forms through its stem.

use std::borrow::Cow;

/// A stemmer for one language.
#[derive(Clone, Copy)]
pub struct Stemmer(frostem::Stemmer);

impl Stemmer {
    /// Returns the stemmer for a language tag; English where there is none,
    /// because technical words are English everywhere.
    pub fn for_language(tag: &str) -> Self {
        use frostem::Algorithm;
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Self(frostem::Stemmer::new(match primary {
            "da" => Algorithm::Danish,
            "de" => Algorithm::German,
            "es" => Algorithm::Spanish,
            "fr" => Algorithm::French,
            "it" => Algorithm::Italian,
            "nl" => Algorithm::Dutch,
            "no" | "nb" | "nn" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ru" => Algorithm::Russian,
            "sv" => Algorithm::Swedish,
            _ => Algorithm::English,
        }))
    }

    /// Returns the stem of a term, or `None` for terms that do not inflect:
    /// short ones, and those with digits or signs.
    pub fn stem<'a>(&self, term: &'a str) -> Option<Cow<'a, str>> {
        let inflects = term.len() >= 3 && term.chars().all(char::is_alphabetic);
        inflects.then(|| self.0.stem(term))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_share_a_stem() {
        let english = Stemmer::for_language("en-us");
        for (one, other) in [
            ("install", "installing"),
            ("query", "queries"),
            ("loop", "looping"),
        ] {
            assert_eq!(english.stem(one), english.stem(other), "{one} {other}");
        }
    }

    #[test]
    fn identifiers_and_numbers_do_not_inflect() {
        let english = Stemmer::for_language("en");
        assert_eq!(english.stem("c++"), None);
        assert_eq!(english.stem("es6"), None);
        assert_eq!(english.stem("is"), None);
    }
}
