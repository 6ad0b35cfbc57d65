//! Postings to candidate pages: which words each page holds, and where.
//!
//! The postings are read here, not by the engine's collectors, because those
//! see only a document and a score: not which words matched, nor words spread
//! over the sections of a page.
//!
//! A page matches when it holds enough of what the query says: the weight of a
//! word is its rarity (inverse document frequency), and a page needs a
//! quarter of the total. So the rarest words, as many as are needed
//! that no page can do without all of them, yield the candidates; the postings
//! of the other words are only probed inside candidate pages. Cost grows with
//! the postings of the rare words and the number of candidates.

use std::cmp::Reverse;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, Term};

use super::phrase::{PhraseHit, phrase_postings};
use super::score::Weights;
use crate::analysis::function_words;
use crate::error::{Error, Result};
use crate::index::{
    FIELDS, NO_PAGE, PageState, ResolvedFilter, Scratch, Segment, Snapshot, Verdict,
};
use crate::query::{Alternative, ExpandedQuery, ExpandedWord, Phrase, Saying};

/// A list is probed page by page when it is so many times longer than the
/// number of candidates; else it is read through. A probe costs about as much
/// as reading this many postings.
const PROBE_FACTOR: usize = 12;

/// A page must hold one part in so many of a query's weight to match at all.
/// More loses long questions: of a quarter, a fifth and a seventh the tutorial
/// sites do not tell, and the test collections lose .005 and .010 of MAP by the
/// former two.
const LEAST_COVERAGE: u32 = 7;

/// What a function word of a sentence weighs against the same word alone. Any
/// value from .05 to .3 lifts the questions of the five sites from nDCG@10 .52
/// to .77 or more; those of the test collections rise too.
const FUNCTION_SHARE: f64 = 0.1;

/// How much of a word's rarity is that of all its forms together, the rest that
/// of the form typed. A rare form of a common word is no rare word, and yet the
/// writer's form says something: each alone is worse.
const FORMS_SHARE: f64 = 0.7;

/// From so many known content words on a query is matched softly: a page may lack one
/// and still come first, see `score`.
const LONG_QUERY: usize = 3;

/// What a search looks for, with weights.
pub(super) struct Plan<'q> {
    pub(super) query: &'q ExpandedQuery,
    /// By word: its rarity, fixed-point.
    pub(super) rarity: Vec<u32>,
    /// The words, rarest first.
    pub(super) order: Vec<usize>,
    /// How many of `order` yield candidates.
    pub(super) drivers: usize,
    /// The rarity that a page must hold in all to match.
    pub(super) least_coverage: u32,
    /// The bits of the words that are corrected although the index knows them.
    pub(super) doubted: u32,
    /// Whether a page that lacks a word may come before one that holds all.
    pub(super) soft: bool,
}

impl<'q> Plan<'q> {
    /// Orders the words by rarity and chooses those that yield candidates.
    pub(super) fn new(query: &'q ExpandedQuery, snapshot: &Snapshot) -> Self {
        let sections = snapshot.manifest().statistics.sections;
        let terms: Vec<&str> = query.words.iter().map(|word| word.term.as_str()).collect();
        let is_function = function_words(&terms);
        let words = query.words.iter().zip(&is_function);
        let rarity: Vec<u32> = words
            .map(|(word, is_function)| word_rarity(word, *is_function, sections))
            .collect();
        let mut order: Vec<usize> = (0..query.words.len())
            .filter(|word| !query.words[*word].is_unknown())
            .collect();
        order.sort_by_key(|word| (Reverse(rarity[*word]), *word));
        let content = order.iter().filter(|word| !is_function[**word]);
        let soft = content.count() >= LONG_QUERY;
        let total: u32 = order.iter().map(|word| rarity[*word]).sum();
        let least_coverage = total.div_ceil(LEAST_COVERAGE);
        let mut rest = total;
        let mut drivers = 0;
        for word in &order {
            if rest < least_coverage {
                break;
            }
            rest -= rarity[*word];
            drivers += 1;
        }
        Self {
            query,
            rarity,
            order,
            drivers,
            least_coverage,
            doubted: doubted(query),
            soft,
        }
    }

