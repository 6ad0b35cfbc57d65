//! Blocks of reStructuredText: titles, paragraphs, quotes, literal blocks.

use std::borrow::Cow;

use super::lines::{Line, adornment, indented, least_indent, trimmed};
use super::{MAX_DEPTH, Reader};

/// A title may be shorter than its adornment, or longer than one of this size.
const SURE_ADORNMENT: usize = 4;

impl Reader<'_, '_> {
    /// Reads lines as blocks; the least indent of them is where they stand.
    pub(super) fn blocks(&mut self, lines: &[Line<'_>]) {
        if self.depth >= MAX_DEPTH {
            return self.plain_lines(lines);
        }
        self.depth += 1;
        let base = least_indent(lines);
        let mut at = 0;
        while at < lines.len() {
            at += self.block(&lines[at..], base).max(1);
        }
        self.flow.end_block();
        self.depth -= 1;
    }

    /// Reads what nests too deep: each line as text.
    fn plain_lines(&mut self, lines: &[Line<'_>]) {
        for line in lines {
            self.flow.text(line.text);
            match line.is_blank() {
                true => self.flow.end_block(),
                false => self.flow.line_break(),
            }
        }
        self.flow.end_block();
    }

    /// Reads the block at the start; returns its number of lines.
    fn block(&mut self, lines: &[Line<'_>], base: usize) -> usize {
        let Some(line) = lines.first().filter(|line| !line.is_blank()) else {
            return 1;
        };
        self.flow.at_line = line.number;
        if line.indent > base {
            let n = indented(lines, base);
            self.contained(|reader| reader.blocks(&lines[..n]));
            return n;
        }
        let found = match line.text.as_bytes() {
            [b'.', b'.'] | [b'.', b'.', b' ', ..] => Some(self.explicit(lines, base)),
            [b'_', b'_'] | [b'_', b'_', b' ', ..] => Some(1),
            [b'>', b'>', b'>'] | [b'>', b'>', b'>', b' ', ..] => Some(self.doctest(lines)),
            [first, ..] if !first.is_ascii_alphanumeric() => self.signed_block(lines, base),
            _ => None,
        };
        let found = found.or_else(|| self.underlined_title(lines));
        let found = found.or_else(|| self.numbered_item(lines, base));
        found.unwrap_or_else(|| self.paragraph(lines, base))
    }

    /// Reads a block that starts with a sign, if it does.
    fn signed_block(&mut self, lines: &[Line<'_>], base: usize) -> Option<usize> {
        let found = self.overlined_title(lines);
        let found = found.or_else(|| self.grid_table(lines));
        let found = found.or_else(|| self.simple_table(lines));
        let found = found.or_else(|| self.transition(lines));
        let found = found.or_else(|| self.bullet_item(lines, base));
        let found = found.or_else(|| self.field(lines, base));
        let found = found.or_else(|| self.option_item(lines, base));
        found.or_else(|| self.line_block(lines, base))
    }

    /// Reads a title between two rows of a sign.
    fn overlined_title(&mut self, lines: &[Line<'_>]) -> Option<usize> {
        let [over, title, under, ..] = lines else {
            return None;
        };
        let sign = adornment(over.text)?;
        let is_title =
            over.text == under.text && !title.is_blank() && adornment(title.text).is_none();
        // A table of one column has such a head, but blanks in no row.
        if !is_title || (over.text.len() < SURE_ADORNMENT && over.text.len() < title.text.len()) {
            return None;
        }
        self.title(title, (sign, true));
        Some(3)
    }

    /// Reads a title above a row of a sign.
    fn underlined_title(&mut self, lines: &[Line<'_>]) -> Option<usize> {
        let [title, under, ..] = lines else {
            return None;
        };
        let sign = adornment(under.text).filter(|_| under.indent == title.indent)?;
        let is_sure = under.text.len() >= SURE_ADORNMENT.min(title.text.chars().count());
        // `::` and `..` after a line of text open something else.
        if !is_sure || under.text == "::" || under.text == ".." {
            return None;
        }
        self.title(title, (sign, false));
        Some(2)
    }

    /// Says whether a title starts here.
    pub(super) fn is_title(lines: &[Line<'_>]) -> bool {
        match lines {
            [over, title, under, ..] if over.text == under.text => {
                adornment(over.text).is_some() && !title.is_blank()
            }
            [title, under, ..] => {
                !title.is_blank()
                    && under.text.len() >= SURE_ADORNMENT.min(title.text.chars().count())
                    && adornment(under.text).is_some_and(|_| under.text != "::")
            }
            _ => false,
        }
    }

    /// Reads a title: its level is the place of its style among those seen.
    fn title(&mut self, line: &Line<'_>, style: super::Style) {
        let known = self.styles.iter().position(|known| *known == style);
        let place = known.unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        });
        let level = u8::try_from(place + 1).unwrap_or(6).min(6);
        if self.flow.n_containers == 0 {
            self.level = level;
            self.title = line.text.replace('`', "");
        }
        self.flow.at_line = line.number;
        self.flow.start_heading(level, None);
        self.inline(line.text, line.number);
        self.flow.end_heading();
        self.flow.end_block();
    }

    /// Takes a row of a sign that parts sections.
    fn transition(&mut self, lines: &[Line<'_>]) -> Option<usize> {
        let text = lines.first()?.text;
        adornment(text).filter(|_| text.len() >= SURE_ADORNMENT)?;
        let is_alone = lines.get(1).is_none_or(Line::is_blank);
        is_alone.then_some(1)
    }

    /// Reads an example of a session in Python.
    fn doctest(&mut self, lines: &[Line<'_>]) -> usize {
        let n = lines.iter().take_while(|line| !line.is_blank()).count();
        let base = least_indent(&lines[..n]);
        self.literal(&lines[..n], base, Some("pycon".to_owned()));
        n
    }

    /// Reads lines that keep their breaks.
    fn line_block(&mut self, lines: &[Line<'_>], base: usize) -> Option<usize> {
        let is_line = |line: &Line<'_>| line.text == "|" || line.text.starts_with("| ");
        if !is_line(lines.first()?) {
            return None;
        }
        let mut n = 0;
        for line in lines {
            let is_more = n > 0 && !line.is_blank() && line.indent > base;
            let is_own = is_line(line) && line.indent == base;
            if !is_more && !is_own {
                break;
            }
            if !is_more {
                self.flow.line_break();
            }
            let text = match is_more {
                true => line.text,
                false => line.after(1).text,
            };
            self.flow.line_break();
            self.inline(text, line.number);
            n += 1;
        }
        self.flow.end_block();
        Some(n)
    }

    /// Reads a paragraph, or a term with its definition.
    pub(super) fn paragraph(&mut self, lines: &[Line<'_>], base: usize) -> usize {
        let is_more = |line: &&Line<'_>| !line.is_blank() && line.indent == base;
        let mut n = lines.iter().take_while(is_more).count().max(1);
        // A title needs no blank line before it where an author forgot it.
        if let Some(at) = (1..n).find(|at| Self::is_title(&lines[*at..n.min(at + 3)])) {
            let rest = &lines[at..];
            let is_safe = rest.len() > 2 && adornment(rest[1].text).is_some();
            n = if is_safe && rest[1].text.len() >= SURE_ADORNMENT {
                at
            } else {
                n
            };
        }
        let own = &lines[..n];
        let follows = lines.get(n);
        let is_term = follows.is_some_and(|line| !line.is_blank() && line.indent > base);
        let text = joined(own);
        let shown = text.trim_end();
        if let Some(before) = shown.strip_suffix("::") {
            let is_silent = before.is_empty() || before.ends_with(char::is_whitespace);
            self.inline(before.trim_end(), own[0].number);
            if !is_silent {
                self.flow.text(":");
            }
            self.flow.end_block();
            return n + self.literal_after(&lines[n..], base);
        }
        match is_term {
            true => self.term(own),
            false => self.inline(shown, own[0].number),
        }
        self.flow.end_block();
        if is_term {
            let size = indented(&lines[n..], base);
            self.contained(|reader| reader.blocks(&lines[n..n + size]));
            n += size;
        }
        n
    }

    /// Reads the terms of a definition, one on each line.
    fn term(&mut self, lines: &[Line<'_>]) {
        for line in lines {
            self.inline(line.text, line.number);
            self.flow.end_block();
        }
    }

    /// Reads the literal block after `::`; returns its number of lines.
    fn literal_after(&mut self, lines: &[Line<'_>], base: usize) -> usize {
        let n_blank = lines.iter().take_while(|line| line.is_blank()).count();
        let rest = &lines[n_blank..];
        let mut n = indented(rest, base);
        if n == 0 {
            // A quoted one: not indented, each line with the same sign.
            let first = rest.first().and_then(|line| line.text.bytes().next());
            let Some(sign) = first.filter(u8::is_ascii_punctuation) else {
                return n_blank;
            };
            let is_quoted = |line: &&Line<'_>| line.text.bytes().next() == Some(sign);
            if sign == b'.' {
                return n_blank;
            }
            n = rest.iter().take_while(is_quoted).count();
        }
        let language = self.language.clone();
        self.literal(&rest[..n], least_indent(&rest[..n]), language);
        n_blank + n
    }

    /// Writes lines as code, their indent beyond `base` kept.
    pub(super) fn literal(&mut self, lines: &[Line<'_>], base: usize, language: Option<String>) {
        let lines = trimmed(lines);
        let Some(first) = lines.first() else {
            return;
        };
        self.flow.at_line = first.number;
        self.flow.end_block();
        self.flow.start_code(language);
        let mut text = String::new();
        for line in lines {
            let indent = line.indent.saturating_sub(base);
            text.extend(std::iter::repeat_n(
                ' ',
                if line.is_blank() { 0 } else { indent },
            ));
            text.push_str(line.text);
            text.push('\n');
        }
        self.flow.text(&text);
        self.flow.end_code();
    }

    /// Reads the inline text of lines.
    pub(super) fn inline_lines(&mut self, lines: &[Line<'_>]) {
        let Some(first) = lines.first() else {
            return;
        };
        self.flow.at_line = first.number;
        let text = joined(lines);
        self.inline(&text, first.number);
    }
}

/// Joins lines by line ends.
pub(super) fn joined<'a>(lines: &[Line<'a>]) -> Cow<'a, str> {
    match lines {
        [] => Cow::Borrowed(""),
        [line] => Cow::Borrowed(line.text),
        lines => {
            let size = lines.iter().map(|line| line.text.len() + 1).sum();
            let mut text = String::with_capacity(size);
            for (at, line) in lines.iter().enumerate() {
                if at > 0 {
                    text.push('\n');
                }
                text.push_str(line.text);
            }
            Cow::Owned(text)
        }
    }
}
