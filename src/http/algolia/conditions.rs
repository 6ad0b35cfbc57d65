//! Comparisons → conditions of the engine: what an attribute is in this index.
//!
//! Sites send filters that were written for another index, so what they ask for
//! may not be there. Two rules keep their boxes from going empty:
//!
//! - A language falls back: `lang:en-US` finds `en` where no page is in `en-US`.
//! - What says to which part of a site a page belongs (its language, its version,
//!   a `docusaurus_tag`), and what no page of the index has at all, excludes only
//!   pages that say otherwise: those that do not say it match.

use jiff::Span;
use jiff::civil::{Date, date};

use super::comparison::{Comparison, Operator, Wanted};
use super::expression::Expression;
use crate::api::{Clause, Condition, FacetKind, Filter, Test};
use crate::index::{FacetColumn, PageTable};

/// Facets that pages may leave unsaid without being left out.
const CONTEXT: [&str; 3] = ["language", "version", "docusaurus_tag"];

/// Attributes that records have and that nothing is filtered by.
const UNFILTERED: [&str; 8] = [
    "anchor",
    "content",
    "hierarchy",
    "hierarchy_camel",
    "hierarchy_radio",
    "objectID",
    "url",
    "url_without_anchor",
];

/// From this on a time is taken for milliseconds: as seconds it is the year 5138.
const MILLISECONDS_FROM: f64 = 1e11;

const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// What of the records passes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Passing {
    /// The pages.
    pub(super) filter: Filter,
    /// Whether of each page only its own record, as `type:lvl1` asks.
    pub(super) pages_only: bool,
}

/// Returns the facet that an attribute names, by its own name or by another.
pub(super) fn facet_name<'a>(pages: &PageTable, attribute: &'a str) -> &'a str {
    match attribute {
        "lang" if pages.facet("lang").is_none() => "language",
        _ => attribute,
    }
}

/// Returns what passes an expression.
///
/// # Errors
/// It asks for what records cannot be filtered by, in words for the client.
pub(super) fn passing(
    pages: &PageTable,
    expression: Expression<Comparison>,
) -> Result<Passing, String> {
    let resolved = expression.try_map(&|comparison| condition(pages, comparison))?;
    let mut passing = Passing::default();
    for any in resolved.clauses()? {
        let n_types = any.iter().filter(|one| one.field == "type").count();
        match any.as_slice() {
            [one] if is_pages_only(one) => passing.pages_only = true,
            _ if n_types > 0 => {
                return Err("records are filtered by `type` only as type:lvl1, \
                            which lists pages without their sections"
                    .to_owned());
            }
            _ => passing.filter.clauses.push(Clause { any }),
        }
    }
    Ok(passing)
}

fn is_pages_only(condition: &Condition) -> bool {
    *condition == Condition::is("type", "lvl1")
}

/// Returns what of the engine one comparison is.
fn condition(pages: &PageTable, comparison: Comparison) -> Result<Expression<Condition>, String> {
    let attribute = comparison.attribute.as_str();
    let root = attribute.split('.').next().unwrap_or_default();
    if UNFILTERED.contains(&root) && pages.facet(attribute).is_none() {
        return Err(format!("records cannot be filtered by `{attribute}`"));
    }
    let name = facet_name(pages, attribute);
    let column = pages.facet(name);
    let of = |test: Test, negated: bool| {
        let field = name.to_owned();
        Expression::One(Condition {
            field,
            test,
            negated,
        })
    };
    let negated = comparison.negated;
    match comparison.test {
        Wanted::Is(value) => {
            let values = column.map_or_else(|| vec![value.clone()], |it| values_of(it, &value));
            let tests = values.into_iter().map(|value| of(Test::Is(value), negated));
            let mut tests: Vec<_> = tests.collect();
            if negated {
                return Ok(Expression::All(tests));
            }
            let is_known = column.is_some_and(|column| !column.values.is_empty())
                || ["date", "type"].contains(&name);
            if CONTEXT.contains(&name) || !is_known {
                tests.push(of(Test::Missing, false));
            }
            Ok(Expression::Any(tests))
        }
        Wanted::Number(operator, number) => {
            let kind = kind_of(name, column)?;
            let (test, fails) = number_test(kind, operator, number);
            Ok(of(test, fails != negated))
        }
        Wanted::Between(from, to) => {
            let kind = kind_of(name, column)?;
            let (from, to) = (at_least(kind, from), at_most(kind, to));
            Ok(of(Test::Between(Some(from), Some(to)), negated))
        }
    }
}

