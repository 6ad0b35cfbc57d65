//! MkDocs and Material for MkDocs.

use std::collections::{BTreeSet, HashMap};

use super::super::Format;
use super::super::address::{UrlStyle, id_of, page_url, split_path};
use super::super::dialect::Dialect;
use super::super::frontmatter::Value;
use super::super::headings::SlugRule;
use super::super::metadata::language_of;
use super::super::resolve::normal;
use super::super::settings::settings_of;
use super::suffix::{self, Suffixes};
use super::tree::join;
use super::{Entry, Generator, Mount, Preset, Site, Tree, language};

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Folder,
        anchors: SlugRule::MkDocs,
        dialects: vec![
            Dialect::Includes,
            Dialect::Admonitions,
            Dialect::Tabs,
            Dialect::Definitions,
            Dialect::Fences,
        ],
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// The variable with the folders that snippets are looked for in, one a line.
pub(in crate::corpus) const SNIPPETS: &str = "pymdownx.snippets.base_path";

/// Finds its sites.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&["mkdocs.yml", "mkdocs.yaml"]);
    let sites = found
        .into_iter()
        .map(|(folder, sign)| site(tree, folder, sign));
    sites.collect()
}

/// Reads the site that a `mkdocs.yml` describes.
fn site(tree: &Tree<'_>, folder: &str, sign: &str) -> Site {
    let settings = tree.read(sign).and_then(|text| settings_of(&text));
    let settings = settings.unwrap_or(Value::Null);
    let named = settings
        .get("docs_dir")
        .and_then(Value::text)
        .unwrap_or("docs");
    let docs = normal(&join(folder, named)).unwrap_or_default();
    // Without its folder, the pages are in a place that only a script knows.
    let docs = match tree.has_folder(&docs) {
        true => docs,
        false => folder.to_owned(),
    };
    let (above, own) = split_path(folder);
    let translations = translations(tree, above, own, named);
    let root = match translations.is_empty() {
        true => folder,
        false => above,
    };
    let mut site = Site::new(Generator::MkDocs, root, sign);
    let said = |key: &str| settings.get(key).and_then(Value::text);
    site.introduce(said("site_name"), said("site_url"));
    let theme = settings
        .get("theme")
        .and_then(|theme| theme.get("language"));
    let language = theme.and_then(Value::text).and_then(language_of);
    site.mounts[0].language = language::of_folder(own)
        .filter(|_| !translations.is_empty())
        .or(language);
    site.mounts[0].folder.clone_from(&docs);
    site.mounts.extend(translations);
    site.mounts
        .extend(inner_translations(tree, &docs, &settings));
    let flat = settings.get("use_directory_urls").and_then(Value::text);
    if flat == Some("false") {
        site.preset.url = UrlStyle::File;
    }
    let extensions = settings.get("markdown_extensions");
    let has_macros = |name: &str| extensions.is_some_and(|list| list.get(name).is_some());
    if plugin(&settings, "macros").is_some() || has_macros("zensical.extensions.macros") {
        // The macros are Jinja's, of which Liquid is a likeness.
        site.preset.dialects.push(Dialect::Liquid);
    }
    let snippets = extension(extensions, "pymdownx.snippets");
    let base = snippets.and_then(|snippets| snippets.get("base_path"));
    if let Some(base) = base {
        let one = base.text().into_iter();
        let all = one.chain(base.items().iter().filter_map(Value::text));
        let folders = all.filter_map(|path| normal(&join(folder, path)));
        let folders: Vec<String> = folders.take(20).collect();
        site.variables
            .insert(SNIPPETS.to_owned(), folders.join("\n"));
    }
    if let Some(nav) = settings.get("nav") {
        let mut chapters = Vec::new();
        read_navigation(nav, &docs, &mut chapters, &mut site.navigation);
    }
    read_redirects(&settings, &docs, &mut site);
    place_translations(tree, &mut site, &settings);
    order_translations(tree, &mut site, &docs);
    site
}

