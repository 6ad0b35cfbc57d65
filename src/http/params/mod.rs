//! The query string of `/search` → a request, and all that is wrong with it.
//!
//! [`parse`] is pure and never fails: it returns the request that can be made of
//! the string, with the default wherever a value cannot be used, and every fault
//! it saw. JSON refuses a request with faults, the HTML page answers it. The way
//! back, from a request to its query string, is [`href::query`](super::href).
//!
//! A facet's values may come in one parameter with commas between them or in
//! several; `\,` is a comma of the value itself, so are `\-` at its start and `\\`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;

use super::encoding::{decode, split_values, unescape};
use super::{dates, numbers};
use crate::api::{
    Clause, Condition, FacetKind, MAX_DEPTH, MAX_PER_PAGE, MAX_QUERY_CHARS, MAX_RELATED,
    MAX_SECTIONS, Prefix, SearchRequest, Sort, Test,
};

/// The parameters that every index has; the facets' names are further ones.
const OWN_NAMES: [&str; 14] = [
    "q",
    "in",
    "date",
    "page",
    "per_page",
    "sections",
    "sort",
    "facets",
    "prefix",
    "typo",
    "prefer_language",
    "prefer_version",
    "related",
    "explain",
];

/// The longest name of a version, in characters.
const MAX_VERSION_CHARS: usize = 100;

/// The last page of results that can be asked for.
const MAX_PAGE: usize = 1000;

/// How much of a refused value is quoted, in characters.
const QUOTED_CHARS: usize = 60;

/// How alike an unknown name and a known one must be for "did you mean"
/// (Jaro-Winkler; `lvl` and `level` have 0.69).
const ALIKE: f64 = 0.65;

/// One thing that is wrong with a query string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// What sort of thing it is.
    pub(super) kind: FaultKind,
    /// The parameter's name as it was given.
    pub(super) parameter: String,
    /// What would be right, in words that follow the name.
    pub(super) rule: String,
    /// What was given.
    pub(super) got: String,
}

/// The kinds of faults, the one that names the whole answer first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FaultKind {
    /// There is no such parameter.
    Unknown,
    /// The query is longer than [`MAX_QUERY_CHARS`].
    TooLong,
    /// The value cannot be used.
    Invalid,
}

impl Fault {
    fn new(kind: FaultKind, parameter: &str, rule: impl Into<String>, got: &str) -> Self {
        let mut quoted: String = got.chars().take(QUOTED_CHARS).collect();
        if quoted.len() < got.len() {
            quoted.push('…');
        }
        Self {
            kind,
            parameter: parameter.to_owned(),
            rule: rule.into(),
            got: quoted,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.parameter, self.rule)
    }
}

/// Reads a raw query string; `facets` are the index's facets by name.
pub(super) fn parse(raw: &str, facets: &[(&str, FacetKind)]) -> (SearchRequest, Vec<Fault>) {
    let pairs = raw.split('&').filter(|pair| !pair.is_empty());
    read(facets, |reader| {
        pairs.for_each(|pair| reader.read_pair(pair))
    })
}

/// Reads parameters that are not encoded, as a command line has them; faults
/// are sentences.
pub(crate) fn parse_pairs(
    pairs: &[(&str, &str)],
    facets: &[(&str, FacetKind)],
) -> (SearchRequest, Vec<String>) {
    let (request, faults) = read(facets, |reader| {
        for (name, value) in pairs {
            reader.read_named(name, value);
        }
    });
    (request, faults.iter().map(Fault::to_string).collect())
}

