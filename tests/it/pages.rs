//! The pages as a reader and a screen reader find them: structure and contrast.
//!
//! The numbers in names are those of the acceptance list.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use tempfile::TempDir;

use crate::http::Server;
use crate::support::{corpus, run, stdout};

const HTML: (&str, &str) = ("Accept", "text/html,*/*;q=0.8");

/// A site with something of everything that pages show.
fn site() -> TempDir {
    let mut files: Vec<(String, String)> = (0..14)
        .map(|number| {
            let text = format!(
                "---\ntitle: Bird {number}\ndate: 2026-01-{:02}\nlevel: beginner\n---\n\
                 A gull.\n\n## Food\n\nFish.\n\n### Herring\n\nSmall.\n\n## Nest\n\nA cliff.\n",
                number + 1
            );
            (format!("corpus/birds/sea/b{number:02}.md"), text)
        })
        .collect();
    let others = [
        (
            "birds/index.md",
            "# Birds\n\nOf gulls and terns.\n\n| Bird | Legs |\n|---|---|\n| gull | pink |\n| tern | red |\n",
        ),
        (
            "evil.md",
            "# Evil <img src=x onerror=alert(1)>\n\nText `<script>alert(1)</script>` of gulls.\n\n## content\n\nOne.\n\n## content\n\nTwo.\n\n```sh\necho '</code><script>'\n```\n",
        ),
        (
            "faq.md",
            "# Questions\n\n## What does a gull eat?\n\nA gull eats <b>fish</b>.\n\n## Where does a gull nest?\n\nOn a cliff.\n",
        ),
        ("en/coast.md", "# Coast\n\nA gull on the coast.\n"),
        ("de/coast.md", "# Küste\n\nEine gull an der Küste.\n"),
        ("ja/coast.md", "# 海岸\n\nA gull カモメ.\n"),
    ];
    files.extend(others.map(|(path, text)| (format!("corpus/{path}"), text.to_owned())));
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_bytes()))
        .collect();
    let site = corpus(&files);
    stdout(&run(site.path(), &["index"]));
    site
}

fn all<'h>(html: &'h Html, selector: &str) -> Vec<ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every address that shows a page, with the state that it is in.
const ADDRESSES: [&str; 14] = [
    "/",
    "/search",
    "/search?q=gull",
    "/search?q=gull&page=2",
    "/search?q=gull&topic=birds&level=-advanced",
    "/search?q=gul+coats",
    "/search?q=zzyzx",
    "/search?q=gull&prefer_language=de",
    "/search?q=what+does+a+gull+eat",
    "/p/birds/sea/b03/?q=herring",
    "/p/evil/",
    "/p/birds/",
    "/p/nowhere",
    "/nowhere",
];

#[test]
fn every_page_has_its_landmarks_headings_and_labels() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    for address in ADDRESSES {
        for language in ["en", "ar"] {
            let uri = match (language, address.contains('?')) {
                ("en", _) => address.to_owned(),
                (_, true) => format!("{address}&prefer_language={language}"),
                (_, false) => format!("{address}?prefer_language={language}"),
            };
            let (_, _, body) = server.get(&uri, &[HTML]);
            check_structure(&uri, &Html::parse_document(&body));
        }
    }
}

fn check_structure(uri: &str, html: &Html) {
    let one = |selector: &str| {
        let found = all(html, selector);
        assert_eq!(found.len(), 1, "{uri}: {selector}");
        found[0]
    };
    let root = one("html");
    assert!(
        root.attr("lang").is_some_and(|lang| !lang.is_empty()),
        "{uri}"
    );
    assert!(matches!(root.attr("dir"), Some("ltr" | "rtl")), "{uri}");
    assert!(!text(one("title")).is_empty());
    for landmark in [
        "main",
        "body > header",
        "body > footer",
        "form[role=search]",
        "h1",
    ] {
        one(landmark);
    }
    assert_eq!(one("a.skip").attr("href"), Some("#docent-content"), "{uri}");
    for nav in all(html, "nav, aside") {
        let named = nav.attr("aria-label").or(nav.attr("aria-labelledby"));
        assert!(
            named.is_some_and(|name| !name.is_empty()),
            "{uri}: {}",
            nav.html()
        );
    }
    check_headings(uri, html);
    check_names(uri, html);
    for list in all(html, "ul, ol") {
        let children = list.children().filter_map(ElementRef::wrap);
        assert!(
            children
                .map(|child| child.value().name())
                .all(|name| name == "li"),
            "{uri}"
        );
    }
    for gone in [
        "[style]",
        "style",
        "script:not([src^='/assets/'])",
        "img",
        "iframe",
        "[onclick]",
        "[onerror]",
    ] {
        assert!(all(html, gone).is_empty(), "{uri}: {gone}");
    }
    for link in all(html, "a[href]") {
        let href = link.attr("href").unwrap();
        assert!(
            href.starts_with(['/', '#']) || href.starts_with("https://"),
            "{uri}: {href}"
        );
    }
}