/// Gives the translations that the plugin `i18n` finds by their names,
/// `page.ja.md`, their addresses.
fn place_translations(tree: &Tree<'_>, site: &mut Site, settings: &Value) {
    let Some(plugin) = plugin(settings, "i18n") else {
        return;
    };
    if plugin.get("docs_structure").and_then(Value::text) == Some("folder") {
        return;
    }
    let said = |entry: &Value, key: &str| entry.get(key).and_then(Value::text).map(str::to_owned);
    let (mut languages, mut first) = (BTreeSet::new(), said(plugin, "default_language"));
    match plugin.get("languages") {
        // Its older releases had a table of names.
        Some(Value::Table(names)) => {
            languages.extend(names.iter().map(|(name, _)| name.to_lowercase()));
        }
        listed => {
            for entry in listed.map_or(&[][..], Value::items) {
                let locale = said(entry, "locale");
                if said(entry, "default").as_deref() == Some("true") {
                    first.clone_from(&locale);
                }
                languages.extend(locale.map(|locale| locale.to_lowercase()));
            }
        }
    }
    let suffixes = Suffixes {
        languages,
        first: first.unwrap_or_default(),
        is_first_below: false,
    };
    if let Some(language) = language_of(&suffixes.first) {
        site.mounts[0].language = Some(language);
    }
    suffix::place(tree, site, &suffixes, site.preset.url);
}

/// Gives a translated page the order of the page that it is made from.
fn order_translations(tree: &Tree<'_>, site: &mut Site, docs: &str) {
    let mut more = HashMap::new();
    for (path, entry) in &site.navigation {
        let below = path.strip_prefix(docs).unwrap_or(path);
        for mount in &site.mounts[1..] {
            let path = join(&mount.folder, below.trim_start_matches('/'));
            if tree.has(&path) {
                let order = Entry {
                    order: entry.order,
                    ..Entry::default()
                };
                more.insert(path, order);
            }
        }
    }
    for (path, entry) in more {
        site.navigation.entry(path).or_insert(entry);
    }
}

/// Finds the languages beside a site whose folder is named after its own:
/// `docs/en/mkdocs.yml` with `docs/ja/docs`.
fn translations(tree: &Tree<'_>, above: &str, own: &str, docs: &str) -> Vec<Mount> {
    if language::of_folder(own).is_none() {
        return Vec::new();
    }
    let mut mounts: Vec<Mount> = Vec::new();
    for name in folders_in(tree, above) {
        let folder = join(&join(above, name), docs);
        let has_own_settings = tree.has(&format!("{}/mkdocs.yml", join(above, name)))
            && tree
                .read(&format!("{}/mkdocs.yml", join(above, name)))
                .is_some_and(|text| text.contains("nav:"));
        if name == own || has_own_settings || !tree.has_folder(&folder) {
            continue;
        }
        if let Some(language) = language::of_folder(name) {
            mounts.push(Mount {
                folder,
                url: format!("/{name}/"),
                language: Some(language),
                version: None,
            });
        }
    }
    mounts
}

/// Finds the languages that the plugin `i18n` has folders for.
fn inner_translations(tree: &Tree<'_>, docs: &str, settings: &Value) -> Vec<Mount> {
    let Some(plugin) = plugin(settings, "i18n") else {
        return Vec::new();
    };
    if plugin.get("docs_structure").and_then(Value::text) != Some("folder") {
        return Vec::new();
    }
    let languages = plugin.get("languages").map_or(&[][..], Value::items);
    let mounts = languages.iter().filter_map(|entry| {
        let locale = entry.get("locale").and_then(Value::text)?;
        let folder = join(docs, locale);
        let is_default = entry.get("default").and_then(Value::text) == Some("true");
        tree.has_folder(&folder).then(|| Mount {
            folder,
            url: match is_default {
                true => "/".to_owned(),
                false => format!("/{locale}/"),
            },
            language: language_of(locale),
            version: None,
        })
    });
    mounts.collect()
}

/// Returns the settings of an extension; they are a table or a list of tables.
fn extension<'a>(extensions: Option<&'a Value>, name: &str) -> Option<&'a Value> {
    let extensions = extensions?;
    let mut listed = extensions.items().iter();
    let listed = listed.find_map(|item| item.get(name));
    extensions.get(name).or(listed)
}

/// Returns the settings of a plugin; they are a table or a list of tables.
fn plugin<'a>(settings: &'a Value, name: &str) -> Option<&'a Value> {
    let plugins = settings.get("plugins")?;
    let named = |item: &'a Value| match item.text() == Some(name) {
        true => Some(item),
        false => item.get(name),
    };
    let listed = || plugins.items().iter().find_map(named);
    plugins.get(name).or_else(listed)
}

