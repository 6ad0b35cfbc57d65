//! Braces: what an expression shows, and which braces are text.

use super::script::literal;
use super::stretch::{Cursor, ends_line};
use super::{Flavour, Page};

impl Page<'_> {
    /// Takes what starts with `{`.
    pub(super) fn brace(&mut self, text: &str, at: usize, cursor: &mut Cursor<'_>) -> usize {
        let rest = &text[at..];
        let is_heading = self.out.is_heading();
        let shown = match self.flavour {
            Flavour::Tags => None,
            Flavour::Vue => self.interpolation(rest),
            _ => self.expression(rest, is_heading),
        };
        match shown {
            Some((shown, length)) => {
                self.out.current.push_str(&shown);
                self.skip(text, at, at + length, cursor)
            }
            None => self.copy(
                text,
                at,
                at + if rest.starts_with("{{") { 2 } else { 1 },
                cursor,
            ),
        }
    }

    /// Returns what an expression shows, and its length; `None` for text.
    fn expression(&mut self, rest: &str, is_heading: bool) -> Option<(String, usize)> {
        if rest.starts_with("{{") || rest.starts_with("{%") || rest.starts_with("{#") {
            return None;
        }
        if self.is_in_mathematics() {
            return None;
        }
        let end = self.budget.end_of_braces(rest)?;
        let inner = rest[1..end - 1].trim();
        if is_heading && ends_line(&rest[end..]) && is_id_comment(inner) {
            return None;
        }
        let known = self.values.get(inner).cloned();
        if let Some(text) = known.or_else(|| literal(inner)) {
            return Some((text, end));
        }
        if !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Some((inner.to_owned(), end));
        }
        let is_script = self.flavour == Flavour::Mdx || self.is_script(inner);
        if !is_script {
            // What it holds is read again.
            self.budget.pay(end);
            return None;
        }
        Some((String::new(), end))
    }

    /// Tells script from `{name}` in prose.
    fn is_script(&self, inner: &str) -> bool {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let first = inner.split(|c| !is_word(c)).next().unwrap_or_default();
        inner.starts_with("/*")
            || inner.contains("=>")
            || inner.contains("/>")
            || inner.contains("</")
            || self.names.contains(first)
            || matches!(first, "props" | "frontMatter" | "frontmatter")
    }

    /// Says whether the line at hand is in the middle of a formula.
    fn is_in_mathematics(&self) -> bool {
        let current = self.out.tail();
        current.contains('$') && current.contains(['\\', '^']) || current.ends_with(['^', '_'])
    }

    /// Returns what `{{ name }}` shows; `None` for text.
    ///
    /// Vue computes all of them: what is not known is not shown.
    fn interpolation(&mut self, rest: &str) -> Option<(String, usize)> {
        if !rest.starts_with("{{") || self.verbatim.is_on() {
            return None;
        }
        let window = short(rest);
        let line = window.split('\n').next().unwrap_or_default();
        let end = line.find("}}")?;
        let inner = line[2..end].trim();
        let known = self.values.get(inner).cloned();
        let text = known.or_else(|| literal(inner)).unwrap_or_default();
        Some((text, end + 2))
    }
}

/// The longest text between two pairs of braces in bytes.
const MAX_INTERPOLATION: usize = 300;

/// Returns as much of a text as an interpolation may have.
fn short(text: &str) -> &str {
    let mut end = text.len().min(MAX_INTERPOLATION);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Says whether a comment is the id of a heading.
fn is_id_comment(inner: &str) -> bool {
    let comment = inner.strip_prefix("/*").and_then(|c| c.strip_suffix("*/"));
    comment.is_some_and(|id| {
        let id = id.trim();
        !id.is_empty() && !id.contains(char::is_whitespace)
    })
}
