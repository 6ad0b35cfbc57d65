//! Pages against each other: equal titles, equal URLs, topics that are slips.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::api::Finding;

use super::super::plain::short_line_of;
use super::finding;
use super::page::{About, Facts};

/// The most pages that may use a topic that is taken for a slip.
const MAX_SLIPS: usize = 2;

/// The shortest topic that can be told to be misspelled, in characters.
const MIN_LETTERS: usize = 4;

/// From this length on, in characters, two slips are forgiven, as in search.
const LONG_LETTERS: usize = 8;

/// The longest title that a message repeats, in bytes.
const MAX_SHOWN_BYTES: usize = 100;

/// Compares all pages.
pub(super) fn judge(pages: &[Facts]) -> Vec<Finding> {
    let mut findings = Vec::new();
    duplicates(pages, &mut findings);
    unknown_topics(pages, &mut findings);
    findings
}

/// Returns the pages that are searched, with what they say about themselves.
fn searched(pages: &[Facts]) -> impl Iterator<Item = (&Facts, &About)> {
    let pages = pages.iter();
    pages.filter_map(|page| page.about.as_ref().map(|about| (page, about)))
}

/// Finds titles and URLs that an earlier page has.
fn duplicates(pages: &[Facts], findings: &mut Vec<Finding>) {
    let mut titles = HashMap::new();
    let mut urls = HashMap::new();
    for (page, about) in searched(pages) {
        let path = page.path.as_str();
        if let Some(first) = urls.insert(&about.url, path) {
            let url = short_line_of(&about.url, MAX_SHOWN_BYTES);
            let message = format!("its URL {url} is that of {first}");
            findings.push(finding("duplicate-url", path, 0, message));
            urls.insert(&about.url, first);
            continue;
        }
        let key = (about.title.to_lowercase(), &about.language, &about.version);
        let first = *titles.entry(key).or_insert(path);
        if first != path {
            let title = short_line_of(&about.title, MAX_SHOWN_BYTES);
            let message = format!("title “{title}” is also that of {first}");
            findings.push(finding("duplicate-title", path, about.title_line, message));
        }
    }
}

/// Finds topics that hardly any page uses and that look like one of others.
fn unknown_topics(pages: &[Facts], findings: &mut Vec<Finding>) {
    let counts = count_topics(pages);
    for (page, about) in searched(pages).filter(|(_, about)| about.names_topics) {
        let mut reported = BTreeSet::new();
        for (topic, line) in &about.topics {
            let slip = prefixes(topic).find_map(|prefix| {
                let meant = meant_by(prefix, &counts)?;
                Some((prefix, meant))
            });
            let Some((prefix, (meant, n_pages))) = slip else {
                continue;
            };
            if reported.insert(prefix) {
                let message = format!("topic `{prefix}` is used by {} only", n(counts[prefix]));
                let mut found = finding("unknown-topic", &page.path, *line, message);
                found.remedy = format!("did you mean `{meant}`, used by {}?", n(n_pages));
                findings.push(found);
            }
        }
    }
}

/// Returns a number of pages in words.
fn n(n_pages: usize) -> String {
    match n_pages {
        1 => "1 page".to_owned(),
        n => format!("{n} pages"),
    }
}

/// Counts the pages of every topic, those of topics below it included.
fn count_topics(pages: &[Facts]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for (_, about) in searched(pages) {
        let topics = about.topics.iter().flat_map(|(topic, _)| prefixes(topic));
        for topic in topics.collect::<BTreeSet<&str>>() {
            *counts.entry(topic).or_default() += 1;
        }
    }
    counts
}

/// Returns a topic with all topics above it, the highest first.
fn prefixes(topic: &str) -> impl Iterator<Item = &str> {
    let ends = topic.match_indices('/').map(|(at, _)| at);
    ends.chain([topic.len()]).map(|end| &topic[..end])
}

/// Returns the topic that a rare one was meant to be, with its pages.
fn meant_by<'a>(topic: &str, counts: &BTreeMap<&'a str, usize>) -> Option<(&'a str, usize)> {
    let own = *counts.get(topic)?;
    if own > MAX_SLIPS {
        return None;
    }
    let (parent, name) = parent_and_name(topic);
    let n_letters = name.chars().count();
    if n_letters < MIN_LETTERS {
        return None;
    }
    let max_edits = if n_letters < LONG_LETTERS { 1 } else { 2 };
    let others = counts.iter().filter_map(|(other, n_pages)| {
        let (other_parent, other_name) = parent_and_name(other);
        let may_be = other_parent == parent && *n_pages > own && *other != topic;
        // `http2` and `http3` are two things.
        let same_digits = digits(other_name).eq(digits(name));
        let same_start = other_name.chars().next() == name.chars().next();
        if !may_be || !same_digits || !same_start {
            return None;
        }
        let edits = strsim::damerau_levenshtein(name, other_name);
        (edits <= max_edits).then_some((edits, std::cmp::Reverse(*n_pages), *other))
    });
    let (_, n_pages, other) = others.min()?;
    Some((other, n_pages.0))
}

/// Parts a topic from what is above it.
fn parent_and_name(topic: &str) -> (&str, &str) {
    topic.rsplit_once('/').unwrap_or(("", topic))
}

fn digits(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, title: &str, language: &str, topics: &[&str]) -> Facts {
        let topics = topics.iter().map(|topic| ((*topic).to_owned(), 4));
        Facts {
            path: path.to_owned(),
            about: Some(About {
                url: format!("/{path}"),
                title: title.to_owned(),
                title_line: 2,
                language: Some(language.to_owned()),
                topics: topics.collect(),
                names_topics: true,
                ..About::default()
            }),
            ..Facts::default()
        }
    }

    fn check(pages: &[Facts], expected: &[&str]) {
        let findings = judge(pages);
        let shown: Vec<String> = findings
            .iter()
            .map(|f| format!("{}:{} {}: {}", f.path, f.line, f.rule, f.message))
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn titles_are_equal_within_a_language() {
        let mut again = page("d", "d", "en", &[]);
        if let Some(about) = &mut again.about {
            about.url = "/a".to_owned();
        }
        check(
            &[
                page("a", "Loops", "en", &[]),
                page("b", "loops", "en", &[]),
                page("c", "Loops", "de", &[]),
                again,
            ],
            &[
                "b:2 duplicate-title: title “loops” is also that of a",
                "d:0 duplicate-url: its URL /a is that of a",
            ],
        );
    }

    #[test]
    fn a_rare_topic_near_a_common_one_is_a_slip() {
        let mut pages = Vec::new();
        for path in ["a", "b", "c", "d"] {
            pages.push(page(
                path,
                path,
                "en",
                &["databases/sql", "java", "http2", "async"],
            ));
        }
        let topics = [
            "databsaes/sql",
            "databases/sqk",
            "lava",
            "http3",
            "javas",
            "sync",
        ];
        pages.push(page("e", "e", "en", &topics));
        check(
            &pages,
            &[
                "e:4 unknown-topic: topic `databsaes` is used by 1 page only",
                "e:4 unknown-topic: topic `javas` is used by 1 page only",
            ],
        );
        assert_eq!(
            judge(&pages)[0].remedy,
            "did you mean `databases`, used by 5 pages?"
        );
    }
}
