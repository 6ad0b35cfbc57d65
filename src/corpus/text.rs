//! Plain text pages: underlines, capitals, indents and blank lines.
//!
//! Text has no marks, only habits, and a wrong heading is worse than none:
//! a line is one where it is underlined, or short, alone and clearly so.
//! Lines are joined to paragraphs only where they look wrapped by a width.

use super::flow::Flow;
use super::portal;

/// The longest heading, in characters.
const MAX_HEADING: usize = 100;

/// The longest heading that is told by its capitals or number alone.
const MAX_BARE_HEADING: usize = 60;

/// The widest wrapped line, in characters; longer lines are paragraphs.
const MAX_WRAP: usize = 120;

/// The narrowest text that was wrapped by a width.
const MIN_WRAP: usize = 50;

/// The fewest words of a line that is a question with its answer below.
const MIN_QUESTION_WORDS: usize = 3;

/// Reads the body of a text page into `flow`.
pub(super) fn read(body: &str, first_line: u32, flow: &mut Flow) {
    if portal::read(body, first_line, flow) {
        return;
    }
    let lines = unindented(body);
    let mut reader = Reader {
        title_at: title_at(&lines),
        lines,
        first_line,
        flow,
    };
    let mut at = 0;
    while at < reader.lines.len() {
        at = reader.take(at);
    }
}

/// Reads a text that has its title elsewhere into `flow`.
pub(super) fn read_untitled(body: &str, flow: &mut Flow) {
    let mut reader = Reader {
        title_at: None,
        lines: unindented(body),
        first_line: 0,
        flow,
    };
    let mut at = 0;
    while at < reader.lines.len() {
        at = reader.take(at);
    }
}

/// The lines of a page and where its blocks go.
struct Reader<'a> {
    lines: Vec<&'a str>,
    /// The line that is the title, if one is.
    title_at: Option<usize>,
    first_line: u32,
    flow: &'a mut Flow,
}

impl Reader<'_> {
    /// Takes the block that starts on a line; returns the line after it.
    fn take(&mut self, at: usize) -> usize {
        let line = self.lines[at];
        if line.trim().is_empty() || is_rule(line) {
            return at + 1;
        }
        if is_indented(line) && self.is_after_gap(at) {
            return self.take_code(at);
        }
        let is_title = self.title_at == Some(at);
        if let Some(level) = underline_level(&self.lines, at) {
            self.heading(at, if is_title { 1 } else { level });
            return at + 2;
        }
        if is_title {
            self.heading(at, 1);
            return at + 1;
        }
        if let Some(level) = bare_level(&self.lines, at) {
            self.heading(at, level);
            return at + 1;
        }
        self.take_paragraph(at)
    }

    fn heading(&mut self, at: usize, level: u8) {
        self.flow.at_line = self.first_line + u32::try_from(at).unwrap_or(u32::MAX / 2);
        self.flow.start_heading(level, None);
        self.flow.text(self.lines[at]);
        self.flow.end_heading();
    }

    fn take_code(&mut self, from: usize) -> usize {
        let mut to = from;
        for (at, line) in self.lines.iter().enumerate().skip(from) {
            if is_indented(line) {
                to = at + 1;
            } else if !line.trim().is_empty() {
                break;
            }
        }
        self.flow.start_code(None);
        for line in &self.lines[from..to] {
            let code = line
                .strip_prefix('\t')
                .or_else(|| line.strip_prefix("    "));
            self.flow.text(code.unwrap_or_default());
            self.flow.line_break();
        }
        self.flow.end_code();
        to
    }

    /// Takes the lines up to a gap, joined where they were wrapped.
    fn take_paragraph(&mut self, from: usize) -> usize {
        let ends = |at: usize| {
            let line = self.lines[at];
            line.trim().is_empty() || is_rule(line) || is_underlined(&self.lines, at)
        };
        let to = (from + 1..self.lines.len()).find(|&at| ends(at));
        let to = to.unwrap_or(self.lines.len());
        let lines = &self.lines[from..to];
        let width = lines.iter().map(|line| line.chars().count()).max();
        let width = width.unwrap_or_default();
        for (at, line) in lines.iter().enumerate() {
            let continues = |before| is_wrapped(before, width) || is_continued(before, line);
            if at > 0 && continues(lines[at - 1]) && !is_item(line) {
                self.flow.line_break();
            } else {
                self.flow.end_block();
            }
            self.flow.text(without_bullet(line));
        }
        self.flow.end_block();
        to
    }

    fn is_after_gap(&self, at: usize) -> bool {
        at == 0 || self.lines[at - 1].trim().is_empty()
    }
}

