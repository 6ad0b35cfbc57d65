//! What all pages share, the search page at `/`, and the page of an error.
//!
//! Pages work without JavaScript and contain none: the policy sent with them
//! allows only our own stylesheet. maud escapes every value; highlights are
//! written from their parts, never from ready-made HTML.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::answer::{Form, Question, answer};
use super::error::Problem;
use super::{Service, dates, href};
use crate::api::{
    Facet, FacetSpec, FacetValue, Highlight, IndexInfo, SearchRequest, SearchResponse,
};
use crate::index::{FacetColumn, Snapshot};

/// Nothing but our own files, and forms only to ourselves.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'";

/// Tells search engines what not to keep.
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// The facet whose values are the catalogue.
const CATALOGUE_FACET: &str = "topic";

/// How many topics below another are listed before "and n more".
const SUBTOPICS_SHOWN: usize = 8;

/// What every page of a site has in common.
pub(super) struct Shell<'a> {
    site: &'a str,
    stylesheet: &'a str,
    icon: &'a str,
    /// The facets in the order in which they are shown.
    pub(super) facets: &'a [FacetColumn],
}

/// What differs in the frame of a page.
#[derive(Default)]
pub(super) struct Frame<'a> {
    /// The title before the site's name; empty on the search page.
    pub(super) title: &'a str,
    /// The page of results before this.
    pub(super) prev: Option<String>,
    /// The page of results after this.
    pub(super) next: Option<String>,
    /// The form in the head of the page; none where it is in the middle.
    pub(super) form: Option<Markup>,
    /// The index, for the foot of the page.
    pub(super) index: Option<&'a IndexInfo>,
}

/// Where the keyboard is when a page opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    /// In the search box.
    Box,
    /// Where the browser puts it.
    Page,
}

impl<'a> Shell<'a> {
    /// Returns the shell of a service; before a generation is loaded, bare.
    pub(super) fn new(service: &'a Service, snapshot: Option<&'a Snapshot>) -> Self {
        Self {
            site: snapshot.map_or(&service.site, |snapshot| snapshot.site_name()),
            stylesheet: &service.assets.stylesheet.path,
            icon: &service.assets.icon.path,
            facets: snapshot.map_or(&[], |snapshot| snapshot.pages().facets()),
        }
    }

    /// Returns a facet's name for people.
    pub(super) fn label(&self, name: &str) -> String {
        let known = self.facets.iter().find(|column| column.name == name);
        known.map_or_else(
            || FacetSpec::named(name).label,
            |column| column.label.clone(),
        )
    }

    /// Returns a whole page around its content.
    pub(super) fn page(&self, frame: &Frame<'_>, content: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    title {
                        @if !frame.title.is_empty() { (frame.title) " – " }
                        (self.site)
                    }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    link rel="stylesheet" href=(self.stylesheet);
                    link rel="icon" type="image/svg+xml" href=(self.icon);
                    @if let Some(prev) = &frame.prev { link rel="prev" href=(prev); }
                    @if let Some(next) = &frame.next { link rel="next" href=(next); }
                }
                body {
                    a.skip href="#content" { "Skip to the content" }
                    header.top {
                        a.brand href="/" { (sign()) span { (self.site) } }
                        @if let Some(form) = &frame.form { (form) }
                    }
                    main #content tabindex="-1" { (content) }
                    (foot(frame.index))
                }
            }
        }
    }
}

/// Returns the site's sign; its colours come from the stylesheet.
fn sign() -> Markup {
    html! {
        svg.sign viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" {
            rect width="32" height="32" rx="8" {}
            path d="M9 8.5h6.5a7.5 7.5 0 0 1 0 15H9z" {}
            path d="m20 20.5 4.5 4.5" {}
        }
    }
}

fn foot(index: Option<&IndexInfo>) -> Markup {
    html! {
        footer.foot {
            @if let Some(index) = index {
                p {
                    (counted(index.documents, "page")) " indexed"
                    @if let Some(day) = index.updated_at.get(..10) {
                        " on " time datetime=(index.updated_at) { (dates::day(day)) }
                    }
                    span.generation { "Generation " (index.generation) }
                }
            }
            p { "Search by Docent" }
        }
    }
}

/// Returns the search form; it keeps the filters of the request.
/// A new query is corrected again, whatever was refused for the last one.
pub(super) fn form(request: &SearchRequest, focus: Focus) -> Markup {
    let kept = href::pairs(request);
    let kept = kept
        .iter()
        .filter(|(name, _)| !["q", "page", "typo"].contains(&name.as_str()));
    html! {
        form.search role="search" action="/search" method="get" {
            label.hidden for="q" { "Search the tutorials" }
            input #q type="search" name="q" value=(request.q) maxlength="512"
                placeholder="Search the tutorials" autocomplete="off" autocapitalize="off"
                spellcheck="false" autofocus[focus == Focus::Box];
            @for (name, value) in kept { input type="hidden" name=(name) value=(value); }
            button type="submit" aria-label="Search" { (lens()) span { "Search" } }
        }
    }
}

fn lens() -> Markup {
    html! {
        svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" {
            circle cx="10.5" cy="10.5" r="6.5" {}
            path d="m15.5 15.5 5 5" {}
        }
    }
}

/// `GET /`: the search page.
pub(super) async fn search_page(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let snapshot = service.snapshot()?;
    let known = snapshot.facet_names().contains(&CATALOGUE_FACET);
    let facets = known.then(|| CATALOGUE_FACET.to_owned());
    let request = SearchRequest {
        per_page: 0,
        facets: Some(facets.into_iter().collect()),
        ..SearchRequest::default()
    };
    let question = Question {
        snapshot,
        request,
        form: Form::Home,
    };
    answer(&service, question, &headers).await
}

