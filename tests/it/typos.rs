//! Misspelt words: what they find, what is said of it, and the way back.
//!
//! The numbers in names are those of the acceptance list.

use docent::api::{Clause, Condition, Filter, Prefix, SearchRequest, SearchResponse};
use docent::document::Document;
use docent::index::Snapshot;
use docent::search::search;
use tempfile::TempDir;

use crate::support::{ask, document, index_of};

fn page(path: &str, title: &str, text: &str) -> Document {
    document(path, title, &[text.to_owned()])
}

/// An index of a few pages, and enough others that words have frequencies.
fn site() -> (TempDir, Snapshot) {
    let mut pages = vec![
        page("install.md", "Install the server", "How to install it."),
        page("greener.md", "Greener computing", "A greener data centre."),
        page("greece.md", "Greece", "A country with islands."),
        page("database.md", "Database migrations", "Migrate a database."),
        page("deploy.md", "Deployment", "A deployment in three steps."),
        page("slip.md", "Notes", "Our old databse notes."),
        page(
            "code.md",
            "E0308",
            "The error ERR_CONNECTION_RESET, or 404.",
        ),
        page("release.md", "Version 1.21", "What is new in 1.21."),
        page("zoo.md", "Zoo keeper", "The zoo keeper feeds them."),
        page("query.md", "Finding nodes", "Call `querySelector` first."),
    ];
    let more = (0..40).map(|number| {
        let text = "The install of a database before deployment.";
        page(&format!("more/{number:02}.md"), "More", text)
    });
    pages.extend(more);
    index_of(&pages)
}

fn first(response: &SearchResponse) -> &str {
    response.results.first().map_or("", |hit| &hit.source)
}

fn said(response: &SearchResponse) -> Vec<(&str, &str)> {
    let corrections = response.query.corrections.iter();
    corrections
        .map(|one| (one.from.as_str(), one.to.as_str()))
        .collect()
}

fn literally(snapshot: &Snapshot, q: &str) -> SearchResponse {
    let request = SearchRequest {
        q: q.to_owned(),
        typo: false,
        ..SearchRequest::default()
    };
    search(snapshot, &request).unwrap()
}

#[test]
fn a15_misspelt_words_find_what_is_meant_and_say_so() {
    let (_folder, snapshot) = site();
    // By its ending this one is another form of the word.
    assert_eq!(first(&ask(&snapshot, "instal ")), "install.md");
    for q in ["isntall", "innstall", "isntall "] {
        let response = ask(&snapshot, q);
        assert_eq!(first(&response), "install.md", "{q}");
        assert_eq!(said(&response), [(q.trim(), "install")]);
        assert!(response.query.dropped.is_empty());
        let literal = literally(&snapshot, q);
        assert!(said(&literal).is_empty());
    }
    assert_eq!(literally(&snapshot, "isntall").total.value, 0);
}

#[test]
fn a16_an_unfinished_word_may_be_misspelt_too() {
    let (_folder, snapshot) = site();
    let response = ask(&snapshot, "deplyom");
    assert_eq!(first(&response), "deploy.md");
    assert_eq!(said(&response), [("deplyom", "deployment")]);
    assert_eq!(first(&ask(&snapshot, "databaes mig")), "database.md");
    assert_eq!(first(&ask(&snapshot, "deplyom ")), "");
}

#[test]
fn a17_a_slip_in_a_page_stands_before_what_is_meant() {
    let (_folder, snapshot) = site();
    let response = ask(&snapshot, "databse ");
    assert_eq!(first(&response), "slip.md");
    assert!(response.total.value > 40);
    assert_eq!(said(&response), [("databse", "database")]);
    let literal = literally(&snapshot, "databse ");
    assert_eq!((literal.total.value, first(&literal)), (1, "slip.md"));
}

#[test]
fn a11_numbers_versions_and_codes_are_never_corrected() {
    let (_folder, snapshot) = site();
    for q in [
        "E0309",
        "405",
        "1.31",
        "ERR_CONECTION_RESET",
        "--instal",
        "ins",
    ] {
        let response = ask(&snapshot, q);
        assert!(said(&response).is_empty(), "{q}");
    }
    assert_eq!(ask(&snapshot, "E0309").total.value, 0);
    assert_eq!(ask(&snapshot, "1.31").total.value, 0);
}

#[test]
fn a18_19_short_words_and_known_words_stay() {
    let (_folder, snapshot) = site();
    let response = ask(&snapshot, "greece ");
    assert_eq!((response.total.value, first(&response)), (1, "greece.md"));
    assert!(said(&response).is_empty());
    assert_eq!(ask(&snapshot, "zop ").total.value, 0);
    // Two edits, of which six letters have one.
    assert_eq!(ask(&snapshot, "isntal ").total.value, 0);
    // A wrong first letter is two edits.
    assert_eq!(ask(&snapshot, "onstall ").total.value, 0);
    assert_eq!(first(&ask(&snapshot, "reployment ")), "deploy.md");
}

#[test]
fn a5_identifiers_are_corrected_as_a_whole_and_a_missing_blank_is_found() {
    let (_folder, snapshot) = site();
    assert_eq!(first(&ask(&snapshot, "querySelctor")), "query.md");
    let response = ask(&snapshot, "zookeeper");
    assert_eq!(first(&response), "zoo.md");
    assert_eq!(said(&response), [("zookeeper", "zoo keeper")]);
}

#[test]
fn phrases_and_exclusions_are_literal() {
    let (_folder, snapshot) = site();
    assert_eq!(ask(&snapshot, "\"isntall the\"").total.value, 0);
    let all = ask(&snapshot, "database ").total.value;
    assert_eq!(ask(&snapshot, "database -migratoins ").total.value, all);
}

#[test]
fn a21_nothing_found_suggests_what_finds_something_here() {
    let (_folder, snapshot) = site();
    let response = literally(&snapshot, "isntall");
    assert_eq!(response.suggestions, ["install"]);
    let response = ask(&snapshot, "\"deployment of greece\" qqqq");
    assert_eq!(response.total.value, 0);
    assert_eq!(response.suggestions.len(), 1);
    assert!(ask(&snapshot, &response.suggestions[0]).total.value > 0);
    assert!(ask(&snapshot, "qqqqqqqq").suggestions.is_empty());
    let filter = Filter {
        clauses: vec![Clause {
            any: vec![Condition::is("level", "none")],
        }],
    };
    let request = SearchRequest {
        q: "isntall".to_owned(),
        filter,
        ..SearchRequest::default()
    };
    let response = search(&snapshot, &request).unwrap();
    assert!(
        response.suggestions.is_empty(),
        "nothing is under this filter"
    );
}

#[test]
fn a41_the_whole_corrected_word_is_marked() {
    let (_folder, snapshot) = site();
    let response = ask(&snapshot, "deplyom");
    let title = &response.results[0].title;
    assert_eq!(title.html, "<mark>Deployment</mark>");
}

#[test]
fn many_misspelt_words_are_an_answer_like_any_other() {
    let (_folder, snapshot) = site();
    let q = "isntall databaes deplyoment ".repeat(30);
    let request = SearchRequest {
        q: q.chars().take(500).collect(),
        prefix: Prefix::None,
        ..SearchRequest::default()
    };
    let response = search(&snapshot, &request).unwrap();
    assert!(response.total.value > 0);
    assert_eq!(response.query.corrections.len(), 3);
}
