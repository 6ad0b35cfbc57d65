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

mod compact;

mod completion_writer;

mod completions;

mod directory;

mod families;

mod filter;

mod generation;

mod history;

mod inflections;

mod labels;

mod layout;

mod lock;

mod manifest;

mod near;

mod offered;

mod packed;

mod pages;

mod pins;

mod previous;

mod record;

mod schema;

mod scratch;

mod slots;

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

pub use compact::{compact, is_worn};

pub use completions::{Completion, Completions};

pub use families::Families;

pub use filter::{ResolvedFilter, Verdict};

pub use generation::{current, list};

pub use history::{Kept, find, held, history, open_sound, release, rollback, verify};

pub use manifest::{Edits, FileInfo, Manifest, Statistics};

pub use near::{Budget, Near};

pub use pages::{PageRecord, PageTable, Shape, choose_facets};

pub use pins::{Pinned, Pins, Placement};

pub use previous::Previous;

pub use schema::{FIELDS, FORMAT_VERSION, Field, FieldSpec, N_FIELDS};

use completion_writer::Site;

use offered::Offered;

use slots::Slot;

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

/// The most links of one page that are kept: a list of everything says little
/// about what belongs together.
pub const MAX_LINKS: usize = 500;

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
    /// See [`Manifest::pins`].
    pub pins: Vec<config::Pin>,
    /// See [`Manifest::settings`].
    pub settings: String,
    /// See [`Manifest::corpus`].
    pub corpus: String,
    /// See [`Manifest::source_commit`].
    pub source_commit: Option<String>,
    /// See [`Manifest::edits`].
    pub edits: Edits,
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

/// Opens a generation that is not published yet.
pub type Opening<'o> = dyn Fn() -> Result<Snapshot> + 'o;

/// Builds one generation, anew or from the live one.
///
/// The segments are declared first, so that they close before the folder of a
/// build that failed is removed.
pub struct Writer {
    /// Those of pages that were read; opened by the first of them.
    segments: Option<writer::SegmentWriter>,
    building: generation::Building,
    previous: Option<Previous>,
    memory_bytes: usize,
    records: Vec<PageRecord>,
    /// By page: what it offers for completion.
    offered: Vec<Offered>,
    slots: Vec<Slot>,
    next_slot: u32,
}

impl Writer {
    /// Takes the lock and prepares an empty generation.
    ///
    /// # Errors
    /// Another process writes to this index, or the folder cannot be written.
    pub fn create(index: &Path, memory_bytes: usize) -> Result<Self> {
        Ok(Self {
            segments: None,
            building: generation::Building::begin(index)?,
            previous: None,
            memory_bytes,
            records: Vec::new(),
            offered: Vec::new(),
            slots: Vec::new(),
            next_slot: 0,
        })
    }

    /// Takes the lock and prepares an update of the live generation; an empty
    /// generation where there is none. The error says why the live one cannot
    /// be used, if it cannot: it is damaged, or another version made it.
    ///
    /// # Errors
    /// As [`Writer::create`].
    pub fn update(index: &Path, memory_bytes: usize) -> Result<(Self, Option<Error>)> {
        let mut writer = Self::create(index, memory_bytes)?;
        match Previous::open(index) {
            Ok(previous) => {
                let next = previous
                    .as_ref()
                    .map(|previous| previous.manifest.next_slot);
                writer.next_slot = next.unwrap_or(0);
                writer.previous = previous;
                Ok((writer, None))
            }
            Err(error) => Ok((writer, Some(error))),
        }
    }

    /// Returns the generation that is updated.
    pub fn previous(&self) -> Option<&Previous> {
        self.previous.as_ref()
    }

    /// Adds a page: all its sections in one run. Pages come in order of path.
    ///
    /// # Errors
    /// The segments cannot be written.
    pub fn add(&mut self, mut prepared: Prepared) -> Result<()> {
        self.offered.push(std::mem::take(&mut prepared.offered));
        let number = self.next_slot;
        self.next_slot += 1;
        self.slots.push(Slot {
            number,
            text_bytes: prepared.text_bytes as u64,
        });
        let record = self.open_segments()?.add(number, prepared)?;
        self.records.push(record);
        Ok(())
    }

    /// Returns the segments to write to.
    fn open_segments(&mut self) -> Result<&mut writer::SegmentWriter> {
        match &mut self.segments {
            Some(segments) => Ok(segments),
            none => {
                let folder = self.building.folder().join(layout::FRESH);
                fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
                let segments = writer::SegmentWriter::create(&folder, self.memory_bytes)?;
                Ok(none.insert(segments))
            }
        }
    }

    /// Keeps a page of the generation that is updated, named by its ordinal
    /// there. Each is kept once at most.
    pub fn keep(&mut self, page: u32) {
        let Some(previous) = &mut self.previous else {
            return;
        };
        let place = page as usize;
        if let (Some(record), Some(slot)) =
            (previous.records.get_mut(place), previous.slots.get(place))
        {
            self.records.push(std::mem::take(record));
            self.slots.push(*slot);
            let offered = previous.offered.get_mut(place);
            self.offered
                .push(offered.map(std::mem::take).unwrap_or_default());
        }
    }

    /// Returns the id of the page that somebody names, see [`PageTable::find`].
    pub fn find(&self, name: &str) -> Option<&str> {
        let mut records = self.records.iter();
        let named = records.find(|record| record.is_called(name));
        named.map(|record| record.id.as_str())
    }

