//! Nextra: MDX pages with `_meta` files.

use std::collections::HashMap;

use super::super::Format;
use super::super::address::{UrlStyle, split_path};
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::tree::join;
use super::{Generator, Mount, Preset, Site, Tree};

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
        left_out: vec![("part of the program", "_*".to_owned())],
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// The names of the files that order pages.
const META: [&str; 10] = [
    "_meta.js",
    "_meta.json",
    "_meta.ts",
    "_meta.jsx",
    "_meta.tsx",
    "_meta.global.js",
    "_meta.global.jsx",
    "_meta.global.ts",
    "_meta.global.tsx",
    "meta.json",
];

/// Where its pages may lie, the likeliest first.
const CONTENT: [&str; 6] = [
    "src/content",
    "content",
    "src/pages",
    "pages",
    "src/app",
    "app",
];

/// The most keys of a `_meta` file that are read.
const MAX_KEYS: usize = 5_000;

/// The longest key in bytes; what is longer is no key.
const MAX_WORD_BYTES: usize = 4_000;

/// Finds its sites: Next.js with `_meta` files among the pages.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let configs = [
        "next.config.js",
        "next.config.mjs",
        "next.config.ts",
        "next.config.cjs",
    ];
    let metas = tree.holding(&META[..9]);
    let mut sites = Vec::new();
    for (root, sign) in tree.holding(&configs) {
        let holds_meta = |folder: &str| {
            let mut metas = metas.iter();
            metas.any(|(_, meta)| super::is_below(meta, folder))
        };
        let folders = CONTENT.iter().map(|content| join(root, content));
        let folders: Vec<String> = folders.filter(|folder| tree.has_folder(folder)).collect();
        if !folders.iter().any(|folder| holds_meta(folder)) {
            continue;
        }
        let mut site = Site::new(Generator::Nextra, root, sign);
        let mounts = folders.into_iter().map(|folder| Mount {
            folder,
            url: "/".to_owned(),
            ..Mount::default()
        });
        site.mounts = mounts.collect();
        name_pages(tree, &mut site);
        let mut folders = Vec::new();
        for (folder, meta) in &metas {
            if site.holds(meta) {
                folders.extend(read_meta(tree, folder, meta, &mut site));
            }
        }
        name_chapters(tree, &mut site, &folders);
        sites.push(site);
    }
    sites
}

/// Gives `app/a/(group)/page.mdx` the address `/a`.
fn name_pages(tree: &Tree<'_>, site: &mut Site) {
    for mount in site.mounts.clone() {
        for path in tree.under(&mount.folder) {
            let (folder, name) = split_path(path);
            if !matches!(name, "page.mdx" | "page.md") {
                continue;
            }
            let below = folder[mount.folder.len()..].split('/');
            let parts: Vec<&str> = below
                .filter(|part| !part.is_empty() && !part.starts_with('('))
                .collect();
            let entry = site.navigation.entry(path.clone()).or_default();
            entry.url = Some(format!("/{}", parts.join("/")));
        }
    }
}

/// Takes titles and order of a folder's pages, as far as they are plain texts;
/// returns the titles of the folders in it.
fn read_meta(tree: &Tree<'_>, folder: &str, meta: &str, site: &mut Site) -> Vec<(String, String)> {
    let text = tree.read(meta).unwrap_or_default();
    let mut folders = Vec::new();
    for (order, (name, title)) in (1..).zip(titles(&text)) {
        let inside = join(folder, &name);
        if let (true, Some(title)) = (tree.has_folder(&inside), &title) {
            folders.push((inside, title.clone()));
        }
        let page = ["mdx", "md"].iter().map(|end| format!("{name}.{end}"));
        let index = ["page", "index"].iter();
        let index = index.map(|index| format!("{name}/{index}.mdx"));
        let mut pages = page.chain(index).map(|file| join(folder, &file));
        if let Some(page) = pages.find(|page| tree.has(page)) {
            let entry = site.navigation.entry(page).or_default();
            entry.order = Some(order);
            entry.title = title.or(entry.title.take());
        }
    }
    folders
}

/// Gives pages the titles of the folders above them.
fn name_chapters(tree: &Tree<'_>, site: &mut Site, folders: &[(String, String)]) {
    let titles: HashMap<&str, &str> = folders
        .iter()
        .map(|(folder, title)| (folder.as_str(), title.as_str()))
        .collect();
    for mount in site.mounts.clone() {
        for path in tree.under(&mount.folder) {
            let (folder, _) = split_path(path);
            let below = folder.get(mount.folder.len() + 1..).unwrap_or_default();
            let mut at = mount.folder.clone();
            let mut chapters = Vec::new();
            for part in below.split('/').filter(|part| !part.is_empty()) {
                at = join(&at, part);
                chapters.push((*titles.get(at.as_str()).unwrap_or(&part)).to_owned());
            }
            if !chapters.is_empty() {
                site.navigation.entry(path.clone()).or_default().chapters = chapters;
            }
        }
    }
}

/// Returns the keys of the object that a `_meta` file is, in order, each with
/// its title where that is plain text: `a: 'A'` or `a: { title: 'A' }`.
fn titles(text: &str) -> Vec<(String, Option<String>)> {
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    let mut depth = 0_usize;
    // The key whose value comes next.
    let mut key: Option<String> = None;
    let mut word = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '"' | '\'' | '`' => {
                let end = rest.find(c).unwrap_or(rest.len());
                word = rest[..end].to_owned();
                rest = rest.get(end + 1..).unwrap_or_default();
                let value = key.take().is_some_and(|key| depth == 1 || key == "title");
                if let (true, Some(last)) = (value, found.last_mut()) {
                    last.1.get_or_insert(std::mem::take(&mut word));
                }
            }
            '/' if rest.starts_with('/') => {
                rest = rest.split_once('\n').map_or("", |(_, rest)| rest)
            }
            '{' => {
                depth += 1;
                key = None;
                word.clear();
            }
            '}' => depth = depth.saturating_sub(1),
            ':' if depth > 0 => {
                let name = std::mem::take(&mut word).trim().to_owned();
                if depth == 1 && !name.is_empty() {
                    found.push((name.clone(), None));
                }
                key = Some(name);
            }
            ',' => {
                key = None;
                word.clear();
            }
            c if c.is_whitespace() => {}
            c => word.push(c),
        }
        if found.len() > MAX_KEYS || word.len() > MAX_WORD_BYTES {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_read_from_literals() {
        let check = |text: &str, expected: &[(&str, Option<&str>)]| {
            let found = titles(text);
            let found = found
                .iter()
                .map(|(key, title)| (key.as_str(), title.as_deref()));
            assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
        };
        check(
            "{\"a\": \"A: one\", \"b-c\": {\"title\": \"B\"}}",
            &[("a", Some("A: one")), ("b-c", Some("B"))],
        );
        check(
            "// order\nexport default {\n  index: 'Home',\n  x: { type: 'page', title: 'X' },\n  y: { display: 'hidden' },\n}",
            &[("index", Some("Home")), ("x", Some("X")), ("y", None)],
        );
        check(
            "export default { a: title('x'), 'b': \"B\" }",
            &[("a", Some("x")), ("b", Some("B"))],
        );
        check("no object: here", &[]);
        check("{ \"open", &[]);
    }
}
