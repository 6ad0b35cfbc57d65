//! Hugo: `content`, a folder for each language, shortcodes.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Format;
use super::super::address::{UrlStyle, split_path};
use super::super::dialect::Dialect;
use super::super::frontmatter::{Table, Value, read_settings, table_in, text_in, value_in};
use super::super::headings::SlugRule;
use super::super::metadata::language_of;
use super::suffix::{self, Suffixes};
use super::tree::join;
use super::{Generator, Mount, Preset, Site, Tree, hugo_permalinks};

/// The names of a site's configuration, the surest first.
const CONFIGS: [&str; 8] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// Keys of Hugo's configuration; one alone may be another tool's.
const KEYS: [&str; 9] = [
    "baseurl",
    "contentdir",
    "defaultcontentlanguage",
    "disablekinds",
    "languagecode",
    "markup",
    "outputs",
    "taxonomies",
    "theme",
];

/// How many pages are looked at for shortcodes.
const MAX_SAMPLES: usize = 20;

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    let left_out = [
        ("includes", "**/includes/**"),
        ("includes", "**/included/**"),
        ("generated partials", "**/setup-tools/*/generated/**"),
        ("archetypes", "archetypes/**"),
    ];
    Preset {
        url: UrlStyle::Folder,
        anchors: SlugRule::Github,
        dialects: vec![Dialect::Hugo, Dialect::Definitions, Dialect::Fences],
        left_out: left_out
            .map(|(name, glob)| (name, glob.to_owned()))
            .to_vec(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for (folder, path) in tree.holding(&CONFIGS) {
        let root = folder.strip_suffix("config/_default");
        let root = root.map_or(folder, |root| root.trim_end_matches('/'));
        if sites.iter().any(|site| site.root == root) {
            continue;
        }
        let settings = settings(tree, folder, path);
        if is_hugo(tree, root, path, &settings) {
            sites.push(configured(tree, root, path, &settings));
        }
    }
    for path in tree.paths() {
        let root = match path.split_once("content/") {
            Some((before, _)) if before.is_empty() || before.ends_with('/') => {
                before.trim_end_matches('/')
            }
            _ => continue,
        };
        if sites.iter().all(|site| site.root != root) && shows_hugo(tree, root) {
            sites.push(unconfigured(tree, root));
        }
    }
    sites
}

/// Reads a configuration, with the files beside it that are parts of it.
fn settings(tree: &Tree<'_>, folder: &str, path: &str) -> Table {
    let text = tree.read(path).unwrap_or_default();
    let mut settings = read_settings(path, &text);
    if folder.ends_with("config/_default") {
        for part in ["params", "languages"] {
            for extension in ["toml", "yaml", "yml", "json"] {
                let path = join(folder, &format!("{part}.{extension}"));
                if let Some(text) = tree.has(&path).then(|| tree.read(&path)).flatten() {
                    let table = Value::Table(read_settings(&path, &text));
                    settings.push((part.to_owned(), table));
                }
            }
        }
    }
    settings
}

/// Tells Hugo's configuration from another tool's of the same name.
fn is_hugo(tree: &Tree<'_>, root: &str, path: &str, settings: &Table) -> bool {
    let (_, name) = split_path(path);
    if name.starts_with("hugo.") {
        return true;
    }
    let n_keys = KEYS.iter().filter(|key| value_in(settings, key).is_some());
    match n_keys.count() {
        0 => false,
        1 => tree.has_folder(&join(root, "content")),
        _ => true,
    }
}

/// Says whether `content` without a configuration is Hugo's: it has section
/// pages or shortcodes.
fn shows_hugo(tree: &Tree<'_>, root: &str) -> bool {
    let paths = tree.under(&join(root, "content"));
    let is_page = |path: &&String| Format::of(path) == Some(Format::Markdown);
    if paths.iter().any(|path| split_path(path).1 == "_index.md") {
        return true;
    }
    let pages: Vec<&String> = paths.iter().filter(is_page).collect();
    let step = (pages.len() / MAX_SAMPLES).max(1);
    let mut sampled = pages.into_iter().step_by(step).take(MAX_SAMPLES);
    sampled.any(|path| {
        let text = tree.read(path).unwrap_or_default();
        text.contains("{{< ") || text.contains("{{% ")
    })
}

/// Makes a site of its configuration.
fn configured(tree: &Tree<'_>, root: &str, sign: &str, settings: &Table) -> Site {
    let mut site = Site::new(Generator::Hugo, root, sign);
    site.introduce(text_in(settings, "title"), text_in(settings, "baseurl"));
    let first = text_in(settings, "defaultcontentlanguage");
    let code = text_in(settings, "languagecode");
    let first = first.or(code).unwrap_or("en");
    let is_below = text_in(settings, "defaultcontentlanguageinsubdir") == Some("true");
    let content = text_in(settings, "contentdir").unwrap_or("content");
    let content = join(root, content.trim_matches('/'));
    let mut mounts = Vec::new();
    for (language, value) in table_in(settings, "languages").into_iter().flatten() {
        let Value::Table(about) = value else {
            continue;
        };
        let Some(folder) = text_in(about, "contentdir") else {
            continue;
        };
        let url = match language == first && !is_below {
            true => "/".to_owned(),
            false => format!("/{language}/"),
        };
        mounts.push(Mount {
            folder: join(root, folder.trim_matches('/')),
            url,
            language: language_of(language),
            version: None,
        });
    }
    // The language at `/` first: it stands in for what is not translated.
    mounts.sort_by_key(|mount| mount.url != "/");
    let is_known = mounts.iter().any(|mount| mount.folder == content);
    if !is_known && (mounts.is_empty() || text_in(settings, "contentdir").is_some()) {
        mounts.insert(
            0,
            Mount {
                folder: content,
                url: "/".to_owned(),
                language: language_of(first),
                version: None,
            },
        );
    }
    site.mounts = mounts;
    place_translations(tree, &mut site, settings, first, is_below);
    hugo_permalinks::place(tree, &mut site, settings);
    read_params(settings, &mut site.variables);
    complete(tree, site)
}

/// Gives translations by file name, `page.ja.md`, their addresses.
fn place_translations(
    tree: &Tree<'_>,
    site: &mut Site,
    settings: &Table,
    first: &str,
    is_first_below: bool,
) {
    let languages = table_in(settings, "languages").into_iter().flatten();
    let suffixes = Suffixes {
        languages: languages.map(|(name, _)| name.to_lowercase()).collect(),
        first: first.to_owned(),
        is_first_below,
    };
    suffix::place(tree, site, &suffixes, UrlStyle::Folder);
}

/// Makes a site of its content alone.
fn unconfigured(tree: &Tree<'_>, root: &str) -> Site {
    let content = join(root, "content");
    let mut site = Site::new(Generator::Hugo, root, &content);
    let below = tree.under(&content).iter();
    let names: BTreeSet<&str> = below
        .filter_map(|path| path[content.len() + 1..].split_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    let is_language = |name: &&str| match name.split_once('-') {
        Some((main, part)) => main.len() == 2 && (2..=4).contains(&part.len()),
        None => name.len() == 2,
    };
    let mut mounts = vec![Mount {
        folder: content.clone(),
        url: "/".to_owned(),
        ..Mount::default()
    }];
    if !names.is_empty() && names.iter().all(is_language) {
        mounts = names
            .iter()
            .map(|name| Mount {
                folder: join(&content, name),
                url: match *name {
                    "en" => "/".to_owned(),
                    name => format!("/{name}/"),
                },
                language: language_of(name),
                version: None,
            })
            .collect();
        mounts.sort_by_key(|mount| mount.url != "/");
    }
    site.mounts = mounts;
    complete(tree, site)
}

/// Reads the parameters that pages show.
fn read_params(settings: &Table, variables: &mut BTreeMap<String, String>) {
    for (key, value) in table_in(settings, "params").into_iter().flatten() {
        if let Value::Text(text) = value {
            variables.insert(format!("params.{key}"), text.clone());
        }
    }
}

/// Reads the redirects and the words of a site.
fn complete(tree: &Tree<'_>, mut site: Site) -> Site {
    let redirects = join(&site.root, "static/_redirects");
    if tree.has(&redirects) {
        let text = tree.read(&redirects).unwrap_or_default();
        site.redirects = text.lines().filter_map(redirect_of).collect();
    }
    for folder in ["i18n", "data/i18n"] {
        for path in tree.under(&join(&site.root, folder)) {
            let (_, name) = split_path(path);
            let Some((language, "toml" | "yaml" | "yml" | "json")) = name.rsplit_once('.') else {
                continue;
            };
            let text = tree.read(path).unwrap_or_default();
            for (key, value) in read_settings(path, &text) {
                let words = match &value {
                    Value::Text(text) => Some(text.as_str()),
                    Value::Table(forms) => text_in(forms, "other"),
                    _ => None,
                };
                if let Some(words) = words.filter(|_| key.ends_with("_heading")) {
                    let key = format!("i18n.{}.{key}", language.to_lowercase());
                    site.variables.insert(key, words.to_owned());
                }
            }
        }
    }
    site
}

/// Reads a line of `_redirects`: old address, new one, perhaps a number.
fn redirect_of(line: &str) -> Option<(String, String)> {
    let mut parts = line.split_whitespace();
    let (from, to) = (parts.next()?, parts.next()?);
    let is_plain = from.starts_with('/') && !from.contains('*') && !to.contains(":splat");
    is_plain.then(|| (from.to_owned(), to.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn translations_by_name_lie_below_their_language() {
        let paths = [
            "content/_index.ja.md",
            "content/a/x.en.md",
            "content/a/x.ja.md",
            "content/a/x.md",
            "content/v1.2.md",
        ];
        let paths: Vec<String> = paths.map(str::to_owned).to_vec();
        let tree = Tree::new(Path::new("/nonexistent"), &paths);
        let text = "[languages.en]\nweight = 1\n[languages.ja]\nweight = 2\n";
        let settings = read_settings("hugo.toml", text);
        let check = |in_folder: bool, path: &str, expected: Option<&str>| {
            let mut site = Site::new(Generator::Hugo, "", "hugo.toml");
            site.mounts[0].folder = "content".to_owned();
            place_translations(&tree, &mut site, &settings, "en", in_folder);
            let url = site.entry_of(path).and_then(|entry| entry.url.clone());
            assert_eq!(url.as_deref(), expected, "{path}");
        };
        check(false, "content/_index.ja.md", Some("/ja/"));
        check(false, "content/a/x.ja.md", Some("/ja/a/x/"));
        check(false, "content/a/x.en.md", Some("/a/x/"));
        check(true, "content/a/x.en.md", Some("/en/a/x/"));
        check(false, "content/a/x.md", None);
        check(false, "content/v1.2.md", None);
    }
}
