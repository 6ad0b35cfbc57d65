//! Passes over words that cannot match, before they are analysed.
//!
//! Most of a text holds nothing that a query looks for, and analysis is the
//! dearest step of a snippet. Here a piece of text between blanks is only
//! looked at by the first two letters of its words: about one in thirty passes.
//! What passes is analysed as usual, so nothing is marked that analysis would
//! not mark, and nothing is missed: identifiers and other scripts always pass.

/// A set of pairs of first letters.
pub(super) struct Prefilter {
    /// A bit for each pair of bytes; the second is 0 for words of one letter.
    pairs: Vec<u64>,
    /// Whether every piece passes.
    open: bool,
}

impl Prefilter {
    /// Returns the filter for words that equal or begin with one of `terms`.
    pub(super) fn new<'t>(terms: impl Iterator<Item = &'t str>) -> Self {
        let mut filter = Self {
            pairs: vec![0; 1024],
            open: false,
        };
        for term in terms {
            let bytes = term.as_bytes();
            match bytes.first() {
                // Signs and other scripts: their words look different in a text.
                Some(first) if !first.is_ascii_alphanumeric() => filter.open = true,
                Some(_) if !term.is_ascii() => filter.open = true,
                Some(_) => filter.insert(bytes),
                None => {}
            }
        }
        filter
    }

    fn insert(&mut self, word: &[u8]) {
        let pair = pair_of(word);
        self.pairs[pair / 64] |= 1 << (pair % 64);
    }

    /// Returns whether a piece without blanks may hold a word of the set.
    pub(super) fn passes(&self, piece: &str) -> bool {
        if self.open {
            return true;
        }
        let bytes = piece.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if !byte.is_ascii() || byte == b'_' {
                return true;
            }
            if !byte.is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            let rest = &bytes[at..];
            let len = rest
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric())
                .count();
            let word = &rest[..len];
            let joined = rest.get(len).is_some_and(|next| {
                matches!(next, b'_' | b'-' | b'.' | b':' | b'\'' | b'+' | b'#')
            }) && rest
                .get(len + 1)
                .is_some_and(|next| !next.is_ascii_whitespace());
            let has_parts = word[1..].iter().any(u8::is_ascii_uppercase);
            if joined || has_parts || self.holds(word) {
                return true;
            }
            at += len;
        }
        false
    }

    fn holds(&self, word: &[u8]) -> bool {
        let pair = pair_of(word);
        self.pairs[pair / 64] & (1 << (pair % 64)) != 0
    }
}

/// Returns the number of a word's first two letters, in lower case.
fn pair_of(word: &[u8]) -> usize {
    let lower = |place: usize| word.get(place).map_or(0, u8::to_ascii_lowercase);
    usize::from(lower(0)) << 8 | usize::from(lower(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_with_the_first_letters_pass() {
        let filter = Prefilter::new(["center", "c"].into_iter());
        for piece in [
            "Centering",
            "(center)",
            "c",
            "x.y",
            "aCenter",
            "snake_case",
            "données",
        ] {
            assert!(filter.passes(piece), "{piece}");
        }
        for piece in ["flexbox", "cat,", "(the)", "...", "5"] {
            assert!(!filter.passes(piece), "{piece}");
        }
    }

    #[test]
    fn signs_open_the_filter() {
        assert!(Prefilter::new(["=>"].into_iter()).passes("anything"));
        assert!(Prefilter::new(["データ"].into_iter()).passes("anything"));
    }
}
