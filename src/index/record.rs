//! What the page table keeps of one page.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::analysis::name_key;
use crate::api::STANDARD_FACETS;
use crate::document::{Document, Section};

/// The values of the facet `status` with which a page is put lower.
const OUTDATED: [&str; 5] = ["archived", "deprecated", "legacy", "obsolete", "stub"];

/// What is kept of a page for filters, orders and show.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PageRecord {
    /// See [`Document::path`].
    pub path: String,
    /// See [`Document::id`].
    pub id: String,
    /// See [`Document::url`].
    pub url: String,
    /// See [`Document::title`].
    pub title: String,
    /// See [`Document::description`].
    pub description: Option<String>,
    /// The keys (see [`name_key`]) of the title, the aliases and the file name:
    /// what a reader may type to mean exactly this page. The title is the first.
    pub names: Vec<String>,
    /// See [`Document::date`].
    pub date: Option<String>,
    /// See [`Document::weight`].
    pub weight: Option<i64>,
    /// Facet values by facet name; hierarchical ones as the author wrote them.
    pub facets: BTreeMap<String, Vec<String>>,
    /// The topics as readers see them, in the order of the facet: `Web/CSS`.
    pub topic_labels: Vec<String>,
    /// What it shares with its translations and other versions; `None` without.
    pub family: Option<String>,
    /// The pages that it links to, by ordinal, each once.
    pub links: Vec<u32>,
    /// How many sections the page has.
    pub n_sections: u32,
    /// Sections that are no hit of their own, with the one that they belong to,
    /// by place: pieces of a long section share its anchor, what has no anchor
    /// belongs to the page's own section.
    pub pieces: Vec<(u32, u32)>,
    /// The page's words: whole tokens of titles, headings, prose and code.
    pub n_words: u32,
}

impl PageRecord {
    /// Returns the record of a document of so many words.
    pub fn new(document: &Document, n_words: u32) -> Self {
        let mut facets = document.facets.clone();
        let single = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
        let standard = [
            document.topics.clone(),
            single(&document.level),
            single(&document.language),
            single(&document.version),
            document.code_languages(),
        ];
        for (name, values) in STANDARD_FACETS.iter().zip(standard) {
            if !values.is_empty() {
                facets.insert((*name).to_owned(), values);
            }
        }
        let slug = document.id.rsplit('/').next().unwrap_or_default();
        let mut names = Vec::new();
        let aliases = document.aliases.iter().map(String::as_str);
        for name in [document.title.as_str()]
            .into_iter()
            .chain(aliases)
            .chain([slug])
        {
            let name = name_key(name);
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        Self {
            path: document.path.clone(),
            id: document.id.clone(),
            url: document.url.clone(),
            title: document.title.clone(),
            description: document.description.clone(),
            names,
            date: document.date.clone(),
            weight: document.weight,
            facets,
            topic_labels: document.topic_labels.clone(),
            family: document.family.clone(),
            links: Vec::new(),
            n_sections: u32::try_from(document.sections.len()).unwrap_or(u32::MAX),
            pieces: pieces_of(&document.sections),
            n_words,
        }
    }

    /// Returns whether the page says of itself that it is not what most readers
    /// want: out of date, or hardly begun.
    pub fn is_outdated(&self) -> bool {
        let status = self.facets.get("status").into_iter().flatten();
        status
            .into_iter()
            .any(|status| OUTDATED.contains(&status.as_str()))
    }

    /// Says whether somebody who gives an id, a file or an address means this
    /// page; of an address without the site's, the path is enough.
    pub fn is_called(&self, name: &str) -> bool {
        let plain = name.split(['#', '?']).next().unwrap_or_default();
        let plain = plain.trim_end_matches('/');
        let url = self.url.trim_end_matches('/');
        let path = url
            .split_once("://")
            .map_or(url, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
        let is_address = !plain.is_empty() && (url == plain || path == plain);
        self.id == name || self.path == name || is_address
    }

    /// Returns the parts of its first topic as readers see them.
    pub fn breadcrumbs(&self) -> Vec<String> {
        let first = self.topic_labels.first().into_iter();
        first
            .flat_map(|label| label.split('/').map(str::to_owned))
            .collect()
    }

    /// Returns the place of the section that a section belongs to, often itself.
    pub fn section_of(&self, place: u32) -> u32 {
        let piece = self
            .pieces
            .binary_search_by_key(&place, |(piece, _)| *piece);
        piece.map_or(place, |at| self.pieces[at].1)
    }

    /// Returns the first value of a facet.
    pub fn facet(&self, name: &str) -> Option<&String> {
        self.facets.get(name)?.first()
    }
}

/// Returns the sections that are no hit of their own, see [`PageRecord::pieces`].
fn pieces_of(sections: &[Section]) -> Vec<(u32, u32)> {
    let mut first: FxHashMap<&str, u32> = FxHashMap::default();
    let mut pieces = Vec::new();
    for (place, section) in (0_u32..).zip(sections) {
        let anchor = section.anchor.as_deref();
        let whole = match anchor.filter(|_| section.heading().is_some()) {
            Some(anchor) => *first.entry(anchor).or_insert(place),
            None => 0,
        };
        if whole != place {
            pieces.push((place, whole));
        }
    }
    pieces
}
