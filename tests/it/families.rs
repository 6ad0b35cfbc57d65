//! Facets of a site's own, translations and versions: command line and service.

use docent::api::{Clause, Condition, Filter, SearchRequest};
use docent::document::Document;
use docent::index::Snapshot;
use docent::search::search;
use serde_json::Value;
use tempfile::TempDir;

use crate::http::Server;
use crate::support::{corpus, document, failure, index_of, run, stdout};

const CONFIG: &str = "[facets.product]\nlabel = \"Product line\"\nhierarchical = true\n\
    [facets.minutes]\nkey = \"reading.minutes\"\ntype = \"number\"\n\
    [facets.changed]\nkey = \"lastmod\"\ntype = \"date\"\n";

fn site() -> TempDir {
    let page = |title: &str, product: &str, minutes: &str, day: &str| {
        format!(
            "---\ntitle: {title}\nproduct: {product}\nreading: {{minutes: {minutes}}}\n\
             lastmod: {day}\n---\nA gull.\n"
        )
    };
    let pages = [
        ("corpus/docent.toml", CONFIG.to_owned()),
        ("corpus/a.md", page("A", "maps/editor", "9", "2024-01-01")),
        ("corpus/b.md", page("B", "maps", "10", "2023-05-05")),
        ("corpus/c.md", "# C\n\nA gull.\n".to_owned()),
        (
            "corpus/v1/coast.md",
            "# Coast\n\nA tern, a gull.\n".to_owned(),
        ),
        (
            "corpus/v2/coast.md",
            "# Coast\n\nA puffin, a gull.\n".to_owned(),
        ),
        (
            "corpus/next/coast.md",
            "# Coast\n\nA skua, a gull.\n".to_owned(),
        ),
        (
            "corpus/ja/v2/coast.md",
            "# 海岸\n\nA gull カモメ.\n".to_owned(),
        ),
    ];
    let pages: Vec<(&str, &[u8])> = pages
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    let site = corpus(&pages);
    stdout(&run(site.path(), &["index"]));
    site
}

fn sources(answer: &Value) -> Vec<&str> {
    let hits = answer["results"].as_array().unwrap().iter();
    hits.map(|hit| hit["source"].as_str().unwrap()).collect()
}

#[test]
fn declared_facets_filter_sort_and_are_counted() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    let get = |query: &str| {
        let (status, _, body) = server.get(&format!("/search?{query}"), &[]);
        (status, serde_json::from_str::<Value>(&body).unwrap())
    };
    let (_, answer) = get("q=gull&sort=minutes");
    assert_eq!(sources(&answer)[..2], ["a.md", "b.md"]);
    let product = &answer["facets"]["product"];
    assert_eq!(product["label"], "Product line");
    assert_eq!(product["values"][0]["value"], "maps");
    assert_eq!(product["values"][0]["count"], 2);
    assert_eq!(answer["results"][0]["facets"]["minutes"][0], "9");
    assert_eq!(
        sources(&get("q=gull&sort=-minutes").1)[..2],
        ["b.md", "a.md"]
    );
    for (query, expected) in [
        ("minutes=9.5..", vec!["b.md"]),
        ("minutes=9.0", vec!["a.md"]),
        ("changed=2024", vec!["a.md"]),
        ("changed=..2023-12", vec!["b.md"]),
        ("product=maps/editor", vec!["a.md"]),
        ("product=maps&sort=changed", vec!["b.md", "a.md"]),
    ] {
        assert_eq!(sources(&get(query).1), expected, "{query}");
    }
    for query in ["minutes=long", "changed=soon", "sort=product", "colour=red"] {
        let (status, problem) = get(query);
        assert_eq!(status, 400, "{query}");
        let detail = problem.to_string();
        assert!(
            detail.contains("minutes") || query.starts_with("changed"),
            "{detail}"
        );
    }
    let html = [("accept", "text/html")];
    let (_, _, page) = server.get("/search?q=gull&minutes=5..", &html);
    for expected in ["<h2>Product line</h2>", "5 or more", "sort=-minutes"] {
        assert!(page.contains(expected), "no {expected} in {page}");
    }
}

