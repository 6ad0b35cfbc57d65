//! A request → its address, and the addresses one step from it.
//!
//! [`query`] is the canonical query string: two requests that mean the same
//! give the same one, so it also names the request in `ETag`s. Reading it with
//! `params::parse` gives the request back.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::encoding;
use crate::api::{Clause, Condition, MAX_DEPTH, Prefix, SearchRequest, Sort, Test};

/// What is escaped in a value: all but what reads well in an address bar.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/')
    .remove(b':');

/// Returns the canonical query string; empty for the default request.
pub(super) fn query(request: &SearchRequest) -> String {
    pairs(request)
        .iter()
        .map(|(name, value)| {
            let value = utf8_percent_encode(value, ESCAPED).to_string();
            format!("{name}={}", value.replace("%20", "+"))
        })
        .collect::<Vec<_>>()
        .join("&")
}

/// Returns the address of a request's results.
pub(super) fn search(request: &SearchRequest) -> String {
    match query(request).as_str() {
        "" => "/search".to_owned(),
        query => format!("/search?{query}"),
    }
}

/// Returns the address of another page of the same results.
pub(super) fn page(request: &SearchRequest, number: usize) -> Option<String> {
    let request = SearchRequest {
        page: number,
        ..request.clone()
    };
    (number * request.per_page <= MAX_DEPTH).then(|| search(&request))
}

/// Returns the address of the same results in another order.
pub(super) fn sorted(request: &SearchRequest, sort: &Sort) -> String {
    search(&SearchRequest {
        sort: sort.clone(),
        page: 1,
        ..request.clone()
    })
}

/// Returns the address of another query under the same filters.
pub(super) fn asking(request: &SearchRequest, q: &str) -> String {
    search(&SearchRequest {
        q: q.to_owned(),
        page: 1,
        ..request.clone()
    })
}

/// Returns the address of the same query with every word as it is spelt.
pub(super) fn literal(request: &SearchRequest) -> String {
    search(&SearchRequest {
        typo: false,
        page: 1,
        ..request.clone()
    })
}

/// Returns the address with a facet's value added, or taken away where it stands.
///
/// Values above and below an added one make room for it: a page in
/// `databases/nosql` is in `databases` as well, so "either" would say nothing.
pub(super) fn toggled(request: &SearchRequest, facet: &str, value: &str) -> String {
    let mut request = request.clone();
    request.page = 1;
    let wanted = Condition::is(facet, value);
    let clauses = &mut request.filter.clauses;
    let of_facet = |each: &Condition| each.field == facet && !each.negated;
    match clauses
        .iter_mut()
        .find(|clause| clause.any.iter().any(of_facet))
    {
        Some(clause) if clause.any.contains(&wanted) => clause.any.retain(|each| *each != wanted),
        Some(clause) => {
            clause.any.retain(|each| !overlaps(&each.test, value));
            clause.any.push(wanted);
        }
        None => clauses.push(Clause { any: vec![wanted] }),
    }
    clauses.retain(|clause| !clause.any.is_empty());
    search(&request)
}

/// Returns whether a test asks for a value above or below `value`.
fn overlaps(test: &Test, value: &str) -> bool {
    let below = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'));
    matches!(test, Test::Is(other) if below(value, other) || below(other, value))
}

/// Returns the address without one condition.
pub(super) fn without(request: &SearchRequest, condition: &Condition) -> String {
    let mut request = request.clone();
    request.page = 1;
    for clause in &mut request.filter.clauses {
        clause.any.retain(|each| each != condition);
    }
    request
        .filter
        .clauses
        .retain(|clause| !clause.any.is_empty());
    search(&request)
}

/// Returns the address of the same query without any filter.
pub(super) fn unfiltered(request: &SearchRequest) -> String {
    let mut request = request.clone();
    request.page = 1;
    request.filter.clauses.clear();
    search(&request)
}

