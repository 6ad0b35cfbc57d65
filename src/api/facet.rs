//! Facets: what the site declares, and what an answer counts.

use serde::{Deserialize, Serialize};

/// What the values of a facet are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FacetKind {
    /// Words of the site's own.
    #[default]
    Text,
    /// Numbers: ranges and sorting go by value.
    Number,
    /// Days as `YYYY-MM-DD`: ranges and sorting go by time.
    Date,
}

/// A facet as an index knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetSpec {
    /// Its name in requests.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// Whether its values are paths: a page of `a/b` also counts for `a`.
    pub hierarchical: bool,
    /// What its values are.
    pub kind: FacetKind,
}

impl FacetSpec {
    /// Returns the facet of a name that nothing else is said about.
    pub fn named(name: &str) -> Self {
        let spaced = name.replace(['_', '-'], " ");
        let mut chars = spaced.chars();
        let first = chars.next().map(|first| first.to_uppercase().to_string());
        Self {
            name: name.to_owned(),
            label: first.unwrap_or_default() + chars.as_str(),
            hierarchical: name == "topic",
            kind: FacetKind::Text,
        }
    }
}

/// A facet's counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Its name for people.
    #[serde(default)]
    pub label: String,
    /// The values, most pages first, then by name.
    pub values: Vec<FacetValue>,
    /// Whether every value is listed.
    pub exhaustive: bool,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value.
    pub value: String,
    /// What readers see for it; empty where that is the value itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// How many pages a click on it would show.
    pub count: usize,
    /// Whether the request asks for it.
    pub selected: bool,
}

impl FacetValue {
    /// Returns what readers see for the value.
    pub fn shown(&self) -> &str {
        match self.label.as_str() {
            "" => &self.value,
            label => label,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_as_words() {
        let label = |name: &str| FacetSpec::named(name).label;
        assert_eq!(label("code_language"), "Code language");
        assert_eq!(label("épreuve"), "Épreuve");
        assert_eq!(label(""), "");
    }
}