/// Headings go down one level at a time, so that none is missed by those who
/// jump from one to the next.
fn check_headings(uri: &str, html: &Html) {
    let mut before = 0;
    for heading in all(html, "h1, h2, h3, h4, h5, h6") {
        let level = heading.value().name()[1..].parse::<u32>().unwrap();
        // The filters stand beside the results and before them.
        assert!(level <= before + 1, "{uri}: {}", heading.html());
        assert!(!text(heading).is_empty(), "{uri}");
        before = level;
    }
}

/// Ids are unique and what names them is there; every control has a name.
fn check_names(uri: &str, html: &Html) {
    let mut ids = BTreeSet::new();
    for element in all(html, "[id]") {
        let id = element.attr("id").unwrap();
        assert!(ids.insert(id), "{uri}: {id} twice");
    }
    for (selector, attribute) in [("[aria-labelledby]", "aria-labelledby"), ("label", "for")] {
        for element in all(html, selector) {
            let id = element.attr(attribute).unwrap();
            assert!(ids.contains(id), "{uri}: {id}");
        }
    }
    for link in all(html, "a[href^='#']") {
        assert!(
            ids.contains(&link.attr("href").unwrap()[1..]),
            "{uri}: {}",
            link.html()
        );
    }
    for control in all(html, "a, button, summary") {
        let name = control
            .attr("aria-label")
            .map_or_else(|| text(control), str::to_owned);
        assert!(!name.trim().is_empty(), "{uri}: {}", control.html());
    }
    let labelled: Vec<_> = all(html, "label")
        .iter()
        .filter_map(|label| label.attr("for"))
        .collect();
    for input in all(html, "input:not([type=hidden])") {
        assert!(
            input.attr("id").is_some_and(|id| labelled.contains(&id)),
            "{uri}"
        );
    }
}

#[test]
fn a57_the_page_has_the_results_of_the_json() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    for query in [
        "q=gull",
        "q=gull&page=2",
        "q=fish&level=beginner",
        "topic=birds&sort=-date",
        "q=gul",
    ] {
        let (_, _, json) = server.get(&format!("/search?{query}"), &[]);
        let answer: Value = serde_json::from_str(&json).unwrap();
        let (status, _, page) = server.get(&format!("/search?{query}&utm_source=mail"), &[HTML]);
        assert_eq!(status, 200, "{query}");
        let html = Html::parse_document(&page);
        let hits = answer["results"].as_array().unwrap();
        let cards = all(&html, "article.hit");
        assert_eq!(cards.len(), hits.len(), "{query}");
        for (card, hit) in cards.iter().zip(hits) {
            let title = card.select(&Selector::parse("h2").unwrap()).next().unwrap();
            assert_eq!(
                text(title),
                hit["title"]["text"].as_str().unwrap(),
                "{query}"
            );
            let link = title.select(&Selector::parse("a").unwrap()).next().unwrap();
            let href = link.attr("href").unwrap();
            // No site is configured: the page is read here, at its own address.
            let here = format!("/p{}", hit["url"].as_str().unwrap());
            assert!(href.starts_with(&here), "{href}: {here}");
            assert_eq!(server.get(href, &[HTML]).0, 200, "{href}");
            for section in hit["sections"].as_array().unwrap() {
                let anchor = section["anchor"].as_str().unwrap();
                assert!(page.contains(&format!("#{anchor}\"")), "{query}: {anchor}");
            }
        }
        let total = answer["total"]["value"].as_u64().unwrap();
        let status = text(all(&html, "[role=status]")[0]);
        assert!(
            status.starts_with(&format!("{total} page")),
            "{query}: {status}"
        );
    }
}

#[test]
fn links_to_sections_lead_to_their_headings_here() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    let (_, _, page) = server.get("/search?q=herring+small", &[HTML]);
    let html = Html::parse_document(&page);
    let link = all(&html, ".sections a")[0]
        .attr("href")
        .unwrap()
        .to_owned();
    let (address, anchor) = link.split_once('#').unwrap();
    let (_, _, page) = server.get(address, &[HTML]);
    let html = Html::parse_document(&page);
    let heading = all(&html, &format!("#{anchor}"))[0];
    assert_eq!(text(heading), "Herring");
    assert!(page.contains("<mark>Herring</mark>"), "{page}");
}

#[test]
fn answers_stand_with_their_questions() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    let (_, _, page) = server.get("/search?q=what+does+a+gull+eat", &[HTML]);
    let html = Html::parse_document(&page);
    let answer = all(&html, ".answer")[0];
    assert!(
        text(answer).ends_with("A gull eats fish."),
        "{}",
        text(answer)
    );
}

