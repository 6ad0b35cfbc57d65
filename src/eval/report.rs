//! What was measured, topic by topic: written as JSON and read back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::families::Grades;
use super::judgments::Topic;
use super::metrics::{Mean, Metrics};
use super::run::Retrieved;
use crate::error::{Error, Result};

/// How many pages of each answer are kept.
const PAGES_KEPT: usize = 5;

/// What was measured.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// How many pages were asked for; what average precision is over.
    pub depth: usize,
    /// Means over all topics.
    pub all: Mean,
    /// Means over the topics of a kind.
    pub kinds: BTreeMap<String, Mean>,
    /// The sets, in the order in which they were given.
    pub sets: Vec<SetReport>,
}

/// What was measured over one set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SetReport {
    /// The set's name.
    pub name: String,
    /// The grade from which a page counts as found.
    pub found_from: u8,
    /// Means over its topics.
    pub mean: Mean,
    /// Topics without a page that counts as found; they were not measured.
    pub left_out: usize,
    /// Judged pages and sections that the index does not have, sorted.
    pub missing: Vec<String>,
    /// The topics that were measured, in the order of the file.
    pub topics: Vec<TopicReport>,
}

/// What was measured of one topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TopicReport {
    /// See [`Topic::id`].
    pub id: String,
    /// See [`Topic::query`].
    pub query: String,
    /// See [`Topic::kind`].
    pub kind: String,
    /// The metrics.
    pub metrics: Metrics,
    /// The first five pages.
    pub first: Vec<Shown>,
}

/// A page as the answer showed it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Its source file.
    pub page: String,
    /// The anchor of the section shown first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The best grade of the page and those it stands for; `None` where nobody
    /// judged them.
    pub grade: Option<u8>,
}

impl Report {
    /// Returns the report of these sets, with the means over all of them.
    pub fn new(depth: usize, sets: Vec<SetReport>) -> Self {
        let topics = || sets.iter().flat_map(|set| &set.topics);
        let mut by_kind: BTreeMap<&str, Vec<&Metrics>> = BTreeMap::new();
        for topic in topics().filter(|topic| !topic.kind.is_empty()) {
            by_kind.entry(&topic.kind).or_default().push(&topic.metrics);
        }
        let kinds = by_kind
            .into_iter()
            .map(|(kind, metrics)| (kind.to_owned(), Mean::of(metrics.into_iter())))
            .collect();
        let metrics: Vec<&Metrics> = topics().map(|topic| &topic.metrics).collect();
        Self {
            depth,
            all: Mean::of(metrics.into_iter()),
            kinds,
            sets,
        }
    }

    /// Reads a report that was written as JSON.
    ///
    /// # Errors
    /// The file cannot be read or is no report.
    pub fn load(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        serde_json::from_str(&text).map_err(|error| {
            Error::Invalid(format!(
                "{}: not a report of `docent eval --json`: {error}",
                path.display()
            ))
        })
    }
}

impl TopicReport {
    /// Returns the report of one topic and its ranking.
    pub(super) fn new(
        topic: &Topic,
        metrics: Metrics,
        grades: &Grades<'_>,
        ranking: &[Retrieved],
    ) -> Self {
        let first = ranking.iter().take(PAGES_KEPT).map(|one| Shown {
            page: one.page.clone(),
            section: one.section.clone(),
            grade: grades.of(&one.page),
        });
        Self {
            id: topic.id.clone(),
            query: topic.query.clone(),
            kind: topic.kind.clone(),
            metrics,
            first: first.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_over_all_sets() {
        let topic = |kind: &str, ndcg10: f64| TopicReport {
            kind: kind.into(),
            metrics: Metrics {
                ndcg10,
                ..Metrics::default()
            },
            ..TopicReport::default()
        };
        let set = |topics| SetReport {
            topics,
            ..SetReport::default()
        };
        let sets = vec![
            set(vec![topic("typo", 1.0), topic("", 0.0)]),
            set(vec![topic("typo", 0.0)]),
        ];
        let report = Report::new(10, sets);
        assert_eq!(report.kinds["typo"].n, 2);
        assert!((report.kinds["typo"].metrics.ndcg10 - 0.5).abs() < 1e-9);
        assert_eq!((report.all.n, report.kinds.len()), (3, 1));
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    }
}
