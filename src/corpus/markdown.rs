//! Markdown pages: the events of a CommonMark parser become a flow.
//!
//! GitHub's extensions are on. Raw HTML comes in pieces that need not be
//! balanced, for CommonMark ends an HTML block at a blank line, so what it
//! opens (`<style>`, `<pre>`) stays open until its closing tag or a heading.
//! `Vec<T>` in prose is text: only names of real elements make tags.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::error::NoticeKind;

use super::Notices;
use super::attributes;
use super::dialect::{Cleaned, LineNumbers};
use super::element::{self, Role, code_language, is_void, role_of};
use super::flow::Flow;
use super::markup::{self, Piece, decode_entities, find_closing};

/// Reads the body of a Markdown page into `flow`.
pub(super) fn read(cleaned: &Cleaned<'_>, flow: &mut Flow, notices: &mut Notices) {
    let body = cleaned.text.as_ref();
    let mut reader = Reader {
        body,
        lines: &cleaned.lines,
        line_ends: body.match_indices('\n').map(|(at, _)| at).collect(),
        flow,
        notices,
        skipped: None,
        html: String::new(),
        block: 0..0,
        closings: Vec::new(),
        n_images: 0,
    };
    for (event, range) in Parser::new_ext(body, options()).into_offset_iter() {
        reader.take(event, range);
    }
}

/// Returns the extensions of Markdown that are read.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// An element whose content is left out until it closes.
#[derive(Debug)]
struct Skipped {
    name: String,
    depth: u32,
    line: u32,
}

/// What is open while the events of a page come in.
struct Reader<'a> {
    body: &'a str,
    lines: &'a LineNumbers,
    /// Where the lines of the body end, in bytes.
    line_ends: Vec<usize>,
    flow: &'a mut Flow,
    notices: &'a mut Notices,
    skipped: Option<Skipped>,
    /// The raw HTML block being gathered.
    html: String,
    /// Where the open paragraph or heading stands in the body.
    block: Range<usize>,
    /// Where the next closing tag of an element is in that block, if anywhere.
    closings: Vec<(String, Option<usize>)>,
    /// Images open: the text in them stands for them.
    n_images: u32,
}

