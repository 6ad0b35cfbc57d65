//! One query: its parameters, flat, in a string or an object, read and typed.
//!
//! Names that are not known are passed over, as Algolia does; a value that
//! cannot be what its name asks for is refused.

use serde_json::{Map, Value};

use super::comparison::Comparison;
use super::expression::Expression;
use super::{grammar, refinements};
use crate::api::{MAX_QUERY_CHARS, MAX_RECORDS};
use crate::http::encoding::decode;

/// Hits on a page where none are asked for.
const HITS_PER_PAGE: usize = 20;

/// Values of a facet where none are asked for, and the most.
const FACET_VALUES: usize = 100;
const MAX_FACET_VALUES: usize = 1000;

/// Values that a search among the values of a facet finds, and the most.
const FACET_HITS: usize = 10;
const MAX_FACET_HITS: usize = 100;

/// Words of a snippet where no number is given, and the most.
const SNIPPET_WORDS: usize = 10;
const MAX_SNIPPET_WORDS: usize = 200;

/// The longest tag or ellipsis that is echoed, in bytes: each hit bears many.
const MAX_TAG_BYTES: usize = 256;

/// A query as it was asked.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Query {
    /// The index's name.
    pub(super) index: String,
    /// What was typed.
    pub(super) text: String,
    /// Hits before the first one.
    pub(super) offset: usize,
    /// Hits asked for.
    pub(super) length: usize,
    /// Whether the answer counts in `offset` and `length`, not in pages.
    pub(super) is_window: bool,
    /// The facets to count.
    pub(super) facets: Vec<String>,
    /// The most values of a facet.
    pub(super) facet_values: usize,
    /// What records must satisfy.
    pub(super) filter: Expression<Comparison>,
    /// What of a record is sent.
    pub(super) retrieve: Attributes,
    /// What of a record is marked.
    pub(super) highlight: Attributes,
    /// What of a record is cut to so many words, and marked.
    pub(super) snippet: Vec<(String, usize)>,
    /// How marks look.
    pub(super) tags: Tags,
    /// What stands where a snippet leaves text out.
    pub(super) ellipsis: String,
    /// Whether the answer gets an id, for events about it.
    pub(super) has_query_id: bool,
    /// Whether misspelt words find what they may mean.
    pub(super) typo: bool,
    /// Whether the last word may be unfinished.
    pub(super) prefix: bool,
    /// The search among a facet's values, where this is one.
    pub(super) facet_search: Option<FacetSearch>,
    /// The parameters as a query string, for the answer.
    pub(super) echo: String,
}

/// A search among the values of a facet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FacetSearch {
    /// The facet.
    pub(super) facet: String,
    /// What was typed.
    pub(super) text: String,
    /// The most values.
    pub(super) length: usize,
}

/// What stands before and after a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tags {
    /// Before a match.
    pub(super) before: String,
    /// After a match.
    pub(super) after: String,
    /// Whether the client puts the text into a page as HTML: it asked for an HTML
    /// tag. Then all else is escaped; other clients escape for themselves.
    pub(super) html: bool,
}

/// Some attributes, by name or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Attributes {
    /// Every one, but for some.
    AllBut(Vec<String>),
    /// These.
    These(Vec<String>),
}

impl Attributes {
    fn new(names: Option<Vec<String>>) -> Self {
        let Some(names) = names else {
            return Self::AllBut(Vec::new());
        };
        if !names.iter().any(|name| name == "*") {
            return Self::These(names);
        }
        let without = names.iter().filter_map(|name| name.strip_prefix('-'));
        Self::AllBut(without.map(str::to_owned).collect())
    }

