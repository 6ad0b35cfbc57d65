//! The table of words is whole: every place in every language, every number.

use std::collections::BTreeSet;

use super::*;

/// Returns every text of a language with its field's name.
fn texts(words: &Words) -> Vec<(String, String)> {
    // The derived form lists every field, so none can be forgotten here.
    let debug = format!("{words:#?}");
    let mut path = Vec::new();
    let mut found = Vec::new();
    for line in debug.lines() {
        let line = line.trim();
        let opens = line.ends_with(['{', '[']);
        let (name, value) = line.split_once(": ").unwrap_or(("", line));
        if opens {
            path.push(name.to_owned());
        } else if line.starts_with(['}', ']']) {
            path.pop();
        } else if let Some(text) = value.strip_prefix('"') {
            let place = found.len();
            let text = text.trim_end_matches(',').trim_end_matches('"');
            found.push((format!("{place} {}{name}", path.join(".")), text.to_owned()));
        }
    }
    found
}

fn places(text: &str) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    pieces(text, |piece| {
        // What is escaped in the derived form, as `\u{a0}`, is no place.
        if let Piece::Place(name) = piece
            && !name.contains(|c: char| c.is_ascii_digit())
        {
            places.insert(name.to_owned());
        }
    });
    places
}

#[test]
fn every_language_has_every_text_with_its_places() {
    let english = texts(&en::WORDS);
    assert!(english.len() > 100, "{}", english.len());
    for words in ALL {
        let own = texts(words);
        assert_eq!(own.len(), english.len(), "{}", words.tag);
        for ((field, text), (_, model)) in own.iter().zip(&english) {
            let what = format!("{} {field}: {text}", words.tag);
            assert!(!text.is_empty(), "{what}");
            // Dates are put together anew, and small numbers may be written out.
            let free = field.contains(" day") || field.contains(" month");
            let (own, model) = (places(text), places(model));
            let spelt_out = own.is_empty() && model.iter().eq(["n"]) && words.rule == Rule::Six;
            assert!(
                free || own == model || spelt_out,
                "{what}: {own:?}, not {model:?}"
            );
        }
    }
}

#[test]
fn what_is_said_is_translated() {
    let english = texts(&en::WORDS);
    for words in &ALL[1..] {
        let pairs = texts(words).into_iter().zip(&english);
        let same = pairs.filter(|(own, model)| own.1 == model.1);
        let same: Vec<String> = same
            .map(|(own, _)| format!("{} {}", own.0, own.1))
            .collect();
        // Names of months, "Version" and the like are spelt alike in some.
        assert!(same.len() <= 16, "{}: {same:?}", words.tag);
    }
}

#[test]
fn numbers_ask_for_their_form() {
    let pages = |tag: &str, n: usize| {
        let words = Words::of(tag).unwrap();
        words.counted(&words.pages, n)
    };
    let check = |tag: &str, n: usize, expected: &str| assert_eq!(pages(tag, n), expected);
    check("en", 0, "0 pages");
    check("en", 1, "1 page");
    check("en-GB", 12896, "12,896 pages");
    check("de_AT", 12896, "12.896 Seiten");
    check("fr", 0, "0 page");
    check("fr", 1_234_567, "1\u{202f}234\u{202f}567 pages");
    check("ja", 1, "1 ページ");
    let arabic = [0, 1, 2, 3, 10, 11, 99, 100, 103].map(|n| pages("ar", n));
    assert_eq!(
        arabic,
        [
            "لا صفحات",
            "صفحة واحدة",
            "صفحتان",
            "3 صفحات",
            "10 صفحات",
            "11 صفحة",
            "99 صفحة",
            "100 صفحة",
            "103 صفحات"
        ]
    );
    assert!(Words::of("tlh").is_none());
}

#[test]
fn days_and_spans_of_days_are_named() {
    let english = &en::WORDS;
    let check = |from: &str, to: &str, words: &str| {
        assert_eq!(english.days(Some(from), Some(to)), words);
    };
    check("2024-01-01", "2024-12-31", "2024");
    check("2024-02-01", "2024-02-29", "February 2024");
    check(
        "2024-02-01",
        "2024-03-31",
        "1 February 2024 to 31 March 2024",
    );
    check(
        "2023-01-01",
        "2024-12-31",
        "1 January 2023 to 31 December 2024",
    );
    check("x", "y", "x to y");
    assert_eq!(
        english.days(Some("2024-02-01"), None),
        "since 1 February 2024"
    );
    assert_eq!(english.days(None, Some("soon")), "until soon");
    let days = ["de", "es", "zh", "ja"].map(|tag| Words::of(tag).unwrap().day("2024-06-01"));
    assert_eq!(
        days,
        [
            "1. Juni 2024",
            "1 de junio de 2024",
            "2024 年 6 月 1 日",
            "2024年6月1日"
        ]
    );
}

#[test]
fn what_is_put_in_is_escaped_by_who_puts_it() {
    let query = html! { strong { "<b>" } };
    let said = say("a < {query} {unknown}{", &[("query", query)]).into_string();
    assert_eq!(said, "a &lt; <strong>&lt;b&gt;</strong> ");
    assert_eq!(fill("{n} of {m}", &[("n", "{m}"), ("m", "2")]), "{m} of 2");
}

#[test]
fn languages_have_their_own_names() {
    assert_eq!(name_of("ja"), "日本語");
    assert_eq!(name_of("pt-BR"), "Português (Brasil)");
    assert_eq!(name_of("tlh"), "tlh");
}
