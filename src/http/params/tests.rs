//! Query strings and what is wrong with them.

use super::*;

const FACETS: [(&str, FacetKind); 7] = [
    ("topic", FacetKind::Text),
    ("level", FacetKind::Text),
    ("language", FacetKind::Text),
    ("version", FacetKind::Text),
    ("product", FacetKind::Text),
    ("minutes", FacetKind::Number),
    ("updated", FacetKind::Date),
];

fn good(raw: &str) -> SearchRequest {
    let (request, faults) = parse(raw, &FACETS);
    assert_eq!(faults, [], "{raw}");
    request
}

fn bad(raw: &str) -> Vec<String> {
    let (_, faults) = parse(raw, &FACETS);
    faults
        .iter()
        .map(|fault| format!("{fault} [{}]", fault.got))
        .collect()
}

/// Writes clauses as `topic:a|b & !level:c`.
fn filter(raw: &str) -> String {
    let request = good(raw);
    let clauses = request.filter.clauses.iter().map(|clause| {
        let conditions = clause.any.iter().map(|condition| {
            let sign = if condition.negated { "!" } else { "" };
            let test = match &condition.test {
                Test::Is(value) => value.clone(),
                Test::Under(value) => format!("{value}/"),
                Test::Missing => "missing".to_owned(),
                Test::Between(from, to) => {
                    let end = |end: &Option<String>| end.clone().unwrap_or_default();
                    format!("{}..{}", end(from), end(to))
                }
            };
            format!("{sign}{}:{test}", condition.field)
        });
        conditions.collect::<Vec<_>>().join("|")
    });
    clauses.collect::<Vec<_>>().join(" & ")
}

#[test]
fn nothing_is_the_default() {
    assert_eq!(good(""), SearchRequest::default());
    assert_eq!(good("&&"), SearchRequest::default());
    assert_eq!(good("q=&topic=&in=/&page="), SearchRequest::default());
}

#[test]
fn every_parameter_is_read() {
    let request = good(
        "q=async+vec%3CT%3E&page=2&per_page=5&sections=0&sort=-date&facets=topic,level&prefix=none&typo=false",
    );
    let expected = SearchRequest {
        q: "async vec<T>".into(),
        page: 2,
        per_page: 5,
        sections: 0,
        sort: Sort::DateDown,
        facets: Some(vec!["level".into(), "topic".into()]),
        prefix: Prefix::None,
        typo: false,
        ..SearchRequest::default()
    };
    assert_eq!(request, expected);
    assert_eq!(good("facets=none").facets, Some(vec![]));
    assert_eq!(good("prefix=last&sort=title").sort, Sort::Title);
}

#[test]
fn values_of_one_name_are_or_and_names_are_and() {
    assert_eq!(filter("topic=rust"), "topic:rust");
    assert_eq!(filter("topic=b,a&topic=c,a"), "topic:a|topic:b|topic:c");
    assert_eq!(
        filter("in=/rust/async/&topic=a"),
        "topic:a & path:rust/async/"
    );
    assert_eq!(filter("level=x&topic=a"), "topic:a & level:x");
    assert_eq!(filter("product=Blue+Pencil"), "product:Blue Pencil");
}

#[test]
fn a_negated_value_is_a_clause_of_its_own() {
    assert_eq!(
        filter("topic=a,-b,-c,d"),
        "topic:a|topic:d & !topic:b & !topic:c"
    );
    assert_eq!(filter("topic=-"), "");
}

#[test]
fn commas_and_signs_can_be_part_of_a_value() {
    assert_eq!(filter(r"topic=a\,b,c%5C,d"), "topic:a,b|topic:c,d");
    assert_eq!(filter(r"topic=\-v,x-y"), "topic:-v|topic:x-y");
}

#[test]
fn dates_are_days_prefixes_and_ranges() {
    assert_eq!(filter("date=2024-06-01"), "date:2024-06-01");
    assert_eq!(filter("date=2024-01-15.."), "date:2024-01-15..");
    assert_eq!(filter("date=-2023"), "!date:2023-01-01..2023-12-31");
    let faults = bad("date=2024-02-30");
    assert!(faults[0].starts_with("`date` must be a day"), "{faults:?}");
}

