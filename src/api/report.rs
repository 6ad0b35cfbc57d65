//! What commands report of a corpus: an index built, a check made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a build did: the summary of `docent index`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildReport {
    /// The generation that is now live.
    pub generation: String,
    /// Files found.
    pub files: usize,
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