    /// Returns how many scratch arrays the query needs: one a word, and one
    /// that all phrases share.
    pub(super) fn n_slots(&self) -> usize {
        self.query.words.len() + usize::from(!self.query.phrases.is_empty())
    }

    /// Returns the bit of a phrase in a page's mask; words have the lower bits.
    pub(super) fn phrase_bit(&self, phrase: usize) -> u32 {
        1 << (self.query.words.len() + phrase).min(31)
    }

    /// Returns the bits of all phrases.
    pub(super) fn phrase_mask(&self) -> u32 {
        (0..self.query.phrases.len()).fold(0, |mask, phrase| mask | self.phrase_bit(phrase))
    }
}

/// Returns a word's rarity, fixed-point.
fn word_rarity(word: &ExpandedWord, is_function: bool, sections: u64) -> u32 {
    let own = f64::from(Weights::rarity(word.frequency(), sections));
    let forms = f64::from(Weights::rarity(word.frequency_of_forms(sections), sections));
    let share = if is_function { FUNCTION_SHARE } else { 1.0 };
    let rarity = own + (forms - own) * FORMS_SHARE;
    (rarity * share * f64::from(word.certainty())).max(1.0) as u32
}

/// Returns the bits of the words that have matches as they are spelt and others.
fn doubted(query: &ExpandedQuery) -> u32 {
    let words = query.words.iter().enumerate().filter(|(_, word)| {
        let is_spelt = |one: &Alternative| one.kind.is_spelt();
        word.alternatives.iter().any(is_spelt) && !word.alternatives.iter().all(is_spelt)
    });
    words.fold(0, |mask, (word, _)| mask | 1 << word)
}

/// Fills the scratch arrays with every page that may match.
pub(super) fn find(
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    filter: &ResolvedFilter<'_>,
    scratch: &mut Scratch,
) -> Result<()> {
    let mut finder = Finder {
        snapshot,
        weights: Weights::new(snapshot),
        filter,
        scratch,
    };
    finder.phrases(plan)?;
    let has_phrases = !plan.query.phrases.is_empty();
    for (place, word) in plan.order.iter().enumerate() {
        let driver = place < plan.drivers && !has_phrases;
        finder.word(*word, &plan.query.words[*word], driver)?;
    }
    for excluded in &plan.query.excluded {
        finder.exclude(excluded)?;
    }
    for excluded in &plan.query.excluded_phrases {
        finder.exclude_phrase(excluded)?;
    }
    Ok(())
}

/// Tests the pages found with another filter; what was matched stays.
pub(super) fn filter_again(filter: &ResolvedFilter<'_>, scratch: &mut Scratch) {
    for page in &scratch.touched {
        let state = &mut scratch.states[*page as usize];
        if *state != PageState::Out {
            *state = state_of(*page, filter);
        }
    }
}

/// Returns what a page is to a search with this filter.
fn state_of(page: u32, filter: &ResolvedFilter<'_>) -> PageState {
    match filter.verdict(page) {
        Verdict::Pass => PageState::Candidate,
        Verdict::FailsFacet(facet) => {
            u8::try_from(facet).map_or(PageState::Filtered, PageState::FailsFacet)
        }
        Verdict::Fail => PageState::Filtered,
    }
}

/// The state of matching.
struct Finder<'s> {
    snapshot: &'s Snapshot,
    weights: Weights,
    filter: &'s ResolvedFilter<'s>,
    scratch: &'s mut Scratch,
}

/// The postings of one term in one field of one segment.
struct List {
    field: usize,
    /// The alternative's weight in 1/256.
    weight: u32,
    /// Whether the term is what was typed, not what may be meant.
    spelt: bool,
    postings: SegmentPostings,
}

