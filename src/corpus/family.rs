//! Which pages are translations or versions of one another, by their places.
//!
//! A folder `ja` or `v2` in an address is taken for a language or a version
//! where pages below it have counterparts: beside it (`de/a`, `v1/a`) or above
//! it (`a`). So is the end of a name, `a.fr.md`. What is left of the address is
//! the same for all of them and for no other page: their family.

use std::collections::{HashMap, HashSet};

use super::Source;
use super::address::{names_folder, split_path, stem_of};
use super::metadata::language_of;
use super::site::Site;

/// The languages that folders are named after, without their regions.
const LANGUAGES: [&str; 58] = [
    "am", "ar", "az", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi",
    "fr", "gl", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "ko", "lt",
    "lv", "mn", "ms", "my", "nb", "ne", "nl", "no", "pl", "pt", "ro", "ru", "si", "sk", "sl", "sq",
    "sr", "sv", "ta", "te", "th", "tr", "uk", "ur", "vi", "zh",
];

/// Versions that are words; a folder of that name alone says nothing.
const VERSION_WORDS: [&str; 11] = [
    "latest", "stable", "next", "current", "canary", "nightly", "dev", "main", "master", "edge",
    "lts",
];

/// The share of a folder's pages that need counterparts: one in so many.
const ONE_IN: usize = 4;

/// What a part of an address may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Sense {
    Language,
    Version,
}

/// Gives each page what its address is without language and version, and the
/// language and the version that it says, where its site does not say them.
///
/// Cost: the parts of the addresses that look like either.
pub(super) fn place(sources: &mut [Source], sites: &[Site]) {
    let addresses: Vec<Vec<String>> = sources
        .iter()
        .map(|source| parts_of(source, sites))
        .collect();
    let known: HashSet<String> = addresses.iter().map(|parts| parts.join("/")).collect();
    let folders = folders_of(sources, &addresses, &known);
    let suffixes = suffixes_of(&addresses, &known);
    for (source, mut parts) in sources.iter_mut().zip(addresses) {
        let mut left: Vec<String> = Vec::with_capacity(parts.len());
        if let Some((stem, tag)) = parts.last().and_then(|name| with_language(name)) {
            let (stem, tag) = (stem.to_owned(), tag.to_owned());
            let folder = &parts[..parts.len() - 1];
            if suffixes.contains(&joined(folder, std::slice::from_ref(&stem))) {
                source.language = source.language.take().or_else(|| language_of(&tag));
                parts.pop();
                parts.extend((!names_folder(&stem)).then_some(stem));
            }
        }
        for (at, part) in parts.iter().enumerate() {
            // In `ja/v2` the version is one when it is one in `v2`.
            let is_known = || {
                folders.contains(&parts[..=at].join("/"))
                    || folders.contains(&joined(&left, std::slice::from_ref(part)))
            };
            let sense = sense_of(part).filter(|_| is_known());
            let (value, stated) = match sense {
                Some(Sense::Language) => (language_of(part), &mut source.language),
                Some(Sense::Version) => (Some(part.clone()), &mut source.version),
                None => {
                    left.push(part.clone());
                    continue;
                }
            };
            *stated = stated.take().or(value);
            let topic = source.topic.split('/').filter(|topic| topic != part);
            source.topic = topic.collect::<Vec<_>>().join("/");
        }
        source.family = left.join("/");
    }
}

