//! Topics as readers see them: `web/css-grid` is "Web" and "CSS grid".
//!
//! Topics are compared in one plain form, `web/css`, and shown as the site
//! writes them. Where it writes none, because a topic is a folder's name, the
//! titles of its pages know better than a rule how a word is spelt: API, iOS,
//! JavaScript.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::pages::PageRecord;

/// The facet that is shown with labels.
pub(super) const FACET: &str = "topic";

/// The longest word whose spelling is looked at, in bytes.
const MAX_WORD_BYTES: usize = 40;

/// Gives every topic of every page its label. Cost: the words of all titles.
pub(super) fn fill(records: &mut [PageRecord]) {
    let stated = stated(records);
    let spellings = Spellings::of(records);
    let mut known: FxHashMap<String, String> = FxHashMap::default();
    for record in records {
        let topics = record.facets.get(FACET).map_or(&[][..], Vec::as_slice);
        let labels = topics.iter().map(|topic| {
            let label = known
                .entry(topic.clone())
                .or_insert_with(|| label_of(topic, &stated, &spellings));
            label.clone()
        });
        record.topic_labels = labels.collect();
    }
}

/// Returns the label of each topic and of those above it, for all pages.
pub(super) fn by_topic(records: &[PageRecord]) -> BTreeMap<&str, &str> {
    let mut labels = BTreeMap::new();
    for record in records {
        let topics = record.facets.get(FACET).into_iter().flatten();
        for (topic, label) in topics.zip(&record.topic_labels) {
            let ends = |text: &str| -> Vec<usize> {
                let slashes = text.match_indices('/').map(|(at, _)| at);
                slashes.chain([text.len()]).collect()
            };
            let places = ends(topic).into_iter().zip(ends(label));
            labels.extend(places.map(|(end, shown)| (&topic[..end], &label[..shown])));
        }
    }
    labels
}

/// Returns the last part of the label of each topic that a page states, by the
/// topic; of several the first page's.
fn stated(records: &[PageRecord]) -> BTreeMap<String, String> {
    let mut stated = BTreeMap::new();
    for record in records {
        let topics = record.facets.get(FACET).into_iter().flatten();
        for (topic, label) in topics.zip(&record.topic_labels) {
            let (mut end, parts) = (0, label.split('/'));
            for (part, shown) in topic.split('/').zip(parts) {
                end += part.len();
                if !shown.is_empty() {
                    let above = stated.entry(topic[..end].to_owned());
                    above.or_insert_with(|| shown.to_owned());
                }
                end += 1;
            }
        }
    }
    stated
}

/// Returns the label of a topic, each of its parts as the site has it.
fn label_of(topic: &str, stated: &BTreeMap<String, String>, spellings: &Spellings) -> String {
    let mut label = String::new();
    let mut end = 0;
    for part in topic.split('/') {
        end += part.len();
        if !label.is_empty() {
            label.push('/');
        }
        match stated.get(&topic[..end]) {
            Some(shown) => label.push_str(shown),
            None => label.push_str(&spellings.spelt(part)),
        }
        end += 1;
    }
    label
}

/// How titles spell the words that have capitals within: `API`, `GraphQL`.
#[derive(Debug, Default)]
struct Spellings {
    /// By the word in lower case: how often it stands anywhere, and each way of
    /// spelling it with capitals within.
    words: FxHashMap<String, (usize, BTreeMap<String, usize>)>,
}

impl Spellings {
    fn of(records: &[PageRecord]) -> Self {
        let mut all = Self::default();
        for record in records {
            // A title in nothing but capitals says nothing of its words.
            let title = &record.title;
            if !title.contains(char::is_lowercase) && title.contains(char::is_whitespace) {
                continue;
            }
            let words = title.split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | '_'));
            for word in words {
                let word = word.trim_matches(|c: char| !c.is_alphanumeric());
                if word.len() > MAX_WORD_BYTES || word.is_empty() {
                    continue;
                }
                let (n, spellings) = all.words.entry(word.to_lowercase()).or_default();
                *n += 1;
                if word.chars().skip(1).any(char::is_uppercase) {
                    *spellings.entry(word.to_owned()).or_default() += 1;
                }
            }
        }
        all
    }

    /// Returns a part of a topic in words, as most titles spell them.
    fn spelt(&self, part: &str) -> String {
        let mut label = String::new();
        for word in part.split(['-', '_']).filter(|word| !word.is_empty()) {
            let is_first = label.is_empty();
            if !is_first {
                label.push(' ');
            }
            match self.of_word(word) {
                Some(spelling) => label.push_str(spelling),
                None if is_first => {
                    let mut characters = word.chars();
                    label.extend(characters.next().into_iter().flat_map(char::to_uppercase));
                    label.push_str(characters.as_str());
                }
                None => label.push_str(word),
            }
        }
        label
    }

    fn of_word(&self, word: &str) -> Option<&str> {
        let (n, spellings) = self.words.get(word)?;
        let most = spellings.iter().max_by_key(|(_, count)| **count);
        let (spelling, count) = most?;
        (count * 2 > *n).then_some(spelling.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str, topic: &str, label: &str) -> PageRecord {
        PageRecord {
            title: title.into(),
            facets: [(FACET.to_owned(), vec![topic.to_owned()])].into(),
            topic_labels: vec![label.to_owned()],
            ..PageRecord::default()
        }
    }

    #[test]
    fn topics_are_shown_as_the_site_writes_them_else_as_its_titles_spell_them() {
        let mut records = vec![
            page("The Fetch API", "web/rest-api", ""),
            page("API keys", "web/css_grid", ""),
            page("Fun with CSS", "web", ""),
            page("LOUD WEB TITLE", "rust", ""),
            page("Ropes", "how-to/boats", "How-to guides/Boats & ships"),
            page("Knots", "how-to", ""),
        ];
        fill(&mut records);
        let shown: Vec<&str> = records.iter().map(|r| r.topic_labels[0].as_str()).collect();
        assert_eq!(
            shown,
            [
                "Web/Rest API",
                "Web/CSS grid",
                "Web",
                "Rust",
                "How-to guides/Boats & ships",
                "How-to guides",
            ]
        );
        let labels = by_topic(&records);
        assert_eq!(labels["web"], "Web");
        assert_eq!(labels["how-to/boats"], "How-to guides/Boats & ships");
    }
}