    /// Notes to which other pages a page leads, by ordinal and rising; the first
    /// [`MAX_LINKS`] count. A page that is kept keeps its links unless told.
    pub fn link(&mut self, page: u32, to: impl Iterator<Item = u32>) {
        if let Some(record) = self.records.get_mut(page as usize) {
            record.links = to.filter(|to| *to != page).take(MAX_LINKS).collect();
        }
    }

    /// Attaches a file of the builder's own to the generation.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn attach(&mut self, name: &'static str, bytes: &[u8]) -> Result<()> {
        let path = self.building.folder().join(name);
        fs::write(&path, bytes).map_err(Error::io("write", &path))
    }

    /// Returns whether the live generation says of itself what one made now
    /// would say.
    pub fn is_as_live(&self, about: &About) -> bool {
        self.previous.as_ref().is_some_and(|previous| {
            let live = &previous.manifest;
            let now = manifest_of(about);
            let is_same = |manifest: &Manifest| Manifest {
                built_by: String::new(),
                name: String::new(),
                published_at: String::new(),
                parent: None,
                edits: Edits::default(),
                next_slot: 0,
                base_sections: 0,
                delta_sections: 0,
                statistics: Statistics::default(),
                files: BTreeMap::new(),
                ..manifest.clone()
            };
            is_same(live) == is_same(&now)
        })
    }

    /// Publishes what was added and kept as the live generation.
    ///
    /// # Errors
    /// The guard refuses it, or something cannot be written; the live
    /// generation then stays as it was.
    pub fn publish(self, about: &About, guard: Guard) -> Result<Manifest> {
        self.publish_checked(about, guard, &|_| Ok(()))
    }

    /// Publishes as [`Writer::publish`] does, unless `check` refuses what it is
    /// shown: the generation as readers would have it.
    ///
    /// # Errors
    /// As [`Writer::publish`], and those of `check`.
    pub fn publish_checked(
        mut self,
        about: &About,
        guard: Guard,
        check: &dyn Fn(&Opening<'_>) -> Result<()>,
    ) -> Result<Manifest> {
        check_guard(self.building.index(), self.records.len(), guard)?;
        if self.records.is_empty() {
            // An index of no pages has segments all the same: an empty folder.
            self.open_segments()?;
        }
        if let Some(segments) = self.segments.take() {
            segments.finish()?;
        }
        let folder = self.building.folder();
        let ordinals = slots::ordinals(&self.slots);
        let laid = layout::lay(folder, self.previous.as_ref(), &ordinals)?;
        let languages = inflections::Languages::new(&self.records, &about.language);
        let counted = statistics::count(folder, &ordinals, &languages)?;
        write_pages(folder, &self.records)?;
        let (language, version) = (&about.language, &about.version);
        let mut linked = self.records.clone();
        families::link(&mut linked);
        let site = Site::new(&linked, language, version, counted.sections);
        offered::write(folder, &self.offered)?;
        completion_writer::write(folder, self.offered, &site)?;
        slots::write(folder, &self.slots)?;
        let words = self.records.iter().map(|record| u64::from(record.n_words));
        let text_bytes = self.slots.iter().map(|slot| slot.text_bytes);
        let parent = self.previous.as_ref().map(|previous| &previous.manifest);
        let mut manifest = Manifest {
            name: generation::next_name(self.building.index())?,
            published_at: now(),
            parent: parent.map(|parent| parent.name.clone()),
            next_slot: self.next_slot,
            base_sections: laid.base_sections,
            delta_sections: laid.delta_sections,
            statistics: Statistics {
                pages: self.records.len() as u64,
                words: words.sum(),
                text_bytes: text_bytes.sum(),
                ..counted
            },
            ..manifest_of(about)
        };
        let mut known = BTreeMap::new();
        for name in laid.linked {
            let info = parent.and_then(|parent| parent.files.get(&name));
            known.extend(info.map(|info| (name, info.clone())));
        }
        let check = |folder: &Path| check(&|| Snapshot::open_generation(folder));
        self.building
            .publish(&mut manifest, &known, about.keep, &check)?;
        Ok(manifest)
    }
}

/// Returns what a generation says of itself before it is counted.
fn manifest_of(about: &About) -> Manifest {
    Manifest {
        format: FORMAT_VERSION,
        analyzer: ANALYZER_ID.to_owned(),
        built_by: concat!("docent ", env!("CARGO_PKG_VERSION")).to_owned(),
        name: String::new(),
        site_name: about.site_name.clone(),
        site_url: about.site_url.clone(),
        language: about.language.clone(),
        version: about.version.clone(),
        facets: about.facets.clone(),
        synonyms: about.synonyms.clone(),
        pins: about.pins.clone(),
        settings: about.settings.clone(),
        corpus: about.corpus.clone(),
        source_commit: about.source_commit.clone(),
        published_at: String::new(),
        parent: None,
        edits: about.edits,
        next_slot: 0,
        base_sections: 0,
        delta_sections: 0,
        statistics: Statistics::default(),
        files: BTreeMap::new(),
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
    packed::write(&folder.join(snapshot::PAGES_FILE), records)
}

/// Returns the time of day to the second, RFC 3339 in UTC.
fn now() -> String {
    let now = jiff::Timestamp::now();
    now.round(jiff::Unit::Second).unwrap_or(now).to_string()
}

#[cfg(test)]
mod tests;
