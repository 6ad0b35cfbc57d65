//! Lists of reStructuredText: bullets, numbers, fields, options.

use super::Reader;
use super::lines::{Line, indented};

const BULLETS: [char; 6] = ['*', '-', '+', '•', '‣', '⁃'];

impl Reader<'_, '_> {
    /// Reads an item after a bullet.
    pub(super) fn bullet_item(&mut self, lines: &[Line<'_>], base: usize) -> Option<usize> {
        let line = lines.first()?;
        let bullet = line.text.chars().next().filter(|c| BULLETS.contains(c))?;
        let rest = &line.text[bullet.len_utf8()..];
        if !rest.is_empty() && !rest.starts_with(' ') {
            return None;
        }
        Some(self.item(lines, bullet.len_utf8(), base))
    }

    /// Reads an item after a number or a letter.
    pub(super) fn numbered_item(&mut self, lines: &[Line<'_>], base: usize) -> Option<usize> {
        let size = numbering(lines.first()?.text)?;
        // A sentence may start with an initial: what follows must not go on.
        let is_list = lines.get(1).is_none_or(|next| {
            next.is_blank() || next.indent != base || numbering(next.text).is_some()
        });
        is_list.then(|| self.item(lines, size, base))
    }

    /// Reads an item whose mark has `size` bytes; returns its number of lines.
    fn item(&mut self, lines: &[Line<'_>], size: usize, base: usize) -> usize {
        let n = 1 + indented(&lines[1..], base);
        let mut first = lines[0].after(size);
        if first.is_blank() {
            first.indent = 0;
        }
        let rest = &lines[1..n];
        let least = rest.iter().filter(|line| !line.is_blank());
        if let Some(least) = least.map(|line| line.indent).min() {
            first.indent = first.indent.min(least);
        }
        let mut own = Vec::with_capacity(n);
        own.push(first);
        own.extend_from_slice(rest);
        self.contained(|reader| reader.blocks(&own));
        n
    }

    /// Reads a field: its name, then its body.
    pub(super) fn field(&mut self, lines: &[Line<'_>], base: usize) -> Option<usize> {
        let line = lines.first()?;
        let (name, size) = field_name(line.text)?;
        let n = 1 + indented(&lines[1..], base);
        self.inline(name, line.number);
        self.flow.text(": ");
        let first = line.after(size);
        let mut own = Vec::with_capacity(n);
        own.extend((!first.is_blank()).then_some(first));
        own.extend_from_slice(&lines[1..n]);
        self.lead_in(&own);
        Some(n)
    }

    /// Reads blocks of which the first paragraph goes on with the open line.
    pub(super) fn lead_in(&mut self, lines: &[Line<'_>]) {
        let is_simple = lines.iter().all(|line| !line.is_blank());
        let starts_block = lines.first().is_some_and(|line| {
            let is_list = line.text.starts_with(BULLETS) || numbering(line.text).is_some();
            is_list || line.text.starts_with(".. ") || line.text.ends_with("::")
        });
        if is_simple && !starts_block {
            self.inline_lines(lines);
            self.flow.end_block();
            return;
        }
        // `blocks` ends the open line only after its first paragraph.
        let mut own = lines.to_vec();
        let least = own.iter().skip(1).filter(|line| !line.is_blank());
        if let Some(least) = least.map(|line| line.indent).min()
            && let Some(first) = own.first_mut()
        {
            first.indent = least;
        }
        self.contained(|reader| reader.blocks(&own));
    }

    /// Reads an option of a command with what it does.
    pub(super) fn option_item(&mut self, lines: &[Line<'_>], base: usize) -> Option<usize> {
        let line = lines.first()?;
        let text = line.text;
        let is_option = |text: &str| {
            let name = text.trim_start_matches(['-', '/', '+']);
            name.len() < text.len() && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        };
        if !is_option(text) {
            return None;
        }
        let n = 1 + indented(&lines[1..], base);
        let (options, rest) = match text.split_once("  ") {
            Some((options, rest)) => (options, rest.trim_start()),
            None if n > 1 && !lines[1].is_blank() => (text, ""),
            None => return None,
        };
        let are_options = options
            .split(", ")
            .all(|option| is_option(option) && option.split(' ').count() <= 2);
        if !are_options {
            return None;
        }
        self.flow.inline_code(options);
        self.flow.text(" ");
        let first = line.after(text.len() - rest.len());
        let mut own = Vec::with_capacity(n);
        own.extend((!rest.is_empty()).then_some(first));
        own.extend_from_slice(&lines[1..n]);
        self.lead_in(&own);
        Some(n)
    }
}

/// Returns a field's name and the size of its mark: `:name: body`.
pub(super) fn field_name(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix(':')?;
    if inner.starts_with([':', ' ']) {
        return None;
    }
    let mut from = 0;
    loop {
        let end = from + inner.get(from..)?.find(':')?;
        let after = &inner[end + 1..];
        if (after.is_empty() || after.starts_with(' ')) && !inner[..end].ends_with('\\') {
            let name = &inner[..end];
            return (!name.is_empty() && name.matches('`').count() % 2 == 0)
                .then_some((name, end + 2));
        }
        if after.starts_with('`') {
            return None;
        }
        from = end + 1;
    }
}

/// Returns the size of a number that starts an item: `1.`, `(a)`, `#.`, `iv)`.
fn numbering(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
    let size = inner.bytes().take(8).take_while(is_sign).count();
    let (number, rest) = inner.split_at(size);
    let is_roman = |number: &str| {
        let of = |signs: &str| number.chars().all(|c| signs.contains(c));
        of("ivxlc") || of("IVXLC")
    };
    let is_digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = is_digits || number.len() == 1 || (number.len() > 1 && is_roman(number));
    let end = rest.chars().next()?;
    let is_end = match text.len() > inner.len() {
        true => end == ')',
        false => end == '.' || end == ')',
    };
    let after = &rest[end.len_utf8()..];
    let is_item = is_number && is_end && (after.is_empty() || after.starts_with(' '));
    is_item.then_some(text.len() - after.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_from_roles() {
        assert_eq!(field_name(":a: b"), Some(("a", 3)));
        assert_eq!(field_name(":a:"), Some(("a", 3)));
        assert_eq!(field_name(":py:func: b"), Some(("py:func", 9)));
        assert_eq!(field_name(":ref:`a`"), None);
        assert_eq!(field_name("::"), None);
        assert_eq!(field_name(":a"), None);
    }

    #[test]
    fn numbers_of_items_are_known() {
        let check = |text: &str, expected: Option<usize>| assert_eq!(numbering(text), expected);
        check("1. a", Some(2));
        check("(10) a", Some(4));
        check("#. a", Some(2));
        check("iv) a", Some(3));
        check("e.g. a", None);
        check("1.5 a", None);
        check("Go. a", None);
        check("é. a", None);
        check("(see) a", None);
    }
}
