//! The table of keys: the one list of what `docent.toml` knows.

use std::fmt::Write as _;

/// One key of `docent.toml`.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Table and key: `site.url`.
    pub name: &'static str,
    /// What a value is, in words: "text", "list of globs".
    pub kind: &'static str,
    /// The default as TOML; empty where the site's generator decides.
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
              Page URLs are this plus the page's path; without it they are root-relative, and \
              the pages of `docent serve` lead to each page's own text there, at `/p/` and its \
              path, for they know no site. `docent index --url` overrides it.",
    },
    Key {
        name: "site.language",
        kind: "language tag",
        default: "\"en\"",
        doc: "The language of pages that do not say theirs.",
    },
    Key {
        name: "site.version",
        kind: "text",
        default: "\"\"",
        doc: "The version that readers get who ask for none, e.g. `2.1`. \
              Empty: the highest that is no pre-release.",
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
        name: "preset.generator",
        kind: "name of a generator",
        default: "\"auto\"",
        doc: "What made the site; `auto` knows it by its files. docs/formats.md lists the \
              generators and what each preset does; `docent init` writes down what was found.",
    },
    Key {
        name: "preset.content",
        kind: "table of folders and addresses",
        default: "",
        doc: "The folders whose files are pages, and the path each is served at, e.g. \
              `{ \"content/en\" = \"/\", \"content/ja\" = \"/ja/\" }`.",
    },
    Key {
        name: "preset.urls",
        kind: "`folder`, `bare` or `file`",
        default: "",
        doc: "How a page is served: as `/a/b/`, `/a/b` or `/a/b.html`.",
    },
    Key {
        name: "preset.anchors",
        kind: "name of a rule",
        default: "",
        doc: "How a heading becomes an anchor: `github`, `mdbook`, `mkdocs`, `vitepress`, \
              `sphinx`, `asciidoctor`, `antora`, `mdn`, `javascript-info` or `rails`.",
    },
    Key {
        name: "preset.dialects",
        kind: "list of names",
        default: "",
        doc: "What is cleaned before Markdown is parsed: `includes`, `hugo`, `liquid`, `honkit`, \
              `javascript-info`, `learn`, `myst`, `jsx`, `admonitions`, `tabs`, `kumascript`, \
              `definitions` or `fences`.",
    },
    Key {
        name: "preset.strip_numbers",
        kind: "true or false",
        default: "",
        doc: "Whether `01-intro.md` is served as `intro`.",
    },
    Key {
        name: "preset.leave_out",
        kind: "list of globs",
        default: "",
        doc: "Files below the site's folder that are no pages of their own, such as partials; \
              it replaces the generator's list.",
    },
    Key {
        name: "facets.<name>.label",
        kind: "text",
        default: "",
        doc: "Its name for people; without it the name itself, `reading_time` as \"Reading time\". \
              Of the facets that every site has (`topic`, `level`, `language`, `version`, \
              `code_language`) this alone can be set.",
    },
    Key {
        name: "facets.<name>.key",
        kind: "key or list of keys",
        default: "",
        doc: "The front matter key or HTML `meta` name with the page's values; of several the \
              first that the page has. `author.name` is also `name` in a table `author`, and \
              `product` also a meta `docsearch:product`. Without it the facet's own name.",
    },
    Key {
        name: "facets.<name>.hierarchical",
        kind: "true or false",
        default: "",
        doc: "Whether values are paths with `/`: a page of `guide/install` then also counts for \
              `guide`.",
    },
    Key {
        name: "facets.<name>.type",
        kind: "`text`, `number` or `date`",
        default: "",
        doc: "What values are. By numbers and dates results can be sorted, and ranges of them \
              asked for: `5..10`, `2024..`. Without it `text`.",
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
        name: "synonyms.builtin",
        kind: "true or false",
        default: "true",
        doc: "Whether the built-in synonyms of programming count as well: `js` and `javascript`, \
              `config` for `configuration`, `??` for \"nullish coalescing\".",
    },
    Key {
        name: "synonyms.groups",
        kind: "list of lists of words",
        default: "[]",
        doc: "Words that mean the same, in each list at least two; an entry may be several words, \
              e.g. `[[\"js\", \"javascript\"], [\"ci/cd\", \"continuous integration\"]]`. \
              A page that says one is also found by the others; what was typed counts more.",
    },
    Key {
        name: "synonyms.one_way",
        kind: "table of lists of words",
        default: "{}",
        doc: "Words that stand for others but not the other way round: who looks for `db` also \
              wants `database`, but not the reverse: `db = [\"database\"]`.",
    },
    Key {
        name: "synonyms.languages",
        kind: "table of such tables by language",
        default: "{}",
        doc: "Synonyms of one language, for readers who prefer it or a site that is in it: \
              `[synonyms.languages.de]` with `groups` and `one_way` of its own.",
    },
    Key {
        name: "pin.query",
        kind: "text or list of texts",
        default: "",
        doc: "The whole query, or several, for which the pin holds. Case, accents and signs \
              between words do not matter, nor does what the index makes of synonyms and typos: \
              the pin is for what was typed.",
    },
    Key {
        name: "pin.page",
        kind: "page",
        default: "",
        doc: "The page: its file, its id or its address. One that is not there is a notice of \
              `docent index`.",
    },
    Key {
        name: "pin.position",
        kind: "whole number, 1 to 100",
        default: "",
        doc: "The place of the page among the results, whatever else is found; without it 1. A \
              page that the reader's filters leave out is not shown.",
    },
    Key {
        name: "pin.hide",
        kind: "true or false",
        default: "",
        doc: "Instead: the page is neither shown nor counted for these queries.",
    },
    Key {
        name: "serve.listen",
        kind: "address",
        default: "\"127.0.0.1:7979\"",
        doc: "Where `docent serve` listens. `--listen` overrides it.",
    },
    Key {
        name: "serve.url",
        kind: "URL",
        default: "\"\"",
        doc: "The address under which readers reach this service, e.g. \
              `https://search.example.com/`. It is written where addresses must be whole: in \
              `/opensearch.xml` and in what other sites show of a shared page. Without it \
              `/opensearch.xml` has the host that was asked, which is right only where no proxy \
              stands in front.",
    },
    Key {
        name: "serve.allow_origins",
        kind: "list of origins",
        default: "[\"*\"]",
        doc: "Web origins whose pages may read `/search` and `/algolia`: `*` for any.",
    },
    Key {
        name: "serve.algolia_indexes",
        kind: "list of names",
        default: "[]",
        doc: "The index names that search boxes made for Algolia may ask for at `/algolia`; \
              another is answered with 404. Empty: any name.",
    },
    Key {
        name: "serve.allow_explain",
        kind: "true or false",
        default: "false",
        doc: "Whether `/search?explain=true` says of each result why it stands where it does. It \
              costs more than a search and tells how pages are ranked. \
              `docent serve --allow-explain` sets it.",
    },
    Key {
        name: "guard.queries",
        kind: "path",
        default: "\"\"",
        doc: "A file of judged queries in the corpus folder, as `docent eval` reads them, that is \
              asked before anything is published.",
    },
    Key {
        name: "guard.ndcg10",
        kind: "number from 0 to 1",
        default: "0.0",
        doc: "An index in which the mean nDCG@10 of those queries is below this is not published, \
              unless `docent index --force` asks for it; the old one keeps serving.",
    },
    Key {
        name: "check.ignore",
        kind: "list of rules",
        default: "[]",
        doc: "Rules of `docent check` whose findings are left out, e.g. `[\"long-section\"]`; \
              docs/check.md lists them.",
    },
];

