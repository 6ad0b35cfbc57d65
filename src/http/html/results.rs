//! The page of results: what was understood, the cards, the way to more.
//!
//! Every control is a link to another search, so it can be bookmarked, opened
//! in a tab and undone with Back. The filters beside are in `filters`, the
//! cards in `card`.

use maud::{Markup, html};

use super::also::also;
use super::card::card;
use super::filters::{conditions, filters};
use super::home::topic_names;
use super::{Focus, Frame, Shell, capitalised};
use crate::api::{
    Catalogue, Facet, FacetKind, MAX_DEPTH, Paging, QueryEcho, Relation, SearchRequest,
    SearchResponse, Sort,
};
use crate::http::href;
use crate::http::words::{fill, say};

/// How many numbers stand on either side of the current page's.
const PAGES_AROUND: usize = 2;

/// How many titles describe a page of results to those who get a link to it.
const TITLES_DESCRIBED: usize = 3;

/// Returns the page for a request and its response; where nothing was found, a
/// catalogue shows what there is.
pub(in crate::http) fn results(
    shell: &Shell<'_>,
    request: &SearchRequest,
    response: &SearchResponse,
    catalogue: Option<&Catalogue>,
) -> Markup {
    let paging = response.page;
    let neighbour = |number: Option<usize>| href::page(request, number?);
    let heading = heading(shell, request);
    let title = match paging.number {
        1 => heading.clone(),
        _ => format!("{heading} ({})", page_name(shell, paging.number)),
    };
    let frame = Frame {
        title: &title,
        description: &description(shell, response),
        canonical: Some(href::search(request)),
        prev: neighbour(paging.prev),
        next: neighbour(paging.next),
        form: Some(shell.form(request, Focus::Page)),
        index: Some(response.index.clone()),
        ..Frame::default()
    };
    let filters = filters(shell, request, response);
    let content = html! {
        div.found {
            div.summary {
                h1 dir="auto" { (heading) }
                @if !response.results.is_empty() { (order(shell, request, response)) }
                p role="status" { (total(shell, response)) }
            }
            @if let Some(filters) = filters { (filters) }
            div.results {
                (conditions(shell, request))
                (understood(shell, request, response))
                @for notice in &response.notices {
                    p.notice dir="auto" lang=[(shell.words.tag != "en").then_some("en")] { (sentence(notice)) }
                }
                @if response.results.is_empty() {
                    (nothing(shell, request, response, catalogue))
                    @if let Some(catalogue) = catalogue { (topics(shell, catalogue)) }
                } @else {
                    ol.hits start=(first_rank(paging)) {
                        @for hit in &response.results {
                            li { (card(shell, request, response, hit)) }
                        }
                    }
                    (suggestions(shell, request, response))
                    (also(shell, response))
                }
                (pages(shell, request, response))
            }
        }
    };
    shell.page(&frame, &content)
}

fn heading(shell: &Shell<'_>, request: &SearchRequest) -> String {
    let clauses = &request.filter.clauses;
    match (request.q.trim(), clauses.as_slice()) {
        ("", []) => shell.words.all_pages.to_owned(),
        // One topic is a place to be in, not a search.
        ("", [one]) => match one.any.as_slice() {
            [only] if only.field == "topic" && !only.negated => match &only.test {
                crate::api::Test::Is(value) => shell.value("topic", value),
                _ => shell.words.browse.to_owned(),
            },
            _ => shell.words.browse.to_owned(),
        },
        ("", _) => shell.words.browse.to_owned(),
        (q, _) => fill(shell.words.results_for, &[("q", q)]),
    }
}

fn page_name(shell: &Shell<'_>, number: usize) -> String {
    fill(shell.words.page, &[("n", &shell.words.number(number))])
}

/// Returns what was found in a line: how much, and the first titles.
fn description(shell: &Shell<'_>, response: &SearchResponse) -> String {
    let hits = response.results.iter().take(TITLES_DESCRIBED);
    let titles: Vec<&str> = hits.map(|hit| hit.title.text.as_str()).collect();
    let pages = shell.pages(response.total.value);
    match titles.as_slice() {
        [] => shell.words.none_found.to_owned(),
        titles => format!("{pages}: {}", titles.join(" · ")),
    }
}

fn first_rank(paging: Paging) -> usize {
    (paging.number.max(1) - 1) * paging.size + 1
}

