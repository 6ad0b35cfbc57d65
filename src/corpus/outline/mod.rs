//! The outline of a page: headings, prose and code become sections.
//!
//! Every format feeds this one builder, so that titles, heading paths,
//! anchors, kinds and the splitting of long sections follow the same rules.

use crate::document::{Block, CodeBlock, Section, SectionKind};

use super::code_language;
use super::headings::{SlugRule, Slugs, slug};
use super::plain::{cut, short_line_of};

mod rails;

/// The longest title or heading in bytes: it is stored with every section.
const MAX_HEADING_BYTES: usize = 512;

/// The longest block in bytes; a longer one becomes several.
const MAX_BLOCK_BYTES: usize = 16 * 1024;

/// The most headings of a page that start sections; further ones are prose.
///
/// Each section holds its path of headings, so a page of nothing but headings
/// would take hundreds of times its size.
pub(super) const MAX_HEADINGS: usize = 10_000;

/// Bytes that count as a word where no blank parts them, as in Chinese.
const WORD_BYTES: usize = 10;

/// A heading as a format found it.
#[derive(Debug, Default)]
pub(super) struct Heading {
    /// Its level, 1 to 6.
    pub(super) level: u8,
    /// Its plain text.
    pub(super) text: String,
    /// The text of which its slug is made: without images' words.
    pub(super) slug_text: String,
    /// The id that the page states for it.
    pub(super) id: Option<String>,
    /// The id of what stands before it to lead to it: `<a id="x"></a>`.
    pub(super) target: Option<String>,
    /// Its line in the source file; 0 where unknown.
    pub(super) line: u32,
}

/// What a page's headings and blocks came to.
#[derive(Debug, Default)]
pub(super) struct Outlined {
    /// The front matter's title, else the first `h1`.
    pub(super) title: Option<String>,
    /// The sections; the first is the page's own.
    pub(super) sections: Vec<Section>,
    /// Whether there were more than [`MAX_HEADINGS`].
    pub(super) has_too_many: bool,
}

/// A section to come back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    section: usize,
    depth: usize,
}

/// Where the text goes on after a question's answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resumed {
    before: usize,
    question: usize,
}

/// Builds the sections of one page in reading order.
#[derive(Debug)]
pub(super) struct Outline {
    title: Option<String>,
    max_words: usize,
    slugs: Slugs,
    path: Vec<(u8, String)>,
    sections: Vec<Section>,
    /// The section that blocks go to: the last, or the page's own after its title.
    pub(super) current: usize,
    has_too_many: bool,
    /// What leads to headings besides their anchors, and to the page's title.
    other_ids: Vec<String>,
}

impl Outline {
    /// Starts a page; `title` is what its front matter says.
    #[cfg(test)]
    pub(super) fn new(title: Option<String>, max_words: usize) -> Self {
        Self::with_rule(title, max_words, SlugRule::Github)
    }

    /// Starts a page whose headings become anchors by `rule`.
    pub(super) fn with_rule(title: Option<String>, max_words: usize, rule: SlugRule) -> Self {
        Self {
            title,
            max_words,
            slugs: Slugs::new(rule),
            path: Vec::new(),
            sections: vec![Section::default()],
            current: 0,
            has_too_many: false,
            other_ids: Vec::new(),
        }
    }

    /// Makes the anchors from here on with this prefix and separator.
    pub(super) fn restyle_slugs(&mut self, prefix: &str, separator: Option<char>) {
        self.slugs.restyle(prefix, separator);
    }

    /// Returns what leads to headings besides their anchors, also to the one
    /// that is the page's title or may be.
    pub(super) fn take_other_ids(&mut self) -> Vec<String> {
        let mut ids = std::mem::take(&mut self.other_ids);
        ids.extend(self.sections.get(1).and_then(|first| first.anchor.clone()));
        ids
    }

