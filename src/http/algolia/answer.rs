//! Queries → searches → answers in Algolia's shape.

use std::num::NonZeroUsize;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::params::Query;
use super::record::Records;
use super::{conditions, facets};
use crate::api::{
    self, FacetKind, MAX_DEPTH, MAX_RECORDS, Prefix, SearchRequest, SearchResponse, Sort,
};
use crate::error::Result;
use crate::index::{PageTable, Snapshot};
use crate::search::search_all;

/// Sections listed of a page, beside its own record. `DocSearch` shows five rows of
/// a group: with two of each page, a group shows two pages.
const SECTIONS: usize = 2;

/// The most hits of all queries of a call together.
const MAX_HITS: usize = 2 * MAX_RECORDS;

/// The most conditions of all queries of a call: each is tested on every page that
/// matches. Eleven queries with two hundred values chosen have 2200.
const MAX_CONDITIONS: usize = 4096;

/// How long a passage is: enough for the words of its snippet, within bounds.
const CHARS_OF_A_WORD: usize = 10;
const MIN_PASSAGE_CHARS: usize = 300;
const MAX_PASSAGE_CHARS: usize = 2400;

/// A query and the search that it is.
pub(super) struct Asked {
    query: Query,
    request: SearchRequest,
}

/// Returns the searches that queries are.
///
/// # Errors
/// A query asks for what there is not, in words for the client.
pub(super) fn plan(
    snapshot: &Snapshot,
    queries: Vec<Query>,
) -> std::result::Result<Vec<Asked>, String> {
    let asked = queries.into_iter().map(|query| {
        let request = request(snapshot.pages(), &query)?;
        Ok(Asked { query, request })
    });
    let asked: Vec<Asked> = asked.collect::<std::result::Result<_, String>>()?;
    let lengths = asked.iter().filter_map(|asked| asked.request.records);
    let n_hits: usize = lengths.map(|records| records.length).sum();
    let clauses = asked.iter().flat_map(|asked| &asked.request.filter.clauses);
    let n_conditions: usize = clauses.map(|clause| clause.any.len()).sum();
    if n_conditions > MAX_CONDITIONS {
        return Err(format!(
            "the filters of one call come to more than {MAX_CONDITIONS} conditions"
        ));
    }
    match n_hits <= MAX_HITS {
        true => Ok(asked),
        false => Err(format!(
            "one call may ask for {MAX_HITS} hits, not {n_hits}"
        )),
    }
}

/// Answers queries in their order.
///
/// # Errors
/// As [`search_all`].
pub(super) fn answer(snapshot: &Snapshot, asked: &[Asked], number: u64) -> Result<Vec<Value>> {
    let requests: Vec<SearchRequest> = asked.iter().map(|asked| asked.request.clone()).collect();
    let responses = search_all(snapshot, &requests)?;
    let pairs = asked.iter().zip(&responses).enumerate();
    let results = pairs.map(|(place, (asked, response))| {
        let Asked { query, request } = asked;
        match &query.facet_search {
            Some(search) => json!({
                "facetHits": facets::search(search, &query.tags, snapshot.pages(), response),
                "exhaustiveFacetsCount": true,
                "processingTimeMS": milliseconds(response),
            }),
            None => {
                let mut result = result(snapshot.pages(), query, request, response);
                if query.has_query_id {
                    result["queryID"] = query_id(query, response, number, place).into();
                }
                result
            }
        }
    });
    Ok(results.collect())
}

