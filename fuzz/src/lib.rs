//! What the fuzz targets share: a corpus of one page whose text they replace.
//!
//! `cargo fuzz run -s none TARGET` runs one, on stable Rust; `.ci/fuzz` runs
//! all of them from pages of the golden corpus.

use std::fs;

use docent::config::Config;
use docent::corpus::Corpus;
use docent::document::Document;

/// How many times its size the text of a document may be, with all it includes.
const MAX_GROWTH: usize = 64;

/// A corpus of one page.
pub struct OnePage {
    /// None for a generator that has no pages without its own list of them.
    corpus: Option<Corpus>,
    _folder: tempfile::TempDir,
}

impl OnePage {
    /// Makes a corpus of a page of this name, as a generator reads it.
    pub fn new(name: &str, generator: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join(name), "x").expect("a page");
        fs::write(folder.path().join("part.md"), "# Part\n\ntext\n").expect("a part");
        let mut config = Config::default();
        config.preset.generator = generator.to_owned();
        let corpus = Corpus::open(folder.path(), &config).ok();
        Self {
            corpus,
            _folder: folder,
        }
    }

    /// Parses a text as that page and checks what holds for any page.
    pub fn parse(&self, name: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let size = text.len();
        let Some(corpus) = &self.corpus else {
            return;
        };
        let sources = corpus.sources();
        let Some(source) = sources.iter().find(|source| source.path == name) else {
            return;
        };
        let page = corpus.page(source, text);
        if let Some(document) = corpus.parse_page(&page).document {
            check(&document, size);
        }
    }
}

/// Reads a file of its own in every way from its bytes on.
pub fn parse_file(name: &str, bytes: &[u8]) {
    thread_local! {
        static FOLDER: tempfile::TempDir = tempfile::tempdir().expect("a temporary folder");
    }
    FOLDER.with(|folder| {
        fs::write(folder.path().join(name), bytes).expect("a page");
        // A file of records without one is no corpus.
        let Ok(corpus) = Corpus::open(folder.path(), &Config::default()) else {
            return;
        };
        let documents = corpus
            .sources()
            .iter()
            .map(|source| corpus.parse(source).document);
        for document in documents.flatten() {
            check(&document, bytes.len());
        }
    });
}

/// Checks what every layer above relies on.
fn check(document: &Document, size: usize) {
    assert!(!document.title.is_empty(), "a page has a title");
    assert!(!document.sections.is_empty(), "a page has its own section");
    assert!(document.url.starts_with('/') || document.url.starts_with("http"));
    for section in &document.sections {
        for text in section.prose().chain(section.heading()) {
            assert!(!text.contains('\n'), "prose is one line");
            assert!(!text.chars().any(char::is_control), "no control character");
        }
    }
    // Includes may add the other file, not more than so often.
    assert!(
        document.text_bytes() <= (size + 100) * MAX_GROWTH,
        "text does not grow"
    );
}
