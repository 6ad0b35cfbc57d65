//! Dates: a parameter → the test it asks for.

use jiff::civil::Date;

use crate::api::Test;

/// What a date must look like.
pub(super) const RULE: &str = "must be a day (2024-06-01), a month (2024-06), a year (2024) or \
                               a range of them (2024-01..2024-06, 2024.., ..2023)";

/// Returns the test that a date parameter asks for.
pub(super) fn test(text: &str) -> Option<Test> {
    let Some((from, to)) = text.split_once("..") else {
        let (first, last) = days(text)?;
        let day = first == last;
        return Some(if day {
            Test::Is(first)
        } else {
            Test::Between(Some(first), Some(last))
        });
    };
    let end = |text: &str| match text {
        "" => Some(None),
        text => days(text).map(Some),
    };
    let from = end(from)?.map(|(first, _)| first);
    let to = end(to)?.map(|(_, last)| last);
    match (&from, &to) {
        (None, None) => None,
        (Some(from), Some(to)) if from > to => None,
        _ => Some(Test::Between(from, to)),
    }
}

/// Returns the first and the last day of a year, a month or a day.
fn days(text: &str) -> Option<(String, String)> {
    let (first, last) = match text.len() {
        4 => (format!("{text}-01-01"), format!("{text}-12-31")),
        7 => {
            let first: Date = format!("{text}-01").parse().ok()?;
            (first.to_string(), first.last_of_month().to_string())
        }
        10 => (text.to_owned(), text.to_owned()),
        _ => return None,
    };
    // Only the plain form comes back from a date as it went in.
    let plain = |day: &str| day.parse().is_ok_and(|date: Date| date.to_string() == day);
    (plain(&first) && plain(&last)).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(from: &str, to: &str) -> Option<Test> {
        let end = |end: &str| (!end.is_empty()).then(|| end.to_owned());
        Some(Test::Between(end(from), end(to)))
    }

    #[test]
    fn days_prefixes_and_ranges_are_tests() {
        assert_eq!(test("2024-06-01"), Some(Test::Is("2024-06-01".into())));
        assert_eq!(test("2024-02"), between("2024-02-01", "2024-02-29"));
        assert_eq!(test("2023"), between("2023-01-01", "2023-12-31"));
        assert_eq!(test("2024-01-15.."), between("2024-01-15", ""));
        assert_eq!(test("..2023"), between("", "2023-12-31"));
        assert_eq!(test("2022..2023-03"), between("2022-01-01", "2023-03-31"));
        assert_eq!(test("2024..2024"), between("2024-01-01", "2024-12-31"));
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "yesterday",
            "2024-13",
            "2024-02-30",
            "24",
            "..",
            "2024..2023",
            "2024-6-1",
            "2024..x",
            "20é4",
            "+202",
            "2024-01-01T00:00",
            "",
        ] {
            assert_eq!(test(text), None, "{text}");
        }
    }
}
