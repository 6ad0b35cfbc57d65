//! Source pages to documents: the layer that knows files and formats.
//!
//! [`Corpus::open`] walks a folder and finds the pages; [`Corpus::parse`] reads
//! one and takes it apart. Pages are independent of each other, so the caller
//! may parse them in any order, on any number of threads.
//!
//! The way of a page through this layer:
//!
//! ```text
//! walk         files of a known format, in path order      → Source
//! read         bytes → text: limits, encodings, line ends  → Page
//! frontmatter  YAML or TOML before the text                → values
//! metadata     what those values mean; address: id and URL
//! markdown | html | text   the body, each in its own way   → flow
//! flow         text, headings, code, rows, anchors, links  → outline
//! outline      titles, heading paths, anchors, splitting   → sections
//! ```
//!
//! Nothing in a page stops the work: what cannot be read or understood is
//! skipped or repaired and a [`Notice`] says where and what to do. All text
//! that leaves this layer is free of control characters and bounded.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::document::Document;
use crate::error::{Error, Notice, NoticeKind, Result};

mod address;

mod attributes;

pub mod check;

mod contents;

mod date;

mod element;

mod flow;

mod frontmatter;

mod git;

mod head;

mod headings;

mod html;

mod main_content;

mod markdown;

mod markup;

mod metadata;

mod outline;

mod plain;

mod read;

mod text;

mod walk;

use flow::Flow;
use head::CanonicalUrl;
use metadata::Metadata;
use outline::{MAX_HEADINGS, Outline};

/// Changes whenever the same bytes may give another document.
const PARSER_VERSION: u32 = 1;

/// The most notices about one page: a page full of faults is one fault.
const MAX_NOTICES: usize = 20;

const BYTES_PER_MB: usize = 1024 * 1024;

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// CommonMark with GitHub's extensions.
    Markdown,
    /// An HTML page, hand-written or built.
    Html,
    /// Plain text.
    Text,
}

/// A file found to be a page, not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path relative to the corpus, `/`-separated.
    pub path: String,
    /// Where the file is.
    pub file: PathBuf,
    /// Its format, by its extension.
    pub format: Format,
    /// The page's id: the path without extension or index name.
    pub id: String,
    /// The topic that its folder gives it; empty at the root.
    pub topic: String,
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
}

/// A folder of pages.
#[derive(Debug)]
pub struct Corpus {
    root: PathBuf,
    sources: Vec<Source>,
    notices: Vec<Notice>,
    base_url: String,
    site_name: String,
    language: Option<String>,
    max_page_mb: usize,
    max_section_words: usize,
}

impl Format {
    /// Every format with the extensions of its files.
    pub const EXTENSIONS: &[(Format, &[&str])] = &[
        (Self::Markdown, &["md", "markdown", "mdown", "mkd"]),
        (Self::Html, &["html", "htm", "xhtml"]),
        (Self::Text, &["txt", "text"]),
    ];

    /// Returns the format of a file by its name, whatever its case.
    pub fn of(path: &str) -> Option<Self> {
        let (_, extension) = path.rsplit_once('.')?;
        let is_its = |name: &&str| extension.eq_ignore_ascii_case(name);
        let mut known = Self::EXTENSIONS.iter();
        known.find_map(|(format, names)| names.iter().any(is_its).then_some(*format))
    }
}

impl Corpus {
    /// Finds the pages under `root`.
    ///
    /// # Errors
    /// The folder cannot be read, holds no page, or a glob of the configuration
    /// does not parse.
    pub fn open(root: &Path, config: &Config) -> Result<Self> {
        let found = walk::walk(root, &config.corpus)?;
        if found.sources.is_empty() {
            let names = Format::EXTENSIONS.iter().flat_map(|(_, names)| *names);
            return Err(Error::NoPages {
                path: root.to_path_buf(),
                formats: names
                    .map(|name| format!(".{name}"))
                    .collect::<Vec<_>>()
                    .join(", "),
            });
        }
        Ok(Self {
            root: root.to_path_buf(),
            sources: found.sources,
            notices: found.notices,
            base_url: config.site.url.clone(),
            site_name: config.site.name.clone(),
            language: metadata::language_of(&config.site.language),
            max_page_mb: config.corpus.max_page_mb,
            max_section_words: config.corpus.max_section_words,
        })
    }

    /// Returns the pages in the byte order of their paths.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Returns what the walk had to leave out.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// Returns the commit of the git repository that holds the corpus.
    ///
    /// It is read from git's files; `None` without a repository or a commit.
    pub fn source_commit(&self) -> Option<String> {
        git::head_of(&self.root)
    }

    /// Says whether a file of the corpus folder, page or not, exists.
    fn holds_file(&self, path: &str) -> bool {
        self.root.join(path).is_file()
    }

    /// Reads and parses a page; never fails.
    pub fn parse(&self, source: &Source) -> Parsed {
        let read = self.read(source);
        let mut parsed = read
            .page
            .map_or_else(Parsed::default, |page| self.parse_page(&page));
        parsed.notices.splice(0..0, read.notices);
        parsed
    }

