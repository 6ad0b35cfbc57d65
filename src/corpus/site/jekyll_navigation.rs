//! The navigation of a Jekyll site, as its themes read it from `_data`.
//!
//! Themes agree on little: lists of tables with a title, an address, or both,
//! and lists in them. What has an address is a page, what has a list is a
//! chapter above it.

use std::collections::{BTreeMap, HashMap};

use super::super::frontmatter::{Table, Value, read_settings, text_in};
use super::tree::join;
use super::{Site, Tree};

/// Words in the names of the files that hold navigation.
const NAMES: [&str; 4] = ["nav", "sidebar", "toc", "menu"];

/// The most pages that are placed.
const MAX_ENTRIES: usize = 20_000;

/// How deep lists nest.
const MAX_DEPTH: usize = 8;

/// What is known while navigation is read.
struct Reader<'r> {
    /// The paths of pages by their addresses without `/` at the ends.
    paths: &'r HashMap<String, String>,
    /// For each page found its title and the titles above it.
    found: Vec<(String, Option<String>, Vec<String>)>,
    above: Vec<String>,
}

/// Reads the files of navigation for the pages whose addresses are known.
pub(super) fn read(tree: &Tree<'_>, site: &mut Site) {
    let paths: HashMap<String, String> = site
        .navigation
        .iter()
        .filter_map(|(path, entry)| Some((plain(entry.url.as_ref()?), path.clone())))
        .collect();
    let mut reader = Reader {
        paths: &paths,
        found: Vec::new(),
        above: Vec::new(),
    };
    for path in tree.under(&join(&site.root, "_data")) {
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        let is_settings = name.ends_with(".yml") || name.ends_with(".yaml");
        if is_settings && NAMES.iter().any(|word| name.contains(word)) {
            // A list alone is no table of settings.
            let text = tree.read(path).unwrap_or_default();
            let indented: String = text.lines().map(|line| format!("  {line}\n")).collect();
            let whole = format!("list:\n{indented}");
            for (_, value) in read_settings(path, &whole) {
                reader.value(&value, 0);
            }
        }
    }
    let mut orders: BTreeMap<String, i64> = BTreeMap::new();
    for (path, title, chapters) in reader.found {
        let order = i64::try_from(orders.len() + 1).unwrap_or(i64::MAX);
        if orders.contains_key(&path) {
            continue;
        }
        if let Some(entry) = site.navigation.get_mut(&path) {
            entry.order = Some(order);
            entry.title = title;
            entry.chapters = chapters;
        }
        orders.insert(path, order);
    }
}

impl Reader<'_> {
    /// Reads a value, which may hold lists of pages.
    fn value(&mut self, value: &Value, depth: usize) {
        if depth > MAX_DEPTH || self.found.len() >= MAX_ENTRIES {
            return;
        }
        match value {
            Value::List(list) => list.iter().for_each(|item| self.value(item, depth + 1)),
            Value::Table(table) => self.table(table, depth),
            Value::Text(_) | Value::Null => {}
        }
    }

    fn table(&mut self, table: &Table, depth: usize) {
        let first = |keys: &[&str]| keys.iter().find_map(|key| text_in(table, key));
        let title = first(&["title", "name", "text", "label"]).map(str::to_owned);
        let address = first(&["link", "url", "href", "path", "permalink"]);
        if let Some(path) = address.and_then(|address| self.paths.get(&plain(address))) {
            self.found
                .push((path.clone(), title.clone(), self.above.clone()));
        }
        let n_above = self.above.len();
        self.above.extend(title);
        for (_, value) in table {
            if matches!(value, Value::List(_) | Value::Table(_)) {
                self.value(value, depth + 1);
            }
        }
        self.above.truncate(n_above);
    }
}

/// Returns an address without what its writings differ in.
fn plain(address: &str) -> String {
    let path = address.split(['#', '?']).next().unwrap_or_default();
    let path = path.trim_matches('/');
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let path = path.strip_suffix(".html").unwrap_or(path);
    path.trim_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, Generator};
    use super::*;

    #[test]
    fn lists_of_links_give_order_and_chapters() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("_data")).unwrap();
        let text = "- title: Knots\n  docs:\n  - link: /docs/bowline/\n\
                    \x20 - title: Hitches\n    url: /docs/hitch.html\n- link: /none/\n";
        std::fs::write(folder.path().join("_data/docs_nav.yml"), text).unwrap();
        let paths = ["_data/docs_nav.yml".to_owned()];
        let mut site = Site::new(Generator::Jekyll, "", "_config.yml");
        for name in ["bowline", "hitch", "other"] {
            let entry = Entry {
                url: Some(format!("/docs/{name}/")),
                ..Entry::default()
            };
            site.navigation.insert(format!("_docs/{name}.md"), entry);
        }
        read(&Tree::new(folder.path(), &paths), &mut site);
        let check = |name: &str, order: Option<i64>, title: Option<&str>, chapters: &[&str]| {
            let entry = &site.navigation[&format!("_docs/{name}.md")];
            assert_eq!(entry.order, order, "{name}");
            assert_eq!(entry.title.as_deref(), title, "{name}");
            assert_eq!(entry.chapters, chapters, "{name}");
        };
        check("bowline", Some(1), None, &["Knots"]);
        check("hitch", Some(2), Some("Hitches"), &["Knots"]);
        check("other", None, None, &[]);
    }
}
