//! What may complete what is being typed: titles, headings, frequent phrases.
//!
//! A completion is found from the start of any of its words. All word starts
//! stand in one table in the order of the text from there, so what begins as it
//! was typed is one run of it; over the table stands a tree of minima of the
//! rank, so the best of a run are found without looking at the others. Both are
//! made at publish and read whole; nothing grows with the length of a run.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs;
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::near::{Budget, Near, near};
use crate::api::SuggestionKind;
use crate::error::{Error, Result};

/// The table's file.
pub(super) const COMPLETIONS_FILE: &str = "completions.bin";
/// The words of all completions → how many hold each.
pub(super) const WORDS_FILE: &str = "completions.fst";

/// No page: the completion leads to several.
pub(super) const SEVERAL: u32 = u32::MAX;

/// One completion as it is stored; the lengths of its texts become their ends
/// when the table is opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) kind: SuggestionKind,
    /// The page that it leads to, or [`SEVERAL`].
    pub(super) page: u32,
    /// Its place in the list of languages.
    pub(super) language: u16,
    pub(super) text: u32,
    pub(super) key: u32,
    pub(super) anchor: u32,
    pub(super) starts: u32,
}

/// The file: entries in order of rank, best first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Table {
    pub(super) entries: Vec<Entry>,
    pub(super) languages: Vec<String>,
    /// As shown.
    pub(super) texts: String,
    /// As compared, see [`crate::analysis::Name`].
    pub(super) keys: String,
    pub(super) anchors: String,
    /// Where words begin in the keys.
    pub(super) starts: Vec<u16>,
    /// Every word start, in the order of the text from there: entry and offset.
    pub(super) places: Vec<(u32, u16)>,
}

/// The completions of a generation.
#[derive(Debug)]
pub struct Completions {
    table: Table,
    words: fst::Map<Vec<u8>>,
    /// The least rank below each node; leaves from the middle on.
    tree: Vec<u32>,
    /// Where the leaves begin.
    n_leaves: usize,
}

/// A completion that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completion<'c> {
    /// Its number; the better come first within a kind.
    pub number: u32,
    /// What it is.
    pub kind: SuggestionKind,
    /// As shown.
    pub text: &'c str,
    /// As compared, see [`crate::analysis::Name`].
    pub key: &'c str,
    /// Where words begin in the key.
    pub starts: &'c [u16],
    /// The one page that it leads to.
    pub page: Option<u32>,
    /// The place on that page.
    pub anchor: Option<&'c str>,
    /// The language of its page.
    pub language: &'c str,
    /// Where in the key it was found.
    pub offset: usize,
}

