//! Reads a query: quotes make phrases, `-word` excludes, the last word is open.
//!
//! It never fails. What it cannot use it leaves out with a notice, and while a
//! quote is still open its words count as plain ones.

use super::{MAX_WORDS, Phrase, Query, Word};
use crate::analysis::{Token, TokenKind, tokenize};
use crate::api::{MAX_QUERY_CHARS, Prefix};
use crate::error::{Notice, NoticeKind};

/// Shorter words after a `-` are taken for flags: `-v`, `-rf`.
const MIN_EXCLUDED_CHARS: usize = 3;

/// Single signs that are meant where they stand among words; the others are
/// punctuation there.
const MEANT_SIGNS: [&str; 3] = ["~", "^", "%"];

/// Reads what a reader typed. Cost: linear, in at most [`MAX_QUERY_CHARS`].
pub fn parse(text: &str, prefix: Prefix) -> Query {
    let mut query = Query::default();
    let text = clean(text, &mut query);
    let open = prefix == Prefix::Last && !text.ends_with(|char: char| char.is_whitespace());
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('"') {
        let excludes = before.ends_with('-') && !before[..before.len() - 1].ends_with(is_inside);
        let Some((quoted, tail)) = after.split_once('"') else {
            plain.push_str(before);
            plain.push(' ');
            rest = after;
            continue;
        };
        if excludes {
            plain.push_str(&before[..before.len() - 1]);
            query.excluded_phrases.extend(phrase(quoted));
        } else {
            plain.push_str(before);
            query.phrases.extend(phrase(quoted));
        }
        plain.push(' ');
        rest = tail;
    }
    plain.push_str(rest);
    let plain = take_excluded(&plain, &mut query);
    query.words = words_of(&plain);
    if query.phrases.is_empty() {
        drop_punctuation(&mut query.words);
    }
    limit(&mut query);
    if let Some(last) = query.words.last_mut() {
        last.open = open && plain.ends_with(last.text.as_str());
    }
    query
}

/// Returns whether a minus after this character stands inside a word.
fn is_inside(char: char) -> bool {
    !char.is_whitespace()
}

/// Returns the text without control characters, at most so long.
fn clean(text: &str, query: &mut Query) -> String {
    let mut chars = text.chars();
    let kept: String = chars
        .by_ref()
        .take(MAX_QUERY_CHARS)
        .map(|char| {
            if char.is_control() || is_direction(char) {
                ' '
            } else {
                char
            }
        })
        .collect();
    if chars.next().is_some() {
        let message = format!("only the first {MAX_QUERY_CHARS} characters were looked for");
        query
            .notices
            .push(Notice::query(NoticeKind::Query, message));
    }
    kept
}

