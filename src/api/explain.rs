//! Why a page stands where it does.

use serde::{Deserialize, Serialize};

/// Why a page stands where it does, in words and numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Explain {
    /// The whole in one or two sentences.
    pub summary: String,
    /// What comes before any score: `name`, `all`, `corrected` or `some`; empty
    /// for a page that only a pin shows.
    pub tier: String,
    /// Whether it was lifted because it is in the language that the reader prefers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preferred_language: bool,
    /// The sum of the features, to the last digit.
    pub score: f64,
    /// What the score is the sum of, in the order in which it is added up.
    pub features: Vec<ExplainFeature>,
    /// Which words matched where.
    pub matches: Vec<ExplainMatch>,
    /// What `docent.toml` says of it for this query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplainFeature {
    /// Its name.
    pub name: String,
    /// The word that it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// What it adds; negative for what it takes away.
    pub score: f64,
    /// The same in words.
    pub says: String,
}

/// Where a word of the query stands on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainMatch {
    /// As it was typed.
    pub word: String,
    /// As the page has it.
    pub term: String,
    /// How the two are one: `exact`, `plain` (without accents), `unsigned`,
    /// `inflection`, `joined`, `prefix`, `typo`, `synonym` or `phrase`.
    pub kind: String,
    /// The field.
    pub field: String,
    /// How often it stands there.
    pub count: u32,
    /// The section where it does most often; without one, the page's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
}
