//! The metrics: one number for how well a ranking answers a topic.
//!
//! nDCG: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR
//! techniques", TOIS 20(4), 2002; with the gain 2^grade − 1 and the discount
//! log2(rank + 1) of Burges et al., "Learning to rank using gradient descent",
//! ICML 2005; the ideal order is that of all judged pages. Average precision
//! and reciprocal rank as in Manning, Raghavan and Schütze, "Introduction to
//! Information Retrieval", 2008, chapter 8; average precision is over the run
//! as deep as it goes and divides by all pages that count as found.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::families::Grades;
use super::judgments::Topic;
use super::run::Retrieved;

/// How deep nDCG, reciprocal rank and recall look: a page of results.
const CUT: usize = 10;

/// How deep a reader looks before trying other words: `success5`, and where a
/// page must stand for its section to count.
const GLANCE: usize = 5;

/// How well a ranking answers a topic; everything from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// nDCG at 10.
    pub ndcg10: f64,
    /// 1 if the first page counts as found.
    pub success1: f64,
    /// 1 if one of the first five does.
    pub success5: f64,
    /// 1 / the rank of the first that does, 0 beyond 10.
    pub mrr10: f64,
    /// The share of those that do among the first 10.
    pub recall10: f64,
    /// Average precision.
    pub map: f64,
    /// 1 if the best page with a judged section, among the first five, shows
    /// such a section first; `None` where no section is judged high enough.
    pub anchor: Option<f64>,
}

/// The mean of metrics over topics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Mean {
    /// How many topics.
    pub n: usize,
    /// How many of them have a judged section.
    pub n_anchor: usize,
    /// The means.
    pub metrics: Metrics,
}

/// The metrics by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// See [`Metrics::ndcg10`].
    Ndcg10,
    /// See [`Metrics::success1`].
    Success1,
    /// See [`Metrics::success5`].
    Success5,
    /// See [`Metrics::mrr10`].
    Mrr10,
    /// See [`Metrics::recall10`].
    Recall10,
    /// See [`Metrics::map`].
    Map,
    /// See [`Metrics::anchor`].
    Anchor,
}

impl Metric {
    /// Every metric, in the order of tables.
    pub const ALL: [Self; 7] = [
        Self::Ndcg10,
        Self::Success1,
        Self::Success5,
        Self::Mrr10,
        Self::Recall10,
        Self::Map,
        Self::Anchor,
    ];

    /// Returns the name in JSON and in gates.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ndcg10 => "ndcg10",
            Self::Success1 => "success1",
            Self::Success5 => "success5",
            Self::Mrr10 => "mrr10",
            Self::Recall10 => "recall10",
            Self::Map => "map",
            Self::Anchor => "anchor",
        }
    }

    /// Returns the heading in tables.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Ndcg10 => "nDCG@10",
            Self::Success1 => "S@1",
            Self::Success5 => "S@5",
            Self::Mrr10 => "MRR@10",
            Self::Recall10 => "R@10",
            Self::Map => "MAP",
            Self::Anchor => "anchor",
        }
    }

    /// Returns this metric's value; `None` where it does not apply.
    pub fn of(self, metrics: &Metrics) -> Option<f64> {
        match self {
            Self::Ndcg10 => Some(metrics.ndcg10),
            Self::Success1 => Some(metrics.success1),
            Self::Success5 => Some(metrics.success5),
            Self::Mrr10 => Some(metrics.mrr10),
            Self::Recall10 => Some(metrics.recall10),
            Self::Map => Some(metrics.map),
            Self::Anchor => metrics.anchor,
        }
    }
}

impl Mean {
    /// Returns the mean of the metrics of topics; zeros without topics.
    pub fn of<'a>(topics: impl Iterator<Item = &'a Metrics> + Clone) -> Self {
        let over = |metric: Metric| {
            let values: Vec<f64> = topics.clone().filter_map(|one| metric.of(one)).collect();
            let sum = values.iter().fold(0.0, |sum, value| sum + value);
            (values.len(), sum / values.len().max(1) as f64)
        };
        let (n_anchor, anchor) = over(Metric::Anchor);
        Self {
            n: topics.clone().count(),
            n_anchor,
            metrics: Metrics {
                ndcg10: over(Metric::Ndcg10).1,
                success1: over(Metric::Success1).1,
                success5: over(Metric::Success5).1,
                mrr10: over(Metric::Mrr10).1,
                recall10: over(Metric::Recall10).1,
                map: over(Metric::Map).1,
                anchor: (n_anchor > 0).then_some(anchor),
            },
        }
    }
}

