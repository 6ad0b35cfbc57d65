//! Template syntax that was left in prose: readers see it, word for word.
//!
//! A page written for one generator and published by another keeps the marks
//! of the first. They are looked for line by line, in text from which code,
//! comments and addresses were taken out before.

use super::super::plain::short_line_of;

/// The longest piece of a line that is shown, in bytes.
const MAX_SHOWN_BYTES: usize = 60;

/// What is looked for: some marks are only meant in Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Markdown,
    Html,
}

/// A piece of template syntax.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Leftover {
    /// The piece as one clean line, cut.
    pub(super) text: String,
    /// Its line in the source.
    pub(super) line: u32,
}

/// Returns the first piece of template syntax on a line, if there is one.
pub(super) fn find(text: &str, line: u32, syntax: Syntax) -> Option<Leftover> {
    let found = expression(text).or_else(|| match syntax {
        Syntax::Markdown => at_start(text).or_else(|| bracketed(text)),
        Syntax::Html => None,
    })?;
    Some(Leftover {
        text: short_line_of(found, MAX_SHOWN_BYTES),
        line,
    })
}

/// Finds `{{ x }}`, `{% x %}` and `<% x %>`.
fn expression(text: &str) -> Option<&str> {
    // `\{{` is escaped, `${{` and `x^{{2}}` are other languages.
    let is_other = |c: char| c.is_alphanumeric() || matches!(c, '\\' | '$' | '^' | '_');
    for (opening, closing) in [("{{", "}}"), ("{%", "%}"), ("<%", "%>")] {
        let places = text.match_indices(opening).map(|(at, _)| at);
        for at in places.filter(|at| !text[..*at].ends_with(is_other)) {
            match text[at + 2..].find(closing) {
                Some(0) => {}
                Some(end) => return Some(&text[at..at + 2 + end + 2]),
                None => break,
            }
        }
    }
    None
}

/// Finds marks that count at the start of a line.
fn at_start(text: &str) -> Option<&str> {
    let line = without_markers(text).trim_end();
    let starts_word = |rest: &str| rest.starts_with(|c: char| c.is_ascii_lowercase());
    let after = |mark: &str| line.strip_prefix(mark);
    let is_admonition = after("!!! ").is_some_and(starts_word)
        || after("??? ").is_some_and(|rest| starts_word(rest) && rest.contains('"'))
        || after("???+ ").is_some_and(starts_word);
    let is_tab = after("=== \"").is_some();
    let is_include = after("--8<--").is_some() || (after("{!").is_some() && line.ends_with("!}"));
    let is_container = after(":::").is_some();
    let is_directive = after(".. ").is_some_and(|rest| {
        let name = rest.split("::").next().unwrap_or_default();
        let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
        rest.len() > name.len() && !name.is_empty() && name.chars().all(is_name)
    });
    let toc = ["[toc]", "[[toc]]", "[[_toc_]]"];
    let is_contents = toc.iter().any(|mark| line.eq_ignore_ascii_case(mark));
    let is_leftover = is_admonition
        || is_tab
        || is_include
        || is_container
        || is_directive
        || is_contents
        || is_component(line)
        || is_module(line);
    is_leftover.then_some(line)
}

/// Returns a line without the signs of lists and quotes before it.
fn without_markers(line: &str) -> &str {
    let mut line = line.trim_start();
    while let Some(rest) = ["> ", ">", "- ", "* ", "+ "]
        .iter()
        .find_map(|marker| line.strip_prefix(marker))
    {
        line = rest.trim_start();
    }
    line
}

/// Says whether a line starts with a component of MDX: `<Tabs`, `</Tabs>`.
fn is_component(line: &str) -> bool {
    let Some(tag) = line.strip_prefix('<') else {
        return false;
    };
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    let (name, after) = tag.split_at(end.unwrap_or(tag.len()));
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.contains(|c: char| c.is_ascii_lowercase());
    is_name && (after.is_empty() || after.starts_with([' ', '>', '/']))
}

/// Says whether a line imports or exports, as MDX does.
fn is_module(line: &str) -> bool {
    let is_import = line.starts_with("import ")
        && [" from '", " from \""]
            .iter()
            .any(|part| line.contains(part))
        && line.ends_with(['\'', '"', ';']);
    let is_export = ["export const ", "export default "]
        .iter()
        .any(|start| line.starts_with(start));
    is_import || (is_export && line.contains(['=', '(']))
}

/// Finds `[!NOTE]` and `{#id}` anywhere on a line.
fn bracketed(text: &str) -> Option<&str> {
    let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_word = |c: char| c.is_ascii_alphabetic();
    enclosed(text, "[!", ']', is_word).or_else(|| enclosed(text, "{#", '}', is_id))
}

/// Finds a word of some characters between two marks.
fn enclosed<'a>(
    text: &'a str,
    opening: &str,
    closing: char,
    is_inner: impl Fn(char) -> bool,
) -> Option<&'a str> {
    text.match_indices(opening).find_map(|(at, _)| {
        let inner = &text[at + opening.len()..];
        let end = inner.find(|c: char| !is_inner(c))?;
        let is_word = end > 1 && inner[end..].starts_with(closing) && !text[..at].ends_with('\\');
        is_word.then(|| &text[at..at + opening.len() + end + 1])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let found = find(text, 1, Syntax::Markdown).map(|leftover| leftover.text);
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn marks_of_templates_are_found() {
        check("a {{ page.title }} b", Some("{{ page.title }}"));
        check("{{< note >}}", Some("{{< note >}}"));
        check("a {% include x.html %}", Some("{% include x.html %}"));
        check("<%= title %>", Some("<%= title %>"));
        check(":::tip Title", Some(":::tip Title"));
        check("  !!! note \"Title\"", Some("!!! note \"Title\""));
        check("???+ note", Some("???+ note"));
        check("=== \"Linux\"", Some("=== \"Linux\""));
        check("- [!FAQ]- Why", Some("[!FAQ]"));
        check("<Tabs groupId=\"os\">", Some("<Tabs groupId=\"os\">"));
        check("</TabItem>", Some("</TabItem>"));
        check(
            "import Tabs from '@theme/Tabs';",
            Some("import Tabs from '@theme/Tabs';"),
        );
        check("export const x = 1", Some("export const x = 1"));
        check("Some text {#my-id}", Some("{#my-id}"));
        check(".. note:: x", Some(".. note:: x"));
        check("[[toc]]", Some("[[toc]]"));
        check("--8<-- \"x.md\"", Some("--8<-- \"x.md\""));
    }

    #[test]
    fn prose_is_left_alone() {
        for text in [
            "a {{ b",
            "\\{{ a }}",
            "x^{{2}}",
            "Wait!!! now",
            "!!!",
            "??? what is it",
            "<T> is a type",
            "<div>",
            "a <Tabs> b",
            "import the module",
            "import it from there.",
            "export const",
            "{#}",
            "[!]",
            "a [! b]",
            "... and so on",
            "a :: b",
            "",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn html_knows_only_expressions() {
        let found = |text| find(text, 1, Syntax::Html).is_some();
        assert!(found("{{ x }}"));
        assert!(!found("::: a"));
    }
}
