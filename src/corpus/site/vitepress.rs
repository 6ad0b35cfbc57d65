//! VitePress and VuePress.

use super::super::Format;
use super::super::address::{UrlStyle, split_path};
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::super::resolve::normal;
use super::tree::join;
use super::{Entry, Generator, Mount, Preset, Site, Tree, language};

/// The folders of its settings.
const FOLDERS: [&str; 2] = [".vitepress", ".vuepress"];

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Bare,
        anchors: SlugRule::VitePress,
        dialects: vec![
            Dialect::Includes,
            Dialect::Jsx,
            Dialect::Admonitions,
            Dialect::Tabs,
            Dialect::Definitions,
            Dialect::Fences,
        ],
        left_out: vec![
            ("settings", ".vitepress/".to_owned()),
            ("settings", ".vuepress/".to_owned()),
        ],
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: the folders with a folder of its settings.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for path in tree.paths() {
        let Some(at) = FOLDERS.iter().find_map(|name| place_of(path, name)) else {
            continue;
        };
        let root = path[..at].trim_end_matches('/');
        if sites.iter().all(|site| site.root != root) {
            sites.push(site(tree, root, path));
        }
    }
    sites
}

/// Returns where the folder of settings starts in a path.
fn place_of(path: &str, name: &str) -> Option<usize> {
    let mut found = path.match_indices(name).map(|(at, _)| at);
    found.find(|at| {
        let is_start = *at == 0 || path[..*at].ends_with('/');
        is_start && path[at + name.len()..].starts_with('/')
    })
}

/// Reads a site as far as its settings, which are a program, say it plainly.
fn site(tree: &Tree<'_>, root: &str, sign: &str) -> Site {
    let mut site = Site::new(Generator::VitePress, root, sign);
    let settings: Vec<&String> = tree
        .under(root)
        .iter()
        .filter(|path| is_settings(path, root))
        .collect();
    let texts: Vec<String> = settings.iter().filter_map(|path| tree.read(path)).collect();
    let mut source = texts.iter().filter_map(|text| literal_of(text, "srcDir:"));
    let source = source.next().unwrap_or_default();
    let source = normal(&join(root, source)).unwrap_or_else(|| root.to_owned());
    site.mounts[0].folder.clone_from(&source);
    site.mounts.extend(languages(tree, &source));
    for text in &texts {
        read_links(text, tree, &mut site);
    }
    site
}

/// Says whether a file holds settings: of the site, or of one language.
fn is_settings(path: &str, root: &str) -> bool {
    let below = path[root.len()..].trim_start_matches('/');
    let (folder, name) = split_path(below);
    let is_config = name.starts_with("config.") || folder.ends_with("config");
    let is_inside = FOLDERS.iter().any(|name| folder.starts_with(name));
    let is_language = !folder.contains('/') && language::of_folder(folder).is_some();
    is_config && (is_inside || is_language || folder.is_empty())
}

/// Mounts the folders of languages.
///
/// A site without pages of its own serves English at its root, by a rewrite.
fn languages(tree: &Tree<'_>, source: &str) -> Vec<Mount> {
    let mut mounts: Vec<Mount> = Vec::new();
    let has_own = tree.has(&join(source, "index.md"));
    for path in tree.under(source) {
        let below = path[source.len()..].trim_start_matches('/');
        let Some((name, _)) = below.split_once('/') else {
            continue;
        };
        let Some(language) = language::of_folder(name) else {
            continue;
        };
        let folder = join(source, name);
        if mounts.last().is_some_and(|known| known.folder == folder) {
            continue;
        }
        if !tree.has(&join(&folder, "index.md")) && !tree.has(&join(&folder, "README.md")) {
            continue;
        }
        let is_root = !has_own && name == "en";
        mounts.push(Mount {
            folder,
            url: match is_root {
                true => "/".to_owned(),
                false => format!("/{name}/"),
            },
            language: Some(language),
            version: None,
        });
    }
    mounts
}

