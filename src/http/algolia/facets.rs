//! Facets as Algolia counts them, and the search among a facet's values.

use std::cmp::Reverse;

use serde_json::{Map, Value, json};

use super::conditions::{facet_name, seconds_of};
use super::marks::{Escape, write};
use super::params::{FacetSearch, Query, Tags};
use crate::analysis::fold;
use crate::api::{FacetKind, FacetValue, SearchResponse};
use crate::index::PageTable;

/// From this length on a query may have one letter wrong.
const TYPO_FROM_CHARS: usize = 4;

/// Returns the names of the facets that a query counts, as the engine has them.
pub(super) fn names(pages: &PageTable, query: &Query) -> Option<Vec<String>> {
    if query.facets.iter().any(|name| name == "*") {
        return None;
    }
    let names = query.facets.iter().map(|name| facet_name(pages, name));
    Some(names.map(str::to_owned).collect())
}

/// Returns `facets` and `facets_stats` of an answer.
pub(super) fn counts(pages: &PageTable, query: &Query, response: &SearchResponse) -> [Value; 2] {
    let asked: Vec<&str> = match names(pages, query) {
        None => response.facets.keys().map(String::as_str).collect(),
        Some(_) => query.facets.iter().map(String::as_str).collect(),
    };
    let mut counts = Map::new();
    let mut stats = Map::new();
    for name in asked {
        let own_name = facet_name(pages, name);
        let facet = response.facets.get(own_name);
        let values = facet.map_or(&[][..], |facet| &facet.values);
        let rows = values.iter().filter(|row| row.count > 0);
        let shown = rows.clone().take(query.facet_values);
        let shown = shown.map(|row| (row.value.clone(), json!(row.count)));
        counts.insert(name.to_owned(), shown.collect::<Map<_, _>>().into());
        let kind = pages
            .facet(own_name)
            .map_or(FacetKind::Text, |column| column.kind);
        if let Some(numbers) = statistics(rows, kind) {
            stats.insert(name.to_owned(), numbers);
        }
    }
    [counts.into(), stats.into()]
}

/// Returns least, greatest, average and sum of a facet of numbers or days.
fn statistics<'v>(rows: impl Iterator<Item = &'v FacetValue>, kind: FacetKind) -> Option<Value> {
    let number = |text: &str| match kind {
        FacetKind::Text => None,
        FacetKind::Number => text.parse().ok().filter(|number: &f64| number.is_finite()),
        FacetKind::Date => seconds_of(text),
    };
    let rows = rows.filter_map(|row| Some((number(&row.value)?, row.count as f64)));
    let rows: Vec<(f64, f64)> = rows.collect();
    let count: f64 = rows.iter().map(|(_, count)| count).sum();
    let sum: f64 = rows.iter().map(|(number, count)| number * count).sum();
    let numbers = || rows.iter().map(|(number, _)| *number);
    let (min, max) = (numbers().reduce(f64::min)?, numbers().reduce(f64::max)?);
    Some(json!({"min": min, "max": max, "avg": sum / count, "sum": sum}))
}

/// Returns the values of a facet that match what was typed, best first.
pub(super) fn search(
    search: &FacetSearch,
    tags: &Tags,
    pages: &PageTable,
    response: &SearchResponse,
) -> Vec<Value> {
    let typed = letters(&search.text);
    let typed: Vec<char> = typed.into_iter().map(|(char, _)| char).collect();
    let facet = response.facets.get(facet_name(pages, &search.facet));
    let rows = facet.map_or(&[][..], |facet| &facet.values);
    let mut found: Vec<(Match, &FacetValue)> = rows
        .iter()
        .filter(|row| row.count > 0)
        .filter_map(|row| Some((find(&row.value, &typed)?, row)))
        .collect();
    found.sort_by_key(|(found, row)| (found.rank, Reverse(row.count), row.value.as_str()));
    let found = found.into_iter().take(search.length);
    let hits = found.map(|(Match { start, end, .. }, row)| {
        let value = &row.value;
        let mut highlighted = String::new();
        write(&value[..start], tags, Escape::All, &mut highlighted);
        let marked = &value[start..end];
        if !marked.is_empty() {
            highlighted.push_str(&tags.before);
            write(marked, tags, Escape::All, &mut highlighted);
            highlighted.push_str(&tags.after);
        }
        write(&value[end..], tags, Escape::All, &mut highlighted);
        json!({"value": value, "highlighted": highlighted, "count": row.count})
    });
    hits.collect()
}

/// Where a value matches what was typed; the lower the rank the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    rank: u8,
    start: usize,
    end: usize,
}

