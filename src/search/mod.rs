//! A request and a snapshot to a response: the recipe on one screen.
//!
//! One [`search`] serves HTTP, the terminal, evaluation and the benches, so
//! what is measured is what is served.
//!
//! 1. `query::parse` reads the text; `query::expand` finds the terms that may
//!    stand for each word, misspelt ones included. Synonyms will join there.
//! 2. `matcher` reads postings to candidate pages, testing filters on the way.
//! 3. `score` chooses the pages that match and orders them. Named features
//!    beyond BM25 will join there.
//! 4. `facet` counts over the page table; `family` leaves one hit of the
//!    versions and translations of a page.
//! 5. `results` reads the sections of this page of results only; `snippet`
//!    marks their words.

mod facet;

mod family;

mod matcher;

mod phrase;

mod prefilter;

mod records;

mod results;

mod score;

mod snippet;

mod suggest;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Instant;

use crate::analysis::{Stemmer, Synonyms, name_key};
use crate::api::{
    FacetKind, IndexInfo, MAX_DEPTH, MAX_PER_PAGE, MAX_RECORDS, MAX_SECTIONS, Paging, QueryEcho,
    Relation, SearchRequest, SearchResponse, Sort, Test, Total,
};
use crate::error::{Error, Notice, NoticeKind, Result};
use crate::index::{PageTable, ResolvedFilter, Scratch, Snapshot, Verdict};
use crate::query::{ExpandedQuery, Query, expand, parse};

use family::Preference;

use matcher::Plan;

use records::Sizes;

use score::{Ranked, Ranking, Wanted};

/// Answers a request from one generation.
///
/// Cost: grows with the postings of the query's rare words and the number of
/// candidate pages, never with the size of the corpus alone.
///
/// # Errors
/// The request asks for more than the limits of [`crate::api`] allow, or a
/// file of the generation cannot be read. A strange query is never an error.
pub fn search(snapshot: &Snapshot, request: &SearchRequest) -> Result<SearchResponse> {
    let started = Instant::now();
    let mut response = answer(snapshot, request)?;
    if response.total.value == 0 {
        response
            .suggestions
            .extend(suggest::find(snapshot, request)?);
    }
    response.took_ms = milliseconds_since(started);
    Ok(response)
}

/// Answers several requests from one generation, in their order.
///
/// Requests for the same words share what costs most, reading their postings,
/// so a further one costs little more than its own counting and its results.
/// Suggestions are not among the answers.
///
/// # Errors
/// As [`search`], for any of them.
pub fn search_all(snapshot: &Snapshot, requests: &[SearchRequest]) -> Result<Vec<SearchResponse>> {
    let mut responses: Vec<Option<SearchResponse>> = vec![None; requests.len()];
    for (first, request) in requests.iter().enumerate() {
        if responses[first].is_some() {
            continue;
        }
        let asks_the_same = |place: &usize| asks_the_same(&requests[*place], request);
        let places: Vec<usize> = (first..requests.len()).filter(asks_the_same).collect();
        let alike: Vec<&SearchRequest> = places.iter().map(|place| &requests[*place]).collect();
        for (place, response) in places.into_iter().zip(answer_alike(snapshot, &alike)?) {
            responses[place] = Some(response);
        }
    }
    Ok(responses.into_iter().flatten().collect())
}

/// Returns whether two requests look for the same words.
fn asks_the_same(a: &SearchRequest, b: &SearchRequest) -> bool {
    let words = |request: &SearchRequest| {
        let SearchRequest { prefix, typo, .. } = request;
        (*prefix, *typo)
    };
    a.q == b.q && words(a) == words(b) && a.prefer_language == b.prefer_language
}

/// Answers a request; suggestions are left to others.
fn answer(snapshot: &Snapshot, request: &SearchRequest) -> Result<SearchResponse> {
    let response = answer_alike(snapshot, &[request])?.pop();
    response.ok_or_else(|| Error::Invalid("a request has no answer".to_owned()))
}

/// Answers requests that look for the same words.
fn answer_alike(snapshot: &Snapshot, requests: &[&SearchRequest]) -> Result<Vec<SearchResponse>> {
    let Some(first) = requests.first() else {
        return Ok(Vec::new());
    };
    let mut started = Instant::now();
    let query = parse(&first.q, first.prefix);
    let expanded = expand(
        &query,
        snapshot.vocabulary(),
        &Stemmer::for_language(&snapshot.manifest().language),
        &synonyms(snapshot, first),
        first.typo,
    );
    let plan = Plan::new(&expanded, snapshot);
    snapshot.with_scratch(plan.n_slots(), |scratch| {
        let mut question = Question {
            snapshot,
            query: &query,
            plan: &plan,
            scratch,
            is_matched: false,
        };
        let responses = requests.iter().map(|request| {
            check(request, snapshot.pages())?;
            let mut response = question.answer(request)?;
            response.took_ms = milliseconds_since(started);
            started = Instant::now();
            Ok(response)
        });
        responses.collect()
    })
}

