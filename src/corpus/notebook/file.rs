//! The file of a notebook: JSON of which only the cells' own text is kept.

use std::io::{BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::plain::cut;
use super::cell::{self, Kind};

/// The longest file that is gone through, in bytes.
const MAX_FILE_BYTES: u64 = 1 << 30;

/// A cell with its own text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell {
    pub(super) kind: Kind,
    pub(super) text: String,
}

/// A notebook without outputs.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Notebook {
    pub(super) language: Option<String>,
    pub(super) cells: Vec<Cell>,
}

/// What was found in a file.
#[derive(Debug, Default)]
pub(in crate::corpus) struct Extracted {
    /// Front matter, if any, and the small notebook.
    pub(in crate::corpus) text: String,
    /// What is wrong with the file, if anything is.
    pub(in crate::corpus) fault: Option<String>,
    /// Whether cells were left out as the notebook is too long.
    pub(in crate::corpus) is_cut: bool,
}

/// What is kept while the file is gone through.
#[derive(Debug, Default)]
struct Kept {
    cells: Vec<Cell>,
    language: Option<String>,
    title: Option<String>,
    n_bytes: usize,
    max_bytes: usize,
    is_cut: bool,
}

/// Keeps at most `max_bytes` of what the cells of a notebook say.
pub(in crate::corpus) fn extract(file: impl Read, max_bytes: usize) -> Extracted {
    let mut kept = Kept {
        max_bytes,
        ..Kept::default()
    };
    let mut reader = BufReader::with_capacity(64 * 1024, file.take(MAX_FILE_BYTES));
    skip_mark(&mut reader);
    let mut json = serde_json::Deserializer::from_reader(reader);
    let fault = NotebookSeed(&mut kept).deserialize(&mut json).err();
    let text = kept.front_matter();
    let notebook = Notebook {
        language: kept.language,
        cells: kept.cells,
    };
    let json = serde_json::to_string(&notebook).unwrap_or_default();
    Extracted {
        text: text + &json,
        fault: fault.map(|error| error.to_string()),
        is_cut: kept.is_cut,
    }
}

/// Skips a byte order mark.
fn skip_mark(reader: &mut impl std::io::BufRead) {
    let has_mark = reader
        .fill_buf()
        .is_ok_and(|bytes| bytes.starts_with(b"\xef\xbb\xbf"));
    if has_mark {
        reader.consume(3);
    }
}

impl Kept {
    /// Adds a cell unless it is not shown.
    fn add(&mut self, raw: RawCell) {
        if self.language.is_none() {
            self.language = raw.language.as_str().and_then(language_of);
        }
        let hidden = raw.metadata.as_ref().is_some_and(RawMetadata::is_hidden);
        let (kind, mut text) = raw.into_text();
        if hidden || text.trim().is_empty() || cell::is_licence(kind, &text) {
            return;
        }
        if kind == Kind::Raw && !self.cells.is_empty() {
            return;
        }
        let left = self.max_bytes.saturating_sub(self.n_bytes);
        if text.len() > left {
            self.is_cut = true;
            text.truncate(cut(&text, left).len());
        }
        self.n_bytes += text.len();
        if !text.is_empty() {
            self.cells.push(Cell { kind, text });
        }
    }

    /// Takes the front matter out of the first cell, and the title that the
    /// notebook's metadata state where there is none.
    fn front_matter(&mut self) -> String {
        if let Some(first) = self
            .cells
            .first_mut()
            .filter(|cell| cell.kind != Kind::Code)
            && let Some((block, rest)) = super::front_matter_of(&first.text)
        {
            let block = format!("{}\n", block.trim_end());
            first.text = rest.to_owned();
            return block;
        }
        match self
            .title
            .take()
            .and_then(|title| serde_json::to_string(&title).ok())
        {
            Some(title) => format!("---\ntitle: {title}\n---\n"),
            None => String::new(),
        }
    }

    fn note_metadata(&mut self, metadata: &NotebookMetadata) {
        let text = |value: &Value, key: &str| value.get(key)?.as_str().map(str::to_lowercase);
        let spec = &metadata.kernelspec;
        let stated = text(spec, "language").or_else(|| text(&metadata.language_info, "name"));
        let name = stated.or_else(|| text(spec, "name"));
        let language = name.and_then(|name| language_of(&name));
        self.language = language.or(self.language.take());
        let title = metadata.title.as_str().map(str::trim);
        self.title = title.filter(|title| !title.is_empty()).map(str::to_owned);
    }
}

