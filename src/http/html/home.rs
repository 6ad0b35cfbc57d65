//! The search page at `/`: a large box, the site by topic, what is new.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{Markup, html};

use super::{Focus, Frame, Shell, foreign};
use crate::api::{Catalogue, PageLink, SearchRequest, SearchResponse, TopicEntry};
use crate::http::answer::{Form, Question, answer};
use crate::http::error::Problem;
use crate::http::locale::Locale;
use crate::http::words::{fill, name_of, say};
use crate::http::{Service, href, params};

/// How many topics have a card of their own; the rest is a list of names.
const CARDS: usize = 30;

/// How many topics are named without a card.
const NAMES: usize = 200;

/// How many topics below another are named.
const BELOW_SHOWN: usize = 8;

/// How few dated pages say nothing of what is new.
const LEAST_RECENT: usize = 3;

/// How many topics the description of the page names.
const TOPICS_DESCRIBED: usize = 8;

/// `GET /`: the search page.
pub(in crate::http) async fn search_page(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let snapshot = service.snapshot()?;
    let (asked, _) = params::parse(&raw.unwrap_or_default(), &snapshot.facet_kinds());
    let locale = Locale::of(&headers, &snapshot, asked.prefer_language.as_deref());
    let request = SearchRequest {
        per_page: 0,
        facets: Some(Vec::new()),
        ..SearchRequest::default()
    };
    let question = Question {
        snapshot,
        request,
        form: Form::Home,
        locale,
    };
    answer(&service, question, &headers).await
}

/// Returns the search page of a site.
pub(in crate::http) fn home(
    shell: &Shell<'_>,
    response: &SearchResponse,
    catalogue: &Catalogue,
) -> Markup {
    let words = shell.words;
    let pages = shell.pages(catalogue.pages);
    let detail = fill(
        words.welcome_detail,
        &[("pages", &pages), ("site", shell.site)],
    );
    let topics = catalogue.topics.iter().take(TOPICS_DESCRIBED);
    let topics: Vec<&str> = topics.map(|topic| topic.name.as_str()).collect();
    let frame = Frame {
        description: &format!("{detail} {}", topics.join(" · ")),
        canonical: Some("/".to_owned()),
        index: Some(response.index.clone()),
        live: true,
        ..Frame::default()
    };
    let site = html! { bdi { (shell.site) } };
    let request = SearchRequest::default();
    let content = html! {
        div.hero {
            h1 { (words.welcome) }
            p { (say(words.welcome_detail, &[("pages", html! { (pages) }), ("site", site)])) }
            // It takes the place of the form where there is JavaScript.
            docent-search mode="inline" results-page="/search" pages="/p" facets=""
                placeholder=(fill(words.search_site, &[("site", shell.site)])) {
                (shell.form(&request, Focus::Box))
            }
        }
        @if catalogue.topics.is_empty() {
            (links(shell, "docent-first", words.first_pages, &catalogue.first))
        } @else {
            (topics_section(shell, &catalogue.topics))
        }
        @if catalogue.recent.len() >= LEAST_RECENT {
            (links(shell, "docent-recent", words.recent, &catalogue.recent))
        }
        @if !catalogue.languages.is_empty() { (languages(shell, &catalogue.languages)) }
        p.all { a href="/search" { (words.all_pages) " " (shell.count(catalogue.pages)) } }
    };
    shell.page(&frame, &content)
}

/// Returns the topics, each with what lies below it and its first pages.
fn topics_section(shell: &Shell<'_>, topics: &[TopicEntry]) -> Markup {
    let (cards, rest) = topics.split_at(topics.len().min(CARDS));
    html! {
        section.catalogue aria-labelledby="docent-topics" {
            h2 #docent-topics { (shell.words.topics) }
            ul.cards { @for topic in cards { li { (topic_card(shell, topic)) } } }
            @if !rest.is_empty() { (topic_names(shell, rest)) }
        }
    }
}

/// Returns topics by their names alone.
pub(super) fn topic_names(shell: &Shell<'_>, topics: &[TopicEntry]) -> Markup {
    html! {
        ul.names {
            @for topic in topics.iter().take(NAMES) {
                li { a href=(topic_address(&topic.value)) dir="auto" {
                    (topic.name) " " (shell.count(topic.count))
                } }
            }
        }
    }
}

