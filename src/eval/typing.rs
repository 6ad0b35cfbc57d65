//! How steady the first hit is while a query is typed letter by letter.
//!
//! A reader who has seen the right page must not lose it by typing on. A step
//! adds one letter to the last word; it counts as a change when another page is
//! first although the one before still matches, unless what is typed now is a
//! page's very name.

use super::judgments::TopicSet;
use crate::analysis::name_key;
use crate::api::{MAX_PER_PAGE, SearchRequest};
use crate::error::Result;
use crate::index::Snapshot;
use crate::search::search;

/// How often the first hit changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typing {
    /// Letters that were added to a word.
    pub steps: usize,
    /// The steps that changed the first hit.
    pub changes: Vec<Step>,
}

/// A letter that changed the first hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is typed, the letter included.
    pub typed: String,
    /// The path of the first hit before.
    pub was: String,
    /// The path of the first hit now.
    pub is: String,
}

impl Typing {
    /// Returns the share of steps that changed the first hit, 0 to 1.
    pub fn share(&self) -> f64 {
        self.changes.len() as f64 / self.steps.max(1) as f64
    }
}

/// Types every topic's query letter by letter. Cost: one search a letter.
///
/// # Errors
/// The engine fails.
pub fn type_topics(snapshot: &Snapshot, set: &TopicSet) -> Result<Typing> {
    let mut typing = Typing::default();
    for topic in &set.topics {
        let mut before: Option<String> = None;
        for (start, letter) in topic.query.char_indices() {
            let typed = &topic.query[..start + letter.len_utf8()];
            let hits = hits(snapshot, typed)?;
            let first = hits.first().cloned();
            if let (Some(was), Some(is), false) = (before, &first, letter.is_whitespace()) {
                typing.steps += 1;
                let is_named = !snapshot.pages().named(&name_key(typed)).is_empty();
                if was != *is && !is_named && hits.contains(&was) {
                    typing.changes.push(Step {
                        typed: typed.to_owned(),
                        was,
                        is: is.clone(),
                    });
                }
            }
            before = first;
        }
    }
    Ok(typing)
}

/// Returns the paths of the first hits, as deep as one page of results goes.
fn hits(snapshot: &Snapshot, q: &str) -> Result<Vec<String>> {
    let request = SearchRequest {
        q: q.to_owned(),
        per_page: MAX_PER_PAGE,
        sections: 0,
        facets: Some(Vec::new()),
        ..SearchRequest::default()
    };
    let hits = search(snapshot, &request)?.results;
    Ok(hits.into_iter().map(|hit| hit.source).collect())
}
