//! mdBook: a book of chapters listed in `SUMMARY.md`.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::super::metadata::language_of;
use super::super::resolve::normal;
use super::tree::join;
use super::{Generator, Preset, Site, Tree, summary};

/// What only the chapters of an mdBook hold.
const MARKS: [&str; 4] = [
    "{{#include ",
    "{{#rustdoc_include ",
    "{{#playground ",
    "```rust,",
];

/// The most chapters that are looked at for these marks.
const MAX_SAMPLES: usize = 200;

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::File,
        anchors: SlugRule::MdBook,
        dialects: vec![Dialect::Includes, Dialect::Jsx, Dialect::Fences],
        left_out: vec![("the list of chapters", "SUMMARY.md".to_owned())],
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: by `book.toml`, or by a `SUMMARY.md` and mdBook's marks in
/// the chapters that it lists.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&["book.toml"]).into_iter();
    let mut sites: Vec<Site> = found
        .map(|(folder, sign)| book(tree, folder, sign))
        .collect();
    for (folder, summary) in tree.holding(&["SUMMARY.md"]) {
        let is_known = sites.iter().any(|site| site.holds(summary));
        if !is_known && has_marks(tree, folder, summary) {
            let root = match folder.rsplit_once('/') {
                Some((above, "src")) => above,
                None if folder == "src" => "",
                _ => folder,
            };
            let mut site = Site::new(Generator::MdBook, root, summary);
            site.mounts[0].folder = folder.to_owned();
            list(tree, &mut site, folder);
            sites.push(site);
        }
    }
    sites
}

/// Reads the book that a `book.toml` describes.
fn book(tree: &Tree<'_>, folder: &str, sign: &str) -> Site {
    let mut site = Site::new(Generator::MdBook, folder, sign);
    let text = tree.read(sign).unwrap_or_default();
    let settings: toml::Table = toml::from_str(&text).unwrap_or_default();
    let of_book = |key: &str| settings.get("book")?.get(key)?.as_str();
    let source = of_book("src").unwrap_or("src");
    let source = normal(&join(folder, source)).unwrap_or_default();
    site.mounts[0].folder.clone_from(&source);
    site.mounts[0].language = of_book("language").and_then(language_of);
    let html = settings.get("output").and_then(|output| output.get("html"));
    site.introduce(of_book("title"), None);
    let served_at = html.and_then(|html| html.get("site-url")?.as_str());
    if let Some(path) = served_at.filter(|path| path.starts_with('/')) {
        site.mounts[0].url = format!("{}/", path.trim_end_matches('/'));
    }
    let redirects = html.and_then(|html| html.get("redirect")?.as_table());
    for (old, new) in redirects.into_iter().flatten() {
        if let Some(new) = new.as_str() {
            let old = format!("/{}", old.trim_start_matches('/'));
            site.redirects.push((old, new.to_owned()));
        }
    }
    list(tree, &mut site, &source);
    site
}

/// Reads the list of chapters; only they are pages.
fn list(tree: &Tree<'_>, site: &mut Site, folder: &str) {
    if let Some(text) = tree.read(&join(folder, "SUMMARY.md")) {
        site.navigation = summary::read(&text, folder);
    }
    if !site.navigation.is_empty() {
        site.only_listed = Some("not in the list of chapters");
    }
}

/// Says whether some chapter of a summary shows a mark of mdBook.
fn has_marks(tree: &Tree<'_>, folder: &str, path: &str) -> bool {
    let text = tree.read(path).unwrap_or_default();
    let mut chapters: Vec<String> = summary::read(&text, folder).into_keys().collect();
    chapters.sort();
    let mut read = chapters
        .iter()
        .take(MAX_SAMPLES)
        .filter_map(|path| tree.read(path));
    read.any(|text| MARKS.iter().any(|mark| text.contains(mark)))
}
