//! Rows of a table in a page's text: the index has each as a line with bars.

use maud::{Markup, html};

use crate::api::{Highlight, Part, TextBlock};

/// From how many lines with bars on they are a table.
pub(super) const LEAST_ROWS: usize = 2;

/// What stands between two cells.
const BAR: &str = " | ";

/// A row: its cells, each in parts.
type Row = Vec<Vec<Part>>;

/// Returns the rows that begin a run of blocks. The first says how many cells
/// there are; a bar more is text of the last cell, a bar less ends the table.
pub(super) fn rows(blocks: &[TextBlock]) -> Vec<Row> {
    let mut n_cells = None;
    let rows = blocks.iter().map_while(|block| {
        let TextBlock::Prose(text) = block else {
            return None;
        };
        let found = text.text.matches(BAR).count() + 1;
        let n_cells = *n_cells.get_or_insert(found);
        (n_cells > 1 && found >= n_cells).then(|| cells(text, n_cells))
    });
    rows.collect()
}

/// Cuts a line at its bars; matched words stay marked on either side.
fn cells(text: &Highlight, n_cells: usize) -> Row {
    let mut cells: Row = vec![Vec::new()];
    for part in &text.parts {
        let room = n_cells + 1 - cells.len();
        for (place, piece) in part.t.splitn(room, BAR).enumerate() {
            if place > 0 {
                cells.push(Vec::new());
            }
            if let Some(cell) = cells.last_mut() {
                cell.push(Part {
                    t: piece.to_owned(),
                    m: part.m,
                });
            }
        }
    }
    cells
}

/// Returns the rows as a table, the first as its head.
pub(super) fn write(rows: &[Row]) -> Markup {
    let cell = |parts: &[Part]| {
        html! { @for part in parts { @if part.m { mark { (part.t) } } @else { (part.t) } } }
    };
    html! {
        div.table tabindex="0" {
            table {
                @if let Some((head, body)) = rows.split_first() {
                    thead { tr { @for parts in head { th scope="col" { (cell(parts)) } } } }
                    tbody {
                        @for row in body { tr { @for parts in row { td { (cell(parts)) } } } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prose(text: &str) -> TextBlock {
        TextBlock::Prose(Highlight::plain(text))
    }

    #[test]
    fn lines_with_as_many_bars_are_rows() {
        let blocks = ["a | b", "1 | 2 | 3", "x | y", "no bar", "c | d"].map(prose);
        let rows = rows(&blocks);
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1][1][0].t, "2 | 3");
        assert!(super::rows(&blocks[3..]).is_empty());
    }

    #[test]
    fn cells_are_escaped_and_marked() {
        let part = |t: &str, m| Part { t: t.into(), m };
        let text =
            Highlight::from_parts([part("a ", false), part("gull", true), part(" | <b>", false)]);
        let table = write(&rows(&[TextBlock::Prose(text), prose("c | d")])).into_string();
        let head = "<th scope=\"col\">a <mark>gull</mark></th><th scope=\"col\">&lt;b&gt;</th>";
        assert!(table.contains(head), "{table}");
    }
}
