//! Astro Starlight: `src/content/docs`, the first folder a language.

use super::super::Format;
use super::super::address::UrlStyle;
use super::super::dialect::Dialect;
use super::super::headings::SlugRule;
use super::tree::join;
use super::{Generator, Mount, Preset, Site, Tree};

/// Returns how it serves pages.
pub(super) fn preset() -> Preset {
    Preset {
        url: UrlStyle::Folder,
        anchors: SlugRule::Github,
        dialects: vec![
            Dialect::Jsx,
            Dialect::Admonitions,
            Dialect::Tabs,
            Dialect::Fences,
        ],
        left_out: vec![("error page", "404.*".to_owned())],
        strips_numbers: false,
        slug_keys: &[],
        text: Format::Text,
    }
}

/// Where its pages lie.
const CONTENT: &str = "src/content/docs";

/// Finds its sites.
///
/// The folder is the sign: no other integration of Astro has pages there.
pub(super) fn detect(tree: &Tree<'_>) -> Vec<Site> {
    let inside = format!("/{CONTENT}/");
    let mut roots: Vec<&str> = Vec::new();
    for path in tree.paths() {
        let root = match path.find(&inside) {
            Some(at) => &path[..at],
            None if path.starts_with(&inside[1..]) => "",
            None => continue,
        };
        if roots.last() != Some(&root) && !roots.contains(&root) {
            roots.push(root);
        }
    }
    roots.into_iter().map(|root| site_of(tree, root)).collect()
}

/// Makes the site of a folder.
fn site_of(tree: &Tree<'_>, root: &str) -> Site {
    let content = join(root, CONTENT);
    let mut languages: Vec<&str> = Vec::new();
    for path in tree.under(&content) {
        let below = &path[content.len() + 1..];
        if let Some((folder, _)) = below.split_once('/')
            && languages.last() != Some(&folder)
            && is_language(folder)
        {
            languages.push(folder);
        }
    }
    let mut site = Site::new(Generator::Starlight, root, &content);
    let mount = |folder: &str, url: String, language: Option<&str>| Mount {
        folder: folder.to_owned(),
        url,
        language: language.map(str::to_lowercase),
        version: None,
    };
    let own = (!languages.is_empty() && !languages.contains(&"en")).then_some("en");
    site.mounts = vec![mount(&content, "/".to_owned(), own)];
    for language in languages {
        let url = format!("/{}/", language.to_lowercase());
        let folder = join(&content, language);
        site.mounts.push(mount(&folder, url, Some(language)));
    }
    site
}

/// Says whether a folder is named by a language: `fr`, `pt-br`, `zh-Hans`.
pub(super) fn is_language(name: &str) -> bool {
    let (tag, region) = name.split_once(['-', '_']).unwrap_or((name, "xx"));
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_known = match region {
        "xx" => LANGUAGES.contains(&tag),
        _ => tag.len() == 2,
    };
    is_known && is_word(tag) && (2..=4).contains(&region.len()) && is_word(region)
}

/// Languages that sites are written in; other short names are folders.
const LANGUAGES: [&str; 46] = [
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "gl",
    "he", "hi", "hr", "hu", "id", "it", "ja", "ka", "ko", "lt", "lv", "ms", "nb", "nl", "no", "pl",
    "pt", "ro", "ru", "sk", "sl", "sr", "sv", "ta", "th", "tr", "uk", "uz", "vi", "zh",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_first_folder_may_be_a_language() {
        let paths = [
            "docs/src/content/docs/fr/a.mdx",
            "docs/src/content/docs/guides/b.mdx",
            "docs/src/content/docs/pt-br/index.mdx",
        ];
        let paths = paths.map(str::to_owned);
        let sites = detect(&Tree::new(Path::new("/nowhere"), &paths));
        let place = |path: &str| {
            let id = super::super::super::address::id_of(path);
            let place = sites[0].place(path, &id, Format::Mdx).unwrap();
            (place.url, place.language.unwrap_or_default())
        };
        assert_eq!(place(&paths[0]), ("/fr/a/".to_owned(), "fr".to_owned()));
        assert_eq!(place(&paths[1]), ("/guides/b/".to_owned(), "en".to_owned()));
        assert_eq!(place(&paths[2]), ("/pt-br/".to_owned(), "pt-br".to_owned()));
        assert!(is_language("zh-Hans") && !is_language("api") && !is_language("js"));
    }
}
