//! Hits of the engine → records in the shape that DocSearch has: sections with
//! the headings above them in `hierarchy`.

use serde_json::{Map, Value, json};

use super::comparison::number;
use super::marks::{Escape, Marked, Marks, write};
use super::params::Query;
use crate::api::{FacetKind, Hit, SearchResponse, SectionHit};
use crate::http::href;
use crate::index::{FacetColumn, PageTable};

/// The levels below the first that `hierarchy` has.
const LEVELS: usize = 6;

/// What stands between the parts of a topic's path.
const CRUMB: &str = " › ";

/// Writes the records of an answer.
pub(super) struct Records<'q> {
    query: &'q Query,
    marks: Marks<'q>,
    pages: &'q PageTable,
    /// The first level of pages without a topic.
    site: &'q str,
}

/// One record before it is written.
struct Record<'h> {
    hit: &'h Hit,
    id: &'h str,
    url: &'h str,
    anchor: Option<&'h str>,
    kind: String,
    /// The first level.
    root: Marked,
    /// The levels below the first.
    levels: Vec<Marked>,
    content: Marked,
}

impl<'q> Records<'q> {
    /// Prepares the records of the answer to a query.
    pub(super) fn new(
        pages: &'q PageTable,
        query: &'q Query,
        response: &'q SearchResponse,
    ) -> Self {
        let normalized = response.query.normalized.split_whitespace();
        let mut words: Vec<String> = normalized.map(str::to_owned).collect();
        for correction in &response.query.corrections {
            let typed = words.iter_mut().find(|word| **word == correction.from);
            if let Some(word) = typed {
                word.clone_from(&correction.to);
            }
        }
        Self {
            query,
            marks: Marks {
                tags: &query.tags,
                ellipsis: &query.ellipsis,
                words,
            },
            pages,
            site: &response.index.name,
        }
    }

    /// Returns the records of the window: pages before their sections.
    pub(super) fn write(&self, response: &SearchResponse, length: usize) -> Vec<Value> {
        let records = response.results.iter().flat_map(|hit| {
            let sections = hit.sections.iter();
            std::iter::once(self.of_page(hit))
                .chain(sections.map(|section| self.of_section(hit, section)))
        });
        let window = records.skip(response.page.before).take(length);
        window.map(|record| self.one(&record)).collect()
    }

