//! Definition lists, abbreviations, marks for contents, keys and icons.
//!
//! A definition becomes an item below its term: `: text` and MDN's `- : text`
//! are `- text`. What a site shows as no text of the page goes: the place of
//! its contents, expansions of abbreviations, icons, lists of attributes.

use std::borrow::Cow;

use super::super::attributes;
use super::Context;
use super::lines::{Kind, Lines, outside_spans};

/// Sets of icons that themes know by `:set-name:`.
const ICON_SETS: [&str; 4] = ["material-", "octicons-", "fontawesome-", "simple-"];

/// The longest name of an icon or of keys in bytes.
const MAX_NAME_BYTES: usize = 100;

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, _context: &mut Context<'_>) {
    // How the text before looks: a definition needs a term.
    let mut term = Term::None;
    for at in 0..lines.list.len() {
        if lines.list[at].kind != Kind::Text {
            term = Term::None;
            continue;
        }
        if is_contents_list(&lines.list[at].text)
            && at > 0
            && is_list_item(&lines.list[at - 1].text)
        {
            lines.list[at - 1].text = Cow::Borrowed("");
        }
        let line = &mut lines.list[at];
        if let Some(text) = rewritten(&line.text, term) {
            line.text = Cow::Owned(text);
        }
        term = term.after(&line.text);
    }
}

/// Whether a line may be a definition by what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    /// Nothing, a heading or a table.
    None,
    /// Text on the line before, or a definition above.
    Before,
    /// Text above one blank line.
    Above,
}

impl Term {
    /// Returns what follows a line.
    fn after(self, line: &str) -> Self {
        match (line.trim_start(), self) {
            ("", Self::Before) => Self::Above,
            ("", _) => Self::None,
            (text, _) if text.starts_with(['#', '|', '<']) => Self::None,
            _ => Self::Before,
        }
    }
}

/// Returns a line without its marks, or `None` if it has none.
fn rewritten(line: &str, term: Term) -> Option<String> {
    let start = line.trim_start_matches([' ', '\t', '>']);
    match start.as_bytes().first()? {
        b'-' | b'*' if is_definition_item(start) => {
            let indent = &line[..line.len() - start.len()];
            let text = start[1..].trim_start()[1..].trim_start();
            return Some(format!("{indent}- {}", inline(text)));
        }
        b':' if term != Term::None => {
            let n_blanks = start[1..].bytes().take_while(|b| *b == b' ').count();
            let text = start[1..].trim_start();
            if (n_blanks > 0 || start[1..].starts_with('\t')) && !text.is_empty() {
                let indent = &line[..line.len() - start.len()];
                // Its text begins where it did: what continues it is indented so.
                let blanks = " ".repeat(n_blanks.clamp(1, 4));
                return Some(format!("{indent}-{blanks}{}", inline(text)));
            }
        }
        b'*' if is_abbreviation(start) => return Some(String::new()),
        b'[' | b'{' | b'$'
            if is_mark_alone(start.trim_end()) || is_list_alone(start.trim_end()) =>
        {
            return Some(String::new());
        }
        _ => {}
    }
    let has_marks = line.contains("++")
        || line.contains("){")
        || line.contains("]{")
        || (line.contains(':') && ICON_SETS.iter().any(|set| line.contains(set)))
        || line.contains("$$");
    has_marks.then(|| inline(line))
}

/// Says whether a line is MDN's `- : text`.
fn is_definition_item(start: &str) -> bool {
    let rest = start[1..].trim_start_matches([' ', '\t']);
    let is_item = rest.len() + 1 < start.len();
    is_item && (rest == ":" || rest.starts_with(": ") || rest.starts_with(":\t"))
}

/// Says whether a line expands an abbreviation: `*[HTML]: words`.
fn is_abbreviation(start: &str) -> bool {
    let name = start
        .strip_prefix("*[")
        .and_then(|rest| rest.split_once("]:"));
    name.is_some_and(|(name, _)| !name.is_empty() && !name.contains(['[', ']']))
}

/// Says whether a line holds the place of the contents, or parts mathematics.
fn is_mark_alone(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let is_contents = [
        "[toc]",
        "[[toc]]",
        "[[_toc_]]",
        "{:toc}",
        "{: toc}",
        "${toc}",
        "{{toc}}",
    ];
    is_contents.contains(&lower.as_str()) || line == "$$" || is_contents_list(line)
}

/// Says whether a line makes the list before it kramdown's contents.
fn is_contents_list(line: &str) -> bool {
    let inner = line
        .trim()
        .strip_prefix("{:")
        .and_then(|rest| rest.strip_suffix('}'));
    inner.is_some_and(|inner| inner.split_whitespace().any(|word| word == "toc"))
}

