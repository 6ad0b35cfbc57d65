//! The page of results: what was understood, the cards, the way to more.
//!
//! Every control is a link to another search, so it can be bookmarked, opened
//! in a tab and undone with Back. The filters beside are in `html_filters`.

use maud::{Markup, html};

use super::html::{Focus, Frame, Shell, capitalised, counted, form, highlight};
use super::html_filters::{conditions, filters};
use super::html_relatives::{translations, versions};
use super::{dates, href};
use crate::api::{
    Facet, FacetKind, Hit, MAX_DEPTH, Paging, QueryEcho, Relation, SearchRequest, SearchResponse,
    SectionHit, Sort,
};
use crate::document::SectionKind;

/// How many numbers stand on either side of the current page's.
const PAGES_AROUND: usize = 2;

/// Returns the page for a request and its response.
pub(super) fn page(
    shell: &Shell<'_>,
    request: &SearchRequest,
    response: &SearchResponse,
) -> Markup {
    let paging = response.page;
    let neighbour = |number: Option<usize>| href::page(request, number?);
    let heading = heading(request);
    let title = match paging.number {
        1 => heading.clone(),
        number => format!("{heading} (page {number})"),
    };
    let frame = Frame {
        title: &title,
        prev: neighbour(paging.prev),
        next: neighbour(paging.next),
        form: Some(form(request, Focus::Page)),
        index: Some(&response.index),
    };
    let filters = filters(shell, request, response);
    let language = only_language(response);
    let content = html! {
        div.found {
            div.summary {
                h1 { (heading) }
                @if !response.results.is_empty() { (order(shell, request, response)) }
                p role="status" { (total(response)) }
            }
            @if let Some(filters) = filters { (filters) }
            div.results {
                (conditions(shell, request))
                (understood(request, &response.query))
                @for notice in &response.notices { p.notice { (sentence(notice)) } }
                @if response.results.is_empty() {
                    (nothing(request, response))
                } @else {
                    ol.hits start=(first_rank(paging)) {
                        @for hit in &response.results { li { (card(hit, language)) } }
                    }
                    (suggestions(request, response))
                }
                (pages(request, response))
            }
        }
    };
    shell.page(&frame, &content)
}

fn heading(request: &SearchRequest) -> String {
    match request.q.trim() {
        "" if request.filter.clauses.is_empty() => "All pages".to_owned(),
        "" => "Browse".to_owned(),
        q => format!("Results for “{q}”"),
    }
}

fn first_rank(paging: Paging) -> usize {
    (paging.number.max(1) - 1) * paging.size + 1
}

fn total(response: &SearchResponse) -> Markup {
    let at_least = match response.total.relation {
        Relation::Eq => "",
        Relation::Gte => "At least ",
    };
    html! {
        (at_least) (counted(response.total.value, "page"))
        @if response.page.number > 1 { ", page " (response.page.number) " of the results" }
    }
}

/// Returns the orders to choose from: those of every site, then by the facets
/// of numbers and dates that the pages found have.
fn order(shell: &Shell<'_>, request: &SearchRequest, response: &SearchResponse) -> Markup {
    let mut orders = vec![
        (Sort::Relevance, "Relevance".to_owned()),
        (Sort::DateDown, "Newest".to_owned()),
        (Sort::DateUp, "Oldest".to_owned()),
        (Sort::Title, "Title".to_owned()),
    ];
    for column in shell
        .facets
        .iter()
        .filter(|column| column.kind != FacetKind::Text)
    {
        let name = &column.name;
        let has_values = |facet: &Facet| facet.values.iter().any(|value| value.count > 0);
        if response.facets.get(name).is_some_and(has_values) {
            let [up, down] = ["rising", "falling"].map(|way| format!("{}, {way}", column.label));
            orders.push((Sort::FacetUp(name.clone()), up));
            orders.push((Sort::FacetDown(name.clone()), down));
        }
    }
    html! {
        nav.order aria-label="Order of the results" {
            @for (sort, name) in &orders {
                @let current = (*sort == request.sort).then_some("true");
                a href=(href::sorted(request, sort)) aria-current=[current] rel="nofollow" { (name) }
            }
        }
    }
}

