//! `docent.toml` as one documented table of keys, read once.
//!
//! [`KEYS`] is the single list: unknown keys are errors that name the nearest
//! known one, `docs/config.md` is generated from it, and a test holds it equal
//! to the fields of `Config`.

mod facets;

mod keys;

mod pins;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

pub(crate) use facets::is_taken;
pub use facets::{FacetRule, OneOrMany};

pub use keys::{KEYS, Key, to_markdown};

pub use pins::Pin;

/// The configuration file's name, looked for in the corpus folder.
pub const FILE_NAME: &str = "docent.toml";

/// What `docent.toml` says, defaults filled in.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Config {
    /// Who the site is.
    pub site: Site,
    /// Which files are pages and how they are cut.
    pub corpus: Corpus,
    /// What the site's generator makes of pages, overridden.
    pub preset: Preset,
    /// The facets of the site's own, by name.
    pub facets: BTreeMap<String, FacetRule>,
    /// How the index is built and kept.
    pub index: Index,
    /// Words that stand for one another.
    pub synonyms: Synonyms,
    /// Pages that the owner puts at a place for a query, or hides.
    pub pin: Vec<Pin>,
    /// How it is served.
    pub serve: Serve,
    /// What is published only if it is asked for twice.
    pub guard: Guard,
    /// What a check reports.
    pub check: Check,
}

/// The `[site]` table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Site {
    /// See `site.name` in [`KEYS`].
    pub name: String,
    /// See `site.url` in [`KEYS`]; empty where none is set.
    pub url: String,
    /// See `site.language` in [`KEYS`].
    pub language: String,
    /// See `site.version` in [`KEYS`]; empty where none is set.
    pub version: String,
}

/// The `[corpus]` table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Corpus {
    /// See `corpus.include` in [`KEYS`].
    pub include: Vec<String>,
    /// See `corpus.exclude` in [`KEYS`].
    pub exclude: Vec<String>,
    /// See `corpus.max_page_mb` in [`KEYS`].
    pub max_page_mb: usize,
    /// See `corpus.max_section_words` in [`KEYS`].
    pub max_section_words: usize,
}

/// The `[preset]` table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Preset {
    /// See `preset.generator` in [`KEYS`].
    pub generator: String,
    /// See `preset.content` in [`KEYS`].
    pub content: Option<BTreeMap<String, String>>,
    /// See `preset.urls` in [`KEYS`].
    pub urls: Option<String>,
    /// See `preset.anchors` in [`KEYS`].
    pub anchors: Option<String>,
    /// See `preset.dialects` in [`KEYS`].
    pub dialects: Option<Vec<String>>,
    /// See `preset.strip_numbers` in [`KEYS`].
    pub strip_numbers: Option<bool>,
    /// See `preset.leave_out` in [`KEYS`].
    pub leave_out: Option<Vec<String>>,
}

/// The `[index]` table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Index {
    /// See `index.keep` in [`KEYS`].
    pub keep: usize,
    /// See `index.memory_mb` in [`KEYS`].
    pub memory_mb: usize,
    /// See `index.threads` in [`KEYS`].
    pub threads: usize,
}

/// The `[synonyms]` table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Synonyms {
    /// See `synonyms.builtin` in [`KEYS`].
    pub builtin: bool,
    /// See `synonyms.groups` in [`KEYS`].
    pub groups: Vec<Vec<String>>,
    /// See `synonyms.one_way` in [`KEYS`].
    pub one_way: BTreeMap<String, Vec<String>>,
    /// See `synonyms.languages` in [`KEYS`].
    pub languages: BTreeMap<String, LanguageSynonyms>,
}

/// Synonyms of one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct LanguageSynonyms {
    /// As `synonyms.groups`.
    pub groups: Vec<Vec<String>>,
    /// As `synonyms.one_way`.
    pub one_way: BTreeMap<String, Vec<String>>,
}

