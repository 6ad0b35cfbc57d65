//! The page table: what is known of each page without opening a segment.
//!
//! Filters, facets, orders and exact names are answered from here. A page is
//! named by its ordinal, its place in the table.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::column::FacetColumn;
use super::families::Families;
pub use super::record::PageRecord;
use crate::api::{FacetSpec, STANDARD_FACETS};

/// The most facets that pages state (`docsearch:*` of a built site) and the
/// site does not declare: each costs a column and a list beside the results.
const MAX_UNDECLARED: usize = 20;

/// What the site says that shapes the table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// The facets, in the order in which they are shown; those of pages that
    /// are not among them come after.
    pub facets: Vec<FacetSpec>,
    /// The version that the site calls current; empty where it calls none.
    pub version: String,
}

/// Every page of a generation.
#[derive(Debug, Clone, Default)]
pub struct PageTable {
    records: Vec<PageRecord>,
    facets: Vec<FacetColumn>,
    families: Families,
    names: FxHashMap<String, Vec<u32>>,
    /// A page's place when ordered by path, title or date.
    path_rank: Vec<u32>,
    title_rank: Vec<u32>,
    date_rank: Vec<u32>,
    /// The pages in the order in which a reader browses them.
    browse: Vec<u32>,
    /// By page: see [`PageRecord::is_outdated`].
    outdated: Vec<bool>,
    /// The pages in order of id.
    by_id: Vec<u32>,
    /// The pages that link to each, page after page, and where each page's begin.
    links_to: Vec<u32>,
    links_to_starts: Vec<u32>,
}

impl PageTable {
    /// Builds the table from its records. Cost: sorting them a few times.
    pub fn new(records: Vec<PageRecord>, shape: &Shape) -> Self {
        let specs = facet_specs(&records, shape);
        let facets = specs
            .iter()
            .map(|spec| FacetColumn::build(spec, &records))
            .collect();
        let families = Families::new(&records, &shape.version);
        let mut names: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (page, record) in (0_u32..).zip(&records) {
            for name in &record.names {
                names.entry(name.clone()).or_default().push(page);
            }
        }
        let path_rank = rank(&records, |record| &record.path);
        let title_rank = rank(&records, |record| {
            (record.title.to_lowercase(), &record.path)
        });
        let date_rank = rank(&records, |record| {
            (record.date.is_none(), &record.date, &record.path)
        });
        let mut browse: Vec<u32> = (0..u32::try_from(records.len()).unwrap_or(0)).collect();
        browse.sort_by_key(|page| {
            let record = &records[*page as usize];
            let folder = record
                .path
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            (folder, record.weight.unwrap_or(i64::MAX), &record.path)
        });
        let mut by_id: Vec<u32> = (0..u32::try_from(records.len()).unwrap_or(0)).collect();
        by_id.sort_by_key(|page| &records[*page as usize].id);
        let (links_to_starts, links_to) = links_to(&records);
        Self {
            facets,
            families,
            names,
            path_rank,
            title_rank,
            date_rank,
            browse,
            outdated: records.iter().map(PageRecord::is_outdated).collect(),
            by_id,
            links_to,
            links_to_starts,
            records,
        }
    }

    /// Returns the number of pages.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns whether there is no page.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Returns every record in order of ordinal.
    pub fn records(&self) -> &[PageRecord] {
        &self.records
    }

    /// Returns a page's record.
    ///
    /// # Panics
    /// When the ordinal is not of this table.
    pub fn record(&self, page: u32) -> &PageRecord {
        &self.records[page as usize]
    }

    /// Returns every facet, the standard ones first.
    pub fn facets(&self) -> &[FacetColumn] {
        &self.facets
    }

    /// Returns a facet by its name.
    pub fn facet(&self, name: &str) -> Option<&FacetColumn> {
        self.facets.iter().find(|column| column.name == name)
    }

    /// Returns which pages are translations or versions of one another.
    pub fn families(&self) -> &Families {
        &self.families
    }

    /// Returns the pages that bear the name of this key (see [`crate::analysis::name_key`]).
    pub fn named(&self, name: &str) -> &[u32] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the page that somebody names by its id, its file or its address;
    /// of an address without the site's, the path is enough. Cost: two look-ups
    /// for an id; for the others a pass over the table.
    pub fn find(&self, name: &str) -> Option<u32> {
        let id = |page: &u32| self.records[*page as usize].id.as_str();
        let found = self.by_id.binary_search_by(|page| id(page).cmp(name));
        if let Ok(place) = found {
            return Some(self.by_id[place]);
        }
        let mut records = self.records.iter();
        let place = records.position(|record| record.is_called(name))?;
        u32::try_from(place).ok()
    }

