//! The dialect of the engine behind javascript.info.
//!
//! Notes are fences with a word of their own, ```` ```smart header="…" ````:
//! prose that must not be read as code. Tags in brackets on a line alone embed
//! what is no text. A task's solution is a file beside it and shown below it.

use std::borrow::Cow;

use super::super::frontmatter;
use super::super::resolve::Resolver;
use super::Context;
use super::lines::{Kind, Line, Lines, outside_spans};

/// The words of fences that hold prose.
const PROSE: [&str; 10] = [
    "smart", "warn", "ponder", "online", "offline", "summary", "compare", "quote", "note", "hide",
];

/// Tags that are a line of their own and show no text.
const TAGS: [&str; 21] = [
    "cut", "codetabs", "iframe", "demo", "recent", "edit", "html", "js", "css", "old", "img",
    "break", "head", "libs", "quote", "online", "offline", "play", "pattern", "compare", "smart",
];

/// Words before a code span's text that say how it looks.
const CODE_KINDS: [&str; 4] = ["`pattern:", "`match:", "`subject:", "`key:"];

/// Stands for a backtick in a header: with one, a fence would be none.
const HIDDEN_TICK: &str = "\u{1}";

/// How deep prose in fences may stand in prose in fences.
const MAX_DEPTH: usize = 8;

/// The most lines of a head without its first `---`.
const MAX_HEAD_LINES: usize = 20;

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, context: &mut Context<'_>) {
    drop_head(lines);
    if let Some(folder) = context.path.strip_suffix("task.md") {
        add_solution(lines, folder, context.resolver);
    }
    if hide_ticks(lines) {
        lines.mark_code();
    }
    for _ in 0..MAX_DEPTH {
        if !open_prose(lines) {
            break;
        }
        lines.mark_code();
    }
    lines.list.retain_mut(|line| match line.kind {
        Kind::Text => {
            if CODE_KINDS.iter().any(|kind| line.text.contains(kind)) {
                line.text = Cow::Owned(without_code_kinds(&line.text));
            }
            if line.text.contains("](") {
                line.text = Cow::Owned(with_addresses(&line.text));
            }
            !is_tag(&line.text)
        }
        Kind::Code if line.text.contains("*!*") || line.text.contains("*/!*") => {
            let text = line.text.replace("*/!*", "").replace("*!*", "");
            let holds_code = !text.trim().is_empty();
            line.text = Cow::Owned(text);
            holds_code
        }
        _ => true,
    });
}

/// Drops `importance: 5` and the like: front matter without its first `---`.
fn drop_head(lines: &mut Lines<'_>) {
    let is_head = |line: &str| {
        let line = line.trim();
        let is_key = |key: &str| !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase());
        line.is_empty()
            || line.starts_with("- ")
            || line.split_once(':').is_some_and(|(key, _)| is_key(key))
    };
    let list = &mut lines.list;
    let n_lines = list.len().min(MAX_HEAD_LINES);
    let ends = |line: &Line<'_>| line.text.trim_end() == "---";
    let Some(end) = list[..n_lines].iter().position(ends) else {
        return;
    };
    let has_key = list[..end].iter().any(|line| !line.text.trim().is_empty());
    if has_key && list[..end].iter().all(|line| is_head(&line.text)) {
        list.drain(..=end);
    }
}

/// Adds the solution that lies beside a task, if there is one.
fn add_solution(lines: &mut Lines<'_>, folder: &str, resolver: &Resolver) {
    let Ok(text) = resolver.text(&format!("{folder}solution.md")) else {
        return;
    };
    let body = frontmatter::split(&text).body;
    if body.trim().is_empty() {
        return;
    }
    let number = lines.list.last().map_or(1, |line| line.number);
    for line in ["", "## Solution", ""] {
        lines.list.push(Line::text(line, number));
    }
    let added = body
        .split('\n')
        .map(|line| Line::text(line.to_owned(), number));
    lines.list.extend(added);
    lines.mark_code();
}

/// Hides the backticks in headers of fences; says whether there were any.
fn hide_ticks(lines: &mut Lines<'_>) -> bool {
    let mut has_hidden = false;
    for line in &mut lines.list {
        let start = line.text.trim_start();
        if !start.starts_with("```") || header_of(start).is_none() {
            continue;
        }
        let info = start.trim_start_matches('`');
        if info.contains('`') {
            let fence = &line.text[..line.text.len() - info.len()];
            line.text = Cow::Owned(format!("{fence}{}", info.replace('`', HIDDEN_TICK)));
            has_hidden = true;
        }
    }
    has_hidden
}

/// Takes the kinds off code spans: `` `pattern:\d` `` shows `\d`.
fn without_code_kinds(line: &str) -> String {
    let mut text = line.to_owned();
    for kind in CODE_KINDS {
        if text.contains(kind) {
            text = text.replace(kind, "`");
        }
    }
    text
}

