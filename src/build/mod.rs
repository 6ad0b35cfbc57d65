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
use crate::api::{BuildReport, Finding, ReadingReport};
use crate::config::Config;
use crate::corpus::check::{PageLinks, follow_links};
use crate::corpus::{Corpus, Source};
use crate::error::{Error, Notice, NoticeKind, Result};
use crate::index::{About, Guard, Manifest, Prepared, Writer, prepare};

mod facets;

mod pins;

mod reading;

use facets::FacetNames;
use pins::pins;
pub use reading::{PageReading, Reading};
use reading::{by_kind, rounded, site_reports};

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
    /// Whether links may lead nowhere.
    pub links: Links,
    /// Whether to report in detail how the corpus was read.
    pub reading: bool,
}

/// What dead links within the corpus do to a build.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Links {
    /// They are notices.
    #[default]
    Noticed,
    /// Nothing is published while there is one.
    Strict,
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
    /// How the corpus was read, where the plan asks for it.
    pub reading: Option<ReadingReport>,
}

/// Builds an index and publishes it as the live generation.
///
/// `on_progress` is called from one thread at a time.
///
/// # Errors
/// There is nothing to index, the index cannot be written, the guard refuses,
/// or links are dead that must not be. The live generation then stays as it was.
pub fn build(plan: &Plan, on_progress: &mut dyn FnMut(Progress<'_>)) -> Result<Outcome> {
    let started = Instant::now();
    let corpus = open(plan)?;
    let n_files = corpus.sources().len();
    on_progress(Progress::Found(n_files));
    let mut writer = Writer::create(&plan.index, plan.config.index.memory_mb << 20)?;
    let read = read_all(plan, &corpus, &mut writer, on_progress)?;
    let mut notices = read.notices;
    if read.n_indexed == 0 {
        return Err(no_pages(plan, &notices));
    }
    on_progress(Progress::Publishing);
    let followed = follow_links(&corpus, read.links);
    if let (Links::Strict, Some(first)) = (plan.links, followed.dead.first()) {
        return Err(Error::DeadLinks {
            path: plan.corpus.clone(),
            count: followed.dead.len(),
            first: format!("{}:{}: {}", first.path, first.line, first.message),
        });
    }
    notices.extend(followed.dead.iter().map(dead_link));
    let ordinal = |place: u32| read.ordinals.get(place as usize).copied().flatten();
    let links = followed.links.iter();
    writer.link(links.filter_map(|(from, to)| ordinal(*from).zip(ordinal(*to))));
    let pins = pins(&plan.config.pin, &writer, &mut notices);
    notices.sort_by(|a, b| a.path.cmp(&b.path));
    let about = About {
        pins,
        ..about(plan, &corpus, &read.digest)
    };
    let manifest = writer.publish(&about, plan.guard)?;
    let seconds = started.elapsed().as_secs_f64();
    Ok(Outcome {
        report: report(&manifest, &corpus, &notices, seconds),
        reading: plan.reading.then(|| read.reading.finish(&corpus, &notices)),
        notices,
    })
}

/// Opens the corpus as the plan wants it read.
fn open(plan: &Plan) -> Result<Corpus> {
    let mut corpus = Corpus::open(&plan.corpus, &plan.config)?;
    if plan.reading {
        corpus.count_marks();
    }
    Ok(corpus)
}

/// What is known when all pages are with the writer.
struct AllRead {
    n_indexed: usize,
    digest: blake3::Hash,
    links: Vec<PageLinks>,
    /// By the place in `links`: the page's ordinal, if it is indexed.
    ordinals: Vec<Option<u32>>,
    reading: Reading,
    notices: Vec<Notice>,
}

/// Parses all pages and hands them to the writer, in path order.
fn read_all(
    plan: &Plan,
    corpus: &Corpus,
    writer: &mut Writer,
    on_progress: &mut dyn FnMut(Progress<'_>),
) -> Result<AllRead> {
    let workers = workers(plan.config.index.threads)?;
    let mut notices = corpus.notices().to_vec();
    let mut digest = blake3::Hasher::new();
    let mut urls: FxHashMap<String, String> = FxHashMap::default();
    let mut links = Vec::with_capacity(corpus.sources().len());
    let mut ordinals = Vec::with_capacity(corpus.sources().len());
    let mut reading = Reading::default();
    let mut facets = FacetNames::default();
    thread::scope(|scope| {
        // No room between the two: a batch that waits is memory that waits.
        let (send, batches) = sync_channel(0);
        scope.spawn(|| parse_all(corpus, &workers, plan.reading, send));
        for page in batches.iter().flatten() {
            on_progress(Progress::Read(1, &page.path));
            notices.extend(page.notices);
            links.push(page.links);
            ordinals.push(None);
            if let Some(page) = &page.reading {
                reading.add(page);
            }
            let Some((url, prepared)) = page.prepared else {
                continue;
            };
            if let Some(first) = urls.get(&url) {
                notices.push(duplicate(&page.path, &url, first));
                reading.take_out(&page.path, first);
                continue;
            }
            digest.update(page.path.as_bytes());
            digest.update(&page.digest);
            urls.insert(url, page.path);
            facets.add(&prepared.record);
            let ordinal = writer.add(prepared)?;
            ordinals.pop();
            ordinals.push(Some(ordinal));
        }
        Ok::<(), Error>(())
    })?;
    notices.extend(facets.notice(&plan.config.facet_specs()));
    Ok(AllRead {
        n_indexed: urls.len(),
        digest: digest.finalize(),
        links,
        ordinals,
        reading,
        notices,
    })
}

/// A page on its way from the parser to the writer.
struct Parsed {
    path: String,
    /// Of the page and all that it includes.
    digest: [u8; 32],
    notices: Vec<Notice>,
    links: PageLinks,
    reading: Option<PageReading>,
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
fn parse_all(
    corpus: &Corpus,
    workers: &ThreadPool,
    is_reported: bool,
    send: SyncSender<Vec<Parsed>>,
) {
    let sizes: Vec<u64> = corpus.sources().iter().map(size_of).collect();
    let mut sources = corpus.sources();
    for n in batch_lengths(&sizes) {
        let (next, rest) = sources.split_at(n);
        sources = rest;
        let batch: Vec<Parsed> = workers.install(|| {
            let pages = next.par_iter();
            let pages = pages.map(|source| parse(corpus, source, is_reported));
            pages.collect()
        });
        if send.send(batch).is_err() {
            return;
        }
    }
}

/// Returns the size of a page in its file, in bytes.
fn size_of(source: &Source) -> u64 {
    match &source.part {
        Some(part) => part.length as u64,
        None => fs::metadata(&source.file).map_or(0, |file| file.len()),
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
fn parse(corpus: &Corpus, source: &Source, is_reported: bool) -> Parsed {
    let started = Instant::now();
    let result = corpus.parse(source);
    let reading =
        is_reported.then(|| PageReading::of(source, &result, size_of(source), started.elapsed()));
    let mut digest = blake3::Hasher::new();
    digest.update(&result.digest.unwrap_or_default());
    for (path, included) in &result.includes {
        digest.update(path.as_bytes());
        digest.update(included);
    }
    Parsed {
        path: source.path.clone(),
        digest: *digest.finalize().as_bytes(),
        links: PageLinks::of(source, &result),
        reading,
        notices: result.notices,
        prepared: result
            .document
            .map(|document| (document.url.clone(), prepare(&document))),
    }
}

/// Returns a dead link as a notice.
fn dead_link(found: &Finding) -> Notice {
    let message = format!("{}; {}", found.message, found.remedy);
    Notice::new(NoticeKind::DeadLink, &found.path, found.line, message)
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
        "{ANALYZER_ID} {:?} {:?} {:?} {:?} {:?}",
        config.site, config.corpus, config.facets, config.synonyms, config.pin
    );
    About {
        synonyms: config.synonyms.clone(),
        pins: Vec::new(),
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

fn report(manifest: &Manifest, corpus: &Corpus, notices: &[Notice], seconds: f64) -> BuildReport {
    let statistics = &manifest.statistics;
    let index_bytes = manifest.size_bytes();
    let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
    for file in corpus.left_out() {
        *left_out.entry(file.rule.clone()).or_default() += 1;
    }
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    BuildReport {
        generation: manifest.name.clone(),
        files: corpus.sources().len(),
        pages: count(statistics.pages),
        sections: count(statistics.sections),
        terms: count(statistics.terms),
        words: count(statistics.words),
        text_bytes: statistics.text_bytes,
        index_bytes,
        index_ratio: rounded(index_bytes as f64 / statistics.text_bytes.max(1) as f64),
        seconds: rounded(seconds),
        mb_per_second: rounded(statistics.text_bytes as f64 / 1e6 / seconds.max(1e-9)),
        notices: by_kind(notices),
        sites: site_reports(corpus),
        left_out,
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
