//! Which terms a misspelt word may mean.
//!
//! A noisy channel, in its plainest form: a term is the more likely meant the
//! more often the corpus says it, and every edit makes it so many times less
//! likely. The word itself takes part with no edits, so a word that the corpus
//! knows well is never corrected, and a slip in somebody's page does not keep
//! the right word from being found.

use crate::index::{Budget, Vocabulary};

/// The steps that the walks for all words of a query may take together.
pub(super) const STEPS_PER_QUERY: u32 = 60_000;
/// The steps that one word may take of them.
const STEPS_PER_WORD: u32 = 20_000;

/// Shorter words are never corrected.
const MIN_LETTERS: usize = 4;
/// From here on two edits are allowed.
const MIN_LETTERS_FOR_TWO: usize = 8;
/// Shorter beginnings are not corrected: too many words begin almost so.
const MIN_OPEN_LETTERS: usize = 4;

/// How many times less likely each edit makes a term.
const ODDS_OF_EDIT: f64 = 20.0;
/// A word in more sections than this is no slip, however frequent its neighbours:
/// `falsy` is not `false`.
const MAX_SLIPS: u32 = 3;
/// How many times less likely than the best a term may be and still be taken.
const ODDS_OF_OTHERS: f64 = 20.0;
/// How many times less likely a longer word is than one that is complete.
const ODDS_OF_LONGER: f64 = 4.0;

/// The most terms that stand for a misspelt word.
const MAX_TERMS: usize = 6;
/// The most longer words of one misspelt beginning.
const MAX_LONGER: usize = 6;
/// So many of the most frequent are looked at for them.
const MAX_LONGER_READ: usize = 24;

/// What a match counts per edit against one of the word itself.
const EDIT_WEIGHT: f32 = 0.75;
/// What a longer word counts besides.
const LONGER_WEIGHT: f32 = 0.8;

/// The longest word that is taken apart, in bytes.
const MAX_SPLIT_BYTES: usize = 40;
/// The fewest letters of half a word.
const MIN_HALF_LETTERS: usize = 2;
/// A half of few letters must stand in one of so many of the sections that hold
/// the most frequent term.
const COMMON_SHARE: u32 = 100;

/// A term that may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    /// The term.
    pub(super) ordinal: u32,
    /// How much its matches count.
    pub(super) weight: f32,
    /// Whether it is as long as the word, not begun by it.
    pub(super) whole: bool,
}

/// Returns how many edits a word may be away from what is meant.
///
/// Only words of letters have any: a number, a version or a code that is
/// almost right is another one.
pub fn edits_allowed(term: &str) -> u8 {
    let n = term.chars().count();
    if n < MIN_LETTERS || !term.chars().all(char::is_alphabetic) {
        0
    } else if n < MIN_LETTERS_FOR_TWO {
        1
    } else {
        2
    }
}

/// Returns the terms within `limit` edits of `term` that are likelier meant than
/// it, which has this frequency; the likeliest first.
pub(super) fn candidates(
    vocabulary: &Vocabulary,
    term: &str,
    limit: u8,
    frequency: u32,
    open: bool,
    steps: &mut Budget,
) -> Vec<Candidate> {
    if frequency > MAX_SLIPS {
        return Vec::new();
    }
    let open = open && term.chars().count() >= MIN_OPEN_LETTERS;
    let mut own_steps = Budget(steps.0.min(STEPS_PER_WORD));
    let before = own_steps.0;
    let near = vocabulary.near(term, limit, open, &mut own_steps);
    steps.0 -= before - own_steps.0;
    let mut found: Vec<(f64, Candidate)> = Vec::new();
    let mut add = |ordinal: u32, cost: u8, whole: bool| {
        let edits = ODDS_OF_EDIT.powi(cost.into());
        let longer = if whole { 1.0 } else { ODDS_OF_LONGER };
        let likely = f64::from(vocabulary.frequency(ordinal)) / edits / longer;
        let weight = EDIT_WEIGHT.powi(cost.into()) * if whole { 1.0 } else { LONGER_WEIGHT };
        let candidate = Candidate {
            ordinal,
            weight,
            whole,
        };
        found.push((likely, candidate));
    };
    for one in near.iter().filter(|one| one.cost > 0) {
        if one.whole {
            let ordinal = vocabulary.ordinal(&one.text);
            ordinal
                .into_iter()
                .for_each(|ordinal| add(ordinal, one.cost, true));
        } else {
            let range = vocabulary.with_prefix(&one.text);
            let longer = vocabulary.most_frequent(range, MAX_LONGER_READ).into_iter();
            let goes_on = |ordinal: &u32| {
                let longer = vocabulary.term(*ordinal).unwrap_or_default();
                goes_on(term, &longer, one.cost)
            };
            for ordinal in longer.filter(goes_on).take(MAX_LONGER) {
                add(ordinal, one.cost, false);
            }
        }
    }
    likeliest(found, f64::from(frequency))
}

