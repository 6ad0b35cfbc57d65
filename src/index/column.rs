//! One facet over all pages: its distinct values, and each page's.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::labels;
use super::pages::PageRecord;
use crate::api::{FacetKind, FacetSpec};

/// One facet over all pages: distinct values, and for each page its values.
#[derive(Debug, Clone, Default)]
pub struct FacetColumn {
    /// The facet's name.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What its values are.
    pub kind: FacetKind,
    /// The distinct values in order of text, numbers by value; of `a/b` also
    /// `a` where the facet is hierarchical.
    pub values: Vec<String>,
    /// Where the values of a page begin in `ids`; one entry more than pages.
    starts: Vec<u32>,
    ids: Vec<u32>,
    /// What readers see for each value; empty where that is the value itself.
    labels: Vec<String>,
}

impl FacetColumn {
    /// Returns the numbers of a page's values, lowest first.
    pub fn of_page(&self, page: u32) -> &[u32] {
        let page = page as usize;
        &self.ids[self.starts[page] as usize..self.starts[page + 1] as usize]
    }

    /// Returns what readers see for a value, if that is not the value itself.
    pub fn label_of(&self, value: usize) -> Option<&str> {
        let label = self.labels.get(value)?;
        (!label.is_empty() && *label != self.values[value]).then_some(label)
    }

    /// Returns the number of a value, if any page has it.
    pub fn number_of(&self, value: &str) -> Option<u32> {
        let value = match (self.kind, value.trim().parse::<f64>()) {
            (FacetKind::Number, Ok(number)) => Cow::Owned((number + 0.0).to_string()),
            _ => Cow::Borrowed(value),
        };
        let place = self
            .values
            .binary_search_by(|known| compare(self.kind, known, &value));
        place.ok().and_then(|place| u32::try_from(place).ok())
    }

    /// Returns the numbers of the values from one to another, both included.
    pub(super) fn between(&self, from: Option<&str>, to: Option<&str>) -> Vec<u32> {
        let above = |value: &str| from.is_none_or(|from| self.compare_bound(value, from).is_ge());
        let below = |value: &str| to.is_none_or(|to| self.compare_bound(value, to).is_le());
        let inside = (0_u32..).zip(&self.values);
        let inside = inside.filter(|(_, value)| above(value) && below(value));
        inside.map(|(number, _)| number).collect()
    }

    fn compare_bound(&self, value: &str, bound: &str) -> Ordering {
        match self.kind {
            FacetKind::Number => number(value).total_cmp(&number(bound)),
            FacetKind::Text | FacetKind::Date => value.cmp(bound),
        }
    }

    pub(super) fn build(spec: &FacetSpec, records: &[PageRecord]) -> Self {
        let mut rows: Vec<Vec<&str>> = Vec::with_capacity(records.len());
        for record in records {
            let mut row: Vec<&str> = Vec::new();
            for value in record.facets.get(&spec.name).into_iter().flatten() {
                row.push(value);
                if spec.hierarchical {
                    row.extend(value.match_indices('/').map(|(at, _)| &value[..at]));
                }
            }
            row.sort_unstable_by(|a, b| compare(spec.kind, a, b));
            row.dedup();
            rows.push(row);
        }
        let shown = match spec.name == labels::FACET {
            true => labels::by_topic(records),
            false => BTreeMap::new(),
        };
        let mut values: Vec<&str> = rows.iter().flatten().copied().collect();
        values.sort_unstable_by(|a, b| compare(spec.kind, a, b));
        values.dedup();
        let mut starts = vec![0];
        let mut ids = Vec::new();
        for row in &rows {
            let place =
                |value: &&str| values.binary_search_by(|known| compare(spec.kind, known, value));
            let numbers = row.iter().filter_map(|value| place(value).ok());
            ids.extend(numbers.filter_map(|number| u32::try_from(number).ok()));
            starts.push(u32::try_from(ids.len()).unwrap_or(u32::MAX));
        }
        let label = |value: &&str| shown.get(value).copied().unwrap_or_default().to_owned();
        let labels = match shown.is_empty() {
            true => Vec::new(),
            false => values.iter().map(label).collect(),
        };
        Self {
            labels,
            name: spec.name.clone(),
            label: spec.label.clone(),
            kind: spec.kind,
            values: values.into_iter().map(str::to_owned).collect(),
            starts,
            ids,
        }
    }
}

/// Returns a value as a number; what is none comes last.
fn number(value: &str) -> f64 {
    value.trim().parse().unwrap_or(f64::INFINITY)
}

fn compare(kind: FacetKind, a: &str, b: &str) -> Ordering {
    match kind {
        FacetKind::Number => number(a).total_cmp(&number(b)).then_with(|| a.cmp(b)),
        FacetKind::Text | FacetKind::Date => a.cmp(b),
    }
}
