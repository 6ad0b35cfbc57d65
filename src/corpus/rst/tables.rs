//! Tables: grids, simple ones, lists and CSV; each row becomes one line.

use std::collections::BTreeSet;

use super::Reader;
use super::explicit::Directive;
use super::lines::{Line, indented, least_indent};
use super::lists::field_name;

/// The cells of a row, each with its lines.
type Row = Vec<Vec<String>>;

/// The most columns of a table; further ones belong to the last.
const MAX_COLUMNS: usize = 64;

impl Reader<'_, '_> {
    /// Reads a directive as a table, if it is one that is no list of blocks.
    pub(super) fn table_directive(&mut self, name: &str, directive: &Directive<'_, '_>) -> bool {
        match name {
            "list-table" | "flat-table" => {
                self.titled_table(directive);
                self.list_rows(directive.body);
            }
            "csv-table" => {
                self.titled_table(directive);
                if let Some(header) = directive.option("header") {
                    self.csv_row(&csv_cells(header), directive.number);
                }
                for line in directive.body.iter().filter(|line| !line.is_blank()) {
                    self.csv_row(&csv_cells(line.text), line.number);
                }
                self.csv_file(directive);
            }
            _ => return false,
        }
        true
    }

    /// Reads the rows of a file of its own.
    fn csv_file(&mut self, directive: &Directive<'_, '_>) {
        let Some(file) = directive.option("file") else {
            return;
        };
        let path = self.included_path(file);
        let Some(text) = self.file_text(&path, directive) else {
            return;
        };
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            self.csv_row(&csv_cells(line), directive.number);
        }
    }

    fn titled_table(&mut self, directive: &Directive<'_, '_>) {
        self.inline_lines(&directive.arguments);
        self.flow.end_block();
    }

    /// Writes a row of cells that are one line each.
    fn csv_row(&mut self, cells: &[String], number: u32) {
        self.flow.at_line = number;
        self.flow.start_row();
        for cell in cells {
            self.flow.start_cell();
            self.inline(cell, number);
        }
        self.flow.end_row();
    }

    /// Reads a list of lists: each outer item is a row.
    fn list_rows(&mut self, lines: &[Line<'_>]) {
        let base = least_indent(lines);
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let n = 1 + indented(&lines[at + 1..], base);
            if !line.is_blank() {
                let mut own = vec![line.after(1)];
                own.extend_from_slice(&lines[at + 1..at + n]);
                self.list_row(&own);
            }
            at += n;
        }
    }

    /// Reads the items of one row.
    fn list_row(&mut self, lines: &[Line<'_>]) {
        let Some(first) = lines.first() else {
            return;
        };
        let base = first.indent;
        self.flow.at_line = first.number;
        self.flow.start_row();
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let n = 1 + indented(&lines[at + 1..], base);
            if !line.is_blank() {
                let size = usize::from(line.text.starts_with(['*', '-', '+']));
                let head = line.after(size).text;
                let rest = lines[at + 1..at + n].iter().map(|line| line.text);
                self.flow.start_cell();
                self.cell(std::iter::once(head).chain(rest), line.number);
            }
            at += n;
        }
        self.flow.end_row();
    }

    /// Reads the lines of a cell; its blocks become parts of the row.
    fn cell<'a>(&mut self, lines: impl Iterator<Item = &'a str>, number: u32) {
        let mut text = String::new();
        for line in lines {
            let line = line.trim();
            let bare = line.trim_start_matches(['*', '-']);
            let is_item = bare.starts_with(' ') && bare.len() + 1 == line.len();
            let line = match is_item {
                true => bare.trim_start(),
                false => line.strip_prefix("| ").unwrap_or(line),
            };
            let is_machine = line.starts_with(".. ") && line.ends_with("::");
            if (line.is_empty() || is_item) && !text.is_empty() {
                self.inline(&text, number);
                self.flow.part();
                text.clear();
            }
            let is_option = field_name(line).is_some_and(|(name, _)| {
                matches!(name, "class" | "width" | "alt" | "name" | "rspan" | "cspan")
            });
            if line.is_empty() || is_machine || is_option {
                continue;
            }
            if !text.is_empty() {
                text.push('\n');
            }
            // A note keeps its text, a picture has none.
            let shown = line
                .strip_prefix(".. ")
                .and_then(|rest| rest.split_once(":: "));
            match shown {
                Some(("image" | "figure", _)) => {}
                Some((_, rest)) => text.push_str(rest),
                None => text.push_str(line),
            }
        }
        let shown = text.strip_suffix("::").unwrap_or(&text);
        self.inline(shown, number);
    }

    fn row(&mut self, row: &mut Row, number: u32) {
        let is_empty = row.iter().flatten().all(|line| line.trim().is_empty());
        if !is_empty {
            self.flow.at_line = number;
            self.flow.start_row();
            for cell in row.iter() {
                self.flow.start_cell();
                self.cell(cell.iter().map(String::as_str), number);
            }
            self.flow.end_row();
        }
        row.clear();
    }

    /// Reads a table drawn with `+---+`.
    pub(super) fn grid_table(&mut self, lines: &[Line<'_>]) -> Option<usize> {
        let first = lines.first()?;
        if !is_border(first.text) {
            return None;
        }
        let is_part = |line: &&Line<'_>| line.text.starts_with(['+', '|']);
        let n = lines.iter().take_while(is_part).count();
        let columns = grid_columns(&lines[..n]);
        let mut row: Row = Vec::new();
        let mut number = first.number;
        for line in &lines[1..n] {
            let is_parting =
                line.text.contains("+--") || line.text.contains("+==") || line.text.contains("--+");
            if is_parting {
                self.row(&mut row, number);
                number = line.number + 1;
            }
            for (place, cell) in grid_cells(line.text, &columns) {
                if is_parting && cell.chars().all(|c| "-=+ |".contains(c)) {
                    continue;
                }
                while row.len() <= place {
                    row.push(Vec::new());
                }
                row[place].push(cell.to_owned());
            }
        }
        self.row(&mut row, number);
        Some(n)
    }

    /// Reads a table between rows of `===  ===`.
    pub(super) fn simple_table(&mut self, lines: &[Line<'_>]) -> Option<usize> {
        let first = lines.first()?;
        if !is_simple_border(first.text) {
            return None;
        }
        let columns = simple_columns(first.text);
        let is_end = |at: usize| {
            let line = &lines[at];
            line.text.starts_with("==")
                && line.text.bytes().all(|byte| byte == b'=' || byte == b' ')
                && lines.get(at + 1).is_none_or(Line::is_blank)
        };
        let end = (1..lines.len()).find(|at| is_end(*at))?;
        let mut row: Row = Vec::new();
        let mut number = first.number;
        for line in &lines[1..end] {
            let is_rule = line.text.starts_with(['=', '-'])
                && line
                    .text
                    .bytes()
                    .all(|byte| matches!(byte, b'=' | b'-' | b' '))
                && line.text.len() > 1;
            let indent = line.indent.saturating_sub(first.indent);
            let starts_row = !line.is_blank() && indent < columns.get(1).copied().unwrap_or(1);
            if is_rule || starts_row || line.is_blank() {
                self.row(&mut row, number);
                number = line.number;
            }
            if is_rule || line.is_blank() {
                continue;
            }
            row.resize_with(columns.len().max(row.len()), Vec::new);
            for (place, cell) in simple_cells(line.text, indent, &columns) {
                row[place].push(cell);
            }
        }
        self.row(&mut row, number);
        Some(end + 1)
    }
}

/// Says whether a line is the border of a grid.
fn is_border(text: &str) -> bool {
    text.len() > 2
        && text.starts_with('+')
        && text.ends_with('+')
        && text.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'='))
        && text.contains(['-', '='])
}

