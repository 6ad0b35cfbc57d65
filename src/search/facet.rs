//! Facet counts over the page table: disjunctive, exact, hierarchical.
//!
//! Each facet is counted with all filters but its own, so a count is what a
//! click would show. Cost: the values of the matching pages.

use std::collections::BTreeMap;

use super::score::Ranked;
use crate::api::{Facet, FacetValue, Filter, Test};
use crate::index::{FacetColumn, PageTable};

/// Counts the facets asked for.
pub(super) fn count(
    pages: &PageTable,
    matching: &[Ranked],
    fail_one_facet: &[(u32, u8)],
    filter: &Filter,
    wanted: Option<&[String]>,
) -> BTreeMap<String, Facet> {
    let mut facets = BTreeMap::new();
    for (number, column) in pages.facets().iter().enumerate() {
        if wanted.is_some_and(|names| !names.contains(&column.name)) || column.values.is_empty() {
            continue;
        }
        let mut counts = vec![0_usize; column.values.len()];
        let fails_only_this = fail_one_facet
            .iter()
            .filter(|(_, facet)| usize::from(*facet) == number)
            .map(|(page, _)| *page);
        for page in matching
            .iter()
            .map(|ranked| ranked.page)
            .chain(fails_only_this)
        {
            for value in column.of_page(page) {
                counts[*value as usize] += 1;
            }
        }
        facets.insert(column.name.clone(), facet(column, &counts, filter));
    }
    facets
}

/// Returns a facet's values: those with pages and those selected.
fn facet(column: &FacetColumn, counts: &[usize], filter: &Filter) -> Facet {
    let is_selected = |value: &str| {
        let conditions = filter.clauses.iter().flat_map(|clause| &clause.any);
        conditions
            .filter(|condition| condition.field == column.name && !condition.negated)
            .any(|condition| matches!(&condition.test, Test::Is(known) if known == value))
    };
    let rows = column
        .values
        .iter()
        .zip(counts)
        .map(|(value, count)| FacetValue {
            value: value.clone(),
            count: *count,
            selected: is_selected(value),
        });
    let mut values: Vec<FacetValue> = rows.filter(|row| row.count > 0 || row.selected).collect();
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    Facet {
        values,
        exhaustive: true,
    }
}
