//! Scores: BM25 over fields with live statistics, then the final order.
//!
//! A word's frequencies in all fields are added with the fields' boosts before
//! they saturate (Robertson, Zaragoza and Taylor, "Simple BM25 extension to
//! multiple weighted fields", 2004), so a word in the title and the text counts
//! once, more strongly. Sums are integers: the order in which segments and
//! lists are read cannot change a score.
//!
//! A score is the sum of named features; their place is [`contributions`].

use std::cmp::Reverse;

use super::matcher::Plan;
use crate::index::{FIELDS, N_FIELDS, PageState, PageTable, Scratch, Snapshot};

/// How soon repetitions of a word stop counting: BM25's `k1`. The weights of
/// fields add up before they saturate, so it is higher than for one field: of
/// 1.2, 1.6, 2 and 2.4 the last two are alike and best on all sets.
const SATURATION: f32 = 2.0;

/// One in fixed-point rarities.
pub(super) const RARITY_ONE: f64 = 1024.0;

/// One in fixed-point frequencies.
const ONE: f32 = 1024.0;

/// What the words on the page as a whole add to those of its best section:
/// half as much again. Of 1, 1.5 and 2 the middle is best on the five tutorial
/// sites; the test collections do not change (their pages are one section).
const PAGE_SHARE: f32 = 1.5;

/// What it adds to a page's score that it holds a word at all, for a word of
/// rarity 1. It is what makes a long query soft: a page that lacks a word needs
/// more of the others. Of .2, .3 and .5 the middle is best on the sites and the
/// test collections.
const HELD_SHARE: f32 = 0.3;

/// The share of its score that a page loses when it says of itself that it is
/// deprecated or a stub. Not measured yet.
const OUTDATED_SHARE: f64 = 0.3;

/// A word counts as one that the reader insists on when it is at least this
/// rare, compared with the rarest of the query. Common words beside rare ones
/// ("how do i undo a commit") add to the score but exclude nothing. Of .3, .4
/// and .5, the first is best or equal on the sites and both test collections.
const INSISTENT_RARITY: f64 = 0.3;

/// When fewer pages than this hold all that the reader insists on, whatever the
/// filter, pages that hold only part of it are shown after them.
const ENOUGH_PAGES: usize = 10;

/// The weights of fields, with tables over lengths.
pub(super) struct Weights {
    /// By field, by the engine's length code: fixed-point weight of one occurrence.
    tables: [[u32; 256]; N_FIELDS],
}

impl Weights {
    /// One occurrence in prose of average length.
    pub(super) const ONE: f64 = ONE as f64;

    /// Prepares the tables for an index.
    pub(super) fn new(snapshot: &Snapshot) -> Self {
        let tables = FIELDS.map(|spec| {
            let average = snapshot.average_length(spec.field);
            let mut table = [0; 256];
            for (code, weight) in (0_u8..=255).zip(&mut table) {
                let length = length_of(code) as f32;
                let norm = 1.0 - spec.length_norm + spec.length_norm * length / average;
                *weight = (spec.boost * ONE / norm) as u32;
            }
            table
        });
        Self { tables }
    }

    /// Returns the fixed-point weight of so many occurrences in a field.
    pub(super) fn of(&self, field: usize, length_code: u8, count: u32) -> u32 {
        self.tables[field][length_code as usize].saturating_mul(count.min(1000))
    }

    /// Returns a word's rarity: BM25's inverse document frequency, fixed-point
    /// and above 0, so that sums of it are exact in any order.
    pub(super) fn rarity(frequency: u32, sections: u64) -> u32 {
        let (n, f) = (sections as f64, f64::from(frequency));
        let rarity = (1.0 + (n - f + 0.5).max(0.0) / (f + 0.5)).ln();
        (rarity * RARITY_ONE).max(1.0) as u32
    }
}

/// Returns the length that the engine's one-byte code stands for.
fn length_of(code: u8) -> u32 {
    tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(code)
}

/// A page that matches, with what orders it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    /// The page's ordinal.
    pub(super) page: u32,
    /// Exact names before pages with all words before pages with some.
    pub(super) tier: u8,
    /// Fixed-point; the higher the better.
    pub(super) score: i64,
}