/// The words of some requests, and what of the index holds them.
struct Question<'q> {
    snapshot: &'q Snapshot,
    query: &'q Query,
    plan: &'q Plan<'q>,
    scratch: &'q mut Scratch,
    /// Whether the postings have been read.
    is_matched: bool,
}

impl Question<'_> {
    /// Answers one of the requests; suggestions are left to others.
    fn answer(&mut self, request: &SearchRequest) -> Result<SearchResponse> {
        let (snapshot, plan) = (self.snapshot, self.plan);
        let pages = snapshot.pages();
        let preference = Preference::new(snapshot, request);
        let mut ranking = self.rank(request)?;
        let scratch = &*self.scratch;
        let sizes = request.records.map(|records| {
            let sizes = Sizes::new(snapshot, plan, request, &ranking.pages, scratch);
            (records, sizes)
        });
        let facets = match &sizes {
            Some((records, sizes)) => {
                sizes.facets(pages, &ranking.pages, request, records.facet_values)
            }
            None => {
                let one_off = &ranking.fail_one_facet;
                let wanted = request.facets.as_deref();
                facet::count(pages, &ranking.pages, one_off, &request.filter, wanted)
            }
        };
        preference.apply(&mut ranking.pages, family::held(plan, scratch));
        let total = match &sizes {
            Some((_, sizes)) => sizes.total(&ranking.pages),
            None => ranking.pages.len(),
        };
        let first = (request.page - 1) * request.per_page;
        // A page is a record at least, so as many pages are enough.
        let reach = request.records.map_or(first + request.per_page, |records| {
            records.offset + records.length
        });
        order(&mut ranking.pages, reach, &request.sort, pages, self.query);
        let (shown, before) = match &sizes {
            Some((records, sizes)) => sizes.window(&ranking.pages, *records),
            None => {
                let shown = ranking.pages.get(first..).unwrap_or_default();
                (&shown[..shown.len().min(request.per_page)], 0)
            }
        };
        let results = results::read(snapshot, plan, shown, request, &preference, scratch)?;
        let page = Paging {
            before,
            ..paging(request, total, results.len())
        };
        Ok(SearchResponse {
            query: echo(request, self.query, plan.query, &ranking),
            total: Total {
                value: total,
                relation: Relation::Eq,
            },
            page,
            results,
            facets,
            suggestions: Vec::new(),
            notices: notices(request, self.query, &preference, pages),
            index: index_info(snapshot),
            took_ms: 0.0,
        })
    }

    /// Returns the pages that match one of the requests, not yet in order.
    fn rank(&mut self, request: &SearchRequest) -> Result<Ranking> {
        let pages = self.snapshot.pages();
        let filter = pages.resolve(&request.filter);
        if self.query.is_empty() {
            let is_browsing = request.q.trim().is_empty();
            return Ok(match is_browsing {
                true => browse(pages, &filter),
                false => Ranking::default(),
            });
        }
        if self.is_matched {
            matcher::filter_again(&filter, self.scratch);
        } else {
            matcher::find(self.snapshot, self.plan, &filter, self.scratch)?;
            self.is_matched = true;
        }
        let wanted = Wanted {
            names: named(pages, &request.q, self.query, self.plan),
            is_count: request.records.is_some_and(|records| records.length == 0),
        };
        Ok(score::rank(self.snapshot, self.plan, &wanted, self.scratch))
    }
}

/// Returns the synonyms that count: those of all languages, and those of the
/// language that the reader prefers, or else the site's.
fn synonyms<'s>(snapshot: &'s Snapshot, request: &SearchRequest) -> Vec<&'s Synonyms> {
    let preferred = request.prefer_language.as_deref();
    let language = preferred.unwrap_or(&snapshot.manifest().language);
    snapshot.synonyms(language).into_iter().flatten().collect()
}

/// Returns the pages whose name is what was typed. A word with a sign asks for
/// itself: `:is` is not the page called "is".
/// A page that is named as what was typed comes before one that is named as what
/// may be meant.
fn named<'p>(pages: &'p PageTable, q: &str, query: &Query, plan: &Plan<'_>) -> &'p [u32] {
    if query.words.iter().any(|word| word.signed.is_some()) {
        return &[];
    }
    let exact = pages.named(&name_key(q));
    let words = &plan.query.words;
    // A word that the index knows is itself first, whatever else it may mean.
    let corrected = plan.doubted == 0 && words.iter().any(|word| word.corrected.is_some());
    if !exact.is_empty() || !corrected || !query.phrases.is_empty() {
        return exact;
    }
    let meant = words.iter();
    let meant: Vec<&str> = meant
        .map(|word| word.corrected.as_deref().unwrap_or(&word.term))
        .collect();
    pages.named(&name_key(&meant.join(" ")))
}

