//! Pages without a known generator: what their text shows is what they get.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::{Generator, Preset, Site, Tree};

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
pub(super) fn site(_tree: &Tree<'_>) -> Site {
    Site::new(Generator::Plain, "", "")
}
