//! What stands within a line: marks of formatting, macros, references.
//!
//! Only what a mark is, not what it looks like, matters: its text goes on and
//! the mark does not. A mark that nothing closes is text.

use std::collections::HashMap;

use super::super::flow::Flow;
use super::super::markup::decode_entities;
use super::super::plain::cut;
use super::attributes::{Attributes, character, reference_at};
use super::mark::{Found, Shown, before, code, escaped, is_page, replaced, words_of};

/// How deep marks nest.
const MAX_DEPTH: usize = 12;

/// How far the end of an address or of what is escaped is looked for.
pub(super) const MAX_NEAR_BYTES: usize = 1_000;

/// What the text of a line may refer to.
pub(super) struct Scope<'s> {
    pub(super) attributes: &'s Attributes,
    /// The titles of the page's sections by their ids.
    pub(super) titles: &'s HashMap<String, String>,
    /// Makes a page's name in the corpus of an `xref`'s target, and its title.
    pub(super) page: &'s dyn Fn(&str) -> (String, Option<String>),
}

/// Reads text with marks into a flow.
pub(super) struct Inline<'f, 's> {
    pub(super) flow: &'f mut Flow,
    pub(super) scope: &'s Scope<'s>,
    /// How many marks are open.
    pub(super) depth: usize,
    /// Whether what comes is code.
    pub(super) is_code: bool,
    /// Ends that were looked for and are nowhere in the rest of the text.
    pub(super) missing: Vec<&'static str>,
}

impl<'f, 's> Inline<'f, 's> {
    pub(super) fn new(flow: &'f mut Flow, scope: &'s Scope<'s>) -> Self {
        Self {
            flow,
            scope,
            depth: 0,
            is_code: false,
            missing: Vec::new(),
        }
    }

    /// Reads a paragraph: its attributes' values first.
    pub(super) fn paragraph(&mut self, text: &str) {
        let expanded = self.scope.attributes.expand(text);
        self.read(&expanded);
    }

    /// Reads text between two marks, or all of it.
    pub(super) fn read(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut run = 0;
        while at < bytes.len() {
            if !is_sign(bytes[at]) {
                at += 1;
                continue;
            }
            let before = self.flow_mark(text, run, at);
            let end = match before {
                Some(end) => end,
                None => {
                    at += 1;
                    continue;
                }
            };
            at = end;
            run = end;
        }
        self.put(&text[run..]);
    }

    /// Takes what the sign at `at` starts, the text before it first; returns
    /// where that ends, or `None` if the sign is text.
    fn flow_mark(&mut self, text: &str, run: usize, at: usize) -> Option<usize> {
        let found = self.mark_at(text, at)?;
        let start = at
            .checked_sub(found.n_before)
            .filter(|start| *start >= run)?;
        self.put(&text[run..start]);
        let end = found.end;
        self.show(found.shown);
        Some(end)
    }

    /// Writes text without marks.
    pub(super) fn put(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let decoded = decode_entities(text);
        if self.is_code {
            self.flow.inline_code(&decoded);
        } else if decoded.contains("--") || decoded.contains("(") {
            self.flow.text(&replaced(&decoded));
        } else {
            self.flow.text(&decoded);
        }
    }

    /// Writes what a mark holds.
    fn show(&mut self, shown: Shown<'_>) {
        match shown {
            Shown::Nothing => {}
            Shown::Literal(text) if self.is_code => self.flow.inline_code(&text),
            Shown::Literal(text) => self.flow.text(&text),
            Shown::Code(text) => self.flow.inline_code(&decode_entities(text)),
            Shown::CodeWithMarks(text) => self.nested(text, true),
            Shown::Marked(text) => self.nested(text, self.is_code),
            Shown::Curly(open, text, close) => {
                self.flow.text(open);
                self.nested(text, self.is_code);
                self.flow.text(close);
            }
            Shown::Image(text) => self.flow.image_words(&text),
            Shown::Anchor(id) => {
                self.flow.note_id(&id);
                self.flow.anchor(id);
            }
            Shown::Link(target, text) => {
                self.flow.start_link(&target);
                self.nested(&text, self.is_code);
                self.flow.end_link();
            }
            Shown::Note(text) => {
                self.flow.text(" (");
                self.nested(text, false);
                self.flow.text(")");
            }
        }
    }

