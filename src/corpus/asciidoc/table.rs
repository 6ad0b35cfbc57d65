//! Tables: cells and their specifications, in AsciiDoc's own form and as CSV.

use super::list::{Brackets, split_list};
use super::source::Row;

/// The most columns of a table.
const MAX_COLUMNS: usize = 200;

/// The most often that one cell is repeated.
const MAX_REPEATS: usize = 50;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    /// The sign of its style; `a` holds blocks, `l` and `m` are code.
    pub(super) style: Option<char>,
    n_columns: usize,
    n_rows: usize,
    n_repeats: usize,
    pub(super) line: u32,
}

impl Cell {
    fn new(text: &str, line: u32) -> Self {
        Self {
            text: text.to_owned(),
            style: None,
            n_columns: 1,
            n_rows: 1,
            n_repeats: 1,
            line,
        }
    }
}

/// Returns the rows of a table from the lines between its delimiters.
pub(super) fn rows_of(lines: &[Row<'_>], brackets: &Brackets, sign: char) -> Vec<Vec<Cell>> {
    let format = brackets.value("format").unwrap_or_default();
    let separator = match (brackets.value("separator"), format, sign) {
        (Some("\\t"), _, _) | (None, "tsv", _) => '\t',
        (Some(text), _, _) => text.chars().next().unwrap_or('|'),
        (None, "csv", _) | (None, "", ',') => ',',
        (None, "dsv", _) | (None, "", ':') => ':',
        _ => sign,
    };
    if matches!(format, "csv" | "tsv" | "dsv") || matches!(sign, ',' | ':') {
        let is_quoted = format != "dsv" && sign != ':';
        return lines
            .iter()
            .filter(|row| !row.text.trim().is_empty())
            .map(|row| separated(row, separator, is_quoted))
            .collect();
    }
    let styles = brackets.value("cols").map(columns).unwrap_or_default();
    let (cells, n_first) = cells_of(lines, separator);
    let n_columns = match styles.len() {
        0 => n_first.max(1),
        n => n,
    };
    in_rows(cells, n_columns, &styles)
}

/// Returns the style of each column: `1,2a`, `3*`, `2*m,1`.
fn columns(cols: &str) -> Vec<Option<char>> {
    let mut all = Vec::new();
    let parts = match cols.contains([',', ';']) {
        true => cols.split([',', ';']).collect(),
        false => vec![cols],
    };
    for part in parts {
        let part = part.trim();
        let style = part.chars().next_back().filter(char::is_ascii_lowercase);
        let n = match part.split_once('*') {
            Some((n, _)) => n.parse().unwrap_or(1),
            None => 1,
        };
        all.extend(std::iter::repeat_n(style, n.min(MAX_COLUMNS)));
    }
    all.truncate(MAX_COLUMNS);
    all
}

/// Returns the cells in order, and how many the first line has.
fn cells_of(lines: &[Row<'_>], separator: char) -> (Vec<Cell>, usize) {
    let mut cells: Vec<Cell> = Vec::new();
    let mut n_first = None;
    for row in lines {
        let mut rest = row.text.as_ref();
        if rest.trim().is_empty() && cells.is_empty() {
            continue;
        }
        let mut is_first = true;
        loop {
            let end = separator_in(rest, separator);
            let text = &rest[..end.unwrap_or(rest.len())];
            let (own, next) = match end {
                Some(_) => spec_of(text, row.line),
                None => (text, Cell::new("", row.line)),
            };
            if let Some(cell) = cells.last_mut() {
                if is_first {
                    cell.text.push('\n');
                }
                cell.text
                    .push_str(&own.replace(&format!("\\{separator}"), &separator.to_string()));
            }
            is_first = false;
            let Some(end) = end else {
                break;
            };
            cells.push(next);
            rest = &rest[end + separator.len_utf8()..];
        }
        if n_first.is_none() && !cells.is_empty() {
            let columns = cells.iter().map(|cell| cell.n_columns * cell.n_repeats);
            n_first = Some(columns.sum::<usize>().min(MAX_COLUMNS));
        }
    }
    (cells, n_first.unwrap_or(1))
}

fn separator_in(text: &str, separator: char) -> Option<usize> {
    let mut found = text.match_indices(separator).map(|(at, _)| at);
    found.find(|at| !text[..*at].ends_with('\\'))
}

/// Parts what ends a cell from the specification of the next: `text 2+a`.
fn spec_of(text: &str, line: u32) -> (&str, Cell) {
    let start = text.rfind([' ', '\t']).map_or(0, |at| at + 1);
    let spec = &text[start..];
    let mut cell = Cell::new("", line);
    if spec.is_empty() {
        return (text, cell);
    }
    let mut rest = spec;
    if let Some(at) = spec.find(['+', '*']) {
        let numbers = &spec[..at];
        if !numbers.bytes().all(|b| b.is_ascii_digit() || b == b'.') || numbers.is_empty() {
            return (text, cell);
        }
        let (columns, rows) = numbers.split_once('.').unwrap_or((numbers, ""));
        let number = |text: &str| text.parse().unwrap_or(1).clamp(1, MAX_COLUMNS);
        match spec.as_bytes()[at] {
            b'*' => cell.n_repeats = number(columns).min(MAX_REPEATS),
            _ => (cell.n_columns, cell.n_rows) = (number(columns), number(rows)),
        }
        rest = &spec[at + 1..];
    }
    let rest = rest.trim_start_matches(['<', '^', '>', '.']);
    let mut style = rest.chars();
    match (style.next(), style.next()) {
        (None, _) => {}
        (Some(sign), None) if "adehlmsv".contains(sign) => cell.style = Some(sign),
        _ => return (text, Cell::new("", line)),
    }
    (&text[..start], cell)
}

/// Groups cells to rows of `n_columns`, those that span more counted so.
fn in_rows(cells: Vec<Cell>, n_columns: usize, styles: &[Option<char>]) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut row = Vec::new();
    // How many columns of the rows to come are taken from above.
    let mut taken = std::collections::VecDeque::from([0usize]);
    let mut n = 0;
    for cell in cells {
        for _ in 0..cell.n_repeats {
            let style = styles.get(n).copied().flatten();
            for below in 1..cell.n_rows {
                while taken.len() <= below {
                    taken.push_back(0);
                }
                taken[below] += cell.n_columns;
            }
            n += cell.n_columns;
            row.push(Cell {
                style: cell.style.or(style),
                ..cell.clone()
            });
            if n + taken.front().copied().unwrap_or(0) >= n_columns {
                rows.push(std::mem::take(&mut row));
                taken.pop_front();
                n = 0;
            }
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

/// Splits a line of CSV or DSV.
fn separated(row: &Row<'_>, separator: char, is_quoted: bool) -> Vec<Cell> {
    let parts = match is_quoted && separator == ',' && row.text.contains('"') {
        true => split_list(&row.text),
        false => row.text.split(separator).collect(),
    };
    let cell = |text: &str| {
        let text = text.trim();
        let inner = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        let plain = inner.map_or_else(|| text.to_owned(), |text| text.replace("\"\"", "\""));
        Cell::new(&plain, row.line)
    };
    parts.into_iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn check(list: &str, lines: &[&str], sign: char, expected: &[&str]) {
        let lines: Vec<Row<'_>> = lines
            .iter()
            .map(|text| Row {
                text: Cow::Borrowed(*text),
                line: 1,
            })
            .collect();
        let rows = rows_of(&lines, &Brackets::of(list), sign);
        let shown: Vec<String> = rows
            .iter()
            .map(|row| {
                let cells = row.iter().map(|cell| cell.text.trim().to_owned());
                cells.collect::<Vec<_>>().join("/")
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn cells_come_in_rows() {
        check("", &["|a |b", "", "|c", "|d e"], '|', &["a/b", "c/d e"]);
        check(
            "cols=\"1,2a\"",
            &["|a", "|b", "more", "|c|d \\| e"],
            '|',
            &["a/b\nmore", "c/d | e"],
        );
        check("", &["2+|a", "|b |c"], '|', &["a", "b/c"]);
        check("", &["|a |b", ".2+|c |d", "|e"], '|', &["a/b", "c/d", "e"]);
        check("cols=3*", &["3*|x"], '|', &["x/x/x"]);
        check("", &["a,\"b, c\""], ',', &["a/b, c"]);
        check("", &["a:b"], ':', &["a/b"]);
        check("", &["|x a|y"], '|', &["x/y"]);
    }
}
