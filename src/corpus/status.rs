//! How a page stands: deprecated, experimental, a stub.
//!
//! What readers rarely want is worth knowing apart from what they look for, so
//! that a search can put it lower or a reader can leave it out. A page says it
//! of itself, in front matter or, for stubs, in its few words.

use crate::document::{Block, Section};

/// The facet that holds it.
pub(super) const FACET: &str = "status";

/// What front matter may say under `status`; other words are other tools'.
const KNOWN: [&str; 9] = [
    "alpha",
    "archived",
    "beta",
    "deprecated",
    "experimental",
    "legacy",
    "non-standard",
    "obsolete",
    "stub",
];

/// Keys that say it by being true.
const KEYS: [&str; 5] = ["archived", "deprecated", "experimental", "obsolete", "stub"];

/// What a stub says of itself, in lower case, by language.
const STUB_WORDS: [&str; 12] = [
    "article is a stub",
    "page is a stub",
    "section is a stub",
    "this is a stub",
    "este artículo es un esbozo",
    "esto es un talón",
    "ceci est une ébauche",
    "cette page est une ébauche",
    "isto é um esboço",
    "это заготовка",
    "这是一个存根",
    "スタブです",
];

/// The longest text of a stub in bytes: a few sentences.
const MAX_STUB_BYTES: usize = 600;

/// Returns what front matter says; `is_true` tells whether a key is.
pub(super) fn stated(written: &[String], is_true: impl Fn(&str) -> bool) -> Vec<String> {
    let written = written.iter().map(|status| status.to_lowercase());
    let mut all: Vec<String> = written
        .filter(|status| KNOWN.contains(&status.as_str()))
        .collect();
    let by_key = KEYS.iter().filter(|key| is_true(key));
    all.extend(by_key.map(|key| (*key).to_owned()));
    all.sort();
    all.dedup();
    all
}

/// Returns what a page said of itself, with what its text shows.
pub(super) fn all(mut stated: Vec<String>, sections: &[Section]) -> Vec<String> {
    let is_known = stated.iter().any(|status| status == "stub");
    if !is_known && is_stub(sections) {
        stated.push("stub".to_owned());
    }
    stated
}

/// Says whether a page is short and calls itself a stub.
fn is_stub(sections: &[Section]) -> bool {
    let mut text = String::new();
    for block in sections.iter().flat_map(|section| &section.blocks) {
        let Block::Prose(prose) = block else {
            return false;
        };
        if text.len() + prose.len() > MAX_STUB_BYTES {
            return false;
        }
        text.push_str(&prose.to_lowercase());
        text.push('\n');
    }
    STUB_WORDS.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(blocks: &[&str]) -> Vec<Section> {
        let prose = blocks.iter().map(|text| Block::Prose((*text).to_owned()));
        vec![Section {
            blocks: prose.collect(),
            ..Section::default()
        }]
    }

    #[test]
    fn front_matter_says_how_a_page_stands() {
        let check = |written: &[&str], keys: &[&str], expected: &[&str]| {
            let written: Vec<String> = written.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(stated(&written, |key| keys.contains(&key)), expected);
        };
        check(
            &["Deprecated", "non-standard"],
            &[],
            &["deprecated", "non-standard"],
        );
        check(&["published"], &["deprecated", "hot"], &["deprecated"]);
        check(&["deprecated"], &["deprecated"], &["deprecated"]);
        check(&[], &[], &[]);
    }

    #[test]
    fn only_short_pages_that_say_so_are_stubs() {
        let check = |blocks: &[&str], expected: bool| {
            assert_eq!(is_stub(&page(blocks)), expected, "{blocks:?}");
        };
        check(&["This is a stub. Help us grow it."], true);
        check(&["Knots", "这是一个存根。 帮助我们"], true);
        check(&["A method stub returns nothing."], false);
        check(&["This is a stub.", &"Rope holds. ".repeat(60)], false);
        check(&[], false);
        let kept = all(vec!["beta".to_owned()], &page(&["This page is a stub."]));
        assert_eq!(kept, ["beta", "stub"]);
    }
}
