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

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::config::{Config, FacetRule};
use crate::error::{Error, Notice, NoticeKind, Result};

mod address;

mod asciidoc;

mod assemble;

mod attributes;

mod body;

mod boilerplate;

mod charset;

pub mod check;

mod code_language;

mod contents;

mod date;

mod dialect;

mod digest;

mod element;

mod facets;

mod family;

mod flow;

mod frontmatter;

mod git;

mod head;

mod headings;

mod html;

mod json_ld;

mod jsonl;

mod jsx;

mod language;

mod main_content;

mod markdown;

mod marks;

mod markup;

mod metadata;

mod notebook;

mod notices;

mod outline;

mod plain;

mod portal;

mod question;

mod read;

mod resolve;

mod rst;

mod settings;

mod site;

mod source;

mod status;

mod text;

mod walk;

pub use address::UrlStyle;
pub use dialect::Dialect;
pub use headings::SlugRule;
pub use read::{Stamp, now};
pub use site::{CRAWL_LIST, FoundSite, Generator, PAGES_FOLDER, formats_to_markdown};
pub use source::{Format, LeftOut, Page, Parsed, Part, Read, Source};

use body::Aside;
use boilerplate::Boilerplate;
use marks::Marks;
use notices::Notices;
use resolve::Resolver;
use site::Site;

/// Changes whenever the same bytes may give another document.
const PARSER_VERSION: u32 = 7;

const BYTES_PER_MB: usize = 1024 * 1024;

/// A folder of pages.
#[derive(Debug)]
pub struct Corpus {
    root: PathBuf,
    sources: Vec<Source>,
    left_out: Vec<LeftOut>,
    sites: Vec<Site>,
    /// The old addresses that the sites redirect, by where they lead now.
    redirects: HashMap<String, Vec<String>>,
    notices: Vec<Notice>,
    base_url: String,
    site_name: String,
    language: Option<String>,
    max_page_mb: usize,
    max_section_words: usize,
    counts_marks: bool,
    /// What the HTML pages of each site share, found out at the first of them.
    boilerplate: Vec<OnceLock<Boilerplate>>,
    /// The facets of the site's own.
    facets: BTreeMap<String, FacetRule>,
    /// What shapes the pages of each site, as a digest.
    shapes: Vec<[u8; 32]>,
    /// What each site's navigation calls its pages, as a digest.
    navigations: Vec<[u8; 32]>,
    /// The paths of all files that were found, as a digest.
    listing: [u8; 32],
    /// The settings that shape every page: in words, and as a digest.
    reasons: BTreeMap<String, String>,
    settings: [u8; 32],
}

impl Corpus {
    /// Finds the pages under `root`.
    ///
    /// # Errors
    /// The folder cannot be read, holds no page, or a glob of the configuration
    /// does not parse.
    pub fn open(root: &Path, config: &Config) -> Result<Self> {
        let found = walk::walk(root, config)?;
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
        let mut corpus = Self {
            root: root.to_path_buf(),
            sources: found.sources,
            left_out: found.left_out,
            redirects: site::redirects_by_target(&found.sites),
            sites: found.sites,
            notices: found.notices,
            base_url: config.site.url.clone(),
            site_name: config.site.name.clone(),
            language: metadata::language_of(&config.site.language),
            max_page_mb: config.corpus.max_page_mb,
            max_section_words: config.corpus.max_section_words,
            counts_marks: false,
            facets: config.facets.clone(),
            shapes: Vec::new(),
            navigations: Vec::new(),
            listing: found.listing,
            boilerplate: Vec::new(),
            reasons: BTreeMap::new(),
            settings: [0; 32],
        };
        corpus.reasons = corpus.settings_of();
        corpus.settings = digest::of_settings(&corpus.reasons);
        corpus.shapes = corpus.sites.iter().map(Site::shape).collect();
        corpus.navigations = corpus.sites.iter().map(digest::of_navigation).collect();
        corpus.boilerplate = corpus.sites.iter().map(|_| OnceLock::new()).collect();
        Ok(corpus)
    }

