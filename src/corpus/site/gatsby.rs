//! Gatsby and its like: `NAME/index.md` for each page.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::{Generator, Mount, Preset, Site, Tree};

/// Folders named by a language in words, with its tag.
const LANGUAGES: [(&str, &str); 8] = [
    ("arabic", "ar"),
    ("chinese", "zh"),
    ("english", "en"),
    ("french", "fr"),
    ("german", "de"),
    ("portuguese", "pt"),
    ("russian", "ru"),
    ("spanish", "es"),
];

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Folder,
        anchors: SlugRule::Github,
        dialects: vec![Dialect::Fences],
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds a site whose folders are languages in words, full of index pages.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut mounts = Vec::new();
    for (name, tag) in LANGUAGES {
        let paths = tree.under(name);
        let is_index = |path: &&String| path.ends_with("/index.md");
        let n_indexes = paths.iter().filter(is_index).count();
        if n_indexes > 0 && n_indexes * 10 >= paths.len() * 9 {
            mounts.push(Mount {
                folder: name.to_owned(),
                // English has the root to itself, the others their own folders.
                url: match tag {
                    "en" => "/".to_owned(),
                    _ => format!("/{name}/"),
                },
                language: Some(tag.to_owned()),
                version: None,
            });
        }
    }
    if mounts.is_empty() {
        return Vec::new();
    }
    let mut site = Site::new(
        Generator::Gatsby,
        "",
        &format!("{}/**/index.md", mounts[0].folder),
    );
    site.mounts = mounts;
    vec![site]
}
