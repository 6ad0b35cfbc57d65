//! The languages of the pages and of the translations that they show.
//!
//! The numbers in names are those of the acceptance list.

use docent::api::SearchRequest;
use docent::document::Document;
use docent::search::search;
use tempfile::TempDir;

use crate::http::Server;
use crate::support::{corpus, document, index_of, run, stdout};

/// A page in two languages, and one in each alone.
fn site() -> TempDir {
    let site = corpus(&[
        (
            "corpus/en/coast.md",
            "# Coast\n\nA gull and a tern on the coast.\n".as_bytes(),
        ),
        (
            "corpus/de/coast.md",
            "# Küste\n\nEine gull an der Küste.\n".as_bytes(),
        ),
        (
            "corpus/ja/coast.md",
            "# 海岸\n\nA gull カモメ.\n".as_bytes(),
        ),
        (
            "corpus/en/sea.md",
            "# Sea\n\nNo gull gull gull is far from the sea.\n".as_bytes(),
        ),
        (
            "corpus/de/watt.md",
            "# Watt\n\nIm Watt steht eine gull neben vielen anderen Vögeln.\n".as_bytes(),
        ),
    ]);
    stdout(&run(site.path(), &["index"]));
    site
}

/// Returns the titles of the results in their order.
fn titles(page: &str) -> Vec<String> {
    let cards = page.split("<article class=\"hit\">").skip(1);
    let titles = cards.map(|card| {
        let (_, title) = card.split_once("<h2").unwrap();
        let title = title.split_once("</h2>").unwrap().0;
        let title = title.replace("<mark>", "").replace("</mark>", "");
        title
            .rsplit("</a>")
            .nth(1)
            .unwrap()
            .rsplit('>')
            .next()
            .unwrap()
            .to_owned()
    });
    titles.collect()
}

#[test]
fn a_browser_s_languages_choose_among_translations_and_lift_no_page() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    let ask = |query: &str, languages: &str| {
        let headers = [("Accept", "text/html"), ("Accept-Language", languages)];
        let (_, headers, page) = server.get(&format!("/search?{query}"), &headers);
        let vary = headers
            .get_all("vary")
            .iter()
            .map(|value| value.to_str().unwrap());
        assert!(
            vary.collect::<Vec<_>>()
                .join(",")
                .contains("accept-language")
        );
        titles(&page)
    };
    let english = ask("q=gull", "en-GB,en;q=0.9");
    let german = ask("q=gull", "de-CH,de;q=0.9,en;q=0.8");
    assert_eq!(english.len(), 3, "{english:?}");
    assert!(english.contains(&"Coast".to_owned()), "{english:?}");
    // The page is shown in the reader's language, and each page keeps its place.
    let swapped: Vec<String> = english
        .iter()
        .map(|title| {
            if title == "Coast" {
                "Küste".to_owned()
            } else {
                title.clone()
            }
        })
        .collect();
    assert_eq!(
        german
            .iter()
            .filter(|title| *title != "Küste")
            .collect::<Vec<_>>(),
        swapped
            .iter()
            .filter(|title| *title != "Küste")
            .collect::<Vec<_>>()
    );
    assert!(german.contains(&"Küste".to_owned()), "{german:?}");
    assert!(ask("q=gull", "fr,ja;q=0.5").contains(&"海岸".to_owned()));
    // Who asks for words that only one translation has gets that one.
    assert_eq!(ask("q=tern", "de"), ["Coast"]);
    // What a reader says outright counts more than what the browser says.
    let preferred = ask("q=gull&prefer_language=de", "ja");
    assert_eq!(
        preferred[..2]
            .iter()
            .filter(|title| *title == "Sea")
            .count(),
        0,
        "{preferred:?}"
    );
    // Programs get what they ask for, whatever their library sends.
    let headers = [("Accept-Language", "de")];
    let (_, _, with) = server.get("/search?q=gull", &headers);
    let (_, _, without) = server.get("/search?q=gull", &[]);
    let results =
        |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap()["results"].clone();
    assert_eq!(results(&with), results(&without));
}

