//! Text to terms: one chain for documents and queries.
//!
//! The index holds surface forms: case and accents folded, the accented form
//! kept beside the plain one. Inflection, prefixes and other variants are found
//! at query time, so an exact word is never blurred.
//!
//! An identifier gives itself and its parts. The whole is its parts run
//! together, so `Vec::new`, `vec.new`, `vec_new` and `VecNew` are one term,
//! `vecnew`, and each also holds `vec` and `new`:
//!
//! ```
//! use docent::analysis::{tokenize, TokenKind};
//!
//! let mut found = Vec::new();
//! tokenize("Call getElementById", |token| {
//!     found.push((token.term.to_owned(), token.position, token.kind));
//! });
//! assert_eq!(found[0], ("call".to_owned(), 0, TokenKind::Word));
//! assert_eq!(found[1], ("getelementbyid".to_owned(), 1, TokenKind::Word));
//! assert_eq!(found[2], ("get".to_owned(), 1, TokenKind::Part));
//! assert_eq!(found[5], ("id".to_owned(), 4, TokenKind::Part));
//! ```
//!
//! Signs that carry meaning stay: `C++`, `C#` and `.NET` are words of their
//! own; `--flag`, `$VAR`, `@media`, `:hover`, `<video>` and `#[derive]` give a
//! second term with the sign; operators that stand alone (`===`, `??`) and emoji
//! are terms. Nothing is dropped as a stop word.
//!
//! Chinese, Japanese and Korean give their pairs of characters, and each
//! character for who asks for it alone. Thai, Lao, Khmer and Burmese give words,
//! told apart by a dictionary, with pairs of characters as their parts.

mod builtin;

mod character;

mod filter;

mod function_words;

mod inflection;

mod name;

mod script;

mod synonym;

mod tokenizer;

pub use builtin::add_builtin;

pub use filter::fold;

pub use function_words::function_words;

pub use inflection::Stemmer;

pub use name::Name;

pub use synonym::Synonyms;

pub use tokenizer::{Token, TokenKind, tokenize};

/// Names the chain and its version.
///
/// It is written into every manifest: an index made by another chain is
/// refused, for its terms would not be found.
pub const ANALYZER_ID: &str = "docent-2";

/// The longest term in bytes; longer words are cut here on both sides.
pub const MAX_TERM_BYTES: usize = 80;

/// Returns the terms of `text` that a title or a query is compared by: whole
/// words in order, joined by blanks. Scripts without blanks are in it by their
/// pairs: `Git 入门` is not `Git`.
pub fn normalize(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    tokenize(text, |token| {
        if matches!(token.kind, TokenKind::Word | TokenKind::Bigram) {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(token.term);
        }
    });
    out
}

/// Returns what two queries have in common that were typed alike: the terms in
/// order, with their signs, whatever the case, the accents and the blanks.
pub fn query_key(text: &str) -> String {
    let mut terms: Vec<String> = Vec::new();
    tokenize(text, |token| match token.kind {
        TokenKind::Word | TokenKind::Operator | TokenKind::Bigram => {
            terms.push(token.term.to_owned());
        }
        TokenKind::Sign => {
            terms.pop();
            terms.push(token.term.to_owned());
        }
        TokenKind::Part | TokenKind::Accented | TokenKind::Single => {}
    });
    terms.join(" ")
}

/// Returns what two names have in common when readers mean the same by them:
/// the normalised text without blanks, so `useEffect`, `use effect` and
/// `UseEffect` are one name.
pub fn name_key(text: &str) -> String {
    let mut key = normalize(text);
    key.retain(|char| char != ' ');
    key
}

#[cfg(test)]
mod tests;
