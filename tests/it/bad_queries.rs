//! Queries that are not as they should be: an answer or a notice, bounded work.
//!
//! Work is counted, not timed: how many terms stand for the words, and how often
//! the index is asked whether two words stand in a row.

use std::cell::Cell;

use docent::api::Prefix;
use docent::query::{ExpandedQuery, Lexicon, MAX_WORDS, expand, parse};
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;

use crate::support::{ask, cases, highlights, own_site};

/// The most terms and sayings that stand for one word: as it is, 8 forms in each
/// of a few languages, 24 longer words, 6 slips with their forms, synonyms.
const MAX_TERMS_OF_WORD: usize = 160;
/// The most questions of words in a row for one word: of three places the whole
/// and three longer words, and of its parts.
const MAX_ROWS_OF_WORD: usize = 16;

/// Returns a query ready for matching, and how often rows were asked for.
fn expanded(q: &str) -> (ExpandedQuery, usize) {
    let rows = Cell::new(0);
    let vocabulary = own_site().vocabulary();
    let lexicon = Lexicon {
        vocabulary,
        stemmers: &vocabulary.stemmers("en"),
        synonyms: &[],
        stand_in_a_row: &|_, _| {
            rows.set(rows.get() + 1);
            false
        },
    };
    let expanded = expand(&parse(q, Prefix::Last), &lexicon, true);
    (expanded, rows.get())
}

/// Checks that a query is answered soundly after bounded work.
fn check(q: &str) {
    let (query, rows) = expanded(q);
    assert!(query.words.len() <= MAX_WORDS);
    let n_phrases = query.phrases.len() + query.excluded_phrases.len();
    assert!(n_phrases + query.excluded.len() <= MAX_WORDS);
    for word in &query.words {
        let n_terms = word.alternatives.len() + word.sayings.len();
        assert!(n_terms <= MAX_TERMS_OF_WORD, "{n_terms} for {}", word.text);
    }
    // Words that are dropped after the limit are looked up before it.
    let n_words = 2 * MAX_WORDS.max(query.words.len());
    assert!(rows <= n_words * MAX_ROWS_OF_WORD, "{rows} rows");
    let response = ask(own_site(), q);
    for highlight in highlights(&response) {
        let joined: String = highlight.parts.iter().map(|part| part.t.as_str()).collect();
        assert_eq!(joined, highlight.text);
    }
    let says_nothing = response.notices.is_empty() && response.query.dropped.is_empty();
    if says_nothing && !q.trim().is_empty() {
        let asks = response.query.normalized;
        assert!(!asks.is_empty(), "{q:?} is not said to be nothing");
    }
}

/// Returns words that are each a slip away from a rare term of our corpus.
fn rare_slips(n: usize) -> String {
    let vocabulary = own_site().vocabulary();
    let terms = (0..u32::try_from(vocabulary.len()).unwrap()).filter_map(|ordinal| {
        let term = vocabulary.term(ordinal)?;
        let is_rare = vocabulary.frequency(ordinal) == 1;
        let is_word = term.len() >= 8 && term.bytes().all(|byte| byte.is_ascii_lowercase());
        (is_rare && is_word).then(|| format!("{}q{}", &term[..4], &term[5..]))
    });
    let slips: Vec<String> = terms.step_by(7).take(n).collect();
    assert_eq!(slips.len(), n);
    slips.join(" ")
}

#[test]
fn a52_pathological_queries_get_an_answer_or_a_notice() {
    check(&"x".repeat(10_000));
    check(&"ab ".repeat(5_000));
    check(&"install ".repeat(500));
    check(&(0..500).map(|n| format!("word{n} ")).collect::<String>());
    check(&"a".repeat(10_000));
    check(&"\u{301}".repeat(300));
    check("\u{301} e\u{301}\u{301}\u{301}");
    check("\u{202e}llatsni\u{202c} \u{2066}set\u{2069}");
    check("in\0stall \0");
    check("\"open \"quote\" and \"another");
    check(&"\"".repeat(400));
    check("-");
    check("- - -- ---");
    check(&"-".repeat(400));
    check("?!.,;:()[]{}");
    check(",;()");
    check("👩\u{200d}💻 🎉🎉🎉 🇩🇪");
    check(&"🎉".repeat(500));
    check(&rare_slips(64));
    check(&"ฐานข้อมูล".repeat(60));
    check(&"数据库".repeat(170));
    check(&"a.b".repeat(170));
    check(&"aB".repeat(250));
    check("\u{fdfa}\u{fdfa}\u{fdfa}");
}

#[test]
fn a52_what_is_no_word_is_said() {
    for q in ["\0", ",", "\u{301}", "\"\"", "()", "\u{202e}"] {
        let response = ask(own_site(), q);
        let is_blank = q
            .chars()
            .all(|char| char.is_control() || char == '\u{202e}' || char.is_whitespace());
        assert!(
            is_blank || response.notices == ["there is no word to look for in this query"],
            "{q:?} {:?}",
            response.notices
        );
    }
    let long = ask(own_site(), &"x ".repeat(10_000));
    assert_eq!(long.notices.len(), 2, "{:?}", long.notices);
}

/// Pieces that are each hard to read.
const HARD: [&str; 37] = [
    "\"",
    "-",
    "-\"",
    "\u{301}",
    "\u{202e}",
    "\0",
    "🎉",
    "🇩",
    "\u{200d}",
    "\u{fe0f}",
    "::",
    "=>",
    "#[",
    "数",
    "データ",
    "ฐาน",
    "ا",
    "ﷺ",
    "ß",
    "İ",
    " ",
    "\t",
    "_",
    "__",
    "1.2.3",
    "C++",
    ".net",
    "'",
    "install",
    "isntall",
    "databse",
    "set-up",
    "a",
    "of",
    "\u{ffff}",
    "~/",
    "</",
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(&HARD[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[a-z]{1,12} ",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(48), ..ProptestConfig::default() })]

    #[test]
    fn a52_any_mixture_gets_an_answer_after_bounded_work(
        pieces in vec(piece(), 1..60),
        times in 1..30_usize,
    ) {
        check(&pieces.concat().repeat(times));
    }
}
