//! The owner's last word: pinned and hidden pages.

use docent::api::{Clause, Condition, Filter, SearchRequest, SearchResponse, Sort};
use docent::index::Snapshot;
use docent::search::search;
use tempfile::TempDir;

use crate::support::{corpus, run, stdout};

const PINS: &str = "\
[[pin]]\nquery = [\"gulls\", \"Sea   Gulls!\"]\npage = \"moss.md\"\nposition = 2\n\
[[pin]]\nquery = \"gulls\"\npage = \"/p3/\"\nhide = true\n\
[[pin]]\nquery = \"terns\"\npage = \"ja/coast\"\n\
[[pin]]\nquery = \"lost\"\npage = \"none.md\"\n";

/// Twelve pages about gulls, one about moss, one in two languages.
fn site(config: &str) -> TempDir {
    let mut pages = vec![
        ("corpus/docent.toml".to_owned(), config.to_owned()),
        (
            "corpus/moss.md".to_owned(),
            "---\ntitle: Moss\nlevel: advanced\n---\nGreen.\n".to_owned(),
        ),
        (
            "corpus/en/coast.md".to_owned(),
            "---\ntitle: Coast\n---\nTerns nest.\n".to_owned(),
        ),
        (
            "corpus/ja/coast.md".to_owned(),
            "---\ntitle: 海岸\n---\nアジサシ terns.\n".to_owned(),
        ),
    ];
    for number in 0..12 {
        let times = "Gulls here. ".repeat(number + 1);
        let page = format!("---\ntitle: Birds {number}\nlevel: beginner\n---\nOf terns. {times}\n");
        pages.push((format!("corpus/p{number}.md"), page));
    }
    let files: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_bytes()))
        .collect();
    corpus(&files)
}

fn index(site: &TempDir) -> Snapshot {
    stdout(&run(site.path(), &["index"]));
    Snapshot::open(&site.path().join("index")).unwrap()
}

fn request(q: &str) -> SearchRequest {
    SearchRequest {
        q: q.to_owned(),
        per_page: 20,
        explain: true,
        ..SearchRequest::default()
    }
}

fn ids(response: &SearchResponse) -> Vec<&str> {
    response.results.iter().map(|hit| hit.id.as_str()).collect()
}

fn count(response: &SearchResponse, level: &str) -> usize {
    let values = response.facets["level"].values.iter();
    let mut values = values.filter(|value| value.value == level);
    values.next().map_or(0, |value| value.count)
}