/// Pages that match, and what was asked in vain.
#[derive(Debug, Default)]
pub(super) struct Ranking {
    /// The pages, in no order yet.
    pub(super) pages: Vec<Ranked>,
    /// Pages that would match but for one facet: for counting only.
    pub(super) fail_one_facet: Vec<(u32, u8)>,
    /// Words that no page holds together with the others.
    pub(super) dropped: Vec<usize>,
}

// That all words stand on one section is said by the score of the best section.
// A tier of its own for it was tried and lost: nDCG@10 .727 → .720 on the five
// tutorial sites, questions .546 → .516.
pub(super) const TIER_NAME: u8 = 4;
pub(super) const TIER_ALL: u8 = 3;
/// All words, but some that the index knows only as what they may mean.
pub(super) const TIER_CORRECTED: u8 = 2;
pub(super) const TIER_SOME: u8 = 1;

/// What lifts pages in the language that the reader prefers above all others.
pub(super) const TIER_PREFERRED: u8 = 8;

/// What of a request orders the pages.
pub(super) struct Wanted<'p> {
    /// Pages whose name is what was typed.
    pub(super) names: &'p [u32],
    /// Whether the pages are only counted: then none has a score.
    pub(super) is_count: bool,
}

/// Chooses the pages that match and scores them.
///
/// Cost: the sections of the candidate pages, times the words.
pub(super) fn rank(
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    wanted: &Wanted<'_>,
    scratch: &Scratch,
) -> Ranking {
    let names = wanted.names;
    let insisted = insisted_mask(plan);
    let phrases = plan.phrase_mask();
    let is_all = |mask: u32| mask & insisted == insisted;
    // Words that the index knows count for it as they are spelt only.
    let doubted = plan.doubted & insisted;
    let is_spelt = |page: u32| scratch.spelt[page as usize] & doubted == doubted;
    let holds_phrases = |mask: u32| mask & phrases == phrases;
    let holds_all = |page: u32| {
        let mask = scratch.masks[page as usize];
        holds_phrases(mask) && is_all(mask) && is_spelt(page)
    };
    let has_enough = !plan.soft && holds_enough(snapshot, scratch, holds_all);
    let is_shown = |page: u32| scratch.states[page as usize] == PageState::Candidate;
    let finds_all = scratch
        .touched
        .iter()
        .any(|page| is_shown(*page) && holds_all(*page));
    // A filter that leaves none of many is no reason to show none.
    let only_all = has_enough && finds_all;
    let mut ranking = Ranking::default();
    for page in &scratch.touched {
        let mask = scratch.masks[*page as usize];
        let all = is_all(mask);
        // Common words alone are no answer, however many of them a page holds.
        let some = mask & insisted != 0 && covers_enough(plan, mask);
        let enough = all || (!only_all && some);
        if !holds_phrases(mask) || !enough {
            continue;
        }
        match scratch.states[*page as usize] {
            PageState::Candidate => {
                let tier = if names.contains(page) {
                    TIER_NAME
                } else if (all || plan.soft) && is_spelt(*page) {
                    TIER_ALL
                } else if all || plan.soft {
                    TIER_CORRECTED
                } else {
                    TIER_SOME
                };
                let mut ranked = Ranked {
                    page: *page,
                    tier,
                    score: 0,
                };
                if !wanted.is_count {
                    ranked.score = page_score(snapshot, plan, &ranked, scratch);
                }
                ranking.pages.push(ranked);
            }
            // With this facet's filter changed, there would be pages with all.
            PageState::FailsFacet(facet) if all || !has_enough => {
                ranking.fail_one_facet.push((*page, facet));
            }
            _ => {}
        }
    }
    ranking.dropped = dropped(plan, finds_all, insisted, &ranking.pages, scratch);
    ranking
}