/// Says whether a line is nothing but kramdown's `{: .class }`.
///
/// With an id it may belong to the heading before, which takes it.
fn is_list_alone(line: &str) -> bool {
    line.starts_with("{:") && !line.contains('#') && attributes::after_list(line) == Some("")
}

fn is_list_item(line: &str) -> bool {
    let start = line.trim_start();
    start.starts_with(['-', '*', '+', '1']) && start.contains(' ')
}

/// Takes the marks off a line's text.
fn inline(line: &str) -> String {
    let text = outside_spans(line, |piece, out| {
        let without_keys = keys(piece);
        let without_icons = icons(&without_keys);
        out.push_str(&attributes::without_inline_lists(&without_icons));
    });
    match text
        .trim()
        .strip_prefix("$$")
        .and_then(|rest| rest.strip_suffix("$$"))
    {
        Some(mathematics) => mathematics.to_owned(),
        None => text,
    }
}

/// Writes `++ctrl+k++` as `ctrl+k`.
fn keys(text: &str) -> Cow<'_, str> {
    if !text.contains("++") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("++") {
        let inner = &rest[at + 2..];
        let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '_' | '"');
        let end = inner.find(|c| !is_key(c)).unwrap_or(inner.len());
        let names = inner[..end].strip_suffix("++").unwrap_or_default();
        let is_in_word = rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '+');
        let is_keys = !names.is_empty()
            && names.len() <= MAX_NAME_BYTES
            && names.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '"')
            && !names.contains("++");
        out.push_str(&rest[..at]);
        match is_keys && !is_in_word {
            true => out.extend(names.chars().filter(|c| *c != '"')),
            false => out.push_str(&rest[at..at + 2 + end]),
        }
        rest = &inner[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Drops icons: `:material-check:`, with the attributes after them.
fn icons(text: &str) -> Cow<'_, str> {
    if !ICON_SETS.iter().any(|set| text.contains(set)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(':') {
        let inner = &rest[at + 1..];
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let end = inner.find(|c| !is_name(c)).unwrap_or(inner.len());
        let is_icon = ICON_SETS.iter().any(|set| inner.starts_with(set))
            && inner[end..].starts_with(':')
            && end <= MAX_NAME_BYTES;
        out.push_str(&rest[..at]);
        match is_icon {
            true => {
                rest = &inner[end + 1..];
                rest = attributes::after_list(rest).unwrap_or(rest);
            }
            false => {
                out.push(':');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let found = rewritten(line, Term::Before);
        assert_eq!(found.as_deref().unwrap_or(line), expected, "{line}");
    }

    #[test]
    fn definitions_are_items() {
        check("  - : Text", "  - Text");
        check(": Text", "- Text");
        check(":   Text", "-   Text");
        check("  : Text", "  - Text");
        check(">   - : Text", ">   - Text");
        check(":::", ":::");
        check(":smile: Text", ":smile: Text");
        check("- :root is one", "- :root is one");
        assert_eq!(rewritten(": Text", Term::None), None);
        let term = Term::None.after("term");
        assert_eq!(term.after(""), Term::Above);
        assert_eq!(term.after("").after(""), Term::None);
        assert_eq!(term.after("# h"), Term::None);
    }

    #[test]
    fn what_is_shown_elsewhere_goes() {
        for mark in [
            "*[HTML]: Words",
            "[TOC]",
            "[[toc]]",
            "{:toc}",
            "{: .x toc}",
            "$$",
        ] {
            check(mark, "");
        }
        check("*[a](b): c", "*[a](b): c");
        check("[toc] here", "[toc] here");
    }

    #[test]
    fn keys_icons_and_attributes_are_marks() {
        check("Press ++ctrl+k++.", "Press ctrl+k.");
        check("C++ and i++ or ++i", "C++ and i++ or ++i");
        check("a++b++ `++c++`", "a++b++ `++c++`");
        check(":material-check:{ .big } Done :nodoc:", " Done :nodoc:");
        check(":octicons-x-16: `:material-x:`", " `:material-x:`");
        check("[a](b){ .button } c", "[a](b) c");
        check("![a](b){: width=\"10\" } c", "![a](b) c");
        check("if (x){a=b} `[f](g){.a}`", "if (x){a=b} `[f](g){.a}`");
        check("$$a^2$$", "a^2");
        check("$$a$$ and $$b$$ c", "$$a$$ and $$b$$ c");
    }
}
