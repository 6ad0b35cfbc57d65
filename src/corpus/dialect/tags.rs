//! Tags of template languages found in the lines of a page, and paired.

use std::borrow::Cow;
use std::collections::HashMap;

use super::lines::{Kind, Lines};

/// The longest tag in bytes.
const MAX_TAG_BYTES: usize = 4_096;

/// The most lines that one tag spans.
const MAX_TAG_LINES: usize = 40;

/// A tag as it stands in a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'t> {
    /// Which of the vocabulary's signs it has.
    pub(super) sign: usize,
    /// What is between the signs, without blanks and dashes at its ends.
    pub(super) inner: &'t str,
    /// Its line in the file.
    pub(super) number: u32,
    /// Whether it stands in a code block.
    pub(super) is_code: bool,
    /// Whether another tag closes it.
    pub(super) is_paired: bool,
}

/// What a tag is to those after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// It may be closed by a tag of this name.
    Opens(String),
    /// It may be closed so, and what it encloses holds no tags.
    Verbatim(String),
    /// It closes.
    Closes(String),
    /// It stands for itself.
    Alone,
}

/// What becomes of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// It stays as it is.
    Leave,
    /// It becomes a text in its place.
    Text(String),
    /// It becomes Markdown on lines of its own.
    Block(String),
    /// It goes and what it encloses stays, under a label where there is one.
    Keep(Option<String>),
    /// It goes with all that it encloses.
    Drop,
    /// It goes and what it encloses stays untouched.
    Raw,
    /// What it encloses is code of a language, under a label if there is one.
    Code(String, Option<String>),
}

/// What the tags of a language mean.
pub(super) trait Vocabulary {
    /// The signs that a tag starts and ends with.
    const SIGNS: &'static [(&'static str, &'static str)];

    /// Says what a tag is to those after it.
    fn shape(&self, tag: &Tag<'_>) -> Shape;

    /// Says what becomes of a tag that closes nothing or opens something.
    fn action(&mut self, tag: &Tag<'_>) -> Action;
}

/// A tag's place and the tag that closes it.
pub(super) struct Found {
    pub(super) line: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) sign: usize,
    pub(super) is_closing: bool,
    /// The tag that closes it; itself if none does.
    pub(super) partner: usize,
}

/// Puts each tag that spans lines on the first of them.
pub(super) fn join_tags(lines: &mut Lines<'_>, signs: &[(&str, &str)]) {
    let mut at = 0;
    let mut removed = vec![];
    while at < lines.list.len() {
        let line = &lines.list[at];
        let open = match line.kind {
            Kind::Text => open_sign(&line.text, signs),
            _ => None,
        };
        let Some(closing) = open else {
            at += 1;
            continue;
        };
        let rest = lines.list[at + 1..].iter().take(MAX_TAG_LINES);
        let mut is_text = rest.take_while(|line| line.kind == Kind::Text);
        let Some(n) = is_text.position(|line| line.text.contains(closing)) else {
            at += 1;
            continue;
        };
        let mut joined = lines.list[at].text.to_string();
        for line in &lines.list[at + 1..=at + 1 + n] {
            joined.push(' ');
            joined.push_str(line.text.trim_start());
        }
        lines.list[at].text = Cow::Owned(joined);
        removed.push(at + 1..at + 2 + n);
        // The line that was joined last may open another tag.
        at += n + 2;
    }
    if removed.is_empty() {
        return;
    }
    let mut removed = removed.into_iter().flatten().peekable();
    let mut number = 0;
    lines.list.retain(|_| {
        let is_removed = removed.next_if_eq(&number).is_some();
        number += 1;
        !is_removed
    });
}

/// Returns the closing sign that a line lacks after its last opening one.
fn open_sign<'s>(text: &str, signs: &[(&str, &'s str)]) -> Option<&'s str> {
    let last = signs
        .iter()
        .filter_map(|(opening, closing)| Some((text.rfind(opening)?, *closing)));
    let (at, closing) = last.max_by_key(|(at, _)| *at)?;
    // A sign in a code span is what the page is about.
    let is_in_span = text[..at].matches('`').count() % 2 == 1;
    (!text[at..].contains(closing) && !is_in_span).then_some(closing)
}

/// Returns the next tag of a text: its sign, start and end.
fn next_tag(
    text: &str,
    from: usize,
    signs: &[(&'static str, &'static str)],
) -> Option<(usize, usize, usize)> {
    let mut from = from;
    while let Some(n) = text[from..].find('{') {
        let start = from + n;
        from = start + 1;
        let rest = &text[start..];
        let Some(sign) = signs.iter().position(|known| rest.starts_with(known.0)) else {
            continue;
        };
        let (opening, closing) = signs[sign];
        let mut end = rest.len().min(MAX_TAG_BYTES);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        if let Some(n) = rest[opening.len()..end.max(opening.len())].find(closing) {
            let end = start + opening.len() + n + closing.len();
            return Some((sign, start, end));
        }
        from = start + opening.len();
    }
    None
}

/// Finds the tags of a page and pairs them.
pub(super) fn find<V: Vocabulary>(lines: &Lines<'_>, vocabulary: &V) -> Vec<Found> {
    let mut tags: Vec<Found> = Vec::new();
    // Tags that wait for the one that closes them, by its name.
    let mut open: HashMap<String, Vec<usize>> = HashMap::new();
    // The tag whose text holds no tags, and where those begin that it holds.
    let mut verbatim: Option<(String, usize)> = None;
    for (number, line) in lines.list.iter().enumerate() {
        let mut from = 0;
        while let Some((sign, start, end)) = next_tag(&line.text, from, V::SIGNS) {
            from = end;
            let at = tags.len();
            let (opening, closing) = V::SIGNS[sign];
            let tag = Tag {
                sign,
                inner: inner_of(&line.text[start + opening.len()..end - closing.len()]),
                number: line.number,
                is_code: line.kind != Kind::Text,
                is_paired: false,
            };
            let shape = vocabulary.shape(&tag);
            let mut found = Found {
                line: number,
                start,
                end,
                sign,
                is_closing: matches!(shape, Shape::Closes(_)),
                partner: at,
            };
            match (&verbatim, shape) {
                (Some((name, opener)), Shape::Closes(closes)) if *name == closes => {
                    let opener = *opener;
                    tags.truncate(opener + 1);
                    found.partner = tags.len();
                    tags[opener].partner = tags.len();
                    verbatim = None;
                }
                (Some(_), _) => {}
                (None, Shape::Verbatim(name)) => verbatim = Some((name, at)),
                (None, Shape::Opens(name)) => open.entry(name).or_default().push(at),
                (None, Shape::Closes(name)) => {
                    if let Some(opener) = open.get_mut(&name).and_then(Vec::pop) {
                        tags[opener].partner = at;
                    }
                }
                (None, Shape::Alone) => {}
            }
            tags.push(found);
        }
    }
    tags
}

/// Returns what is between the signs without blanks and dashes at its ends.
pub(super) fn inner_of(text: &str) -> &str {
    let text = text.strip_prefix('-').unwrap_or(text);
    text.strip_suffix('-').unwrap_or(text).trim()
}