/// Says whether enough pages hold all that the reader insists on. The filter is
/// left out of account: else narrowing a search would add pages to it, and the
/// count of a facet's value would not be what a click on it shows.
fn holds_enough(snapshot: &Snapshot, scratch: &Scratch, holds_all: impl Fn(u32) -> bool) -> bool {
    let families = snapshot.pages().families();
    let mut n_all = 0;
    // The versions of a page are one hit, so they count once.
    let mut families_with_all: Vec<u32> = Vec::new();
    for page in &scratch.touched {
        if scratch.states[*page as usize] != PageState::Out && holds_all(*page) {
            match families.of(*page) {
                Some(family) => families_with_all.push(family),
                None => n_all += 1,
            }
        }
        if n_all >= ENOUGH_PAGES {
            return true;
        }
    }
    families_with_all.sort_unstable();
    families_with_all.dedup();
    n_all + families_with_all.len() >= ENOUGH_PAGES
}

/// Returns the words that were left out to find something: those that the
/// index does not know, and, where no page holds all, those that the best lacks.
/// Where nothing is found, no word that the index knows was left out.
fn dropped(
    plan: &Plan<'_>,
    finds_all: bool,
    insisted: u32,
    pages: &[Ranked],
    scratch: &Scratch,
) -> Vec<usize> {
    let best = pages
        .iter()
        .max_by_key(|ranked| (ranked.tier, ranked.score));
    let best_mask = best.map_or(u32::MAX, |ranked| scratch.masks[ranked.page as usize]);
    (0..plan.query.words.len())
        .filter(|word| {
            let unknown = plan.query.words[*word].is_unknown();
            let lacking = !finds_all && best_mask & (1 << word) == 0 && insisted & (1 << word) != 0;
            unknown || lacking
        })
        .collect()
}

/// Returns the bits of the words that the reader insists on.
fn insisted_mask(plan: &Plan<'_>) -> u32 {
    let rarest = plan.order.first().map_or(0, |word| plan.rarity[*word]);
    let least = (f64::from(rarest) * INSISTENT_RARITY) as u32;
    let insisted = plan
        .order
        .iter()
        .filter(|word| plan.rarity[**word] >= least);
    insisted.fold(0, |mask, word| mask | 1 << word)
}

/// Returns whether a mask holds enough of the query's weight.
fn covers_enough(plan: &Plan<'_>, mask: u32) -> bool {
    let words = plan.order.iter();
    let held = words.filter(|word| mask & (1 << **word) != 0);
    let held: u32 = held.map(|word| plan.rarity[*word]).sum();
    held >= plan.least_coverage
}

/// A part of a page's score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feature {
    /// The words on the section that holds most of them, by its place on the page.
    BestSection(u32),
    /// A word on the page as a whole, by its slot.
    WholePage(usize),
    /// That the page holds a word at all, by its slot.
    Held(usize),
    /// What a page loses that says it is not what most readers want.
    Outdated,
}

/// Returns a page's score: the sum of its parts.
fn page_score(snapshot: &Snapshot, plan: &Plan<'_>, ranked: &Ranked, scratch: &Scratch) -> i64 {
    let mut sum = 0;
    contributions(snapshot, plan, ranked, scratch, &mut |_, value| {
        sum += value;
    });
    sum
}

/// Gives the parts of a page's score: its best section, the page as a whole, and
/// what is to be said against it. What is ranked and what is explained are both
/// summed from here.
pub(super) fn contributions(
    snapshot: &Snapshot,
    plan: &Plan<'_>,
    ranked: &Ranked,
    scratch: &Scratch,
    add: &mut impl FnMut(Feature, i64),
) {
    let page = ranked.page;
    let block = snapshot.block(page);
    let base = scratch.bases[block.segment as usize];
    let sections = (base + block.start) as usize..(base + block.end) as usize;
    let scores = (0_u32..).zip(sections.clone());
    let scores = scores.map(|(place, section)| {
        let score = section_score(plan, page, section, scratch);
        (score, Reverse(place))
    });
    let (best, Reverse(place)) = scores.max().unwrap_or((0, Reverse(0)));
    add(Feature::BestSection(place), best);
    let mut sum = best;
    // A long page says everything somewhere: its sum is damped by its length.
    let damping = (sections.len() as f32).sqrt();
    for word in 0..plan.n_slots() {
        let of_sections: u64 = scratch.section_weights[word][sections.clone()]
            .iter()
            .map(|weight| u64::from(*weight))
            .sum();
        let weight =
            scratch.page_weights[word][page as usize] as f32 + of_sections as f32 / damping;
        if weight == 0.0 {
            continue;
        }
        let whole = contribution(weight, rarity(plan, word)) as f32 * PAGE_SHARE;
        let held = rarity(plan, word) * HELD_SHARE * SCORE_ONE;
        add(Feature::WholePage(word), whole as i64);
        add(Feature::Held(word), held as i64);
        sum += whole as i64 + held as i64;
    }
    // Who types its very name wants it, out of date or not.
    if ranked.tier % TIER_PREFERRED < TIER_NAME && snapshot.pages().is_outdated(page) {
        add(Feature::Outdated, -((sum as f64 * OUTDATED_SHARE) as i64));
    }
}