/// Returns the lines without the blanks that all of them start with.
fn unindented(body: &str) -> Vec<&str> {
    let indent_of = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let filled = body.lines().filter(|line| !line.trim().is_empty());
    let indent = filled.map(indent_of).min().unwrap_or_default();
    body.lines()
        .map(|line| line.get(indent..).unwrap_or_default())
        .collect()
}

/// Finds the title: the first line underlined by `=`, else the first line if
/// it is underlined or stands by itself.
fn title_at(lines: &[&str]) -> Option<usize> {
    let underlined = (0..lines.len()).find(|&at| underline_level(lines, at) == Some(1));
    underlined.or_else(|| {
        let first = lines
            .iter()
            .position(|line| !line.trim().is_empty() && !is_rule(line))?;
        let line = lines[first].trim();
        let next = lines.get(first + 1).map_or("", |line| line.trim());
        let stands_alone = next.is_empty() || !is_wrapped(line, line.chars().count());
        let is_title = underline_level(lines, first).is_some() || (stands_alone && !is_item(line));
        let is_short = line.chars().count() <= MAX_HEADING && !is_indented(lines[first]);
        (is_title && is_short).then_some(first)
    })
}

/// Returns the level of a heading by the line under it.
fn underline_level(lines: &[&str], at: usize) -> Option<u8> {
    let title = lines[at].trim();
    let rule = lines.get(at + 1)?;
    let size = title.chars().count();
    let is_title = (1..=MAX_HEADING).contains(&size) && title.contains(char::is_alphanumeric);
    let stands_free = at == 0 || lines[at - 1].trim().is_empty() || is_rule(lines[at - 1]);
    if !is_title || !stands_free || !is_rule(rule) || is_indented(lines[at]) {
        return None;
    }
    let rule = rule.trim();
    let fits = rule.len().abs_diff(size) <= (size / 3).max(3);
    match rule.chars().next()? {
        '=' => Some(1),
        '-' if fits => Some(2),
        '~' if fits => Some(3),
        _ => None,
    }
}

/// Says whether a line is a heading's by the line under it.
fn is_underlined(lines: &[&str], at: usize) -> bool {
    underline_level(lines, at).is_some()
}

/// Returns the level of a line that is a heading by itself.
fn bare_level(lines: &[&str], at: usize) -> Option<u8> {
    let line = lines[at].trim();
    let is_gap = |at: Option<usize>| {
        at.and_then(|at| lines.get(at))
            .is_none_or(|line| line.trim().is_empty())
    };
    let is_alone = is_gap(at.checked_sub(1)) && is_gap(Some(at + 1));
    if !is_alone || is_indented(lines[at]) || line.chars().count() > MAX_BARE_HEADING {
        return None;
    }
    let next = lines[at + 1..]
        .iter()
        .map(|line| line.trim())
        .find(|line| !line.is_empty())?;
    if let Some((number, title)) = numbered(line) {
        let starts_big = title.starts_with(|c: char| c.is_uppercase());
        let is_list = numbered(next).is_some() && !next.starts_with(&format!("{number}."));
        let depth = u8::try_from(number.split('.').count()).unwrap_or(u8::MAX);
        let is_title = starts_big && !is_list && !title.ends_with(['.', ',', ';', ':']);
        return is_title.then(|| depth.saturating_add(1).min(6));
    }
    let n_words = line.split_whitespace().count();
    if line.ends_with(['?', '？']) && n_words >= MIN_QUESTION_WORDS && !next.ends_with('?') {
        return (!is_item(line) && !is_indented(next)).then_some(3);
    }
    let letters = || line.chars().filter(|c| c.is_alphabetic());
    let is_loud = letters().all(char::is_uppercase) && letters().count() >= 4;
    let is_title = is_loud && !line.ends_with(['.', ',', ';', '!']);
    is_title.then_some(2)
}

/// Splits `2.1. Title` into its number and the rest.
fn numbered(line: &str) -> Option<(&str, &str)> {
    let end = line.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number = line[..end].trim_end_matches('.');
    let is_number = line.starts_with(|c: char| c.is_ascii_digit()) && number.len() <= 8;
    let has_mark = line[..end].contains('.') || line[end..].starts_with(')');
    let rest = line[end..].trim_start_matches(')');
    let title = rest.strip_prefix([' ', '\t'])?.trim();
    (is_number && has_mark && !title.is_empty()).then_some((number, title))
}

/// Returns a line without the number that it starts with.
pub(super) fn without_number(line: &str) -> &str {
    numbered(line).map_or(line, |(_, rest)| rest)
}

