//! Settings of generators in YAML: `mkdocs.yml`, tables of contents.

use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{budget, options};

use super::frontmatter::{Raw, Value};

/// How deep values nest.
const MAX_DEPTH: usize = 64;

/// How many values aliases may repeat.
const MAX_VALUES: usize = 50_000;

impl Value {
    /// Returns the value with its keys as they are written.
    fn of(raw: Raw) -> Value {
        match raw {
            Raw::Null => Self::Null,
            Raw::Text(text) | Raw::Number(text) => Self::Text(text),
            Raw::List(list) => {
                let items = list.into_iter();
                Self::List(items.map(|item| Self::of(item.value)).collect())
            }
            Raw::Table(table) => {
                let entries = table.into_iter();
                let entries = entries.map(|(key, item)| (key, Self::of(item.value)));
                Self::Table(entries.collect())
            }
        }
    }

    /// Returns the value of a key, if this is a table that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Table(table) => {
                let found = table.iter().find(|(known, _)| known == key);
                found.map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Returns the text, if it is one that is not empty.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        }
    }

    /// Returns the items of a list, or none.
    pub(super) fn items(&self) -> &[Value] {
        match self {
            Self::List(list) => list,
            _ => &[],
        }
    }
}

/// Reads a file of settings in YAML, its keys as they are written.
///
/// Tags that only the generator's own program knows (`!ENV`, `!!python/name:x`)
/// are taken away. `None` if the rest does not parse.
pub(super) fn settings_of(text: &str) -> Option<Value> {
    const MAX_SETTINGS: usize = 1_000_000;
    let options = options! {
        budget: budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_SETTINGS,
            max_events: 2 * MAX_SETTINGS,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MAX_VALUES },
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        strict_booleans: true,
        with_snippet: false,
    };
    let plain: Vec<_> = text.lines().map(without_tag).collect();
    let raw = serde_saphyr::from_str_with_options::<Raw>(&plain.join("\n"), options).ok()?;
    Some(Value::of(raw))
}

/// Returns a line of YAML without the tag of its value.
fn without_tag(line: &str) -> String {
    for start in [": !", "- !"] {
        if let Some((before, after)) = line.split_once(start)
            && !before.contains(['"', '\'', '#'])
        {
            let value = after
                .split_once(char::is_whitespace)
                .map_or("", |(_, value)| value);
            return format!("{before}{} {value}", &start[..1]);
        }
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_programs_are_no_fault() {
        let text = "Name: !ENV [A, b]\nlist:\n  - !!python/name:a.b ''\n  - Key: 'x: !y'\n";
        let settings = settings_of(text).unwrap();
        assert_eq!(settings.get("Name").unwrap().items().len(), 2);
        let list = settings.get("list").unwrap().items();
        assert_eq!(list[1].get("Key").and_then(Value::text), Some("x: !y"));
        assert_eq!(settings_of("a: [1\n\t- b: }"), None);
        assert_eq!(settings_of(&"[".repeat(100_000)), None);
    }
}
