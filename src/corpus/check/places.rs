//! Every place of a corpus that a link can name, by file and by address.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::Format;
use super::super::address::{id_of, names_folder, split_path, stem_of};
use super::page::Facts;

/// How far a misspelled name may be from the right one, in edits.
const MAX_EDITS: usize = 2;

/// How often a check guesses what was meant. Each guess compares a name with
/// many others (up to 5 ms with 20,000 pages), and a site with more broken links
/// than this has another fault than slips.
const MAX_GUESSES: u32 = 500;

/// What a path leads to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    /// A page.
    Page(&'a Facts),
    /// A file that is no page.
    File,
    /// A folder of pages that has no page of its own.
    Folder,
    /// Nothing.
    Nothing,
}

/// The pages of a corpus by all their names.
#[derive(Debug)]
pub(super) struct Places<'a> {
    by_path: HashMap<&'a str, &'a Facts>,
    /// By id, by the path of the URL and by old addresses.
    by_key: BTreeMap<String, &'a Facts>,
    /// By the last part of the id.
    by_name: BTreeMap<&'a str, Vec<&'a Facts>>,
    folders: BTreeSet<&'a str>,
    /// The folder from which a browser resolves the links of a page.
    url_folders: HashMap<&'a str, String>,
    /// Whether the site's own address is known.
    has_base: bool,
    n_guesses: Cell<u32>,
}

impl<'a> Places<'a> {
    /// Gathers the names of all pages; `base` is the site's own address.
    pub(super) fn new(pages: &'a [Facts], base: &str) -> Self {
        let mut places = Self {
            by_path: HashMap::new(),
            by_key: BTreeMap::new(),
            by_name: BTreeMap::new(),
            folders: BTreeSet::new(),
            url_folders: HashMap::new(),
            has_base: !base.is_empty(),
            n_guesses: Cell::new(0),
        };
        for page in pages {
            places.by_path.insert(&page.path, page);
            places.by_key.entry(page.id.clone()).or_insert(page);
            let (_, name) = split_path(&page.id);
            places.by_name.entry(name).or_default().push(page);
            let mut folder = folder_of(&page.path);
            while !folder.is_empty() && places.folders.insert(folder) {
                folder = folder_of(folder);
            }
        }
        for page in pages {
            let Some(about) = &page.about else { continue };
            let path = path_of(&about.url, base);
            let folder = path.rfind('/').map_or("", |at| &path[..at]);
            let folder = folder.trim_start_matches('/').to_owned();
            places.url_folders.insert(&page.path, folder);
            let redirects = about.redirects.iter().map(|old| path_of(old, base));
            for path in std::iter::once(path).chain(redirects) {
                places.by_key.entry(key_of(&path)).or_insert(page);
            }
        }
        places
    }

    /// Gathers the names of all pages, for a judge who does not guess.
    pub(super) fn without_guesses(pages: &'a [Facts], base: &str) -> Self {
        let places = Self::new(pages, base);
        places.n_guesses.set(MAX_GUESSES);
        places
    }

    /// Says whether nobody told where the site is published.
    pub(super) fn base_is_unknown(&self) -> bool {
        !self.has_base
    }

    /// Returns the folder from which a browser resolves the links of a page.
    pub(super) fn folder_of_url(&self, page: &Facts) -> &str {
        let known = self.url_folders.get(page.path.as_str());
        known.map_or("", String::as_str)
    }

    /// Says whether one more guess is worth its time.
    pub(super) fn may_guess(&self) -> bool {
        let n_guesses = self.n_guesses.get();
        self.n_guesses.set(n_guesses.saturating_add(1));
        n_guesses < MAX_GUESSES
    }