/// Returns the language of a kernel: `python3`, `ir`, `julia-1.9`.
fn language_of(kernel: &str) -> Option<String> {
    let name = kernel.split([' ', '-']).next().unwrap_or_default();
    let name = match name {
        "ir" | "r" => "r",
        name if name.starts_with("python") || name == "conda" || name == "ipython" => "python",
        ".net" => "csharp",
        name => name,
    };
    super::super::element::code_language(name)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NotebookMetadata {
    kernelspec: Value,
    language_info: Value,
    title: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawMetadata {
    tags: Value,
    nbsphinx: Value,
}

impl RawMetadata {
    fn is_hidden(&self) -> bool {
        let tags = self.tags.as_array().into_iter().flatten();
        let tags: Vec<String> = tags
            .filter_map(|tag| Some(tag.as_str()?.to_owned()))
            .collect();
        cell::is_hidden(&tags) || self.nbsphinx.as_str() == Some("hidden")
    }
}

/// A cell as a file has it; format 3 names its code `input`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RawCell {
    cell_type: String,
    source: Lines,
    input: Lines,
    level: Option<u8>,
    /// The language of a cell of format 3.
    language: Value,
    metadata: Option<RawMetadata>,
}

impl RawCell {
    fn into_text(self) -> (Kind, String) {
        let text = match self.source.0.is_empty() {
            true => self.input.0,
            false => self.source.0,
        };
        match self.cell_type.as_str() {
            "markdown" => (Kind::Markdown, text),
            "heading" => {
                let level = usize::from(self.level.unwrap_or(1).clamp(1, 6));
                (Kind::Markdown, format!("{} {text}", "#".repeat(level)))
            }
            "code" => (Kind::Code, text),
            _ => (Kind::Raw, text),
        }
    }
}

/// Text that is written whole or as a list of lines.
#[derive(Debug, Default)]
struct Lines(String);

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfLines;
        impl<'de> Visitor<'de> for OfLines {
            type Value = Lines;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text or a list of lines")
            }

            fn visit_str<E>(self, text: &str) -> Result<Lines, E> {
                Ok(Lines(text.to_owned()))
            }

            fn visit_unit<E>(self) -> Result<Lines, E> {
                Ok(Lines::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Lines, A::Error> {
                let mut text = String::new();
                while let Some(line) = list.next_element::<String>()? {
                    text.push_str(&line);
                }
                Ok(Lines(text))
            }
        }
        deserializer.deserialize_any(OfLines)
    }
}

/// Reads a notebook's keys.
struct NotebookSeed<'k>(&'k mut Kept);

impl<'de> DeserializeSeed<'de> for NotebookSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for NotebookSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a notebook")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "cells" => map.next_value_seed(CellsSeed(self.0))?,
                "worksheets" => map.next_value_seed(SheetsSeed(self.0))?,
                "metadata" => {
                    if let Some(metadata) = map.next_value::<Option<NotebookMetadata>>()? {
                        self.0.note_metadata(&metadata);
                    }
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads the worksheets of format 3, each with cells.
struct SheetsSeed<'k>(&'k mut Kept);

impl<'de> DeserializeSeed<'de> for SheetsSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for SheetsSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of worksheets")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list
            .next_element_seed(NotebookSeed(&mut *self.0))?
            .is_some()
        {}
        Ok(())
    }
}

/// Reads the cells.
struct CellsSeed<'k>(&'k mut Kept);

impl<'de> DeserializeSeed<'de> for CellsSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for CellsSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of cells")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while self.0.n_bytes < self.0.max_bytes {
            match list.next_element::<RawCell>()? {
                Some(cell) => self.0.add(cell),
                None => return Ok(()),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            self.0.is_cut = true;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(json: &str, max_bytes: usize) -> (String, bool, bool) {
        let found = extract(json.as_bytes(), max_bytes);
        (found.text, found.fault.is_some(), found.is_cut)
    }

    #[test]
    fn only_the_text_of_cells_is_kept() {
        let json = r##"{"metadata":{"title":"T","kernelspec":{"name":"python3"}},"cells":[
            {"cell_type":"markdown","metadata":{},"source":["# A\n","b"]},
            {"cell_type":"code","metadata":null,"source":"x","outputs":[{"data":{"image/png":"AAAA"}}]},
            {"cell_type":"code","metadata":{"tags":["remove-cell"]},"source":"y"}]}"##;
        let (text, is_broken, _) = small(json, 1_000);
        assert!(!is_broken);
        assert!(text.starts_with("---\ntitle: \"T\"\n---\n"), "{text}");
        assert!(
            text.contains("python") && text.contains("# A\\nb"),
            "{text}"
        );
        assert!(!text.contains("AAAA") && !text.contains("\"y\""), "{text}");
    }

    #[test]
    fn what_stands_before_a_fault_or_the_limit_is_kept() {
        let cells = r#"{"cells":[{"cell_type":"markdown","source":"abc"},{"cell_type":"markdown","source":"def"}"#;
        let (text, is_broken, is_cut) = small(cells, 1_000);
        assert!(text.contains("abc") && is_broken && !is_cut);
        let (text, _, is_cut) = small(&format!("{cells}]}}"), 4);
        assert!(text.contains("\"d\"") && is_cut, "{text}");
        assert!(small("", 10).1 && small("[]", 10).1 && small("{}x", 10).0.contains("cells"));
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert!(small(&deep, 10).1);
    }
}
