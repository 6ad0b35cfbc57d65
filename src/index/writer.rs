//! Writes the segments of a generation: sections in, postings out.
//!
//! Analysis happens where pages are parsed, on all cores ([`prepare`]); the
//! writer only adds ready-made tokens. One writing thread keeps the sections of
//! a page in one run of one segment, which is what the matcher relies on.

use std::path::{Path, PathBuf};

use tantivy::merge_policy::NoMergePolicy;
use tantivy::schema::Field as EngineField;
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::tokenizer::{PreTokenizedString, Token as EngineToken};
use tantivy::{Index, IndexSettings, IndexWriter, TantivyDocument, TantivyError};

use super::offered::{Offered, offered};
use super::pages::PageRecord;
use super::schema::{Field, Handles, N_FIELDS};
use crate::analysis::{Token, TokenKind, tokenize};
use crate::document::{Document, Section};
use crate::error::{Error, Result};

/// How far apart the words of two blocks stand, so that no phrase or near
/// pair of words reaches from one into the next.
const BLOCK_GAP: u32 = 16;

/// A document ready to be added: analysed, but not yet numbered.
#[derive(Debug)]
pub struct Prepared {
    /// What the page table will know of it.
    pub record: PageRecord,
    /// The size of its text in UTF-8 bytes.
    pub text_bytes: usize,
    /// What completes what is typed.
    pub(super) offered: Offered,
    sections: Vec<PreparedSection>,
}

/// A section's tokens by field, and its stored form.
#[derive(Debug)]
struct PreparedSection {
    tokens: [Vec<EngineToken>; N_FIELDS],
    stored: Vec<u8>,
}

/// Analyses a document. Cost: linear in its text; runs on any thread.
pub fn prepare(document: &Document) -> Prepared {
    let mut n_words = 0;
    let mut sections = Vec::with_capacity(document.sections.len());
    for (place, section) in document.sections.iter().enumerate() {
        let mut fields = Fields::default();
        if place == 0 {
            fields.add_page(document);
        }
        fields.add_section(section);
        n_words += fields.n_words;
        sections.push(PreparedSection {
            tokens: fields.tokens,
            stored: postcard::to_stdvec(section).unwrap_or_default(),
        });
    }
    Prepared {
        record: PageRecord::new(document, n_words),
        text_bytes: document.text_bytes(),
        offered: offered(document),
        sections,
    }
}

/// Collects the tokens of one section.
#[derive(Debug, Default)]
struct Fields {
    tokens: [Vec<EngineToken>; N_FIELDS],
    /// The position from which each field goes on.
    next: [u32; N_FIELDS],
    n_words: u32,
}

impl Fields {
    /// Adds what belongs to the whole page.
    fn add_page(&mut self, document: &Document) {
        self.add(Field::Title, &document.title);
        for alias in &document.aliases {
            self.add(Field::About, alias);
        }
        let slug = document.id.rsplit('/').next().unwrap_or_default();
        self.add(Field::About, slug);
        if let Some(description) = &document.description {
            self.add(Field::About, description);
        }
        for topic in &document.topics {
            self.add(Field::Topic, topic);
        }
    }

    fn add_section(&mut self, section: &Section) {
        if let Some((own, above)) = section.headings.split_last() {
            self.add(Field::Heading, own);
            for heading in above {
                self.add(Field::Path, heading);
            }
        }
        for prose in section.prose() {
            self.add(Field::Body, prose);
        }
        for code in section.code() {
            self.add(Field::Code, &code.text);
        }
    }

    /// Adds a text to a field, a gap after what is there.
    fn add(&mut self, field: Field, text: &str) {
        let place = field as usize;
        let base = self.next[place];
        let tokens = &mut self.tokens[place];
        let mut last = None;
        tokenize(text, |token| {
            last = Some(token.position);
            self.n_words += u32::from(is_word(&token));
            tokens.push(EngineToken {
                offset_from: token.start,
                offset_to: token.end,
                position: (base + token.position) as usize,
                text: token.term.to_owned(),
                position_length: 1,
            });
        });
        if let Some(last) = last {
            self.next[place] = base + last + BLOCK_GAP;
        }
    }
}

