//! Blocks: what each line of a page starts, ends or belongs to.
//!
//! Containers are a list of the lines that close them, not calls within
//! calls, so that no page nests deeper than memory and time allow.

use std::collections::HashMap;

use super::super::flow::Flow;
use super::super::headings::SlugRule;
use super::attributes::{Attributes, entry_of};
use super::inline::{Inline, Scope};
use super::line::{
    continued, heading_of, is_container_mark, is_table_mark, starts_block, title_of, underlined,
    without_label,
};
use super::list::{Brackets, item_of, term_of};
use super::macros;
use super::source::{Row, is_verbatim_mark};

/// The most containers that are open at once; further marks are ignored.
const MAX_OPEN: usize = 64;

/// A container that is open.
pub(super) struct Open {
    delimiter: String,
    /// Whether its headings are prose.
    counts: bool,
    /// Who is quoted.
    after: String,
}

/// The lines at hand and how far they are read.
pub(super) struct Cursor<'r, 'a> {
    rows: &'r [Row<'a>],
    at: usize,
}

impl<'r, 'a> Cursor<'r, 'a> {
    fn peek(&self) -> Option<&'r Row<'a>> {
        self.rows.get(self.at)
    }

    /// Returns the lines up to one that is `end`, and whether there is one.
    pub(super) fn until(&mut self, end: &str) -> (&'r [Row<'a>], bool) {
        let rest = &self.rows[self.at.min(self.rows.len())..];
        let n = rest.iter().position(|row| row.text == end);
        self.at += n.map_or(rest.len(), |n| n + 1);
        (&rest[..n.unwrap_or(rest.len())], n.is_some())
    }

    /// Returns the lines up to an empty one.
    pub(super) fn until_blank(&mut self) -> &'r [Row<'a>] {
        let rest = &self.rows[self.at.min(self.rows.len())..];
        let n = rest.iter().position(|row| row.text.trim().is_empty());
        let n = n.unwrap_or(rest.len());
        self.at += n;
        &rest[..n]
    }
}

/// Reads the blocks of one page.
pub(super) struct Reader<'p> {
    pub(super) flow: &'p mut Flow,
    pub(super) attributes: Attributes,
    pub(super) titles: &'p HashMap<String, String>,
    pub(super) page: &'p dyn Fn(&str) -> (String, Option<String>),
    pub(super) rule: SlugRule,
    pub(super) open: Vec<Open>,
    /// What the lines before a block say about it.
    pub(super) brackets: Brackets,
    pub(super) title: Option<String>,
    /// How many cells hold the lines at hand.
    pub(super) cell_depth: usize,
    pub(super) has_title: bool,
    /// Where a block starts that nothing closes.
    pub(super) unclosed: Option<u32>,
}

impl<'p> Reader<'p> {
    pub(super) fn new(
        flow: &'p mut Flow,
        attributes: Attributes,
        titles: &'p HashMap<String, String>,
        page: &'p dyn Fn(&str) -> (String, Option<String>),
        rule: SlugRule,
    ) -> Self {
        Self {
            flow,
            attributes,
            titles,
            page,
            rule,
            open: Vec::new(),
            brackets: Brackets::default(),
            title: None,
            cell_depth: 0,
            has_title: false,
            unclosed: None,
        }
    }

