//! Microsoft Learn and DocFX.

use super::super::Format;
use super::super::address::{UrlStyle, split_path};
use super::super::dialect::Dialect;
use super::super::frontmatter::Value;
use super::super::headings::SlugRule;
use super::super::resolve::normal;
use super::super::settings::settings_of;
use super::tree::join;
use super::{Entry, Generator, Mount, Preset, Site, Tree, is_below};

/// The names of tables of contents.
const TABLES: [&str; 4] = ["toc.yml", "TOC.yml", "TOC.md", "toc.md"];

/// Keys of front matter that only its pages have.
const KEYS: [&str; 3] = ["\nms.date:", "\nms.topic:", "\nms.author:"];

/// How many pages of a folder are looked at, and how much of each.
const MAX_SAMPLES: usize = 5;
const MAX_HEAD: usize = 4_000;

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Bare,
        anchors: SlugRule::Github,
        dialects: vec![
            Dialect::Includes,
            Dialect::Learn,
            Dialect::Admonitions,
            Dialect::Fences,
        ],
        left_out: vec![
            ("included", "includes/".to_owned()),
            ("table of contents", "TOC.md".to_owned()),
            ("table of contents", "toc.md".to_owned()),
        ],
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: by `docfx.json`, or by tables of contents with pages that
/// have Learn's front matter beside them.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for (folder, sign) in tree.holding(&["docfx.json"]) {
        let mut site = Site::new(Generator::Learn, folder, sign);
        let text = tree.read(sign).unwrap_or_default();
        let settings = serde_json::from_str(&text).unwrap_or_default();
        let mounts = mounts_of(tree, &settings, folder);
        if !mounts.is_empty() {
            site.mounts = mounts;
        }
        sites.push(site);
    }
    let tables = tree.holding(&TABLES);
    if sites.is_empty()
        && let Some((root, sign)) = root_of(tree, &tables)
    {
        sites.push(Site::new(Generator::Learn, &root, sign));
    }
    for site in &mut sites {
        add_versions(tree, site);
        let own = tables.iter().filter(|(_, path)| site.holds(path));
        for (folder, path) in own.copied().collect::<Vec<_>>() {
            read_table(tree, folder, path, site);
        }
    }
    sites
}

/// Reads the folders that a `docfx.json` builds pages from.
fn mounts_of(tree: &Tree<'_>, settings: &serde_json::Value, folder: &str) -> Vec<Mount> {
    let content = settings.get("build").and_then(|build| build.get("content"));
    let content = content.and_then(serde_json::Value::as_array);
    let mut mounts: Vec<Mount> = Vec::new();
    for entry in content.into_iter().flatten() {
        let text = |key: &str| entry.get(key).and_then(serde_json::Value::as_str);
        let source = text("src").unwrap_or_default();
        let Some(source) = normal(&join(folder, source)) else {
            continue;
        };
        let url = match text("dest").unwrap_or_default().trim_matches('/') {
            "" | "." => "/".to_owned(),
            dest => format!("/{dest}/"),
        };
        let is_known = mounts.iter().any(|mount| mount.folder == source);
        if !is_known && tree.has_folder(&source) {
            let version = text("version").map(|name| name.rsplit('-').next().unwrap_or(name));
            mounts.push(Mount {
                folder: source,
                url,
                language: None,
                version: version.map(str::to_owned),
            });
        }
    }
    mounts
}

