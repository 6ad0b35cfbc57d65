//! The flow of a page: text and elements, in order, become outline entries.
//!
//! Markdown's events, raw HTML in Markdown and the tree of an HTML page all
//! come down to the same few things: text on a line, the end of a block, a
//! heading, code, a row of cells, an anchor, a link.

use crate::document::Link;

use super::attributes;
use super::contents::Contents;
use super::marks::Marks;
use super::outline::{Heading, Outline, Outlined, Place, Resumed};
use super::plain::{Line, code_of, line_of};

/// The longest link target in bytes; a longer one is data, not an address.
const MAX_TARGET_BYTES: usize = 2_000;

/// What parts the cells of a row.
const CELL_MARK: &str = " | ";

/// A heading whose text is still coming.
#[derive(Debug)]
pub(super) struct OpenHeading {
    heading: Heading,
    slug_line: Line,
    /// An id found inside of it: `## <a name="x"></a>Title`.
    inner_id: Option<String>,
    /// The sign of the attribute list that its text ends with.
    list_opener: Option<char>,
}

/// Code whose text is still coming.
#[derive(Debug)]
pub(super) struct OpenCode {
    language: Option<String>,
    text: String,
}

/// Turns what a format reads into an outline.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) outline: Outline,
    pub(super) line: Line,
    pub(super) heading: Option<OpenHeading>,
    pub(super) code: Option<OpenCode>,
    /// The cells begun in the open row.
    pub(super) row: Option<u32>,
    pub(super) contents: Contents,
    /// An id that waits for the heading after it.
    pub(super) anchor: Option<String>,
    links: Vec<Link>,
    /// Open `details` and `dl`, each with the question in it.
    pub(super) questions: Vec<Option<Resumed>>,
    /// The question that a `Q:` has begun.
    pub(super) asked: Option<Resumed>,
    /// The id of the question that is coming, or of what holds it.
    pub(super) question_id: Option<String>,
    /// Open lists, quotes and tables: a heading in one of them is prose.
    pub(super) n_containers: u32,
    /// The source line at hand; 0 where unknown.
    pub(super) at_line: u32,
    /// Counts marks left in the text, where a report asks for it.
    pub(super) marks: Option<Marks>,
    /// Every id that was met, whatever it names.
    pub(super) ids: Vec<String>,
    /// Open elements of HTML whose text is code within a line.
    n_verbatim: u32,
    /// The sign of the attribute list that ends a heading in a container.
    prose_list: Option<char>,
}

impl Flow {
    /// Starts an empty page.
    pub(super) fn new(outline: Outline) -> Self {
        Self {
            outline,
            line: Line::default(),
            heading: None,
            code: None,
            row: None,
            contents: Contents::default(),
            anchor: None,
            links: Vec::new(),
            questions: Vec::new(),
            asked: None,
            question_id: None,
            n_containers: 0,
            at_line: 0,
            marks: None,
            ids: Vec::new(),
            n_verbatim: 0,
            prose_list: None,
        }
    }

    /// Makes the anchors from here on with this prefix and separator.
    pub(super) fn restyle_slugs(&mut self, prefix: &str, separator: Option<char>) {
        self.outline.restyle_slugs(prefix, separator);
    }

