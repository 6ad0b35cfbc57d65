//! Floors below which a change must not fall, read from a small TOML file.
//!
//! ```toml
//! [all]
//! ndcg10 = 0.80
//!
//! [set.mdn]
//! success1 = 0.70
//!
//! [kind.typo]
//! ndcg10 = 0.75
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::metrics::{Mean, Metric};
use super::report::Report;
use crate::error::{Error, Result};

/// What rounding may take away.
const EPSILON: f64 = 1e-9;

/// Floors by metric.
type Floors = BTreeMap<String, f64>;

/// Floors by place and metric.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gate {
    all: Floors,
    set: BTreeMap<String, Floors>,
    kind: BTreeMap<String, Floors>,
}

/// A floor that was not reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortfall {
    /// Where: `all`, `set.mdn`, `kind.typo`.
    pub place: String,
    /// The metric's name.
    pub metric: String,
    /// What was measured; `None` where nothing was.
    pub value: Option<f64>,
    /// What was asked for.
    pub floor: f64,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            place,
            metric,
            floor,
            ..
        } = self;
        match self.value {
            Some(value) => {
                let short = floor - value;
                write!(
                    f,
                    "{place} {metric} is {value:.4}, {short:.4} below {floor}"
                )
            }
            None => write!(f, "{place} {metric} was not measured, the floor is {floor}"),
        }
    }
}

impl Gate {
    /// Reads a file of floors.
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, or names no metric of ours.
    pub fn load(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        Self::parse(&text).map_err(|message| Error::Config {
            path: path.to_owned(),
            message,
        })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let gate: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let known = Metric::ALL.map(Metric::as_str);
        for (place, floors) in gate.places() {
            if let Some(name) = floors.keys().find(|name| !known.contains(&name.as_str())) {
                return Err(format!(
                    "`{place}` has a floor for `{name}`; the metrics are {}",
                    known.join(", ")
                ));
            }
        }
        Ok(gate)
    }

    /// Returns the floors that a report does not reach. A floor for what was
    /// not measured counts: a gate that nothing passes through guards nothing.
    pub fn check(&self, report: &Report) -> Vec<Shortfall> {
        let mut short = Vec::new();
        for (place, floors) in self.places() {
            let mean = mean_of(report, &place);
            for metric in Metric::ALL {
                let Some(floor) = floors.get(metric.as_str()) else {
                    continue;
                };
                let value = mean.and_then(|mean| metric.of(&mean.metrics));
                if value.is_none_or(|value| value < floor - EPSILON) {
                    short.push(Shortfall {
                        place: place.clone(),
                        metric: metric.as_str().to_owned(),
                        value,
                        floor: *floor,
                    });
                }
            }
        }
        short
    }

    fn places(&self) -> Vec<(String, &Floors)> {
        let sets = self.set.iter();
        let kinds = self.kind.iter();
        let mut places = vec![("all".to_owned(), &self.all)];
        places.extend(sets.map(|(name, floors)| (format!("set.{name}"), floors)));
        places.extend(kinds.map(|(name, floors)| (format!("kind.{name}"), floors)));
        places
    }
}

fn mean_of<'a>(report: &'a Report, place: &str) -> Option<&'a Mean> {
    match place.split_once('.') {
        Some(("set", name)) => {
            let set = report.sets.iter().find(|set| set.name == name)?;
            Some(&set.mean)
        }
        Some((_, name)) => report.kinds.get(name),
        None => Some(&report.all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{Metrics, SetReport};

    fn report() -> Report {
        let mean = Mean {
            n: 1,
            n_anchor: 0,
            metrics: Metrics {
                ndcg10: 0.7,
                ..Metrics::default()
            },
        };
        Report {
            all: mean,
            kinds: BTreeMap::from([("typo".to_owned(), mean)]),
            sets: vec![SetReport {
                name: "mdn".into(),
                mean,
                ..SetReport::default()
            }],
            ..Report::default()
        }
    }

    fn check(toml: &str) -> Vec<String> {
        let short = Gate::parse(toml).unwrap().check(&report());
        short.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn floors_that_are_reached_say_nothing() {
        assert!(check("").is_empty());
        let all = "[all]\nndcg10 = 0.7\n[set.mdn]\nndcg10 = 0.5\n[kind.typo]\nndcg10 = 0\n";
        assert!(check(all).is_empty());
    }

    #[test]
    fn a_floor_that_is_not_reached_says_by_how_much() {
        let short = check("[kind.typo]\nndcg10 = 0.75\n");
        assert_eq!(short, ["kind.typo ndcg10 is 0.7000, 0.0500 below 0.75"]);
        let unmeasured = check("[all]\nanchor = 0.5\n[set.vue]\nndcg10 = 0.5\n");
        assert_eq!(unmeasured.len(), 2);
        assert!(unmeasured[1].starts_with("set.vue ndcg10 was not measured"));
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let error = Gate::parse("[all]\nndcg = 0.5\n").unwrap_err();
        assert!(
            error.contains("`ndcg`") && error.contains("ndcg10"),
            "{error}"
        );
        assert!(Gate::parse("[sets.mdn]\nndcg10 = 0.5\n").is_err());
    }
}
