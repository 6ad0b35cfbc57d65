//! How long search boxes made for Algolia wait: whole requests, from bytes to bytes.
//!
//! `cargo bench --bench algolia`, with the variables of the search bench. First
//! percentiles are printed over the judged queries as they are typed: a keystroke
//! of `DocSearch` (20 hits, 7 snippet levels), and `InstantSearch` with two refined
//! facets, three queries in one request, against the first of them alone.

#![expect(clippy::print_stdout, reason = "percentiles are printed")]

mod corpus;

use std::cmp::Reverse;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use criterion::{Criterion, criterion_group, criterion_main};
use docent::build::build;
use docent::config::Config;
use docent::http::{Service, router};
use docent::index::Snapshot;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// The first query of the bench proper.
const QUERY: &str = "error handling";

/// What is asked, and who answers.
struct Bench {
    routes: Router,
    runtime: Runtime,
    /// Two facets with a value each that many pages have.
    refined: Vec<(String, String)>,
}

impl Bench {
    fn ask(&self, body: &Value) -> Value {
        let request = Request::post("/algolia/1/indexes/*/queries");
        let request = request.body(Body::from(body.to_string()));
        let request = request.expect("a request");
        self.runtime.block_on(async {
            let answer = self.routes.clone().oneshot(request).await;
            let answer = answer.expect("an answer");
            assert!(answer.status().is_success(), "{}", answer.status());
            let bytes = to_bytes(answer.into_body(), usize::MAX).await;
            Value::from(bytes.expect("a body").len())
        })
    }

    /// Returns how long an answer takes, in milliseconds.
    fn time(&self, body: &Value) -> f64 {
        let started = Instant::now();
        self.ask(body);
        started.elapsed().as_secs_f64() * 1e3
    }

    fn keystroke(&self, q: &str) -> Value {
        let levels = (0..7).map(|level| format!("hierarchy.lvl{level}"));
        let further = ["content", "type", "url"].map(str::to_owned);
        let retrieved: Vec<String> = levels.chain(further).collect();
        let snippets = (1..7).map(|level| format!("hierarchy.lvl{level}:15"));
        let snippets: Vec<String> = snippets.chain(["content:15".to_owned()]).collect();
        json!({"requests": [{
            "indexName": "docs", "query": q, "hitsPerPage": 20,
            "attributesToRetrieve": retrieved, "attributesToSnippet": snippets,
            "highlightPreTag": "<mark>", "highlightPostTag": "</mark>",
            "snippetEllipsisText": "…", "clickAnalytics": false,
        }]})
    }

    /// Returns the queries of an `InstantSearch` page with both facets refined.
    fn refined(&self, q: &str) -> Vec<Value> {
        let names: Vec<&str> = self.refined.iter().map(|(name, _)| name.as_str()).collect();
        let chosen = |without: Option<&str>| -> Vec<[String; 1]> {
            let facets = self.refined.iter();
            let asked = facets.filter(|(name, _)| Some(name.as_str()) != without);
            asked
                .map(|(name, value)| [format!("{name}:{value}")])
                .collect()
        };
        let query = |facets: Value, length: usize, filters: Vec<[String; 1]>| {
            json!({
                "indexName": "docs", "query": q, "hitsPerPage": length, "page": 0,
                "facets": facets, "facetFilters": filters, "maxValuesPerFacet": 10,
                "attributesToSnippet": ["content:12"],
                "highlightPreTag": "__ais-highlight__", "highlightPostTag": "__/ais-highlight__",
            })
        };
        let first = query(json!(names), 20, chosen(None));
        let others = names
            .iter()
            .map(|name| query(json!(name), 0, chosen(Some(name))));
        [first].into_iter().chain(others).collect()
    }
}

