//! MDN Web Docs: `files/LANGUAGE/PATH/index.md`.
//!
//! The front matter's `slug` is the address below `/LANGUAGE/docs/`; the path
//! is that slug in lower case, so it serves for the topic.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::tree::join;
use super::{Generator, Mount, Preset, Site, Tree};

/// The file that lists the old addresses of a language.
const REDIRECTS: &str = "_redirects.txt";

/// The pages of a language that are asked whether they are MDN's.
const N_SAMPLES: usize = 3;

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Bare,
        anchors: SlugRule::Mdn,
        dialects: vec![
            Dialect::KumaScript,
            Dialect::Admonitions,
            Dialect::Definitions,
            Dialect::Fences,
        ],
        left_out: vec![
            ("lists of redirects", "_redirects.txt".to_owned()),
            ("history of pages", "_wikihistory.json".to_owned()),
        ],
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds its sites: folders with `files/LANGUAGE` whose pages say a slug.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut sites: Vec<Site> = Vec::new();
    for (root, folder, tag) in languages(tree) {
        let Some(sign) = sign_of(tree, &folder) else {
            continue;
        };
        let number = sites.iter().position(|site| site.root == root);
        let number = number.unwrap_or_else(|| {
            let mut site = Site::new(Generator::Mdn, &root, &sign);
            site.mounts.clear();
            sites.push(site);
            sites.len() - 1
        });
        let site = &mut sites[number];
        if let Some(list) = tree.read(&join(&folder, REDIRECTS)) {
            site.redirects.extend(redirects(&list));
        }
        site.mounts.push(Mount {
            url: format!("/{}/docs/", locale(&tag)),
            language: Some(tag),
            folder,
            version: None,
        });
    }
    sites
}

/// Returns each `ROOT/files/LANGUAGE` as root, folder and language.
fn languages(tree: &Tree<'_>) -> Vec<(String, String, String)> {
    let mut found: Vec<(String, String, String)> = Vec::new();
    for path in tree.paths() {
        let Some(root) = root_of(path) else {
            continue;
        };
        let start = match root {
            "" => "files/".len(),
            root => root.len() + "/files/".len(),
        };
        let Some((tag, _)) = path[start..].split_once('/') else {
            continue;
        };
        let folder = &path[..start + tag.len()];
        let is_new = found.last().is_none_or(|(_, known, _)| known != folder);
        if is_new && is_language(tag) && path.ends_with(".md") {
            found.push((root.to_owned(), folder.to_owned(), tag.to_ascii_lowercase()));
        }
    }
    found
}

/// Returns the folder that holds the `files` of a path.
fn root_of(path: &str) -> Option<&str> {
    if path.starts_with("files/") {
        return Some("");
    }
    path.find("/files/").map(|at| &path[..at])
}

/// Says whether a folder's name is a language: `fr`, `en-us`.
fn is_language(name: &str) -> bool {
    let (language, region) = name.split_once('-').unwrap_or((name, "xx"));
    let is_letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    language.len() == 2 && region.len() == 2 && is_letters(language) && is_letters(region)
}

/// Returns a language as its addresses have it: `en-US`.
fn locale(tag: &str) -> String {
    match tag.split_once('-') {
        Some((language, region)) => format!("{language}-{}", region.to_ascii_uppercase()),
        None => tag.to_owned(),
    }
}

/// Returns the page that shows that a folder is MDN's.
fn sign_of(tree: &Tree<'_>, folder: &str) -> Option<String> {
    let pages = tree.under(folder).iter();
    let mut pages = pages
        .filter(|path| path.ends_with("/index.md"))
        .take(N_SAMPLES);
    let found = pages.find(|path| {
        let text = tree.read(path).unwrap_or_default();
        let head = text
            .strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---"));
        head.is_some_and(|(head, _)| {
            let mut keys = head.lines();
            keys.any(|line| line.starts_with("slug:") || line.starts_with("page-type:"))
        })
    });
    found.cloned()
}

/// Reads lines of an old and a new address, parted by a tab.
fn redirects(list: &str) -> impl Iterator<Item = (String, String)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('\t'));
    let is_path = |text: &str| text.starts_with('/') && !text.starts_with("//");
    pairs
        .map(|(old, new)| (old.trim(), new.trim()))
        .filter(move |(old, new)| is_path(old) && is_path(new))
        .map(|(old, new)| (old.to_owned(), new.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_served_by_their_own_case() {
        assert!(is_language("en-us") && is_language("fr") && is_language("zh-CN"));
        assert!(!is_language("web") && !is_language("e1") && !is_language("é-us"));
        assert_eq!(locale("pt-br"), "pt-BR");
        assert_eq!(locale("fr"), "fr");
    }

    #[test]
    fn a_site_is_known_by_its_slugs() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        write(
            "x/files/en-us/a/index.md",
            "---\ntitle: A\nslug: Web/A\n---\n",
        );
        write(
            "x/files/en-us/_redirects.txt",
            "# x\n/en-US/docs/B\t/en-US/docs/Web/A\n",
        );
        write(
            "x/files/zh-cn/a/index.md",
            "---\ntitle: A\nslug: Web/A\n---\n",
        );
        write("y/files/en-us/a/index.md", "# A\n");
        let mut paths: Vec<String> = [
            "x/files/en-us/a/index.md",
            "x/files/en-us/_redirects.txt",
            "x/files/zh-cn/a/index.md",
            "y/files/en-us/a/index.md",
        ]
        .map(str::to_owned)
        .to_vec();
        paths.sort();
        let sites = detect(&Tree::new(folder.path(), &paths));
        assert_eq!(sites.len(), 1);
        assert_eq!(sites[0].root, "x");
        let urls: Vec<&str> = sites[0]
            .mounts
            .iter()
            .map(|mount| mount.url.as_str())
            .collect();
        assert_eq!(urls, ["/en-US/docs/", "/zh-CN/docs/"]);
        let expected = ("/en-US/docs/B".to_owned(), "/en-US/docs/Web/A".to_owned());
        assert_eq!(sites[0].redirects, [expected]);
    }
}
