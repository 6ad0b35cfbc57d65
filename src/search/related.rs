//! Pages that belong with a page, from the index alone.
//!
//! What a page says in its title, its headings and its text more than others do
//! makes a query of few terms. The pages that hold those are candidates, and so
//! are the pages that it links to. Shared terms, a shared topic and a link each
//! count, in this order. Translations and versions of the page itself are left
//! out, and of other families the member is given that a reader of this page
//! can go on with.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED};

use super::matcher::read;
use super::score::Weights;
use crate::analysis::{Stemmer, TokenKind, tokenize};
use crate::api::{MAX_RELATED, Related, RelatedResponse, RelatedTo};
use crate::error::Result;
use crate::index::{FIELDS, Field, MAX_LINKS, NO_PAGE, PageRecord, Snapshot};

/// The most terms that stand for a page.
const MAX_TERMS: usize = 12;
/// The most postings that are read for them together, by the sections that hold
/// them: the bound of the work, whatever the corpus.
const MAX_POSTINGS: usize = 20_000;
/// How much of a page is read for its terms.
const MAX_SECTIONS: u32 = 16;
const MAX_TEXT_BYTES: usize = 16 * 1024;

/// What an occurrence says of a page, by where it stands.
const TITLE_WEIGHT: u32 = 6;
const HEADING_WEIGHT: u32 = 3;
/// Occurrences in prose at which a term counts half: on the page itself, where
/// one mention in passing says little, and on others.
const HALF_SAID: f64 = 4.0;
const HALF_HELD: f64 = 1.2;
/// A term in more than one of so many sections tells no page from others; on a
/// small site this many sections are few.
const COMMON_SHARE: u64 = 10;
const FEW_SECTIONS: u64 = 20;

/// What the same topic and a link add to shared terms, which give 1 at most.
const TOPIC_SHARE: f64 = 0.15;
const LINK_SHARE: f64 = 0.2;
/// Below this share of the page's terms only a linked page is related.
const LEAST_SHARE: f64 = 0.12;
/// What remains of a page that a reader cannot go on with as well: in another
/// language, or out of date by its own word.
const FOREIGN: f64 = 0.5;
const OUTDATED: f64 = 0.5;

/// How many shared terms are named.
const MAX_NAMED: usize = 3;

/// Answers what belongs with a page; `None` where there is no such page. The
/// page is named by its id, its file or its address.
///
/// # Errors
/// As [`related`].
pub fn related_to(snapshot: &Snapshot, name: &str, n: usize) -> Result<Option<RelatedResponse>> {
    let Some(page) = snapshot.pages().find(name) else {
        return Ok(None);
    };
    let record = snapshot.pages().record(page);
    Ok(Some(RelatedResponse {
        page: RelatedTo {
            id: record.id.clone(),
            url: record.url.clone(),
            title: record.title.clone(),
        },
        related: related(snapshot, page, n)?,
        index: super::told::index_info(snapshot),
    }))
}

/// Returns up to `n` pages (at most [`MAX_RELATED`]) that belong with a page,
/// nearest first; `page` is its ordinal, see [`crate::index::PageTable::find`].
///
/// Cost: the first sections of the page, the postings of a dozen terms, at most
/// a bounded number of sections of them.
///
/// # Errors
/// A file of the generation cannot be read.
pub fn related(snapshot: &Snapshot, page: u32, n: usize) -> Result<Vec<Related>> {
    let terms = telling_terms(snapshot, page)?;
    let mut shares = candidates(snapshot, page, &terms)?;
    let pages = snapshot.pages();
    let back = pages.links_to(page).iter().take(MAX_LINKS);
    for linked in pages.record(page).links.iter().chain(back) {
        shares.entry(*linked).or_insert([0.0; MAX_TERMS]);
    }
    let reader = Reader::new(snapshot, page);
    let whole: f64 = terms.iter().map(|term| term.worth).sum();
    let mut found: Vec<(f64, u32, u32)> = Vec::new();
    for (candidate, by_term) in &shares {
        let Some(shown) = reader.shown_for(*candidate) else {
            continue;
        };
        let held = terms.iter().zip(by_term).map(|(term, x)| term.worth * x);
        let share = held.sum::<f64>() / whole.max(f64::MIN_POSITIVE);
        let link = reader.link(*candidate);
        if share >= LEAST_SHARE || link > 0.0 {
            let score = share + TOPIC_SHARE * reader.topic(*candidate) + LINK_SHARE * link;
            found.push((score * reader.factor(shown), shown, *candidate));
        }
    }
    let rank = |page: u32| pages.path_rank(page);
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(rank(a.2).cmp(&rank(b.2))));
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    found.retain(|(_, shown, _)| seen.insert(*shown));
    found.truncate(n.min(MAX_RELATED));
    let given = found.into_iter().map(|(score, shown, candidate)| Related {
        score: (score * 1000.0).round() / 1000.0,
        terms: named(&terms, &shares[&candidate]),
        linked: reader.link(candidate) > 0.0,
        ..describe(pages.record(shown))
    });
    Ok(given.collect())
}

