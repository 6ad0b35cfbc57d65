//! What a reader must see, by number: pages, sections, filters, snippets.
//!
//! The numbers in names are those of the acceptance list.

use std::collections::BTreeSet;

use docent::api::{Clause, Condition, Filter, SearchRequest, SearchResponse, Test};
use docent::document::{Block, CodeBlock, Document, Section};
use docent::index::Snapshot;
use docent::search::search;

use crate::support::{
    ask, corpus, document, first, highlights, index_of, own_site, run, sources, stdout,
};

fn page(path: &str, title: &str, text: &str) -> Document {
    document(path, title, &[text.to_owned()])
}

fn filtered(snapshot: &Snapshot, q: &str, clauses: &[&[(&str, &str)]]) -> SearchResponse {
    let clauses = clauses.iter().map(|any| Clause {
        any: any
            .iter()
            .map(|(field, value)| Condition::is(field, value))
            .collect(),
    });
    let request = SearchRequest {
        q: q.to_owned(),
        filter: Filter {
            clauses: clauses.collect(),
        },
        ..SearchRequest::default()
    };
    search(snapshot, &request).unwrap()
}

#[test]
fn a22_a_title_file_name_or_alias_is_first() {
    let records = own_site().pages().records();
    let mut failed: Vec<String> = Vec::new();
    for record in records {
        let response = ask(own_site(), &record.title);
        let same = records.iter().filter(|one| one.title == record.title);
        let is_first = same
            .into_iter()
            .any(|one| sources(&response).first() == Some(&one.path.as_str()));
        if !is_first {
            failed.push(record.title.clone());
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
    for (q, path) in [
        ("nginx", "backend/servers/nginx.md"),
        ("event-loop", "languages/javascript/event-loop.md"),
        ("event loop", "languages/javascript/event-loop.md"),
        ("QoS", "networking/quality-of-service.md"),
        ("traffic shaping", "networking/quality-of-service.md"),
    ] {
        assert_eq!(first(&ask(own_site(), q)).0, path, "{q}");
    }
}

#[test]
fn a23_a_title_counts_more_than_a_heading_a_heading_more_than_text() {
    let filler = "Some words about nothing in particular, and some more.";
    let with = |path: &str, title: &str, heading: &str, blocks: Vec<Block>| Document {
        sections: vec![
            Section {
                blocks: vec![Block::Prose(filler.to_owned())],
                ..Section::default()
            },
            Section {
                headings: vec![heading.to_owned()],
                anchor: Some("part".to_owned()),
                blocks,
                ..Section::default()
            },
        ],
        ..document(path, title, &[])
    };
    let prose = |text: &str| vec![Block::Prose(text.to_owned())];
    let code = Block::Code(CodeBlock {
        text: "gulls".to_owned(),
        ..CodeBlock::default()
    });
    let long = format!("{} gulls {}", filler.repeat(40), filler.repeat(40));
    let (_folder, snapshot) = index_of(&[
        with("a-long.md", "Birds", "Part", prose(&long)),
        with(
            "b-code.md",
            "Birds",
            "Part",
            vec![Block::Prose(filler.to_owned()), code],
        ),
        with(
            "c-body.md",
            "Birds",
            "Part",
            prose(&format!("{filler} gulls")),
        ),
        with("d-heading.md", "Birds", "Of gulls", prose(filler)),
        with("e-title.md", "Of gulls", "Part", prose(filler)),
    ]);
    let response = ask(&snapshot, "gulls ");
    let found = sources(&response);
    assert_eq!(found[..3], ["e-title.md", "d-heading.md", "c-body.md"]);
    assert_eq!(found.len(), 5);
}

#[test]
fn a24_the_best_sections_of_a_page_are_shown_and_their_anchors_live() {
    let texts: Vec<String> = (0..9)
        .map(|number| match number {
            4 => "Terns, terns and terns.".to_owned(),
            7 => "A tern among many other birds of the sea and of the shore.".to_owned(),
            _ => "Something else.".to_owned(),
        })
        .collect();
    let (_folder, snapshot) = index_of(&[document("birds.md", "Birds", &texts)]);
    let response = ask(&snapshot, "tern ");
    let sections = &response.results[0].sections;
    let anchors: Vec<&str> = sections.iter().map(|one| one.anchor.as_str()).collect();
    assert_eq!(anchors[0], "part-4");
    assert!(anchors.contains(&"part-7") && anchors.len() <= 3);
    for q in ["flexbox", "git commit", "how to open a file"] {
        for hit in ask(own_site(), q).results {
            assert!(hit.sections.len() <= 3);
            for section in hit.sections {
                let url = format!("{}#{}", hit.url, section.anchor);
                assert_eq!(section.url, url, "{q}");
            }
        }
    }
}

#[test]
fn a25_a_page_appears_once() {
    for q in ["docker", "react", "install", "c", "the", "python list"] {
        let request = SearchRequest {
            q: q.to_owned(),
            per_page: 100,
            ..SearchRequest::default()
        };
        let response = search(own_site(), &request).unwrap();
        let urls: BTreeSet<&str> = response
            .results
            .iter()
            .map(|hit| hit.url.as_str())
            .collect();
        assert_eq!(urls.len(), response.results.len(), "{q}");
    }
}

#[test]
fn a26_pages_with_all_words_stand_above_pages_with_some() {
    let (_folder, snapshot) = index_of(&[
        page("all.md", "Birds", "A puffin on a distant skerry."),
        page("one.md", "Puffin", "Puffin, puffin and puffin."),
        page("two.md", "Skerry", "Skerry, skerry and skerry."),
    ]);
    assert_eq!(first(&ask(&snapshot, "puffin skerry ")).0, "all.md");
    let rank = |q: &str, path: &str| {
        let response = ask(&snapshot, q);
        let place = sources(&response).iter().position(|one| *one == path);
        place.unwrap_or(usize::MAX)
    };
    assert!(rank("puffin ", "one.md") <= rank("puffin skerry ", "one.md"));
}

#[test]
fn a28_front_matter_does_what_it_says() {
    let text = "\nThe same words of a page about auks.\n";
    let with = |matter: &str| format!("---\n{matter}\n---\n# Page\n{text}");
    let (plain, hidden) = (with("level: beginner"), with("search: false"));
    let (alias, heavy) = (with("aliases: [razorbill]"), with("weight: -5"));
    let site = corpus(&[
        ("corpus/a-plain.md", plain.as_bytes()),
        ("corpus/b-hidden.md", hidden.as_bytes()),
        ("corpus/c-alias.md", alias.as_bytes()),
        ("corpus/d-first.md", heavy.as_bytes()),
    ]);
    stdout(&run(site.path(), &["index"]));
    let found = |q: &str| {
        let answer = stdout(&run(site.path(), &["search", "--json", q]));
        let answer: SearchResponse = serde_json::from_str(&answer).unwrap();
        sources(&answer).join(" ")
    };
    assert_eq!(found("razorbill"), "c-alias.md");
    assert!(!found("auks").contains("hidden"));
    assert!(found("").starts_with("d-first.md"), "{}", found(""));
}

#[test]
fn a37_a_facet_says_what_its_click_will_show() {
    for q in ["", "list", "install docker", "databse", "nonexistentword"] {
        let plain = ask(own_site(), q);
        for (field, facet) in &plain.facets {
            for value in facet.values.iter().take(4) {
                let narrowed = filtered(own_site(), q, &[&[(field, &value.value)]]);
                assert_eq!(
                    narrowed.total.value, value.count,
                    "{q:?} {field} {}",
                    value.value
                );
            }
        }
    }
    // OR inside a facet, AND between facets; its own selection is left out of
    // an open facet's counts.
    let one = filtered(own_site(), "", &[&[("level", "beginner")]]);
    let two = filtered(
        own_site(),
        "",
        &[&[("level", "beginner"), ("level", "advanced")]],
    );
    let both = filtered(
        own_site(),
        "",
        &[&[("level", "beginner")], &[("language", "en")]],
    );
    assert!(two.total.value > one.total.value && one.total.value >= both.total.value);
    let count = |response: &SearchResponse, value: &str| {
        let values = response.facets["level"].values.iter();
        let mut found = values.filter(|one| one.value == value);
        found.next().map_or(0, |one| one.count)
    };
    assert_eq!(count(&one, "advanced"), two.total.value - one.total.value);
}

#[test]
fn a38_a_topic_counts_what_lies_below_it() {
    let all = filtered(own_site(), "", &[&[("topic", "web")]]);
    let below = filtered(own_site(), "", &[&[("topic", "web/css")]]);
    assert!(all.total.value > below.total.value && below.total.value > 0);
    assert!(all.results.iter().all(|hit| {
        hit.topics
            .iter()
            .any(|topic| topic == "web" || topic.starts_with("web/"))
    }));
}

#[test]
fn a39_a_value_that_no_page_has_is_an_empty_answer_with_a_notice() {
    let response = filtered(own_site(), "docker", &[&[("level", "wizard")]]);
    assert_eq!(response.total.value, 0);
    assert_eq!(response.notices, ["no page has level \"wizard\""]);
    let unknown = SearchRequest {
        filter: Filter {
            clauses: vec![Clause {
                any: vec![Condition {
                    field: "date".to_owned(),
                    test: Test::Between(Some("9999".to_owned()), None),
                    negated: false,
                }],
            }],
        },
        ..SearchRequest::default()
    };
    assert_eq!(search(own_site(), &unknown).unwrap().total.value, 0);
}

#[test]
fn a40_a_snippet_shows_the_match_from_a_word_s_edge_and_is_short() {
    for q in [
        "flexbox",
        "git commit",
        "isntall",
        "primary key",
        "json",
        "useEffect",
        "naïve",
        "=>",
    ] {
        for hit in ask(own_site(), q).results {
            // What follows the best section may be there for the page's title.
            for (place, section) in hit.sections.iter().enumerate() {
                let text = &section.snippet.text;
                assert!(text.chars().count() <= 260, "{q}: {text}");
                let is_marked = section.snippet.parts.iter().any(|part| part.m);
                let in_heading = section.heading.parts.iter().any(|part| part.m);
                let said = is_marked || in_heading || place > 0;
                assert!(said, "{q}: {} {text}", hit.source);
            }
        }
    }
}

#[test]
fn a41_marks_cover_whole_words_and_parts_join_to_the_text() {
    let (_folder, snapshot) = index_of(&[page(
        "all.md",
        "All",
        "The installation of a café in 東京都 was done 🎉 with getElementById.",
    )]);
    for (q, expected) in [
        ("instalation ", "installation"),
        ("install", "installation"),
        ("cafe ", "café"),
        ("東京都", "東京都"),
        ("京都", "京都"),
        ("🎉", "🎉"),
        ("getelementbyid", "getElementById"),
    ] {
        let response = ask(&snapshot, q);
        let all = highlights(&response);
        let mut marked = all.iter().flat_map(|one| &one.parts).filter(|part| part.m);
        assert!(
            marked.any(|part| part.t == expected),
            "{q}: {:?}",
            all.iter().map(|one| &one.html).collect::<Vec<_>>()
        );
        for one in all {
            let joined: String = one.parts.iter().map(|part| part.t.as_str()).collect();
            assert_eq!(joined, one.text, "{q}");
        }
    }
}
