//! Text that stands on most pages of a built site: offers, hints, footers.
//!
//! A few pages of a site are read before its first HTML page is. A paragraph
//! that stands on half of them or more is the site's, not theirs.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::FxHasher;

use crate::document::{Block, Document, Section};

use super::{Corpus, Format, Source};

/// The fewest pages that show what a site repeats.
const MIN_PAGES: usize = 8;

/// How many pages of a site are read for it.
const MAX_PAGES: usize = 24;

/// The largest file that is read for it, in bytes.
const MAX_FILE_BYTES: u64 = 512 * 1024;

/// The shortest paragraph that is taken for a site's, in bytes: pages of one
/// kind share headers of tables and captions.
const MIN_BYTES: usize = 24;

/// The paragraphs that the HTML pages of a site share, by their hashes.
#[derive(Debug, Clone, Default)]
pub(super) struct Boilerplate {
    hashes: HashSet<u64>,
}

impl Boilerplate {
    /// Reads a few of a corpus's HTML pages, those of one site.
    pub(super) fn sample(corpus: &Corpus, site: usize) -> Self {
        let of_site = |source: &&Source| source.site == site && source.format == Format::Html;
        let pages: Vec<&Source> = corpus.sources().iter().filter(of_site).collect();
        if pages.len() < MIN_PAGES {
            return Self::default();
        }
        let n_steps = pages.len().min(MAX_PAGES);
        let chosen = (0..n_steps).map(|step| pages[step * pages.len() / n_steps]);
        let is_small = |source: &&Source| corpus.size_of(source) <= MAX_FILE_BYTES;
        let mut counts: HashMap<u64, usize> = HashMap::new();
        let mut n_read = 0;
        for source in chosen.filter(is_small) {
            let Some(document) = corpus.unstripped(source) else {
                continue;
            };
            n_read += 1;
            for hash in hashes(&document) {
                *counts.entry(hash).or_default() += 1;
            }
        }
        if n_read < MIN_PAGES {
            return Self::default();
        }
        let shared = counts.into_iter().filter(|(_, n)| n * 2 >= n_read);
        Self {
            hashes: shared.map(|(hash, _)| hash).collect(),
        }
    }

    /// Takes the site's paragraphs out of a page that has others.
    pub(super) fn strip(&self, sections: &mut [Section]) {
        let is_own = |block: &Block| match block {
            Block::Prose(text) => !self.hashes.contains(&hash(text)),
            Block::Code(_) => true,
        };
        let mut blocks = sections.iter().flat_map(|section| &section.blocks);
        // Pages that are all alike have nothing else to be found by.
        if self.hashes.is_empty() || !blocks.any(is_own) {
            return;
        }
        for section in sections {
            section.blocks.retain(is_own);
        }
    }

    /// Returns a number that changes with what is taken out.
    pub(super) fn digest(&self) -> u64 {
        self.hashes.iter().fold(0, |all, hash| all ^ hash)
    }
}

/// Returns the hashes of a page's paragraphs, each once.
fn hashes(document: &Document) -> HashSet<u64> {
    let prose = document.sections.iter().flat_map(Section::prose);
    prose
        .filter(|text| text.len() >= MIN_BYTES)
        .map(hash)
        .collect()
}

fn hash(text: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use std::fs;

    #[test]
    fn what_most_pages_repeat_is_no_text_of_theirs() {
        let folder = tempfile::tempdir().unwrap();
        for n in 0..10 {
            let own = if n < 4 {
                "A hint that four pages give to their readers."
            } else {
                "x"
            };
            let page = format!(
                "<body><p>Page {n} says something of its own here.</p><p>{own}</p>\
                 <p>Subscribe to our letter for the news of the harbour.</p></body>"
            );
            fs::write(folder.path().join(format!("{n}.html")), page).unwrap();
        }
        let corpus = Corpus::open(folder.path(), &Config::default()).unwrap();
        let document = corpus.parse(&corpus.sources()[3]).document.unwrap();
        let prose: Vec<&str> = document.sections[0].prose().collect();
        assert_eq!(
            prose,
            [
                "Page 3 says something of its own here.",
                "A hint that four pages give to their readers."
            ]
        );
    }

    #[test]
    fn pages_that_are_all_alike_keep_their_text() {
        let folder = tempfile::tempdir().unwrap();
        let page = "<body><p>This page has moved to the new harbour.</p></body>";
        for n in 0..10 {
            fs::write(folder.path().join(format!("{n}.html")), page).unwrap();
        }
        let corpus = Corpus::open(folder.path(), &Config::default()).unwrap();
        let document = corpus.parse(&corpus.sources()[3]).document.unwrap();
        assert_eq!(document.sections[0].prose().count(), 1);
    }

    #[test]
    fn sampling_reads_on_past_hostile_pages() {
        let folder = tempfile::tempdir().unwrap();
        let hostile: [Vec<u8>; 4] = [
            b"<p>".repeat(50_000),
            b"\xff\xfe<p>\xff".repeat(9),
            vec![0; 4_000],
            b"<div><a href='x'>".repeat(20_000),
        ];
        for n in 0..12 {
            let shared = "<p>Subscribe to our letter for the news of the harbour.</p>";
            let page = format!("<body><p>Page {n} says something of its own.</p>{shared}</body>");
            let bytes = hostile.get(n).cloned().unwrap_or_else(|| page.into_bytes());
            fs::write(folder.path().join(format!("{n:02}.html")), bytes).unwrap();
        }
        let corpus = Corpus::open(folder.path(), &Config::default()).unwrap();
        let document = corpus.parse(&corpus.sources()[11]).document.unwrap();
        let prose: Vec<&str> = document.sections[0].prose().collect();
        assert_eq!(prose, ["Page 11 says something of its own."]);
    }
}
