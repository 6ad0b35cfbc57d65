//! Tags of template languages: found, paired, and taken out of a page's lines.
//!
//! Hugo, Liquid and HonKit differ in the signs of their tags and in what these
//! mean; a [`Vocabulary`] knows that. What is common is here: which tag closes
//! which, tags over several lines, and what becomes of lines that hold nothing
//! else. Text inside of a pair moves to where the pair stands, so that what
//! its author indented does not become code and what stands in a list item
//! stays in it.

use std::borrow::Cow;

use super::indent::{indent_of, is_item, item_indent, least_indent, moved, moved_indent, ticks_in};
use super::lines::{Kind, Line, Lines};
use super::tags::{Action, Found, Tag, Vocabulary, find, inner_of, join_tags};

/// How deep pairs nest whose text is moved.
const MAX_FRAMES: usize = 16;

/// How many lines back the item is sought that a deep line belongs to.
const MAX_LOOK_BACK: usize = 100;

/// A pair whose text is being moved.
struct Frame {
    closing: usize,
    from: usize,
    to: usize,
}

/// Takes the tags of a vocabulary out of the lines of a page.
pub(super) fn rewrite<V: Vocabulary>(lines: &mut Lines<'_>, vocabulary: &mut V) {
    let holds_sign = |line: &Line<'_>| V::SIGNS.iter().any(|(sign, _)| line.text.contains(sign));
    if !lines.list.iter().any(holds_sign) {
        return;
    }
    join_tags(lines, V::SIGNS);
    let tags = find(lines, vocabulary);
    if tags.is_empty() {
        return;
    }
    let input = std::mem::take(&mut lines.list);
    let mut rewriter = Rewriter {
        out: Vec::with_capacity(input.len()),
        input: &input,
        tags: &tags,
        frames: Vec::new(),
        at: 0,
        vocabulary,
        until: None,
    };
    for number in 0..input.len() {
        rewriter.line(number);
    }
    let out = std::mem::take(&mut rewriter.out);
    lines.list = out;
    lines.mark_code();
}

/// How a stretch without tags ends.
struct Until {
    closing: usize,
    /// What becomes of it: `None` drops it.
    kept: Option<Kept>,
}

/// A stretch that is kept as it is.
#[derive(Default)]
struct Kept {
    /// The fence that ends it, if it is code.
    fence: Option<String>,
    frame: Option<(usize, usize)>,
}

/// What is open while the lines of a page come in.
struct Rewriter<'r, 'a, V> {
    input: &'r [Line<'a>],
    tags: &'r [Found],
    out: Vec<Line<'a>>,
    frames: Vec<Frame>,
    /// The next tag.
    at: usize,
    vocabulary: &'r mut V,
    until: Option<Until>,
}