/// Returns the folder that holds all tables of contents whose pages are
/// Learn's, or the one above it if the folders beside it hold such pages too.
fn root_of<'t>(tree: &Tree<'_>, tables: &[(&str, &'t str)]) -> Option<(String, &'t str)> {
    let is_own = |(folder, _): &&(&str, &str)| has_pages(tree, folder);
    let own: Vec<_> = tables.iter().filter(is_own).collect();
    let (first, sign) = **own.first()?;
    let common = own.iter().fold(first, |common, (folder, _)| {
        let mut common = common;
        while !common.is_empty() && *folder != common && !is_below(folder, common) {
            common = split_path(common).0;
        }
        common
    });
    let above = split_path(common).0;
    let beside = tree.under(above).iter().any(|path| {
        let name = path[above.len()..].trim_start_matches('/');
        let folder = join(above, name.split('/').next().unwrap_or_default());
        folder != common && is_version(split_path(&folder).1)
    });
    let root = match beside {
        true => above,
        false => common,
    };
    Some((root.to_owned(), sign))
}

/// Says whether the first pages of a folder have Learn's front matter.
fn has_pages(tree: &Tree<'_>, folder: &str) -> bool {
    let mut pages = tree.under(folder).iter();
    let pages = pages.by_ref().filter(|path| path.ends_with(".md"));
    let texts = pages.take(MAX_SAMPLES).filter_map(|path| tree.read(path));
    let mut heads = texts.map(|text| text.chars().take(MAX_HEAD).collect::<String>());
    heads.any(|head| head.starts_with("---") && (KEYS.iter().any(|key| head.contains(key))))
}

/// Says whether a folder is named after a version: `7.5`, `v1.0`.
fn is_version(name: &str) -> bool {
    let number = name.strip_prefix('v').unwrap_or(name);
    number.contains('.')
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Mounts the folders of versions.
fn add_versions(tree: &Tree<'_>, site: &mut Site) {
    let mut known: Vec<String> = Vec::new();
    for path in tree.under(&site.root) {
        let below = path[site.root.len()..].trim_start_matches('/');
        let Some((name, _)) = below.split_once('/').filter(|(name, _)| is_version(name)) else {
            continue;
        };
        let folder = join(&site.root, name);
        if known.last() == Some(&folder) {
            continue;
        }
        known.push(folder.clone());
        if site.mounts.iter().all(|mount| mount.folder != folder) {
            site.mounts.push(Mount {
                folder,
                url: format!("/{name}/"),
                language: None,
                version: Some(name.trim_start_matches('v').to_owned()),
            });
        }
    }
}

/// Reads a table of contents in YAML or Markdown.
fn read_table(tree: &Tree<'_>, folder: &str, path: &str, site: &mut Site) {
    let text = tree.read(path).unwrap_or_default();
    if path.ends_with(".md") {
        return read_headings(&text, folder, site);
    }
    let Some(settings) = settings_of(&text) else {
        return;
    };
    let items = settings.get("items").unwrap_or(&settings);
    read_items(items, folder, &mut Vec::new(), site);
}

/// Reads entries with a name, a page and entries of their own.
///
/// What is nested too deep is refused by the parser of the settings.
fn read_items(items: &Value, folder: &str, chapters: &mut Vec<String>, site: &mut Site) {
    for item in items.items() {
        let name = item.get("name").and_then(Value::text);
        if let Some(target) = item.get("href").and_then(Value::text) {
            add_page(target, name, folder, chapters, site);
        }
        let Some(inner) = item.get("items") else {
            continue;
        };
        chapters.extend(name.map(str::to_owned));
        read_items(inner, folder, chapters, site);
        if name.is_some() {
            chapters.pop();
        }
    }
}

/// Reads headings that are links: `## [Name](page.md)`.
fn read_headings(text: &str, folder: &str, site: &mut Site) {
    let mut chapters: Vec<String> = Vec::new();
    for line in text.lines() {
        let rest = line.trim_start_matches('#');
        let level = line.len() - rest.len();
        if level == 0 || level > 6 {
            continue;
        }
        chapters.truncate(level - 1);
        let rest = rest.trim();
        let link = rest
            .strip_prefix('[')
            .and_then(|rest| rest.split_once("]("));
        let name = match link {
            Some((name, target)) => {
                let target = target.split([')', ' ']).next().unwrap_or_default();
                add_page(target, Some(name), folder, &chapters, site);
                name
            }
            None => rest,
        };
        chapters.push(name.to_owned());
    }
}

/// Adds a page of a table of contents; the first to name it has its place.
fn add_page(target: &str, name: Option<&str>, folder: &str, chapters: &[String], site: &mut Site) {
    let target = target.split(['?', '#']).next().unwrap_or_default();
    if !target.ends_with(".md") || target.contains("://") {
        return;
    }
    let target = target.trim_start_matches("~/");
    let Some(path) = normal(&join(folder, target)) else {
        return;
    };
    let order = i64::try_from(site.navigation.len() + 1).ok();
    site.navigation.entry(path).or_insert_with(|| Entry {
        order,
        title: name.map(str::to_owned),
        chapters: chapters.to_vec(),
        url: None,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_from_names() {
        for name in ["7.5", "v1.0", "10.0.1"] {
            assert!(is_version(name), "{name}");
        }
        for name in ["7", "docs", "v", "1.x", ".5"] {
            assert!(!is_version(name), "{name}");
        }
    }
}
