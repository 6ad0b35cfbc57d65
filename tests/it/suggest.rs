//! Completions of what is typed: what is found, in which order, and safely.

use docent::analysis::Name;
use docent::api::{SuggestRequest, Suggestion, SuggestionKind};
use docent::document::Document;
use docent::index::{Completion, Snapshot};
use docent::search::suggest;
use proptest::prelude::{ProptestConfig, proptest};

use crate::support::{ask, cases, corpus, document, index_of, own_index, run, stdout};

fn complete(snapshot: &Snapshot, q: &str) -> Vec<Suggestion> {
    let request = SuggestRequest {
        q: q.to_owned(),
        ..SuggestRequest::default()
    };
    let answer = suggest(snapshot, &request);
    assert_eq!(answer.q, q);
    answer.suggestions
}

fn texts(snapshot: &Snapshot, q: &str) -> Vec<String> {
    let found = complete(snapshot, q).into_iter();
    found.map(|one| one.text).collect()
}

#[test]
fn what_is_typed_leads_to_pages_and_sections_of_our_corpus() {
    let snapshot = own_index();
    for (q, text, url) in [
        ("css g", "CSS Grid", "/web/css/grid/"),
        ("CSS GRID", "CSS Grid", "/web/css/grid/"),
        ("grid css", "CSS Grid", "/web/css/grid/"),
        (
            "getel",
            "getElementById",
            "/languages/javascript/dom/#getelementbyid",
        ),
        (
            "get el",
            "getElementById",
            "/languages/javascript/dom/#getelementbyid",
        ),
        ("c++", "C++ Tutorial", "/languages/cpp/cpp/"),
        (
            "redis m",
            "Caching with Redis and Memcached",
            "/backend/caching/",
        ),
        (
            "データ",
            "データベース接続の基本",
            "/ja/databases/connection/",
        ),
        (
            "??",
            "?? (nullish coalescing)",
            "/languages/javascript/operators/#-nullish-coalescing",
        ),
    ] {
        let found = complete(snapshot, q);
        let one = found.iter().find(|one| one.text == text);
        let one = one.unwrap_or_else(|| panic!("{q}: {found:?}"));
        assert!(
            one.url.as_ref().is_some_and(|found| found.ends_with(url)),
            "{q}: {one:?}"
        );
    }
}

#[test]
fn a_typo_in_any_word_is_forgiven_where_nothing_is_spelt_so() {
    let snapshot = own_index();
    for (q, text) in [
        ("isntall dock", "Install Docker on Debian"),
        ("install dokcer", "Install Docker on Debian"),
        ("css gird", "CSS Grid"),
        ("kuberntes", "Kubernetes Tutorial"),
        ("rate limting", "Rate Limiting"),
    ] {
        let found = texts(snapshot, q);
        assert!(found.iter().any(|found| found == text), "{q}: {found:?}");
    }
    assert!(texts(snapshot, "qqqqzzzz").is_empty());
    // Numbers and short words are never misspelt.
    assert!(texts(snapshot, "zqx").is_empty());
    assert!(texts(snapshot, "40437").is_empty());
}

#[test]
fn every_suggestion_finds_something_and_no_two_are_alike() {
    let snapshot = own_index();
    let (mut n_asked, mut searched) = (0, std::collections::BTreeSet::new());
    for record in snapshot.pages().records().iter().step_by(3) {
        let letters: Vec<char> = record.title.chars().collect();
        for len in [1, 2, 4, 7, letters.len()] {
            let typed: String = letters.iter().take(len).collect();
            let found = complete(snapshot, &typed);
            let mut keys: Vec<String> = found.iter().map(|one| Name::of(&one.text).key).collect();
            keys.sort();
            let n = keys.len();
            keys.dedup();
            assert_eq!(keys.len(), n, "{typed}: {found:?}");
            n_asked += n;
            searched.extend(found.into_iter().map(|one| one.text));
        }
    }
    assert!(n_asked > 500, "{n_asked}");
    for text in searched {
        assert!(ask(snapshot, &text).total.value > 0, "{text}");
    }
}

