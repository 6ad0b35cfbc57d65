//! A page's own text, for readers without the site that it is published on.

use super::{Highlight, TranslationLink, VersionLink};
use crate::document::SectionKind;

/// A page as the index has it: its words, not its look.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageText {
    /// The page's id.
    pub id: String,
    /// The source file, relative to the corpus.
    pub source: String,
    /// Where it is published.
    pub url: String,
    /// Its title.
    pub title: Highlight,
    /// What it says of itself in a sentence or two.
    pub description: Option<String>,
    /// Its topics' names from the top down.
    pub breadcrumbs: Vec<String>,
    /// Its topics as facet values.
    pub topics: Vec<String>,
    /// Its level, where it says one.
    pub level: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its version, where it says one.
    pub version: Option<String>,
    /// Its date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Other versions of it.
    pub versions: Vec<VersionLink>,
    /// Translations of it.
    pub translations: Vec<TranslationLink>,
    /// Its sections in reading order; the first is the page's own.
    pub sections: Vec<SectionText>,
    /// Whether this is all of it: a page without end is cut.
    pub whole: bool,
}

/// A section of a page's text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SectionText {
    /// The fragment that leads here; `None` for the page's own section.
    pub anchor: Option<String>,
    /// What it is to a reader.
    pub kind: SectionKind,
    /// How deep it lies: 2 for a chapter of the page, 6 at most.
    pub depth: u8,
    /// Its heading; `None` for the page's own section.
    pub heading: Option<Highlight>,
    /// Its text and code in reading order.
    pub blocks: Vec<TextBlock>,
}

/// A paragraph, a table or a piece of code, matched words marked.
#[derive(Debug, Clone, PartialEq)]
pub enum TextBlock {
    /// A paragraph, list item or caption.
    Prose(Highlight),
    /// The rows of a table, its head first; each has as many cells.
    Table(Vec<Vec<Highlight>>),
    /// Code with its language.
    Code {
        /// The language's name as the page gives it.
        language: Option<String>,
        /// The code, lines ended by `\n`.
        text: Highlight,
    },
}
