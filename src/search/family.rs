//! Translations and versions of one page: one hit, the others named in it.
//!
//! Of the pages that match and pass the filters, each family shows one:
//!
//! 1. Its language. Where the reader prefers one: that, else a dialect of it,
//!    else the site's, else any. Where not: one that is written as the query
//!    is, for a question in Japanese is answered in Japanese; then the one that
//!    holds most of the query; then the first that the reader reads, as a
//!    browser tells; then the site's; then by score.
//! 2. Its version, among the pages of that language. Where the reader prefers
//!    one: that; else one that the query names (`2.x`). Else the current one,
//!    unless another holds words of the query that it lacks altogether, or
//!    bears the very name that was typed.
//!
//! A member that does not match is never shown, but it is named: the reader
//! has a way to it. The hit has the score of the page that it shows.

use std::cmp::Reverse;

use super::matcher::Plan;
use super::score::{Ranked, TIER_PREFERRED};
use crate::api::{Hit, SearchRequest, TranslationLink, VersionLink};
use crate::index::{PageTable, Scratch, Snapshot, is_same_version};

/// Words that ask for the current version whatever its name is.
const CURRENT: [&str; 3] = ["current", "latest", "stable"];

/// The version of a page that states none, in links.
const UNNAMED: &str = "latest";

/// What a reader prefers, and what holds where nothing is preferred.
pub(super) struct Preference<'s> {
    pages: &'s PageTable,
    /// In lower case.
    language: Option<String>,
    version: Option<&'s str>,
    site_language: String,
    /// The languages that the reader reads, in lower case, the best first.
    read: Vec<String>,
    /// The languages that the script of the query is known for.
    written: &'static [&'static str],
    /// What in the query looks like a version.
    named: Vec<&'s str>,
}

impl<'s> Preference<'s> {
    /// Reads the preferences of a request.
    pub(super) fn new(snapshot: &'s Snapshot, request: &'s SearchRequest) -> Self {
        let pages = snapshot.pages();
        let version = request.prefer_version.as_deref().map(str::trim);
        let version = version.filter(|version| {
            let means_current = CURRENT.contains(&version.to_lowercase().as_str());
            !version.is_empty() && (!means_current || has_version(pages, version))
        });
        let language = request.prefer_language.as_deref().map(plain_tag);
        Self {
            pages,
            language: language.filter(|language| !language.is_empty()),
            version,
            site_language: plain_tag(&snapshot.manifest().language),
            read: request.languages.iter().map(|tag| plain_tag(tag)).collect(),
            written: languages_of(&request.q),
            named: request
                .q
                .split_whitespace()
                .filter_map(as_version)
                .collect(),
        }
    }

    /// Says what was preferred that no page has.
    pub(super) fn notices(&self) -> Vec<String> {
        let mut notices = Vec::new();
        if let Some(language) = &self.language {
            let languages = self.pages.facet("language").into_iter();
            let mut known = languages.flat_map(|column| &column.values);
            if !known.any(|tag| is_one_language(tag, language)) {
                notices.push(format!("no page is in the language \"{language}\""));
            }
        }
        if let Some(version) = self.version
            && !has_version(self.pages, version)
        {
            notices.push(format!("no page has version \"{version}\""));
        }
        notices
    }

    /// Leaves one page of each family, and lifts those in the preferred language
    /// above the rest. Cost: nothing without families and preferences.
    pub(super) fn apply(&self, ranked: &mut Vec<Ranked>, held: impl Fn(u32) -> u32) {
        let families = self.pages.families();
        if !families.is_empty() {
            let members = ranked
                .iter()
                .filter_map(|one| Some((families.of(one.page)?, *one)));
            let mut members: Vec<(u32, Ranked)> = members.collect();
            members.sort_by_key(|(family, one)| (*family, self.pages.path_rank(one.page)));
            let mut dropped: Vec<u32> = Vec::new();
            for group in members
                .chunk_by(|a, b| a.0 == b.0)
                .filter(|group| group.len() > 1)
            {
                let shown = self.choose(group, &held);
                let others = group.iter().map(|(_, one)| one.page);
                dropped.extend(others.filter(|page| *page != shown));
            }
            dropped.sort_unstable();
            ranked.retain(|one| dropped.binary_search(&one.page).is_err());
        }
        if let Some(language) = &self.language {
            for one in ranked {
                if self
                    .language_of(one.page)
                    .is_some_and(|tag| is_one_language(tag, language))
                {
                    one.tier += TIER_PREFERRED;
                }
            }
        }
    }