impl<'a, V: Vocabulary> Rewriter<'_, 'a, V> {
    /// Takes the next line.
    fn line(&mut self, number: usize) {
        let line = &self.input[number];
        let mut start = 0;
        if let Some(until) = self.until.take() {
            if self.tags[until.closing].line != number {
                if let Some(kept) = &until.kept {
                    let shift = kept.frame.or_else(|| self.frame());
                    let text = moved(line.text.clone(), shift);
                    self.push(text, line.number);
                }
                self.until = Some(until);
                return;
            }
            start = self.end_stretch(number, until);
        }
        let has_tags = self.tags.get(self.at).is_some_and(|tag| tag.line == number);
        if start == 0 && !has_tags {
            let text = moved(line.text.clone(), self.frame());
            self.push(text, line.number);
            return;
        }
        self.line_with_tags(number, start);
    }

    /// Ends a stretch on this line; returns where the rest of it starts.
    fn end_stretch(&mut self, number: usize, until: Until) -> usize {
        let line = &self.input[number];
        let closing = &self.tags[until.closing];
        if let Some(kept) = until.kept {
            let before = &line.text[..closing.start];
            let is_blank = before.trim().is_empty();
            if !is_blank {
                let shift = kept.frame.or_else(|| self.frame());
                let text = moved(Cow::Owned(before.to_owned()), shift).into_owned();
                self.push(text.into(), line.number);
            }
            if let Some(fence) = kept.fence {
                self.push(fence.into(), line.number);
            }
        }
        self.at = until.closing + 1;
        closing.end
    }

    /// Takes a line that holds tags, from `start`.
    fn line_with_tags(&mut self, number: usize, start: usize) {
        let line = &self.input[number];
        let is_alone = self.is_alone(number, start);
        let mut piece = Piece {
            text: String::new(),
            indent: moved_indent(indent_of(&line.text), self.frame()),
            number: line.number,
            is_code: line.kind != Kind::Text,
        };
        let mut pos = start;
        while let Some(tag) = self.tags.get(self.at).filter(|tag| tag.line == number) {
            let at = self.at;
            self.at += 1;
            piece.text.push_str(&line.text[pos..tag.start]);
            pos = tag.end;
            if tag.is_closing && tag.partner == at && !piece.is_code {
                self.close(at);
                let closing = self.asked(at);
                if closing == Action::Leave {
                    piece.text.push_str(&line.text[tag.start..tag.end]);
                }
                continue;
            }
            let action = self.asked(at);
            match self.act(at, action, &mut piece, is_alone) {
                Some(after) => pos = after,
                None => return,
            }
        }
        piece.text.push_str(&line.text[pos..]);
        self.end_line(piece, line, start > 0);
    }

    /// Asks the vocabulary about a tag.
    fn asked(&mut self, at: usize) -> Action {
        let tag = &self.tags[at];
        let line = &self.input[tag.line];
        let (opening, closing) = V::SIGNS[tag.sign];
        let inner = &line.text[tag.start + opening.len()..tag.end - closing.len()];
        self.vocabulary.action(&Tag {
            sign: tag.sign,
            inner: inner_of(inner),
            number: line.number,
            is_code: line.kind != Kind::Text,
            is_paired: tag.partner != at,
        })
    }

    /// Does what the vocabulary says; returns where the line goes on, or
    /// `None` if it is taken to its end.
    fn act(
        &mut self,
        at: usize,
        action: Action,
        piece: &mut Piece,
        is_alone: bool,
    ) -> Option<usize> {
        let tag = &self.tags[at];
        let text = &self.input[tag.line].text;
        let partner = &self.tags[tag.partner];
        let is_paired = tag.partner != at;
        let is_closed_here = is_paired && partner.line == tag.line;
        match action {
            Action::Leave => piece.text.push_str(&text[tag.start..tag.end]),
            Action::Text(text) => piece.text.push_str(&text),
            Action::Block(block) if piece.is_code => piece.text.push_str(&block),
            Action::Block(block) => self.block(piece, &block),
            Action::Keep(label) if is_alone && is_paired && !is_closed_here => {
                if let Some(label) = label {
                    self.block(piece, &label);
                }
                self.open(at, piece.indent);
            }
            Action::Keep(label) => {
                if let Some(label) = label {
                    piece.text.push_str(&label);
                    piece.text.push_str(if is_paired { ": " } else { "" });
                }
            }
            Action::Drop | Action::Raw | Action::Code(..) if !is_paired => {}
            Action::Drop if is_closed_here => {
                self.at = tag.partner + 1;
                return Some(partner.end);
            }
            Action::Raw if is_closed_here => {
                piece.text.push_str(&text[tag.end..partner.start]);
                self.at = tag.partner + 1;
                return Some(partner.end);
            }
            Action::Code(..) if is_closed_here => {
                let code = text[tag.end..partner.start].trim();
                piece.text.extend(["`", code, "`"]);
                self.at = tag.partner + 1;
                return Some(partner.end);
            }
            Action::Drop => return self.stretch(at, None, piece),
            Action::Raw => {
                piece.text.push_str(&text[tag.end..]);
                return self.stretch(at, Some(Kept::default()), piece);
            }
            Action::Code(language, label) => {
                self.code(at, &language, label.as_deref(), piece);
                return None;
            }
        }
        Some(tag.end)
    }

    /// Starts a stretch without tags that runs to the closing tag.
    fn stretch(&mut self, at: usize, kept: Option<Kept>, piece: &mut Piece) -> Option<usize> {
        self.flush(piece);
        let closing = self.tags[at].partner;
        self.until = Some(Until { closing, kept });
        None
    }

    /// Starts a code block that runs to the closing tag.
    fn code(&mut self, at: usize, language: &str, label: Option<&str>, piece: &mut Piece) {
        let tag = &self.tags[at];
        let rest = self.input[tag.line].text[tag.end..].trim();
        let inner = self.inner_lines(at);
        let n_ticks = inner.iter().map(|line| ticks_in(&line.text)).max();
        let fence = "`".repeat(n_ticks.unwrap_or(0).max(2) + 1);
        self.flush(piece);
        if let Some(label) = label {
            self.block(piece, label);
        }
        let to = self.possible_indent(piece.indent);
        let blanks = " ".repeat(to);
        let from = least_indent(self.inner_lines(at), true);
        self.push(format!("{blanks}{fence}{language}").into(), piece.number);
        if !rest.is_empty() {
            self.push(format!("{blanks}{rest}").into(), piece.number);
        }
        self.until = Some(Until {
            closing: tag.partner,
            kept: Some(Kept {
                fence: Some(format!("{blanks}{fence}")),
                frame: Some((from, to)),
            }),
        });
    }

    /// Returns the lines between a tag and the one that closes it.
    fn inner_lines(&self, at: usize) -> &[Line<'a>] {
        let first = self.tags[at].line + 1;
        let end = self.tags[self.tags[at].partner].line;
        self.input.get(first..end).unwrap_or_default()
    }

    /// Opens a pair whose text moves to the indentation of its tag.
    fn open(&mut self, at: usize, indent: usize) {
        if self.frames.len() >= MAX_FRAMES {
            return;
        }
        let from = least_indent(self.inner_lines(at), false);
        let to = self.possible_indent(indent);
        self.frames.push(Frame {
            closing: self.tags[at].partner,
            from,
            to,
        });
    }

    /// Closes a pair and what was left open in it.
    fn close(&mut self, closing: usize) {
        let known = self
            .frames
            .iter()
            .rposition(|frame| frame.closing == closing);
        if let Some(known) = known {
            self.frames.truncate(known);
        }
    }

    fn frame(&self) -> Option<(usize, usize)> {
        let frame = self.frames.last()?;
        (frame.from != frame.to).then_some((frame.from, frame.to))
    }

    /// Says whether a line holds nothing but tags.
    fn is_alone(&self, number: usize, start: usize) -> bool {
        let text = &self.input[number].text;
        let mut pos = start;
        let on_line = self.tags[self.at..].iter();
        for tag in on_line.take_while(|tag| tag.line == number) {
            if !text[pos..tag.start].trim().is_empty() {
                return false;
            }
            pos = tag.end;
        }
        text[pos..].trim().is_empty()
    }

    /// Returns an indentation that does not make code of a text.
    fn possible_indent(&self, indent: usize) -> usize {
        if indent < 4 {
            return indent;
        }
        for line in self.out.iter().rev().take(MAX_LOOK_BACK) {
            let is_shallower = indent_of(&line.text) < indent && !line.text.trim().is_empty();
            if is_shallower && is_item(&line.text) {
                return indent;
            }
            if is_shallower && indent_of(&line.text) == 0 {
                return 0;
            }
        }
        0
    }

    /// Writes Markdown on lines of its own.
    fn block(&mut self, piece: &mut Piece, block: &str) {
        let in_item = item_indent(&piece.text);
        self.flush(piece);
        let indent = self.possible_indent(in_item.unwrap_or(piece.indent));
        let blanks = " ".repeat(indent);
        self.push_blank(piece.number);
        for line in block.trim_end().split('\n') {
            let text = match line.is_empty() {
                true => String::new(),
                false => format!("{blanks}{line}"),
            };
            self.push(text.into(), piece.number);
        }
        self.push_blank(piece.number);
        piece.text = " ".repeat(indent);
    }

    /// Writes what there is of a line.
    fn flush(&mut self, piece: &mut Piece) {
        let text = std::mem::take(&mut piece.text);
        if !text.trim().is_empty() {
            let text = moved(text.into(), self.frame());
            self.push(text, piece.number);
        }
    }

    /// Writes a line that held tags.
    fn end_line(&mut self, piece: Piece, line: &Line<'a>, is_rest: bool) {
        if piece.is_code && piece.text.trim().is_empty() {
            return;
        }
        if !piece.text.trim().is_empty() {
            let text = match is_rest {
                true => piece.text.into(),
                false => moved(piece.text.into(), self.frame()),
            };
            self.push(text, line.number);
        } else if !is_rest {
            self.push_blank(line.number);
        }
    }

    fn push_blank(&mut self, number: u32) {
        if self.out.last().is_none_or(|line| !line.text.is_empty()) {
            self.push(Cow::Borrowed(""), number);
        }
    }

    fn push(&mut self, text: Cow<'a, str>, number: u32) {
        self.out.push(Line::text(text, number));
    }
}

/// What is written of a line that holds tags.
struct Piece {
    text: String,
    indent: usize,
    number: u32,
    is_code: bool,
}
