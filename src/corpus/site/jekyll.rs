//! Jekyll: collections, posts, permalinks.

use super::super::Format;
use super::super::address::{UrlStyle, split_path, stem_of};
use super::super::dialect::Dialect;
use super::super::frontmatter::{Table, Value, read_settings, table_in, text_in};
use super::super::headings::SlugRule;
use super::{Entry, Generator, Preset, Site, Tree, is_below, jekyll_navigation};

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    let left_out = [
        "_includes/**",
        "_layouts/**",
        "_drafts/**",
        "_data/**",
        "_site/**",
    ];
    Preset {
        url: UrlStyle::Folder,
        anchors: SlugRule::Github,
        dialects: vec![Dialect::Liquid, Dialect::Definitions, Dialect::Fences],
        left_out: left_out.map(|glob| ("templates", glob.to_owned())).to_vec(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&["_config.yml", "_config.yaml"]);
    let sites = found.into_iter().map(|(folder, sign)| {
        let mut site = Site::new(Generator::Jekyll, folder, sign);
        let config = read_settings(sign, &tree.read(sign).unwrap_or_default());
        for (key, value) in &config {
            if let Value::Text(text) = value {
                site.variables.insert(format!("site.{key}"), text.clone());
            }
        }
        let said = |key: &str| text_in(&config, key).unwrap_or_default();
        let address = format!("{}{}", said("url"), said("baseurl"));
        site.introduce(text_in(&config, "title"), Some(&address));
        let permalink = said("permalink");
        site.preset.url = match permalink == "pretty" || permalink.ends_with('/') {
            true => UrlStyle::Folder,
            false => UrlStyle::File,
        };
        for path in texts_in(&config, "exclude") {
            let glob = format!("/{}", path.trim_start_matches('/'));
            site.preset.left_out.push(("exclude", glob));
        }
        place_collections(tree, &mut site, &config);
        jekyll_navigation::read(tree, &mut site);
        site
    });
    sites.collect()
}

/// Gives posts and the pages of collections their addresses.
fn place_collections(tree: &Tree<'_>, site: &mut Site, config: &Table) {
    let collections = table_in(config, "collections");
    let defaults = defaults(config);
    for path in tree.under(&site.root) {
        let below = path[site.root.len()..].trim_start_matches('/');
        let Some((folder, file)) = below
            .strip_prefix('_')
            .and_then(|path| path.split_once('/'))
        else {
            if let Some(pattern) = default_for(&defaults, below, "pages")
                && Format::of(below).is_some_and(|format| format != Format::Text)
                && !below.starts_with('_')
            {
                let entry = Entry {
                    url: url_of(pattern, "", below),
                    ..Entry::default()
                };
                site.navigation.insert(path.clone(), entry);
            }
            continue;
        };
        let about = collections.and_then(|all| table_in(all, folder));
        let stated = about.and_then(|about| text_in(about, "permalink"));
        let pattern = match (folder, stated) {
            _ if default_for(&defaults, below, folder).is_some() => {
                default_for(&defaults, below, folder).unwrap_or_default()
            }
            (_, Some(pattern)) => pattern,
            ("posts", None) => text_in(config, "permalink").unwrap_or("date"),
            _ if about.is_some() => "/:collection/:path/",
            _ => continue,
        };
        let url = url_of(pattern, folder, file);
        let entry = Entry {
            url,
            ..Entry::default()
        };
        site.navigation.insert(path.clone(), entry);
    }
}

/// A permalink that the configuration gives to some pages.
struct Default<'c> {
    /// The folder or file that it is given to; empty for all.
    path: &'c str,
    /// The kind of page that it is given to: `posts`, a collection, `pages`.
    kind: Option<&'c str>,
    permalink: &'c str,
}

/// Returns the permalinks of the configuration's `defaults`.
fn defaults(config: &Table) -> Vec<Default<'_>> {
    let list = config.iter().find_map(|(key, value)| match value {
        Value::List(list) if key == "defaults" => Some(list),
        _ => None,
    });
    let tables = list.into_iter().flatten().filter_map(|value| match value {
        Value::Table(table) => Some(table),
        _ => None,
    });
    let all = tables.filter_map(|table| {
        let scope = table_in(table, "scope")?;
        Some(Default {
            path: text_in(scope, "path").unwrap_or_default().trim_matches('/'),
            kind: text_in(scope, "type"),
            permalink: text_in(table_in(table, "values")?, "permalink")?,
        })
    });
    all.collect()
}

