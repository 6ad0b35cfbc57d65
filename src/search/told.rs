//! What an answer tells besides its results: how the query was understood.

use std::collections::BTreeMap;

use super::family::Preference;
use super::score::Ranking;
use crate::api::{IndexInfo, MAX_DEPTH, Paging, QueryEcho, SearchRequest, Test};
use crate::error::{Notice, NoticeKind};
use crate::index::{PageTable, Snapshot};
use crate::query::{ExpandedQuery, Query};

/// Returns the query as it was understood.
pub(super) fn echo(
    request: &SearchRequest,
    query: &Query,
    expanded: &ExpandedQuery,
    ranking: &Ranking,
) -> QueryEcho {
    let mut filters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for condition in request.filter.clauses.iter().flat_map(|clause| &clause.any) {
        let value = match &condition.test {
            Test::Is(value) | Test::Under(value) => value.clone(),
            Test::Missing => String::new(),
            Test::Between(from, to) => {
                let end = |end: &Option<String>| end.clone().unwrap_or_default();
                format!("{}..{}", end(from), end(to))
            }
        };
        let sign = if condition.negated { "-" } else { "" };
        let values = filters.entry(condition.field.clone()).or_default();
        values.push(format!("{sign}{value}"));
    }
    let dropped = ranking.dropped.iter();
    QueryEcho {
        q: request.q.clone(),
        normalized: query.normalized(),
        corrections: expanded.corrections.clone(),
        dropped: dropped
            .map(|word| expanded.words[*word].text.clone())
            .collect(),
        filters,
        sort: request.sort.name(),
    }
}

pub(super) fn paging(request: &SearchRequest, total: usize, count: usize) -> Paging {
    let shown = request.page * request.per_page;
    let reachable = shown + request.per_page <= MAX_DEPTH;
    let more = request.per_page > 0 && total > shown && reachable;
    Paging {
        number: request.page,
        size: request.per_page,
        count,
        prev: (request.page > 1).then(|| request.page - 1),
        next: more.then(|| request.page + 1),
        before: 0,
    }
}

/// Returns what was left out of the query, and filter values that no page has.
pub(super) fn notices(
    request: &SearchRequest,
    query: &Query,
    preference: &Preference<'_>,
    pages: &PageTable,
) -> Vec<String> {
    let mut notices = query.notices.clone();
    if query.is_empty() && !request.q.trim().is_empty() {
        let message = "there is no word to look for in this query";
        notices.push(Notice::query(NoticeKind::Query, message));
    }
    for condition in request.filter.clauses.iter().flat_map(|clause| &clause.any) {
        if let (Test::Is(value), Some(column)) = (&condition.test, pages.facet(&condition.field))
            && column.number_of(value).is_none()
        {
            let message = format!("no page has {} \"{value}\"", condition.field);
            notices.push(Notice::query(NoticeKind::Filter, message));
        }
    }
    let notices = notices.into_iter().map(|notice| notice.message);
    notices.chain(preference.notices()).collect()
}

pub(super) fn index_info(snapshot: &Snapshot) -> IndexInfo {
    IndexInfo {
        name: snapshot.site_name().to_owned(),
        generation: snapshot.name().to_owned(),
        documents: snapshot.n_pages(),
        updated_at: snapshot.manifest().published_at.clone(),
    }
}
