//! Documents to a generation to a snapshot.
//!
//! The engine beneath is Tantivy: its segments, postings and store. Its query
//! parser, collectors and snippets are not used, and no type of it leaves
//! `index` and `search`. It is pinned to one version because the side files
//! describe its segments, and because statistics of its own count deleted
//! documents.
//!
//! How a build is published:
//! 1. [`Writer::create`] takes the lock and an empty folder.
//! 2. [`prepare`] analyses documents on any thread; [`Writer::add`] writes them.
//! 3. [`Writer::publish`] merges the segments, counts what is live, writes the
//!    vocabulary, the page table and the manifest, waits until all of it is on
//!    disk, and renames `CURRENT`.
//!
//! Until that rename nothing that readers see has changed.

mod column;

mod directory;

mod families;

mod filter;

mod generation;

mod inflections;

mod lock;

mod near;

mod pages;

mod schema;

mod scratch;

mod snapshot;

mod statistics;

mod version;

mod vocabulary;

mod writer;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::analysis::ANALYZER_ID;
use crate::api::FacetSpec;
use crate::config;
use crate::error::{Error, Result};

pub use column::FacetColumn;

pub use families::Families;

pub use filter::{ResolvedFilter, Verdict};

pub use generation::{FileInfo, Manifest, Statistics, current, list};

pub use near::{Budget, Near};

pub use pages::{PageRecord, PageTable, Shape, choose_facets};

pub use schema::{FIELDS, FORMAT_VERSION, Field, FieldSpec, N_FIELDS};

pub use snapshot::Snapshot;

pub(crate) use scratch::{PageState, Scratch};

pub(crate) use snapshot::{NO_PAGE, Segment};

pub use version::is_same_version;

pub use vocabulary::Vocabulary;

pub use writer::{Prepared, prepare};

/// The guard: this share of pages may vanish …
const GUARD_SHARE: f64 = 0.10;
/// … and this many always may.
const GUARD_PAGES: usize = 5;

/// What the publisher writes into the manifest besides its own counts.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// See [`Manifest::site_name`].
    pub site_name: String,
    /// See [`Manifest::site_url`].
    pub site_url: String,
    /// See [`Manifest::language`].
    pub language: String,
    /// See [`Manifest::version`].
    pub version: String,
    /// See [`Manifest::facets`].
    pub facets: Vec<FacetSpec>,
    /// See [`Manifest::synonyms`].
    pub synonyms: config::Synonyms,
    /// See [`Manifest::settings`].
    pub settings: String,
    /// See [`Manifest::corpus`].
    pub corpus: String,
    /// See [`Manifest::source_commit`].
    pub source_commit: Option<String>,
    /// How many generations stay.
    pub keep: usize,
}

/// Whether a build that loses many pages is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// It is refused.
    On,
    /// It is published all the same.
    Off,
}

/// Builds one generation.
///
/// The segments are declared first, so that they close before the folder of a
/// build that failed is removed.
pub struct Writer {
    segments: writer::SegmentWriter,
    building: generation::Building,
    records: Vec<PageRecord>,
    text_bytes: u64,
}

impl Writer {
    /// Takes the lock and prepares an empty generation.
    ///
    /// # Errors
    /// Another process writes to this index, or the folder cannot be written.
    pub fn create(index: &Path, memory_bytes: usize) -> Result<Self> {
        let building = generation::Building::begin(index)?;
        let folder = building.folder().join(generation::SEGMENTS);
        Ok(Self {
            segments: writer::SegmentWriter::create(&folder, memory_bytes)?,
            building,
            records: Vec::new(),
            text_bytes: 0,
        })
    }

    /// Adds a page: all its sections in one run.
    ///
    /// # Errors
    /// The segments cannot be written.
    pub fn add(&mut self, prepared: Prepared) -> Result<()> {
        let page = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        self.text_bytes += prepared.text_bytes as u64;
        let record = self.segments.add(page, prepared)?;
        self.records.push(record);
        Ok(())
    }

    /// Publishes what was added as the live generation.
    ///
    /// # Errors
    /// The guard refuses it, or something cannot be written; the live
    /// generation then stays as it was.
    pub fn publish(mut self, about: &About, guard: Guard) -> Result<Manifest> {
        check_guard(self.building.index(), self.records.len(), guard)?;
        self.segments.finish()?;
        let folder = self.building.folder();
        let languages = inflections::Languages::new(&self.records, &about.language);
        let counted = statistics::count(folder, &languages)?;
        families::link(&mut self.records);
        write_pages(folder, &self.records)?;
        let words = self.records.iter().map(|record| u64::from(record.n_words));
        let statistics = Statistics {
            pages: self.records.len() as u64,
            words: words.sum(),
            text_bytes: self.text_bytes,
            ..counted
        };
        let mut manifest = Manifest {
            format: FORMAT_VERSION,
            analyzer: ANALYZER_ID.to_owned(),
            built_by: concat!("docent ", env!("CARGO_PKG_VERSION")).to_owned(),
            name: generation::next_name(self.building.index())?,
            site_name: about.site_name.clone(),
            site_url: about.site_url.clone(),
            language: about.language.clone(),
            version: about.version.clone(),
            facets: about.facets.clone(),
            synonyms: about.synonyms.clone(),
            settings: about.settings.clone(),
            corpus: about.corpus.clone(),
            source_commit: about.source_commit.clone(),
            published_at: now(),
            statistics,
            files: BTreeMap::new(),
        };
        self.building.publish(&mut manifest, about.keep)?;
        Ok(manifest)
    }
}

/// Refuses a build that loses many pages; a first build may have any number.
fn check_guard(index: &Path, after: usize, guard: Guard) -> Result<()> {
    if guard == Guard::Off {
        return Ok(());
    }
    // The manifest alone is asked: a generation that is damaged, or that only
    // another version can open, must neither stop a build nor lift the guard.
    let Some(before) = generation::live_pages(index)? else {
        return Ok(());
    };
    let lost = before.saturating_sub(after);
    let many = lost > GUARD_PAGES && lost as f64 > before as f64 * GUARD_SHARE;
    if many || (after == 0 && before > 0) {
        return Err(Error::Guard {
            path: index.to_owned(),
            before,
            after,
        });
    }
    Ok(())
}

fn write_pages(folder: &Path, records: &[PageRecord]) -> Result<()> {
    let path = folder.join(snapshot::PAGES_FILE);
    let bytes = postcard::to_stdvec(records).map_err(|error| Error::Corrupt {
        path: path.clone(),
        message: error.to_string(),
    })?;
    fs::write(&path, bytes).map_err(Error::io("write", &path))
}

/// Returns the time of day to the second, RFC 3339 in UTC.
fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

#[cfg(test)]
mod tests;
