//! Where a page is served: the address that its path comes to, its language.

use super::super::Format;
use super::super::address::{self, UrlStyle, split_path};
use super::{Entry, Generator, Mount, Preset, Site, docusaurus, is_below};

/// What a page's path says about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::corpus) struct Place {
    /// Its root-relative address.
    pub(in crate::corpus) url: String,
    /// Its folder below the mount, for its topic; empty at the top.
    pub(in crate::corpus) folder: String,
    /// The language that its place says.
    pub(in crate::corpus) language: Option<String>,
    /// The version that its place says.
    pub(in crate::corpus) version: Option<String>,
}

impl Site {
    /// Returns the mount that a path lies in, the deepest first.
    pub(in crate::corpus) fn mount_of(&self, path: &str) -> Option<&Mount> {
        let holding = self
            .mounts
            .iter()
            .filter(|mount| is_below(path, &mount.folder));
        holding.max_by_key(|mount| mount.folder.len())
    }

    /// Returns what the navigation says about a page.
    pub(in crate::corpus) fn entry_of(&self, path: &str) -> Option<&Entry> {
        self.navigation.get(path)
    }

    /// Returns the front matter keys that may replace the last part of a page's
    /// address: none for what Docusaurus serves as its folder.
    pub(in crate::corpus) fn slug_keys_of(&self, path: &str) -> &'static [&'static str] {
        let names_folder =
            self.generator == Generator::Docusaurus && docusaurus::names_folder(path);
        match names_folder {
            true => &[],
            false => self.preset.slug_keys,
        }
    }

    /// Places a page whose id is `id`; `None` if it lies in no mount.
    pub(in crate::corpus) fn place(&self, path: &str, id: &str, format: Format) -> Option<Place> {
        let mount = self.mount_of(path)?;
        if self.generator == Generator::Crawl && self.entry_of(path).is_none() {
            // A file of a page that is gone.
            return None;
        }
        let below = id.strip_prefix(&mount.folder).unwrap_or(id);
        let below = below.trim_start_matches('/');
        let name = served_name(below, &self.preset);
        let stated = self.entry_of(path).and_then(|entry| entry.url.clone());
        let url = stated.unwrap_or_else(|| match format {
            Format::Html if self.preset.url == UrlStyle::Folder && !is_source(path) => {
                let file = path.strip_prefix(&mount.folder).unwrap_or(path);
                address::file_url(&mount.url, file.trim_start_matches('/'))
            }
            // The index of a folder is served as the folder.
            _ if self.preset.url == UrlStyle::File && is_index(path, id) => {
                address::page_url(&mount.url, &name, UrlStyle::Folder)
            }
            _ => address::page_url(&mount.url, &name, self.preset.url),
        });
        let folder = match path.strip_prefix(&mount.folder) {
            Some(file) => split_path(file.trim_start_matches('/')).0,
            None => "",
        };
        Some(Place {
            url,
            folder: folder.to_owned(),
            language: mount.language.clone(),
            version: mount.version.clone(),
        })
    }
}

/// Says whether a page of this id is the index of its folder.
fn is_index(path: &str, id: &str) -> bool {
    let (folder, name) = split_path(path);
    folder == id && address::names_folder(address::stem_of(name))
}

/// Says whether an HTML file is a source that a generator makes a page of.
fn is_source(path: &str) -> bool {
    let (_, name) = split_path(path);
    name.starts_with("_index.")
}

/// Returns an id as it is served: without order numbers if the preset says so.
fn served_name(id: &str, preset: &Preset) -> String {
    if !preset.strips_numbers {
        return id.to_owned();
    }
    let parts = id.split('/').map(without_number);
    parts.collect::<Vec<_>>().join("/")
}

/// Returns a name without the number that orders it: `01-intro`, `2.setup`.
pub(in crate::corpus) fn without_number(name: &str) -> &str {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = name[digits..].trim_start_matches([' ', '-', '_', '.']);
    if digits == 0 || digits > 3 || rest.is_empty() || rest.len() + digits == name.len() {
        return name;
    }
    // `2021-04-03-news` is a date, `7.x` a version.
    if rest.starts_with(|c: char| c.is_ascii_digit()) || rest == "x" {
        return name;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_order_are_stripped() {
        let check = |name: &str, expected: &str| assert_eq!(without_number(name), expected);
        check("01-intro", "intro");
        check("2. Setup", "Setup");
        check("10_end", "end");
        check("404", "404");
        check("3d", "3d");
        check("2021-04-03-news", "2021-04-03-news");
        check("7.x", "7.x");
    }

    #[test]
    fn a_page_is_placed_by_its_deepest_mount() {
        let mut site = Site::new(Generator::Plain, "", "");
        site.mounts.push(Mount {
            folder: "docs/ja".into(),
            url: "/ja/".into(),
            language: Some("ja".into()),
            version: None,
        });
        let place = |path: &str| {
            let id = super::super::super::address::id_of(path);
            site.place(path, &id, Format::of(path).unwrap()).unwrap()
        };
        assert_eq!(place("docs/ja/a/b.md").url, "/ja/a/b/");
        assert_eq!(place("docs/ja/a/b.md").folder, "a");
        assert_eq!(place("docs/ja/index.md").url, "/ja/");
        assert_eq!(place("docs/ja/a.html").url, "/ja/a.html");
        assert_eq!(place("docs/x.md").url, "/docs/x/");
        let book = Site::new(Generator::MdBook, "", "");
        let url = |path: &str| {
            let id = super::super::super::address::id_of(path);
            book.place(path, &id, Format::Markdown).unwrap().url
        };
        assert_eq!(url("a/index.md"), "/a/");
        assert_eq!(url("a/b/README.md"), "/a/b/");
        assert_eq!(url("a.md"), "/a.html");
        assert_eq!(url("index.md"), "/");
        assert_eq!(place("docs/ja/a.md").language.as_deref(), Some("ja"));
    }
}