/// Returns what was changed in the query to find something, and the way back.
fn understood(request: &SearchRequest, query: &QueryEcho) -> Markup {
    html! {
        @if !query.corrections.is_empty() {
            p.notice {
                "Showing results for "
                @for (place, correction) in query.corrections.iter().enumerate() {
                    @if place > 0 { ", " }
                    strong { (correction.to) }
                }
                ". Search instead for "
                a href=(href::literal(request)) rel="nofollow" { (request.q) }
                "."
            }
        }
        @if !query.dropped.is_empty() {
            p.notice {
                "No page has all these words. Left out: "
                @for (place, word) in query.dropped.iter().enumerate() {
                    @if place > 0 { ", " }
                    s { (word) }
                }
                "."
            }
        }
    }
}

/// Returns what to do when nothing was found.
fn nothing(request: &SearchRequest, response: &SearchResponse) -> Markup {
    let filtered = !request.filter.clauses.is_empty();
    let beyond = response.total.value > 0;
    html! {
        div.nothing {
            @if beyond {
                h2 { "There are no more results" }
                p { a href=(href::sorted(request, &request.sort)) { "Back to the first page" } }
            } @else {
                h2 { "No page was found" }
                (suggestions(request, response))
                ul {
                    @if filtered {
                        li { a href=(href::unfiltered(request)) { "Search without the filters" } }
                    }
                    @if !request.q.trim().is_empty() {
                        li { "Try fewer words, or more general ones" }
                        li { "Look up a symbol or a name as it stands in code" }
                    }
                    li { a href="/" { "Browse all topics" } }
                }
            }
        }
    }
}

fn suggestions(request: &SearchRequest, response: &SearchResponse) -> Markup {
    html! {
        @if !response.suggestions.is_empty() {
            p.suggestions {
                "Did you mean "
                @for (place, suggestion) in response.suggestions.iter().enumerate() {
                    @if place > 0 { " or " }
                    a href=(href::asking(request, suggestion)) { (suggestion) }
                }
                "?"
            }
        }
    }
}

/// Returns the language of all pages, if it is one: then no card needs to say it.
fn only_language(response: &SearchResponse) -> Option<&str> {
    match response.facets.get("language")?.values.as_slice() {
        [only] => Some(&only.value),
        _ => None,
    }
}

/// Returns a page that was found.
fn card(hit: &Hit, only_language: Option<&str>) -> Markup {
    html! {
        article.hit lang=[hit.language.as_deref()] {
            @if !hit.breadcrumbs.is_empty() { p.crumbs { (hit.breadcrumbs.join(" › ")) } }
            h2 dir="auto" {
                @match href::safe(&hit.url) {
                    Some(url) => { a href=(url) { (highlight(&hit.title)) } },
                    None => { (highlight(&hit.title)) },
                }
            }
            @if !hit.snippet.parts.is_empty() {
                p.snippet dir="auto" { (highlight(&hit.snippet)) }
            }
            @if !hit.sections.is_empty() {
                ul.sections { @for section in &hit.sections { li { (section_card(section)) } } }
            }
            (facts(hit, only_language))
        }
    }
}

fn section_card(section: &SectionHit) -> Markup {
    let class = match section.kind {
        SectionKind::Code => "snippet code",
        _ => "snippet",
    };
    let above = match section.headings.as_slice() {
        [_, above @ .., _] => above.join(" › "),
        _ => String::new(),
    };
    html! {
        p.heading dir="auto" {
            @if !above.is_empty() { span.above { (above) " › " } }
            @match href::safe(&section.url) {
                Some(url) => { a href=(url) { (highlight(&section.heading)) } },
                None => { (highlight(&section.heading)) },
            }
        }
        @if !section.snippet.parts.is_empty() {
            p class=(class) dir="auto" { (highlight(&section.snippet)) }
        }
    }
}

