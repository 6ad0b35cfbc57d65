//! Gatsby and its like: `NAME/index.md` for each page.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::{Generator, Mount, Preset, Site, Tree};

/// Folders named by a language in words, with its tag.
const LANGUAGES: [(&str, &str); 32] = [
    ("arabic", "ar"),
    ("bengali", "bn"),
    ("bulgarian", "bg"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("chinese-traditional", "zh-tw"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("norwegian", "no"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("vietnamese", "vi"),
];

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Folder,
        anchors: SlugRule::Github,
        dialects: vec![Dialect::Fences],
        left_out: Vec::new(),
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Finds a site whose folders are languages in words, full of index pages.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let mut mounts = Vec::new();
    for (name, tag) in LANGUAGES {
        let paths = tree.under(name);
        let is_index = |path: &&String| path.ends_with("/index.md");
        let n_indexes = paths.iter().filter(is_index).count();
        if n_indexes > 0 && n_indexes * 10 >= paths.len() * 9 {
            mounts.push(Mount {
                folder: name.to_owned(),
                // English has the root to itself, the others their own folders.
                url: match tag {
                    "en" => "/".to_owned(),
                    _ => format!("/{name}/"),
                },
                language: Some(tag.to_owned()),
                version: None,
            });
        }
    }
    match mounts.as_mut_slice() {
        [] => return Vec::new(),
        // A language that is alone needs no folder.
        [only] => only.url = "/".to_owned(),
        _ => {}
    }
    let mut site = Site::new(
        Generator::Gatsby,
        "",
        &format!("{}/**/index.md", mounts[0].folder),
    );
    site.mounts = mounts;
    vec![site]
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn check(paths: &[&str], expected: &[(&str, &str)]) {
        let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
        let tree = Tree::new(Path::new("/nonexistent"), &paths);
        let sites = detect(&tree);
        let mounts = sites.iter().flat_map(|site| &site.mounts);
        let found = mounts.map(|mount| (mount.folder.as_str(), mount.url.as_str()));
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn languages_in_words_have_folders_unless_alone() {
        check(
            &["english/a/index.md", "japanese/a/index.md"],
            &[("english", "/"), ("japanese", "/japanese/")],
        );
        check(&["korean/a/index.md"], &[("korean", "/")]);
        check(&["english/a.md", "french/a.md"], &[]);
    }
}
