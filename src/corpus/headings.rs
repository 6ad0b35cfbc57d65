//! Anchors of headings as each generator makes them, each once on a page.
//!
//! Explicit ids are taken as they are; else the heading's text becomes a slug
//! by the generator's rule, and a slug that is taken gets a number.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest anchor in bytes; a longer id is no anchor.
const MAX_ANCHOR_BYTES: usize = 512;

/// How a generator makes a heading's text an anchor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SlugRule {
    /// GitHub's renderer and `github-slugger`: lower case; letters, marks,
    /// digits, `-`, `_` and blanks stay; a blank becomes `-`.
    #[default]
    Github,
    /// mdBook's `normalize_id`: as GitHub, each white space a `-`.
    MdBook,
    /// Python-Markdown's `toc`: ASCII only, runs of blanks and `-` one `-`.
    MkDocs,
    /// VitePress's `slugify` of `@mdit-vue/shared`: accents folded, signs `-`.
    VitePress,
    /// docutils' `make_id`: runs of anything but ASCII letters and digits `-`.
    Sphinx,
    /// Asciidoctor: `_` before and between the words.
    Asciidoctor,
    /// Antora's setting of Asciidoctor: no prefix, `-` between the words.
    Antora,
    /// MDN: signs dropped, blanks `_`.
    Mdn,
    /// javascript.info: runs of anything but letters and digits `-`.
    JavascriptInfo,
    /// The Rails Guides: `?` and `!` by name, signs dropped.
    Rails,
}

impl SlugRule {
    /// Every rule with its name in `docent.toml`.
    pub const ALL: &[(SlugRule, &str)] = &[
        (Self::Github, "github"),
        (Self::MdBook, "mdbook"),
        (Self::MkDocs, "mkdocs"),
        (Self::VitePress, "vitepress"),
        (Self::Sphinx, "sphinx"),
        (Self::Asciidoctor, "asciidoctor"),
        (Self::Antora, "antora"),
        (Self::Mdn, "mdn"),
        (Self::JavascriptInfo, "javascript-info"),
        (Self::Rails, "rails"),
    ];

    /// Returns its name in `docent.toml`.
    pub fn name(self) -> &'static str {
        super::name_in(Self::ALL, self)
    }

    /// Returns the slug of a heading, not yet told from others.
    pub(super) fn slug(self, heading: &str) -> String {
        match self {
            Self::Github => slug(heading),
            Self::MdBook => mdbook_slug(heading),
            Self::MkDocs => mkdocs_slug(heading),
            Self::VitePress => vitepress_slug(heading),
            Self::Sphinx => sphinx_slug(heading),
            Self::Asciidoctor => format!("_{}", asciidoctor_slug(heading, '_')),
            Self::Antora => asciidoctor_slug(heading, '-'),
            Self::Mdn => mdn_slug(heading),
            Self::JavascriptInfo => runs_joined(&heading.to_lowercase(), char::is_alphanumeric),
            Self::Rails => rails_slug(heading),
        }
    }

    /// Returns what parts a slug from the number of its second and later uses,
    /// and the number of the second.
    fn numbering(self) -> (&'static str, u32) {
        match self {
            Self::MkDocs => ("_", 1),
            Self::Asciidoctor | Self::Mdn => ("_", 2),
            Self::Antora => ("-", 2),
            _ => ("-", 1),
        }
    }
}

/// The anchors given out on one page.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    rule: SlugRule,
    /// The prefix and the sign between words that an AsciiDoc page asks for.
    style: Option<(String, Option<char>)>,
    /// Each anchor with the number that its last duplicate got.
    taken: HashMap<String, u32>,
}

impl Slugs {
    /// Starts a page of a generator.
    pub(super) fn new(rule: SlugRule) -> Self {
        Self {
            rule,
            style: None,
            taken: HashMap::new(),
        }
    }

    /// Returns how they are made.
    pub(super) fn rule(&self) -> SlugRule {
        self.rule
    }

    /// Makes slugs as Asciidoctor does, with this prefix and separator.
    pub(super) fn restyle(&mut self, prefix: &str, separator: Option<char>) {
        self.style = Some((prefix.to_owned(), separator));
    }

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

    /// Returns the next of docutils' own ids, for what has no name that is free.
    fn next_id(&mut self) -> String {
        let count = self.taken.entry(String::new()).or_insert(0);
        *count += 1;
        let id = format!("id{count}");
        self.taken.insert(id.clone(), 0);
        id
    }