    /// Reads lines to their end.
    pub(super) fn run(&mut self, rows: &[Row<'_>]) {
        let mut cursor = Cursor { rows, at: 0 };
        while let Some(row) = cursor.peek() {
            cursor.at += 1;
            self.flow.at_line = row.line;
            self.line(&row.text, &mut cursor);
        }
        self.close(0);
    }

    fn line(&mut self, line: &str, cursor: &mut Cursor<'_, '_>) {
        if line.is_empty() || line == "+" || self.describes(line) {
            return;
        }
        if self.delimited(line, cursor) || self.heading(line, cursor) {
            return;
        }
        let is_rule = matches!(line, "'''" | "<<<" | "---" | "***" | "- - -" | "* * *");
        if is_rule || self.block_macro(line) {
            return;
        }
        if self.styled_paragraph(line, cursor) {
            return;
        }
        if let Some(text) = item_of(line) {
            self.caption();
            self.text(text, cursor, true);
        } else if let Some((term, text)) = term_of(line) {
            self.caption();
            self.prose(term);
            match cursor.peek().filter(|_| text.is_empty()) {
                _ if !text.is_empty() => self.text(text, cursor, true),
                // What is indented below a term is its text, not code.
                Some(row) if row.text.starts_with([' ', '\t']) && item_of(&row.text).is_none() => {
                    cursor.at += 1;
                    self.text(row.text.trim_start(), cursor, true);
                }
                _ => {}
            }
        } else if line.starts_with([' ', '\t']) {
            cursor.at -= 1;
            let rows = cursor.until_blank();
            self.brackets
                .named
                .push(("indent".to_owned(), "0".to_owned()));
            self.listing(rows, false);
        } else {
            self.caption();
            self.text(line, cursor, false);
        }
    }

    /// Takes a line that says something about the block after it.
    fn describes(&mut self, line: &str) -> bool {
        match line.as_bytes()[0] {
            b':' => {
                let Some(entry) = entry_of(line) else {
                    return false;
                };
                self.attributes.apply(&entry);
                if matches!(entry.name, "idprefix" | "idseparator") {
                    self.restyle();
                }
            }
            b'[' if line.ends_with(']') => {
                let inner = &line[1..line.len() - 1];
                if let Some(id) = inner.strip_prefix('[').and_then(|id| id.strip_suffix(']')) {
                    let id = id.split(',').next().unwrap_or_default();
                    self.flow.note_id(id);
                    self.brackets.id = Some(id.to_owned());
                    return true;
                }
                let is_list = inner.starts_with(|c: char| {
                    c.is_alphanumeric()
                        || matches!(c, '_' | '.' | '#' | '%' | '{' | ',' | '"' | '\'')
                });
                if !inner.is_empty() && !is_list {
                    return false;
                }
                let expanded = self.attributes.expand(inner).into_owned();
                let brackets = Brackets::of(&expanded);
                if let Some(id) = &brackets.id {
                    self.flow.note_id(id);
                }
                self.brackets.join(brackets);
            }
            b'.' => match title_of(line) {
                Some(title) => self.title = Some(title.to_owned()),
                None => return false,
            },
            _ => return false,
        }
        true
    }

    /// Lets headings become anchors as the page asks.
    fn restyle(&mut self) {
        let (prefix, separator) = match self.rule {
            SlugRule::Antora => ("", "-"),
            _ => ("_", "_"),
        };
        let prefix = self.attributes.get("idprefix").unwrap_or(prefix);
        let separator = self.attributes.get("idseparator").unwrap_or(separator);
        self.flow.restyle_slugs(prefix, separator.chars().next());
    }

    /// Takes a line that opens or closes a block.
    fn delimited(&mut self, line: &str, cursor: &mut Cursor<'_, '_>) -> bool {
        if is_verbatim_mark(line) {
            self.verbatim(line, cursor);
            return true;
        }
        if is_table_mark(line) {
            self.table(line, cursor);
            return true;
        }
        if !is_container_mark(line) {
            return false;
        }
        if let Some(at) = self.open.iter().rposition(|open| open.delimiter == line) {
            self.close(at);
            self.brackets = Brackets::default();
            return true;
        }
        let style = self.brackets.style.as_str();
        match style {
            "source" | "listing" | "literal" | "comment" | "pass" | "stem" | "verse" => {
                self.verbatim(line, cursor);
            }
            _ => self.open(line),
        }
        true
    }

    fn open(&mut self, line: &str) {
        self.caption();
        self.end();
        let after = self.attribution();
        self.brackets = Brackets::default();
        if self.open.len() >= MAX_OPEN {
            return;
        }
        let counts = line != "--";
        self.flow.n_containers += u32::from(counts);
        self.open.push(Open {
            delimiter: line.to_owned(),
            counts,
            after,
        });
    }

    /// Closes all containers but the first `n`.
    pub(super) fn close(&mut self, n: usize) {
        while self.open.len() > n {
            let Some(open) = self.open.pop() else {
                break;
            };
            self.end();
            if !open.after.is_empty() {
                self.prose(&open.after);
            }
            if open.counts {
                self.flow.n_containers = self.flow.n_containers.saturating_sub(1);
            }
        }
    }

    /// Returns who is quoted.
    pub(super) fn attribution(&self) -> String {
        if !matches!(self.brackets.style.as_str(), "quote" | "verse") {
            return String::new();
        }
        let named = [
            self.brackets.value("attribution"),
            self.brackets.value("citetitle"),
        ];
        let placed = [self.brackets.at(1), self.brackets.at(2)];
        let parts = placed
            .iter()
            .zip(named)
            .filter_map(|(placed, named)| placed.or(named));
        let parts: Vec<&str> = parts.collect();
        match parts.is_empty() {
            true => String::new(),
            false => format!("— {}", parts.join(", ")),
        }
    }

    /// Takes a heading in one line, or in two as old pages have it.
    fn heading(&mut self, line: &str, cursor: &mut Cursor<'_, '_>) -> bool {
        let (level, text) = match heading_of(line) {
            Some(found) => found,
            None => match cursor.peek().and_then(|next| underlined(line, &next.text)) {
                Some(level) => {
                    cursor.at += 1;
                    (level, line.trim())
                }
                None => return false,
            },
        };
        self.end();
        let is_title = level == 1 && !self.has_title;
        let moved = i32::from(level) + self.attributes.level_offset();
        let level = u8::try_from(moved.clamp(1, 6)).unwrap_or(6);
        let id = self.brackets.id.take();
        self.brackets = Brackets::default();
        self.title = None;
        self.has_title = true;
        self.flow.start_heading(level, id);
        self.inline(text);
        self.flow.end_heading();
        if is_title && self.cell_depth == 0 {
            self.byline(cursor);
        }
        true
    }

    /// Skips the author and the revision below a page's title.
    fn byline(&mut self, cursor: &mut Cursor<'_, '_>) {
        let mut n_lines = 0;
        while let Some(row) = cursor
            .peek()
            .filter(|row| !row.text.is_empty() && n_lines < 2)
        {
            if entry_of(&row.text).is_some() {
                break;
            }
            let is_author = row.text.starts_with(char::is_alphanumeric) && row.text.len() < 300;
            if !is_author {
                break;
            }
            n_lines += 1;
            cursor.at += 1;
        }
    }

    /// Takes a macro that is a block: `image::x[alt]`.
    fn block_macro(&mut self, line: &str) -> bool {
        let Some(rest) = line.strip_suffix(']') else {
            return false;
        };
        let Some((name, rest)) = rest.split_once("::") else {
            return false;
        };
        let Some((target, inner)) = rest.split_once('[') else {
            return false;
        };
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if name.is_empty() || !name.chars().all(is_name) || target.starts_with(' ') {
            return false;
        }
        if matches!(name, "image" | "video" | "audio") {
            self.caption();
            let alt = match name {
                "image" => macros::alt_of(target, inner),
                _ => String::new(),
            };
            self.flow.image_words(&alt);
            self.end();
        }
        self.brackets = Brackets::default();
        self.title = None;
        true
    }

    /// Takes a paragraph that its brackets make something else.
    fn styled_paragraph(&mut self, line: &str, cursor: &mut Cursor<'_, '_>) -> bool {
        let style = self.brackets.style.as_str();
        let is_code = matches!(style, "source" | "listing" | "literal")
            || (style.is_empty()
                && self.brackets.positional.len() > 1
                && self.brackets.at(1).is_some());
        let is_other = matches!(
            style,
            "stem" | "latexmath" | "asciimath" | "pass" | "verse" | "comment"
        );
        if !is_code && !is_other {
            return false;
        }
        let _ = line;
        cursor.at -= 1;
        let rows = cursor.until_blank();
        match style {
            "comment" => self.brackets = Brackets::default(),
            "pass" => self.passthrough(rows),
            "verse" => self.verse(rows),
            _ if is_code => self.listing(rows, true),
            _ => self.formula(rows),
        }
        true
    }

    /// Takes the text of a paragraph or a list's item with the lines after it.
    fn text(&mut self, first: &str, cursor: &mut Cursor<'_, '_>, is_item: bool) {
        let is_quote = first.starts_with("> ") && !is_item;
        let mut text = String::with_capacity(first.len() + 80);
        text.push_str(continued(without_label(first), is_quote));
        while let Some(row) = cursor.peek() {
            let line = row.text.as_ref();
            let ends = line.is_empty() || line == "+" || starts_block(line);
            if ends || (is_item && (item_of(line).is_some() || term_of(line).is_some())) {
                break;
            }
            cursor.at += 1;
            text.push('\n');
            text.push_str(continued(line, is_quote));
        }
        let after = self.attribution();
        self.brackets = Brackets::default();
        self.prose(&text);
        self.prose(&after);
    }

    /// Writes the title that stands before a block.
    pub(super) fn caption(&mut self) {
        if let Some(title) = self.title.take() {
            self.prose(&title);
        }
    }

    pub(super) fn prose(&mut self, text: &str) {
        if !text.is_empty() {
            self.end();
            self.inline(text);
            self.end();
        }
    }

    pub(super) fn inline(&mut self, text: &str) {
        let scope = Scope {
            attributes: &self.attributes,
            titles: self.titles,
            page: self.page,
        };
        Inline::new(self.flow, &scope).paragraph(text);
    }

    /// Ends a block, inside of a cell a part of it.
    pub(super) fn end(&mut self) {
        match self.cell_depth {
            0 => self.flow.end_block(),
            _ => self.flow.part(),
        }
    }
}
