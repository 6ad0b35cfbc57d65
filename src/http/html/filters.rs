//! The filters on the page of results: those in use, and those to choose.
//!
//! A filter is a link that adds or takes away one value and keeps the rest of
//! the search. On narrow screens the choice is folded; the stylesheet unfolds it
//! where there is room.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::Shell;
use crate::api::{Condition, Facet, FacetKind, FacetValue, SearchRequest, SearchResponse, Test};
use crate::http::href;
use crate::http::words::{Words, fill};

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
            ul.conditions aria-label=(shell.words.in_use) {
                @for condition in &all {
                    @let (name, value) = describe(shell, condition);
                    @let filter = format!("{name} {value}");
                    li { a href=(href::without(request, condition)) rel="nofollow"
                        aria-label=(fill(shell.words.remove, &[("filter", &filter)])) {
                        span.name { (name) } " " bdi { (value) }
                        span.cross aria-hidden="true" { "×" }
                    } }
                }
                @if all.len() > 1 {
                    li { a.clear href=(href::unfiltered(request)) { (shell.words.remove_all) } }
                }
            }
        }
    }
}

/// Returns a condition in words: its facet, and what the value must be.
fn describe(shell: &Shell<'_>, condition: &Condition) -> (String, String) {
    let words = shell.words;
    let field = condition.field.as_str();
    let name = match field {
        "path" => words.folder.to_owned(),
        "date" => words.date.to_owned(),
        field => shell.label(field),
    };
    let value = match &condition.test {
        Test::Is(value) if is_date(shell, field) => words.day(value),
        Test::Is(value) => shell.value(field, value),
        Test::Missing => words.missing.to_owned(),
        Test::Under(value) => value.replace('/', " › "),
        Test::Between(from, to) if is_number(shell, field) => {
            span(words, from.as_deref(), to.as_deref())
        }
        Test::Between(from, to) => words.days(from.as_deref(), to.as_deref()),
    };
    match condition.negated {
        true => (name, fill(words.not, &[("value", &value)])),
        false => (name, value),
    }
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
            aside.filters aria-label=(shell.words.filters) {
                details {
                    summary { (shell.words.filters) }
                    @for (name, facet) in &facets {
                        (facet_group(shell, request, name, facet))
                    }
                }
            }
        }
    })
}

fn facet_group(shell: &Shell<'_>, request: &SearchRequest, name: &str, facet: &Facet) -> Markup {
    // A selected value is never hidden behind "more".
    let (shown, rest): (Vec<_>, Vec<_>) = branches(facet)
        .into_iter()
        .enumerate()
        .partition(|(place, branch)| *place < VALUES_SHOWN || branch.is_open());
    html! {
        section.facet {
            h2 { (shell.label(name)) }
            ul { @for (_, branch) in &shown { (branch_item(shell, request, name, branch)) } }
            @if !rest.is_empty() {
                details.more {
                    summary { (shell.words.counted(&shell.words.more, rest.len())) }
                    ul { @for (_, branch) in &rest { (branch_item(shell, request, name, branch)) } }
                }
            }
        }
    }
}

/// A value with those right below it.
struct Branch<'f> {
    value: &'f FacetValue,
    below: Vec<Branch<'f>>,
}

impl Branch<'_> {
    /// Says whether the value or one below it is selected.
    fn is_open(&self) -> bool {
        self.value.selected || self.below.iter().any(Self::is_open)
    }
}

/// Returns the highest values of a facet with those below them; a value whose
/// parent is not listed stands on its own.
fn branches(facet: &Facet) -> Vec<Branch<'_>> {
    let known: BTreeSet<&str> = facet
        .values
        .iter()
        .map(|value| value.value.as_str())
        .collect();
    let mut below: BTreeMap<Option<&str>, Vec<&FacetValue>> = BTreeMap::new();
    for value in &facet.values {
        let parent = value.value.rsplit_once('/').map(|(parent, _)| parent);
        let parent = parent.filter(|parent| known.contains(parent));
        below.entry(parent).or_default().push(value);
    }
    grow(None, &below)
}

