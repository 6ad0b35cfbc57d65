//! Judged queries: JSON lines and TREC's tables to topics.
//!
//! A line of a `.jsonl` file is a topic:
//! `{"id","query","kind"?,"split"?,"relevant":[{"path","anchor"?,"grade"}]}`.
//! `path` is the source file relative to the corpus, as a hit's `source`.
//! Judgments in a table have the columns `topic page grade`, or TREC's four,
//! `topic iteration page grade`; a first line without a grade is a heading.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};

/// The grade from which a judged page counts as found: "also good".
const FOUND_FROM: u8 = 2;

/// The highest grade; gains grow as 2^grade, so more would drown the rest.
const MAX_GRADE: u8 = 10;

/// A query with its judgments.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Topic {
    /// Unique within its set.
    pub id: String,
    /// As a reader types it.
    pub query: String,
    /// What sort of query: `question`, `typo`; may be empty.
    #[serde(default)]
    pub kind: String,
    /// Which half it belongs to, where the set is split.
    #[serde(default)]
    pub split: Option<Split>,
    /// The judgments.
    #[serde(default, rename = "relevant")]
    pub qrels: Vec<Qrel>,
}

/// A judgment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Qrel {
    /// The page's source file relative to the corpus.
    pub path: String,
    /// The section's anchor; `None` for the page as a whole.
    #[serde(default)]
    pub anchor: Option<String>,
    /// 0 for wrong; the higher, the better.
    pub grade: u8,
}

/// The halves of a set of topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// To look at while improving.
    Dev,
    /// To see whether it generalises.
    Test,
}

/// Topics over one corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicSet {
    /// The file's or folder's name, without extension.
    pub name: String,
    /// The grade from which a page counts as found.
    pub found_from: u8,
    /// The topics, in the order of the file.
    pub topics: Vec<Topic>,
}

impl Topic {
    /// Returns each judged page with its grade: the highest of its rows.
    pub fn page_grades(&self) -> BTreeMap<&str, u8> {
        let mut grades: BTreeMap<&str, u8> = BTreeMap::new();
        for qrel in &self.qrels {
            let grade = grades.entry(&qrel.path).or_default();
            *grade = (*grade).max(qrel.grade);
        }
        grades
    }

    /// Returns each page with the anchors judged at least `from`.
    pub fn page_anchors(&self, from: u8) -> BTreeMap<&str, Vec<&str>> {
        let mut anchors: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for qrel in &self.qrels {
            if let Some(anchor) = qrel.anchor.as_deref()
                && qrel.grade >= from
            {
                anchors.entry(&qrel.path).or_default().push(anchor);
            }
        }
        anchors
    }
}

impl TopicSet {
    /// Reads a file of judged queries; its name becomes the set's.
    ///
    /// # Errors
    /// The file cannot be read, or a line is not a topic.
    pub fn load(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        let topics = parse_topics(&text).map_err(in_file(path))?;
        Ok(Self {
            name: name_of(path),
            found_from: FOUND_FROM,
            topics,
        })
    }

    /// Keeps one half. A topic that does not say its split is in the first:
    /// whoever did not hold it back has looked at it.
    pub fn retain(&mut self, split: Split) {
        self.topics
            .retain(|topic| topic.split.unwrap_or(Split::Dev) == split);
    }

    /// Returns whether a topic has a page that counts as found.
    pub fn is_judged(&self, topic: &Topic) -> bool {
        topic.qrels.iter().any(|qrel| qrel.grade >= self.found_from)
    }
}

/// Returns a file's or folder's name without extension.
pub(super) fn name_of(path: &Path) -> String {
    let name = path.file_stem().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Returns how a message about a line becomes an error about a file.
pub(super) fn in_file(path: &Path) -> impl FnOnce(String) -> Error {
    let path = path.display().to_string();
    move |message| Error::Invalid(format!("{path}:{message}"))
}

/// Reads JSON lines; an error begins with the line's number.
pub(super) fn parse_lines<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>, String> {
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| format!("{}: {error}", number + 1))
        })
        .collect()
}

