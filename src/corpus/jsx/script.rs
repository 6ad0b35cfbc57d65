//! JavaScript as far as its end is to be found: braces, strings, comments.

/// What is open in a piece of script.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The brackets and backticks open, outermost first.
    open: Vec<u8>,
    is_in_comment: bool,
}

impl Scan {
    /// Says whether nothing is open.
    pub(super) fn is_balanced(&self) -> bool {
        self.open.is_empty() && !self.is_in_comment
    }

    /// Reads on, until all that was open is closed if `stops`.
    ///
    /// Returns where it stopped, after the last bracket.
    pub(super) fn feed(&mut self, text: &str, stops: bool) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if self.is_in_comment {
                at += text[at..].find("*/")? + 2;
                self.is_in_comment = false;
            } else if self.open.last() == Some(&b'`') {
                at = self.in_template(bytes, at);
            } else {
                at = self.in_code(text, at);
            }
            if stops && self.is_balanced() {
                return Some(at);
            }
        }
        None
    }

    /// Takes one step inside of a template literal.
    fn in_template(&mut self, bytes: &[u8], at: usize) -> usize {
        match (bytes[at], bytes.get(at + 1)) {
            (b'\\', Some(next)) if next.is_ascii() => at + 2,
            (b'`', _) => {
                self.open.pop();
                at + 1
            }
            (b'$', Some(b'{')) => {
                self.open.push(b'{');
                at + 2
            }
            _ => next_boundary(bytes, at),
        }
    }

    /// Takes one step outside of template literals.
    fn in_code(&mut self, text: &str, at: usize) -> usize {
        let bytes = text.as_bytes();
        match (bytes[at], bytes.get(at + 1)) {
            (quote @ (b'"' | b'\''), _) => return end_of_string(bytes, at, quote),
            (b'/', Some(b'*')) => {
                self.is_in_comment = true;
                return at + 2;
            }
            // `https://` is text between tags, no comment.
            (b'/', Some(b'/')) if at == 0 || bytes[at - 1] != b':' => {
                let line = text[at..].find('\n');
                return line.map_or(bytes.len(), |end| at + end);
            }
            (sign @ (b'{' | b'(' | b'[' | b'`'), _) => self.open.push(sign),
            (b'}' | b')' | b']', _) => {
                self.open.pop();
            }
            _ => return next_boundary(bytes, at),
        }
        at + 1
    }
}

/// Returns where the next character starts.
fn next_boundary(bytes: &[u8], at: usize) -> usize {
    let mut next = at + 1;
    while next < bytes.len() && (bytes[next] & 0xC0) == 0x80 {
        next += 1;
    }
    next
}

/// Returns where a string ends; one that does not end on its line is none.
fn end_of_string(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'\n' {
        match bytes[at] {
            b'\\' => at += 1,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    start + 1
}

/// What a page may waste before it is looked at less far.
const FULL: usize = 4 << 20;

/// Bounds the work that unclosed brackets can cause on a page.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    /// What one page may waste.
    pub(super) fn new() -> Self {
        Self(2 * FULL)
    }

    /// Returns where the braces that `text` starts with end, after the last.
    pub(super) fn end_of_braces(&mut self, text: &str) -> Option<usize> {
        let window = self.window(text);
        let end = Scan::default().feed(window, true);
        self.note(window, end)
    }

    /// Returns where `sign` stands in `text`.
    pub(super) fn find(&mut self, text: &str, sign: &str) -> Option<usize> {
        let window = self.window(text);
        let end = window.find(sign);
        self.note(window, end)
    }

    /// Returns as much of a text as may be looked at.
    pub(super) fn window<'t>(&self, text: &'t str) -> &'t str {
        let limit = match self.0 {
            0 => 32,
            1..=FULL => 512,
            _ => 64 << 10,
        };
        if text.len() <= limit {
            return text;
        }
        let mut end = limit;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        &text[..end]
    }

    /// Pays for so many bytes that are going to be read again.
    pub(super) fn pay(&mut self, n_bytes: usize) {
        self.0 = self.0.saturating_sub(n_bytes);
    }

    /// Pays for a search that found nothing.
    fn note(&mut self, window: &str, found: Option<usize>) -> Option<usize> {
        if found.is_none() {
            self.pay(window.len());
        }
        found
    }
}

