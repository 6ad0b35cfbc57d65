//! GitBook and HonKit: `SUMMARY.md` without a `book.toml`, `.gitbook.yaml`.

use super::super::Format;
use super::super::address::{UrlStyle, page_url, plain_id_of, split_path};
use super::super::dialect::Dialect;
use super::super::frontmatter::{Table, Value, read_settings, table_in, text_in};
use super::super::headings::SlugRule;
use super::super::metadata::language_of;
use super::super::resolve::normal;
use super::tree::join;
use super::{Generator, Mount, Preset, Site, Tree, is_below, summary};

/// The files that configure a book.
const CONFIGS: [&str; 3] = [".gitbook.yaml", ".gitbook.yml", "book.json"];

/// Pages that a book shows without listing them.
const UNLISTED: [&str; 2] = ["README.md", "GLOSSARY.md"];

/// What leaves out the list itself.
const LIST_RULE: &str = "the list of pages";

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    let lists = ["SUMMARY.md", "LANGS.md"].map(|name| (LIST_RULE, name.to_owned()));
    let others = ["CONTRIBUTING.md", "LICENSE.md"].map(|name| ("no page", name.to_owned()));
    Preset {
        url: UrlStyle::Folder,
        anchors: SlugRule::Github,
        dialects: vec![Dialect::HonKit, Dialect::Fences],
        left_out: [lists, others].concat(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: books in several languages, those whose configuration
/// says where they lie, then single ones.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for (folder, sign) in tree.holding(&["LANGS.md"]) {
        let mut site = Site::new(Generator::GitBook, folder, sign);
        let languages = summary::read(&tree.read(sign).unwrap_or_default(), folder);
        for path in languages.keys() {
            let book = path.strip_suffix("/README.md").unwrap_or(path);
            let name = book.rsplit('/').next().unwrap_or(book);
            let mount = Mount {
                folder: book.to_owned(),
                url: format!("/{name}/"),
                language: language_of(name),
                version: None,
            };
            add_book(tree, &mut site, mount, &join(book, "SUMMARY.md"));
        }
        if site.mounts.len() > 1 {
            site.mounts.remove(0);
            site.mounts.sort_by(|a, b| a.folder.cmp(&b.folder));
            let settings = settings(tree, &join(folder, "book.json"));
            sites.push(complete(site, &settings));
        }
    }
    for (folder, sign) in tree.holding(&CONFIGS) {
        if sites.iter().all(|site| !is_below(folder, &site.root)) {
            sites.extend(configured(tree, folder, sign));
        }
    }
    for (folder, sign) in tree.holding(&["SUMMARY.md"]) {
        let is_known = sites.iter().any(|site| is_below(folder, &site.root));
        let is_other = ["book.toml", "../book.toml"]
            .iter()
            .any(|name| normal(&join(folder, name)).is_some_and(|path| tree.has(&path)));
        if is_known || is_other {
            continue;
        }
        let mut site = Site::new(Generator::GitBook, folder, sign);
        let mount = site.mounts.remove(0);
        add_book(tree, &mut site, mount, sign);
        if !site.mounts.is_empty() {
            sites.push(complete(site, &Vec::new()));
        }
    }
    sites
}

/// Makes a site of a configuration; `None` if it leads to no list of pages.
fn configured(tree: &Tree<'_>, folder: &str, sign: &str) -> Option<Site> {
    let settings = settings(tree, sign);
    let root = text_in(&settings, "root").unwrap_or_default();
    let content = normal(&join(folder, root))?;
    let structure = table_in(&settings, "structure");
    let named = |key: &str| structure.and_then(|structure| text_in(structure, key));
    let list = normal(&join(&content, named("summary").unwrap_or("SUMMARY.md")))?;
    if !is_below(&content, folder) || tree.has(&join(folder, "book.toml")) {
        return None;
    }
    let mut site = Site::new(Generator::GitBook, folder, sign);
    let mut mount = site.mounts.remove(0);
    mount.folder.clone_from(&content);
    add_book(tree, &mut site, mount, &list);
    if site.mounts.is_empty() {
        return None;
    }
    let below = list.strip_prefix(folder).unwrap_or(&list);
    let glob = format!("/{}", below.trim_start_matches('/'));
    site.preset.left_out.push((LIST_RULE, glob));
    if let Some(first) = named("readme").and_then(|name| normal(&join(&content, name))) {
        site.navigation.entry(first).or_default().url = Some("/".to_owned());
    }
    for (old, target) in table_in(&settings, "redirects").into_iter().flatten() {
        let Value::Text(target) = target else {
            continue;
        };
        let name = plain_id_of(target.trim_start_matches("./"));
        let name = match split_path(&name) {
            (above, last) if last.eq_ignore_ascii_case("readme") => above.to_owned(),
            _ => name,
        };
        let url = page_url("/", &name, UrlStyle::Folder);
        site.redirects
            .push((format!("/{}", old.trim_matches('/')), url));
    }
    Some(complete(site, &settings))
}

