//! Facet counts over the page table: disjunctive, exact, hierarchical.
//!
//! Each facet is counted with all filters but its own, so a count is what a
//! click would show: pages of one family count once for a value, as the click
//! shows one of them. Cost: the values of the matching pages.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::score::Ranked;
use crate::api::{Facet, FacetValue, Filter, Test};
use crate::index::{FacetColumn, PageTable};

/// Counts the facets asked for; `matching` holds every page of each family.
pub(super) fn count(
    pages: &PageTable,
    matching: &[Ranked],
    fail_one_facet: &[(u32, u8)],
    filter: &Filter,
    wanted: Option<&[String]>,
) -> BTreeMap<String, Facet> {
    let families = pages.families();
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
        // A click shows one page of a family, whichever of them has the value.
        let mut of_families: Vec<(u32, u32)> = Vec::new();
        for page in matching
            .iter()
            .map(|ranked| ranked.page)
            .chain(fails_only_this)
        {
            let values = column.of_page(page);
            if let Some(family) = families.of(page) {
                of_families.extend(values.iter().map(|value| (*value, family)));
                continue;
            }
            for value in values {
                counts[*value as usize] += 1;
            }
        }
        of_families.sort_unstable();
        of_families.dedup();
        for (value, _) in of_families {
            counts[value as usize] += 1;
        }
        let facet = facet(column, &counts, filter, MAX_VALUES);
        facets.insert(column.name.clone(), facet);
    }
    facets
}

/// The most values of a facet in one answer; the rest is cut, the least first.
const MAX_VALUES: usize = 100;

/// Returns a facet's values: those with pages and those selected.
pub(super) fn facet(
    column: &FacetColumn,
    counts: &[usize],
    filter: &Filter,
    max_values: usize,
) -> Facet {
    let selected = selected_values(column, filter);
    let mut values: Vec<usize> = (0..counts.len())
        .filter(|value| counts[*value] > 0 || selected.contains(value))
        .collect();
    // Values are in order of text, so their numbers break ties.
    let key = |value: &usize| (!selected.contains(value), Reverse(counts[*value]), *value);
    let exhaustive = values.len() <= max_values;
    if !exhaustive {
        values.select_nth_unstable_by_key(max_values, key);
        values.truncate(max_values);
    }
    values.sort_unstable_by_key(|value| (Reverse(counts[*value]), *value));
    let rows = values.into_iter().map(|value| FacetValue {
        value: column.values[value].clone(),
        label: column.label_of(value).unwrap_or_default().to_owned(),
        count: counts[value],
        selected: selected.contains(&value),
    });
    Facet {
        label: column.label.clone(),
        values: rows.collect(),
        exhaustive,
    }
}

/// Returns the numbers of the values that a filter asks for.
fn selected_values(column: &FacetColumn, filter: &Filter) -> Vec<usize> {
    let conditions = filter.clauses.iter().flat_map(|clause| &clause.any);
    conditions
        .filter(|condition| condition.field == column.name && !condition.negated)
        .filter_map(|condition| match &condition.test {
            Test::Is(value) => column.number_of(value),
            _ => None,
        })
        .map(|number| number as usize)
        .collect()
}
