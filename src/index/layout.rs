//! The segments of a generation: one base and at most one delta.
//!
//! An update writes the pages that it read into a segment of their own. The
//! base is hard-linked from the generation before; what lives of its delta is
//! merged with the new segment into the next delta. Where nothing of the base
//! lives, or the delta has grown large against a base that is small enough,
//! everything is merged into a new base.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tantivy::directory::{MmapDirectory, OwnedBytes};
use tantivy::fastfield::{AliveBitSet, write_alive_bitset};
use tantivy::index::SegmentReader;
use tantivy::indexer::merge_filtered_segments;
use tantivy::{BitSet, Index, TantivyError};

use super::directory::ReadOnlyDirectory;
use super::generation::{DELTA, SEGMENTS};
use super::previous::Previous;
use super::slots::Ordinals;
use super::writer::engine_error;
use crate::error::{Error, Result};

/// The folder of the segment that an update writes, until it is merged.
pub(super) const FRESH: &str = "fresh";

/// The delta may have one section for so many of the base …
const DELTA_SHARE: u64 = 4;

/// … and so many sections are merged while a writer waits: a second or so.
const MERGED_AT_ONCE: u64 = 20_000;

/// How a generation's segments came to be.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// The files that were linked: they are on disk and known already.
    pub(super) linked: BTreeSet<String>,
    /// The sections in the base and in the delta, dead ones too.
    pub(super) base_sections: u64,
    pub(super) delta_sections: u64,
}

/// A segment folder on its way into a generation.
struct Part {
    folder: PathBuf,
    n_live: u64,
    n_dead: u64,
}

/// Lays out the segments of the generation in `building`: those of the one
/// before, where there is one, and the fresh one. `live` has the slots of all
/// pages.
pub(super) fn lay(building: &Path, previous: Option<&Previous>, live: &Ordinals) -> Result<Laid> {
    let fresh = part(&building.join(FRESH), live)?;
    let (mut base, mut delta) = (None, None);
    if let Some(previous) = previous {
        base = part(&previous.folder.join(SEGMENTS), live)?.filter(|base| base.n_live > 0);
        delta = part(&previous.folder.join(DELTA), live)?.filter(|delta| delta.n_live > 0);
    }
    let in_delta = n_live(&delta) + n_live(&fresh);
    let in_base = n_live(&base);
    let dead = base.as_ref().map_or(0, |base| base.n_dead);
    let is_large = in_delta.max(dead) * DELTA_SHARE > in_base;
    if base.is_none() || (is_large && in_base + in_delta <= MERGED_AT_ONCE) {
        let parts: Vec<Part> = [base, delta, fresh].into_iter().flatten().collect();
        join(parts, live, &building.join(SEGMENTS))?;
        return Ok(Laid {
            base_sections: in_base + in_delta,
            ..Laid::default()
        });
    }
    let mut laid = Laid {
        base_sections: in_base + dead,
        delta_sections: in_delta,
        ..Laid::default()
    };
    if let Some(base) = base {
        link(&base.folder, building, SEGMENTS, &mut laid.linked)?;
    }
    match (delta, fresh) {
        (None, None) => {}
        (Some(delta), None) if delta.n_dead == 0 => {
            link(&delta.folder, building, DELTA, &mut laid.linked)?;
        }
        (delta, fresh) => {
            let parts = [delta, fresh].into_iter().flatten().collect();
            join(parts, live, &building.join(DELTA))?;
        }
    }
    Ok(laid)
}

/// Says whether a generation's delta or its dead sections are many for its base.
pub(super) fn is_worn(base_sections: u64, delta_sections: u64, live_sections: u64) -> bool {
    let dead = (base_sections + delta_sections).saturating_sub(live_sections);
    delta_sections.max(dead) * DELTA_SHARE > base_sections
}

/// Merges what lives of all segments of a generation into one folder.
pub(super) fn merge_all(generation: &Path, live: &Ordinals, target: &Path) -> Result<()> {
    let parts = [SEGMENTS, DELTA].map(|name| part(&generation.join(name), live));
    let mut found = Vec::new();
    for part in parts {
        found.extend(part?);
    }
    join(found, live, target)
}

fn n_live(part: &Option<Part>) -> u64 {
    part.as_ref().map_or(0, |part| part.n_live)
}

