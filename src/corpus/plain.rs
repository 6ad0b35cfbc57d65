//! Plain text: one line, no control characters, cut where it is too long.
//!
//! Everything that leaves this layer passes through here, so no layer above
//! meets a control character, a line break in prose or text without bound.

/// Gathers text on one line: a run of white space becomes one blank.
#[derive(Debug, Default)]
pub(super) struct Line {
    text: String,
    blank_waits: bool,
}

/// What becomes of a character outside of printable ASCII.
#[derive(PartialEq, Eq)]
enum Fate {
    Kept,
    Blank,
    Dropped,
}

impl Line {
    /// Adds text; white space collapses, control characters vanish.
    pub(super) fn push(&mut self, text: &str) {
        let mut run = 0;
        let mut at = 0;
        while let Some(&byte) = text.as_bytes().get(at) {
            let (fate, size) = match byte {
                0x21..=0x7e => (Fate::Kept, 1),
                b' ' => (Fate::Blank, 1),
                _ => fate_at(&text[at..]),
            };
            if fate != Fate::Kept {
                self.push_run(&text[run..at]);
                run = at + size;
                self.blank_waits |= fate == Fate::Blank;
            }
            at += size;
        }
        self.push_run(&text[run..]);
    }

    /// Adds text whose blanks count, such as inline code.
    pub(super) fn push_verbatim(&mut self, text: &str) {
        if !text.is_empty() {
            self.settle_blank();
        }
        for c in text.chars() {
            match fate_of(c) {
                Fate::Kept => self.text.push(c),
                Fate::Blank => self.text.push(' '),
                Fate::Dropped => {}
            }
        }
    }

    /// Makes sure that what comes next is parted from what is there.
    pub(super) fn blank(&mut self) {
        self.blank_waits = true;
    }

    /// Returns true if there is nothing but white space.
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Returns true if the next character would continue a word.
    pub(super) fn ends_in_word(&self) -> bool {
        !self.blank_waits && self.text.ends_with(char::is_alphanumeric)
    }

    /// Returns the gathered line, trimmed, and starts a new one.
    pub(super) fn take(&mut self) -> String {
        self.blank_waits = false;
        let mut text = std::mem::take(&mut self.text);
        text.truncate(text.trim_end().len());
        let indent = text.len() - text.trim_start().len();
        text.drain(..indent);
        text
    }

    /// Adds characters that are kept, after the blank that waits.
    fn push_run(&mut self, run: &str) {
        if run.is_empty() {
            return;
        }
        self.settle_blank();
        self.text.push_str(run);
    }

    /// Writes the blank that waits, unless there is one.
    fn settle_blank(&mut self) {
        if self.blank_waits && !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        self.blank_waits = false;
    }
}

/// Returns the fate of the first character of `text`, and its size in bytes.
fn fate_at(text: &str) -> (Fate, usize) {
    text.chars()
        .next()
        .map_or((Fate::Dropped, 1), |c| (fate_of(c), c.len_utf8()))
}

/// Says what becomes of a character.
///
/// Soft hyphens, zero-width spaces and direction overrides are invisible:
/// they would split words for a search and let text look like other text.
fn fate_of(c: char) -> Fate {
    match c {
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' => Fate::Dropped,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Fate::Dropped,
        c if c.is_whitespace() => Fate::Blank,
        c if c.is_control() => Fate::Dropped,
        _ => Fate::Kept,
    }
}

/// Returns `text` as one clean line.
pub(super) fn line_of(text: &str) -> String {
    let mut line = Line::default();
    line.push(text);
    line.take()
}

/// Returns `text` as one clean line of at most `max_bytes`.
pub(super) fn short_line_of(text: &str, max_bytes: usize) -> String {
    let mut line = line_of(text);
    line.truncate(cut(&line, max_bytes).trim_end().len());
    line
}

/// Returns code without control characters, its lines ended by `\n`.
///
/// Empty lines before and after it go, blank code gives an empty string.
pub(super) fn code_of(text: &str) -> String {
    let clean = |c: &char| matches!(c, '\n' | '\t') || !c.is_control();
    let mut code: String = text.chars().filter(clean).collect();
    code.truncate(code.trim_end().len());
    if code.is_empty() {
        return code;
    }
    let first = code.len() - code.trim_start().len();
    let from = code[..first].rfind('\n').map_or(0, |at| at + 1);
    code.drain(..from);
    code.push('\n');
    code
}

/// Returns the longest beginning of `text` with at most `max_bytes`.
pub(super) fn cut(text: &str, max_bytes: usize) -> &str {
    let mut end = max_bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_collapses_and_control_characters_vanish() {
        let check = |text: &str, expected: &str| assert_eq!(line_of(text), expected, "{text:?}");
        check("  a \n\t b  ", "a b");
        check("a\u{0}b\u{7f}c\u{85}d", "abc d");
        check(
            "ein\u{ad}fach\u{200b}e\u{a0}Sache\u{3000}中",
            "einfache Sache 中",
        );
        check("\u{202e}evil", "evil");
        check("👩\u{200d}💻 ok", "👩\u{200d}💻 ok");
        check("", "");
    }

    #[test]
    fn pieces_join_as_one_line() {
        let mut line = Line::default();
        line.push("a ");
        line.push(" b");
        line.blank();
        line.push_verbatim("x  y\tz");
        line.push("c");
        assert!(line.ends_in_word());
        line.push(" ");
        assert!(!line.ends_in_word());
        assert_eq!(line.take(), "a b x  y zc");
        line.blank();
        line.push_verbatim("code");
        assert_eq!(line.take(), "code");
    }

    #[test]
    fn code_keeps_its_lines_and_indents() {
        let check = |text: &str, expected: &str| assert_eq!(code_of(text), expected, "{text:?}");
        check("\n\n  if x:\n\ty()\n\n", "  if x:\n\ty()\n");
        check("a\u{1b}[0m", "a[0m\n");
        check(" \n\t\n", "");
    }

    #[test]
    fn cuts_fall_between_characters() {
        assert_eq!(cut("äöü", 3), "ä");
        assert_eq!(cut("abc", 9), "abc");
        assert_eq!(short_line_of("ab  cd", 3), "ab");
    }
}
