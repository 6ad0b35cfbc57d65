//! A page's text as Markdown that reads the same: what is text stays text.

use std::fmt::Write as _;

use crate::api::{Highlight, PageText, TextBlock};

/// Signs that mean something within a line of Markdown.
const INLINE: [char; 11] = ['\\', '`', '*', '_', '[', ']', '<', '>', '|', '~', '&'];

/// Returns a page as Markdown: its title, where it is published, and its
/// sections under their headings.
pub fn to_markdown(page: &PageText) -> String {
    let mut out = format!("# {}\n", line(&page.title.text));
    if let Some(description) = &page.description {
        let _ = write!(out, "\n> {}\n", line(description));
    }
    if page.url.starts_with("https://") || page.url.starts_with("http://") {
        let url = page.url.replace(['<', '>', '\n', ' '], "");
        let _ = write!(out, "\n<{url}>\n");
    }
    for section in &page.sections {
        if let Some(heading) = &section.heading {
            let signs = "#".repeat(usize::from(section.depth));
            let _ = write!(out, "\n{signs} {}\n", line(&heading.text));
        }
        for block in &section.blocks {
            match block {
                TextBlock::Prose(text) => {
                    let _ = write!(out, "\n{}\n", paragraph(&text.text));
                }
                TextBlock::Table(rows) => table(&mut out, rows),
                TextBlock::Code { language, text } => {
                    fence(&mut out, language.as_deref(), &text.text)
                }
            }
        }
    }
    out
}

/// Writes rows as a table of Markdown, the first as its head.
fn table(out: &mut String, rows: &[Vec<Highlight>]) {
    for (place, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| line(&cell.text)).collect();
        let _ = write!(out, "\n| {} |", cells.join(" | "));
        if place == 0 {
            let _ = write!(out, "\n|{}", "---|".repeat(row.len()));
        }
    }
    out.push('\n');
}

/// Writes code between fences longer than any run of backticks in it.
fn fence(out: &mut String, language: Option<&str>, code: &str) {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.');
    let language: String = language
        .unwrap_or_default()
        .chars()
        .filter(|c| is_name(*c))
        .collect();
    let code = code.strip_suffix('\n').unwrap_or(code);
    let _ = write!(out, "\n{fence}{language}\n{code}\n{fence}\n");
}

/// Returns text on one line with its signs escaped.
fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (place, word) in text.split_whitespace().enumerate() {
        if place > 0 {
            out.push(' ');
        }
        for char in word.chars() {
            if INLINE.contains(&char) {
                out.push('\\');
            }
            out.push(char);
        }
    }
    out
}

/// Returns a paragraph; a sign that would begin a list, a heading or a rule at
/// its start is escaped as well.
fn paragraph(text: &str) -> String {
    let text = line(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text[digits..].chars().next();
    if digits > 0 && matches!(after, Some('.' | ')')) {
        return format!("{}\\{}", &text[..digits], &text[digits..]);
    }
    match text.chars().next() {
        Some('#' | '+' | '-' | '=' | ':' | '!') => format!("\\{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::SectionText;

    fn page(blocks: Vec<TextBlock>) -> PageText {
        PageText {
            title: Highlight::plain("Gulls *and* terns"),
            url: "https://birds.example/gulls/".into(),
            sections: vec![
                SectionText {
                    blocks,
                    ..SectionText::default()
                },
                SectionText {
                    anchor: Some("legs".into()),
                    heading: Some(Highlight::plain("Pink legs")),
                    depth: 2,
                    ..SectionText::default()
                },
            ],
            whole: true,
            ..PageText::default()
        }
    }

    #[test]
    fn text_stays_text() {
        let prose = |text: &str| TextBlock::Prose(Highlight::plain(text));
        let blocks = vec![
            prose("- <b>not</b> bold"),
            prose("1. first"),
            TextBlock::Table(vec![
                vec![Highlight::plain("a"), Highlight::plain("b|c")],
                vec![Highlight::plain("1"), Highlight::plain("")],
            ]),
            TextBlock::Code {
                language: Some("sh\nx".into()),
                text: Highlight::plain("echo ```\n"),
            },
        ];
        assert_eq!(
            to_markdown(&page(blocks)),
            "# Gulls \\*and\\* terns\n\n<https://birds.example/gulls/>\n\n\
             \\- \\<b\\>not\\</b\\> bold\n\n1\\. first\n\n\
             | a | b\\|c |\n|---|---|\n| 1 |  |\n\n````shx\necho ```\n````\n\n## Pink legs\n"
        );
    }
}
