//! The Ruby on Rails Guides.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::frontmatter::Value;
use super::super::headings::SlugRule;
use super::super::settings::settings_of;
use super::tree::join;
use super::{Entry, Generator, Preset, Site, Tree};

/// What each guide says to those who read its source.
const WARNING: &str = "DO NOT READ THIS FILE ON GITHUB";

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::File,
        anchors: SlugRule::Rails,
        dialects: vec![Dialect::Admonitions, Dialect::Fences],
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: the folder of `documents.yaml`, or one whose guides warn
/// their readers off.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for (folder, sign) in tree.holding(&["documents.yaml"]) {
        let text = tree.read(sign).unwrap_or_default();
        if text.contains("documents:") {
            let mut site = Site::new(Generator::RailsGuides, folder, sign);
            if let Some(chapters) = settings_of(&text) {
                read_chapters(&chapters, folder, &mut site);
            }
            sites.push(site);
        }
    }
    for (folder, sign) in tree.holding(&["getting_started.md"]) {
        let is_known = sites.iter().any(|site| site.holds(sign));
        if !is_known && tree.read(sign).is_some_and(|text| text.contains(WARNING)) {
            sites.push(Site::new(Generator::RailsGuides, folder, sign));
        }
    }
    sites
}

/// Reads the list of guides, which stand in chapters.
fn read_chapters(list: &Value, folder: &str, site: &mut Site) {
    let mut order = 0;
    for chapter in list.items() {
        let name = chapter.get("name").and_then(Value::text);
        let documents = chapter.get("documents").map_or(&[][..], Value::items);
        for document in documents {
            let Some(url) = document.get("url").and_then(Value::text) else {
                continue;
            };
            order += 1;
            let stem = url.strip_suffix(".html").unwrap_or(url);
            let title = document.get("name").and_then(Value::text);
            let entry = Entry {
                order: Some(order),
                title: title.map(str::to_owned),
                chapters: name.iter().map(|name| (*name).to_owned()).collect(),
                url: None,
            };
            let path = join(folder, &format!("{stem}.md"));
            site.navigation.entry(path).or_insert(entry);
        }
    }
}
