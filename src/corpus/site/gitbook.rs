//! GitBook and HonKit: `SUMMARY.md` without a `book.toml`.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::frontmatter::{Table, Value, read_settings, table_in, text_in};
use super::super::headings::SlugRule;
use super::super::metadata::language_of;
use super::tree::join;
use super::{Generator, Mount, Preset, Site, Tree, is_below, summary};

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    let names = ["SUMMARY.md", "LANGS.md", "CONTRIBUTING.md", "LICENSE.md"];
    Preset {
        url: UrlStyle::Folder,
        anchors: SlugRule::Github,
        dialects: vec![Dialect::HonKit, Dialect::Fences],
        left_out: names.map(|name| ("no page", name.to_owned())).to_vec(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: books in several languages, then single ones.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for (folder, sign) in tree.holding(&["LANGS.md"]) {
        let mut site = Site::new(Generator::GitBook, folder, sign);
        let languages = summary::read(&tree.read(sign).unwrap_or_default(), folder);
        for path in languages.keys() {
            let book = path.strip_suffix("/README.md").unwrap_or(path);
            let list = join(book, "SUMMARY.md");
            if !tree.has(&list) {
                continue;
            }
            let name = book.rsplit('/').next().unwrap_or(book);
            let text = tree.read(&list).unwrap_or_default();
            site.navigation.extend(summary::read(&text, book));
            site.mounts.push(Mount {
                folder: book.to_owned(),
                url: format!("/{name}/"),
                language: language_of(name),
                version: None,
            });
        }
        if site.mounts.len() > 1 {
            site.mounts.remove(0);
            site.mounts.sort_by(|a, b| a.folder.cmp(&b.folder));
            sites.push(complete(tree, site));
        }
    }
    for (folder, sign) in tree.holding(&["SUMMARY.md"]) {
        let is_known = sites.iter().any(|site| is_below(folder, &site.root));
        let is_other = ["book.toml", "../book.toml"].iter().any(|name| {
            super::super::resolve::normal(&join(folder, name)).is_some_and(|path| tree.has(&path))
        });
        if is_known || is_other {
            continue;
        }
        let text = tree.read(sign).unwrap_or_default();
        let navigation = summary::read(&text, folder);
        let is_list = navigation.keys().any(|path| tree.has(path));
        if is_list {
            let mut site = Site::new(Generator::GitBook, folder, sign);
            site.navigation = navigation;
            sites.push(complete(tree, site));
        }
    }
    sites
}

/// Reads the variables of a book.
fn complete(tree: &Tree<'_>, mut site: Site) -> Site {
    let path = join(&site.root, "book.json");
    let text = tree.has(&path).then(|| tree.read(&path)).flatten();
    let book: Table = read_settings(&path, &text.unwrap_or_default());
    for (key, value) in table_in(&book, "variables").into_iter().flatten() {
        if let Value::Text(text) = value {
            site.variables.insert(format!("book.{key}"), text.clone());
        }
    }
    if let Some(language) = text_in(&book, "language") {
        for mount in site
            .mounts
            .iter_mut()
            .filter(|mount| mount.language.is_none())
        {
            mount.language = language_of(language);
        }
    }
    site
}
