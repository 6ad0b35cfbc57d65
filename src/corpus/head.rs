//! The head of an HTML page: what it says about the page.
//!
//! Front matter, where a page has it, is the author's own word and wins.

use std::collections::BTreeMap;

use super::address::{Stated, is_absolute};
use super::date::date_of;
use super::headings::slug;
use super::json_ld::Structured;
use super::metadata::{
    MAX_DESCRIPTION_BYTES, MAX_NAME_BYTES, MAX_TITLE_BYTES, Metadata, distinct, language_of,
    topic_of,
};
use super::plain::{cut, line_of, short_line_of};
use crate::config::is_taken;

/// The most `meta` elements that are kept for facets.
const MAX_METAS: usize = 200;

/// The longest canonical address in bytes.
const MAX_URL_BYTES: usize = 2_000;

/// The most further properties of a page.
const MAX_FACETS: usize = 20;

/// The longest time that a page shows before it leads on, if it is a stub.
const MAX_REFRESH_SECONDS: f32 = 10.0;

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
    /// Every `meta` element: its name in lower case and its content.
    pub(super) metas: Vec<(String, String)>,
    description: Option<String>,
    topics: Vec<String>,
    version: Option<String>,
    site_name: Option<String>,
    hidden: Option<String>,
    /// What its relative links start from.
    pub(super) base: Option<String>,
    /// What it says in JSON-LD.
    pub(super) structured: Structured,
    /// `og:title`, where there is no `title`.
    social_title: Option<String>,
    /// Further `docsearch:` properties, by name.
    facets: BTreeMap<String, Vec<String>>,
}

impl Head {
    /// Takes a `meta` element by its name or property.
    pub(super) fn add_meta(&mut self, name: &str, content: &str) {
        let content = short_line_of(content, MAX_DESCRIPTION_BYTES);
        if content.is_empty() {
            return;
        }
        let name = name.to_ascii_lowercase();
        if self.metas.len() < MAX_METAS {
            self.metas.push((name.clone(), content.clone()));
        }
        match name.as_str() {
            "description" => self.description = Some(content),
            "og:description" => {
                self.description = self.description.take().or(Some(content));
            }
            "og:site_name" => self.site_name = Some(content),
            "og:title" => self.social_title = Some(content),
            "og:locale" => {
                self.language = self.language.take().or(Some(content));
            }
            "article:published_time" => {
                self.date = self.date.take().or_else(|| date_of(&content));
            }
            "refresh" => self.hidden = refreshed(&content).or_else(|| self.hidden.take()),
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
            name => {
                let name = name.strip_prefix("docsearch:").unwrap_or_default();
                if !name.is_empty()
                    && name.len() <= MAX_NAME_BYTES
                    && !is_taken(name)
                    && self.facets.len() < MAX_FACETS
                {
                    let values = content
                        .split(',')
                        .map(|value| short_line_of(value, MAX_NAME_BYTES));
                    let values = distinct(values.filter(|value| !value.is_empty()));
                    self.facets.insert(name.to_owned(), values);
                }
            }
        }
    }

    /// Says what the front matter does not.
    pub(super) fn complete(mut self, page: &mut Metadata, canonical_url: CanonicalUrl) {
        page.facets = std::mem::take(&mut self.facets);
        let structured = std::mem::take(&mut self.structured);
        self.title = self.title.take().filter(|title| !title.trim().is_empty());
        self.title = self
            .title
            .take()
            .or(self.social_title.take())
            .or(structured.headline);
        self.date = self.date.take().or(structured.date);
        self.language = self.language.take().or(structured.language);
        page.title = page.title.take().or_else(|| self.plain_title());
        page.description = page.description.take().or(self.description);
        page.date = page.date.take().or(self.date);
        page.version = page.version.take().or(self.version);
        page.hidden = page.hidden.take().or(self.hidden);
        let language = self.language.and_then(|tag| language_of(&tag));
        page.language = page.language.take().or(language);
        if page.topics.is_empty() {
            page.topics = self.topics;
        }
        if canonical_url == CanonicalUrl::Counts {
            let canonical = self.canonical.map(|url| line_of(&url));
            let usable = canonical.filter(|url| is_absolute(url) && url.len() <= MAX_URL_BYTES);
            page.address = page.address.take().or(usable.map(Stated::Whole));
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

/// Returns why a page is only a stub that leads on at once: `0; url=/new/`.
fn refreshed(content: &str) -> Option<String> {
    let (delay, target) = content.split_once([';', ','])?;
    let seconds: f32 = delay.trim().parse().ok()?;
    let target = target.trim();
    let has_name = cut(target, 4).eq_ignore_ascii_case("url=");
    let target = target.get(4..).filter(|_| has_name)?;
    let target = target.trim_matches(['\'', '"', ' ']);
    (seconds <= MAX_REFRESH_SECONDS && !target.is_empty()).then(|| format!("refresh: {target}"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            head.complete(&mut page, CanonicalUrl::Ignored);
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
        let mut page = Metadata {
            language: Some("en".to_owned()),
            ..Metadata::default()
        };
        head.complete(&mut page, CanonicalUrl::Counts);
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
}