#[test]
fn a_title_that_was_typed_is_first() {
    let snapshot = own_index();
    for record in snapshot.pages().records() {
        let first = texts(snapshot, &record.title).into_iter().next();
        let is_same = first
            .as_ref()
            .is_some_and(|first| Name::of(first).key == Name::of(&record.title).key);
        assert!(is_same, "{}: {first:?}", record.title);
    }
}

#[test]
fn the_best_of_a_run_are_those_of_a_pass_over_all() {
    let completions = own_index().completions();
    let place = |one: &Completion<'_>| (one.number, one.offset);
    let all: Vec<Completion<'_>> = completions.best(completions.run("")).collect();
    assert!(all.len() > completions.len() && completions.len() > 1_000);
    let order = |one: &Completion<'_>| (one.kind, one.offset > 0, one.number);
    assert!(all.is_sorted_by_key(order));
    for prefix in ["s", "co", "java", "javascript", "データ", "zzz", "c++"] {
        let found = completions.best(completions.run(prefix));
        let found: Vec<_> = found.map(|one| place(&one)).collect();
        let expected = all
            .iter()
            .filter(|one| one.key[one.offset..].starts_with(prefix));
        let mut expected: Vec<_> = expected.map(place).collect();
        let mut sorted = found.clone();
        assert_eq!(found.len(), expected.len(), "{prefix}");
        sorted.sort_unstable();
        expected.sort_unstable();
        assert_eq!(sorted, expected, "{prefix}");
    }
}

