//! The catalogue of a generation: topics, their first pages, what is new.

use rustc_hash::{FxHashMap, FxHashSet};

use super::browse;
use super::family::Preference;
use crate::api::{Catalogue, Filter, PageLink, SearchRequest, TopicEntry};
use crate::index::{FacetColumn, PageTable, Snapshot};

/// The facet whose values are the catalogue.
const TOPIC: &str = "topic";
/// How many pages are named of a topic.
const PAGES_OF_TOPIC: usize = 4;
/// How many pages are named of the whole site.
const FIRST_PAGES: usize = 12;
/// How many pages are new.
const RECENT_PAGES: usize = 8;

/// Returns the catalogue for a reader of these languages, the best first.
///
/// Cost: a walk over the page table, no section is read.
pub fn catalogue(snapshot: &Snapshot, languages: &[String]) -> Catalogue {
    let pages = snapshot.pages();
    let request = SearchRequest {
        languages: languages.to_vec(),
        ..SearchRequest::default()
    };
    let preference = Preference::new(snapshot, &request);
    let mut shown = browse(pages, &pages.resolve(&Filter::default())).pages;
    preference.apply(&mut shown, |_| 0);
    // Pages that the reader can read come first; those that nobody asked for in
    // other languages are counted, and named where a topic has no others.
    let shown = shown.iter().map(|one| one.page);
    let (readable, others): (Vec<u32>, Vec<u32>) = shown.partition(|page| preference.reads(*page));
    let mut recent = readable.clone();
    let shown = [readable, others].concat();
    recent.retain(|page| pages.record(*page).date.is_some());
    recent.sort_unstable_by_key(|page| (pages.newest_rank(*page), pages.path_rank(*page)));
    recent.truncate(RECENT_PAGES);
    let links = |of: &[u32]| of.iter().map(|page| link(pages, *page)).collect();
    Catalogue {
        pages: shown.len(),
        topics: pages
            .facet(TOPIC)
            .map_or_else(Vec::new, |column| topics(pages, column, &shown)),
        first: links(&shown[..shown.len().min(FIRST_PAGES)]),
        recent: links(&recent),
        languages: languages_of(pages),
    }
}

/// Returns the highest topics, in the order in which the pages reach them.
fn topics(pages: &PageTable, column: &FacetColumn, shown: &[u32]) -> Vec<TopicEntry> {
    let counts = counts(pages, column);
    let mut order: Vec<u32> = Vec::new();
    let mut first: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for page in shown {
        for value in column
            .of_page(*page)
            .iter()
            .filter(|value| is_top(column, **value))
        {
            let pages = first.entry(*value).or_insert_with(|| {
                order.push(*value);
                Vec::new()
            });
            if pages.len() < PAGES_OF_TOPIC {
                pages.push(*page);
            }
        }
    }
    let entry = |value: u32| {
        let text = &column.values[value as usize];
        TopicEntry {
            value: text.clone(),
            name: name_of(column, value as usize).to_owned(),
            count: counts[value as usize],
            ..TopicEntry::default()
        }
    };
    let mut below: FxHashMap<&str, Vec<TopicEntry>> = FxHashMap::default();
    for (number, value) in (0_u32..).zip(&column.values) {
        if let Some((top, rest)) = value.split_once('/')
            && !rest.contains('/')
        {
            below.entry(top).or_default().push(entry(number));
        }
    }
    let entries = order.into_iter().map(|value| {
        let mut topic = entry(value);
        let pages_of = first.remove(&value).unwrap_or_default();
        topic.pages = pages_of.iter().map(|page| link(pages, *page)).collect();
        topic.below = below.remove(topic.value.as_str()).unwrap_or_default();
        // Stable: those of as many pages stay in order of their names.
        topic
            .below
            .sort_by_key(|below| std::cmp::Reverse(below.count));
        topic
    });
    entries.collect()
}

/// Returns what readers see for a topic below the one above it.
fn name_of(column: &FacetColumn, value: usize) -> &str {
    let shown = column.label_of(value).unwrap_or(&column.values[value]);
    shown.rsplit('/').next().unwrap_or(shown)
}

fn is_top(column: &FacetColumn, value: u32) -> bool {
    !column.values[value as usize].contains('/')
}