    fn nested(&mut self, text: &str, is_code: bool) {
        if self.depth >= MAX_DEPTH {
            self.put(text);
            return;
        }
        let missing = std::mem::take(&mut self.missing);
        let was_code = std::mem::replace(&mut self.is_code, is_code);
        self.depth += 1;
        self.read(text);
        self.depth -= 1;
        self.is_code = was_code;
        self.missing = missing;
    }

    /// Returns where `mark` is next, and remembers if that is nowhere.
    pub(super) fn find(&mut self, text: &str, from: usize, mark: &'static str) -> Option<usize> {
        if self.missing.contains(&mark) {
            return None;
        }
        let found = text.get(from..)?.find(mark);
        if found.is_none() {
            self.missing.push(mark);
        }
        found.map(|at| from + at)
    }

    /// Returns what the sign at `at` starts.
    fn mark_at<'t>(&mut self, text: &'t str, at: usize) -> Option<Found<'t>> {
        let rest = &text[at..];
        match rest.as_bytes()[0] {
            b'\\' => escaped(rest, at),
            b'`' => self.backtick(text, at),
            b'+' => self.plus(text, at),
            b'*' => self.quoted(text, at, "**", "*"),
            b'_' => self.quoted(text, at, "__", "_"),
            b'#' => self.quoted(text, at, "##", "#"),
            b'^' => self.script(text, at, "^"),
            b'~' => self.script(text, at, "~"),
            b'"' if rest.starts_with("\"`") => self.curly(text, at, "`\"", "“", "”"),
            b'\'' if rest.starts_with("'`") => self.curly(text, at, "`'", "‘", "’"),
            b'[' => self.bracket(text, at),
            b'<' => self.angle(text, at),
            b'(' if rest.starts_with("((") => self.index_term(text, at),
            b'{' => self.reference(text, at),
            b':' => self.macro_at(text, at),
            _ => None,
        }
    }

    /// Monospace: `` `x` ``, ``` ``x`` ```, `` `+x+` ``.
    fn backtick<'t>(&mut self, text: &'t str, at: usize) -> Option<Found<'t>> {
        let rest = &text[at..];
        if rest.starts_with("`'") && !before(text, at).is_none_or(char::is_whitespace) {
            return Some(Found::new(at + 2, Shown::Literal("’".into())));
        }
        if rest.starts_with("``")
            && let Some(end) = self.find(text, at + 2, "``").filter(|end| *end > at + 2)
        {
            return Some(Found::new(end + 2, code(&text[at + 2..end])));
        }
        let end = self.constrained(text, at, "`")?;
        Some(Found::new(end + 1, code(&text[at + 1..end])))
    }

    /// Passthroughs: `+x+`, `++x++`, `+++x+++`.
    fn plus<'t>(&mut self, text: &'t str, at: usize) -> Option<Found<'t>> {
        let rest = &text[at..];
        if rest.starts_with("+++") {
            let end = self.find(text, at + 3, "+++")?;
            let shown = super::macros::text_of_html(&text[at + 3..end]);
            return Some(Found::new(end + 3, Shown::Literal(shown)));
        }
        if rest.starts_with("++") {
            let end = self.find(text, at + 2, "++").filter(|end| *end > at + 2)?;
            return Some(Found::new(
                end + 2,
                Shown::Literal(text[at + 2..end].into()),
            ));
        }
        let end = self.constrained(text, at, "+")?;
        Some(Found::new(
            end + 1,
            Shown::Literal(text[at + 1..end].into()),
        ))
    }

    /// Bold, italic or highlighted text, bound to words or not.
    fn quoted<'t>(
        &mut self,
        text: &'t str,
        at: usize,
        double: &'static str,
        single: &'static str,
    ) -> Option<Found<'t>> {
        if text[at..].starts_with(double) {
            let found = self.find(text, at + 2, double).filter(|end| *end > at + 2);
            if let Some(end) = found {
                return Some(Found::new(end + 2, Shown::Marked(&text[at + 2..end])));
            }
        }
        let end = self.constrained(text, at, single)?;
        Some(Found::new(end + 1, Shown::Marked(&text[at + 1..end])))
    }

    /// Returns where a mark closes that stands around whole words.
    fn constrained(&mut self, text: &str, at: usize, mark: &'static str) -> Option<usize> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let opens = before(text, at).is_none_or(|c| !is_word(c) && !matches!(c, ';' | ':' | '}'))
            || text[..at].ends_with("—");
        let first = text[at + 1..].chars().next()?;
        if !opens || first.is_whitespace() || self.missing.contains(&mark) {
            return None;
        }
        let mut from = at + 1 + first.len_utf8();
        while let Some(found) = text[from..].find(mark) {
            let end = from + found;
            let closes = !before(text, end).is_none_or(char::is_whitespace)
                && !text[end + 1..].starts_with(is_word);
            if closes {
                return Some(end);
            }
            from = end + 1;
        }
        self.missing.push(mark);
        None
    }

    /// Superscript and subscript: no blank inside.
    fn script<'t>(&mut self, text: &'t str, at: usize, mark: &'static str) -> Option<Found<'t>> {
        let end = self.find(text, at + 1, mark)?;
        let inner = &text[at + 1..end];
        let is_script =
            !inner.is_empty() && inner.len() <= 200 && !inner.contains(char::is_whitespace);
        is_script.then(|| Found::new(end + 1, Shown::Marked(inner)))
    }

    fn curly<'t>(
        &mut self,
        text: &'t str,
        at: usize,
        close: &'static str,
        left: &'static str,
        right: &'static str,
    ) -> Option<Found<'t>> {
        let end = self.find(text, at + 2, close).filter(|end| *end > at + 2)?;
        Some(Found::new(
            end + 2,
            Shown::Curly(left, &text[at + 2..end], right),
        ))
    }

    /// Anchors `[[id]]` and roles `[.role]#x#`.
    fn bracket<'t>(&mut self, text: &'t str, at: usize) -> Option<Found<'t>> {
        let rest = &text[at..];
        if rest.starts_with("[[[") {
            let end = self.find(text, at, "]]]")?;
            let id = text[at + 3..end].split(',').next().unwrap_or_default();
            return Some(Found::new(end + 3, Shown::Literal(format!("[{id}]"))));
        }
        if rest.starts_with("[[") {
            let end = self.find(text, at, "]]")?;
            let id = text[at + 2..end].split(',').next().unwrap_or_default();
            let is_id = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
            let is_name = !id.is_empty()
                && id.chars().all(is_id)
                && !id.starts_with(|c: char| c.is_ascii_digit());
            return is_name.then(|| Found::new(end + 2, Shown::Anchor(id.to_owned())));
        }
        let end = rest.bytes().take(120).position(|b| b == b']')?;
        let inner = &rest[1..end];
        let after = &rest[end + 1..];
        let sign = after
            .chars()
            .next()
            .filter(|sign| "#*_`^~".contains(*sign))?;
        let is_role = inner.starts_with(['.', '#'])
            || (!inner.is_empty()
                && inner
                    .chars()
                    .all(|c| c.is_alphanumeric() || "-_. ".contains(c)));
        let is_closed = after[1..].contains(sign);
        let is_free = before(text, at).is_none_or(|c| !c.is_alphanumeric());
        let id = inner.strip_prefix('#').map(str::to_owned);
        let shown = id.map_or(Shown::Nothing, Shown::Anchor);
        (is_role && is_closed && is_free).then(|| Found::new(at + end + 1, shown))
    }

    /// References `<<id,text>>` and addresses `<https://x>`.
    fn angle<'t>(&mut self, text: &'t str, at: usize) -> Option<Found<'t>> {
        let rest = &text[at..];
        if rest.starts_with("<<") {
            let end = self.find(text, at + 2, ">>")?;
            let inner = &text[at + 2..end];
            let is_reference = !inner.is_empty()
                && !inner.starts_with([' ', '<', '"', '-'])
                && (inner.contains(',') || !inner.contains('\n'));
            let (id, words) = inner.split_once(',').unwrap_or((inner, ""));
            return is_reference.then(|| self.cross(id.trim(), words.trim(), end + 2));
        }
        let is_address = ["http://", "https://", "ftp://", "mailto:"]
            .iter()
            .any(|scheme| rest[1..].starts_with(scheme));
        if !is_address {
            return None;
        }
        let rest = cut(rest, MAX_NEAR_BYTES);
        let end = rest
            .find(['>', ' ', '\n'])
            .filter(|end| rest.as_bytes()[*end] == b'>')?;
        let address = rest[1..end].to_owned();
        Some(Found::new(
            at + end + 1,
            Shown::Link(address.clone(), address),
        ))
    }

    /// Index terms: `(((a, b)))` is not shown, `((a))` is.
    fn index_term<'t>(&mut self, text: &'t str, at: usize) -> Option<Found<'t>> {
        if text[at..].starts_with("(((") {
            let end = self.find(text, at + 3, ")))")?;
            return Some(Found::new(end + 3, Shown::Nothing));
        }
        let end = self.find(text, at + 2, "))")?;
        let inner = &text[at + 2..end];
        let is_term = !inner.is_empty() && !inner.starts_with(' ') && !inner.contains(['(', ')']);
        is_term.then(|| Found::new(end + 2, Shown::Marked(inner)))
    }

    /// References to attributes that AsciiDoc itself knows.
    fn reference<'t>(&mut self, text: &'t str, at: usize) -> Option<Found<'t>> {
        if let Some((name, end)) = reference_at(text, at) {
            let known = character(&name.to_ascii_lowercase())?;
            return Some(Found::new(end, Shown::Literal(known.into())));
        }
        let rest = cut(&text[at..], MAX_NEAR_BYTES);
        let is_directive = ["{set:", "{counter2:"]
            .iter()
            .any(|start| rest.starts_with(start));
        let end = rest.find('}').filter(|_| is_directive)?;
        Some(Found::new(at + end + 1, Shown::Nothing))
    }

    /// Refers to a section of this page or another.
    pub(super) fn cross<'t>(&self, id: &str, words: &str, end: usize) -> Found<'t> {
        let title = self.scope.titles.get(id.trim_start_matches('#'));
        let (target, page_title) = match (title, is_page(id)) {
            (None, true) => (self.scope.page)(id),
            (None, false) => (self.scope.page)(&format!("#{}", id.trim_start_matches('#'))),
            _ => (format!("#{}", id.trim_start_matches('#')), None),
        };
        let shown = match words {
            "" => title
                .cloned()
                .or(page_title)
                .unwrap_or_else(|| words_of(id)),
            words => words.to_owned(),
        };
        Found::new(end, Shown::Link(target, shown))
    }
}

/// Says whether a byte may start a mark.
fn is_sign(byte: u8) -> bool {
    matches!(
        byte,
        b'\\'
            | b'`'
            | b'+'
            | b'*'
            | b'_'
            | b'#'
            | b'^'
            | b'~'
            | b'"'
            | b'\''
            | b'['
            | b'<'
            | b'('
            | b'{'
            | b':'
    )
}
