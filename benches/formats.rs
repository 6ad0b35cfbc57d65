//! How real sites are read: every archive of ../shared/corpora, one row each.
//!
//! `cargo bench --bench formats`; `DOCENT_BENCH_FORMATS=mdn,rust-book` chooses.
//! It prints the table of docs/formats.md and fails where a target is missed.
//! Without ../shared it says so and measures nothing.

#![expect(clippy::print_stdout, reason = "the table is printed")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use docent::api::ReadingReport;
use docent::build::{PageReading, Reading};
use docent::config::Config;
use docent::corpus::{Corpus, Parsed, Source};
use docent::eval::TopicSet;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};

/// The most marks of template languages for every 1,000 words outside of code.
const MAX_MARKS: f64 = 0.2;

/// The judged queries of an archive.
const QUERIES: [(&str, &str); 5] = [
    ("mdn", "mdn"),
    ("kubernetes-en", "kubernetes"),
    ("javascript-info-en", "javascript-info"),
    ("laravel-docs", "laravel"),
    ("freecodecamp-guide-en", "freecodecamp-guide"),
];

/// What was measured of an archive.
struct Row {
    name: String,
    reading: ReadingReport,
    n_sections: usize,
    seconds: f64,
    /// Judged anchors that are in the pages, and all of them.
    anchors: (usize, usize),
    missing: Vec<String>,
}

fn main() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let Ok(entries) = fs::read_dir(shared.join("corpora")) else {
        println!("../shared/corpora is not there: nothing is measured");
        return;
    };
    if std::env::args().any(|argument| argument == "--test") {
        println!("skipped: the archives take minutes");
        return;
    }
    let chosen = std::env::var("DOCENT_BENCH_FORMATS").unwrap_or_default();
    let chosen: Vec<&str> = chosen.split(',').filter(|name| !name.is_empty()).collect();
    let mut archives: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "zst"))
        .collect();
    archives.sort();
    println!("{HEAD}");
    let mut faults = Vec::new();
    for archive in archives {
        let name = archive.file_name().unwrap_or_default().to_string_lossy();
        let name = name.trim_end_matches(".tar.zst").to_owned();
        if chosen.is_empty() || chosen.contains(&name.as_str()) {
            let row = measure(&shared, &archive, name);
            print_row(&row);
            faults.extend(faults_of(&row));
        }
    }
    for fault in &faults {
        println!("missed: {fault}");
    }
    assert!(faults.is_empty(), "{} targets are missed", faults.len());
}

const HEAD: &str = "| archive | preset | files | pages | left out | failed | sections | untitled | \
                    marks / 1,000 words | code | judged anchors | MB/s |\n\
                    |---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";

/// Unpacks an archive and reads it twice: for the time, then for the report.
fn measure(shared: &Path, archive: &Path, name: String) -> Row {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let packed = File::open(archive).expect("the archive");
    let unpacked = zstd::Decoder::new(packed).expect("a zstd stream");
    tar::Archive::new(unpacked)
        .unpack(folder.path())
        .expect("an archive");
    let root = folder.path().join(&name);
    let root = if root.is_dir() {
        root
    } else {
        folder.path().to_path_buf()
    };
    let mut corpus = Corpus::open(&root, &Config::default()).expect("a corpus");
    let started = Instant::now();
    let parsed: Vec<Parsed> = corpus
        .sources()
        .par_iter()
        .map(|source| corpus.parse(source))
        .collect();
    let seconds = started.elapsed().as_secs_f64();
    drop(parsed);
    corpus.count_marks();
    let pages: Vec<(&Source, Parsed)> = corpus
        .sources()
        .par_iter()
        .map(|source| (source, corpus.parse(source)))
        .collect();
    let mut reading = Reading::default();
    for (source, parsed) in &pages {
        let bytes = fs::metadata(&source.file).map_or(0, |file| file.len());
        reading.add(&PageReading::of(source, parsed, bytes, Duration::ZERO));
    }
    let documents = || {
        pages
            .iter()
            .filter_map(|(_, parsed)| parsed.document.as_ref())
    };
    let missing = missing_anchors(shared, &name, &pages);
    Row {
        n_sections: documents().map(|document| document.sections.len()).sum(),
        reading: reading.finish(&corpus, &[]),
        seconds,
        anchors: missing.0,
        missing: missing.1,
        name,
    }
}

/// Looks for the judged anchors: how many are there, of how many, and the rest.
fn missing_anchors(
    shared: &Path,
    name: &str,
    pages: &[(&Source, Parsed)],
) -> ((usize, usize), Vec<String>) {
    let queries = QUERIES.iter().find(|(archive, _)| *archive == name);
    let Some((_, queries)) = queries else {
        return ((0, 0), Vec::new());
    };
    let queries = shared.join("queries").join(format!("{queries}.jsonl"));
    let judged = TopicSet::load(&queries).expect("judged queries");
    let rows = judged.topics.iter().flat_map(|topic| &topic.qrels);
    let judged: BTreeSet<(String, String)> = rows
        .filter_map(|row| Some((row.path.clone(), row.anchor.clone()?)))
        .collect();
    let mut missing = Vec::new();
    for (path, anchor) in &judged {
        let page = pages.iter().find(|(source, _)| source.path == *path);
        let document = page.and_then(|(_, parsed)| parsed.document.as_ref());
        let mut sections = document.iter().flat_map(|document| &document.sections);
        if !sections.any(|section| section.anchor.as_deref() == Some(anchor)) {
            missing.push(format!("{name}: {path}#{anchor}"));
        }
    }
    ((judged.len() - missing.len(), judged.len()), missing)
}

fn print_row(row: &Row) {
    let reading = &row.reading;
    let presets: BTreeSet<&str> = reading
        .sites
        .iter()
        .map(|site| site.generator.as_str())
        .collect();
    let presets: Vec<&str> = presets.into_iter().collect();
    let anchors = match row.anchors {
        (_, 0) => "–".to_owned(),
        (found, all) => format!("{found}/{all}"),
    };
    println!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {:.3} | {:.0} % | {anchors} | {:.0} |",
        row.name,
        presets.join(", "),
        reading.files,
        reading.indexed,
        reading.left_out.len(),
        reading.failed.len(),
        row.n_sections,
        reading.untitled,
        reading.marks_per_1000_words,
        reading.code_words as f64 * 100.0 / reading.words.max(1) as f64,
        reading.source_bytes as f64 / 1e6 / row.seconds,
    );
}

/// Returns the targets that an archive misses.
fn faults_of(row: &Row) -> Vec<String> {
    let reading = &row.reading;
    let mut faults = row.missing.clone();
    let accounted = reading.indexed + reading.left_out.len() + reading.failed.len();
    if accounted != reading.files {
        faults.push(format!(
            "{}: {accounted} of {} files accounted for",
            row.name, reading.files
        ));
    }
    if reading.marks_per_1000_words > MAX_MARKS {
        faults.push(format!("{}: marks {:?}", row.name, reading.marks));
    }
    faults
}
