//! Sphinx: reStructuredText, or Markdown by `MyST`.
//!
//! `conf.py` is a program: only what it assigns as plain literals is read.
//! Sources without one are known by an index page with a `toctree`.

use std::collections::{HashMap, HashSet, VecDeque};

use super::super::Format;
use super::super::address::{UrlStyle, split_path};
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::super::resolve::normal;
use super::super::rst::is_adornment;
use super::conf_py::{literals, read_substitutions};
use super::labels::Labels;
use super::tree::join;
use super::{Entry, Generator, Preset, Site, Tree, is_below};

/// The most pages that are read for their part of the navigation.
const MAX_READ: usize = 3_000;

/// The most entries that one glob of a `toctree` may bring.
const MAX_GLOBBED: usize = 2_000;

/// The deepest chapters that are kept.
const MAX_CHAPTERS: usize = 4;

/// The extensions of sources, the likeliest first.
const EXTENSIONS: [&str; 4] = ["rst", "txt", "md", "rest"];

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    let left_out = [
        "_build/",
        "/build/",
        "_templates/",
        "_theme/",
        "_themes/",
        "_static/",
        "*.inc",
        "*.rst.inc",
    ];
    Preset {
        url: UrlStyle::File,
        anchors: SlugRule::Sphinx,
        dialects: vec![Dialect::Myst, Dialect::Definitions, Dialect::Fences],
        left_out: left_out.map(|glob| ("no page", glob.to_owned())).to_vec(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Rst,
    }
}

/// Finds its sites.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for (folder, sign) in tree.holding(&["conf.py"]) {
        let Some(text) = tree.read(sign) else {
            continue;
        };
        let signs = [
            "sphinx",
            "html_theme",
            "master_doc",
            "root_doc",
            "source_suffix",
        ];
        if signs.iter().any(|sign| text.contains(sign)) {
            sites.push(configured(tree, folder, sign, &text));
        }
    }
    let names = ["index.rst", "index.txt", "contents.rst", "contents.txt"];
    let mut indexes = tree.holding(&names);
    // The site is the outermost folder with such a page.
    indexes.sort_by_key(|(folder, _)| match *folder {
        "" => 0,
        folder => 1 + folder.matches('/').count(),
    });
    for (folder, sign) in indexes {
        let is_known = |site: &Site| folder == site.root || is_below(folder, &site.root);
        if sites.iter().any(is_known) {
            continue;
        }
        let text = tree.read(sign).unwrap_or_default();
        let signs = [".. toctree::", ":doc:`", ":ref:`"];
        if signs.iter().any(|sign| text.contains(sign)) {
            sites.push(unconfigured(tree, folder, sign));
        }
    }
    sites
}

/// Returns the site of a `conf.py`.
fn configured(tree: &Tree<'_>, folder: &str, sign: &str, text: &str) -> Site {
    let mut site = Site::new(Generator::Sphinx, folder, sign);
    let said = |key: &str| literals(text, key).into_iter().next();
    let (name, address) = (said("project"), said("html_baseurl"));
    site.introduce(name.as_deref(), address.as_deref());
    let language = said("language");
    site.mounts[0].language = language.and_then(|tag| super::super::metadata::language_of(&tag));
    read_substitutions(text, &mut site);
    let suffixes = literals(text, "source_suffix");
    if !suffixes.iter().any(|suffix| suffix == ".txt") {
        // `requirements.txt` stands beside `conf.py`.
        site.preset.text = Format::Text;
        site.preset.left_out.push(("no source", "*.txt".to_owned()));
    }
    for pattern in literals(text, "exclude_patterns") {
        let rooted = format!("/{}", pattern.trim_start_matches('/'));
        site.preset.left_out.push(("exclude_patterns", rooted));
    }
    if serves_folders(tree, folder) {
        site.preset.url = UrlStyle::Folder;
    }
    let named = ["master_doc", "root_doc"]
        .iter()
        .find_map(|key| literals(text, key).into_iter().next());
    let root = named.unwrap_or_else(|| "index".to_owned());
    site.navigation = navigation(tree, folder, &root);
    site.labels = Labels::read(tree, folder, &site.preset);
    site
}

