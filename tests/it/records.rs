//! Records: pages and their sections in one list, and several requests at once.

use std::num::NonZeroUsize;

use docent::api::{Clause, Condition, Filter, Records, SearchRequest, SearchResponse, Test};
use docent::document::Document;
use docent::index::Snapshot;
use docent::search::{search, search_all};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::support::{cases, document, index_of};

const WORDS: [&str; 5] = ["gull", "owl", "heron", "tern", "the"];

/// Pages of few words in up to six sections, some with a topic or a family.
fn pages() -> impl Strategy<Value = Vec<Document>> {
    let text = prop::collection::vec(0..WORDS.len(), 0..6);
    let page = (prop::collection::vec(text, 1..6), 0..3_usize, any::<bool>());
    let pages = (prop::collection::vec(page, 1..12), any::<bool>());
    pages.prop_map(|(pages, has_families)| {
        let pages = pages.into_iter().enumerate();
        let documents = pages.map(|(number, (texts, topic, is_piece))| {
            let texts: Vec<String> = texts
                .iter()
                .map(|words| {
                    words
                        .iter()
                        .map(|word| format!("{} ", WORDS[*word]))
                        .collect()
                })
                .collect();
            let mut page = document(&format!("p{number}.md"), "birds", &texts);
            page.topics = (topic > 0)
                .then(|| format!("t{topic}"))
                .into_iter()
                .collect();
            page.version = (number % 4 == 0).then(|| format!("v{number}"));
            page.family = (has_families && number % 4 < 2).then(|| format!("f{}", number / 4));
            if let [.., before, last] = page.sections.as_mut_slice()
                && is_piece
            {
                last.anchor.clone_from(&before.anchor);
                last.headings.clone_from(&before.headings);
            }
            page
        });
        documents.collect()
    })
}

fn request(q: &str, offset: usize, length: usize) -> SearchRequest {
    SearchRequest {
        q: q.to_owned(),
        sections: 2,
        records: Some(Records {
            offset,
            length,
            passage_chars: NonZeroUsize::new(200).unwrap(),
            facet_values: 100,
        }),
        ..SearchRequest::default()
    }
}

/// Returns the records of an answer in their order, those before the window left out.
fn listed(response: &SearchResponse, length: usize) -> Vec<String> {
    let hits = response.results.iter().flat_map(|hit| {
        let sections = hit.sections.iter().map(|section| section.id.clone());
        std::iter::once(hit.id.clone()).chain(sections)
    });
    hits.skip(response.page.before).take(length).collect()
}

fn topic(value: &str, negated: bool) -> Filter {
    let condition = Condition {
        negated,
        ..Condition::is("topic", value)
    };
    Filter {
        clauses: vec![Clause {
            any: vec![condition],
        }],
    }
}

