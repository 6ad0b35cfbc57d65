//! What a mark within a line comes to, and what tells marks from text.

use super::super::Format;
use super::super::plain::cut;
use super::attributes::reference_at;
use super::inline::MAX_NEAR_BYTES;

/// Tells a page, `a.adoc#b`, from an id of this one.
pub(super) fn is_page(id: &str) -> bool {
    let (name, _) = id.split_once('#').unwrap_or((id, ""));
    !name.is_empty() && (name.len() < id.len() || Format::of(name).is_some())
}

/// Makes words of an id: `_undo_it` was made of "Undo it".
pub(super) fn words_of(id: &str) -> String {
    let name = match id.rsplit_once('#') {
        Some((page, "")) => page,
        Some((_, fragment)) => fragment,
        None => id,
    };
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.strip_suffix(".adoc").unwrap_or(name);
    match name.contains(' ') {
        true => name.to_owned(),
        false => name.replace(['_', '-'], " ").trim().to_owned(),
    }
}

/// What a mark comes to and where it ends.
pub(super) struct Found<'t> {
    pub(super) end: usize,
    /// The bytes before the sign that belong to it: a macro's name.
    pub(super) n_before: usize,
    pub(super) shown: Shown<'t>,
}

impl<'t> Found<'t> {
    pub(super) fn new(end: usize, shown: Shown<'t>) -> Self {
        Self {
            end,
            n_before: 0,
            shown,
        }
    }
}

/// What a reader sees of a mark.
pub(super) enum Shown<'t> {
    Nothing,
    Literal(String),
    Code(&'t str),
    CodeWithMarks(&'t str),
    Marked(&'t str),
    Curly(&'static str, &'t str, &'static str),
    Image(String),
    Anchor(String),
    Link(String, String),
    Note(&'t str),
}

/// Tells code without marks, as most is, from code with some.
pub(super) fn code(text: &str) -> Shown<'_> {
    let inner = text
        .strip_prefix('+')
        .and_then(|text| text.strip_suffix('+'));
    match inner {
        Some(inner) => Shown::Code(inner),
        None if text.contains(['*', '_', '#', '{', '[', '<', '+', '\\', '`', '(']) => {
            Shown::CodeWithMarks(text)
        }
        None => Shown::Code(text),
    }
}

/// Takes the backslash away that keeps a mark from being one.
pub(super) fn escaped(rest: &str, at: usize) -> Option<Found<'_>> {
    let after = cut(&rest[1..], MAX_NEAR_BYTES);
    let sign = after.chars().next()?;
    for double in ["\\**", "\\__", "\\##", "\\``"] {
        if after.starts_with(double) {
            return Some(Found::new(at + 4, Shown::Literal(double[1..].into())));
        }
    }
    let word = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let is_macro =
        word > 0 && after[word..].starts_with(':') && !after[word + 1..].starts_with(' ');
    let length = match sign {
        '*' | '_' | '`' | '#' | '^' | '~' | '+' if after[1..].contains(sign) => 1,
        '{' if reference_at(after, 0).is_some() => 1,
        '[' if after.starts_with("[[") => 2,
        '<' if after.starts_with("<<") => 2,
        '(' if after.starts_with("((") => 2,
        '"' | '\'' if after[1..].starts_with('`') => 2,
        _ if is_macro && (after.contains('[') || after[word..].starts_with("://")) => word + 1,
        _ => return None,
    };
    let end = match after
        .get(..length)
        .and(after[length..].find(char::is_whitespace))
    {
        Some(blank) if is_macro && word > 0 => length + blank,
        None if is_macro && word > 0 => after.len(),
        _ => length,
    };
    Some(Found::new(
        at + 1 + end,
        Shown::Literal(after[..end].into()),
    ))
}

/// Puts the signs that letters stand for.
pub(super) fn replaced(text: &str) -> String {
    let text = text.replace(" -- ", " — ");
    match text.contains('(') {
        true => text
            .replace("(C)", "©")
            .replace("(R)", "®")
            .replace("(TM)", "™"),
        false => text,
    }
}

/// Returns the character before a place.
pub(super) fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}