    /// Returns whether a page says that it is not what most readers want, see
    /// [`PageRecord::is_outdated`].
    pub fn is_outdated(&self, page: u32) -> bool {
        self.outdated[page as usize]
    }

    /// Returns the pages that link to a page, by ordinal.
    pub fn links_to(&self, page: u32) -> &[u32] {
        let page = page as usize;
        &self.links_to[self.links_to_starts[page] as usize..self.links_to_starts[page + 1] as usize]
    }

    /// Returns the pages in the order in which a reader browses them: folder
    /// by folder, lower weight first, then by path.
    pub fn browse_order(&self) -> &[u32] {
        &self.browse
    }

    /// Returns a page's place in order of path: how ties are broken.
    pub fn path_rank(&self, page: u32) -> u32 {
        self.path_rank[page as usize]
    }

    /// Returns a page's place in order of title.
    pub fn title_rank(&self, page: u32) -> u32 {
        self.title_rank[page as usize]
    }

    /// Returns a page's place in order of date, oldest first, undated last.
    pub fn date_rank(&self, page: u32) -> u32 {
        self.date_rank[page as usize]
    }

    /// Returns a page's place with the newest first, undated last.
    pub fn newest_rank(&self, page: u32) -> (bool, Reverse<u32>) {
        let undated = self.records[page as usize].date.is_none();
        (undated, Reverse(self.date_rank[page as usize]))
    }
}

/// Returns the pages that link to each, and where each page's begin.
fn links_to(records: &[PageRecord]) -> (Vec<u32>, Vec<u32>) {
    let n_pages = records.len();
    let mut starts = vec![0_u32; n_pages + 1];
    for to in records.iter().flat_map(|record| &record.links) {
        if let Some(count) = starts.get_mut(*to as usize + 1) {
            *count += 1;
        }
    }
    for page in 0..n_pages {
        starts[page + 1] += starts[page];
    }
    let mut next = starts.clone();
    let mut sources = vec![0; starts[n_pages] as usize];
    for (from, record) in (0_u32..).zip(records) {
        for to in record.links.iter().filter(|to| (**to as usize) < n_pages) {
            let place = &mut next[*to as usize];
            sources[*place as usize] = from;
            *place += 1;
        }
    }
    (starts, sources)
}

/// Returns the facets that every index has, the site's, and the pages' others.
fn facet_specs(records: &[PageRecord], shape: &Shape) -> Vec<FacetSpec> {
    let standard = STANDARD_FACETS.iter().map(|name| FacetSpec::named(name));
    let mut specs: Vec<FacetSpec> = match shape.facets.is_empty() {
        true => standard.collect(),
        false => shape.facets.clone(),
    };
    let mut pages: BTreeMap<&str, usize> = BTreeMap::new();
    for name in records.iter().flat_map(|record| record.facets.keys()) {
        *pages.entry(name).or_default() += 1;
    }
    pages.retain(|name, _| specs.iter().all(|spec| spec.name != *name));
    let (mut kept, _) = choose_facets(pages);
    kept.sort_unstable();
    specs.extend(kept.into_iter().map(FacetSpec::named));
    specs
}

/// Chooses among the facets that pages state and the site does not declare,
/// given with their pages: those of the most pages, and the rest by name.
pub fn choose_facets(pages: BTreeMap<&str, usize>) -> (Vec<&str>, Vec<&str>) {
    let mut names: Vec<(&str, usize)> = pages.into_iter().collect();
    names.sort_by_key(|(name, pages)| (Reverse(*pages), *name));
    let names = names.into_iter().map(|(name, _)| name);
    let mut kept: Vec<&str> = names.collect();
    let mut rest = kept.split_off(kept.len().min(MAX_UNDECLARED));
    rest.sort_unstable();
    (kept, rest)
}

