//! A stretch of text between code blocks: tags and braces in it.

use super::super::super::element::{Role, is_void, role_of};
use super::super::super::markup::find_closing;
use super::super::Context;
use super::super::lines::Line;
use super::component::{self, is_component};
use super::script::literal;
use super::tag::Tag;
use super::{Flavour, Page};

/// The text of a stretch and how far it was read.
struct Cursor<'s> {
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
    fn copy(&mut self, text: &str, from: usize, to: usize, cursor: &mut Cursor<'_>) -> usize {
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
    fn skip(&self, text: &str, from: usize, to: usize, cursor: &mut Cursor<'_>) -> usize {
        let n_lines = text[from..to].bytes().filter(|b| *b == b'\n').count();
        cursor.line = (cursor.line + n_lines).min(cursor.lines.len() - 1);
        to
    }

    /// Takes a backslash with what it escapes.
    fn escape(&mut self, text: &str, at: usize, cursor: &mut Cursor<'_>) -> usize {
        let rest = &text[at + 1..];
        // MDX wants the brace of a heading's id escaped.
        if rest.starts_with("{#") && self.out.is_heading() {
            let end = rest.find(['}', '\n']).unwrap_or(0);
            return self.copy(text, at + 1, at + 1 + end, cursor);
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
            if let Some(end) = super::super::lines::closing_run(inside, n_ticks) {
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
        let words = component::words_of(tag);
        if tag.closes_itself && self.show_partial(tag.name, context) {
            return end;
        }
        self.show_words(&words, starts_line, ends_line);
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
    fn show_words(&mut self, words: &[String], starts_line: bool, ends_line: bool) {
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
            if !ends_line {
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
            let end = self.skip(text, at, end, cursor);
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

    /// Leaves an element out with all that is in it, if it ends.
    fn skip_element(
        &mut self,
        text: &str,
        at: usize,
        name: &str,
        cursor: &mut Cursor<'_>,
    ) -> usize {
        let window = self.budget.window(&text[at..]);
        let Some(end) = find_closing(window, name) else {
            self.budget.find(&text[at..], "\0");
            self.out.current.push_str(&format!("<{name}>"));
            return at;
        };
        let after = window[end..]
            .find('>')
            .map_or(window.len(), |n| end + n + 1);
        self.skip(text, at, at + after, cursor)
    }

    /// Takes the text of an element as code.
    fn code_element(
        &mut self,
        text: &str,
        at: usize,
        tag: &Tag<'_>,
        cursor: &mut Cursor<'_>,
    ) -> usize {
        let window = self.budget.window(&text[at..]);
        let Some(end) = find_closing(window, tag.name) else {
            return at;
        };
        let inner = window[..end].trim();
        let inner = inner
            .strip_prefix('{')
            .and_then(|inner| inner.strip_suffix('}'));
        let code = inner.and_then(literal);
        let code = code.unwrap_or_else(|| window[..end].trim().to_owned());
        self.code(&code, &component::language_of(tag));
        self.skip(text, at, at + end, cursor)
    }

    /// Takes `` {`…`} `` after the tag of an element that holds code.
    fn code_expression(
        &mut self,
        text: &str,
        at: usize,
        tag: &Tag<'_>,
        cursor: &mut Cursor<'_>,
    ) -> usize {
        let rest = text[at..].trim_start();
        let start = text.len() - rest.len();
        if !rest.starts_with('{') {
            return at;
        }
        let Some(end) = self.budget.end_of_braces(rest) else {
            return at;
        };
        let Some(code) = literal(&rest[1..end - 1]) else {
            return at;
        };
        self.code(&code, &component::language_of(tag));
        self.skip(text, at, start + end, cursor)
    }

    /// Adds a block of code.
    fn code(&mut self, code: &str, language: &str) {
        let ticks = match code.contains("```") {
            true => "~~~~~~",
            false => "```",
        };
        self.out.break_block();
        let code = code.trim_matches('\n');
        let indent = self.out.current.clone();
        let number = self.out.number;
        let opening = format!("{ticks}{language}");
        for line in std::iter::once(opening.as_str())
            .chain(code.split('\n'))
            .chain([ticks])
        {
            self.out
                .lines
                .push(Line::text(format!("{indent}{line}"), number));
        }
        self.out.break_block();
    }

    /// Takes what starts with `{`.
    fn brace(&mut self, text: &str, at: usize, cursor: &mut Cursor<'_>) -> usize {
        let rest = &text[at..];
        let is_heading = self.out.is_heading();
        let shown = match self.flavour {
            Flavour::Tags => None,
            Flavour::Vue => self.interpolation(rest),
            _ => self.expression(rest, is_heading),
        };
        match shown {
            Some((shown, length)) => {
                self.out.current.push_str(&shown);
                self.skip(text, at, at + length, cursor)
            }
            None => self.copy(
                text,
                at,
                at + if rest.starts_with("{{") { 2 } else { 1 },
                cursor,
            ),
        }
    }

    /// Returns what an expression shows, and its length; `None` for text.
    fn expression(&mut self, rest: &str, is_heading: bool) -> Option<(String, usize)> {
        if rest.starts_with("{{") || rest.starts_with("{%") || rest.starts_with("{#") {
            return None;
        }
        if self.is_in_mathematics() {
            return None;
        }
        let end = self.budget.end_of_braces(rest)?;
        let inner = rest[1..end - 1].trim();
        if is_heading && ends_line(&rest[end..]) && is_id_comment(inner) {
            return None;
        }
        if let Some(text) = literal(inner) {
            return Some((text, end));
        }
        if !inner.is_empty() && inner.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Some((inner.to_owned(), end));
        }
        let is_script = self.flavour == Flavour::Mdx || self.is_script(inner);
        is_script.then(|| (String::new(), end))
    }

    /// Tells script from `{name}` in prose.
    fn is_script(&self, inner: &str) -> bool {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let first = inner.split(|c| !is_word(c)).next().unwrap_or_default();
        inner.starts_with("/*")
            || inner.contains("=>")
            || inner.contains("/>")
            || inner.contains("</")
            || self.names.contains(first)
            || matches!(first, "props" | "frontMatter" | "frontmatter")
    }

    /// Says whether the line at hand is in the middle of a formula.
    fn is_in_mathematics(&self) -> bool {
        let current = self.out.tail();
        current.contains('$') && current.contains(['\\', '^']) || current.ends_with(['^', '_'])
    }

    /// Returns what `{{ name }}` shows, which is not known; `None` for text.
    fn interpolation(&mut self, rest: &str) -> Option<(String, usize)> {
        let inner = rest.strip_prefix("{{")?;
        // An expression stands on one line, and a short one.
        let end = inner.bytes().take(300).position(|byte| byte == b'}')?;
        let is_on_line = !inner[..end].contains('\n');
        if !is_on_line || !inner[end..].starts_with("}}") {
            return None;
        }
        let line = inner;
        if self.is_verbatim() {
            return None;
        }
        let inner = line[..end].trim();
        if let Some(text) = literal(inner) {
            return Some((text, end + 4));
        }
        let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '?' | '!');
        let starts = inner.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '$'));
        (starts && inner.chars().all(is_path)).then(|| (String::new(), end + 4))
    }

    /// Says whether Vue leaves the text at hand alone.
    fn is_verbatim(&self) -> bool {
        let current = self.out.tail();
        let open = current.rfind("v-pre").or_else(|| current.rfind("<code"));
        open.is_some_and(|at| !current[at..].contains("</"))
    }
}

impl Cursor<'_> {
    /// Returns the source line at hand.
    fn number(&self) -> u32 {
        self.lines[self.line].number
    }
}

/// Says whether a comment is the id of a heading.
fn is_id_comment(inner: &str) -> bool {
    let comment = inner.strip_prefix("/*").and_then(|c| c.strip_suffix("*/"));
    comment.is_some_and(|id| {
        let id = id.trim();
        !id.is_empty() && !id.contains(char::is_whitespace)
    })
}

/// Says whether nothing more stands on the line.
fn ends_line(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t']);
    rest.is_empty() || rest.starts_with('\n')
}
