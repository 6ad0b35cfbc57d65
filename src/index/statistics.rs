//! Live statistics: counted at publish over what is there, deletions left out.
//!
//! The engine's own counts include deleted sections until a merge, so an index
//! that was edited often would rank differently from a fresh one. These do not.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::path::Path;

use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocSet, TERMINATED};

use super::manifest::Statistics;
use super::schema::{Handles, N_FIELDS};
use super::slots::Ordinals;
use super::snapshot::{NO_PAGE, Segment, open_segments};
use super::vocabulary;
use super::writer::engine_error;
use crate::analysis::Stemmer;
use crate::error::{Error, Result};

/// Counts a generation and writes its vocabulary.
///
/// Cost: every posting list is read once, without positions.
pub(super) fn count(folder: &Path, ordinals: &Ordinals, stemmer: &Stemmer) -> Result<Statistics> {
    let segments = open_segments(folder, &Handles::new(), ordinals)?;
    let terms = count_terms(folder, &segments)?;
    vocabulary::write(folder, &terms, stemmer)?;
    let mut statistics = Statistics {
        terms: terms.len() as u64,
        ..Statistics::default()
    };
    for segment in &segments {
        count_lengths(segment, &mut statistics);
    }
    Ok(statistics)
}

/// Adds a segment's live sections and the lengths of their fields.
fn count_lengths(segment: &Segment, statistics: &mut Statistics) {
    for (doc, page) in (0_u32..).zip(&segment.page_of) {
        if *page == NO_PAGE {
            continue;
        }
        statistics.sections += 1;
        for field in 0..N_FIELDS {
            let length = u64::from(segment.lengths[field].fieldnorm(doc));
            statistics.field_tokens[field] += length;
            statistics.field_sections[field] += u64::from(length > 0);
        }
    }
}

/// A term list of one field of one segment, ordered by its next term.
struct Source<'s> {
    stream: TermStreamer<'s>,
    segment: usize,
    field: usize,
}

/// Returns every live term in byte order with the number of live sections that
/// hold it in any field.
fn count_terms(folder: &Path, segments: &[Segment]) -> Result<Vec<(String, u32)>> {
    let failed = || Error::io("read", folder);
    let mut sources = Vec::new();
    let mut heap: BinaryHeap<Reverse<(Vec<u8>, usize)>> = BinaryHeap::new();
    for (number, segment) in segments.iter().enumerate() {
        for (field, postings) in segment.postings.iter().enumerate() {
            let mut stream = postings.terms().stream().map_err(failed())?;
            if stream.advance() {
                heap.push(Reverse((stream.key().to_vec(), sources.len())));
                sources.push(Source {
                    stream,
                    segment: number,
                    field,
                });
            }
        }
    }
    let mut seen: Vec<Vec<u32>> = segments
        .iter()
        .map(|segment| vec![0; segment.page_of.len()])
        .collect();
    let mut terms: Vec<(String, u32)> = Vec::new();
    let mut stamp = 0_u32;
    let mut frequency = 0_u32;
    let mut term: Vec<u8> = Vec::new();
    while let Some(Reverse((key, number))) = heap.pop() {
        if key != term || stamp == 0 {
            keep_term(&mut terms, &term, frequency);
            term = key;
            stamp += 1;
            frequency = 0;
        }
        let source = &mut sources[number];
        let segment = &segments[source.segment];
        frequency += count_new(folder, segment, source, &mut seen[source.segment], stamp)?;
        if source.stream.advance() {
            heap.push(Reverse((source.stream.key().to_vec(), number)));
        }
    }
    keep_term(&mut terms, &term, frequency);
    Ok(terms)
}

fn keep_term(terms: &mut Vec<(String, u32)>, term: &[u8], frequency: u32) {
    if frequency > 0
        && let Ok(term) = std::str::from_utf8(term)
    {
        terms.push((term.to_owned(), frequency));
    }
}

/// Counts the live sections of a list that this term has not met yet.
fn count_new(
    folder: &Path,
    segment: &Segment,
    source: &Source<'_>,
    seen: &mut [u32],
    stamp: u32,
) -> Result<u32> {
    let mut postings = segment.postings[source.field]
        .read_postings_from_terminfo(source.stream.value(), IndexRecordOption::Basic)
        .map_err(|error| engine_error(folder, "counting terms")(error.into()))?;
    let mut new = 0;
    let mut doc = postings.doc();
    while doc != TERMINATED {
        let place = doc as usize;
        if seen[place] != stamp {
            seen[place] = stamp;
            new += u32::from(segment.page_of[place] != NO_PAGE);
        }
        doc = postings.advance();
    }
    Ok(new)
}