/// Counts what lives in a folder of segments; `None` where there is none.
fn part(folder: &Path, live: &Ordinals) -> Result<Option<Part>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let failed = |error| engine_error(folder, "reading the segments")(error);
    let mut part = Part {
        folder: folder.to_owned(),
        n_live: 0,
        n_dead: 0,
    };
    for segment in open(folder).map_err(failed)?.1 {
        let lives = alive(&segment, live).map_err(failed)?;
        let n_live = lives.num_alive_docs() as u64;
        part.n_live += n_live;
        part.n_dead += u64::from(segment.max_doc()) - n_live;
    }
    Ok(Some(part))
}

/// Opens a folder of segments to read them.
fn open(folder: &Path) -> tantivy::Result<(Index, Vec<SegmentReader>)> {
    let index = Index::open(ReadOnlyDirectory::open(folder)?)?;
    let segments = index.searchable_segments()?;
    let readers = segments.iter().map(SegmentReader::open);
    let readers = readers.collect::<tantivy::Result<_>>()?;
    Ok((index, readers))
}

/// Returns which sections of a segment belong to a live page.
fn alive(reader: &SegmentReader, live: &Ordinals) -> tantivy::Result<AliveBitSet> {
    let column = reader.fast_fields().u64("page")?;
    let mut set = BitSet::with_max_value(reader.max_doc());
    for doc in 0..reader.max_doc() {
        let slot = column.first(doc).and_then(|slot| u32::try_from(slot).ok());
        if slot.is_some_and(|slot| live.contains_key(&slot)) {
            set.insert(doc);
        }
    }
    let mut bytes = Vec::new();
    write_alive_bitset(&set, &mut bytes).map_err(|error| TantivyError::IoError(error.into()))?;
    Ok(AliveBitSet::open(OwnedBytes::new(bytes)))
}

/// Makes one folder of one segment of several; one that has no dead sections
/// and is ours to take is only renamed.
fn join(parts: Vec<Part>, live: &Ordinals, target: &Path) -> Result<()> {
    if let [only] = parts.as_slice()
        && only.n_dead == 0
        && only.folder.ends_with(FRESH)
    {
        return fs::rename(&only.folder, target).map_err(Error::io("rename", &only.folder));
    }
    fs::create_dir_all(target).map_err(Error::io("create", target))?;
    merge(&parts, live, target).map_err(engine_error(target, "merging the segments"))?;
    let fresh = parts.iter().filter(|part| part.folder.ends_with(FRESH));
    for part in fresh {
        fs::remove_dir_all(&part.folder).map_err(Error::io("remove", &part.folder))?;
    }
    Ok(())
}

fn merge(parts: &[Part], live: &Ordinals, target: &Path) -> tantivy::Result<()> {
    let mut segments = Vec::new();
    let mut filters = Vec::new();
    let mut settings = None;
    for part in parts {
        let (index, readers) = open(&part.folder)?;
        settings.get_or_insert_with(|| index.settings().clone());
        for (segment, reader) in index.searchable_segments()?.into_iter().zip(&readers) {
            segments.push(segment);
            filters.push(Some(alive(reader, live)?));
        }
    }
    let directory = MmapDirectory::open(target)?;
    let settings = settings.unwrap_or_default();
    merge_filtered_segments(&segments, settings, filters, directory).map(drop)
}

/// Puts the files of a folder of segments into `building` under `name`, by hard
/// links where the file system has them.
fn link(from: &Path, building: &Path, name: &str, linked: &mut BTreeSet<String>) -> Result<()> {
    let to = building.join(name);
    fs::create_dir_all(&to).map_err(Error::io("create", &to))?;
    for entry in fs::read_dir(from).map_err(Error::io("read", from))? {
        let entry = entry.map_err(Error::io("read", from))?;
        let file = entry.file_name();
        if file.to_string_lossy().ends_with(".lock") {
            continue;
        }
        let target = to.join(&file);
        if link_or_copy(&entry.path(), &target)? {
            linked.insert(format!("{name}/{}", file.to_string_lossy()));
        }
    }
    Ok(())
}

/// Links a file, or copies it where the file system has no hard links; returns
/// whether it is linked.
pub(super) fn link_or_copy(from: &Path, to: &Path) -> Result<bool> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(true);
    }
    fs::copy(from, to).map_err(Error::io("copy", from))?;
    Ok(false)
}
