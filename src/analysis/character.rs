//! Classes of characters: what each does to a word.

use super::filter::is_accent;

/// What a character does to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Word,
    /// A script that writes without blanks between words: Chinese, Japanese, Korean.
    Unspaced,
    /// The same where a dictionary tells the words apart: Thai, Lao, Khmer, Burmese.
    Segmented,
    Operator,
    Emoji,
    Other,
}

/// Characters that make operators.
pub(super) const OPERATOR_CHARS: [char; 16] = [
    '=', '<', '>', '!', '&', '|', '+', '*', '%', '^', '~', '?', '.', ':', '-', '/',
];

/// Returns whether the byte belongs to a word.
pub(super) fn is_ascii_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Returns whether the character belongs to a word of any script.
pub(super) fn is_word(char: char) -> bool {
    matches!(
        class_of(char),
        Class::Word | Class::Unspaced | Class::Segmented
    )
}

/// Returns the character's class.
pub(super) fn class_of(char: char) -> Class {
    if char.is_ascii() {
        return if is_ascii_word(char as u8) {
            Class::Word
        } else if OPERATOR_CHARS.contains(&char) {
            Class::Operator
        } else {
            Class::Other
        };
    }
    if is_unspaced(char) {
        Class::Unspaced
    } else if is_segmented(char) {
        Class::Segmented
    } else if is_emoji(char) {
        Class::Emoji
    } else if char.is_alphanumeric() || is_accent(char) || is_joined_mark(char) {
        Class::Word
    } else {
        Class::Other
    }
}

/// Returns whether the character belongs to Han, Kana or Hangul.
fn is_unspaced(char: char) -> bool {
    matches!(char,
        '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
        | '\u{3130}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
        && char != '\u{30fb}'
}

/// Returns whether the character belongs to Thai, Lao, Khmer or Burmese, their
/// full stops left out.
fn is_segmented(char: char) -> bool {
    matches!(char, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17f9}')
        && !matches!(char, '\u{0e4f}' | '\u{0e5a}' | '\u{0e5b}' | '\u{104a}'..='\u{104f}'
            | '\u{17d4}'..='\u{17da}')
}

/// Returns whether the character is a picture.
fn is_emoji(char: char) -> bool {
    matches!(char, '\u{231a}' | '\u{231b}' | '\u{2328}' | '\u{23e9}'..='\u{23fa}'
        | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}' | '\u{1f000}'..='\u{1faff}')
}

/// Returns whether the character at this place belongs to the emoji whose last
/// one so far is `last`: a joiner and what it joins, a tone of skin, the other
/// half of a flag.
pub(super) fn joins_emoji(last: Option<char>, char: char, place: usize) -> bool {
    let is_flag = |char: char| matches!(char, '\u{1f1e6}'..='\u{1f1ff}');
    match (last, char) {
        (Some('\u{200d}'), _) => is_emoji(char),
        (_, '\u{200d}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}') => true,
        (Some(last), _) => place == 1 && is_flag(last) && is_flag(char),
        (None, _) => false,
    }
}

/// Returns whether the character is a mark inside words of Indic or Semitic scripts.
fn is_joined_mark(char: char) -> bool {
    matches!(char, '\u{0591}'..='\u{05c7}' | '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}'
        | '\u{0900}'..='\u{0dff}' | '\u{200c}'..='\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_apart() {
        for (char, class) in [
            ('a', Class::Word),
            ('_', Class::Word),
            ('é', Class::Word),
            ('数', Class::Unspaced),
            ('ー', Class::Unspaced),
            ('・', Class::Other),
            ('=', Class::Operator),
            (' ', Class::Other),
        ] {
            assert_eq!(class_of(char), class, "{char}");
        }
    }
}
