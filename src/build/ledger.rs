//! What is kept of each file that was read, to tell which must be read again.
//!
//! It lies in the generation that was built of these files, so the two cannot
//! disagree. A page is kept as it is when its file, all that it includes and
//! all that shapes it are as they were; the file is not even opened when the
//! file system's stamp says that nobody wrote to it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use rayon::ThreadPool;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::corpus::check::PageLinks;
use crate::corpus::{Corpus, Source, Stamp};
use crate::error::{Notice, Result};
use crate::index::Previous;

/// The name under which it is attached to a generation.
pub(super) const FILE: &str = "sources.bin";

/// Changes whenever the list is written otherwise.
const FORM: u32 = 2;

/// How hard it is packed: the least, for it is written after every edit.
const LEVEL: i32 = 1;

/// Everything that was read for a generation.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Ledger {
    /// When reading began, as stamps count time.
    pub(super) read_at: i64,
    /// See [`Corpus::shape`].
    pub(super) shape: BTreeMap<String, String>,
    /// A digest of all places that links may lead to.
    pub(super) places: [u8; 32],
    /// The files in path order.
    pub(super) files: Vec<Known>,
}

/// A file that was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) path: String,
    /// Taken before it was read; `None` where the file system says nothing.
    pub(super) stamp: Option<Stamp>,
    /// The hash of the file; `None` if it cannot be read or is not text.
    pub(super) content: Option<[u8; 32]>,
    /// The hash of that and of all that shapes the page.
    pub(super) digest: Option<[u8; 32]>,
    /// See [`crate::corpus::Parsed::includes`].
    pub(super) includes: Vec<(String, [u8; 32])>,
    pub(super) notices: Vec<Notice>,
    pub(super) links: PageLinks,
    /// Its links that lead nowhere, as notices.
    pub(super) dead: Vec<Notice>,
    pub(super) state: State,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    /// It is no page, or asks not to be one.
    #[default]
    None,
    /// Another page has its URL.
    Duplicate,
    /// It is the page of this ordinal.
    Page(u32),
}

/// What becomes of a file of the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// All is as it was: the file of this place in the ledger, with its stamp.
    Kept(usize, Option<Stamp>),
    /// It must be read.
    Read,
}

impl Known {
    /// Returns the hash of everything that the page was made of.
    pub(super) fn whole_digest(&self) -> [u8; 32] {
        let mut digest = blake3::Hasher::new();
        digest.update(&self.digest.unwrap_or_default());
        for (path, included) in &self.includes {
            digest.update(path.as_bytes());
            digest.update(included);
        }
        *digest.finalize().as_bytes()
    }
}

impl Ledger {
    /// Reads the ledger of a generation; `None` if it has none that is ours.
    pub(super) fn read(previous: &Previous) -> Result<Option<Self>> {
        let bytes = previous.attached(FILE)?.unwrap_or_default();
        let (form, rest) = bytes.split_at(bytes.len().min(4));
        let is_ours = form == FORM.to_le_bytes();
        let unpacked = is_ours.then(|| zstd::decode_all(rest).ok()).flatten();
        Ok(unpacked.and_then(|bytes| postcard::from_bytes(&bytes).ok()))
    }

    /// Returns the ledger as a file.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let bytes = postcard::to_stdvec(self).unwrap_or_default();
        let packed = zstd::encode_all(bytes.as_slice(), LEVEL).unwrap_or_default();
        [&FORM.to_le_bytes(), packed.as_slice()].concat()
    }

    /// Says why pages are read again whose files are as they were, if a setting
    /// that shapes them changed.
    pub(super) fn why(&self, shape: &BTreeMap<String, String>) -> Option<String> {
        let is_other = |(name, value): &(&String, &String)| self.shape.get(*name) != Some(value);
        let changed = shape.iter().filter(is_other).map(|(name, _)| name.as_str());
        let gone = self.shape.keys().filter(|name| !shape.contains_key(*name));
        let names: Vec<&str> = changed.chain(gone.map(String::as_str)).collect();
        let verb = if names.len() > 1 { "differ" } else { "differs" };
        (!names.is_empty()).then(|| format!("{} {verb} from before", names.join(", ")))
    }

    /// Says of each file of the corpus whether it must be read.
    ///
    /// Cost: a look at each file's stamp; those with another one are read.
    pub(super) fn fates(&self, corpus: &Corpus, workers: &ThreadPool) -> Vec<Fate> {
        let files = self.files.iter().enumerate();
        let places: FxHashMap<&str, usize> = files
            .map(|(place, file)| (file.path.as_str(), place))
            .collect();
        let included = Mutex::default();
        workers.install(|| {
            let sources = corpus.sources().par_iter();
            let fates = sources.map(|source| {
                let place = places.get(source.path.as_str());
                place.map_or(Fate::Read, |place| {
                    self.fate(corpus, source, *place, &included)
                })
            });
            fates.collect()
        })
    }

    fn fate(
        &self,
        corpus: &Corpus,
        source: &Source,
        place: usize,
        included: &Mutex<FxHashMap<String, [u8; 32]>>,
    ) -> Fate {
        let known = &self.files[place];
        let (Some(digest), Some(mut content)) = (known.digest, known.content) else {
            return Fate::Read;
        };
        if known.state == State::Duplicate {
            return Fate::Read;
        }
        let stamp = corpus.stamp_of(source);
        let is_untouched =
            stamp.is_some_and(|stamp| known.stamp == Some(stamp) && stamp.is_settled(self.read_at));
        if !is_untouched {
            match corpus.read(source).page {
                Some(page) => content = page.content,
                None => return Fate::Read,
            }
        }
        let is_as_before = |(path, before): &(String, [u8; 32])| {
            let lock = || included.lock().unwrap_or_else(PoisonError::into_inner);
            let seen = lock().get(path).copied();
            let now = seen.unwrap_or_else(|| corpus.included(path));
            lock().entry(path.clone()).or_insert(now);
            now == *before
        };
        let is_same =
            corpus.digest_of(source, &content) == digest && known.includes.iter().all(is_as_before);
        match is_same {
            true => Fate::Kept(place, stamp),
            false => Fate::Read,
        }
    }
}
