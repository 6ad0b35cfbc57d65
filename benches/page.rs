//! How long a page takes to leave the server: search, render, frame, headers.
//!
//! `cargo bench --bench page`; on another folder with `DOCENT_BENCH_CORPUS`. The
//! requests go through the same routes as those of readers, without the socket
//! and without compression, which no client here asks for. The aim is 20 ms.

mod corpus;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use criterion::{Criterion, criterion_group, criterion_main};
use docent::build::build;
use docent::config::Config;
use docent::http::{Service, router};
use tokio::runtime::Runtime;
use tower::ServiceExt;

/// The pages that readers see, by what they are.
const PAGES: [(&str, &str); 6] = [
    ("home", "/"),
    ("results", "/search?q=how+to+sort+a+list"),
    (
        "results_filtered",
        "/search?q=index&level=beginner&topic=databases",
    ),
    ("results_corrected", "/search?q=databse+indx"),
    ("browse", "/search"),
    ("nothing", "/search?q=zzyzxq"),
];

/// Asks as a browser does and returns the length of the page.
async fn ask(service: &Arc<Service>, uri: &str) -> usize {
    let request = Request::get(uri)
        .header("accept", "text/html")
        .body(Body::empty());
    let request = request.expect("a request");
    let response = router(Arc::clone(service)).oneshot(request).await;
    let response = response.expect("routes never fail");
    assert!(
        response.status().is_success(),
        "{uri}: {}",
        response.status()
    );
    let body = to_bytes(response.into_body(), usize::MAX)
        .await
        .expect("a body");
    body.len()
}

fn pages(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let plan = corpus::plan(folder.path());
    build(&plan, &mut |_| {}).expect("an index");
    let service = Service::new(plan.index.clone(), &Config::default()).expect("a service");
    service.load().expect("a generation");
    let service = Arc::new(service);
    let runtime = Runtime::new().expect("a runtime");
    let first = docent::index::Snapshot::open(&plan.index).expect("a generation");
    let longest = first
        .pages()
        .records()
        .iter()
        .max_by_key(|record| record.n_words);
    let reading = longest.map(|record| format!("/p/{}?q=index", record.id));
    let reading = reading.as_deref().map(|uri| ("reading_the_longest", uri));
    let mut group = criterion.benchmark_group("page");
    for (name, uri) in PAGES.into_iter().chain(reading) {
        group.bench_function(name, |bencher| {
            bencher.iter(|| runtime.block_on(ask(&service, uri)));
        });
    }
    group.finish();
}

criterion_group!(benches, pages);
criterion_main!(benches);