/// Reads what the plugin `redirects` says.
fn read_redirects(settings: &Value, docs: &str, site: &mut Site) {
    let maps = plugin(settings, "redirects").and_then(|plugin| plugin.get("redirect_maps"));
    let Some(Value::Table(maps)) = maps else {
        return;
    };
    for (old, new) in maps {
        let id = id_of(old);
        let old = page_url("/", &id, site.preset.url);
        let Some(new) = new.text() else { continue };
        let new = match new.contains("://") || new.starts_with('/') {
            true => new.to_owned(),
            false => join(docs, new),
        };
        site.redirects.push((old, new));
    }
}

/// Returns the names of the folders in a folder.
fn folders_in<'t>(tree: &'t Tree<'_>, folder: &str) -> Vec<&'t str> {
    let mut names: Vec<&str> = Vec::new();
    for path in tree.under(folder) {
        let below = path[folder.len()..].trim_start_matches('/');
        if let Some((name, _)) = below.split_once('/')
            && names.last() != Some(&name)
        {
            names.push(name);
        }
    }
    names
}

/// Reads a list of pages and of chapters that hold such lists.
///
/// What is nested too deep is refused by the parser of the settings.
fn read_navigation(
    nav: &Value,
    docs: &str,
    chapters: &mut Vec<String>,
    navigation: &mut HashMap<String, Entry>,
) {
    for item in nav.items() {
        let Value::Table(table) = item else {
            add_page(item, None, docs, chapters, navigation);
            continue;
        };
        for (title, value) in table {
            let title = Some(title.trim()).filter(|title| !title.is_empty());
            if value.items().is_empty() {
                add_page(value, title, docs, chapters, navigation);
                continue;
            }
            chapters.extend(title.map(str::to_owned));
            read_navigation(value, docs, chapters, navigation);
            if title.is_some() {
                chapters.pop();
            }
        }
    }
}

/// Adds a page of the navigation; a link to elsewhere is none.
fn add_page(
    target: &Value,
    title: Option<&str>,
    docs: &str,
    chapters: &[String],
    navigation: &mut HashMap<String, Entry>,
) {
    let target = target.text().filter(|target| !target.contains("://"));
    let Some(path) = target.and_then(|target| normal(&join(docs, target))) else {
        return;
    };
    let order = i64::try_from(navigation.len() + 1).ok();
    navigation.entry(path).or_insert_with(|| Entry {
        order,
        title: title.map(str::to_owned),
        chapters: chapters.to_vec(),
        url: None,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the one site of a folder with these settings and pages.
    fn site_of(settings: &str, pages: &[&str]) -> Site {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mkdocs.yml"), settings).unwrap();
        let mut paths: Vec<String> = pages.iter().map(|path| (*path).to_owned()).collect();
        paths.push("mkdocs.yml".to_owned());
        paths.sort();
        detect(&Tree::new(folder.path(), &paths)).remove(0)
    }

    #[test]
    fn translations_by_name_are_served_below_their_language_in_the_place_of_the_original() {
        let pages = [
            "docs/index.ja.md",
            "docs/knots/reef.ja.md",
            "docs/knots/reef.md",
        ];
        let nav = "nav:\n  - Knots:\n    - Reef: knots/reef.md\n";
        for plugin in [
            "plugins:\n  - i18n:\n      languages:\n        - locale: en\n          default: true\n        - locale: ja\n",
            "plugins:\n  - i18n:\n      default_language: en\n      languages:\n        ja: 日本語\n",
        ] {
            let site = site_of(&format!("site_name: Ropes\n{plugin}{nav}"), &pages);
            assert_eq!(site.mounts[0].language.as_deref(), Some("en"));
            assert_eq!(
                site.entry_of(pages[0]).unwrap().url.as_deref(),
                Some("/ja/")
            );
            let reef = site.entry_of(pages[1]).unwrap();
            assert_eq!(reef.url.as_deref(), Some("/ja/knots/reef/"));
            assert_eq!(
                (reef.order, reef.chapters.as_slice()),
                (Some(1), &["Knots".to_owned()][..])
            );
        }
        let folders = "plugins:\n  - i18n:\n      docs_structure: folder\n      languages:\n        - locale: ja\n";
        let site = site_of(folders, &pages);
        assert!(site.entry_of(pages[1]).is_none());
    }
}
