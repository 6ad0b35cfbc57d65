//! What a reference leads to: the sections of this page, other pages.

use std::collections::HashMap;

use super::super::headings::SlugRule;
use super::super::resolve::normal;
use super::super::site::{Generator, Site};
use super::include::{coordinates, resource_path};
use super::list::Brackets;
use super::source::Row;
use super::{line, relative, split_path};

/// Returns the titles of a page's sections and blocks by their ids.
pub(super) fn titles_of(rows: &[Row<'_>], rule: SlugRule) -> HashMap<String, String> {
    let mut titles = HashMap::new();
    let mut ids: Vec<String> = Vec::new();
    for row in rows {
        let line = row.text.as_ref();
        if let Some(inner) = line
            .strip_prefix("[[")
            .and_then(|line| line.strip_suffix("]]"))
        {
            let id = inner.split(',').next().unwrap_or_default();
            ids.push(id.to_owned());
        } else if line.starts_with('[') && line.ends_with(']') {
            ids.extend(Brackets::of(&line[1..line.len() - 1]).id);
        } else if let Some((_, title)) = line::heading_of(line) {
            titles.insert(rule.slug(title), title.to_owned());
            titles.insert(title.to_owned(), title.to_owned());
            for id in ids.drain(..) {
                titles.insert(id, title.to_owned());
            }
        } else if let Some(title) = line::title_of(line) {
            for id in ids.drain(..) {
                titles.insert(id, title.to_owned());
            }
        } else {
            ids.clear();
        }
    }
    titles
}

/// Returns the link to the page that an `xref` names, and its title if known.
pub(super) fn of_target(target: &str, path: &str, site: &Site) -> (String, Option<String>) {
    let (name, fragment) = target.split_once('#').unwrap_or((target, ""));
    let resource = resource_path(name, path, site, "pages");
    let found = resource.or_else(|| match coordinates(path) {
        // Antora's pages are named from the root of their module's pages.
        Some((component, module, _))
            if site.generator == Generator::Antora && !name.starts_with('.') =>
        {
            normal(&format!("{component}/modules/{module}/pages/{name}"))
        }
        _ => {
            let (folder, _) = split_path(path);
            normal(&format!("{folder}/{name}"))
        }
    });
    let Some(found) = found else {
        return (target.to_owned(), None);
    };
    if site.labels.title(&found).is_none() && !fragment.is_empty() {
        // In a book any page may be meant: `<<chapter#id>>`, `<<id>>`.
        if let Some((page, title)) = site.labels.label(fragment) {
            // The id of a page's title is the page itself.
            let is_title = site.labels.title(page) == Some(title);
            let link = match is_title {
                true => relative(path, page),
                false => format!("{}#{fragment}", relative(path, page)),
            };
            return (link, Some(title.to_owned()));
        }
        if name.is_empty() {
            return (target.to_owned(), None);
        }
    }
    let entry = || site.entry_of(&found).and_then(|entry| entry.title.clone());
    let title = match fragment {
        "" => site.labels.title(&found).map(str::to_owned).or_else(entry),
        fragment => {
            let label = site.labels.label(fragment);
            let own = label.filter(|(page, _)| *page == found);
            own.map(|(_, title)| title.to_owned())
        }
    };
    let link = match fragment {
        "" => relative(path, &found),
        fragment => format!("{}#{fragment}", relative(path, &found)),
    };
    (link, title)
}

/// Returns a page's title and its labels, each with the title after it.
pub(in crate::corpus) fn labels_of(text: &str) -> (Option<String>, Vec<(String, String)>) {
    let mut labels = Vec::new();
    let mut title = None;
    let mut ids: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        let block = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'));
        if let Some(inner) = block {
            let anchor = inner.strip_prefix('[').map(|id| id.trim_end_matches(']'));
            let id = anchor.and_then(|id| id.split(',').next().map(str::to_owned));
            ids.extend(
                id.or_else(|| Brackets::of(inner).id)
                    .filter(|id| !id.is_empty()),
            );
        } else if let Some((_, heading)) = line::heading_of(line) {
            let shown = heading.replace(['`', '*'], "");
            labels.extend(ids.drain(..).map(|id| (id, shown.clone())));
            title.get_or_insert(shown);
        } else {
            ids.clear();
        }
    }
    (title, labels)
}