/// Says whether a line is the border of a simple table of several columns.
fn is_simple_border(text: &str) -> bool {
    text.starts_with("==")
        && text.contains(' ')
        && text.bytes().all(|byte| byte == b'=' || byte == b' ')
}

/// Returns where the columns of a simple table start.
fn simple_columns(border: &str) -> Vec<usize> {
    let bytes = border.as_bytes();
    let starts = |at: &usize| bytes[*at] == b'=' && (*at == 0 || bytes[*at - 1] == b' ');
    (0..bytes.len()).filter(starts).take(MAX_COLUMNS).collect()
}

/// Returns where the columns of a grid are parted: in a row some may be joined,
/// so every border has a say.
fn grid_columns(lines: &[Line<'_>]) -> Vec<usize> {
    let mut columns = BTreeSet::new();
    for line in lines {
        let bytes = line.text.as_bytes();
        let is_line = |at: usize| matches!(bytes.get(at), Some(b'-' | b'='));
        let crosses = line.text.match_indices('+').map(|(at, _)| at);
        columns.extend(crosses.filter(|at| is_line(at + 1) || (*at > 0 && is_line(at - 1))));
        if columns.len() > MAX_COLUMNS {
            break;
        }
    }
    columns.into_iter().collect()
}

/// Returns the cells of a line of a grid with their columns.
fn grid_cells<'a>(text: &'a str, columns: &[usize]) -> Vec<(usize, &'a str)> {
    let inner = text.trim_start_matches(['|', '+']);
    if !text.is_ascii() {
        // Wide characters shift what stands below one another.
        let cells = inner.trim_end_matches('|').split('|').take(MAX_COLUMNS);
        return cells.enumerate().collect();
    }
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut start = 1;
    let mut place = 0;
    for (at, column) in columns.iter().enumerate().skip(1).take(MAX_COLUMNS) {
        if !matches!(bytes.get(*column), Some(b'|' | b'+')) {
            continue;
        }
        cells.push((place, text.get(start..*column).unwrap_or_default()));
        start = column + 1;
        place = at;
    }
    cells
}