    /// Adds text to what is open.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            return;
        }
        self.line.push(text);
        self.contents.note_text(text);
        if let Some(marks) = self.marks.as_mut().filter(|_| self.n_verbatim == 0) {
            marks.text(text);
        }
        if let Some(open) = &mut self.heading {
            open.slug_line.push(text);
        }
    }

    /// Starts code within a line whose text comes as text.
    pub(super) fn start_verbatim(&mut self) {
        self.n_verbatim += 1;
        if let Some(marks) = &mut self.marks {
            marks.code();
        }
    }

    /// Ends code within a line.
    pub(super) fn end_verbatim(&mut self) {
        self.n_verbatim = self.n_verbatim.saturating_sub(1);
    }

    /// Adds inline code, its blanks kept.
    pub(super) fn inline_code(&mut self, text: &str) {
        if self.code.is_some() {
            self.text(text);
            return;
        }
        self.line.push_verbatim(text);
        self.contents.note_text(text);
        if let Some(marks) = &mut self.marks {
            marks.code();
        }
        if let Some(open) = &mut self.heading {
            open.slug_line.push_verbatim(text);
        }
    }

    /// Adds the words that stand for an image; slugs do not see them.
    pub(super) fn image_words(&mut self, text: &str) {
        if self.code.is_none() {
            self.line.push(text);
            self.contents.note_text(text);
        }
    }

    /// Parts words, or lines of code.
    pub(super) fn line_break(&mut self) {
        if let Some(code) = &mut self.code {
            code.text.push('\n');
            return;
        }
        self.line.blank();
        if let Some(marks) = &mut self.marks {
            marks.line_break();
        }
        if let Some(open) = &mut self.heading {
            open.slug_line.blank();
        }
    }

    /// Says whether the next character would continue a word.
    pub(super) fn is_in_word(&self) -> bool {
        self.line.ends_in_word()
    }

    /// Says whether code is open.
    pub(super) fn is_in_code(&self) -> bool {
        self.code.is_some()
    }

    /// Says whether a heading is open.
    pub(super) fn is_in_heading(&self) -> bool {
        self.heading.is_some()
    }

    /// Ends what is open; says whether the page has no text and no section yet.
    pub(super) fn is_bare(&mut self) -> bool {
        self.end_heading();
        self.end_code();
        self.end_block();
        self.outline.is_bare()
    }

    /// Forgets the links noted so far, to read the page another way.
    pub(super) fn forget_links(&mut self) {
        self.links.clear();
    }

    /// Ends a block where one may be inside a row, a heading or code.
    pub(super) fn part(&mut self) {
        if let Some(code) = &mut self.code {
            if !code.text.is_empty() && !code.text.ends_with('\n') {
                code.text.push('\n');
            }
        } else if self.row.is_some() || self.heading.is_some() {
            self.line_break();
        } else {
            self.flush();
        }
    }

    /// Ends a block, whatever row was open.
    pub(super) fn end_block(&mut self) {
        if self.code.is_none() && self.heading.is_none() {
            self.row = None;
        }
        self.part();
    }

    /// Ends a paragraph of Markdown, which may end with an attribute list.
    pub(super) fn end_paragraph(&mut self) {
        if self.code.is_some() || self.heading.is_some() {
            self.part();
            return;
        }
        let text = self.line.take();
        match attributes::of_paragraph(&text) {
            Some((before, id)) => {
                self.take_off_mark("{:");
                self.line.push_verbatim(before);
                if let Some(id) = id.filter(|_| before.is_empty()) {
                    self.outline.identify(&id);
                }
            }
            None => self.line.push_verbatim(&text),
        }
        self.end_block();
    }

    /// Starts a heading; in a container it is prose.
    pub(super) fn start_heading(&mut self, level: u8, id: Option<String>) {
        self.end_code();
        self.end_heading();
        self.row = None;
        self.flush();
        if self.n_containers > 0 {
            self.ids.extend(id);
            return;
        }
        let heading = Heading {
            level,
            id,
            line: self.at_line,
            ..Heading::default()
        };
        self.heading = Some(OpenHeading {
            heading,
            slug_line: Line::default(),
            inner_id: None,
            list_opener: None,
        });
    }

    /// Says that the open heading ends with an attribute list.
    pub(super) fn expect_list(&mut self, opener: char) {
        match &mut self.heading {
            Some(open) => open.list_opener = Some(opener),
            None if self.n_containers > 0 => self.prose_list = Some(opener),
            None => {}
        }
    }

    /// Ends a heading: a title or the start of a section.
    pub(super) fn end_heading(&mut self) {
        let Some(open) = self.heading.take() else {
            if let Some(opener) = self.prose_list.take() {
                let text = self.line.take();
                let text = text
                    .rsplit_once(opener)
                    .map_or(text.as_str(), |(before, _)| before);
                self.line.push_verbatim(text.trim_end());
                self.take_off_mark(opener.encode_utf8(&mut [0; 4]));
            }
            self.part();
            return;
        };
        if let Some(opener) = open.list_opener {
            self.take_off_mark(opener.encode_utf8(&mut [0; 4]));
        }
        self.end_marks();
        let mut heading = open.heading;
        let mut slug_line = open.slug_line;
        let before_list = |text: String| match open.list_opener {
            Some(opener) => text
                .rsplit_once(opener)
                .map_or_else(|| text.clone(), |(before, _)| before.trim_end().to_owned()),
            None => text,
        };
        heading.text = before_list(self.line.take());
        heading.slug_text = before_list(slug_line.take());
        let waiting = self.anchor.take();
        heading.id = heading.id.or(open.inner_id);
        heading.target = waiting.filter(|_| heading.id.is_none());
        if heading.text.is_empty() {
            self.anchor = heading.id.or(heading.target);
        } else {
            self.outline.heading(heading);
        }
    }

    /// Ends a heading that has its text but not its end.
    pub(super) fn end_filled_heading(&mut self) {
        if self.heading.is_some() && !self.line.is_empty() {
            self.end_heading();
        }
    }

    /// Notes an anchor: it may belong to the heading here or next.
    pub(super) fn anchor(&mut self, id: String) {
        self.note_id(&id);
        match &mut self.heading {
            Some(open) => open.inner_id = open.inner_id.take().or(Some(id)),
            None => self.anchor = Some(id),
        }
    }

    /// Notes an id that a link may name, though no section has it.
    pub(super) fn note_id(&mut self, id: &str) {
        if !id.is_empty() && id.len() <= MAX_TARGET_BYTES {
            self.ids.push(id.to_owned());
        }
    }

    /// Starts a link.
    pub(super) fn start_link(&mut self, target: &str) {
        self.contents.start_link(target);
        self.link(target);
    }

    /// Ends a link.
    pub(super) fn end_link(&mut self) {
        self.contents.end_link();
    }

    /// Notes a link out of the page.
    fn link(&mut self, target: &str) {
        let target = line_of(target);
        let is_code = ["javascript:", "data:", "vbscript:"].iter().any(|scheme| {
            super::plain::cut(&target, 11)
                .to_ascii_lowercase()
                .starts_with(scheme)
        });
        if !target.is_empty() && target.len() <= MAX_TARGET_BYTES && !is_code {
            let line = self.at_line;
            self.links.push(Link { target, line });
        }
    }

    /// Starts a row of cells.
    pub(super) fn start_row(&mut self) {
        if self.code.is_none() && self.heading.is_none() {
            self.row = None;
            self.flush();
            self.row = Some(0);
        }
    }

    /// Starts a cell.
    pub(super) fn start_cell(&mut self) {
        match &mut self.row {
            Some(n_cells) if self.code.is_none() && self.heading.is_none() => {
                *n_cells += 1;
                if *n_cells > 1 {
                    self.line.push(CELL_MARK);
                }
            }
            _ => self.part(),
        }
    }

    /// Ends a row of cells.
    pub(super) fn end_row(&mut self) {
        if self.row.is_some() {
            self.flush();
            self.row = None;
        }
    }

    /// Starts a block of code; inside of code or a heading it is part of that.
    pub(super) fn start_code(&mut self, language: Option<String>) {
        if self.heading.is_some() || self.code.is_some() {
            self.part();
            return;
        }
        self.flush();
        self.code = Some(OpenCode {
            language,
            text: String::new(),
        });
    }

    /// Says what language the open code is in, unless that is known.
    pub(super) fn name_language(&mut self, language: impl FnOnce() -> Option<String>) {
        if let Some(code) = &mut self.code
            && code.language.is_none()
        {
            code.language = language();
        }
    }

    /// Ends a block of code.
    pub(super) fn end_code(&mut self) {
        if let Some(code) = self.code.take() {
            let text = code_of(&code.text);
            if !text.is_empty() {
                self.anchor = None;
            }
            self.outline.code(code.language, text);
        }
    }

    /// Returns the place at hand, to go on there after sections below it.
    pub(super) fn place(&self) -> Place {
        self.outline.place()
    }

    /// Goes on in a section that others interrupted.
    pub(super) fn resume(&mut self, place: Place) {
        self.end_heading();
        self.end_code();
        self.end_block();
        self.outline.resume(place);
    }

    /// Ends what is open at the end of the page.
    pub(super) fn end(&mut self) {
        self.end_heading();
        self.end_code();
        self.flush();
    }

    /// Ends the page.
    pub(super) fn finish(mut self) -> (Outlined, Vec<Link>) {
        self.end();
        (self.outline.finish(), self.links)
    }

    /// Leaves an attribute list out of the count of marks.
    fn take_off_mark(&mut self, sign: &str) {
        if let Some(marks) = &mut self.marks {
            marks.take_off(sign);
        }
    }

    /// Counts the marks of the block or heading that ends.
    fn end_marks(&mut self) {
        self.n_verbatim = 0;
        if let Some(marks) = &mut self.marks {
            marks.end_block();
        }
    }

    /// Writes the open line as a block.
    fn flush(&mut self) {
        self.end_marks();
        let mut text = self.line.take();
        let is_contents = self.contents.end_line(self.n_containers);
        if is_contents && self.row.is_none() {
            return;
        }
        if self.row.is_some() {
            text = text.trim_matches(['|', ' ']).to_owned();
        }
        if !text.is_empty() {
            // Text stands between the anchor and whatever heading comes.
            self.anchor = None;
            match self.row.is_none() && text.starts_with(['Q', 'A']) {
                true => self.spoken(text),
                false => self.outline.prose(text),
            }
        }
    }
}

#[cfg(test)]
mod tests;
