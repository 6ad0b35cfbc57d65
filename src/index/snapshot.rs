//! An opened generation: everything that a search reads, cheap to clone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{InvertedIndexReader, SegmentReader};
use tantivy::schema::Value;
use tantivy::store::StoreReader;
use tantivy::{Index, TantivyDocument};

use super::completions::Completions;
use super::directory::ReadOnlyDirectory;
use super::families;
use super::generation::{DELTA, MANIFEST_FILE, SEGMENTS, current, folder_of};
use super::labels;
use super::manifest::Manifest;
use super::packed;
use super::pages::{PageRecord, PageTable, Shape};
use super::pins::Pins;
use super::schema::{FIELDS, Field, Handles, N_FIELDS};
use super::scratch::Pool;
use super::slots::{self, Ordinals};
use super::vocabulary::Vocabulary;
use super::writer::engine_error;
use crate::analysis::{Synonyms, add_builtin};
use crate::api::FacetKind;
use crate::document::Section;
use crate::error::{Error, Result};

/// The page table's file.
pub(super) const PAGES_FILE: &str = "pages.bin";

/// How many blocks of stored sections (16 KB each) stay unpacked per segment.
const STORE_CACHE_BLOCKS: usize = 256;

/// No page: the section was deleted.
pub(crate) const NO_PAGE: u32 = u32::MAX;

/// An opened generation. A clone is one reference more.
#[derive(Clone)]
pub struct Snapshot(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    manifest: Manifest,
    pages: PageTable,
    vocabulary: Vocabulary,
    completions: Completions,
    pins: Pins,
    synonyms: Synonyms,
    /// Those of one language only.
    synonyms_by_language: BTreeMap<String, Synonyms>,
    segments: Vec<Segment>,
    /// Where each page's sections are.
    blocks: Vec<PageBlock>,
    stored: tantivy::schema::Field,
    pool: Pool,
}

/// A segment with its readers at hand.
pub(crate) struct Segment {
    /// In the order of the field table.
    pub(crate) postings: [Arc<InvertedIndexReader>; N_FIELDS],
    /// In the order of the field table.
    pub(crate) lengths: [FieldNormReader; N_FIELDS],
    /// The engine's handle of each field.
    pub(crate) fields: [tantivy::schema::Field; N_FIELDS],
    /// Each section's page; [`NO_PAGE`] for deleted ones.
    pub(crate) page_of: Vec<u32>,
    store: StoreReader,
}

/// Where a page's sections are: a run of one segment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PageBlock {
    pub(crate) segment: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Snapshot").field(&self.name()).finish()
    }
}

impl Snapshot {
    /// Opens the live generation of an index.
    ///
    /// # Errors
    /// There is none, or it cannot be read by this binary.
    pub fn open(index: &Path) -> Result<Self> {
        let name = current(index)?.ok_or_else(|| Error::NoIndex {
            path: index.to_owned(),
        })?;
        Self::open_generation(&folder_of(index, &name))
    }

    /// Opens one generation's folder. Cost: reading the side files and one
    /// column; segments are mapped, not read.
    ///
    /// # Errors
    /// As [`Snapshot::open`].
    pub fn open_generation(folder: &Path) -> Result<Self> {
        let manifest = Manifest::load(folder)?;
        let shape = Shape {
            facets: manifest.facets.clone(),
            version: manifest.version.clone(),
        };
        let mut records = read_pages(folder)?;
        families::link(&mut records);
        labels::fill(&mut records);
        let pages = PageTable::new(records, &shape);
        let ordinals = slots::ordinals(&slots::read(folder)?);
        let pins = Pins::new(&manifest.pins, &pages);
        let vocabulary = Vocabulary::open(folder)?;
        let handles = Handles::new();
        let segments = open_segments(folder, &handles, &ordinals)?;
        let blocks = locate_pages(folder, &segments, pages.len())?;
        let (synonyms, synonyms_by_language) = synonyms_of(&manifest);
        Ok(Self(Arc::new(Inner {
            folder: folder.to_owned(),
            synonyms,
            synonyms_by_language,
            manifest,
            pages,
            vocabulary,
            completions: Completions::open(folder)?,
            pins,
            segments,
            blocks,
            stored: handles.stored,
            pool: Pool::default(),
        })))
    }

    /// Returns whether this is what `CURRENT` names. An index that was removed
    /// and built again gives its first name again, so the manifests are compared.
    pub fn is_live(&self, index: &Path) -> bool {
        let Ok(Some(name)) = current(index) else {
            return false;
        };
        let path = folder_of(index, &name).join(MANIFEST_FILE);
        let manifest = fs::read(path).ok();
        let manifest = manifest.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
        manifest.as_ref() == Some(self.manifest())
    }

