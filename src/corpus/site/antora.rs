//! Antora: components and modules of AsciiDoc; a book of it without.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::headings::SlugRule;
use super::{Generator, Preset, Site, Tree};

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::File,
        anchors: SlugRule::Asciidoctor,
        dialects: vec![],
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&["antora.yml"]);
    let sites = found
        .into_iter()
        .map(|(folder, sign)| Site::new(Generator::Antora, folder, sign));
    sites.collect()
}