/// Returns whether a token counts as a word of its own.
fn is_word(token: &Token<'_>) -> bool {
    matches!(
        token.kind,
        TokenKind::Word | TokenKind::Operator | TokenKind::Bigram
    )
}

/// Writes the segments of one generation.
pub(super) struct SegmentWriter {
    folder: PathBuf,
    handles: Handles,
    writer: IndexWriter,
}

impl SegmentWriter {
    /// Creates the segments' folder, which must be empty.
    pub(super) fn create(folder: &Path, memory_bytes: usize) -> Result<Self> {
        let handles = Handles::new();
        let failed = engine_error(folder, "creating the segments");
        let settings = IndexSettings {
            docstore_compression: Compressor::Zstd(ZstdCompressor::default()),
            ..IndexSettings::default()
        };
        let writer = Index::builder()
            .schema(handles.schema.clone())
            .settings(settings)
            .create_in_dir(folder)
            .and_then(|index| index.writer_with_num_threads(1, memory_bytes))
            .map_err(failed)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self {
            folder: folder.to_owned(),
            handles,
            writer,
        })
    }

    /// Adds the sections of a page in one run.
    pub(super) fn add(&mut self, page: u32, prepared: Prepared) -> Result<PageRecord> {
        let path = prepared.record.path.as_str();
        for section in prepared.sections {
            let mut document = TantivyDocument::new();
            document.add_u64(self.handles.page, u64::from(page));
            document.add_text(self.handles.key, path);
            document.add_bytes(self.handles.stored, &section.stored);
            for (field, tokens) in self.handles.text.iter().zip(section.tokens) {
                add_tokens(&mut document, *field, tokens);
            }
            self.writer
                .add_document(document)
                .map_err(engine_error(&self.folder, "writing a section"))?;
        }
        Ok(prepared.record)
    }

    /// Writes everything and merges it into one segment.
    pub(super) fn finish(mut self) -> Result<()> {
        let failed = |action| engine_error(&self.folder, action);
        self.writer
            .commit()
            .map_err(failed("writing the segments"))?;
        let segments = self
            .writer
            .index()
            .searchable_segment_ids()
            .map_err(failed("reading the segments"))?;
        if segments.len() > 1 {
            self.writer
                .merge(&segments)
                .wait()
                .map_err(failed("merging the segments"))?;
            self.writer
                .garbage_collect_files()
                .wait()
                .map_err(failed("removing merged segments"))?;
        }
        self.writer
            .wait_merging_threads()
            .map_err(engine_error(&self.folder, "closing the segments"))
    }
}

fn add_tokens(document: &mut TantivyDocument, field: EngineField, tokens: Vec<EngineToken>) {
    if tokens.is_empty() {
        return;
    }
    let text = String::new();
    document.add_pre_tokenized_text(field, PreTokenizedString { text, tokens });
}

/// Returns how an engine's error becomes ours.
pub(super) fn engine_error(
    folder: &Path,
    action: &'static str,
) -> impl FnOnce(TantivyError) -> Error {
    let path = folder.to_owned();
    move |error| Error::Engine {
        path,
        action,
        message: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, CodeBlock};

    #[test]
    fn a_page_s_words_go_to_their_fields_with_gaps_between_blocks() {
        let document = Document {
            path: "a/http.md".into(),
            id: "a/http".into(),
            title: "HTTP basics".into(),
            topics: vec!["web/http".into()],
            sections: vec![Section {
                blocks: vec![
                    Block::Prose("one two".into()),
                    Block::Prose("three".into()),
                    Block::Code(CodeBlock {
                        language: None,
                        text: "GET /".into(),
                    }),
                ],
                ..Section::default()
            }],
            ..Document::default()
        };
        let prepared = prepare(&document);
        let tokens = &prepared.sections[0].tokens;
        let of = |field: Field| {
            let tokens = tokens[field as usize].iter();
            tokens
                .map(|token| (token.text.as_str(), token.position))
                .collect::<Vec<_>>()
        };
        assert_eq!(of(Field::Title), [("http", 0), ("basics", 1)]);
        assert_eq!(of(Field::Body), [("one", 0), ("two", 1), ("three", 17)]);
        assert_eq!(of(Field::Code), [("get", 0)]);
        assert_eq!(of(Field::About), [("http", 0)]);
        assert_eq!(prepared.record.n_words, 9);
    }
}
