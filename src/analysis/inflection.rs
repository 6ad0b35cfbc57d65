//! Stems, for the query side: which words of the vocabulary are one word.
//!
//! The index never holds stems. At publish each term of the vocabulary is
//! stemmed by the languages of the pages that hold it, and a query word finds
//! its other forms through its stems.

use std::borrow::Cow;

use frostem::Algorithm;

use super::character::{Class, class_of};
use super::filter::fold;

/// The languages that have a stemmer, by primary tag.
const LANGUAGES: [(&str, Algorithm); 34] = [
    ("ar", Algorithm::Arabic),
    ("ca", Algorithm::Catalan),
    ("cs", Algorithm::Czech),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("eo", Algorithm::Esperanto),
    ("es", Algorithm::Spanish),
    ("et", Algorithm::Estonian),
    ("eu", Algorithm::Basque),
    ("fa", Algorithm::Persian),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("ga", Algorithm::Irish),
    ("hi", Algorithm::Hindi),
    ("hu", Algorithm::Hungarian),
    ("hy", Algorithm::Armenian),
    ("id", Algorithm::Indonesian),
    ("it", Algorithm::Italian),
    ("lt", Algorithm::Lithuanian),
    ("ne", Algorithm::Nepali),
    ("nl", Algorithm::Dutch),
    ("no", Algorithm::Norwegian),
    ("pl", Algorithm::Polish),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sr", Algorithm::Serbian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
    ("uk", Algorithm::Ukrainian),
    ("yi", Algorithm::Yiddish),
];

/// A stemmer for one language.
#[derive(Clone, Copy)]
pub struct Stemmer {
    language: &'static str,
    stemmer: frostem::Stemmer,
}

impl Stemmer {
    /// Returns the stemmer for a language tag; English where there is none,
    /// because technical words are English everywhere.
    pub fn for_language(tag: &str) -> Self {
        Self::of_language(tag).unwrap_or(Self {
            language: "en",
            stemmer: frostem::Stemmer::new(Algorithm::English),
        })
    }

    /// Returns the stemmer for a language tag, where there is one.
    pub fn of_language(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        let primary = primary.to_ascii_lowercase();
        let wanted = match primary.as_str() {
            "nb" | "nn" => "no",
            other => other,
        };
        let found = LANGUAGES.iter().find(|(language, _)| *language == wanted);
        found.map(|(language, algorithm)| Self {
            language,
            stemmer: frostem::Stemmer::new(*algorithm),
        })
    }

    /// Returns the primary tag of the language.
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// Returns the stem of a term, without accents, or `None` for terms that do
    /// not inflect: short ones, and those with digits or signs.
    pub fn stem<'a>(&self, term: &'a str) -> Option<Cow<'a, str>> {
        if term.len() < 3 || !term.chars().all(inflects) {
            return None;
        }
        let stem = self.stemmer.stem(term);
        if stem.is_ascii() {
            return Some(stem);
        }
        let mut folded = String::with_capacity(stem.len());
        fold(&stem, &mut folded);
        Some(Cow::Owned(folded))
    }
}

/// Returns whether a character stands in words that have forms.
fn inflects(char: char) -> bool {
    char.is_ascii_alphabetic()
        || (!char.is_ascii() && !char.is_numeric() && class_of(char) == Class::Word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tag: &str, pairs: &[(&str, &str)]) {
        let stemmer = Stemmer::for_language(tag);
        for (one, other) in pairs {
            assert_eq!(stemmer.stem(one), stemmer.stem(other), "{one} {other}");
        }
    }

    #[test]
    fn forms_of_one_word_share_a_stem() {
        check(
            "en-us",
            &[
                ("install", "installing"),
                ("query", "queries"),
                ("loop", "looping"),
            ],
        );
        check("de", &[("datenbank", "datenbanken"), ("haus", "häuser")]);
        check("es", &[("instalación", "instalaciones")]);
        check("fr", &[("requête", "requêtes")]);
        check("ru", &[("запрос", "запросы")]);
        check("ar", &[("كتاب", "الكتاب")]);
    }

    #[test]
    fn a_tag_names_its_language() {
        assert_eq!(Stemmer::for_language("nb-NO").language(), "no");
        assert_eq!(Stemmer::for_language("PT-br").language(), "pt");
        assert_eq!(Stemmer::for_language("ja").language(), "en");
        assert!(Stemmer::of_language("ja").is_none());
        assert!(LANGUAGES.is_sorted_by_key(|(tag, _)| *tag));
    }

    #[test]
    fn identifiers_and_numbers_do_not_inflect() {
        let english = Stemmer::for_language("en");
        for term in ["c++", "es6", "is", "数据", "ข้อมูล"] {
            assert_eq!(english.stem(term), None, "{term}");
        }
    }
}
