//! Text of any kind through the analysis: offsets lie in it and never go back.

#![no_main]

use docent::analysis::{MAX_TERM_BYTES, Stemmer, name_key, tokenize};
use libfuzzer_sys::fuzz_target;

/// Languages with and without a stemmer, several scripts.
const LANGUAGES: [&str; 12] = [
    "en", "de", "es", "ru", "ar", "hi", "tr", "ta", "el", "ja", "th", "yi",
];

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (mut last, mut n) = (0, 0);
    let first = data.first().copied().unwrap_or(0);
    let stemmer = Stemmer::for_language(LANGUAGES[usize::from(first) % LANGUAGES.len()]);
    tokenize(&text, |token| {
        assert!(text.get(token.start..token.end).is_some_and(|word| !word.is_empty()));
        assert!(!token.term.is_empty() && token.term.len() <= MAX_TERM_BYTES);
        assert!(token.position >= last);
        last = token.position;
        n += 1;
        let _ = stemmer.stem(token.term);
    });
    // An identifier of many parts gives each part once, its pieces and itself.
    assert!(n <= 4 * text.len(), "{n} tokens of {} bytes", text.len());
    let _ = name_key(&text);
});
