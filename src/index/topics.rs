//! The names of topics for people: `web/css-grid` is "Web", "CSS grid".
//!
//! A topic that its author spelt for readers stays as it is. One that is spelt
//! for addresses is spelt as the titles and descriptions of the pages spell its
//! words: a site that writes "SQL" and "JavaScript" has topics of these names.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

/// How the words of topics are spelt.
#[derive(Debug, Clone, Default)]
pub struct TopicNames {
    /// By the word in lower case, for words with capitals of their own only.
    spellings: FxHashMap<String, String>,
}

impl TopicNames {
    /// Learns the spelling of the topics' words from titles and descriptions.
    /// Cost: one look at each word.
    pub(super) fn learn<'t>(topics: &'t [String], titles: impl Iterator<Item = &'t str>) -> Self {
        let mut wanted: FxHashSet<&str> = FxHashSet::default();
        for word in topics
            .iter()
            .filter(|topic| is_address(topic))
            .flat_map(|topic| words(topic))
        {
            wanted.insert(word);
            wanted.extend(word.strip_suffix('s'));
        }
        let mut counts: BTreeMap<(String, &str), usize> = BTreeMap::new();
        for title in titles.filter(|title| !is_shouted(title)) {
            for word in words(title) {
                let lower = word.to_lowercase();
                if wanted.contains(lower.as_str()) {
                    *counts.entry((lower, word)).or_default() += 1;
                }
            }
        }
        let mut best: FxHashMap<String, (usize, &str)> = FxHashMap::default();
        for ((lower, word), count) in counts {
            let entry = best.entry(lower).or_insert((count, word));
            if count > entry.0 {
                *entry = (count, word);
            }
        }
        let own = best
            .into_iter()
            .filter(|(_, (_, word))| has_inner_capital(word));
        Self {
            spellings: own
                .map(|(lower, (_, word))| (lower, word.to_owned()))
                .collect(),
        }
    }

    /// Returns the names of a topic and those above it, the highest first.
    pub fn of(&self, topic: &str) -> Vec<String> {
        let parts = topic.split('/').filter(|part| !part.is_empty());
        if !is_address(topic) {
            return parts.map(str::to_owned).collect();
        }
        parts.map(|part| self.name(part)).collect()
    }

    fn name(&self, part: &str) -> String {
        let mut name = String::new();
        for word in words(part) {
            let spelt = self.spelt(word);
            match (spelt, name.is_empty()) {
                (Some(spelt), true) => name = spelt,
                (None, true) => name = capitalised(word),
                (spelt, false) => {
                    name.push(' ');
                    name.push_str(spelt.as_deref().unwrap_or(word));
                }
            }
        }
        // What has no word in it, `c++` in signs alone say, is shown as it is.
        if name.is_empty() {
            part.to_owned()
        } else {
            name
        }
    }

    /// Returns the spelling of a word, or of the one that it is several of.
    fn spelt(&self, word: &str) -> Option<String> {
        let known = self.spellings.get(word).cloned();
        let single = || Some(format!("{}s", self.spellings.get(word.strip_suffix('s')?)?));
        known.or_else(single)
    }
}

/// Says whether a topic is spelt for addresses: no capital and no blank.
fn is_address(topic: &str) -> bool {
    !topic.chars().any(|c| c.is_uppercase() || c.is_whitespace())
}

/// Returns the words of a title or a topic; signs that belong to names, as in
/// `c++` and `c#`, stay.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '.');
    let words = text.split(move |c| !is_part(c));
    words.filter(|word| !word.is_empty())
}

/// Says whether a title of several words is written in capitals alone.
fn is_shouted(title: &str) -> bool {
    title.trim().contains(' ') && !title.chars().any(char::is_lowercase)
}

fn has_inner_capital(word: &str) -> bool {
    let single = word.chars().count() == 1;
    !single && word.chars().skip(1).any(char::is_uppercase)
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(topics: &[&str], titles: &[&str]) -> Vec<String> {
        let topics: Vec<String> = topics.iter().map(|topic| (*topic).to_owned()).collect();
        let names = TopicNames::learn(&topics, titles.iter().copied());
        topics
            .iter()
            .map(|topic| names.of(topic).join(" / "))
            .collect()
    }

    #[test]
    fn words_are_spelt_as_titles_spell_them() {
        let titles = [
            "The SQL Standard",
            "SQL in a day",
            "How sql came",
            "Why CSS",
            "A JavaScript API",
        ];
        assert_eq!(
            names(
                &["databases/sql", "web/css-grid", "javascript", "open-apis"],
                &titles
            ),
            [
                "Databases / SQL",
                "Web / CSS grid",
                "JavaScript",
                "Open APIs"
            ]
        );
    }

    #[test]
    fn what_is_spelt_for_readers_stays() {
        assert_eq!(
            names(
                &[
                    "Getting Started/cli",
                    "computer-science",
                    "c++",
                    "データ",
                    "---"
                ],
                &["ALL IN CAPITALS CLI"]
            ),
            [
                "Getting Started / cli",
                "Computer science",
                "C++",
                "データ",
                "---"
            ]
        );
    }

    #[test]
    fn capitals_at_the_start_of_a_title_say_nothing() {
        assert_eq!(
            names(
                &["machine-learning"],
                &["Machine Learning", "MACHINE LEARNING NOW"]
            ),
            ["Machine learning"]
        );
    }
}
