//! What commands report of a corpus: an index built.

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