/// Returns what else is known of a page: level, version, language, date.
fn facts(hit: &Hit, only_language: Option<&str>) -> Markup {
    let is_fallback = hit.fallback.iter().any(|name| name == "language");
    let language = hit
        .language
        .as_deref()
        .filter(|language| is_fallback || Some(*language) != only_language);
    let plain = [
        ("Level", hit.level.as_deref()),
        ("Version", hit.version.as_deref()),
        ("Language", language),
    ];
    let not_preferred = |name: &str| hit.fallback.iter().any(|fallback| fallback == name);
    html! {
        dl.facts lang="en" {
            @for (name, value) in plain {
                @if let Some(value) = value {
                    div {
                        dt.hidden { (name) }
                        dd class=(name.to_lowercase()) {
                            (value)
                            @if not_preferred(&name.to_lowercase()) {
                                span.fallback { " (not in the " (name.to_lowercase()) " you prefer)" }
                            }
                        }
                    }
                }
            }
            @if let Some(day) = &hit.date {
                div { dt.hidden { "Date" } dd { time datetime=(day) { (dates::day(day)) } } }
            }
            (versions(hit))
            (translations(hit))
        }
    }
}

/// Returns a notice as a sentence.
fn sentence(notice: &str) -> String {
    format!("{}.", capitalised(notice.trim_end_matches('.')))
}

/// Returns the links to the other pages of results.
fn pages(request: &SearchRequest, response: &SearchResponse) -> Markup {
    let paging = response.page;
    let size = paging.size.max(1);
    let last = response.total.value.div_ceil(size).min(MAX_DEPTH / size);
    let first_shown = paging.number.saturating_sub(PAGES_AROUND).max(1);
    let last_shown = (paging.number + PAGES_AROUND).min(last);
    let step = |number: Option<usize>, name: &str, rel: &str| {
        let address = number.and_then(|number| href::page(request, number));
        html! { @if let Some(address) = address { a.step href=(address) rel=(rel) { (name) } } }
    };
    html! {
        @if last > 1 && paging.number <= last {
            nav.pages aria-label="Pages of results" {
                (step(paging.prev, "Previous", "prev"))
                ul {
                    @if first_shown > 1 { (page_link(request, 1, paging.number)) }
                    @if first_shown > 2 { li.gap { "…" } }
                    @for number in first_shown..=last_shown {
                        (page_link(request, number, paging.number))
                    }
                    @if last_shown + 1 < last { li.gap { "…" } }
                    @if last_shown < last { (page_link(request, last, paging.number)) }
                }
                (step(paging.next, "Next", "next"))
            }
        }
    }
}

fn page_link(request: &SearchRequest, number: usize, current: usize) -> Markup {
    let here = (number == current).then_some("page");
    html! {
        @if let Some(address) = href::page(request, number) {
            li { a href=(address) aria-current=[here] {
                span.hidden { "Page " } (number)
            } }
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
        check(&reply.body, "<h1>Results for “asnc vec”</h1>");
        check(
            &reply.body,
            "<title>Results for “asnc vec” (page 2) – Docent</title>",
        );
        check(&reply.body, "25 pages, page 2 of the results");
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
        check(&body, "<article class=\"hit\" lang=\"en\">");
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
        check(&body, "Showing results for <strong>async</strong>");
        check(
            &body,
            "href=\"/search?q=asnc+vec&amp;level=-x&amp;topic=rust&amp;typo=false\" rel=\"nofollow\">asnc vec</a>",
        );
        check(&body, "Left out: <s>&lt;script&gt;");
        check(&body, "Notice &lt;script&gt;");
    }

    #[tokio::test]
    async fn there_are_ways_to_the_other_pages() {
        let body = page().await.body;
        let previous = "<a class=\"step\" href=\"/search?q=asnc+vec&amp;level=-x&amp;topic=rust\" rel=\"prev\">";
        check(&body, previous);
        check(
            &body,
            "aria-current=\"page\"><span class=\"hidden\">Page </span>2</a>",
        );
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
}
