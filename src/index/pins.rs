//! The pins of a generation, by the query that they are for.

use rustc_hash::FxHashMap;

use super::pages::PageTable;
use crate::analysis::query_key;
use crate::config;

/// Where the owner wants a page to stand for a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// At this place among the results, from 1.
    At(usize),
    /// Nowhere.
    Hidden,
}

/// A page with its place for one query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pinned {
    /// The page's ordinal.
    pub page: u32,
    /// Its place.
    pub placement: Placement,
}

/// The pins of a generation.
#[derive(Debug, Clone, Default)]
pub struct Pins(FxHashMap<String, Vec<Pinned>>);

impl Pins {
    /// Reads the pins of a manifest; pages that are not there are passed over.
    pub(super) fn new(pins: &[config::Pin], pages: &PageTable) -> Self {
        let mut by_query: FxHashMap<String, Vec<Pinned>> = FxHashMap::default();
        for pin in pins {
            let Some(page) = pages.find(&pin.page) else {
                continue;
            };
            let placement = match pin.hide {
                true => Placement::Hidden,
                false => Placement::At(pin.position()),
            };
            for query in pin.queries() {
                let key = query_key(query);
                let pinned = by_query.entry(key).or_default();
                // Of two pins of one page for one query the first holds.
                if pinned.iter().all(|known| known.page != page) {
                    pinned.push(Pinned { page, placement });
                }
            }
        }
        by_query.remove("");
        Self(by_query)
    }

    /// Returns the pins for a query, in the order of `docent.toml`.
    pub fn of(&self, q: &str) -> &[Pinned] {
        if self.0.is_empty() {
            return &[];
        }
        self.0.get(&query_key(q)).map_or(&[], Vec::as_slice)
    }
}