    /// Makes parsing count the marks that it leaves in the text, for a report.
    pub fn count_marks(&mut self) {
        self.counts_marks = true;
    }

    /// Returns the pages in the byte order of their paths.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Returns the files of known formats that are no pages, in path order.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Returns the sites that hold pages, those with most pages first.
    pub fn sites(&self) -> Vec<FoundSite> {
        let numbers = self.sources.iter().map(|source| source.site);
        site::found(&self.sites, numbers)
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
        let notices = Notices::new(&source.path);
        if source.format == Format::Notebook {
            return self.read_notebook(source, notices);
        }
        let max_bytes = self.max_page_mb.saturating_mul(BYTES_PER_MB);
        let bytes = match &source.part {
            Some(part) => read::part_of(&source.file, part.offset, part.length.min(max_bytes)),
            None => read::bytes_of(&source.file, max_bytes),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => return read::unreadable(&error, notices),
        };
        self.page_of(source, bytes, notices)
    }

    /// Makes a page of what was read of its file, unless that is no text.
    fn page_of(&self, source: &Source, bytes: read::Bytes, mut notices: Notices) -> Read {
        let content = digest::of_bytes(&bytes);
        let text = read::text_of(bytes, self.max_page_mb, &mut notices);
        Read {
            page: text.map(|text| Page {
                digest: self.digest_of(source, &content),
                source: source.clone(),
                text,
                content,
            }),
            notices: notices.into_list(),
        }
    }

    /// Makes a page of a text that is not read from the source's file.
    pub fn page(&self, source: &Source, text: String) -> Page {
        let bytes = read::Bytes {
            size: text.len() as u64,
            bytes: text.clone().into_bytes(),
            is_cut: false,
        };
        let content = digest::of_bytes(&bytes);
        Page {
            digest: self.digest_of(source, &content),
            source: source.clone(),
            text,
            content,
        }
    }

    /// Parses a page that was read.
    pub fn parse_page(&self, page: &Page) -> Parsed {
        let mut notices = Notices::new(&page.source.path);
        let resolver = Resolver::new(&self.root);
        let mut aside = Aside {
            marks: self.counts_marks.then(Marks::default),
            ids: Vec::new(),
            is_sample: false,
        };
        let document = self.document(page, &resolver, &mut aside, &mut notices);
        Parsed {
            ids: aside.ids,
            marks: aside.marks.map(Marks::into_counts).unwrap_or_default(),
            document,
            notices: notices.into_list(),
            digest: Some(page.digest),
            content: Some(page.content),
            includes: resolver.into_files(),
        }
    }

    /// Returns the size of a page's file in bytes.
    fn size_of(&self, source: &Source) -> u64 {
        std::fs::metadata(&source.file).map_or(0, |file| file.len())
    }

    /// Says whether the folder is a live site's mirror.
    fn is_mirror(&self) -> bool {
        self.sites
            .iter()
            .any(|site| site.generator == Generator::Crawl && site.root.is_empty())
    }

    /// Returns the site that a page belongs to.
    fn site_of(&self, source: &Source) -> &Site {
        &self.sites[source.site]
    }

    /// Returns what the HTML pages of a page's site share.
    fn shared_by(&self, source: &Source) -> Option<&Boilerplate> {
        let shared = self.boilerplate.get(source.site)?;
        Some(shared.get_or_init(|| Boilerplate::sample(self, source.site)))
    }
}

/// Returns how often a hostile page of a test repeats its marks;
/// `DOCENT_CASES` multiplies it.
#[cfg(test)]
fn hostile(n: usize) -> usize {
    let factor = std::env::var("DOCENT_CASES").ok();
    n * factor.and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Returns the name of a value in its table of names; each value stands there.
fn name_in<T: Copy + PartialEq>(names: &[(T, &'static str)], value: T) -> &'static str {
    let mut names = names.iter();
    let found = names.find_map(|(known, name)| (*known == value).then_some(*name));
    found.unwrap_or_default()
}