#[test]
fn versions_and_translations_are_one_hit() {
    let site = site();
    let answer = |arguments: &[&str]| -> Value {
        let all = [&["search", "--json"], arguments].concat();
        serde_json::from_str(&stdout(&run(site.path(), &all))).unwrap()
    };
    let coast = |answer: &Value| -> Value {
        let hits = answer["results"].as_array().unwrap().iter();
        let mut hits = hits.filter(|hit| hit["source"].as_str().unwrap().contains("coast"));
        let hit = hits.next().unwrap().clone();
        assert!(hits.next().is_none());
        hit
    };
    let usual = answer(&["gull"]);
    assert_eq!(usual["total"]["value"], 4);
    let hit = coast(&usual);
    assert_eq!(hit["source"], "v2/coast.md");
    let links = |hit: &Value, list: &str, name: &str| -> Vec<String> {
        let links = hit[list].as_array().unwrap().iter();
        links
            .map(|link| link[name].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(links(&hit, "versions", "version"), ["v1", "next"]);
    assert_eq!(links(&hit, "translations", "title"), ["海岸"]);
    assert_eq!(hit["fallback"], Value::Null);
    assert_eq!(
        coast(&answer(&["gull", "--prefer-version", "1.x"]))["source"],
        "v1/coast.md"
    );
    // What does not match is not shown.
    let tern = coast(&answer(&["tern", "--prefer-version", "v2"]));
    assert_eq!(tern["source"], "v1/coast.md");
    assert_eq!(tern["fallback"][0], "version");
    assert_eq!(tern["versions"][0]["current"], true);
    let japanese = answer(&["gull", "--prefer-language", "ja"]);
    assert_eq!(sources(&japanese)[0], "ja/v2/coast.md");
    assert_eq!(japanese["results"][1]["fallback"][0], "language");
    assert_eq!(japanese["total"]["value"], 4);
    let server = Server::start(&site.path().join("index"));
    let (_, _, body) = server.get("/search?q=gull&version=v1", &[]);
    assert_eq!(
        sources(&serde_json::from_str(&body).unwrap()),
        ["v1/coast.md"]
    );
    let (_, _, page) = server.get(
        "/search?q=gull&prefer_language=ja",
        &[("accept", "text/html")],
    );
    for expected in [
        "ほかのバージョン",
        "hreflang=\"en\"",
        "（ご希望の言語ではありません）",
    ] {
        assert!(page.contains(expected), "no {expected} in {page}");
    }
    let (status, _, _) = server.get("/search?q=gull&prefer_language=%3Cb%3E", &[]);
    assert_eq!(status, 400);
    let text = stdout(&run(site.path(), &["search", "gull"]));
    assert!(text.contains("version v2; also v1, next"), "{text}");
}

#[test]
fn a_version_that_is_called_current_wins_and_wrong_settings_are_refused() {
    let site = site();
    let config = site.path().join("corpus/docent.toml");
    std::fs::write(&config, "[site]\nversion = \"v1\"\n").unwrap();
    stdout(&run(site.path(), &["index"]));
    let answer = stdout(&run(site.path(), &["search", "--json", "coast"]));
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(sources(&answer), ["v1/coast.md"]);
    std::fs::write(&config, "[facets.q]\n").unwrap();
    assert!(failure(&run(site.path(), &["index"])).contains("means something else"));
}

/// A page of a family, with words.
fn member(path: &str, family: &str, language: &str, version: &str, text: &str) -> Document {
    Document {
        language: Some(language.to_owned()),
        version: Some(version.to_owned()),
        family: Some(family.to_owned()),
        ..document(path, "coast", &[text.to_owned()])
    }
}

fn total(snapshot: &Snapshot, q: &str, filter: &[(&str, &str)]) -> usize {
    let clauses = filter.iter().map(|(name, value)| Clause {
        any: vec![Condition::is(name, value)],
    });
    let request = SearchRequest {
        q: q.to_owned(),
        filter: Filter {
            clauses: clauses.collect(),
        },
        ..SearchRequest::default()
    };
    search(snapshot, &request).unwrap().total.value
}

#[test]
fn facet_counts_are_what_a_click_shows() {
    let mut documents = Vec::new();
    for (number, text) in ["gull", "gull tern", "tern"].iter().enumerate() {
        for version in ["v1", "v2", "v3"] {
            let path = format!("{version}/{number}.md");
            documents.push(member(&path, &number.to_string(), "en", version, text));
        }
    }
    documents.push(member("x.md", "x", "ja", "v1", "gull"));
    let (_folder, snapshot) = index_of(&documents);
    let request = SearchRequest {
        q: "gull".to_owned(),
        ..SearchRequest::default()
    };
    let response = search(&snapshot, &request).unwrap();
    assert_eq!(response.total.value, 3);
    for (name, facet) in &response.facets {
        for row in &facet.values {
            let shown = total(&snapshot, "gull", &[(name, &row.value)]);
            assert_eq!(row.count, shown, "{name} {}", row.value);
        }
    }
    assert_eq!(total(&snapshot, "", &[]), 4);
}

#[test]
fn a_click_on_a_value_brings_no_pages_that_hold_less() {
    // Enough pages hold both words, but of one topic only one does, of another none.
    let pages = (0..16).map(|number| Document {
        topics: vec![
            match number {
                0..11 => "sea",
                11..14 => "land",
                _ => "lake",
            }
            .to_owned(),
        ],
        ..document(
            &format!("p{number:02}.md"),
            "birds",
            &[match number {
                0..12 => "gull tern",
                12 | 14 => "gull",
                _ => "tern",
            }
            .to_owned()],
        )
    });
    let (_folder, snapshot) = index_of(&pages.collect::<Vec<_>>());
    assert_eq!(total(&snapshot, "gull tern", &[]), 12);
    assert_eq!(total(&snapshot, "gull tern", &[("topic", "land")]), 1);
    // Where a filter leaves none of them, pages with less are better than none.
    assert_eq!(total(&snapshot, "gull tern", &[("topic", "lake")]), 2);
}

#[test]
fn a_query_says_its_language_and_its_version() {
    let pages = [
        member("a.md", "a", "en", "v2", "gull \u{30ab}\u{30e2}\u{30e1}"),
        member("ja/a.md", "a", "ja", "v2", "gull \u{30ab}\u{30e2}\u{30e1}"),
        member("v1/a.md", "a", "en", "v1", "gull"),
    ];
    let (_folder, snapshot) = index_of(&pages);
    let shown = |q: &str| {
        let request = SearchRequest {
            q: q.to_owned(),
            ..SearchRequest::default()
        };
        let response = search(&snapshot, &request).unwrap();
        assert_eq!(response.results.len(), 1, "{q}");
        response.results[0].source.clone()
    };
    assert_eq!(shown("gull"), "a.md");
    assert_eq!(shown("gull \u{30ab}\u{30e2}\u{30e1}"), "ja/a.md");
    assert_eq!(shown("gull 1.x"), "v1/a.md");
    assert_eq!(shown("gull v2"), "a.md");
    assert_eq!(shown("gull 1"), "a.md");
}

#[test]
fn what_a_built_site_states_for_docsearch_is_a_facet() {
    let page = |audience: &str| {
        format!(
            "<html><head><title>Gulls</title><meta name=\"docsearch:audience\" \
             content=\"{audience}\"><meta name=\"docsearch:sort\" content=\"x\"></head>\
             <body><main><h1>Gulls</h1><p>A gull.</p></main></body></html>"
        )
    };
    let [one, two] = [page("crew, guests"), page("crew")];
    let site = corpus(&[
        ("corpus/a.html", one.as_bytes()),
        ("corpus/b.html", two.as_bytes()),
    ]);
    stdout(&run(site.path(), &["index"]));
    let answer = |arguments: &[&str]| -> Value {
        let all = [&["search", "--json", "gull"], arguments].concat();
        serde_json::from_str(&stdout(&run(site.path(), &all))).unwrap()
    };
    let facets = &answer(&[])["facets"];
    assert_eq!(facets["audience"]["label"], "Audience");
    assert_eq!(facets["audience"]["values"][0]["count"], 2);
    assert_eq!(facets["sort"], Value::Null);
    let guests = answer(&["--filter", "audience=guests"]);
    assert_eq!(sources(&guests), ["a.html"]);
    let others = answer(&["--filter", "audience=-guests"]);
    assert_eq!(sources(&others), ["b.html"]);
    for (flag, value, expected) in [
        ("--filter", "audience", "NAME=VALUE"),
        ("--filter", "colour=red", "did you mean"),
        ("--sort", "audience", "must be relevance"),
    ] {
        let message = failure(&run(site.path(), &["search", "gull", flag, value]));
        let known = message.contains(expected) || message.contains("Known are");
        assert!(known, "{flag} {value}: {message}");
    }
}
