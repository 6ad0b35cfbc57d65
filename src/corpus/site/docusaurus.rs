//! Docusaurus: docs, blog, versions, translations.
//!
//! Its configuration is a program: only what it plainly sets to a text is read
//! from it, and folders are where they are by default otherwise.

use super::super::Format;
use std::collections::HashMap;

use super::super::address::{self, UrlStyle, split_path, stem_of};
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::place::without_number;
use super::tree::join;
use super::{Generator, Mount, Preset, Site, Tree, sidebar};

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Bare,
        anchors: SlugRule::Github,
        dialects: vec![
            Dialect::Jsx,
            Dialect::Admonitions,
            Dialect::Tabs,
            Dialect::Fences,
        ],
        left_out: vec![("shown in other pages", "_*".to_owned())],
        strips_numbers: true,
        slug_keys: &["id"],
        text: Format::Text,
    }
}

/// Finds its sites.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&[
        "docusaurus.config.js",
        "docusaurus.config.ts",
        "docusaurus.config.mjs",
        "docusaurus.config.cjs",
        "docusaurus.config.mts",
    ]);
    let sites = found.into_iter().map(|(folder, sign)| {
        let config = tree.read(sign).unwrap_or_default();
        site_of(tree, folder, sign, &config)
    });
    sites.collect()
}

/// Makes the site of a configuration.
fn site_of(tree: &Tree<'_>, folder: &str, sign: &str, config: &str) -> Site {
    let base = match literal(config, "", "baseUrl") {
        Some(url) => with_slashes(&url),
        None => "/".to_owned(),
    };
    let mut docs = folder_of(
        folder,
        &literal(config, "docs", "path").unwrap_or("docs".into()),
    );
    // `website/` beside `docs/` is how its own template for projects lies.
    let (above, _) = split_path(folder);
    let beside = join(above, "docs");
    if !tree.has_folder(&docs) && !folder.is_empty() && tree.has_folder(&beside) {
        docs = beside;
    }
    let is_outside = !super::is_below(&docs, folder) && !folder.is_empty();
    let root = if is_outside { above } else { folder };
    let mut site = Site::new(Generator::Docusaurus, root, sign);
    let said = |key: &str| literal(config, "", key);
    site.introduce(said("title").as_deref(), said("url").as_deref());
    let mounts = mounts_of(tree, folder, docs, &base, config);
    if !mounts.is_empty() {
        site.mounts = mounts;
    }
    name_posts(tree, &mut site);
    name_folders(tree, &mut site);
    list_pages(tree, &mut site, folder);
    name_categories(tree, &mut site);
    site
}

/// Returns where the pages of docs, blog and translations are served.
fn mounts_of(tree: &Tree<'_>, folder: &str, docs: String, base: &str, config: &str) -> Vec<Mount> {
    let mut mounts = Vec::new();
    let route = literal(config, "docs", "routeBasePath").unwrap_or("docs".into());
    let docs_url = format!("{base}{}", with_slashes(&route).trim_start_matches('/'));
    let versions = versions_of(tree, folder);
    let latest = versions.first().cloned();
    let mut add = |folder: String, url: String, language: Option<&str>, version: Option<&str>| {
        if tree.has_folder(&folder) {
            mounts.push(Mount {
                folder,
                url,
                language: language.map(str::to_lowercase),
                version: version.map(str::to_owned),
            });
        }
    };
    let current = match latest {
        Some(_) => format!("{docs_url}next/"),
        None => docs_url.clone(),
    };
    let url_of = |version: &str| match latest.as_deref() == Some(version) {
        true => docs_url.clone(),
        false => format!("{docs_url}{version}/"),
    };
    add(docs, current.clone(), None, None);
    add(join(folder, "blog"), format!("{base}blog/"), None, None);
    add(join(folder, "src/pages"), base.to_owned(), None, None);
    for version in &versions {
        let versioned = join(folder, &format!("versioned_docs/version-{version}"));
        add(versioned, url_of(version), None, Some(version));
    }
    for language in languages_of(tree, folder) {
        let inside = |path: &str| join(folder, &format!("i18n/{language}/{path}"));
        let moved = |url: &str| format!("{base}{language}/{}", &url[base.len()..]);
        let plugin = "docusaurus-plugin-content";
        let tag = Some(language.as_str());
        add(
            inside(&format!("{plugin}-docs/current")),
            moved(&current),
            tag,
            None,
        );
        for version in &versions {
            let docs = inside(&format!("{plugin}-docs/version-{version}"));
            add(docs, moved(&url_of(version)), tag, Some(version));
        }
        add(
            inside(&format!("{plugin}-blog")),
            moved(&format!("{base}blog/")),
            tag,
            None,
        );
        add(inside(&format!("{plugin}-pages")), moved(base), tag, None);
    }
    mounts
}