#[test]
fn a_pinned_page_has_its_place_and_a_hidden_one_none() {
    let plain = index(&site(""));
    let before = search(&plain, &request("gulls")).unwrap();
    assert_eq!(before.total.value, 12);
    assert!(!ids(&before).contains(&"moss"));
    let site = site(PINS);
    let snapshot = index(&site);
    let response = search(&snapshot, &request("gulls")).unwrap();
    // One more, one less; the others keep their order.
    assert_eq!(response.total.value, 12);
    assert_eq!(response.results.len(), 12);
    assert_eq!(ids(&response)[1], "moss");
    let others = |response: &SearchResponse| {
        let ids = ids(response).into_iter();
        let ids = ids.filter(|id| !["moss", "p3"].contains(id));
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(others(&response), others(&before));
    assert!(!ids(&response).contains(&"p3"));
    assert_eq!(count(&response, "beginner"), 11);
    assert_eq!(count(&response, "advanced"), 1);
    let explain = response.results[1].explain.as_ref().unwrap();
    let pin = "docent.toml pins it to place 2 for this query";
    assert_eq!(explain.pin.as_deref(), Some(pin));
    assert!(explain.summary.starts_with(pin), "{}", explain.summary);
    assert_eq!((explain.score, explain.tier.as_str()), (0.0, ""));
    assert!(response.results[0].explain.as_ref().unwrap().pin.is_none());
}

#[test]
fn a_pin_is_for_what_was_typed_and_nothing_else() {
    let snapshot = index(&site(PINS));
    for (q, pinned) in [
        ("GULLS", true),
        ("gülls", true),
        ("sea gulls", true),
        ("gull", false),
        ("gulls terns", false),
        ("\"gulls\"", true),
        ("", false),
    ] {
        let response = search(&snapshot, &request(q)).unwrap();
        let place = ids(&response).iter().position(|id| *id == "moss");
        let has_pin = |place: usize| {
            response.results[place]
                .explain
                .as_ref()
                .unwrap()
                .pin
                .is_some()
        };
        assert_eq!(
            place.is_some_and(has_pin),
            pinned,
            "{q}: {:?}",
            ids(&response)
        );
    }
    // Where nothing else is found, the last place is the first.
    let response = search(&snapshot, &request("sea gulls")).unwrap();
    assert!(ids(&response).contains(&"moss"));
}

#[test]
fn pages_of_results_neither_lose_nor_repeat_a_page() {
    let snapshot = index(&site(PINS));
    let whole = search(&snapshot, &request("gulls")).unwrap();
    for per_page in [1, 2, 5, 7, 12] {
        let mut all: Vec<String> = Vec::new();
        for page in 1.. {
            let request = SearchRequest {
                per_page,
                page,
                ..request("gulls")
            };
            let response = search(&snapshot, &request).unwrap();
            assert_eq!(response.total, whole.total);
            all.extend(ids(&response).into_iter().map(str::to_owned));
            if response.page.next.is_none() {
                break;
            }
        }
        assert_eq!(all, ids(&whole), "{per_page}");
    }
    let none = search(
        &snapshot,
        &SearchRequest {
            per_page: 0,
            ..request("gulls")
        },
    )
    .unwrap();
    assert_eq!((none.total, none.results.len()), (whole.total, 0));
}

#[test]
fn filters_and_other_orders_come_first() {
    let snapshot = index(&site(PINS));
    let only = |level: &str| SearchRequest {
        filter: Filter {
            clauses: vec![Clause {
                any: vec![Condition::is("level", level)],
            }],
        },
        ..request("gulls")
    };
    let response = search(&snapshot, &only("beginner")).unwrap();
    assert_eq!(response.total.value, 11);
    assert!(!ids(&response).contains(&"moss"));
    // The click on the other value shows as many as it says.
    assert_eq!(count(&response, "advanced"), 1);
    let response = search(&snapshot, &only("advanced")).unwrap();
    assert_eq!(ids(&response), ["moss"]);
    let by_title = SearchRequest {
        sort: Sort::Title,
        ..request("gulls")
    };
    let response = search(&snapshot, &by_title).unwrap();
    assert_eq!(ids(&response).last(), Some(&"moss"));
    assert!(!ids(&response).contains(&"p3"));
    assert!(
        response
            .results
            .iter()
            .all(|hit| hit.explain.as_ref().unwrap().pin.is_none())
    );
}

#[test]
fn of_a_pinned_family_the_page_is_shown_that_the_reader_gets() {
    let snapshot = index(&site(PINS));
    let response = search(&snapshot, &request("terns")).unwrap();
    assert_eq!(ids(&response)[0], "en/coast");
    let preferred = SearchRequest {
        prefer_language: Some("ja".into()),
        ..request("terns")
    };
    let response = search(&snapshot, &preferred).unwrap();
    assert_eq!(ids(&response)[0], "ja/coast");
    let n_coasts = ids(&response)
        .iter()
        .filter(|id| id.ends_with("coast"))
        .count();
    assert_eq!(n_coasts, 1);
}

#[test]
fn a_pin_to_nowhere_is_a_notice() {
    let site = site(PINS);
    let out = run(site.path(), &["index", "--verbose"]);
    let said =
        String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    assert!(
        said.contains("the pin for \"lost\" names the page none.md"),
        "{said}"
    );
    assert!(said.contains("docent.toml"), "{said}");
}

#[test]
fn the_example_of_the_documentation_runs() {
    let page = include_str!("../../docs/config.md");
    let (_, from) = page.split_once("```toml\n").unwrap();
    let example = from.split_once("```").unwrap().0;
    assert!(example.contains("[[pin]]"), "{example}");
    let site = corpus(&[
        ("corpus/docent.toml", example.as_bytes()),
        ("corpus/guide/setup.md", b"# Setting up\n\nUnpack it.\n"),
        ("corpus/old/install.md", b"# Install\n\nInstall it so.\n"),
        ("corpus/new.md", b"# Other ways\n\nInstall it otherwise.\n"),
    ]);
    let snapshot = index(&site);
    let found = |q: &str| {
        let response = search(&snapshot, &request(q)).unwrap();
        ids(&response)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("install"), ["guide/setup", "new"]);
    assert_eq!(found("Getting started"), ["guide/setup"]);
    assert!(found("install it").contains(&"old/install".to_owned()));
}
