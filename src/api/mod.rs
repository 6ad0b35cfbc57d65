//! The JSON contract: what is asked of a search and what it answers.
//!
//! No type of the engine beneath stands here, so another engine could answer
//! the same `SearchRequest`. Names in JSON equal the names in Rust.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod catalogue;

mod explain;

mod facet;

mod highlight;

mod records;

mod related;

mod report;

mod suggest;

mod text;

pub use catalogue::{Catalogue, PageLink, TopicEntry};
pub use explain::{Explain, ExplainFeature, ExplainMatch};
pub use facet::{Facet, FacetKind, FacetSpec, FacetValue};
pub use highlight::{Highlight, Part, escape_html};
pub use records::{MAX_RECORDS, Records};
pub use related::{MAX_RELATED, Related, RelatedResponse, RelatedTo};
pub use report::{
    BuildReport, CheckReport, Finding, LeftOutFile, PageChanges, ReadingReport, Severity,
    SiteReport,
};
pub use suggest::{MAX_SUGGESTIONS, SuggestRequest, SuggestResponse, Suggestion, SuggestionKind};
pub use text::{PageText, SectionText, TextBlock};

/// The longest query in characters; a longer one is refused at the edge.
pub const MAX_QUERY_CHARS: usize = 512;

/// The most results on one page of results.
pub const MAX_PER_PAGE: usize = 100;

/// How deep paging goes, in results: `page` × `per_page`.
pub const MAX_DEPTH: usize = 10_000;

/// The most sections shown for one page.
pub const MAX_SECTIONS: usize = 10;

/// The facets that every corpus has, in the order in which they are shown.
pub const STANDARD_FACETS: [&str; 5] = ["topic", "level", "language", "version", "code_language"];

/// A search, as every surface asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchRequest {
    /// What the reader typed; empty means browse.
    pub q: String,
    /// What the pages must satisfy.
    pub filter: Filter,
    /// Which page of results, from 1.
    pub page: usize,
    /// Results on a page, 0 to [`MAX_PER_PAGE`].
    pub per_page: usize,
    /// Sections shown for a page, 0 to [`MAX_SECTIONS`].
    pub sections: usize,
    /// The order of the results.
    pub sort: Sort,
    /// Which facets are counted; `None` means all.
    pub facets: Option<Vec<String>>,
    /// Whether the last word may be the beginning of a longer one.
    pub prefix: Prefix,
    /// Whether words that seem misspelt also find what they may mean.
    pub typo: bool,
    /// The language that is preferred: of a page's translations this one is
    /// shown, and the pages in it come before the rest.
    pub prefer_language: Option<String>,
    /// The languages that the reader reads, the best first. They choose among
    /// the translations of a page that answer alike, and lift no page.
    pub languages: Vec<String>,
    /// Which of a page's versions is shown; without it the current one.
    pub prefer_version: Option<String>,
    /// How many pages that belong with the best one are given, 0 to
    /// [`MAX_RELATED`].
    pub related: usize,
    /// Whether each result says why it stands where it does.
    pub explain: bool,
    /// Whether records are listed, not pages.
    pub records: Option<Records>,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            q: String::new(),
            filter: Filter::default(),
            page: 1,
            per_page: 10,
            sections: 3,
            sort: Sort::Relevance,
            facets: None,
            prefix: Prefix::Last,
            typo: true,
            prefer_language: None,
            languages: Vec::new(),
            prefer_version: None,
            related: 0,
            explain: false,
            records: None,
        }
    }
}

/// The order of results.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// The best match first.
    #[default]
    Relevance,
    /// The oldest first; pages without a date last.
    DateUp,
    /// The newest first; pages without a date last.
    DateDown,
    /// By title.
    Title,
    /// By a facet of numbers or dates, the lowest first; pages without last.
    FacetUp(String),
    /// By a facet of numbers or dates, the highest first; pages without last.
    FacetDown(String),
}

impl Sort {
    /// Every order that all indexes have, with its name in requests.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("relevance", Self::Relevance),
        ("-date", Self::DateDown),
        ("date", Self::DateUp),
        ("title", Self::Title),
    ];

    /// Returns the name in requests.
    pub fn name(&self) -> String {
        match self {
            Self::FacetUp(facet) => facet.clone(),
            Self::FacetDown(facet) => format!("-{facet}"),
            _ => {
                let known = Self::NAMES.iter().find(|(_, sort)| sort == self);
                known.map_or("relevance", |(name, _)| name).to_owned()
            }
        }
    }
}

/// Whether words may be unfinished.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Prefix {
    /// The last word may be the beginning of a longer one.
    #[default]
    Last,
    /// Every word is whole.
    None,
}

/// What pages must satisfy: every clause (AND).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The clauses; none means every page.
    pub clauses: Vec<Clause>,
}

/// One part of a filter: at least one condition (OR).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Clause {
    /// The conditions; none means no page.
    pub any: Vec<Condition>,
}

/// A test on one field of a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition {
    /// A facet's name, `date` or `path`.
    pub field: String,
    /// What its value must be.
    pub test: Test,
    /// Whether the test must fail instead.
    pub negated: bool,
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Test {
    /// Exactly this; for a hierarchical facet, this or something below it.
    Is(String),
    /// Beginning with this, whole path parts only.
    Under(String),
    /// From the first to the second, both included, in the order of text; an
    /// open end is `None`.
    Between(Option<String>, Option<String>),
    /// None: the page has no value.
    Missing,
}

