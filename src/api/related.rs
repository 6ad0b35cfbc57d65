//! Pages that belong with a page.

use serde::{Deserialize, Serialize};

use super::IndexInfo;

/// The most related pages that can be asked for.
pub const MAX_RELATED: usize = 20;

/// A page that belongs with another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The page's id.
    pub id: String,
    /// Where to read it.
    pub url: String,
    /// Its title.
    pub title: String,
    /// What it says of itself in a sentence or two.
    pub description: Option<String>,
    /// Its topics' names from the top down, for show.
    pub breadcrumbs: Vec<String>,
    /// Its level, where it says one.
    pub level: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its version, where it says one.
    pub version: Option<String>,
    /// From 0 to 1 and a little more; comparable within one answer only.
    pub score: f64,
    /// The words that both pages are about, the most telling first.
    pub terms: Vec<String>,
    /// Whether one of the two pages links to the other.
    pub linked: bool,
}

/// The answer to what belongs with a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RelatedResponse {
    /// The page that was asked about.
    pub page: RelatedTo,
    /// The pages, nearest first.
    pub related: Vec<Related>,
    /// Which index answered.
    pub index: IndexInfo,
}

/// The page that was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedTo {
    /// Its id.
    pub id: String,
    /// Where to read it.
    pub url: String,
    /// Its title.
    pub title: String,
}
