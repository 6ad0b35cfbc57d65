//! Records: how many a page yields, which of them a window holds, their facets.
//!
//! Counting needs no text: the sections that matched are known from the weights,
//! and which of them are one to a reader from the page table. Cost: the sections
//! of the matching pages, each page's only until it has as many as are listed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::facet;
use super::matcher::Plan;
use super::score::Ranked;
use crate::api::{Facet, Filter, Records, SearchRequest};
use crate::index::{PageTable, Scratch, Snapshot};

/// A value, a family that has it, how good its page is, and the page's records.
type FamilyRow = (u32, u32, Reverse<(u8, i64)>, usize);

/// How many records each page yields, by page; 0 for pages that do not match.
pub(super) struct Sizes(Vec<u8>);

impl Sizes {
    /// Counts the records of the pages that match.
    pub(super) fn new(
        snapshot: &Snapshot,
        plan: &Plan<'_>,
        request: &SearchRequest,
        matching: &[Ranked],
        scratch: &Scratch,
    ) -> Self {
        let mut sizes = vec![0; snapshot.n_pages()];
        for ranked in matching {
            let sections = n_sections(snapshot, plan, ranked.page, request.sections, scratch);
            sizes[ranked.page as usize] = u8::try_from(1 + sections).unwrap_or(u8::MAX);
        }
        Self(sizes)
    }

    fn of(&self, ranked: &Ranked) -> usize {
        usize::from(self.0[ranked.page as usize])
    }

    /// Returns how many records these pages yield.
    pub(super) fn total(&self, pages: &[Ranked]) -> usize {
        pages.iter().map(|ranked| self.of(ranked)).sum()
    }

    /// Returns the pages that a window holds records of, and how many of the
    /// first one's stand before it.
    pub(super) fn window<'r>(
        &self,
        pages: &'r [Ranked],
        records: Records,
    ) -> (&'r [Ranked], usize) {
        let mut before = records.offset;
        let first = pages.iter().position(|ranked| {
            let is_first = before < self.of(ranked);
            before -= if is_first { 0 } else { self.of(ranked) };
            is_first
        });
        let pages = first.map_or(&[][..], |first| &pages[first..]);
        let mut room = before + records.length;
        let shown = pages.iter().take_while(|ranked| {
            let has_room = room > 0;
            room = room.saturating_sub(self.of(ranked));
            has_room
        });
        let shown = if records.length == 0 {
            0
        } else {
            shown.count()
        };
        (&pages[..shown], before)
    }

    /// Counts facets in records; `matching` holds every page of each family.
    ///
    /// A click on a value shows one page of a family, the best that has it.
    pub(super) fn facets(
        &self,
        pages: &PageTable,
        matching: &[Ranked],
        request: &SearchRequest,
        max_values: usize,
    ) -> BTreeMap<String, Facet> {
        let wanted = request.facets.as_deref();
        let columns = pages.facets().iter().filter(|column| {
            wanted.is_none_or(|names| names.contains(&column.name)) && !column.values.is_empty()
        });
        let facets = columns.map(|column| {
            let mut counts = vec![0; column.values.len()];
            let mut of_families: Vec<FamilyRow> = Vec::new();
            for ranked in matching {
                let (values, size) = (column.of_page(ranked.page), self.of(ranked));
                match pages.families().of(ranked.page) {
                    Some(family) => {
                        let place = Reverse((ranked.tier, ranked.score));
                        let rows = values.iter().map(|value| (*value, family, place, size));
                        of_families.extend(rows);
                    }
                    None => values
                        .iter()
                        .for_each(|value| counts[*value as usize] += size),
                }
            }
            of_families.sort_unstable();
            of_families.dedup_by_key(|(value, family, ..)| (*value, *family));
            for (value, _, _, size) in of_families {
                counts[value as usize] += size;
            }
            let facet = facet::facet(column, &counts, &Filter::default(), max_values);
            (column.name.clone(), facet)
        });
        facets.collect()
    }
}

/// Returns how many sections of a page match, beside its own, at most `most`.
fn n_sections(
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    page: u32,
    most: usize,
    scratch: &Scratch,
) -> usize {
    let block = snapshot.block(page);
    let Some(base) = scratch.bases.get(block.segment as usize) else {
        return 0;
    };
    let record = snapshot.pages().record(page);
    let weights = &scratch.section_weights[..plan.n_slots()];
    let mut wholes: Vec<u32> = Vec::new();
    for place in 1..block.end - block.start {
        if wholes.len() >= most {
            break;
        }
        let section = (base + block.start + place) as usize;
        if weights.iter().any(|weights| weights[section] > 0) {
            let whole = record.section_of(place);
            if whole > 0 && !wholes.contains(&whole) {
                wholes.push(whole);
            }
        }
    }
    wholes.len()
}