impl Completions {
    /// Reads the side files of a generation.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).map_err(Error::io("read", &path))
        };
        let corrupt = |name: &str, message: String| Error::Corrupt {
            path: folder.join(name),
            message,
        };
        let table: Table = postcard::from_bytes(&read(COMPLETIONS_FILE)?)
            .map_err(|error| corrupt(COMPLETIONS_FILE, error.to_string()))?;
        let words = fst::Map::new(read(WORDS_FILE)?)
            .map_err(|error| corrupt(WORDS_FILE, error.to_string()))?;
        Ok(Self::new(table, words))
    }

    fn new(mut table: Table, words: fst::Map<Vec<u8>>) -> Self {
        table.sum_lengths();
        let n_leaves = table.places.len().next_power_of_two();
        let mut tree = vec![u32::MAX; 2 * n_leaves];
        for (leaf, (entry, offset)) in table.places.iter().enumerate() {
            tree[n_leaves + leaf] = table.rank(*entry, *offset);
        }
        for node in (1..n_leaves).rev() {
            tree[node] = tree[2 * node].min(tree[2 * node + 1]);
        }
        Self {
            table,
            words,
            tree,
            n_leaves,
        }
    }

    /// Returns the number of completions.
    pub fn len(&self) -> usize {
        self.table.entries.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.table.entries.is_empty()
    }

    /// Returns the run of word starts from which the text begins with `prefix`.
    /// Cost: two binary searches.
    pub fn run(&self, prefix: &str) -> Range<usize> {
        let places = &self.table.places;
        let from = |place: &(u32, u16)| self.table.text_from(*place);
        let start = places.partition_point(|place| from(place) < prefix);
        let after = |place: &(u32, u16)| from(place).starts_with(prefix);
        let end = start + places[start..].partition_point(after);
        start..end
    }

    /// Returns the completions of a run, titles first and among equals those
    /// found from their first word; one may come again from another word.
    /// Cost: the logarithm of the table's size for each that is taken.
    pub fn best(&self, run: Range<usize>) -> impl Iterator<Item = Completion<'_>> {
        let mut heap: BinaryHeap<Reverse<(u32, usize)>> = BinaryHeap::new();
        let (mut low, mut high) = (run.start + self.n_leaves, run.end + self.n_leaves);
        while low < high {
            if low % 2 == 1 {
                heap.push(Reverse((self.tree[low], low)));
                low += 1;
            }
            if high % 2 == 1 {
                high -= 1;
                heap.push(Reverse((self.tree[high], high)));
            }
            (low, high) = (low / 2, high / 2);
        }
        std::iter::from_fn(move || {
            loop {
                let Reverse((_, node)) = heap.pop()?;
                if node >= self.n_leaves {
                    let place = self.table.places.get(node - self.n_leaves)?;
                    return self.at(*place);
                }
                for child in [2 * node, 2 * node + 1] {
                    heap.push(Reverse((self.tree[child], child)));
                }
            }
        })
    }

    /// Returns the completions of a run that end where `text` does.
    pub fn exact(&self, text: &str, run: Range<usize>) -> impl Iterator<Item = Completion<'_>> {
        let places = self.table.places.get(run).unwrap_or_default();
        let n_exact = places.partition_point(|place| self.table.text_from(*place) <= text);
        let equal = places[..n_exact].iter();
        equal.filter_map(|place| self.at(*place))
    }

    fn at(&self, (entry, offset): (u32, u16)) -> Option<Completion<'_>> {
        self.table.completion(entry, offset)
    }

    /// Returns how many completions hold a word.
    pub fn frequency(&self, word: &str) -> u64 {
        self.words.get(word).unwrap_or(0)
    }

    /// Returns the words of completions near a word, as
    /// [`Vocabulary::near`](super::Vocabulary::near) does.
    pub fn near(&self, word: &str, limit: u8, open: bool, budget: &mut Budget) -> Vec<Near> {
        near(self.words.as_fst(), word, limit, open, budget)
    }
}

impl Table {
    /// Turns the lengths in the entries into ends.
    fn sum_lengths(&mut self) {
        let mut ends = [0_u32; 4];
        for entry in &mut self.entries {
            let lengths = [
                &mut entry.text,
                &mut entry.key,
                &mut entry.anchor,
                &mut entry.starts,
            ];
            for (end, length) in ends.iter_mut().zip(lengths) {
                *end = end.saturating_add(*length);
                *length = *end;
            }
        }
    }

    /// Returns what orders completions: their kind, then whether they are found
    /// from the first word, then their number.
    fn rank(&self, entry: u32, offset: u16) -> u32 {
        let kind = self.entries.get(entry as usize).map_or(3, |entry| {
            u32::from(entry.kind >= SuggestionKind::Heading)
                + u32::from(entry.kind >= SuggestionKind::Phrase)
        });
        kind << 30 | u32::from(offset > 0) << 29 | entry.min((1 << 29) - 1)
    }

    /// Returns the text of a key from a word start on.
    fn text_from(&self, (entry, offset): (u32, u16)) -> &str {
        let range = self.range(entry as usize, |entry| entry.key);
        let key = self.keys.get(range).unwrap_or_default();
        key.get(usize::from(offset)..).unwrap_or_default()
    }

    /// Returns the range of an entry in one of the lists.
    fn range(&self, entry: usize, end: impl Fn(&Entry) -> u32) -> Range<usize> {
        let of = |place: usize| self.entries.get(place).map_or(0, &end) as usize;
        let start = entry.checked_sub(1).map_or(0, of);
        start..of(entry)
    }

    fn completion(&self, number: u32, offset: u16) -> Option<Completion<'_>> {
        let place = number as usize;
        let entry = self.entries.get(place)?;
        let anchor = self.anchors.get(self.range(place, |e| e.anchor))?;
        Some(Completion {
            number,
            kind: entry.kind,
            text: self.texts.get(self.range(place, |e| e.text))?,
            key: self.keys.get(self.range(place, |e| e.key))?,
            starts: self.starts.get(self.range(place, |e| e.starts))?,
            page: (entry.page != SEVERAL).then_some(entry.page),
            anchor: (!anchor.is_empty()).then_some(anchor),
            language: self.languages.get(usize::from(entry.language))?,
            offset: usize::from(offset),
        })
    }
}