    /// Returns the generation's name.
    pub fn name(&self) -> &str {
        &self.0.manifest.name
    }

    /// Returns what the generation says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.0.manifest
    }

    /// Returns the synonyms of all languages, and those of one if it has any.
    pub fn synonyms(&self, language: &str) -> [Option<&Synonyms>; 2] {
        let own = self.0.synonyms_by_language.get(language);
        [Some(&self.0.synonyms), own]
    }

    /// Returns the page table.
    pub fn pages(&self) -> &PageTable {
        &self.0.pages
    }

    /// Returns the vocabulary.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.0.vocabulary
    }

    /// Returns what the owner pins to places, or hides.
    pub fn pins(&self) -> &Pins {
        &self.0.pins
    }

    /// Returns what may complete what is typed.
    pub fn completions(&self) -> &Completions {
        &self.0.completions
    }

    /// Returns the facets' names, the standard ones first.
    pub fn facet_names(&self) -> Vec<&str> {
        let facets = self.0.pages.facets().iter();
        facets.map(|column| column.name.as_str()).collect()
    }

    /// Returns the facets' names with what their values are.
    pub fn facet_kinds(&self) -> Vec<(&str, FacetKind)> {
        let facets = self.0.pages.facets().iter();
        facets
            .map(|column| (column.name.as_str(), column.kind))
            .collect()
    }

    /// Returns the number of pages.
    pub fn n_pages(&self) -> usize {
        self.0.pages.len()
    }

    /// Returns the site's name.
    pub fn site_name(&self) -> &str {
        &self.0.manifest.site_name
    }

    /// Returns the average length of a field, in tokens, over the sections
    /// that have it; 1 where none has.
    pub fn average_length(&self, field: Field) -> f32 {
        let statistics = &self.0.manifest.statistics;
        let place = field as usize;
        let sections = statistics.field_sections[place].max(1);
        // Exact for every corpus below 2^24 tokens a field, near enough above.
        (statistics.field_tokens[place] as f32 / sections as f32).max(1.0)
    }

    /// Returns the bytes of each field's terms, postings, positions and lengths
    /// on disk, in the order of the field table. Cost: opens the segments anew.
    ///
    /// # Errors
    /// A segment cannot be read.
    pub fn field_sizes(&self) -> Result<[u64; N_FIELDS]> {
        let folder = &self.0.folder;
        let failed = |error| engine_error(folder, "measuring the index")(error);
        let mut sizes = [0; N_FIELDS];
        for reader in readers_of(folder).map_err(failed)? {
            let usage = reader.space_usage().map_err(Error::io("read", folder))?;
            for part in [
                usage.termdict(),
                usage.postings(),
                usage.positions(),
                usage.fieldnorms(),
            ] {
                for field in part.fields() {
                    let place = FIELDS
                        .iter()
                        .position(|spec| spec.name == field.field_name());
                    if let Some(place) = place {
                        sizes[place] += field.total().get_bytes();
                    }
                }
            }
        }
        Ok(sizes)
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.0.pool
    }

    pub(crate) fn segments(&self) -> &[Segment] {
        &self.0.segments
    }

    pub(crate) fn block(&self, page: u32) -> PageBlock {
        self.0.blocks[page as usize]
    }

    /// Reads one section of a page as it is shown; `place` counts from 0, the
    /// page's own section.
    ///
    /// # Errors
    /// The page has no such section, or its segment is damaged.
    pub fn section(&self, page: u32, place: u32) -> Result<Section> {
        let block = self.block(page);
        let doc = block.start + place;
        if doc >= block.end {
            return Err(Error::Invalid(format!(
                "{}: no section {place}",
                self.0.pages.record(page).path
            )));
        }
        let folder = &self.0.folder;
        let segment = &self.0.segments[block.segment as usize];
        let document: TantivyDocument = segment
            .store
            .get(doc)
            .map_err(engine_error(folder, "reading a section"))?;
        let bytes = document
            .get_first(self.0.stored)
            .and_then(|value| value.as_bytes())
            .unwrap_or_default();
        postcard::from_bytes(bytes).map_err(|error| Error::Corrupt {
            path: folder.clone(),
            message: format!("a stored section: {error}"),
        })
    }
}