/// Returns those that are likelier than the word and not far behind the best.
fn likeliest(mut found: Vec<(f64, Candidate)>, own: f64) -> Vec<Candidate> {
    found.sort_by(|a, b| {
        let by_odds = b.0.total_cmp(&a.0);
        by_odds.then(a.1.ordinal.cmp(&b.1.ordinal))
    });
    let best = found.first().map_or(0.0, |(likely, _)| *likely);
    let least = (best / ODDS_OF_OTHERS).max(own);
    let mut kept: Vec<Candidate> = Vec::new();
    for (likely, candidate) in found {
        let known = kept.iter().any(|one| one.ordinal == candidate.ordinal);
        if likely < least || likely <= own || kept.len() == MAX_TERMS {
            break;
        }
        if !known {
            kept.push(candidate);
        }
    }
    kept
}

/// Returns whether a longer word goes on from where the typing of a misspelt one
/// has come to: the last letter typed is right. Else the reader of `numpy` would
/// be given `numpad`.
fn goes_on(typed: &str, longer: &str, edits: u8) -> bool {
    let Some(last) = typed.chars().next_back() else {
        return false;
    };
    let n = typed.chars().count();
    let reach = usize::from(edits);
    let ends = longer.char_indices().skip(n.saturating_sub(reach + 1));
    let mut ends = ends.take(2 * reach + 1).filter(|(_, char)| *char == last);
    ends.any(|(at, char)| {
        let beginning = &longer[..at + char.len_utf8()];
        strsim::osa_distance(typed, beginning) <= reach
    })
}

/// Returns where a word may be taken apart into two that the corpus knows: for
/// `zookeeper` after `zoo`. The place where the rarer of both is most frequent is
/// first; an open word's second half may be a beginning.
pub(super) fn splits(vocabulary: &Vocabulary, term: &str, open: bool) -> Vec<usize> {
    if term.len() > MAX_SPLIT_BYTES || !term.chars().all(char::is_alphabetic) {
        return Vec::new();
    }
    let n = term.chars().count();
    let places = term.char_indices().enumerate().skip(MIN_HALF_LETTERS);
    let places = places.take_while(|(letters, _)| letters + MIN_HALF_LETTERS <= n);
    let scored = places.filter_map(|(letters, (place, _))| {
        let (first, second) = term.split_at(place);
        let one = frequency(vocabulary, first, letters, false);
        let two = frequency(vocabulary, second, n - letters, open);
        let rarer = one.min(two);
        (rarer > 0).then_some((rarer, place))
    });
    let mut scored: Vec<(u32, usize)> = scored.collect();
    scored.sort_unstable_by(|a, b| b.cmp(a));
    scored.into_iter().map(|(_, place)| place).collect()
}

/// Returns the frequency of half a word; 0 for what is no word on its own.
fn frequency(vocabulary: &Vocabulary, half: &str, letters: usize, open: bool) -> u32 {
    let known = vocabulary.ordinal(half);
    let mut frequency = known.map_or(0, |ordinal| vocabulary.frequency(ordinal));
    if open && frequency == 0 && letters >= MIN_LETTERS {
        let best = vocabulary.most_frequent(vocabulary.with_prefix(half), 1);
        frequency = best
            .first()
            .map_or(0, |ordinal| vocabulary.frequency(*ordinal));
    }
    // Any two or three letters are somebody's abbreviation.
    let least = match letters {
        0..MIN_LETTERS => vocabulary.max_frequency() / COMMON_SHARE,
        _ => 0,
    };
    if frequency > least { frequency } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a18_short_words_and_codes_have_no_edits() {
        for (term, edits) in [
            ("vue", 0),
            ("node", 1),
            ("install", 1),
            ("database", 2),
            ("e0308", 0),
            ("1.21.3", 0),
            ("=>", 0),
            ("größe", 1),
            ("数据", 0),
        ] {
            assert_eq!(edits_allowed(term), edits, "{term}");
        }
    }

    #[test]
    fn a_misspelt_beginning_goes_on_with_the_last_letter_typed() {
        for (typed, longer, expected) in [
            ("numpy", "numpad", false),
            ("deply", "deployment", true),
            ("deplyom", "deployment", true),
            ("datbas", "database", true),
            ("isnta", "install", true),
            ("größn", "größen", true),
        ] {
            assert_eq!(goes_on(typed, longer, 1), expected, "{typed} {longer}");
        }
    }

    fn check(found: &[(f64, u32)], own: f64, expected: &[u32]) {
        let found = found.iter().map(|(likely, ordinal)| {
            let candidate = Candidate {
                ordinal: *ordinal,
                weight: 1.0,
                whole: true,
            };
            (*likely, candidate)
        });
        let kept = likeliest(found.collect(), own);
        let kept: Vec<u32> = kept.iter().map(|one| one.ordinal).collect();
        assert_eq!(kept, expected);
    }

    #[test]
    fn only_what_is_likelier_than_the_word_is_taken() {
        check(&[(3.0, 1), (9.0, 2)], 0.0, &[2, 1]);
        check(&[(3.0, 1), (9.0, 2)], 4.0, &[2]);
        check(&[(3.0, 1), (9.0, 2)], 9.0, &[]);
        check(&[(0.1, 1), (9.0, 2)], 0.0, &[2]);
        check(&[(9.0, 1), (9.0, 2), (8.0, 2)], 0.0, &[1, 2]);
    }
}