    /// Returns the page of a family that is shown.
    fn choose(&self, group: &[(u32, Ranked)], held: &impl Fn(u32) -> u32) -> u32 {
        let first = |one: &Ranked| Reverse(self.pages.path_rank(one.page));
        let by_language = group.iter().max_by_key(|(_, one)| {
            let (preferred, is_site_s) = self.language_place(one.page);
            let tag = self.language_of(one.page).unwrap_or(&self.site_language);
            let is_written = self.written.iter().any(|known| is_one_language(tag, known));
            let held = held(one.page);
            let read = Reverse(self.read_place(tag));
            let place = (preferred, is_written, one.tier, held, read, is_site_s);
            (place, one.score, first(one))
        });
        let language = by_language.and_then(|(_, one)| self.language_of(one.page));
        let versions = group
            .iter()
            .filter(|(_, one)| self.language_of(one.page) == language);
        let by_version = versions.max_by_key(|(_, one)| {
            let preferred = self
                .version
                .is_some_and(|version| self.is_version(one.page, version));
            let is_named = self
                .named
                .iter()
                .any(|word| self.is_version(one.page, word));
            let rank = self.pages.families().version_rank(one.page);
            (preferred, is_named, one.tier, rank, one.score, first(one))
        });
        by_version.map_or(group[0].1.page, |(_, one)| one.page)
    }

    /// Returns the place of a language among those that the reader reads, the
    /// very dialect first; behind them all where it is none of them.
    fn read_place(&self, tag: &str) -> (usize, bool) {
        let of_one = |read: &String| is_one_language(read, tag);
        let exact = self.read.iter().position(|read| read == tag);
        let place = exact.or_else(|| self.read.iter().position(of_one));
        (place.unwrap_or(self.read.len()), exact.is_none())
    }

    /// Says whether a page is in the site's language or one that the reader reads.
    pub(super) fn reads(&self, page: u32) -> bool {
        let tag = self.language_of(page).unwrap_or(&self.site_language);
        let mut read = self.read.iter().chain([&self.site_language]);
        read.any(|read| is_one_language(read, tag))
    }

    /// Returns how well a page's language is the preferred one, and whether it
    /// is the site's.
    fn language_place(&self, page: u32) -> (u8, bool) {
        let tag = self.language_of(page).unwrap_or(&self.site_language);
        let is_site_s = tag == self.site_language;
        let preferred = match &self.language {
            None => 0,
            Some(language) if tag == language => 3,
            Some(language) if is_one_language(tag, language) => 2,
            Some(_) => u8::from(is_site_s),
        };
        (preferred, is_site_s)
    }

    /// Writes into a hit where its other versions and translations are, and
    /// what of the preferences it is not.
    pub(super) fn complete(&self, hit: &mut Hit, page: u32) {
        let tag = self.language_of(page);
        if let (Some(wanted), Some(tag)) = (&self.language, tag)
            && !is_one_language(tag, wanted)
        {
            hit.fallback.push("language".to_owned());
        }
        if let (Some(wanted), Some(version)) = (self.version, self.version_of(page))
            && !is_same_version(version, wanted)
        {
            hit.fallback.push("version".to_owned());
        }
        hit.versions = self.versions(page);
        hit.translations = self.translations(page);
    }

    /// Returns the other versions, the current one first, each in the page's
    /// language or in the one it has.
    pub(super) fn versions(&self, page: u32) -> Vec<VersionLink> {
        let families = self.pages.families();
        let own = families.version_rank(page);
        let mut others = families.members(page).to_vec();
        let current = others
            .iter()
            .map(|other| families.version_rank(*other))
            .max();
        others.retain(|other| families.version_rank(*other) != own);
        others.sort_by_key(|other| {
            let is_same = self.language_of(*other) == self.language_of(page);
            let (_, is_site_s) = self.language_place(*other);
            (Reverse(families.version_rank(*other)), !is_same, !is_site_s)
        });
        others.dedup_by_key(|other| families.version_rank(*other));
        let links = others.into_iter().map(|other| VersionLink {
            version: self.version_of(other).unwrap_or(UNNAMED).to_owned(),
            url: self.pages.record(other).url.clone(),
            current: Some(families.version_rank(other)) == current,
        });
        links.collect()
    }

    /// Returns the translations by language, each of the page's version or of
    /// the nearest to the current one.
    pub(super) fn translations(&self, page: u32) -> Vec<TranslationLink> {
        let families = self.pages.families();
        let own = families.version_rank(page);
        let mut others = families.members(page).to_vec();
        others.retain(|other| {
            let tag = self.language_of(*other);
            tag.is_some() && tag != self.language_of(page)
        });
        others.sort_by_key(|other| {
            let rank = families.version_rank(*other);
            (self.language_of(*other), rank != own, Reverse(rank))
        });
        others.dedup_by_key(|other| self.language_of(*other));
        let links = others.into_iter().map(|other| {
            let record = self.pages.record(other);
            TranslationLink {
                language: self.language_of(other).unwrap_or_default().to_owned(),
                url: record.url.clone(),
                title: record.title.clone(),
            }
        });
        links.collect()
    }

