//! Info strings of fences, and highlighters' marks inside of code.
//!
//! A title in an info string is shown above the code. Comments that tell a
//! highlighter which lines to light are not shown, nor are MDN's hidden blocks
//! and the lines that mdBook hides from Rust.

use std::borrow::Cow;

use super::super::site::Generator;
use super::Context;
use super::lines::{Kind, Line, Lines};

/// How a comment begins and ends in the languages that highlighters know.
const COMMENTS: [(&str, &str); 8] = [
    ("//", ""),
    ("{/*", "*/}"),
    ("/*", "*/"),
    ("<!--", "-->"),
    ("#", ""),
    ("--", ""),
    (";", ""),
    ("%", ""),
];

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, context: &mut Context<'_>) {
    if lines.list.iter().all(|line| line.kind == Kind::Text) {
        return;
    }
    let generator = context.site.generator;
    let mut is_hidden = false;
    let mut is_rust = false;
    let mut kept: Vec<Line<'_>> = Vec::with_capacity(lines.list.len());
    for mut line in std::mem::take(&mut lines.list) {
        match line.kind {
            Kind::Text => {}
            Kind::Opening => {
                let info = info_of(&line.text);
                is_hidden = generator == Generator::Mdn && is_hidden_block(info);
                is_rust = generator == Generator::MdBook && is_rust_block(info);
                if !is_hidden && let Some(title) = title_of(info) {
                    add_title(&mut kept, &line, title);
                }
            }
            Kind::Closing => {
                if std::mem::take(&mut is_hidden) {
                    continue;
                }
            }
            Kind::Code => {
                if is_rust && is_hidden_rust(&line.text) || is_marker(&line.text) {
                    continue;
                }
                if let Some(code) = without_marks(&line.text) {
                    line.text = Cow::Owned(code);
                }
            }
        }
        if !is_hidden {
            kept.push(line);
        }
    }
    lines.list = kept;
}

/// Returns the info string of an opening fence.
fn info_of(line: &str) -> &str {
    let at = line.find(['`', '~']).unwrap_or(line.len());
    line[at..].trim_start_matches(['`', '~']).trim()
}

/// Says whether MDN runs a block without showing it.
fn is_hidden_block(info: &str) -> bool {
    info.split_whitespace().skip(1).any(|word| word == "hidden")
}

fn is_rust_block(info: &str) -> bool {
    let language = info.split([',', ' ', '{']).next();
    language.is_some_and(|language| matches!(language, "rust" | "rs"))
}

/// Says whether mdBook hides a line of Rust: `# use a;`, `#`.
fn is_hidden_rust(line: &str) -> bool {
    let rest = line.trim_start_matches([' ', '\t', '>']).strip_prefix('#');
    rest.is_some_and(|rest| rest.trim_end().is_empty() || rest.starts_with(' '))
}

/// Returns the title in an info string: `title="a.js"`, `[a.js]`.
fn title_of(info: &str) -> Option<&str> {
    if !info.contains(['=', '[']) {
        return None;
    }
    let keys = ["title=", "filename=", "file=", "caption=", "tab="];
    let value = keys.iter().find_map(|key| {
        let at = info.find(key)?;
        // `data-title=` is another key.
        let is_whole = info[..at].ends_with([' ', '{', ',', ':', '\t']);
        is_whole.then(|| &info[at + key.len()..])
    });
    let title = match value {
        Some(value) => match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next(),
            _ => value.split([' ', '}', ',']).next(),
        },
        None => {
            let (before, inner) = info.split_once('[')?;
            let is_label = !inner.starts_with('[') && !before.contains(['{', '=', '`']);
            inner
                .strip_suffix(']')
                .filter(|_| is_label && !before.is_empty())
        }
    };
    let title = title.map(str::trim);
    title.filter(|title| !title.is_empty() && !title.contains(['[', ']']))
}

/// Adds the title of a block as a paragraph above it.
fn add_title(kept: &mut Vec<Line<'_>>, fence: &Line<'_>, title: &str) {
    let at = fence.text.find(['`', '~']).unwrap_or_default();
    let prefix = &fence.text[..at];
    // A block that opens a list item has no line above it.
    let is_plain = prefix.chars().all(|c| c.is_whitespace() || c == '>');
    let is_code = at - prefix.trim_start_matches([' ', '\t']).len() > 3 && kept.is_empty();
    if !is_plain || is_code {
        return;
    }
    let blank = prefix.trim_end().to_owned();
    kept.push(Line::text(blank.clone(), fence.number));
    kept.push(Line::text(format!("{prefix}{title}"), fence.number));
    kept.push(Line::text(blank, fence.number));
}