    /// Reads a page without parsing it, to compare its digest first.
    pub fn read(&self, source: &Source) -> Read {
        let mut notices = Notices::new(&source.path);
        let max_bytes = self.max_page_mb.saturating_mul(BYTES_PER_MB);
        let bytes = match read::bytes_of(&source.file, max_bytes) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("cannot be read: {error}; check its permissions");
                notices.add(NoticeKind::Unreadable, 0, message);
                return Read {
                    page: None,
                    notices: notices.into_list(),
                };
            }
        };
        let digest = self.digest(source, &bytes);
        let text = read::text_of(bytes, self.max_page_mb, &mut notices);
        Read {
            page: text.map(|text| Page {
                source: source.clone(),
                text,
                digest,
            }),
            notices: notices.into_list(),
        }
    }

    /// Parses a page that was read.
    pub fn parse_page(&self, page: &Page) -> Parsed {
        let mut notices = Notices::new(&page.source.path);
        let document = self.document(page, &mut notices);
        Parsed {
            document,
            notices: notices.into_list(),
            digest: Some(page.digest),
        }
    }

    /// Returns a page's document, unless it is hidden or holds nothing.
    fn document(&self, page: &Page, notices: &mut Notices) -> Option<Document> {
        let parts = frontmatter::split(&page.text);
        let table = frontmatter::read(&parts, notices);
        let mut metadata = Metadata::read(&table, notices);
        if is_hidden(&metadata, notices) {
            return None;
        }
        let title = metadata.title.clone();
        let mut flow = Flow::new(Outline::new(title, self.max_section_words));
        match page.source.format {
            Format::Markdown => markdown::read(parts.body, parts.body_line, &mut flow, notices),
            Format::Text => text::read(parts.body, parts.body_line, &mut flow),
            Format::Html => {
                let canonical_url = match self.base_url.is_empty() {
                    true => CanonicalUrl::Counts,
                    false => CanonicalUrl::Ignored,
                };
                let head = html::read(parts.body, &mut flow, notices);
                head.complete(&mut metadata, canonical_url);
                if is_hidden(&metadata, notices) {
                    return None;
                }
            }
        }
        self.join(&page.source, metadata, flow, notices)
    }

    /// Joins what was read of a page into its document.
    fn join(
        &self,
        source: &Source,
        metadata: Metadata,
        flow: Flow,
        notices: &mut Notices,
    ) -> Option<Document> {
        let (page, links) = flow.finish();
        if page.has_too_many {
            let message = format!("has more than {MAX_HEADINGS} headings; split the page");
            notices.add(NoticeKind::Cut, 0, message);
        }
        let stated_title = page.title.or(metadata.title);
        let has_text = page
            .sections
            .iter()
            .any(|section| !section.blocks.is_empty());
        if !has_text && page.sections.len() == 1 {
            let message = "holds no text; write some, or exclude it in docent.toml";
            notices.add(NoticeKind::Empty, 0, message);
            stated_title.as_ref()?;
        }
        let title = stated_title.unwrap_or_else(|| {
            let message = "has no title: give it one with `title:` or a `# heading`; \
                           its file name serves";
            notices.add(NoticeKind::Untitled, 0, message);
            self.title_from_name(&source.path)
        });
        let topics = match metadata.topics.is_empty() {
            false => metadata.topics,
            true => metadata::topic_of(&source.topic).into_iter().collect(),
        };
        Some(Document {
            path: source.path.clone(),
            id: source.id.clone(),
            url: address::url_of(source, &self.base_url, metadata.address.as_ref()),
            title,
            description: metadata.description,
            aliases: metadata.aliases,
            redirects: metadata.redirects,
            topics,
            level: metadata.level,
            language: metadata.language.or_else(|| self.language.clone()),
            version: metadata.version,
            date: metadata.date,
            weight: metadata.weight,
            facets: BTreeMap::new(),
            sections: page.sections,
            links,
        })
    }

    /// Makes a title of a file's name, or of its folder's for an index page.
    fn title_from_name(&self, path: &str) -> String {
        let id = address::id_of(path);
        let (_, name) = address::split_path(&id);
        let words: String = name
            .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.'))
            .replace(['-', '_'], " ");
        let words = plain::short_line_of(
            if words.trim().is_empty() {
                name
            } else {
                &words
            },
            200,
        );
        let mut characters = words.chars();
        match characters.next() {
            Some(first) => first.to_uppercase().chain(characters).collect(),
            None => self.site_name.clone(),
        }
    }

    /// Hashes everything that a page's document depends on.
    fn digest(&self, source: &Source, bytes: &read::Bytes) -> [u8; 32] {
        let language = self.language.as_deref().unwrap_or_default();
        let shape = [
            source.path.as_str(),
            &source.id,
            &source.topic,
            &self.base_url,
            &self.site_name,
            language,
        ];
        let numbers = [
            u64::from(PARSER_VERSION),
            source.format as u64,
            self.max_page_mb as u64,
            self.max_section_words as u64,
            bytes.size,
        ];
        let mut hasher = blake3::Hasher::new();
        for text in shape {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        for number in numbers {
            hasher.update(&number.to_le_bytes());
        }
        hasher.update(&bytes.bytes);
        *hasher.finalize().as_bytes()
    }
}

/// Says whether a page asks not to be searched, with a notice if it does.
fn is_hidden(metadata: &Metadata, notices: &mut Notices) -> bool {
    if let Some(reason) = &metadata.hidden {
        let message = format!("left out, as it says `{reason}`");
        notices.add(NoticeKind::Hidden, 0, message);
    }
    metadata.hidden.is_some()
}

/// Gathers the notices about one page.
#[derive(Debug)]
struct Notices {
    path: String,
    list: Vec<Notice>,
}

impl Notices {
    fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            list: Vec::new(),
        }
    }

    /// Adds a notice about a line, or about the page with line 0.
    fn add(&mut self, kind: NoticeKind, line: u32, message: impl Into<String>) {
        if self.list.len() < MAX_NOTICES {
            let message = plain::line_of(&message.into());
            self.list.push(Notice::new(kind, &self.path, line, message));
        }
    }

    fn into_list(self) -> Vec<Notice> {
        self.list
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
        check("b.mdx", None);
        check("md", None);
        check("", None);
    }
}