/// Returns the values of a facet that a filter means: the one as it is written,
/// else whatever its case, else, for languages, the nearest.
fn values_of(column: &FacetColumn, wanted: &str) -> Vec<String> {
    if column.number_of(wanted).is_some() {
        return vec![wanted.to_owned()];
    }
    let plain = |text: &str| text.replace('_', "-").to_lowercase();
    let is_language = column.name == "language";
    let wanted_plain = match is_language {
        true => plain(wanted),
        false => wanted.to_lowercase(),
    };
    let base = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let such = |is_such: &dyn Fn(&str) -> bool| -> Vec<String> {
        let values = column.values.iter();
        values.filter(|value| is_such(value)).cloned().collect()
    };
    let mut found = such(&|value| value.to_lowercase() == wanted_plain);
    if found.is_empty() && is_language {
        found = such(&|value| plain(value) == base(&wanted_plain));
    }
    if found.is_empty() && is_language {
        found = such(&|value| base(&plain(value)) == base(&wanted_plain));
    }
    if found.is_empty() {
        found.push(wanted.to_owned());
    }
    found
}

/// Returns how the values of an attribute are compared.
fn kind_of(name: &str, column: Option<&FacetColumn>) -> Result<FacetKind, String> {
    match column.map(|column| column.kind) {
        None | Some(FacetKind::Date) if name == "date" => Ok(FacetKind::Date),
        Some(FacetKind::Text) => Err(format!(
            "`{name}` has no numbers: declare it in docent.toml with type = \"number\" or \"date\""
        )),
        // No page has it, so no page passes.
        kind => Ok(kind.unwrap_or(FacetKind::Number)),
    }
}

/// Returns the test of a numeric comparison, and whether it must fail.
fn number_test(kind: FacetKind, operator: Operator, number: f64) -> (Test, bool) {
    let between = |from: Option<String>, to: Option<String>| Test::Between(from, to);
    match operator {
        Operator::AtLeast => (between(Some(at_least(kind, number)), None), false),
        Operator::Greater => (between(Some(above(kind, number)), None), false),
        Operator::AtMost => (between(None, Some(at_most(kind, number))), false),
        Operator::Less => (between(None, Some(below(kind, number))), false),
        Operator::Equal | Operator::Unequal => {
            let (from, to) = (at_least(kind, number), at_most(kind, number));
            let fails = operator == Operator::Unequal;
            (between(Some(from), Some(to)), fails)
        }
    }
}

/// Returns the lowest value that is a number or more.
fn at_least(kind: FacetKind, number: f64) -> String {
    match kind {
        FacetKind::Date => day(days(number).ceil()),
        _ => (number + 0.0).to_string(),
    }
}

/// Returns the lowest value that is more than a number.
fn above(kind: FacetKind, number: f64) -> String {
    match kind {
        FacetKind::Date => day(days(number).floor() + 1.0),
        _ => number.next_up().to_string(),
    }
}

/// Returns the highest value that is a number or less.
fn at_most(kind: FacetKind, number: f64) -> String {
    match kind {
        FacetKind::Date => day(days(number).floor()),
        _ => (number + 0.0).to_string(),
    }
}

/// Returns the highest value that is less than a number.
fn below(kind: FacetKind, number: f64) -> String {
    match kind {
        FacetKind::Date => day(days(number).ceil() - 1.0),
        _ => number.next_down().to_string(),
    }
}

/// Returns a time in days since 1 January 1970.
fn days(time: f64) -> f64 {
    let seconds = match time.abs() < MILLISECONDS_FROM {
        true => time,
        false => time / 1000.0,
    };
    seconds / SECONDS_OF_A_DAY
}

/// Returns the day so many days after 1 January 1970; a page's day begins at
/// midnight UTC. What is out of the calendar is its end.
fn day(days: f64) -> String {
    let first = date(1970, 1, 1);
    // The calendar has 8 million days; the cast saturates.
    let span = Span::new().try_days(days as i64);
    let day = span.and_then(|span| first.checked_add(span));
    // Years before 0 would not sort as text.
    let start = date(0, 1, 1);
    let end = if days < 0.0 { start } else { Date::MAX };
    day.unwrap_or(end).max(start).to_string()
}

/// Returns the time at which a day begins, in seconds.
pub(super) fn seconds_of(day: &str) -> Option<f64> {
    let day: Date = day.parse().ok()?;
    let span = date(1970, 1, 1).until((jiff::Unit::Day, day)).ok()?;
    Some(f64::from(span.get_days()) * SECONDS_OF_A_DAY)
}

#[cfg(test)]
mod tests {
    use super::super::grammar;
    use super::*;
    use crate::api::FacetSpec;
    use crate::index::{PageRecord, Shape};

