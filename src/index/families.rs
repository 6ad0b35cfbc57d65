//! Pages that are translations or versions of one another.
//!
//! Two pages of one site are of one family when their places differ in nothing
//! but language and version, or when they say so; that is the corpus's business
//! and comes as [`Document::family`](crate::document::Document::family). Here
//! families of one are forgotten, and those that hold two pages of the same
//! language and version, for those are not what their places look like.

use rustc_hash::FxHashMap;

use super::pages::PageRecord;
use super::version::{VersionOrder, is_same_version};

/// No family.
const NONE: u32 = u32::MAX;

/// Forgets families that are none. Cost: one entry for each page.
pub(super) fn link(records: &mut [PageRecord]) {
    let mut members: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    for (page, record) in (0_u32..).zip(records.iter()) {
        if let Some(family) = &record.family {
            members.entry(family).or_default().push(page);
        }
    }
    let mut keeps = vec![false; records.len()];
    for pages in members.values().filter(|pages| pages.len() > 1) {
        let mut kinds: Vec<_> = pages
            .iter()
            .map(|page| {
                let record = &records[*page as usize];
                (record.facet("language"), record.facet("version"))
            })
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() == pages.len() {
            for page in pages {
                keeps[*page as usize] = true;
            }
        }
    }
    for (record, keeps) in records.iter_mut().zip(keeps) {
        if !keeps {
            record.family = None;
        }
    }
}

/// The families of a generation.
#[derive(Debug, Clone, Default)]
pub struct Families {
    /// Each page's family; empty where there is none at all.
    of_page: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// Each page's version as a place among all versions, the current one highest.
    version_rank: Vec<u32>,
}

impl Families {
    /// Reads the families from their pages; `current` is the version that the
    /// site calls so, if it calls one.
    pub(super) fn new(records: &[PageRecord], current: &str) -> Self {
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let mut of_page = Vec::with_capacity(records.len());
        let mut members: Vec<Vec<u32>> = Vec::new();
        for (page, record) in (0_u32..).zip(records) {
            let Some(family) = &record.family else {
                of_page.push(NONE);
                continue;
            };
            let next = u32::try_from(members.len()).unwrap_or(NONE);
            let number = *numbers.entry(family).or_insert(next);
            if number == next {
                members.push(Vec::new());
            }
            members[number as usize].push(page);
            of_page.push(number);
        }
        if members.is_empty() {
            return Self::default();
        }
        for pages in &mut members {
            pages.sort_unstable_by_key(|page| &records[*page as usize].path);
        }
        Self {
            of_page,
            members,
            version_rank: version_ranks(records, current),
        }
    }

    /// Returns whether no page has another version or translation.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Returns a page's family, if it has one.
    pub fn of(&self, page: u32) -> Option<u32> {
        let family = self.of_page.get(page as usize).copied();
        family.filter(|family| *family != NONE)
    }

    /// Returns the pages of a page's family, itself included, in order of path.
    pub fn members(&self, page: u32) -> &[u32] {
        match self.of(page) {
            Some(family) => &self.members[family as usize],
            None => &[],
        }
    }

    /// Returns the place of a page's version, the current one highest.
    pub fn version_rank(&self, page: u32) -> u32 {
        self.version_rank.get(page as usize).copied().unwrap_or(0)
    }
}

fn version_ranks(records: &[PageRecord], current: &str) -> Vec<u32> {
    let version = |record: &PageRecord| record.facet("version").cloned();
    let mut versions: Vec<Option<String>> = records.iter().map(version).collect();
    versions.sort_unstable();
    versions.dedup();
    versions.sort_by_cached_key(|version| {
        let is_current = version
            .as_deref()
            .is_some_and(|version| !current.is_empty() && is_same_version(version, current));
        (is_current, VersionOrder::of(version.as_deref()))
    });
    let numbers: FxHashMap<&Option<String>, u32> = versions.iter().zip(0..).collect();
    let rank = |record: &PageRecord| numbers.get(&version(record)).copied();
    records
        .iter()
        .map(|record| rank(record).unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, family: &str, language: &str, version: &str) -> PageRecord {
        let mut record = PageRecord {
            path: path.to_owned(),
            family: Some(family.to_owned()),
            ..PageRecord::default()
        };
        for (name, value) in [("language", language), ("version", version)] {
            if !value.is_empty() {
                record
                    .facets
                    .insert(name.to_owned(), vec![value.to_owned()]);
            }
        }
        record
    }

    #[test]
    fn a_family_has_two_pages_that_differ() {
        let mut records = [
            page("ja/a", "a", "ja", ""),
            page("a", "a", "en", ""),
            page("b", "b", "en", ""),
            page("c", "c", "en", ""),
            page("en/c", "c", "en", ""),
        ];
        link(&mut records);
        let families = Families::new(&records, "");
        assert_eq!(families.members(0), [1, 0]);
        assert_eq!(families.of(0), families.of(1));
        assert_eq!([families.of(2), families.of(3), families.of(4)], [None; 3]);
        assert!(families.members(2).is_empty());
        link(&mut records[2..]);
        assert!(Families::new(&records[2..], "").is_empty());
    }

    #[test]
    fn a_version_that_is_called_current_is_the_highest() {
        let records = [
            page("v1/a", "a", "en", "v1"),
            page("v2/a", "a", "en", "v2"),
            page("next/a", "a", "en", "next"),
        ];
        let ranks = |current: &str| {
            let families = Families::new(&records, current);
            [0, 1, 2].map(|page| families.version_rank(page))
        };
        assert_eq!(ranks(""), [1, 2, 0]);
        assert_eq!(ranks("1"), [2, 1, 0]);
        assert_eq!(ranks("9"), [1, 2, 0]);
    }
}
