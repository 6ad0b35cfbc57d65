//! Pages are read, parsed and analysed on all cores, a batch at a time.

use std::fs;
use std::sync::mpsc::SyncSender;
use std::time::Instant;

use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::ledger::{Known, State};
use super::reading::PageReading;
use crate::corpus::check::PageLinks;
use crate::corpus::{Corpus, Source};
use crate::error::{Error, Result};
use crate::index::{Prepared, prepare};

/// Pages parsed together, at most: enough to keep all cores busy.
const BATCH_PAGES: usize = 128;

/// The size of the files parsed together, at most, unless one alone is larger.
/// Analysed text takes up to 25 times its size (24 pages of 7.8 MB, 2026-11),
/// and two batches are in flight.
const BATCH_BYTES: u64 = 4 << 20;

/// A page on its way from the parser to the writer.
pub(super) struct Parsed {
    /// What the ledger keeps of it, its state to be filled in.
    pub(super) known: Known,
    pub(super) reading: Option<PageReading>,
    /// The URL and the page; `None` for a page that is not indexed.
    pub(super) prepared: Option<(String, Prepared)>,
}

/// Returns the threads that parse; 0 means one for each core.
pub(super) fn workers(threads: usize) -> Result<ThreadPool> {
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|number| format!("parse-{number}"))
        .build();
    pool.map_err(|error| Error::Invalid(format!("cannot start {threads} threads: {error}")))
}

/// Parses pages in order, a batch at a time, until nobody listens.
pub(super) fn parse_all(
    corpus: &Corpus,
    sources: &[&Source],
    workers: &ThreadPool,
    is_reported: bool,
    send: SyncSender<Vec<Parsed>>,
) {
    let sizes: Vec<u64> = sources.iter().map(|source| size_of(source)).collect();
    let mut sources = sources;
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
    // The stamp comes first: a file that is written meanwhile is read again.
    let stamp = corpus.stamp_of(source);
    let result = corpus.parse(source);
    let reading =
        is_reported.then(|| PageReading::of(source, &result, size_of(source), started.elapsed()));
    Parsed {
        reading,
        known: Known {
            path: source.path.clone(),
            stamp,
            content: result.content,
            digest: result.digest,
            links: PageLinks::of(source, &result),
            includes: result.includes,
            notices: result.notices,
            dead: Vec::new(),
            state: State::None,
        },
        prepared: result
            .document
            .map(|document| (document.url.clone(), prepare(&document))),
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