/// Returns the search page with the catalogue of topics.
pub(super) fn home(shell: &Shell<'_>, response: &SearchResponse) -> Markup {
    let frame = Frame {
        index: Some(&response.index),
        ..Frame::default()
    };
    let request = SearchRequest::default();
    let topics = response.facets.get(CATALOGUE_FACET);
    let topics = topics.filter(|facet| !facet.values.is_empty());
    let content = html! {
        div.hero {
            h1 { "What would you like to learn?" }
            p { "Search " (counted(response.total.value, "page")) " of " (shell.site) "." }
            (form(&request, Focus::Box))
        }
        @if let Some(topics) = topics { (catalogue(topics)) }
    };
    shell.page(&frame, &content)
}

/// Returns the topics, each with those below it.
fn catalogue(facet: &Facet) -> Markup {
    let mut topics: BTreeMap<&str, (Option<&FacetValue>, Vec<&FacetValue>)> = BTreeMap::new();
    for value in &facet.values {
        match value.value.split_once('/') {
            None => topics.entry(&value.value).or_default().0 = Some(value),
            Some((top, _)) => topics.entry(top).or_default().1.push(value),
        }
    }
    html! {
        section.catalogue aria-labelledby="topics" {
            h2 #topics { "Browse by topic" }
            ul {
                @for (name, (topic, below)) in &topics {
                    li {
                        a.topic href=(topic_address(name)) {
                            span { (topic.map_or(*name, |topic| topic.shown())) }
                            @if let Some(topic) = topic { (count(topic.count)) }
                        }
                        @if !below.is_empty() {
                            ul {
                                @for value in below.iter().take(SUBTOPICS_SHOWN) {
                                    li { a href=(topic_address(&value.value)) {
                                        (below_top(value.shown()).replace('/', " › "))
                                        " " (count(value.count))
                                    } }
                                }
                                @if below.len() > SUBTOPICS_SHOWN {
                                    li { a href=(topic_address(name)) {
                                        "and " (below.len() - SUBTOPICS_SHOWN) " more"
                                    } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Returns what stands below the first part of a topic.
fn below_top(shown: &str) -> &str {
    shown.split_once('/').map_or(shown, |(_, below)| below)
}

fn topic_address(topic: &str) -> String {
    href::toggled(&SearchRequest::default(), CATALOGUE_FACET, topic)
}

/// Returns the page of an error.
pub(super) fn problem_page(service: &Service, problem: &Problem, request_id: &str) -> Response {
    let snapshot = service.snapshot.load_full();
    let shell = Shell::new(service, snapshot.as_deref());
    let frame = Frame {
        title: problem.title(),
        form: Some(form(&SearchRequest::default(), Focus::Page)),
        ..Frame::default()
    };
    let content = html! {
        div.problem {
            p.status { (problem.status().as_u16()) }
            h1 { (problem.title()) }
            p { (problem.detail()) }
            p { a href="/" { "Go to the search page" } }
            p.id { "Request " (request_id) }
        }
    };
    response(shell.page(&frame, &content).into_string(), Form::Results)
}

/// Returns a page with the headers that keep it harmless.
pub(super) fn response(page: String, form: Form) -> Response {
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    let mut response = (headers, page).into_response();
    if form != Form::Home {
        let robots = HeaderValue::from_static("noindex");
        response.headers_mut().insert(ROBOTS, robots);
    }
    response
}

/// Returns text with its matched words marked.
pub(super) fn highlight(highlight: &Highlight) -> Markup {
    html! {
        @for part in &highlight.parts {
            @if part.m { mark { (part.t) } } @else { (part.t) }
        }
    }
}

/// Returns a count as it stands beside a value.
pub(super) fn count(count: usize) -> Markup {
    html! { span.count { (grouped(count)) } }
}

/// Returns a number with its noun: "1 page", "12,896 pages".
pub(super) fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", grouped(count))
}

/// Returns a number with its thousands set apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns text with its first letter large.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::fixture::{HOSTILE, browse, canned, send};

    #[tokio::test]
    async fn the_search_page_has_a_form_and_the_catalogue() {
        let reply = browse(&canned(), "/").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("x-robots-tag"), "");
        assert!(
            reply
                .header("content-security-policy")
                .contains("form-action 'self'")
        );
        for expected in [
            "<html lang=\"en\">",
            "<a class=\"skip\" href=\"#content\">",
            "<form class=\"search\" role=\"search\" action=\"/search\" method=\"get\">",
            "<label class=\"hidden\" for=\"q\">",
            "autofocus",
            "<a class=\"topic\" href=\"/search?topic=rust\"><span>Rust</span>\
             <span class=\"count\">12</span></a>",
            "<a href=\"/search?topic=rust/async\">Async ",
            "12,896 pages indexed on <time",
            "Generation g0000001",
        ] {
            assert!(
                reply.body.contains(expected),
                "no {expected} in\n{}",
                reply.body
            );
        }
        assert_eq!(reply.body.matches("<h1").count(), 1);
        assert!(!reply.body.contains("<img") && !reply.body.contains("<script"));
    }

    #[tokio::test]
    async fn the_search_page_is_a_page_for_every_client() {
        let reply = send(&canned(), "GET", "/", &[("accept", "application/json")]).await;
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        let etag = reply.header("etag").to_owned();
        let reply = send(&canned(), "GET", "/", &[("if-none-match", &etag)]).await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (304, ""));
    }

    #[test]
    fn highlights_are_written_from_their_parts() {
        let mut text = Highlight::plain(HOSTILE);
        text.html = HOSTILE.to_owned();
        assert!(!highlight(&text).into_string().contains('<'));
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(counted(1, "page"), "1 page");
        assert_eq!(counted(0, "page"), "0 pages");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(12896), "12,896");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
