//! Golden queries: what the corpus that comes with Docent answers first.
//!
//! `tests/golden/queries.txt` holds blocks of a query, `----`, and the first
//! hits with their first section. `UPDATE_GOLDEN=1` rewrites it; the diff is
//! the review.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use docent::build::{Links, Plan, Scope, build};
use docent::config::Config;
use docent::index::{Guard, Snapshot};

use crate::support::{ask, own_corpus};

const HITS: usize = 3;

fn answer(snapshot: &Snapshot, q: &str) -> String {
    let response = ask(snapshot, q);
    let mut out = format!("{} pages\n", response.total.value);
    for hit in response.results.iter().take(HITS) {
        let section = hit
            .sections
            .first()
            .map(|section| format!("#{}", section.anchor));
        let _ = writeln!(out, "{}{}", hit.source, section.unwrap_or_default());
    }
    if !response.query.dropped.is_empty() {
        let _ = writeln!(out, "dropped: {}", response.query.dropped.join(", "));
    }
    for correction in &response.query.corrections {
        let _ = writeln!(out, "taken for: {} for {}", correction.to, correction.from);
    }
    out
}

#[test]
fn the_first_hits_of_our_corpus_are_as_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = own_corpus();
    let plan = Plan {
        config: Config::load(&corpus).unwrap(),
        corpus,
        index: folder.path().to_owned(),
        guard: Guard::On,
        links: Links::Noticed,
        reading: false,
        scope: Scope::Changes,
    };
    build(&plan, &mut |_| {}).unwrap();
    let snapshot = Snapshot::open(folder.path()).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/queries.txt");
    let recorded = fs::read_to_string(&path).unwrap();
    let mut fresh = String::new();
    for block in recorded
        .split("\n\n")
        .filter(|block| !block.trim().is_empty())
    {
        let q = block.trim_start().lines().next().unwrap();
        let _ = write!(fresh, "{q}\n----\n{}\n", answer(&snapshot, q));
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &fresh).unwrap();
        return;
    }
    assert_eq!(
        recorded.trim_end(),
        fresh.trim_end(),
        "UPDATE_GOLDEN=1 rewrites it"
    );
}
