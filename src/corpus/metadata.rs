//! What a page says about itself: the meaning of front matter's keys.
//!
//! Sites name the same thing differently and are loose about types; here each
//! fact has its names in order of preference. Only dates, weights and blocks
//! that do not parse are worth a notice; unknown keys are other tools' keys.

use std::collections::BTreeMap;

use crate::error::NoticeKind;

use super::Notices;
use super::address::{Stated, redirect_of};
use super::date::date_of;
use super::frontmatter::{Table, Value};
use super::markup::decode_entities;
use super::plain::{line_of, short_line_of};
use super::status;

/// The longest name, topic or language in bytes.
pub(super) const MAX_NAME_BYTES: usize = 200;

/// The longest title in bytes, as headings.
pub(super) const MAX_TITLE_BYTES: usize = 512;

/// The longest description in bytes.
pub(super) const MAX_DESCRIPTION_BYTES: usize = 2_000;

/// The keys of the title; a translation's own comes first.
const TITLES: [&str; 2] = ["localetitle", "title"];

/// The keys that state topics outright.
const TOPICS: [&str; 2] = ["topics", "topic"];

/// The most values of one key.
const MAX_VALUES: usize = 200;

/// What a page states about itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    /// What it is about, which its place says where it does not.
    pub(super) topics: Vec<String>,
    /// What else it is about.
    pub(super) tags: Vec<String>,
    /// Topics and tags that are written with capitals, each with how.
    pub(super) topic_labels: Vec<(String, String)>,
    pub(super) level: Option<String>,
    pub(super) date: Option<String>,
    pub(super) language: Option<String>,
    pub(super) version: Option<String>,
    pub(super) weight: Option<i64>,
    /// What its translations have in common, as the page says it.
    pub(super) translation_key: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) redirects: Vec<String>,
    pub(super) address: Option<Stated>,
    /// What keeps the page out of the search, in words.
    pub(super) hidden: Option<String>,
    /// What the page says of its own standing: `deprecated`.
    pub(super) status: Vec<String>,
    /// Further facets by name.
    pub(super) facets: BTreeMap<String, Vec<String>>,
}

impl Metadata {
    /// Reads what the front matter says.
    pub(super) fn read(table: &Table, notices: &mut Notices) -> Self {
        let names = |keys: &[&str]| texts(table, keys).into_iter();
        let aliases = names(&["aliases", "alias"]);
        let (redirects, other_names): (Vec<_>, Vec<_>) =
            aliases.partition(|alias| alias.contains('/'));
        let redirects = redirects.into_iter().chain(names(&["redirect_from"]));
        Self {
            title: text(table, &TITLES).and_then(|title| title_of(&title)),
            description: text(table, &["description", "summary"]).and_then(|text| {
                let text = short_line_of(&decode_entities(&text), MAX_DESCRIPTION_BYTES);
                (!text.is_empty()).then_some(text)
            }),
            topics: topics(table),
            tags: tags(table),
            topic_labels: topic_labels(table),
            level: text(table, &["level", "difficulty"]).map(|text| text.to_lowercase()),
            date: date(table, notices),
            language: text(table, &["language", "lang"]).and_then(|tag| language_of(&tag)),
            version: text(table, &["version"]),
            weight: weight(table, notices),
            translation_key: text(
                table,
                &["translationkey", "translation_key", "lang-ref", "lang_ref"],
            ),
            aliases: distinct(
                other_names
                    .into_iter()
                    .chain(names(&["aka"]))
                    .chain(short_name(table))
                    .chain(original_title(table)),
            ),
            redirects: distinct(redirects.map(|alias| redirect_of(&alias))),
            address: address(table),
            hidden: hidden(table),
            status: status::stated(&texts(table, &["status"]), |key| {
                text(table, &[key]).is_some_and(|text| is_yes(&text.to_lowercase()))
            }),
            facets: BTreeMap::new(),
        }
    }
}

impl Metadata {
    /// Takes the address from the keys that the page's generator also knows.
    pub(super) fn complete_address(&mut self, table: &Table, keys: &[&str]) {
        if self.address.is_none() {
            self.address = text(table, keys).map(Stated::Slug);
        }
    }
}

/// Returns a title as plain text: entities decoded, backticks gone.
fn title_of(written: &str) -> Option<String> {
    let decoded = decode_entities(written);
    let n_ticks = decoded.matches('`').count();
    let plain = match n_ticks {
        n if n > 0 && n % 2 == 0 => decoded.replace('`', ""),
        _ => decoded.into_owned(),
    };
    let title = short_line_of(&plain, MAX_TITLE_BYTES);
    (!title.is_empty()).then_some(title)
}

