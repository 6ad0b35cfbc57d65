//! Query strings of routes with few parameters: each by name, and every fault.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::super::encoding::decode;
use super::{Fault, FaultKind};

/// A query string taken apart.
#[derive(Debug, Default)]
pub(in crate::http) struct Few {
    values: BTreeMap<&'static str, String>,
    /// What is wrong with it, in the order of the string.
    pub(in crate::http) faults: Vec<Fault>,
}

impl Few {
    /// Reads a raw query string of `route`, which knows these parameters.
    pub(in crate::http) fn read(raw: &str, route: &str, known: &[&'static str]) -> Self {
        let mut few = Self::default();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, name_damage) = decode(raw_name);
            let (value, value_damage) = decode(raw_value);
            if let Some(damage) = name_damage.or(value_damage) {
                few.fault(FaultKind::Invalid, &name, damage, raw_value);
            }
            let Some(known_name) = known.iter().find(|known| **known == name) else {
                let rule = format!(
                    "is not a parameter of {route}. Known are {}",
                    known.join(", ")
                );
                few.fault(FaultKind::Unknown, &name, &rule, &value);
                continue;
            };
            if few.values.insert(known_name, value.clone()).is_some() {
                few.fault(FaultKind::Invalid, &name, "may be given only once", &value);
            }
        }
        few
    }

    /// Returns a parameter's value; empty where it is not given.
    pub(in crate::http) fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Returns a whole number; the default where none is given or it is a fault.
    pub(in crate::http) fn number(
        &mut self,
        name: &str,
        range: RangeInclusive<usize>,
        default: usize,
    ) -> usize {
        let value = self.text(name).to_owned();
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        match value.parse() {
            _ if value.is_empty() => default,
            Ok(number) if digits && range.contains(&number) => number,
            _ => {
                let (first, last) = range.into_inner();
                let rule = format!("must be an integer from {first} to {last}");
                self.fault(FaultKind::Invalid, name, &rule, &value);
                default
            }
        }
    }

    /// Notes what is wrong with a parameter, in words that follow its name.
    pub(in crate::http) fn fault(&mut self, kind: FaultKind, name: &str, rule: &str, got: &str) {
        self.faults.push(Fault::new(kind, name, rule, got));
    }
}
