//! Published test collections: a folder of documents, queries and judgments.
//!
//! `docs.jsonl` has `{"id","title","text"}`, `queries.jsonl` `{"id","query"}`,
//! `qrels.tsv` a table of judgments. Each document becomes a page of one
//! section whose path is its id, so an index of them answers like any other.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::judgments::{TopicSet, in_file, name_of, parse_lines, parse_qrels, parse_topics};
use crate::document::{Block, Document, Section};
use crate::error::{Error, Result};
use crate::index::{About, Guard, Writer, prepare};

/// The grade from which the published figures count a document as relevant.
const RELEVANT_FROM: u8 = 1;

/// The memory in which an index is built; collections are small.
const MEMORY_BYTES: usize = 64 << 20;

/// A test collection, read but not indexed.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// Its queries with their judgments; grades from 1 on count.
    pub topics: TopicSet,
    documents: Vec<CollectionDocument>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct CollectionDocument {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

impl Collection {
    /// Reads a collection's folder; its name becomes the set's.
    ///
    /// # Errors
    /// A file cannot be read or a line is not what it should be.
    pub fn load(folder: &Path) -> Result<Self> {
        let (path, text) = read(folder, "queries.jsonl")?;
        let mut topics = parse_topics(&text).map_err(in_file(&path))?;
        let (path, text) = read(folder, "qrels.tsv")?;
        let mut qrels = parse_qrels(&text).map_err(in_file(&path))?;
        for topic in &mut topics {
            topic.qrels = qrels.remove(&topic.id).unwrap_or_default();
        }
        let (path, text) = read(folder, "docs.jsonl")?;
        Ok(Self {
            topics: TopicSet {
                name: name_of(folder),
                found_from: RELEVANT_FROM,
                topics,
            },
            documents: parse_lines(&text).map_err(in_file(&path))?,
        })
    }

    /// Builds an index of the documents.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn index(&self, target: &Path) -> Result<()> {
        let mut writer = Writer::create(target, MEMORY_BYTES)?;
        for document in &self.documents {
            writer.add(prepare(&document.to_page()))?;
        }
        let about = About {
            site_name: self.topics.name.clone(),
            language: "en".to_owned(),
            keep: 1,
            ..About::default()
        };
        writer.publish(&about, Guard::Off)?;
        Ok(())
    }
}

impl CollectionDocument {
    /// Returns the document as a page. One without a title gets its id, as a
    /// page without one gets its file name.
    fn to_page(&self) -> Document {
        let title = if self.title.trim().is_empty() {
            &self.id
        } else {
            &self.title
        };
        let words: Vec<&str> = self.text.split_whitespace().collect();
        Document {
            path: self.id.clone(),
            id: self.id.clone(),
            url: format!("/{}/", self.id),
            title: title.replace('\n', " "),
            language: Some("en".to_owned()),
            sections: vec![Section {
                blocks: vec![Block::Prose(words.join(" "))],
                ..Section::default()
            }],
            ..Document::default()
        }
    }
}

fn read(folder: &Path, name: &str) -> Result<(PathBuf, String)> {
    let path = folder.join(name);
    let text = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
    Ok((path, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_page_of_one_section() {
        let document: CollectionDocument =
            serde_json::from_str(r#"{"id":"7","title":"","text":"one\ntwo  three"}"#).unwrap();
        let page = document.to_page();
        assert_eq!((page.path.as_str(), page.title.as_str()), ("7", "7"));
        let prose: Vec<&str> = page.sections[0].prose().collect();
        assert_eq!(prose, ["one two three"]);
    }

    #[test]
    fn a_folder_that_lacks_a_file_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let error = Collection::load(folder.path()).unwrap_err().to_string();
        assert!(error.contains("queries.jsonl: cannot read"), "{error}");
    }
}