/// Returns a topic in its one form, or `None` if nothing is left of it.
pub(super) fn topic_of(written: &str) -> Option<String> {
    // `"How-to" guides: (old)` is named without its punctuation.
    let is_name = |c: &char| c.is_alphanumeric() || "-_+#.@&'".contains(*c) || c.is_whitespace();
    let part = |part: &str| {
        let plain: String = part.chars().filter(is_name).collect();
        let words = plain.split_whitespace();
        let topic = words.collect::<Vec<_>>().join("-").to_lowercase();
        topic.trim_matches(['-', '_']).to_owned()
    };
    let written = line_of(written);
    let parts = written.split('/').map(part).filter(|part| !part.is_empty());
    let topic = parts.collect::<Vec<_>>().join("/");
    (!topic.is_empty() && topic.len() <= MAX_NAME_BYTES).then_some(topic)
}

/// Returns a language tag in its one form: `pt-br`.
pub(super) fn language_of(written: &str) -> Option<String> {
    let tag = written.trim().replace('_', "-").to_lowercase();
    let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic())
        && tag.len() <= 35
        && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_tag.then_some(tag)
}

/// Returns the value of a key, also one that stands among `taxonomies`.
fn value<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    let found = |table: &'a Table| {
        let entry = table.iter().rev().find(|(name, _)| name == key);
        entry.map(|(_, value)| value)
    };
    let own = found(table).filter(|value| **value != Value::Null);
    own.or_else(|| match found_table(table, "taxonomies") {
        Some(inner) => found(inner),
        None => None,
    })
}

/// Returns a table inside the front matter.
fn found_table<'a>(table: &'a Table, key: &str) -> Option<&'a Table> {
    table.iter().find_map(|(name, value)| match value {
        Value::Table(inner) if name == key => Some(inner),
        _ => None,
    })
}

/// Returns the first text among some keys as one line; of a list its first.
fn text(table: &Table, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| {
        let written = match value(table, key)? {
            Value::Text(text) => text,
            Value::List(list) => match list.first()? {
                Value::Text(text) => text,
                _ => return None,
            },
            Value::Null | Value::Table(_) => return None,
        };
        let limit = match *key {
            "title" | "description" | "summary" => MAX_DESCRIPTION_BYTES,
            _ => MAX_NAME_BYTES,
        };
        let line = short_line_of(written, limit);
        (!line.is_empty()).then_some(line)
    })
}

/// Returns all values of some keys; a text is a list parted by commas.
fn texts(table: &Table, keys: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for key in keys {
        match value(table, key) {
            Some(Value::Text(text)) => all.extend(text.split(',').map(str::to_owned)),
            Some(Value::List(list)) => all.extend(list.iter().filter_map(|item| match item {
                Value::Text(text) => Some(text.clone()),
                _ => None,
            })),
            _ => {}
        }
    }
    let lines = all.iter().map(|text| short_line_of(text, MAX_NAME_BYTES));
    lines
        .filter(|line| !line.is_empty())
        .take(MAX_VALUES)
        .collect()
}

/// Returns each value once, in order.
pub(super) fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut all = Vec::new();
    for value in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

/// Returns the page's topics from the first group of keys that has any.
fn topics(table: &Table) -> Vec<String> {
    let groups: [&[&str]; 2] = [&TOPICS, &["categories", "category"]];
    let mut found = groups.iter().map(|keys| topics_of(table, keys));
    let found = found.find(|topics| !topics.is_empty());
    found.unwrap_or_default()
}

/// Returns the page's tags, unless it states its topics outright.
fn tags(table: &Table) -> Vec<String> {
    match topics_of(table, &TOPICS).is_empty() {
        true => topics_of(table, &["tags"]),
        false => Vec::new(),
    }
}

/// Returns the topics that are written with capitals, with what is written.
fn topic_labels(table: &Table) -> Vec<(String, String)> {
    let keys = [&TOPICS[..], &["categories", "category", "tags"]].concat();
    let written = texts(table, &keys).into_iter();
    let capital = written.filter(|written| written.contains(char::is_uppercase));
    let labels = capital.filter_map(|written| {
        let parts = written.split('/').map(str::trim);
        let label = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>();
        Some((topic_of(&written)?, label.join("/")))
    });
    labels.collect()
}