/// Returns a site whose `conf.py` is not among the files.
fn unconfigured(tree: &Tree<'_>, folder: &str, sign: &str) -> Site {
    let mut site = Site::new(Generator::Sphinx, folder, sign);
    match sign.ends_with(".txt") {
        // Who names sources `.txt` serves them as folders, as Django does.
        true => site.preset.url = UrlStyle::Folder,
        false => {
            site.preset.text = Format::Text;
            site.preset.left_out.push(("no source", "*.txt".to_owned()));
        }
    }
    if serves_folders(tree, folder) {
        site.preset.url = UrlStyle::Folder;
    }
    // The table of contents may have a page of its own beside the first one.
    site.navigation = ["contents", "index"]
        .iter()
        .map(|root| navigation(tree, folder, root))
        .max_by_key(HashMap::len)
        .unwrap_or_default();
    site.labels = Labels::read(tree, folder, &site.preset);
    site
}

/// Says whether the site is built by `dirhtml`.
fn serves_folders(tree: &Tree<'_>, folder: &str) -> bool {
    let places = [folder, split_path(folder).0, ""];
    places.iter().any(|place| {
        let hosted = tree.read(&join(place, ".readthedocs.yaml"));
        let hosted = hosted.or_else(|| tree.read(&join(place, ".readthedocs.yml")));
        hosted.is_some_and(|text| text.contains("builder: dirhtml"))
    })
}

/// One entry of a `toctree`.
struct Listed {
    document: String,
    title: Option<String>,
    caption: Option<String>,
}

/// A page that waits for being read.
struct Waiting {
    path: String,
    chapters: Vec<String>,
}

/// Follows the `toctree`s from the root page down.
fn navigation(tree: &Tree<'_>, folder: &str, root: &str) -> HashMap<String, Entry> {
    let mut entries: HashMap<String, Entry> = HashMap::new();
    let Some(start) = source_of(tree, &join(folder, root)) else {
        return entries;
    };
    let mut seen = HashSet::from([start.clone()]);
    let mut orders = HashMap::from([(start.clone(), Vec::<usize>::new())]);
    let mut titles: HashMap<String, String> = HashMap::new();
    let mut waiting = VecDeque::from([Waiting {
        path: start,
        chapters: Vec::new(),
    }]);
    let mut n_read = 0;
    while let Some(page) = waiting.pop_front().filter(|_| n_read < MAX_READ) {
        n_read += 1;
        let text = tree.read(&page.path).unwrap_or_default();
        let title = title_of(&text);
        titles.extend(title.clone().map(|title| (page.path.clone(), title)));
        let own = orders.get(&page.path).cloned().unwrap_or_default();
        for (place, listed) in toctrees(&text).into_iter().enumerate() {
            for path in listed_paths(tree, folder, &page.path, &listed.document) {
                if !seen.insert(path.clone()) {
                    continue;
                }
                let mut chapters = page.chapters.clone();
                if !own.is_empty() {
                    chapters.extend(title.clone());
                }
                chapters.extend(listed.caption.clone());
                chapters.truncate(MAX_CHAPTERS);
                let mut order = own.clone();
                order.push(place);
                orders.insert(path.clone(), order);
                titles.extend(listed.title.clone().map(|title| (path.clone(), title)));
                waiting.push_back(Waiting { path, chapters });
            }
        }
        let entry = Entry {
            title: titles.get(&page.path).cloned(),
            chapters: page.chapters,
            ..Entry::default()
        };
        entries.insert(page.path, entry);
    }
    let mut sorted: Vec<(Vec<usize>, String)> = orders
        .into_iter()
        .map(|(path, order)| (order, path))
        .collect();
    sorted.sort();
    for (place, (_, path)) in sorted.into_iter().enumerate() {
        if let Some(entry) = entries.get_mut(&path) {
            entry.order = i64::try_from(place + 1).ok();
        }
    }
    entries
}

/// Returns the file of a document named without its extension.
fn source_of(tree: &Tree<'_>, document: &str) -> Option<String> {
    let document = normal(document)?;
    let own = EXTENSIONS
        .iter()
        .any(|end| document.ends_with(&format!(".{end}")));
    if own && tree.has(&document) {
        return Some(document);
    }
    let mut paths = EXTENSIONS.iter().map(|end| format!("{document}.{end}"));
    paths.find(|path| tree.has(path))
}

/// Returns the files that an entry of a page's `toctree` names.
fn listed_paths(tree: &Tree<'_>, root: &str, page: &str, document: &str) -> Vec<String> {
    let whole = match document.strip_prefix('/') {
        Some(rooted) => join(root, rooted),
        None => join(split_path(page).0, document),
    };
    if !whole.contains('*') {
        return source_of(tree, &whole).into_iter().collect();
    }
    let (before, after) = whole.split_once('*').unwrap_or((&whole, ""));
    let (folder, _) = split_path(before);
    let is_its = |path: &&String| {
        let (stem, extension) = path.rsplit_once('.').unwrap_or((path, ""));
        let middle = stem
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        EXTENSIONS.contains(&extension) && middle.is_some_and(|middle| !middle.contains('/'))
    };
    let found = tree.under(folder).iter().filter(is_its);
    found.take(MAX_GLOBBED).cloned().collect()
}

