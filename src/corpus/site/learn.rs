//! Microsoft Learn and DocFX.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::{Generator, Preset, Site, Tree};

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Bare,
        anchors: SlugRule::Github,
        dialects: vec![
            Dialect::Includes,
            Dialect::Learn,
            Dialect::Admonitions,
            Dialect::Fences,
        ],
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&["docfx.json"]);
    let sites = found
        .into_iter()
        .map(|(folder, sign)| Site::new(Generator::Learn, folder, sign));
    sites.collect()
}