/// Returns the family of a page of this language and version; `key` is the name
/// that the page gives it, if it gives one.
pub(super) fn of(
    source: &Source,
    language: Option<&str>,
    version: Option<&str>,
    key: Option<&str>,
) -> String {
    if let Some(key) = key {
        return format!("#{key}");
    }
    let mut parts: Vec<&str> = source.family.split('/').collect();
    let is_language = |part: &str| {
        let tag = language_of(part).filter(|_| sense_of(part) == Some(Sense::Language));
        tag.is_some_and(|tag| language.is_some_and(|language| is_one_language(&tag, language)))
    };
    if let Some(at) = parts.iter().position(|part| is_language(part)) {
        parts.remove(at);
    }
    let Some(version) = version
        .map(plain_version)
        .filter(|version| !version.is_empty())
    else {
        return parts.join("/");
    };
    if let Some(at) = parts.iter().position(|part| plain_version(part) == version) {
        // `cli/v1` and `cli/v2` are not versions of `cli`.
        let is_name = at + 1 == parts.len() && !is_index(source);
        match is_name {
            true => parts[at] = "*",
            false => drop(parts.remove(at)),
        }
    } else if let Some(name) = parts.last_mut() {
        let signs = name.match_indices(['-', '_', '.']).map(|(at, _)| at);
        let end = signs
            .into_iter()
            .find(|at| plain_version(&name[at + 1..]) == version);
        if let Some(at) = end {
            *name = &name[..at];
        }
    }
    parts.join("/")
}

/// Returns the parts of a page's address below its server, after its site's folder.
fn parts_of(source: &Source, sites: &[Site]) -> Vec<String> {
    let root = &sites[source.site].root;
    let path = source.url.trim_matches('/');
    let (folder, name) = split_path(path);
    let name = match name.ends_with(".html") || name.ends_with(".htm") {
        true => stem_of(name),
        false => name,
    };
    let name = match names_folder(name) {
        true => "",
        false => name,
    };
    let parts = root.split('/').chain(folder.split('/')).chain([name]);
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// Returns the folders that stand for a language or a version.
fn folders_of(
    sources: &[Source],
    addresses: &[Vec<String>],
    known: &HashSet<String>,
) -> HashSet<String> {
    // By what stands around a part: the parts that stand there.
    let mut around: HashMap<(String, Sense), HashSet<&str>> = HashMap::new();
    let mut numbered: HashSet<String> = HashSet::new();
    for (source, parts) in sources.iter().zip(addresses) {
        for (at, sense) in candidates(source, parts) {
            let key = (joined(&parts[..at], &parts[at + 1..]), sense);
            around.entry(key).or_default().insert(&parts[at]);
            if sense == Sense::Version && !is_word(&parts[at]) {
                numbered.insert(parts[..at].join("/"));
            }
        }
    }
    // By folder: its pages, and those that have counterparts.
    let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
    let mut of_place: HashSet<String> = HashSet::new();
    for (source, parts) in sources.iter().zip(addresses) {
        for (at, sense) in candidates(source, parts) {
            let folder = parts[..=at].join("/");
            let said = match sense {
                Sense::Language => source.language.as_deref().map(str::to_owned),
                Sense::Version => source.version.as_deref().map(plain_version),
            };
            let own = match sense {
                Sense::Language => language_of(&parts[at]),
                Sense::Version => Some(plain_version(&parts[at])),
            };
            if said.is_some() && said == own {
                of_place.insert(folder.clone());
            }
            let above = joined(&parts[..at], &parts[at + 1..]);
            let has_rest = at + 1 < parts.len();
            let is_alone = is_word(&parts[at]) && !numbered.contains(&parts[..at].join("/"));
            let found = known.contains(&above)
                || around
                    .get(&(above, sense))
                    .is_some_and(|others| others.len() > 1);
            let (pages, counterparts) = counts.entry(folder).or_default();
            *pages += 1;
            *counterparts += usize::from(found && has_rest && !is_alone);
        }
    }
    // One name that two folders share by chance is no counterpart.
    let enough = counts.into_iter().filter(|(_, (pages, found))| {
        *found > 0 && found * ONE_IN >= *pages && (*found > 1 || *pages <= 2)
    });
    enough.map(|(folder, _)| folder).chain(of_place).collect()
}

/// Returns the parts of an address that may be a language or a version: its
/// folders, and the whole of it for a folder's own page.
fn candidates<'a>(
    source: &'a Source,
    parts: &'a [String],
) -> impl Iterator<Item = (usize, Sense)> + 'a {
    let n = parts.len() - usize::from(!is_index(source) && !parts.is_empty());
    let parts = parts[..n].iter().enumerate();
    parts.filter_map(|(at, part)| Some((at, sense_of(part)?)))
}