fn read(
    facets: &[(&str, FacetKind)],
    add: impl FnOnce(&mut Reader<'_>),
) -> (SearchRequest, Vec<Fault>) {
    let names: Vec<&str> = facets.iter().map(|(name, _)| *name).collect();
    let mut reader = Reader {
        facets: &names,
        kinds: facets,
        request: SearchRequest::default(),
        values: BTreeMap::new(),
        seen: BTreeSet::new(),
        faults: Vec::new(),
    };
    add(&mut reader);
    reader.finish()
}

/// Values of one facet: those of which one must hold, and those that must not.
#[derive(Default)]
struct Values {
    wanted: BTreeSet<String>,
    refused: BTreeSet<String>,
}

/// A query string half read.
struct Reader<'a> {
    facets: &'a [&'a str],
    kinds: &'a [(&'a str, FacetKind)],
    request: SearchRequest,
    values: BTreeMap<String, Values>,
    seen: BTreeSet<String>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn read_pair(&mut self, pair: &str) {
        let (raw_name, raw_value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, name_damage) = decode(raw_name);
        let (value, value_damage) = decode(raw_value);
        if let Some(damage) = name_damage.or(value_damage) {
            self.invalid(&name, damage, raw_value);
        }
        self.read_named(&name, &value);
    }

    fn read_named(&mut self, name: &str, value: &str) {
        if OWN_NAMES.contains(&name) {
            if name != "date" && !self.seen.insert(name.to_owned()) {
                return self.invalid(name, "may be given only once", value);
            }
            self.read_own(name, value);
        } else if self.facets.contains(&name) {
            self.add_values(name, value);
        } else {
            let rule = self.unknown_rule(name);
            self.fault(FaultKind::Unknown, name, rule, value);
        }
    }

    fn read_own(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return; // Forms send their empty fields along.
        }
        match name {
            "q" => self.read_q(value),
            "in" => self.add_folder(value),
            "date" => self.add_values(name, value),
            "page" => self.request.page = self.number(name, value, 1..=MAX_PAGE, 1),
            "per_page" => self.request.per_page = self.number(name, value, 0..=MAX_PER_PAGE, 10),
            "sections" => self.request.sections = self.number(name, value, 0..=MAX_SECTIONS, 3),
            "related" => self.request.related = self.number(name, value, 0..=MAX_RELATED, 0),
            "sort" => self.read_sort(value),
            "prefer_language" => {
                let is_tag = value.len() <= 35
                    && value.starts_with(|c: char| c.is_ascii_alphabetic())
                    && value
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
                match is_tag {
                    true => self.request.prefer_language = Some(value.to_owned()),
                    false => {
                        self.invalid(name, "must be a language tag such as ja or pt-br", value)
                    }
                }
            }
            "prefer_version" => match value.chars().count() <= MAX_VERSION_CHARS {
                true => self.request.prefer_version = Some(value.to_owned()),
                false => self.invalid(name, "must be the name of a version", value),
            },
            "facets" => self.read_facets(value),
            "typo" | "explain" => match (name, value) {
                ("typo", "true" | "false") => self.request.typo = value == "true",
                (_, "true" | "false") => self.request.explain = value == "true",
                _ => self.invalid(name, "must be true or false", value),
            },
            _ => match value {
                "last" => self.request.prefix = Prefix::Last,
                "none" => self.request.prefix = Prefix::None,
                _ => self.invalid(name, "must be last or none", value),
            },
        }
    }

    fn read_sort(&mut self, value: &str) {
        if let Some((_, sort)) = Sort::NAMES.iter().find(|(known, _)| *known == value) {
            self.request.sort = sort.clone();
            return;
        }
        let (name, down) = match value.strip_prefix('-') {
            Some(name) => (name, true),
            None => (value, false),
        };
        let sortable = |kind: FacetKind| kind != FacetKind::Text;
        match (self.kind_of(name), down) {
            (Some(kind), true) if sortable(kind) => {
                self.request.sort = Sort::FacetDown(name.to_owned());
            }
            (Some(kind), false) if sortable(kind) => {
                self.request.sort = Sort::FacetUp(name.to_owned());
            }
            _ => {
                let mut rule = "must be relevance, -date, date or title".to_owned();
                for (name, _) in self.kinds.iter().filter(|(_, kind)| sortable(*kind)) {
                    rule = format!("{rule}, {name} or -{name}");
                }
                self.invalid("sort", rule, value);
            }
        }
    }

    fn kind_of(&self, name: &str) -> Option<FacetKind> {
        let known = self.kinds.iter().find(|(known, _)| *known == name);
        known.map(|(_, kind)| *kind)
    }

    fn read_q(&mut self, value: &str) {
        match value.char_indices().nth(MAX_QUERY_CHARS) {
            None => self.request.q = value.to_owned(),
            Some((end, _)) => {
                self.request.q = value[..end].to_owned();
                let rule = format!("must not be longer than {MAX_QUERY_CHARS} characters");
                self.fault(FaultKind::TooLong, "q", rule, value);
            }
        }
    }

    fn add_folder(&mut self, value: &str) {
        let folder = value.trim().trim_matches('/');
        if !folder.is_empty() {
            let values = self.values.entry("path".to_owned()).or_default();
            values.wanted.insert(folder.to_owned());
        }
    }

    fn add_values(&mut self, name: &str, text: &str) {
        for raw in split_values(text) {
            let (value, negated) = match raw.strip_prefix('-') {
                Some(rest) => (unescape(rest.trim_start()), true),
                None => (unescape(raw), false),
            };
            if value.is_empty() {
                continue;
            }
            if let Err(rule) = test_of(name, self.kind_of(name), &value) {
                self.invalid(name, rule, &value);
                continue;
            }
            let values = self.values.entry(name.to_owned()).or_default();
            if negated {
                values.refused.insert(value);
            } else {
                values.wanted.insert(value);
            }
        }
    }

    fn read_facets(&mut self, text: &str) {
        if text == "none" {
            self.request.facets = Some(Vec::new());
            return;
        }
        let mut asked = BTreeSet::new();
        for raw in split_values(text) {
            let name = unescape(raw);
            if self.facets.contains(&name.as_str()) {
                asked.insert(name);
            } else if !name.is_empty() {
                let rule = format!("may name {} or be none", self.facets.join(", "));
                self.invalid("facets", rule, &name);
            }
        }
        if !asked.is_empty() {
            self.request.facets = Some(asked.into_iter().collect());
        }
    }

    fn number(
        &mut self,
        name: &str,
        value: &str,
        range: RangeInclusive<usize>,
        default: usize,
    ) -> usize {
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        match value.parse() {
            Ok(number) if digits && range.contains(&number) => number,
            _ => {
                let (first, last) = range.into_inner();
                let rule = format!("must be an integer from {first} to {last}");
                self.invalid(name, rule, value);
                default
            }
        }
    }

    fn invalid(&mut self, parameter: &str, rule: impl Into<String>, got: &str) {
        self.fault(FaultKind::Invalid, parameter, rule, got);
    }

    fn fault(&mut self, kind: FaultKind, parameter: &str, rule: impl Into<String>, got: &str) {
        self.faults.push(Fault::new(kind, parameter, rule, got));
    }

    fn unknown_rule(&self, name: &str) -> String {
        let facets = self.facets.iter().copied();
        let known: Vec<&str> = OWN_NAMES.into_iter().chain(facets).collect();
        let likeness = |known: &str| strsim::jaro_winkler(known, name);
        let nearest = known
            .iter()
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
            .filter(|nearest| likeness(nearest) > ALIKE)
            .map(|nearest| format!("; did you mean `{nearest}`?"));
        format!(
            "is not a parameter of /search{} Known are {}",
            nearest.as_deref().unwrap_or("."),
            known.join(", ")
        )
    }

    fn finish(mut self) -> (SearchRequest, Vec<Fault>) {
        if self.request.page * self.request.per_page > MAX_DEPTH {
            let rule = format!("times `per_page` must not exceed {MAX_DEPTH}");
            let got = format!("{} × {}", self.request.page, self.request.per_page);
            self.invalid("page", rule, &got);
            self.request.page = 1;
        }
        let mut names: Vec<&str> = self.facets.to_vec();
        names.extend(["date", "path"]);
        for name in names {
            if let Some(values) = self.values.remove(name) {
                let clauses = clauses(name, self.kind_of(name), values);
                self.request.filter.clauses.extend(clauses);
            }
        }
        (self.request, self.faults)
    }
}