impl<'a> Reader<'a> {
    /// Takes the next event.
    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_stray_mark(&text, &range) => {}
            Event::Text(text) => self.text(&text),
            Event::Code(text) if self.skipped.is_none() => self.flow.inline_code(&text),
            Event::InlineHtml(html) => self.inline_html(&html, range),
            Event::Html(html) => self.html.push_str(&html),
            Event::SoftBreak | Event::HardBreak => self.flow.line_break(),
            Event::Rule => self.flow.end_block(),
            // Reference marks, check boxes and mathematics (not enabled).
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.start_block(range),
            Tag::Heading { level, .. } => self.start_heading(level as u8, range),
            Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_) => {
                self.flow.end_block();
                self.flow.n_containers += 1;
            }
            Tag::Item | Tag::Table(_) => self.start_block(range),
            Tag::TableHead | Tag::TableRow => self.flow.start_row(),
            Tag::TableCell => self.flow.start_cell(),
            Tag::CodeBlock(kind) => self.start_code(&kind, range),
            Tag::HtmlBlock => {
                self.html.clear();
                self.block = range;
            }
            Tag::Link { dest_url, .. } => {
                self.flow.at_line = self.line_at(range.start);
                self.flow.start_link(&dest_url);
            }
            Tag::Image { .. } => self.n_images += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.flow.end_heading(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition => {
                self.flow.end_block();
                self.flow.n_containers = self.flow.n_containers.saturating_sub(1);
            }
            TagEnd::Item | TagEnd::Table => self.flow.end_block(),
            TagEnd::TableHead | TagEnd::TableRow => self.flow.end_row(),
            TagEnd::CodeBlock if self.skipped.is_none() => self.flow.end_code(),
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::Link => self.flow.end_link(),
            TagEnd::Image => self.n_images = self.n_images.saturating_sub(1),
            _ => {}
        }
    }

    fn start_block(&mut self, range: Range<usize>) {
        self.flow.end_block();
        self.flow.at_line = self.line_at(range.start);
        self.block = range;
        self.closings.clear();
    }

    fn start_heading(&mut self, level: u8, range: Range<usize>) {
        // A heading shows that the author meant to be out of raw HTML.
        self.end_skipping();
        self.start_block(range.clone());
        let list = attributes::of_heading(&self.body[range]);
        let (id, opener) = list.map_or((None, None), |list| (list.id, Some(list.opener)));
        self.flow.start_heading(level, id);
        if let Some(opener) = opener {
            self.flow.expect_list(opener);
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) {
        if self.skipped.is_some() {
            return;
        }
        self.flow.end_code();
        self.flow.end_block();
        let language = match kind {
            CodeBlockKind::Indented => None,
            CodeBlockKind::Fenced(info) => {
                if !is_closed(&self.body[range.clone()]) {
                    let message = "code fence is not closed; the code runs to the end: close it";
                    let line = self.line_at(range.start);
                    self.notices.add(NoticeKind::Markup, line, message);
                }
                code_language(info)
            }
        };
        self.flow.start_code(language);
    }

    fn end_paragraph(&mut self) {
        if self.flow.is_in_code() {
            self.flow.part();
            return;
        }
        self.flow.end_paragraph();
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_some() {
        } else if self.n_images > 0 {
            self.flow.image_words(text);
        } else {
            self.flow.text(text);
        }
    }

    /// Says whether a text is a mark of emphasis beside Chinese, Japanese or
    /// Korean. Its rules ask for blanks there, which these scripts do not have:
    /// `**「海」**は` is meant, and Python's Markdown takes it so.
    fn is_stray_mark(&self, text: &str, range: &Range<usize>) -> bool {
        let is_mark = !text.is_empty() && text.bytes().all(|byte| byte == b'*');
        let (Some(before), Some(after), false) = (
            self.body.get(..range.start),
            self.body.get(range.end..),
            !is_mark || self.flow.is_in_code(),
        ) else {
            return false;
        };
        // The parser may hand out a run of marks one by one.
        let ahead = &before[before.len() - n_marks(before.bytes().rev())..];
        let behind = n_marks(after.bytes());
        let before = before[..before.len() - ahead.len()].chars().next_back();
        let beside = before.into_iter().chain(after[behind..].chars().next());
        let size = ahead.len() + text.len() + behind;
        (2..=3).contains(&size) && before != Some('\\') && beside.into_iter().any(is_ideographic)
    }

    /// Takes a tag that stands within a line.
    fn inline_html(&mut self, html: &str, range: Range<usize>) {
        let Some(Piece::Tag(tag)) = markup::pieces(html).next() else {
            return;
        };
        if self.skipped.is_some() {
            self.tag_while_skipping(&tag);
            return;
        }
        match role_of(&tag.name) {
            Some(role) if self.is_tag(&tag, role, range.end) => self.tag(&tag, role),
            _ => self.flow.text(tag.raw),
        }
    }

    /// Tells a tag within a line from text that looks like one.
    ///
    /// `Array<object>` and "the `<script>` element" are text where no closing
    /// tag follows in the same block; `a<br>b` and `x<sub>1</sub>` are not.
    fn is_tag(&mut self, tag: &markup::Tag<'_>, role: Role, after: usize) -> bool {
        if tag.closes || tag.closes_itself() || is_void(&tag.name) {
            return !(tag.closes && role == Role::Dropped);
        }
        let is_glued = tag.is_bare() && self.flow.is_in_word();
        if role != Role::Dropped && !is_glued {
            return true;
        }
        self.is_closed_after(after, &tag.name)
    }

    /// Says whether a closing tag follows in the open block; each stretch of it
    /// is looked at once for each element.
    fn is_closed_after(&mut self, after: usize, name: &str) -> bool {
        let known = self.closings.iter().position(|(known, _)| known == name);
        if let Some(known) = known {
            match self.closings[known].1 {
                None => return false,
                Some(at) if at >= after => return true,
                Some(_) => self.closings.swap_remove(known),
            };
        }
        let rest = self.body.get(after..self.block.end).unwrap_or_default();
        let closing = find_closing(rest, name).map(|at| after + at);
        self.closings.push((name.to_owned(), closing));
        closing.is_some()
    }

    /// Reads a raw HTML block, which may open what later blocks close.
    fn html_block(&mut self) {
        let html = std::mem::take(&mut self.html);
        self.flow.at_line = self.line_at(self.block.start);
        for piece in markup::pieces_in_markdown(&html) {
            match piece {
                Piece::Text(_) | Piece::Code(_) if self.skipped.is_some() => {}
                Piece::Code(code) => self.flow.inline_code(code),
                Piece::Text(text) => self.flow.text(&decode_entities(text)),
                Piece::Tag(tag) if self.skipped.is_some() => self.tag_while_skipping(&tag),
                Piece::Tag(tag) => match role_of(&tag.name) {
                    Some(role) => self.tag(&tag, role),
                    // `Vec<T>`; alone it is a component's tag, no text.
                    None if self.flow.is_in_word() && !tag.closes => self.flow.text(tag.raw),
                    None => {}
                },
            }
        }
        self.html = html;
        self.flow.line_break();
    }

    /// Takes a tag of a real element.
    fn tag(&mut self, tag: &markup::Tag<'_>, role: Role) {
        let is_ignored = ["data-docent-ignore", "data-pagefind-ignore"]
            .iter()
            .any(|name| tag.raw.contains(name));
        if tag.closes {
            element::close(self.flow, &tag.name, role);
        } else if role != Role::Dropped && !is_ignored {
            element::open(self.flow, &tag.name, role, &|name| tag.attribute(name));
        } else if !tag.closes_itself() && !is_void(&tag.name) {
            self.skipped = Some(Skipped {
                name: tag.name.clone(),
                depth: 1,
                line: self.flow.at_line,
            });
        }
    }

    /// Waits for the closing tag of what is left out.
    fn tag_while_skipping(&mut self, tag: &markup::Tag<'_>) {
        let Some(skipped) = &mut self.skipped else {
            return;
        };
        if tag.name != skipped.name || tag.closes_itself() {
            return;
        }
        skipped.depth = match tag.closes {
            true => skipped.depth.saturating_sub(1),
            false => skipped.depth + 1,
        };
        if skipped.depth == 0 {
            self.skipped = None;
        }
    }

    /// Gives up waiting for a closing tag.
    fn end_skipping(&mut self) {
        if let Some(skipped) = self.skipped.take() {
            let message = format!("`<{}>` is not closed before the next heading", skipped.name);
            self.notices.add(NoticeKind::Markup, skipped.line, message);
        }
    }

    /// Returns the source line of a place in the body.
    fn line_at(&self, at: usize) -> u32 {
        let n_before = self.line_ends.partition_point(|&end| end < at);
        self.lines.at(n_before)
    }
}

