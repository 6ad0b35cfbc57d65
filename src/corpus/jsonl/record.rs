//! A record of a JSON lines file becomes a page.
//!
//! Records come out of databases and exports, so types are taken as they are
//! meant: a number for a text, one value for a list, a list written as text.

use serde_json::Value as Json;

use super::super::flow::Flow;
use super::super::frontmatter::{Table, Value};
use super::super::plain::short_line_of;
use super::super::{Notices, html, text};

/// The keys that hold the text of a record.
pub(super) const BODY_KEYS: &[&str] = &["text", "html", "markdown", "body", "content", "sections"];

/// The longest id in bytes.
const MAX_ID_BYTES: usize = 200;

/// The level of a section that does not state one.
const SECTION_LEVEL: u8 = 2;

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Plain,
    Markdown,
    Html,
}

/// Reads Markdown with its dialects.
pub(in crate::corpus) type ReadMarkdown<'a> = &'a mut dyn FnMut(&str, &mut Flow, &mut Notices);

/// A record, its keys in lower case.
pub(in crate::corpus) type Record = serde_json::Map<String, Json>;

/// Parses a record; `None` if it is no JSON object.
pub(in crate::corpus) fn parse(text: &str) -> Option<Record> {
    match serde_json::from_str(text).ok()? {
        Json::Object(object) => {
            let lower = object.into_iter().map(|(k, v)| (k.to_ascii_lowercase(), v));
            Some(lower.collect())
        }
        _ => None,
    }
}

/// Returns what a record says about itself, as front matter would.
pub(in crate::corpus) fn table_of(record: &Record) -> Table {
    let said = record
        .iter()
        .filter(|(key, _)| !BODY_KEYS.contains(&key.as_str()));
    said.map(|(key, value)| (key.clone(), value_of(value)))
        .collect()
}

/// Reads the text and the sections of a record into `flow`.
pub(in crate::corpus) fn read(
    record: &Record,
    flow: &mut Flow,
    markdown: ReadMarkdown<'_>,
    notices: &mut Notices,
) {
    let format = record.get("format").and_then(Json::as_str).unwrap_or("");
    read_body(record, written_as(format), flow, markdown, notices);
    let list = record.get("sections").map(unwrapped);
    let sections = match &list {
        Some(Json::Array(sections)) => sections.as_slice(),
        Some(one @ (Json::Object(_) | Json::String(_))) => std::slice::from_ref(one),
        _ => &[],
    };
    for section in sections {
        // A text before may have left a list open.
        flow.end_block();
        flow.n_containers = 0;
        match section {
            Json::Object(section) => {
                start_section(section, flow);
                let own = section.get("format").and_then(Json::as_str);
                let written = written_as(own.unwrap_or(format));
                read_body(section, written, flow, markdown, notices);
                read_code(section.get("code"), flow);
            }
            Json::String(text) => read_text(text, written_as(format), flow, markdown, notices),
            _ => {}
        }
    }
}

/// Returns an id as text; `None` for one that is no name.
pub(super) fn id_text(id: &Json) -> Option<String> {
    let text = scalar(id)?;
    let text = short_line_of(&text, MAX_ID_BYTES);
    let text = text.trim_matches(['/', '#']);
    (!text.is_empty()).then(|| text.to_owned())
}

/// Returns the name of a format.
fn written_as(name: &str) -> Written {
    match name.to_ascii_lowercase().as_str() {
        "markdown" | "md" | "text/markdown" => Written::Markdown,
        "html" | "text/html" => Written::Html,
        _ => Written::Plain,
    }
}

/// Starts a section that has a heading.
fn start_section(section: &Record, flow: &mut Flow) {
    let heading = ["heading", "title", "question"];
    let heading = heading.iter().find_map(|key| scalar(section.get(*key)?));
    let Some(heading) = heading.filter(|text| !text.trim().is_empty()) else {
        return;
    };
    let level = section.get("level").and_then(scalar);
    let level = level.and_then(|level| level.parse::<u8>().ok());
    let anchor = ["anchor", "id"]
        .iter()
        .find_map(|key| scalar(section.get(*key)?));
    let anchor = anchor.map(|id| id.trim_start_matches('#').to_owned());
    let level = level.unwrap_or(SECTION_LEVEL).clamp(1, 6);
    flow.start_heading(level, anchor.filter(|id| !id.is_empty()));
    flow.text(&heading);
    flow.end_heading();
}

/// Reads the texts that stand beside the sections, or in one.
fn read_body(
    object: &Record,
    written: Written,
    flow: &mut Flow,
    markdown: ReadMarkdown<'_>,
    notices: &mut Notices,
) {
    for key in BODY_KEYS {
        let written = match *key {
            "sections" => continue,
            "html" => Written::Html,
            "markdown" => Written::Markdown,
            _ => written,
        };
        let texts = match object.get(*key) {
            Some(Json::Array(list)) => list.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => continue,
        };
        for text in texts.iter().filter_map(scalar) {
            read_text(&text, written, flow, markdown, notices);
        }
    }
}

/// Reads one text.
fn read_text(
    text: &str,
    written: Written,
    flow: &mut Flow,
    markdown: ReadMarkdown<'_>,
    notices: &mut Notices,
) {
    match written {
        Written::Plain => text::read_untitled(text, flow),
        Written::Markdown => markdown(text, flow, notices),
        Written::Html => {
            html::read(text, flow, notices);
        }
    }
    flow.end_block();
}

/// Reads a section's blocks of code.
fn read_code(code: Option<&Json>, flow: &mut Flow) {
    let code = code.map(unwrapped);
    let blocks = match &code {
        Some(Json::Array(blocks)) => blocks.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => return,
    };
    for block in blocks {
        let of = |keys: &[&str]| keys.iter().find_map(|key| scalar(block.get(*key)?));
        let language = of(&["language", "lang"]);
        let Some(text) = scalar(block).or_else(|| of(&["text", "code"])) else {
            continue;
        };
        flow.start_code(language.map(|name| name.to_lowercase()));
        flow.text(&text);
        flow.end_code();
    }
}

/// Returns a text, number or truth value as text.
fn scalar(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        // `{"$oid": "…"}` and `{"$date": "…"}`, as MongoDB exports them.
        Json::Object(object) if object.len() == 1 => {
            let (key, inner) = object.iter().next()?;
            let is_type = key.starts_with('$') && !inner.is_object();
            if is_type { scalar(inner) } else { None }
        }
        _ => None,
    }
}

/// Returns a list or object that was written as text, as a column holds it.
fn unwrapped(value: &Json) -> Json {
    match value {
        Json::String(text) if text.trim_start().starts_with(['[', '{']) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        value => value.clone(),
    }
}

/// Returns a value as front matter would hold it.
fn value_of(value: &Json) -> Value {
    match scalar(value) {
        Some(text) if text.trim_start().starts_with('[') => match unwrapped(value) {
            Json::Array(list) => Value::List(list.iter().map(flat).collect()),
            _ => Value::Text(text),
        },
        Some(text) => Value::Text(text),
        None => match value {
            Json::Array(list) => Value::List(list.iter().map(flat).collect()),
            _ => Value::Null,
        },
    }
}

/// Returns an item of a list; lists in lists mean nothing.
fn flat(value: &Json) -> Value {
    scalar(value).map_or(Value::Null, Value::Text)
}
