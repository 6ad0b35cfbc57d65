//! A stretch of text between code blocks: tags and braces in it.

use super::super::dialect::Context;
use super::super::dialect::lines::Line;
use super::super::element::{Role, is_void, role_of};
use super::component::{self, is_component};
use super::data;
use super::tag::Tag;
use super::{Flavour, Page};

/// The longest id of a heading in bytes.
const MAX_ID: usize = 300;

/// The text of a stretch and how far it was read.
pub(super) struct Cursor<'s> {
    /// Where each line starts, with its source line.
    lines: &'s [Line<'s>],
    /// The number of the line at hand.
    line: usize,
    /// Where the paragraph at hand ends, as far as code spans go.
    paragraph_end: usize,
    /// Runs of backticks that are not closed in it.
    unclosed: Vec<usize>,
    has_open_comment: bool,
}

impl Page<'_> {
    /// Rewrites the lines between two code blocks.
    pub(super) fn stretch(&mut self, lines: &[Line<'_>], context: &mut Context<'_>) {
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_ref()).collect();
        let text = texts.join("\n");
        let mut cursor = Cursor {
            lines,
            line: 0,
            paragraph_end: 0,
            unclosed: Vec::new(),
            has_open_comment: false,
        };
        let mut at = self.out.start_line(lines[0].number, &text);
        while at < text.len() {
            if self.out.is_code {
                let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
                self.out.current.push_str(&text[at..end]);
                at = match end < text.len() {
                    true => self.line_end(&text, end, &mut cursor),
                    false => end,
                };
                continue;
            }
            let signs = ['\n', '\\', '`', '<', '{'];
            let next = text[at..].find(signs).map_or(text.len(), |n| at + n);
            self.out.current.push_str(&text[at..next]);
            at = match text.as_bytes().get(next) {
                None => next,
                Some(b'\n') => self.line_end(&text, next, &mut cursor),
                Some(b'\\') => self.escape(&text, next, &mut cursor),
                Some(b'`') => self.span(&text, next, &mut cursor),
                Some(b'<') => self.angle(&text, next, &mut cursor, context),
                Some(_) => self.brace(&text, next, &mut cursor),
            };
        }
        self.out.end_line();
    }

    /// Ends a line and starts the next; returns where its text starts.
    fn line_end(&mut self, text: &str, at: usize, cursor: &mut Cursor<'_>) -> usize {
        self.out.end_line();
        cursor.line = (cursor.line + 1).min(cursor.lines.len() - 1);
        let number = cursor.lines[cursor.line].number;
        at + 1 + self.out.start_line(number, &text[at + 1..])
    }

    /// Copies text as it stands.
    pub(super) fn copy(
        &mut self,
        text: &str,
        from: usize,
        to: usize,
        cursor: &mut Cursor<'_>,
    ) -> usize {
        let mut at = from;
        while let Some(end) = text[at..to].find('\n') {
            self.out.current.push_str(&text[at..at + end]);
            at = self.line_end(text, at + end, cursor);
            if at > to {
                return at;
            }
        }
        self.out.current.push_str(&text[at..to]);
        to
    }

    /// Leaves text out; lines that it ends are gone.
    pub(super) fn skip(
        &self,
        text: &str,
        from: usize,
        to: usize,
        cursor: &mut Cursor<'_>,
    ) -> usize {
        let n_lines = text[from..to].bytes().filter(|b| *b == b'\n').count();
        cursor.line = (cursor.line + n_lines).min(cursor.lines.len() - 1);
        to
    }

    /// Takes a backslash with what it escapes.
    fn escape(&mut self, text: &str, at: usize, cursor: &mut Cursor<'_>) -> usize {
        let rest = &text[at + 1..];
        // MDX wants the brace of a heading's id escaped.
        if rest.starts_with("{#") && self.out.is_heading() {
            let mut id = rest.bytes().take(MAX_ID);
            let end = id.position(|byte| matches!(byte, b'}' | b'\n'));
            return self.copy(text, at + 1, at + 1 + end.unwrap_or(0), cursor);
        }
        self.out.current.push('\\');
        match rest.chars().next() {
            Some(c) if c.is_ascii_punctuation() => {
                self.out.current.push(c);
                at + 2
            }
            _ => at + 1,
        }
    }

    /// Takes a code span as it stands.
    fn span(&mut self, text: &str, at: usize, cursor: &mut Cursor<'_>) -> usize {
        if at >= cursor.paragraph_end {
            let end = text[at..].find("\n\n").map_or(text.len(), |n| at + n + 1);
            cursor.paragraph_end = end;
            cursor.unclosed.clear();
        }
        let n_ticks = text[at..].bytes().take_while(|b| *b == b'`').count();
        let after = at + n_ticks;
        if !cursor.unclosed.contains(&n_ticks) && after <= cursor.paragraph_end {
            let inside = &text[after..cursor.paragraph_end];
            if let Some(end) = super::super::dialect::lines::closing_run(inside, n_ticks) {
                return self.copy(text, at, after + end, cursor);
            }
            cursor.unclosed.push(n_ticks);
        }
        self.copy(text, at, after, cursor)
    }

    /// Takes what starts with `<`.
    fn angle(
        &mut self,
        text: &str,
        at: usize,
        cursor: &mut Cursor<'_>,
        context: &mut Context<'_>,
    ) -> usize {
        let rest = &text[at..];
        if rest.starts_with("<!--") && !cursor.has_open_comment {
            if let Some(end) = rest.find("-->") {
                return self.copy(text, at, at + end + 3, cursor);
            }
            cursor.has_open_comment = true;
        }
        let Some(tag) = Tag::read(rest, &mut self.budget) else {
            self.out.current.push('<');
            return at + 1;
        };
        let end = at + tag.raw.len();
        self.verbatim.note_tag(&tag);
        if tag.raw.contains("data-docent-ignore") || tag.raw.contains("data-pagefind-ignore") {
            return self.copy(text, at, end, cursor);
        }
        if tag.name.is_empty() {
            return match self.flavour == Flavour::Mdx {
                true => end,
                false => self.copy(text, at, end, cursor),
            };
        }
        let is_template = tag.name == "template" && self.flavour == Flavour::Vue;
        if is_component(tag.name) || is_template {
            if !(tag.closes_itself || is_template || self.paired.contains(tag.name)) {
                return self.copy(text, at, end, cursor);
            }
            return self.component(text, at, &tag, cursor, context);
        }
        match role_of(tag.name) {
            Some(role) => self.element(text, at, &tag, role, cursor),
            None => self.copy(text, at, end, cursor),
        }
    }

    /// Takes a component's tag.
    fn component(
        &mut self,
        text: &str,
        at: usize,
        tag: &Tag<'_>,
        cursor: &mut Cursor<'_>,
        context: &mut Context<'_>,
    ) -> usize {
        let end = self.skip(text, at, at + tag.raw.len(), cursor);
        let ends_line = ends_line(&text[end..]);
        let starts_line = self.out.is_bare();
        if tag.closes {
            let opened = self.out.close(tag.name);
            let is_block = opened.is_some_and(|frame| {
                frame.starts_line && ends_line && frame.number != cursor.number()
            });
            if (starts_line && ends_line) || is_block {
                self.out.break_block();
            }
            return end;
        }
        if component::is_dropped(tag.name) && !tag.closes_itself {
            return self.skip_element(text, end, tag.name, cursor);
        }
        if let Some(code) = component::code_of(tag) {
            self.code(&code, &component::language_of(tag));
            return end;
        }
        let mut words = component::words_of(tag);
        self.values.read_labels(tag);
        if let Some(label) = self.values.label_of(tag) {
            words = vec![label];
        }
        words.extend(data::words_of(tag));
        if tag.closes_itself && self.show_partial(tag.name, context) {
            return end;
        }
        let is_apart = text[end..].starts_with(char::is_alphanumeric);
        self.show_words(&words, starts_line, ends_line, is_apart);
        if !tag.closes_itself {
            self.out.open(tag.name, starts_line);
        }
        if tag.name == "TerminalBlock" && !tag.closes_itself {
            return self.code_element(text, end, tag, cursor);
        }
        match component::holds_code(tag.name) && !tag.closes_itself {
            true => self.code_expression(text, end, tag, cursor),
            false => end,
        }
    }

    /// Shows the words of a component, apart from the text if it is a block.
    fn show_words(&mut self, words: &[String], starts_line: bool, ends_line: bool, is_apart: bool) {
        let is_heading = self.out.is_heading();
        if is_heading {
            // Words of a badge are no part of the heading's anchor.
            for word in words {
                let word = word.replace('\\', "").replace('"', "&quot;");
                self.out.current.push_str(&format!(" <img alt=\"{word}\">"));
            }
        } else if starts_line && (ends_line || !words.is_empty()) {
            self.out.break_block();
            for word in words {
                self.out.current.push_str(word);
                self.out.break_block();
            }
        } else if !words.is_empty() {
            self.out.current.push_str(&words.join(" "));
            if is_apart {
                self.out.current.push(' ');
            }
        }
    }

    /// Takes the tag of an HTML element.
    fn element(
        &mut self,
        text: &str,
        at: usize,
        tag: &Tag<'_>,
        role: Role,
        cursor: &mut Cursor<'_>,
    ) -> usize {
        let end = at + tag.raw.len();
        let is_mdx = self.flavour.is_mdx();
        let is_whole = tag.closes_itself || is_void(tag.name);
        if role == Role::Dropped && !tag.closes && !is_whole && self.out.is_bare() {
            return self.skip_element(text, end, tag.name, cursor);
        }
        if is_mdx && component::only_lays_out(tag.name) {
            // What it holds in a heading is the heading's: `# Title <div>iOS</div>`.
            let is_heading = self.out.is_heading();
            let end = self.skip(text, at, end, cursor);
            if is_heading {
                return end;
            }
            if tag.closes {
                self.out.close(tag.name);
            }
            self.out.break_block();
            if !tag.closes && !is_whole {
                let starts_line = self.out.is_bare();
                self.out.open(tag.name, starts_line);
            }
            return end;
        }
        if !is_mdx && !tag.has_script() {
            return self.copy(text, at, end, cursor);
        }
        let starts_line = self.out.is_bare();
        let ends_line = ends_line(&text[end..]);
        let is_block = is_mdx && matches!(role, Role::Block | Role::Cell | Role::Heading(_));
        if tag.closes {
            if is_block || role == Role::Row {
                self.out.close(tag.name);
            }
            let end = self.copy(text, at, end, cursor);
            if matches!(role, Role::Heading(_)) && is_mdx && ends_line {
                self.out.break_block();
            }
            return end;
        }
        if is_mdx && !is_whole && (is_block || role == Role::Row) {
            self.out.open(tag.name, starts_line);
        }
        let end = match tag.has_script() {
            true => {
                self.out.current.push_str(&tag.plain());
                self.skip(text, at, end, cursor)
            }
            false => self.copy(text, at, end, cursor),
        };
        let is_pre = tag.name == "pre" && is_mdx;
        if is_block && starts_line && ends_line && !is_whole {
            self.out.break_block();
        } else if is_pre {
            return self.code_expression(text, end, tag, cursor);
        }
        end
    }
}

impl Cursor<'_> {
    /// Returns the source line at hand.
    fn number(&self) -> u32 {
        self.lines[self.line].number
    }
}

/// Says whether nothing more stands on the line.
pub(super) fn ends_line(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with('\n')
}
