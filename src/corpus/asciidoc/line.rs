//! What single lines are: headings, titles of blocks, marks of containers.

use super::source::{Row, is_verbatim_mark};

/// The words before a paragraph that make it a note.
const LABELS: [&str; 5] = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

/// Returns level and text of a heading: `== Text`, `## Text`.
pub(super) fn heading_of(line: &str) -> Option<(u8, &str)> {
    let sign = line
        .bytes()
        .next()
        .filter(|sign| matches!(sign, b'=' | b'#'))?;
    let n_signs = line.bytes().take_while(|b| *b == sign).count();
    let rest = &line[n_signs..];
    if n_signs > 6 || !rest.starts_with([' ', '\t']) {
        return None;
    }
    let text = rest.trim();
    let closed = text
        .strip_suffix(&line[..n_signs])
        .filter(|text| text.ends_with(' '));
    let level = u8::try_from(n_signs).ok()?;
    (!text.is_empty()).then_some((level, closed.unwrap_or(text).trim_end()))
}

/// Returns the level of a heading whose second line is a rule.
pub(super) fn underlined(line: &str, rule: &str) -> Option<u8> {
    let sign = rule.bytes().next()?;
    let place = b"=-~^+".iter().position(|known| *known == sign)?;
    let n_signs = rule.len();
    let is_rule = n_signs > 2 && n_signs < 300 && rule.bytes().all(|b| b == sign);
    if !is_rule || !line.starts_with(char::is_alphanumeric) || line.len() > 600 {
        return None;
    }
    let n = line.chars().count();
    let fits = n.abs_diff(n_signs) <= 1;
    fits.then(|| u8::try_from(place + 1).unwrap_or(6))
}

/// Returns the title of a block: `.Title`.
pub(super) fn title_of(line: &str) -> Option<&str> {
    let title = line.strip_prefix('.')?;
    (!title.is_empty() && !title.starts_with(['.', ' ', '\t'])).then_some(title)
}

pub(super) fn is_table_mark(line: &str) -> bool {
    let mut bytes = line.bytes();
    let is_sign = matches!(bytes.next(), Some(b'|' | b',' | b':' | b'!'));
    is_sign && line.len() >= 4 && bytes.all(|b| b == b'=')
}

pub(super) fn is_container_mark(line: &str) -> bool {
    if line == "--" {
        return true;
    }
    let Some(sign) = line.bytes().next().filter(|sign| b"=*_~".contains(sign)) else {
        return false;
    };
    line.len() >= 4 && line.bytes().all(|b| b == sign)
}

/// Says whether a line ends the paragraph before it.
pub(super) fn starts_block(line: &str) -> bool {
    match line.as_bytes()[0] {
        b'[' => {
            line.ends_with(']')
                && !line[1..].starts_with([' ', '[', '^'])
                && !line.contains("](")
                && !line[1..line.len() - 1].contains(']')
                || (line.starts_with("[[") && line.ends_with("]]"))
        }
        b'=' | b'*' | b'_' | b'-' | b'~' | b'.' | b'+' | b'/' | b'`' | b'|' | b',' | b':'
        | b'!' => is_container_mark(line) || is_verbatim_mark(line) || is_table_mark(line),
        _ => false,
    }
}

/// Returns a line of a paragraph without the mark that breaks it.
pub(super) fn continued(line: &str, is_quote: bool) -> &str {
    let line = line.trim_start();
    let line = match is_quote {
        true => line.strip_prefix('>').unwrap_or(line).trim_start(),
        false => line,
    };
    line.strip_suffix(" +").unwrap_or(line)
}

/// Returns a paragraph's text without the label of a note.
pub(super) fn without_label(line: &str) -> &str {
    let Some((label, text)) = line.split_once(": ") else {
        return line;
    };
    match LABELS.contains(&label) {
        true => text,
        false => line,
    }
}

/// Returns the blanks that all lines of code start with.
pub(super) fn common_indent(rows: &[Row<'_>]) -> usize {
    let filled = rows.iter().filter(|row| !row.text.trim().is_empty());
    let indents = filled.map(|row| row.text.len() - row.text.trim_start_matches([' ', '\t']).len());
    indents.min().unwrap_or(0)
}
