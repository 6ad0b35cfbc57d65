//! Terminals of `MkDocs` sites: HTML inside of a fence, shown as it renders.
//!
//! A script turns `<div class="termy">` with a fence into a terminal and takes
//! the tags and the entities of its lines for what they are in HTML.

use super::super::markup::{Piece, decode_entities, pieces};
use super::lines::{Kind, Lines};

/// The elements that color and stress what a terminal shows.
const STYLING: [&str; 7] = ["font", "span", "b", "i", "u", "strong", "em"];

/// Takes the tags out of the fences that are terminals.
pub(super) fn apply(lines: &mut Lines<'_>) {
    let mut is_next = false;
    let mut is_terminal = false;
    for line in &mut lines.list {
        match line.kind {
            Kind::Text if line.text.contains("class=\"termy") => is_next = true,
            Kind::Text if !line.text.trim().is_empty() => is_next = false,
            Kind::Text => {}
            Kind::Opening => is_terminal = std::mem::take(&mut is_next),
            Kind::Closing => is_terminal = false,
            Kind::Code if is_terminal && line.text.contains(['<', '&']) => {
                let shown = shown(&line.text);
                line.text = shown.into();
            }
            Kind::Code => {}
        }
    }
}

/// Returns a line as a terminal shows it.
fn shown(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for piece in pieces(line) {
        match piece {
            Piece::Tag(tag) if STYLING.contains(&tag.name.as_str()) => {}
            Piece::Tag(tag) => out.push_str(tag.raw),
            Piece::Text(text) | Piece::Code(text) => out.push_str(&decode_entities(text)),
        }
    }
    out
}
