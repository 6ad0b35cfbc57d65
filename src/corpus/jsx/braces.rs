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
        if let Some(text) = literal(inner) {
            return Some((text, end));
        }
        if !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Some((inner.to_owned(), end));
        }
        let is_script = self.flavour == Flavour::Mdx || self.is_script(inner);
        is_script.then(|| (String::new(), end))
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

    /// Returns what `{{ name }}` shows, which is not known; `None` for text.
    fn interpolation(&mut self, rest: &str) -> Option<(String, usize)> {
        let inner = rest.strip_prefix("{{")?;
        // An expression stands on one line, and a short one.
        let end = inner.bytes().take(300).position(|byte| byte == b'}')?;
        let is_on_line = !inner[..end].contains('\n');
        if !is_on_line || !inner[end..].starts_with("}}") {
            return None;
        }
        let line = inner;
        if self.is_verbatim() {
            return None;
        }
        let inner = line[..end].trim();
        if let Some(text) = literal(inner) {
            return Some((text, end + 4));
        }
        let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '?' | '!');
        let starts = inner.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '$'));
        (starts && inner.chars().all(is_path)).then(|| (String::new(), end + 4))
    }

    /// Says whether Vue leaves the text at hand alone.
    fn is_verbatim(&self) -> bool {
        let current = self.out.tail();
        let open = current.rfind("v-pre").or_else(|| current.rfind("<code"));
        open.is_some_and(|at| !current[at..].contains("</"))
    }
}

/// Says whether a comment is the id of a heading.
fn is_id_comment(inner: &str) -> bool {
    let comment = inner.strip_prefix("/*").and_then(|c| c.strip_suffix("*/"));
    comment.is_some_and(|id| {
        let id = id.trim();
        !id.is_empty() && !id.contains(char::is_whitespace)
    })
}