/// The `[serve]` table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Serve {
    /// See `serve.listen` in [`KEYS`].
    pub listen: String,
    /// See `serve.url` in [`KEYS`]; empty where none is set.
    pub url: String,
    /// See `serve.allow_origins` in [`KEYS`].
    pub allow_origins: Vec<String>,
    /// See `serve.allow_explain` in [`KEYS`].
    pub allow_explain: bool,
    /// See `serve.algolia_indexes` in [`KEYS`].
    pub algolia_indexes: Vec<String>,
}

/// The `[guard]` table.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Guard {
    /// See `guard.queries` in [`KEYS`]; empty where there are none.
    pub queries: String,
    /// See `guard.ndcg10` in [`KEYS`].
    pub ndcg10: f64,
}

/// The `[check]` table.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Check {
    /// See `check.ignore` in [`KEYS`].
    pub ignore: Vec<String>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            name: "Docent".to_owned(),
            url: String::new(),
            language: "en".to_owned(),
            version: String::new(),
        }
    }
}

impl Default for Corpus {
    fn default() -> Self {
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            max_page_mb: 8,
            max_section_words: 800,
        }
    }
}

impl Default for Preset {
    fn default() -> Self {
        Self {
            generator: "auto".to_owned(),
            content: None,
            urls: None,
            anchors: None,
            dialects: None,
            strip_numbers: None,
            leave_out: None,
        }
    }
}

impl Default for Synonyms {
    fn default() -> Self {
        Self {
            builtin: true,
            groups: Vec::new(),
            one_way: BTreeMap::new(),
            languages: BTreeMap::new(),
        }
    }
}

impl Default for Index {
    fn default() -> Self {
        Self {
            keep: 5,
            memory_mb: 128,
            threads: 0,
        }
    }
}

impl Default for Serve {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:7979".to_owned(),
            url: String::new(),
            allow_origins: vec!["*".to_owned()],
            allow_explain: false,
            algolia_indexes: Vec::new(),
        }
    }
}

impl Config {
    /// Reads `docent.toml` in `folder`; the defaults where there is none.
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, or holds an unknown key or a value
    /// of the wrong kind.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE_NAME);
        match fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).map_err(|message| Error::Config { path, message }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Error::io("read", &path)(error)),
        }
    }

    /// Reads a configuration from its text.
    ///
    /// # Errors
    /// Says what is wrong, where, and what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let table: toml::Table = toml::from_str(text).map_err(|error| readable(&error, text))?;
        keys::check_keys(&table, "")?;
        let config: Self = toml::from_str(text).map_err(|error| readable(&error, text))?;
        config.check()?;
        Ok(config)
    }

    /// Checks what types cannot.
    ///
    /// # Errors
    /// Names the key and what its value must be.
    pub fn check(&self) -> Result<(), String> {
        for (name, url) in [("site.url", &self.site.url), ("serve.url", &self.serve.url)] {
            if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
                return Err(format!(
                    "`{name}` is \"{url}\": it must start with https:// or http://"
                ));
            }
        }
        let at_least = [
            ("corpus.max_page_mb", self.corpus.max_page_mb, 1),
            (
                "corpus.max_section_words",
                self.corpus.max_section_words,
                50,
            ),
            ("index.keep", self.index.keep, 1),
            ("index.memory_mb", self.index.memory_mb, 32),
        ];
        for (name, value, least) in at_least {
            if value < least {
                return Err(format!("`{name}` is {value}: it must be at least {least}"));
            }
        }
        if self.index.memory_mb > MAX_MEMORY_MB {
            return Err(format!(
                "`index.memory_mb` is {}: it must be at most {MAX_MEMORY_MB}",
                self.index.memory_mb
            ));
        }
        let threads = self.index.threads;
        if threads > MAX_THREADS {
            return Err(format!(
                "`index.threads` is {threads}: it must be at most {MAX_THREADS}"
            ));
        }
        if !(0.0..=1.0).contains(&self.guard.ndcg10) {
            let floor = self.guard.ndcg10;
            return Err(format!("`guard.ndcg10` is {floor}: it must be from 0 to 1"));
        }
        facets::check(&self.facets)?;
        pins::check(&self.pin)?;
        self.synonyms.check()
    }
}

