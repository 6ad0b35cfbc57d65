//! The lines of a page, each with its source line and whether it is code.
//!
//! Every dialect takes these and gives them back, so that a notice about what
//! is left after any number of rewrites still names the line in the file.

use std::borrow::Cow;

/// What a line is to a dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus) enum Kind {
    /// Anything outside of a code fence.
    Text,
    /// The opening fence of a code block.
    Opening,
    /// A line of code between two fences.
    Code,
    /// The closing fence of a code block.
    Closing,
}

/// One line, without its end.
#[derive(Debug, Clone)]
pub(in crate::corpus) struct Line<'a> {
    /// Its text as rewritten so far.
    pub(in crate::corpus) text: Cow<'a, str>,
    /// Its line in the page's file, from 1.
    pub(in crate::corpus) number: u32,
    /// What it is.
    pub(in crate::corpus) kind: Kind,
}

/// The lines of a page.
#[derive(Debug, Default)]
pub(in crate::corpus) struct Lines<'a> {
    /// The lines in order.
    pub(in crate::corpus) list: Vec<Line<'a>>,
}

/// An open code fence: its sign and how many of it there are.
#[derive(Clone, Copy)]
pub(super) struct Fence {
    pub(super) sign: u8,
    pub(super) n_signs: usize,
}

impl<'a> Line<'a> {
    /// Makes a line of text.
    pub(in crate::corpus) fn text(text: impl Into<Cow<'a, str>>, number: u32) -> Self {
        Self {
            text: text.into(),
            number,
            kind: Kind::Text,
        }
    }
}

impl<'a> Lines<'a> {
    /// Splits a text whose first line is `first_line` of its file.
    pub(in crate::corpus) fn of(text: &'a str, first_line: u32) -> Self {
        let numbered = text.split('\n').zip(first_line..);
        let list = numbered.map(|(line, number)| Line::text(line, number));
        let mut lines = Self {
            list: list.collect(),
        };
        lines.mark_code();
        lines
    }

    /// Says anew what is code, after a rewrite that adds or removes fences.
    ///
    /// A fence may stand at any depth of lists and quotes, for a dialect must
    /// rather leave a line alone than rewrite code.
    pub(in crate::corpus) fn mark_code(&mut self) {
        let mut open: Option<Fence> = None;
        for line in &mut self.list {
            let fence = fence_of(&line.text);
            line.kind = match (open, fence) {
                (None, Some((fence, _))) => {
                    open = Some(fence);
                    Kind::Opening
                }
                (Some(opened), Some((fence, info)))
                    if fence.sign == opened.sign
                        && fence.n_signs >= opened.n_signs
                        && info.is_empty() =>
                {
                    open = None;
                    Kind::Closing
                }
                (Some(_), _) => Kind::Code,
                (None, None) => Kind::Text,
            };
        }
    }

    /// Rewrites each stretch of text between code blocks.
    ///
    /// `rewrite` gets the lines joined by `\n`, and returns `None` to leave
    /// them. Lines that it adds or removes shift the numbers of those after
    /// them in the same stretch by as much, never beyond its end.
    pub(in crate::corpus) fn rewrite_text(
        &mut self,
        mut rewrite: impl FnMut(&str) -> Option<String>,
    ) {
        let mut rewritten = Vec::with_capacity(self.list.len());
        let mut lines = std::mem::take(&mut self.list).into_iter().peekable();
        while let Some(line) = lines.next() {
            if line.kind != Kind::Text {
                rewritten.push(line);
                continue;
            }
            let mut stretch = vec![line];
            while let Some(line) = lines.next_if(|line| line.kind == Kind::Text) {
                stretch.push(line);
            }
            let text = joined(&stretch);
            match rewrite(&text) {
                None => rewritten.extend(stretch),
                Some(text) => {
                    let last = stretch.len() - 1;
                    let numbered = text.split('\n').enumerate();
                    rewritten.extend(numbered.map(|(at, line)| {
                        Line::text(line.to_owned(), stretch[at.min(last)].number)
                    }));
                }
            }
        }
        self.list = rewritten;
    }

    /// Returns the text again, with the source line of each of its lines.
    pub(in crate::corpus) fn into_text(self) -> (String, Vec<u32>) {
        let numbers = self.list.iter().map(|line| line.number).collect();
        (joined(&self.list), numbers)
    }
}