/// Returns how many marks of emphasis bytes start with, up to four.
fn n_marks(bytes: impl Iterator<Item = u8>) -> usize {
    bytes.take(4).take_while(|byte| *byte == b'*').count()
}

/// Says whether a character, a sign too, is of a script without blanks.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{ff00}'..='\u{ffef}')
}

/// Says whether a fenced block ends with its closing fence.
fn is_closed(block: &str) -> bool {
    let is_prefix = |c: char| c.is_whitespace() || c == '>';
    let opening = block.trim_start_matches(is_prefix);
    let Some(sign) = opening.chars().next() else {
        return true;
    };
    let n_signs = opening.len() - opening.trim_start_matches(sign).len();
    let Some((_, last)) = block.trim_end().rsplit_once('\n') else {
        return false;
    };
    let last = last.trim_start_matches(is_prefix).trim_end();
    last.len() >= n_signs && last.chars().all(|c| c == sign)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::outline::Outline;
    use crate::document::Block;

    /// Reads a page and compares its blocks and the lines of its notices.
    fn check(body: &str, expected: &[&str], expected_notices: &[u32]) {
        let mut flow = Flow::new(Outline::new(None, 800));
        let mut notices = Notices::new("a.md");
        let cleaned = Cleaned {
            text: body.into(),
            lines: LineNumbers::From(10),
        };
        read(&cleaned, &mut flow, &mut notices);
        let (page, _) = flow.finish();
        let blocks = page.sections.into_iter().flat_map(|section| section.blocks);
        let shown = blocks.map(|block| match block {
            Block::Prose(text) => text,
            Block::Code(code) => format!("`{}", code.text.trim_end()),
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected, "{body}");
        let lines: Vec<u32> = notices.into_list().iter().map(|n| n.line).collect();
        assert_eq!(lines, expected_notices, "{body}");
    }

    #[test]
    fn what_raw_html_opens_stays_open() {
        check("<div>\n<style>\na\n\nb {}\n</style>\n\nc", &["c"], &[]);
        check(
            "<div><pre>\na\n\nb *c*\n</pre></div>\n\nd",
            &["`a\n\nb c", "d"],
            &[],
        );
        check("<div>\n<svg>\na\n\n# h\n\nb", &["b"], &[10]);
        check("<p data-docent-ignore>a <b>b</b></p>\n\nc", &["c"], &[]);
        check("a <!-- b\nc --> d", &["a d"], &[]);
    }

    #[test]
    fn tags_are_told_from_text() {
        check("Vec<T>, <T> and Vec<b>", &["Vec<T>, <T> and Vec<b>"], &[]);
        check("a<b>b</b> <kbd>c</kbd>", &["ab c"], &[]);
        check(
            "the <script> and <video> tags",
            &["the <script> and <video> tags"],
            &[],
        );
        check("a <svg><text>b</text></svg> c", &["a c"], &[]);
        check(
            "<Note>\nthe `<style>` tag\n</Note>\n\nb",
            &["the <style> tag", "b"],
            &[],
        );
        check("</script> </T> a", &["</script> </T> a"], &[]);
    }

    #[test]
    fn fences_must_close() {
        check("```\na\n```", &["`a"], &[]);
        check("````\n```\n````", &["````"], &[]);
        check("- ```\n  a\n  ```\n- b", &["`a", "b"], &[]);
        check("> ```\n> a\n> ```", &["`a"], &[]);
        check("t\n\n~~~\na", &["t", "`a"], &[12]);
        check("```", &[], &[10]);
        check("```\na\n``", &["`a\n``"], &[10]);
    }
}