/// Returns the topics that stand under some keys, each once.
fn topics_of(table: &Table, keys: &[&str]) -> Vec<String> {
    let written = texts(table, keys);
    distinct(written.iter().filter_map(|topic| topic_of(topic)))
}

/// Returns the name that navigation shows, where it is not the title.
fn short_name(table: &Table) -> Option<String> {
    let in_sidebar = || text(found_table(table, "sidebar")?, &["label"]);
    let keys = [
        "sidebar_label",
        "sidebartitle",
        "linktitle",
        "short-title",
        "nav_title",
    ];
    let name = text(table, &keys).or_else(in_sidebar)?;
    let title = text(table, &TITLES).and_then(|title| title_of(&title));
    (title.is_some() && title.as_ref() != Some(&name)).then_some(name)
}

/// Returns the title that a translated page keeps besides its own.
fn original_title(table: &Table) -> Option<String> {
    let own = text(table, &TITLES[..1]).and_then(|title| title_of(&title))?;
    let original = text(table, &TITLES[1..]).and_then(|title| title_of(&title));
    original.filter(|original| *original != own)
}

/// Returns the date of the last change, else of writing.
fn date(table: &Table, notices: &mut Notices) -> Option<String> {
    let last = ["last_update", "lastUpdated"].iter().find_map(|key| {
        let stated = found_table(table, key).and_then(|inner| text(inner, &["date"]));
        stated.or_else(|| text(table, &[key]))
    });
    // Starlight's `lastUpdated: false` is a wish, no date.
    if let Some(date) = last.and_then(|written| date_of(&written)) {
        return Some(date);
    }
    for key in ["lastmod", "updated", "last_modified_at", "ms.date", "date"] {
        let Some(written) = text(table, &[key]) else {
            continue;
        };
        if let Some(date) = date_of(&written) {
            return Some(date);
        }
        let message = format!("`{key}` is \"{written}\", which is no date: write YYYY-MM-DD");
        notices.add(NoticeKind::FrontMatter, 1, message);
    }
    None
}

/// Returns the page's place among its siblings.
fn weight(table: &Table, notices: &mut Notices) -> Option<i64> {
    let in_sidebar = || text(found_table(table, "sidebar")?, &["order"]);
    let written = text(table, &["weight", "order", "sidebar_position"]).or_else(in_sidebar)?;
    let whole = written.split('.').next().unwrap_or_default();
    let weight = whole.parse().ok();
    if weight.is_none() {
        let message = format!("`weight` is \"{written}\": it must be a whole number");
        notices.add(NoticeKind::FrontMatter, 1, message);
    }
    weight
}

/// Returns what the page says about its own address.
fn address(table: &Table) -> Option<Stated> {
    let whole = text(table, &["url", "permalink"]).map(Stated::Whole);
    whole.or_else(|| text(table, &["slug"]).map(Stated::Slug))
}

/// Says whether a value in lower case means yes.
fn is_yes(text: &str) -> bool {
    matches!(text, "true" | "yes" | "on" | "1")
}