/// Returns `docs/config.md`: every key with its kind, default and meaning.
pub fn to_markdown() -> String {
    let mut out = String::from(
        "# docent.toml\n\n\
         Generated from `src/config/keys.rs`; `cargo test` fails when it is out of date.\n\n\
         The file lies in the corpus folder and is optional: without it docent reads every\n\
         page that it can. A key it does not know is an error that names the nearest one.\n",
    );
    let mut table = "";
    for key in KEYS {
        let (this_table, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
        if this_table != table {
            table = this_table;
            let heading = match table {
                "pin" => "[[pin]]".to_owned(),
                table => format!("[{table}]"),
            };
            let _ = write!(
                out,
                "\n## `{heading}`\n\n{}| key | value | default | |\n|---|---|---|---|\n",
                introduction(table)
            );
        }
        let default = match key.default {
            "" if table.starts_with("facets") || table == "pin" => String::new(),
            "" => "the generator's".to_owned(),
            default => format!("`{default}`"),
        };
        let _ = writeln!(out, "| `{name}` | {} | {default} | {} |", key.kind, key.doc);
    }
    out
}

/// Returns what is to be said of a table before its keys.
fn introduction(table: &str) -> &'static str {
    match table {
        "facets.<name>" => {
            "A facet of the site's own: a value that pages state, by which readers filter and\n\
             sort. `<name>` is free: small letters, digits, `_` and `-`, a letter first.\n\
             docs/facets.md has examples.\n\n"
        }
        "pin" => PINS,
        _ => "",
    }
}

/// What is to be said of pins, with an example.
const PINS: &str = "\
The owner's last word: for a query, a page stands at a place that you choose, or is not shown.
There may be several; they count from the next `docent index` on, and `docent search --explain`
names them.

```toml
[[pin]]
query = [\"install\", \"getting started\"]
page = \"guide/setup.md\"

[[pin]]
query = \"install\"
page = \"old/install.md\"
hide = true
```

";

/// Returns a key as [`KEYS`] writes it: the name of a facet is free.
fn documented(full: &str) -> String {
    match full.strip_prefix("facets.") {
        Some(rest) => match rest.split_once('.') {
            Some((_, key)) => format!("facets.<name>.{key}"),
            None => "facets.<name>".to_owned(),
        },
        None => full.to_owned(),
    }
}

/// Refuses keys that [`KEYS`] does not list.
pub(super) fn check_keys(table: &toml::Table, prefix: &str) -> Result<(), String> {
    for (name, value) in table {
        let full = format!("{prefix}{name}");
        let known = documented(&full);
        if KEYS.iter().any(|key| key.name == known) {
            continue;
        }
        let inner = format!("{known}.");
        let known_table = KEYS.iter().any(|key| key.name.starts_with(&inner));
        match value {
            toml::Value::Table(sub) if known_table => check_keys(sub, &format!("{full}."))?,
            toml::Value::Array(list) if known_table => {
                for table in list.iter().filter_map(toml::Value::as_table) {
                    check_keys(table, &format!("{full}."))?;
                }
            }
            _ => return Err(unknown_key(&full)),
        }
    }
    Ok(())
}

/// Returns the message for an unknown key, with the nearest known one.
fn unknown_key(full: &str) -> String {
    let documented = documented(full);
    let likeness = |known: &str| strsim::jaro_winkler(known, &documented);
    let tables = KEYS.iter().filter_map(|key| key.name.split_once('.'));
    let names = KEYS.iter().map(|key| key.name);
    let nearest = names
        .chain(tables.map(|(table, _)| table))
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest {
        Some(nearest) if likeness(nearest) > 0.7 => {
            format!("unknown key `{full}`; did you mean `{nearest}`?")
        }
        _ => format!("unknown key `{full}`; docs/config.md lists the known ones"),
    }
}