/// Returns the names, without their languages, that several languages share.
fn suffixes_of(addresses: &[Vec<String>], known: &HashSet<String>) -> HashSet<String> {
    let mut seen = HashSet::new();
    let mut shared = HashSet::new();
    for parts in addresses {
        let Some((name, folder)) = parts.split_last() else {
            continue;
        };
        if let Some((stem, _)) = with_language(name) {
            let name = match names_folder(stem) {
                true => folder.join("/"),
                false => joined(folder, &[stem.to_owned()]),
            };
            let key = joined(folder, &[stem.to_owned()]);
            if known.contains(&name) || !seen.insert(key.clone()) {
                shared.insert(key);
            }
        }
    }
    shared
}

/// Splits `page.fr` into name and language.
fn with_language(name: &str) -> Option<(&str, &str)> {
    let (stem, tag) = name.rsplit_once('.')?;
    (!stem.is_empty() && sense_of(tag) == Some(Sense::Language)).then_some((stem, tag))
}

fn is_index(source: &Source) -> bool {
    let (_, name) = split_path(&source.path);
    names_folder(stem_of(name))
}

fn joined(before: &[String], after: &[String]) -> String {
    let parts = before.iter().chain(after).map(String::as_str);
    parts.collect::<Vec<_>>().join("/")
}

fn sense_of(part: &str) -> Option<Sense> {
    if part.len() > 24 || !part.is_ascii() {
        return None;
    }
    let lower = part.to_ascii_lowercase();
    let mut subtags = lower.split(['-', '_']);
    let is_language = LANGUAGES.contains(&subtags.next().unwrap_or_default())
        && subtags.clone().count() <= 1
        && subtags
            .all(|tag| matches!(tag.len(), 2..=4) && tag.chars().all(|c| c.is_ascii_alphabetic()));
    match is_language {
        true => Some(Sense::Language),
        false => is_version(&lower).then_some(Sense::Version),
    }
}

fn is_word(part: &str) -> bool {
    VERSION_WORDS.contains(&part.to_ascii_lowercase().as_str())
}

/// Says whether a folder's name is that of a version: `v2`, `1.x`, `2.0-beta1`;
/// a whole number alone counts chapters.
fn is_version(part: &str) -> bool {
    if is_word(part) {
        return true;
    }
    let rest = without_prefix(part);
    let n = rest
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'x'))
        .count();
    let (number, stage) = rest.split_at(n);
    let stage = stage.trim_start_matches(['-', '.', '_']);
    let stage = stage.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_marked = rest.len() < part.len() || number.contains('.');
    let is_number = number.starts_with(|c: char| c.is_ascii_digit()) && !number.ends_with('.');
    is_number && is_marked && matches!(stage, "" | "alpha" | "beta" | "rc" | "preview" | "dev")
}

/// Returns a version without what is only written before it.
fn without_prefix(version: &str) -> &str {
    for prefix in ["version-", "version", "release-", "v"] {
        if let Some(rest) = version.strip_prefix(prefix)
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            return rest;
        }
    }
    version
}

/// Returns a version as versions are compared.
fn plain_version(version: &str) -> String {
    let lower = version.trim().to_lowercase();
    without_prefix(&lower).trim_end_matches(".x").to_owned()
}