#[test]
fn a33_34_letters_count_more_than_the_browser_and_scores_do_not_change() {
    let page = |path: &str, language: &str, text: &str| Document {
        language: Some(language.to_owned()),
        family: Some("coast".to_owned()),
        ..document(path, "coast", &[text.to_owned()])
    };
    let pages = [
        page("en/a.md", "en", "gull \u{30ab}\u{30e2}\u{30e1}"),
        page("ja/a.md", "ja", "gull \u{30ab}\u{30e2}\u{30e1}"),
        page("de/a.md", "de", "gull \u{30ab}\u{30e2}\u{30e1}"),
    ];
    let (_folder, snapshot) = index_of(&pages);
    let shown = |q: &str, languages: &[&str]| {
        let request = SearchRequest {
            q: q.to_owned(),
            languages: languages.iter().map(|tag| (*tag).to_owned()).collect(),
            ..SearchRequest::default()
        };
        let response = search(&snapshot, &request).unwrap();
        assert_eq!(response.results.len(), 1, "{q}");
        assert!(response.results[0].fallback.is_empty());
        response.results[0].source.clone()
    };
    assert_eq!(shown("gull", &[]), "en/a.md");
    assert_eq!(shown("gull", &["de-at", "ja"]), "de/a.md");
    assert_eq!(shown("gull", &["pt", "ja", "de"]), "ja/a.md");
    assert_eq!(shown("", &["de"]), "de/a.md", "also to those who browse");
    assert_eq!(shown("gull \u{30ab}\u{30e2}\u{30e1}", &["de"]), "ja/a.md");
}

#[test]
fn a36_words_numbers_and_direction_follow_the_language() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    let get = |path: &str, languages: &str| {
        server
            .get(
                path,
                &[("Accept", "text/html"), ("Accept-Language", languages)],
            )
            .2
    };
    let german = get("/search?q=gull", "de,en;q=0.5");
    assert!(
        german.contains("<html lang=\"de\" dir=\"ltr\">") && german.contains("3 Seiten"),
        "{german}"
    );
    assert!(get("/search?q=tern", "de").contains(">1 Seite<"));
    assert!(
        get("/", "ja").contains("<html lang=\"ja\""),
        "the search page as well"
    );
    assert!(get("/p/de/coast/", "de").contains("Als Markdown"));
    assert!(get("/p/nowhere", "de").contains("Hier ist nichts"));
    // No page is in Arabic: only who asks for it gets it.
    assert!(get("/", "ar").contains("<html lang=\"en\" dir=\"ltr\">"));
    assert!(get("/?prefer_language=ar", "en").contains("dir=\"rtl\""));
    let arabic = get("/search?q=gull&prefer_language=ar", "en");
    assert!(
        arabic.contains("<html lang=\"ar\" dir=\"rtl\">") && arabic.contains("3 صفحات"),
        "{arabic}"
    );
    let (_, german, _) = server.get("/", &[("Accept", "text/html"), ("Accept-Language", "de")]);
    let (_, english, _) = server.get("/", &[("Accept", "text/html"), ("Accept-Language", "en")]);
    assert_ne!(german["etag"], english["etag"], "a cache keeps them apart");
}

#[test]
fn a_site_in_another_language_speaks_it() {
    let site = corpus(&[
        (
            "corpus/docent.toml",
            "[site]\nlanguage = \"fr\"\n".as_bytes(),
        ),
        ("corpus/cote.md", "# La côte\n\nUne mouette.\n".as_bytes()),
    ]);
    stdout(&run(site.path(), &["index"]));
    let server = Server::start(&site.path().join("index"));
    let (_, _, page) = server.get(
        "/",
        &[("Accept", "text/html"), ("Accept-Language", "en,de")],
    );
    assert!(
        page.contains("<html lang=\"fr\"") && page.contains("Que voulez-vous apprendre"),
        "{page}"
    );
}