fn topic_card(shell: &Shell<'_>, topic: &TopicEntry) -> Markup {
    let more = topic.below.len().saturating_sub(BELOW_SHOWN);
    html! {
        h3 dir="auto" {
            a href=(topic_address(&topic.value)) { (topic.name) }
            " " (shell.count(topic.count))
        }
        @if !topic.below.is_empty() {
            ul.below {
                @for below in topic.below.iter().take(BELOW_SHOWN) {
                    li { a href=(topic_address(&below.value)) dir="auto" {
                        (below.name) " " (shell.count(below.count))
                    } }
                }
                @if more > 0 {
                    li { a href=(topic_address(&topic.value)) {
                        (shell.words.counted(&shell.words.more, more))
                    } }
                }
            }
        }
        ul.first {
            @for page in &topic.pages { li { (page_link(shell, page)) } }
        }
    }
}

/// Returns a list of pages under a heading.
pub(super) fn links(shell: &Shell<'_>, id: &str, heading: &str, pages: &[PageLink]) -> Markup {
    html! {
        @if !pages.is_empty() {
            section.recent aria-labelledby=(id) {
                h2 id=(id) dir="auto" { (heading) }
                ul {
                    @for page in pages {
                        li {
                            (page_link(shell, page))
                            p.crumbs {
                                @if !page.breadcrumbs.is_empty() {
                                    span dir="auto" { (page.breadcrumbs.join(" › ")) }
                                }
                                @if let Some(day) = &page.date {
                                    time datetime=(day) { (shell.words.day(day)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn page_link(shell: &Shell<'_>, page: &PageLink) -> Markup {
    let language = foreign(shell, page.language.as_deref());
    html! {
        @match href::target(&page.url, "") {
            Some(url) => { a href=(url) lang=[language] dir="auto" { (page.title) } },
            None => { span lang=[language] dir="auto" { (page.title) } },
        }
    }
}

fn languages(shell: &Shell<'_>, languages: &[(String, usize)]) -> Markup {
    html! {
        section.tongues aria-labelledby="docent-languages" {
            h2 #docent-languages { (shell.words.languages) }
            ul.names {
                @for (tag, count) in languages {
                    @let address = href::toggled(&SearchRequest::default(), "language", tag);
                    li { a href=(address) {
                        span lang=(tag) dir="auto" { (name_of(tag)) } " " (shell.count(*count))
                    } }
                }
            }
        }
    }
}

fn topic_address(topic: &str) -> String {
    href::toggled(&SearchRequest::default(), "topic", topic)
}

#[cfg(test)]
mod tests {
    use crate::http::fixture::{browse, canned, send};

    #[tokio::test]
    async fn the_search_page_has_a_form_and_the_catalogue() {
        let reply = browse(&canned(), "/").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("x-robots-tag"), "");
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("form-action 'self'") && !policy.contains("unsafe"));
        for expected in [
            "<html lang=\"en\" dir=\"ltr\">",
            "<a class=\"skip\" href=\"#docent-content\">",
            "<form class=\"search\" role=\"search\" action=\"/search\" method=\"get\">",
            "<label class=\"hidden\" for=\"docent-q\">Search Docent</label>",
            "autofocus",
            "<h3 dir=\"auto\"><a href=\"/search?topic=rust\">Rust</a> <span class=\"count\">1</span>",
            "<a href=\"/p/rust/generics/\" dir=\"auto\">Generics</a>",
            "12,896 pages indexed on <time",
            "Generation g0000001",
            "<link rel=\"canonical\" href=\"/\">",
            "<meta name=\"description\" content=\"Search 1 page of Docent. Rust\">",
        ] {
            assert!(
                reply.body.contains(expected),
                "no {expected} in\n{}",
                reply.body
            );
        }
        assert_eq!(reply.body.matches("<h1").count(), 1);
        assert!(!reply.body.contains("<img"));
    }

    #[tokio::test]
    async fn the_search_page_is_a_page_for_every_client() {
        let reply = send(&canned(), "GET", "/", &[("accept", "application/json")]).await;
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        let etag = reply.header("etag").to_owned();
        let reply = send(&canned(), "GET", "/", &[("if-none-match", &etag)]).await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (304, ""));
    }
}