fn is_one_language(a: &str, b: &str) -> bool {
    let base = |tag: &str| tag.split('-').next().map(str::to_owned);
    base(a) == base(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::corpus::Corpus;

    /// Returns `language version family` of each page of a corpus.
    fn families(pages: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in pages {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, format!("{text}\nText.\n")).unwrap();
        }
        let corpus = Corpus::open(folder.path(), &Config::default()).unwrap();
        let documents = pages.iter().map(|(path, _)| {
            let mut sources = corpus.sources().iter();
            let source = sources.find(|source| source.path == *path).unwrap();
            corpus.parse(source).document.unwrap()
        });
        let shown = documents.map(|document| {
            let text = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            let (language, version) = (text(document.language), text(document.version));
            format!("{language} {version} {}", text(document.family))
        });
        shown.collect()
    }

    #[test]
    fn folders_with_counterparts_are_languages_and_versions() {
        let found = families(&[
            ("docs/a/loops.md", "# L"),
            ("docs/ja/a/loops.md", "# L"),
            ("docs/pt-BR/a/loops.md", "# L"),
            ("docs/ja/only.md", "# O"),
            ("docs/v1/api.md", "# A"),
            ("docs/2.x/api.md", "# A"),
            ("docs/next/api.md", "# A"),
        ]);
        assert_eq!(
            found,
            [
                "en - docs/a/loops",
                "ja - docs/a/loops",
                "pt-br - docs/a/loops",
                "ja - docs/only",
                "en v1 docs/api",
                "en 2.x docs/api",
                "en next docs/api",
            ]
        );
    }

    #[test]
    fn folders_that_only_look_so_are_left_alone() {
        let found = families(&[
            ("editors/vi/keys.md", "# K"),
            ("editors/emacs/keys.md", "# K"),
            ("react/next/routing.md", "# R"),
            ("react/routing.md", "# R"),
            ("tutorial/1/start.md", "# S"),
            ("tutorial/2/start.md", "# S"),
            ("releases/v1.0.md", "# 1"),
            ("releases/v1.1.md", "# 2"),
            ("whatsnew/3.5/index.md", "# 3.5"),
            ("whatsnew/3.5/add-ons.md", "# A"),
            ("whatsnew/3.5/colours.md", "# C"),
            ("whatsnew/3.6/add-ons.md", "# A"),
            ("whatsnew/3.6/themes.md", "# T"),
            ("whatsnew/3.6/fonts.md", "# F"),
            ("whatsnew/index.md", "# W"),
            ("api/version/index.md", "# V"),
            ("a/en/index.md", "# En"),
            ("a/en/dash.md", "# Dash"),
        ]);
        let kept = found.iter().filter(|family| family.starts_with("en - "));
        assert_eq!(kept.count(), found.len(), "{found:?}");
        let distinct: HashSet<&String> = found.iter().collect();
        assert_eq!(distinct.len(), found.len());
    }

    #[test]
    fn pages_say_their_language_version_and_key() {
        let found = families(&[
            ("guide.fr.md", "# G"),
            ("guide.md", "# G"),
            ("de/kurs.md", "---\nlanguage: de\n---\n# K"),
            ("cli/v1.md", "---\nversion: v1\n---\n# C"),
            ("cli/v2.md", "---\nversion: 2\n---\n# C"),
            ("cli/index.md", "# C"),
            ("setup-1.0.md", "---\nversion: '1.0'\n---\n# S"),
            ("x.md", "---\ntranslationKey: same\n---\n# X"),
            ("y.md", "---\nlang: de\nlang-ref: same\n---\n# X"),
        ]);
        assert_eq!(
            found,
            [
                "fr - guide",
                "en - guide",
                "de - kurs",
                "en v1 cli/*",
                "en 2 cli/*",
                "en - cli",
                "en 1.0 setup",
                "en - #same",
                "de - #same",
            ]
        );
    }

    #[test]
    fn parts_are_told_apart() {
        for part in ["v2", "1.x", "2.0", "version-2.0", "v1.2.3-beta1", "latest"] {
            assert_eq!(sense_of(part), Some(Sense::Version), "{part}");
        }
        for part in ["ja", "pt-BR", "zh_Hans", "zh-TW"] {
            assert_eq!(sense_of(part), Some(Sense::Language), "{part}");
        }
        for part in [
            "2",
            "go",
            "v8-engine",
            "1.",
            "vx",
            "ja-",
            "de-sign-it",
            "2024-01-01",
            "é",
        ] {
            assert_eq!(sense_of(part), None, "{part}");
        }
    }
}
