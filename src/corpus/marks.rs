//! Marks of template languages and dialects that were left in a page's text.
//!
//! What a parser does not understand, readers see: `{{< note >}}`, `:::tip`. A
//! report counts these marks outside of code, by kind, so that a site's owner
//! sees at one glance whether a corpus is read as it should be.

use std::collections::BTreeMap;

/// Counts marks while a page is read, a line of its text at a time.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The text of the open line, code taken out.
    line: String,
    counts: BTreeMap<&'static str, usize>,
}

/// What stands for a piece of code in a line: no mark holds it.
const CODE: char = '\u{fffc}';

impl Marks {
    /// Adds text outside of code.
    pub(super) fn text(&mut self, text: &str) {
        self.line.push_str(text);
    }

    /// Notes that code stands here.
    pub(super) fn code(&mut self) {
        self.line.push(CODE);
    }

    /// Notes the end of a line within a block.
    pub(super) fn line_break(&mut self) {
        self.line.push('\n');
    }

    /// Takes off what the open line ends with, from the last of a sign on.
    pub(super) fn take_off(&mut self, sign: &str) {
        if let Some(at) = self.line.rfind(sign) {
            self.line.truncate(at);
        }
    }

    /// Counts the marks of a block that ends.
    pub(super) fn end_block(&mut self) {
        for line in self.line.lines() {
            count(line.trim(), &mut self.counts);
        }
        self.line.clear();
    }

    /// Returns how often each mark was found.
    pub(super) fn into_counts(mut self) -> BTreeMap<&'static str, usize> {
        self.end_block();
        self.counts
    }
}

/// Marks that count wherever they stand.
const ANYWHERE: [&str; 8] = ["{{<", "{{%", "{%", "%}", "--8<--", "<!--", "-->", "{!../"];

/// Marks that count at the start of a line.
const AT_START: [&str; 16] = [
    ":::",
    "!!! ",
    "??? ",
    "???+ ",
    "/// ",
    "=== \"",
    "|===",
    "[source",
    "include::",
    "ifdef::",
    "endif::",
    "[[toc]]",
    "[TOC]",
    "{: ",
    "{:.",
    "*[",
];

/// Counts the marks on a line.
fn count(line: &str, counts: &mut BTreeMap<&'static str, usize>) {
    let mut add = |mark: &'static str, n: usize| {
        if n > 0 {
            *counts.entry(mark).or_default() += n;
        }
    };
    if line.contains(['{', '%', '<', '>', '-']) {
        for mark in ANYWHERE {
            add(mark, line.matches(mark).count());
        }
        add("{{ }}", expressions(line));
        add("<Component>", components(line));
        add("{#id}", enclosed(line, "{#", '}'));
    }
    for mark in AT_START {
        add(mark, usize::from(line.starts_with(mark)));
    }
    if line.contains('[') {
        add("[!NOTE]", enclosed(line, "[!", ']'));
        add("[^1]", enclosed(line, "[^", ']'));
    }
    add(".. x::", usize::from(is_directive(line)));
    add(":role:`", line.matches(":`").count());
    add("import", usize::from(is_import(line)));
}

/// Counts `{{ x }}` that are not Hugo's, each once.
fn expressions(line: &str) -> usize {
    let last = line.rfind("}}").unwrap_or_default();
    let places = line.match_indices("{{");
    let is_own = |at: usize| !line[at + 2..].starts_with(['<', '%', '{']) && at + 2 <= last;
    places.filter(|(at, _)| is_own(*at)).count()
}

/// Counts tags of components: `<Tabs>`, `</TabItem>`, `<Card title="x" />`.
///
/// `Vec<T>` and `List<String>` follow a word and are no tags.
fn components(line: &str) -> usize {
    let places = line.match_indices('<').filter(|(at, _)| {
        let before = line[..*at].chars().next_back();
        let tag = line[at + 1..].trim_start_matches('/');
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '.');
        let (name, after) = tag.split_at(end.unwrap_or(tag.len()));
        let has_end = after.starts_with(['>', ' ', '/']) && after.contains('>');
        !before.is_some_and(char::is_alphanumeric)
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.contains(|c: char| c.is_ascii_lowercase())
            && has_end
    });
    places.count()
}

/// Counts words between two signs: `[!NOTE]`, `{#id}`.
fn enclosed(line: &str, opening: &str, closing: char) -> usize {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let places = line.match_indices(opening).filter(|(at, _)| {
        let inner = &line[at + opening.len()..];
        let end = inner.find(|c| !is_inner(c)).unwrap_or(inner.len());
        end > 0 && inner[end..].starts_with(closing)
    });
    places.count()
}

/// Says whether a line is a directive of reStructuredText.
fn is_directive(line: &str) -> bool {
    line.strip_prefix(".. ").is_some_and(|rest| {
        let name = rest.split("::").next().unwrap_or_default();
        let is_name = |c: char| c.is_ascii_lowercase() || matches!(c, '-' | ':');
        rest.len() > name.len() && !name.is_empty() && name.chars().all(is_name)
    })
}

/// Says whether a line imports, as MDX does.
fn is_import(line: &str) -> bool {
    line.starts_with("import ") && (line.contains(" from '") || line.contains(" from \""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_counted_outside_of_code() {
        let check = |line: &str, expected: &[(&str, usize)]| {
            let mut marks = Marks::default();
            for (number, piece) in line.split('`').enumerate() {
                match number % 2 {
                    0 => marks.text(piece),
                    _ => marks.code(),
                }
            }
            let counts = marks.into_counts();
            assert_eq!(counts, expected.iter().copied().collect(), "{line}");
        };
        check("{{< note >}} a {{ site.x }}", &[("{{<", 1), ("{{ }}", 1)]);
        check("`{{ x }}` and `:::`", &[]);
        check(":::tip", &[(":::", 1)]);
        check("a ::: b", &[]);
        check("<Tabs groupId=\"a\"> </Tabs>", &[("<Component>", 2)]);
        check("Vec<T>, List<String>, a < B", &[]);
        check("[!NOTE] a[^1] [^aeyo", &[("[!NOTE]", 1), ("[^1]", 1)]);
        check("T {#id} {F00}", &[("{#id}", 1)]);
        check(".. note:: x", &[(".. x::", 1)]);
        check("import A from 'a'", &[("import", 1)]);
    }
}