/// Gives the posts of blogs their addresses: `2024-05-01-news` has its date
/// in its address.
fn name_posts(tree: &Tree<'_>, site: &mut Site) {
    let blogs = site.mounts.iter().filter(|mount| is_blog(mount));
    let mut posts = Vec::new();
    for mount in blogs {
        for path in tree.under(&mount.folder) {
            let below = path[mount.folder.len()..].trim_start_matches('/');
            if Format::of(path).is_none() {
                continue;
            }
            let below = stem_of(below).trim_end_matches("/index");
            if let Some(dated) = dated(below) {
                posts.push((path.clone(), format!("{}{dated}", mount.url)));
            }
        }
    }
    for (path, url) in posts {
        site.navigation.entry(path).or_default().url = Some(url);
    }
}

/// Returns `2024/05/01/news` of `2024-05-01-news`.
fn dated(name: &str) -> Option<String> {
    let (date, rest) = (name.get(..10)?, name.get(10..)?);
    let is_date = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let slug = rest.strip_prefix(['-', '/'])?;
    is_date.then(|| format!("{}/{slug}", date.replace('-', "/")))
}

/// Says whether a page is served as its folder: `a/index.md`, `a/a.md`.
pub(super) fn names_folder(path: &str) -> bool {
    let (folder, _) = split_path(path);
    let stem = split_path(stem_of(path)).1;
    address::names_folder(stem)
        || without_number(stem).eq_ignore_ascii_case(without_number(split_path(folder).1))
}

/// Gives `a/a.md` the address of its folder.
fn name_folders(tree: &Tree<'_>, site: &mut Site) {
    let mut pages = Vec::new();
    for mount in site.mounts.iter().filter(|mount| !is_blog(mount)) {
        for path in tree.under(&mount.folder) {
            let is_own = !address::names_folder(split_path(stem_of(path)).1);
            let (folder, _) = split_path(path);
            let below = folder[mount.folder.len()..].trim_start_matches('/');
            if is_own && !below.is_empty() && Format::of(path).is_some() && names_folder(path) {
                let parts: Vec<&str> = below.split('/').map(without_number).collect();
                pages.push((path.clone(), format!("{}{}", mount.url, parts.join("/"))));
            }
        }
    }
    for (path, url) in pages {
        site.navigation.entry(path).or_default().url = Some(url);
    }
}

fn is_blog(mount: &Mount) -> bool {
    mount.url.ends_with("blog/")
}

/// Takes labels and order from the sidebars of the docs and their versions.
fn list_pages(tree: &Tree<'_>, site: &mut Site, folder: &str) {
    let names = ["js", "ts", "cjs", "mjs", "json"];
    for mount in site.mounts.clone() {
        let sidebars: Vec<String> = match &mount.version {
            Some(version) => {
                let name = format!("versioned_sidebars/version-{version}-sidebars.json");
                vec![join(folder, &name)]
            }
            None if mount.language.is_none() && !is_blog(&mount) => {
                let files = names
                    .iter()
                    .map(|end| join(folder, &format!("sidebars.{end}")));
                files.collect()
            }
            None => continue,
        };
        let Some(text) = sidebars.iter().find_map(|file| tree.read(file)) else {
            continue;
        };
        let pages = pages_by_id(tree, &mount);
        for (order, item) in (1..).zip(sidebar::read(&text)) {
            let Some(path) = pages.get(&item.id) else {
                continue;
            };
            let entry = site.navigation.entry(path.clone()).or_default();
            if entry.order.is_none() {
                entry.order = Some(order);
                entry.chapters = item.labels;
                entry.title = item.label;
            }
        }
    }
}