#[test]
fn a42_a_page_s_own_text_stays_text() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    for address in [
        "/p/evil/",
        "/p/evil/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/search?q=evil",
    ] {
        let (_, headers, page) = server.get(address, &[HTML]);
        assert!(
            !page.contains("<script") && !page.contains("<img"),
            "{page}"
        );
        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"),
            "{page}"
        );
        assert_eq!(headers["x-robots-tag"], "noindex");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    }
    let (_, headers, text) = server.get("/p/evil.md", &[]);
    assert_eq!(headers["content-type"], "text/markdown; charset=utf-8");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert!(text.starts_with("# Evil"), "{text}");
    assert!(
        !text
            .replace("```shell\necho '</code><script>'\n```", "")
            .replace("\\<", "")
            .contains("<script"),
        "{text}"
    );
    let (_, _, page) = server.get("/p/birds/", &[HTML]);
    assert!(
        page.contains("<th scope=\"col\">Legs</th>") && page.contains("<td>pink</td>"),
        "{page}"
    );
}

#[test]
fn a_page_with_an_address_on_a_site_leads_there() {
    let site = corpus(&[(
        "corpus/gull.md",
        b"# Gull\n\nA gull.\n\n## Legs\n\nPink legs of a gull.\n",
    )]);
    stdout(&run(
        site.path(),
        &["index", "--url", "https://birds.example/docs/"],
    ));
    let server = Server::start(&site.path().join("index"));
    let (_, _, page) = server.get("/search?q=pink", &[HTML]);
    assert!(
        page.contains("href=\"https://birds.example/docs/gull/#legs\""),
        "{page}"
    );
    assert!(!page.contains("href=\"/p/"), "{page}");
    let (status, _, page) = server.get("/p/gull", &[HTML]);
    assert_eq!(status, 200);
    for expected in [
        "<link rel=\"canonical\" href=\"https://birds.example/docs/gull/\">",
        "<a class=\"on-site\" href=\"https://birds.example/docs/gull/\">Read it on the site</a>",
        "<meta name=\"description\" content=\"A gull.\">",
    ] {
        assert!(page.contains(expected), "no {expected} in {page}");
    }
}

/// Returns the colours of the stylesheet: those of light, and of dark.
fn palettes() -> [BTreeMap<String, [f64; 3]>; 2] {
    let css = include_str!("../../src/http/docent.css");
    let (light, rest) = css
        .split_once("@media (prefers-color-scheme: dark)")
        .unwrap();
    let dark = rest.split_once("\n}\n").unwrap().0;
    let read = |css: &str| -> BTreeMap<String, [f64; 3]> {
        let lines = css
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--"));
        let colours = lines.filter_map(|line| {
            let (name, value) = line.trim_end_matches(';').split_once(": ")?;
            let digits = value.strip_prefix('#')?;
            let wide: String = match digits.len() {
                3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
                _ => digits.to_owned(),
            };
            let channel = |at: usize| u8::from_str_radix(&wide[at..at + 2], 16).unwrap();
            Some((
                name.to_owned(),
                [0, 2, 4].map(|at| f64::from(channel(at)) / 255.0),
            ))
        });
        colours.collect()
    };
    let light = read(light);
    let mut both = light.clone();
    both.extend(read(dark));
    [light, both]
}

/// Returns the contrast of two colours by WCAG 2.
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let luminance = |colour: [f64; 3]| {
        let [r, g, b] = colour.map(|c| match c <= 0.04045 {
            true => c / 12.92,
            false => ((c + 0.055) / 1.055).powf(2.4),
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_stands_out_from_what_is_behind_it() {
    for (colours, name) in palettes().iter().zip(["light", "dark"]) {
        let of = |name: &str| colours[name];
        for (front, behind) in [
            ("text", "page"),
            ("text", "raised"),
            ("text", "note"),
            ("text", "tint"),
            ("quiet", "page"),
            ("quiet", "raised"),
            ("quiet", "tint"),
            ("accent", "page"),
            ("accent", "raised"),
            ("accent", "note"),
            ("accent", "tint"),
            ("on-accent", "accent"),
            ("text", "mark"),
            ("accent", "mark"),
            ("quiet", "mark"),
        ] {
            // Marked words have a colour of their own where the theme says so.
            let front = match (behind, colours.get("on-mark")) {
                ("mark", Some(own)) => *own,
                _ => of(front),
            };
            let ratio = contrast(front, of(behind));
            assert!(ratio >= 4.5, "{name}: {behind} {ratio:.2}");
        }
        assert!(
            contrast(of("field"), of("page")) >= 3.0,
            "{name}: the border of the box"
        );
    }
}