    fn of_page<'h>(&self, hit: &'h Hit) -> Record<'h> {
        Record {
            hit,
            id: &hit.id,
            url: &hit.url,
            anchor: None,
            kind: "lvl1".to_owned(),
            root: self.root(hit),
            levels: vec![Marked::whole(&hit.title)],
            content: Marked::passage(&hit.snippet),
        }
    }

    fn of_section<'h>(&self, hit: &'h Hit, section: &'h SectionHit) -> Record<'h> {
        let mut levels: Vec<Marked> = section.marked_headings.iter().map(Marked::whole).collect();
        if levels.len() > LEVELS {
            levels.drain(LEVELS - 1..levels.len() - 1);
        }
        let content = Marked::passage(&section.snippet);
        let is_named = levels.last().is_some_and(Marked::has_marks);
        let kind = match content.has_marks() && !is_named {
            true => "content".to_owned(),
            false => format!("lvl{}", levels.len()),
        };
        Record {
            hit,
            id: &section.id,
            url: &section.url,
            anchor: Some(&section.anchor),
            kind,
            root: self.root(hit),
            levels,
            content,
        }
    }

    fn root(&self, hit: &Hit) -> Marked {
        match hit.breadcrumbs.as_slice() {
            [] => Marked::plain(self.site),
            crumbs => Marked::plain(&crumbs.join(CRUMB)),
        }
    }

    fn one(&self, record: &Record<'_>) -> Value {
        let mut fields = self.attributes(record);
        let retrieve = &self.query.retrieve;
        fields.retain(|name, _| name == "hierarchy" || retrieve.has(name));
        if let Some(Value::Object(levels)) = fields.get_mut("hierarchy") {
            levels.retain(|level, _| retrieve.has(&format!("hierarchy.{level}")));
            if levels.is_empty() {
                fields.remove("hierarchy");
            }
        }
        fields.insert("objectID".into(), record.id.into());
        let highlight = self.marked(record, |name| {
            self.query.highlight.has(name).then_some(None)
        });
        let snippet = self.marked(record, |name| {
            let mut asked = self.query.snippet.iter();
            let covers = |asked: &str| {
                let rest = name.strip_prefix(asked);
                asked == "*" || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let asked = asked.find(|(asked, _)| covers(asked));
            asked.map(|(_, n_words)| Some(*n_words))
        });
        for (name, marked) in [("_highlightResult", highlight), ("_snippetResult", snippet)] {
            if !marked.is_empty() {
                fields.insert(name.into(), marked.into());
            }
        }
        fields.into()
    }

    /// Returns everything that a record has, without marks.
    fn attributes(&self, record: &Record<'_>) -> Map<String, Value> {
        let hit = record.hit;
        let mut fields = Map::new();
        for (name, values) in &hit.facets {
            fields.insert(name.clone(), self.values(name, values));
        }
        let single = [
            ("level", &hit.level),
            ("language", &hit.language),
            ("version", &hit.version),
            ("date", &hit.date),
        ];
        for (name, value) in single {
            fields.insert(name.into(), json!(value));
        }
        fields.insert("topic".into(), json!(hit.topics));
        let address = href::safe(record.url).unwrap_or_default();
        let page = address.split('#').next().unwrap_or_default();
        fields.insert("url".into(), address.into());
        fields.insert("url_without_anchor".into(), page.into());
        fields.insert("anchor".into(), json!(record.anchor));
        fields.insert("type".into(), record.kind.as_str().into());
        let content = record.content.text();
        fields.insert(
            "content".into(),
            match content.is_empty() {
                true => Value::Null,
                false => self.plain(&content, Escape::All),
            },
        );
        let mut levels = Map::new();
        levels.insert(
            "lvl0".into(),
            self.plain(&record.root.text(), Escape::Angles),
        );
        for place in 0..LEVELS {
            let text = record.levels.get(place).map(Marked::text);
            let text = text.map_or(Value::Null, |text| self.plain(&text, Escape::All));
            levels.insert(format!("lvl{}", place + 1), text);
        }
        fields.insert("hierarchy".into(), levels.into());
        fields
    }

    /// Returns the values of a facet: a list of text, or a number alone.
    fn values(&self, name: &str, values: &[String]) -> Value {
        let is_number = |column: &FacetColumn| column.kind == FacetKind::Number;
        let number = match values {
            [value] if self.pages.facet(name).is_some_and(is_number) => number(value),
            _ => None,
        };
        number.map_or_else(|| json!(values), |number| json!(number))
    }

    fn plain(&self, text: &str, escape: Escape) -> Value {
        let mut out = String::with_capacity(text.len());
        write(text, self.marks.tags, escape, &mut out);
        out.into()
    }

    /// Returns the attributes that are asked for with their matches marked: whole,
    /// or cut where a number of words is given.
    fn marked(
        &self,
        record: &Record<'_>,
        asked: impl Fn(&str) -> Option<Option<usize>>,
    ) -> Map<String, Value> {
        let entry = |name: &str, text: &Marked, escape: Escape| {
            Some(match asked(name)? {
                Some(n_words) => self.marks.snippet(text, n_words, escape),
                None => self.marks.highlight(text, escape),
            })
        };
        let mut levels = Map::new();
        let root = std::iter::once((&record.root, Escape::Angles));
        let others = record.levels.iter().map(|level| (level, Escape::All));
        for (place, (text, escape)) in root.chain(others).enumerate() {
            let name = format!("lvl{place}");
            if let Some(entry) = entry(&format!("hierarchy.{name}"), text, escape) {
                levels.insert(name, entry);
            }
        }
        let mut fields = Map::new();
        if !levels.is_empty() {
            fields.insert("hierarchy".into(), levels.into());
        }
        if !record.content.text().is_empty()
            && let Some(entry) = entry("content", &record.content, Escape::All)
        {
            fields.insert("content".into(), entry);
        }
        fields
    }
}
