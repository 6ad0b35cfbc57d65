//! Topics and judgments to metrics: is this order better than that one?
//!
//! The words are those of TREC. A [`Topic`] is a query with its judgments; a
//! [`Qrel`] says how well one page, or one section of it, answers; a run is
//! what a search engine answered to every topic; [`Metrics`] are computed from
//! the two.
//!
//! 1. [`TopicSet`] reads judged queries, [`Collection`] a published test
//!    collection, [`Run`] a run that another engine wrote.
//! 2. [`evaluate`] asks for each topic as it was typed, through the same
//!    `search` that readers get, and measures.
//! 3. [`Report`] holds every topic's metrics and their means: by set, by kind
//!    and over all. It is what `--json` prints and `--compare` reads back.
//! 4. [`compare()`] says which topics rose and fell between two reports, and by a
//!    paired randomisation test whether that may be chance. [`Gate`] holds
//!    floors.
//! 5. [`type_topics`] types the queries letter by letter and counts how often the
//!    first hit changes.
//!
//! What counts as found: judged queries have grades 3 (what the person wanted),
//! 2 (also good) and 1 (related), and grades from 2 on count. The published
//! figures of the test collections come from judgments that say relevant or
//! not, so there grades from 1 on count. nDCG uses all grades. A page without a
//! judgment counts as wrong, which is why the unjudged ones among the first
//! five are kept in the report.
//!
//! Docent shows the translations and versions of a page as one hit that names
//! the others, so there a family is judged as one page, by the best grade of
//! its members: in what was found and in the ideal order alike. That the hit
//! shows the right member is not measured here; `tests/it/families.rs` holds it.
//! A recorded run is measured page by page, as its engine showed them.

mod collection;

mod compare;

mod families;

mod gate;

mod judgments;

mod metrics;

mod report;

mod run;

mod typing;

use std::collections::BTreeSet;

use self::families::Families;
use crate::error::{Error, Result};
use crate::index::Snapshot;

pub use collection::Collection;

pub use compare::{Comparison, MetricChange, TopicChange, compare};

pub use gate::{Gate, Shortfall};

pub use judgments::{Qrel, Split, Topic, TopicSet};

pub use metrics::{Mean, Metric, Metrics};

pub use report::{Report, SetReport, Shown, TopicReport};

pub use run::{DEPTH, Retrieved, Run};

pub use typing::{Step, Typing, type_topics};

/// Who answers the topics.
#[derive(Debug)]
pub enum Engine<'a> {
    /// Docent, from this generation; asked for this many pages of each topic.
    Docent(&'a Snapshot, usize),
    /// Another engine, whose answers were written down.
    Recorded(&'a Run),
}

/// Measures what an engine answers to a set of topics; returns the report and
/// the run it was made from.
///
/// # Errors
/// No topic has a page that counts as found, or the engine fails.
pub fn evaluate(engine: &Engine<'_>, set: &TopicSet) -> Result<(SetReport, Run)> {
    let families = match engine {
        Engine::Docent(snapshot, _) => Families::of(snapshot),
        Engine::Recorded(_) => Families::default(),
    };
    let mut run = Run::default();
    let mut topics = Vec::new();
    for topic in set.topics.iter().filter(|topic| set.is_judged(topic)) {
        let ranking = match engine {
            Engine::Docent(snapshot, depth) => run::ask(snapshot, &topic.query, *depth)?,
            Engine::Recorded(recorded) => recorded.ranking(&topic.id).to_vec(),
        };
        let grades = families.grades(topic);
        let metrics = metrics::measure(topic, &grades, &ranking, set.found_from);
        topics.push(TopicReport::new(topic, metrics, &grades, &ranking));
        run.rankings.insert(topic.id.clone(), ranking);
    }
    if topics.is_empty() {
        return Err(Error::Invalid(format!(
            "{}: no topic to measure; each needs a page of grade {} or more, of the split asked for",
            set.name, set.found_from
        )));
    }
    let missing = match engine {
        Engine::Docent(snapshot, _) => missing_places(snapshot, set)?,
        Engine::Recorded(_) => BTreeSet::new(),
    };
    let report = SetReport {
        name: set.name.clone(),
        found_from: set.found_from,
        mean: Mean::of(topics.iter().map(|topic| &topic.metrics)),
        left_out: set.topics.len() - topics.len(),
        missing: missing.into_iter().collect(),
        topics,
    };
    Ok((report, run))
}

/// Returns the judged pages and sections that the index does not have: wrong
/// paths would otherwise pass for bad ranking.
fn missing_places(snapshot: &Snapshot, set: &TopicSet) -> Result<BTreeSet<String>> {
    let qrels = || set.topics.iter().flat_map(|topic| &topic.qrels);
    let name = |path: &str, anchor: Option<&str>| match anchor {
        Some(anchor) => format!("{path}#{anchor}"),
        None => path.to_owned(),
    };
    let mut missing: BTreeSet<String> = qrels()
        .map(|qrel| name(&qrel.path, qrel.anchor.as_deref()))
        .collect();
    let judged: BTreeSet<&str> = qrels().map(|qrel| qrel.path.as_str()).collect();
    for (page, record) in (0_u32..).zip(snapshot.pages().records()) {
        if !judged.contains(record.path.as_str()) {
            continue;
        }
        missing.remove(&record.path);
        for place in 0..record.n_sections {
            let section = snapshot.section(page, place)?;
            missing.remove(&name(&record.path, section.anchor.as_deref()));
        }
    }
    Ok(missing)
}