/// Returns whether the character only changes the direction of writing.
fn is_direction(char: char) -> bool {
    matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Moves `-word` out of the text, where other words remain.
fn take_excluded(text: &str, query: &mut Query) -> String {
    let is_excluded = |piece: &str| {
        piece.strip_prefix('-').is_some_and(|word| {
            word.chars().count() >= MIN_EXCLUDED_CHARS && word.starts_with(char::is_alphanumeric)
        })
    };
    let has_others =
        !query.phrases.is_empty() || text.split_whitespace().any(|piece| !is_excluded(piece));
    if !has_others {
        say_what_is_kept(text, query);
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end();
        if is_excluded(word) {
            let words = words_of(&word[1..]);
            if words.len() > 1 {
                // A word of a script without blanks is several terms in a row.
                query.excluded_phrases.extend(phrase(&word[1..]));
            } else {
                query.excluded.extend(words);
            }
            kept.push(' ');
        } else {
            kept.push_str(piece);
        }
    }
    kept
}

/// Says that what only `-` stands before was looked for: leaving out words of
/// nothing would find nothing.
fn say_what_is_kept(text: &str, query: &mut Query) {
    if let Some(first) = text.split_whitespace().next() {
        let message = format!(
            "\"{first}\" was looked for, not left out: a minus needs another word to leave it out of"
        );
        query
            .notices
            .push(Notice::query(NoticeKind::Query, message));
    }
}

/// Drops single operators that stand among words: `search & replace` looks for
/// two. Who types nothing but signs means them.
fn drop_punctuation(words: &mut Vec<Word>) {
    let is_sign = |word: &Word| !word.term.contains(char::is_alphanumeric);
    if words.iter().all(is_sign) {
        return;
    }
    words.retain(|word| {
        let is_single = is_sign(word) && word.term.len() == 1;
        !is_single || MEANT_SIGNS.contains(&word.term.as_str())
    });
}

/// Returns the words of plain text, an identifier as one.
fn words_of(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut last_end = 0;
    tokenize(text, |token| {
        let opens = matches!(
            token.kind,
            TokenKind::Word | TokenKind::Operator | TokenKind::Bigram
        );
        if opens {
            let between = text.get(last_end..token.start).unwrap_or_default();
            if let Some(before) = words.last_mut() {
                before.joins_next = between.chars().all(char::is_whitespace) && !between.is_empty();
                before.touches_next = !between.contains(char::is_whitespace);
            }
            words.push(Word {
                text: text[token.start..token.end].to_owned(),
                term: token.term.to_owned(),
                ..Word::default()
            });
        } else if let Some(word) = words.last_mut() {
            add_detail(word, &token, text);
        }
        last_end = last_end.max(token.end);
    });
    for word in &mut words {
        word.literal = word.signed.is_some() || !word.text.chars().all(is_of_words);
    }
    words
}

/// Returns whether a character stands in words or joins them: `set-up`, `Vec::new`.
/// Digits, `_` and other signs make codes and names, which are meant to the letter.
fn is_of_words(char: char) -> bool {
    char.is_alphabetic() || matches!(char, '-' | '.' | ':' | '/' | '\'' | '’')
}

/// Adds to a word what a token says of it.
fn add_detail(word: &mut Word, token: &Token<'_>, text: &str) {
    match token.kind {
        TokenKind::Part if !is_version(&word.term) => {
            // Of `a.bCd` the piece `bCd` comes before its parts and covers them.
            let covers = word
                .parts
                .last()
                .is_some_and(|last| last.len() > token.term.len() && last.starts_with(token.term));
            if covers {
                word.parts.pop();
            }
            word.parts.push(token.term.to_owned());
        }
        TokenKind::Sign => {
            word.signed = Some(token.term.to_owned());
            word.text = text[token.start..token.end].to_owned();
        }
        TokenKind::Accented => word.accented = Some(token.term.to_owned()),
        _ => {}
    }
}

/// Returns whether a term is a version or address: numbers joined by dots.
fn is_version(term: &str) -> bool {
    term.contains('.')
        && term
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Returns the phrase that a quoted text asks for, if it holds a word.
fn phrase(text: &str) -> Option<Phrase> {
    let mut terms: Vec<(String, u32)> = Vec::new();
    tokenize(text, |token| match token.kind {
        TokenKind::Part if !terms.last().is_some_and(|(last, _)| is_version(last)) => {
            // The parts stand for the whole: drop it, keep the last of several
            // terms at one position.
            if terms.last().is_some_and(|(_, at)| *at == token.position) {
                terms.pop();
            }
            terms.push((token.term.to_owned(), token.position));
        }
        TokenKind::Word | TokenKind::Operator | TokenKind::Bigram => {
            terms.push((token.term.to_owned(), token.position));
        }
        TokenKind::Sign | TokenKind::Accented => {
            // What was quoted is meant to the letter.
            if terms.last().is_some_and(|(_, at)| *at == token.position) {
                terms.pop();
            }
            terms.push((token.term.to_owned(), token.position));
        }
        TokenKind::Part | TokenKind::Single => {}
    });
    let first = terms.first()?.1;
    for (_, position) in &mut terms {
        *position -= first;
    }
    Some(Phrase {
        text: text.trim().to_owned(),
        terms,
    })
}

/// Leaves out what is more than [`MAX_WORDS`], phrases and exclusions included.
fn limit(query: &mut Query) {
    let total = query.words.len() + query.phrases.len() + query.excluded.len();
    query.phrases.truncate(MAX_WORDS / 4);
    for phrase in &mut query.phrases {
        phrase.terms.truncate(MAX_WORDS);
    }
    query.excluded.truncate(MAX_WORDS / 4);
    query.excluded_phrases.truncate(MAX_WORDS / 4);
    query.words.truncate(MAX_WORDS);
    let kept = query.words.len() + query.phrases.len() + query.excluded.len();
    if kept < total {
        let message = format!("only the first {MAX_WORDS} words were looked for");
        query
            .notices
            .push(Notice::query(NoticeKind::Query, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let query = parse(text, Prefix::Last);
        let mut out = query.normalized();
        if query.words.last().is_some_and(|word| word.open) {
            out.push('*');
        }
        assert_eq!(out, expected, "{text}");
    }

    #[test]
    fn the_last_word_is_open_until_a_blank_follows() {
        check("flexbox cent", "flexbox cent*");
        check("flexbox center ", "flexbox center");
        check("", "");
        check("c++", "c++*");
        check("what?", "what");
    }

    #[test]
    fn quotes_make_phrases_once_they_are_closed() {
        check("\"event loop\" node", "node \"event loop\"*");
        check("\"event lo", "event lo*");
        check("\"getElementById\"", "\"get element by id\"");
        check("\"\" x", "x*");
        let query = parse("git -\"merge conflict\" x", Prefix::Last);
        assert_eq!(query.normalized(), "git x");
        assert_eq!(query.excluded_phrases[0].text, "merge conflict");
        assert_eq!(parse("x -数据库", Prefix::Last).excluded_phrases.len(), 1);
    }

    #[test]
    fn a_minus_excludes_but_flags_stay_words() {
        check("java -script", "java -script");
        check("grep -v --count", "grep -v --count*");
        check("-script", "-script*");
        check("- a", "a*");
    }

    #[test]
    fn identifiers_keep_their_parts_and_signs() {
        let query = parse("Array.prototype.forEach", Prefix::None);
        let word = &query.words[0];
        assert_eq!(word.term, "arrayprototypeforeach");
        assert_eq!(word.parts, ["array", "prototype", "for", "each"]);
        let query = parse("@media café 1.21.3", Prefix::None);
        assert_eq!(query.words[0].signed.as_deref(), Some("@media"));
        assert_eq!(query.words[1].accented.as_deref(), Some("café"));
        assert!(query.words[2].parts.is_empty());
    }

    #[test]
    fn what_is_too_much_is_left_out_with_a_notice() {
        let query = parse(&"word ".repeat(90), Prefix::Last);
        assert_eq!(query.words.len(), MAX_WORDS);
        assert_eq!(query.notices.len(), 1);
        let query = parse(&"x".repeat(10_000), Prefix::Last);
        assert_eq!(query.words.len(), 1);
        assert_eq!(query.notices.len(), 1);
        let query = parse("a\u{0}b\u{202e}c", Prefix::Last);
        assert_eq!(query.normalized(), "a b c");
    }
}
