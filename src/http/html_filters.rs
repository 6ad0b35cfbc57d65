//! The filters on the page of results: those in use, and those to choose.
//!
//! A filter is a link that adds or takes away one value and keeps the rest of
//! the search. On narrow screens the choice is folded; the stylesheet unfolds it
//! where there is room.

use maud::{Markup, html};

use super::html::{Shell, count};
use super::{dates, href};
use crate::api::{Condition, Facet, FacetKind, FacetValue, SearchRequest, SearchResponse, Test};

/// How many values of a facet are shown before "more".
const VALUES_SHOWN: usize = 8;

/// Returns the filters that are on, each with the way to take it off.
pub(super) fn conditions(shell: &Shell<'_>, request: &SearchRequest) -> Markup {
    let all: Vec<&Condition> = request
        .filter
        .clauses
        .iter()
        .flat_map(|clause| &clause.any)
        .collect();
    html! {
        @if !all.is_empty() {
            ul.conditions aria-label="Filters in use" {
                @for condition in &all {
                    li { a href=(href::without(request, condition)) rel="nofollow" {
                        span.hidden { "Remove the filter " }
                        (describe(shell, condition))
                        span.cross aria-hidden="true" { "×" }
                    } }
                }
                @if all.len() > 1 {
                    li { a.clear href=(href::unfiltered(request)) { "Remove all" } }
                }
            }
        }
    }
}

/// Returns a condition in words: "Topic: not rust".
fn describe(shell: &Shell<'_>, condition: &Condition) -> Markup {
    let name = match condition.field.as_str() {
        "path" => "In".to_owned(),
        field => shell.label(field),
    };
    let value = match &condition.test {
        Test::Is(value) | Test::Under(value) => value.replace('/', " › "),
        Test::Missing => "none".to_owned(),
        Test::Between(from, to) if is_number(shell, &condition.field) => {
            span(from.as_deref(), to.as_deref())
        }
        Test::Between(from, to) => dates::span(from.as_deref(), to.as_deref()),
    };
    let not = if condition.negated { "not " } else { "" };
    html! { span.name { (name) } " " (not) (value) }
}

/// Returns the facets, those with a choice.
pub(super) fn filters(
    shell: &Shell<'_>,
    request: &SearchRequest,
    response: &SearchResponse,
) -> Option<Markup> {
    let has_choice = |facet: &Facet| match facet.values.as_slice() {
        [] => false,
        [only] => only.selected || only.count < response.total.value,
        _ => true,
    };
    let facets: Vec<(&str, &Facet)> = shell
        .facets
        .iter()
        .filter_map(|column| {
            let name = column.name.as_str();
            Some((name, response.facets.get(name)?))
        })
        .filter(|(_, facet)| has_choice(facet))
        .collect();
    (!facets.is_empty()).then(|| {
        html! {
            aside.filters aria-label="Filters" {
                details {
                    summary { "Filters" }
                    @for (name, facet) in &facets {
                        (facet_group(&shell.label(name), request, name, facet))
                    }
                }
            }
        }
    })
}

fn facet_group(label: &str, request: &SearchRequest, name: &str, facet: &Facet) -> Markup {
    // A selected value is never hidden behind "more".
    let (shown, rest): (Vec<_>, Vec<_>) = facet
        .values
        .iter()
        .enumerate()
        .partition(|(place, value)| *place < VALUES_SHOWN || value.selected);
    html! {
        section.facet {
            h2 { (label) }
            ul { @for (_, value) in &shown { li { (facet_link(request, name, value)) } } }
            @if !rest.is_empty() {
                details.more {
                    summary { (rest.len()) " more" }
                    ul { @for (_, value) in &rest { li { (facet_link(request, name, value)) } } }
                }
            }
        }
    }
}

fn facet_link(request: &SearchRequest, name: &str, value: &FacetValue) -> Markup {
    let selected = value.selected.then_some("true");
    html! {
        a href=(href::toggled(request, name, &value.value)) aria-current=[selected] rel="nofollow" {
            span.tick aria-hidden="true" {}
            span.value { (value.shown().replace('/', " › ")) }
            (count(value.count))
        }
    }
}

fn is_number(shell: &Shell<'_>, name: &str) -> bool {
    let mut facets = shell.facets.iter();
    facets.any(|column| column.name == name && column.kind == FacetKind::Number)
}

/// Returns a range of numbers in words.
fn span(from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("{from} or more"),
        (None, to) => format!("{} or less", to.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::fixture::{browse, canned};

    const URI: &str = "/search?q=asnc+vec&topic=rust&level=-x&page=2&date=2024";

    fn check(body: &str, expected: &str) {
        assert!(body.contains(expected), "no {expected} in\n{body}");
    }

    #[tokio::test]
    async fn filters_are_links_that_keep_the_rest() {
        let body = browse(&canned(), URI).await.body;
        let off = "<a href=\"/search?q=asnc+vec&amp;date=2024-01-01..2024-12-31&amp;level=-x\" aria-current=\"true\"";
        check(&body, off);
        let deeper = "<a href=\"/search?q=asnc+vec&amp;date=2024-01-01..2024-12-31&amp;level=-x&amp;topic=rust/async\" rel";
        check(&body, deeper);
        check(
            &body,
            "Remove the filter </span><span class=\"name\">Level</span> not x",
        );
        check(&body, "<a class=\"clear\" href=\"/search?q=asnc+vec\">");
        check(&body, "<input type=\"hidden\" name=\"level\" value=\"-x\">");
        assert!(!body.contains("name=\"page\""));
        let newest = "/search?q=asnc+vec&amp;date=2024-01-01..2024-12-31&amp;level=-x&amp;topic=rust&amp;sort=-date";
        check(&body, newest);
    }

    #[test]
    fn ranges_of_numbers_read_as_words() {
        assert_eq!(span(Some("5"), Some("10")), "5 to 10");
        assert_eq!(span(Some("5"), None), "5 or more");
        assert_eq!(span(None, Some("2.5")), "2.5 or less");
    }
}
