//! The sites of a corpus as commands show them.

use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::{Generator, Site};

/// A site that was found in the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSite {
    /// What made it.
    pub generator: Generator,
    /// Its folder in the corpus; empty for the corpus itself.
    pub folder: String,
    /// The file or the sign that it is known by.
    pub sign: String,
    /// Its own name, where its configuration says it.
    pub name: Option<String>,
    /// The address it is published at, where its configuration says it.
    pub address: Option<String>,
    /// How many of the corpus's pages belong to it.
    pub pages: usize,
    /// How a path becomes a URL.
    pub urls: UrlStyle,
    /// How a heading becomes an anchor.
    pub anchors: SlugRule,
    /// What is cleaned before Markdown is parsed.
    pub dialects: Vec<Dialect>,
    /// Whether `01-name` is served as `name`.
    pub strips_numbers: bool,
    /// The folders whose files are pages, each with the path it is served at.
    pub content: Vec<(String, String)>,
    /// Globs of files that are no pages of their own, below `folder`.
    pub leave_out: Vec<String>,
}

/// Returns the sites that hold pages, those with most pages first.
///
/// `numbers` are those of the sites that the pages belong to.
pub(in crate::corpus) fn found(
    sites: &[Site],
    numbers: impl Iterator<Item = usize>,
) -> Vec<FoundSite> {
    let mut counts = vec![0; sites.len()];
    for number in numbers {
        counts[number] += 1;
    }
    let with_pages = sites.iter().zip(counts).filter(|(_, pages)| *pages > 0);
    let mut found: Vec<FoundSite> = with_pages
        .map(|(site, pages)| describe(site, pages))
        .collect();
    found.sort_by_key(|site| std::cmp::Reverse(site.pages));
    found
}

fn describe(site: &Site, pages: usize) -> FoundSite {
    let mounts = site.mounts.iter();
    let rules = site.preset.left_out.iter();
    FoundSite {
        generator: site.generator,
        folder: site.root.clone(),
        sign: site.sign.clone(),
        name: site.name.clone(),
        address: site.address.clone(),
        pages,
        urls: site.preset.url,
        anchors: site.preset.anchors,
        dialects: site.preset.dialects.clone(),
        strips_numbers: site.preset.strips_numbers,
        content: mounts
            .map(|mount| (mount.folder.clone(), mount.url.clone()))
            .collect(),
        leave_out: rules.map(|(_, glob)| glob.clone()).collect(),
    }
}
