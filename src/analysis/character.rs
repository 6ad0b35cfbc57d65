//! Classes of characters: what each does to a word.

use super::filter::is_accent;

/// What a character does to a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Word,
    /// A script that writes without blanks between words.
    Unspaced,
    Operator,
    Other,
}

/// Characters that make operators.
pub(super) const OPERATOR_CHARS: [char; 14] = [
    '=', '<', '>', '!', '&', '|', '+', '*', '%', '^', '~', '?', '.', ':',
];

/// Returns whether the byte belongs to a word.
pub(super) fn is_ascii_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Returns whether the character belongs to a word of any script.
pub(super) fn is_word(char: char) -> bool {
    matches!(class_of(char), Class::Word | Class::Unspaced)
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
    } else if char.is_alphanumeric() || is_accent(char) || is_joined_mark(char) {
        Class::Word
    } else {
        Class::Other
    }
}

/// Returns whether the character belongs to Han, Kana, Hangul, Thai, Lao,
/// Khmer or Burmese.
fn is_unspaced(char: char) -> bool {
    matches!(char,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
        | '\u{3130}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
        && char != '\u{30fb}'
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