    /// Returns the slug of a heading, numbered if it was there before.
    pub(super) fn make(&mut self, heading: &str) -> Option<String> {
        let (base, mark, first) = match &self.style {
            Some((prefix, separator)) => {
                let slug = asciidoctor_slug(heading, separator.unwrap_or('-'));
                let mark = separator.map(String::from).unwrap_or_default();
                let slug = slug.replace(separator.unwrap_or('-'), &mark);
                (format!("{prefix}{slug}"), mark, 2)
            }
            None => {
                let (mark, first) = self.rule.numbering();
                (self.rule.slug(heading), mark.to_owned(), first)
            }
        };
        if self.rule == SlugRule::Sphinx && (base.is_empty() || self.taken.contains_key(&base)) {
            return Some(self.next_id());
        }
        let mut anchor = base.clone();
        while self.taken.contains_key(&anchor) {
            let count = self.taken.entry(base.clone()).or_insert(0);
            *count += 1;
            anchor = format!("{base}{mark}{}", *count + first - 1);
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

/// mdBook: `normalize_id` of `mdbook-core`.
fn mdbook_slug(heading: &str) -> String {
    let kept = heading.chars().filter_map(|c| match c {
        c if c.is_alphanumeric() || matches!(c, '_' | '-') => Some(c),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    });
    kept.flat_map(char::to_lowercase).collect()
}

/// Python-Markdown: `slugify` of its `toc` extension.
fn mkdocs_slug(heading: &str) -> String {
    let plain: String = heading.nfkd().filter(char::is_ascii).collect();
    let is_kept =
        |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || c.is_whitespace();
    let kept: String = plain.chars().filter(is_kept).collect();
    let kept = kept.trim().to_ascii_lowercase();
    let is_gap = |c: char| c == '-' || c.is_whitespace();
    let mut slug = String::with_capacity(kept.len());
    for c in kept.chars() {
        match is_gap(c) {
            true if slug.ends_with('-') => {}
            true => slug.push('-'),
            false => slug.push(c),
        }
    }
    slug
}

/// VitePress: `slugify` of `@mdit-vue/shared`.
fn vitepress_slug(heading: &str) -> String {
    let folded: String = heading
        .nfkd()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}') && !c.is_control())
        .collect();
    let is_sign = |c: char| {
        c.is_whitespace()
            || (c.is_ascii_punctuation() && c.is_ascii())
            || matches!(c, '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}')
    };
    let slug = runs_joined(&folded.to_lowercase(), |c| !is_sign(c));
    match slug.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("_{slug}"),
        false => slug,
    }
}

/// docutils: `make_id`.
fn sphinx_slug(heading: &str) -> String {
    let plain: String = heading
        .to_lowercase()
        .nfkd()
        .filter(char::is_ascii)
        .collect();
    let slug = runs_joined(&plain, |c| c.is_ascii_alphanumeric());
    slug.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-')
        .to_owned()
}

/// Asciidoctor: `Section.generate_id` without its prefix.
fn asciidoctor_slug(heading: &str, separator: char) -> String {
    let mut slug = String::with_capacity(heading.len());
    for c in heading.to_lowercase().chars() {
        let c = match c {
            ' ' | '.' | '-' => separator,
            c if c.is_alphanumeric() || c == '_' => c,
            _ => continue,
        };
        if c != separator || !slug.ends_with(separator) {
            slug.push(c);
        }
    }
    slug.trim_matches(separator).to_owned()
}

/// MDN: the signs of yari's `slugify` are dropped, blanks become `_`.
fn mdn_slug(heading: &str) -> String {
    const DROPPED: &str = "#$%&+,/:;=?@[]^`{|}~')(\\";
    let lower = heading.trim().to_lowercase();
    let kept = lower.chars().filter(|c| !DROPPED.contains(*c));
    kept.map(|c| if c.is_whitespace() { '_' } else { c })
        .collect()
}

/// The Rails Guides: `dom_id_text` of their renderer.
fn rails_slug(heading: &str) -> String {
    const SIGNS: &str = "\\/`*_{}[]()#+-.!:,;|&<>^~='\"";
    let named = heading
        .to_lowercase()
        .replace('?', "\u{1}questionmark")
        .replace('!', "\u{1}bang");
    let spaced: String = named
        .chars()
        .map(|c| if SIGNS.contains(c) { ' ' } else { c })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join("-").replace('\u{1}', "-")
}

/// Joins the runs of kept characters by `-`.
fn runs_joined(text: &str, is_kept: impl Fn(char) -> bool) -> String {
    let runs = text.split(|c| !is_kept(c)).filter(|run| !run.is_empty());
    runs.collect::<Vec<_>>().join("-")
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
    fn each_generator_has_its_own_rule() {
        let check = |rule: SlugRule, heading: &str, expected: &str| {
            assert_eq!(rule.slug(heading), expected, "{rule:?}");
        };
        check(SlugRule::MdBook, "What's New, in C++?", "whats-new-in-c");
        check(SlugRule::MkDocs, "Año 1 -- the (first)", "ano-1-the-first");
        check(
            SlugRule::VitePress,
            "1. Größe & `src`/lib",
            "_1-große-src-lib",
        );
        check(SlugRule::Sphinx, "3.1 The \"admin\" site", "the-admin-site");
        check(
            SlugRule::Asciidoctor,
            "What's a .gitignore?",
            "_whats_a_gitignore",
        );
        check(
            SlugRule::Antora,
            "What's a .gitignore?",
            "whats-a-gitignore",
        );
        check(
            SlugRule::Mdn,
            "Using `let` (and const)",
            "using_let_and_const",
        );
        check(
            SlugRule::JavascriptInfo,
            "The \"new\" syntax",
            "the-new-syntax",
        );
        check(
            SlugRule::Rails,
            "Why? `render :new`",
            "why-questionmark-render-new",
        );
        let mut slugs = Slugs::new(SlugRule::MkDocs);
        let made: Vec<_> = (0..3).filter_map(|_| slugs.make("A")).collect();
        assert_eq!(made, ["a", "a_1", "a_2"]);
        let mut slugs = Slugs::new(SlugRule::Mdn);
        let made: Vec<_> = (0..2).filter_map(|_| slugs.make("A")).collect();
        assert_eq!(made, ["a", "a_2"]);
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
