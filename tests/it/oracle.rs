//! Matching against a brute-force oracle on small corpora.
//!
//! The oracle reads every section of every page for every query and applies
//! the rule as the matcher's essay states it: which pages match, in which tier,
//! and what each facet counts. The words are chosen so that none is a form or a
//! beginning of another.

use std::collections::{BTreeMap, BTreeSet};

use docent::api::{Clause, Condition, Filter, Prefix, SearchRequest};
use docent::document::Document;
use docent::search::search;
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_oneof, proptest};
use proptest::{prop_assert, prop_assert_eq, sample};

use crate::support::{cases, document, index_of};

const WORDS: [&str; 8] = [
    "anchor", "bridge", "copper", "desert", "ember", "forest", "galaxy", "harbor",
];
const TOPICS: [&str; 4] = ["web", "web/css", "web/html", "data"];
const LEVELS: [&str; 2] = ["beginner", "advanced"];

/// What a query asks for.
#[derive(Debug, Clone)]
struct Ask {
    words: Vec<&'static str>,
    phrase: Option<(&'static str, &'static str)>,
    excluded: Option<&'static str>,
    topics: Vec<&'static str>,
    level: Option<&'static str>,
}

fn word() -> impl Strategy<Value = &'static str> {
    // Some words are rarer than others.
    prop_oneof![
        3 => sample::select(&WORDS[..3]),
        1 => sample::select(&WORDS[3..]),
    ]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let text = vec(word(), 0..6).prop_map(|words| words.join(" "));
    vec(text, 1..4)
}

fn page() -> impl Strategy<Value = (String, Vec<String>, &'static str, &'static str)> {
    let title = vec(word(), 1..3).prop_map(|words| words.join(" "));
    (
        title,
        texts(),
        sample::select(&TOPICS[..]),
        sample::select(&LEVELS[..]),
    )
}

fn ask() -> impl Strategy<Value = Ask> {
    let phrase = prop_oneof![3 => Just(None), 1 => (word(), word()).prop_map(Some)];
    let excluded = prop_oneof![3 => Just(None), 1 => word().prop_map(Some)];
    let level = prop_oneof![2 => Just(None), 1 => sample::select(&LEVELS[..]).prop_map(Some)];
    let topics = vec(sample::select(&TOPICS[..]), 0..3);
    (vec(word(), 1..5), phrase, excluded, topics, level).prop_map(
        |(words, phrase, excluded, topics, level)| Ask {
            words,
            phrase,
            excluded,
            topics,
            level,
        },
    )
}

fn request(ask: &Ask) -> SearchRequest {
    let mut q = ask.words.join(" ");
    if let Some((one, two)) = ask.phrase {
        q.push_str(&format!(" \"{one} {two}\""));
    }
    if let Some(excluded) = ask.excluded {
        q.push_str(&format!(" -{excluded}"));
    }
    let mut clauses = Vec::new();
    if !ask.topics.is_empty() {
        let any = ask.topics.iter().map(|topic| Condition::is("topic", topic));
        clauses.push(Clause { any: any.collect() });
    }
    if let Some(level) = ask.level {
        let any = vec![Condition::is("level", level)];
        clauses.push(Clause { any });
    }
    SearchRequest {
        q,
        filter: Filter { clauses },
        per_page: 100,
        prefix: Prefix::None,
        ..SearchRequest::default()
    }
}

/// Returns the texts of a section's fields: the title belongs to the first.
fn fields(document: &Document, place: usize) -> Vec<String> {
    let section = &document.sections[place];
    let mut fields: Vec<String> = section.prose().map(str::to_owned).collect();
    fields.extend(section.heading().map(str::to_owned));
    if place == 0 {
        fields.push(document.title.clone());
    }
    fields
}

fn holds(document: &Document, word: &str) -> bool {
    (0..document.sections.len()).any(|place| section_holds(document, place, word))
}

fn section_holds(document: &Document, place: usize, word: &str) -> bool {
    let fields = fields(document, place);
    fields
        .iter()
        .any(|text| text.split(' ').any(|other| other == word))
}

fn holds_phrase(document: &Document, one: &str, two: &str) -> bool {
    (0..document.sections.len()).any(|place| {
        fields(document, place).iter().any(|text| {
            let words: Vec<&str> = text.split(' ').collect();
            words.windows(2).any(|pair| pair == [one, two])
        })
    })
}