/// Returns the parameters of a request with their values, defaults left out.
pub(super) fn pairs(request: &SearchRequest) -> Vec<(String, String)> {
    let default = SearchRequest::default();
    let mut pairs = Vec::new();
    let mut push = |name: &str, value: String| pairs.push((name.to_owned(), value));
    if !request.q.is_empty() {
        push("q", request.q.clone());
    }
    for (name, value) in filter_pairs(request) {
        push(&name, value);
    }
    if request.sort != default.sort {
        push("sort", request.sort.name());
    }
    if request.prefix == Prefix::None {
        push("prefix", "none".to_owned());
    }
    if request.explain {
        push("explain", "true".to_owned());
    }
    if !request.typo {
        push("typo", "false".to_owned());
    }
    let preferences = [
        ("prefer_language", &request.prefer_language),
        ("prefer_version", &request.prefer_version),
    ];
    for (name, value) in preferences {
        if let Some(value) = value {
            push(name, value.clone());
        }
    }
    match request.facets.as_deref() {
        None => {}
        Some([]) => push("facets", "none".to_owned()),
        Some(names) => push("facets", names.join(",")),
    }
    let numbers = [
        ("related", request.related, default.related),
        ("sections", request.sections, default.sections),
        ("per_page", request.per_page, default.per_page),
        ("page", request.page, default.page),
    ];
    for (name, value, usual) in numbers {
        if value != usual {
            push(name, value.to_string());
        }
    }
    pairs
}

/// Returns the parameters that filter, sorted within a name.
fn filter_pairs(request: &SearchRequest) -> Vec<(String, String)> {
    let conditions = request.filter.clauses.iter().flat_map(|clause| &clause.any);
    let mut pairs: Vec<_> = conditions.map(pair).collect();
    pairs.sort();
    pairs
}

/// Returns a condition as a parameter and its value.
fn pair(condition: &Condition) -> (String, String) {
    let name = match condition.field.as_str() {
        "path" => "in",
        name => name,
    };
    let sign = if condition.negated { "-" } else { "" };
    let value = match &condition.test {
        Test::Under(value) => value.clone(),
        // No parameter asks for it.
        Test::Missing => String::new(),
        Test::Between(from, to) => {
            let end = |end: &Option<String>| end.clone().unwrap_or_default();
            let range = format!("{}..{}", end(from), end(to));
            format!("{sign}{}", encoding::escape(&range))
        }
        Test::Is(value) => format!("{sign}{}", encoding::escape(value)),
    };
    (name.to_owned(), value)
}

/// Returns `url` where a reader may be sent there: http, https, or on this site.
pub(super) fn safe(url: &str) -> Option<&str> {
    let has_scheme = |scheme: &str| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let rooted = url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\");
    let clean = !url.chars().any(char::is_control);
    (clean && (rooted || has_scheme("https://") || has_scheme("http://"))).then_some(url)
}

/// Returns the address of a page's own text here, words of `q` marked, where
/// the page's address says no host: then this server is the only one known.
///
/// `/rust/traits/#bounds` is read at `/p/rust/traits/?q=…#bounds`.
pub(super) fn reading(url: &str, q: &str) -> Option<String> {
    let url = safe(url).filter(|url| url.starts_with('/'))?;
    let (path, fragment) = url.split_once('#').unwrap_or((url, ""));
    let path = path.replace('?', "%3F");
    let mut address = format!("/p{path}");
    if !q.trim().is_empty() {
        let q = utf8_percent_encode(q, ESCAPED).to_string();
        address.push_str(&format!("?q={}", q.replace("%20", "+")));
    }
    if !fragment.is_empty() {
        address.push_str(&format!("#{fragment}"));
    }
    Some(address)
}

