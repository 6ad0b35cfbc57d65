//! The engine of javascript.info: `NUMBER-name/article.md`.
//!
//! An article is served by the name of its folder without the number, wherever
//! that lies; a task under `/task/`. Its solution is part of its page.

use std::collections::HashMap;

use super::super::Format;
use super::super::address::{UrlStyle, split_path};
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::place::without_number;
use super::tree::join;
use super::{Entry, Generator, Preset, Site, Tree};

/// The files that are pages; an index is the page of a chapter.
const PAGES: [&str; 3] = ["index.md", "article.md", "task.md"];

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Bare,
        anchors: SlugRule::JavascriptInfo,
        dialects: vec![
            Dialect::JavascriptInfo,
            Dialect::Definitions,
            Dialect::Fences,
        ],
        left_out: vec![
            ("solution of a task", "solution.md".to_owned()),
            ("about the site", "/*.md".to_owned()),
        ],
        strips_numbers: true,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: folders above numbered folders that hold articles.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for (folder, path) in tree.holding(&["article.md"]) {
        let Some(root) = root_of(folder) else {
            continue;
        };
        if sites.iter().all(|site| site.root != root) {
            let mut site = Site::new(Generator::JavascriptInfo, root, path);
            site.navigation = navigation(tree, root);
            sites.push(site);
        }
    }
    sites
}

/// Returns the folder above all numbered folders of an article, if it lies in
/// one that lies in another.
fn root_of(folder: &str) -> Option<&str> {
    let mut root = folder;
    let mut n_numbered = 0;
    while !root.is_empty() {
        let (above, name) = split_path(root);
        if without_number(name) == name {
            break;
        }
        root = above;
        n_numbered += 1;
    }
    (n_numbered >= 2).then_some(root)
}

/// Returns where each page is served, its order and the chapters it is in.
fn navigation(tree: &Tree<'_>, root: &str) -> HashMap<String, Entry> {
    let mut pages: Vec<&String> = tree.under(root).iter().collect();
    pages.retain(|path| PAGES.contains(&split_path(path).1));
    pages.sort_by_cached_key(|path| order_of(path));
    let mut titles: HashMap<String, Option<String>> = HashMap::new();
    let numbered = pages.into_iter().zip(1..);
    let entries = numbered.map(|(path, order)| {
        let (folder, name) = split_path(path);
        let address = without_number(split_path(folder).1);
        let url = match name {
            "task.md" => format!("/task/{address}"),
            _ => format!("/{address}"),
        };
        let entry = Entry {
            order: Some(order),
            title: None,
            chapters: chapters(tree, root, folder, &mut titles),
            url: Some(url),
        };
        (path.clone(), entry)
    });
    entries.collect()
}

/// Returns what orders a path: the number of each folder, then its name; a
/// chapter's own page comes before its articles, an article before its tasks.
fn order_of(path: &str) -> Vec<(u32, String)> {
    let (folder, name) = split_path(path);
    let parts = folder.split('/').map(|part| {
        let n_digits = part.bytes().take_while(u8::is_ascii_digit).count();
        (part[..n_digits].parse().unwrap_or(0), part.to_owned())
    });
    let own = PAGES
        .iter()
        .position(|page| *page == name)
        .map(|_| (0, String::new()));
    parts.chain(own).collect()
}

/// Returns the titles of the chapters above a page's folder.
fn chapters(
    tree: &Tree<'_>,
    root: &str,
    folder: &str,
    titles: &mut HashMap<String, Option<String>>,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut above = split_path(folder).0;
    while above.len() > root.len() {
        let title = titles
            .entry(above.to_owned())
            .or_insert_with(|| title_of(tree, &join(above, "index.md")));
        found.extend(title.clone());
        above = split_path(above).0;
    }
    found.reverse();
    found
}

/// Returns the first heading of a chapter's page.
fn title_of(tree: &Tree<'_>, path: &str) -> Option<String> {
    if !tree.has(path) {
        return None;
    }
    let text = tree.read(path)?;
    let title = text.lines().find_map(|line| line.strip_prefix("# "))?;
    let title = title.trim().replace('/', " ");
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_served_by_their_folders() {
        let folder = tempfile::tempdir().unwrap();
        let mut paths: Vec<String> = [
            "x/README.md",
            "x/1-base/index.md",
            "x/1-base/10-end/article.md",
            "x/1-base/2-first/article.md",
            "x/1-base/2-first/1-try-it/task.md",
            "x/1-base/2-first/1-try-it/solution.md",
        ]
        .map(str::to_owned)
        .to_vec();
        paths.sort();
        std::fs::create_dir_all(folder.path().join("x/1-base")).unwrap();
        std::fs::write(folder.path().join("x/1-base/index.md"), "# The base\n").unwrap();
        let sites = detect(&Tree::new(folder.path(), &paths));
        assert_eq!(sites.len(), 1);
        assert_eq!(sites[0].root, "x");
        let check = |path: &str, url: &str, order: i64, chapters: &[&str]| {
            let entry = &sites[0].navigation[path];
            assert_eq!(entry.url.as_deref(), Some(url));
            assert_eq!(entry.order, Some(order), "{path}");
            assert_eq!(entry.chapters, chapters, "{path}");
        };
        check("x/1-base/index.md", "/base", 1, &[]);
        check("x/1-base/2-first/article.md", "/first", 2, &["The base"]);
        check(
            "x/1-base/2-first/1-try-it/task.md",
            "/task/try-it",
            3,
            &["The base"],
        );
        check("x/1-base/10-end/article.md", "/end", 4, &["The base"]);
        assert_eq!(sites[0].navigation.len(), 4);
    }

    #[test]
    fn numbers_make_the_site() {
        assert_eq!(root_of("1-a/2-b"), Some(""));
        assert_eq!(root_of("x/1-a/2-b"), Some("x"));
        assert_eq!(root_of("x/2-b"), None);
        assert_eq!(root_of("a/b"), None);
    }
}