fn grow<'f>(
    parent: Option<&str>,
    below: &BTreeMap<Option<&str>, Vec<&'f FacetValue>>,
) -> Vec<Branch<'f>> {
    let values = below.get(&parent).into_iter().flatten();
    let branches = values.map(|value| Branch {
        value,
        below: grow(Some(&value.value), below),
    });
    branches.collect()
}

/// Returns a value; the ones below it are shown once it is chosen.
fn branch_item(
    shell: &Shell<'_>,
    request: &SearchRequest,
    name: &str,
    branch: &Branch<'_>,
) -> Markup {
    html! {
        li {
            (facet_link(shell, request, name, branch.value))
            @if !branch.below.is_empty() && branch.is_open() {
                ul {
                    @for below in &branch.below { (branch_item(shell, request, name, below)) }
                }
            }
        }
    }
}

fn facet_link(
    shell: &Shell<'_>,
    request: &SearchRequest,
    name: &str,
    value: &FacetValue,
) -> Markup {
    let selected = value.selected.then_some("true");
    html! {
        a href=(href::toggled(request, name, &value.value)) aria-current=[selected] rel="nofollow" {
            span.tick aria-hidden="true" {}
            span.value dir="auto" { (shell.last_value(name, value)) }
            (shell.count(value.count))
        }
    }
}

fn is_number(shell: &Shell<'_>, name: &str) -> bool {
    is_kind(shell, name, FacetKind::Number)
}

fn is_date(shell: &Shell<'_>, name: &str) -> bool {
    name == "date" || is_kind(shell, name, FacetKind::Date)
}

fn is_kind(shell: &Shell<'_>, name: &str, kind: FacetKind) -> bool {
    let mut facets = shell.facets.iter();
    facets.any(|column| column.name == name && column.kind == kind)
}

/// Returns a range of numbers in words.
fn span(words: &Words, from: Option<&str>, to: Option<&str>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => fill(words.from_to, &[("from", from), ("to", to)]),
        (Some(from), None) => fill(words.or_more, &[("n", from)]),
        (None, to) => fill(words.or_less, &[("n", to.unwrap_or_default())]),
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
            "aria-label=\"Remove the filter Level not x\"><span class=\"name\">Level</span>",
        );
        check(&body, "<a class=\"clear\" href=\"/search?q=asnc+vec\">");
        check(&body, "<input type=\"hidden\" name=\"level\" value=\"-x\">");
        assert!(!body.contains("name=\"page\""));
        let newest = "/search?q=asnc+vec&amp;date=2024-01-01..2024-12-31&amp;level=-x&amp;topic=rust&amp;sort=-date";
        check(&body, newest);
    }

    #[test]
    fn values_stand_below_their_parents() {
        let value = |value: &str, selected: bool| FacetValue {
            value: value.into(),
            label: String::new(),
            count: 1,
            selected,
        };
        let facet = Facet {
            values: vec![
                value("a", false),
                value("b/x", false),
                value("a/y", false),
                value("a/y/z", true),
                value("c", false),
            ],
            ..Facet::default()
        };
        let found = branches(&facet);
        let names: Vec<&str> = found.iter().map(|one| one.value.value.as_str()).collect();
        assert_eq!(names, ["a", "b/x", "c"]);
        assert_eq!(found[0].below[0].below[0].value.value, "a/y/z");
        assert!(found[0].is_open() && !found[1].is_open());
    }

    #[test]
    fn ranges_of_numbers_read_as_words() {
        let words = Words::of("en").unwrap();
        assert_eq!(span(words, Some("5"), Some("10")), "5 to 10");
        assert_eq!(span(words, Some("5"), None), "5 or more");
        assert_eq!(span(words, None, Some("2.5")), "2.5 or less");
    }
}
