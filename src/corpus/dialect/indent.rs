//! Indentation: how deep a line stands, and moving it.

use std::borrow::Cow;

use super::lines::{Kind, Line};

/// Returns the columns before a line's text.
pub(super) fn indent_of(line: &str) -> usize {
    let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
}

/// Says whether a line starts a list item.
pub(super) fn is_item(line: &str) -> bool {
    item_indent(line).is_some()
}

/// Returns the column of an item's text.
pub(super) fn item_indent(line: &str) -> Option<usize> {
    let start = line.trim_start();
    let digits = start.bytes().take_while(u8::is_ascii_digit).count();
    let n_marks = match digits {
        0 => usize::from(start.starts_with(['-', '*', '+'])),
        1..=9 => digits + usize::from(start[digits..].starts_with(['.', ')'])),
        _ => 0,
    };
    let is_marked = n_marks > 0 && n_marks != digits;
    let after = start.get(n_marks..).filter(|_| is_marked)?;
    let blanks = after.len() - after.trim_start_matches(' ').len();
    let is_item = blanks > 0 || after.is_empty();
    is_item.then(|| indent_of(line) + n_marks + blanks.clamp(1, 4))
}

/// Returns the least indentation of lines of text.
pub(super) fn least_indent(lines: &[Line<'_>], with_code: bool) -> usize {
    let text = lines.iter().filter(|line| {
        let is_counted = with_code || matches!(line.kind, Kind::Text | Kind::Opening);
        is_counted && !line.text.trim().is_empty()
    });
    text.map(|line| indent_of(&line.text)).min().unwrap_or(0)
}

pub(super) fn moved_indent(indent: usize, frame: Option<(usize, usize)>) -> usize {
    frame.map_or(indent, |(from, to)| (indent + to).saturating_sub(from))
}

/// Moves a line from one indentation to another.
pub(super) fn moved(text: Cow<'_, str>, frame: Option<(usize, usize)>) -> Cow<'_, str> {
    let Some((from, to)) = frame.filter(|_| !text.trim().is_empty()) else {
        return text;
    };
    let start = text.trim_start_matches([' ', '\t']);
    let indent = moved_indent(indent_of(&text), Some((from, to)));
    format!("{}{start}", " ".repeat(indent)).into()
}

/// Returns the longest run of backticks that could end a fence.
pub(super) fn ticks_in(line: &str) -> usize {
    let start = line.trim_start();
    match start.starts_with("```") {
        true => start.bytes().take_while(|byte| *byte == b'`').count(),
        false => 0,
    }
}