    fn language_of(&self, page: u32) -> Option<&'s str> {
        self.pages
            .record(page)
            .facet("language")
            .map(String::as_str)
    }

    fn version_of(&self, page: u32) -> Option<&'s str> {
        self.pages.record(page).facet("version").map(String::as_str)
    }

    fn is_version(&self, page: u32, version: &str) -> bool {
        let own = self.version_of(page);
        own.is_some_and(|own| is_same_version(own, version))
    }
}

/// Returns how much of the query each page holds: the rarities of its words.
pub(super) fn held<'s>(plan: &'s Plan<'_>, scratch: &'s Scratch) -> impl Fn(u32) -> u32 + 's {
    |page| {
        let mask = scratch.masks[page as usize];
        let words = plan.rarity.iter().enumerate();
        let held = words.filter(|(word, _)| mask & (1 << word) != 0);
        held.map(|(_, rarity)| *rarity).sum()
    }
}

fn has_version(pages: &PageTable, version: &str) -> bool {
    let mut known = pages
        .facet("version")
        .into_iter()
        .flat_map(|column| &column.values);
    known.any(|known| is_same_version(known, version))
}

/// Scripts that are known for few languages, with their first and last letters.
/// Han stands last: with kana beside it, it is Japanese.
const SCRIPTS: [(char, char, &[&str]); 8] = [
    ('\u{3040}', '\u{30ff}', &["ja"]),
    ('\u{ac00}', '\u{d7a3}', &["ko"]),
    (
        '\u{0400}',
        '\u{04ff}',
        &["ru", "uk", "bg", "sr", "be", "mk", "kk", "mn"],
    ),
    ('\u{0600}', '\u{06ff}', &["ar", "fa", "ur"]),
    ('\u{0590}', '\u{05ff}', &["he"]),
    ('\u{0900}', '\u{097f}', &["hi", "mr", "ne"]),
    ('\u{0e00}', '\u{0e7f}', &["th"]),
    ('\u{4e00}', '\u{9fff}', &["zh", "ja"]),
];

/// Returns the languages that the letters of a query are known for; none for
/// Latin letters, which are everybody's.
fn languages_of(q: &str) -> &'static [&'static str] {
    let is_written = |first: char, last: char| q.chars().any(|c| (first..=last).contains(&c));
    let mut scripts = SCRIPTS.iter();
    let found = scripts.find(|(first, last, _)| is_written(*first, *last));
    found.map_or(&[], |(_, _, languages)| languages)
}

/// Returns a word of a query without the signs around it, if it looks like a
/// version: a number with a `v` or a dot, for a whole number counts other things.
fn as_version(word: &str) -> Option<&str> {
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let number = word.strip_prefix(['v', 'V']).unwrap_or(word);
    let is_marked = number.len() < word.len() || word.contains('.');
    let number = number.strip_suffix(".x").unwrap_or(number);
    let is_number = number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (is_marked && is_number).then_some(word)
}

/// Returns a language tag as pages have it: `pt_BR` is `pt-br`.
fn plain_tag(tag: &str) -> String {
    tag.trim().replace('_', "-").to_lowercase()
}

/// Says whether two tags name one language, whatever the region.
pub(super) fn is_one_language(a: &str, b: &str) -> bool {
    let base = |tag: &str| tag.split('-').next().map(str::to_owned);
    base(a) == base(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_from_numbers() {
        for (word, expected) in [
            ("2.x", Some("2.x")),
            ("v2", Some("v2")),
            ("\"V1.10\"?", Some("V1.10")),
            ("7.5,", Some("7.5")),
            ("2", None),
            ("vue", None),
            ("node.js", None),
            ("v", None),
            ("\u{3042}.", None),
        ] {
            assert_eq!(as_version(word), expected, "{word}");
        }
    }

    #[test]
    fn letters_say_the_language() {
        assert_eq!(languages_of("React \u{30d5}\u{30c3}\u{30af}"), ["ja"]);
        assert_eq!(languages_of("\u{90e8}\u{7f72}\u{3059}\u{308b}"), ["ja"]);
        assert_eq!(languages_of("\u{90e8}\u{7f72}"), ["zh", "ja"]);
        assert!(languages_of("für é").is_empty());
    }
}
