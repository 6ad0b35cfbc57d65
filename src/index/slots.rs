//! Slots: the numbers by which segments know pages, for as long as these live.
//!
//! A segment is never changed, so the number in it cannot be a page's place in
//! the table, which moves when pages come and go. A generation lists the slot of
//! each of its pages; a section whose slot is not listed is dead. So an edit
//! needs no deletion in a segment, and the table is in path order after any
//! number of edits, as in an index built anew.

use std::fs;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The file of slots, by the ordinals of pages.
pub(super) const SLOTS_FILE: &str = "slots.bin";

/// A page's number in the segments, and what no record says of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Slot {
    pub(super) number: u32,
    /// The size of the page's text in UTF-8 bytes.
    pub(super) text_bytes: u64,
}

/// Pages' ordinals by their slots.
pub(super) type Ordinals = FxHashMap<u32, u32>;

/// Returns the ordinals of pages whose slots are listed in order.
pub(super) fn ordinals(slots: &[Slot]) -> Ordinals {
    slots.iter().map(|slot| slot.number).zip(0..).collect()
}

/// Reads the slots of a generation.
pub(super) fn read(folder: &Path) -> Result<Vec<Slot>> {
    let path = folder.join(SLOTS_FILE);
    let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
    postcard::from_bytes(&bytes).map_err(damaged(&path))
}

/// Writes the slots of a generation.
pub(super) fn write(folder: &Path, slots: &[Slot]) -> Result<()> {
    let path = folder.join(SLOTS_FILE);
    let bytes = postcard::to_stdvec(slots).map_err(damaged(&path))?;
    fs::write(&path, bytes).map_err(Error::io("write", &path))
}

/// Returns how a file of this generation that does not parse is told.
pub(super) fn damaged(path: &Path) -> impl FnOnce(postcard::Error) -> Error {
    let path = path.to_owned();
    move |error| Error::Corrupt {
        path,
        message: error.to_string(),
    }
}
