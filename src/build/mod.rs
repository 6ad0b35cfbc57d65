//! Plan → parse → add → guard → publish: what every command that indexes calls.
//!
//! `corpus` and `index` do not know each other; here they are joined. Pages are
//! parsed and analysed on all cores, a batch at a time, while the writer adds
//! the batch before, so memory is bounded by two batches and the writer's
//! budget whatever the corpus.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use std::time::Instant;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};
use rustc_hash::FxHashMap;

use crate::analysis::ANALYZER_ID;
use crate::api::BuildReport;
use crate::config::Config;
use crate::corpus::{Corpus, Source};
use crate::error::{Error, Notice, NoticeKind, Result};
use crate::index::{About, Guard, Manifest, Prepared, Writer, prepare};

/// Pages parsed together, at most: enough to keep all cores busy.
const BATCH_PAGES: usize = 128;

/// The size of the files parsed together, at most, unless one alone is larger.
/// Analysed text takes up to 25 times its size (24 pages of 7.8 MB, 2026-11),
/// and two batches are in flight.
const BATCH_BYTES: u64 = 4 << 20;

/// What to build, and where.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The folder of pages.
    pub corpus: PathBuf,
    /// The folder of generations.
    pub index: PathBuf,
    /// The settings; flags are already in them.
    pub config: Config,
    /// Whether many pages may vanish.
    pub guard: Guard,
}

/// How far a build is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress<'a> {
    /// So many files will be read.
    Found(usize),
    /// So many more files were read; the last one's path.
    Read(usize, &'a str),
    /// All pages are read; the segments are written and merged.
    Publishing,
}

/// What a build did, with every notice.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The summary.
    pub report: BuildReport,
    /// Everything skipped or repaired, in path order.
    pub notices: Vec<Notice>,
}

/// Builds an index and publishes it as the live generation.
///
/// `on_progress` is called from one thread at a time.
///
/// # Errors
/// There is nothing to index, the index cannot be written, or the guard
/// refuses. The live generation then stays as it was.
pub fn build(plan: &Plan, on_progress: &mut dyn FnMut(Progress<'_>)) -> Result<Outcome> {
    let started = Instant::now();
    let corpus = Corpus::open(&plan.corpus, &plan.config)?;
    let n_files = corpus.sources().len();
    on_progress(Progress::Found(n_files));
    let mut notices = corpus.notices().to_vec();
    let mut writer = Writer::create(&plan.index, plan.config.index.memory_mb << 20)?;
    let mut digest = blake3::Hasher::new();
    let mut urls: FxHashMap<String, String> = FxHashMap::default();
    let workers = workers(plan.config.index.threads)?;
    thread::scope(|scope| {
        // No room between the two: a batch that waits is memory that waits.
        let (send, batches) = sync_channel(0);
        scope.spawn(|| parse_all(&corpus, &workers, send));
        for batch in batches {
            for page in batch {
                on_progress(Progress::Read(1, &page.path));
                notices.extend(page.notices);
                let Some((url, prepared)) = page.prepared else {
                    continue;
                };
                if let Some(first) = urls.get(&url) {
                    notices.push(duplicate(&page.path, &url, first));
                    continue;
                }
                digest.update(page.path.as_bytes());
                digest.update(&page.digest);
                urls.insert(url, page.path);
                writer.add(prepared)?;
            }
        }
        Ok::<(), Error>(())
    })?;
    if urls.is_empty() {
        return Err(no_pages(plan, &notices));
    }
    on_progress(Progress::Publishing);
    let about = about(plan, &corpus, &digest.finalize());
    let manifest = writer.publish(&about, plan.guard)?;
    Ok(Outcome {
        report: report(
            &manifest,
            n_files,
            &notices,
            started.elapsed().as_secs_f64(),
        ),
        notices,
    })
}

/// A page on its way from the parser to the writer.
struct Parsed {
    path: String,
    digest: [u8; 32],
    notices: Vec<Notice>,
    /// The URL and the page; `None` for a page that is not indexed.
    prepared: Option<(String, Prepared)>,
}

/// Returns the threads that parse; 0 means one for each core.
fn workers(threads: usize) -> Result<ThreadPool> {
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|number| format!("parse-{number}"))
        .build();
    pool.map_err(|error| Error::Invalid(format!("cannot start {threads} threads: {error}")))
}

