//! What completes what is being typed.

use serde::{Deserialize, Serialize};

/// The most suggestions that can be asked for.
pub const MAX_SUGGESTIONS: usize = 20;

/// What is asked while a reader types.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SuggestRequest {
    /// What was typed so far.
    pub q: String,
    /// How many suggestions, 1 to [`MAX_SUGGESTIONS`].
    pub limit: usize,
    /// Only those of pages in this language.
    pub language: Option<String>,
}

impl Default for SuggestRequest {
    fn default() -> Self {
        Self {
            q: String::new(),
            limit: 8,
            language: None,
        }
    }
}

/// What completes what was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestResponse {
    /// As it was typed.
    pub q: String,
    /// The suggestions, best first, no two alike.
    pub suggestions: Vec<Suggestion>,
}

/// One thing that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What to search for; it finds something.
    pub text: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// Where it leads, where it is the name of one page or section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What a suggestion is; the better come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    /// A page's title.
    Title,
    /// A section's heading.
    Heading,
    /// Words that pages say often in a row.
    Phrase,
}

impl SuggestionKind {
    /// Returns the kind's name as JSON spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Phrase => "phrase",
        }
    }
}
