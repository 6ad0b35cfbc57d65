//! Pages without a known generator: what their text shows is what they get.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::super::language;
use super::{Generator, Mount, Preset, Site, Tree};

/// Returns how plain pages are served.
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

/// Returns the site of all pages that belong to no other.
///
/// Folders of languages are served as they are named, and are no topics.
pub(super) fn site(tree: &Tree<'_>) -> Site {
    let mut site = Site::new(Generator::Plain, "", "");
    let languages = language::folders(tree).into_iter();
    site.mounts.extend(languages.map(|(folder, tag)| Mount {
        url: format!("/{folder}/"),
        folder,
        language: Some(tag),
        version: None,
    }));
    site
}
