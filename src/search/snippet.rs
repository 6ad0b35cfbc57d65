//! The best passage of a text, with the matched words marked.
//!
//! The terms that were matched are known from the expansion, so prefixes and
//! inflections are marked like the word itself, over the whole word. Work is
//! capped: at most [`MAX_TEXT_BYTES`] of a section are read.

use rustc_hash::FxHashMap;

use super::prefilter::Prefilter;
use crate::analysis::{Token, tokenize};
use crate::api::{Highlight, Part};
use crate::document::Section;
use crate::query::ExpandedQuery;

/// How long a passage is, in characters, the ellipses not counted.
pub(super) const PASSAGE_CHARS: usize = 220;
/// How long an answer to a question is.
const ANSWER_CHARS: usize = 700;
/// How far before the first mark a sentence may begin.
const LEAD_BYTES: usize = 90;
/// How much of a section is searched for marks.
const MAX_TEXT_BYTES: usize = 12 * 1024;

/// What a phrase is worth beside words: more than the rarest.
const PHRASE_WORTH: u32 = 20 * 1024;

/// Knows which words to mark.
pub(super) struct Marker {
    /// Terms with the word they stand for.
    terms: FxHashMap<String, u8>,
    /// What longer words begin with, with the word.
    prefixes: Vec<(String, u8)>,
    /// Terms that are marked where they stand in a row, with the word that they
    /// stand for together.
    sayings: Vec<(Vec<String>, u8)>,
    /// By word: what a mark of it is worth.
    worth: Vec<u32>,
    /// Passes over what cannot match.
    prefilter: Prefilter,
    /// How long a passage is, in characters.
    passage_chars: usize,
}

/// Which beginnings of sayings a text has come to.
#[derive(Default)]
struct Rows {
    /// The saying, how many of its terms were read, where the first begins, and
    /// the position of the last.
    open: Vec<(usize, usize, usize, u32)>,
}

impl Rows {
    /// Reads a token; returns where a saying that it completes begins, and the
    /// word that the saying stands for.
    fn read(&mut self, sayings: &[(Vec<String>, u8)], token: &Token<'_>) -> Option<(usize, u8)> {
        if sayings.is_empty() {
            return None;
        }
        self.open.retain(|(.., last)| last + 1 >= token.position);
        let mut complete = None;
        let mut longer: Vec<(usize, usize, usize, u32)> = Vec::new();
        let begun = self.open.iter().copied();
        let begun = begun.filter(|(.., last)| last + 1 == token.position);
        let new = (0..sayings.len()).map(|saying| (saying, 0, token.start, 0));
        for (saying, read, start, _) in begun.chain(new) {
            let (terms, word) = &sayings[saying];
            if terms.get(read).is_none_or(|term| term != token.term) {
                continue;
            }
            if read + 1 == terms.len() {
                complete = complete.or(Some((start, *word)));
            } else {
                longer.push((saying, read + 1, start, token.position));
            }
        }
        self.open.extend(longer);
        complete
    }
}

/// Adds a mark; wholes come before their parts, words before their signs, and
/// bigrams overlap: what overlaps becomes one.
fn add_mark(marks: &mut Vec<Mark>, mut mark: Mark) {
    while let Some(last) = marks.pop_if(|last| mark.start < last.end) {
        mark = Mark {
            start: last.start.min(mark.start),
            end: last.end.max(mark.end),
            word: last.word,
        };
    }
    marks.push(mark);
}

/// A stretch of text to mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    start: usize,
    end: usize,
    word: u8,
}