/// Returns the pages of a folder by the ids that sidebars name them by.
fn pages_by_id(tree: &Tree<'_>, mount: &Mount) -> HashMap<String, String> {
    let mut pages = HashMap::new();
    for path in tree.under(&mount.folder) {
        if Format::of(path).is_some() {
            let below = stem_of(path)[mount.folder.len()..].trim_start_matches('/');
            let parts: Vec<&str> = below.split('/').map(without_number).collect();
            pages.insert(below.to_owned(), path.clone());
            pages.insert(parts.join("/"), path.clone());
        }
    }
    pages
}

/// Takes titles of folders from `_category_.json`, outer ones first.
fn name_categories(tree: &Tree<'_>, site: &mut Site) {
    let mut found = tree.holding(&["_category_.json", "_category_.yml", "_category_.yaml"]);
    found.sort_by_key(|(folder, _)| folder.matches('/').count());
    for (folder, file) in found {
        if !site.holds(file) {
            continue;
        }
        let text = tree.read(file).unwrap_or_default();
        let label = label_of(&text).or_else(|| yaml_value(&text, "label"));
        let name = without_number(split_path(folder).1).to_owned();
        let label = label.unwrap_or(name);
        for path in tree.under(folder).iter().take(10_000) {
            if Format::of(path).is_some() {
                let entry = site.navigation.entry(path.clone()).or_default();
                // A sidebar that names the page has its own labels.
                if entry.order.is_none() {
                    entry.chapters.push(label.clone());
                }
            }
        }
    }
}

/// Returns the label in a `_category_.json`.
fn label_of(text: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    value["label"].as_str().map(str::to_owned)
}

/// Returns the value of a key at the start of a line.
fn yaml_value(text: &str, key: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let value = line.strip_prefix(key)?.trim_start().strip_prefix(':')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (!value.is_empty()).then(|| value.to_owned())
    })
}

/// Returns the released versions, the latest first.
fn versions_of(tree: &Tree<'_>, folder: &str) -> Vec<String> {
    let text = tree
        .read(&join(folder, "versions.json"))
        .unwrap_or_default();
    let versions: Vec<String> = serde_json::from_str(&text).unwrap_or_default();
    versions.into_iter().take(500).collect()
}

/// Returns the languages that there are translations to.
fn languages_of(tree: &Tree<'_>, folder: &str) -> Vec<String> {
    let home = join(folder, "i18n");
    let below = tree.under(&home).iter();
    let mut languages: Vec<String> = below
        .filter_map(|path| path[home.len() + 1..].split_once('/'))
        .map(|(language, _)| language.to_owned())
        .collect();
    languages.dedup();
    languages
}

/// Returns what a key is plainly set to, after the key of its section.
pub(super) fn literal(config: &str, section: &str, key: &str) -> Option<String> {
    let mut text = config;
    if !section.is_empty() {
        let open = format!("{section}: {{");
        let at = text.find(&open)?;
        text = &text[at + open.len()..];
        let end = text.find('}').unwrap_or(text.len());
        text = &text[..end];
    }
    let mut rest = text;
    while let Some(at) = rest.find(key) {
        let before = rest[..at].chars().next_back();
        rest = &rest[at + key.len()..];
        let after = rest.strip_prefix(['"', '\'']).unwrap_or(rest).trim_start();
        let is_key = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let Some(value) = after.strip_prefix(':').filter(|_| is_key) else {
            continue;
        };
        let value = value.trim_start();
        let Some(quote) = value
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\'' | '`'))
        else {
            continue;
        };
        let end = value[1..].find(quote)?;
        let value = &value[1..=end];
        return (!value.contains(['\n', '$'])).then(|| value.to_owned());
    }
    None
}