/// Adds a book whose pages a list names; nothing if it names none.
fn add_book(tree: &Tree<'_>, site: &mut Site, mount: Mount, list: &str) {
    if !tree.has(list) {
        return;
    }
    let text = tree.read(list).unwrap_or_default();
    let navigation = summary::read(&text, split_path(list).0);
    if !navigation.keys().any(|path| tree.has(path)) {
        return;
    }
    site.navigation.extend(navigation);
    for name in UNLISTED {
        site.navigation
            .entry(join(&mount.folder, name))
            .or_default();
    }
    site.mounts.push(mount);
}

/// Reads a configuration; nothing if there is none.
fn settings(tree: &Tree<'_>, path: &str) -> Table {
    let text = tree.has(path).then(|| tree.read(path)).flatten();
    read_settings(path, &text.unwrap_or_default())
}

/// Takes what a book's configuration says of its pages. What no list names is
/// brought into other pages, or is no page at all.
fn complete(mut site: Site, book: &Table) -> Site {
    for (key, value) in table_in(book, "variables").into_iter().flatten() {
        if let Value::Text(text) = value {
            site.variables.insert(format!("book.{key}"), text.clone());
        }
    }
    if let Some(language) = text_in(book, "language") {
        let unsaid = site
            .mounts
            .iter_mut()
            .filter(|mount| mount.language.is_none());
        unsaid.for_each(|mount| mount.language = language_of(language));
    }
    site.only_listed = Some("not in the list of pages");
    site
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Writes files and returns the sites found in them.
    fn detected(files: &[(&str, &str)]) -> Vec<Site> {
        let folder = tempfile::tempdir().unwrap();
        let files: BTreeMap<&str, &str> = files.iter().copied().collect();
        for (path, text) in &files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let paths: Vec<String> = files.keys().map(|path| (*path).to_owned()).collect();
        detect(&Tree::new(folder.path(), &paths))
    }

    #[test]
    fn a_configuration_says_where_the_book_lies() {
        let sites = detected(&[
            (
                ".gitbook.yaml",
                "root: ./text/\nstructure:\n  readme: start.md\n  summary: list.md\n\
                 redirects:\n  old/knots: knots/README.md\n",
            ),
            (
                "text/list.md",
                "* [Start](start.md)\n* [Knots](knots/README.md)\n",
            ),
            ("text/start.md", "x"),
            ("text/knots/README.md", "x"),
        ]);
        assert_eq!(sites.len(), 1);
        let site = &sites[0];
        assert_eq!(
            (site.root.as_str(), site.mounts[0].folder.as_str()),
            ("", "text")
        );
        let start = &site.navigation["text/start.md"];
        assert_eq!((start.order, start.url.as_deref()), (Some(1), Some("/")));
        assert_eq!(
            site.redirects,
            [("/old/knots".to_owned(), "/knots/".to_owned())]
        );
    }

    #[test]
    fn a_book_shows_what_its_list_names() {
        let sites = detected(&[
            (
                "book.json",
                "{\"root\": \"docs\", \"variables\": {\"v\": \"3\"}}",
            ),
            ("docs/SUMMARY.md", "* [A](a.md)\n"),
            ("docs/a.md", "x"),
            ("docs/part.md", "x"),
        ]);
        let site = &sites[0];
        assert_eq!(site.mounts[0].folder, "docs");
        assert_eq!(site.variables["book.v"], "3");
        assert!(site.only_listed.is_some());
        assert!(site.entry_of("docs/README.md").is_some());
        assert!(site.entry_of("docs/part.md").is_none());
    }

    #[test]
    fn other_configurations_are_none() {
        assert!(detected(&[("book.json", "{\"root\": \"../x\"}"), ("a.md", "x")]).is_empty());
        assert!(detected(&[("book.json", "{"), ("a.md", "x")]).is_empty());
        assert!(detected(&[("SUMMARY.md", "* [A](b.md)\n"), ("a.md", "x")]).is_empty());
    }
}
