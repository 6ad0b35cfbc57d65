//! Words, identifiers with their parts, signs and operators, with offsets.
//!
//! The text is read once from left to right. A *chunk* is a run of pieces held
//! together by joints (`.`, `::`, `-`, `->`, `_`, an apostrophe); each chunk
//! gives the whole first, then its parts, so offsets of wholes never go back.

use super::character::{Class, class_of, is_ascii_word, is_word};
use super::filter::{cut, fold_word, lower};

/// What a token is within its chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A plain word, or the whole of an identifier; opens a new chunk.
    Word,
    /// A part of the identifier before it.
    Part,
    /// The word before it with the sign that stands at it: `--flag`.
    Sign,
    /// The word before it with its accents.
    Accented,
    /// An operator that stands alone, or an emoji.
    Operator,
    /// Two neighbouring characters of a script without blanks.
    Bigram,
    /// One character of such a script, in a longer run of it: found by who asks
    /// for it alone.
    Single,
}

/// A term where it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// The folded term.
    pub term: &'a str,
    /// Where it begins, in UTF-8 bytes.
    pub start: usize,
    /// Where it ends, in UTF-8 bytes, exclusive.
    pub end: usize,
    /// Its place among the words, from 0; parts count one each.
    pub position: u32,
    /// What it is within its chunk.
    pub kind: TokenKind,
}

/// Gives every token of `text` to `sink`, in order of position.
///
/// Cost: linear in the text; one reused buffer, no other memory.
pub fn tokenize(text: &str, sink: impl FnMut(Token<'_>)) {
    let mut scanner = Scanner {
        text,
        sink,
        position: 0,
        term: String::with_capacity(64),
        parts: Vec::new(),
    };
    scanner.run();
}

/// The state of one pass over a text.
pub(super) struct Scanner<'t, F> {
    pub(super) text: &'t str,
    sink: F,
    pub(super) position: u32,
    /// The term being built, reused.
    pub(super) term: String,
    /// The parts of the chunk at hand: where they begin and end.
    parts: Vec<Span>,
}

/// A part of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: usize,
    end: usize,
    /// Which piece of the chunk it belongs to.
    piece: u32,
}