/// Returns the cells of a line of a simple table with their columns.
fn simple_cells(text: &str, indent: usize, columns: &[usize]) -> Vec<(usize, String)> {
    let mut cells = Vec::new();
    let mut characters = text.chars();
    let mut at = indent;
    for (place, start) in columns.iter().enumerate() {
        let end = columns.get(place + 1).copied().unwrap_or(usize::MAX);
        let mut cell = String::new();
        while at < end {
            let Some(c) = characters.next() else {
                break;
            };
            cell.push(c);
            at += 1;
        }
        // A cell that runs over its column belongs to the one it starts in.
        if at >= end && !cell.is_empty() && !cell.ends_with(' ') {
            let rest = characters.as_str();
            if rest.starts_with(|c: char| !c.is_whitespace()) {
                let size = rest.find("  ").unwrap_or(rest.len());
                cell.push_str(&rest[..size]);
                at += rest[..size].chars().count();
                characters = rest[size..].chars();
            }
        }
        if at >= *start && !cell.trim().is_empty() {
            cells.push((place, cell));
        }
    }
    cells
}

/// Returns the fields of a line of CSV.
fn csv_cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        let Some(cell) = cells.last_mut() else {
            break;
        };
        match c {
            '"' if is_quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if is_quoted || cell.trim().is_empty() => is_quoted = !is_quoted,
            ',' if !is_quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_parted() {
        assert_eq!(csv_cells("a, \"b, \"\"c\"\"\",d"), ["a", " b, \"c\"", "d"]);
        assert_eq!(simple_columns("===  ===="), [0, 5]);
        let cells = simple_cells("ab   c d", 0, &[0, 5]);
        assert_eq!(cells, [(0, "ab   ".to_owned()), (1, "c d".to_owned())]);
        assert_eq!(
            grid_cells("| a | b |", &[0, 4, 8]),
            [(0, " a "), (1, " b ")]
        );
        assert_eq!(grid_cells("| a   b |", &[0, 4, 8]), [(0, " a   b ")]);
    }
}
