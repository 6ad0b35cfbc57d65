//! Text with its matches in a client's tags, whole or cut to some words.

use serde_json::{Value, json};

use super::params::Tags;
use crate::api::{Highlight, Part, escape_html};

/// What the engine puts where a passage leaves text out.
const CUT_BEFORE: &str = "… ";
const CUT_AFTER: &str = " …";

/// Share of a snippet that may stand before its first match.
const LEAD: usize = 4;

/// How the answer to one query writes its marks.
pub(super) struct Marks<'q> {
    /// The client's tags.
    pub(super) tags: &'q Tags,
    /// What stands where a snippet leaves text out.
    pub(super) ellipsis: &'q str,
    /// The words that were looked for.
    pub(super) words: Vec<String>,
}

/// Text of a record, without the engine's own ellipses.
pub(super) struct Marked {
    parts: Vec<Part>,
    is_cut_before: bool,
    is_cut_after: bool,
}

impl Marked {
    /// Takes the ellipses off a passage.
    pub(super) fn passage(passage: &Highlight) -> Self {
        let mut parts = passage.parts.clone();
        let mut is_cut_before = false;
        let mut is_cut_after = false;
        if let Some(first) = parts.first_mut().filter(|part| !part.m)
            && let Some(text) = first.t.strip_prefix(CUT_BEFORE)
        {
            first.t = text.to_owned();
            is_cut_before = true;
        }
        if let Some(last) = parts.last_mut().filter(|part| !part.m)
            && let Some(text) = last.t.strip_suffix(CUT_AFTER)
        {
            last.t = text.to_owned();
            is_cut_after = true;
        }
        Self {
            parts,
            is_cut_before,
            is_cut_after,
        }
    }

    /// Takes a whole text.
    pub(super) fn whole(text: &Highlight) -> Self {
        Self {
            parts: text.parts.clone(),
            is_cut_before: false,
            is_cut_after: false,
        }
    }

    /// Takes a text in which nothing is marked.
    pub(super) fn plain(text: &str) -> Self {
        Self::whole(&Highlight::plain(text))
    }

    /// Returns the text alone.
    pub(super) fn text(&self) -> String {
        self.parts.iter().map(|part| part.t.as_str()).collect()
    }

    /// Returns whether anything is marked.
    pub(super) fn has_marks(&self) -> bool {
        self.parts.iter().any(|part| part.m)
    }
}

/// How a text is made safe where the client wants HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// Everything that HTML has a meaning for.
    All,
    /// What opens and closes tags only: some boxes show this one as text.
    Angles,
}

/// Appends text as a client may put it into its page.
pub(super) fn write(text: &str, tags: &Tags, escape: Escape, out: &mut String) {
    match escape {
        _ if !tags.html => out.push_str(text),
        Escape::All => escape_html(text, out),
        Escape::Angles => {
            for char in text.chars() {
                match char {
                    '<' => out.push_str("&lt;"),
                    '>' => out.push_str("&gt;"),
                    _ => out.push(char),
                }
            }
        }
    }
}