/// Returns the permalink that a page has by default; the deepest folder wins,
/// of equal ones the last.
fn default_for<'c>(defaults: &[Default<'c>], path: &str, kind: &str) -> Option<&'c str> {
    let fitting = defaults.iter().filter(|default| {
        let is_kind = default.kind.is_none_or(|known| known == kind);
        is_kind && (default.path == path || is_below(path, default.path))
    });
    let best = fitting.max_by_key(|default| default.path.len());
    best.map(|default| default.permalink)
}

/// Returns a list of texts.
fn texts_in<'c>(table: &'c Table, key: &str) -> Vec<&'c str> {
    let list = table.iter().find_map(|(known, value)| match value {
        Value::List(list) if known == key => Some(list),
        _ => None,
    });
    let texts = list.into_iter().flatten().filter_map(|value| match value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// Fills a permalink's pattern; `None` if it asks for what the name lacks.
fn url_of(pattern: &str, collection: &str, file: &str) -> Option<String> {
    let pattern = match pattern {
        "date" => "/:year/:month/:day/:title.html",
        "pretty" => "/:year/:month/:day/:title/",
        "none" => "/:title.html",
        pattern => pattern,
    };
    let path = stem_of(file);
    let (_, name) = split_path(path);
    let is_dated = name.len() > 11
        && name.is_char_boundary(11)
        && name
            .bytes()
            .take(11)
            .enumerate()
            .all(|(at, byte)| match at {
                4 | 7 | 10 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
    let (date, title) = match is_dated {
        true => name.split_at(11),
        false => ("", name),
    };
    let part = |from: usize, to: usize| date.get(from..to).unwrap_or_default();
    let path = match split_path(path) {
        (_, "index") => split_path(path).0,
        _ => path,
    };
    let url = pattern
        .replace(":collection", collection)
        .replace(":categories/", "")
        .replace(":output_ext", ".html")
        .replace(":path", path)
        .replace(":year", part(0, 4))
        .replace(":month", part(5, 7))
        .replace(":day", part(8, 10))
        .replace(":title", title)
        .replace(":slug", title)
        .replace(":name", title)
        .replace(":basename", title)
        .replace("//", "/");
    (url.starts_with('/') && !url.contains("/:")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permalinks_are_filled() {
        let check = |pattern: &str, file: &str, expected: Option<&str>| {
            assert_eq!(url_of(pattern, "docs", file).as_deref(), expected, "{file}");
        };
        check("/:collection/:path/", "a/b.md", Some("/docs/a/b/"));
        check("/:collection/:path/", "a/index.md", Some("/docs/a/"));
        check("date", "2020-01-02-x.md", Some("/2020/01/02/x.html"));
        check(
            "/n/:year/:title/",
            "2020-01-02-x-y.md",
            Some("/n/2020/x-y/"),
        );
        check("/:unknown/", "a.md", None);
    }

    #[test]
    fn the_configuration_gives_permalinks_and_leaves_out() {
        let text = "permalink: pretty\nexclude: [old.md, drafts/]\ndefaults:\n\
                    - scope: {path: ''}\n  values: {layout: x}\n\
                    - scope: {path: guide}\n  values: {permalink: '/g/:basename/'}\n\
                    - scope: {path: '', type: posts}\n  values: {permalink: '/p/:title/'}\n";
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("_config.yml"), text).unwrap();
        let paths = [
            "_config.yml",
            "_posts/2020-01-02-x.md",
            "about.md",
            "guide/a.md",
        ];
        let paths: Vec<String> = paths.map(str::to_owned).to_vec();
        let sites = detect(&Tree::new(folder.path(), &paths));
        let site = &sites[0];
        let check = |path: &str, expected: Option<&str>| {
            let url = site.entry_of(path).and_then(|entry| entry.url.as_deref());
            assert_eq!(url, expected, "{path}");
        };
        check("_posts/2020-01-02-x.md", Some("/p/x/"));
        check("guide/a.md", Some("/g/a/"));
        check("about.md", None);
        assert_eq!(site.preset.url, UrlStyle::Folder);
        let globs = site.preset.left_out.iter().map(|(_, glob)| glob.as_str());
        assert!(globs.clone().any(|glob| glob == "/old.md"));
        assert!(globs.clone().any(|glob| glob == "/drafts/"));
    }
}
