//! A reader's languages: what pages speak, which translations are shown.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use super::words::{ALL, Words};
use crate::index::Snapshot;

/// How many languages of a reader are looked at.
const MAX_LANGUAGES: usize = 8;

/// The languages in which one page is written.
#[derive(Debug, Clone)]
pub(super) struct Locale {
    /// What the page itself says.
    pub(super) words: &'static Words,
    /// The languages that the reader reads and the site has pages in, the best
    /// first; none where no page has a translation.
    pub(super) languages: Vec<String>,
}

impl Default for Locale {
    fn default() -> Self {
        Self {
            words: ALL[0],
            languages: Vec::new(),
        }
    }
}

impl Locale {
    /// Returns the languages for a request.
    ///
    /// The page speaks the language that is `preferred`; else the first of the
    /// browser's that the site has pages in, for a page in one language about
    /// pages in another helps nobody; else the site's; else English.
    pub(super) fn of(headers: &HeaderMap, snapshot: &Snapshot, preferred: Option<&str>) -> Self {
        let mut read = accepted(headers);
        let column = snapshot.pages().facet("language");
        let known = column.map_or(&[][..], |column| &column.values);
        let site_language = snapshot.manifest().language.as_str();
        let is_known = |tag: &String| {
            let mut known = known.iter().map(String::as_str).chain([site_language]);
            known.any(|known| base(known) == base(tag))
        };
        read.retain(is_known);
        let spoken = preferred.into_iter().chain(read.iter().map(String::as_str));
        let words = spoken.chain([site_language]).find_map(Words::of);
        if snapshot.pages().families().is_empty() {
            read.clear();
        }
        Self {
            words: words.unwrap_or(ALL[0]),
            languages: read,
        }
    }

    /// Returns what of this an answer depends on, for its `ETag`.
    pub(super) fn identity(&self) -> String {
        format!("{} {}", self.words.tag, self.languages.join(","))
    }
}

/// Returns the part of a tag that names the language: `pt` of `pt-BR`.
fn base(tag: &str) -> String {
    tag.split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_lowercase()
}

/// Returns the tags of `Accept-Language` in lower case, the heaviest first.
/// What is no tag is left out, and so is `*`: it asks for nothing.
fn accepted(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(ACCEPT_LANGUAGE).iter();
    let ranges = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    let mut tags: Vec<(u32, String)> = Vec::new();
    for range in ranges.take(4 * MAX_LANGUAGES) {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default().to_lowercase();
        let weight = parts
            .find_map(|part| part.strip_prefix("q="))
            .map(str::parse::<f32>);
        let weight = match weight {
            None => 1.0,
            Some(Ok(weight)) if (0.0..=1.0).contains(&weight) => weight,
            Some(_) => 0.0,
        };
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic())
            && tag.len() <= 35
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if is_tag && weight > 0.0 && tags.iter().all(|(_, known)| *known != tag) {
            tags.push(((weight * 1000.0) as u32, tag));
        }
    }
    tags.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    tags.truncate(MAX_LANGUAGES);
    tags.into_iter().map(|(_, tag)| tag).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;
    use crate::http::fixture;

    fn headers(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(value).unwrap());
        headers
    }

    #[test]
    fn languages_are_read_by_weight() {
        let check = |value: &str, expected: &[&str]| {
            assert_eq!(accepted(&headers(value)), expected, "{value}");
        };
        check(
            "de-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5",
            &["de-ch", "fr", "en", "de"],
        );
        check("en;q=0.1,ja", &["ja", "en"]);
        check("en;q=0, de;q=2, <b>, , ja;q=x, ar", &["ar"]);
        check("", &[]);
        let many: Vec<String> = (0..100).map(|n| format!("x{n}")).collect();
        assert_eq!(accepted(&headers(&many.join(","))).len(), MAX_LANGUAGES);
    }

    #[test]
    fn the_page_speaks_a_language_of_the_reader_that_the_site_has() {
        let snapshot = Snapshot::open(&fixture::index()).unwrap();
        let tag = |accept: &str, preferred: Option<&str>| {
            Locale::of(&headers(accept), &snapshot, preferred).words.tag
        };
        assert_eq!(tag("fr, de", None), "en", "no page is in French");
        assert_eq!(tag("fr, ja;q=0.5", None), "en");
        assert_eq!(tag("en-GB", Some("ar")), "ar");
        assert_eq!(tag("", Some("tlh")), "en");
    }
}