/// Returns the entries of all `toctree`s of a page, in order.
fn toctrees(text: &str) -> Vec<Listed> {
    let mut listed = Vec::new();
    // The indent of the open one, and its caption.
    let mut open: Option<(usize, Option<String>)> = None;
    for line in text.lines() {
        let shown = line.trim();
        let indent = line.len() - line.trim_start().len();
        let is_myst = ["```{toctree}", ":::{toctree}", "````{toctree}"]
            .iter()
            .any(|mark| shown.starts_with(mark));
        if shown.starts_with(".. toctree::") || is_myst {
            // In Markdown its lines are not indented.
            open = Some((if is_myst { usize::MAX } else { indent }, None));
            continue;
        }
        let Some((above, caption)) = &mut open else {
            continue;
        };
        let is_end = match *above {
            usize::MAX => shown.starts_with("```") || shown.starts_with(":::"),
            above => !shown.is_empty() && indent <= above,
        };
        if is_end {
            open = None;
        } else if let Some(text) = shown.strip_prefix(":caption:") {
            *caption = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        } else if !shown.is_empty() && !shown.starts_with([':', '#']) && shown != "---" {
            listed.extend(listed_of(shown, caption.clone()));
        }
    }
    listed
}

/// Reads one line of a `toctree`: `document` or `Title <document>`.
fn listed_of(line: &str, caption: Option<String>) -> Option<Listed> {
    let titled = line
        .strip_suffix('>')
        .and_then(|line| line.split_once(" <"));
    let (title, document) = match titled {
        Some((title, document)) => (Some(title.trim().to_owned()), document),
        None => (None, line),
    };
    (document != "self" && !document.contains("://")).then(|| Listed {
        document: document.to_owned(),
        title,
        caption,
    })
}

/// Returns the first title of a page, without marks.
fn title_of(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().take(200).map(str::trim_end).collect();
    let plain = |title: &str| {
        let title = title.trim().replace(['`', '*'], "");
        (!title.is_empty()).then_some(title)
    };
    for pair in lines.windows(2) {
        if let Some(title) = pair[0].strip_prefix("# ") {
            return plain(title);
        }
        let is_title = !pair[0].starts_with(' ') && !is_adornment(pair[0]) && !pair[0].is_empty();
        if is_adornment(pair[1]) && is_title && pair[1].len() >= 3 {
            return plain(pair[0]);
        }
        // The title stands below the row that opens it.
        if is_adornment(pair[0]) && pair[1].starts_with(' ') && pair[0].len() >= 3 {
            return plain(pair[1]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toctrees_give_order_titles_and_chapters() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        write(
            "docs/index.rst",
            "Home\n====\n\n.. toctree::\n   :caption: Start\n   :maxdepth: 1\n\n   b/index\n   My A <a>\n   Web <https://x.example>\n\nend\n",
        );
        write("docs/a.rst", "text\n");
        write(
            "docs/b/index.rst",
            "***\nBee\n***\n\n.. toctree::\n   :glob:\n\n   *\n",
        );
        write("docs/b/c.rst", "``Sea``\n=======\n");
        let paths = [
            "docs/a.rst",
            "docs/b/c.rst",
            "docs/b/index.rst",
            "docs/index.rst",
        ];
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        let sites = detect(&Tree::new(folder.path(), &paths));
        assert_eq!(sites.len(), 1);
        assert_eq!(sites[0].root, "docs");
        let entry = |path: &str| {
            let entry = &sites[0].navigation[path];
            let title = entry.title.clone().unwrap_or_default();
            (entry.order, title, entry.chapters.join("/"))
        };
        assert_eq!(
            entry("docs/index.rst"),
            (Some(1), "Home".into(), String::new())
        );
        assert_eq!(
            entry("docs/b/index.rst"),
            (Some(2), "Bee".into(), "Start".into())
        );
        assert_eq!(
            entry("docs/b/c.rst"),
            (Some(3), "Sea".into(), "Start/Bee".into())
        );
        assert_eq!(
            entry("docs/a.rst"),
            (Some(4), "My A".into(), "Start".into())
        );
    }
}