/// Takes the outer fences off prose; says whether there were any.
fn open_prose(lines: &mut Lines<'_>) -> bool {
    let mut is_open = false;
    let mut has_opened = false;
    let mut opened = Vec::with_capacity(lines.list.len());
    for line in std::mem::take(&mut lines.list) {
        match line.kind {
            Kind::Opening => match header_of(&line.text) {
                Some(header) => {
                    is_open = true;
                    has_opened = true;
                    let number = line.number;
                    let indent = &line.text[..line.text.len() - line.text.trim_start().len()];
                    let header = format!("{indent}{header}").replace(HIDDEN_TICK, "`");
                    opened.push(Line::text("", number));
                    opened.push(Line::text(header.trim_end().to_owned(), number));
                    opened.push(Line::text("", number));
                }
                None => opened.push(line),
            },
            Kind::Closing if is_open => {
                is_open = false;
                opened.push(Line::text("", line.number));
            }
            _ => opened.push(line),
        }
    }
    lines.list = opened;
    has_opened
}

/// Returns the header of a fence that holds prose, empty if it has none.
fn header_of(fence: &str) -> Option<&str> {
    let info = fence
        .trim_start()
        .trim_start_matches(['`', '~'])
        .trim_start();
    let end = info
        .find(|c: char| !c.is_ascii_lowercase())
        .unwrap_or(info.len());
    let (word, rest) = info.split_at(end);
    let is_whole = rest.is_empty() || rest.starts_with([' ', '\t', '=']);
    if !is_whole || !PROSE.contains(&word) {
        return None;
    }
    let value = ["header=", "title=", "author=", "="]
        .iter()
        .find_map(|key| rest.split_once(key).map(|(_, value)| value));
    Some(value.map_or("", unquoted))
}

/// Returns what stands in quotes; a quote within may follow a backslash.
fn unquoted(value: &str) -> &str {
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return value.split_whitespace().next().unwrap_or_default();
    };
    let inner = &value[1..];
    let mut ends = inner.match_indices(quote).map(|(at, _)| at);
    let end = ends.find(|at| !inner[..*at].ends_with('\\'));
    &inner[..end.unwrap_or(inner.len())]
}

/// Says whether a line is nothing but a tag in brackets.
fn is_tag(line: &str) -> bool {
    let line = line.trim();
    let Some(inner) = line
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    else {
        return false;
    };
    let inner = inner.trim_start_matches('/');
    let end = inner
        .find(|c: char| !c.is_ascii_lowercase())
        .unwrap_or(inner.len());
    let (name, rest) = inner.split_at(end);
    let is_whole = rest.is_empty() || rest.starts_with([' ', '\t', '=']);
    is_whole && !rest.contains("](") && TAGS.contains(&name)
}

/// Makes addresses of link targets: `info:name`, `task:name`, `mdn:path`.
fn with_addresses(line: &str) -> String {
    const SCHEMES: [(&str, &str); 3] = [
        ("](info:", "](/"),
        ("](task:", "](/task/"),
        ("](mdn:", "](https://developer.mozilla.org/en-US/docs/"),
    ];
    // The reference of MDN by its short names.
    const SHORT: [(&str, &str); 3] = [
        ("docs/js/", "docs/Web/JavaScript/Reference/Global_Objects/"),
        ("docs/api/", "docs/Web/API/"),
        ("docs/css/", "docs/Web/CSS/"),
    ];
    // A link's words may hold code spans, so each piece has its own targets.
    outside_spans(line, |piece, out| {
        let mut rest = piece;
        while let Some(at) = rest.find("](") {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let scheme = SCHEMES.iter().find(|(scheme, _)| rest.starts_with(scheme));
            let (scheme, address) = scheme.unwrap_or(&("](", "]("));
            rest = &rest[scheme.len()..];
            let target = rest.split([')', ' ']).next().unwrap_or_default();
            let full = format!("{address}{target}");
            let short = SHORT.iter().find(|(short, _)| full.contains(short));
            match short.filter(|_| *scheme == "](mdn:") {
                Some((short, long)) => out.push_str(&full.replacen(short, long, 1)),
                None => out.push_str(&full),
            }
            rest = &rest[target.len()..];
        }
        out.push_str(rest);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_told_from_code() {
        let check = |fence: &str, expected: Option<&str>| {
            assert_eq!(header_of(fence), expected, "{fence}");
        };
        check("```smart", Some(""));
        check(
            "  ````warn header=\"Mind the `gap`\"",
            Some("Mind the `gap`"),
        );
        check("```smart header='It is \"so\"'", Some("It is \"so\""));
        check("```smart header=\"a \\\"b\\\"\"", Some("a \\\"b\\\""));
        check("```quote author=\"A. B.\"", Some("A. B."));
        check("```hide=\"Show it\"", Some("Show it"));
        check("```js run", None);
        check("```smarty", None);
        check("```", None);
    }

    #[test]
    fn tags_stand_alone() {
        for tag in [
            "[cut]",
            " [iframe src=\"a\" height=2]",
            "[/quote]",
            "[html src=\"x.html\"]",
        ] {
            assert!(is_tag(tag), "{tag}");
        }
        for text in [
            "[cut](a)",
            "[[Prototype]]",
            "[demo] of it",
            "[Cut]",
            "[]",
            "[demos]",
        ] {
            assert!(!is_tag(text), "{text}");
        }
    }

    #[test]
    fn short_targets_become_addresses() {
        let check = |line: &str, expected: &str| assert_eq!(with_addresses(line), expected);
        check("[a](info:b#c), [d](e)", "[a](/b#c), [d](e)");
        check("[`a`](task:b)", "[`a`](/task/b)");
        check("`[a](info:b)`", "`[a](info:b)`");
        check(
            "[a](mdn:js/Map)",
            "[a](https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Map)",
        );
    }
}
