//! Names whose values a page plainly states: constants and front matter.

use std::collections::HashMap;

use super::super::Notices;
use super::super::dialect::Context;
use super::super::dialect::lines::Line;
use super::super::frontmatter;
use super::component::{escaped, is_pane, on_one_line};
use super::script::literal;
use super::tag::{Tag, Value};

/// The most names of a page that are remembered.
const MAX_NAMES: usize = 500;

/// The longest line that is looked at for a constant, in bytes.
const MAX_LINE: usize = 1_000;

/// How pages call their front matter.
const FRONT_NAMES: [&str; 3] = ["frontmatter", "$frontmatter", "frontMatter"];

/// What a page's names stand for.
#[derive(Debug, Default)]
pub(super) struct Values {
    named: HashMap<String, String>,
    /// The labels of the panes of the tabs at hand, by their values.
    labels: HashMap<String, String>,
    /// The labels of panes that have no values, the last first.
    waiting: Vec<String>,
}

impl Values {
    /// Takes the front matter of a page that shows some of it.
    pub(super) fn of_page(lines: &[Line<'_>], context: &Context<'_>) -> Self {
        let mut values = Self::default();
        let shows = |line: &Line<'_>| line.text.contains("rontmatter.");
        let shows_other = |line: &Line<'_>| line.text.contains("rontMatter.");
        if !lines.iter().any(|line| shows(line) || shows_other(line)) {
            return values;
        }
        let table = frontmatter::read(context.front, &mut Notices::new(context.path));
        for (key, value) in table {
            if let frontmatter::Value::Text(text) = value {
                for name in FRONT_NAMES {
                    values.put(&format!("{name}.{key}"), text.clone());
                }
            }
        }
        values
    }

    /// Returns what a name stands for.
    pub(super) fn get(&self, name: &str) -> Option<&String> {
        self.named.get(name)
    }

    /// Notes the constants that a script states: `const a = 'b'`, `= ref(1)`.
    pub(super) fn read_script(&mut self, script: &str) {
        for line in script.lines().filter(|line| line.len() <= MAX_LINE) {
            if let Some((name, value)) = constant(line) {
                self.put(name, value);
            }
        }
    }

    /// Notes the labels that tabs have for their panes: Docusaurus' `values`,
    /// Nextra's `items`.
    pub(super) fn read_labels(&mut self, tag: &Tag<'_>) {
        if !tag.name.ends_with("Tabs") || tag.closes {
            return;
        }
        self.labels.clear();
        self.waiting.clear();
        for (name, value) in &tag.attributes {
            let Value::Expression(script) = value else {
                continue;
            };
            match *name {
                "items" => self.waiting = texts_in(script),
                "values" => self.labels = labels_in(script),
                _ => {}
            }
        }
        self.waiting.reverse();
    }

    /// Returns the label that the tabs around a pane have for it.
    pub(super) fn label_of(&mut self, tag: &Tag<'_>) -> Option<String> {
        if !is_pane(tag.name) || tag.closes {
            return None;
        }
        let of_value = || self.labels.get(&tag.text_of("value")?).cloned();
        let known = of_value().or_else(|| self.waiting.pop());
        known.map(|label| escaped(&on_one_line(&label)))
    }

    fn put(&mut self, name: &str, value: String) {
        if self.named.len() < MAX_NAMES {
            self.named.insert(name.to_owned(), value);
        }
    }
}

/// Returns the texts of a list: `['a', 'b']`.
fn texts_in(script: &str) -> Vec<String> {
    let list = script.trim().strip_prefix('[');
    let list = list.and_then(|list| list.strip_suffix(']'));
    let items = list.unwrap_or_default().split(',').take(MAX_NAMES);
    items.map_while(literal).collect()
}

/// Returns the labels of a list by their values: `[{label: 'a', value: 'b'}]`.
fn labels_in(script: &str) -> HashMap<String, String> {
    let entries = script.split('}').take(MAX_NAMES);
    let pairs = entries.filter_map(|entry| {
        let text = |key: &str| {
            let (_, after) = entry.split_once(key)?;
            let after = after.trim_start().strip_prefix(':')?.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let (text, _) = after[1..].split_once(quote)?;
            Some(text.to_owned())
        };
        Some((text("value")?, text("label")?))
    });
    pairs.collect()
}

/// Reads a line that names a text or a number.
fn constant(line: &str) -> Option<(&str, String)> {
    let line = line.trim().trim_end_matches(';');
    let line = line.strip_prefix("export ").unwrap_or(line);
    let words = ["const ", "let ", "var "];
    let rest = words.iter().find_map(|word| line.strip_prefix(word))?;
    let (name, value) = rest.split_once('=')?;
    let name = name.split(':').next()?.trim();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let value = value.trim();
    let held = value.strip_prefix("ref(");
    let value = held
        .and_then(|inner| inner.strip_suffix(')'))
        .unwrap_or(value);
    let is_number = value.starts_with(|c: char| c.is_ascii_digit())
        && value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    match is_number {
        true => Some((name, value.to_owned())),
        false => Some((name, literal(value).filter(|text| !text.is_empty())?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_name_their_panes() {
        assert_eq!(texts_in("['a', \"b c\"]"), ["a", "b c"]);
        assert_eq!(texts_in("names"), [""; 0]);
        let labels = labels_in("[{label: 'A b', value: 'a'}, { value: \"c\", label: \"C\" }]");
        assert_eq!(labels.len(), 2);
        assert_eq!((labels["a"].as_str(), labels["c"].as_str()), ("A b", "C"));
    }

    #[test]
    fn constants_are_texts_and_numbers() {
        let check = |line: &str, expected: Option<(&str, &str)>| {
            let found = constant(line);
            let found = found.as_ref().map(|(name, text)| (*name, text.as_str()));
            assert_eq!(found, expected, "{line}");
        };
        check("export const a = 'b c';", Some(("a", "b c")));
        check("  const n: number = ref(12)", Some(("n", "12")));
        check("let v = \"1.2.3\"", Some(("v", "1.2.3")));
        check("const a = b", None);
        check("const a = 'b' + c", None);
        check("const { a } = 'b'", None);
        check("a = 'b'", None);
    }
}
