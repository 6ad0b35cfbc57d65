//! The mirror on disk: pages as the site sent them, and what is known of each.
//!
//! `crawl.json` lists the pages; [`crate::corpus`] reads it for their addresses.
//! Every file is written beside its place and renamed, so a kill leaves either
//! the old page or the new one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::corpus::{CRAWL_LIST, PAGES_FOLDER};
use crate::error::{Error, Result};

use super::fetch::Fetched;

/// What is known of a page that was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Known {
    /// Its file in the mirror.
    pub(super) file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_modified: Option<String>,
    /// When it was read.
    pub(super) read_at: String,
}

/// The list of a mirror.
#[derive(Debug, Default, Serialize, Deserialize)]
struct List {
    /// The address that the crawl started from.
    start: String,
    /// Every page by its address.
    pages: BTreeMap<String, Known>,
}

/// A mirror under way: what the last run knew, and what this one has found.
#[derive(Debug)]
pub(super) struct Mirror {
    folder: PathBuf,
    start: String,
    before: BTreeMap<String, Known>,
    pages: BTreeMap<String, Known>,
}

impl Mirror {
    /// Opens the mirror of a site; one of another start is begun anew.
    pub(super) fn open(folder: &Path, start: &Url) -> Result<Self> {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
        let list = fs::read(folder.join(CRAWL_LIST)).unwrap_or_default();
        let list: List = serde_json::from_slice(&list).unwrap_or_default();
        let before = match list.start == start.as_str() {
            true => list.pages,
            false => BTreeMap::new(),
        };
        Ok(Self {
            folder: folder.to_path_buf(),
            start: start.as_str().to_owned(),
            before,
            pages: BTreeMap::new(),
        })
    }

    /// Returns what is known of a page whose file is still there.
    pub(super) fn known(&self, url: &Url) -> Option<&Known> {
        let known = self.before.get(url.as_str())?;
        self.folder.join(&known.file).is_file().then_some(known)
    }

    /// Returns the addresses of the last run.
    pub(super) fn addresses(&self) -> Vec<Url> {
        let addresses = self.before.keys();
        addresses
            .filter_map(|address| Url::parse(address).ok())
            .collect()
    }

    /// Returns the text of a page of the last run.
    pub(super) fn text(&self, url: &Url) -> Option<String> {
        let known = self.known(url)?;
        let bytes = fs::read(self.folder.join(&known.file)).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Keeps a page of the last run; says whether there is one.
    pub(super) fn confirm(&mut self, url: &Url) -> bool {
        let known = self.known(url).cloned();
        let is_known = known.is_some();
        if let Some(known) = known {
            self.pages.insert(url.as_str().to_owned(), known);
        }
        is_known
    }

    /// Returns how many pages this run has found or kept.
    pub(super) fn n_confirmed(&self) -> usize {
        self.pages.len()
    }

    /// Writes a page.
    pub(super) fn store(&mut self, url: &Url, fetched: &Fetched) -> Result<()> {
        let file = file_of(url);
        write(&self.folder.join(&file), &fetched.body)?;
        let known = Known {
            file,
            etag: fetched.etag.clone(),
            last_modified: fetched.last_modified.clone(),
            read_at: Timestamp::now().to_string(),
        };
        self.pages.insert(url.as_str().to_owned(), known);
        Ok(())
    }

    /// Writes the list and removes the pages that are gone; returns how many.
    pub(super) fn finish(&self) -> Result<usize> {
        let list = List {
            start: self.start.clone(),
            pages: self.pages.clone(),
        };
        let text = serde_json::to_vec_pretty(&list)
            .map_err(|error| Error::Invalid(format!("the list of pages: {error}")))?;
        write(&self.folder.join(CRAWL_LIST), &text)?;
        let gone = self
            .before
            .iter()
            .filter(|(address, _)| !self.pages.contains_key(*address));
        let mut n_gone = 0;
        for (_, known) in gone {
            n_gone += 1;
            // A file that cannot be removed is no page without its entry.
            let _ = fs::remove_file(self.folder.join(&known.file));
        }
        Ok(n_gone)
    }
}

/// Returns the file of an address: readable, and of a length that any system takes.
fn file_of(url: &Url) -> String {
    let hash = blake3::hash(url.as_str().as_bytes()).to_hex();
    let name: String = url
        .path()
        .trim_matches('/')
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' {
                c
            } else {
                '_'
            }
        })
        .take(80)
        .collect();
    format!("{PAGES_FOLDER}/{name}-{}.html", &hash[..16])
}

/// Writes a file beside its place and renames it.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    let beside = path.with_extension("new");
    fs::write(&beside, bytes).map_err(Error::io("write", &beside))?;
    fs::rename(&beside, path).map_err(Error::io("write", path))
}
