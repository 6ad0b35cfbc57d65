//! What a page says about itself: the meaning of front matter's keys.
//!
//! Sites name the same thing differently and are loose about types; here each
//! fact has its names in order of preference. Only dates, weights and blocks
//! that do not parse are worth a notice; unknown keys are other tools' keys.

use jiff::civil::Date;

use crate::error::NoticeKind;

use super::Notices;
use super::address::{Stated, is_absolute, redirect_of};
use super::frontmatter::{Table, Value};
use super::headings::slug;
use super::markup::decode_entities;
use super::plain::{line_of, short_line_of};

/// The longest name, topic or language in bytes.
const MAX_NAME_BYTES: usize = 200;

/// The longest title in bytes, as headings.
const MAX_TITLE_BYTES: usize = 512;

/// The longest description in bytes.
const MAX_DESCRIPTION_BYTES: usize = 2_000;

/// The longest canonical address in bytes.
const MAX_URL_BYTES: usize = 2_000;

/// The most values of one key.
const MAX_VALUES: usize = 200;

/// What a page states about itself.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
    pub(super) topics: Vec<String>,
    pub(super) level: Option<String>,
    pub(super) date: Option<String>,
    pub(super) language: Option<String>,
    pub(super) version: Option<String>,
    pub(super) weight: Option<i64>,
    pub(super) aliases: Vec<String>,
    pub(super) redirects: Vec<String>,
    pub(super) address: Option<Stated>,
    /// What keeps the page out of the search, in words.
    pub(super) hidden: Option<String>,
}

impl Metadata {
    /// Reads what the front matter says.
    pub(super) fn read(table: &Table, notices: &mut Notices) -> Self {
        let names = |keys: &[&str]| texts(table, keys).into_iter();
        let aliases = names(&["aliases", "alias", "aka"]);
        let (redirects, names_of_page): (Vec<_>, Vec<_>) =
            aliases.partition(|alias| alias.contains('/'));
        let redirects = redirects.into_iter().chain(names(&["redirect_from"]));
        Self {
            title: text(table, &["title"]).and_then(|title| title_of(&title)),
            description: text(table, &["description", "summary"]).and_then(|text| {
                let text = short_line_of(&decode_entities(&text), MAX_DESCRIPTION_BYTES);
                (!text.is_empty()).then_some(text)
            }),
            topics: topics(table),
            level: text(table, &["level", "difficulty"]).map(|text| text.to_lowercase()),
            date: date(table, notices),
            language: text(table, &["language", "lang"]).and_then(|tag| language_of(&tag)),
            version: text(table, &["version"]),
            weight: weight(table, notices),
            aliases: distinct(names_of_page.into_iter()),
            redirects: distinct(redirects.map(|alias| redirect_of(&alias))),
            address: address(table),
            hidden: hidden(table),
        }
    }

    /// Takes from a page's head what the front matter does not say.
    pub(super) fn complete(&mut self, head: Head, canonical_counts: CanonicalUrl) {
        self.title = self.title.take().or_else(|| head.plain_title());
        self.description = self.description.take().or(head.description);
        self.date = self.date.take().or(head.date);
        self.version = self.version.take().or(head.version);
        self.hidden = self.hidden.take().or(head.hidden);
        let language = head.language.and_then(|tag| language_of(&tag));
        self.language = self.language.take().or(language);
        if self.topics.is_empty() {
            self.topics = head.topics;
        }
        if canonical_counts == CanonicalUrl::Counts {
            let canonical = head.canonical.map(|url| line_of(&url));
            let usable = canonical.filter(|url| is_absolute(url) && url.len() <= MAX_URL_BYTES);
            self.address = self.address.take().or(usable.map(Stated::Whole));
        }
    }
}

/// Whether a page's canonical address is taken: not where the site has a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CanonicalUrl {
    Counts,
    Ignored,
}

/// What the head of an HTML page says about it.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: Option<String>,
    /// The page's first-level headings, wherever they stand.
    pub(super) first_headings: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) canonical: Option<String>,
    pub(super) date: Option<String>,
    description: Option<String>,
    topics: Vec<String>,
    version: Option<String>,
    site_name: Option<String>,
    hidden: Option<String>,
}

