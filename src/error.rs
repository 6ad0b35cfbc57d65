//! What can go wrong: `Error` stops the work, a `Notice` only reports.
//!
//! Bad pages and bad queries never stop anything: they give notices. Messages
//! are lowercase, name the file, say what failed and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The result of everything in the engine that can stop the work.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something that stops the work.
///
/// Every message names the place and, where there is one, the remedy.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system refused: no such file, no permission, a full disk.
    #[error("{}: cannot {action}: {source}{}", path.display(), remedy_for(source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was tried, as a verb: "read", "write", "create".
        action: &'static str,
        /// The system's own error.
        source: io::Error,
    },
    /// `docent.toml` cannot be used.
    #[error("{}: {message}", path.display())]
    Config {
        /// The configuration file.
        path: PathBuf,
        /// What is wrong and what would be right.
        message: String,
    },
    /// A value given by the caller cannot be used.
    #[error("{0}")]
    Invalid(String),
    /// There is nothing to index.
    #[error(
        "{}: no pages found; docent reads {formats} files: check the folder and \
         `[corpus] include` and `exclude` in docent.toml", path.display()
    )]
    NoPages {
        /// The corpus folder.
        path: PathBuf,
        /// The file name extensions that would have been read.
        formats: String,
    },
    /// There is no index where one was expected.
    #[error("{}: no index here; run `docent index` to build one", path.display())]
    NoIndex {
        /// The index folder.
        path: PathBuf,
    },
    /// Another process is writing to this index.
    #[error(
        "{}: another docent is writing to this index{holder}; wait for it to finish \
         or stop it, then try again", path.display()
    )]
    Locked {
        /// The index folder.
        path: PathBuf,
        /// Who holds it, as " (process 123)", or empty.
        holder: String,
    },
    /// A generation that this binary cannot read.
    #[error("{}: {message}; run `docent index` to rebuild it", path.display())]
    Incompatible {
        /// The generation's folder.
        path: PathBuf,
        /// What differs.
        message: String,
    },
    /// A file of a generation is damaged or missing.
    #[error(
        "{}: damaged: {message}; run `docent index` to rebuild it", path.display()
    )]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What was found.
        message: String,
    },
    /// The guard refused to publish: too many pages would vanish.
    #[error(
        "{}: not published: pages fall from {before} to {after}; the old index keeps \
         serving. Check the corpus folder, or run again with --force", path.display()
    )]
    Guard {
        /// The index folder.
        path: PathBuf,
        /// Pages in the live generation.
        before: usize,
        /// Pages in the refused one.
        after: usize,
    },
    /// The guard refused to publish: judged queries are answered too badly.
    #[error(
        "{}: not published: the mean nDCG@10 is {found:.4}, below the floor of {floor}, worst for \
         \"{worst}\"; the old index keeps serving. Mend the pages, lower `guard.ndcg10`, or run \
         again with --force", path.display()
    )]
    Floor {
        /// The judged queries.
        path: PathBuf,
        /// What was measured.
        found: f64,
        /// What was asked for.
        floor: f64,
        /// The query that is answered worst.
        worst: String,
    },
    /// Links of the corpus lead nowhere, and that was to be an error.
    #[error("{}: dead links: {count}, so nothing is published; the first: {first}; mend them, or index without --strict", path.display())]
    DeadLinks {
        /// The corpus.
        path: PathBuf,
        /// How many.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// The index engine failed.
    #[error("{}: {action} failed: {message}{}", path.display(), remedy_for_text(message))]
    Engine {
        /// The generation's folder.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// The engine's own words.
        message: String,
    },
}

impl Error {
    /// Returns an `Error::Io` for `path`, ready for `map_err`.
    pub fn io(action: &'static str, path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        move |source| Self::Io {
            path,
            action,
            source,
        }
    }
}

/// Returns what to do about a system error, as "; remedy", or nothing.
fn remedy_for(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::PermissionDenied => "; check who owns it and its permissions",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "; free some disk space and try again, nothing was lost"
        }
        io::ErrorKind::NotFound => "; check the path",
        io::ErrorKind::ReadOnlyFilesystem => "; choose a writable folder with --index",
        _ => "",
    }
}