/// Joins lines by `\n`.
fn joined(lines: &[Line<'_>]) -> String {
    let length = lines.iter().map(|line| line.text.len() + 1).sum();
    let mut text = String::with_capacity(length);
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        text.push_str(&line.text);
    }
    text
}

/// Returns the fence that a line is, with the info string after it.
pub(super) fn fence_of(line: &str) -> Option<(Fence, &str)> {
    let is_prefix = |c: char| c.is_whitespace() || c == '>';
    let mut start = line.trim_start_matches(is_prefix);
    // A fence may open a list item.
    for mark in ["- ", "* ", "+ "] {
        start = start.strip_prefix(mark).map_or(start, str::trim_start);
    }
    let sign = *start.as_bytes().first()?;
    if sign != b'`' && sign != b'~' {
        return None;
    }
    let n_signs = start.bytes().take_while(|byte| *byte == sign).count();
    let info = start[n_signs..].trim();
    let is_fence = n_signs >= 3 && !(sign == b'`' && info.contains('`'));
    is_fence.then_some((Fence { sign, n_signs }, info))
}

/// Rewrites what stands outside of code spans: `` `like this` ``.
///
/// `rewrite` gets each piece and writes what replaces it. A run of backticks
/// that is never closed is text, as CommonMark has it.
pub(in crate::corpus) fn outside_spans(
    text: &str,
    mut rewrite: impl FnMut(&str, &mut String),
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut from = 0;
    // Lengths of runs known not to be closed in what follows.
    let mut unclosed: Vec<usize> = Vec::new();
    while let Some(found) = rest[from..].find('`') {
        let at = from + found;
        let n_ticks = rest[at..].bytes().take_while(|byte| *byte == b'`').count();
        let is_escaped = rest[..at].ends_with('\\');
        let after = at + n_ticks;
        let end = match is_escaped || unclosed.contains(&n_ticks) {
            true => None,
            false => closing_run(&rest[after..], n_ticks),
        };
        match end {
            None => {
                if !is_escaped && !unclosed.contains(&n_ticks) {
                    unclosed.push(n_ticks);
                }
                from = after;
            }
            Some(end) => {
                rewrite(&rest[..at], &mut out);
                out.push_str(&rest[at..after + end]);
                rest = &rest[after + end..];
                from = 0;
            }
        }
    }
    rewrite(rest, &mut out);
    out
}

/// Returns where a run of exactly `n` backticks ends.
pub(in crate::corpus) fn closing_run(text: &str, n: usize) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find('`') {
        let at = from + found;
        let n_ticks = text[at..].bytes().take_while(|byte| *byte == b'`').count();
        if n_ticks == n {
            return Some(at + n);
        }
        from = at + n_ticks;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_text() {
        let check = |text: &str, expected: &str| {
            let lines = Lines::of(text, 1);
            let shown: String = lines.list.iter().map(|line| sign(line.kind)).collect();
            assert_eq!(shown, expected, "{text}");
        };
        fn sign(kind: Kind) -> char {
            match kind {
                Kind::Text => 't',
                Kind::Opening => '<',
                Kind::Code => 'c',
                Kind::Closing => '>',
            }
        }
        check("a\n```js\nb\n```\nc", "t<c>t");
        check("> ~~~~\n> ~~~\n> ~~~~\na", "<c>t");
        check("- ```\n  a\n  ```\n", "<c>t");
        check("    ```\n    x\n    ```", "<c>");
        check("```\nopen", "<c");
        check("a ```b``` c\n``` d ``` e", "tt");
    }

    #[test]
    fn rewrites_keep_line_numbers() {
        let mut lines = Lines::of("a\nb\n```\na\n```\na\nc", 10);
        lines.rewrite_text(|text| text.contains('a').then(|| text.replace("a\n", "x\ny\n")));
        let (text, numbers) = lines.into_text();
        assert_eq!(text, "x\ny\nb\n```\na\n```\nx\ny\nc");
        assert_eq!(numbers, [10, 11, 11, 12, 13, 14, 15, 16, 16]);
    }

    #[test]
    fn code_spans_are_left_alone() {
        let check = |text: &str, expected: &str| {
            let shown = outside_spans(text, |piece, out| out.push_str(&piece.replace('a', "x")));
            assert_eq!(shown, expected, "{text}");
        };
        check("a `a` a", "x `a` x");
        check("a ``a ` a`` a", "x ``a ` a`` x");
        check("a ` a", "x ` x");
        check("\\`a` a `a`", "\\`x` a `x`");
        check("`a", "`x");
        check("", "");
    }
}