    /// Returns whether an attribute is one of them: itself, or what it is part of.
    pub(super) fn has(&self, attribute: &str) -> bool {
        let covers = |name: &String| {
            let rest = attribute.strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        match self {
            Self::AllBut(names) => !names.iter().any(covers),
            Self::These(names) => names.iter().any(covers),
        }
    }
}

/// Reads one of the requests of a call.
///
/// # Errors
/// A value cannot be used, in words for the client.
pub(super) fn read(request: &Value) -> Result<Query, String> {
    let Value::Object(fields) = request else {
        return Err("every request must be an object".to_owned());
    };
    let mut all = fields.clone();
    all.remove("params");
    match fields.get("params") {
        None | Some(Value::Null) => {}
        Some(Value::Object(params)) => all.extend(params.clone()),
        Some(Value::String(params)) => all.extend(from_query_string(params)),
        Some(_) => return Err("`params` must be text or an object".to_owned()),
    }
    Fields(&all).query()
}

/// Returns the parameters of a query string.
pub(super) fn from_query_string(text: &str) -> Map<String, Value> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name).0, Value::String(decode(value).0))
        })
        .collect()
}

/// Parameters by name.
struct Fields<'f>(&'f Map<String, Value>);

impl Fields<'_> {
    fn query(&self) -> Result<Query, String> {
        let text = self.text("query")?.unwrap_or_default();
        if text.chars().count() > MAX_QUERY_CHARS {
            return Err(format!(
                "`query` must not be longer than {MAX_QUERY_CHARS} characters"
            ));
        }
        let (offset, length, is_window) = self.window()?;
        let facet_values = self.number("maxValuesPerFacet")?.unwrap_or(FACET_VALUES);
        let typo = self.text("typoTolerance")?;
        Ok(Query {
            index: self.text("indexName")?.unwrap_or_default(),
            text,
            offset,
            length,
            is_window,
            facets: self.list("facets")?.unwrap_or_default(),
            facet_values: facet_values.min(MAX_FACET_VALUES),
            filter: self.filter()?,
            retrieve: Attributes::new(self.list("attributesToRetrieve")?),
            highlight: Attributes::new(self.list("attributesToHighlight")?),
            snippet: self.snippet()?,
            tags: self.tags()?,
            ellipsis: self
                .short_text("snippetEllipsisText")?
                .unwrap_or_else(|| "…".to_owned()),
            has_query_id: self.flag("clickAnalytics")?.unwrap_or(false),
            typo: typo.as_deref() != Some("false"),
            prefix: self.text("queryType")?.as_deref() != Some("prefixNone"),
            facet_search: self.facet_search()?,
            echo: self.echo(),
        })
    }

    /// Returns where the hits begin, how many are asked for, and whether that was
    /// said in hits.
    fn window(&self) -> Result<(usize, usize, bool), String> {
        let (offset, length) = (self.number("offset")?, self.number("length")?);
        if offset.is_some() || length.is_some() {
            let length = length.unwrap_or(HITS_PER_PAGE).min(MAX_RECORDS);
            return Ok((offset.unwrap_or(0), length, true));
        }
        let length = self.number("hitsPerPage")?.unwrap_or(HITS_PER_PAGE);
        let length = length.min(MAX_RECORDS);
        let page = self.number("page")?.unwrap_or(0);
        Ok((page.saturating_mul(length), length, false))
    }

    fn filter(&self) -> Result<Expression<Comparison>, String> {
        let filters = self.text("filters")?.unwrap_or_default();
        let mut parts = vec![grammar::parse(&filters)?];
        for (name, read) in refinements::LISTS {
            if let Some(value) = self.0.get(name) {
                parts.push(refinements::parse(name, value, read)?);
            }
        }
        Ok(Expression::All(parts))
    }

    fn tags(&self) -> Result<Tags, String> {
        let before = self.short_text("highlightPreTag")?;
        let after = self.short_text("highlightPostTag")?;
        let html = before
            .as_ref()
            .is_none_or(|tag| tag.trim_start().starts_with('<'));
        Ok(Tags {
            before: before.unwrap_or_else(|| "<em>".to_owned()),
            after: after.unwrap_or_else(|| "</em>".to_owned()),
            html,
        })
    }

    fn snippet(&self) -> Result<Vec<(String, usize)>, String> {
        let names = self.list("attributesToSnippet")?.unwrap_or_default();
        let pairs = names.into_iter().map(|text| {
            let Some((name, words)) = text.rsplit_once(':') else {
                return Ok((text, SNIPPET_WORDS));
            };
            let words: usize = words.trim().parse().map_err(|_| {
                format!("`attributesToSnippet` must have attribute:words, got {text:?}")
            })?;
            Ok((name.to_owned(), words.min(MAX_SNIPPET_WORDS)))
        });
        pairs.collect()
    }

    fn facet_search(&self) -> Result<Option<FacetSearch>, String> {
        if self.text("type")?.as_deref() != Some("facet") {
            return Ok(None);
        }
        let length = self.number("maxFacetHits")?.unwrap_or(FACET_HITS);
        Ok(Some(FacetSearch {
            facet: self.text("facet")?.unwrap_or_default(),
            text: self.text("facetQuery")?.unwrap_or_default(),
            length: length.min(MAX_FACET_HITS),
        }))
    }

    /// Returns a parameter, where it is given and not null.
    fn given(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.given(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(Value::Bool(flag)) => Ok(Some(flag.to_string())),
            Some(_) => Err(format!("`{name}` must be text")),
        }
    }

    fn short_text(&self, name: &str) -> Result<Option<String>, String> {
        let text = self.text(name)?;
        match text.as_ref().is_none_or(|text| text.len() <= MAX_TAG_BYTES) {
            true => Ok(text),
            false => Err(format!(
                "`{name}` must not be longer than {MAX_TAG_BYTES} bytes"
            )),
        }
    }

    fn number(&self, name: &str) -> Result<Option<usize>, String> {
        let Some(text) = self.text(name)?.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let number = text.trim().parse().map(Some);
        number.map_err(|_| format!("`{name}` must be a whole number from 0, got {text:?}"))
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, String> {
        Ok(self.text(name)?.map(|text| text == "true" || text == "1"))
    }

    /// Reads a list of names: JSON, JSON in a string, or names with commas between.
    fn list(&self, name: &str) -> Result<Option<Vec<String>>, String> {
        let wrong = || format!("`{name}` must be a list of texts");
        let parsed: Value;
        let parts = match self.given(name) {
            None => return Ok(None),
            Some(Value::Array(parts)) => parts,
            Some(Value::String(text)) if text.trim_start().starts_with('[') => {
                parsed = serde_json::from_str(text).map_err(|_| wrong())?;
                parsed.as_array().ok_or_else(wrong)?
            }
            Some(Value::String(text)) => {
                let names = text.split(',').map(str::trim);
                let names = names.filter(|name| !name.is_empty());
                return Ok(Some(names.map(str::to_owned).collect()));
            }
            Some(_) => return Err(wrong()),
        };
        let texts = parts.iter().map(|part| part.as_str().map(str::to_owned));
        let texts: Option<Vec<String>> = texts.collect();
        texts.map(Some).ok_or_else(wrong)
    }

    /// Writes the parameters as a query string.
    fn echo(&self) -> String {
        let own = ["indexName", "type", "facet"];
        let pairs = self
            .0
            .iter()
            .filter(|(name, _)| !own.contains(&name.as_str()));
        let pairs = pairs.map(|(name, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                value => value.to_string(),
            };
            let [name, text] = [name.as_str(), text.as_str()].map(|text| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
            });
            format!("{name}={text}")
        });
        pairs.collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn flat_string_and_object_parameters_are_the_same() {
        let flat = json!({"indexName": "docs", "query": "a&b", "hitsPerPage": 4, "page": 2,
            "facets": ["topic"], "attributesToSnippet": ["content:12", "*"],
            "facetFilters": [["topic:x"]], "clickAnalytics": true});
        let string = json!({"indexName": "docs", "params": "query=a%26b&hitsPerPage=4&page=2&\
            facets=%5B%22topic%22%5D&attributesToSnippet=content%3A12%2C*&\
            facetFilters=%5B%5B%22topic%3Ax%22%5D%5D&clickAnalytics=true"});
        let object = json!({"indexName": "docs", "params": {"query": "a&b", "hitsPerPage": "4",
            "page": 2, "facets": "topic", "attributesToSnippet": "[\"content:12\",\"*\"]",
            "facetFilters": [["topic:x"]], "clickAnalytics": true}});
        let plain = |request: &Value| Query {
            echo: String::new(),
            ..read(request).unwrap()
        };
        let expected = plain(&flat);
        assert_eq!(plain(&string), expected);
        assert_eq!(plain(&object), expected);
        assert_eq!((expected.offset, expected.length), (8, 4));
        let snippet = [("content".to_owned(), 12), ("*".to_owned(), 10)];
        assert_eq!(expected.snippet, snippet);
        assert!(expected.has_query_id);
        assert_eq!(
            read(&json!({"query": "a&b", "page": 1})).unwrap().echo,
            "page=1&query=a%26b"
        );
    }

    #[test]
    fn html_is_escaped_for_clients_that_ask_for_html_tags() {
        let html = |tag: Value| read(&json!({"highlightPreTag": tag})).unwrap().tags.html;
        assert!(html(json!(null)) && html(json!("<mark>")) && html(json!(" <b class='x'>")));
        assert!(!html(json!("__ais-highlight__")) && !html(json!("")) && !html(json!("**")));
    }

    #[test]
    fn attributes_cover_their_parts() {
        let of = |names: &[&str]| {
            Attributes::new(Some(names.iter().map(|name| (*name).to_owned()).collect()))
        };
        assert!(of(&["hierarchy"]).has("hierarchy.lvl1"));
        assert!(of(&["hierarchy.lvl1"]).has("hierarchy.lvl1"));
        assert!(!of(&["hierarchy.lvl1"]).has("hierarchy.lvl10"));
        assert!(!of(&[]).has("url"));
        let but = of(&["*", "-content"]);
        assert!(but.has("url") && !but.has("content"));
        assert!(Attributes::new(None).has("anything"));
    }

    #[test]
    fn windows_are_said_in_pages_or_in_hits() {
        let window = |request: Value| {
            let query = read(&request).unwrap();
            (query.offset, query.length, query.is_window)
        };
        assert_eq!(window(json!({})), (0, 20, false));
        assert_eq!(window(json!({"hitsPerPage": 0, "page": 3})), (0, 0, false));
        assert_eq!(window(json!({"hitsPerPage": 5000})), (0, 1000, false));
        assert_eq!(
            window(json!({"offset": 7, "length": 3, "page": 9})),
            (7, 3, true)
        );
        assert_eq!(window(json!({"length": 3})), (0, 3, true));
        assert_eq!(window(json!({"page": u64::MAX})), (usize::MAX, 20, false));
    }

    #[test]
    fn what_cannot_be_used_is_refused_by_name() {
        for (request, name) in [
            (json!({"page": -1}), "page"),
            (json!({"page": "two"}), "page"),
            (json!({"hitsPerPage": 1.5}), "hitsPerPage"),
            (json!({"query": ["a"]}), "query"),
            (json!({"query": "x".repeat(513)}), "query"),
            (json!({"facets": {"a": 1}}), "facets"),
            (json!({"facets": "[topic]"}), "facets"),
            (json!({"filters": "a:b AND"}), "filters"),
            (json!({"numericFilters": ["a"]}), "numericFilters"),
            (
                json!({"attributesToSnippet": ["content:x"]}),
                "attributesToSnippet",
            ),
            (
                json!({"highlightPreTag": "<".repeat(300)}),
                "highlightPreTag",
            ),
            (json!({"params": 5}), "params"),
        ] {
            let error = read(&request).unwrap_err();
            assert!(error.starts_with(&format!("`{name}` ")), "{error}");
        }
        assert!(read(&json!({"unknown": {"a": []}, "analytics": false})).is_ok());
    }
}
