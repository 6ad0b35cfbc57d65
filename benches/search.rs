//! How long an answer takes, by kind of query, all features on.
//!
//! `cargo bench --bench search`; on another folder with `DOCENT_BENCH_CORPUS`,
//! with its judged queries in `DOCENT_BENCH_QUERIES`. Before criterion's own
//! figures it prints percentiles over those queries and their letter-by-letter
//! prefixes, for a mean hides the slow ones.

#![expect(clippy::print_stdout, reason = "percentiles are printed")]

mod corpus;

use std::fs;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use docent::api::{Clause, Condition, Filter, SearchRequest, Sort};
use docent::build::build;
use docent::index::Snapshot;
use docent::search::search;

/// Queries by kind: the same words exist in every tutorial corpus.
const KINDS: [(&str, &str); 8] = [
    ("one_word", "function "),
    ("several_words", "read a file line by line "),
    ("question", "how do i send a request with a header "),
    ("phrase", "\"for example\""),
    ("prefix_1", "s"),
    ("prefix_2", "se"),
    ("prefix_4", "serv"),
    ("words_and_prefix", "error handling exce"),
];

fn request(q: &str) -> SearchRequest {
    SearchRequest {
        q: q.to_owned(),
        ..SearchRequest::default()
    }
}

/// Returns the judged queries in `DOCENT_BENCH_QUERIES`, or of the folder, or,
/// where there are none, titles of pages.
fn queries(snapshot: &Snapshot) -> Vec<String> {
    let path = std::env::var_os("DOCENT_BENCH_QUERIES")
        .map_or_else(|| corpus::folder().join("queries.jsonl"), PathBuf::from);
    let Ok(text) = fs::read_to_string(path) else {
        let records = snapshot.pages().records().iter();
        return records
            .map(|record| record.title.clone())
            .take(300)
            .collect();
    };
    text.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|row| row["query"].as_str().map(str::to_owned))
        .collect()
}

/// Prints the percentiles of the judged queries as they are typed.
fn percentiles(snapshot: &Snapshot) {
    let mut typed: Vec<String> = Vec::new();
    for query in queries(snapshot) {
        let ends = query
            .char_indices()
            .map(|(start, char)| start + char.len_utf8());
        typed.extend(ends.map(|end| query[..end].to_owned()));
    }
    for q in &typed {
        black_box(search(snapshot, &request(q)).expect("an answer"));
    }
    let mut times: Vec<(f64, &str)> = typed
        .iter()
        .map(|q| {
            let started = Instant::now();
            black_box(search(snapshot, &request(q)).expect("an answer"));
            (started.elapsed().as_secs_f64() * 1e3, q.as_str())
        })
        .collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].0;
    println!(
        "{} pages, {} queries as typed: p50 {:.3} ms, p90 {:.3}, p99 {:.3}, max {:.3} ({:?})",
        snapshot.n_pages(),
        times.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        times.last().map(|(_, q)| *q).unwrap_or_default(),
    );
}

/// Returns queries that are not as they should be, by name. Each takes less than
/// 20 ms on the corpus that comes with Docent.
fn hostile(snapshot: &Snapshot) -> Vec<(&'static str, String)> {
    let numbered = |n: u32| (0..n).map(|n| format!("word{n} ")).collect::<String>();
    vec![
        ("hostile_long", "a reader types on and on ".repeat(400)),
        ("hostile_500_words", numbered(500)),
        ("hostile_one_letter", "a".repeat(10_000)),
        ("hostile_marks", "e\u{301}\u{302}\u{303} ".repeat(120)),
        ("hostile_direction", "\u{202e}llatsni\u{202c} ".repeat(50)),
        ("hostile_nul", "in\0stall ".repeat(50)),
        ("hostile_quotes", "\"a \"b \"c ".repeat(50)),
        ("hostile_minus", "-".to_owned()),
        ("hostile_punctuation", "?!.,;:()[]{} ".repeat(39)),
        ("hostile_emoji", "👩\u{200d}💻 🎉 ".repeat(50)),
        ("hostile_slips", rare_slips(snapshot, 64)),
        (
            "hostile_common",
            "the of a to in is and for it on with as ".repeat(12),
        ),
        (
            "hostile_letters",
            "a b c d e f g h i j k l m n o p q r s t u v w x y z".to_owned(),
        ),
        (
            "hostile_phrases",
            "\"of the\" \"in the\" \"to the\" \"is a\" \"for a\" \"it is\"".to_owned(),
        ),
        ("hostile_thai", "ติดตั้งฐานข้อมูล".repeat(30)),
    ]
}

/// Returns words that are each a slip away from a rare term.
fn rare_slips(snapshot: &Snapshot, n: usize) -> String {
    let vocabulary = snapshot.vocabulary();
    let terms = (0..u32::try_from(vocabulary.len()).unwrap_or(u32::MAX)).filter_map(|ordinal| {
        let term = vocabulary.term(ordinal)?;
        let is_rare = vocabulary.frequency(ordinal) == 1;
        let is_word = term.len() >= 8 && term.bytes().all(|byte| byte.is_ascii_lowercase());
        (is_rare && is_word).then(|| format!("{}q{}", &term[..4], &term[5..]))
    });
    terms.step_by(7).take(n).collect::<Vec<_>>().join(" ")
}

/// Requests that differ in everything but the word.
fn variants(snapshot: &Snapshot) -> [(&'static str, SearchRequest); 6] {
    let topic = snapshot
        .pages()
        .facet("topic")
        .and_then(|column| column.values.first());
    let filter = topic.map(|topic| Filter {
        clauses: vec![Clause {
            any: vec![Condition::is("topic", topic)],
        }],
    });
    [
        (
            "filtered",
            SearchRequest {
                filter: filter.unwrap_or_default(),
                ..request("error ")
            },
        ),
        (
            "no_facets",
            SearchRequest {
                facets: Some(vec![]),
                ..request("error ")
            },
        ),
        (
            "no_sections",
            SearchRequest {
                sections: 0,
                ..request("error ")
            },
        ),
        (
            "no_results",
            SearchRequest {
                per_page: 0,
                ..request("error ")
            },
        ),
        (
            "by_date",
            SearchRequest {
                sort: Sort::DateDown,
                ..request("error ")
            },
        ),
        ("browse", request("")),
    ]
}

fn bench(criterion: &mut Criterion) {
    let target = tempfile::tempdir().expect("a temporary folder");
    build(&corpus::plan(target.path()), &mut |_| {}).expect("an index of the corpus");
    let snapshot = Snapshot::open(target.path()).expect("the index just built");
    percentiles(&snapshot);
    for (name, q) in KINDS {
        let request = request(q);
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| search(&snapshot, black_box(&request)));
        });
    }
    for (name, q) in hostile(&snapshot) {
        let request = request(&q);
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| search(&snapshot, black_box(&request)));
        });
    }
    for (name, request) in variants(&snapshot) {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| search(&snapshot, black_box(&request)));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
