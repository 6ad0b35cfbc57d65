//! `DevSite`, Google's, as TensorFlow has it: `_toc.yaml`, `_book.yaml`.
//!
//! `site/en` is served at `/`, other languages below their tags. A page's path
//! in a table of contents is its address without an extension.

use std::collections::BTreeSet;

use super::super::Format;
use super::super::address::{UrlStyle, split_path};
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::super::metadata::language_of;
use super::{Entry, Generator, Mount, Preset, Site, Tree, join};

/// The files that it is known by.
const SIGNS: [&str; 3] = ["_book.yaml", "_toc.yaml", "_project.yaml"];

/// The deepest chapters that are kept.
const MAX_CHAPTERS: usize = 4;

/// The extensions of sources, the likeliest first.
const EXTENSIONS: [&str; 3] = ["ipynb", "md", "html"];

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Bare,
        anchors: SlugRule::Mdn,
        dialects: vec![Dialect::Definitions, Dialect::Fences],
        left_out: ["README.md", "CONTRIBUTING.md"]
            .map(|name| ("no page", format!("/{name}")))
            .to_vec(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: one for each folder of languages.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let signs = tree.holding(&SIGNS);
    let mut homes: BTreeSet<&str> = BTreeSet::new();
    for (folder, _) in &signs {
        homes.extend(home_of(folder));
    }
    let sites = homes.iter().map(|home| {
        let below = signs
            .iter()
            .filter(|(folder, _)| home_of(folder) == Some(*home));
        let found: Vec<(&str, &str)> = below.copied().collect();
        site(tree, home, &found)
    });
    sites.collect()
}

/// Returns the folder of languages that a folder lies in: `site` of `site/en/x`.
fn home_of(folder: &str) -> Option<&str> {
    if folder == "site/en" || folder.starts_with("site/en/") {
        return Some("site");
    }
    let at = folder.find("/site/en").map(|at| at + "/site".len())?;
    let rest = &folder[at + "/en".len()..];
    (rest.is_empty() || rest.starts_with('/')).then(|| &folder[..at])
}

fn site(tree: &Tree<'_>, home: &str, signs: &[(&str, &str)]) -> Site {
    let sign = signs.first().map_or("", |(_, sign)| sign);
    let mut site = Site::new(Generator::DevSite, home, sign);
    let mut names: Vec<&str> = Vec::new();
    for path in tree.under(home) {
        let below = path[home.len()..].trim_start_matches('/');
        let Some((name, _)) = below.split_once('/') else {
            continue;
        };
        if names.last() != Some(&name) && language_of(name).is_some() {
            names.push(name);
        }
    }
    site.mounts = names.into_iter().map(|name| mount(home, name)).collect();
    let lists = signs
        .iter()
        .filter(|(_, sign)| sign.ends_with("_toc.yaml") || sign.ends_with("_book.yaml"));
    for (folder, sign) in lists {
        let language = folder[home.len()..].trim_start_matches('/');
        let language = language.split('/').next().unwrap_or_default();
        let root = join(home, language);
        for listed in listed_in(&tree.read(sign).unwrap_or_default()) {
            note(tree, &root, listed, &mut site);
        }
    }
    site
}

/// Returns where the pages of a language are served.
fn mount(home: &str, name: &str) -> Mount {
    Mount {
        folder: join(home, name),
        url: match name {
            "en" => "/".to_owned(),
            name => format!("/{name}/"),
        },
        language: language_of(name),
        version: None,
    }
}

/// Notes what a table of contents says of a page that is there.
fn note(tree: &Tree<'_>, root: &str, listed: Listed, site: &mut Site) {
    let below = listed.path.trim_matches('/');
    let (stem, _) = below.split_once(['#', '?']).unwrap_or((below, ""));
    let named = EXTENSIONS
        .iter()
        .map(|end| join(root, &format!("{stem}.{end}")));
    let indexes = EXTENSIONS
        .iter()
        .map(|end| join(root, &format!("{stem}/index.{end}")));
    let Some(path) = named.chain(indexes).find(|path| tree.has(path)) else {
        return;
    };
    let order = i64::try_from(site.navigation.len() + 1).ok();
    let (folder, _) = split_path(stem);
    let top = folder.split('/').next().unwrap_or_default().to_owned();
    let chapters = std::iter::once(top).chain(listed.chapters);
    let chapters = chapters.filter(|title| !title.is_empty());
    site.navigation.entry(path).or_insert_with(|| Entry {
        order,
        title: Some(listed.title),
        chapters: chapters.take(MAX_CHAPTERS).collect(),
        url: None,
    });
}

