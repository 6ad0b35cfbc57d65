//! One macro of MDN as it is written: `{{name("argument", 2)}}`.

use std::borrow::Cow;

/// The most bytes of a macro: what is longer is not closed.
const MAX_MACRO_BYTES: usize = 2_048;

/// The most arguments of a macro that are read.
const MAX_ARGUMENTS: usize = 16;

/// A macro with its arguments.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Macro<'a> {
    pub(super) name: &'a str,
    pub(super) arguments: Vec<Cow<'a, str>>,
}

impl Macro<'_> {
    /// Returns an argument that is not empty.
    pub(super) fn argument(&self, number: usize) -> Option<&str> {
        let argument = self.arguments.get(number).map(|text| text.trim());
        argument.filter(|text| !text.is_empty() && *text != "null")
    }

    /// Returns the words of a link: its second argument, else its first.
    pub(super) fn label(&self) -> Option<&str> {
        self.argument(1).or_else(|| self.argument(0))
    }
}

/// Reads the macro that a text starts with, and its length.
pub(super) fn macro_at(text: &str) -> Option<(Macro<'_>, usize)> {
    let bytes = text.as_bytes();
    if !bytes.starts_with(b"{{") {
        return None;
    }
    let start = after_blanks(bytes, 2);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let length = bytes[start..]
        .iter()
        .take_while(|byte| is_name(byte))
        .count();
    let name = &text[start..start + length];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || length > 80 {
        return None;
    }
    let mut at = after_blanks(bytes, start + length);
    let mut arguments = Vec::new();
    if bytes.get(at) == Some(&b'(') {
        (arguments, at) = arguments_at(text, at + 1)?;
        at = after_blanks(bytes, at);
    }
    let is_closed = bytes[at..].starts_with(b"}}");
    is_closed.then_some((Macro { name, arguments }, at + 2))
}

/// Reads arguments up to their `)`, and returns the place after it.
fn arguments_at(text: &str, start: usize) -> Option<(Vec<Cow<'_, str>>, usize)> {
    let bytes = text.as_bytes();
    let mut arguments = Vec::new();
    let mut at = start;
    loop {
        at = after_blanks(bytes, at);
        let (argument, after) = match bytes.get(at)? {
            b')' => return Some((arguments, at + 1)),
            quote @ (b'"' | b'\'') => quoted_at(text, at + 1, *quote)?,
            _ => {
                let window = &bytes[at..bytes.len().min(at + MAX_MACRO_BYTES)];
                let length = window.iter().position(|byte| matches!(byte, b',' | b')'))?;
                (Cow::Borrowed(text[at..at + length].trim()), at + length)
            }
        };
        if arguments.len() < MAX_ARGUMENTS {
            arguments.push(argument);
        }
        at = after_blanks(bytes, after);
        match bytes.get(at)? {
            b',' => at += 1,
            b')' => {}
            _ => return None,
        }
        if at - start > MAX_MACRO_BYTES {
            return None;
        }
    }
}

/// Reads a text up to its quote, and returns the place after it.
fn quoted_at(text: &str, start: usize, quote: u8) -> Option<(Cow<'_, str>, usize)> {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut is_escaped = false;
    loop {
        match bytes.get(at)? {
            b'\\' => {
                is_escaped = true;
                at += 2;
            }
            byte if *byte == quote => break,
            _ => at += 1,
        }
        if at - start > MAX_MACRO_BYTES {
            return None;
        }
    }
    let inner = text.get(start..at)?;
    let inner = match is_escaped {
        true => Cow::Owned(inner.replace("\\\"", "\"").replace("\\'", "'")),
        false => Cow::Borrowed(inner),
    };
    let is_broken = inner.contains('\n');
    let inner = match is_broken {
        true => Cow::Owned(inner.split_whitespace().collect::<Vec<_>>().join(" ")),
        false => inner,
    };
    Some((inner, at + 1))
}

/// Returns the place of the next byte that is no blank.
fn after_blanks(bytes: &[u8], at: usize) -> usize {
    let at = at.min(bytes.len());
    let window = &bytes[at..bytes.len().min(at + MAX_MACRO_BYTES)];
    at + window
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count()
}
