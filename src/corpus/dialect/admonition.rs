//! Notes in boxes: their marks go, their titles and bodies stay.
//!
//! Containers (`::: tip Title`, `:::note[Title]`), blocks with an indented body
//! (`!!! note "Title"`, `??? tip`), blocks of slashes (`/// note | Title`),
//! alerts in quotes (`> [!NOTE]`) and the words of the Rails Guides (`NOTE:`).
//! A title stands in a paragraph of its own; where there is none, none is made.

use super::super::site::Generator;
use super::Context;
use super::indented::{outdent, put_title, split_prefix};
use super::lines::{Kind, Line, Lines};

/// Words that open a note of the Rails Guides at the start of a line.
const RAILS_WORDS: [&str; 7] = [
    "TIP",
    "IMPORTANT",
    "CAUTION",
    "WARNING",
    "NOTE",
    "INFO",
    "TODO",
];

/// What each of these guides says to the readers of its source.
const RAILS_WARNING: &str = "DO NOT READ THIS FILE ON GITHUB";

/// Blocks of slashes whose argument is no title.
const UNTITLED: [&str; 4] = ["html", "define", "definition", "figure-caption"];

/// A mark that was found on a line.
struct Mark<'a> {
    title: Option<&'a str>,
    /// Whether lines of options may follow.
    takes_options: bool,
}

/// Rewrites the lines of a page.
pub(super) fn apply(lines: &mut Lines<'_>, context: &mut Context<'_>) {
    let generator = context.site.generator;
    let is_indented = |line: &Line<'_>| {
        line.kind == Kind::Text && (line.text.contains("!!!") || line.text.contains("???"))
    };
    if lines.list.iter().any(is_indented) {
        outdent(lines, indented_mark);
    }
    if generator == Generator::RailsGuides {
        drop_rails_words(lines);
    }
    let has_mark = |line: &Line<'_>| {
        line.kind == Kind::Text && {
            let (prefix, _, rest) = split(&line.text);
            mark_of(prefix, rest).is_some()
        }
    };
    if lines.list.iter().any(has_mark) {
        drop_marks(lines);
    }
}

/// Replaces the marks that stand on a line of their own by their titles.
fn drop_marks(lines: &mut Lines<'_>) {
    let list = std::mem::take(&mut lines.list);
    let mut out: Vec<Line<'_>> = Vec::with_capacity(list.len() + 16);
    let mut in_options = false;
    for line in list {
        if line.kind != Kind::Text {
            in_options = false;
            out.push(line);
            continue;
        }
        let (prefix, item, rest) = split(&line.text);
        in_options = in_options && is_option(prefix, rest);
        if in_options {
            continue;
        }
        let Some(mark) = mark_of(prefix, rest) else {
            out.push(line);
            continue;
        };
        in_options = mark.takes_options;
        if item.is_empty() {
            put_title(&mut out, prefix, mark.title, line.number);
        } else {
            // An item that starts with nothing would end at the next blank line.
            let title = mark.title.unwrap_or("<!-- -->");
            out.push(Line::text(format!("{prefix}{item}{title}"), line.number));
            let inside = " ".repeat(item.len());
            put_title(&mut out, &format!("{prefix}{inside}"), None, line.number);
        }
    }
    lines.list = out;
}

/// Parts what quotes and indents a line, the mark of a list item, and its text.
fn split(text: &str) -> (&str, &str, &str) {
    let (prefix, rest) = split_prefix(text);
    let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let mark = match n_digits {
        0 => rest.starts_with(['-', '*', '+']).then_some(1),
        _ => rest[n_digits..]
            .starts_with(['.', ')'])
            .then_some(n_digits + 1),
    };
    let Some(mark) = mark.filter(|end| rest[*end..].starts_with(' ')) else {
        return (prefix, "", rest);
    };
    let start = rest[mark..].trim_start_matches(' ');
    let (item, rest) = rest.split_at(rest.len() - start.len());
    (prefix, item, rest)
}

/// Returns the mark that a line is.
fn mark_of<'a>(prefix: &str, rest: &'a str) -> Option<Mark<'a>> {
    match rest.as_bytes().first()? {
        b':' => container(rest).map(|title| Mark {
            title,
            takes_options: false,
        }),
        b'/' => slashes(rest),
        b'[' | b'\\' if prefix.contains('>') => alert(rest).map(|title| Mark {
            title,
            takes_options: false,
        }),
        _ => None,
    }
}

