//! Front matter: the block of YAML or TOML before a page's text.
//!
//! YAML stands between `---` lines, TOML between `+++` lines, both only at the
//! very start. Here a block is found and read into plain values; what its keys
//! mean is `metadata`'s business. A block that does not parse is read line by
//! line as far as that goes: the usual fault is a title with a colon in it.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Spanned, budget, options};

use crate::error::NoticeKind;

use super::Notices;
use super::plain::short_line_of;

/// The longest front matter in bytes; a longer one is left unread.
const MAX_BYTES: usize = 256 * 1024;

/// The longest part of a parser's message that a notice repeats, in bytes.
const MAX_MESSAGE_BYTES: usize = 200;

/// How deep values nest.
const MAX_DEPTH: usize = 32;

/// How many values there may be, those that aliases repeat included.
const MAX_VALUES: usize = 50_000;

/// A value of front matter; numbers and truth values are their text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Text(String),
    List(Vec<Value>),
    Table(Table),
}

/// Keys in lower case with their values.
pub(super) type Table = Vec<(String, Value)>;

/// The languages in which front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Syntax {
    Yaml,
    Toml,
}

/// A page's text taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    block: Option<(Syntax, &'a str)>,
    /// What comes after the front matter.
    pub(super) body: &'a str,
    /// The line on which the body starts, from 1.
    pub(super) body_line: u32,
}

impl<'a> Parts<'a> {
    /// Returns a text that has no front matter.
    pub(super) fn of_body(body: &'a str) -> Self {
        Self {
            block: None,
            body,
            body_line: 1,
        }
    }

    /// Says whether the front matter holds one of some words, whatever it says.
    pub(super) fn mentions(&self, words: &[&str]) -> bool {
        let has = |block: &str| words.iter().any(|word| block.contains(word));
        self.block.is_some_and(|(_, block)| has(block))
    }
}

/// Parts the front matter, if there is one, from the body.
pub(super) fn split(text: &str) -> Parts<'_> {
    let none = Parts::of_body(text);
    let Some(first) = text.split_inclusive('\n').next() else {
        return none;
    };
    let (syntax, closing): (_, &[&str]) = match first.trim_end() {
        "---" => (Syntax::Yaml, &["---", "..."]),
        "+++" => (Syntax::Toml, &["+++"]),
        _ => return none,
    };
    let mut end = first.len();
    for (n, line) in (2..).zip(text[end..].split_inclusive('\n')) {
        if closing.contains(&line.trim_end()) {
            let block = &text[first.len()..end];
            if !is_settings(block) {
                return none;
            }
            return Parts {
                block: Some((syntax, block)),
                body: &text[end + line.len()..],
                body_line: n + 1,
            };
        }
        end += line.len();
    }
    none
}

/// Tells front matter from a page that starts with a rule and has another.
fn is_settings(block: &str) -> bool {
    let names_key = |line: &str| {
        let line = line.trim_start_matches("- ");
        let key = line.split_once([':', '=']).map(|(key, _)| key.trim());
        key.is_some_and(|key| !key.is_empty() && !key.contains(char::is_whitespace))
    };
    block.trim().is_empty() || block.lines().any(|line| names_key(line.trim()))
}

/// Reads the front matter's values; what is wrong gives a notice.
pub(super) fn read(parts: &Parts<'_>, notices: &mut Notices) -> Table {
    let Some((syntax, block)) = parts.block else {
        return Table::new();
    };
    if block.len() > MAX_BYTES {
        let message = "front matter is longer than 256 KB and was left unread: shorten it";
        notices.add(NoticeKind::FrontMatter, 1, message);
        return Table::new();
    }
    let result = match syntax {
        Syntax::Yaml => read_yaml(block),
        Syntax::Toml => read_toml(block),
    };
    result.unwrap_or_else(|(line, message)| {
        let message = short_line_of(&message, MAX_MESSAGE_BYTES);
        let remedy = match syntax {
            Syntax::Yaml => "put values that hold `: ` or start with a sign in quotes",
            Syntax::Toml => "put texts in quotes",
        };
        let message =
            format!("front matter is broken, the rest of the page is indexed: {message}; {remedy}");
        notices.add(NoticeKind::FrontMatter, line + 1, message);
        read_lines(block, syntax)
    })
}

/// Reads a file of settings by its name: TOML, YAML or JSON, which is YAML.
///
/// What does not parse is read line by line as far as that goes.
pub(super) fn read_settings(path: &str, text: &str) -> Table {
    let syntax = match path.ends_with(".toml") {
        true => Syntax::Toml,
        false => Syntax::Yaml,
    };
    let text = text.strip_prefix("---\n").unwrap_or(text);
    let result = match syntax {
        Syntax::Yaml => read_yaml(text),
        Syntax::Toml => read_toml(text),
    };
    result.unwrap_or_else(|_| read_lines(text, syntax))
}

