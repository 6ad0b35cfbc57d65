//! What commands report of a corpus: an index built, a check made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a build did: the summary of `docent index`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildReport {
    /// The generation that is now live.
    pub generation: String,
    /// Whether it is new; where nothing changed, the one before stays.
    pub published: bool,
    /// The generation that it is an update of, if it is one.
    pub parent: Option<String>,
    /// Files found.
    pub files: usize,
    /// Files read, those that are no pages too; all others are as they were.
    pub read: usize,
    /// Pages that are new.
    pub added: usize,
    /// Pages that were read again and replaced.
    pub changed: usize,
    /// Pages that are no longer there.
    pub removed: usize,
    /// Why pages are read again whose files did not change, if they are.
    pub reread: Option<String>,
    /// Pages indexed.
    pub pages: usize,
    /// Sections indexed.
    pub sections: usize,
    /// Distinct terms.
    pub terms: usize,
    /// Words of all text.
    pub words: usize,
    /// The size of all text that readers see, UTF-8 bytes.
    pub text_bytes: u64,
    /// The size of the generation on disk.
    pub index_bytes: u64,
    /// `index_bytes` / `text_bytes`.
    pub index_ratio: f64,
    /// Seconds from start to publication.
    pub seconds: f64,
    /// `text_bytes` per second, in megabytes (10^6).
    pub mb_per_second: f64,
    /// Notices by kind.
    pub notices: BTreeMap<String, usize>,
    /// The sites that were found in the corpus, those with most pages first.
    pub sites: Vec<SiteReport>,
    /// Files of known formats that are no pages, by the rule that says so.
    pub left_out: BTreeMap<String, usize>,
}

/// Pages that differ between two states of an index or its corpus, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageChanges {
    /// Pages that are new.
    pub added: Vec<String>,
    /// Pages that are otherwise: their text, what they include, or what
    /// shapes them.
    pub changed: Vec<String>,
    /// Pages that are no longer there.
    pub removed: Vec<String>,
    /// Pages that lie elsewhere as they were: the old path and the new one.
    pub moved: Vec<(String, String)>,
}

/// A site that was found in a corpus.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteReport {
    /// What made it: `hugo`, `plain`.
    pub generator: String,
    /// Its folder in the corpus; empty for the corpus itself.
    pub folder: String,
    /// The file or the sign that it is known by.
    pub sign: String,
    /// The pages that belong to it.
    pub pages: usize,
}

/// How a corpus was read: `docent index --report`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadingReport {
    /// The sites that were found, those with most pages first.
    pub sites: Vec<SiteReport>,
    /// Files of known formats: indexed, left out and failed are all of them.
    pub files: usize,
    /// Files that became pages.
    pub indexed: usize,
    /// Files that are no pages, each with the rule that says so.
    pub left_out: Vec<LeftOutFile>,
    /// Files that could not become pages, each with the notice that says why.
    pub failed: Vec<LeftOutFile>,
    /// Pages whose title is their file's name, for want of another.
    pub untitled: usize,
    /// Words of text and code.
    pub words: usize,
    /// Words of code.
    pub code_words: usize,
    /// Marks of template languages left in the text outside of code, by kind.
    pub marks: BTreeMap<String, usize>,
    /// Those marks for every 1,000 words outside of code.
    pub marks_per_1000_words: f64,
    /// The size of the files that became pages, in bytes.
    pub source_bytes: u64,
    /// Seconds of parsing, all threads together.
    pub parse_seconds: f64,
    /// `source_bytes` per second of one thread, in megabytes (10^6).
    pub mb_per_second_and_thread: f64,
    /// Notices by kind.
    pub notices: BTreeMap<String, usize>,
}

/// A file that is no page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOutFile {
    /// Its path in the corpus.
    pub path: String,
    /// The rule or the notice that says why.
    pub reason: String,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Readers meet a fault: `docent check` fails.
    Error,
    /// Readers are served less well than they could be.
    Warning,
}

impl Severity {
    /// Returns the name as reports and JSON spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Something that a writer should mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's name: `broken-link`.
    pub rule: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The file, relative to the corpus, `/`-separated.
    pub path: String,
    /// The line in that file, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// What was found, without control characters.
    pub message: String,
    /// What to do about it.
    pub remedy: String,
}

/// What a check of a corpus came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    /// Files read.
    pub files: usize,
    /// Pages among them that would be searched.
    pub pages: usize,
    /// Pages that ask not to be searched.
    pub hidden: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings by rule.
    pub rules: BTreeMap<String, usize>,
    /// The findings, by path, then line.
    pub findings: Vec<Finding>,
}
