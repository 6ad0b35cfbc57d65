//! Synonyms: words, or several words, that stand for others.
//!
//! What an owner or the built-in list says in words is kept as terms, made by
//! the same analysis as pages and queries.

use rustc_hash::FxHashMap;

use super::{TokenKind, tokenize};

/// The most words of one entry; a longer one is no name for a thing.
const MAX_WORDS: usize = 6;

/// What may be looked for instead of words of a query.
#[derive(Debug, Default)]
pub struct Synonyms {
    /// By the first term of what is typed.
    rules: FxHashMap<String, Vec<Rule>>,
}

/// One thing that stands for another.
#[derive(Debug, PartialEq, Eq)]
struct Rule {
    from: Vec<String>,
    to: Vec<String>,
}

impl Synonyms {
    /// Adds words that all mean the same.
    pub fn add_group<S: AsRef<str>>(&mut self, group: &[S]) {
        for from in group {
            for to in group {
                self.add(from.as_ref(), to.as_ref());
            }
        }
    }

    /// Adds that who types `from` also wants `to`, but not the reverse.
    pub fn add(&mut self, from: &str, to: &str) {
        let (from, to) = (terms_of(from), terms_of(to));
        let is_usable = |terms: &Vec<String>| (1..=MAX_WORDS).contains(&terms.len());
        if !is_usable(&from) || !is_usable(&to) || from == to {
            return;
        }
        let rules = self.rules.entry(from[0].clone()).or_default();
        let rule = Rule { from, to };
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }

    /// Returns what stands for the words that a list of terms starts with: how
    /// many of them, and the terms to look for instead, in the order added.
    pub fn at_start_of<'a>(
        &'a self,
        terms: &'a [&'a str],
    ) -> impl Iterator<Item = (usize, &'a [String])> {
        let rules = terms.first().and_then(|first| self.rules.get(*first));
        let starts = move |rule: &&Rule| {
            let mut pairs = rule.from.iter().zip(terms);
            rule.from.len() <= terms.len() && pairs.all(|(own, term)| own == term)
        };
        let rules = rules.into_iter().flatten().filter(starts);
        rules.map(|rule| (rule.from.len(), rule.to.as_slice()))
    }
}

/// Returns the terms of words, of an identifier the whole.
fn terms_of(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    tokenize(text, |token| {
        let is_whole = matches!(
            token.kind,
            TokenKind::Word | TokenKind::Operator | TokenKind::Bigram
        );
        if is_whole {
            terms.push(token.term.to_owned());
        }
    });
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_go_both_ways_and_the_rest_one() {
        let mut synonyms = Synonyms::default();
        synonyms.add_group(&["k8s", "Kubernetes"]);
        synonyms.add_group(&["c++", "C plus plus"]);
        synonyms.add("auth", "authentication");
        let check = |terms: &[&str], expected: &[(usize, &str)]| {
            let found = synonyms.at_start_of(terms);
            let found: Vec<_> = found.map(|(n, to)| (n, to.join(" "))).collect();
            let expected: Vec<_> = expected
                .iter()
                .map(|(n, to)| (*n, (*to).to_owned()))
                .collect();
            assert_eq!(found, expected, "{terms:?}");
        };
        check(&["kubernetes", "pod"], &[(1, "k8s")]);
        check(&["k8s"], &[(1, "kubernetes")]);
        check(&["c", "plus", "plus", "map"], &[(3, "c++")]);
        check(&["c", "plus"], &[]);
        check(&["c++"], &[(1, "c plus plus")]);
        check(&["auth"], &[(1, "authentication")]);
        check(&["authentication"], &[]);
        check(&[], &[]);
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let mut synonyms = Synonyms::default();
        synonyms.add("", "a");
        synonyms.add("a", "A");
        synonyms.add("a b c d e f g", "x");
        assert!(synonyms.rules.is_empty());
    }
}