/// Reads topics; ids must be unique.
pub(super) fn parse_topics(text: &str) -> Result<Vec<Topic>, String> {
    let topics: Vec<Topic> = parse_lines(text)?;
    let mut ids = BTreeSet::new();
    for topic in &topics {
        if !ids.insert(&topic.id) {
            return Err(format!(" topic `{}` stands there twice", topic.id));
        }
        let highest = topic.qrels.iter().map(|qrel| qrel.grade).max();
        if highest > Some(MAX_GRADE) {
            return Err(format!(
                " topic `{}` has a grade above {MAX_GRADE}",
                topic.id
            ));
        }
    }
    Ok(topics)
}

/// Reads a table of judgments; negative grades mean wrong.
pub(super) fn parse_qrels(text: &str) -> Result<BTreeMap<String, Vec<Qrel>>, String> {
    let mut qrels: BTreeMap<String, Vec<Qrel>> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let columns: Vec<&str> = line.split_whitespace().collect();
        let (topic, page, grade) = match columns.as_slice() {
            [] => continue,
            [topic, page, grade] | [topic, _, page, grade] => (*topic, *page, *grade),
            _ => return Err(format!("{}: not `topic page grade`", number + 1)),
        };
        let Ok(grade) = grade.parse::<i64>() else {
            if number == 0 {
                continue;
            }
            return Err(format!("{}: grade `{grade}` is no number", number + 1));
        };
        let grade = u8::try_from(grade.max(0)).unwrap_or(u8::MAX);
        if grade > MAX_GRADE {
            return Err(format!("{}: a grade above {MAX_GRADE}", number + 1));
        }
        qrels.entry(topic.to_owned()).or_default().push(Qrel {
            path: page.to_owned(),
            anchor: None,
            grade,
        });
    }
    Ok(qrels)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &str = r#"{"id":"a","query":"box","kind":"keyword","split":"test","relevant":[{"path":"b.md","grade":1},{"path":"b.md","anchor":"x","grade":3},{"path":"c.md","anchor":"y","grade":1}]}

{"id":"b","query":"fox","relevant":[],"note":"ignored"}
"#;

    #[test]
    fn a_page_has_the_highest_grade_of_its_rows() {
        let topics = parse_topics(LINES).unwrap();
        assert_eq!(topics.len(), 2);
        let grades: Vec<_> = topics[0].page_grades().into_iter().collect();
        assert_eq!(grades, [("b.md", 3), ("c.md", 1)]);
        let anchors: Vec<_> = topics[0].page_anchors(2).into_iter().collect();
        assert_eq!(anchors, [("b.md", vec!["x"])]);
    }

    #[test]
    fn a_topic_without_split_is_in_the_first_half() {
        let mut set = TopicSet {
            name: "s".into(),
            found_from: 2,
            topics: parse_topics(LINES).unwrap(),
        };
        assert!(set.is_judged(&set.topics[0]) && !set.is_judged(&set.topics[1]));
        set.retain(Split::Dev);
        assert_eq!(set.topics[0].id, "b");
    }

    #[test]
    fn errors_name_the_line_or_the_topic() {
        let bad = "{\"id\":\"a\",\"query\":\"x\"}\n{\"id\":3}\n";
        let error = parse_topics(bad).unwrap_err();
        assert!(error.starts_with("2: "), "{error}");
        let twice = "{\"id\":\"a\",\"query\":\"x\"}\n{\"id\":\"a\",\"query\":\"y\"}\n";
        assert!(parse_topics(twice).unwrap_err().contains("twice"));
        let high = r#"{"id":"a","query":"x","relevant":[{"path":"p","grade":90}]}"#;
        assert!(parse_topics(high).unwrap_err().contains("above 10"));
    }

    #[test]
    fn tables_have_three_or_four_columns_and_perhaps_a_heading() {
        let ours = parse_qrels("query_id\tdoc_id\tgrade\n1\t12\t1\n1\t13\t-1\n").unwrap();
        assert_eq!(ours["1"][0].path, "12");
        assert_eq!(ours["1"][1].grade, 0);
        let trec = parse_qrels("1 0 12 2\n").unwrap();
        assert_eq!((trec["1"][0].path.as_str(), trec["1"][0].grade), ("12", 2));
        assert!(parse_qrels("1 12\n").unwrap_err().starts_with("1: "));
        assert!(parse_qrels("1 a 1\n1 b x\n").unwrap_err().contains("`x`"));
    }
}
