//! Why pages stand where they do, and what front matter does to that.

use docent::api::{Explain, SearchRequest, SearchResponse};
use docent::index::Snapshot;
use docent::search::search;
use tempfile::TempDir;

use crate::support::{corpus, document, index_of, own_index, run, stdout};

fn explained(snapshot: &Snapshot, q: &str) -> SearchResponse {
    let request = SearchRequest {
        q: q.to_owned(),
        per_page: 20,
        explain: true,
        ..SearchRequest::default()
    };
    search(snapshot, &request).unwrap()
}

fn explain<'a>(response: &'a SearchResponse, id: &str) -> &'a Explain {
    let hit = response.results.iter().find(|hit| hit.id == id);
    hit.unwrap_or_else(|| panic!("{id} is not found"))
        .explain
        .as_ref()
        .unwrap()
}

/// Returns the matches as `word>term kind field`.
fn matches(explain: &Explain) -> Vec<String> {
    let matches = explain.matches.iter();
    matches
        .map(|found| {
            format!(
                "{}>{} {} {}",
                found.word, found.term, found.kind, found.field
            )
        })
        .collect()
}

#[test]
fn a28_the_features_of_every_hit_add_up_to_its_score() {
    let snapshot = own_index();
    for q in [
        "css grid",
        "instal docker",
        "how do i undo my last commit",
        "\"event loop\" javascript",
        "k8s",
        "getElementById",
        "c++",
        "databse mig",
        "データベース",
        "redis -cache",
    ] {
        let response = explained(snapshot, q);
        assert!(!response.results.is_empty(), "{q}");
        for hit in &response.results {
            let explain = hit.explain.as_ref().unwrap();
            let sum: f64 = explain.features.iter().map(|feature| feature.score).sum();
            assert_eq!(sum, explain.score, "{q}: {}", hit.id);
            assert!((sum - hit.score).abs() < 0.001, "{q}: {} {sum}", hit.id);
            assert!(!explain.matches.is_empty(), "{q}: {}", hit.id);
            let words: Vec<String> = explain
                .features
                .iter()
                .map(|feature| format!("{:.3} for {}", feature.score.abs(), feature.says))
                .collect();
            for part in words {
                assert!(
                    explain.summary.contains(&part),
                    "{part}: {}",
                    explain.summary
                );
            }
        }
    }
    let plain = search(
        snapshot,
        &SearchRequest {
            q: "css grid".into(),
            ..SearchRequest::default()
        },
    );
    assert!(
        plain
            .unwrap()
            .results
            .iter()
            .all(|hit| hit.explain.is_none())
    );
}

#[test]
fn each_word_says_how_and_where_it_matched() {
    let texts = |own: &str, part: &str| vec![own.to_owned(), part.to_owned()];
    let mut pages = vec![
        document(
            "gull.md",
            "Gulls of the coast",
            &texts("Installing nests.", "Kubernetes. Databases."),
        ),
        document(
            "tern.md",
            "Terns",
            &texts("Databases and coasts.", "Nothing."),
        ),
    ];
    for number in 0..12 {
        pages.push(document(
            &format!("{number}.md"),
            "Other",
            &texts("install kubernetes", "x"),
        ));
    }
    let (_folder, snapshot) = index_of(&pages);
    for (q, expected) in [
        ("coast", "coast>coast exact title"),
        ("coa", "coa>coast prefix title"),
        ("installs ", "installs>installing inflection body"),
        ("database ", "database>databases inflection body"),
        ("datbases ", "datbases>databases typo body"),
        ("k8s ", "k8s>kubernetes synonym body"),
        (
            "\"installing nests\"",
            "installing nests>installing nests phrase body",
        ),
    ] {
        let response = explained(&snapshot, q);
        let found = matches(explain(&response, "gull"));
        assert!(
            found.iter().any(|found| found == expected),
            "{q}: {found:?}"
        );
    }
    let response = explained(&snapshot, "kubernetes databases");
    let gull = explain(&response, "gull");
    assert_eq!(gull.tier, "all");
    let anchor = gull.matches.iter().find(|found| found.term == "kubernetes");
    assert_eq!(anchor.unwrap().anchor.as_deref(), Some("part-1"));
    assert!(
        gull.features
            .iter()
            .any(|feature| { feature.name == "best_section" && feature.says.contains("#part-1") })
    );
}

