//! Two reports: what rose, what fell, and whether it may be chance.
//!
//! The test is Fisher's paired randomisation: were the two runs alike, each
//! topic's difference might as well have the other sign. The p-value is the
//! share of random signs whose mean difference is at least as large. Smucker,
//! Allan and Carterette, "A comparison of statistical significance tests for
//! information retrieval evaluation", CIKM 2007, find it the one to use.

use std::collections::BTreeMap;

use serde::Serialize;

use super::metrics::Metric;
use super::report::{Report, TopicReport};

/// Random signs drawn for a p-value: good to about 0.005 near 0.05.
const FLIPS: usize = 10_000;

/// Where the random signs begin; any number serves, one must be chosen.
const SEED: u64 = 0x0D0C_E717;

/// How many topics that rose, and that fell, are listed.
const TOPICS_LISTED: usize = 10;

/// Differences smaller than this come from the arithmetic.
const EPSILON: f64 = 1e-9;

/// What changed between two reports.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Comparison {
    /// Topics in both reports: same set, id and query.
    pub n: usize,
    /// Topics in one of them only.
    pub unpaired: usize,
    /// Each metric over the topics in both.
    pub metrics: Vec<MetricChange>,
    /// The topics whose nDCG rose most, the largest first.
    pub risen: Vec<TopicChange>,
    /// The topics whose nDCG fell most, the largest first.
    pub fallen: Vec<TopicChange>,
}

/// A metric in both reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MetricChange {
    /// The metric's name.
    pub metric: &'static str,
    /// The topics to which it applies.
    pub n: usize,
    /// The mean in the first report.
    pub before: f64,
    /// The mean in the second.
    pub after: f64,
    /// How many topics rose.
    pub rose: usize,
    /// How many fell.
    pub fell: usize,
    /// How likely so large a difference is by chance.
    pub p: f64,
}

/// A topic in both reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopicChange {
    /// The set's name.
    pub set: String,
    /// The topic's id.
    pub id: String,
    /// The topic's query.
    pub query: String,
    /// nDCG in the first report.
    pub before: f64,
    /// nDCG in the second.
    pub after: f64,
    /// The first page in the first report.
    pub first_before: Option<String>,
    /// The first page in the second.
    pub first_after: Option<String>,
}

/// Compares what was measured before and after a change.
pub fn compare(before: &Report, after: &Report) -> Comparison {
    let (pairs, unpaired) = pair(before, after);
    let metrics = Metric::ALL
        .into_iter()
        .filter_map(|metric| change_of(metric, &pairs));
    let mut changes: Vec<TopicChange> = pairs
        .iter()
        .map(|(set, before, after)| TopicChange::new(set, before, after))
        .filter(|change| change.difference().abs() > EPSILON)
        .collect();
    // Stable, so equal differences stay in the order of the sets.
    changes.sort_by(|a, b| b.difference().total_cmp(&a.difference()));
    let risen = changes.iter().filter(|change| change.difference() > 0.0);
    let fallen = changes.iter().rev().filter(|one| one.difference() < 0.0);
    Comparison {
        n: pairs.len(),
        unpaired,
        metrics: metrics.collect(),
        risen: risen.take(TOPICS_LISTED).cloned().collect(),
        fallen: fallen.take(TOPICS_LISTED).cloned().collect(),
    }
}

/// A topic of both reports: its set, before, after.
type Pair<'a> = (&'a str, &'a TopicReport, &'a TopicReport);

/// Returns the topics in both, in the second's order, and how many are in one.
fn pair<'a>(before: &'a Report, after: &'a Report) -> (Vec<Pair<'a>>, usize) {
    let mut known: BTreeMap<(&str, &str, &str), &TopicReport> = BTreeMap::new();
    for set in &before.sets {
        for topic in &set.topics {
            known.insert((&set.name, &topic.id, &topic.query), topic);
        }
    }
    let mut pairs: Vec<Pair<'a>> = Vec::new();
    let mut unpaired = 0;
    for set in &after.sets {
        for topic in &set.topics {
            let key = (set.name.as_str(), topic.id.as_str(), topic.query.as_str());
            match known.remove(&key) {
                Some(old) => pairs.push((&set.name, old, topic)),
                None => unpaired += 1,
            }
        }
    }
    (pairs, unpaired + known.len())
}