/// Says whether a line starts a module's statement: `import`, `export`.
pub(super) fn starts_module(line: &str) -> bool {
    if let Some(rest) = line.strip_prefix("import ") {
        let rest = rest.trim_start();
        let is_plain = rest.starts_with(['{', '*', '"', '\'']);
        return is_plain || rest.starts_with("type ") || imports_default(rest);
    }
    let Some(rest) = line.strip_prefix("export ") else {
        return false;
    };
    let starts = [
        "const ",
        "let ",
        "var ",
        "function ",
        "function* ",
        "async function",
        "default ",
        "class ",
        "{",
        "* from",
        "type ",
        "interface ",
        "enum ",
    ];
    starts.iter().any(|start| rest.starts_with(start))
}

/// Says whether `Name from '…'` or `Name, {` follows `import`.
fn imports_default(rest: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    let after = rest.trim_start_matches(is_name).trim_start();
    if after.len() == rest.len() {
        return false;
    }
    let from = after.strip_prefix("from").map(str::trim_start);
    from.is_some_and(|path| path.starts_with(['"', '\'']))
        || (after.starts_with(',') && after[1..].trim_start().starts_with(['{', '*']))
}

/// Says whether a statement goes on after a line that ends so.
pub(super) fn goes_on(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(['=', ',', '(', '?', ':', '&', '|', '+', '>']) || line.ends_with("from")
}

/// Returns the text of a string or template literal; what a template
/// computes is left out.
pub(super) fn literal(expression: &str) -> Option<String> {
    let expression = expression.trim();
    let sign = expression.chars().next()?;
    if !matches!(sign, '"' | '\'' | '`') || expression.len() < 2 {
        return None;
    }
    let inner = expression[1..].strip_suffix(sign)?;
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find(['\\', '$', sign]) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with(sign) {
            return None;
        }
        if sign == '`' && rest.starts_with("${") {
            let end = Scan::default().feed(&rest[1..], true)?;
            rest = &rest[1 + end..];
        } else if let Some(escaped) = rest.strip_prefix('\\') {
            let c = escaped.chars().next()?;
            match c {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                '\n' => {}
                c => text.push(c),
            }
            rest = &escaped[c.len_utf8()..];
        } else {
            text.push('$');
            rest = &rest[1..];
        }
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_end_where_script_says() {
        let check = |text: &str, expected: Option<&str>| {
            let end = Budget::new().end_of_braces(text);
            assert_eq!(end.map(|end| &text[..end]), expected, "{text}");
        };
        check("{a} b}", Some("{a}"));
        check("{{a: 1}} b", Some("{{a: 1}}"));
        check("{'}'} b", Some("{'}'}"));
        check("{`${a}}`} b", Some("{`${a}}`}"));
        check("{/* } */} b", Some("{/* } */}"));
        check("{a && <p>don't</p>} b", Some("{a && <p>don't</p>}"));
        check("{<a>https://x</a>} b", Some("{<a>https://x</a>}"));
        check("{a // }\n} b", Some("{a // }\n}"));
        check("{ä", None);
        check("{`\\", None);
        check("{'\\", None);
    }

    #[test]
    fn modules_are_told_from_prose() {
        let check = |line: &str, expected: bool| {
            assert_eq!(starts_module(line), expected, "{line}");
        };
        check("import A from './a'", true);
        check("import A, { b } from './a'", true);
        check("import {", true);
        check("import './a.css'", true);
        check("export const a = 1", true);
        check("import A from the menu", false);
        check("import the data", false);
        check("export your data", false);
        check("importing", false);
    }

    #[test]
    fn literals_give_their_text() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(literal(text).as_deref(), expected, "{text}");
        };
        check("'a'", Some("a"));
        check(" \"a 'b'\" ", Some("a 'b'"));
        check("`a ${b.c} d`", Some("a  d"));
        check("'it\\'s'", Some("it's"));
        check("'a' + 'b'", None);
        check("a", None);
        check("'", None);
        check("`a$", None);
        check("`$5`", Some("$5"));
    }
}
