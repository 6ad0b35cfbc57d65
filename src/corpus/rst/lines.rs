//! Lines of reStructuredText: what they say and how far they are indented.

/// One line without its indent and its trailing blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    /// The blanks before the text; 0 for a blank line.
    pub(super) indent: usize,
    /// Its line in the page's file, from 1.
    pub(super) number: u32,
}

impl<'a> Line<'a> {
    /// Makes a line of its source.
    pub(super) fn new(line: &'a str, number: u32) -> Self {
        let line = line.trim_end();
        let text = line.trim_start_matches(' ');
        Self {
            text,
            indent: line.len() - text.len(),
            number,
        }
    }

    /// Says whether nothing stands on it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the line without its first `n` bytes and the blanks after them.
    pub(super) fn after(&self, n: usize) -> Self {
        let rest = self.text.get(n..).unwrap_or_default();
        let text = rest.trim_start();
        Self {
            text,
            indent: self.indent + self.text.len() - text.len(),
            number: self.number,
        }
    }
}

/// Splits a text whose first line is `first` of its file.
pub(super) fn of(text: &str, first: u32) -> Vec<Line<'_>> {
    let numbered = text.split('\n').zip(first..);
    numbered
        .map(|(line, number)| Line::new(line, number))
        .collect()
}

/// Counts the lines at the start that are blank or indented deeper than `base`,
/// blank ones at the end left out.
pub(super) fn indented(lines: &[Line<'_>], base: usize) -> usize {
    let mut n = 0;
    for (at, line) in lines.iter().enumerate() {
        match line.is_blank() {
            true => continue,
            false if line.indent > base => n = at + 1,
            false => break,
        }
    }
    n
}

/// Returns the least indent of all lines that are not blank.
pub(super) fn least_indent(lines: &[Line<'_>]) -> usize {
    let indents = lines.iter().filter(|line| !line.is_blank());
    indents.map(|line| line.indent).min().unwrap_or_default()
}

/// Returns lines without blank ones at their start and end.
pub(super) fn trimmed<'l, 'a>(lines: &'l [Line<'a>]) -> &'l [Line<'a>] {
    let is_text = |line: &Line<'_>| !line.is_blank();
    let Some(start) = lines.iter().position(is_text) else {
        return &[];
    };
    let end = lines.iter().rposition(is_text).map_or(start, |at| at + 1);
    &lines[start..end]
}

/// Says whether a line is a row of one sign, as above and below of titles.
pub(in crate::corpus) fn is_adornment(text: &str) -> bool {
    adornment(text).is_some()
}

/// Returns the sign that a line is a row of.
pub(super) fn adornment(text: &str) -> Option<char> {
    let first = *text.as_bytes().first()?;
    let is_row = first.is_ascii_punctuation() && text.bytes().all(|byte| byte == first);
    is_row.then_some(first as char)
}

/// Returns the title that lines start with, as it is written.
pub(super) fn title_at<'a>(lines: &[Line<'a>]) -> Option<&'a str> {
    let [first, second, ..] = lines else {
        return None;
    };
    match (adornment(first.text), adornment(second.text)) {
        (Some(_), None) if !second.is_blank() => Some(second.text),
        (None, Some(_)) if !first.is_blank() => Some(first.text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indented_lines_are_counted() {
        let check = |text: &str, base: usize, expected: usize| {
            assert_eq!(indented(&of(text, 1), base), expected, "{text:?}");
        };
        check("  a\n\n  b\n\nc", 0, 3);
        check("  a\n\n", 0, 1);
        check("a", 0, 0);
        check("\n\n   a", 2, 3);
    }

    #[test]
    fn rows_of_a_sign_are_adornments() {
        assert_eq!(adornment("==="), Some('='));
        assert_eq!(adornment("==-"), None);
        assert_eq!(adornment("aaa"), None);
        assert_eq!(adornment(""), None);
    }
}
