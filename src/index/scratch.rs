//! Arrays that a search writes into, kept from search to search.
//!
//! They are as long as the index has sections and pages, but a search touches
//! and clears only the places of its candidates.

use std::sync::Mutex;

use super::snapshot::Snapshot;

/// What is known of a page during one search.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum PageState {
    /// Not met.
    #[default]
    Unknown,
    /// It passes the filter.
    Candidate,
    /// It fails only what is asked of this facet.
    FailsFacet(u8),
    /// It fails the filter: it is not shown, but says whether the words as
    /// they stand find enough.
    Filtered,
    /// It holds an excluded word.
    Out,
}

/// The arrays of one search.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// By page.
    pub(crate) states: Vec<PageState>,
    /// By page: the words and phrases met, a bit each.
    pub(crate) masks: Vec<u32>,
    /// By page: the words met as they are spelt, a bit each.
    pub(crate) spelt: Vec<u32>,
    /// By word, by page: weighted frequency in the fields of the whole page.
    pub(crate) page_weights: Vec<Vec<u32>>,
    /// By word, by section (segments one after another): weighted frequency in
    /// the fields of the section.
    pub(crate) section_weights: Vec<Vec<u32>>,
    /// Pages met, in the order of meeting.
    pub(crate) touched: Vec<u32>,
    /// Where each segment's sections begin.
    pub(crate) bases: Vec<u32>,
}

impl Scratch {
    /// Makes the arrays fit an index and a number of words.
    fn fit(&mut self, snapshot: &Snapshot, n_words: usize) {
        self.bases.clear();
        let mut n_sections = 0_usize;
        for segment in snapshot.segments() {
            self.bases
                .push(u32::try_from(n_sections).unwrap_or(u32::MAX));
            n_sections += segment.page_of.len();
        }
        let n_pages = snapshot.n_pages();
        self.states.resize(n_pages, PageState::Unknown);
        self.masks.resize(n_pages, 0);
        self.spelt.resize(n_pages, 0);
        for word in 0..n_words {
            if self.page_weights.len() == word {
                self.page_weights.push(Vec::new());
                self.section_weights.push(Vec::new());
            }
            self.page_weights[word].resize(n_pages, 0);
            self.section_weights[word].resize(n_sections, 0);
        }
    }

    /// Clears the places that a search touched.
    fn clear(&mut self, snapshot: &Snapshot, n_words: usize) {
        for page in self.touched.drain(..) {
            let place = page as usize;
            self.states[place] = PageState::Unknown;
            self.masks[place] = 0;
            self.spelt[place] = 0;
            let block = snapshot.block(page);
            let base = self.bases[block.segment as usize];
            let sections = (base + block.start) as usize..(base + block.end) as usize;
            for word in 0..n_words {
                self.page_weights[word][place] = 0;
                self.section_weights[word][sections.clone()].fill(0);
            }
        }
    }
}

/// Scratch arrays that no search uses at the moment; they belong to one snapshot.
#[derive(Debug, Default)]
pub(super) struct Pool(Mutex<Vec<Scratch>>);

/// More searches than this at once make new arrays.
const MAX_FREE: usize = 16;

impl Snapshot {
    /// Runs `work` with arrays for so many words, cleared before and after.
    pub(crate) fn with_scratch<T>(
        &self,
        n_words: usize,
        work: impl FnOnce(&mut Scratch) -> T,
    ) -> T {
        let pool = &self.pool().0;
        let free = pool.lock().ok().and_then(|mut free| free.pop());
        let mut scratch = free.unwrap_or_default();
        scratch.fit(self, n_words);
        let result = work(&mut scratch);
        scratch.clear(self, n_words);
        if let Ok(mut free) = pool.lock()
            && free.len() < MAX_FREE
        {
            free.push(scratch);
        }
        result
    }
}
