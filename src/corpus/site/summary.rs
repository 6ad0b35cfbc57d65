//! `SUMMARY.md`: the chapters of a book, as mdBook and GitBook write them.
//!
//! A list of links, nested; headings between them are the parts of the book.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;

use super::super::address::split_path;
use super::super::resolve::normal;
use super::{Entry, tree};

/// The most chapters that are read.
const MAX_ENTRIES: usize = 100_000;

/// The most titles above a chapter that are kept.
const MAX_DEPTH: usize = 8;

/// Reads a summary that lies in `folder`: what it says of each page, by the
/// page's path from the corpus folder. A page that it names twice has the
/// place where it is named first.
pub(in crate::corpus) fn read(text: &str, folder: &str) -> HashMap<String, Entry> {
    let mut entries = HashMap::new();
    let mut part: Option<String> = None;
    // The titles above, each with the indentation of its line.
    let mut above: Vec<(usize, String)> = Vec::new();
    let mut is_first = true;
    let mut order = 0;
    for line in text.lines() {
        let start = line.trim_start();
        if let Some(title) = heading_of(start) {
            // The first heading of level 1 is the title of the list itself.
            let is_title = is_first && start.starts_with("# ");
            part = (!is_title && !title.is_empty()).then_some(title);
            above.clear();
            is_first = false;
            continue;
        }
        let Some((title, target)) = link_of(start) else {
            continue;
        };
        is_first = false;
        let indent = indent_of(line);
        while above.last().is_some_and(|(known, _)| *known >= indent) {
            above.pop();
        }
        order += 1;
        if entries.len() < MAX_ENTRIES {
            let chapters = part.iter().chain(above.iter().map(|(_, title)| title));
            let entry = Entry {
                order: Some(order),
                title: Some(title.clone()).filter(|title| !title.is_empty()),
                chapters: chapters.take(MAX_DEPTH).cloned().collect(),
                url: None,
            };
            if let Some(path) = path_of(target, folder) {
                entries.entry(path).or_insert(entry);
            }
        }
        if above.len() < MAX_DEPTH {
            above.push((indent, title));
        }
    }
    entries
}

/// Returns the text of a heading's line.
fn heading_of(line: &str) -> Option<String> {
    let text = line.trim_start_matches('#');
    let is_heading = text.len() < line.len() && text.starts_with([' ', '\t']);
    is_heading.then(|| plain(text.trim().trim_end_matches('#')))
}

/// Returns the columns before a line's text.
fn indent_of(line: &str) -> usize {
    let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
}

/// Returns the title and the target of a line `- [title](target)`.
fn link_of(line: &str) -> Option<(String, &str)> {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let item = match digits.len() < line.len() {
        true => digits.strip_prefix(['.', ')']).unwrap_or(line),
        false => line.strip_prefix(['-', '*', '+']).unwrap_or(line),
    };
    let rest = item.trim_start().strip_prefix('[')?;
    // The last, for a title may hold brackets and a target hardly does.
    let at = rest.rfind("](").filter(|at| rest[at + 2..].contains(')'))?;
    let target = &rest[at + 2..];
    let end = target.rfind(')').unwrap_or(target.len());
    let target = target[..end].trim();
    let target = match target.strip_prefix('<') {
        Some(inner) => inner.split('>').next().unwrap_or_default(),
        None => target.split([' ', '\t']).next().unwrap_or_default(),
    };
    Some((plain(&rest[..at]), target))
}

/// Returns a title without the marks of Markdown.
fn plain(written: &str) -> String {
    let mut title = String::with_capacity(written.len());
    let mut rest = written.trim();
    while let Some(at) = rest.find(['\\', '`', '*']) {
        title.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let escaped = after.chars().next().filter(char::is_ascii_punctuation);
        rest = match (rest.as_bytes()[at], escaped) {
            (b'\\', Some(sign)) => {
                title.push(sign);
                &after[sign.len_utf8()..]
            }
            (b'\\', None) => {
                title.push('\\');
                after
            }
            _ => after,
        };
    }
    title.push_str(rest);
    title
}

/// Returns the path of the page that a target names, if it names one.
fn path_of(target: &str, folder: &str) -> Option<String> {
    let target = target.split(['#', '?']).next().unwrap_or_default();
    if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let decoded = percent_decode_str(target).decode_utf8().ok()?;
    let path = normal(&tree::join(folder, &decoded))?;
    let is_folder = decoded.ends_with('/') || !split_path(&path).1.contains('.');
    Some(match is_folder {
        true => tree::join(&path, "README.md"),
        false => path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_have_order_titles_and_parts() {
        let text = "# Summary\n\n[Preface](preface.md)\n\n# Basics\n\n\
                    - [A `code` title](./ch01/README.md)\n  - [Draft]()\n    - [Deep](ch01/d%20e.md \"t\")\n\
                    - [Array\\[0\\]](<b.md#x>)\n\n---\n\n## More\n\n* [Out](https://x.example/)\n\
                    1. [Again](b.md)\n* [Folder](c/)\n";
        let entries = read(text, "book/src");
        let check = |path: &str, order: i64, title: &str, chapters: &[&str]| {
            let entry = &entries[path];
            assert_eq!(entry.order, Some(order), "{path}");
            assert_eq!(entry.title.as_deref(), Some(title), "{path}");
            assert_eq!(entry.chapters, chapters, "{path}");
        };
        check("book/src/preface.md", 1, "Preface", &[]);
        check("book/src/ch01/README.md", 2, "A code title", &["Basics"]);
        let deep = ["Basics", "A code title", "Draft"];
        check("book/src/ch01/d e.md", 4, "Deep", &deep);
        check("book/src/b.md", 5, "Array[0]", &["Basics"]);
        check("book/src/c/README.md", 8, "Folder", &["More"]);
        assert_eq!(entries.len(), 5);
    }

    #[test]
    fn odd_lines_take_bounded_time() {
        assert!(read(&"- [a".repeat(100_000), "").is_empty());
        assert!(read("- [a](../../x.md)\n[](\n[]()\n- [](]", "b").is_empty());
        let deep: String = (0..3_000)
            .map(|n| format!("{}- [{n}]({n}.md)\n", " ".repeat(n)))
            .collect();
        assert_eq!(read(&deep, "")["2999.md"].chapters.len(), MAX_DEPTH);
    }
}