/// Makes the tables of synonyms that a manifest lists.
fn synonyms_of(manifest: &Manifest) -> (Synonyms, BTreeMap<String, Synonyms>) {
    let fill = |table: &mut Synonyms, groups: &[Vec<String>], one_way: &BTreeMap<_, Vec<_>>| {
        for group in groups {
            table.add_group(group);
        }
        for (from, others) in one_way {
            for to in others {
                let (from, to): (&String, &String) = (from, to);
                table.add(from, to);
            }
        }
    };
    let settings = &manifest.synonyms;
    let mut all = Synonyms::default();
    fill(&mut all, &settings.groups, &settings.one_way);
    if settings.builtin {
        add_builtin(&mut all);
    }
    let by_language = settings.languages.iter().map(|(language, own)| {
        let mut table = Synonyms::default();
        fill(&mut table, &own.groups, &own.one_way);
        (language.to_lowercase(), table)
    });
    (all, by_language.collect())
}

/// Reads the page table's records.
pub(super) fn read_pages(folder: &Path) -> Result<Vec<PageRecord>> {
    packed::read(&folder.join(PAGES_FILE))
}

/// Opens every segment of a generation, with the ordinals of its pages by slot.
pub(super) fn open_segments(
    folder: &Path,
    handles: &Handles,
    ordinals: &Ordinals,
) -> Result<Vec<Segment>> {
    let failed = |error| engine_error(folder, "opening the index")(error);
    let mut segments = Vec::new();
    for reader in readers_of(folder).map_err(failed)? {
        segments.push(open_segment(&reader, handles, ordinals).map_err(failed)?);
    }
    Ok(segments)
}

/// Opens the engine's readers of a generation: the base, then the delta.
fn readers_of(folder: &Path) -> tantivy::Result<Vec<SegmentReader>> {
    let mut readers = Vec::new();
    let folders = [SEGMENTS, DELTA].map(|name| folder.join(name));
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        let index = Index::open(ReadOnlyDirectory::open(folder)?)?;
        for segment in index.searchable_segments()? {
            readers.push(SegmentReader::open(&segment)?);
        }
    }
    Ok(readers)
}

fn open_segment(
    reader: &SegmentReader,
    handles: &Handles,
    ordinals: &Ordinals,
) -> tantivy::Result<Segment> {
    let mut postings = Vec::with_capacity(N_FIELDS);
    let mut lengths = Vec::with_capacity(N_FIELDS);
    for field in handles.text {
        postings.push(reader.inverted_index(field)?);
        lengths.push(reader.get_fieldnorms_reader(field)?);
    }
    let column = reader.fast_fields().u64("page")?;
    let mut page_of = vec![NO_PAGE; reader.max_doc() as usize];
    for doc in reader.doc_ids_alive() {
        let slot = column.first(doc).and_then(|slot| u32::try_from(slot).ok());
        let page = slot.and_then(|slot| ordinals.get(&slot));
        page_of[doc as usize] = page.copied().unwrap_or(NO_PAGE);
    }
    let of_all = |what: &str| tantivy::TantivyError::InternalError(format!("{what} of a field"));
    Ok(Segment {
        postings: postings.try_into().map_err(|_| of_all("postings"))?,
        lengths: lengths.try_into().map_err(|_| of_all("lengths"))?,
        fields: handles.text,
        page_of,
        store: reader.get_store_reader(STORE_CACHE_BLOCKS)?,
    })
}

/// Finds each page's run of sections, checking that it is one run.
fn locate_pages(folder: &Path, segments: &[Segment], n_pages: usize) -> Result<Vec<PageBlock>> {
    let mut blocks: Vec<Option<PageBlock>> = vec![None; n_pages];
    for (number, segment) in (0_u32..).zip(segments) {
        for (doc, page) in (0_u32..).zip(&segment.page_of) {
            if *page == NO_PAGE {
                continue;
            }
            let place = blocks.get_mut(*page as usize);
            let Some(place) = place else {
                return Err(broken_run(folder, *page));
            };
            match place {
                None => {
                    *place = Some(PageBlock {
                        segment: number,
                        start: doc,
                        end: doc + 1,
                    });
                }
                Some(block) if block.segment == number && block.end == doc => block.end += 1,
                Some(_) => return Err(broken_run(folder, *page)),
            }
        }
    }
    let found = blocks.into_iter().enumerate().map(|(page, block)| {
        block.ok_or_else(|| broken_run(folder, u32::try_from(page).unwrap_or(u32::MAX)))
    });
    found.collect()
}

fn broken_run(folder: &Path, page: u32) -> Error {
    Error::Corrupt {
        path: folder.to_owned(),
        message: format!("the sections of page {page} are not one run"),
    }
}
