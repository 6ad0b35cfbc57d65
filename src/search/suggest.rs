//! Where nothing was found: another query that is sure to find something.
//!
//! Every suggestion is searched before it is given, under the same filters, so
//! that it never leads to a second empty page.

use super::answer;
use crate::api::SearchRequest;
use crate::error::Result;
use crate::index::Snapshot;
use crate::query::{ExpandedQuery, parse};

/// The most queries that are tried.
const MAX_TRIES: usize = 4;

/// Returns a query close to the request's that finds at least one page.
///
/// Cost: up to [`MAX_TRIES`] searches without results to read.
pub(super) fn find(snapshot: &Snapshot, request: &SearchRequest) -> Result<Option<String>> {
    if request.q.trim().is_empty() {
        return Ok(None);
    }
    for text in candidates(snapshot, request).into_iter().take(MAX_TRIES) {
        let tried = SearchRequest {
            q: text,
            page: 1,
            per_page: 0,
            facets: Some(Vec::new()),
            ..request.clone()
        };
        if answer(snapshot, &tried)?.total.value > 0 {
            return Ok(Some(tried.q));
        }
    }
    Ok(None)
}

/// Returns what may be tried, the closest first: the words as they may be
/// meant, without quotes and exclusions; then each word alone, the rarest first.
fn candidates(snapshot: &Snapshot, request: &SearchRequest) -> Vec<String> {
    let unquoted = request.q.replace('"', " ");
    let mut query = parse(&unquoted, request.prefix);
    query.excluded.clear();
    query.excluded_phrases.clear();
    let expanded = super::expanded(snapshot, request, &query, true);
    let mut words = words_of(&expanded);
    let texts: Vec<&str> = words.iter().map(|(_, text)| text.as_str()).collect();
    let mut candidates = vec![texts.join(" ")];
    words.sort();
    candidates.extend(words.into_iter().map(|(_, text)| text));
    let mut tried: Vec<String> = Vec::new();
    candidates.retain(|text| {
        let is_new = !text.is_empty() && *text != request.q && !tried.contains(text);
        tried.push(text.clone());
        is_new
    });
    candidates
}

/// Returns the words that the index knows, as they may be meant, with their
/// frequency.
fn words_of(expanded: &ExpandedQuery) -> Vec<(u32, String)> {
    let words = expanded.words.iter();
    let known = words.filter(|word| !word.alternatives.is_empty());
    let meant = known.map(|word| {
        let text = word.corrected.as_ref().unwrap_or(&word.text);
        (word.frequency(), text.clone())
    });
    meant.collect()
}