/// Returns the best match of a value: at its start, at the start of a word of it,
/// or with one letter wrong.
fn find(value: &str, typed: &[char]) -> Option<Match> {
    let value_letters = letters(value);
    let starts_word = |place: usize| {
        let is_letter = |place: usize| value_letters[place].0.is_alphanumeric();
        place == 0 || (is_letter(place) && !is_letter(place - 1))
    };
    let starts = (0..value_letters.len()).filter(|place| starts_word(*place));
    let matches = starts.filter_map(|start| {
        let rest = &value_letters[start..];
        let (length, edits) = prefix_distance(typed, rest)?;
        let end = match length {
            0 => rest.first().map_or(0, |(_, at)| *at),
            _ => rest.get(length).map_or(value.len(), |(_, at)| *at),
        };
        let rank = 2 * u8::from(edits > 0) + u8::from(start > 0);
        let start = rest.first().map_or(0, |(_, at)| *at);
        Some(Match { rank, start, end })
    });
    matches.min()
}

/// Returns the letters of a text as they are compared, each with the place of the
/// letter that it was.
fn letters(text: &str) -> Vec<(char, usize)> {
    let mut letters = Vec::new();
    let mut folded = String::new();
    for (at, char) in text.char_indices() {
        folded.clear();
        fold(char.encode_utf8(&mut [0; 4]), &mut folded);
        letters.extend(folded.chars().map(|char| (char, at)));
    }
    letters
}

/// Returns how much of `text` comes nearest to `typed`, and with how many edits:
/// at most one, and that not in the first letter.
fn prefix_distance(typed: &[char], text: &[(char, usize)]) -> Option<(usize, usize)> {
    let alike = typed.iter().zip(text).take_while(|(a, (b, _))| *a == b);
    let alike = alike.count();
    if alike == typed.len() {
        return Some((alike, 0));
    }
    if typed.len() < TYPO_FROM_CHARS || alike == 0 {
        return None;
    }
    let begins = |typed: &[char], from: usize| {
        let text = text.get(from..).unwrap_or_default();
        typed.len() <= text.len() && typed.iter().zip(text).all(|(a, (b, _))| a == b)
    };
    let rest = &typed[alike..];
    let swapped = text.len() >= alike + 2
        && rest.len() >= 2
        && (rest[0], rest[1]) == (text[alike + 1].0, text[alike].0)
        && begins(&rest[2..], alike + 2);
    // A letter wrong or two changed places; one too many; one missing.
    if swapped || (alike < text.len() && begins(&rest[1..], alike + 1)) {
        Some((typed.len(), 1))
    } else if begins(&rest[1..], alike) {
        Some((typed.len() - 1, 1))
    } else if begins(rest, alike + 1) {
        Some((typed.len() + 1, 1))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: &str, typed: &str) -> Option<(u8, String)> {
        let typed: Vec<char> = letters(typed).into_iter().map(|(char, _)| char).collect();
        let found = find(value, &typed)?;
        Some((found.rank, value[found.start..found.end].to_owned()))
    }

    #[test]
    fn values_are_found_by_the_start_of_a_word_and_with_a_letter_wrong() {
        for (value, typed, expected) in [
            ("Python", "py", Some((0, "Py"))),
            ("web/css-grid", "css", Some((1, "css"))),
            ("web/css-grid", "grid", Some((1, "grid"))),
            ("Éclair", "ecl", Some((0, "Écl"))),
            ("Straße", "strass", Some((0, "Straß"))),
            ("python", "pyhton", Some((2, "python"))),
            ("python", "pytjon", Some((2, "python"))),
            ("python", "pythhon", Some((2, "python"))),
            ("python", "pthon", Some((2, "python"))),
            ("javascript", "javscr", Some((2, "javascr"))),
            ("web/python", "pytjon", Some((3, "python"))),
            ("rust", "", Some((0, ""))),
            ("c++", "c++", Some((0, "c++"))),
            ("python", "rython", None),
            ("python", "ptn", None),
            ("python", "pyxxon", None),
            ("", "a", None),
        ] {
            let expected = expected.map(|(rank, text)| (rank, text.to_owned()));
            assert_eq!(found(value, typed), expected, "{value} {typed}");
        }
    }

    #[test]
    fn statistics_weigh_values_by_their_records() {
        let row = |value: &str, count: usize| FacetValue {
            label: String::new(),
            value: value.into(),
            count,
            selected: false,
        };
        let rows = [row("1", 3), row("9", 1), row("none", 5)];
        let numbers = statistics(rows.iter(), FacetKind::Number).unwrap();
        assert_eq!(
            numbers,
            json!({"min": 1.0, "max": 9.0, "avg": 3.0, "sum": 12.0})
        );
        assert_eq!(statistics(rows.iter(), FacetKind::Text), None);
        let days = [row("1970-01-02", 1)];
        let days = statistics(days.iter(), FacetKind::Date).unwrap();
        assert_eq!(days["min"], 86400.0);
    }

    proptest::proptest! {
        #[test]
        fn no_value_and_no_query_make_it_panic(value in ".{0,12}", typed in ".{0,6}") {
            if let Some((_, text)) = found(&value, &typed) {
                proptest::prop_assert!(value.contains(&text));
            }
        }
    }
}