/// Returns the value of a key, in lower case.
pub(super) fn value_in<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    let found = table.iter().find(|(name, _)| name == key);
    found.map(|(_, value)| value)
}

/// Returns the text of a key, in lower case.
pub(super) fn text_in<'a>(table: &'a Table, key: &str) -> Option<&'a str> {
    match value_in(table, key)? {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    }
}

/// Returns the table of a key, in lower case.
pub(super) fn table_in<'a>(table: &'a Table, key: &str) -> Option<&'a Table> {
    match value_in(table, key)? {
        Value::Table(inner) => Some(inner),
        _ => None,
    }
}

/// Reads YAML; an error is a line from 1, 0 if unknown, and what is wrong.
fn read_yaml(block: &str) -> Result<Table, (u32, String)> {
    let options = options! {
        budget: budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_VALUES,
            max_events: 2 * MAX_VALUES,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MAX_VALUES },
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Raw>(block, options) {
        Ok(raw) => match raw.into_value(block) {
            Value::Table(table) => Ok(table),
            Value::Null => Ok(Table::new()),
            _ => Err((1, "it must be a list of `key: value` lines".to_owned())),
        },
        Err(error) => {
            let line = error.location().map_or(0, |location| location.line());
            let message = error.to_string();
            let end = message.rfind(" at line ").unwrap_or(message.len());
            // A lone `?` is a key without a name to YAML, and types are ours.
            let message = match message.contains("deserialize") {
                true => "a key has no name",
                false => &message[..end],
            };
            Err((u32::try_from(line).unwrap_or(0), message.to_owned()))
        }
    }
}

/// Reads TOML; an error is a line from 1, 0 if unknown, and what is wrong.
fn read_toml(block: &str) -> Result<Table, (u32, String)> {
    let table: toml::Table = toml::from_str(block).map_err(|error| {
        let before = error.span().and_then(|span| block.get(..span.start));
        let line = before.map_or(0, |before| before.matches('\n').count() + 1);
        let line = u32::try_from(line).unwrap_or(0);
        (line, error.message().to_owned())
    })?;
    Ok(from_toml(table))
}

/// Turns a TOML table into values. Its parser bounds how deep it nests.
fn from_toml(table: toml::Table) -> Table {
    fn value_of(value: toml::Value) -> Value {
        match value {
            toml::Value::String(text) => Value::Text(text),
            toml::Value::Array(list) => Value::List(list.into_iter().map(value_of).collect()),
            toml::Value::Table(table) => Value::Table(from_toml(table)),
            other => Value::Text(other.to_string()),
        }
    }
    let entries = table.into_iter();
    entries
        .map(|(key, value)| (key.to_lowercase(), value_of(value)))
        .collect()
}

/// Reads the lines of a broken block that are a key and a value or a list.
fn read_lines(block: &str, syntax: Syntax) -> Table {
    let sign = match syntax {
        Syntax::Yaml => ':',
        Syntax::Toml => '=',
    };
    let mut table = Table::new();
    for line in block.lines() {
        if let Some(item) = line.trim_start().strip_prefix("- ") {
            match table.last_mut() {
                Some((_, Value::List(list))) => list.push(Value::Text(unquoted(item))),
                Some((_, value @ Value::Null)) => {
                    *value = Value::List(vec![Value::Text(unquoted(item))]);
                }
                _ => {}
            }
            continue;
        }
        let Some((key, value)) = line.split_once(sign) else {
            continue;
        };
        let is_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let key = key.trim_end();
        if key.is_empty() || !key.chars().all(is_key) {
            continue;
        }
        let value = match value.trim() {
            "" => Value::Null,
            list if list.starts_with('[') && list.ends_with(']') => {
                let items = list[1..list.len() - 1].split(',');
                Value::List(items.map(|item| Value::Text(unquoted(item))).collect())
            }
            text => Value::Text(unquoted(text)),
        };
        table.push((key.to_lowercase(), value));
    }
    table
}

/// Returns a value without blanks and the quotes around it.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    text.trim_matches(['"', '\'']).to_owned()
}

/// A YAML value whose numbers still have to be looked up in the source:
/// the version `1.10` is no number 1.1.
pub(super) enum Raw {
    Null,
    Text(String),
    Number(String),
    List(Vec<Spanned<Raw>>),
    Table(Vec<(String, Spanned<Raw>)>),
}

impl Raw {
    /// Returns the value as it is written in `source`.
    fn into_value(self, source: &str) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) | Self::Number(text) => Value::Text(text),
            Self::List(list) => Value::List(
                list.into_iter()
                    .map(|item| from_spanned(item, source))
                    .collect(),
            ),
            Self::Table(table) => Value::Table(
                table
                    .into_iter()
                    .map(|(key, item)| (key.to_lowercase(), from_spanned(item, source)))
                    .collect(),
            ),
        }
    }
}

