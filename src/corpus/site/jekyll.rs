//! Jekyll: collections, posts, permalinks.

use super::super::Format;
use super::super::address::{UrlStyle, split_path, stem_of};
use super::super::dialect::Dialect;
use super::super::frontmatter::{Table, Value, read_settings, table_in, text_in};
use super::super::headings::SlugRule;
use super::{Entry, Generator, Preset, Site, Tree};

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
        place_collections(tree, &mut site, &config);
        site
    });
    sites.collect()
}

/// Gives posts and the pages of collections their addresses.
fn place_collections(tree: &Tree<'_>, site: &mut Site, config: &Table) {
    let collections = table_in(config, "collections");
    for path in tree.under(&site.root) {
        let below = path[site.root.len()..].trim_start_matches('/');
        let Some((folder, file)) = below
            .strip_prefix('_')
            .and_then(|path| path.split_once('/'))
        else {
            continue;
        };
        let about = collections.and_then(|all| table_in(all, folder));
        let stated = about.and_then(|about| text_in(about, "permalink"));
        let pattern = match (folder, stated) {
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
}