/// Parses all pages in order, a batch at a time, until nobody listens.
fn parse_all(corpus: &Corpus, workers: &ThreadPool, send: SyncSender<Vec<Parsed>>) {
    let size = |source: &Source| fs::metadata(&source.file).map_or(0, |file| file.len());
    let sizes: Vec<u64> = corpus.sources().iter().map(size).collect();
    let mut sources = corpus.sources();
    for n in batch_lengths(&sizes) {
        let (next, rest) = sources.split_at(n);
        sources = rest;
        let batch: Vec<Parsed> = workers.install(|| {
            let pages = next.par_iter().map(|source| parse(corpus, source));
            pages.collect()
        });
        if send.send(batch).is_err() {
            return;
        }
    }
}

/// Returns how many pages each batch has, for pages of these sizes.
fn batch_lengths(sizes: &[u64]) -> Vec<usize> {
    let mut lengths = Vec::new();
    let (mut n, mut bytes) = (0, 0_u64);
    for size in sizes {
        let full = n == BATCH_PAGES || bytes.saturating_add(*size) > BATCH_BYTES;
        if full && n > 0 {
            lengths.push(n);
            (n, bytes) = (0, 0);
        }
        n += 1;
        bytes = bytes.saturating_add(*size);
    }
    lengths.extend((n > 0).then_some(n));
    lengths
}

/// Reads, parses and analyses one page.
fn parse(corpus: &Corpus, source: &Source) -> Parsed {
    let result = corpus.parse(source);
    Parsed {
        path: source.path.clone(),
        digest: result.digest.unwrap_or_default(),
        notices: result.notices,
        prepared: result
            .document
            .map(|document| (document.url.clone(), prepare(&document))),
    }
}

fn duplicate(path: &str, url: &str, first: &str) -> Notice {
    let message = format!(
        "its URL {url} is that of {first}, so it is left out; give one of them another `slug`"
    );
    Notice::new(NoticeKind::DuplicateUrl, path, 0, message)
}

/// Returns the error for a corpus of which no page can be indexed.
fn no_pages(plan: &Plan, notices: &[Notice]) -> Error {
    match notices.first() {
        Some(notice) => Error::Invalid(format!(
            "{}: no page can be indexed; the first of {} notices: {notice}",
            plan.corpus.display(),
            notices.len()
        )),
        None => Error::Invalid(format!("{}: no page can be indexed", plan.corpus.display())),
    }
}

fn about(plan: &Plan, corpus: &Corpus, digest: &blake3::Hash) -> About {
    let config = &plan.config;
    let settings = format!(
        "{ANALYZER_ID} {:?} {:?} {:?}",
        config.site, config.corpus, config.facets
    );
    About {
        site_name: config.site.name.clone(),
        site_url: config.site.url.clone(),
        language: config.site.language.clone(),
        version: config.site.version.clone(),
        facets: config.facet_specs(),
        settings: blake3::hash(settings.as_bytes()).to_hex().to_string(),
        corpus: digest.to_hex().to_string(),
        source_commit: corpus.source_commit(),
        keep: config.index.keep,
    }
}

fn report(manifest: &Manifest, files: usize, notices: &[Notice], seconds: f64) -> BuildReport {
    let statistics = &manifest.statistics;
    let index_bytes = manifest.size_bytes();
    let mut by_kind: BTreeMap<String, usize> = BTreeMap::new();
    for notice in notices {
        *by_kind.entry(notice.kind.as_str().to_owned()).or_default() += 1;
    }
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let rounded = |number: f64| (number * 1000.0).round() / 1000.0;
    BuildReport {
        generation: manifest.name.clone(),
        files,
        pages: count(statistics.pages),
        sections: count(statistics.sections),
        terms: count(statistics.terms),
        words: count(statistics.words),
        text_bytes: statistics.text_bytes,
        index_bytes,
        index_ratio: rounded(index_bytes as f64 / statistics.text_bytes.max(1) as f64),
        seconds: rounded(seconds),
        mb_per_second: rounded(statistics.text_bytes as f64 / 1e6 / seconds.max(1e-9)),
        notices: by_kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_bounded_in_pages_and_in_bytes() {
        let half = BATCH_BYTES / 2;
        assert_eq!(batch_lengths(&[]), [0_usize; 0]);
        assert_eq!(batch_lengths(&[1; 300]), [128, 128, 44]);
        assert_eq!(batch_lengths(&[half, half, 1, u64::MAX, 1]), [2, 1, 1, 1]);
    }
}