/// Counts the pages of each value, those of one family once.
fn counts(pages: &PageTable, column: &FacetColumn) -> Vec<usize> {
    let mut counts = vec![0; column.values.len()];
    let mut met: FxHashSet<(u32, u32)> = FxHashSet::default();
    for page in pages.browse_order() {
        let family = pages.families().of(*page);
        for value in column.of_page(*page) {
            if family.is_none_or(|family| met.insert((*value, family))) {
                counts[*value as usize] += 1;
            }
        }
    }
    counts
}

/// Returns the languages with their pages, most first; none where all is in one.
fn languages_of(pages: &PageTable) -> Vec<(String, usize)> {
    let Some(column) = pages
        .facet("language")
        .filter(|column| column.values.len() > 1)
    else {
        return Vec::new();
    };
    let counts = counts(pages, column);
    let mut languages: Vec<(String, usize)> = column.values.iter().cloned().zip(counts).collect();
    languages.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    languages
}

fn link(pages: &PageTable, page: u32) -> PageLink {
    let record = pages.record(page);
    PageLink {
        url: record.url.clone(),
        title: record.title.clone(),
        breadcrumbs: record.breadcrumbs(),
        language: record.facet("language").cloned(),
        date: record.date.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::index::{About, Guard, Snapshot, Writer, prepare};

    use super::*;

    /// An index of pages given as path, topic, language, date and family.
    fn snapshot(pages: &[[&str; 5]]) -> (tempfile::TempDir, Snapshot) {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::create(folder.path(), 32 << 20).unwrap();
        for [path, topic, language, date, family] in pages {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let document = Document {
                path: format!("{path}.md"),
                id: (*path).to_owned(),
                url: format!("/{path}/"),
                title: format!("The {path} of SQL"),
                topics: some(topic).into_iter().collect(),
                language: some(language),
                date: some(date),
                family: some(family),
                sections: vec![crate::document::Section::default()],
                ..Document::default()
            };
            writer.add(prepare(&document)).unwrap();
        }
        let about = About {
            language: "en".into(),
            keep: 1,
            ..About::default()
        };
        writer.publish(&about, Guard::On).unwrap();
        let snapshot = Snapshot::open(folder.path()).unwrap();
        (folder, snapshot)
    }

    fn titles(links: &[PageLink]) -> Vec<&str> {
        links.iter().map(|link| link.title.as_str()).collect()
    }

    #[test]
    fn topics_come_in_site_order_with_their_counts_and_first_pages() {
        let (_folder, snapshot) = snapshot(&[
            ["a", "web", "en", "", ""],
            ["b", "db/sql", "en", "2025-01-02", ""],
            ["c", "db/sql", "en", "2026-01-02", ""],
            ["d", "db", "de", "2026-05-05", ""],
            ["e", "", "en", "", ""],
        ]);
        let site = catalogue(&snapshot, &[]);
        assert_eq!(site.pages, 5);
        let topics: Vec<(&str, usize)> = site
            .topics
            .iter()
            .map(|topic| (topic.name.as_str(), topic.count))
            .collect();
        assert_eq!(topics, [("Web", 1), ("Db", 3)]);
        let db = &site.topics[1];
        assert_eq!(
            titles(&db.pages),
            ["The b of SQL", "The c of SQL", "The d of SQL"]
        );
        assert_eq!((db.below[0].name.as_str(), db.below[0].count), ("SQL", 2));
        assert_eq!(
            titles(&site.recent),
            ["The c of SQL", "The b of SQL"],
            "what English readers read"
        );
        assert_eq!(site.languages, [("en".to_owned(), 4), ("de".to_owned(), 1)]);
    }

    #[test]
    fn a_page_in_two_languages_counts_once_and_is_shown_in_the_reader_s() {
        let (_folder, snapshot) = snapshot(&[
            ["a", "web", "en", "2026-01-01", "a"],
            ["ja/a", "web", "ja", "2026-01-01", "a"],
        ]);
        let english = catalogue(&snapshot, &[]);
        assert_eq!((english.pages, english.topics[0].count), (1, 1));
        assert_eq!(titles(&english.first), ["The a of SQL"]);
        let japanese = catalogue(&snapshot, &["fr".to_owned(), "ja".to_owned()]);
        assert_eq!(titles(&japanese.recent), ["The ja/a of SQL"]);
    }
}