/// Returns two facets with the value of each that most pages have.
fn refined(snapshot: &Snapshot) -> Vec<(String, String)> {
    let pages = snapshot.pages();
    let mut best = Vec::new();
    for column in pages
        .facets()
        .iter()
        .filter(|column| column.values.len() > 1)
    {
        let mut counts = vec![0_usize; column.values.len()];
        for page in (0_u32..).take(pages.len()) {
            for value in column.of_page(page) {
                counts[*value as usize] += 1;
            }
        }
        let most = counts.iter().enumerate().max_by_key(|(_, count)| **count);
        if let Some((value, count)) = most {
            best.push((*count, column.name.clone(), column.values[value].clone()));
        }
    }
    best.sort_by_key(|(count, ..)| Reverse(*count));
    best.truncate(2);
    best.into_iter()
        .map(|(_, name, value)| (name, value))
        .collect()
}

/// Returns the judged queries, or titles of pages where there are none.
fn queries(snapshot: &Snapshot) -> Vec<String> {
    let path = std::env::var_os("DOCENT_BENCH_QUERIES")
        .map_or_else(|| corpus::folder().join("queries.jsonl"), PathBuf::from);
    let rows = fs::read_to_string(path).unwrap_or_default();
    let rows = rows
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let judged: Vec<String> = rows
        .filter_map(|row| row["query"].as_str().map(str::to_owned))
        .collect();
    let titles = snapshot
        .pages()
        .records()
        .iter()
        .map(|record| record.title.clone());
    match judged.is_empty() {
        true => titles.take(300).collect(),
        false => judged,
    }
}

/// Prints percentiles of some times or shares.
fn print(name: &str, mut values: Vec<f64>) {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((values.len() - 1) as f64 * share) as usize];
    println!(
        "{name}, {} queries: p50 {:.3}, p90 {:.3}, p99 {:.3}, max {:.3}",
        values.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
}

fn percentiles(bench: &Bench, queries: &[String]) {
    let mut typed: Vec<&str> = Vec::new();
    for query in queries {
        let ends = query
            .char_indices()
            .map(|(start, char)| start + char.len_utf8());
        typed.extend(ends.map(|end| &query[..end]));
    }
    let keystrokes: Vec<Value> = typed.iter().map(|q| bench.keystroke(q)).collect();
    keystrokes.iter().for_each(|body| drop(bench.ask(body)));
    let times = keystrokes.iter().map(|body| bench.time(body));
    print("DocSearch keystroke, ms", times.collect());
    let (mut alone, mut together, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for query in queries {
        let all = bench.refined(query);
        let (one, three) = (json!({"requests": all[..1]}), json!({"requests": all}));
        // The best of three each: a share of two noisy times says little.
        let best = |body: &Value| (0..3).map(|_| bench.time(body)).fold(f64::MAX, f64::min);
        let (one, three) = (best(&one), best(&three));
        alone.push(one);
        together.push(three);
        shares.push(three / one);
    }
    print("InstantSearch, first query alone, ms", alone);
    print("InstantSearch, two refined facets, ms", together);
    print("the second over the first", shares);
}

fn bench(criterion: &mut Criterion) {
    let target = tempfile::tempdir().expect("a temporary folder");
    build(&corpus::plan(target.path()), &mut |_| {}).expect("an index of the corpus");
    let service = Service::new(target.path().to_owned(), &Config::default());
    let service = Arc::new(service.expect("a service"));
    service.load().expect("the index just built");
    let snapshot = Snapshot::open(target.path()).expect("the index just built");
    let bench = Bench {
        routes: router(service),
        runtime: Runtime::new().expect("a runtime"),
        refined: refined(&snapshot),
    };
    println!("{} pages, refined: {:?}", snapshot.n_pages(), bench.refined);
    percentiles(&bench, &queries(&snapshot));
    let keystroke = bench.keystroke(QUERY);
    criterion.bench_function("docsearch_keystroke", |bencher| {
        bencher.iter(|| bench.ask(&keystroke));
    });
    let all = bench.refined(QUERY);
    let (one, three) = (json!({"requests": all[..1]}), json!({"requests": all}));
    criterion.bench_function("instantsearch_first_alone", |bencher| {
        bencher.iter(|| bench.ask(&one));
    });
    criterion.bench_function("instantsearch_refined", |bencher| {
        bencher.iter(|| bench.ask(&three));
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
