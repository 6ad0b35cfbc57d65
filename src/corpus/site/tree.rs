//! The files of a corpus as detection sees them: paths, and a few small texts.

use std::path::Path;

use super::super::read;

/// The most bytes of a configuration file that are read.
const MAX_CONFIG_BYTES: usize = 8 << 20;

/// The most bytes of a list of pages that are read.
const MAX_LIST_BYTES: usize = 256 << 20;

/// The paths of a corpus, pages and others, and a way to read some.
#[derive(Debug)]
pub(in crate::corpus) struct Tree<'a> {
    root: &'a Path,
    /// `/`-separated paths from the corpus folder, in byte order.
    paths: &'a [String],
}

impl<'a> Tree<'a> {
    /// Looks at files below `root`, their paths in byte order.
    pub(in crate::corpus) fn new(root: &'a Path, paths: &'a [String]) -> Self {
        Self { root, paths }
    }

    /// Returns all paths in byte order.
    pub(in crate::corpus) fn paths(&self) -> &'a [String] {
        self.paths
    }

    /// Says whether there is a file of this path.
    pub(in crate::corpus) fn has(&self, path: &str) -> bool {
        self.paths
            .binary_search_by(|known| known.as_str().cmp(path))
            .is_ok()
    }

    /// Returns the files below a folder; `""` is the corpus.
    pub(in crate::corpus) fn under(&self, folder: &str) -> &'a [String] {
        if folder.is_empty() {
            return self.paths;
        }
        let prefix = format!("{folder}/");
        let start = self
            .paths
            .partition_point(|path| path.as_str() < prefix.as_str());
        let n = self.paths[start..].partition_point(|path| path.starts_with(&prefix));
        &self.paths[start..start + n]
    }

    /// Says whether a folder holds any file.
    pub(in crate::corpus) fn has_folder(&self, folder: &str) -> bool {
        !self.under(folder).is_empty()
    }

    /// Returns the folders that hold a file of one of these names, each with
    /// the file's path.
    pub(in crate::corpus) fn holding(&self, names: &[&str]) -> Vec<(&'a str, &'a str)> {
        let all = self.paths.iter().filter_map(|path| {
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            names.contains(&name).then_some((folder, path.as_str()))
        });
        all.collect()
    }

    /// Reads a small text file; `None` if there is none.
    pub(in crate::corpus) fn read(&self, path: &str) -> Option<String> {
        self.read_at_most(path, MAX_CONFIG_BYTES)
    }

    /// Reads a list of pages, which may be long.
    pub(in crate::corpus) fn read_list(&self, path: &str) -> Option<String> {
        self.read_at_most(path, MAX_LIST_BYTES)
    }

    /// Reads the beginning of a file, at most so many bytes.
    pub(in crate::corpus) fn read_start(&self, path: &str, max_bytes: usize) -> Option<String> {
        self.read_at_most(path, max_bytes)
    }

    fn read_at_most(&self, path: &str, max_bytes: usize) -> Option<String> {
        let bytes = read::bytes_of(&self.root.join(path), max_bytes).ok()?;
        let text = String::from_utf8_lossy(&bytes.bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        Some(text.replace("\r\n", "\n"))
    }
}

/// Joins a folder, empty for the corpus, and a path below it.
pub(in crate::corpus) fn join(folder: &str, path: &str) -> String {
    match (folder, path) {
        ("", path) => path.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, path) => format!("{folder}/{path}"),
    }
}