impl Marks<'_> {
    /// Returns the entry of an attribute in `_highlightResult`.
    pub(super) fn highlight(&self, text: &Marked, escape: Escape) -> Value {
        let matched = self.matched(text);
        let mut entry = json!({
            "value": self.tagged(&text.parts, escape),
            "matchLevel": self.level(text, matched.len()),
            "matchedWords": matched,
        });
        if text.has_marks() {
            let fully = text.parts.iter().all(|part| part.m);
            entry["fullyHighlighted"] = fully.into();
        }
        entry
    }

    /// Returns the entry of an attribute in `_snippetResult`: so many words, those
    /// with most matches.
    pub(super) fn snippet(&self, text: &Marked, n_words: usize, escape: Escape) -> Value {
        let matched = self.matched(text).len();
        let words = words(&text.text());
        let from = best_start(&words, &text.parts, n_words);
        let shown = &words[from..words.len().min(from + n_words)];
        let (start, end) = match (shown.first(), shown.last()) {
            (Some(first), Some(last)) => (first.start, last.end),
            _ => (0, 0),
        };
        let mut value = String::new();
        if text.is_cut_before || from > 0 {
            value.push_str(self.ellipsis);
        }
        value.push_str(&self.tagged(&cut(&text.parts, start, end), escape));
        if text.is_cut_after || from + shown.len() < words.len() {
            value.push_str(self.ellipsis);
        }
        json!({"value": value, "matchLevel": self.level(text, matched)})
    }

    fn tagged(&self, parts: &[Part], escape: Escape) -> String {
        let mut out = String::new();
        for part in parts {
            if part.m {
                out.push_str(&self.tags.before);
            }
            write(&part.t, self.tags, escape, &mut out);
            if part.m {
                out.push_str(&self.tags.after);
            }
        }
        out
    }

    /// Returns the words of the query that are marked in a text: a mark shows the
    /// word, what it begins, or another form of it.
    fn matched(&self, text: &Marked) -> Vec<&str> {
        let marks: Vec<String> = text
            .parts
            .iter()
            .filter(|part| part.m)
            .map(|part| part.t.to_lowercase())
            .collect();
        let words = self.words.iter().filter(|word| {
            marks
                .iter()
                .any(|mark| mark.contains(word.as_str()) || is_form(mark, word))
        });
        words.map(String::as_str).collect()
    }

    fn level(&self, text: &Marked, n_matched: usize) -> &'static str {
        match text.has_marks() {
            false => "none",
            true if n_matched == self.words.len() => "full",
            true => "partial",
        }
    }
}

/// Letters at the start of a word that its other forms share.
const STEM_CHARS: usize = 4;

/// Returns whether two words begin alike, as forms of one word do.
fn is_form(a: &str, b: &str) -> bool {
    let alike = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    alike >= STEM_CHARS
}

/// A word of a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: usize,
    end: usize,
}

/// Returns the words of a text as snippets count them: what stands between
/// blanks; in scripts without blanks every sign.
fn words(text: &str) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    let mut is_open = false;
    for (start, char) in text.char_indices() {
        let end = start + char.len_utf8();
        if char.is_whitespace() {
            is_open = false;
        } else if is_word_of_its_own(char) {
            words.push(Span { start, end });
            is_open = false;
        } else if let Some(last) = words.last_mut().filter(|_| is_open) {
            last.end = end;
        } else {
            words.push(Span { start, end });
            is_open = true;
        }
    }
    words
}

/// Chinese, Japanese, Thai, Lao and Khmer: written without blanks.
fn is_word_of_its_own(char: char) -> bool {
    matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' | '\u{0e00}'..='\u{0eff}' | '\u{1780}'..='\u{17ff}')
}

/// Returns the first of the words that hold the most matches.
fn best_start(words: &[Span], parts: &[Part], n_words: usize) -> usize {
    let mut marks: Vec<Span> = Vec::new();
    let mut at = 0;
    for part in parts {
        let (start, end) = (at, at + part.t.len());
        if part.m {
            marks.push(Span { start, end });
        }
        at = end;
    }
    let touches = |word: &Span| {
        let next = marks.partition_point(|mark| mark.end <= word.start);
        marks.get(next).is_some_and(|mark| mark.start < word.end)
    };
    let is_marked: Vec<bool> = words.iter().map(touches).collect();
    let last_start = words.len().saturating_sub(n_words);
    let lead = n_words / LEAD;
    let mut best = (0, 0);
    for first in (0..words.len()).filter(|word| is_marked[*word]) {
        let start = first.saturating_sub(lead).min(last_start);
        let shown = &is_marked[start..words.len().min(start + n_words)];
        let n_marked = shown.iter().filter(|marked| **marked).count();
        if n_marked > best.0 {
            best = (n_marked, start);
        }
    }
    best.1
}