/// Returns the pages that the rule finds, filters left out of account.
fn matching(documents: &[Document], ask: &Ask, passes: &dyn Fn(usize) -> bool) -> BTreeSet<usize> {
    let n_sections: usize = documents
        .iter()
        .map(|document| document.sections.len())
        .sum();
    let frequency = |word: &str| -> usize {
        let of = |document: &Document| {
            (0..document.sections.len())
                .filter(|place| section_holds(document, *place, word))
                .count()
        };
        documents.iter().map(of).sum()
    };
    // In 1/1024, as the engine has it.
    let rarity = |word: &str| {
        let (n, f) = (n_sections as f64, frequency(word) as f64);
        let rarity = (1.0 + (n - f + 0.5).max(0.0) / (f + 0.5)).ln();
        (rarity * 1024.0).max(1.0) as u32
    };
    let distinct: BTreeSet<&str> = ask.words.iter().copied().collect();
    let known: Vec<&str> = distinct
        .into_iter()
        .filter(|word| frequency(word) > 0)
        .collect();
    let rarest = known.iter().map(|word| rarity(word)).max().unwrap_or(0);
    let total: u32 = known.iter().map(|word| rarity(word)).sum();
    let held = |document: &Document| -> u32 {
        let words = known.iter().filter(|word| holds(document, word));
        words.map(|word| rarity(word)).sum()
    };
    let required = |document: &Document| {
        ask.phrase
            .is_none_or(|(one, two)| holds_phrase(document, one, two))
            && ask.excluded.is_none_or(|word| !holds(document, word))
    };
    let is_insisted = |word: &str| rarity(word) >= (f64::from(rarest) * 0.3) as u32;
    let all = |document: &Document| {
        let insisted = known
            .iter()
            .filter(|word| rarity(word) >= (f64::from(rarest) * 0.3) as u32);
        insisted.clone().all(|word| holds(document, word))
    };
    let candidates: Vec<usize> = (0..documents.len())
        .filter(|page| required(&documents[*page]))
        .filter(|page| ask.phrase.is_some() || held(&documents[*page]) > 0)
        .collect();
    let with_all = candidates.iter().filter(|page| all(&documents[**page]));
    let groups: BTreeSet<usize> = with_all.clone().map(|page| group(*page)).collect();
    // A query of three words or more is matched softly.
    let has_enough = known.len() < 3 && groups.len() >= 10;
    let only_all = has_enough && with_all.clone().any(|page| passes(*page));
    let found = candidates.into_iter().filter(|page| {
        let only_all = only_all || (has_enough && !passes(*page));
        let document = &documents[*page];
        let some = known
            .iter()
            .any(|word| is_insisted(word) && holds(document, word));
        all(document) || (!only_all && some && held(document) * 7 >= total)
    });
    found.collect()
}

/// Returns what stands for a page's hit: half of the pages come in pairs of
/// translations, which are one hit.
fn group(page: usize) -> usize {
    match page % 4 {
        1 => page - 1,
        _ => page,
    }
}

fn passes_topics(document: &Document, ask: &Ask) -> bool {
    ask.topics.is_empty()
        || ask.topics.iter().any(|topic| {
            let own = &document.topics[0];
            own == topic || own.starts_with(&format!("{topic}/"))
        })
}

fn passes_level(document: &Document, ask: &Ask) -> bool {
    ask.level
        .is_none_or(|level| document.level.as_deref() == Some(level))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(60), ..ProptestConfig::default() })]

    #[test]
    fn pages_totals_and_facets_are_those_of_the_oracle(
        pages in vec(page(), 1..25),
        asks in vec(ask(), 12),
    ) {
        let documents: Vec<Document> = pages
            .iter()
            .enumerate()
            .map(|(number, (title, texts, topic, level))| Document {
                topics: vec![(*topic).to_owned()],
                level: Some((*level).to_owned()),
                language: Some(if number == group(number) { "en" } else { "ja" }.to_owned()),
                family: Some(group(number).to_string()),
                ..document(&format!("p{number:03}.md"), title, texts)
            })
            .collect();
        let (_folder, snapshot) = index_of(&documents);
        for ask in &asks {
            let passes = |page: usize| {
                passes_topics(&documents[page], ask) && passes_level(&documents[page], ask)
            };
            let found = matching(&documents, ask, &passes);
            let expected: BTreeSet<&str> = found
                .iter()
                .filter(|page| passes(**page))
                .map(|page| documents[*page].path.as_str())
                .collect();
            let response = search(&snapshot, &request(ask)).unwrap();
            let got: BTreeSet<&str> =
                response.results.iter().map(|hit| hit.source.as_str()).collect();
            let hits = |paths: &BTreeSet<&str>| -> BTreeSet<usize> {
                paths.iter().map(|path| group(path[1..4].parse().unwrap())).collect()
            };
            prop_assert!(got.is_subset(&expected), "{:?}", ask);
            prop_assert_eq!(hits(&got), hits(&expected), "{:?}", ask);
            prop_assert_eq!(got.len(), hits(&got).len());
            prop_assert_eq!(response.total.value, got.len());
            let mut rows: BTreeSet<(usize, String)> = BTreeSet::new();
            for page in found.iter().filter(|page| passes_level(&documents[**page], ask)) {
                let topic = &documents[*page].topics[0];
                let above = topic.match_indices('/').map(|(at, _)| topic[..at].to_owned());
                rows.extend(above.chain([topic.clone()]).map(|topic| (group(*page), topic)));
            }
            let mut topics: BTreeMap<String, usize> = BTreeMap::new();
            for (_, topic) in rows {
                *topics.entry(topic).or_default() += 1;
            }
            let shown: BTreeMap<String, usize> = response.facets.get("topic").into_iter()
                .flat_map(|facet| &facet.values)
                .filter(|row| row.count > 0)
                .map(|row| (row.value.clone(), row.count))
                .collect();
            prop_assert_eq!(shown, topics, "{:?}", ask);
        }
    }
}
