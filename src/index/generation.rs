//! Generations on disk: folders, manifests, the lock and the `CURRENT` file.
//!
//! ```text
//! index/
//!   CURRENT          the live generation's name, replaced by one rename
//!   .lock            held by the one process that writes
//!   g0000001/        a generation; never changed once CURRENT named it
//!     manifest.json  what it is; written last
//!     pages.bin …    side files
//!     segments/      the engine's files
//! ```
//! A build writes into `building/` and renames it when it is whole, so a kill at
//! any point leaves the live generation as it was. What a killed build left is
//! removed by the next one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::lock::Lock;
use super::schema::{FORMAT_VERSION, N_FIELDS};
use crate::analysis::ANALYZER_ID;
use crate::api::FacetSpec;
use crate::config;
use crate::error::{Error, Result};

const CURRENT_FILE: &str = "CURRENT";
const BUILDING: &str = "building";
pub(super) const MANIFEST_FILE: &str = "manifest.json";
pub(super) const SEGMENTS: &str = "segments";

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
    /// What it counts.
    pub statistics: Statistics,
    /// Its files.
    pub files: BTreeMap<String, FileInfo>,
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
        manifest.check_files(folder)?;
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

fn corrupt(path: &Path) -> impl FnOnce(serde_json::Error) -> Error {
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

/// Returns the live generation's name; `None` where there is no index.
///
/// # Errors
/// `CURRENT` is there but cannot be read or holds no name of a generation.
pub fn current(index: &Path) -> Result<Option<String>> {
    let path = index.join(CURRENT_FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", &path)(error)),
    };
    let name = text.trim();
    if number_of(name).is_none() {
        return Err(Error::Corrupt {
            path,
            message: "it does not name a generation".to_owned(),
        });
    }
    Ok(Some(name.to_owned()))
}

/// Returns how many pages the live generation says it has, damaged or made by
/// another version as it may be; `None` where there is none to ask.
///
/// # Errors
/// It is there but cannot be read.
pub(super) fn live_pages(index: &Path) -> Result<Option<usize>> {
    let Some(name) = current(index).ok().flatten() else {
        return Ok(None);
    };
    let path = folder_of(index, &name).join(MANIFEST_FILE);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", &path)(error)),
    };
    let manifest: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    let pages = manifest.and_then(|manifest| manifest["statistics"]["pages"].as_u64());
    Ok(pages.and_then(|pages| usize::try_from(pages).ok()))
}

/// Returns a generation's folder.
pub(super) fn folder_of(index: &Path, name: &str) -> PathBuf {
    index.join(name)
}

/// Returns a generation's number: 2 for `g0000002`.
fn number_of(name: &str) -> Option<u64> {
    let digits = name.strip_prefix('g')?;
    let all_digits = digits.len() >= 7 && digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| digits.parse().ok()).flatten()
}

/// Returns the names of all generations, oldest first.
pub fn list(index: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let entries = match fs::read_dir(index) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(names),
        Err(error) => return Err(Error::io("read", index)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(Error::io("read", index))?;
        if let Ok(name) = entry.file_name().into_string()
            && number_of(&name).is_some()
        {
            names.push(name);
        }
    }
    names.sort_by_key(|name| number_of(name));
    Ok(names)
}

/// A generation being built: the lock and a folder that vanishes unless published.
#[derive(Debug)]
pub(super) struct Building {
    index: PathBuf,
    folder: PathBuf,
    _lock: Lock,
}

impl Building {
    /// Takes the lock and makes an empty folder; what a killed build left is removed.
    pub(super) fn begin(index: &Path) -> Result<Self> {
        let lock = Lock::take(index)?;
        let folder = index.join(BUILDING);
        remove_folder(&folder)?;
        let segments = folder.join(SEGMENTS);
        fs::create_dir_all(&segments).map_err(Error::io("create", &segments))?;
        Ok(Self {
            index: index.to_owned(),
            folder,
            _lock: lock,
        })
    }

    /// Returns the folder to build in.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the index folder.
    pub(super) fn index(&self) -> &Path {
        &self.index
    }

    /// Makes the finished build the live generation and removes the oldest.
    ///
    /// Everything is on disk before `CURRENT` names it: files, folders, then
    /// the rename of the folder, then that of `CURRENT`.
    pub(super) fn publish(self, manifest: &mut Manifest, keep: usize) -> Result<()> {
        manifest.files = describe_files(&self.folder)?;
        let path = self.folder.join(MANIFEST_FILE);
        let text = serde_json::to_string_pretty(manifest).map_err(corrupt(&path))?;
        fs::write(&path, text + "\n").map_err(Error::io("write", &path))?;
        let names = manifest.files.keys().map(String::as_str);
        for name in names.chain([MANIFEST_FILE]) {
            let path = self.folder.join(name);
            make_readable(&path)?;
            sync(&path)?;
        }
        sync(&self.folder.join(SEGMENTS))?;
        sync(&self.folder)?;
        let target = folder_of(&self.index, &manifest.name);
        fs::rename(&self.folder, &target).map_err(Error::io("rename", &self.folder))?;
        sync(&self.index)?;
        set_current(&self.index, &manifest.name)?;
        // The build is live: what cannot be tidied up now is tried next time.
        if let Err(error) = prune(&self.index, keep) {
            tracing::warn!("an old generation stays: {error}");
        }
        Ok(())
    }
}