fn total(shell: &Shell<'_>, response: &SearchResponse) -> Markup {
    let pages = shell.pages(response.total.value);
    let pages = match response.total.relation {
        Relation::Eq => pages,
        Relation::Gte => fill(shell.words.at_least, &[("pages", &pages)]),
    };
    html! {
        (pages)
        @if response.page.number > 1 { " · " (page_name(shell, response.page.number)) }
    }
}

/// Returns the orders to choose from: those of every site, then by the facets
/// of numbers and dates that the pages found have.
fn order(shell: &Shell<'_>, request: &SearchRequest, response: &SearchResponse) -> Markup {
    let words = shell.words;
    let mut orders = vec![
        (Sort::Relevance, words.relevance.to_owned()),
        (Sort::DateDown, words.newest.to_owned()),
        (Sort::DateUp, words.oldest.to_owned()),
        (Sort::Title, words.by_title.to_owned()),
    ];
    for column in shell
        .facets
        .iter()
        .filter(|column| column.kind != FacetKind::Text)
    {
        let name = &column.name;
        let has_values = |facet: &Facet| facet.values.iter().any(|value| value.count > 0);
        if response.facets.get(name).is_some_and(has_values) {
            let label = shell.label(name);
            let [up, down] =
                [words.rising, words.falling].map(|way| fill(way, &[("name", &label)]));
            orders.push((Sort::FacetUp(name.clone()), up));
            orders.push((Sort::FacetDown(name.clone()), down));
        }
    }
    html! {
        nav.order aria-label=(words.order) {
            @for (sort, name) in &orders {
                @let current = (*sort == request.sort).then_some("true");
                a href=(href::sorted(request, sort)) aria-current=[current] rel="nofollow" { (name) }
            }
        }
    }
}

/// Returns what was changed in the query to find something, and the way back.
fn understood(shell: &Shell<'_>, request: &SearchRequest, response: &SearchResponse) -> Markup {
    let words = shell.words;
    let query = &response.query;
    let corrected = html! { strong dir="auto" { (corrected(query)) } };
    let original = html! {
        a href=(href::literal(request)) rel="nofollow" dir="auto" { (request.q) }
    };
    let dropped = html! {
        @for (place, word) in query.dropped.iter().enumerate() {
            @if place > 0 { ", " }
            s { (word) }
        }
    };
    html! {
        @if !query.corrections.is_empty() {
            p.notice {
                (say(words.showing, &[("query", corrected)]))
                " "
                (say(words.instead, &[("query", original)]))
            }
        }
        // Where nothing is found, that is all there is to say.
        @if !query.dropped.is_empty() && response.total.value > 0 {
            p.notice { (say(words.left_out, &[("words", dropped)])) }
        }
    }
}

/// Returns the whole query with its words as they were taken; the words alone
/// where what was looked for is not the query's words one by one.
fn corrected(query: &QueryEcho) -> String {
    let mut missing = 0;
    let mut text = query.q.clone();
    for correction in &query.corrections {
        let lower = text.to_lowercase();
        // Lengths may change with case in some scripts; then nothing is cut.
        match lower.find(&correction.from.to_lowercase()) {
            Some(at) if lower.len() == text.len() => {
                let end = at + correction.from.len();
                match text.get(at..end) {
                    Some(_) => text.replace_range(at..end, &correction.to),
                    None => missing += 1,
                }
            }
            _ => missing += 1,
        }
    }
    if missing == 0 {
        return text;
    }
    let words: Vec<&str> = query
        .corrections
        .iter()
        .map(|one| one.to.as_str())
        .collect();
    words.join(", ")
}

/// Returns what to do when nothing was found.
fn nothing(
    shell: &Shell<'_>,
    request: &SearchRequest,
    response: &SearchResponse,
    catalogue: Option<&Catalogue>,
) -> Markup {
    let words = shell.words;
    let shows_topics = catalogue.is_some_and(|catalogue| !catalogue.topics.is_empty());
    let filtered = !request.filter.clauses.is_empty();
    let beyond = response.total.value > 0;
    html! {
        div.nothing {
            @if beyond {
                h2 { (words.no_more) }
                p { a href=(href::sorted(request, &request.sort)) { (words.to_first) } }
            } @else {
                h2 { (words.none_found) }
                (suggestions(shell, request, response))
                ul {
                    @if filtered {
                        li { a href=(href::unfiltered(request)) { (words.unfiltered) } }
                    }
                    @if !request.q.trim().is_empty() {
                        li { (words.fewer_words) }
                        li { (words.try_symbols) }
                    }
                    @if !shows_topics { li { a href="/" { (words.all_topics) } } }
                }
            }
        }
    }
}