/// Says whether a line was broken by a width, so that the next continues it.
fn is_wrapped(line: &str, width: usize) -> bool {
    let size = line.trim_end().chars().count();
    (MIN_WRAP..=MAX_WRAP).contains(&width) && size * 10 >= width * 6
}

/// Says whether a line goes on in the middle of a sentence.
fn is_continued(line: &str, next: &str) -> bool {
    let is_short = line.chars().count() <= MAX_WRAP;
    let ends_open = line
        .trim_end()
        .ends_with(|c: char| c.is_alphanumeric() || c == ',');
    is_short && ends_open && next.trim_start().starts_with(char::is_lowercase)
}

/// Says whether a line starts an item of a list.
pub(super) fn is_item(line: &str) -> bool {
    without_bullet(line).len() < line.trim_start().len() || numbered(line.trim_start()).is_some()
}

/// Returns an item's text without the sign before it; numbers are text.
fn without_bullet(line: &str) -> &str {
    let line = line.trim_start();
    let bullets = ["- ", "* ", "+ ", "• ", "– ", "· "];
    let text = bullets.iter().find_map(|bullet| line.strip_prefix(bullet));
    text.map_or(line, str::trim_start)
}

/// Says whether a line is nothing but one sign, three times or more.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    let Some(sign) = line.chars().next() else {
        return false;
    };
    matches!(sign, '=' | '-' | '~' | '*' | '_' | '#')
        && line.len() >= 3
        && line.chars().all(|c| c == sign)
}

/// Says whether a line is set in like code.
fn is_indented(line: &str) -> bool {
    (line.starts_with('\t') || line.starts_with("    ")) && !line.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::outline::Outline;
    use crate::document::Block;

    /// Reads a page and compares title, headings and blocks, one a line.
    fn check(text: &str, expected: &[&str]) {
        let mut flow = Flow::new(Outline::new(None, 800));
        read(text, 1, &mut flow);
        let (page, _) = flow.finish();
        let mut shown = vec![page.title.unwrap_or_default()];
        for section in page.sections {
            if let Some(heading) = section.heading() {
                shown.push(format!("{} {heading}", "#".repeat(section.level.into())));
            }
            shown.extend(section.blocks.into_iter().map(|block| match block {
                Block::Prose(text) => text,
                Block::Code(code) => format!("`{}", code.text.trim_end()),
            }));
        }
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn underlined_lines_are_headings() {
        check(
            "T\n===\n\na\n\nPart\n----\nb\n\nSub\n~~~~\nc",
            &["T", "a", "## Part", "b", "### Sub", "c"],
        );
        check("=====\nTitle\n=====\na", &["Title", "a"]);
        check("Small part\n----------\na", &["Small part", "a"]);
        check("a\n\nx\n--------------------\n\nb", &["a", "x", "b"]);
    }

    #[test]
    fn short_lines_alone_are_headings_only_when_clear() {
        check(
            "t\n\nUSAGE NOTES\n\na\n\nTHE END.\n\nb",
            &["t", "## USAGE NOTES", "a", "THE END.", "b"],
        );
        check(
            "t\n\n1. Setup\n\na\n\n1.1 Disks\n\nb",
            &["t", "## 1. Setup", "a", "### 1.1 Disks", "b"],
        );
        check(
            "t\n\n1. One\n\n2. Two\n\n3. Three",
            &["t", "1. One", "2. Two", "3. Three"],
        );
        check("t\n\nJust a Line\n\na", &["t", "Just a Line", "a"]);
    }

    #[test]
    fn paragraphs_are_unwrapped_and_items_are_not_joined() {
        let wide = "a line that is as long as the width by which this text was wrapped";
        check(
            &format!("t\n\n{wide}\n{wide}\nend\n\nnext"),
            &["t", &format!("{wide} {wide} end"), "next"],
        );
        check(
            "t\n\n- one\n- two.\nshort\nlines\nNext",
            &["t", "one", "two.", "short lines", "Next"],
        );
        check(&format!("{wide}\n{wide}"), &["", &format!("{wide} {wide}")]);
    }

    #[test]
    fn indented_text_is_code() {
        check(
            "t\n\n    let x;\n\n\ty();\n\nb",
            &["t", "`let x;\n\ny();", "b"],
        );
        check("  t\n\n  all is set in\n", &["t", "all is set in"]);
    }

    #[test]
    fn any_text_is_read() {
        for text in [
            "",
            "\n\n",
            "===",
            "===\n===",
            "-",
            "1.",
            "1. ",
            "é\n===\n\u{3000}",
        ] {
            let mut flow = Flow::new(Outline::new(None, 800));
            read(text, 1, &mut flow);
            flow.finish();
        }
    }
}