/// Returns where a reader of results is sent for a page: to the site, or to its
/// text here where the site is not known.
pub(super) fn target(url: &str, q: &str) -> Option<String> {
    reading(url, q).or_else(|| safe(url).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, Strategy, prop_assert_eq, proptest};

    use super::*;
    use crate::api::FacetKind;
    use crate::http::params;

    const FACETS: [(&str, FacetKind); 3] = [
        ("topic", FacetKind::Text),
        ("level", FacetKind::Text),
        ("minutes", FacetKind::Number),
    ];

    fn parse(raw: &str) -> SearchRequest {
        let (request, faults) = params::parse(raw.trim_start_matches("/search?"), &FACETS);
        assert_eq!(faults, [], "{raw}");
        request
    }

    #[test]
    fn the_same_request_has_one_query_string() {
        assert_eq!(query(&SearchRequest::default()), "");
        let raw = "page=2&topic=b,a&level=x&q=a+b%26c&topic=-c&per_page=10&date=2024&in=x/y";
        assert_eq!(
            query(&parse(raw)),
            "q=a+b%26c&date=2024-01-01..2024-12-31&in=x/y&level=x&topic=-c&topic=a&topic=b&page=2"
        );
    }

    #[test]
    fn a_value_is_switched_on_and_off() {
        let start = parse("q=x&topic=-c&page=3");
        let on = toggled(&start, "topic", "a");
        assert_eq!(on, "/search?q=x&topic=-c&topic=a");
        let both = toggled(&parse(&on), "topic", "b,b");
        assert_eq!(both, "/search?q=x&topic=-c&topic=a&topic=b%5C%2Cb");
        let back = toggled(&parse(&both), "topic", "a");
        assert_eq!(back, "/search?q=x&topic=-c&topic=b%5C%2Cb");
        assert_eq!(unfiltered(&parse(&back)), "/search?q=x");
        let deeper = toggled(&parse("topic=a&topic=b"), "topic", "a/x");
        assert_eq!(deeper, "/search?topic=a/x&topic=b");
        assert_eq!(
            toggled(&parse(&deeper), "topic", "a"),
            "/search?topic=a&topic=b"
        );
        let refused = &start.filter.clauses[0].any[0];
        assert_eq!(without(&start, refused), "/search?q=x");
    }

    #[test]
    fn pages_end_where_paging_does() {
        let request = parse("q=x&per_page=100");
        assert!(page(&request, 100).is_some());
        assert_eq!(page(&request, 101), None);
    }

    #[test]
    fn only_web_addresses_are_safe() {
        for url in ["https://a.example/x", "HTTP://a.example", "/x/y?z#w", "/"] {
            assert_eq!(safe(url), Some(url));
        }
        for url in [
            "javascript:alert(1)",
            "//evil.example",
            "/\\evil.example",
            "data:text/html,x",
            "x/y",
            "",
            "/\t/evil.example",
            "ht",
            "é",
        ] {
            assert_eq!(safe(url), None, "{url}");
        }
    }

    #[test]
    fn a_page_without_a_host_is_read_here() {
        let check = |url: &str, expected: Option<&str>| {
            assert_eq!(target(url, "a b&c").as_deref(), expected, "{url}");
        };
        check("/x/y/#z", Some("/p/x/y/?q=a+b%26c#z"));
        check("/x?y=1", Some("/p/x%3Fy=1?q=a+b%26c"));
        check("/", Some("/p/?q=a+b%26c"));
        check("https://a.example/x#y", Some("https://a.example/x#y"));
        check("//evil.example", None);
        check("javascript:alert(1)", None);
        assert_eq!(reading("/x/", " ").as_deref(), Some("/p/x/"));
        assert_eq!(reading("https://a.example/x", ""), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn a_request_survives_its_query_string(
            q in ".{0,20}",
            topics in proptest::collection::btree_set("[^\\s]{1,8}".prop_map(String::from), 1..4),
            refused in "[^\\s]{1,8}",
            page in 1_usize..100,
        ) {
            let any: Vec<_> = topics.iter().map(|topic| Condition::is("topic", topic)).collect();
            let mut request = SearchRequest { q, page, ..SearchRequest::default() };
            let negated = Condition { negated: true, ..Condition::is("level", &refused) };
            request.filter.clauses = vec![Clause { any }, Clause { any: vec![negated] }];
            prop_assert_eq!(parse(&query(&request)), request);
        }
    }
}