/// Reads `::: name Title`, `:::name[Title]{open}` and `:::`.
fn container(rest: &str) -> Option<Option<&str>> {
    let after = rest.trim_start_matches(':');
    if rest.len() - after.len() < 3 {
        return None;
    }
    let mut after = after.trim();
    if after.ends_with(":::") {
        after = after.trim_end_matches(':').trim_end();
    }
    if after.is_empty() {
        return Some(None);
    }
    if after.starts_with('{') {
        return Some(title_attribute(after));
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let rest = after.trim_start_matches(is_name);
    if rest.len() == after.len() {
        return None;
    }
    let name = &after[..after.len() - rest.len()];
    match rest.chars().next() {
        None => Some(None),
        Some('[') => Some(Some(bracketed(rest))),
        Some('{') => Some(title_attribute(rest)),
        Some(c) if c.is_whitespace() => Some(title_after(name, rest.trim())),
        Some(_) => None,
    }
}

/// Returns the title that stands after a container's name.
fn title_after<'a>(name: &str, text: &'a str) -> Option<&'a str> {
    if matches!(name, "tabs" | "code-group") {
        return None;
    }
    let title = match text.rfind('{') {
        Some(at) if text.ends_with('}') => text[..at].trim_end(),
        _ => text,
    };
    match title.is_empty() || title.starts_with("title=") {
        true => title_attribute(text),
        false => Some(title),
    }
}

/// Returns what stands between a bracket and the one that closes it.
fn bracketed(text: &str) -> &str {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => return &text[1..at],
            b']' => depth -= 1,
            _ => {}
        }
    }
    &text[1..]
}

/// Returns the value of `title="…"`.
fn title_attribute(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("title=")?;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (title, _) = after[1..].split_once(quote)?;
    Some(title)
}

/// Reads `/// name | Title` and `///`.
fn slashes(rest: &str) -> Option<Mark<'_>> {
    let after = rest.trim_start_matches('/');
    if rest.len() - after.len() < 3 {
        return None;
    }
    let after = after.trim();
    let (name, title) = match after.split_once('|') {
        Some((name, title)) => (name.trim_end(), Some(title.trim())),
        None => (after, None),
    };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if !name.chars().all(is_name) || (name.is_empty() && title.is_some()) {
        return None;
    }
    Some(Mark {
        title: title.filter(|_| !UNTITLED.contains(&name)),
        takes_options: !name.is_empty(),
    })
}

/// Says whether a line after `/// name` is one of its options.
fn is_option(prefix: &str, rest: &str) -> bool {
    let is_key = |key: &str| !key.is_empty() && !key.contains(char::is_whitespace);
    let is_indented = prefix.ends_with("    ") || prefix.ends_with('\t');
    is_indented && rest.split_once(':').is_some_and(|(key, _)| is_key(key))
}

/// Reads `[!NOTE]`, `[!warning]- Title` and `[!IMPORTANT] Title`.
fn alert(rest: &str) -> Option<Option<&str>> {
    let rest = rest.strip_prefix('\\').unwrap_or(rest);
    let after = rest.strip_prefix("[!")?;
    let (word, after) = after.split_once(']')?;
    let (word, _) = word.split_once('|').unwrap_or((word, ""));
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if word.is_empty() || !word.chars().all(is_word) || after.starts_with(['(', '[', ':']) {
        return None;
    }
    let title = after.strip_prefix(['-', '+']).unwrap_or(after).trim();
    Some((!title.is_empty()).then_some(title))
}

/// Reads `!!! note "Title"` and `???+ tip`.
fn indented_mark(text: &str) -> Option<Option<&str>> {
    let is_open = text.starts_with("!!!");
    let after = text
        .strip_prefix("!!!")
        .or_else(|| text.strip_prefix("???+"))
        .or_else(|| text.strip_prefix("???"))?
        .trim_start();
    let (names, title) = match after.split_once('"') {
        None => (after, None),
        Some((names, title)) => (names, Some(title.strip_suffix('"')?)),
    };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    let is_named = !names.trim().is_empty() || (!is_open && title.is_some());
    (is_named && names.chars().all(is_name)).then_some(title)
}