fn site() -> TempDir {
    let page = |front: &str, text: &str| format!("---\n{front}\n---\n{text}\n");
    let pages = [
        (
            "corpus/a.md",
            page("title: Herring gull\nweight: 3", "Gulls of the coast."),
        ),
        (
            "corpus/b.md",
            page(
                "title: Sea birds\nweight: 1\naliases: [larus, gulls]",
                "Gulls.",
            ),
        ),
        (
            "corpus/c.md",
            page(
                "title: Gulls everywhere\nweight: 2",
                "Gulls, gulls and gulls.",
            ),
        ),
        (
            "corpus/d.md",
            page("title: Gulls hidden\nsearch: false", "Gulls, a secret."),
        ),
        (
            "corpus/e.md",
            page("title: Moved\nredirect_to: /a/", "Gulls moved."),
        ),
    ];
    let files: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    let site = corpus(&files);
    stdout(&run(site.path(), &["index"]));
    site
}

#[test]
fn a28_front_matter_does_what_it_says_and_explain_tells_it() {
    let site = site();
    let snapshot = Snapshot::open(&site.path().join("index")).unwrap();
    let ids = |q: &str| {
        let response = explained(&snapshot, q);
        let ids = response.results.iter().map(|hit| hit.id.clone());
        (ids.collect::<Vec<_>>(), response)
    };
    // An alias is a name: its page is first, though others say the word more.
    let (found, response) = ids("gulls");
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(found[0], "b");
    assert_eq!(explain(&response, "b").tier, "name");
    let summary = &explain(&response, "b").summary;
    assert!(
        summary.starts_with("its title, an alias or its file name is what"),
        "{summary}"
    );
    assert_eq!(explain(&response, "c").tier, "all");
    assert_eq!(ids("larus").0, ["b"]);
    // Hidden pages and those that lead elsewhere are not there at all.
    assert!(ids("secret").0.is_empty());
    assert!(ids("moved").0.is_empty());
    // A weight is a page's place among its siblings: the order of browsing.
    assert_eq!(ids("").0, ["b", "c", "a"]);
    let out = stdout(&run(site.path(), &["search", "--explain", "herring"]));
    assert!(
        out.contains("why: it holds every word that matters. "),
        "{out}"
    );
    assert!(
        out.contains("\"herring\" as \"herring\" (exact) once in title"),
        "{out}"
    );
}

#[test]
fn outdated_pages_come_after_their_equals_unless_they_are_named() {
    let text = || vec!["Nests of gulls.".to_owned()];
    let mut pages = vec![
        document("a.md", "Old coast", &text()),
        document("b.md", "New coast", &text()),
        document("c.md", "Another coast", &text()),
    ];
    let status = |value: &str| vec![value.to_owned()];
    pages[0]
        .facets
        .insert("status".into(), status("deprecated"));
    pages[2]
        .facets
        .insert("status".into(), status("experimental"));
    let (_folder, snapshot) = index_of(&pages);
    let response = explained(&snapshot, "nests");
    let ids: Vec<&str> = response.results.iter().map(|hit| hit.id.as_str()).collect();
    assert_eq!(ids, ["b", "c", "a"]);
    let old = explain(&response, "a");
    let feature = old
        .features
        .iter()
        .find(|feature| feature.name == "outdated");
    assert!(
        feature.is_some_and(|feature| feature.score < 0.0),
        "{old:?}"
    );
    assert!(old.summary.contains(" - "), "{}", old.summary);
    let other = explain(&response, "c");
    assert!(
        other
            .features
            .iter()
            .all(|feature| feature.name != "outdated")
    );
    let response = explained(&snapshot, "old coast");
    assert_eq!(response.results[0].id, "a");
    let named = explain(&response, "a");
    assert_eq!(named.tier, "name");
    assert!(
        named
            .features
            .iter()
            .all(|feature| feature.name != "outdated")
    );
}