impl Condition {
    /// Returns the condition that `field` has exactly `value`.
    pub fn is(field: &str, value: &str) -> Self {
        Self {
            field: field.to_owned(),
            test: Test::Is(value.to_owned()),
            negated: false,
        }
    }
}

impl Clause {
    /// Returns the one field that all conditions test, where there is one.
    pub fn field(&self) -> Option<&str> {
        let first = self.any.first()?.field.as_str();
        self.any
            .iter()
            .all(|condition| condition.field == first)
            .then_some(first)
    }
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchResponse {
    /// The query as it was understood.
    pub query: QueryEcho,
    /// How many pages match.
    pub total: Total,
    /// Where in the results this answer is.
    pub page: Paging,
    /// The pages, best first.
    pub results: Vec<Hit>,
    /// Facet counts by facet name.
    pub facets: BTreeMap<String, Facet>,
    /// Other queries that would find something.
    pub suggestions: Vec<String>,
    /// The pages that belong with the best one, on the first page of results
    /// and where they are asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// What was left out or changed, in words.
    pub notices: Vec<String>,
    /// Which index answered.
    pub index: IndexInfo,
    /// Time spent in the engine, milliseconds.
    pub took_ms: f64,
}

/// The query as it was understood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QueryEcho {
    /// As it was typed.
    pub q: String,
    /// Its words as they were looked for, joined by blanks.
    pub normalized: String,
    /// Words that were taken for misspelt.
    pub corrections: Vec<Correction>,
    /// Words left out to find something.
    pub dropped: Vec<String>,
    /// The values asked for by facet name; `-` before one that is excluded.
    pub filters: BTreeMap<String, Vec<String>>,
    /// The order of the results.
    pub sort: String,
}

/// A word that was taken for another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// As typed.
    pub from: String,
    /// As looked for.
    pub to: String,
}

/// A number of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The count.
    pub value: usize,
    /// Whether it is exact.
    pub relation: Relation,
}

/// How a count relates to the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Exactly so many.
    Eq,
    /// At least so many.
    Gte,
}

/// Where in the results an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paging {
    /// Which page of results, from 1.
    pub number: usize,
    /// Results asked for.
    pub size: usize,
    /// Results given.
    pub count: usize,
    /// The page before, where there is one.
    pub prev: Option<usize>,
    /// The page after, where there is one.
    pub next: Option<usize>,
    /// Of the first page's records, how many stand before the window.
    #[serde(skip)]
    pub before: usize,
}

/// A page that was found, with its best sections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The page's id: its path without extension.
    pub id: String,
    /// The source file, relative to the corpus.
    pub source: String,
    /// Where to read it.
    pub url: String,
    /// Its topics' names from the top down, for show.
    pub breadcrumbs: Vec<String>,
    /// Its topics as facet values.
    pub topics: Vec<String>,
    /// Its values of further facets.
    pub facets: BTreeMap<String, Vec<String>>,
    /// Its level, where it says one.
    pub level: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its version, where it says one.
    pub version: Option<String>,
    /// Its date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The higher the better; comparable within one answer only.
    pub score: f64,
    /// Its title, matched words marked.
    pub title: Highlight,
    /// Its best passage, matched words marked.
    pub snippet: Highlight,
    /// Other versions of it.
    pub versions: Vec<VersionLink>,
    /// Translations of it.
    pub translations: Vec<TranslationLink>,
    /// What was preferred and this page is not: `language`, `version`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fallback: Vec<String>,
    /// How many sections it has.
    pub section_count: usize,
    /// Its best sections, best first; the page's own section is not among them.
    pub sections: Vec<SectionHit>,
    /// Why it stands where it does, where that is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explain: Option<Explain>,
}

/// Another version of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionLink {
    /// The version's name.
    pub version: String,
    /// Where to read it.
    pub url: String,
    /// Whether it is the current one.
    pub current: bool,
}

/// A translation of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranslationLink {
    /// Its language.
    pub language: String,
    /// Where to read it.
    pub url: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
}

/// A section that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SectionHit {
    /// The page's id, `#` and the anchor.
    pub id: String,
    /// The fragment that leads to it.
    pub anchor: String,
    /// Where to read it.
    pub url: String,
    /// What it is to a reader.
    pub kind: crate::document::SectionKind,
    /// The page's title and the headings down to this one.
    pub headings: Vec<String>,
    /// The same with matched words marked; only where records are listed.
    #[serde(skip)]
    pub marked_headings: Vec<Highlight>,
    /// Its own heading, matched words marked.
    pub heading: Highlight,
    /// Its best passage, matched words marked.
    pub snippet: Highlight,
    /// The answer, where the section is a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Highlight>,
}

/// Which index answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexInfo {
    /// The site's name.
    pub name: String,
    /// The generation's name.
    pub generation: String,
    /// Pages in it.
    pub documents: usize,
    /// When it was published, RFC 3339.
    pub updated_at: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_on_one_field_knows_it() {
        let mut clause = Clause {
            any: vec![Condition::is("topic", "a"), Condition::is("topic", "b")],
        };
        assert_eq!(clause.field(), Some("topic"));
        clause.any.push(Condition::is("level", "c"));
        assert_eq!(clause.field(), None);
    }
}
