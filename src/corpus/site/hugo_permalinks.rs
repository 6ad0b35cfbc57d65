//! Hugo's `permalinks`: addresses of pages by their dates and names.

use super::super::Format;
use super::super::Notices;
use super::super::address::{id_of, names_folder, split_path, stem_of};
use super::super::date::date_of;
use super::super::frontmatter::{self, Table, Value, table_in, text_in};
use super::super::headings::slug;
use super::{Site, Tree};

/// The most bytes of a page that are read for its front matter.
const MAX_HEAD_BYTES: usize = 64 << 10;

/// Gives the pages of the sections that the configuration names their
/// addresses; their own `slug` or `url` still has the last word.
pub(super) fn place(tree: &Tree<'_>, site: &mut Site, settings: &Table) {
    let Some(permalinks) = table_in(settings, "permalinks") else {
        return;
    };
    // Newer releases tell pages from lists of them.
    let of_pages = table_in(permalinks, "page").unwrap_or(permalinks);
    let mut placed = Vec::new();
    for mount in &site.mounts {
        for path in tree.under(&mount.folder) {
            let below = path[mount.folder.len()..].trim_start_matches('/');
            let Some((section, _)) = below.split_once('/') else {
                continue;
            };
            let pattern = text_in(of_pages, &section.to_lowercase());
            let is_page = Format::of(path).is_some() && stem_of(split_path(path).1) != "_index";
            let Some(pattern) = pattern.filter(|_| is_page) else {
                continue;
            };
            let text = tree.read_start(path, MAX_HEAD_BYTES).unwrap_or_default();
            // Parsing gives these notices again.
            let mut notices = Notices::new(path);
            let front = frontmatter::read(&frontmatter::split(&text), &mut notices);
            if let Some(url) = url_of(pattern, below, &front) {
                let base = mount.url.trim_end_matches('/');
                placed.push((path.clone(), format!("{base}{url}")));
            }
        }
    }
    for (path, url) in placed {
        let entry = site.navigation.entry(path).or_default();
        entry.url = entry.url.take().or(Some(url));
    }
}

/// Fills a pattern for a page, its path from the content folder; `None` if it
/// asks for what the page does not say.
fn url_of(pattern: &str, below: &str, front: &Table) -> Option<String> {
    let (folder, name) = split_path(below);
    let bundled = names_folder(stem_of(name));
    // The page of a bundle is called as its folder.
    let (sections, name) = match bundled {
        true => split_path(folder),
        false => (folder, stem_of(name)),
    };
    let own = |key: &str| {
        text_in(front, key)
            .map(slug)
            .filter(|slug| !slug.is_empty())
    };
    let title = || own("slug").or_else(|| own("title"));
    let date =
        ["date", "publishdate", "lastmod"].iter().find_map(|key| {
            match frontmatter::value_in(front, key)? {
                Value::Text(text) => date_of(text),
                _ => None,
            }
        });
    let mut url = String::new();
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let mut filled = String::new();
        let mut rest = part;
        while let Some(at) = rest.find(':') {
            filled.push_str(&rest[..at]);
            let token = &rest[at + 1..];
            let end = token.find(|c: char| !c.is_ascii_alphanumeric());
            let (token, after) = token.split_at(end.unwrap_or(token.len()));
            rest = after;
            filled.push_str(&match token {
                "year" => date.as_deref()?.get(..4)?.to_owned(),
                "month" => date.as_deref()?.get(5..7)?.to_owned(),
                "day" => date.as_deref()?.get(8..10)?.to_owned(),
                "section" => split_first(sections).to_owned(),
                "sections" => sections.to_owned(),
                "title" => own("title").unwrap_or_else(|| slug(name)),
                "slug" => title().unwrap_or_else(|| slug(name)),
                "filename" | "contentbasename" => slug(name),
                "slugorfilename" | "slugorcontentbasename" => {
                    own("slug").unwrap_or_else(|| slug(name))
                }
                _ => return None,
            });
        }
        filled.push_str(rest);
        if !filled.is_empty() {
            url.push('/');
            url.push_str(&filled);
        }
    }
    let is_file = split_path(&url).1.contains('.');
    url.push_str(if is_file { "" } else { "/" });
    Some(id_of(&url)).filter(|id| !id.is_empty()).map(|_| url)
}

fn split_first(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_filled_from_path_and_front_matter() {
        let check = |pattern: &str, below: &str, yaml: &str, expected: Option<&str>| {
            let text = format!("---\n{yaml}\n---\n");
            let front = frontmatter::read(&frontmatter::split(&text), &mut Notices::new("a"));
            let url = url_of(pattern, below, &front);
            assert_eq!(url.as_deref(), expected, "{pattern} {below}");
        };
        let dated = "date: 2024-05-06T10:00:00Z\ntitle: 'Two Ropes, One Knot'";
        let by_date = "/:year/:month/:day/:title/";
        let url = "/2024/05/06/two-ropes-one-knot/";
        check(by_date, "posts/two.md", dated, Some(url));
        check(by_date, "posts/two.md", "title: Two", None);
        check(
            "/:section/:slug",
            "posts/a/b.md",
            "slug: c",
            Some("/posts/c/"),
        );
        check(
            "/:sections/:slugorfilename/",
            "docs/x/My Page.md",
            "title: Y",
            Some("/docs/x/my-page/"),
        );
        check(
            "/n/:filename/",
            "posts/knot/index.md",
            "title: Y",
            Some("/n/knot/"),
        );
        check("/:title.html", "posts/x.md", "title: A", Some("/a.html"));
        check("/:weekday/", "posts/x.md", dated, None);
    }
}
