//! Nextra: MDX pages with `_meta` files.

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
        left_out: vec![("nextra: part of the program", "_*".to_owned())],
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
        for (folder, meta) in &metas {
            if site.holds(meta) {
                read_meta(tree, folder, meta, &mut site);
            }
        }
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

/// Takes titles and order of a folder's pages, as far as they are plain texts.
fn read_meta(tree: &Tree<'_>, folder: &str, meta: &str, site: &mut Site) {
    let text = tree.read(meta).unwrap_or_default();
    let mut order = 0;
    let mut name = String::new();
    for line in text.lines().take(5_000) {
        let Some((key, value)) = line.trim().trim_start_matches('{').split_once(':') else {
            continue;
        };
        let key = key.trim().trim_matches(['"', '\'']);
        let value = value.trim().trim_end_matches([',', '}', ' ']);
        let (value, is_open) = match value.strip_prefix('{') {
            Some(rest) => (rest.trim(), true),
            None => (value, false),
        };
        let own = value.strip_prefix("title:").map(str::trim);
        let title = plain(own.unwrap_or(value));
        if key != "title" {
            name = key.to_owned();
        }
        let page = ["mdx", "md"].iter().map(|end| format!("{name}.{end}"));
        let inside = ["page", "index"].iter();
        let inside = inside.map(|index| format!("{name}/{index}.mdx"));
        let mut pages = page.chain(inside).map(|file| join(folder, &file));
        let Some(page) = pages.find(|page| tree.has(page)) else {
            continue;
        };
        if key != "title" {
            order += 1;
        }
        let entry = site.navigation.entry(page).or_default();
        entry.order = Some(order);
        if title.is_some() && (!is_open || own.is_some()) {
            entry.title = title;
        }
    }
}

/// Returns the text that a value plainly is.
fn plain(value: &str) -> Option<String> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let end = value[1..].find(quote)?;
    (end > 0).then(|| value[1..=end].to_owned())
}
