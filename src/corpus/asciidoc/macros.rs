//! Macros within a line: `link:x[y]`, `kbd:[Ctrl+C]`, addresses.

use super::super::markup::{Piece, decode_entities, pieces};
use super::inline::Inline;
use super::list::{Brackets, split_list};
use super::mark::{Found, Shown, before};

/// How far the end of a bracket is looked for.
const MAX_BRACKETS_BYTES: usize = 4_000;

/// The longest target of a macro.
const MAX_TARGET_BYTES: usize = 1_000;

/// The longest name of a macro.
const MAX_NAME_BYTES: usize = 12;

impl Inline<'_, '_> {
    /// Returns the macro whose `:` stands at `at`.
    pub(super) fn macro_at<'t>(&mut self, text: &'t str, at: usize) -> Option<Found<'t>> {
        let head = &text.as_bytes()[..at];
        let is_letter = |b: &&u8| b.is_ascii_alphanumeric();
        let n_name = head
            .iter()
            .rev()
            .take(MAX_NAME_BYTES)
            .take_while(is_letter)
            .count();
        let name = &text[at - n_name..at];
        let is_free = before(text, at - n_name).is_none_or(|c| !c.is_alphanumeric());
        if name.is_empty() || !is_free {
            return None;
        }
        let found = match name {
            "http" | "https" | "ftp" | "irc" => self.address(text, at, name),
            "mailto" | "link" | "xref" | "image" | "icon" | "kbd" | "btn" | "menu" | "footnote"
            | "footnoteref" | "pass" | "stem" | "latexmath" | "asciimath" | "anchor"
            | "indexterm" | "indexterm2" => self.known(text, at, name),
            _ => None,
        };
        found.map(|found| Found {
            n_before: n_name,
            ..found
        })
    }

    /// A bare address, or one with words: `https://x[words]`.
    fn address<'t>(&mut self, text: &'t str, at: usize, scheme: &str) -> Option<Found<'t>> {
        let rest = text[at..].strip_prefix("://")?;
        let stop = |c: char| c.is_whitespace() || matches!(c, '[' | ']' | '<' | '>' | '`' | '"');
        let length = rest.find(stop).unwrap_or(rest.len());
        if length == 0 {
            return None;
        }
        let end = at + 3 + length;
        if text[end..].starts_with('[')
            && let Some((inner, close)) = self.in_brackets(text, end)
        {
            let target = format!("{scheme}{}", &text[at..end]);
            let words = match words_of_link(inner) {
                words if words.is_empty() => target.clone(),
                words => words,
            };
            return Some(Found::new(close, Shown::Link(target, words)));
        }
        let trailing =
            rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '\'', '*', '_']);
        let end = at + 3 + trailing.len();
        let target = format!("{scheme}{}", &text[at..end]);
        // Signs in an address are no marks.
        Some(Found::new(
            end,
            Shown::Link(target, format!("+++{scheme}{}+++", &text[at..end])),
        ))
    }

    /// A macro whose name is known.
    fn known<'t>(&mut self, text: &'t str, at: usize, name: &str) -> Option<Found<'t>> {
        let rest = &text[at + 1..];
        let open = rest
            .bytes()
            .take(MAX_TARGET_BYTES)
            .position(|b| b == b'[' || b == b'\n')?;
        let target = &rest[..open];
        let takes_blanks = matches!(name, "menu" | "xref" | "link" | "image");
        let is_bad = rest.as_bytes()[open] != b'['
            || target.starts_with([':', ' '])
            || (!takes_blanks && target.contains(' '));
        if is_bad {
            return None;
        }
        let (inner, end) = self.in_brackets(text, at + 1 + open)?;
        let shown = match name {
            "link" | "mailto" => link(name, target, inner),
            "xref" => return Some(self.cross(target, &words_of_link(inner), end)),
            "image" => Shown::Image(alt_of(target, inner)),
            "icon" | "anchor" if name == "icon" || target.is_empty() => Shown::Nothing,
            "anchor" => Shown::Anchor(target.to_owned()),
            "kbd" | "btn" => Shown::Literal(inner.trim().replace("\\]", "]")),
            "menu" => Shown::Literal(menu(target, inner)),
            "footnote" if inner.is_empty() => Shown::Nothing,
            "footnote" => Shown::Note(inner),
            "footnoteref" => match inner.split_once(',') {
                Some((_, note)) => Shown::Note(note),
                None => Shown::Nothing,
            },
            "pass" if target.contains('q') || target == "n" => Shown::Marked(inner),
            "pass" => Shown::Literal(text_of_html(inner)),
            "indexterm" => Shown::Nothing,
            "indexterm2" => Shown::Marked(inner),
            // Formulas.
            _ => Shown::Code(inner),
        };
        Some(Found::new(end, shown))
    }

    /// Returns what stands between the bracket at `open` and its end.
    fn in_brackets<'t>(&mut self, text: &'t str, open: usize) -> Option<(&'t str, usize)> {
        let mut depth = 0usize;
        let bytes = text.as_bytes();
        if self.missing.contains(&"]") {
            return None;
        }
        let mut first = None;
        for at in open..bytes.len().min(open + MAX_BRACKETS_BYTES) {
            match bytes[at] {
                _ if at > open && bytes[at - 1] == b'\\' => {}
                b'[' => depth += 1,
                b']' => {
                    first = first.or(Some(at));
                    depth -= 1;
                    if depth == 0 {
                        return Some((&text[open + 1..at], at + 1));
                    }
                }
                _ => {}
            }
        }
        // Brackets that do not match: the first end counts.
        let Some(close) = first else {
            if open + MAX_BRACKETS_BYTES >= bytes.len() {
                self.missing.push("]");
            }
            return None;
        };
        Some((&text[open + 1..close], close + 1))
    }
}