fn indexed(documents: &[Document]) -> (TempDir, Snapshot) {
    index_of(documents)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(24)))]

    #[test]
    fn windows_cut_one_list_and_the_total_is_its_length(
        documents in pages(), first in 0..WORDS.len(), size in 1..5_usize,
    ) {
        let (_folder, snapshot) = indexed(&documents);
        for q in [WORDS[first].to_owned(), format!("{} tern", WORDS[first]), String::new()] {
            let all = search(&snapshot, &request(&q, 0, 1000)).unwrap();
            let whole = listed(&all, 1000);
            prop_assert_eq!(all.total.value, whole.len());
            let mut again = whole.clone();
            again.sort();
            again.dedup();
            prop_assert_eq!(again.len(), whole.len(), "a record twice");
            let mut joined = Vec::new();
            for offset in (0..whole.len() + size).step_by(size) {
                let window = search(&snapshot, &request(&q, offset, size)).unwrap();
                prop_assert_eq!(window.total.value, whole.len());
                joined.extend(listed(&window, size));
            }
            prop_assert_eq!(joined, whole);
        }
    }

    #[test]
    fn a_facet_counts_the_records_that_a_click_shows(
        documents in pages(), first in 0..WORDS.len(),
    ) {
        let (_folder, snapshot) = indexed(&documents);
        let asked = search(&snapshot, &request(WORDS[first], 0, 10)).unwrap();
        for facet in asked.facets.get("topic").iter().flat_map(|facet| &facet.values) {
            let narrowed = SearchRequest {
                filter: topic(&facet.value, false),
                ..request(WORDS[first], 0, 10)
            };
            let narrowed = search(&snapshot, &narrowed).unwrap();
            // Which page of a family is shown may differ, and with it how many of its
            // sections match.
            if documents.iter().all(|page| page.family.is_none()) {
                prop_assert_eq!(narrowed.total.value, facet.count);
            }
            prop_assert!(narrowed.total.value > 0);
        }
    }

    #[test]
    fn requests_at_once_are_answered_as_one_by_one(
        documents in pages(), first in 0..WORDS.len(), size in 0..4_usize,
    ) {
        let (_folder, snapshot) = indexed(&documents);
        let plain = SearchRequest { q: WORDS[first].into(), ..SearchRequest::default() };
        let requests = [
            request(WORDS[first], 0, size),
            SearchRequest { filter: topic("t1", false), ..request(WORDS[first], 1, size) },
            request("tern", 0, 3),
            SearchRequest { filter: topic("t1", true), ..plain.clone() },
            plain,
            SearchRequest { filter: topic("t2", false), ..request(WORDS[first], 0, 0) },
            SearchRequest { typo: false, ..request(WORDS[first], 0, size) },
        ];
        let timeless = |mut response: SearchResponse| {
            response.took_ms = 0.0;
            response.suggestions.clear();
            response
        };
        let at_once = search_all(&snapshot, &requests).unwrap();
        let one_by_one = requests.iter().map(|request| search(&snapshot, request).unwrap());
        let at_once: Vec<_> = at_once.into_iter().map(timeless).collect();
        let one_by_one: Vec<_> = one_by_one.map(timeless).collect();
        prop_assert_eq!(at_once, one_by_one);
    }
}

#[test]
fn a_window_may_begin_among_the_sections_of_a_page() {
    let texts = ["gulls", "gulls and gulls", "gulls again"].map(str::to_owned);
    let (_folder, snapshot) = indexed(&[document("a.md", "Birds", &texts)]);
    let response = search(&snapshot, &request("gulls", 1, 1)).unwrap();
    assert_eq!(response.total.value, 3);
    assert_eq!(response.page.before, 1);
    assert_eq!(listed(&response, 1), ["a#part-1"]);
    let section = &response.results[0].sections[0];
    let headings: Vec<&str> = section
        .marked_headings
        .iter()
        .map(|h| h.html.as_str())
        .collect();
    assert_eq!(headings, ["Birds", "part 1"]);
}

#[test]
fn pages_without_a_value_can_be_asked_for() {
    let mut tagged = document("a.md", "Gulls", &["gulls".to_owned()]);
    tagged.topics = vec!["birds".into()];
    let bare = document("b.md", "Gulls too", &["gulls".to_owned()]);
    let (_folder, snapshot) = indexed(&[tagged, bare]);
    let missing = Condition {
        field: "topic".into(),
        test: Test::Missing,
        negated: false,
    };
    for (any, expected) in [
        (vec![missing.clone()], vec!["b"]),
        (
            vec![missing.clone(), Condition::is("topic", "birds")],
            vec!["a", "b"],
        ),
        (
            vec![Condition {
                negated: true,
                ..missing
            }],
            vec!["a"],
        ),
    ] {
        let asked = SearchRequest {
            filter: Filter {
                clauses: vec![Clause { any }],
            },
            ..request("gulls", 0, 10)
        };
        let response = search(&snapshot, &asked).unwrap();
        let mut ids: Vec<&str> = response.results.iter().map(|hit| hit.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, expected);
    }
}