/// Drops the words that open notes in the Rails Guides, and the paragraph that
/// they show to nobody but the readers of their source.
fn drop_rails_words(lines: &mut Lines<'_>) {
    for line in &mut lines.list {
        if line.kind == Kind::Text && line.text.contains(RAILS_WARNING) {
            line.text = "".into();
        }
        if line.kind != Kind::Text || !line.text.starts_with(|c: char| c.is_ascii_uppercase()) {
            continue;
        }
        let mut words = RAILS_WORDS.iter();
        let rest = words.find_map(|word| {
            let rest = line.text.strip_prefix(word)?;
            rest.strip_prefix([':', '.'])
        });
        if let Some(rest) = rest {
            let rest = rest.trim_start().to_owned();
            line.text = rest.into();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::hostile;

    #[test]
    fn containers_give_their_titles() {
        let check = |line: &str, expected: Option<Option<&str>>| {
            assert_eq!(container(line), expected, "{line}");
        };
        check(":::", Some(None));
        check(":::note", Some(None));
        check(":::note Read this", Some(Some("Read this")));
        check("::: details Why? {open}", Some(Some("Why?")));
        check(":::tip[Use [a](b)]{.wide}", Some(Some("Use [a](b)")));
        check(":::note{title=\"A title\"}", Some(Some("A title")));
        check("::: info title=\"A\"", Some(Some("A")));
        check(":::: {.columns}", Some(None));
        check("::: warning :::", Some(None));
        check("::", None);
        check("::: std::mem", None);
        check(":::(", None);
    }

    #[test]
    fn indented_marks_give_their_titles() {
        let check = |line: &str, expected: Option<Option<&str>>| {
            assert_eq!(indented_mark(line), expected, "{line}");
        };
        check("!!! note", Some(None));
        check("!!! note \"\"", Some(Some("")));
        check("???+ tip inline end \"A \"b\" c\"", Some(Some("A \"b\" c")));
        check("??? \"Only a title\"", Some(Some("Only a title")));
        check("!!!", None);
        check("??? really?", None);
    }

    #[test]
    fn hostile_pages_do_not_grow() {
        use super::super::super::Notices;
        use super::super::super::resolve::Resolver;
        use super::super::super::site::Site;
        use super::super::{Dialect, clean};

        let n = hostile(2_000);
        let pages = [
            ":::note[\n".repeat(n),
            "!!! note\n".repeat(n),
            (0..hostile(100))
                .map(|depth| format!("{}!!! note\n", " ".repeat(4 * depth)))
                .collect(),
            "> ".repeat(n) + "[!NOTE]",
            "/// note |\n".repeat(n),
            "::: image ".repeat(n),
            ":::image \n".repeat(n),
            "<xref:".repeat(n),
            "[!INCLUDE [".repeat(n),
            "{{#include a}}".repeat(n),
            "{{#".repeat(n),
            "{!a!}".repeat(n),
            "--8<-- ".repeat(n),
            "--8<--\n".repeat(n),
            "=== \"a\"\n".repeat(n),
            "<!-- @include: a -->".repeat(n),
            "```[a]\n".repeat(n),
        ];
        let folder = tempfile::tempdir().unwrap();
        let all: Vec<Dialect> = Dialect::ALL[..1]
            .iter()
            .chain(&Dialect::ALL[5..6])
            .chain(&Dialect::ALL[7..9])
            .map(|(dialect, _)| *dialect)
            .collect();
        for page in pages {
            let resolver = Resolver::new(folder.path());
            let site = Site::new(Generator::Plain, "", "");
            let mut context = Context {
                front: &crate::corpus::frontmatter::Parts::of_body(""),
                path: "a.md",
                site: &site,
                resolver: &resolver,
                notices: &mut Notices::new("a.md"),
            };
            let cleaned = clean(&page, 1, &all, &mut context);
            assert!(cleaned.text.len() <= 3 * page.len() + 100);
        }
    }

    #[test]
    fn alerts_are_told_from_links() {
        let check = |line: &str, expected: Option<Option<&str>>| {
            assert_eq!(alert(line), expected, "{line}");
        };
        check("[!NOTE]", Some(None));
        check("[!note]- Folded", Some(Some("Folded")));
        check("[!INCLUDE [a](b.md)]", None);
        check("[!x](y)", None);
        check("[note]", None);
    }
}
