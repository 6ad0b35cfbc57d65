//! Antora: components and modules of AsciiDoc; a book of it without.

use std::collections::HashSet;

use super::super::address::{UrlStyle, page_url, split_path, stem_of};
use super::super::asciidoc::title_of;
use super::super::frontmatter::{self, Table, Value};
use super::super::headings::SlugRule;
use super::super::resolve::normal;
use super::super::{Format, Notices};
use super::labels::Labels;
use super::{Entry, Generator, Mount, Preset, Site, Tree, is_below, tree::join};

/// The most AsciiDoc files that are looked at for a book.
const MAX_LOOKED_AT: usize = 20_000;

/// How deep chapters and their parts are followed.
const MAX_DEPTH: usize = 8;

/// The book whose parts git-scm.com serves by their titles.
const PRO_GIT: &str = "progit.asc";

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::File,
        anchors: SlugRule::Antora,
        dialects: vec![],
        left_out: [
            ("partials", "modules/*/partials"),
            ("partials", "modules/*/pages/**/_*.adoc"),
            ("examples", "modules/*/examples"),
            ("navigation", "modules/*/nav*.adoc"),
        ]
        .map(|(name, glob)| (name, glob.to_owned()))
        .to_vec(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let found = tree.holding(&["antora.yml"]);
    let components = found.iter();
    let mut sites: Vec<Site> = components
        .map(|(folder, sign)| component(tree, folder, sign))
        .collect();
    sites.extend(books(tree, &sites));
    sites
}

/// Reads a component by its `antora.yml`.
fn component(tree: &Tree<'_>, folder: &str, sign: &str) -> Site {
    let mut site = Site::new(Generator::Antora, folder, sign);
    let text = format!("---\n{}\n---\n", tree.read(sign).unwrap_or_default());
    let table = frontmatter::read(&frontmatter::split(&text), &mut Notices::new(sign));
    let text = |key: &str| match value(&table, key) {
        Some(Value::Text(text)) if text != "true" && text != "false" => Some(text.clone()),
        _ => None,
    };
    let version = text("version").filter(|version| !matches!(version.as_str(), "master" | "~"));
    let name = text("name").filter(|name| name != "ROOT");
    let parts = [name.as_deref(), version.as_deref()];
    let start: String = parts
        .iter()
        .flatten()
        .map(|part| format!("{part}/"))
        .collect();
    let mut modules: Vec<&str> = Vec::new();
    for path in tree.under(&join(folder, "modules")) {
        let below = path[join(folder, "modules").len()..].trim_start_matches('/');
        let module = below.split('/').next().unwrap_or_default();
        if modules.last() != Some(&module) && below.contains('/') {
            modules.push(module);
        }
    }
    site.mounts = modules
        .iter()
        .map(|module| Mount {
            folder: join(folder, &format!("modules/{module}/pages")),
            url: match *module {
                "ROOT" => format!("/{start}"),
                module => format!("/{start}{module}/"),
            },
            language: None,
            version: version.clone(),
        })
        .collect();
    site.attributes = attributes(&table);
    site.labels = Labels::read(tree, folder, &site.preset);
    let listed = match value(&table, "nav") {
        Some(Value::List(list)) => list.iter().filter_map(as_text).collect(),
        _ => Vec::new(),
    };
    for nav in listed {
        navigation(tree, folder, nav, &mut site);
    }
    site
}

fn value<'t>(table: &'t Table, key: &str) -> Option<&'t Value> {
    table
        .iter()
        .find_map(|(name, value)| (name == key).then_some(value))
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// Returns the attributes that a component sets for its pages.
fn attributes(table: &Table) -> Vec<(String, String)> {
    let Some(Value::Table(asciidoc)) = value(table, "asciidoc") else {
        return Vec::new();
    };
    let Some(Value::Table(list)) = value(asciidoc, "attributes") else {
        return Vec::new();
    };
    let pairs = list.iter().filter_map(|(name, value)| {
        let text = as_text(value)?;
        Some((name.clone(), text.trim_end_matches('@').to_owned()))
    });
    pairs.collect()
}

/// Reads a file of navigation: nested lists of `xref:page.adoc[Title]`.
fn navigation(tree: &Tree<'_>, folder: &str, nav: &str, site: &mut Site) {
    let path = join(folder, nav);
    let Some(text) = tree.read(&path) else {
        return;
    };
    let module = nav.split('/').nth(1).unwrap_or("ROOT").to_owned();
    let mut above: Vec<(usize, String)> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        if let Some(title) = line
            .strip_prefix('.')
            .filter(|title| !title.starts_with('.'))
        {
            above = vec![(0, words_of(title))];
            continue;
        }
        let depth = line.bytes().take_while(|b| *b == b'*').count();
        if depth == 0 || !line[depth..].starts_with(' ') {
            continue;
        }
        let item = line[depth..].trim();
        above.retain(|(level, _)| *level < depth);
        let target = item
            .strip_prefix("xref:")
            .and_then(|rest| rest.split_once('['));
        let Some((target, title)) = target else {
            above.push((depth, words_of(item)));
            continue;
        };
        let title = title.trim_end_matches(']').trim().to_owned();
        let target = target.split('#').next().unwrap_or_default();
        let (module, file) = match target.rsplit_once(':') {
            Some((place, file)) => (place.rsplit(':').next().unwrap_or(&module), file),
            None => (module.as_str(), target),
        };
        let module = if module.is_empty() { "ROOT" } else { module };
        let page = join(folder, &format!("modules/{module}/pages/{file}"));
        let order = i64::try_from(site.navigation.len()).unwrap_or(i64::MAX);
        site.navigation.entry(page).or_insert_with(|| Entry {
            order: Some(order),
            title: (!title.is_empty()).then(|| title.clone()),
            chapters: above.iter().map(|(_, title)| title.clone()).collect(),
            url: None,
        });
        above.push((depth, title));
    }
}

