//! What a page depends on, as digests: equal ones mean an equal document.
//!
//! A page's digest covers its file and all that shapes it: its place, its
//! entry in the navigation, redirects to it, the preset of its site, the
//! configuration and this parser. The files that it includes stand beside it,
//! for they are known only when it has been parsed.

use std::collections::BTreeMap;

use super::boilerplate::Boilerplate;
use super::site::{Generator, Site};
use super::{Corpus, Format, PARSER_VERSION, Source, Stamp, read, resolve};

/// Hashes what was read of a file.
pub(super) fn of_bytes(bytes: &read::Bytes) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&bytes.size.to_le_bytes());
    hasher.update(&bytes.bytes);
    *hasher.finalize().as_bytes()
}

impl Corpus {
    /// Returns the digest of a page whose file holds what `content` says.
    ///
    /// Cost: a few texts to hash; the file is not read.
    pub fn digest_of(&self, source: &Source, content: &[u8; 32]) -> [u8; 32] {
        let site = self.site_of(source);
        let entry = site.entry_of(&source.path);
        let redirects = self.redirects.get(source.url.trim_end_matches('/'));
        let place = format!(
            "{:?} {:?} {:?} {:?} {entry:?} {:?} {redirects:?} {:?} {:?}",
            source.url,
            source.language,
            source.version,
            source.family,
            source.part.map(|part| part.line),
            site.root,
            site.mount_of(&source.path),
        );
        let shape = [place.as_str(), &source.path, &source.id, &source.topic];
        let repeats_titles = matches!(source.format, Format::Rst | Format::AsciiDoc)
            || site.generator == Generator::Jekyll;
        let shared = match source.format {
            Format::Html => self.shared_by(source).map_or(0, Boilerplate::digest),
            _ => 0,
        };
        let mut hasher = blake3::Hasher::new();
        for text in shape {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.update(&self.shapes[source.site]);
        if repeats_titles {
            hasher.update(&self.navigations[source.site]);
        }
        hasher.update(&self.settings);
        hasher.update(&(source.format as u64).to_le_bytes());
        hasher.update(&shared.to_le_bytes());
        hasher.update(content);
        *hasher.finalize().as_bytes()
    }

    /// Returns what the file system says of a page's file; `None` if nothing.
    pub fn stamp_of(&self, source: &Source) -> Option<Stamp> {
        let part = source.part.map(|part| (part.offset, part.length as u64));
        Stamp::of(&source.file, part)
    }

    /// Returns the digest of a file that a page includes, as it is now.
    pub fn included(&self, path: &str) -> [u8; 32] {
        resolve::digest_of(&self.root, path)
    }

    /// Returns the paths of all files that were found, as a digest.
    pub fn listing(&self) -> [u8; 32] {
        self.listing
    }

    /// Returns what shapes pages besides their own files, each with a value
    /// that changes with it: what is compared to say why pages are read again.
    pub fn shape(&self) -> BTreeMap<String, String> {
        let mut shape: BTreeMap<String, String> = self.reasons.clone();
        let sites = self.sites.iter().zip(&self.shapes);
        for (site, digest) in sites {
            let name = match site.root.as_str() {
                "" => format!("the settings of the {} site", site.generator.name()),
                root => format!(
                    "the settings of the {} site in {root}",
                    site.generator.name()
                ),
            };
            let digest = blake3::Hash::from_bytes(*digest);
            shape.insert(name, digest.to_hex().to_string());
        }
        shape
    }

    /// Returns the settings that shape every page, each with its value.
    pub(super) fn settings_of(&self) -> BTreeMap<String, String> {
        let settings = [
            (
                "the way in which docent reads pages",
                PARSER_VERSION.to_string(),
            ),
            ("`site.url`", self.base_url.clone()),
            ("`site.name`", self.site_name.clone()),
            ("`site.language`", format!("{:?}", self.language)),
            ("`corpus.max_page_mb`", self.max_page_mb.to_string()),
            (
                "`corpus.max_section_words`",
                self.max_section_words.to_string(),
            ),
            ("`[facets]`", format!("{:?}", self.facets)),
        ];
        settings
            .map(|(name, value)| (name.to_owned(), value))
            .into()
    }
}

/// Hashes the settings that shape every page.
pub(super) fn of_settings(settings: &BTreeMap<String, String>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for text in settings.iter().flat_map(|(name, value)| [name, value]) {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Hashes the paths of all files that were found.
pub(super) fn of_listing(paths: &[String]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for path in paths {
        hasher.update(path.as_bytes()).update(&[0]);
    }
    *hasher.finalize().as_bytes()
}

/// Hashes what a site's navigation calls its pages and where it puts them, which
/// others repeat where they link to one.
pub(super) fn of_navigation(site: &Site) -> [u8; 32] {
    let named = site.navigation.iter();
    let named = named.filter(|(_, entry)| entry.title.is_some() || entry.url.is_some());
    let mut named: Vec<_> = named.collect();
    named.sort_unstable_by_key(|(path, _)| *path);
    let mut hasher = blake3::Hasher::new();
    for (path, entry) in named {
        let texts = [Some(path), entry.title.as_ref(), entry.url.as_ref()];
        for text in texts.map(|text| text.map_or("", String::as_str)) {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
    }
    *hasher.finalize().as_bytes()
}