impl Marker {
    /// Prepares the marks of a query whose words have these rarities.
    pub(super) fn new(query: &ExpandedQuery, rarity: &[u32], passage_chars: usize) -> Self {
        let mut marker = Self {
            terms: FxHashMap::default(),
            prefixes: Vec::new(),
            sayings: Vec::new(),
            worth: rarity.to_vec(),
            prefilter: Prefilter::new(std::iter::empty()),
            passage_chars,
        };
        for (number, word) in (0_u8..).zip(&query.words) {
            for alternative in &word.alternatives {
                marker
                    .terms
                    .entry(alternative.term.clone())
                    .or_insert(number);
            }
            for saying in &word.sayings {
                let terms = saying.phrase.terms.iter().map(|(term, _)| term.clone());
                marker.sayings.push((terms.collect(), number));
            }
            if let Some(prefix) = &word.prefix {
                marker.prefixes.push((prefix.clone(), number));
            }
        }
        for phrase in &query.phrases {
            let number = u8::try_from(marker.worth.len()).unwrap_or(u8::MAX);
            marker.worth.push(PHRASE_WORTH);
            for (term, _) in &phrase.terms {
                marker.terms.entry(term.clone()).or_insert(number);
            }
        }
        let prefixes = marker.prefixes.iter().map(|(prefix, _)| prefix);
        let said = marker.sayings.iter().flat_map(|(terms, _)| terms);
        let looked_for = marker.terms.keys().chain(prefixes).chain(said);
        marker.prefilter = Prefilter::new(looked_for.map(String::as_str));
        marker
    }

    /// Returns a whole text with its words marked.
    pub(super) fn highlight(&self, text: &str) -> Highlight {
        Highlight::from_parts(parts(text, 0, text.len(), &self.marks(text)))
    }

    /// Returns the best passage of a section, or of `fallback` where nothing of
    /// it matches and one is given.
    pub(super) fn passage(&self, section: &Section, fallback: Option<&str>) -> Highlight {
        let prose = join(section.prose());
        let marks = self.marks(&prose);
        if !marks.is_empty() {
            return self.cut(&prose, &marks, self.passage_chars);
        }
        let code = join(section.code().flat_map(|code| code.text.lines()));
        let code_marks = self.marks(&code);
        if !code_marks.is_empty() {
            return self.cut(&code, &code_marks, self.passage_chars);
        }
        let plain = fallback.map_or(prose, str::to_owned);
        if plain.is_empty() {
            return self.cut(&code, &[], self.passage_chars);
        }
        let marks = self.marks(&plain);
        self.cut(&plain, &marks, self.passage_chars)
    }

    /// Returns the beginning of a section as the answer to its question.
    pub(super) fn answer(&self, section: &Section) -> Highlight {
        let prose = join(section.prose());
        let end = end_of(&prose, 0, ANSWER_CHARS);
        let marks = self.marks(&prose[..end]);
        window(&prose, 0, end, &marks)
    }

