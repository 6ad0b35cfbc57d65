//! `docent.toml` as one documented table of keys, read once.
//!
//! `KEYS` is the single list: unknown keys are errors that name the nearest
//! known one, `docs/config.md` is generated from it, and a test holds it equal
//! to the fields of `Config`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, Result};

/// The configuration file's name, looked for in the corpus folder.
pub const FILE_NAME: &str = "docent.toml";

/// One key of `docent.toml`.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Table and key: `site.url`.
    pub name: &'static str,
    /// What a value is, in words: "text", "list of globs".
    pub kind: &'static str,
    /// The default as TOML.
    pub default: &'static str,
    /// What it does, one or two sentences.
    pub doc: &'static str,
}

/// Every key that `docent.toml` knows, in the order of the documentation.
pub const KEYS: &[Key] = &[
    Key {
        name: "site.name",
        kind: "text",
        default: "\"Docent\"",
        doc: "The site's name, shown on the search page and reported as the index's name.",
    },
    Key {
        name: "site.url",
        kind: "URL",
        default: "\"\"",
        doc: "The address under which the site is published, e.g. `https://learn.example/docs/`. \
              Page URLs are this plus the page's path; without it they are root-relative. \
              `docent index --url` overrides it.",
    },
    Key {
        name: "site.language",
        kind: "language tag",
        default: "\"en\"",
        doc: "The language of pages that do not say theirs.",
    },
    Key {
        name: "corpus.include",
        kind: "list of globs",
        default: "[]",
        doc: "Only files that match one of these are pages, relative to the corpus. \
              Empty: every file whose format docent reads.",
    },
    Key {
        name: "corpus.exclude",
        kind: "list of globs",
        default: "[]",
        doc: "Files that match one of these are no pages, e.g. `drafts/**`. \
              `.gitignore` and `.ignore` files are honoured as well.",
    },
    Key {
        name: "corpus.max_page_mb",
        kind: "whole number, megabytes",
        default: "8",
        doc: "A longer page is cut here, with a notice.",
    },
    Key {
        name: "corpus.max_section_words",
        kind: "whole number",
        default: "800",
        doc: "A longer section is split between two of its blocks, so that a hit leads near \
              the words that were looked for.",
    },
    Key {
        name: "index.keep",
        kind: "whole number",
        default: "5",
        doc: "How many generations stay on disk, the live one included.",
    },
    Key {
        name: "index.memory_mb",
        kind: "whole number, megabytes",
        default: "128",
        doc: "The memory in which the index is built before it is written; at least 32. \
              `docent index --memory` overrides it.",
    },
    Key {
        name: "index.threads",
        kind: "whole number",
        default: "0",
        doc: "Threads that read pages; 0 means one for each core. \
              `docent index --threads` overrides it.",
    },
    Key {
        name: "serve.listen",
        kind: "address",
        default: "\"127.0.0.1:7979\"",
        doc: "Where `docent serve` listens. `--listen` overrides it.",
    },
    Key {
        name: "serve.allow_origins",
        kind: "list of origins",
        default: "[\"*\"]",
        doc: "Web origins whose pages may read `/search`: `*` for any.",
    },
];

/// What `docent.toml` says, defaults filled in.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Config {
    /// Who the site is.
    pub site: Site,
    /// Which files are pages and how they are cut.
    pub corpus: Corpus,
    /// How the index is built and kept.
    pub index: Index,
    /// How it is served.
    pub serve: Serve,
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

/// The `[serve]` table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Serve {
    /// See `serve.listen` in [`KEYS`].
    pub listen: String,
    /// See `serve.allow_origins` in [`KEYS`].
    pub allow_origins: Vec<String>,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            name: "Docent".to_owned(),
            url: String::new(),
            language: "en".to_owned(),
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
            allow_origins: vec!["*".to_owned()],
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
        check_keys(&table, "")?;
        let config: Self = toml::from_str(text).map_err(|error| readable(&error, text))?;
        config.check()?;
        Ok(config)
    }

    /// Checks what types cannot.
    ///
    /// # Errors
    /// Names the key and what its value must be.
    pub fn check(&self) -> Result<(), String> {
        let url = &self.site.url;
        if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(format!(
                "`site.url` is \"{url}\": it must start with https:// or http://"
            ));
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
        Ok(())
    }
}

/// Returns `docs/config.md`: every key with its kind, default and meaning.
pub fn to_markdown() -> String {
    let mut out = String::from(
        "# docent.toml\n\n\
         Generated from `src/config.rs`; `cargo test` fails when it is out of date.\n\n\
         The file lies in the corpus folder and is optional: without it docent reads every\n\
         page that it can. A key it does not know is an error that names the nearest one.\n",
    );
    let mut table = "";
    for key in KEYS {
        let (this_table, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if this_table != table {
            table = this_table;
            let _ = write!(
                out,
                "\n## `[{table}]`\n\n| key | value | default | |\n|---|---|---|---|\n"
            );
        }
        let _ = writeln!(
            out,
            "| `{name}` | {} | `{}` | {} |",
            key.kind, key.default, key.doc
        );
    }
    out
}

/// Refuses keys that [`KEYS`] does not list.
fn check_keys(table: &toml::Table, prefix: &str) -> Result<(), String> {
    for (name, value) in table {
        let full = format!("{prefix}{name}");
        if KEYS.iter().any(|key| key.name == full) {
            continue;
        }
        let inner = format!("{full}.");
        let known_table = KEYS.iter().any(|key| key.name.starts_with(&inner));
        match value {
            toml::Value::Table(sub) if known_table => check_keys(sub, &inner)?,
            _ => return Err(unknown_key(&full)),
        }
    }
    Ok(())
}

/// Returns the message for an unknown key, with the nearest known one.
fn unknown_key(full: &str) -> String {
    let tables = KEYS.iter().filter_map(|key| key.name.split_once('.'));
    let names = KEYS.iter().map(|key| key.name);
    let nearest = names
        .chain(tables.map(|(table, _)| table))
        .max_by(|a, b| strsim::jaro_winkler(a, full).total_cmp(&strsim::jaro_winkler(b, full)));
    match nearest {
        Some(nearest) if strsim::jaro_winkler(nearest, full) > 0.7 => {
            format!("unknown key `{full}`; did you mean `{nearest}`?")
        }
        _ => format!("unknown key `{full}`; docs/config.md lists the known ones"),
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
    use super::*;

    #[test]
    fn an_empty_file_gives_the_defaults() {
        assert_eq!(Config::parse("").unwrap(), Config::default());
    }

    #[test]
    fn the_table_of_keys_has_the_defaults_of_the_structs() {
        let mut text = String::new();
        for key in KEYS {
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
    fn the_documentation_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/config.md");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, to_markdown()).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            found,
            to_markdown(),
            "run UPDATE_GOLDEN=1 cargo test the_documentation"
        );
    }
}