/// Says whether a line of code is nothing but a comment for a highlighter.
fn is_marker(line: &str) -> bool {
    if !line.contains("highlight-") && !line.contains("[!code") {
        return false;
    }
    comment_of(line.trim()).is_some_and(|comment| {
        let comment = comment.trim();
        comment
            .strip_prefix("highlight-")
            .is_some_and(|what| matches!(what, "next-line" | "start" | "end" | "line" | "range"))
            || is_code_mark(comment)
    })
}

/// Says whether a comment is `[!code highlight]`.
fn is_code_mark(comment: &str) -> bool {
    let inner = comment
        .strip_prefix("[!code")
        .and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| !inner.contains(['[', ']']))
}

/// Returns what a comment that starts a text says.
fn comment_of(text: &str) -> Option<&str> {
    COMMENTS.iter().find_map(|(opening, closing)| {
        let inner = text.strip_prefix(opening)?.strip_suffix(closing)?;
        Some(inner.trim())
    })
}

/// Returns a line of code without the mark at its end, if it has one.
fn without_marks(line: &str) -> Option<String> {
    if line.contains("[!code") {
        let at = line.rfind("[!code")?;
        let (_, after) = line[at..].split_once(']')?;
        let ends = COMMENTS.iter().any(|(_, closing)| after.trim() == *closing);
        return match ends {
            true => without_comment(line, at),
            false => None,
        };
    }
    let code = line.trim_end();
    // MkDocs: `# (1)!`, its text below the block.
    let inner = code
        .strip_suffix(")!")
        .or_else(|| code.strip_suffix(")! -->"));
    let inner = inner.or_else(|| code.strip_suffix(")! */"))?;
    let at = inner.rfind('(')?;
    let number = &inner[at + 1..];
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    match is_number {
        true => without_comment(line, at),
        false => None,
    }
}

/// Takes off the comment that a mark at `at` stands first in.
fn without_comment(line: &str, at: usize) -> Option<String> {
    let before = line[..at].trim_end();
    let mut openings = COMMENTS.iter();
    let code = openings.find_map(|(opening, _)| before.strip_suffix(opening))?;
    Some(code.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn info_strings_hold_titles() {
        let check = |info: &str, expected: Option<&str>| assert_eq!(title_of(info), expected);
        check("js title=\"src/a b.js\" {1,3}", Some("src/a b.js"));
        check("js {1} filename='a.js'", Some("a.js"));
        check("js:title=a.js", Some("a.js"));
        check("{.js title=\"a.js\"}", Some("a.js"));
        check("sh [npm]", Some("npm"));
        check("php tab=Pest", Some("Pest"));
        check("js data-title=\"x\"", None);
        check("js [[1, 4, \"useState\"]]", None);
        check("js {1,2}", None);
        check("[npm]", None);
        check("js title=\"\"", None);
    }

    #[test]
    fn marks_of_highlighters_are_not_code() {
        for line in [
            "  // highlight-next-line",
            "# highlight-start",
            "{/* highlight-end */}",
            "<!-- [!code focus] -->",
        ] {
            assert!(is_marker(line), "{line}");
        }
        assert!(!is_marker("highlight-next-line"));
        assert!(!is_marker("// highlight-next-line of text"));
        let check = |line: &str, expected: Option<&str>| {
            assert_eq!(without_marks(line).as_deref(), expected, "{line}");
        };
        check("a() // [!code ++]", Some("a()"));
        check("<a> <!-- [!code focus:3] -->", Some("<a>"));
        check("a: 1 # (12)!", Some("a: 1"));
        check("f(1)!", None);
        check("print(\"// [!code x]\")", None);
    }

    #[test]
    fn hidden_lines_of_rust_are_told_from_attributes() {
        assert!(is_hidden_rust("# use std::fmt;") && is_hidden_rust("  #"));
        assert!(!is_hidden_rust("#[derive(Debug)]") && !is_hidden_rust("#![no_std]"));
        assert!(!is_hidden_rust("## shown"));
    }
}
