//! The generations that are kept: listed, checked, gone back to.

use std::path::Path;

use serde::Serialize;

use super::generation::{current, folder_of, list, set_current, state_of_current};
use super::lock::Lock;
use super::manifest::{Edits, Manifest};
use super::snapshot::Snapshot;
use crate::error::{Error, Result};

/// A generation as a list shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kept {
    /// Its name.
    pub name: String,
    /// Whether it is the one that is served.
    pub is_live: bool,
    /// When it was published, RFC 3339; `None` where that cannot be read.
    pub published_at: Option<String>,
    /// The commit of its corpus.
    pub source_commit: Option<String>,
    /// The generation that it is an update of.
    pub parent: Option<String>,
    /// Its pages.
    pub pages: u64,
    /// What it changed of its parent.
    pub edits: Edits,
    /// The size of its files; those that it shares with others are counted.
    pub bytes: u64,
    /// Why it cannot be read, if it cannot.
    pub fault: Option<String>,
}

/// Returns the generations that are kept, the newest first.
///
/// # Errors
/// The folder cannot be read.
pub fn history(index: &Path) -> Result<Vec<Kept>> {
    let live = current(index)?;
    let names = list(index)?;
    let kept = names.into_iter().rev().map(|name| {
        let manifest = Manifest::read(&folder_of(index, &name));
        let is_live = live.as_ref() == Some(&name);
        kept(name, is_live, manifest)
    });
    Ok(kept.collect())
}

fn kept(name: String, is_live: bool, manifest: Result<Manifest>) -> Kept {
    let (manifest, fault) = match manifest {
        Ok(manifest) => (Some(manifest), None),
        Err(error) => (None, Some(error.to_string())),
    };
    let of = manifest.as_ref();
    Kept {
        name,
        is_live,
        published_at: of.map(|manifest| manifest.published_at.clone()),
        source_commit: of.and_then(|manifest| manifest.source_commit.clone()),
        parent: of.and_then(|manifest| manifest.parent.clone()),
        pages: of.map_or(0, |manifest| manifest.statistics.pages),
        edits: of.map_or_else(Edits::default, |manifest| manifest.edits),
        bytes: of.map_or(0, Manifest::size_bytes),
        fault,
    }
}

/// Makes an older generation the live one: the one before the live one, or the
/// one of that name. It is held: only a build that a person starts replaces it.
/// Returns its name.
///
/// # Errors
/// There is no such generation, it is damaged, or another process writes.
pub fn rollback(index: &Path, to: Option<&str>) -> Result<String> {
    let live = current(index)?.ok_or_else(|| Error::NoIndex {
        path: index.to_owned(),
    })?;
    let _lock = Lock::take(index)?;
    let names = list(index)?;
    let name = match to {
        Some(to) => &find(index, to)?,
        None => {
            let older = names.iter().take_while(|name| **name != live);
            older.last().ok_or_else(|| {
                Error::Invalid(format!(
                    "nothing is kept from before {live}; there are {}",
                    names.join(", ")
                ))
            })?
        }
    };
    Snapshot::open_generation(&folder_of(index, name))?;
    set_current(index, name, true)?;
    Ok(name.clone())
}

/// Returns the name of a generation that is kept by what a person calls it:
/// `g0000012`, `g12` or `12`.
///
/// # Errors
/// It is not kept; the message lists those that are.
pub fn find(index: &Path, said: &str) -> Result<String> {
    let names = list(index)?;
    let found = names.iter().find(|name| is_named(name, said));
    found.cloned().ok_or_else(|| {
        let known = names.join(", ");
        Error::Invalid(format!("{said} is not kept; there are {known}"))
    })
}

/// Says whether a person means this generation: `g0000012`, `g12` or `12`.
fn is_named(name: &str, said: &str) -> bool {
    let plain = |name: &str| {
        name.trim_start_matches('g')
            .trim_start_matches('0')
            .to_owned()
    };
    name == said || (!plain(said).is_empty() && plain(name) == plain(said))
}

/// Returns the live generation if it was gone back to and is held; `None` where
/// builds go on.
///
/// # Errors
/// As [`current`].
pub fn held(index: &Path) -> Result<Option<String>> {
    let state = state_of_current(index)?;
    Ok(state.filter(|(_, is_held)| *is_held).map(|(name, _)| name))
}

/// Lets builds go on from the live generation.
///
/// # Errors
/// Another process writes, or the folder cannot be written.
pub fn release(index: &Path) -> Result<()> {
    if let Some(name) = held(index)? {
        let _lock = Lock::take(index)?;
        set_current(index, &name, false)?;
    }
    Ok(())
}

/// Opens the live generation, or the newest older one where the live one is
/// damaged; then the damage comes with it, to be told loudly.
///
/// # Errors
/// There is no index, or nothing that is kept can be opened; the error is that
/// of the live generation.
pub fn open_sound(index: &Path) -> Result<(Snapshot, Option<Error>)> {
    let damage = match Snapshot::open(index) {
        Ok(snapshot) => return Ok((snapshot, None)),
        Err(error @ (Error::Corrupt { .. } | Error::Engine { .. })) => error,
        Err(error) => return Err(error),
    };
    let live = current(index).ok().flatten();
    let names = list(index)?.into_iter().rev();
    let older = names.skip_while(|name| live.as_ref().is_some_and(|live| name != live));
    let mut older = older.skip(usize::from(live.is_some()));
    match older.find_map(|name| Snapshot::open_generation(&folder_of(index, &name)).ok()) {
        Some(snapshot) => Ok((snapshot, Some(damage))),
        None => Err(damage),
    }
}

/// Checks every file of a generation against its size and digest, and opens it.
///
/// # Errors
/// Names the first file that is not as it should be.
pub fn verify(index: &Path, name: &str) -> Result<Manifest> {
    let snapshot = Snapshot::open_generation(&folder_of(index, name))?;
    Ok(snapshot.manifest().clone())
}
