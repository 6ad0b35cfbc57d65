//! What is still to be read: each address once, those near the start first.

use std::collections::{HashSet, VecDeque};

use url::{Origin, Url};

/// Ends of addresses that are no pages.
const FILES: [&str; 40] = [
    "7z", "avif", "bmp", "bz2", "css", "csv", "deb", "dmg", "doc", "docx", "epub", "exe", "gif",
    "gz", "ico", "iso", "jar", "jpeg", "jpg", "js", "json", "map", "mjs", "mov", "mp3", "mp4",
    "msi", "ogg", "pdf", "png", "ppt", "rar", "svg", "tar", "wasm", "webm", "webp", "woff",
    "woff2", "zip",
];

/// The part of the web that is read.
#[derive(Debug)]
pub(super) struct Scope {
    origin: Origin,
    /// The folder of the start: `/docs/`.
    folder: String,
}

/// An address to read.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) url: Url,
    /// How many links lead to it from the start.
    pub(super) depth: usize,
}

/// The addresses to read, in the order they were found.
#[derive(Debug, Default)]
pub(super) struct Frontier {
    seen: HashSet<String>,
    tasks: VecDeque<Task>,
}

impl Scope {
    /// Returns what lies in the folder of an address.
    pub(super) fn below(start: &Url) -> Self {
        let path = start.path();
        let end = path.rfind('/').map_or(0, |at| at + 1);
        Self {
            origin: start.origin(),
            folder: path[..end].to_owned(),
        }
    }

    /// Says whether an address lies in it.
    pub(super) fn holds(&self, url: &Url) -> bool {
        let path = url.path();
        let is_folder = || format!("{path}/") == self.folder;
        url.origin() == self.origin && (path.starts_with(&self.folder) || is_folder())
    }
}

impl Frontier {
    /// Notes an address as seen; says whether it was not before.
    pub(super) fn mark(&mut self, url: &Url) -> bool {
        self.seen.insert(url.as_str().to_owned())
    }

    /// Adds an address that was not seen before.
    pub(super) fn push(&mut self, task: Task) {
        if self.mark(&task.url) {
            self.tasks.push_back(task);
        }
    }

    /// Takes the next addresses, at most `n`.
    pub(super) fn take(&mut self, n: usize) -> Vec<Task> {
        let n = n.min(self.tasks.len());
        self.tasks.drain(..n).collect()
    }

    /// Returns how many are waiting.
    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }
}

/// Returns an address in its one form: no fragment, no name of an index page.
pub(super) fn plain(mut url: Url) -> Url {
    url.set_fragment(None);
    if url.query() == Some("") {
        url.set_query(None);
    }
    let path = url.path();
    let folder = ["index.html", "index.htm"].iter().find_map(|name| {
        let folder = path.strip_suffix(name)?;
        folder.ends_with('/').then(|| folder.to_owned())
    });
    if let Some(folder) = folder {
        url.set_path(&folder);
    }
    url
}

/// Says whether an address ends like a file that is no page.
pub(super) fn is_file(url: &Url) -> bool {
    let name = url.path().rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| {
        let extension = extension.to_ascii_lowercase();
        FILES.contains(&extension.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_scope_is_a_folder_of_one_host() {
        let scope = Scope::below(&url("https://x.example/docs/start"));
        let check = |text: &str, expected: bool| assert_eq!(scope.holds(&url(text)), expected);
        check("https://x.example/docs/a/b", true);
        check("https://x.example/docs", true);
        check("https://x.example/blog/", false);
        check("http://x.example/docs/a", false);
        check("https://y.example/docs/a", false);
        check("https://x.example:8443/docs/a", false);
        check("https://x.example/docs/../blog/", false);
    }

    #[test]
    fn addresses_have_one_form_and_are_read_once() {
        assert_eq!(
            plain(url("https://x.example/a/index.html#b")),
            url("https://x.example/a/")
        );
        assert_eq!(
            plain(url("https://x.example/a?")),
            url("https://x.example/a")
        );
        assert!(is_file(&url("https://x.example/a.PNG")));
        assert!(!is_file(&url("https://x.example/v1.2")));
        let mut frontier = Frontier::default();
        for text in [
            "https://x.example/a",
            "https://x.example/b",
            "https://x.example/a",
        ] {
            frontier.push(Task {
                url: url(text),
                depth: 0,
            });
        }
        assert_eq!(frontier.len(), 2);
        assert_eq!(frontier.take(5).len(), 2);
    }
}
