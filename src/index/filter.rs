//! Filters over the page table: names looked up once, then tested page by page.

use super::column::FacetColumn;
use super::pages::{PageRecord, PageTable};
use crate::api::{Clause, Condition, Filter, Test};

impl PageTable {
    /// Prepares a filter for many pages: names become numbers once.
    pub fn resolve(&self, filter: &Filter) -> ResolvedFilter<'_> {
        let clauses = filter.clauses.iter().map(|clause| ResolvedClause {
            facet: clause
                .field()
                .and_then(|name| self.facets().iter().position(|column| column.name == name)),
            any: self.resolve_clause(clause),
        });
        ResolvedFilter {
            clauses: clauses.collect(),
        }
    }

    fn resolve_clause<'t>(&'t self, clause: &Clause) -> Vec<(ResolvedTest<'t>, bool)> {
        let tests = clause
            .any
            .iter()
            .map(|condition| (self.resolve_condition(condition), condition.negated));
        tests.collect()
    }

    fn resolve_condition(&self, condition: &Condition) -> ResolvedTest<'_> {
        let records = self.records();
        match (condition.field.as_str(), &condition.test) {
            ("path", Test::Is(prefix) | Test::Under(prefix)) => {
                ResolvedTest::Path(records, prefix.trim_matches('/').to_owned())
            }
            ("date", Test::Between(from, to)) => {
                ResolvedTest::Date(records, from.clone(), to.clone())
            }
            ("date", Test::Missing) => ResolvedTest::Undated(records),
            ("date", Test::Is(day) | Test::Under(day)) => {
                ResolvedTest::Date(records, Some(day.clone()), Some(format!("{day}\u{10ffff}")))
            }
            (name, test) => self.resolve_facet_test(name, test),
        }
    }

    fn resolve_facet_test(&self, name: &str, test: &Test) -> ResolvedTest<'_> {
        let Some(column) = self.facet(name) else {
            return match test {
                Test::Missing => ResolvedTest::Always,
                _ => ResolvedTest::Never,
            };
        };
        match test {
            Test::Is(value) | Test::Under(value) => match column.number_of(value) {
                Some(number) => ResolvedTest::Value(column, number),
                None => ResolvedTest::Never,
            },
            Test::Between(from, to) => {
                let numbers = column.between(from.as_deref(), to.as_deref());
                ResolvedTest::AnyOf(column, numbers)
            }
            Test::Missing => ResolvedTest::Valueless(column),
        }
    }
}

/// A filter whose names are looked up.
#[derive(Debug, Clone, Default)]
pub struct ResolvedFilter<'t> {
    clauses: Vec<ResolvedClause<'t>>,
}

#[derive(Debug, Clone)]
struct ResolvedClause<'t> {
    /// The facet that the clause is about, if it is about one.
    facet: Option<usize>,
    any: Vec<(ResolvedTest<'t>, bool)>,
}

#[derive(Debug, Clone)]
enum ResolvedTest<'t> {
    Value(&'t FacetColumn, u32),
    AnyOf(&'t FacetColumn, Vec<u32>),
    Path(&'t [PageRecord], String),
    Date(&'t [PageRecord], Option<String>, Option<String>),
    Undated(&'t [PageRecord]),
    Valueless(&'t FacetColumn),
    Always,
    Never,
}

/// What a filter says of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The page is shown and counted.
    Pass,
    /// The page fails only what is asked of this facet (its place among
    /// [`PageTable::facets`]), so it counts there: that is what a click on
    /// another value of the facet would show.
    FailsFacet(usize),
    /// The page is out.
    Fail,
}

impl ResolvedFilter<'_> {
    /// Returns whether every page passes.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Returns what the filter says of a page.
    pub fn verdict(&self, page: u32) -> Verdict {
        let mut failed: Option<usize> = None;
        for clause in &self.clauses {
            let passes = clause
                .any
                .iter()
                .any(|(test, negated)| test.holds(page) != *negated);
            if passes {
                continue;
            }
            match (clause.facet, failed) {
                (Some(facet), None) => failed = Some(facet),
                (Some(facet), Some(before)) if facet == before => {}
                _ => return Verdict::Fail,
            }
        }
        failed.map_or(Verdict::Pass, Verdict::FailsFacet)
    }
}

impl ResolvedTest<'_> {
    fn holds(&self, page: u32) -> bool {
        match self {
            Self::Value(column, number) => column.of_page(page).contains(number),
            Self::AnyOf(column, numbers) => {
                let values = column.of_page(page);
                values
                    .iter()
                    .any(|value| numbers.binary_search(value).is_ok())
            }
            Self::Path(records, prefix) => {
                let path = records[page as usize].path.as_str();
                path.strip_prefix(prefix.as_str()).is_some_and(|rest| {
                    prefix.is_empty() || rest.is_empty() || rest.starts_with('/')
                })
            }
            Self::Date(records, from, to) => {
                records[page as usize].date.as_ref().is_some_and(|date| {
                    from.as_ref().is_none_or(|from| date >= from)
                        && to.as_ref().is_none_or(|to| date <= to)
                })
            }
            Self::Undated(records) => records[page as usize].date.is_none(),
            Self::Valueless(column) => column.of_page(page).is_empty(),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pages::tests::table;
    use super::*;

    fn verdicts(filter: &Filter) -> Vec<Verdict> {
        let table = table();
        let resolved = table.resolve(filter);
        (0..3).map(|page| resolved.verdict(page)).collect()
    }

    fn clause(field: &str, test: Test, negated: bool) -> Clause {
        Clause {
            any: vec![Condition {
                field: field.into(),
                test,
                negated,
            }],
        }
    }

    #[test]
    fn a_page_that_fails_one_facet_counts_there() {
        let filter = Filter {
            clauses: vec![
                clause("topic", Test::Is("web".into()), false),
                clause("level", Test::Is("beginner".into()), false),
            ],
        };
        assert_eq!(
            verdicts(&filter),
            [
                Verdict::Pass,
                Verdict::FailsFacet(1),
                Verdict::FailsFacet(0)
            ]
        );
    }

    #[test]
    fn paths_dates_and_negations() {
        use Verdict::{Fail, FailsFacet, Pass};
        let only = |clause| Filter {
            clauses: vec![clause],
        };
        let under = clause("path", Test::Under("web/css/".into()), false);
        assert_eq!(verdicts(&only(under)), [Pass, Fail, Fail]);
        let since = clause("date", Test::Between(Some("2025".into()), None), false);
        assert_eq!(verdicts(&only(since)), [Pass, Fail, Fail]);
        let not = clause("topic", Test::Is("web".into()), true);
        assert_eq!(verdicts(&only(not)), [FailsFacet(0), FailsFacet(0), Pass]);
        let unknown = clause("topic", Test::Is("cobol".into()), false);
        assert_eq!(verdicts(&only(unknown)), [FailsFacet(0); 3]);
        let undated = clause("date", Test::Missing, false);
        assert_eq!(verdicts(&only(undated)), [Fail, Pass, Fail]);
        let nowhere = clause("colour", Test::Missing, false);
        assert_eq!(verdicts(&only(nowhere)), [Pass; 3]);
        let without = clause("language", Test::Missing, false);
        assert_eq!(verdicts(&only(without)), [Pass; 3]);
    }
}
