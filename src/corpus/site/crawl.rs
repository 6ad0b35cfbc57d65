//! A mirror of a live site: the addresses are those that the crawler noted.

use std::collections::{BTreeMap, HashMap};

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::headings::SlugRule;
use super::{Entry, Generator, Preset, Site, Tree, join};

/// The list of pages that the crawler writes.
pub const CRAWL_LIST: &str = "crawl.json";

/// The folder of the mirror that holds the pages.
pub const PAGES_FOLDER: &str = "pages";

/// What is read of the list.
#[derive(Deserialize)]
struct List {
    pages: BTreeMap<String, Page>,
}

#[derive(Deserialize)]
struct Page {
    file: String,
}

/// Returns how it serves pages: each as its address says.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Bare,
        anchors: SlugRule::Github,
        dialects: Vec::new(),
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds mirrors by their lists.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&[CRAWL_LIST]).into_iter();
    found
        .filter_map(|(folder, sign)| site(tree, folder, sign))
        .collect()
}

/// Reads the list of one mirror.
fn site(tree: &Tree<'_>, folder: &str, sign: &str) -> Option<Site> {
    let list: List = serde_json::from_str(&tree.read_list(sign)?).ok()?;
    let mut site = Site::new(Generator::Crawl, folder, sign);
    let entries = list.pages.into_iter().filter_map(|(address, page)| {
        let (_, rest) = address.split_once("://")?;
        let path = rest.find('/').map_or("/", |at| &rest[at..]);
        let folders = path.trim_end_matches('/').rsplit_once('/');
        let folders = folders.map_or("", |(folders, _)| folders).split('/');
        let folders = folders.filter(|folder| !folder.is_empty());
        let entry = Entry {
            chapters: folders
                .map(|folder| percent_decode_str(folder).decode_utf8_lossy().into_owned())
                .collect(),
            url: Some(path.to_owned()),
            ..Entry::default()
        };
        Some((join(folder, &page.file), entry))
    });
    site.navigation = entries.collect::<HashMap<_, _>>();
    for mount in &mut site.mounts {
        mount.folder = join(folder, PAGES_FOLDER);
    }
    Some(site)
}
