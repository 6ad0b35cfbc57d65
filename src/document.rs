//! Plain data: what a parsed page is, for every layer above.
//!
//! `Document` is the whole agreement between `corpus`, which makes documents,
//! and `index`, which stores them. Neither knows the other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One page of a corpus, read and taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The source file relative to the corpus, `/`-separated: `rust/generics.md`.
    pub path: String,
    /// The page's id: its path without extension or index name, `rust/generics`.
    pub id: String,
    /// Where readers find the page: absolute, or root-relative without a base URL.
    pub url: String,
    /// The page's title, never empty.
    pub title: String,
    /// One or two sentences from the front matter or the page's metadata.
    pub description: Option<String>,
    /// Other names under which readers look for exactly this page.
    pub aliases: Vec<String>,
    /// Old addresses of this page, root-relative.
    pub redirects: Vec<String>,
    /// Topics, most important first, hierarchical with `/`: `databases/nosql`.
    pub topics: Vec<String>,
    /// The topics as the site writes them, in the same order: `Databases/NoSQL`;
    /// empty where it writes none.
    pub topic_labels: Vec<String>,
    /// `beginner`, `intermediate`, `advanced`, or the site's own word.
    pub level: Option<String>,
    /// A BCP 47 tag in lower case: `en`, `pt-br`.
    pub language: Option<String>,
    /// The version of the product that the page describes.
    pub version: Option<String>,
    /// The date of the last change as the author states it, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Place among its siblings, lower first, where the author gives one.
    pub weight: Option<i64>,
    /// Further facet values by facet name.
    pub facets: BTreeMap<String, Vec<String>>,
    /// What the page shares with its translations and with its other versions,
    /// and with no other page.
    pub family: Option<String>,
    /// The sections in reading order; the first is the page's own (its lead).
    pub sections: Vec<Section>,
    /// The links out of this page, in reading order.
    pub links: Vec<Link>,
}

/// What a section is to a reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// Text under a heading, or the page's lead.
    #[default]
    Section,
    /// A question with its answer.
    Faq,
    /// Nothing but code.
    Code,
}

/// The unit that is indexed: a heading and what stands under it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// The headings above and including this one, below the page title; empty
    /// for the page's own section.
    pub headings: Vec<String>,
    /// The fragment that leads here, without `#`; `None` for the page's own section.
    pub anchor: Option<String>,
    /// What it is to a reader.
    pub kind: SectionKind,
    /// The line of the heading in the source file, from 1; 0 where unknown.
    pub line: u32,
    /// The heading's level in the source, 1 to 6; 0 for the page's own section.
    pub level: u8,
    /// Text and code in reading order.
    pub blocks: Vec<Block>,
}

/// A piece of a section that is never split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A paragraph, list item, table row or caption, as plain text on one line.
    Prose(String),
    /// A code block.
    Code(CodeBlock),
}

/// A code block with its language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeBlock {
    /// The language's one name in lower case: `javascript` for `js`.
    pub language: Option<String>,
    /// The code, lines ended by `\n`.
    pub text: String,
}

/// A link out of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The target as written, entities decoded.
    pub target: String,
    /// The line in the source file, from 1; 0 where unknown.
    pub line: u32,
}

impl Section {
    /// Returns the section's own heading; `None` for the page's own section.
    pub fn heading(&self) -> Option<&str> {
        self.headings.last().map(String::as_str)
    }

    /// Returns the prose blocks in reading order.
    pub fn prose(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Prose(text) => Some(text.as_str()),
            Block::Code(_) => None,
        })
    }

    /// Returns the code blocks in reading order.
    pub fn code(&self) -> impl Iterator<Item = &CodeBlock> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Prose(_) => None,
            Block::Code(code) => Some(code),
        })
    }
}

impl Document {
    /// Returns the size of all text that a reader sees, in UTF-8 bytes.
    pub fn text_bytes(&self) -> usize {
        let sections = self.sections.iter().map(|section| {
            let blocks = section.blocks.iter().map(|block| match block {
                Block::Prose(text) => text.len(),
                Block::Code(code) => code.text.len(),
            });
            section.heading().map_or(0, str::len) + blocks.sum::<usize>()
        });
        self.title.len() + sections.sum::<usize>()
    }

    /// Returns the languages of the page's code blocks, sorted, each once.
    pub fn code_languages(&self) -> Vec<String> {
        let mut languages: Vec<String> = self
            .sections
            .iter()
            .flat_map(Section::code)
            .filter_map(|code| code.language.clone())
            .collect();
        languages.sort();
        languages.dedup();
        languages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_told_apart() {
        let section = Section {
            headings: vec!["Loops".into(), "for".into()],
            blocks: vec![
                Block::Prose("Use it so:".into()),
                Block::Code(CodeBlock {
                    language: Some("js".into()),
                    text: "for (;;) {}\n".into(),
                }),
            ],
            ..Section::default()
        };
        assert_eq!(section.heading(), Some("for"));
        assert_eq!(section.prose().collect::<Vec<_>>(), ["Use it so:"]);
        let document = Document {
            title: "JS".into(),
            sections: vec![section],
            ..Document::default()
        };
        assert_eq!(document.code_languages(), ["js"]);
        assert_eq!(document.text_bytes(), 2 + 3 + 10 + 12);
    }
}
