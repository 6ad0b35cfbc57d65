//! The owner's last word: pages at a place, or hidden, for one query.
//!
//! What is hidden is taken out, and what is pinned put in, before anything is
//! counted, so totals, facets and pages of results agree with what is shown. A
//! pinned page must pass the filters. Places hold in the order of relevance
//! only: who sorts by date wants dates.

use super::score::{Ranked, Ranking};
use crate::api::{SearchRequest, Sort};
use crate::index::{PageTable, Pinned, Placement, ResolvedFilter, Snapshot, Verdict};

/// The pins of one search.
pub(super) struct Applied<'s> {
    pages: &'s PageTable,
    pins: &'s [Pinned],
    places_hold: bool,
}

/// A pinned page that waits for its place.
pub(super) struct Waiting {
    position: usize,
    ranked: Ranked,
}

impl<'s> Applied<'s> {
    /// Finds the pins for what was typed.
    pub(super) fn new(snapshot: &'s Snapshot, request: &SearchRequest) -> Self {
        Self {
            pages: snapshot.pages(),
            pins: snapshot.pins().of(&request.q),
            places_hold: request.sort == Sort::Relevance,
        }
    }

    /// Takes hidden pages out and puts pinned ones in, before they are counted.
    pub(super) fn enter(&self, ranking: &mut Ranking, filter: &ResolvedFilter<'_>) {
        for pin in self.pins {
            let is_it = |page: u32| page == pin.page;
            if pin.placement == Placement::Hidden {
                ranking.pages.retain(|ranked| !is_it(ranked.page));
                ranking.fail_one_facet.retain(|(page, _)| !is_it(*page));
                continue;
            }
            let matched = ranking.pages.iter().any(|ranked| is_it(ranked.page));
            let counted = ranking.fail_one_facet.iter().any(|(page, _)| is_it(*page));
            match filter.verdict(pin.page) {
                Verdict::Pass if !matched => ranking.pages.push(Ranked {
                    page: pin.page,
                    tier: 0,
                    score: 0,
                }),
                Verdict::FailsFacet(facet) if !counted => {
                    let facet = u8::try_from(facet).ok();
                    let fails = facet.map(|facet| (pin.page, facet));
                    ranking.fail_one_facet.extend(fails);
                }
                _ => {}
            }
        }
    }

    /// Takes out the pinned pages, or what is shown of their families, before
    /// the others are put in order.
    pub(super) fn take(&self, ranked: &mut Vec<Ranked>) -> Vec<Waiting> {
        let mut waiting: Vec<Waiting> = Vec::new();
        if !self.places_hold {
            return waiting;
        }
        for pin in self.pins {
            let Placement::At(position) = pin.placement else {
                continue;
            };
            let place = ranked.iter().position(|one| self.is_for(pin, one.page));
            waiting.extend(place.map(|place| Waiting {
                position,
                ranked: ranked.swap_remove(place),
            }));
        }
        waiting.sort_by_key(|one| one.position);
        waiting
    }

    /// Puts pinned pages at their places among the first `n`, which are in order.
    pub(super) fn put(&self, waiting: Vec<Waiting>, ranked: &mut Vec<Ranked>, n: usize) {
        let mut least = 0;
        for one in waiting {
            let place = (one.position - 1).max(least);
            // Where fewer are found than the place asks for, the end is its place;
            // where the others were cut off, it is on a later page.
            let place = if ranked.len() < n {
                place.min(ranked.len())
            } else {
                place
            };
            if place <= ranked.len() {
                ranked.insert(place, one.ranked);
            }
            least = place + 1;
        }
    }

    /// Says what a pin does to a page, in words.
    pub(super) fn says(&self, page: u32) -> Option<String> {
        let places = self.pins.iter().find_map(|pin| match pin.placement {
            Placement::At(position) if self.is_for(pin, page) => Some(position),
            _ => None,
        });
        let position = places.filter(|_| self.places_hold)?;
        Some(format!(
            "docent.toml pins it to place {position} for this query"
        ))
    }

    fn is_for(&self, pin: &Pinned, page: u32) -> bool {
        let families = self.pages.families();
        let family = families.of(pin.page);
        page == pin.page || (family.is_some() && family == families.of(page))
    }
}
