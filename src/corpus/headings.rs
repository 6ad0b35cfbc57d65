//! Anchors of headings: GitHub's slugs, each once on a page.
//!
//! The rules are those of GitHub's renderer: lower case; letters, marks,
//! decimal digits, `-`, `_` and blanks stay; a blank becomes `-`; the second
//! `usage` on a page is `usage-1`. Explicit ids are taken as they are.

use std::collections::HashMap;

use unicode_normalization::char::is_combining_mark;

/// The longest anchor in bytes; a longer id is no anchor.
const MAX_ANCHOR_BYTES: usize = 512;

/// The anchors given out on one page.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    /// Each anchor with the number that its last duplicate got.
    taken: HashMap<String, u32>,
}

impl Slugs {
    /// Reserves an id that the page states, unless it is no usable anchor.
    pub(super) fn reserve(&mut self, id: &str) -> Option<String> {
        let id = id.trim().trim_start_matches('#');
        let unusable = |c: char| c.is_whitespace() || c.is_control();
        if id.is_empty() || id.len() > MAX_ANCHOR_BYTES || id.contains(unusable) {
            return None;
        }
        self.taken.entry(id.to_owned()).or_insert(0);
        Some(id.to_owned())
    }

    /// Returns the slug of a heading, numbered if it was there before.
    pub(super) fn make(&mut self, heading: &str) -> Option<String> {
        let base = slug(heading);
        let mut anchor = base.clone();
        while self.taken.contains_key(&anchor) {
            let count = self.taken.entry(base.clone()).or_insert(0);
            *count += 1;
            anchor = format!("{base}-{count}");
        }
        self.taken.insert(anchor.clone(), 0);
        (!anchor.is_empty()).then_some(anchor)
    }
}

/// Returns a heading's slug as GitHub makes it, not yet told from others.
pub(super) fn slug(heading: &str) -> String {
    heading
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|&c| matches!(c, ' ' | '-' | '_') || is_word(c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Says whether a character is part of a word as Ruby's `\p{Word}` has it.
fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    c.is_alphabetic() || is_combining_mark(c) || (c.is_numeric() && !is_ornate(c))
}

/// Says whether a number is no digit: superscript, fraction, in a circle.
fn is_ornate(c: char) -> bool {
    matches!(c,
        '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{bc}'..='\u{be}' | '\u{2070}'..='\u{2189}'
        | '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3192}'..='\u{3195}'
        | '\u{3220}'..='\u{3229}' | '\u{3248}'..='\u{325f}' | '\u{3280}'..='\u{32bf}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_github() {
        let check = |heading: &str, expected: &str| assert_eq!(slug(heading), expected);
        check("Getting Started", "getting-started");
        check("C++ & C#", "c--c");
        check("What's new in 2.0?", "whats-new-in-20");
        check("The `Option<T>` type", "the-optiont-type");
        check("snake_case and kebab-case", "snake_case-and-kebab-case");
        check("😄 emoji first", "-emoji-first");
        check("emoji 🚀 within", "emoji--within");
        check("Привет, мир!", "привет-мир");
        check("Über uns: Größe", "über-uns-größe");
        check("变量 与 类型", "变量-与-类型");
        check("日本語の見出し", "日本語の見出し");
        check("はじめに：概要", "はじめに概要");
        check("हिन्दी", "हिन्दी");
        check("x² + ½", "x--");
        check("Step 1: do / don't", "step-1-do--dont");
        check("a  b", "a--b");
        check("...", "");
    }

    #[test]
    fn duplicates_are_numbered() {
        let mut slugs = Slugs::default();
        let mut check = |heading: &str, expected: &str| {
            assert_eq!(slugs.make(heading).as_deref(), Some(expected));
        };
        check("Usage", "usage");
        check("Usage", "usage-1");
        check("usage 1", "usage-1-1");
        check("Usage", "usage-2");
    }

    #[test]
    fn explicit_ids_come_first_and_stay() {
        let mut slugs = Slugs::default();
        assert_eq!(slugs.reserve(" #setup ").as_deref(), Some("setup"));
        assert_eq!(slugs.make("Setup").as_deref(), Some("setup-1"));
        assert_eq!(slugs.reserve("setup").as_deref(), Some("setup"));
        assert_eq!(slugs.reserve("two words"), None);
        assert_eq!(slugs.reserve(""), None);
        assert_eq!(slugs.make("!?"), None);
    }
}