/// Pages that link to the second, of which one says a phrase.
fn linked() -> tempfile::TempDir {
    let said = "The sea birds nest. Many sea birds nest here; sea birds nest.\n";
    let page = |title: &str, text: &str| format!("# {title}\n\n{text}\n");
    let pages = [
        (
            "corpus/docent.toml",
            "[site]\nlanguage = \"en\"\n".to_owned(),
        ),
        ("corpus/a.md", page("Gull songs at night", said)),
        ("corpus/b.md", page("Gull songs by day in spring", said)),
        ("corpus/c.md", page("Old gull songs", "[b](b.md)")),
        (
            "corpus/d.md",
            page(
                "Terns",
                &format!("[b](b.md)\n\n## Gull songs of all\n\n{said}"),
            ),
        ),
        ("corpus/e.md", page("Gull nests", "[b](b.md) [c](c.md)")),
        ("corpus/f.md", page("Puffins", "## Food\n\nFish.")),
        ("corpus/g.md", page("Skuas", "## Food\n\nOthers' fish.")),
        (
            "corpus/de/h.md",
            "---\nlang: de\ntitle: Gull auf Deutsch\n---\nMöwe.\n".to_owned(),
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
fn titles_come_before_headings_and_linked_and_short_ones_first() {
    let site = linked();
    let snapshot = Snapshot::open(&site.path().join("index")).unwrap();
    assert_eq!(
        texts(&snapshot, "gull"),
        [
            "Gull nests",
            "Gull songs by day in spring",
            "Gull songs at night",
            "Gull auf Deutsch",
            "Old gull songs",
            "Gull songs of all",
        ]
    );
    let found = complete(&snapshot, "sea b");
    assert_eq!(found[0].text, "sea birds nest");
    assert_eq!(found[0].kind, SuggestionKind::Phrase);
    assert_eq!((found.len(), &found[0].url), (1, &None));
    // A heading of several pages leads to none of them.
    let food = complete(&snapshot, "fo");
    assert_eq!((food[0].text.as_str(), &food[0].url), ("Food", &None));
}

#[test]
fn only_completions_in_the_language_that_is_asked_for() {
    let site = linked();
    let snapshot = Snapshot::open(&site.path().join("index")).unwrap();
    let of = |language: &str| {
        let request = SuggestRequest {
            q: "gull".to_owned(),
            language: Some(language.to_owned()),
            limit: 20,
        };
        suggest(&snapshot, &request).suggestions
    };
    let found = of("de-AT");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].text, "Gull auf Deutsch");
    assert!(of("en").iter().all(|one| one.text != "Gull auf Deutsch"));
    assert!(of("fr").is_empty());
}

#[test]
fn a29_an_edited_index_has_the_completions_and_links_of_a_fresh_one() {
    let site = linked();
    let write = |name: &str, text: &str| {
        std::fs::write(site.path().join("corpus").join(name), text).unwrap();
    };
    let said = "Rock pools teem. The rock pools dry. ";
    for name in ["x.md", "y.md", "z.md"] {
        let page = format!("# Shore {name}\n\n{said}[a](a.md)\n\n## Gull food\n");
        write(name, &page);
    }
    write("d.md", "# Terns\n\nNo more links.\n");
    std::fs::remove_file(site.path().join("corpus/c.md")).unwrap();
    stdout(&run(site.path(), &["index"]));
    stdout(&run(site.path(), &["index", "--index", "fresh"]));
    let files = |index: &str| {
        let manifest = Snapshot::open(&site.path().join(index)).unwrap();
        let manifest = manifest.manifest().clone();
        let names = [
            "completions.bin",
            "completions.fst",
            "offered.bin",
            "pages.bin",
        ];
        (
            manifest.parent,
            names.map(|name| manifest.files[name].clone()),
        )
    };
    let (edited, fresh) = (files("index"), files("fresh"));
    assert_eq!(edited.0.as_deref(), Some("g0000001"));
    assert_eq!(fresh.0, None);
    assert_eq!(edited.1, fresh.1);
    let snapshot = Snapshot::open(&site.path().join("index")).unwrap();
    assert_eq!(texts(&snapshot, "rock"), ["rock pools"]);
    assert!(!texts(&snapshot, "gull").contains(&"Old gull songs".to_owned()));
}

#[test]
fn the_terminal_lists_completions() {
    let site = linked();
    let out = stdout(&run(
        site.path(),
        &["suggest", "gull", "so", "--limit", "2"],
    ));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines,
        [
            "title    Gull songs by day in spring  /b/",
            "title    Gull songs at night  /a/",
        ]
    );
    let json = stdout(&run(site.path(), &["suggest", "--json", "terns"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let tern = serde_json::json!({"text": "Terns", "kind": "title", "url": "/d/"});
    assert_eq!(
        json,
        serde_json::json!({"q": "terns", "suggestions": [tern]})
    );
    let out = stdout(&run(site.path(), &["suggest", "xyz"]));
    assert_eq!(out, "Nothing completes this.\n");
}

#[test]
fn strange_titles_and_inputs_do_no_harm() {
    let titles = [
        "\"",
        "-",
        "tar -xvf x",
        "\u{202e}abc",
        "e\u{301}",
        "\u{301}",
        "a\u{0}b",
        "👩‍👩‍👧",
    ];
    let mut pages: Vec<Document> = Vec::new();
    for (number, title) in titles.iter().enumerate() {
        let text = vec![format!("{title} words")];
        pages.push(document(&format!("{number}.md"), title, &text));
    }
    let (_folder, snapshot) = index_of(&pages);
    assert_eq!(texts(&snapshot, "tar"), ["tar xvf x"]);
    let long = "a".repeat(10_000);
    let words = "qwertz ".repeat(200);
    for q in titles
        .iter()
        .copied()
        .chain([long.as_str(), words.as_str(), "é", "E", ""])
    {
        for found in texts(&snapshot, q) {
            assert!(ask(&snapshot, &found).total.value > 0, "{q}: {found}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(100)))]
    #[test]
    fn any_input_has_an_answer(q in ".{0,60}", limit in 1_usize..30) {
        let request = SuggestRequest { q, limit, language: None };
        let answer = suggest(own_index(), &request);
        assert!(answer.suggestions.len() <= limit.min(20));
    }
}