/// Returns the text after a key: `srcDir: './src'`.
fn literal_of<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, after) = text.split_once(key)?;
    literal(after)
}

/// Returns the text that a program's text starts with, without its quotes.
fn literal(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let quote = text
        .chars()
        .next()
        .filter(|c| matches!(c, '\'' | '"' | '`'))?;
    let (value, _) = text[1..].split_once(quote)?;
    (!value.contains('\n')).then_some(value)
}

/// Reads the pairs of `text:` and `link:` of a side bar, in their order.
fn read_links(program: &str, tree: &Tree<'_>, site: &mut Site) {
    let mut title: Option<&str> = None;
    let mut chapter: Option<&str> = None;
    let mut base = "";
    let mut rest = program;
    let keys = ["text:", "link:", "base:", "items:"];
    while let Some((at, key)) = next_key(rest, &keys) {
        rest = &rest[at + key.len()..];
        match (key, literal(rest)) {
            ("text:", value) => title = value,
            ("base:", Some(value)) => base = value,
            ("items:", _) => chapter = title.take().or(chapter),
            ("link:", Some(link)) => {
                let entry = Entry {
                    order: i64::try_from(site.navigation.len() + 1).ok(),
                    title: title.take().map(str::to_owned),
                    chapters: chapter.iter().map(|name| (*name).to_owned()).collect(),
                    url: None,
                };
                let path = path_of(link, base, tree, site);
                if let Some(path) = path {
                    site.navigation.entry(path).or_insert(entry);
                }
            }
            _ => {}
        }
    }
}

/// Returns the next of some keys and where it is.
fn next_key<'k>(text: &str, keys: &[&'k str]) -> Option<(usize, &'k str)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find(':')?;
        let before = &text[..=at];
        let known = keys.iter().find(|key| before.ends_with(*key));
        if let Some(key) = known {
            return Some((at + 1 - key.len(), key));
        }
        from = at + 1;
    }
}

/// Returns the page that a link of the side bar leads to.
fn path_of(link: &str, base: &str, tree: &Tree<'_>, site: &Site) -> Option<String> {
    let link = match link.starts_with('/') {
        true => link.to_owned(),
        false => format!("{}/{link}", base.trim_end_matches('/')),
    };
    let link = link.split(['#', '?']).next().unwrap_or_default();
    let stem = link
        .strip_suffix(".html")
        .or_else(|| link.strip_suffix(".md"));
    let stem = stem.unwrap_or(link).trim_start_matches('/');
    let names = match stem.is_empty() || stem.ends_with('/') {
        true => vec![format!("{stem}index.md"), format!("{stem}README.md")],
        false => vec![format!("{stem}.md"), format!("{stem}/index.md")],
    };
    let roots = site.mounts.iter().filter(|mount| mount.url == "/");
    let paths = roots.flat_map(|mount| names.iter().map(|name| join(&mount.folder, name)));
    let mut known = paths.filter(|path| tree.has(path));
    known.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_bars_are_read_where_they_are_literals() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["docs/guide/a.md", "docs/guide/b/index.md"].map(str::to_owned);
        let tree = Tree::new(folder.path(), &paths);
        let mut site = Site::new(Generator::VitePress, "docs", "");
        let program = "sidebar: [{ text: 'Start', base: \"/guide/\", items: [\n\
                       { text: 'A', link: 'a#x' }, { text: t('b'), link: '/guide/b' },\n\
                       { text: 'C', link: 'https://c.example/' }]}]";
        read_links(program, &tree, &mut site);
        let a = &site.navigation["docs/guide/a.md"];
        assert_eq!((a.order, a.title.as_deref()), (Some(1), Some("A")));
        assert_eq!(a.chapters, ["Start"]);
        assert_eq!(site.navigation["docs/guide/b/index.md"].title, None);
        assert_eq!(site.navigation.len(), 2);
    }
}
