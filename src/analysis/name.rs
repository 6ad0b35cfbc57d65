//! Names as they are typed letter by letter: without blanks, with word starts.
//!
//! Readers type `use eff`, `useEff` and `getel` for one thing, so names are
//! compared without blanks; where words begin inside is kept beside.

use super::filter::fold;
use super::{TokenKind, tokenize};

/// A text as it is compared while it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// The words run together, folded; operators are words.
    pub key: String,
    /// Where words, and parts of identifiers, begin in the key, in bytes, rising.
    /// Of scripts without blanks every letter may begin one.
    pub starts: Vec<usize>,
    /// Where something begins that is written apart from what is before it.
    pub chunks: Vec<usize>,
}

impl Name {
    /// Returns the name that a text is. Cost: one pass.
    pub fn of(text: &str) -> Self {
        let mut name = Self::default();
        // Where the chunk at hand begins in the key, and what of it was passed:
        // the source of its last part, and its place and length in the key.
        let mut chunk = 0;
        let mut last = (0, 0, 0);
        let mut end = 0;
        tokenize(text, |token| match token.kind {
            TokenKind::Word | TokenKind::Operator => {
                chunk = name.key.len();
                last = (token.start, chunk, 0);
                name.key.push_str(token.term);
                name.starts.push(chunk);
                name.chunks.push(chunk);
            }
            TokenKind::Bigram => name.add_bigram(text, token.start..token.end, &mut end),
            TokenKind::Part => {
                let (source, place, len) = last;
                let mut place = place;
                if token.start > source {
                    place += len;
                    // Numbers are held apart by a dot.
                    let dot = name.key[place..].starts_with('.') && !token.term.starts_with('.');
                    place += usize::from(dot);
                }
                if name.key[place.min(name.key.len())..].starts_with(token.term) {
                    if place > chunk && name.starts.last() != Some(&place) {
                        name.starts.push(place);
                    }
                    last = (token.start, place, token.term.len());
                }
            }
            TokenKind::Sign | TokenKind::Accented | TokenKind::Single => {}
        });
        name
    }

    /// Adds what a pair of letters has more than the pair before.
    fn add_bigram(&mut self, text: &str, pair: std::ops::Range<usize>, end: &mut usize) {
        if pair.start >= *end || self.key.is_empty() {
            self.chunks.push(self.key.len());
            *end = pair.start;
        }
        for char in text[(*end).max(pair.start)..pair.end].chars() {
            self.starts.push(self.key.len());
            fold(char.encode_utf8(&mut [0; 4]), &mut self.key);
        }
        *end = pair.end;
    }

    /// Returns the words, and the parts of identifiers, each once.
    pub fn words(&self) -> Vec<&str> {
        let ends = self.starts.iter().skip(1).copied();
        let ends = ends.chain([self.key.len()]);
        let parts = self.starts.iter().zip(ends).map(|(from, to)| *from..to);
        let ends = self.chunks.iter().skip(1).copied();
        let ends = ends.chain([self.key.len()]);
        let chunks = self.chunks.iter().zip(ends).map(|(from, to)| *from..to);
        let mut words: Vec<&str> = parts.chain(chunks).map(|range| &self.key[range]).collect();
        words.sort_unstable();
        words.dedup();
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, key: &str, starts: &[usize], chunks: &[usize]) {
        let name = Name::of(text);
        assert_eq!(name.key, key, "{text}");
        assert_eq!(name.starts, starts, "{text}");
        assert_eq!(name.chunks, chunks, "{text}");
    }

    #[test]
    fn identifiers_begin_words_inside() {
        check("CSS Grid", "cssgrid", &[0, 3], &[0, 3]);
        check("useEffect()", "useeffect", &[0, 3], &[0]);
        check(
            "Document.getElementById",
            "documentgetelementbyid",
            &[0, 8, 11, 18, 20],
            &[0],
        );
        check("data.a b", "dataab", &[0, 4, 5], &[0, 5]);
        check("C++ and ??=", "c++and??=", &[0, 3, 6], &[0, 3, 6]);
        check("Python 3.12", "python3.12", &[0, 6], &[0, 6]);
        check("", "", &[], &[]);
    }

    #[test]
    fn letters_of_scripts_without_blanks_each_begin_one() {
        check("日本語", "日本語", &[0, 3, 6], &[0]);
        check("Git 入門", "git入門", &[0, 3, 6], &[0, 3]);
        assert_eq!(Name::of("入門").words(), ["入", "入門", "門"]);
    }

    #[test]
    fn words_are_given_with_their_parts() {
        assert_eq!(
            Name::of("useEffect in React").words(),
            ["effect", "in", "react", "use", "useeffect"]
        );
    }
}