impl<F: FnMut(Token<'_>)> Scanner<'_, F> {
    /// Walks over the text once.
    fn run(&mut self) {
        let mut at = 0;
        while let Some(char) = self.char_at(at) {
            at = match class_of(char) {
                Class::Word => self.chunk(at),
                Class::Unspaced => self.unspaced(at),
                Class::Segmented => self.segmented(at),
                Class::Operator => self.operator(at),
                Class::Emoji => self.emoji(at),
                Class::Other => at + char.len_utf8(),
            };
        }
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte < 0x80 {
            return Some(byte as char);
        }
        self.text[at..].chars().next()
    }

    pub(super) fn char_before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// Reads one chunk and gives its tokens; returns where it ends.
    fn chunk(&mut self, start: usize) -> usize {
        self.parts.clear();
        let mut end = start;
        let mut piece = 0;
        loop {
            let piece_end = self.piece_end(end);
            self.split_piece(end, piece_end, piece);
            end = self.contraction(piece_end);
            match self.joint(end) {
                Some(next) if piece < MAX_PIECES => {
                    piece += 1;
                    end = next;
                }
                _ => break,
            }
        }
        let end = self.language_suffix(start, end);
        self.emit_chunk(start, end, piece);
        end
    }

    /// Returns the end of the run of word characters at `start`.
    fn piece_end(&self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = start;
        loop {
            while bytes.get(at).is_some_and(|byte| is_ascii_word(*byte)) {
                at += 1;
            }
            match self.char_at(at) {
                Some(char) if !char.is_ascii() && class_of(char) == Class::Word => {
                    at += char.len_utf8();
                }
                _ => return at,
            }
        }
    }

    /// Takes `'t` of `don't` into the last part; returns where the piece ends.
    fn contraction(&mut self, end: usize) -> usize {
        let rest = &self.text[end..];
        let len = match rest.chars().next() {
            Some(char @ ('\'' | '’')) => char.len_utf8(),
            _ => return end,
        };
        let continues = self
            .char_at(end + len)
            .is_some_and(|char| char.is_alphabetic() && class_of(char) == Class::Word);
        if !continues {
            return end;
        }
        let longer = self.piece_end(end + len);
        if let Some(last) = self.parts.last_mut() {
            last.end = longer;
        }
        longer
    }

    /// Returns where the next piece begins, if a separator joins it to the one
    /// that ends at `end`.
    fn joint(&self, end: usize) -> Option<usize> {
        let rest = &self.text[end..];
        let len = match rest.as_bytes().first()? {
            b':' if rest.starts_with("::") => 2,
            b'-' if rest.starts_with("->") => 2,
            b'.' | b'-' => 1,
            _ => return None,
        };
        let next = self.char_at(end + len)?;
        (class_of(next) == Class::Word).then_some(end + len)
    }

    /// Splits a piece at `_` and at changes of case, into `self.parts`.
    fn split_piece(&mut self, start: usize, end: usize, piece: u32) {
        let text = &self.text[start..end];
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if plain {
            self.parts.push(Span { start, end, piece });
            return;
        }
        let first = self.parts.len();
        let mut part_start = start;
        let mut previous: Option<char> = None;
        for (offset, char) in text.char_indices() {
            let at = start + offset;
            if char == '_' {
                self.push_part(part_start, at, piece);
                part_start = at + 1;
            } else if previous.is_some_and(|before| before.is_lowercase() && char.is_uppercase()) {
                self.push_part(part_start, at, piece);
                part_start = at;
            } else if previous.is_some_and(char::is_uppercase) && char.is_lowercase() {
                // `HTTPServer`: the last capital begins the next part.
                let capital = at - previous.map_or(0, char::len_utf8);
                let plural = char == 's' && !follows_lowercase(text, offset + 1);
                if capital > part_start && !plural {
                    self.push_part(part_start, capital, piece);
                    part_start = capital;
                }
            }
            previous = Some(char);
        }
        self.push_part(part_start, end, piece);
        if self.parts.len() == first {
            // Only underscores: `__` is a word too.
            self.parts.push(Span { start, end, piece });
        }
    }

    fn push_part(&mut self, start: usize, end: usize, piece: u32) {
        if start < end {
            self.parts.push(Span { start, end, piece });
        }
    }

    /// Takes in `++`, `#` and a following number, where they make a language's
    /// name: `C++`, `C#`, `C++17`; returns where the chunk ends.
    fn language_suffix(&mut self, start: usize, end: usize) -> usize {
        let word = &self.text[start..end];
        let is_name = word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !is_name {
            return end;
        }
        let rest = &self.text[end..];
        let len = if rest.starts_with("++") && !rest.starts_with("+++") {
            2
        } else if rest.starts_with('#') && !rest.starts_with("##") {
            1
        } else {
            return end;
        };
        let after = self.char_at(end + len);
        if after.is_some_and(|char| char.is_alphabetic() || char == '_') {
            return end;
        }
        self.parts.clear();
        let sign_end = end + len;
        self.parts.push(Span {
            start,
            end: sign_end,
            piece: 0,
        });
        sign_end
    }

    /// Gives the tokens of the chunk in `self.parts`.
    fn emit_chunk(&mut self, start: usize, end: usize, last_piece: u32) {
        if self.is_dot_net(start, end) {
            self.emit_raw(".net", start - 1, end, TokenKind::Word);
            self.position += 1;
            return;
        }
        let parts = std::mem::take(&mut self.parts);
        if let Some(digits) = version_start(self.text, &parts) {
            self.emit_version(digits, &parts);
        } else if let [only] = parts.as_slice() {
            self.emit_folded(*only, TokenKind::Word);
            self.emit_sign(start, end);
            self.position += 1;
        } else {
            self.emit_joined(&parts, TokenKind::Word);
            self.emit_sign(start, end);
            self.emit_parts(&parts, last_piece);
        }
        self.parts = parts;
    }

    /// Gives the parts of an identifier, a token and a position each.
    fn emit_parts(&mut self, parts: &[Span], last_piece: u32) {
        let mut from = 0;
        while from < parts.len() {
            let piece = parts[from].piece;
            let len = parts[from..]
                .iter()
                .take_while(|part| part.piece == piece)
                .count();
            let of_piece = &parts[from..from + len];
            if len > 1 && last_piece > 0 {
                self.emit_joined(of_piece, TokenKind::Part);
            }
            for part in of_piece {
                self.emit_folded(*part, TokenKind::Part);
                self.position += 1;
            }
            from += len;
        }
    }

    /// Gives `1.21.3` and its beginnings of at least two numbers.
    fn emit_version(&mut self, digits: usize, parts: &[Span]) {
        let end = parts[parts.len() - 1].end;
        let start = parts[0].start;
        let text = self.text;
        self.emit_raw(&text[digits..end], start, end, TokenKind::Word);
        for part in &parts[1..parts.len() - 1] {
            self.emit_raw(&text[digits..part.end], start, part.end, TokenKind::Part);
        }
        self.position += 1;
    }

    /// Gives the parts run together as one token.
    fn emit_joined(&mut self, parts: &[Span], kind: TokenKind) {
        let mut term = std::mem::take(&mut self.term);
        term.clear();
        for part in parts {
            let joins_numbers = ends_with_digit(&term) && starts_with_digit(self.text, *part);
            if joins_numbers {
                term.push('.');
            }
            fold_word(&self.text[part.start..part.end], &mut term);
        }
        self.emit_raw(&term, parts[0].start, parts[parts.len() - 1].end, kind);
        self.term = term;
    }

    /// Gives one part folded, and with its accents where it has any.
    fn emit_folded(&mut self, part: Span, kind: TokenKind) {
        let mut term = std::mem::take(&mut self.term);
        term.clear();
        let text = &self.text[part.start..part.end];
        let accents = fold_word(text, &mut term);
        self.emit_raw(&term, part.start, part.end, kind);
        if accents {
            term.clear();
            lower(text, &mut term);
            self.emit_raw(&term, part.start, part.end, TokenKind::Accented);
        }
        self.term = term;
    }

    /// Gives the chunk with the sign at it, where there is one.
    fn emit_sign(&mut self, start: usize, end: usize) {
        let Some((sign, close)) = self.sign_at(start, end) else {
            return;
        };
        let mut term = std::mem::take(&mut self.term);
        term.clear();
        term.push_str(sign);
        lower(&self.text[start..end], &mut term);
        term.push_str(close);
        let (from, to) = (start - sign.len(), end + close.len());
        self.emit_raw(&term, from, to, TokenKind::Sign);
        self.term = term;
    }

    /// Returns the sign before the chunk and what closes it.
    fn sign_at(&self, start: usize, end: usize) -> Option<(&'static str, &'static str)> {
        let before = &self.text[..start];
        // The commonest case, a blank, ends here.
        if !before.ends_with(|char: char| char.is_ascii_punctuation()) {
            return None;
        }
        let sign = SIGNS.iter().find(|sign| before.ends_with(**sign))?;
        let outside = before[..before.len() - sign.len()].chars().next_back();
        if outside.is_some_and(|char| is_word(char) || SIGN_CHARS.contains(char)) {
            return None;
        }
        let after = self.char_at(end);
        match *sign {
            "<" if after == Some('>') => Some((sign, ">")),
            "<" if after.is_some_and(|char| char == ' ' || char == '/') => Some((sign, "")),
            "<" => None,
            "#[" if after == Some(']') => Some((sign, "]")),
            "#[" => Some((sign, "")),
            _ => Some((sign, "")),
        }
    }

    /// Returns whether the chunk is the `NET` of `.NET`.
    fn is_dot_net(&self, start: usize, end: usize) -> bool {
        let before = &self.text[..start];
        before.ends_with('.')
            && self.text[start..end].eq_ignore_ascii_case("net")
            && !before[..start - 1].ends_with(|char: char| is_word(char) || char == '.')
    }

    /// Gives one token at the current position.
    pub(super) fn emit_raw(&mut self, term: &str, start: usize, end: usize, kind: TokenKind) {
        if term.is_empty() {
            // Nothing but an accent that stands alone.
            return;
        }
        (self.sink)(Token {
            term: cut(term),
            start,
            end,
            position: self.position,
            kind,
        });
    }
}

/// More pieces than this are no identifier; the rest starts a new chunk.
const MAX_PIECES: u32 = 7;

/// Signs that belong to the word after them, longest first.
const SIGNS: [&str; 10] = ["#[", "--", "::", "-", "$", "@", ":", ".", "<", "#"];

/// Characters of signs: a sign in a longer run of them is none.
const SIGN_CHARS: &str = "-$@:.<#";

/// Returns whether a lower-case letter stands at `offset`.
fn follows_lowercase(text: &str, offset: usize) -> bool {
    text[offset..].starts_with(char::is_lowercase)
}

fn starts_with_digit(text: &str, part: Span) -> bool {
    text.as_bytes()[part.start].is_ascii_digit()
}

fn ends_with_digit(term: &str) -> bool {
    term.ends_with(|char: char| char.is_ascii_digit())
}

/// Returns where the numbers of a version begin (`v` left out), if the parts
/// are one: `1.21`, `v1.21.3`.
fn version_start(text: &str, parts: &[Span]) -> Option<usize> {
    let (first, rest) = parts.split_first()?;
    if rest.is_empty() {
        return None;
    }
    let numbers = |from: usize, to: usize| {
        from < to && text[from..to].bytes().all(|byte| byte.is_ascii_digit())
    };
    let has_v = text[first.start..first.end].starts_with(['v', 'V']);
    let digits = first.start + usize::from(has_v);
    let dotted = rest
        .iter()
        .all(|part| text[..part.start].ends_with('.') && numbers(part.start, part.end));
    (numbers(digits, first.end) && dotted).then_some(digits)
}