/// Measures one ranking; grades from `found_from` on count as found.
///
/// Invariant: no page stands twice in the ranking.
pub(super) fn measure(
    topic: &Topic,
    judged: &Grades<'_>,
    ranking: &[Retrieved],
    found_from: u8,
) -> Metrics {
    let grades: Vec<u8> = ranking
        .iter()
        .map(|one| judged.of(&one.page).unwrap_or(0))
        .collect();
    let found: Vec<bool> = grades.iter().map(|grade| *grade >= found_from).collect();
    let wanted = judged.all().filter(|grade| *grade >= found_from);
    let n_wanted = wanted.count().max(1) as f64;
    let head = &found[..found.len().min(CUT)];
    let first = head.iter().position(|found| *found);
    let within = |depth: usize| f64::from(u8::from(first.is_some_and(|rank| rank < depth)));
    Metrics {
        ndcg10: ndcg(&grades, judged),
        success1: within(1),
        success5: within(GLANCE),
        mrr10: first.map_or(0.0, |rank| 1.0 / (rank + 1) as f64),
        recall10: head.iter().filter(|found| **found).count() as f64 / n_wanted,
        map: precisions(&found) / n_wanted,
        anchor: anchor_success(&topic.page_anchors(found_from), ranking),
    }
}

fn ndcg(grades: &[u8], judged: &Grades<'_>) -> f64 {
    let mut ideal: Vec<u8> = judged.all().collect();
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let best = dcg(&ideal);
    if best > 0.0 { dcg(grades) / best } else { 0.0 }
}

/// Returns the discounted gains of the first [`CUT`] pages.
fn dcg(grades: &[u8]) -> f64 {
    let gains = grades.iter().take(CUT).enumerate().map(|(rank, grade)| {
        let gain = f64::from(*grade).exp2() - 1.0;
        gain / (rank as f64 + 2.0).log2()
    });
    // The sum of no numbers is -0.0, which would show.
    gains.fold(0.0, |sum, gain| sum + gain)
}

/// Returns the sum of the precisions at the ranks of found pages.
fn precisions(found: &[bool]) -> f64 {
    let mut n_found = 0.0;
    let mut sum = 0.0;
    for (rank, _) in found.iter().enumerate().filter(|(_, found)| **found) {
        n_found += 1.0;
        sum += n_found / (rank + 1) as f64;
    }
    sum
}

