//! What a page includes: other files of the corpus, read within bounds.
//!
//! An include may name any file inside of the corpus folder and none outside
//! of it, whatever dots or links it is written with. A page may read so much
//! and no more, so that includes of includes cannot grow without end.

use std::cell::{OnceCell, RefCell};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The most bytes that all includes of a page may have together.
const MAX_INCLUDED_BYTES: usize = 8 << 20;

/// The most files that a page may include.
const MAX_INCLUDED_FILES: usize = 1_000;

/// The digest of a file that is not there, or lies outside.
const ABSENT: [u8; 32] = [0; 32];

/// The digest of a file that was too much to read: no file has it, so a page
/// that asks for it is never taken for unchanged.
const UNREAD: [u8; 32] = [0xff; 32];

/// Why an include has no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// There is no such file, or it is no text.
    Missing,
    /// It lies outside of the corpus.
    Outside,
    /// The page includes too much.
    TooMuch,
}

/// Reads the files that one page includes.
#[derive(Debug)]
pub(super) struct Resolver {
    root: PathBuf,
    /// The corpus folder with its links resolved, asked for by the first include:
    /// most pages have none.
    home: OnceCell<Option<PathBuf>>,
    read: RefCell<Read>,
}

/// What was read for the page.
#[derive(Debug, Default)]
struct Read {
    n_bytes: usize,
    n_files: usize,
    /// Each file with the digest of its bytes, in the order of asking.
    files: Vec<(String, [u8; 32])>,
}

impl Resolver {
    /// Reads below `root`.
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            home: OnceCell::new(),
            read: RefCell::default(),
        }
    }

    /// Returns the text of a file by its path from the corpus folder.
    ///
    /// `path` may hold `.` and `..`.
    pub(super) fn text(&self, path: &str) -> Result<String, Refused> {
        let found = self.read(path);
        if let (Err(refused), Some(plain)) = (&found, normal(path)) {
            let mut read = self.read.borrow_mut();
            let is_known = read.files.iter().any(|(known, _)| *known == plain);
            let digest = match refused {
                Refused::TooMuch => UNREAD,
                Refused::Missing | Refused::Outside => ABSENT,
            };
            // The list stays bounded: beyond it a page is read anew whenever asked.
            if !is_known && read.files.len() < 2 * MAX_INCLUDED_FILES {
                read.files.push((plain, digest));
            }
        }
        found
    }

    /// Reads a file and notes its digest.
    fn read(&self, path: &str) -> Result<String, Refused> {
        let home = self.home.get_or_init(|| self.root.canonicalize().ok());
        let home = home.as_deref().ok_or(Refused::Missing)?;
        let plain = normal(path).ok_or(Refused::Outside)?;
        let file = self.root.join(&plain);
        let real = file.canonicalize().map_err(|_| Refused::Missing)?;
        if !real.starts_with(home) {
            return Err(Refused::Outside);
        }
        let mut read = self.read.borrow_mut();
        let left = MAX_INCLUDED_BYTES.saturating_sub(read.n_bytes);
        if left == 0 || read.n_files >= MAX_INCLUDED_FILES {
            return Err(Refused::TooMuch);
        }
        let mut bytes = Vec::new();
        let opened = File::open(&real).map_err(|_| Refused::Missing)?;
        let taken = opened.take(left as u64 + 1).read_to_end(&mut bytes);
        taken.map_err(|_| Refused::Missing)?;
        if bytes.len() > left {
            return Err(Refused::TooMuch);
        }
        read.n_bytes += bytes.len();
        read.n_files += 1;
        read.files.push((plain, *blake3::hash(&bytes).as_bytes()));
        let text = String::from_utf8(bytes).map_err(|_| Refused::Missing)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        Ok(match text.contains('\r') {
            true => text.replace("\r\n", "\n").replace('\r', "\n"),
            false => text.to_owned(),
        })
    }

    /// Returns what was asked for, each file with the digest of its bytes.
    pub(super) fn into_files(self) -> Vec<(String, [u8; 32])> {
        self.read.into_inner().files
    }
}

/// Returns the digest of a file that a page included, as it is now.
pub(super) fn digest_of(root: &Path, path: &str) -> [u8; 32] {
    let hash = || {
        let home = root.canonicalize().ok()?;
        let real = root.join(normal(path)?).canonicalize().ok()?;
        let file = File::open(real.starts_with(home).then_some(real)?).ok()?;
        let mut hasher = blake3::Hasher::new();
        let limit = MAX_INCLUDED_BYTES as u64 + 1;
        hasher.update_reader(file.take(limit)).ok()?;
        Some(*hasher.finalize().as_bytes())
    };
    hash().unwrap_or(ABSENT)
}

/// Returns a path without `.` and `..`, or `None` if it leads outside.
pub(super) fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(normal("a/./b/../c.md").as_deref(), Some("a/c.md"));
        assert_eq!(normal("/a//b").as_deref(), Some("a/b"));
        assert_eq!(normal("../a"), None);
        assert_eq!(normal("a/../../b"), None);
    }

    #[test]
    fn files_are_read_within_bounds() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = folder.path().join("corpus");
        fs::create_dir(&corpus).unwrap();
        fs::write(corpus.join("a.md"), "\u{feff}x\r\ny").unwrap();
        fs::write(corpus.join("b.bin"), b"\xff\xfe\xff").unwrap();
        fs::write(folder.path().join("secret.md"), "x").unwrap();
        let resolver = Resolver::new(&corpus);
        assert_eq!(resolver.text("sub/../a.md").as_deref(), Ok("x\ny"));
        assert_eq!(resolver.text("b.bin"), Err(Refused::Missing));
        assert_eq!(resolver.text("none.md"), Err(Refused::Missing));
        assert_eq!(resolver.text("../secret.md"), Err(Refused::Outside));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path(), corpus.join("up")).unwrap();
            assert_eq!(resolver.text("up/secret.md"), Err(Refused::Outside));
        }
        fs::write(corpus.join("big.md"), "x".repeat(MAX_INCLUDED_BYTES)).unwrap();
        assert_eq!(resolver.text("big.md"), Err(Refused::TooMuch));
        let files = resolver.into_files();
        let digests: Vec<_> = files
            .iter()
            .map(|(path, digest)| (path.as_str(), *digest))
            .collect();
        assert_eq!(digests[0], ("a.md", digest_of(&corpus, "a.md")));
        assert_eq!(digests[1], ("b.bin", digest_of(&corpus, "b.bin")));
        assert_eq!(digests[2], ("none.md", ABSENT));
        assert_eq!(digest_of(&corpus, "none.md"), ABSENT);
        assert_eq!(digest_of(&corpus, "../secret.md"), ABSENT);
        assert_eq!(digests.last(), Some(&("big.md", UNREAD)));
    }
}