/// Refuses what is beyond the limits.
fn check(request: &SearchRequest, pages: &PageTable) -> Result<()> {
    if let Sort::FacetUp(name) | Sort::FacetDown(name) = &request.sort
        && pages
            .facet(name)
            .is_none_or(|column| column.kind == FacetKind::Text)
    {
        let message = format!("results cannot be sorted by {name}: it has no order");
        return Err(Error::Invalid(message));
    }
    let records = request.records;
    let depth = records.map_or(0, |records| records.offset.saturating_add(records.length));
    let checks = [
        (
            records.is_none_or(|records| records.length <= MAX_RECORDS),
            format!("at most {MAX_RECORDS} records are listed"),
        ),
        (request.page >= 1, "page starts at 1".to_owned()),
        (
            request.per_page <= MAX_PER_PAGE,
            format!("per_page is at most {MAX_PER_PAGE}"),
        ),
        (
            request.sections <= MAX_SECTIONS,
            format!("sections is at most {MAX_SECTIONS}"),
        ),
        (
            request.page.saturating_mul(request.per_page).max(depth) <= MAX_DEPTH,
            format!("results beyond {MAX_DEPTH} are not listed: narrow the search"),
        ),
    ];
    match checks.into_iter().find(|(holds, _)| !holds) {
        Some((_, message)) => Err(Error::Invalid(message)),
        None => Ok(()),
    }
}

/// Returns every page that passes the filter, in the order of browsing.
fn browse(pages: &PageTable, filter: &ResolvedFilter<'_>) -> Ranking {
    let mut ranking = Ranking::default();
    for page in pages.browse_order() {
        match filter.verdict(*page) {
            Verdict::Pass => ranking.pages.push(Ranked {
                page: *page,
                tier: 0,
                score: 0,
            }),
            Verdict::FailsFacet(facet) => {
                if let Ok(facet) = u8::try_from(facet) {
                    ranking.fail_one_facet.push((*page, facet));
                }
            }
            Verdict::Fail => {}
        }
    }
    ranking
}

/// Puts the first `n` pages in the order asked for; the rest may be dropped.
fn order(ranked: &mut Vec<Ranked>, n: usize, sort: &Sort, pages: &PageTable, query: &Query) {
    match sort {
        // Browsing has an order of its own, but for what the reader prefers.
        Sort::Relevance if query.is_empty() => ranked.sort_by_key(|one| Reverse(one.tier)),
        Sort::Relevance => score::order_by_score(ranked, n, pages),
        Sort::Title => ranked.sort_unstable_by_key(|one| pages.title_rank(one.page)),
        Sort::DateUp => ranked.sort_unstable_by_key(|one| pages.date_rank(one.page)),
        Sort::DateDown => ranked.sort_unstable_by_key(|one| {
            let (undated, Reverse(rank)) = pages.newest_rank(one.page);
            (undated, Reverse(rank), pages.path_rank(one.page))
        }),
        Sort::FacetUp(name) => order_by_facet(ranked, name, pages, |values| {
            values.first().map(|value| i64::from(*value))
        }),
        Sort::FacetDown(name) => order_by_facet(ranked, name, pages, |values| {
            values.last().map(|value| -i64::from(*value))
        }),
    }
}

/// Sorts by a key of the values of a facet, which are in order of size; pages
/// without a value come last, pages alike in order of path.
fn order_by_facet(
    ranked: &mut [Ranked],
    name: &str,
    pages: &PageTable,
    key: impl Fn(&[u32]) -> Option<i64>,
) {
    let Some(column) = pages.facet(name) else {
        return;
    };
    ranked.sort_unstable_by_key(|one| {
        let key = key(column.of_page(one.page));
        (key.is_none(), key, pages.path_rank(one.page))
    });
}

/// Returns the query as it was understood.
fn echo(
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

fn paging(request: &SearchRequest, total: usize, count: usize) -> Paging {
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
fn notices(
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

fn index_info(snapshot: &Snapshot) -> IndexInfo {
    IndexInfo {
        name: snapshot.site_name().to_owned(),
        generation: snapshot.name().to_owned(),
        documents: snapshot.n_pages(),
        updated_at: snapshot.manifest().published_at.clone(),
    }
}

fn milliseconds_since(started: Instant) -> f64 {
    (started.elapsed().as_secs_f64() * 1e6).round() / 1e3
}
