//! How long a completion takes while titles are typed letter by letter.
//!
//! `cargo bench --bench suggest`; on another folder with `DOCENT_BENCH_CORPUS`.
//! It prints percentiles over every beginning of a sample of titles and
//! headings, as they are and with two letters swapped, and of strange inputs;
//! then the same for related pages.

#![expect(clippy::print_stdout, reason = "percentiles are printed")]

mod corpus;

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use docent::api::SuggestRequest;
use docent::build::build;
use docent::index::Snapshot;
use docent::search::{related, suggest};

/// The most titles that are typed.
const MAX_TITLES: usize = 1_000;

fn request(q: &str) -> SuggestRequest {
    SuggestRequest {
        q: q.to_owned(),
        ..SuggestRequest::default()
    }
}

/// Returns titles from all over the site.
fn titles(snapshot: &Snapshot) -> Vec<String> {
    let records = snapshot.pages().records();
    let step = records.len().div_ceil(MAX_TITLES).max(1);
    let sample = records.iter().step_by(step);
    sample.map(|record| record.title.clone()).collect()
}

/// Returns every beginning of a text.
fn typed(text: &str) -> impl Iterator<Item = String> {
    let ends = text.char_indices().map(|(at, char)| at + char.len_utf8());
    ends.map(|end| text[..end].to_owned())
}

/// Returns a text with its third and fourth letters swapped.
fn swapped(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() > 4 {
        letters.swap(2, 3);
    }
    letters.into_iter().collect()
}

/// What was asked, and how to ask it.
type Work<'w> = (String, Box<dyn Fn() + 'w>);

/// Times each of some works once, after each was done once, and prints how long
/// they took.
fn percentiles(name: &str, works: &[Work<'_>]) {
    works.iter().for_each(|(_, work)| work());
    let mut times: Vec<(f64, &str)> = works
        .iter()
        .map(|(about, work)| {
            let started = Instant::now();
            work();
            (started.elapsed().as_secs_f64() * 1e3, about.as_str())
        })
        .collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].0;
    println!(
        "{name}, {}: p50 {:.3} ms, p90 {:.3}, p99 {:.3}, max {:.3} ({:.40?})",
        times.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        times.last().map(|(_, about)| *about).unwrap_or_default(),
    );
}

fn completions<'s>(
    snapshot: &'s Snapshot,
    texts: Vec<String>,
) -> Vec<(String, Box<dyn Fn() + 's>)> {
    let works = texts.into_iter().map(|text| {
        let request = request(&text);
        let work = move || {
            black_box(suggest(snapshot, &request));
        };
        (text, Box::new(work) as Box<dyn Fn()>)
    });
    works.collect()
}

fn report(snapshot: &Snapshot) {
    println!(
        "{} pages, {} sections, {} completions",
        snapshot.n_pages(),
        snapshot.manifest().statistics.sections,
        snapshot.completions().len(),
    );
    let titles = titles(snapshot);
    let of_titles = titles.iter().flat_map(|title| typed(title)).collect();
    percentiles("titles as typed", &completions(snapshot, of_titles));
    let misspelt = titles.iter().map(|title| swapped(title));
    let misspelt = misspelt.flat_map(|title| typed(&title).collect::<Vec<_>>());
    percentiles(
        "misspelt as typed",
        &completions(snapshot, misspelt.collect()),
    );
    let strange = [
        "a".repeat(512),
        "qwertzuiop ".repeat(40),
        "intsallatoin confgiuration enviromnent authenticaton ".repeat(3),
        "\u{301}".repeat(200),
        "of in the to a is and for ".repeat(8),
        "a b c d e f g h".to_owned(),
    ];
    percentiles("strange", &completions(snapshot, strange.into()));
    let n_pages = u32::try_from(snapshot.n_pages()).unwrap_or(u32::MAX);
    let step = (n_pages / 1_000).max(1) as usize;
    let pages = (0..n_pages).step_by(step).map(|page| {
        let work = move || {
            black_box(related(snapshot, page, 5).expect("related pages"));
        };
        let path = snapshot.pages().record(page).path.clone();
        (path, Box::new(work) as Box<dyn Fn()>)
    });
    percentiles("related pages", &pages.collect::<Vec<_>>());
}

fn bench(criterion: &mut Criterion) {
    let target = tempfile::tempdir().expect("a temporary folder");
    let plan = corpus::plan(target.path());
    let built = build(&plan, &mut |_| {}).expect("an index of the corpus");
    let manifest = &built.report;
    println!(
        "{} bytes of index, {} of text",
        manifest.index_bytes, manifest.text_bytes
    );
    let snapshot = Snapshot::open(target.path()).expect("the index just built");
    for name in ["completions.bin", "completions.fst"] {
        let file = snapshot.manifest().files.get(name);
        println!("{name}: {} bytes", file.map_or(0, |file| file.bytes));
    }
    report(&snapshot);
    for (name, q) in [
        ("one_letter", "s"),
        ("two_words", "array fi"),
        ("misspelt", "fucntion"),
    ] {
        let request = request(q);
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| suggest(&snapshot, black_box(&request)));
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