impl Drop for Building {
    /// Gives back the space of a build that failed; after a publish there is
    /// nothing left to remove.
    fn drop(&mut self) {
        let _ = remove_folder(&self.folder);
    }
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("remove", folder)(error))
        }
        _ => Ok(()),
    }
}

/// Returns the name that the next generation gets.
pub(super) fn next_name(index: &Path) -> Result<String> {
    let numbers = list(index)?
        .into_iter()
        .chain(current(index).ok().flatten());
    let last = numbers
        .filter_map(|name| number_of(&name))
        .max()
        .unwrap_or(0);
    Ok(format!("g{:07}", last + 1))
}

/// Points `CURRENT` at a generation by one rename.
fn set_current(index: &Path, name: &str) -> Result<()> {
    let path = index.join(CURRENT_FILE);
    let draft = index.join("CURRENT.new");
    fs::write(&draft, format!("{name}\n")).map_err(Error::io("write", &draft))?;
    sync(&draft)?;
    fs::rename(&draft, &path).map_err(Error::io("replace", &path))?;
    sync(index)
}

/// Removes the oldest generations, keeping `keep` and always the live one.
///
/// A server that still reads a removed generation goes on: its files stay on
/// disk until it lets go of them.
fn prune(index: &Path, keep: usize) -> Result<()> {
    let live = current(index)?;
    let names = list(index)?;
    let surplus = names.len().saturating_sub(keep.max(1));
    for name in &names[..surplus] {
        if Some(name) != live.as_ref() {
            remove_folder(&folder_of(index, name))?;
        }
    }
    Ok(())
}

/// Returns a file's BLAKE3 digest, reading it piece by piece.
fn digest_of(path: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    File::open(path)
        .and_then(|file| hasher.update_reader(file).map(drop))
        .map_err(Error::io("read", path))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Lists the files of a build with sizes and digests.
fn describe_files(building: &Path) -> Result<BTreeMap<String, FileInfo>> {
    let mut files = BTreeMap::new();
    for (folder, prefix) in [
        (building.to_owned(), String::new()),
        (building.join(SEGMENTS), format!("{SEGMENTS}/")),
    ] {
        for entry in fs::read_dir(&folder).map_err(Error::io("read", &folder))? {
            let entry = entry.map_err(Error::io("read", &folder))?;
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() || name.ends_with(".lock") {
                continue;
            }
            let bytes = entry.metadata().map_err(Error::io("read", &path))?.len();
            let digest = digest_of(&path)?;
            files.insert(format!("{prefix}{name}"), FileInfo { bytes, digest });
        }
    }
    Ok(files)
}

/// Lets other users read a file; the engine creates some as private.
#[cfg(unix)]
fn make_readable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(Error::io("read", path))?;
    let mode = metadata.permissions().mode();
    if mode & 0o044 == 0o044 {
        return Ok(());
    }
    let readable = fs::Permissions::from_mode(mode | 0o044);
    fs::set_permissions(path, readable).map_err(Error::io("set the permissions of", path))
}

#[cfg(not(unix))]
fn make_readable(_path: &Path) -> Result<()> {
    Ok(())
}

/// Waits until a file or folder is on disk.
fn sync(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(Error::io("write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbers_and_sort_by_them() {
        assert_eq!(number_of("g0000012"), Some(12));
        assert_eq!(number_of("g10000000"), Some(10_000_000));
        assert_eq!(number_of("g12"), None);
        assert_eq!(number_of("building"), None);
    }

    #[test]
    fn without_current_there_is_no_index_and_a_strange_one_is_damage() {
        let index = tempfile::tempdir().unwrap();
        assert_eq!(current(index.path()).unwrap(), None);
        fs::write(index.path().join(CURRENT_FILE), "../../etc").unwrap();
        assert!(matches!(current(index.path()), Err(Error::Corrupt { .. })));
    }

    #[test]
    fn pruning_keeps_the_newest_and_the_live_one() {
        let index = tempfile::tempdir().unwrap();
        for name in ["g0000001", "g0000002", "g0000003", "g0000004"] {
            fs::create_dir(index.path().join(name)).unwrap();
        }
        set_current(index.path(), "g0000001").unwrap();
        prune(index.path(), 2).unwrap();
        let left = list(index.path()).unwrap();
        assert_eq!(left, ["g0000001", "g0000003", "g0000004"]);
        assert_eq!(next_name(index.path()).unwrap(), "g0000005");
    }
}