    /// Adds a heading: the page's title, or the start of a section.
    pub(super) fn heading(&mut self, heading: Heading) {
        let text = short_line_of(&heading.text, MAX_HEADING_BYTES);
        if text.is_empty() {
            return;
        }
        if self.sections.len() > MAX_HEADINGS {
            self.has_too_many = true;
            self.prose(text);
            return;
        }
        let stated = heading.id.and_then(|id| self.slugs.reserve(&id));
        let target = heading.target.and_then(|id| self.slugs.reserve(&id));
        let own = stated.or_else(|| self.slugs.make(&heading.slug_text));
        // Both lead here. Most authors link to what they have put there.
        let (anchor, other) = match self.slugs.rule() {
            SlugRule::MdBook if own.is_some() => (own, target),
            _ if target.is_some() => (target, own),
            _ => (own, None),
        };
        self.other_ids.extend(other);
        let level = heading.level.clamp(1, 6);
        if level == 1 && self.is_title(&text) {
            self.path.clear();
            self.current = 0;
            self.other_ids.extend(anchor);
            return;
        }
        while self.path.last().is_some_and(|(above, _)| *above >= level) {
            self.path.pop();
        }
        self.path.push((level, text));
        self.current = self.sections.len();
        self.sections.push(Section {
            headings: self.path.iter().map(|(_, text)| text.clone()).collect(),
            anchor,
            line: heading.line,
            level,
            ..Section::default()
        });
    }

    /// Adds a paragraph that is one clean line; an empty one is nothing.
    pub(super) fn prose(&mut self, text: String) {
        if text.is_empty() {
            return;
        }
        let blocks = &mut self.sections[self.current].blocks;
        if text.len() <= MAX_BLOCK_BYTES {
            blocks.push(Block::Prose(text));
            return;
        }
        for piece in pieces(&text, ' ') {
            blocks.push(Block::Prose(piece.trim().to_owned()));
        }
    }

    /// Adds clean code; blank code is nothing.
    pub(super) fn code(&mut self, language: Option<String>, text: String) {
        if text.is_empty() {
            return;
        }
        let language = language.and_then(code_language::named);
        let blocks = &mut self.sections[self.current].blocks;
        for piece in pieces(&text, '\n') {
            let mut text = piece.to_owned();
            if !text.ends_with('\n') {
                text.push('\n');
            }
            let language = language.clone();
            blocks.push(Block::Code(CodeBlock { language, text }));
        }
    }

    /// Starts a section for a question in the text; [`Outline::end_question`]
    /// takes what it returns. Without an `id` only its page leads to it.
    pub(super) fn question(&mut self, text: &str, id: Option<&str>, line: u32) -> Option<Resumed> {
        let text = short_line_of(text, MAX_HEADING_BYTES);
        let before = &self.sections[self.current];
        let is_deep = before.headings.len() > 6;
        if text.is_empty() || is_deep || self.sections.len() > MAX_HEADINGS {
            return None;
        }
        let mut headings = before.headings.clone();
        headings.push(text);
        let level = before.level.max(1).saturating_add(1).min(6);
        let resumed = Resumed {
            before: self.current,
            question: self.sections.len(),
        };
        let anchor = id.and_then(|id| self.slugs.reserve(id));
        self.current = self.sections.len();
        self.sections.push(Section {
            headings,
            anchor,
            line,
            level,
            ..Section::default()
        });
        Some(resumed)
    }

    /// Goes on with the section before a question, unless a heading came since.
    pub(super) fn end_question(&mut self, resumed: Resumed) {
        if self.current == resumed.question {
            self.current = resumed.before;
        }
    }

    /// Says whether a section has this heading.
    pub(super) fn has_heading(&self, text: &str) -> bool {
        let mut headings = self.sections.iter().filter_map(Section::heading);
        headings.any(|heading| is_same(heading, text))
    }

    /// Takes a paragraph out of the text, wherever it stands.
    pub(super) fn remove_prose(&mut self, text: &str) {
        for section in &mut self.sections {
            section.blocks.retain(|block| match block {
                Block::Prose(prose) => prose != text,
                Block::Code(_) => true,
            });
        }
    }

    /// Gives the section just begun the id that stands after its heading.
    pub(super) fn identify(&mut self, id: &str) {
        let section = &mut self.sections[self.current];
        if self.current > 0
            && section.blocks.is_empty()
            && let Some(id) = self.slugs.reserve(id)
        {
            section.anchor = Some(id);
        }
    }

    /// Returns the section that blocks go to.
    pub(super) fn place(&self) -> Place {
        Place {
            section: self.current,
            depth: self.path.len(),
        }
    }

