//! Files on their way to documents: found, read, parsed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::document::Document;
use crate::error::Notice;

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// CommonMark with GitHub's extensions.
    Markdown,
    /// Markdown with JSX.
    Mdx,
    /// An HTML page, hand-written or built.
    Html,
    /// Plain text.
    Text,
    /// A Jupyter notebook.
    Notebook,
    /// reStructuredText.
    Rst,
    /// AsciiDoc.
    AsciiDoc,
    /// JSON lines, each a page.
    JsonLines,
}

/// The bytes of a file that are a page, where not all of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where they start.
    pub offset: u64,
    /// How many there are.
    pub length: usize,
    /// The line of the file on which they start, from 1.
    pub line: u32,
}

/// A file found to be a page, not read yet, or a record of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path relative to the corpus, `/`-separated; a record's id or line
    /// after it: `a.jsonl#intro`, `a.jsonl:12`.
    pub path: String,
    /// Where the file is.
    pub file: PathBuf,
    /// What of the file it is; `None` for all of it.
    pub part: Option<Part>,
    /// Its format, by its extension.
    pub format: Format,
    /// The page's id: the path without extension or index name.
    pub id: String,
    /// The topic that its folder gives it; empty at the root.
    pub topic: String,
    /// Its root-relative address by its path; the page itself may say another.
    pub url: String,
    /// The language that its place in the corpus says.
    pub language: Option<String>,
    /// The version that its place in the corpus says.
    pub version: Option<String>,
    /// Its address without language and version.
    pub(super) family: String,
    /// The number of the site it belongs to.
    pub(super) site: usize,
}

/// A file of a known format that is no page of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The path relative to the corpus.
    pub path: String,
    /// The rule that leaves it out: `corpus.exclude`, `hugo: partials`.
    pub rule: String,
}

/// A page that was read: its text and what identifies this state of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it comes from.
    pub source: Source,
    /// The text: UTF-8, without byte order mark, lines ended by `\n`.
    pub text: String,
    /// The BLAKE3 hash of the file, its path and what shapes its document:
    /// the configuration, the format and this parser. Equal digests, equal
    /// documents.
    pub digest: [u8; 32],
    /// The BLAKE3 hash of what was read of the file alone.
    pub content: [u8; 32],
}

/// What became of reading a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The page; `None` if the file cannot be read or is not text.
    pub page: Option<Page>,
    /// What was repaired or refused.
    pub notices: Vec<Notice>,
}

/// What became of parsing a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The document; `None` if there is nothing to search or it is hidden.
    pub document: Option<Document>,
    /// What was repaired, skipped or refused.
    pub notices: Vec<Notice>,
    /// The digest of the page; `None` if it cannot be read or is not text.
    pub digest: Option<[u8; 32]>,
    /// The hash of what was read of its file alone.
    pub content: Option<[u8; 32]>,
    /// The files that it includes, each with the digest of its bytes; those that
    /// are not there too, for they may come.
    pub includes: Vec<(String, [u8; 32])>,
    /// The ids in it besides the anchors of its sections.
    pub ids: Vec<String>,
    /// How often each mark of a template language was left in its text; only
    /// counted where [`super::Corpus::count_marks`] asks for it.
    pub marks: BTreeMap<&'static str, usize>,
}

impl Format {
    /// Every format with the extensions of its files.
    pub const EXTENSIONS: &[(Format, &[&str])] = &[
        (Self::Markdown, &["md", "markdown", "mdown", "mkd"]),
        (Self::Mdx, &["mdx"]),
        (Self::Html, &["html", "htm", "xhtml"]),
        (Self::Text, &["txt", "text"]),
        (Self::Notebook, &["ipynb"]),
        (Self::Rst, &["rst", "rest"]),
        (Self::AsciiDoc, &["adoc", "asciidoc", "asc"]),
        (Self::JsonLines, &["jsonl", "ndjson"]),
    ];

    /// Returns the format of a file by its name, whatever its case.
    pub fn of(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        let is_its = |name: &&str| extension.eq_ignore_ascii_case(name);
        let mut known = Self::EXTENSIONS.iter();
        known.find_map(|(format, names)| names.iter().any(is_its).then_some(*format))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_follow_extensions() {
        let check = |path: &str, expected: Option<Format>| assert_eq!(Format::of(path), expected);
        check("a/b.md", Some(Format::Markdown));
        check("b.MKD", Some(Format::Markdown));
        check("b.html", Some(Format::Html));
        check("b.v2.txt", Some(Format::Text));
        check("b.mdx", Some(Format::Mdx));
        check("b.ipynb", Some(Format::Notebook));
        check("b.asc", Some(Format::AsciiDoc));
        check("b.jsonl", Some(Format::JsonLines));
        check("b.rs", None);
        check("md", None);
        check("", None);
    }
}
