//! The lines that come out: their indentation and the breaks between blocks.
//!
//! MDX knows no indented code: children stand as deep as the author likes. So
//! they are moved to the column of the tag around them, and no line may stand
//! so deep below its list item that CommonMark would take it for code.

use super::super::dialect::lines::{Kind, Line};

/// The most elements that are held open; deeper ones are not moved.
const MAX_FRAMES: usize = 200;

/// The longest run of quote marks and blanks before a line that is looked at.
const MAX_PREFIX: usize = 200;

/// The most of the line at hand that is looked at for mathematics.
const MAX_TAIL: usize = 500;

/// An open element.
#[derive(Debug)]
pub(super) struct Frame {
    /// Its name.
    pub(super) name: String,
    /// The source line of its opening tag.
    pub(super) number: u32,
    /// Whether its opening tag began a line.
    pub(super) starts_line: bool,
    /// The column in which its line came out.
    column: usize,
    /// What was taken off the lines around it.
    outer_shift: usize,
    outer_item: usize,
    has_child: bool,
}

/// Lines as they come out.
#[derive(Debug)]
pub(super) struct Output {
    /// The lines that are done.
    pub(super) lines: Vec<Line<'static>>,
    /// The line at hand.
    pub(super) current: String,
    /// The source line at hand.
    pub(super) number: u32,
    /// Elements open, outermost first.
    pub(super) frames: Vec<Frame>,
    /// Whether indentation means nothing but lists.
    is_moving: bool,
    /// The columns taken off each line.
    shift: usize,
    /// The column in which the text of the open list item stands.
    item: usize,
    /// The column in which the line at hand comes out.
    column: usize,
    /// Whether the line before is blank.
    is_after_blank: bool,
    /// The columns taken off the open code block.
    code_shift: usize,
    /// Whether the line at hand is code by its indentation.
    pub(super) is_code: bool,
}

impl Output {
    /// Starts with no lines.
    pub(super) fn new(is_moving: bool) -> Self {
        Self {
            lines: Vec::new(),
            current: String::new(),
            number: 0,
            frames: Vec::new(),
            is_moving,
            shift: 0,
            item: 0,
            column: 0,
            is_after_blank: true,
            code_shift: 0,
            is_code: false,
        }
    }

    /// Starts a line; returns how many bytes of indentation it took.
    pub(super) fn start_line(&mut self, number: u32, text: &str) -> usize {
        self.number = number;
        self.current.clear();
        let line = text.split('\n').next().unwrap_or_default();
        let (bytes, columns) = indentation(line);
        let rest = &line[bytes..];
        if rest.trim().is_empty() {
            self.is_after_blank = true;
            // A code block ends with the next line that is no code.
            return bytes;
        }
        self.column = match self.is_moving {
            true => self.moved(columns, rest),
            false => self.kept(columns, rest),
        };
        self.is_after_blank = false;
        match self.is_moving {
            true => self.current.extend(std::iter::repeat_n(' ', self.column)),
            false => self.current.push_str(&line[..bytes]),
        }
        bytes
    }

    /// Notes what a line is where indentation counts; returns its column.
    fn kept(&mut self, columns: usize, rest: &str) -> usize {
        let starts = self.is_after_blank || self.is_code;
        self.is_code = starts && columns >= self.item + 4;
        if !self.is_code {
            let marker = marker_width(rest);
            if marker > 0 {
                self.item = columns + marker;
            } else if self.is_after_blank || rest.starts_with('#') {
                self.item = self.item.min(columns);
            }
        }
        columns
    }

    /// Returns the column in which a line comes out.
    fn moved(&mut self, columns: usize, rest: &str) -> usize {
        let closes = rest.starts_with("</");
        if let Some(frame) = self.frames.last_mut()
            && !frame.has_child
            && !closes
        {
            frame.has_child = true;
            if columns > frame.column {
                self.shift = columns - frame.column;
            }
        }
        let mut column = columns.saturating_sub(self.shift);
        let marker = marker_width(rest);
        let can_end = self.is_after_blank || rest.starts_with('#');
        if marker == 0 && can_end && column < self.item {
            self.item = column;
        }
        if column > self.item + 3 {
            column = self.item;
        }
        if marker > 0 {
            self.item = column + marker;
        }
        column
    }

    /// Ends the line at hand.
    pub(super) fn end_line(&mut self) {
        let text = std::mem::take(&mut self.current);
        let text = match text.trim().is_empty() {
            true => String::new(),
            false => text,
        };
        self.lines.push(Line::text(text, self.number));
    }