fn suggestions(shell: &Shell<'_>, request: &SearchRequest, response: &SearchResponse) -> Markup {
    let queries = html! {
        @for (place, suggestion) in response.suggestions.iter().enumerate() {
            @if place > 0 { (shell.words.or) }
            a href=(href::asking(request, suggestion)) dir="auto" { (suggestion) }
        }
    };
    html! {
        @if !response.suggestions.is_empty() {
            p.suggestions { (say(shell.words.did_you_mean, &[("queries", queries)])) }
        }
    }
}

/// Returns the topics for those who found nothing.
fn topics(shell: &Shell<'_>, catalogue: &Catalogue) -> Markup {
    html! {
        @if !catalogue.topics.is_empty() {
            section.catalogue aria-labelledby="docent-topics" {
                h2 #docent-topics { (shell.words.topics) }
                (topic_names(shell, &catalogue.topics))
            }
        }
    }
}

/// Returns a notice as a sentence.
fn sentence(notice: &str) -> String {
    format!("{}.", capitalised(notice.trim_end_matches('.')))
}

/// Returns the links to the other pages of results.
fn pages(shell: &Shell<'_>, request: &SearchRequest, response: &SearchResponse) -> Markup {
    let words = shell.words;
    let paging = response.page;
    let size = paging.size.max(1);
    let last = response.total.value.div_ceil(size).min(MAX_DEPTH / size);
    let first_shown = paging.number.saturating_sub(PAGES_AROUND).max(1);
    let last_shown = (paging.number + PAGES_AROUND).min(last);
    let step = |number: Option<usize>, name: &str, rel: &str| {
        let address = number.and_then(|number| href::page(request, number));
        html! { @if let Some(address) = address { a.step href=(address) rel=(rel) { (name) } } }
    };
    let link = |number: usize| {
        let here = (number == paging.number).then_some("page");
        html! {
            @if let Some(address) = href::page(request, number) {
                li { a href=(address) aria-current=[here] aria-label=(page_name(shell, number)) {
                    (words.number(number))
                } }
            }
        }
    };
    html! {
        @if last > 1 && paging.number <= last {
            nav.pages aria-label=(words.result_pages) {
                (step(paging.prev, words.previous, "prev"))
                ul {
                    @if first_shown > 1 { (link(1)) }
                    @if first_shown > 2 { li.gap { "…" } }
                    @for number in first_shown..=last_shown { (link(number)) }
                    @if last_shown + 1 < last { li.gap { "…" } }
                    @if last_shown < last { (link(last)) }
                }
                (step(paging.next, words.next, "next"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::fixture::{self, HOSTILE, Reply, browse, canned, get, loaded};

    async fn page() -> Reply {
        browse(
            &canned(),
            "/search?q=asnc+vec&topic=rust&level=-x&page=2&utm_source=y&sort=z",
        )
        .await
    }

    fn check(body: &str, expected: &str) {
        assert!(body.contains(expected), "no {expected} in\n{body}");
    }

    #[tokio::test]
    async fn a_browser_gets_results_whatever_else_the_address_says() {
        let reply = page().await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("x-robots-tag"), "noindex");
        assert_eq!(reply.header("referrer-policy"), "same-origin");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        let policy = reply.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
        for gone in [" style=", "<style", "<script", " onclick"] {
            assert!(!reply.body.contains(gone), "{gone}");
        }
        assert_eq!(reply.body.matches("<h1").count(), 1);
        check(&reply.body, "<h1 dir=\"auto\">Results for “asnc vec”</h1>");
        check(
            &reply.body,
            "<title>Results for “asnc vec” (Page 2) – Docent</title>",
        );
        check(&reply.body, "25 pages · Page 2");
    }

    #[tokio::test]
    async fn nothing_hostile_comes_out_as_markup() {
        let reply = page().await;
        assert!(!reply.body.contains("<img") && !reply.body.contains("<script"));
        check(
            &reply.body,
            "&lt;script&gt;alert('1')&lt;/script&gt;&lt;img onerror=x&gt;&quot;&amp;",
        );
        assert!(!reply.body.contains("href=\"javascript:"));
        let hostile =
            percent_encoding::utf8_percent_encode(HOSTILE, percent_encoding::NON_ALPHANUMERIC);
        let uri = format!("/search?q={hostile}&topic={hostile}&in={hostile}&{hostile}={hostile}");
        let reply = browse(&canned(), &uri).await;
        assert_eq!(reply.status, 200);
        assert!(!reply.body.contains("<img") && !reply.body.contains("<script"));
        check(&reply.body, "value=\"&lt;script&gt;");
    }

    #[tokio::test]
    async fn a_card_has_title_passage_sections_and_facts() {
        let body = page().await.body;
        check(&body, "<article class=\"hit\">");
        check(
            &body,
            "<a href=\"https://learn.example/rust/generics/\">Generic types: <mark>Vec</mark>",
        );
        check(
            &body,
            "<a href=\"https://learn.example/rust/generics/#vec-t\">Using <mark>Vec</mark>",
        );
        check(&body, "<time datetime=\"2024-06-01\">1 June 2024</time>");
        check(&body, "<ol class=\"hits\" start=\"11\">");
    }

    #[tokio::test]
    async fn what_was_changed_is_said_with_a_way_back() {
        let body = page().await.body;
        check(
            &body,
            "Showing results for <strong dir=\"auto\">async vec</strong>",
        );
        check(
            &body,
            "href=\"/search?q=asnc+vec&amp;level=-x&amp;topic=rust&amp;typo=false\" rel=\"nofollow\" dir=\"auto\">asnc vec</a>",
        );
        check(&body, "Left out: <s>&lt;script&gt;");
        check(&body, "Notice &lt;script&gt;");
    }

    #[tokio::test]
    async fn there_are_ways_to_the_other_pages() {
        let body = page().await.body;
        let previous = "<a class=\"step\" href=\"/search?q=asnc+vec&amp;level=-x&amp;topic=rust\" rel=\"prev\">";
        check(&body, previous);
        check(&body, "aria-current=\"page\" aria-label=\"Page 2\">2</a>");
        check(&body, "<link rel=\"prev\"");
    }

    #[tokio::test]
    async fn an_empty_answer_helps_on() {
        let service = loaded(|_, _| {
            let mut response = fixture::response();
            response.results.clear();
            response.total.value = 0;
            Ok(response)
        });
        let body = browse(&service, "/search?q=x&topic=y").await.body;
        check(&body, "No page was found");
        check(
            &body,
            "<a href=\"/search?q=x\">Search without the filters</a>",
        );
        check(&body, "Did you mean <a href=\"/search?q=%3Cscript");
        assert!(!body.contains("class=\"pages\""));
    }

    #[tokio::test]
    async fn the_stylesheet_and_the_icon_are_where_the_page_says() {
        let service = canned();
        let body = page().await.body;
        for kind in ["text/css; charset=utf-8", "image/svg+xml"] {
            let extension = if kind.contains("css") { ".css" } else { ".svg" };
            let end = body.find(extension).unwrap() + extension.len();
            let start = body[..end].rfind("/assets/").unwrap();
            let reply = get(&service, &body[start..end]).await;
            assert_eq!(
                (reply.status.as_u16(), reply.header("content-type")),
                (200, kind)
            );
            assert!(reply.header("cache-control").ends_with("immutable"));
        }
    }

    #[test]
    fn a_notice_reads_as_a_sentence() {
        assert_eq!(sentence("the word was cut"), "The word was cut.");
    }

    #[test]
    fn a_correction_is_shown_in_the_query() {
        let echo = |q: &str, pairs: &[(&str, &str)]| {
            let corrections = pairs.iter().map(|(from, to)| crate::api::Correction {
                from: (*from).into(),
                to: (*to).into(),
            });
            corrected(&QueryEcho {
                q: q.into(),
                corrections: corrections.collect(),
                ..QueryEcho::default()
            })
        };
        assert_eq!(
            echo("Asnc vecc", &[("asnc", "async"), ("vecc", "vec")]),
            "async vec"
        );
        assert_eq!(echo("x y", &[("z", "zebra")]), "zebra");
        assert_eq!(echo("İ asnc", &[("asnc", "async")]), "async");
    }
}
