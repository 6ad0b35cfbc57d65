//! A generation as the next one starts from it, or another is compared with it.

use std::fs;
use std::path::{Path, PathBuf};

use super::generation::{current, folder_of};
use super::manifest::Manifest;
use super::offered::{self, Offered};
use super::pages::PageRecord;
use super::slots::{self, Slot};
use super::snapshot::read_pages;
use crate::error::{Error, Result};

/// A generation, checked and ready to be updated.
#[derive(Debug)]
pub struct Previous {
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) records: Vec<PageRecord>,
    pub(super) slots: Vec<Slot>,
    pub(super) offered: Vec<Offered>,
}

impl Previous {
    /// Opens the live generation; `None` where there is no index.
    ///
    /// # Errors
    /// It is damaged, or made by another version.
    pub(super) fn open(index: &Path) -> Result<Option<Self>> {
        let Some(name) = current(index)? else {
            return Ok(None);
        };
        Self::open_folder(folder_of(index, &name)).map(Some)
    }

    /// Opens the live generation to look at it.
    ///
    /// # Errors
    /// There is none, it is damaged, or made by another version.
    pub fn open_live(index: &Path) -> Result<Self> {
        Self::open(index)?.ok_or_else(|| Error::NoIndex {
            path: index.to_owned(),
        })
    }

    /// Opens a generation that is kept to look at it.
    ///
    /// # Errors
    /// It is not kept, damaged, or made by another version.
    pub fn open_named(index: &Path, name: &str) -> Result<Self> {
        Self::open_folder(folder_of(index, name))
    }

    fn open_folder(folder: PathBuf) -> Result<Self> {
        let manifest = Manifest::load(&folder)?;
        let records = read_pages(&folder)?;
        let slots = slots::read(&folder)?;
        if records.len() != slots.len() {
            return Err(Error::Corrupt {
                path: folder.join(slots::SLOTS_FILE),
                message: format!("{} slots of {} pages", slots.len(), records.len()),
            });
        }
        Ok(Self {
            offered: offered::read(&folder)?,
            folder,
            manifest,
            records,
            slots,
        })
    }

    /// Returns what the generation says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Returns its pages in order of path.
    pub fn records(&self) -> &[PageRecord] {
        &self.records
    }

    /// Returns a file that its builder attached; `None` if there is none.
    ///
    /// # Errors
    /// It is there but cannot be read.
    pub fn attached(&self, name: &str) -> Result<Option<Vec<u8>>> {
        if !self.manifest.files.contains_key(name) {
            return Ok(None);
        }
        let path = self.folder.join(name);
        fs::read(&path).map(Some).map_err(Error::io("read", &path))
    }
}
