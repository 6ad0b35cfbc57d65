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

use super::inflections::{CountedTerm, Languages};
use super::manifest::Statistics;
use super::schema::{Handles, N_FIELDS};
use super::slots::Ordinals;
use super::snapshot::{NO_PAGE, Segment, open_segments};
use super::vocabulary;
use super::writer::engine_error;
use crate::error::{Error, Result};

/// Counts a generation and writes its vocabulary.
///
/// Cost: every posting list is read once, without positions.
pub(super) fn count(
    folder: &Path,
    ordinals: &Ordinals,
    languages: &Languages,
) -> Result<Statistics> {
    let segments = open_segments(folder, &Handles::new(), ordinals)?;
    let terms = count_terms(folder, &segments, languages)?;
    vocabulary::write(folder, &terms, languages)?;
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
fn count_terms(
    folder: &Path,
    segments: &[Segment],
    languages: &Languages,
) -> Result<Vec<CountedTerm>> {
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
    let mut terms: Vec<CountedTerm> = Vec::new();
    let mut stamp = 0_u32;
    let mut met = Met::default();
    let mut term: Vec<u8> = Vec::new();
    while let Some(Reverse((key, number))) = heap.pop() {
        if key != term || stamp == 0 {
            keep_term(&mut terms, &term, met);
            term = key;
            stamp += 1;
            met = Met::default();
        }
        let source = &mut sources[number];
        let segment = &segments[source.segment];
        let seen = &mut seen[source.segment];
        read_list(folder, segment, source, |doc| {
            let page = segment.page_of[doc as usize];
            if std::mem::replace(&mut seen[doc as usize], stamp) != stamp && page != NO_PAGE {
                met.sections += 1;
                met.languages |= languages.of_page(page);
            }
        })?;
        if source.stream.advance() {
            heap.push(Reverse((source.stream.key().to_vec(), number)));
        }
    }
    keep_term(&mut terms, &term, met);
    Ok(terms)
}

/// Where a term was met.
#[derive(Clone, Copy, Default)]
struct Met {
    sections: u32,
    languages: u32,
}

fn keep_term(terms: &mut Vec<CountedTerm>, term: &[u8], met: Met) {
    if met.sections > 0
        && let Ok(term) = std::str::from_utf8(term)
    {
        terms.push(CountedTerm {
            term: term.to_owned(),
            frequency: met.sections,
            languages: met.languages,
        });
    }
}

/// Reads the list of a source's term.
fn read_list(
    folder: &Path,
    segment: &Segment,
    source: &Source<'_>,
    mut sink: impl FnMut(u32),
) -> Result<()> {
    let mut postings = segment.postings[source.field]
        .read_postings_from_terminfo(source.stream.value(), IndexRecordOption::Basic)
        .map_err(|error| engine_error(folder, "counting terms")(error.into()))?;
    let mut doc = postings.doc();
    while doc != TERMINATED {
        sink(doc);
        doc = postings.advance();
    }
    Ok(())
}
