//! Sphinx: reStructuredText, or Markdown by MyST.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::headings::SlugRule;
use super::{Generator, Preset, Site, Tree};

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::File,
        anchors: SlugRule::Sphinx,
        dialects: vec![],
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Rst,
    }
}

/// Finds its sites.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&["conf.py"]);
    let sites = found
        .into_iter()
        .map(|(folder, sign)| Site::new(Generator::Sphinx, folder, sign));
    sites.collect()
}
