//! Attribute lists: ids that authors write after headings and paragraphs.
//!
//! `## Title {#id}` has many dialects: `{ #id .class }`, `{.class}`, kramdown's
//! `{: #id }`, MDX's `{/*id*/}`, `[#id]`. They are taken off the text and the id
//! becomes the anchor; `{name}`, `{#id}` alone and `{:?}` stay text.

use std::borrow::Cow;

/// The most bytes of an attribute list within a line.
const MAX_LIST_BYTES: usize = 500;

/// The most bytes of a link's target before an attribute list.
const MAX_TARGET_BYTES: usize = 500;

/// An attribute list at the end of a heading.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct List {
    /// The id it gives, if any.
    pub(super) id: Option<String>,
    /// The sign with which it starts: the text ends before its last one.
    pub(super) opener: char,
}

/// Finds the attribute list at the end of a heading as written in the source.
pub(super) fn of_heading(source: &str) -> Option<List> {
    let title = title_line(source);
    let opener = match title.chars().next_back()? {
        '}' => '{',
        ']' => '[',
        _ => return None,
    };
    let at = title.rfind(opener)?;
    // A heading that is nothing but its list, or code, is meant as text.
    if title[..at].trim_matches(['#', ' ', '\t']).is_empty() {
        return None;
    }
    let inner = title[at + 1..title.len() - 1].trim();
    let id = if opener == '[' {
        // A number is an issue's: `## Fixed [#42]`.
        let id = inner.strip_prefix('#')?;
        Some(plain_id(id).filter(|id| id.starts_with(char::is_alphabetic))?)
    } else {
        ids_in(inner)?
    };
    Some(List { id, opener })
}

/// Takes kramdown's `{: #id .class }` off a paragraph's end.
///
/// Returns the text before it and the id, or `None` without such a list.
pub(super) fn of_paragraph(text: &str) -> Option<(&str, Option<String>)> {
    let at = text.strip_suffix('}')?.rfind("{:")?;
    let before = text[..at].trim_end();
    if !before.is_empty() && before.len() == at {
        return None;
    }
    let inner = text[at + 2..text.len() - 1].trim();
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if before.is_empty() && !inner.is_empty() && inner.chars().all(is_word) {
        return Some((before, None));
    }
    Some((before, ids_in(inner)?))
}

/// Takes the attribute lists off links and images in a text: `[a](b){ .c }`.
pub(super) fn without_inline_lists(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    let mut from = 0;
    while let Some(found) = rest[from..].find('{') {
        let at = from + found;
        let after = match ends_link(&rest.as_bytes()[..at]) {
            true => after_list(&rest[at..]),
            false => None,
        };
        match after {
            Some(after) => {
                out.push_str(&rest[..at]);
                rest = after;
                from = 0;
            }
            None => from = at + 1,
        }
    }
    match rest.len() == text.len() {
        true => Cow::Borrowed(text),
        false => {
            out.push_str(rest);
            Cow::Owned(out)
        }
    }
}

/// Says whether a text ends with a link, an image or words in brackets.
fn ends_link(text: &[u8]) -> bool {
    let window = &text[text.len().saturating_sub(MAX_TARGET_BYTES)..];
    match window.last() {
        Some(b']') => true,
        Some(b')') => {
            let opening = window.iter().rposition(|byte| *byte == b'(');
            opening.is_some_and(|at| window[..at].ends_with(b"]"))
        }
        _ => false,
    }
}

/// Returns what follows the attribute list that a text starts with.
pub(super) fn after_list(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?;
    let window = inner.as_bytes();
    let window = &window[..window.len().min(MAX_LIST_BYTES)];
    let end = window.iter().position(|byte| matches!(byte, b'{' | b'}'))?;
    if window[end] == b'{' {
        return None;
    }
    let list = inner[..end].trim();
    let is_comment = list.starts_with("/*");
    match is_comment || list.is_empty() {
        true => None,
        false => ids_in(list).map(|_| &inner[end + 1..]),
    }
}

/// Returns the line of a heading that holds its text's end.
fn title_line(source: &str) -> &str {
    let source = source.trim();
    if source.starts_with('#') {
        return source.trim_end_matches('#').trim_end();
    }
    let without_underline = source.rsplit_once('\n').map_or(source, |(title, _)| title);
    without_underline.trim_end()
}

/// Returns the id in an attribute list, or `None` if it is no such list.
fn ids_in(inner: &str) -> Option<Option<String>> {
    if let Some(comment) = inner.strip_prefix("/*") {
        return Some(Some(plain_id(comment.strip_suffix("*/")?.trim())?));
    }
    let inner = inner.strip_prefix(':').unwrap_or(inner).trim();
    if !inner.starts_with(['#', '.']) && !inner.contains('=') {
        return None;
    }
    let mut id = None;
    let mut rest = inner;
    while !rest.is_empty() {
        let end = item_end(rest);
        let (item, after) = rest.split_at(end);
        if let Some(name) = item.strip_prefix('#') {
            // Two signs mean one to markdown-it's plugin.
            id = Some(plain_id(name.trim_start_matches('#'))?);
        } else if !item.starts_with('.') && !item.contains('=') {
            return None;
        }
        rest = after.trim_start();
    }
    Some(id)
}

/// Returns where the first item of a list ends; blanks in quotes belong to it.
fn item_end(list: &str) -> usize {
    let mut quote = None;
    for (at, c) in list.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, c) if c.is_whitespace() => return at,
            _ => {}
        }
    }
    list.len()
}

/// Returns an id that holds nothing an id does not.
fn plain_id(id: &str) -> Option<String> {
    let is_id = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '~' | '/');
    (!id.is_empty() && id.chars().all(is_id)).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_give_ids_in_many_dialects() {
        let check = |source: &str, expected: Option<Option<&str>>| {
            let found = of_heading(source).map(|list| list.id);
            assert_eq!(found, expected.map(|id| id.map(str::to_owned)), "{source}");
        };
        check("## A {#one}", Some(Some("one")));
        check("## A { #one }", Some(Some("one")));
        check("## A {#one data-toc-label=\"x y\"} ##", Some(Some("one")));
        check("## A {##one}", Some(Some("one")));
        check("## A {.big}", Some(None));
        check("## A {: #one .big}", Some(Some("one")));
        check("## A {/*one-two*/}", Some(Some("one-two")));
        check("## A {/* one */}", Some(Some("one")));
        check("## A [#one]", Some(Some("one")));
        check("A {#one}\n=======\n", Some(Some("one")));
        check("## A {one}", None);
        check("## A {:?}", None);
        check("## {#if}", None);
        check("## `{#if}`", None);
        check("## A {{#one}}", None);
        check("## A [one]", None);
        check("## A [#42]", None);
        check("## A {", None);
        check("## ]", None);
    }

    #[test]
    fn paragraphs_lose_kramdown_lists() {
        let check = |text: &str, expected: Option<(&str, Option<&str>)>| {
            let expected = expected.map(|(text, id)| (text, id.map(str::to_owned)));
            assert_eq!(of_paragraph(text), expected, "{text}");
        };
        check("{: #one }", Some(("", Some("one"))));
        check("Text. {: .note}", Some(("Text.", None)));
        check("{:toc}", Some(("", None)));
        check("Print it with {:?}", None);
        check("Print it with {:>8}", None);
        check("Text.{: .note}", None);
        check("{}", None);
    }
}