/// An entry of a table of contents.
#[derive(Debug, PartialEq, Eq)]
struct Listed {
    path: String,
    title: String,
    chapters: Vec<String>,
}

/// Reads a table of contents line by line: what is indented further belongs to
/// what stands above it, and a `heading` heads what follows it.
fn listed_in(text: &str) -> Vec<Listed> {
    let mut listed = Vec::new();
    // Titles above the line, each with its indent and whether it is a heading.
    let mut above: Vec<(usize, bool, String)> = Vec::new();
    for line in text.lines() {
        let bare = line.trim_start();
        let (bare, starts) = match bare.strip_prefix("- ") {
            Some(rest) => (rest, true),
            None => (bare, false),
        };
        let indent = line.len() - line.trim_start().len() + if starts { 2 } else { 0 };
        let Some((key, value)) = bare.split_once(':') else {
            continue;
        };
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        let is_heading = key.trim() == "heading";
        if starts {
            above.retain(|(depth, heads, _)| {
                *depth < indent || (*depth == indent && *heads && !is_heading)
            });
        }
        match key.trim() {
            "title" | "name" | "heading" if !value.is_empty() => {
                above.push((indent, is_heading, value));
            }
            "path" if value.starts_with('/') => {
                let Some((_, (_, _, title))) = above.iter().enumerate().next_back() else {
                    continue;
                };
                let n_chapters = above.len() - 1;
                listed.push(Listed {
                    path: value,
                    title: title.clone(),
                    chapters: above[..n_chapters]
                        .iter()
                        .map(|(_, _, title)| title.clone())
                        .collect(),
                });
            }
            _ => {}
        }
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const TOC: &str = "toc:\n- title: Overview\n  path: /guide/start\n- heading: Basics\n\
        - title: \"Tides: a start\"\n  path: /guide/tides\n- title: More\n  style: accordion\n  section:\n\
        \x20 - title: Bays\n    path: /guide/bays\n- heading: Far\n- title: Elsewhere\n  path: /other/x\n  status: external\n";

    #[test]
    fn tables_of_contents_give_titles_and_chapters() {
        let listed: Vec<String> = listed_in(TOC)
            .iter()
            .map(|listed| {
                format!(
                    "{} {} {}",
                    listed.path,
                    listed.chapters.join("/"),
                    listed.title
                )
            })
            .collect();
        let expected = [
            "/guide/start  Overview",
            "/guide/tides Basics Tides: a start",
            "/guide/bays Basics/More Bays",
            "/other/x Far Elsewhere",
        ];
        assert_eq!(listed, expected);
    }

    #[test]
    fn english_is_served_at_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            ("site/en/guide/_toc.yaml", TOC),
            ("site/en/guide/bays.md", "# Bays\n"),
            ("site/en/guide/tides.ipynb", "{}"),
            ("site/ja/guide/bays.md", "# B\n"),
        ];
        for (path, text) in files {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let paths = files.map(|(path, _)| path.to_owned());
        let mut paths = paths.to_vec();
        paths.sort();
        let sites = detect(&Tree::new(folder.path(), &paths));
        assert_eq!(sites.len(), 1);
        let site = &sites[0];
        let url = |path: &str, id: &str| site.place(path, id, Format::Markdown).unwrap().url;
        assert_eq!(
            url("site/en/guide/bays.md", "site/en/guide/bays"),
            "/guide/bays"
        );
        assert_eq!(
            url("site/ja/guide/bays.md", "site/ja/guide/bays"),
            "/ja/guide/bays"
        );
        assert_eq!(site.mounts[1].language.as_deref(), Some("ja"));
        let entry = &site.navigation["site/en/guide/tides.ipynb"];
        assert_eq!(entry.title.as_deref(), Some("Tides: a start"));
        assert_eq!(entry.chapters, ["guide", "Basics"]);
        assert_eq!(site.navigation.len(), 2);
    }

    #[test]
    fn hostile_tables_take_bounded_time() {
        for text in [
            "- title: a\n".repeat(50_000),
            "- heading: a\n  path: /x\n".repeat(50_000),
        ] {
            listed_in(&text);
        }
        let deep: String = (0..2_000)
            .map(|n| format!("{}- title: a\n", " ".repeat(n)))
            .collect();
        listed_in(&deep);
    }
}