fn link<'t>(name: &str, target: &str, inner: &str) -> Shown<'t> {
    let target = target.replace("++", "");
    let shown = match words_of_link(inner) {
        words if words.is_empty() => format!("+++{target}+++"),
        words => words,
    };
    match name {
        "mailto" => Shown::Link(format!("mailto:{target}"), shown),
        _ => Shown::Link(target, shown),
    }
}

/// Returns the words of a link's brackets: `text^`, `"a, b",role=x`.
pub(super) fn words_of_link(inner: &str) -> String {
    let inner = inner.trim();
    let words = match inner.contains('=') || inner.starts_with('"') {
        true => {
            let brackets = Brackets::of(inner);
            match brackets.positional.first() {
                Some(first) if !brackets.named.is_empty() || inner.starts_with('"') => {
                    first.clone()
                }
                None if !brackets.named.is_empty() => String::new(),
                _ => inner.to_owned(),
            }
        }
        false => inner.to_owned(),
    };
    words.trim_end_matches('^').replace("\\]", "]")
}

/// Returns the words that stand for an image.
pub(super) fn alt_of(_target: &str, inner: &str) -> String {
    let brackets = Brackets::of(inner);
    let stated = brackets.value("alt").or(brackets.at(0));
    stated.unwrap_or_default().replace('`', "")
}

/// `menu:File[Save > As]` is shown as a path.
fn menu(target: &str, inner: &str) -> String {
    let mut parts = vec![target];
    parts.extend(
        split_list(inner)
            .into_iter()
            .flat_map(|part| part.split('>')),
    );
    let parts = parts
        .iter()
        .map(|part| part.trim())
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" › ")
}

/// Returns the text of HTML that is passed through.
pub(super) fn text_of_html(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.to_owned();
    }
    let mut out = String::new();
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => out.push_str(&decode_entities(text)),
            Piece::Tag(_) => out.push(' '),
            Piece::Code(code) => out.push_str(code),
        }
    }
    out
}