/// A term that stands for a page.
#[derive(Debug, Clone, PartialEq)]
struct Telling {
    term: String,
    /// The sections that hold it.
    frequency: usize,
    /// How much it says of the page: its rarity and how much the page says it.
    worth: f64,
}

/// Returns the terms that say most about a page, the most telling first.
fn telling_terms(snapshot: &Snapshot, page: u32) -> Result<Vec<Telling>> {
    let vocabulary = snapshot.vocabulary();
    let sections = snapshot.manifest().statistics.sections;
    let common = (sections / COMMON_SHARE).max(FEW_SECTIONS);
    let stemmer = Stemmer::for_language(&snapshot.manifest().language);
    let mut by_stem: FxHashMap<String, (u32, Vec<(u32, String)>)> = FxHashMap::default();
    for (term, weight) in said(snapshot, page)? {
        let stem = stemmer.stem(&term).map(std::borrow::Cow::into_owned);
        let entry = by_stem.entry(stem.unwrap_or_else(|| term.clone()));
        let (sum, forms) = entry.or_default();
        *sum += weight;
        forms.push((weight, term));
    }
    // Of the forms of one word, the one that the page says most stands for all.
    let best = by_stem.into_values().filter_map(|(sum, forms)| {
        let forms = forms.into_iter();
        let (_, term) = forms.max_by_key(|(weight, term)| (*weight, Reverse(term.clone())))?;
        let frequency = vocabulary.frequency(vocabulary.ordinal(&term)?);
        // A term of this page alone leads to no other.
        let is_shared = frequency >= 2 && u64::from(frequency) <= common;
        let said = f64::from(sum);
        let rarity = f64::from(Weights::rarity(frequency, sections));
        is_shared.then(|| Telling {
            worth: rarity * said / (said + HALF_SAID),
            frequency: frequency as usize,
            term,
        })
    });
    let mut terms: Vec<Telling> = best.collect();
    terms.sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.term.cmp(&b.term)));
    let mut left = MAX_POSTINGS;
    let affordable = terms.into_iter().filter(|term| {
        let rest = left.checked_sub(term.frequency);
        left = rest.unwrap_or(left);
        rest.is_some()
    });
    Ok(affordable.take(MAX_TERMS).collect())
}

/// Returns the words of a page with how much it says each.
fn said(snapshot: &Snapshot, page: u32) -> Result<FxHashMap<String, u32>> {
    let mut said: FxHashMap<String, u32> = FxHashMap::default();
    let mut add = |text: &str, weight: u32| {
        tokenize(text, |token| {
            let is_word = matches!(token.kind, TokenKind::Word | TokenKind::Bigram);
            let is_name = token.term.chars().count() >= 3 || token.kind == TokenKind::Bigram;
            if is_word && is_name && token.term.chars().any(char::is_alphabetic) {
                *said.entry(token.term.to_owned()).or_default() += weight;
            }
        });
    };
    let record = snapshot.pages().record(page);
    add(&record.title, TITLE_WEIGHT);
    add(
        record.description.as_deref().unwrap_or_default(),
        HEADING_WEIGHT,
    );
    let mut left = MAX_TEXT_BYTES;
    for place in 0..record.n_sections.min(MAX_SECTIONS) {
        let section = snapshot.section(page, place)?;
        add(section.heading().unwrap_or_default(), HEADING_WEIGHT);
        for prose in section.prose() {
            let prose = &prose[..prose.floor_char_boundary(left)];
            left -= prose.len();
            add(prose, 1);
        }
    }
    Ok(said)
}

/// Returns the pages that hold some of the terms, with how much of each, 0 to 1.
fn candidates(
    snapshot: &Snapshot,
    page: u32,
    terms: &[Telling],
) -> Result<FxHashMap<u32, [f64; MAX_TERMS]>> {
    let weights = Weights::new(snapshot);
    let mut sums: FxHashMap<u32, [u64; MAX_TERMS]> = FxHashMap::default();
    for (number, term) in terms.iter().enumerate() {
        for segment in snapshot.segments() {
            for field in (0..FIELDS.len()).filter(|field| FIELDS[*field].field != Field::Code) {
                let option = IndexRecordOption::WithFreqs;
                let Some(mut postings) = read(segment, field, &term.term, option)? else {
                    continue;
                };
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    let other = segment.page_of[doc as usize];
                    if other != NO_PAGE && other != page {
                        let length = segment.lengths[field].fieldnorm_id(doc);
                        let weight = weights.of(field, length, postings.term_freq());
                        sums.entry(other).or_default()[number] += u64::from(weight);
                    }
                    doc = postings.advance();
                }
            }
        }
    }
    let shares = sums.into_iter().map(|(other, sums)| {
        // A long page says everything somewhere.
        let n_sections = f64::from(snapshot.pages().record(other).n_sections.max(1));
        let share = sums.map(|sum| {
            let sum = sum as f64 / n_sections.sqrt();
            sum / (sum + Weights::ONE * HALF_HELD)
        });
        (other, share)
    });
    Ok(shares.collect())
}

