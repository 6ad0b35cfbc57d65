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
//! 5. `pins` gives the owner the last word on order and on what is hidden.
//! 6. `results` reads the sections of this page of results only; `snippet`
//!    marks their words, `explain` says why each stands where it does.
//!
//! Beside it, [`suggest()`] completes what is typed, and [`related()`] gives the
//! pages that belong with a page. What needs no query: [`catalogue()`] shows a
//! site at a glance, [`read_page`] a page's own text, [`to_markdown`] the same
//! as Markdown.

mod catalogue;

mod complete;

mod explain;

mod facet;

mod family;

mod markdown;

mod matcher;

mod phrase;

mod pins;

mod prefilter;

mod reading;

mod records;

mod related;

mod results;

mod score;

mod snippet;

mod suggest;

mod table;

mod told;

use std::cmp::Reverse;
use std::time::Instant;

use crate::analysis::{Synonyms, name_key};
use crate::api::{
    FacetKind, MAX_DEPTH, MAX_PER_PAGE, MAX_RECORDS, MAX_RELATED, MAX_SECTIONS, Paging, Relation,
    SearchRequest, SearchResponse, Sort, Total,
};
use crate::error::{Error, Result};
use crate::index::{PageTable, ResolvedFilter, Scratch, Snapshot, Verdict};
use crate::query::{ExpandedQuery, Lexicon, Query, expand, parse};

pub use catalogue::catalogue;

use family::Preference;

pub use markdown::to_markdown;

use matcher::Plan;

pub use reading::{page_at, read_page};

use records::Sizes;

use score::{Ranked, Ranking, Wanted};

pub use complete::suggest;

pub use related::{related, related_to};

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
    if let Some(best) = response.results.first().filter(|_| request.page == 1)
        && request.related > 0
        && let Some(page) = snapshot.pages().find(&best.source)
    {
        response.related = related(snapshot, page, request.related)?;
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
    let expanded = expanded(snapshot, first, &query, first.typo);
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
        let pins = pins::Applied::new(snapshot, request);
        let mut ranking = self.rank(request)?;
        pins.enter(&mut ranking, &pages.resolve(&request.filter));
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
        // A page is a record at least, so as many pages are enough.
        let reach = request.page * request.per_page;
        let reach = request
            .records
            .map_or(reach, |records| records.offset + records.length);
        let waiting = pins.take(&mut ranking.pages);
        order(&mut ranking.pages, reach, &request.sort, pages, self.query);
        pins.put(waiting, &mut ranking.pages, reach);
        let (shown, before) = match &sizes {
            Some((records, sizes)) => sizes.window(&ranking.pages, *records),
            None => (page_of(&ranking.pages, request), 0),
        };
        let mut results = results::read(snapshot, plan, shown, request, &preference, scratch)?;
        if request.explain {
            explain::add(snapshot, plan, scratch, (shown, &pins), &mut results)?;
        }
        let page = Paging {
            before,
            ..told::paging(request, total, results.len())
        };
        Ok(SearchResponse {
            query: told::echo(request, self.query, plan.query, &ranking),
            total: Total {
                value: total,
                relation: Relation::Eq,
            },
            page,
            results,
            facets,
            suggestions: Vec::new(),
            related: Vec::new(),
            notices: told::notices(request, self.query, &preference, pages),
            index: told::index_info(snapshot),
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

/// Returns the pages of the page of results that is asked for.
fn page_of<'r>(ranked: &'r [Ranked], request: &SearchRequest) -> &'r [Ranked] {
    let first = (request.page - 1) * request.per_page;
    let shown = ranked.get(first..).unwrap_or_default();
    &shown[..shown.len().min(request.per_page)]
}

/// Finds what may stand for each word of a query, with the synonyms and the
/// forms of the reader's language, or else the site's, before those of others.
fn expanded(
    snapshot: &Snapshot,
    request: &SearchRequest,
    query: &Query,
    tolerant: bool,
) -> ExpandedQuery {
    let preferred = request.prefer_language.as_deref();
    let language = preferred.unwrap_or(&snapshot.manifest().language);
    let lexicon = Lexicon {
        vocabulary: snapshot.vocabulary(),
        stemmers: &snapshot.vocabulary().stemmers(language),
        synonyms: &synonyms(snapshot, request),
        // What cannot be read here will not be read by the matcher, which says so.
        stand_in_a_row: &|first, second| {
            phrase::stand_in_a_row(snapshot, first, second).unwrap_or(false)
        },
    };
    expand(query, &lexicon, tolerant)
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
            request.related <= MAX_RELATED,
            format!("related is at most {MAX_RELATED}"),
        ),
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

fn milliseconds_since(started: Instant) -> f64 {
    (started.elapsed().as_secs_f64() * 1e6).round() / 1e3
}
