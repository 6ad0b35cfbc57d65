//! Folding: case and accents removed, other scripts left as they are.

use unicode_normalization::UnicodeNormalization;

use super::MAX_TERM_BYTES;

/// Appends `text` to `out` in lower case, without accents.
///
/// Latin, Greek and Cyrillic accents go (U+0300 to U+036F); the marks of other
/// scripts carry meaning and stay, Japanese voicing marks among them.
/// Compatibility forms (full-width letters, ligatures) become ordinary ones.
/// Returns whether an accent was dropped.
pub fn fold(text: &str, out: &mut String) -> bool {
    if text.is_ascii() {
        out.extend(text.bytes().map(|byte| byte.to_ascii_lowercase() as char));
        return false;
    }
    let mut dropped = false;
    let plain = text.nfkd().filter(|char| {
        let accent = is_accent(*char);
        dropped |= accent;
        !accent
    });
    for char in plain.nfc() {
        fold_char(char, out);
    }
    dropped
}

/// Appends `text` to `out` in lower case, accents kept, in composed form.
pub(super) fn lower(text: &str, out: &mut String) {
    for char in text.nfkc() {
        out.extend(char.to_lowercase());
    }
}

/// Appends one character in lower case; `ß` and `ø` become what is typed for them.
fn fold_char(char: char, out: &mut String) {
    match char {
        'ß' | 'ẞ' => out.push_str("ss"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ı' | 'İ' => out.push('i'),
        _ => out.extend(char.to_lowercase().filter(|lower| !is_accent(*lower))),
    }
}

/// Returns whether the character is a combining accent of Latin, Greek or Cyrillic.
pub(super) fn is_accent(char: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&char)
}

/// Folds a word, dropping apostrophes and underscores; returns whether accents went.
pub(super) fn fold_word(text: &str, out: &mut String) -> bool {
    if text.is_ascii() {
        let kept = text.bytes().filter(|byte| *byte != b'\'');
        out.extend(kept.map(|byte| byte.to_ascii_lowercase() as char));
        return false;
    }
    let before = out.len();
    let accents = fold(text, out);
    if out[before..].contains(['\'', '’']) {
        let kept: String = out[before..]
            .chars()
            .filter(|char| !matches!(char, '\'' | '’'))
            .collect();
        out.truncate(before);
        out.push_str(&kept);
    }
    accents
}

/// Cuts a term to [`MAX_TERM_BYTES`] at a character's edge.
pub(super) fn cut(term: &str) -> &str {
    if term.len() <= MAX_TERM_BYTES {
        return term;
    }
    &term[..term.floor_char_boundary(MAX_TERM_BYTES)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, folded: &str, accents: bool) {
        let mut out = String::new();
        assert_eq!(fold(text, &mut out), accents, "{text}");
        assert_eq!(out, folded, "{text}");
    }

    #[test]
    fn case_and_accents_go() {
        check("ABC", "abc", false);
        check("Café", "cafe", true);
        check("cafe\u{301}", "cafe", true);
        check("ÅNGSTRÖM", "angstrom", true);
        check("Straße", "strasse", false);
        check("ｆｕｌｌ", "full", false);
    }

    #[test]
    fn other_scripts_keep_their_marks() {
        check("データ", "データ", false);
        check("가나", "가나", false);
        check("й", "и", true);
    }
}
