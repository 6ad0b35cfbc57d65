//! Operators, emoji, and runs of scripts that write without blanks.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

use super::TokenKind;
use super::character::{Class, OPERATOR_CHARS, class_of, is_word, joins_emoji};
use super::filter::fold;
use super::tokenizer::{Scanner, Token};

/// The longest run of operator signs that is one; a longer one is a line.
const MAX_OPERATOR_BYTES: usize = 4;

/// The most characters of one emoji: families and flags are several.
const MAX_EMOJI_CHARS: usize = 12;

/// Signs that are punctuation next to a blank or an end: a dash, a full stop.
const PUNCTUATION: [&str; 6] = ["-", "/", ":", ".", "?", "!"];

impl<F: FnMut(Token<'_>)> Scanner<'_, F> {
    /// Reads a run of operator signs; gives it where it stands alone.
    pub(super) fn operator(&mut self, start: usize) -> usize {
        let end = start + operator_len(&self.text[start..]);
        let sign = &self.text[start..end];
        let around = [self.char_before(start), self.char_at(end)];
        let touches_word = around.into_iter().flatten().any(is_word);
        // Alone in a text, or within brackets and the like.
        let is_meant = !PUNCTUATION.contains(&sign)
            || around.iter().all(Option::is_none)
            || around
                .iter()
                .all(|char| char.is_some_and(|char| !char.is_whitespace()));
        if sign.len() <= MAX_OPERATOR_BYTES && !touches_word && is_meant {
            self.emit_raw(sign, start, end, TokenKind::Operator);
            self.position += 1;
        }
        end
    }

    /// Reads an emoji with what is joined to it; gives it without the signs that
    /// only say how it is drawn.
    pub(super) fn emoji(&mut self, start: usize) -> usize {
        let mut term = std::mem::take(&mut self.term);
        term.clear();
        let mut end = start;
        let mut last = None;
        for (place, char) in self.text[start..].chars().take(MAX_EMOJI_CHARS).enumerate() {
            if place > 0 && !joins_emoji(last, char, place) {
                break;
            }
            end += char.len_utf8();
            last = Some(char);
            if char != '\u{fe0f}' {
                term.push(char);
            }
        }
        self.emit_raw(&term, start, end, TokenKind::Operator);
        self.position += 1;
        self.term = term;
        end
    }

    /// Reads a run of a script without blanks; gives its pairs of characters,
    /// and beside each the first of the two.
    pub(super) fn unspaced(&mut self, start: usize) -> usize {
        let end = self.run_end(start, Class::Unspaced);
        let text = self.text;
        let mut chars = text[start..end].char_indices().peekable();
        while let Some((offset, char)) = chars.next() {
            let at = start + offset;
            let next = at + char.len_utf8();
            if let Some((_, second)) = chars.peek() {
                self.emit_pair(at, next + second.len_utf8(), TokenKind::Bigram);
                self.emit_pair(at, next, TokenKind::Single);
            } else if at == start {
                self.emit_pair(at, next, TokenKind::Bigram);
            } else {
                self.emit_pair(at, next, TokenKind::Single);
            }
            self.position += 1;
        }
        end
    }

    /// Reads a run of a script whose words are told apart by a dictionary; gives the
    /// words, and of each the pairs of characters as its parts, for a word cut
    /// otherwise elsewhere.
    pub(super) fn segmented(&mut self, start: usize) -> usize {
        let end = self.run_end(start, Class::Segmented);
        let text = self.text;
        let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
        let mut from = start;
        for place in segmenter.segment_str(&text[start..end]).skip(1) {
            let to = start + place;
            self.emit_pair(from, to, TokenKind::Word);
            self.emit_parts_of_word(from, to);
            from = to;
        }
        end
    }

    /// Gives the pairs of characters of a word of three and more.
    fn emit_parts_of_word(&mut self, start: usize, end: usize) {
        let text = self.text;
        let places: Vec<usize> = text[start..end]
            .char_indices()
            .map(|(offset, _)| start + offset)
            .chain([end])
            .collect();
        if places.len() <= 3 {
            self.position += 1;
            return;
        }
        for pair in places.windows(3) {
            self.emit_pair(pair[0], pair[2], TokenKind::Part);
            self.position += 1;
        }
    }

    /// Returns the end of the run of a class at `start`.
    fn run_end(&self, start: usize, class: Class) -> usize {
        let rest = &self.text[start..];
        let other = rest
            .char_indices()
            .find(|(_, char)| class_of(*char) != class);
        start + other.map_or(rest.len(), |(offset, _)| offset)
    }

    /// Gives a stretch of the text folded.
    fn emit_pair(&mut self, start: usize, end: usize, kind: TokenKind) {
        let mut term = std::mem::take(&mut self.term);
        term.clear();
        fold(&self.text[start..end], &mut term);
        self.emit_raw(&term, start, end, kind);
        self.term = term;
    }
}

/// Returns how long the run of operator signs is that a text begins with. A
/// slash after `.`, `~` and `*` begins a path: `~/.profile`.
fn operator_len(text: &str) -> usize {
    let mut last = None;
    let goes_on = |byte: &u8| {
        let begins_path = *byte == b'/' && matches!(last, Some(b'.' | b'~' | b'*'));
        last = Some(*byte);
        OPERATOR_CHARS.contains(&(*byte as char)) && !begins_path
    };
    text.as_bytes().iter().copied().take_while(goes_on).count()
}
