//! The `[facets]` tables: what a site lets its readers filter and sort by.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Config;
use crate::api::{FacetKind, FacetSpec, STANDARD_FACETS};

/// Names that mean something else in a request.
const TAKEN: [&str; 20] = [
    "q",
    "in",
    "date",
    "title",
    "relevance",
    "path",
    "page",
    "per_page",
    "sections",
    "sort",
    "facets",
    "prefix",
    "prefer_language",
    "prefer_version",
    "typo",
    "related",
    "index",
    "explain",
    "none",
    "format",
];

/// Says whether a name means something else in a request.
pub(crate) fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name)
}

/// The most facets of a site's own.
const MAX_FACETS: usize = 50;

/// One `[facets.<name>]` table.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FacetRule {
    /// See `facets.<name>.label` in [`KEYS`](super::KEYS).
    pub label: Option<String>,
    /// See `facets.<name>.key` in [`KEYS`](super::KEYS).
    pub key: Option<OneOrMany>,
    /// See `facets.<name>.hierarchical` in [`KEYS`](super::KEYS).
    pub hierarchical: bool,
    /// See `facets.<name>.type` in [`KEYS`](super::KEYS).
    #[serde(rename = "type")]
    pub kind: FacetKind,
}

/// A text or a list of texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several, in order of preference.
    Many(Vec<String>),
}

impl FacetRule {
    /// Returns the keys under which pages state its values.
    pub fn keys<'a>(&'a self, name: &'a str) -> Vec<&'a str> {
        match &self.key {
            None => vec![name],
            Some(OneOrMany::One(key)) => vec![key],
            Some(OneOrMany::Many(keys)) => keys.iter().map(String::as_str).collect(),
        }
    }
}

impl Config {
    /// Returns every facet of the site: those of all sites, then its own.
    pub fn facet_specs(&self) -> Vec<FacetSpec> {
        let own = self.facets.keys().map(String::as_str);
        let own = own.filter(|name| !STANDARD_FACETS.contains(name));
        let specs = STANDARD_FACETS.into_iter().chain(own).map(|name| {
            let usual = FacetSpec::named(name);
            match self.facets.get(name) {
                None => usual,
                Some(rule) => FacetSpec {
                    label: rule.label.clone().unwrap_or(usual.label),
                    hierarchical: rule.hierarchical || usual.hierarchical,
                    kind: rule.kind,
                    name: usual.name,
                },
            }
        });
        specs.collect()
    }
}

/// Checks what types cannot.
pub(super) fn check(facets: &BTreeMap<String, FacetRule>) -> Result<(), String> {
    if facets.len() > MAX_FACETS {
        return Err(format!(
            "`facets` has {}: there may be {MAX_FACETS} at most",
            facets.len()
        ));
    }
    for (name, rule) in facets {
        let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.len() <= 40
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'));
        if !is_name {
            return Err(format!(
                "`facets.{name}`: a facet's name is small letters, digits, `_` and `-`, \
                 a letter first, 40 at most"
            ));
        }
        if is_taken(name) {
            return Err(format!(
                "`facets.{name}`: the name means something else in a search; \
                 take another and put `key = \"{name}\"` under it"
            ));
        }
        let plain = rule.key.is_none() && !rule.hierarchical && rule.kind == FacetKind::Text;
        if STANDARD_FACETS.contains(&name.as_str()) && !plain {
            return Err(format!(
                "`facets.{name}`: every site has this facet; only its `label` can be set"
            ));
        }
        if rule.hierarchical && rule.kind != FacetKind::Text {
            return Err(format!(
                "`facets.{name}.hierarchical`: only facets of text have levels"
            ));
        }
        let keys = rule.keys(name);
        if keys.is_empty() || keys.iter().any(|key| key.trim().is_empty()) {
            return Err(format!("`facets.{name}.key` names no key"));
        }
        if rule
            .label
            .as_ref()
            .is_some_and(|label| label.trim().is_empty())
        {
            return Err(format!("`facets.{name}.label` is empty: leave it out"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_of_a_site_s_own_are_read() {
        let config = Config::parse(
            "[facets.reading_minutes]\ntype = \"number\"\n\
             [facets.product]\nkey = [\"ms.topic\", \"product\"]\nhierarchical = true\n\
             [facets.level]\nlabel = \"Difficulty\"\n",
        )
        .unwrap();
        let specs = config.facet_specs();
        let names: Vec<&str> = specs.iter().map(|spec| spec.name.as_str()).collect();
        assert_eq!(
            names[1..],
            [
                "level",
                "language",
                "version",
                "code_language",
                "product",
                "reading_minutes"
            ]
        );
        assert_eq!(specs[1].label, "Difficulty");
        assert!(specs[5].hierarchical && !specs[6].hierarchical);
        assert_eq!(specs[6].kind, FacetKind::Number);
        assert_eq!(specs[6].label, "Reading minutes");
        let rule = &config.facets["product"];
        assert_eq!(rule.keys("product"), ["ms.topic", "product"]);
        assert_eq!(FacetRule::default().keys("x"), ["x"]);
    }

    #[test]
    fn what_cannot_be_a_facet_is_refused() {
        for (text, expected) in [
            (
                "[facets.x]\nlable = \"X\"",
                "did you mean `facets.<name>.label`?",
            ),
            ("[facets.Product]\n", "small letters"),
            ("[facets.date]\n", "means something else"),
            ("[facets.topic]\nkey = \"x\"", "only its `label`"),
            ("[facets.x]\ntype = \"money\"", "line 2"),
            ("[facets.x]\ntype = \"date\"\nhierarchical = true", "levels"),
            ("[facets.x]\nkey = []", "names no key"),
            ("[facets]\nx = 3", "facets"),
        ] {
            let error = Config::parse(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