/// What the engine's one writing thread can use.
const MAX_MEMORY_MB: usize = 4000;

/// More threads than this read pages no faster on any machine.
const MAX_THREADS: usize = 256;

impl Synonyms {
    /// Checks that every list says something, and nothing twice.
    fn check(&self) -> Result<(), String> {
        check_synonyms("synonyms", &self.groups, &self.one_way)?;
        for (language, own) in &self.languages {
            let table = format!("synonyms.languages.{language}");
            check_synonyms(&table, &own.groups, &own.one_way)?;
        }
        Ok(())
    }
}

/// Checks the lists of one table.
fn check_synonyms(
    table: &str,
    groups: &[Vec<String>],
    one_way: &BTreeMap<String, Vec<String>>,
) -> Result<(), String> {
    let mut homes: BTreeMap<String, String> = BTreeMap::new();
    for group in groups {
        let name = format!("`{table}.groups` [{}]", group.join(", "));
        if group.len() < 2 {
            return Err(format!("{name}: a group needs at least two words"));
        }
        for word in group {
            let key = word_key(&name, word)?;
            if let Some(other) = homes.insert(key, name.clone()) {
                return Err(format!("{name}: \"{word}\" stands in {other} as well"));
            }
        }
    }
    for (word, others) in one_way {
        let name = format!("`{table}.one_way` {word}");
        word_key(&name, word)?;
        if others.is_empty() {
            return Err(format!("{name}: it stands for no word"));
        }
        for other in others {
            word_key(&name, other)?;
        }
    }
    Ok(())
}

/// Returns what a synonym is compared by.
fn word_key(place: &str, word: &str) -> Result<String, String> {
    let key = word
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    if key
        .chars()
        .any(|char| !char.is_whitespace() && !char.is_control())
    {
        Ok(key)
    } else {
        Err(format!("{place}: \"{word}\" is no word"))
    }
}

/// Returns a TOML error as one line with its line number.
fn readable(error: &toml::de::Error, text: &str) -> String {
    let line = error
        .span()
        .map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let message = error.message().replace('\n', " ");
    match line {
        Some(line) => format!("line {line}: {message}"),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(Config::parse("").unwrap(), Config::default());
    }

    #[test]
    fn the_table_of_keys_has_the_defaults_of_the_structs() {
        let mut text = String::new();
        for key in KEYS.iter().filter(|key| !key.default.is_empty()) {
            let _ = writeln!(text, "{} = {}", key.name, key.default);
        }
        assert_eq!(Config::parse(&text).unwrap(), Config::default());
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let error = Config::parse("[site]\nnme = \"x\"\n").unwrap_err();
        assert_eq!(error, "unknown key `site.nme`; did you mean `site.name`?");
        let error = Config::parse("[sit]\nname = \"x\"\n").unwrap_err();
        assert!(error.contains("did you mean `site"), "{error}");
    }

    #[test]
    fn a_wrong_value_names_its_line_or_key() {
        let error = Config::parse("[site]\nname = 3\n").unwrap_err();
        assert!(error.starts_with("line 2: "), "{error}");
        let error = Config::parse("[index]\nkeep = 0\n").unwrap_err();
        assert_eq!(error, "`index.keep` is 0: it must be at least 1");
        let error = Config::parse("[site]\nurl = \"learn.example\"\n").unwrap_err();
        assert!(error.contains("https://"), "{error}");
    }

    #[test]
    fn synonyms_are_checked() {
        let parse = |text: &str| Config::parse(&format!("[synonyms]\n{text}\n"));
        let config =
            parse("groups = [[\"js\", \"javascript\"]]\none_way = { db = [\"database\"] }");
        assert_eq!(config.unwrap().synonyms.groups[0], ["js", "javascript"]);
        for (text, expected) in [
            ("groups = [[\"js\"]]", "at least two"),
            ("groups = [[\"js\", \" \"]]", "is no word"),
            ("groups = [[\"js\", \"x\"], [\"y\", \"JS\"]]", "stands in"),
            ("one_way = { db = [] }", "stands for no word"),
            ("group = []", "did you mean `synonyms.groups`?"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