    /// Finds the stretches to mark, in order, none overlapping.
    fn marks(&self, text: &str) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        if self.terms.is_empty() && self.prefixes.is_empty() && self.sayings.is_empty() {
            return marks;
        }
        // Where a run of pieces that may match begins.
        let mut run: Option<usize> = None;
        let mut start = 0;
        for piece in text.split_inclusive(is_blank) {
            if self.prefilter.passes(piece) {
                run.get_or_insert(start);
            } else if let Some(from) = run.take() {
                self.mark_run(text, from, start, &mut marks);
            }
            start += piece.len();
        }
        if let Some(from) = run {
            self.mark_run(text, from, text.len(), &mut marks);
        }
        marks
    }

    /// Adds the marks of a run of pieces. A sign never reaches over a blank, so
    /// a run is analysed as it would be within the whole text.
    fn mark_run(&self, text: &str, from: usize, to: usize, marks: &mut Vec<Mark>) {
        let mut rows = Rows::default();
        tokenize(&text[from..to], |token| {
            let said = rows.read(&self.sayings, &token);
            let word = self.word_of(token.term).map(|word| (token.start, word));
            for (start, word) in said.into_iter().chain(word) {
                let mark = Mark {
                    start: from + start,
                    end: from + token.end,
                    word,
                };
                add_mark(marks, mark);
            }
        });
    }

    fn word_of(&self, term: &str) -> Option<u8> {
        if let Some(word) = self.terms.get(term) {
            return Some(*word);
        }
        let prefixes = self.prefixes.iter();
        let mut longer = prefixes.filter(|(prefix, _)| term.starts_with(prefix.as_str()));
        longer.next().map(|(_, word)| *word)
    }

    /// Cuts the passage that holds the most of the query, the rarest words first.
    fn cut(&self, text: &str, marks: &[Mark], max_chars: usize) -> Highlight {
        let first = self.best_start(marks, max_chars);
        let start = marks
            .get(first)
            .map_or(0, |mark| start_of(text, mark.start));
        let end = end_of(text, start, max_chars);
        window(text, start, end, marks)
    }

    /// Returns the mark at which the best passage begins.
    fn best_start(&self, marks: &[Mark], max_chars: usize) -> usize {
        let reach = max_chars.saturating_sub(LEAD_BYTES);
        let mut best = (0, 0);
        for (first, mark) in marks.iter().enumerate() {
            let mut seen = 0_u64;
            let mut worth = 0;
            for other in marks[first..]
                .iter()
                .take_while(|other| other.end <= mark.start + reach)
            {
                let bit = 1_u64 << (other.word & 63);
                let again = seen & bit != 0;
                seen |= bit;
                let full = self.worth.get(other.word as usize).copied().unwrap_or(1);
                worth += if again { full / 20 } else { full };
            }
            if worth > best.0 {
                best = (worth, first);
            }
        }
        best.1
    }
}

/// Returns whether a character parts two pieces.
fn is_blank(char: char) -> bool {
    matches!(char, ' ' | '\n' | '\t')
}

/// Joins texts by blanks, up to the cap.
fn join<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut joined = String::new();
    for text in texts {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        let room = MAX_TEXT_BYTES.saturating_sub(joined.len());
        joined.push_str(&text[..text.floor_char_boundary(room)]);
        if joined.len() >= MAX_TEXT_BYTES {
            break;
        }
    }
    joined
}

/// Returns where a passage that shows `at` begins: at a sentence, else a word.
fn start_of(text: &str, at: usize) -> usize {
    let from = text.floor_char_boundary(at.saturating_sub(LEAD_BYTES));
    if from == 0 {
        return 0;
    }
    let before = &text[from..at];
    let sentence = before
        .match_indices(['.', '!', '?', '。', '！', '？', ':'])
        .filter(|(place, sign)| {
            let rest = &before[place + sign.len()..];
            !sign.is_ascii() || rest.starts_with(' ')
        })
        .map(|(place, sign)| from + place + sign.len())
        .next();
    let word = before.find(' ').map(|place| from + place);
    let start = sentence.or(word).unwrap_or(from);
    let blanks = text[start..at].len() - text[start..at].trim_start().len();
    start + blanks
}

/// Returns where a passage of at most so many characters ends: at a word.
fn end_of(text: &str, start: usize, max_chars: usize) -> usize {
    let Some((limit, _)) = text[start..].char_indices().nth(max_chars) else {
        return text.len();
    };
    let passage = &text[start..start + limit];
    let word = passage.rfind(' ').filter(|place| *place > limit / 2);
    start + word.unwrap_or(limit)
}

/// Returns a passage with its marks, with ellipses where text is left out.
fn window(text: &str, start: usize, end: usize, marks: &[Mark]) -> Highlight {
    let ellipsis = |left_out: bool, sign: &str| Part {
        t: if left_out {
            sign.to_owned()
        } else {
            String::new()
        },
        m: false,
    };
    let before = ellipsis(start > 0, "… ");
    let after = ellipsis(end < text.trim_end().len(), " …");
    let inner = parts(text, start, end, marks);
    Highlight::from_parts([before].into_iter().chain(inner).chain([after]))
}