/// Returns a folder that a configuration in `folder` names.
fn folder_of(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Returns an address with a `/` at both ends.
fn with_slashes(url: &str) -> String {
    match url.trim_matches('/') {
        "" => "/".to_owned(),
        url => format!("/{url}/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn plain_settings_are_read() {
        let config = "module.exports = {\n  baseUrl: '/x/',\n  presets: [['classic', {\n\
            docs: {\n path: '../docs',\n routeBasePath: \"guide\" }, blog: {path: 'b'}}]]}";
        let check = |section: &str, key: &str, expected: Option<&str>| {
            assert_eq!(literal(config, section, key).as_deref(), expected, "{key}");
        };
        check("", "baseUrl", Some("/x/"));
        check("docs", "path", Some("../docs"));
        check("docs", "routeBasePath", Some("guide"));
        check("docs", "title", None);
        check("", "Url", None);
        assert_eq!(literal("a: 'x${b}'", "", "a"), None);
        assert_eq!(literal("a: f('x')", "", "a"), None);
    }

    #[test]
    fn folders_are_served_where_it_serves_them() {
        let paths = [
            "docs/01-start/02-run.md",
            "docs/_part.md",
            "website/blog/2024-05-01-news.md",
            "website/docusaurus.config.js",
            "website/i18n/fr/docusaurus-plugin-content-docs/current/a.md",
            "website/versioned_docs/version-1.0/a.md",
        ];
        let paths = paths.map(str::to_owned);
        let sites = detect(&Tree::new(Path::new("/nowhere"), &paths));
        let place = |path: &str| {
            let id = super::super::super::address::id_of(path);
            let place = sites[0].place(path, &id, Format::of(path).unwrap());
            place.map(|place| (place.url, place.language))
        };
        let url = |url: &str| Some((url.to_owned(), None));
        assert_eq!(sites[0].root, "");
        assert_eq!(place(&paths[0]), url("/docs/start/run"));
        assert_eq!(place(&paths[2]), url("/blog/2024/05/01/news"));
        let french = Some(("/fr/docs/a".to_owned(), Some("fr".to_owned())));
        assert_eq!(place(&paths[4]), french);
        assert_eq!(place(&paths[5]), None);
    }

    #[test]
    fn sidebars_and_categories_name_chapters() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        write("docusaurus.config.js", "");
        let sidebar = "export default {docs: [{label: 'Begin', items: ['start/run']}]}";
        write("sidebars.js", sidebar);
        write(
            "docs/more/_category_.json",
            "{\"link\": {\"label\": \"x\"}, \"label\": \"More\"}",
        );
        write("docs/more/01-in/_category_.yml", "label: 'Inside'\n");
        let paths = [
            "docs/01-start/02-run.md",
            "docs/more/01-in/_category_.yml",
            "docs/more/01-in/a.md",
            "docs/more/More.md",
            "docs/more/_category_.json",
            "docusaurus.config.js",
            "sidebars.js",
        ];
        let paths = paths.map(str::to_owned);
        let sites = detect(&Tree::new(folder.path(), &paths));
        let run = sites[0].entry_of(&paths[0]).unwrap();
        assert_eq!(
            (run.order, run.chapters.as_slice()),
            (Some(1), &["Begin".to_owned()][..])
        );
        let inside = sites[0].entry_of(&paths[2]).unwrap();
        assert_eq!(inside.chapters, ["More", "Inside"]);
        let more = sites[0].entry_of(&paths[3]).unwrap();
        assert_eq!(more.url.as_deref(), Some("/docs/more"));
        assert!(names_folder("docs/a/README.md") && !names_folder("docs/a/b.md"));
    }
}