    /// Lets blocks go to a section again that others interrupted.
    pub(super) fn resume(&mut self, place: Place) {
        self.current = place.section.min(self.sections.len() - 1);
        self.path.truncate(place.depth);
    }

    /// Says whether nothing but a title was added.
    pub(super) fn is_bare(&self) -> bool {
        self.sections.len() == 1 && self.sections[0].blocks.is_empty()
    }

    /// Returns the title and the sections, long ones split.
    pub(super) fn finish(mut self) -> Outlined {
        if self.slugs.rule() == SlugRule::Rails {
            rails::name(&mut self.sections);
        }
        self.merge_first();
        let mut sections = Vec::with_capacity(self.sections.len());
        for mut section in self.sections {
            section.kind = kind_of(&section);
            split(section, self.max_words, &mut sections);
        }
        Outlined {
            title: self.title,
            sections,
            has_too_many: self.has_too_many,
        }
    }

    /// Takes the heading that a page starts with for its title: where it repeats
    /// the title, or where there is none and no other heading is on its level,
    /// as in books whose chapters start with `##`.
    fn merge_first(&mut self) {
        let [own, first, rest @ ..] = self.sections.as_mut_slice() else {
            return;
        };
        let Some(heading) = first.headings.last() else {
            return;
        };
        let is_title = match &self.title {
            Some(title) => is_same(title, heading),
            None => rest.iter().all(|other| other.level > first.level),
        };
        if !own.blocks.is_empty() || !is_title {
            return;
        }
        self.title.get_or_insert_with(|| heading.clone());
        let below = rest
            .iter_mut()
            .take_while(|other| other.level > first.level);
        for section in below {
            section.headings.remove(0);
        }
        own.blocks = std::mem::take(&mut first.blocks);
        self.sections.remove(1);
    }

    /// Says whether a first-level heading is the title, which it may become.
    fn is_title(&mut self, text: &str) -> bool {
        match &self.title {
            None => {
                self.title = Some(text.to_owned());
                true
            }
            Some(title) => is_same(title, text),
        }
    }
}

/// Says whether two headings differ at most in case and punctuation.
fn is_same(a: &str, b: &str) -> bool {
    a == b || (slug(a) == slug(b) && !slug(a).is_empty())
}

/// Says whether a heading is a question.
pub(super) fn asks(heading: &str) -> bool {
    heading.ends_with(['?', '？', '؟'])
}

/// Tells a question with its answer, and code alone, from other sections.
fn kind_of(section: &Section) -> SectionKind {
    if section.heading().is_some_and(asks) {
        SectionKind::Faq
    } else if section.prose().next().is_none() && section.code().next().is_some() {
        SectionKind::Code
    } else {
        SectionKind::Section
    }
}

/// Splits a section between blocks so that no part has over `max_words`,
/// unless a single block has; every part keeps headings and anchor.
fn split(section: Section, max_words: usize, parts: &mut Vec<Section>) {
    let words: Vec<usize> = section.blocks.iter().map(count_words).collect();
    if words.iter().sum::<usize>() <= max_words {
        parts.push(section);
        return;
    }
    let head = Section {
        blocks: Vec::new(),
        ..section
    };
    let mut part = head.clone();
    let mut n_words = 0;
    for (block, n) in section.blocks.into_iter().zip(words) {
        if n_words + n > max_words && !part.blocks.is_empty() {
            parts.push(std::mem::replace(&mut part, head.clone()));
            n_words = 0;
        }
        n_words += n;
        part.blocks.push(block);
    }
    parts.push(part);
}

/// Counts the words of a block, long runs without blanks as several.
pub(super) fn count_words(block: &Block) -> usize {
    let text = match block {
        Block::Prose(text) => text,
        Block::Code(code) => &code.text,
    };
    text.split_ascii_whitespace()
        .map(|run| run.len().div_ceil(WORD_BYTES).max(1))
        .sum()
}

/// Cuts text into pieces of at most [`MAX_BLOCK_BYTES`], after `mark` if it can.
fn pieces(text: &str, mark: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > MAX_BLOCK_BYTES {
        let longest = cut(rest, MAX_BLOCK_BYTES);
        let end = longest.rfind(mark).map_or(longest.len(), |at| at + 1);
        pieces.push(&rest[..end]);
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}

#[cfg(test)]
mod tests;
