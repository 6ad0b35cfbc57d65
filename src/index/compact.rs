//! Compaction: a worn generation becomes one with a base alone.
//!
//! Merging a large base takes seconds, so it happens beside the index, without
//! the writer's lock. What it made is published only if nobody has published
//! meanwhile and nobody is about to: an edit always comes first, and the next
//! compaction starts from it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::generation::{self, Building, DELTA, SEGMENTS, current};
use super::layout;
use super::lock::Lock;
use super::manifest::{Edits, Manifest};
use super::previous::Previous;
use super::slots;
use crate::error::{Error, Result};

/// Where the new base is made.
const COMPACTING: &str = "compacting";

/// Returns whether the live generation would be the better for [`compact`].
pub fn is_worn(manifest: &Manifest) -> bool {
    let live = manifest.statistics.sections;
    layout::is_worn(manifest.base_sections, manifest.delta_sections, live)
}

/// Merges the segments of the live generation into one and publishes that as a
/// generation of its own, keeping so many; `None` where an edit came first.
///
/// # Errors
/// There is no index, it is damaged, or something cannot be written.
pub fn compact(index: &Path, keep: usize) -> Result<Option<Manifest>> {
    let Ok(_one) = Lock::take_as(index, COMPACTING) else {
        return Ok(None);
    };
    let Some(live) = Previous::open(index)? else {
        return Err(Error::NoIndex {
            path: index.to_owned(),
        });
    };
    let folder = index.join(COMPACTING);
    generation::remove_folder(&folder)?;
    let made = merge(index, &live, &folder, keep);
    // Whatever came of it, nothing of it stays.
    let _ = generation::remove_folder(&folder);
    made
}

fn merge(index: &Path, live: &Previous, folder: &Path, keep: usize) -> Result<Option<Manifest>> {
    let target = folder.join(SEGMENTS);
    layout::merge_all(&live.folder, &slots::ordinals(&live.slots), &target)?;
    let building = match Building::begin(index) {
        Ok(building) => building,
        Err(Error::Locked { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    if current(index)?.as_ref() != Some(&live.manifest.name) {
        return Ok(None);
    }
    let base = building.folder().join(SEGMENTS);
    fs::rename(&target, &base).map_err(Error::io("rename", &target))?;
    let is_segment = |name: &str| {
        let folder = name.split_once('/').map(|(folder, _)| folder);
        matches!(folder, Some(SEGMENTS | DELTA))
    };
    let mut known = BTreeMap::new();
    for (name, info) in &live.manifest.files {
        if is_segment(name) {
            continue;
        }
        let (from, to) = (live.folder.join(name), building.folder().join(name));
        if layout::link_or_copy(&from, &to)? {
            known.insert(name.clone(), info.clone());
        }
    }
    let mut manifest = Manifest {
        name: generation::next_name(index)?,
        parent: Some(live.manifest.name.clone()),
        edits: Edits::default(),
        base_sections: live.manifest.statistics.sections,
        delta_sections: 0,
        published_at: super::now(),
        ..live.manifest.clone()
    };
    building.publish(&mut manifest, &known, keep, &|_| Ok(()))?;
    Ok(Some(manifest))
}