/// How much the page's title counts where its sections are compared with one
/// another: all share it, and a word that it has made full says no more of them.
/// Of none, .2 to .5 and all, the middle shows the judged section first most
/// often (own corpus .786 → .810 together with the length of headings).
const TITLE_AMONG_SECTIONS: f32 = 0.3;

/// Returns what orders the sections of one page.
pub(super) fn rank_in_page(plan: &Plan<'_>, page: u32, section: usize, scratch: &Scratch) -> i64 {
    let mut score = 0;
    let title = TITLE_AMONG_SECTIONS;
    section_contributions(plan, (page, title), section, scratch, &mut |_, value| {
        score += value;
    });
    score
}

/// Returns a section's score, its page's title included.
fn section_score(plan: &Plan<'_>, page: u32, section: usize, scratch: &Scratch) -> i64 {
    let mut score = 0;
    section_contributions(plan, (page, 1.0), section, scratch, &mut |_, value| {
        score += value;
    });
    score
}

/// Gives the parts of a section's score, by slot; its page's title counts so much.
pub(super) fn section_contributions(
    plan: &Plan<'_>,
    (page, title): (u32, f32),
    section: usize,
    scratch: &Scratch,
    add: &mut impl FnMut(usize, i64),
) {
    for word in 0..plan.n_slots() {
        let of_page = scratch.page_weights[word][page as usize] as f32 * title;
        let weight = of_page + scratch.section_weights[word][section] as f32;
        add(word, contribution(weight, rarity(plan, word)));
    }
}

/// Returns the rarity of a slot; that of phrases stands after those of words.
fn rarity(plan: &Plan<'_>, word: usize) -> f32 {
    let fixed = plan.rarity.get(word);
    fixed.map_or(PHRASE_RARITY, |fixed| *fixed as f32 / RARITY_ONE as f32)
}

/// What a phrase counts beside words: as much as a rare word.
const PHRASE_RARITY: f32 = 8.0;

/// Returns the fixed-point score of a saturating weight.
fn contribution(weight: f32, rarity: f32) -> i64 {
    let frequency = weight / ONE;
    (rarity * frequency / (frequency + SATURATION) * SCORE_ONE) as i64
}

/// One in fixed-point scores.
const SCORE_ONE: f32 = 65_536.0;

/// Returns a score as it is, to the last digit.
pub(super) fn exactly(score: i64) -> f64 {
    score as f64 / f64::from(SCORE_ONE)
}

/// Returns a score as it is shown.
pub(super) fn shown(score: i64) -> f64 {
    (exactly(score) * 1000.0).round() / 1000.0
}

/// Puts the best `n` pages first, in order; the rest stays in no order.
pub(super) fn order_by_score(pages: &mut Vec<Ranked>, n: usize, table: &PageTable) {
    let key = |ranked: &Ranked| {
        let rank = table.path_rank(ranked.page);
        (u8::MAX - ranked.tier, -ranked.score, rank)
    };
    if n < pages.len() {
        pages.select_nth_unstable_by_key(n, key);
        pages.truncate(n);
    }
    pages.sort_unstable_by_key(key);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_weigh_more_and_none_weighs_nothing() {
        assert!(Weights::rarity(1, 1000) > Weights::rarity(10, 1000));
        assert!(Weights::rarity(1000, 1000) > 0);
    }

    #[test]
    fn repetitions_saturate() {
        let one = contribution(ONE, 1.0);
        let ten = contribution(10.0 * ONE, 1.0);
        assert!(ten > one && ten < 3 * one, "{one} {ten}");
    }
}