fn change_of(metric: Metric, pairs: &[Pair<'_>]) -> Option<MetricChange> {
    let values: Vec<(f64, f64)> = pairs
        .iter()
        .filter_map(|(_, before, after)| {
            Some((metric.of(&before.metrics)?, metric.of(&after.metrics)?))
        })
        .collect();
    if values.is_empty() {
        return None;
    }
    let n = values.len() as f64;
    let differences: Vec<f64> = values
        .iter()
        .map(|(before, after)| after - before)
        .collect();
    Some(MetricChange {
        metric: metric.as_str(),
        n: values.len(),
        before: values.iter().map(|(before, _)| before).sum::<f64>() / n,
        after: values.iter().map(|(_, after)| after).sum::<f64>() / n,
        rose: differences.iter().filter(|one| **one > EPSILON).count(),
        fell: differences.iter().filter(|one| **one < -EPSILON).count(),
        p: p_value(&differences),
    })
}

/// Returns how likely so large a sum is if the signs are chance.
fn p_value(differences: &[f64]) -> f64 {
    let changed: Vec<f64> = differences
        .iter()
        .copied()
        .filter(|difference| difference.abs() > EPSILON)
        .collect();
    let observed = changed.iter().sum::<f64>().abs();
    let mut random = Random(SEED);
    let mut n_as_large = 0_usize;
    for _ in 0..FLIPS {
        let mut sum = 0.0;
        for signed in changed.chunks(64) {
            let mut bits = random.next();
            for difference in signed {
                sum += if bits & 1 == 1 {
                    *difference
                } else {
                    -difference
                };
                bits >>= 1;
            }
        }
        if sum.abs() >= observed - EPSILON {
            n_as_large += 1;
        }
    }
    // The observed signs are one of the possible ones, so p is never 0.
    (n_as_large + 1) as f64 / (FLIPS + 1) as f64
}

/// `SplitMix64`: Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

impl TopicChange {
    fn new(set: &str, before: &TopicReport, after: &TopicReport) -> Self {
        let first = |topic: &TopicReport| topic.first.first().map(|shown| shown.page.clone());
        Self {
            set: set.to_owned(),
            id: after.id.clone(),
            query: after.query.clone(),
            before: before.metrics.ndcg10,
            after: after.metrics.ndcg10,
            first_before: first(before),
            first_after: first(after),
        }
    }

    /// Returns by how much nDCG rose.
    pub fn difference(&self) -> f64 {
        self.after - self.before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Metrics, SetReport};

    fn report(values: &[(&str, f64)]) -> Report {
        let topics = values.iter().map(|(id, ndcg10)| TopicReport {
            id: (*id).to_owned(),
            metrics: Metrics {
                ndcg10: *ndcg10,
                ..Metrics::default()
            },
            ..TopicReport::default()
        });
        let set = SetReport {
            topics: topics.collect(),
            ..SetReport::default()
        };
        Report::new(10, vec![set])
    }

    #[test]
    fn topics_are_paired_and_listed_by_their_change() {
        let before = report(&[("a", 0.5), ("b", 0.5), ("c", 0.5), ("gone", 1.0)]);
        let after = report(&[("c", 0.9), ("b", 0.1), ("a", 0.6), ("new", 0.0)]);
        let comparison = compare(&before, &after);
        assert_eq!((comparison.n, comparison.unpaired), (3, 2));
        let ids = |changes: &[TopicChange]| -> Vec<String> {
            changes.iter().map(|change| change.id.clone()).collect()
        };
        assert_eq!(ids(&comparison.risen), ["c", "a"]);
        assert_eq!(ids(&comparison.fallen), ["b"]);
        let ndcg = &comparison.metrics[0];
        assert_eq!((ndcg.rose, ndcg.fell, ndcg.n), (2, 1, 3));
        assert!(comparison.metrics.iter().all(|one| one.metric != "anchor"));
        assert_eq!(comparison, compare(&before, &after));
    }

    #[test]
    fn p_is_the_share_of_signs_that_do_as_well() {
        // All of n differences positive and equal: 2 of 2^n signs do as well.
        for n in [1, 4, 8] {
            let exact = 2.0 / 2_f64.powi(n);
            let p = p_value(&vec![0.25; n as usize]);
            assert!((p - exact).abs() < 0.01, "{n}: {p} is not {exact}");
        }
        assert!((p_value(&[0.0; 20]) - 1.0).abs() < 1e-9);
        assert!((p_value(&[0.3, -0.3]) - 1.0).abs() < 1e-9);
        assert!(p_value(&vec![0.1; 100]) < 0.001);
    }
}