/// Returns the search that a query is.
fn request(pages: &PageTable, query: &Query) -> std::result::Result<SearchRequest, String> {
    let passing = conditions::passing(pages, query.filter.clone())?;
    let is_facet_search = query.facet_search.is_some();
    let length = if is_facet_search { 0 } else { query.length };
    let words = query.snippet.iter().map(|(_, n_words)| *n_words).max();
    let passage_chars = words.unwrap_or_default() * CHARS_OF_A_WORD;
    let passage_chars = passage_chars.clamp(MIN_PASSAGE_CHARS, MAX_PASSAGE_CHARS);
    let offset = query.offset.min(MAX_DEPTH);
    Ok(SearchRequest {
        q: query.text.clone(),
        filter: passing.filter,
        sections: if passing.pages_only { 0 } else { SECTIONS },
        sort: sort(pages, &query.index),
        facets: match &query.facet_search {
            Some(search) => {
                let name = conditions::facet_name(pages, &search.facet);
                Some(vec![name.to_owned()])
            }
            None => facets::names(pages, query),
        },
        prefix: if query.prefix {
            Prefix::Last
        } else {
            Prefix::None
        },
        typo: query.typo,
        records: Some(api::Records {
            offset,
            length: length.min(MAX_DEPTH - offset),
            passage_chars: NonZeroUsize::new(passage_chars).unwrap_or(NonZeroUsize::MIN),
            facet_values: if is_facet_search {
                usize::MAX
            } else {
                query.facet_values
            },
        }),
        ..SearchRequest::default()
    })
}

/// Returns the order that an index's name asks for. Sites that let readers choose
/// an order have a replica of their index for each: `docs_date_desc`.
fn sort(pages: &PageTable, index: &str) -> Sort {
    let columns = pages.facets().iter();
    let ordered = columns.filter(|column| column.kind != FacetKind::Text);
    let orders = ordered.flat_map(|column| {
        let name = &column.name;
        [
            (format!("_{name}_asc"), Sort::FacetUp(name.clone())),
            (format!("_{name}_desc"), Sort::FacetDown(name.clone())),
        ]
    });
    let always = [
        ("_date_asc".to_owned(), Sort::DateUp),
        ("_date_desc".to_owned(), Sort::DateDown),
        ("_title_asc".to_owned(), Sort::Title),
    ];
    let mut orders = orders.chain(always);
    let asked = orders.find(|(suffix, _)| index.ends_with(suffix.as_str()));
    asked.map_or(Sort::Relevance, |(_, sort)| sort)
}

/// Returns the answer to one query.
fn result(
    pages: &PageTable,
    query: &Query,
    request: &SearchRequest,
    response: &SearchResponse,
) -> Value {
    let length = request.records.map_or(0, |records| records.length);
    let hits = Records::new(pages, query, response).write(response, length);
    let [counts, stats] = facets::counts(pages, query, response);
    let n_hits = response.total.value;
    let mut result = json!({
        "hits": hits,
        "nbHits": n_hits,
        "exhaustiveNbHits": true,
        "exhaustiveTypo": true,
        "exhaustiveFacetsCount": true,
        "exhaustive": {"nbHits": true, "typo": true, "facetsCount": true},
        "query": query.text,
        "params": query.echo,
        "index": query.index,
        "renderingContent": {},
        "processingTimeMS": milliseconds(response),
        "serverTimeMS": milliseconds(response),
        "processingTimingsMS": {"total": milliseconds(response)},
    });
    if query.is_window {
        result["offset"] = query.offset.into();
        result["length"] = query.length.into();
    } else {
        let reachable = n_hits.min(MAX_DEPTH);
        result["page"] = query.offset.checked_div(query.length).unwrap_or(0).into();
        result["nbPages"] = match query.length {
            0 => 0,
            length => reachable.div_ceil(length),
        }
        .into();
        result["hitsPerPage"] = query.length.into();
    }
    if !query.facets.is_empty() {
        result["facets"] = counts;
        if stats.as_object().is_some_and(|stats| !stats.is_empty()) {
            result["facets_stats"] = stats;
        }
    }
    result
}

/// Returns the time that an answer took in whole milliseconds, at least one.
fn milliseconds(response: &SearchResponse) -> u64 {
    (response.took_ms.ceil() as u64).max(1)
}

/// Returns an id for an answer that no other has.
fn query_id(query: &Query, response: &SearchResponse, number: u64, place: usize) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let generation = &response.index.generation;
    let identity = format!("{generation}\n{now:?}\n{number}\n{place}\n{}", query.text);
    blake3::hash(identity.as_bytes()).to_hex()[..32].to_owned()
}
