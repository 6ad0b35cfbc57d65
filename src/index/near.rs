//! The terms of the vocabulary that are a few edits away from a word.
//!
//! A walk over the letters that terms share, with one row of the edit distance
//! a letter (Damerau's, each stretch edited once: a swap of neighbours is one
//! edit). A branch ends where no continuation can be near enough, so cost
//! grows with the number of near beginnings, and it is counted: a [`Budget`]
//! ends the walk on any input.

use fst::raw::{CompiledAddr, Fst};

use super::vocabulary::Vocabulary;

/// The longest word that is compared, in letters.
const MAX_LETTERS: usize = 32;

/// The most terms that one walk finds.
const MAX_FOUND: usize = 200;

/// What a wrong first letter costs besides its edit.
const FIRST_LETTER_COST: u8 = 1;

/// A row of the distance: by letters of the word read, the edits so far.
type Row = [u8; MAX_LETTERS + 1];

/// How many steps walks may still take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget(pub u32);

impl Budget {
    /// Takes one step; returns whether there was one.
    fn step(&mut self) -> bool {
        let left = self.0.checked_sub(1);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// A term, or the beginning of terms, near a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The term or the beginning.
    pub text: String,
    /// The number of edits, a wrong first letter counted twice.
    pub cost: u8,
    /// Whether it is a term itself, not only the beginning of some.
    pub whole: bool,
}

impl Vocabulary {
    /// Returns the terms at most `limit` edits away from `word`, in byte order;
    /// with `open` also the shortest beginnings of terms that are so near.
    pub fn near(&self, word: &str, limit: u8, open: bool, budget: &mut Budget) -> Vec<Near> {
        near(self.terms().as_fst(), word, limit, open, budget)
    }
}

/// As [`Vocabulary::near`], over the keys of any map.
pub(super) fn near(
    fst: &Fst<Vec<u8>>,
    word: &str,
    limit: u8,
    open: bool,
    budget: &mut Budget,
) -> Vec<Near> {
    let letters: Vec<char> = word.chars().collect();
    if letters.is_empty() || letters.len() > MAX_LETTERS {
        return Vec::new();
    }
    let mut walk = Walk {
        fst,
        letters: &letters,
        limit,
        open,
        budget,
        key: Vec::with_capacity(MAX_LETTERS),
        found: Vec::new(),
    };
    let mut first: Row = [u8::MAX; MAX_LETTERS + 1];
    for (edits, cell) in (0_u8..).zip(first.iter_mut().take(letters.len() + 1)) {
        *cell = edits;
    }
    walk.visit(&State {
        node: fst.root().addr(),
        row: first,
        before: first,
        last: None,
        depth: 0,
        char_start: 0,
        limit,
        beginning: u8::MAX,
    });
    walk.found
}

struct Walk<'w, 'b> {
    fst: &'w Fst<Vec<u8>>,
    letters: &'w [char],
    limit: u8,
    open: bool,
    budget: &'b mut Budget,
    /// The bytes from the root to here.
    key: Vec<u8>,
    found: Vec<Near>,
}

/// Where a walk is.
#[derive(Clone, Copy)]
struct State {
    node: CompiledAddr,
    row: Row,
    /// The row one letter before.
    before: Row,
    last: Option<char>,
    /// Letters read.
    depth: usize,
    /// Where the letter at hand begins in the key.
    char_start: usize,
    /// The edits that are left to this branch.
    limit: u8,
    /// The cheapest beginning found on the way here.
    beginning: u8,
}

impl Walk<'_, '_> {
    /// Reads the terms below a node. Depth is bounded by the length of near
    /// terms, which is that of the word and its edits.
    fn visit(&mut self, state: &State) {
        let node = self.fst.node(state.node);
        for transition in node.transitions() {
            if self.found.len() >= MAX_FOUND || !self.budget.step() {
                return;
            }
            self.key.push(transition.inp);
            let mut next = State {
                node: transition.addr,
                ..*state
            };
            let letter = std::str::from_utf8(&self.key[state.char_start..]);
            if let Some(letter) = letter.ok().and_then(|letter| letter.chars().next()) {
                let may_follow = self.read(&mut next, letter);
                if may_follow {
                    self.report(&mut next);
                    self.visit(&next);
                }
            } else if self.key.len() - state.char_start < 4 {
                // A letter of several bytes; invalid ones end at four.
                self.visit(&next);
            }
            self.key.pop();
        }
    }

