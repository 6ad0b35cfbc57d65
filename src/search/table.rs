//! Rows of a table in a page's text: the index has each as a line with bars.

use crate::api::{Highlight, Part, TextBlock};

/// From how many lines with bars on they are a table.
const LEAST_ROWS: usize = 2;

/// What stands between two cells.
const BAR: &str = " | ";

/// Makes tables of the lines that look like their rows.
pub(super) fn gather(blocks: Vec<TextBlock>) -> Vec<TextBlock> {
    let mut out = Vec::with_capacity(blocks.len());
    let mut at = 0;
    while at < blocks.len() {
        let rows = rows(&blocks[at..]);
        if rows.len() >= LEAST_ROWS {
            at += rows.len();
            out.push(TextBlock::Table(rows));
        } else {
            out.push(blocks[at].clone());
            at += 1;
        }
    }
    out
}

/// Returns the rows that begin a run of blocks. The first says how many cells
/// there are; a bar more is text of the last cell, a bar less ends the table.
fn rows(blocks: &[TextBlock]) -> Vec<Vec<Highlight>> {
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
fn cells(text: &Highlight, n_cells: usize) -> Vec<Highlight> {
    let mut cells: Vec<Vec<Part>> = vec![Vec::new()];
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
    cells.into_iter().map(Highlight::from_parts).collect()
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
        let [
            TextBlock::Table(rows),
            TextBlock::Prose(_),
            TextBlock::Prose(alone),
        ] = &gather(blocks.to_vec())[..]
        else {
            panic!("a table and two lines");
        };
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1][1].text, "2 | 3");
        assert_eq!(alone.text, "c | d", "one line is no table");
    }

    #[test]
    fn words_stay_marked_in_their_cells() {
        let part = |t: &str, m| Part { t: t.into(), m };
        let parts = [part("a ", false), part("gull", true), part(" | b", false)];
        let row = TextBlock::Prose(Highlight::from_parts(parts));
        let TextBlock::Table(rows) = &gather(vec![row, prose("c | d")])[0] else {
            panic!("a table");
        };
        assert_eq!(rows[0][0].html, "a <mark>gull</mark>");
        assert_eq!(rows[0][1].text, "b");
    }
}
