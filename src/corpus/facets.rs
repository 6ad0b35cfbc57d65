//! What a page states for the facets that its site declares.

use std::collections::BTreeMap;

use crate::api::{FacetKind, STANDARD_FACETS};
use crate::config::FacetRule;
use crate::error::NoticeKind;

use super::Notices;
use super::date::date_of;
use super::frontmatter::{Table, Value};
use super::metadata::{MAX_NAME_BYTES, distinct};
use super::plain::short_line_of;

/// The most values of one facet on one page.
const MAX_VALUES: usize = 100;

/// Numbers beyond this are taken for something else.
const MAX_NUMBER: f64 = 1e15;

/// Reads the values of every declared facet: the first of its keys that the
/// front matter has, then the first that is a `meta` of the page.
pub(super) fn read(
    rules: &BTreeMap<String, FacetRule>,
    table: &Table,
    metas: &[(String, String)],
    notices: &mut Notices,
) -> BTreeMap<String, Vec<String>> {
    let mut facets = BTreeMap::new();
    let own = rules
        .iter()
        .filter(|(name, _)| !STANDARD_FACETS.contains(&name.as_str()));
    for (name, rule) in own {
        let keys: Vec<String> = rule
            .keys(name)
            .iter()
            .map(|key| key.to_lowercase())
            .collect();
        let in_front = keys.iter().map(|key| values_of(table, key));
        let in_head = keys.iter().map(|key| contents_of(metas, key));
        let mut stated = in_front.chain(in_head).filter(|values| !values.is_empty());
        let written = stated.next().unwrap_or_default();
        let mut values = Vec::new();
        for written in written.iter().take(MAX_VALUES) {
            match value_of(written, rule) {
                Ok(value) => values.extend(value),
                Err(expected) => {
                    let shown = short_line_of(written, 80);
                    let message = format!("`{}` is \"{shown}\": {expected}", keys[0]);
                    notices.add(NoticeKind::FrontMatter, 1, message);
                }
            }
        }
        if !values.is_empty() {
            facets.insert(name.clone(), distinct(values.into_iter()));
        }
    }
    facets
}

/// Returns the texts of a key; `a.b` is a key itself or `b` in a table `a`.
fn values_of(table: &Table, key: &str) -> Vec<String> {
    let mut table = table;
    let mut rest = key;
    loop {
        if let Some((_, value)) = table.iter().rev().find(|(name, _)| name == rest) {
            return texts_of(value);
        }
        // The longest key that is a table, so that `a.b.c` may be `c` in `a.b`.
        let dots = rest.rmatch_indices('.').map(|(at, _)| at);
        let inner = dots.into_iter().find_map(|at| {
            let found = table.iter().rev().find(|(name, _)| *name == rest[..at]);
            match found {
                Some((_, Value::Table(inner))) => Some((inner, &rest[at + 1..])),
                _ => None,
            }
        });
        match inner {
            Some(next) => (table, rest) = next,
            None => return Vec::new(),
        }
    }
}

fn texts_of(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.clone()],
        Value::List(list) => {
            let texts = list.iter().filter_map(|item| match item {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            });
            texts.take(MAX_VALUES).collect()
        }
        Value::Null | Value::Table(_) => Vec::new(),
    }
}

/// Returns what `meta` elements of a name say; DocSearch's are lists.
fn contents_of(metas: &[(String, String)], key: &str) -> Vec<String> {
    let mut contents = Vec::new();
    for (name, content) in metas {
        if name == key {
            contents.push(content.clone());
        } else if name.strip_prefix("docsearch:") == Some(key) {
            contents.extend(content.split(',').map(|part| part.trim().to_owned()));
        }
    }
    contents
}

/// Returns a value in its one form, or says what it should be.
fn value_of(written: &str, rule: &FacetRule) -> Result<Option<String>, &'static str> {
    let line = short_line_of(written, MAX_NAME_BYTES);
    if line.is_empty() {
        return Ok(None);
    }
    match rule.kind {
        FacetKind::Text if rule.hierarchical => {
            let parts = line.split('/').map(str::trim);
            let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
            Ok((!parts.is_empty()).then(|| parts.join("/")))
        }
        FacetKind::Text => Ok(Some(line)),
        FacetKind::Number => match line.parse::<f64>() {
            // Adding zero makes one of the two zeros.
            Ok(number) if number.abs() <= MAX_NUMBER => Ok(Some((number + 0.0).to_string())),
            _ => Err("this facet's values are numbers; write digits alone"),
        },
        FacetKind::Date => match date_of(&line) {
            Some(date) => Ok(Some(date)),
            None => Err("this facet's values are dates; write YYYY-MM-DD"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::corpus::frontmatter;

    const RULES: &str = "[facets.product]\nkey = [\"ms.product\", \"product\"]\nhierarchical = true\n\
        [facets.reading_minutes]\ntype = \"number\"\n\
        [facets.updated]\nkey = \"lastmod\"\ntype = \"date\"\n\
        [facets.level]\nlabel = \"Difficulty\"\n";

    fn facets(yaml: &str, metas: &[(&str, &str)]) -> (String, usize) {
        let config = Config::parse(RULES).unwrap();
        let text = format!("---\n{yaml}\n---\n");
        let mut notices = Notices::new("a.md");
        let table = frontmatter::read(&frontmatter::split(&text), &mut notices);
        let metas: Vec<(String, String)> = metas
            .iter()
            .map(|(name, content)| ((*name).to_owned(), (*content).to_owned()))
            .collect();
        let found = read(&config.facets, &table, &metas, &mut notices);
        let found = found
            .iter()
            .map(|(name, values)| format!("{name}={}", values.join("|")));
        (
            found.collect::<Vec<_>>().join(" "),
            notices.into_list().len(),
        )
    }

    #[test]
    fn keys_are_found_in_tables_lists_and_metas() {
        let check = |yaml: &str, metas: &[(&str, &str)], expected: &str| {
            assert_eq!(
                facets(yaml, metas),
                (expected.to_owned(), 0),
                "{yaml} {metas:?}"
            );
        };
        check("product: Maps / Editor", &[], "product=Maps/Editor");
        check("ms.product: A\nproduct: B", &[], "product=A");
        check("ms: {product: [A, B, A]}", &[], "product=A|B");
        check("MS:\n  Product: A", &[], "product=A");
        check("product: [' / ', '']", &[], "");
        check("x: 1", &[("product", "A, Inc")], "product=A, Inc");
        check("x: 1", &[("docsearch:product", "A,B")], "product=A|B");
        check("product: C", &[("product", "A")], "product=C");
        check("level: hard\nms: 3", &[], "");
    }

    #[test]
    fn numbers_and_dates_have_one_form() {
        assert_eq!(facets("reading_minutes: 5.0", &[]).0, "reading_minutes=5");
        assert_eq!(
            facets("reading_minutes: [-0, 2.5]", &[]).0,
            "reading_minutes=0|2.5"
        );
        assert_eq!(facets("lastmod: 25.4.2024", &[]).0, "updated=2024-04-25");
        for yaml in [
            "reading_minutes: 5 min",
            "reading_minutes: 1e99",
            "lastmod: soon",
        ] {
            assert_eq!(facets(yaml, &[]).1, 1, "{yaml}");
        }
    }
}