    /// Adds a line of a code block, moved as its opening fence.
    pub(super) fn code_line(&mut self, line: &Line<'_>) {
        if line.kind == Kind::Opening {
            let (_, columns) = indentation(&line.text);
            let bytes = self.start_line(line.number, &line.text);
            self.code_shift = match self.is_moving {
                true => columns.saturating_sub(self.column),
                false => 0,
            };
            let text = line.text.get(bytes..).unwrap_or_default();
            self.current.push_str(text);
            self.end_line();
            return;
        }
        let text = match self.code_shift {
            0 => line.text.clone().into_owned(),
            shift => without_columns(&line.text, shift),
        };
        let number = line.number;
        self.lines.push(Line::text(text, number));
    }

    /// Says whether the line at hand holds nothing but marks of quotes.
    pub(super) fn is_bare(&self) -> bool {
        self.current.len() <= MAX_PREFIX
            && self.current.chars().all(|c| c == '>' || c.is_whitespace())
    }

    /// Says whether the line at hand opens a list item and holds nothing yet.
    pub(super) fn is_at_item(&self) -> bool {
        if self.current.len() > MAX_PREFIX {
            return false;
        }
        let text = self.current.trim_start_matches([' ', '\t', '>']);
        let width = marker_width(text);
        width > 0 && text[width.min(text.len())..].trim().is_empty()
    }

    /// Says whether the line at hand is a heading.
    pub(super) fn is_heading(&self) -> bool {
        let mut start = self.current.bytes().take(MAX_PREFIX);
        start.find(|byte| *byte != b' ') == Some(b'#')
    }

    /// Returns the end of the line at hand.
    pub(super) fn tail(&self) -> &str {
        let mut start = self.current.len().saturating_sub(MAX_TAIL);
        while !self.current.is_char_boundary(start) {
            start += 1;
        }
        &self.current[start..]
    }

    /// Ends the block at hand: what follows stands apart from it.
    pub(super) fn break_block(&mut self) {
        if self.is_at_item() {
            return;
        }
        let is_mark = |c: char| c == '>' || c == ' ' || c == '\t';
        let text = self.current.trim_start_matches(is_mark);
        let length = self.current.len() - text.len();
        let prefix = match length <= MAX_PREFIX {
            true => self.current[..length].to_owned(),
            false => String::new(),
        };
        if !self.is_bare() {
            self.end_line();
        }
        let blank = prefix.trim_end().to_owned();
        self.lines.push(Line::text(blank, self.number));
        self.current = match prefix.contains('>') {
            true => prefix,
            false => " ".repeat(self.column.min(MAX_PREFIX)),
        };
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, starts_line: bool) {
        if self.frames.len() >= MAX_FRAMES {
            return;
        }
        self.frames.push(Frame {
            name: name.to_owned(),
            number: self.number,
            starts_line,
            column: self.column,
            outer_shift: self.shift,
            outer_item: self.item,
            has_child: !starts_line,
        });
    }

    /// Closes an element, and those in it that were forgotten.
    pub(super) fn close(&mut self, name: &str) -> Option<Frame> {
        let at = self.frames.iter().rposition(|frame| frame.name == name)?;
        let frame = self.frames.swap_remove(at);
        self.frames.truncate(at);
        self.shift = frame.outer_shift;
        self.item = frame.outer_item;
        Some(frame)
    }
}

/// Returns how many bytes and columns of indentation a line has.
fn indentation(line: &str) -> (usize, usize) {
    let mut columns = 0;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            _ => return (at, columns),
        }
    }
    (line.len(), columns)
}

/// Returns a line without so many columns of indentation.
fn without_columns(line: &str, n: usize) -> String {
    let mut columns = 0;
    for (at, byte) in line.bytes().enumerate() {
        if columns >= n || !matches!(byte, b' ' | b'\t') {
            let kept = columns.saturating_sub(n);
            return " ".repeat(kept) + &line[at..];
        }
        columns += match byte {
            b' ' => 1,
            _ => 4 - columns % 4,
        };
    }
    String::new()
}

/// Returns the width of the list marker that a text starts with, or 0.
fn marker_width(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = match (digits, text.as_bytes().get(digits)) {
        (0, Some(b'-' | b'*' | b'+')) => 1,
        (1..=9, Some(b'.' | b')')) => digits + 1,
        _ => return 0,
    };
    let blanks = text[after..].bytes().take_while(|b| *b == b' ').count();
    match blanks {
        0 => 0,
        1..=4 => after + blanks,
        _ => after + 1,
    }
}