    /// Finds what a path, without `..`, leads to.
    pub(super) fn find(&self, path: &str) -> Target<'a> {
        if let Some(page) = self.by_path.get(path) {
            return Target::Page(page);
        }
        // `a.md` is a file and nothing else; `a.html` may be what `a.md` becomes.
        let is_source = !matches!(Format::of(path), None | Some(Format::Html));
        let key = key_of(path);
        match self.by_key.get(&key) {
            Some(page) if !is_source => Target::Page(page),
            None if self.folders.contains(key.as_str()) && !is_source => Target::Folder,
            _ => Target::Nothing,
        }
    }

    /// Returns the page that a path was probably meant to lead to: one with the
    /// same name, or nearly so, and of several the nearest in the tree.
    pub(super) fn nearest(&self, path: &str, from: &Facts) -> Option<&'a Facts> {
        let key = key_of(path.trim_start_matches(['.', '/']));
        let (_, name) = split_path(&key);
        if name.is_empty() || !self.may_guess() {
            return None;
        }
        let same = self.by_name.get(name).into_iter().flatten();
        let folder = folder_of(&from.path);
        let distance = |page: &&&Facts| relative_to(folder, &page.path).matches('/').count();
        if let Some(page) = same.min_by_key(distance) {
            return Some(page);
        }
        let max_edits = MAX_EDITS.min(name.chars().count() / 4);
        let near = self.by_name.iter().filter_map(|(other, pages)| {
            let starts_alike = other.chars().next() == name.chars().next();
            let may_be = starts_alike && other.len().abs_diff(name.len()) <= max_edits;
            let edits = may_be.then(|| strsim::damerau_levenshtein(name, other))?;
            (edits <= max_edits).then_some((edits, pages))
        });
        let (_, pages) = near.min_by_key(|(edits, _)| *edits)?;
        pages.iter().min_by_key(distance).copied()
    }
}

/// Returns the folder of a path; empty at the root.
pub(super) fn folder_of(path: &str) -> &str {
    split_path(path).0
}

/// Returns the way from a folder to a file.
pub(super) fn relative_to(folder: &str, path: &str) -> String {
    let parts = |path: &'_ str| -> Vec<String> {
        let parts = path.split('/').filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let (from, to) = (parts(folder), parts(path));
    let n_same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(n_same).map(|_| "..".to_owned());
    let down = to.into_iter().skip(n_same);
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Returns the path of a URL below the site's address, decoded.
fn path_of(url: &str, base: &str) -> String {
    let base = base.trim_end_matches('/');
    let path = url.strip_prefix(base).unwrap_or(url);
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    path.into_owned()
}

/// Returns what the spellings of one address share: no slash at its ends, no
/// page's extension, no name that stands for the folder.
fn key_of(path: &str) -> String {
    let path = path.trim_matches('/');
    if Format::of(path).is_some() {
        return id_of(path);
    }
    let (folder, name) = split_path(path);
    match names_folder(stem_of(name)) {
        true => folder.to_owned(),
        false => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::check::page::About;

    fn page(path: &str, url: &str) -> Facts {
        Facts {
            path: path.to_owned(),
            id: id_of(path),
            about: Some(About {
                url: url.to_owned(),
                redirects: vec!["/old/grid".to_owned()],
                ..About::default()
            }),
            ..Facts::default()
        }
    }

    /// Names what paths lead to in a small corpus.
    fn check(path: &str, expected: &str) {
        let base = "https://x.example/docs/";
        let pages = [
            page("css/grid.md", "https://x.example/docs/css/grid/"),
            page("css/index.md", "https://x.example/docs/css/"),
            page("js/for loop.md", "https://x.example/docs/js/the-loop/"),
            page("form.html", "https://x.example/docs/form.html"),
        ];
        let places = Places::new(&pages, base);
        let found = match places.find(path) {
            Target::Page(page) => page.path.clone(),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn pages_are_found_by_all_their_names() {
        for path in [
            "css/grid.md",
            "css/grid",
            "css/grid/",
            "css/grid.html",
            "css/grid/index.html",
        ] {
            check(path, "css/grid.md");
        }
        check("css", "css/index.md");
        check("css/index.html", "css/index.md");
        check("js/for loop", "js/for loop.md");
        check("js/the-loop/", "js/for loop.md");
        check("old/grid", "css/grid.md");
        check("form", "form.html");
        check("form.md", "Nothing");
        check("js", "Folder");
        check("css/Grid", "Nothing");
        check("", "Nothing");
    }

    #[test]
    fn the_page_that_was_meant_is_named() {
        let pages = ["a/flexbox.md", "b/flexbox.md", "b/grid.md"].map(|path| page(path, "/x/"));
        let places = Places::new(&pages, "");
        let check = |path: &str, expected: Option<&str>| {
            let found = places
                .nearest(path, &pages[2])
                .map(|page| page.path.as_str());
            assert_eq!(found, expected, "{path}");
        };
        check("../css/flexbox.md", Some("b/flexbox.md"));
        check("flexbx.md", Some("b/flexbox.md"));
        check("table.md", None);
        assert_eq!(relative_to("a/b", "a/c/d.md"), "../c/d.md");
        assert_eq!(relative_to("", "a.md"), "a.md");
    }
}
