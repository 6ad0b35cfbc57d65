//! react.dev: MDX in `src/content` with sidebars as JSON.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::tree::join;
use super::{Entry, Generator, Preset, Site, Tree};
use serde_json::Value;

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Bare,
        anchors: SlugRule::Github,
        dialects: vec![Dialect::Jsx, Dialect::Fences],
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: `src/content` beside `src/sidebar*.json`.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&["sidebarLearn.json", "sidebarReference.json"]);
    let mut sites: Vec<Site> = Vec::new();
    for (folder, sign) in found {
        let content = join(folder, "content");
        let root = folder
            .strip_suffix("src")
            .map(|root| root.trim_end_matches('/'));
        let Some(root) = root.filter(|_| tree.has_folder(&content)) else {
            continue;
        };
        if sites.iter().any(|site| site.root == root) {
            continue;
        }
        let mut site = Site::new(Generator::React, root, sign);
        site.mounts[0].folder.clone_from(&content);
        let mut order = 0;
        for path in tree.under(folder) {
            let name = path[folder.len()..].trim_start_matches('/');
            if name.starts_with("sidebar") && name.ends_with(".json") {
                let text = tree.read(path).unwrap_or_default();
                if let Ok(sidebar) = serde_json::from_str::<Value>(&text) {
                    read_sidebar(tree, &content, &sidebar, &mut site, &mut order);
                }
            }
        }
        sites.push(site);
    }
    sites
}

/// Reads a sidebar; the parser bounds its depth.
fn read_sidebar(tree: &Tree<'_>, content: &str, sidebar: &Value, site: &mut Site, order: &mut i64) {
    // `React@{{version}}` is filled in by the site.
    let text = |value: &Value, key: &str| {
        let written = value[key].as_str()?;
        let plain = written.split("@{{").next().unwrap_or(written);
        Some(plain.to_owned())
    };
    let title: Vec<String> = text(sidebar, "title").into_iter().collect();
    // Routes still to read, the next last, each with the titles above it.
    let mut waiting = vec![(sidebar, title.clone(), true)];
    while let Some((route, chapters, is_top)) = waiting.pop() {
        let own = text(route, "title");
        if let (Some(path), false) = (text(route, "path"), is_top)
            && let Some(page) = page_at(tree, content, &path)
        {
            *order += 1;
            site.navigation.entry(page).or_insert_with(|| Entry {
                order: Some(*order),
                title: own.clone(),
                chapters: chapters.clone(),
                url: None,
            });
        }
        let mut above = chapters;
        if !is_top {
            above.extend(own);
        }
        let mut section = above.clone();
        let mut inner = Vec::new();
        for route in route["routes"].as_array().into_iter().flatten() {
            if let Some(header) = text(route, "sectionHeader") {
                section.clone_from(&above);
                section.push(header);
            }
            inner.push((route, section.clone(), false));
        }
        waiting.extend(inner.into_iter().rev());
    }
}

/// Returns the page that is served at an address.
fn page_at(tree: &Tree<'_>, content: &str, url: &str) -> Option<String> {
    let name = join(content, url.trim_matches('/'));
    let files = [".md", "/index.md", ".mdx", "/index.mdx"];
    let mut files = files.iter().map(|end| format!("{name}{end}"));
    files.find(|file| tree.has(file))
}
