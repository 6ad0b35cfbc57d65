//! HTML comments taken out of Markdown, also where CommonMark would show them.
//!
//! Translators keep the original in comments: between paragraphs, in list
//! items, over blank lines and code. Comments in code are code.

use super::indent::{indent_of, is_item};
use super::lines::{Fence, Line, Lines, fence_of};

/// How many lines a comment has at most.
const MAX_LINES: usize = 5_000;

/// What the lines before say about an indented line.
#[derive(Default)]
struct State {
    /// The open code fence.
    fence: Option<Fence>,
    /// Whether the text before is in a list, so that indentation is no code.
    is_in_list: bool,
    is_after_blank: bool,
}

/// Drops the comments of a page's text.
pub(super) fn drop_comments(lines: &mut Lines<'_>) {
    if !lines.list.iter().any(|line| line.text.contains("<!--")) {
        return;
    }
    let ends: Vec<usize> = (0..lines.list.len())
        .filter(|at| lines.list[*at].text.contains("-->"))
        .collect();
    let input = std::mem::take(&mut lines.list);
    let mut state = State::default();
    let mut out: Vec<Line<'_>> = Vec::with_capacity(input.len());
    let mut input = input.into_iter().enumerate();
    let mut rest: Option<(usize, Line<'_>)> = None;
    while let Some((at, mut line)) = rest.take().or_else(|| input.next()) {
        if state.is_code(&line.text) {
            out.push(line);
            continue;
        }
        let Some(start) = comment_start(&line.text) else {
            out.push(line);
            continue;
        };
        if let Some(n) = line.text[start + 4..].find("-->") {
            let after = line.text[start + 4 + n + 3..].to_owned();
            let text = format!("{}{after}", &line.text[..start]);
            let is_left = !text.trim().is_empty();
            line.text = text.into();
            match is_left {
                true => rest = Some((at, line)),
                false => push_blank(&mut out, line),
            }
            continue;
        }
        let next = ends.partition_point(|end| *end <= at);
        let Some(end) = ends.get(next).filter(|end| **end - at <= MAX_LINES) else {
            out.push(line);
            continue;
        };
        line.text = line.text[..start].trim_end().to_owned().into();
        push_blank(&mut out, line);
        for (at, mut line) in input.by_ref() {
            if at < *end {
                continue;
            }
            let after = line.text.find("-->").map_or(0, |n| n + 3);
            line.text = line.text[after..].to_owned().into();
            if !line.text.trim().is_empty() {
                rest = Some((at, line));
            }
            break;
        }
    }
    lines.list = out;
    lines.mark_code();
}

/// Keeps what is left of a line; nothing, between the rows of a table.
fn push_blank<'a>(out: &mut Vec<Line<'a>>, mut line: Line<'a>) {
    if line.text.trim().is_empty() {
        let is_in_table = out.last().is_some_and(|line| line.text.starts_with('|'));
        if is_in_table {
            return;
        }
        line.text = "".into();
    }
    out.push(line);
}

impl State {
    /// Says whether a line is code, and learns from it about those after it.
    fn is_code(&mut self, text: &str) -> bool {
        let fence = fence_of(text);
        if let Some(open) = self.fence {
            let closes = fence.is_some_and(|(fence, info)| {
                fence.sign == open.sign && fence.n_signs >= open.n_signs && info.is_empty()
            });
            if closes {
                self.fence = None;
            }
            return true;
        }
        if let Some((fence, _)) = fence {
            self.fence = Some(fence);
            return true;
        }
        if text.trim().is_empty() {
            self.is_after_blank = true;
            return false;
        }
        let indent = indent_of(text);
        let is_after_blank = std::mem::take(&mut self.is_after_blank);
        if indent >= 4 {
            self.is_after_blank = is_after_blank && !self.is_in_list;
            return is_after_blank && !self.is_in_list;
        }
        let is_comment = text.trim_start().starts_with("<!--");
        if is_item(text) {
            self.is_in_list = true;
        } else if indent == 0 && is_after_blank && !is_comment {
            self.is_in_list = false;
        }
        false
    }
}

/// Returns where a comment starts that is not in a code span.
fn comment_start(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(n) = text[from..].find("<!--") {
        let at = from + n;
        let n_ticks = text[..at].bytes().filter(|byte| *byte == b'`').count();
        let is_in_span = n_ticks % 2 == 1 && text[at..].contains('`');
        if !is_in_span {
            return Some(at);
        }
        from = at + 4;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_code_stays() {
        let check = |text: &str, expected: &str| {
            let mut lines = Lines::of(text, 1);
            drop_comments(&mut lines);
            assert_eq!(lines.into_text().0, expected, "{text}");
        };
        check("a <!-- b --> c <!-- d -->", "a  c ");
        check("<!-- a\n\n```\nb\n-->\nc", "\nc");
        check("- a\n\n    <!-- b -->\n    c", "- a\n\n\n    c");
        check("a\n\n    <!-- b -->", "a\n\n    <!-- b -->");
        check("```\n<!-- a -->\n```", "```\n<!-- a -->\n```");
        check("the `<!--` sign", "the `<!--` sign");
        check("<!-- a", "<!-- a");
        check("|a|\n<!-- x\ny -->\n|b|", "|a|\n|b|");
        check("<!-- a\n--> b <!-- c\nd --> e", "\n b\n e");
    }

    #[test]
    fn many_open_comments_take_linear_time() {
        let mut lines = Lines::of("x", 1);
        let text = "<!-- a\n".repeat(100_000);
        let open = format!("{text}{}", "--> ".repeat(100));
        lines.list = Lines::of(&open, 1).list;
        drop_comments(&mut lines);
        assert!(!lines.list.is_empty());
    }
}
