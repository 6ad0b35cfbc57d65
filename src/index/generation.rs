//! Generations on disk: folders, manifests, the lock and the `CURRENT` file.
//!
//! ```text
//! index/
//!   CURRENT          the live generation's name, replaced by one rename; `held` on a
//!                    second line where somebody went back to it
//!   .lock            held by the one process that writes
//!   g0000001/        a generation; never changed once CURRENT named it
//!     manifest.json  what it is; written last
//!     pages.bin …    side files
//!     segments/      the engine's files: the base, shared with generations before
//!     delta/         the same for the pages that changed since
//! ```
//! A build writes into `building/` and renames it when it is whole, so a kill at
//! any point leaves the live generation as it was. What a killed build left is
//! removed by the next one.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::lock::Lock;
use super::manifest::{FileInfo, Manifest, corrupt};
use crate::error::{Error, Result};

const CURRENT_FILE: &str = "CURRENT";
/// The second line of `CURRENT` where somebody went back to that generation.
const HELD: &str = "held";
const BUILDING: &str = "building";
pub(super) const MANIFEST_FILE: &str = "manifest.json";
pub(super) const SEGMENTS: &str = "segments";
pub(super) const DELTA: &str = "delta";

/// Returns the live generation's name; `None` where there is no index.
///
/// # Errors
/// `CURRENT` is there but cannot be read or holds no name of a generation.
pub fn current(index: &Path) -> Result<Option<String>> {
    Ok(state_of_current(index)?.map(|(name, _)| name))
}

/// Returns the live generation's name and whether it is held there.
pub(super) fn state_of_current(index: &Path) -> Result<Option<(String, bool)>> {
    let path = index.join(CURRENT_FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("read", &path)(error)),
    };
    let mut lines = text.lines().map(str::trim);
    let name = lines.next().unwrap_or_default();
    if number_of(name).is_none() {
        return Err(Error::Corrupt {
            path,
            message: "it does not name a generation".to_owned(),
        });
    }
    Ok(Some((name.to_owned(), lines.any(|line| line == HELD))))
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
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
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
    ///
    /// Of the files in `linked` nothing is done anew: another generation has them.
    /// `check` looks at the folder when it is whole and may refuse it.
    pub(super) fn publish(
        self,
        manifest: &mut Manifest,
        linked: &BTreeMap<String, FileInfo>,
        keep: usize,
        check: &dyn Fn(&Path) -> Result<()>,
    ) -> Result<()> {
        manifest.files = describe_files(&self.folder, linked)?;
        let path = self.folder.join(MANIFEST_FILE);
        let text = serde_json::to_string_pretty(manifest).map_err(corrupt(&path))?;
        fs::write(&path, text + "\n").map_err(Error::io("write", &path))?;
        check(&self.folder)?;
        let names = manifest.files.keys().map(String::as_str);
        let new = names.filter(|name| !linked.contains_key(*name));
        for name in new.chain([MANIFEST_FILE]) {
            let path = self.folder.join(name);
            make_readable(&path)?;
            sync(&path)?;
        }
        for folder in segment_folders(&self.folder) {
            sync(&folder)?;
        }
        sync(&self.folder)?;
        let target = folder_of(&self.index, &manifest.name);
        fs::rename(&self.folder, &target).map_err(Error::io("rename", &self.folder))?;
        sync(&self.index)?;
        set_current(&self.index, &manifest.name, false)?;
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

pub(super) fn remove_folder(folder: &Path) -> Result<()> {
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

/// Points `CURRENT` at a generation by one rename, to be held there or not.
pub(super) fn set_current(index: &Path, name: &str, is_held: bool) -> Result<()> {
    let path = index.join(CURRENT_FILE);
    let draft = index.join("CURRENT.new");
    let held = if is_held {
        format!("{HELD}\n")
    } else {
        String::new()
    };
    fs::write(&draft, format!("{name}\n{held}")).map_err(Error::io("write", &draft))?;
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
pub(super) fn digest_of(path: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    File::open(path)
        .and_then(|file| hasher.update_reader(file).map(drop))
        .map_err(Error::io("read", path))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Returns the folders of segments that a generation has.
fn segment_folders(generation: &Path) -> Vec<PathBuf> {
    let folders = [SEGMENTS, DELTA].map(|name| generation.join(name));
    folders.into_iter().filter(|path| path.is_dir()).collect()
}

/// Lists the files of a build with sizes and digests; those that are `known`
/// are not read.
fn describe_files(
    building: &Path,
    known: &BTreeMap<String, FileInfo>,
) -> Result<BTreeMap<String, FileInfo>> {
    let mut files = known.clone();
    let mut folders = segment_folders(building);
    folders.push(building.to_owned());
    for folder in folders {
        let prefix = match folder.file_name() {
            Some(name) if folder != building => format!("{}/", name.to_string_lossy()),
            _ => String::new(),
        };
        for entry in fs::read_dir(&folder).map_err(Error::io("read", &folder))? {
            let entry = entry.map_err(Error::io("read", &folder))?;
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() || name.ends_with(".lock") {
                continue;
            }
            let name = format!("{prefix}{name}");
            if known.contains_key(&name) {
                continue;
            }
            let bytes = entry.metadata().map_err(Error::io("read", &path))?.len();
            let digest = digest_of(&path)?;
            files.insert(name, FileInfo { bytes, digest });
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
        set_current(index.path(), "g0000001", false).unwrap();
        prune(index.path(), 2).unwrap();
        let left = list(index.path()).unwrap();
        assert_eq!(left, ["g0000001", "g0000003", "g0000004"]);
        assert_eq!(next_name(index.path()).unwrap(), "g0000005");
    }
}
