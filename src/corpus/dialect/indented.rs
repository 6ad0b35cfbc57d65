//! Blocks whose body is indented by four: `!!! note`, `=== "Tab"`.
//!
//! `CommonMark` would read such a body as code, so it moves to the left by as
//! much as the blocks around it ask for. Bodies nest, in lists and quotes too.

use super::lines::{Kind, Line, Lines};

/// How far the body of such a block is indented.
const STEP: usize = 4;

/// The most such blocks that are open at once; deeper ones stay as they are.
const MAX_DEPTH: usize = 100;

/// An open block.
struct Block {
    /// How many quotes it stands in.
    n_quotes: usize,
    /// The column that its mark starts in.
    column: usize,
}

/// Parts what quotes and indents a line from its text.
pub(super) fn split_prefix(text: &str) -> (&str, &str) {
    let rest = text.trim_start_matches([' ', '\t', '>']);
    text.split_at(text.len() - rest.len())
}

/// Puts a title in a paragraph of its own in place of a mark.
pub(super) fn put_title(out: &mut Vec<Line<'_>>, prefix: &str, title: Option<&str>, number: u32) {
    let blank = blank_of(prefix);
    out.push(Line::text(blank.clone(), number));
    if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
        let title = title.trim();
        out.push(Line::text(format!("{prefix}{title}"), number));
        out.push(Line::text(blank, number));
    }
}

/// Returns an empty line in the quotes of a prefix.
fn blank_of(prefix: &str) -> String {
    prefix.trim_end().to_owned()
}

/// Takes the marks away and moves the bodies to the left.
///
/// `mark` gets the text of a line from its first sign, and returns the block's
/// title if the line opens one.
pub(super) fn outdent(
    lines: &mut Lines<'_>,
    mark: impl for<'t> Fn(&'t str) -> Option<Option<&'t str>>,
) {
    let mut open: Vec<Block> = Vec::new();
    let list = std::mem::take(&mut lines.list);
    let mut out = Vec::with_capacity(list.len() + 16);
    for mut line in list {
        let (quotes, rest) = split_quotes(&line.text);
        let is_start = matches!(line.kind, Kind::Text | Kind::Opening);
        let is_blank = rest.trim().is_empty();
        let n_quotes = quotes.bytes().filter(|byte| *byte == b'>').count();
        let column = indent_of(rest);
        if is_start && !is_blank {
            while open
                .last()
                .is_some_and(|top| top.n_quotes != n_quotes || column < top.column + STEP)
            {
                open.pop();
            }
        }
        let removed = STEP * open.len();
        if line.kind == Kind::Text
            && open.len() < MAX_DEPTH
            && let Some(title) = mark(rest.trim())
        {
            let prefix = format!("{quotes}{}", " ".repeat(column.saturating_sub(removed)));
            put_title(&mut out, &prefix, title, line.number);
            open.push(Block { n_quotes, column });
            continue;
        }
        if removed > 0 {
            let moved = format!("{quotes}{}", without_indent(rest, removed));
            line.text = moved.into();
        }
        out.push(line);
    }
    lines.list = out;
}

/// Parts the marks of quotes, each with one blank after it, from the rest.
fn split_quotes(text: &str) -> (&str, &str) {
    let mut end = 0;
    let mut rest = text;
    loop {
        let start = rest.trim_start_matches(' ');
        if rest.len() - start.len() > 3 || !start.starts_with('>') {
            return text.split_at(end);
        }
        rest = &start[1..];
        rest = rest.strip_prefix(' ').unwrap_or(rest);
        end = text.len() - rest.len();
    }
}

/// Returns the column in which a line's text starts.
fn indent_of(text: &str) -> usize {
    let mut column = 0;
    for byte in text.bytes() {
        match byte {
            b' ' => column += 1,
            b'\t' => column += STEP - column % STEP,
            _ => break,
        }
    }
    column
}

/// Returns a line without so many columns of its indentation, if it has them.
fn without_indent(text: &str, removed: usize) -> String {
    let start = text.trim_start_matches([' ', '\t']);
    let left = indent_of(text).saturating_sub(removed);
    format!("{}{start}", " ".repeat(left))
}