    /// Moves a state over a letter; returns whether a near term may follow.
    fn read(&self, state: &mut State, letter: char) -> bool {
        if state.depth == 0 && letter != self.letters[0] {
            let left = self.limit.checked_sub(FIRST_LETTER_COST);
            let Some(left) = left.filter(|left| *left > 0) else {
                return false;
            };
            state.limit = left;
        }
        let n = self.letters.len();
        let (row, before) = (state.row, state.before);
        let far = state.limit + 1;
        let mut next: Row = [far; MAX_LETTERS + 1];
        let depth = state.depth + 1;
        next[0] = u8::try_from(depth).unwrap_or(far).min(far);
        let mut least = next[0];
        let reach = usize::from(state.limit);
        for place in depth.saturating_sub(reach).max(1)..=n.min(depth + reach) {
            let own = self.letters[place - 1];
            let mut edits = row[place].min(next[place - 1]).saturating_add(1);
            edits = edits.min(row[place - 1].saturating_add(u8::from(own != letter)));
            let swapped = place > 1 && self.letters[place - 2] == letter && state.last == Some(own);
            if swapped {
                edits = edits.min(before[place - 2].saturating_add(1));
            }
            next[place] = edits.min(far);
            least = least.min(next[place]);
        }
        state.before = row;
        state.row = next;
        state.last = Some(letter);
        state.depth = depth;
        state.char_start = self.key.len();
        least <= state.limit
    }

    /// Adds the key where it is near as a term or as a beginning.
    fn report(&mut self, state: &mut State) {
        let edits = state.row[self.letters.len()];
        if edits > state.limit {
            return;
        }
        let cost = edits + (self.limit - state.limit);
        let whole = self.fst.node(state.node).is_final();
        let begins = self.open && cost < state.beginning;
        if begins {
            state.beginning = cost;
        }
        let texts = [(whole, true), (begins, false)];
        for (_, whole) in texts.into_iter().filter(|(holds, _)| *holds) {
            let text = String::from_utf8_lossy(&self.key).into_owned();
            self.found.push(Near { text, cost, whole });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::inflections::{CountedTerm, Languages};
    use crate::index::vocabulary::write;

    fn vocabulary(terms: &[&str]) -> Vocabulary {
        let folder = tempfile::tempdir().unwrap();
        let mut terms = terms.to_vec();
        terms.sort_unstable();
        let terms: Vec<CountedTerm> = terms
            .iter()
            .map(|term| CountedTerm::en((term, 1)))
            .collect();
        write(folder.path(), &terms, &Languages::new(&[], "en")).unwrap();
        Vocabulary::open(folder.path()).unwrap()
    }

    fn check(terms: &[&str], word: &str, limit: u8, open: bool, expected: &[&str]) {
        let mut budget = Budget(100_000);
        let found = vocabulary(terms).near(word, limit, open, &mut budget);
        let shown: Vec<String> = found
            .iter()
            .map(|near| {
                let sign = if near.whole { "" } else { "*" };
                format!("{}{sign} {}", near.text, near.cost)
            })
            .collect();
        assert_eq!(shown, expected, "{word}");
    }

    #[test]
    fn a_18_20_each_edit_counts_once_and_a_swap_is_one() {
        let terms = ["install"];
        check(&terms, "install", 1, false, &["install 0"]);
        check(&terms, "instal", 1, false, &["install 1"]);
        check(&terms, "isntall", 1, false, &["install 1"]);
        check(&terms, "innstall", 1, false, &["install 1"]);
        check(&terms, "inztall", 1, false, &["install 1"]);
        check(&terms, "isntal", 1, false, &[]);
        check(&terms, "isntal", 2, false, &["install 2"]);
    }

    #[test]
    fn a_18_a_wrong_first_letter_costs_double() {
        check(&["install"], "onstall", 1, false, &[]);
        check(&["install"], "nstall", 1, false, &[]);
        check(&["install"], "onstall", 2, false, &["install 2"]);
        check(&["install"], "nisntall", 2, false, &[]);
    }

    #[test]
    fn beginnings_are_found_while_a_word_is_open() {
        let terms = ["deploy", "deployment", "depth"];
        check(&terms, "deplyom", 1, true, &["deploym* 1"]);
        check(&terms, "deplyom", 1, false, &[]);
        check(&terms, "deplox", 1, true, &["deplo* 1", "deploy 1"]);
    }

    #[test]
    fn letters_of_several_bytes_are_one() {
        check(&["größe"], "grösse", 1, false, &[]);
        check(&["größe"], "grüße", 1, false, &["größe 1"]);
        check(&["поиск", "порт"], "посик", 1, false, &["поиск 1"]);
    }

    #[test]
    fn the_budget_ends_a_walk() {
        let vocabulary = vocabulary(&["install"]);
        let mut budget = Budget(3);
        assert_eq!(vocabulary.near("instal", 1, false, &mut budget), []);
        assert_eq!(budget, Budget(0));
        let long = "x".repeat(MAX_LETTERS + 1);
        assert_eq!(vocabulary.near(&long, 2, true, &mut Budget(9)), []);
    }
}
