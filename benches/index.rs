//! How fast pages become an index, step by step.
//!
//! `cargo bench --bench index`; on another folder with `DOCENT_BENCH_CORPUS`.
//! Throughput is pages a second; MB/s of the whole build is printed first.

#![expect(clippy::print_stdout, reason = "the throughput is printed")]

mod corpus;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use docent::build::build;
use docent::config::Config;
use docent::corpus::Corpus;
use docent::index::{Snapshot, prepare};

fn bench(criterion: &mut Criterion) {
    let folder = corpus::folder();
    let config = Config::load(&folder).expect("the corpus's docent.toml");
    let pages = Corpus::open(&folder, &config).expect("the corpus");
    let n_pages = pages.sources().len() as u64;
    let parse = || {
        pages
            .sources()
            .iter()
            .filter_map(|source| pages.parse(source).document)
    };
    let mut group = criterion.benchmark_group("index");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(10));
    group.throughput(Throughput::Elements(n_pages));
    group.bench_function("parse", |bencher| {
        bencher.iter(|| {
            parse()
                .map(|document| document.sections.len())
                .sum::<usize>()
        });
    });
    group.bench_function("parse_and_analyse", |bencher| {
        bencher.iter(|| parse().for_each(|document| drop(black_box(prepare(&document)))));
    });
    let target = tempfile::tempdir().expect("a temporary folder");
    let plan = corpus::plan(target.path());
    let report = build(&plan, &mut |_| {}).expect("an index").report;
    println!(
        "{} pages, {:.1} MB of text: {:.1} MB/s",
        report.pages,
        report.text_bytes as f64 / 1e6,
        report.mb_per_second
    );
    group.bench_function("build_and_publish", |bencher| {
        bencher.iter(|| build(&plan, &mut |_| {}).expect("an index").report.pages);
    });
    group.bench_function("open", |bencher| {
        bencher.iter(|| Snapshot::open(target.path()).expect("the index").n_pages());
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
