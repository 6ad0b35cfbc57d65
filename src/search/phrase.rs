//! Phrases: terms that follow one another in one field of one section.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use super::matcher::read;
use crate::error::Result;
use crate::index::{FIELDS, Segment, Snapshot};
use crate::query::Phrase;

/// A section that holds a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PhraseHit {
    /// The section within its segment.
    pub(super) doc: u32,
    /// The field, by its place in the table.
    pub(super) field: usize,
    /// How often.
    pub(super) count: u32,
}

/// The most sections that are read to see whether words stand in a row.
const MAX_READ: usize = 4000;

/// Returns whether one term follows another anywhere, as far as
/// [`MAX_READ`] sections of a field of a segment say.
pub(super) fn stand_in_a_row(snapshot: &Snapshot, first: &str, second: &str) -> Result<bool> {
    let phrase = Phrase {
        terms: vec![(first.to_owned(), 0), (second.to_owned(), 1)],
        ..Phrase::default()
    };
    let limit = Limit {
        read: MAX_READ,
        hits: 1,
    };
    for segment in snapshot.segments() {
        if !find(snapshot, segment, &phrase, &limit)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Where reading a field for a phrase ends.
struct Limit {
    /// So many sections of the rarest term were read.
    read: usize,
    /// So many hold the phrase.
    hits: usize,
}

/// Returns every place of a segment that holds a phrase.
///
/// Cost: the postings of the rarest term, and positions where all terms meet.
pub(super) fn phrase_postings(
    snapshot: &Snapshot,
    segment: &Segment,
    phrase: &Phrase,
) -> Result<Vec<PhraseHit>> {
    let limit = Limit {
        read: usize::MAX,
        hits: usize::MAX,
    };
    find(snapshot, segment, phrase, &limit)
}

/// Returns the places of a segment that hold a phrase, up to a limit.
fn find(
    snapshot: &Snapshot,
    segment: &Segment,
    phrase: &Phrase,
    limit: &Limit,
) -> Result<Vec<PhraseHit>> {
    let mut hits = Vec::new();
    let vocabulary = snapshot.vocabulary();
    let known = phrase
        .terms
        .iter()
        .all(|(term, _)| vocabulary.ordinal(term).is_some());
    if !known {
        return Ok(hits);
    }
    for field in 0..FIELDS.len() {
        let mut lists: Vec<(SegmentPostings, u32)> = Vec::new();
        for (term, offset) in &phrase.terms {
            match read(
                segment,
                field,
                term,
                IndexRecordOption::WithFreqsAndPositions,
            )? {
                Some(postings) => lists.push((postings, *offset)),
                None => break,
            }
        }
        if lists.len() == phrase.terms.len() {
            collect(lists, field, &mut hits, limit);
        }
        if hits.len() >= limit.hits {
            break;
        }
    }
    Ok(hits)
}

/// Adds the sections in which all lists meet at their offsets.
fn collect(
    mut lists: Vec<(SegmentPostings, u32)>,
    field: usize,
    hits: &mut Vec<PhraseHit>,
    limit: &Limit,
) {
    lists.sort_by_key(|(postings, _)| postings.doc_freq());
    let (mut first, first_offset) = lists.remove(0);
    let mut starts: Vec<u32> = Vec::new();
    let mut others: Vec<u32> = Vec::new();
    let mut doc = first.doc();
    let mut read = 0;
    while doc != TERMINATED && read < limit.read && hits.len() < limit.hits {
        read += 1;
        let all_here = lists.iter_mut().all(|(postings, _)| {
            let here = if postings.doc() < doc {
                postings.seek(doc)
            } else {
                postings.doc()
            };
            here == doc
        });
        if all_here {
            first.positions(&mut starts);
            starts.retain(|position| *position >= first_offset);
            for start in &mut starts {
                *start -= first_offset;
            }
            for (postings, offset) in &mut lists {
                postings.positions(&mut others);
                starts.retain(|start| others.binary_search(&(start + *offset)).is_ok());
            }
            if !starts.is_empty() {
                hits.push(PhraseHit {
                    doc,
                    field,
                    count: u32::try_from(starts.len()).unwrap_or(u32::MAX),
                });
            }
        }
        doc = first.advance();
    }
}
