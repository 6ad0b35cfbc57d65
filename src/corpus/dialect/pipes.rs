//! Pipes in code spans of tables, where they part no cells.
//!
//! GitHub parts the cells first and reads the spans after it. Learn and MkDocs
//! read the spans first: `` | `a|b` | `` is one cell.

use super::lines::{Kind, Lines, closing_run};

/// Escapes pipes in the code spans of rows.
pub(super) fn apply(lines: &mut Lines<'_>) {
    for line in &mut lines.list {
        if line.kind == Kind::Text
            && line.text.trim_start().starts_with('|')
            && line.text.contains('`')
            && let Some(text) = escaped(&line.text)
        {
            line.text = text.into();
        }
    }
}

/// Returns a row whose spans hold no bare pipes, if it has changed.
fn escaped(row: &str) -> Option<String> {
    let mut out = String::with_capacity(row.len() + 8);
    let mut rest = row;
    let mut unclosed: Vec<usize> = Vec::new();
    while let Some(at) = rest.find('`') {
        let n_ticks = rest[at..].bytes().take_while(|byte| *byte == b'`').count();
        let after = at + n_ticks;
        out.push_str(&rest[..after]);
        let is_escaped = rest[..at].ends_with('\\');
        let end = match is_escaped || unclosed.contains(&n_ticks) {
            true => None,
            false => closing_run(&rest[after..], n_ticks),
        };
        rest = &rest[after..];
        let Some(end) = end else {
            if !is_escaped {
                unclosed.push(n_ticks);
            }
            continue;
        };
        let mut before = ' ';
        for c in rest[..end].chars() {
            if c == '|' && before != '\\' {
                out.push('\\');
            }
            out.push(c);
            before = c;
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    (out.len() > row.len()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipes_in_spans_are_escaped() {
        let check = |row: &str, expected: Option<&str>| {
            assert_eq!(escaped(row).as_deref(), expected, "{row}");
        };
        check("| `a|b` | c |", Some("| `a\\|b` | c |"));
        check("| **`||`** | `c` |", Some("| **`\\|\\|`** | `c` |"));
        check("| ``a`|`` |", Some("| ``a`\\|`` |"));
        check("| `a\\|b` |", None);
        check("| `a | b |", None);
        check("| \\`a|b` |", None);
    }
}