/// Returns one clause for the wanted values and one for each refused value.
fn clauses(name: &str, kind: Option<FacetKind>, values: Values) -> Vec<Clause> {
    let condition = |value: String, negated: bool| Condition {
        field: name.to_owned(),
        test: test_of(name, kind, &value).unwrap_or(Test::Is(value)),
        negated,
    };
    let wanted = values.wanted.into_iter();
    let wanted: Vec<Condition> = wanted.map(|value| condition(value, false)).collect();
    let refused = values.refused.into_iter().map(|value| Clause {
        any: vec![condition(value, true)],
    });
    let wanted = (!wanted.is_empty()).then_some(Clause { any: wanted });
    wanted.into_iter().chain(refused).collect()
}

/// Returns the test that a value asks for, or what the value must be.
fn test_of(name: &str, kind: Option<FacetKind>, value: &str) -> Result<Test, &'static str> {
    match (name, kind) {
        ("path", _) => Ok(Test::Under(value.to_owned())),
        ("date", _) | (_, Some(FacetKind::Date)) => dates::test(value).ok_or(dates::RULE),
        (_, Some(FacetKind::Number)) => numbers::test(value).ok_or(numbers::RULE),
        _ => Ok(Test::Is(value.to_owned())),
    }
}

pub(super) mod few;

#[cfg(test)]
mod tests;
