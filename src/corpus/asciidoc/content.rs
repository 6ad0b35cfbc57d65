//! What blocks hold that is no text of paragraphs: code, formulas, tables.

use super::block::{Cursor, Reader};
use super::line::{common_indent, continued};
use super::list::Brackets;
use super::source::Row;
use super::{code, macros, table};

/// How deep tables and their cells' blocks nest.
const MAX_CELL_DEPTH: usize = 3;

impl Reader<'_> {
    /// Takes a block whose lines are no AsciiDoc.
    pub(super) fn verbatim(&mut self, line: &str, cursor: &mut Cursor<'_, '_>) {
        let end = if line.starts_with("```") { "```" } else { line };
        let start = self.flow.at_line;
        let (rows, is_closed) = cursor.until(end);
        if !is_closed {
            self.unclosed = self.unclosed.or(Some(start));
        }
        let style = self.brackets.style.as_str();
        match (line.as_bytes()[0], style) {
            (b'/', _) | (_, "comment") => {
                self.brackets = Brackets::default();
                self.title = None;
            }
            (_, "stem" | "latexmath" | "asciimath") => self.formula(rows),
            (b'+', _) | (_, "pass") => self.passthrough(rows),
            (_, "verse") => self.verse(rows),
            _ => {
                if let Some(language) = line.strip_prefix("```").filter(|name| !name.is_empty()) {
                    self.brackets.style = "source".to_owned();
                    self.brackets.positional = vec!["source".to_owned(), language.to_owned()];
                }
                self.listing(rows, line.starts_with('-'));
            }
        }
    }

    pub(super) fn listing(&mut self, rows: &[Row<'_>], is_listing: bool) {
        self.caption();
        self.end();
        let language = code::language_of(&self.brackets, &self.attributes, is_listing);
        let expands = code::takes_attributes(&self.brackets);
        let takes_quotes = code::takes_quotes(&self.brackets);
        let indent = self.brackets.value("indent") == Some("0");
        let cut = match indent {
            true => common_indent(rows),
            false => 0,
        };
        self.flow.start_code(language);
        for row in rows {
            let line = row.text.get(cut..).unwrap_or("");
            let line = code::line_without_callouts(line);
            let line = match expands {
                true => self.attributes.expand(line),
                false => line.into(),
            };
            match takes_quotes {
                true => self.flow.text(&code::without_quotes(&line)),
                false => self.flow.text(&line),
            }
            self.flow.line_break();
        }
        self.flow.end_code();
        self.brackets = Brackets::default();
    }

    pub(super) fn passthrough(&mut self, rows: &[Row<'_>]) {
        self.caption();
        self.brackets = Brackets::default();
        let html: Vec<&str> = rows.iter().map(|row| row.text.as_ref()).collect();
        let html = html.join("\n");
        if html.contains("<script") || html.contains("<style") {
            return;
        }
        self.flow.text(&macros::text_of_html(&html));
        self.end();
    }

    pub(super) fn formula(&mut self, rows: &[Row<'_>]) {
        self.caption();
        self.brackets = Brackets::default();
        for row in rows {
            self.flow.inline_code(row.text.trim());
            self.flow.line_break();
        }
        self.end();
    }

    pub(super) fn verse(&mut self, rows: &[Row<'_>]) {
        self.caption();
        let after = self.attribution();
        self.brackets = Brackets::default();
        let text: Vec<&str> = rows.iter().map(|row| row.text.as_ref()).collect();
        self.prose(&text.join("\n"));
        self.prose(&after);
    }

    pub(super) fn table(&mut self, line: &str, cursor: &mut Cursor<'_, '_>) {
        self.caption();
        self.end();
        let start = self.flow.at_line;
        let (lines, is_closed) = cursor.until(line);
        if !is_closed {
            self.unclosed = self.unclosed.or(Some(start));
        }
        let sign = line.chars().next().unwrap_or('|');
        let brackets = std::mem::take(&mut self.brackets);
        for row in table::rows_of(lines, &brackets, sign) {
            self.flow.start_row();
            for cell in row {
                self.flow.at_line = cell.line;
                self.flow.start_cell();
                self.cell(&cell);
            }
            self.flow.end_row();
        }
    }

    pub(super) fn cell(&mut self, cell: &table::Cell) {
        match cell.style {
            Some('a') if self.cell_depth < MAX_CELL_DEPTH => {
                let lines = cell.text.lines().map(|line| Row {
                    text: line.trim_end().into(),
                    line: cell.line,
                });
                let mut rows: Vec<Row<'_>> = lines.collect();
                if let Some(first) = rows.first_mut() {
                    first.text = first.text.trim_start().to_owned().into();
                }
                let open = std::mem::take(&mut self.open);
                self.cell_depth += 1;
                self.flow.n_containers += 1;
                self.run(&rows);
                self.flow.n_containers = self.flow.n_containers.saturating_sub(1);
                self.cell_depth -= 1;
                self.open = open;
            }
            Some('l' | 'm') => self.flow.inline_code(cell.text.trim()),
            _ => {
                let text = cell.text.trim();
                for line in text.lines().filter(|line| !line.is_empty()) {
                    self.inline(continued(line, false));
                    self.flow.line_break();
                }
            }
        }
    }
}
