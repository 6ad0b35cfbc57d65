//! Elements that hold code, or nothing that readers see.

use super::super::dialect::lines::Line;
use super::super::markup::find_closing;
use super::script::literal;
use super::stretch::Cursor;
use super::tag::Tag;
use super::{Page, component};

impl Page<'_> {
    /// Leaves an element out with all that is in it, if it ends.
    pub(super) fn skip_element(
        &mut self,
        text: &str,
        at: usize,
        name: &str,
        cursor: &mut Cursor<'_>,
    ) -> usize {
        let window = self.budget.window(&text[at..]);
        let Some(end) = find_closing(window, name) else {
            self.budget.pay(window.len());
            self.out.current.push_str(&format!("<{name}>"));
            return at;
        };
        if name == "script" {
            self.values.read_script(&window[..end]);
        }
        let after = window[end..]
            .find('>')
            .map_or(window.len(), |n| end + n + 1);
        self.skip(text, at, at + after, cursor)
    }

    /// Takes the text of an element as code.
    pub(super) fn code_element(
        &mut self,
        text: &str,
        at: usize,
        tag: &Tag<'_>,
        cursor: &mut Cursor<'_>,
    ) -> usize {
        let window = self.budget.window(&text[at..]);
        let Some(end) = find_closing(window, tag.name) else {
            self.budget.pay(window.len());
            return at;
        };
        let inner = window[..end].trim();
        let inner = inner
            .strip_prefix('{')
            .and_then(|inner| inner.strip_suffix('}'));
        let code = inner.and_then(literal);
        let code = code.unwrap_or_else(|| window[..end].trim().to_owned());
        self.code(&code, &component::language_of(tag));
        self.skip(text, at, at + end, cursor)
    }

    /// Takes `` {`…`} `` after the tag of an element that holds code.
    pub(super) fn code_expression(
        &mut self,
        text: &str,
        at: usize,
        tag: &Tag<'_>,
        cursor: &mut Cursor<'_>,
    ) -> usize {
        let rest = text[at..].trim_start();
        let start = text.len() - rest.len();
        if !rest.starts_with('{') {
            return at;
        }
        let Some(end) = self.budget.end_of_braces(rest) else {
            return at;
        };
        let Some(code) = literal(&rest[1..end - 1]) else {
            self.budget.pay(end);
            return at;
        };
        self.code(&code, &component::language_of(tag));
        self.skip(text, at, start + end, cursor)
    }

    /// Adds a block of code.
    pub(super) fn code(&mut self, code: &str, language: &str) {
        let ticks = match code.contains("```") {
            true => "~~~~~~",
            false => "```",
        };
        self.out.break_block();
        let code = code.trim_matches('\n');
        let indent = match self.out.is_bare() {
            true => self.out.current.clone(),
            false => String::new(),
        };
        let number = self.out.number;
        let opening = format!("{ticks}{language}");
        for line in std::iter::once(opening.as_str())
            .chain(code.split('\n'))
            .chain([ticks])
        {
            self.out
                .lines
                .push(Line::text(format!("{indent}{line}"), number));
        }
        self.out.break_block();
    }
}