/// Says what keeps the page out of the search, if anything does.
fn hidden(table: &Table) -> Option<String> {
    let says = |key: &str| text(table, &[key]).map(|text| text.to_lowercase());
    let is_no = |text: &str| matches!(text, "false" | "no" | "off" | "0" | "exclude");
    for (key, hides) in [
        ("search", false),
        ("published", false),
        ("noindex", true),
        ("draft", true),
        ("unlisted", true),
        ("headless", true),
        ("pagefind", false),
    ] {
        let text = says(key).unwrap_or_default();
        if (hides && is_yes(&text)) || (!hides && is_no(&text)) {
            return Some(format!("{key}: {text}"));
        }
    }
    for key in ["redirect_to", "redirect_url", "redirect"] {
        // A list of `redirect` would be old addresses.
        if let Some(Value::Text(to)) = value(table, key)
            && (to.starts_with('/') || to.contains("://"))
        {
            return Some(format!("{key}: {}", short_line_of(to, MAX_NAME_BYTES)));
        }
    }
    if says("robots").is_some_and(|text| text.contains("noindex")) {
        return Some("robots: noindex".to_owned());
    }
    let excluded = found_table(table, "search").and_then(|inner| text(inner, &["exclude"]));
    let is_excluded = excluded.is_some_and(|text| is_yes(&text.to_lowercase()));
    is_excluded.then(|| "search: exclude: true".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::frontmatter;

    fn metadata(yaml: &str) -> (Metadata, usize) {
        let text = format!("---\n{yaml}\n---\n");
        let mut notices = Notices::new("a.md");
        let table = frontmatter::read(&frontmatter::split(&text), &mut notices);
        let metadata = Metadata::read(&table, &mut notices);
        (metadata, notices.into_list().len())
    }

    #[test]
    fn titles_are_plain_text() {
        let check = |yaml: &str, expected: Option<&str>| {
            assert_eq!(metadata(yaml).0.title.as_deref(), expected, "{yaml}");
        };
        check("title: 404", Some("404"));
        check("title: true", Some("true"));
        check("title: Tips &amp; Tricks", Some("Tips & Tricks"));
        check("title: '`useState` hook'", Some("useState hook"));
        check("title: '[a](b) as typed'", Some("[a](b) as typed"));
        check("title: \"a\\u0007b\"", Some("ab"));
        check("title:", None);
        check("title: {a: b}", None);
    }

    #[test]
    fn the_most_deliberate_topics_win() {
        let check = |yaml: &str, topics: &[&str], tags: &[&str]| {
            let page = metadata(yaml).0;
            assert_eq!(
                (page.topics, page.tags),
                (owned(topics), owned(tags)),
                "{yaml}"
            );
        };
        check(
            "tags: 'Web Dev, CSS'\ncategory: x",
            &["x"],
            &["web-dev", "css"],
        );
        check("tags: 'Web Dev, CSS, css'", &[], &["web-dev", "css"]);
        check(
            "topics: [Databases / No SQL /]\ncategories: [y]\ntags: z",
            &["databases/no-sql"],
            &[],
        );
        check("taxonomies: {tags: [Rust]}", &[], &["rust"]);
        check("topics: ['/', '']", &[], &[]);
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn the_last_change_is_preferred() {
        let (page, n_notices) = metadata("date: 2020-01-01\nlastmod: 2021-01-01");
        assert_eq!((page.date.as_deref(), n_notices), (Some("2021-01-01"), 0));
        let (page, n_notices) = metadata("date: 2020-01-01\nupdated: later");
        assert_eq!((page.date.as_deref(), n_notices), (Some("2020-01-01"), 1));
    }

    #[test]
    fn names_and_old_addresses_are_told_apart() {
        let (page, _) =
            metadata("aliases: [/old/, pod, docs/x]\naka: k8s, CI/CD\nredirect_from: y");
        assert_eq!(page.aliases, ["pod", "k8s", "CI/CD"]);
        assert_eq!(page.redirects, ["/old/", "/docs/x", "/y"]);
    }

    #[test]
    fn other_keys_are_lenient() {
        let (page, n_notices) = metadata(
            "difficulty: Beginner\nlang: pt_BR\nversion: 1.10\norder: 2.5\nsummary: a\n  b\nslug: s",
        );
        assert_eq!(page.level.as_deref(), Some("beginner"));
        assert_eq!(page.language.as_deref(), Some("pt-br"));
        assert_eq!(page.version.as_deref(), Some("1.10"));
        assert_eq!(page.weight, Some(2));
        assert_eq!(page.description.as_deref(), Some("a b"));
        assert_eq!(page.address, Some(Stated::Slug("s".to_owned())));
        assert_eq!(n_notices, 0);
        assert_eq!(metadata("weight: heavy").1, 1);
        assert_eq!(metadata("sidebar: {order: 3}").0.weight, Some(3));
        assert_eq!(metadata("sidebar_position: 4").0.weight, Some(4));
        let (page, n_notices) = metadata("title: A\nsidebar: {label: B}\nlastUpdated: false");
        assert_eq!((page.aliases, n_notices), (vec!["B".to_owned()], 0));
        let page = metadata("last_update: {date: 2024/5/1}").0;
        assert_eq!(page.date.as_deref(), Some("2024-05-01"));
    }

    #[test]
    fn pages_can_hide() {
        let check = |yaml: &str, expected: Option<&str>| {
            assert_eq!(metadata(yaml).0.hidden.as_deref(), expected, "{yaml}");
        };
        check("search: false", Some("search: false"));
        check("draft: yes", Some("draft: yes"));
        check("noindex: true", Some("noindex: true"));
        check("search: {exclude: true}", Some("search: exclude: true"));
        check("robots: noindex, follow", Some("robots: noindex"));
        check("draft: false\nsearch: true", None);
        check("redirect_to: /new/", Some("redirect_to: /new/"));
        check(
            "redirect: https://a.example/x",
            Some("redirect: https://a.example/x"),
        );
        check("redirect: true", None);
    }
}