/// The same for an error that reaches us as text only.
fn remedy_for_text(message: &str) -> &'static str {
    let full = ["No space left", "StorageFull", "os error 28"];
    if full.iter().any(|sign| message.contains(sign)) {
        "; free some disk space and try again, nothing was lost"
    } else if message.contains("ermission denied") {
        "; check who owns it and its permissions"
    } else {
        ""
    }
}

/// The kinds of notices, in the order in which a summary lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum NoticeKind {
    /// A file could not be read.
    Unreadable,
    /// A file holds binary data where text was expected.
    Binary,
    /// Bytes that are not UTF-8 were replaced.
    Encoding,
    /// A page or line was too long and was cut.
    Cut,
    /// Front matter that does not parse, or a key with an unusable value.
    FrontMatter,
    /// Markup that does not close or parse.
    Markup,
    /// A record of a JSON lines file that does not parse or is no page.
    Record,
    /// A page has neither title nor heading; its file name serves.
    Untitled,
    /// A page holds no text.
    Empty,
    /// Two pages claim the same URL; the first in path order wins.
    DuplicateUrl,
    /// A symbolic link that loops or leaves the corpus.
    Link,
    /// A link that leads nowhere within the corpus.
    DeadLink,
    /// A page asks not to be searched (`search: false`, `draft: true`).
    Hidden,
    /// A file to bring into a page that is missing or may not be read.
    Include,
    /// Part of a query was left out or changed.
    Query,
    /// A filter names a value that this generation does not have.
    Filter,
    /// A pin of `docent.toml` names a page that is not there.
    Pin,
}

impl NoticeKind {
    /// Returns the kind's name as reports and JSON spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Binary => "binary",
            Self::Encoding => "encoding",
            Self::Cut => "cut",
            Self::FrontMatter => "front-matter",
            Self::Markup => "markup",
            Self::Record => "record",
            Self::Untitled => "untitled",
            Self::Empty => "empty",
            Self::DuplicateUrl => "duplicate-url",
            Self::Link => "link",
            Self::DeadLink => "dead-link",
            Self::Hidden => "hidden",
            Self::Include => "include",
            Self::Query => "query",
            Self::Filter => "filter",
            Self::Pin => "pin",
        }
    }
}

/// Something skipped or repaired, with its place and the remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What sort of thing it is.
    pub kind: NoticeKind,
    /// The file, relative to the corpus, `/`-separated; empty for queries.
    pub path: String,
    /// The line in that file, from 1; 0 where no line is meant.
    pub line: u32,
    /// What happened and what to do, lowercase, no full stop.
    pub message: String,
}

impl Notice {
    /// Returns a notice about a line of a file; line 0 means the whole file.
    pub fn new(kind: NoticeKind, path: &str, line: u32, message: impl Into<String>) -> Self {
        Self {
            kind,
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }

    /// Returns a notice about the query itself.
    pub fn query(kind: NoticeKind, message: impl Into<String>) -> Self {
        Self::new(kind, "", 0, message)
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path.as_str(), self.line) {
            ("", _) => {}
            (path, 0) => write!(f, "{path}: ")?,
            (path, line) => write!(f, "{path}:{line}: ")?,
        }
        write!(f, "{} ({})", self.message, self.kind.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn io_errors_name_the_file_and_the_remedy() {
        let full = Error::io("write", "/x/y")(io::Error::from(io::ErrorKind::StorageFull));
        let text = full.to_string();
        assert!(text.starts_with("/x/y: cannot write: "), "{text}");
        assert!(text.contains("free some disk space"), "{text}");
    }

    #[test]
    fn notices_read_as_file_line_message() {
        let notice = Notice::new(NoticeKind::Markup, "a.md", 3, "fence is not closed");
        assert_eq!(notice.to_string(), "a.md:3: fence is not closed (markup)");
        let whole = Notice::new(NoticeKind::Empty, "a.md", 0, "no text");
        assert_eq!(whole.to_string(), "a.md: no text (empty)");
    }
}
