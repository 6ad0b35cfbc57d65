//! Pages that belong with a page: on our corpus, and by each rule.

use docent::api::SearchRequest;
use docent::document::Document;
use docent::index::Snapshot;
use docent::search::{related, search};

use crate::support::{corpus, document, failure, index_of, own_index, run, stdout};

/// Returns the paths of the pages that belong with a page.
fn paths(snapshot: &Snapshot, id: &str, n: usize) -> Vec<String> {
    let page = snapshot.pages().find(id).unwrap();
    let found = related(snapshot, page, n).unwrap();
    found.into_iter().map(|page| page.id).collect()
}

#[test]
fn the_pages_of_our_corpus_lead_to_their_neighbours() {
    let snapshot = own_index();
    for (id, expected) in [
        ("web/css/grid", "web/css/flexbox"),
        (
            "devops/install-docker-debian",
            "devops/install-docker-ubuntu",
        ),
        ("databases/nosql/redis", "backend/caching"),
        ("mobile/flutter", "mobile/flutter-basics"),
    ] {
        let found = paths(snapshot, id, 3);
        assert!(
            found.iter().any(|found| found == expected),
            "{id}: {found:?}"
        );
    }
}

#[test]
fn no_page_belongs_with_itself_its_translations_or_twice() {
    let snapshot = own_index();
    let families = snapshot.pages().families();
    for page in 0..u32::try_from(snapshot.n_pages()).unwrap() {
        let found = related(snapshot, page, 20).unwrap();
        let mut seen = Vec::new();
        for one in &found {
            let other = snapshot.pages().find(&one.id).unwrap();
            assert_ne!(other, page);
            assert!(!families.members(page).contains(&other), "{}", one.id);
            assert!(!seen.contains(&other), "{}", one.id);
            assert!(one.linked || !one.terms.is_empty(), "{}: why?", one.id);
            seen.push(other);
        }
        let scores: Vec<f64> = found.iter().map(|one| one.score).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    }
}

fn text(words: &str) -> Vec<String> {
    vec![words.to_owned()]
}

/// Pages of words that nothing else shares, so that those of a test are rare.
fn others() -> Vec<Document> {
    (0..30)
        .map(|number| {
            let path = format!("other/{number}.md");
            let words = format!("filler{number} plain page number{number}");
            document(&path, &format!("Other {number}"), &text(&words))
        })
        .collect()
}

#[test]
fn shared_rare_words_count_and_common_ones_do_not() {
    let mut pages = vec![
        document("gull.md", "Gulls", &text("feathers wing beak plain page")),
        document("tern.md", "Terns", &text("feathers wing beak plain page")),
        document("rock.md", "Rocks", &text("granite plain page")),
    ];
    pages.extend(others());
    let (_folder, snapshot) = index_of(&pages);
    assert_eq!(paths(&snapshot, "gull", 5), ["tern"]);
    assert!(paths(&snapshot, "rock", 5).is_empty());
    let page = snapshot.pages().find("gull").unwrap();
    assert!(related(&snapshot, page, 0).unwrap().is_empty());
}

#[test]
fn a_reader_is_given_the_page_in_his_language_and_version() {
    let sibling = |path: &str, family: &str, language: &str, version: &str| Document {
        family: Some(family.to_owned()),
        language: Some(language.to_owned()),
        version: Some(version.to_owned()),
        ..document(path, path, &text("feathers wing beak"))
    };
    let mut pages = vec![
        sibling("en/1/gull.md", "gull", "en", "1"),
        sibling("en/2/gull.md", "gull", "en", "2"),
        sibling("de/2/gull.md", "gull", "de", "2"),
        sibling("en/1/tern.md", "tern", "en", "1"),
        sibling("en/2/tern.md", "tern", "en", "2"),
        sibling("de/2/tern.md", "tern", "de", "2"),
    ];
    pages.extend(others());
    let (_folder, snapshot) = index_of(&pages);
    assert_eq!(paths(&snapshot, "en/1/gull", 5), ["en/1/tern"]);
    assert_eq!(paths(&snapshot, "en/2/gull", 5), ["en/2/tern"]);
    assert_eq!(paths(&snapshot, "de/2/gull", 5), ["de/2/tern"]);
}

#[test]
fn outdated_pages_come_after_their_equals() {
    let mut pages = vec![
        document("gull.md", "Gulls", &text("feathers wing beak")),
        document("aa.md", "Old", &text("feathers wing beak")),
        document("bb.md", "New", &text("feathers wing beak")),
    ];
    pages[1]
        .facets
        .insert("status".to_owned(), vec!["deprecated".to_owned()]);
    pages.extend(others());
    let (_folder, snapshot) = index_of(&pages);
    assert_eq!(paths(&snapshot, "gull", 5), ["bb", "aa"]);
}

#[test]
fn a_search_gives_what_belongs_with_its_best_page_if_asked() {
    let snapshot = own_index();
    let mut request = SearchRequest {
        q: "css grid".to_owned(),
        per_page: 2,
        ..SearchRequest::default()
    };
    assert!(search(snapshot, &request).unwrap().related.is_empty());
    request.related = 3;
    let answer = search(snapshot, &request).unwrap();
    let page = snapshot.pages().find(&answer.results[0].id).unwrap();
    assert_eq!(answer.related, related(snapshot, page, 3).unwrap());
    assert_eq!(answer.related.len(), 3);
    request.page = 2;
    assert!(search(snapshot, &request).unwrap().related.is_empty());
    request.related = 21;
    assert!(search(snapshot, &request).is_err());
}

#[test]
fn a_link_relates_pages_that_share_no_word() {
    let site = corpus(&[
        ("corpus/gull.md", b"# Gulls\n\nSee [there](sea/coast.md).\n"),
        ("corpus/sea/coast.md", b"# Coast\n\nSand, stones.\n"),
        ("corpus/moss.md", b"# Moss\n\nGreen.\n"),
    ]);
    stdout(&run(site.path(), &["index"]));
    let out = stdout(&run(site.path(), &["related", "gull.md"]));
    assert!(out.contains("1. Coast") && out.contains("linked"), "{out}");
    assert!(!out.contains("Moss"), "{out}");
    let back = stdout(&run(site.path(), &["related", "/sea/coast/", "--json"]));
    let back: serde_json::Value = serde_json::from_str(&back).unwrap();
    assert_eq!(back["page"]["id"], "sea/coast");
    assert_eq!(back["related"][0]["id"], "gull");
    assert_eq!(back["related"][0]["linked"], true);
    let out = stdout(&run(site.path(), &["related", "moss"]));
    assert_eq!(out, "No page belongs with Moss.\n");
    let error = failure(&run(site.path(), &["related", "moos"]));
    assert!(error.contains("moos: no page of the index"), "{error}");
}