fn anchor_success(judged: &BTreeMap<&str, Vec<&str>>, ranking: &[Retrieved]) -> Option<f64> {
    if judged.is_empty() {
        return None;
    }
    let mut seen = ranking.iter().take(GLANCE);
    let hit = seen.find_map(|one| Some((judged.get(one.page.as_str())?, one)));
    let right = hit.is_some_and(|(anchors, one)| {
        let shown = one.section.as_deref();
        shown.is_some_and(|section| anchors.contains(&section))
    });
    Some(f64::from(u8::from(right)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::families::Families;
    use crate::eval::judgments::Qrel;

    /// Judgments as `page[#anchor]:grade`, a ranking as `page[#section]`.
    fn check(qrels: &str, ranking: &str) -> Metrics {
        let place = |text: &str| match text.split_once('#') {
            Some((page, anchor)) => (page.to_owned(), Some(anchor.to_owned())),
            None => (text.to_owned(), None),
        };
        let topic = Topic {
            id: "t".into(),
            query: "q".into(),
            kind: String::new(),
            split: None,
            qrels: qrels
                .split_whitespace()
                .map(|row| {
                    let (name, grade) = row.split_once(':').unwrap();
                    let (path, anchor) = place(name);
                    let grade = grade.parse().unwrap();
                    Qrel {
                        path,
                        anchor,
                        grade,
                    }
                })
                .collect(),
        };
        let ranking: Vec<Retrieved> = ranking
            .split_whitespace()
            .map(|name| {
                let (page, section) = place(name);
                Retrieved { page, section }
            })
            .collect();
        let families = Families::default();
        measure(&topic, &families.grades(&topic), &ranking, 2)
    }

    fn near(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9, "{left} is not {right}");
    }

    #[test]
    fn ndcg_is_as_computed_by_hand() {
        // Gains 3, 0, 7 at discounts 1, log2 3, 2; ideal 7, 3, 1.
        let metrics = check("a:3 b:2 c:1", "b x a");
        let ideal = 7.0 + 3.0 / 3_f64.log2() + 1.0 / 2.0;
        near(metrics.ndcg10, (3.0 + 7.0 / 2.0) / ideal);
        near(check("a:3 b:2 c:1", "a b c").ndcg10, 1.0);
        near(check("a:3", "1 2 3 4 5 6 7 8 9 10 a").ndcg10, 0.0);
        // 12 pages of grade 2 are judged; ten of them are an ideal answer.
        let many: String = (0..12).map(|page| format!("p{page}:2 ")).collect();
        near(check(&many, "p0 p1 p2 p3 p4 p5 p6 p7 p8 p9").ndcg10, 1.0);
    }

    #[test]
    fn related_pages_do_not_count_as_found() {
        let metrics = check("a:3 b:2 c:1", "c x a y b");
        near(metrics.success1, 0.0);
        near(metrics.success5, 1.0);
        near(metrics.mrr10, 1.0 / 3.0);
        near(metrics.recall10, 1.0);
        // Found at ranks 3 and 5: precisions 1/3 and 2/5, over two pages.
        near(metrics.map, f64::midpoint(1.0 / 3.0, 2.0 / 5.0));
        let none = check("a:3", "");
        assert!(none.ndcg10.is_sign_positive());
        near(none.mrr10 + none.map + none.recall10 + none.ndcg10, 0.0);
    }

    #[test]
    fn the_cuts_are_at_5_and_10_and_precision_has_none() {
        let metrics = check("a:3 b:3", "1 2 3 4 5 a 7 8 9 10 b");
        near(metrics.success5, 0.0);
        near(metrics.mrr10, 1.0 / 6.0);
        near(metrics.recall10, 0.5);
        near(metrics.map, f64::midpoint(1.0 / 6.0, 2.0 / 11.0));
    }

    #[test]
    fn an_anchor_counts_on_the_best_page_that_has_one_judged() {
        assert_eq!(check("a:3", "a#x").anchor, None);
        assert_eq!(check("a:3 a#x:1", "a#x").anchor, None);
        assert_eq!(check("a#x:3 a:1", "b#z a#x").anchor, Some(1.0));
        assert_eq!(check("a#x:3 a#y:2", "a#y").anchor, Some(1.0));
        assert_eq!(check("a#x:3", "a#other").anchor, Some(0.0));
        assert_eq!(check("a#x:3", "a").anchor, Some(0.0));
        assert_eq!(check("a#x:3 b#x:3", "a#other b#x").anchor, Some(0.0));
        assert_eq!(check("a#x:3", "1 2 3 4 5 a#x").anchor, Some(0.0));
    }

    #[test]
    fn a_mean_is_over_the_topics_to_which_a_metric_applies() {
        let topics = [check("a#x:3", "a#x"), check("a:3", "b c")];
        let mean = Mean::of(topics.iter());
        assert_eq!((mean.n, mean.n_anchor), (2, 1));
        near(mean.metrics.ndcg10, 0.5);
        assert_eq!(mean.metrics.anchor, Some(1.0));
        assert_eq!(Mean::of([].iter()), Mean::default());
    }

    #[test]
    fn metrics_have_their_names_in_json() {
        let json = serde_json::to_value(check("a#x:3", "a")).unwrap();
        for metric in Metric::ALL {
            assert!(json[metric.as_str()].is_number(), "{}", metric.as_str());
        }
    }
}
