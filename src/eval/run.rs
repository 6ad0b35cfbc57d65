//! A run: which pages an engine answered to each topic, best first.
//!
//! In files a run has TREC's form, `topic Q0 page rank score tag`. The pages'
//! names hold no blanks there, so `%` and blanks are percent-encoded.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::judgments::in_file;
use crate::api::{MAX_PER_PAGE, SearchRequest};
use crate::error::{Error, Result};
use crate::index::Snapshot;
use crate::search::search;

/// How many pages TREC looks at; average precision is over so many.
pub const DEPTH: usize = 1000;

/// What a run is called in files.
const TAG: &str = "docent";

/// A page that an engine answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retrieved {
    /// Its source file.
    pub page: String,
    /// The anchor of the section shown first; `None` where none was shown.
    pub section: Option<String>,
}

/// What an engine answered to every topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// The pages by topic, best first; no page twice.
    pub rankings: BTreeMap<String, Vec<Retrieved>>,
}

impl Run {
    /// Reads a run in TREC's form.
    ///
    /// # Errors
    /// The file cannot be read, or a line is not of a run.
    pub fn load(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        Self::parse(&text).map_err(in_file(path))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut scored: BTreeMap<&str, Vec<(f64, &str)>> = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [topic, _, page, _, score, ..] = columns.as_slice() else {
                if columns.is_empty() {
                    continue;
                }
                return Err(format!(
                    "{}: not `topic Q0 page rank score tag`",
                    number + 1
                ));
            };
            let score: f64 = score
                .parse()
                .map_err(|_| format!("{}: score `{score}` is no number", number + 1))?;
            scored.entry(topic).or_default().push((score, page));
        }
        let mut run = Self::default();
        for (topic, mut pages) in scored {
            // The score decides, as in trec_eval; equal ones stay as they stand.
            pages.sort_by(|a, b| b.0.total_cmp(&a.0));
            let mut known = BTreeSet::new();
            let ranking = pages
                .into_iter()
                .filter(|(_, page)| known.insert(*page))
                .map(|(_, page)| Retrieved {
                    page: page.replace("%20", " ").replace("%25", "%"),
                    section: None,
                });
            run.rankings.insert(topic.to_owned(), ranking.collect());
        }
        Ok(run)
    }

    /// Returns what was answered to a topic.
    pub fn ranking(&self, topic: &str) -> &[Retrieved] {
        self.rankings.get(topic).map_or(&[], Vec::as_slice)
    }

    /// Adds another run.
    ///
    /// # Errors
    /// Both answer the same topic.
    pub fn extend(&mut self, other: Self) -> Result<()> {
        for (topic, ranking) in other.rankings {
            if self.rankings.contains_key(&topic) {
                return Err(Error::Invalid(format!(
                    "topic `{topic}` stands in two sets, which a run file cannot tell apart; \
                     write one run for each set"
                )));
            }
            self.rankings.insert(topic, ranking);
        }
        Ok(())
    }

    /// Returns the run in TREC's form. The score only repeats the rank: the
    /// engine orders by more than one number.
    pub fn to_trec(&self) -> String {
        let mut out = String::new();
        for (topic, ranking) in &self.rankings {
            for (place, one) in ranking.iter().enumerate() {
                let page = one.page.replace('%', "%25").replace(' ', "%20");
                let score = ranking.len() - place;
                let _ = writeln!(out, "{topic} Q0 {page} {} {score} {TAG}", place + 1);
            }
        }
        out
    }
}

/// Returns the first `depth` pages for a query as it is typed.
///
/// The first page of results is asked for as a reader gets it, sections and
/// all; what lies deeper is added without them.
pub(super) fn ask(snapshot: &Snapshot, q: &str, depth: usize) -> Result<Vec<Retrieved>> {
    let seen = SearchRequest {
        q: q.to_owned(),
        facets: Some(Vec::new()),
        ..SearchRequest::default()
    };
    let response = search(snapshot, &seen)?;
    let total = response.total.value;
    let mut ranking: Vec<Retrieved> = response
        .results
        .into_iter()
        .map(|hit| Retrieved {
            page: hit.source,
            section: hit
                .sections
                .into_iter()
                .next()
                .map(|section| section.anchor),
        })
        .collect();
    let mut known: BTreeSet<String> = ranking.iter().map(|one| one.page.clone()).collect();
    let mut page = 1;
    while ranking.len() < depth.min(total) && (page - 1) * MAX_PER_PAGE < depth {
        let deeper = SearchRequest {
            page,
            per_page: MAX_PER_PAGE,
            sections: 0,
            ..seen.clone()
        };
        for hit in search(snapshot, &deeper)?.results {
            if known.insert(hit.source.clone()) {
                ranking.push(Retrieved {
                    page: hit.source,
                    section: None,
                });
            }
        }
        page += 1;
    }
    ranking.truncate(depth);
    Ok(ranking)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_survives_its_file() {
        let page = |name: &str| Retrieved {
            page: name.into(),
            section: None,
        };
        let mut run = Run::default();
        let ranking = vec![page("b c.md"), page("a%20.md")];
        run.rankings.insert("t1".into(), ranking);
        let text = run.to_trec();
        assert!(text.starts_with("t1 Q0 b%20c.md 1 2 docent\n"), "{text}");
        assert_eq!(Run::parse(&text).unwrap(), run);
        assert!(run.clone().extend(run).is_err());
    }

    #[test]
    fn the_score_decides_and_no_page_stands_twice() {
        let run = Run::parse("1 Q0 a 1 0.5 x\n1 Q0 b 2 0.9 x\n1 Q0 b 3 0.1 x\n").unwrap();
        let pages: Vec<&str> = run.ranking("1").iter().map(|one| &*one.page).collect();
        assert_eq!(pages, ["b", "a"]);
        assert!(run.ranking("2").is_empty());
        assert!(Run::parse("1 Q0 a\n").unwrap_err().starts_with("1: "));
        assert!(Run::parse("1 Q0 a 1 x t\n").unwrap_err().contains("`x`"));
    }
}