/// Returns an item of navigation as plain words.
fn words_of(item: &str) -> String {
    let plain = match item.split_once('[') {
        Some((_, text)) if item.ends_with(']') => text.trim_end_matches(']'),
        _ => item,
    };
    plain.replace(['`', '*', '_'], "").trim().to_owned()
}

/// Finds books: a file of `:doctype: book` that includes chapters.
fn books(tree: &Tree<'_>, components: &[Site]) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    let pages = tree.paths().iter().filter(|path| is_asciidoc(path));
    for path in pages.take(MAX_LOOKED_AT) {
        let (folder, _) = split_path(path);
        let is_known = components
            .iter()
            .chain(&sites)
            .any(|site| is_below(path, &site.root));
        if is_known {
            continue;
        }
        let text = tree.read(path).unwrap_or_default();
        let is_book = text
            .lines()
            .take(100)
            .any(|line| line.trim_end() == ":doctype: book");
        let n_chapters = includes_of(&text, path)
            .filter(|part| tree.has(part))
            .count();
        if is_book && n_chapters >= 2 {
            sites.push(book(tree, folder, path, &text));
        }
    }
    sites
}

fn is_asciidoc(path: &str) -> bool {
    Format::of(path) == Some(Format::AsciiDoc)
}

/// Returns the AsciiDoc files that a text includes.
fn includes_of<'t>(text: &'t str, path: &'t str) -> impl Iterator<Item = String> + 't {
    let (folder, _) = split_path(path);
    text.lines().filter_map(move |line| {
        let (_, rest) = line.split_once("include::")?;
        let (target, _) = rest.split_once('[')?;
        normal(&format!("{folder}/{target}")).filter(|path| is_asciidoc(path))
    })
}

/// Reads a book: each chapter and each section of it is a page of its own.
fn book(tree: &Tree<'_>, folder: &str, master: &str, text: &str) -> Site {
    let mut site = Site::new(Generator::Antora, folder, master);
    site.preset.anchors = SlugRule::Asciidoctor;
    site.preset.left_out = vec![("contents", "toc.asc".to_owned())];
    let language = text.lines().find_map(|line| line.strip_prefix(":lang: "));
    let by_titles = split_path(master).1 == PRO_GIT;
    if by_titles {
        let url = format!("/book/{}/v2/", language.unwrap_or("en").trim());
        site.mounts[0].url = url;
    }
    site.mounts[0].language = language.map(|tag| tag.trim().to_owned());
    let mut reader = Book {
        tree,
        by_titles,
        n_appendices: 0,
        seen: HashSet::from([master.to_owned()]),
        site,
    };
    let url = reader.site.mounts[0].url.clone();
    reader.note(master, title_of(text), &[], url);
    for chapter in includes_of(text, master) {
        reader.part(&chapter, &[], 1);
    }
    reader.site.labels = Labels::read(tree, folder, &reader.site.preset);
    reader.site
}

/// A book while its parts are followed.
struct Book<'t> {
    tree: &'t Tree<'t>,
    /// Whether its parts are served by their titles.
    by_titles: bool,
    n_appendices: u8,
    seen: HashSet<String>,
    site: Site,
}

impl Book<'_> {
    fn note(&mut self, path: &str, title: Option<String>, above: &[String], url: String) {
        let order = i64::try_from(self.site.navigation.len()).ok();
        let entry = Entry {
            order,
            title,
            chapters: above.to_vec(),
            url: Some(url),
        };
        self.site.navigation.insert(path.to_owned(), entry);
    }

    /// Follows a chapter or a section; what is below them, or has no title,
    /// is a part of the page that includes it.
    fn part(&mut self, path: &str, above: &[String], depth: usize) {
        if depth > MAX_DEPTH || !self.seen.insert(path.to_owned()) {
            return;
        }
        let Some(text) = self.tree.has(path).then(|| self.tree.read(path)).flatten() else {
            return;
        };
        let Some(title) = title_of(&text).filter(|_| depth <= 2) else {
            let below = path.strip_prefix(&self.site.root).unwrap_or(path);
            let glob = format!("/{}", below.trim_start_matches('/'));
            self.site.preset.left_out.push(("part of a page", glob));
            for part in includes_of(&text, path) {
                self.part(&part, above, depth + 1);
            }
            return;
        };
        let title = match title.strip_prefix("[appendix] ") {
            Some(title) => {
                let letter = char::from(b'A' + self.n_appendices.min(25));
                self.n_appendices += 1;
                format!("Appendix {letter}: {title}")
            }
            None => title,
        };
        let url = self.url_of(path, &title, above);
        self.note(path, Some(title.clone()), above, url);
        let mut inside = above.to_vec();
        inside.push(title);
        for part in includes_of(&text, path) {
            self.part(&part, &inside, depth + 1);
        }
    }

    fn url_of(&self, path: &str, title: &str, above: &[String]) -> String {
        let mount = &self.site.mounts[0];
        if self.by_titles {
            let parts = above.iter().map(String::as_str).chain([title]);
            let name = parts.collect::<Vec<_>>().join("-").replace(' ', "-");
            return page_url(&mount.url, &name, UrlStyle::Bare);
        }
        let below = path.strip_prefix(&self.site.root).unwrap_or(path);
        let (folder, name) = split_path(below.trim_start_matches('/'));
        page_url(&mount.url, &join(folder, stem_of(name)), UrlStyle::File)
    }
}