impl Finder<'_> {
    /// Meets the pages that hold the phrases; each later one must be on a page
    /// that holds the earlier ones.
    fn phrases(&mut self, plan: &Plan<'_>) -> Result<()> {
        for (number, phrase) in plan.query.phrases.iter().enumerate() {
            let bit = plan.phrase_bit(number);
            for (place, segment) in self.snapshot.segments().iter().enumerate() {
                for hit in phrase_postings(self.snapshot, segment, phrase)? {
                    let page = segment.page_of[hit.doc as usize];
                    if page != NO_PAGE && (number == 0 || self.is_met(page)) && self.meet(page) {
                        self.scratch.masks[page as usize] |= bit;
                        self.add_phrase_weight(plan.query.words.len(), place, &hit, page);
                    }
                }
            }
        }
        Ok(())
    }

    /// Counts a phrase: all phrases share the slot after those of the words.
    fn add_phrase_weight(&mut self, slot: usize, segment: usize, hit: &PhraseHit, page: u32) {
        let length = self.length(segment, hit.field, hit.doc);
        let weight = self.weights.of(hit.field, length, hit.count);
        self.add(slot, segment, hit.field, hit.doc, page, weight);
    }

    /// Reads the postings of a word.
    fn word(&mut self, number: usize, word: &ExpandedWord, driver: bool) -> Result<()> {
        for saying in &word.sayings {
            self.saying(number, saying, driver)?;
        }
        for place in 0..self.snapshot.segments().len() {
            let lists = self.open(place, &word.alternatives)?;
            if driver {
                for list in lists {
                    self.scan(number, place, list, true);
                }
                continue;
            }
            let candidates = self.candidates_of(place);
            for list in lists {
                let far_longer =
                    list.postings.doc_freq() as usize > PROBE_FACTOR * candidates.len();
                if far_longer {
                    self.probe(number, place, list, &candidates);
                } else {
                    self.scan(number, place, list, false);
                }
            }
        }
        Ok(())
    }

    /// Counts the places of several words that stand for a word.
    fn saying(&mut self, number: usize, saying: &Saying, driver: bool) -> Result<()> {
        let share = (saying.weight * 256.0) as u64;
        for (place, segment) in self.snapshot.segments().iter().enumerate() {
            for hit in phrase_postings(self.snapshot, segment, &saying.phrase)? {
                let page = segment.page_of[hit.doc as usize];
                let counts = page != NO_PAGE
                    && match driver {
                        true => self.meet(page),
                        false => self.is_met(page),
                    };
                if counts {
                    let length = self.length(place, hit.field, hit.doc);
                    let weight = self.weights.of(hit.field, length, hit.count);
                    let weight = (u64::from(weight) * share / 256).max(1);
                    let weight = u32::try_from(weight).unwrap_or(u32::MAX);
                    self.add(number, place, hit.field, hit.doc, page, weight);
                    self.scratch.masks[page as usize] |= 1 << number;
                    self.scratch.spelt[page as usize] |= 1 << number;
                }
            }
        }
        Ok(())
    }

    /// Marks the candidate pages that hold an excluded word.
    fn exclude(&mut self, word: &ExpandedWord) -> Result<()> {
        for (place, segment) in self.snapshot.segments().iter().enumerate() {
            for mut list in self.open(place, &word.alternatives)? {
                let mut doc = list.postings.doc();
                while doc != TERMINATED {
                    let page = segment.page_of[doc as usize];
                    if page != NO_PAGE && self.is_met(page) {
                        self.scratch.states[page as usize] = PageState::Out;
                    }
                    doc = list.postings.advance();
                }
            }
        }
        Ok(())
    }

    /// Marks the candidate pages that hold an excluded phrase.
    fn exclude_phrase(&mut self, phrase: &Phrase) -> Result<()> {
        for segment in self.snapshot.segments() {
            for hit in phrase_postings(self.snapshot, segment, phrase)? {
                let page = segment.page_of[hit.doc as usize];
                if page != NO_PAGE && self.is_met(page) {
                    self.scratch.states[page as usize] = PageState::Out;
                }
            }
        }
        Ok(())
    }

    /// Opens the postings of every alternative in every field of a segment.
    fn open(&self, place: usize, alternatives: &[Alternative]) -> Result<Vec<List>> {
        let segment = &self.snapshot.segments()[place];
        let mut lists = Vec::new();
        for alternative in alternatives {
            for field in 0..FIELDS.len() {
                let postings = read(
                    segment,
                    field,
                    &alternative.term,
                    IndexRecordOption::WithFreqs,
                )?;
                lists.extend(postings.map(|postings| List {
                    field,
                    weight: (alternative.weight * 256.0) as u32,
                    spelt: alternative.kind.is_spelt(),
                    postings,
                }));
            }
        }
        Ok(lists)
    }

    /// Reads a list through; a driver's pages become candidates.
    fn scan(&mut self, word: usize, place: usize, mut list: List, driver: bool) {
        let snapshot = self.snapshot;
        let segment = &snapshot.segments()[place];
        let mut doc = list.postings.doc();
        while doc != TERMINATED {
            let page = segment.page_of[doc as usize];
            let counts = page != NO_PAGE
                && if driver {
                    self.meet(page)
                } else {
                    self.is_met(page)
                };
            if counts {
                self.count(word, place, &list, doc, page);
            }
            doc = list.postings.advance();
        }
    }

    /// Reads a list only inside candidate pages.
    fn probe(&mut self, word: usize, place: usize, mut list: List, candidates: &[u32]) {
        for page in candidates {
            let block = self.snapshot.block(*page);
            let mut doc = list.postings.doc();
            if doc < block.start {
                doc = list.postings.seek(block.start);
            }
            while doc < block.end {
                self.count(word, place, &list, doc, *page);
                doc = list.postings.advance();
            }
            if doc == TERMINATED {
                break;
            }
        }
    }

    /// Returns the candidate pages of a segment in the order of their sections.
    fn candidates_of(&self, place: usize) -> Vec<u32> {
        let mut pages: Vec<u32> = self
            .scratch
            .touched
            .iter()
            .copied()
            .filter(|page| self.is_met(*page))
            .filter(|page| self.snapshot.block(*page).segment as usize == place)
            .collect();
        pages.sort_unstable_by_key(|page| self.snapshot.block(*page).start);
        pages
    }

    /// Meets a page; returns whether its matches count.
    fn meet(&mut self, page: u32) -> bool {
        let place = page as usize;
        if self.scratch.states[place] == PageState::Unknown {
            self.scratch.touched.push(page);
            self.scratch.states[place] = state_of(page, self.filter);
        }
        self.scratch.states[place] != PageState::Out
    }

    fn is_met(&self, page: u32) -> bool {
        matches!(
            self.scratch.states[page as usize],
            PageState::Candidate | PageState::FailsFacet(_) | PageState::Filtered
        )
    }

    /// Counts one posting of a word.
    fn count(&mut self, word: usize, place: usize, list: &List, doc: u32, page: u32) {
        let length = self.length(place, list.field, doc);
        let weight = self
            .weights
            .of(list.field, length, list.postings.term_freq());
        let weight = (u64::from(weight) * u64::from(list.weight) / 256).max(1);
        let weight = u32::try_from(weight).unwrap_or(u32::MAX);
        self.add(word, place, list.field, doc, page, weight);
        self.scratch.masks[page as usize] |= 1 << word;
        if list.spelt {
            self.scratch.spelt[page as usize] |= 1 << word;
        }
    }

    fn add(&mut self, word: usize, place: usize, field: usize, doc: u32, page: u32, weight: u32) {
        let sum = if FIELDS[field].of_page {
            &mut self.scratch.page_weights[word][page as usize]
        } else {
            let section = self.scratch.bases[place] + doc;
            &mut self.scratch.section_weights[word][section as usize]
        };
        *sum = sum.saturating_add(weight);
    }

    fn length(&self, place: usize, field: usize, doc: u32) -> u8 {
        self.snapshot.segments()[place].lengths[field].fieldnorm_id(doc)
    }
}

/// Returns the postings of a term in a field, where it has any.
pub(super) fn read(
    segment: &Segment,
    field: usize,
    term: &str,
    option: IndexRecordOption,
) -> Result<Option<SegmentPostings>> {
    let term = Term::from_field_text(segment.fields[field], term);
    segment.postings[field]
        .read_postings(&term, option)
        .map_err(Error::io("read", "the index"))
}
