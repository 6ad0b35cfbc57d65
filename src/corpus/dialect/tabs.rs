//! Panes of tabs: each label once, every pane.
//!
//! `=== "Label"` with an indented body, `== Label` between `::: tabs` marks, and
//! labels of fences: ```` ```sh [npm] ````. (`/// tab | Label` reads like any
//! other block of slashes.)

use super::Context;
use super::indented::{outdent, put_title, split_prefix};
use super::lines::{Kind, Line, Lines};

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, _context: &mut Context<'_>) {
    let is_tab = |line: &Line<'_>| line.kind == Kind::Text && line.text.contains("===");
    if lines.list.iter().any(is_tab) {
        outdent(lines, pane_mark);
    }
    let is_labelled = |line: &Line<'_>| label_of(line).is_some();
    if lines.list.iter().any(is_labelled) {
        put_labels(lines);
    }
}

/// Reads `=== "Label"`, `===! "Label"` and `===+ "Label"`.
fn pane_mark(text: &str) -> Option<Option<&str>> {
    let after = text.strip_prefix("===")?;
    let after = after.trim_start_matches(['!', '+']).trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = after[1..].strip_suffix(quote)?;
    (!label.trim().is_empty()).then_some(Some(label))
}

/// Returns the label of a pane that a line is or opens.
fn label_of<'t>(line: &'t Line<'_>) -> Option<&'t str> {
    match line.kind {
        Kind::Opening => {
            let start = before_lines(&line.text).strip_suffix(']')?;
            let (info, label) = start.rsplit_once('[')?;
            // `[[1, 2]]` is no label, nor is a fence without a language.
            let is_label = info.ends_with(' ') && !label.trim().is_empty();
            is_label.then_some(label)
        }
        Kind::Text => {
            let (_, rest) = split_prefix(&line.text);
            let label = rest.strip_prefix("== ")?.trim();
            (!label.is_empty() && !label.contains("==")).then_some(label)
        }
        Kind::Code | Kind::Closing => None,
    }
}

/// Returns an opening fence without the lines to light at its end: `{1,3}`.
fn before_lines(fence: &str) -> &str {
    let fence = fence.trim_end();
    let inner = fence
        .strip_suffix('}')
        .and_then(|text| text.rsplit_once('{'));
    let is_lines = |text: &str| {
        text.bytes()
            .all(|b| b.is_ascii_digit() || b",- ".contains(&b))
    };
    match inner {
        Some((before, lines)) if is_lines(lines) => before.trim_end(),
        _ => fence,
    }
}

/// Puts each label in a paragraph of its own before its pane.
fn put_labels(lines: &mut Lines<'_>) {
    let list = std::mem::take(&mut lines.list);
    let mut out: Vec<Line<'_>> = Vec::with_capacity(list.len() + 16);
    for mut line in list {
        if let Some(label) = label_of(&line) {
            let (prefix, _) = split_prefix(&line.text);
            put_title(&mut out, prefix, Some(label), line.number);
            if line.kind == Kind::Text {
                continue;
            }
            let end = line.text.rfind('[').unwrap_or(line.text.len());
            let fence = line.text[..end].trim_end().to_owned();
            line.text = fence.into();
        }
        out.push(line);
    }
    lines.list = out;
}