/// Returns a value with its numbers as the source spells them.
fn from_spanned(item: Spanned<Raw>, source: &str) -> Value {
    if let Raw::Number(_) = item.value {
        let span = item.defined.span();
        let offset = span.byte_offset().and_then(|at| usize::try_from(at).ok());
        let size = span.byte_len().and_then(|len| usize::try_from(len).ok());
        let written = offset
            .zip(size)
            .and_then(|(at, len)| source.get(at..at.checked_add(len)?));
        if let Some(written) = written.map(str::trim).filter(|text| !text.is_empty()) {
            return Value::Text(written.to_owned());
        }
    }
    item.value.into_value(source)
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

/// Takes whatever YAML holds.
struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            table.push(entry);
        }
        Ok(Raw::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a page and compares values as `key=value`, body and notice lines.
    fn check(text: &str, expected: &[&str], expected_body: &str, expected_notices: &[u32]) {
        let parts = split(text);
        let mut notices = Notices::new("a.md");
        let table = read(&parts, &mut notices);
        let shown: Vec<String> = table
            .iter()
            .map(|(key, value)| format!("{key}={}", show(value)))
            .collect();
        assert_eq!(shown, expected, "{text:?}");
        assert_eq!(parts.body, expected_body, "{text:?}");
        let lines: Vec<u32> = notices.into_list().iter().map(|n| n.line).collect();
        assert_eq!(lines, expected_notices, "{text:?}");
    }

    fn show(value: &Value) -> String {
        match value {
            Value::Null => "~".to_owned(),
            Value::Text(text) => text.clone(),
            Value::List(list) => format!("{:?}", list.iter().map(show).collect::<Vec<_>>()),
            Value::Table(table) => table
                .iter()
                .map(|(key, value)| format!("{{{key}: {}}}", show(value)))
                .collect(),
        }
    }

    #[test]
    fn yaml_is_read_as_it_is_written() {
        check(
            "---\ntitle: 'A: b'\nversion: 1.10\nweight: 007\nDraft: true\n---\nbody",
            &["title=A: b", "version=1.10", "weight=007", "draft=true"],
            "body",
            &[],
        );
        check(
            "---\ntitle: >-\n  two\n  lines # kept\ntags: [a, 2]\nx: {y: null}\n...\n",
            &["title=two lines # kept", "tags=[\"a\", \"2\"]", "x={y: ~}"],
            "",
            &[],
        );
        check("---\n---\nb", &[], "b", &[]);
    }

    #[test]
    fn toml_is_read() {
        check(
            "+++\ntitle = \"T\"\ndate = 2024-04-25\ntags = [\"a\"]\n+++\nbody",
            &["date=2024-04-25", "tags=[\"a\"]", "title=T"],
            "body",
            &[],
        );
    }

    #[test]
    fn only_a_closed_block_at_the_start_is_front_matter() {
        let check_none = |text: &str| check(text, &[], text, &[]);
        check_none("---\ntitle: x\n");
        check_none("\n---\ntitle: x\n---\n");
        check_none("---\n\nA rule before this.\n\n---\nb");
        check_none("---\n# A heading: here\n---\nb");
        check_none("----\na: b\n----\n");
        check_none("");
    }

    #[test]
    fn a_broken_block_gives_what_can_be_read() {
        check(
            "---\ntitle: Rust: the book\ntags:\n  - a\n  - \"b\"\nlevel: [x, 'y']\n---\nbody",
            &[
                "title=Rust: the book",
                "tags=[\"a\", \"b\"]",
                "level=[\"x\", \"y\"]",
            ],
            "body",
            &[2],
        );
        check(
            "+++\ntitle = \"x\ny = 1\n+++\nb",
            &["title=x", "y=1"],
            "b",
            &[2],
        );
        check("---\n- a: b\n---\nb", &[], "b", &[2]);
    }

    #[test]
    fn bombs_do_not_explode() {
        let mut bomb = String::from("---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for n in 1..12 {
            let before = format!("*a{},", n - 1).repeat(9);
            bomb.push_str(&format!("a{n}: &a{n} [{before}]\n"));
        }
        bomb.push_str("---\nbody");
        let mut notices = Notices::new("a.md");
        read(&split(&bomb), &mut notices);
        assert_eq!(notices.into_list().len(), 1);
        let deep = format!("---\na: {}\n---\n", "[".repeat(10_000));
        let mut notices = Notices::new("a.md");
        read(&split(&deep), &mut notices);
        assert_eq!(notices.into_list().len(), 1);
    }
}