/// Returns each record's place in the order of `key`.
fn rank<'r, K: Ord>(records: &'r [PageRecord], key: impl Fn(&'r PageRecord) -> K) -> Vec<u32> {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_cached_key(|place| key(&records[*place]));
    let mut ranks = vec![0; records.len()];
    for (rank, place) in (0_u32..).zip(order) {
        ranks[place] = rank;
    }
    ranks
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::document::{Document, Section};

    fn page(path: &str, topics: &[&str], level: &str, date: Option<&str>) -> PageRecord {
        let document = Document {
            path: path.into(),
            id: path.trim_end_matches(".md").into(),
            title: path.into(),
            topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
            level: Some(level.into()),
            date: date.map(str::to_owned),
            ..Document::default()
        };
        PageRecord::new(&document, 1)
    }

    /// Three pages that differ in everything that filters look at.
    pub(in crate::index) fn table() -> PageTable {
        let records = vec![
            page("web/css/a.md", &["web/css"], "beginner", Some("2025-01-02")),
            page("web/b.md", &["web/html", "web"], "advanced", None),
            page("go/c.md", &["go"], "beginner", Some("2024-01-02")),
        ];
        PageTable::new(records, &Shape::default())
    }

    #[test]
    fn pieces_belong_to_their_section_and_what_has_no_anchor_to_the_page() {
        let section = |anchor: Option<&str>| Section {
            headings: vec!["x".into()],
            anchor: anchor.map(str::to_owned),
            ..Section::default()
        };
        let anchors = [None, None, Some("a"), Some("a"), Some("b"), None];
        let document = Document {
            sections: anchors.map(section).to_vec(),
            ..Document::default()
        };
        let record = PageRecord::new(&document, 1);
        let wholes: Vec<u32> = (0..6).map(|place| record.section_of(place)).collect();
        assert_eq!(wholes, [0, 0, 2, 2, 4, 0]);
    }

    #[test]
    fn hierarchical_values_roll_up_once() {
        let table = table();
        let topic = table.facet("topic").unwrap();
        assert_eq!(topic.values, ["go", "web", "web/css", "web/html"]);
        assert_eq!(topic.of_page(0), [1, 2]);
        assert_eq!(topic.of_page(1), [1, 3]);
    }

    #[test]
    fn undeclared_facets_are_bounded_those_of_most_pages_kept() {
        let names: Vec<String> = (10..40).map(|number| format!("f{number}")).collect();
        let of = |names: &[String]| {
            let facets = names
                .iter()
                .map(|name| (name.clone(), vec!["x".to_owned()]));
            PageRecord {
                facets: facets.collect(),
                ..PageRecord::default()
            }
        };
        let records = vec![of(&names), of(&names[25..])];
        let shape = Shape {
            facets: vec![FacetSpec::named("f10")],
            ..Shape::default()
        };
        let specs = facet_specs(&records, &shape);
        let found: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
        assert_eq!(found[..3], ["f10", "f11", "f12"]);
        assert_eq!(found[15..], ["f25", "f35", "f36", "f37", "f38", "f39"]);
    }

    #[test]
    fn links_are_known_from_both_ends() {
        let linked = |links: &[u32]| PageRecord {
            links: links.to_vec(),
            ..PageRecord::default()
        };
        let records = vec![linked(&[1, 2]), linked(&[]), linked(&[1, 9])];
        let table = PageTable::new(records, &Shape::default());
        assert_eq!(table.links_to(0), [0_u32; 0]);
        assert_eq!(table.links_to(1), [0, 2]);
        assert_eq!(table.links_to(2), [0]);
    }

    #[test]
    fn a_page_is_found_by_id_file_and_address() {
        let record = |path: &str, url: &str| PageRecord {
            path: path.into(),
            id: path.trim_end_matches(".md").into(),
            url: url.into(),
            ..PageRecord::default()
        };
        let records = vec![
            record("b.md", "https://x.example/docs/b/"),
            record("a/c.md", "/a/c/"),
        ];
        let table = PageTable::new(records, &Shape::default());
        for (name, page) in [
            ("b", Some(0)),
            ("b.md", Some(0)),
            ("https://x.example/docs/b", Some(0)),
            ("/docs/b/#top", Some(0)),
            ("a/c", Some(1)),
            ("/a/c", Some(1)),
            ("/a/c/?x", Some(1)),
            ("c", None),
            ("", None),
            ("/", None),
        ] {
            assert_eq!(table.find(name), page, "{name}");
        }
    }

    #[test]
    fn orders_break_ties_by_path() {
        let table = table();
        assert_eq!(
            [table.path_rank(0), table.path_rank(1), table.path_rank(2)],
            [2, 1, 0]
        );
        assert_eq!(
            [table.date_rank(0), table.date_rank(1), table.date_rank(2)],
            [1, 2, 0]
        );
        let mut pages = [0, 1, 2];
        pages.sort_by_key(|page| table.newest_rank(*page));
        assert_eq!(pages, [0, 2, 1]);
        assert_eq!(table.named("a"), [0]);
    }
}
