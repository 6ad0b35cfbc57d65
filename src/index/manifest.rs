//! What a generation says of itself, and whether its files are what it says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::generation::{MANIFEST_FILE, digest_of};
use super::schema::{FORMAT_VERSION, N_FIELDS};
use crate::analysis::ANALYZER_ID;
use crate::api::FacetSpec;
use crate::config;
use crate::error::{Error, Result};

/// What a generation is: its settings, counts and files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format's version.
    pub format: u32,
    /// The analyzer that made its terms.
    pub analyzer: String,
    /// The binary that built it.
    pub built_by: String,
    /// The generation's name.
    pub name: String,
    /// The site's name.
    pub site_name: String,
    /// The site's address; empty where none is set.
    pub site_url: String,
    /// The site's language.
    pub language: String,
    /// The version that the site calls current; empty where it calls none.
    #[serde(default)]
    pub version: String,
    /// The site's facets, those of all sites first; empty for those alone.
    #[serde(default)]
    pub facets: Vec<FacetSpec>,
    /// The words that stand for one another.
    #[serde(default)]
    pub synonyms: config::Synonyms,
    /// The pages that the owner puts at a place for a query, or hides; the page
    /// by its id.
    #[serde(default)]
    pub pins: Vec<config::Pin>,
    /// The digest of the settings that shaped it.
    pub settings: String,
    /// The digest of all its pages.
    pub corpus: String,
    /// The commit of the corpus, where it lies in a Git repository.
    pub source_commit: Option<String>,
    /// When it was published, RFC 3339.
    pub published_at: String,
    /// The generation that it was made from, where it was an update.
    #[serde(default)]
    pub parent: Option<String>,
    /// What it changed of that one.
    #[serde(default)]
    pub edits: Edits,
    /// The slot that the next page gets.
    #[serde(default)]
    pub next_slot: u32,
    /// Sections in the base, dead ones too.
    #[serde(default)]
    pub base_sections: u64,
    /// Sections in the delta, dead ones too.
    #[serde(default)]
    pub delta_sections: u64,
    /// What it counts.
    pub statistics: Statistics,
    /// Its files.
    pub files: BTreeMap<String, FileInfo>,
}

/// How many pages a generation changed of the one before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits {
    /// Pages that are new.
    pub added: u64,
    /// Pages that were read again and replaced.
    pub changed: u64,
    /// Pages that are no longer there.
    pub removed: u64,
}

/// What is counted over the live sections of a generation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// Pages.
    pub pages: u64,
    /// Sections.
    pub sections: u64,
    /// Distinct terms.
    pub terms: u64,
    /// Words of all text.
    pub words: u64,
    /// The size of all text in UTF-8 bytes.
    pub text_bytes: u64,
    /// Tokens by field, in the order of the field table.
    pub field_tokens: [u64; N_FIELDS],
    /// Sections that have the field, in the order of the field table.
    pub field_sections: [u64; N_FIELDS],
}

/// A file of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileInfo {
    /// Its size.
    pub bytes: u64,
    /// Its BLAKE3 digest, in hexadecimal.
    pub digest: String,
}

impl Manifest {
    /// Reads and checks a generation's manifest.
    ///
    /// # Errors
    /// The file is missing or damaged, or the generation was made by another
    /// format or analyzer, or one of its files has another size.
    pub fn load(folder: &Path) -> Result<Self> {
        let manifest = Self::read(folder)?;
        manifest.check_files(folder)?;
        Ok(manifest)
    }

    /// Reads a manifest without a look at the generation's other files.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(MANIFEST_FILE);
        let text = fs::read_to_string(&path).map_err(missing(&path))?;
        let format = serde_json::from_str::<FormatOnly>(&text).map_err(corrupt(&path))?;
        if format.format != FORMAT_VERSION {
            return Err(Error::Incompatible {
                path: folder.to_owned(),
                message: format!(
                    "index format {} where this docent reads {FORMAT_VERSION}",
                    format.format
                ),
            });
        }
        let manifest: Self = serde_json::from_str(&text).map_err(corrupt(&path))?;
        if manifest.analyzer != ANALYZER_ID {
            return Err(Error::Incompatible {
                path: folder.to_owned(),
                message: format!(
                    "words were split by {} where this docent uses {ANALYZER_ID}",
                    manifest.analyzer
                ),
            });
        }
        Ok(manifest)
    }

    /// Checks sizes and digests of all files: damage is told when a generation
    /// is opened, not by a strange answer later. Cost: reading them once.
    fn check_files(&self, folder: &Path) -> Result<()> {
        for (name, info) in &self.files {
            let path = folder.join(name);
            let metadata = fs::metadata(&path).map_err(missing(&path))?;
            let mut damage = None;
            if metadata.len() != info.bytes {
                damage = Some(format!(
                    "{} bytes instead of {}",
                    metadata.len(),
                    info.bytes
                ));
            } else if digest_of(&path)? != info.digest {
                damage = Some("its digest differs from the manifest's".to_owned());
            }
            if let Some(message) = damage {
                return Err(Error::Corrupt { path, message });
            }
        }
        Ok(())
    }

    /// Returns the size of all files.
    pub fn size_bytes(&self) -> u64 {
        self.files.values().map(|info| info.bytes).sum()
    }
}

/// The one field that every version of a manifest has.
#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

pub(super) fn corrupt(path: &Path) -> impl FnOnce(serde_json::Error) -> Error {
    let path = path.to_owned();
    move |error| Error::Corrupt {
        path,
        message: error.to_string(),
    }
}

/// Returns the error for a file of a generation that cannot be read: a missing
/// one is damage.
fn missing(path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_owned();
    move |error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::Corrupt {
            path,
            message: "the file is missing".to_owned(),
        },
        _ => Error::io("read", &path)(error),
    }
}