/// Returns the parts of a text from one byte to another.
fn cut(parts: &[Part], start: usize, end: usize) -> Vec<Part> {
    let mut at = 0;
    let mut shown = Vec::new();
    for part in parts {
        let from = start.max(at) - at;
        let to = end.min(at + part.t.len()).saturating_sub(at);
        at += part.t.len();
        if let Some(text) = part.t.get(from..to).filter(|text| !text.is_empty()) {
            shown.push(Part {
                t: text.to_owned(),
                m: part.m,
            });
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn highlight(text: &str) -> Highlight {
        let pieces = text.split('*').enumerate();
        Highlight::from_parts(pieces.map(|(number, piece)| Part {
            t: piece.to_owned(),
            m: number % 2 == 1,
        }))
    }

    fn tags(html: bool) -> Tags {
        Tags {
            before: "[".into(),
            after: "]".into(),
            html,
        }
    }

    fn snippet(text: &str, n_words: usize) -> String {
        let tags = tags(false);
        let marks = Marks {
            tags: &tags,
            ellipsis: "…",
            words: vec![],
        };
        let marked = Marked::passage(&highlight(text));
        let entry = marks.snippet(&marked, n_words, Escape::All);
        entry["value"].as_str().unwrap().to_owned()
    }

    #[test]
    fn snippets_are_the_words_around_the_matches() {
        for (text, n_words, expected) in [
            ("a b c", 5, "a b c"),
            ("a b c d", 2, "a b…"),
            ("a b c d e *f* g h", 4, "…e [f] g h"),
            ("a b *c* d e *f* *g* h i", 3, "…[f] [g] h…"),
            ("… a b *c* …", 5, "…a b [c]…"),
            ("*a* b", 0, "…"),
            ("", 3, ""),
            ("*getElement*ById x y z", 2, "[getElement]ById x…"),
            ("日本*語*の文", 3, "…[語]の文"),
            ("a\u{a0}b  *c d* e", 2, "…[c d]…"),
        ] {
            assert_eq!(snippet(text, n_words), expected, "{text}");
        }
    }

    #[test]
    fn a_text_is_escaped_only_for_clients_that_want_html() {
        let text = Marked::whole(&highlight("a*<b>*&'\""));
        let value = |html: bool, escape: Escape| {
            let tags = tags(html);
            let marks = Marks {
                tags: &tags,
                ellipsis: "",
                words: vec!["<b>".into(), "x".into()],
            };
            let entry = marks.highlight(&text, escape);
            assert_eq!(entry["matchLevel"], "partial");
            assert_eq!(entry["fullyHighlighted"], false);
            entry["value"].as_str().unwrap().to_owned()
        };
        assert_eq!(value(true, Escape::All), "a[&lt;b&gt;]&amp;&#39;&quot;");
        assert_eq!(value(true, Escape::Angles), "a[&lt;b&gt;]&'\"");
        assert_eq!(value(false, Escape::All), "a[<b>]&'\"");
    }

    #[test]
    fn a_match_is_full_when_every_word_is_marked_in_some_form() {
        let tags = tags(true);
        let level = |text: &str, words: &[&str]| {
            let marks = Marks {
                tags: &tags,
                ellipsis: "",
                words: words.iter().map(|word| (*word).to_owned()).collect(),
            };
            let entry = marks.highlight(&Marked::whole(&highlight(text)), Escape::All);
            entry["matchLevel"].as_str().unwrap().to_owned()
        };
        assert_eq!(level("no", &["x"]), "none");
        assert_eq!(level("*Running* *Tests*", &["runs", "test"]), "partial");
        assert_eq!(level("*Testing* the *Vec*", &["tests", "ve"]), "full");
    }

    proptest! {
        #[test]
        fn a_snippet_is_text_of_the_passage_and_no_longer(
            pieces in prop::collection::vec("[a-c é語<>]{0,6}", 0..8), n_words in 0..6_usize,
        ) {
            let text = pieces.join("*");
            let tags = tags(false);
            let marks = Marks { tags: &tags, ellipsis: "", words: vec![] };
            let marked = Marked::whole(&highlight(&text));
            let entry = marks.snippet(&marked, n_words, Escape::All);
            let value = entry["value"].as_str().unwrap().replace(['[', ']'], "");
            prop_assert!(marked.text().contains(&value));
            prop_assert!(words(&value).len() <= n_words);
        }
    }
}