    fn pages() -> PageTable {
        let page = |language: &str, price: &str, date: &str| {
            let facets = [("language", language), ("price", price), ("topic", "Rust")];
            let facets = facets.into_iter().filter(|(_, value)| !value.is_empty());
            PageRecord {
                facets: facets
                    .map(|(name, value)| (name.to_owned(), vec![value.to_owned()]))
                    .collect(),
                date: (!date.is_empty()).then(|| date.to_owned()),
                ..PageRecord::default()
            }
        };
        let records = vec![
            page("en", "5", "2024-05-01"),
            page("pt-br", "5.5", "2024-05-02"),
            page("de", "", ""),
            page("", "-1", "2030-01-01"),
        ];
        let number = FacetSpec {
            kind: FacetKind::Number,
            ..FacetSpec::named("price")
        };
        let facets = vec![
            number,
            FacetSpec::named("language"),
            FacetSpec::named("topic"),
        ];
        let shape = Shape {
            facets,
            ..Shape::default()
        };
        PageTable::new(records, &shape)
    }

    /// Returns the pages that pass a filter, or what is wrong with it.
    fn passed(filters: &str) -> Result<Vec<u32>, String> {
        let table = pages();
        let passing = passing(&table, grammar::parse(filters)?)?;
        let resolved = table.resolve(&passing.filter);
        let passes = |page: &u32| resolved.verdict(*page) == crate::index::Verdict::Pass;
        Ok((0..4).filter(passes).collect())
    }

    #[test]
    fn languages_fall_back_and_what_says_none_stays() {
        for (filter, expected) in [
            ("language:en", vec![0, 3]),
            ("lang:en-US", vec![0, 3]),
            ("lang:pt", vec![1, 3]),
            ("lang:pt_BR", vec![1, 3]),
            ("lang:pt-PT", vec![1, 3]),
            ("lang:ja", vec![3]),
            ("NOT lang:en-US", vec![1, 2, 3]),
        ] {
            assert_eq!(passed(filter).unwrap(), expected, "{filter}");
        }
    }

    #[test]
    fn what_no_page_has_excludes_none_and_what_some_have_does() {
        assert_eq!(passed("docusaurus_tag:default").unwrap(), [0, 1, 2, 3]);
        assert_eq!(
            passed("topic:rust").unwrap(),
            [0, 1, 2, 3],
            "whatever its case"
        );
        assert!(passed("topic:go").unwrap().is_empty());
        assert_eq!(passed("NOT colour:red").unwrap(), [0, 1, 2, 3]);
    }

    #[test]
    fn numbers_and_times_compare_exactly() {
        // 1714521600 is 1 May 2024, midnight UTC.
        for (filter, expected) in [
            ("price >= 5", vec![0, 1]),
            ("price > 5", vec![1]),
            ("price < 5.5", vec![0, 3]),
            ("price <= 5.5", vec![0, 1, 3]),
            ("price = 5", vec![0]),
            ("price != 5", vec![1, 2, 3]),
            ("price:-1 TO 5", vec![0, 3]),
            ("price:5", vec![0]),
            ("date >= 1714521600", vec![0, 1, 3]),
            ("date > 1714521600", vec![1, 3]),
            ("date >= 1714521601", vec![1, 3]),
            ("date > 1714521600000", vec![1, 3]),
            ("date <= 1714521600", vec![0]),
            ("date < 1714608000", vec![0]),
            ("date = 1714608000", vec![1]),
            ("date:1714521600 TO 1714608000", vec![0, 1]),
            ("date >= -1e300 AND date <= 1e300", vec![0, 1, 3]),
            ("date:2024-05-01", vec![0]),
            ("stars > 3", vec![]),
        ] {
            assert_eq!(passed(filter).unwrap(), expected, "{filter}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_refused() {
        for filter in [
            "topic > 3",
            "url:x",
            "hierarchy.lvl0:x",
            "type:lvl2",
            "NOT type:lvl1",
        ] {
            assert!(passed(filter).is_err(), "{filter}");
        }
        let filter = grammar::parse("type:lvl1 AND price = 5").unwrap();
        let passing = passing(&pages(), filter).unwrap();
        assert!(passing.pages_only && passing.filter.clauses.len() == 1);
    }

    #[test]
    fn days_and_times_are_one() {
        for (day_text, seconds) in [("1970-01-01", 0.0), ("2024-05-01", 1_714_521_600.0)] {
            assert_eq!(seconds_of(day_text), Some(seconds));
            assert_eq!(day(days(seconds)), day_text);
        }
        assert_eq!(seconds_of("May"), None);
    }
}