#[test]
fn numbers_have_their_ranges() {
    let values = "page=0 page=1001 page=x page=-1 page=%2B1 page=1.5 \
                  page=99999999999999999999 per_page=101 sections=11";
    for raw in values.split(' ') {
        let faults = bad(raw);
        assert_eq!(faults.len(), 1, "{raw}");
        assert!(faults[0].contains("must be an integer from"), "{faults:?}");
    }
    assert_eq!(
        bad("page=0"),
        ["`page` must be an integer from 1 to 1000 [0]"]
    );
    assert_eq!(good("per_page=0&page=1000").per_page, 0);
}

#[test]
fn misspelt_words_are_corrected_unless_refused() {
    assert!(good("q=a").typo);
    assert!(good("q=a&typo=true").typo);
    assert!(!good("q=a&typo=false").typo);
    assert_eq!(bad("q=a&typo=off"), ["`typo` must be true or false [off]"]);
}

#[test]
fn paging_ends_at_ten_thousand_results() {
    assert_eq!(good("page=100&per_page=100").page, 100);
    let (request, faults) = parse("page=101&per_page=100", &FACETS);
    assert_eq!(request.page, 1);
    assert_eq!(faults[0].got, "101 × 100");
}

#[test]
fn all_faults_are_told_at_once() {
    let faults = bad("page=0&sort=best&facets=topic,colour&prefix=all&q=a&q=b&lvl=1");
    assert_eq!(faults.len(), 6, "{faults:#?}");
    assert_eq!(
        faults[1],
        "`sort` must be relevance, -date, date or title, minutes or -minutes, \
         updated or -updated [best]"
    );
    assert_eq!(
        faults[2],
        "`facets` may name topic, level, language, version, product, minutes, updated \
         or be none [colour]"
    );
    assert_eq!(faults[4], "`q` may be given only once [b]");
    assert!(
        faults[5].starts_with(
            "`lvl` is not a parameter of /search; did you mean `level`? Known are q, in,"
        ),
        "{}",
        faults[5]
    );
}

#[test]
fn parameters_of_later_versions_are_unknown() {
    for name in ["index", "fields", "utm_source"] {
        let (request, faults) = parse(&format!("{name}=x"), &FACETS);
        assert_eq!(faults[0].kind, FaultKind::Unknown, "{name}");
        assert_eq!(request, SearchRequest::default());
    }
}

#[test]
fn a_long_query_is_cut_with_a_fault() {
    assert_eq!(
        good(&format!("q={}", "é".repeat(512))).q.chars().count(),
        512
    );
    let (request, faults) = parse(&format!("q={}", "é".repeat(513)), &FACETS);
    assert_eq!(faults[0].kind, FaultKind::TooLong);
    assert_eq!(request.q.chars().count(), 512);
    assert_eq!(faults[0].got.chars().count(), QUOTED_CHARS + 1);
}

#[test]
fn broken_encoding_is_a_fault_and_read_as_it_stands() {
    let (request, faults) = parse("q=100%", &FACETS);
    assert_eq!(request.q, "100%");
    assert!(faults[0].rule.contains("%25"), "{faults:?}");
    assert_eq!(bad("%ff=a").len(), 2);
}

proptest::proptest! {
    #[test]
    fn any_string_gives_a_request_within_the_limits(raw in "([a-z_]{0,8}[=&%,.\\\\-]?.?){0,20}") {
        let (request, _) = parse(&raw, &FACETS);
        assert!((1..=MAX_PAGE).contains(&request.page));
        assert!(request.page * request.per_page <= MAX_DEPTH);
        assert!(request.q.chars().count() <= MAX_QUERY_CHARS);
        assert!(request.filter.clauses.iter().all(|clause| !clause.any.is_empty()));
    }
}

#[test]
fn control_characters_are_accepted() {
    assert_eq!(good("q=a%00b%1F").q, "a\0b\u{1f}");
}