/// Returns the terms that a page shares, the most telling first.
fn named(terms: &[Telling], shares: &[f64; MAX_TERMS]) -> Vec<String> {
    let mut held: Vec<(f64, &str)> = terms
        .iter()
        .zip(shares)
        .filter(|(_, share)| **share > 0.0)
        .map(|(term, share)| (term.worth * share, term.term.as_str()))
        .collect();
    held.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let names = held.into_iter().take(MAX_NAMED);
    names.map(|(_, term)| term.to_owned()).collect()
}

/// Somebody who reads the page, and what they can go on with.
struct Reader<'s> {
    snapshot: &'s Snapshot,
    page: u32,
    record: &'s PageRecord,
    language: &'s str,
}

impl<'s> Reader<'s> {
    fn new(snapshot: &'s Snapshot, page: u32) -> Self {
        let record = snapshot.pages().record(page);
        Self {
            language: language_of(snapshot, record),
            snapshot,
            page,
            record,
        }
    }

    /// Returns the member of a page's family that the reader is given; `None`
    /// for the page itself and its own family.
    fn shown_for(&self, candidate: u32) -> Option<u32> {
        let families = self.snapshot.pages().families();
        let own = families.of(self.page);
        if candidate == self.page || (own.is_some() && families.of(candidate) == own) {
            return None;
        }
        let members = families.members(candidate).iter().copied();
        let fit = |member: &u32| {
            let record = self.snapshot.pages().record(*member);
            let is_read = language_of(self.snapshot, record) == self.language;
            let is_same = record.facet("version") == self.record.facet("version");
            let rank = families.version_rank(*member);
            let path = self.snapshot.pages().path_rank(*member);
            (is_read, is_same, rank, Reverse(path))
        };
        Some(members.max_by_key(fit).unwrap_or(candidate))
    }

    /// Returns how much of the topics two pages share, 0 to 1.
    fn topic(&self, candidate: u32) -> f64 {
        let topics = |record: &'s PageRecord| record.facets.get("topic").into_iter().flatten();
        let other = self.snapshot.pages().record(candidate);
        let mut best: f64 = 0.0;
        for one in topics(self.record) {
            for two in topics(other) {
                let (a, b) = (one.split('/'), two.split('/'));
                let longest = a.clone().count().max(b.clone().count());
                let common = a.zip(b).take_while(|(a, b)| a == b).count();
                best = best.max(common as f64 / longest as f64);
            }
        }
        best
    }

    /// Returns how much a link between two pages says, 0 to 1: that everybody
    /// links to a page says nothing, nor that a page links to everything.
    fn link(&self, candidate: u32) -> f64 {
        let pages = self.snapshot.pages();
        let other = pages.record(candidate);
        let telling = |n: f64| 1.0 / (1.0 + (1.0 + n / 8.0).ln());
        let there = self.record.links.binary_search(&candidate).is_ok();
        let back = other.links.binary_search(&self.page).is_ok();
        let there = f64::from(u8::from(there)) * telling(pages.links_to(candidate).len() as f64);
        let back = f64::from(u8::from(back)) * telling(other.links.len() as f64);
        there.max(back)
    }

    /// Returns what remains of a page's score for this reader.
    fn factor(&self, shown: u32) -> f64 {
        let record = self.snapshot.pages().record(shown);
        let is_foreign = language_of(self.snapshot, record) != self.language;
        let foreign = if is_foreign { FOREIGN } else { 1.0 };
        let outdated = if record.is_outdated() { OUTDATED } else { 1.0 };
        foreign * outdated
    }
}

fn language_of<'s>(snapshot: &'s Snapshot, record: &'s PageRecord) -> &'s str {
    let own = record.facet("language").map(String::as_str);
    own.unwrap_or(&snapshot.manifest().language)
}

/// Returns what a list of related pages says of one.
fn describe(record: &PageRecord) -> Related {
    let first = |name: &str| record.facet(name).cloned();
    Related {
        id: record.id.clone(),
        url: record.url.clone(),
        title: record.title.clone(),
        description: record.description.clone(),
        breadcrumbs: record.breadcrumbs(),
        level: first("level"),
        language: first("language"),
        version: first("version"),
        score: 0.0,
        terms: Vec::new(),
        linked: false,
    }
}