impl Head {
    /// Takes a `meta` element by its name or property.
    pub(super) fn add_meta(&mut self, name: &str, content: &str) {
        let content = short_line_of(content, MAX_DESCRIPTION_BYTES);
        if content.is_empty() {
            return;
        }
        match name.to_ascii_lowercase().as_str() {
            "description" => self.description = Some(content),
            "og:description" => {
                self.description = self.description.take().or(Some(content));
            }
            "og:site_name" => self.site_name = Some(content),
            "date" | "last-modified" | "dcterms.modified" | "article:modified_time" => {
                self.date = date_of(&content).or_else(|| self.date.take());
            }
            "topic" | "docsearch:topic" | "article:section" => {
                let topics = content.split(',').filter_map(topic_of);
                self.topics = distinct(self.topics.drain(..).chain(topics));
            }
            "docsearch:language" => self.language = Some(content),
            "docsearch:version" => {
                let version = content.split(',').next().unwrap_or_default();
                self.version = Some(short_line_of(version, MAX_NAME_BYTES));
            }
            "robots" if content.to_ascii_lowercase().contains("noindex") => {
                self.hidden = Some("robots: noindex".to_owned());
            }
            _ => {}
        }
    }

    /// Returns the title without the site's name after it.
    fn plain_title(&self) -> Option<String> {
        let title = short_line_of(self.title.as_deref()?, MAX_TITLE_BYTES);
        let is_name = |text: &str| self.site_name.as_deref() == Some(text);
        let is_heading = |text: &str| {
            let mut headings = self.first_headings.iter();
            headings.any(|heading| slug(&line_of(heading)) == slug(text))
        };
        for mark in [" | ", " - ", " — ", " – ", " · "] {
            for (at, _) in title.rmatch_indices(mark) {
                let (rest, site) = (&title[..at], &title[at + mark.len()..]);
                if is_heading(rest) || is_name(site) {
                    return Some(rest.to_owned());
                }
            }
        }
        (!title.is_empty()).then_some(title)
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
    let part = |part: &str| {
        let words = part.split_whitespace();
        words.collect::<Vec<_>>().join("-").to_lowercase()
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

/// Returns a date as `YYYY-MM-DD`, from the ways in which people write it.
pub(super) fn date_of(written: &str) -> Option<String> {
    let written = written.trim();
    let date = numeric_date(written).or_else(|| date_in_words(written))?;
    Some(date.to_string())
}

/// Reads `2024-04-25…`, `2024/4/25`, `20240425`, `04/25/2024`, `25.04.2024`.
fn numeric_date(written: &str) -> Option<Date> {
    let end = written.find(['T', 't', ' ', ',']).unwrap_or(written.len());
    let day = &written[..end];
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return date_from(&day[..4], &day[4..6], &day[6..]);
    }
    let sign = day.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<&str> = day.split(sign).collect();
    match (parts.as_slice(), sign) {
        ([year, month, day], _) if year.len() == 4 => date_from(year, month, day),
        ([month, day, year], '/') => {
            date_from(year, month, day).or_else(|| date_from(year, day, month))
        }
        ([day, month, year], _) => {
            date_from(year, month, day).or_else(|| date_from(year, day, month))
        }
        _ => None,
    }
}

/// Reads `April 25, 2024`, `25 Apr 2024`, `Thu, 25th of April 2024 10:00`.
fn date_in_words(written: &str) -> Option<Date> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let (mut year, mut month, mut day) = (None, None, None);
    for word in written.split(|c: char| !c.is_alphanumeric()) {
        let lower = word.to_lowercase();
        let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if !digits.is_empty() {
            match digits.len() {
                4 if year.is_none() => year = Some(digits.to_owned()),
                1 | 2 if day.is_none() => day = Some(digits.to_owned()),
                _ => {}
            }
        } else if month.is_none() {
            let at = MONTHS.iter().position(|name| lower.starts_with(name));
            month = at.map(|at| (at + 1).to_string());
        }
    }
    date_from(&year?, &month?, &day?)
}

/// Returns the date of a day that exists.
fn date_from(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
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
fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
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
    let groups: [&[&str]; 3] = [&["topics", "topic"], &["categories", "category"], &["tags"]];
    let found = groups.iter().map(|keys| {
        let written = texts(table, keys);
        distinct(written.iter().filter_map(|topic| topic_of(topic)))
    });
    let mut found = found.filter(|topics| !topics.is_empty());
    found.next().unwrap_or_default()
}

/// Returns the date of the last change, else of writing.
fn date(table: &Table, notices: &mut Notices) -> Option<String> {
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
    let written = text(table, &["weight", "order"])?;
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

/// Says what keeps the page out of the search, if anything does.
fn hidden(table: &Table) -> Option<String> {
    let says = |key: &str| text(table, &[key]).map(|text| text.to_lowercase());
    let is_yes = |text: &str| matches!(text, "true" | "yes" | "on" | "1");
    let is_no = |text: &str| matches!(text, "false" | "no" | "off" | "0" | "exclude");
    for (key, hides) in [
        ("search", false),
        ("published", false),
        ("noindex", true),
        ("draft", true),
    ] {
        let text = says(key).unwrap_or_default();
        if (hides && is_yes(&text)) || (!hides && is_no(&text)) {
            return Some(format!("{key}: {text}"));
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
        let check = |yaml: &str, expected: &[&str]| {
            assert_eq!(metadata(yaml).0.topics, expected, "{yaml}");
        };
        check("tags: 'Web Dev, CSS'\ncategory: x", &["x"]);
        check("tags: 'Web Dev, CSS, css'", &["web-dev", "css"]);
        check(
            "topics: [Databases / No SQL /]\ncategories: [y]",
            &["databases/no-sql"],
        );
        check("taxonomies: {tags: [Rust]}", &["rust"]);
        check("topics: ['/', '']", &[]);
    }

    #[test]
    fn dates_have_one_form() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(date_of(text).as_deref(), expected, "{text}");
        };
        check("2024-04-25", Some("2024-04-25"));
        check("2024-04-25T10:00:00+02:00", Some("2024-04-25"));
        check("2024/4/5 10:00", Some("2024-04-05"));
        check("20240425", Some("2024-04-25"));
        check("04/25/2024", Some("2024-04-25"));
        check("25/04/2024", Some("2024-04-25"));
        check("25.4.2024", Some("2024-04-25"));
        check("April 25th, 2024", Some("2024-04-25"));
        check("Thu, 25 Apr 2024 10:00:00 GMT", Some("2024-04-25"));
        check("2024-02-30", None);
        check("soon", None);
        check("2024", None);
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
        let (page, _) = metadata("aliases: [/old/, pod, docs/x]\naka: k8s, K8\nredirect_from: y");
        assert_eq!(page.aliases, ["pod", "k8s", "K8"]);
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
    }

    #[test]
    fn a_head_completes_what_front_matter_says() {
        let check = |title: &str, heading: &str, site: &str, expected: &str| {
            let mut head = Head {
                title: Some(title.to_owned()),
                first_headings: vec![heading.to_owned()],
                ..Head::default()
            };
            head.add_meta("og:site_name", site);
            let mut page = Metadata::default();
            page.complete(head, CanonicalUrl::Ignored);
            assert_eq!(page.title.as_deref(), Some(expected), "{title}");
        };
        check("Loops | My Site", "Loops", "", "Loops");
        check("A - B - My Site", "A - B", "", "A - B");
        check("Loops — My Site", "", "My Site", "Loops");
        check("Loops | My Site", "Other", "", "Loops | My Site");
    }

    #[test]
    fn meta_elements_are_read() {
        let mut head = Head::default();
        for (name, content) in [
            ("og:description", "o"),
            ("description", "d"),
            ("article:section", "Web Dev"),
            ("article:modified_time", "2024-04-25T00:00:00Z"),
            ("docsearch:version", "2.0,latest"),
            ("docsearch:language", "de_DE"),
            ("Robots", "NoIndex"),
        ] {
            head.add_meta(name, content);
        }
        head.canonical = Some("https://x.example/a".to_owned());
        let mut page = metadata("lang: en").0;
        page.complete(head, CanonicalUrl::Counts);
        assert_eq!(page.description.as_deref(), Some("d"));
        assert_eq!(page.topics, ["web-dev"]);
        assert_eq!(page.date.as_deref(), Some("2024-04-25"));
        assert_eq!(page.version.as_deref(), Some("2.0"));
        assert_eq!(page.language.as_deref(), Some("en"));
        assert_eq!(page.hidden.as_deref(), Some("robots: noindex"));
        assert_eq!(
            page.address,
            Some(Stated::Whole("https://x.example/a".to_owned()))
        );
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
    }
}