/// Returns the text from `start` to `end` in parts.
fn parts(text: &str, start: usize, end: usize, marks: &[Mark]) -> Vec<Part> {
    let part = |from: usize, to: usize, m: bool| Part {
        t: text[from..to].to_owned(),
        m,
    };
    let mut parts = Vec::new();
    let mut at = start;
    for mark in marks {
        if mark.start < at || mark.end > end {
            continue;
        }
        parts.push(part(at, mark.start, false));
        parts.push(part(mark.start, mark.end, true));
        at = mark.end;
    }
    parts.push(part(at, end, false));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Block;
    use crate::query::{Alternative, ExpandedWord, Kind};

    fn marker(words: &[&str], prefix: Option<&str>) -> Marker {
        let words = words.iter().map(|term| ExpandedWord {
            alternatives: vec![Alternative {
                term: (*term).to_owned(),
                kind: Kind::Exact,
                weight: 1.0,
                frequency: 1,
            }],
            prefix: prefix.map(str::to_owned),
            ..ExpandedWord::default()
        });
        let query = ExpandedQuery {
            words: words.collect(),
            ..ExpandedQuery::default()
        };
        let rarity = vec![1024; query.words.len()];
        Marker::new(&query, &rarity, PASSAGE_CHARS)
    }

    fn section(text: &str) -> Section {
        Section {
            blocks: vec![Block::Prose(text.to_owned())],
            ..Section::default()
        }
    }

    #[test]
    fn whole_words_are_marked_also_for_prefixes() {
        let highlight = marker(&["cent"], Some("cent")).highlight("The center of <b>");
        assert_eq!(highlight.html, "The <mark>center</mark> of &lt;b&gt;");
        let signed = marker(&["video", "<video>"], None).highlight("a <video> b");
        assert_eq!(signed.html, "a <mark>&lt;video&gt;</mark> b");
        let whole = marker(&["getelementbyid", "get"], None).highlight("x getElementById y");
        assert_eq!(whole.html, "x <mark>getElementById</mark> y");
    }

    #[test]
    fn the_passage_holds_most_words_and_begins_at_a_sentence() {
        let filler = "Nothing to see here at all. ".repeat(20);
        let text = format!("One alpha here. {filler}Now alpha and beta meet. {filler}");
        let passage = marker(&["alpha", "beta"], None).passage(&section(&text), None);
        assert!(passage.text.contains("alpha and beta"), "{}", passage.text);
        assert!(passage.text.starts_with("… "), "{}", passage.text);
        assert!(passage.text.chars().count() <= PASSAGE_CHARS + 4);
        let joined: String = passage.parts.iter().map(|part| part.t.as_str()).collect();
        assert_eq!(joined, passage.text);
    }

    proptest::proptest! {
        #[test]
        fn the_prefilter_changes_no_mark(
            text in "([a-zA-Z]{1,4}|getById|C\\+\\+|<a b>|--x|é|、|[ .:_'-]){0,30}",
            pick in proptest::collection::vec(proptest::prelude::any::<u16>(), 1..4),
        ) {
            let mut terms: Vec<String> = Vec::new();
            tokenize(&text, |token| terms.push(token.term.to_owned()));
            terms.sort();
            let chosen: Vec<&str> = pick
                .iter()
                .filter_map(|pick| terms.get(usize::from(*pick) % terms.len().max(1)))
                .map(String::as_str)
                .collect();
            let filtered = marker(&chosen, None);
            let mut unfiltered = marker(&chosen, None);
            unfiltered.prefilter = Prefilter::new(["="].into_iter());
            proptest::prop_assert_eq!(filtered.marks(&text), unfiltered.marks(&text));
        }
    }

    #[test]
    fn without_a_match_the_beginning_is_shown() {
        let passage = marker(&["zeta"], None).passage(&section("Some text."), None);
        assert_eq!(passage.text, "Some text.");
        assert_eq!(passage.parts.len(), 1);
    }
}
