//! Fields at the very top of a page: what it says about itself.

use super::super::frontmatter::{Table, Value};
use super::lines::{self, Line, indented};
use super::lists::field_name;

/// The most bytes of a page that are searched for fields.
const MAX_BYTES: usize = 16 * 1024;

/// Returns the fields before a page's title as front matter.
pub(in crate::corpus) fn docinfo(body: &str) -> Table {
    let start = super::super::plain::cut(body, MAX_BYTES);
    let all = lines::of(start, 1);
    let mut table = Table::new();
    let mut at = 0;
    while let Some(line) = all.get(at) {
        let Some((name, size)) = field_name(line.text).filter(|_| line.indent == 0) else {
            match passed(&all[at..]) {
                Some(n) => at += n,
                None => break,
            }
            continue;
        };
        let n = 1 + indented(&all[at + 1..], 0);
        let mut value = line.text.get(size..).unwrap_or_default().trim().to_owned();
        for line in &all[at + 1..at + n] {
            value.push(' ');
            value.push_str(line.text);
        }
        let value = Value::Text(value.trim().to_owned());
        table.push((name.to_lowercase(), value));
        at += n;
    }
    table
}

/// Returns how many lines at the start are fields about the page.
pub(super) fn after(all: &[Line<'_>]) -> usize {
    let mut end = 0;
    let mut at = 0;
    while let Some(line) = all.get(at) {
        if line.indent == 0 && field_name(line.text).is_some() {
            at += 1 + indented(&all[at + 1..], 0);
            end = at;
        } else if let Some(n) = passed(&all[at..]) {
            at += n;
        } else {
            break;
        }
    }
    end
}

/// Returns how many lines of blanks or comments a text starts with, if any.
fn passed(lines: &[Line<'_>]) -> Option<usize> {
    let line = lines.first()?;
    if line.is_blank() {
        return Some(1);
    }
    let rest = line.text.strip_prefix(".. ")?;
    let is_comment = !rest.contains("::") && !rest.starts_with(['_', '|', '[']);
    is_comment.then(|| 1 + indented(&lines[1..], 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_before_the_title_are_about_the_page() {
        let text = ".. a comment\n\n:Topics: tools/docs\n:level: beginner\n:orphan:\n\nTitle\n=====\n:a: b\n";
        let table = docinfo(text);
        let names: Vec<&str> = table.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["topics", "level", "orphan"]);
        assert_eq!(table[0].1, Value::Text("tools/docs".into()));
        assert_eq!(after(&lines::of(text, 1)), 5);
        assert!(docinfo("Title\n=====\n\n:a: b\n").is_empty());
    }
}
