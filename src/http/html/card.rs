//! A page that was found: title, passage, sections, answers, facts.

use maud::{Markup, html};

use super::relatives::{translations, versions};
use super::{Shell, foreign, highlight};
use crate::api::{Hit, SearchRequest, SearchResponse, SectionHit};
use crate::document::SectionKind;
use crate::http::href;

/// Returns the card of a page that was found.
pub(super) fn card(
    shell: &Shell<'_>,
    request: &SearchRequest,
    response: &SearchResponse,
    hit: &Hit,
) -> Markup {
    let q = query(request, response);
    html! {
        article.hit {
            @if !hit.breadcrumbs.is_empty() {
                p.crumbs dir="auto" { (hit.breadcrumbs.join(" › ")) }
            }
            div lang=[foreign(shell, hit.language.as_deref())] {
                h2 dir="auto" {
                    @match href::target(&hit.url, q) {
                        Some(url) => { a href=(url) { (highlight(&hit.title)) } },
                        None => { (highlight(&hit.title)) },
                    }
                }
                @if !hit.snippet.parts.is_empty() {
                    p.snippet dir="auto" { (highlight(&hit.snippet)) }
                }
                @if !hit.sections.is_empty() {
                    ul.sections {
                        @for section in &hit.sections { li { (section_card(shell, section, q)) } }
                    }
                }
            }
            (facts(shell, hit, only_language(response), q))
        }
    }
}

/// Returns the words to mark where a hit is read here: as they were understood.
fn query<'q>(request: &'q SearchRequest, response: &'q SearchResponse) -> &'q str {
    match response.query.corrections.is_empty() {
        true => &request.q,
        false => &response.query.normalized,
    }
}

/// Returns the language of all pages, if it is one: then no card needs to say it.
fn only_language(response: &SearchResponse) -> Option<&str> {
    match response.facets.get("language")?.values.as_slice() {
        [only] => Some(&only.value),
        _ => None,
    }
}

fn section_card(shell: &Shell<'_>, section: &SectionHit, q: &str) -> Markup {
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
            @match href::target(&section.url, q) {
                Some(url) => { a href=(url) { (highlight(&section.heading)) } },
                None => { (highlight(&section.heading)) },
            }
        }
        @match &section.answer {
            Some(answer) if !answer.parts.is_empty() => {
                div.answer dir="auto" {
                    span.hidden lang=(shell.words.tag) dir=(shell.words.dir) {
                        (shell.words.answer) ": "
                    }
                    (highlight(answer))
                }
            }
            _ if !section.snippet.parts.is_empty() => {
                p class=(class) dir="auto" { (highlight(&section.snippet)) }
            }
            _ => {}
        }
    }
}

/// Returns what else is known of a page: level, version, language, date.
fn facts(shell: &Shell<'_>, hit: &Hit, only_language: Option<&str>, q: &str) -> Markup {
    let words = shell.words;
    let is_fallback = |name: &str| hit.fallback.iter().any(|fallback| fallback == name);
    let language = hit
        .language
        .as_deref()
        .filter(|language| is_fallback("language") || Some(*language) != only_language);
    let plain = [
        ("level", hit.level.as_deref(), ""),
        ("version", hit.version.as_deref(), words.other_version),
        ("language", language, words.other_language),
    ];
    html! {
        dl.facts {
            @for (name, value, not_preferred) in plain {
                @if let Some(value) = value {
                    div {
                        dt.hidden { (shell.label(name)) }
                        dd class=(name) {
                            bdi { (shell.value(name, value)) }
                            @if is_fallback(name) { " " span.fallback { (not_preferred) } }
                        }
                    }
                }
            }
            @if let Some(day) = &hit.date {
                div { dt.hidden { (words.date) } dd { time datetime=(day) { (words.day(day)) } } }
            }
            (versions(shell, &hit.versions, q))
            (translations(shell, &hit.translations, q))
        }
    }
}
