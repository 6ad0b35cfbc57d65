//! Where a page lives: its id and its URL, from its path and what it says.
//!
//! A Markdown page `rust/generics.md` is served at `/rust/generics/`; an HTML
//! page keeps its file name, as a built site is served. `index`, `_index` and
//! `README` name their folder. Front matter may say otherwise.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{Format, Source};

/// What is encoded in a path that is made of file names.
const FILE_NAME: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What is encoded in a path that an author wrote, `%41` and `?` kept.
const WRITTEN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'`');

/// What a page says about its own address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stated {
    /// A whole path or address: `url`, `permalink`.
    Whole(String),
    /// The last part of the path, unless it holds a `/`: `slug`.
    Slug(String),
}

/// Returns a page's id: its path without extension and index name.
pub(super) fn id_of(path: &str) -> String {
    let (folder, name) = split_path(path);
    if names_folder(stem_of(name)) {
        folder.to_owned()
    } else {
        plain_id_of(path)
    }
}

/// Returns a page's id where its name does not stand for the folder.
pub(super) fn plain_id_of(path: &str) -> String {
    match split_path(path) {
        ("", name) => stem_of(name).to_owned(),
        (folder, name) => format!("{folder}/{}", stem_of(name)),
    }
}

/// Splits a path into folder, empty at the root, and file name.
pub(super) fn split_path(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Returns a file's name without its extension.
pub(super) fn stem_of(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

/// Says whether a file of this name stands for its folder.
pub(super) fn names_folder(stem: &str) -> bool {
    ["index", "_index", "readme"]
        .iter()
        .any(|name| stem.eq_ignore_ascii_case(name))
}

/// Returns a page's URL: `base` and a path, or a root-relative path.
pub(super) fn url_of(source: &Source, base: &str, stated: Option<&Stated>) -> String {
    let own_path = match source.format {
        Format::Html => html_path(&source.path),
        Format::Markdown | Format::Text => folder_path(&source.id),
    };
    let url_path = match stated {
        Some(Stated::Whole(url)) if is_absolute(url) => return encode_written(url),
        Some(Stated::Whole(url)) if is_usable(url) => written_path(url),
        Some(Stated::Slug(slug)) if is_usable(slug) => match slug.trim_matches('/') {
            "" => "/".to_owned(),
            part if slug.contains('/') => format!("{}/", written_path(part)),
            part => format!("{}{}/", parent_of(&own_path), encode_written(part)),
        },
        _ => own_path,
    };
    format!("{}{url_path}", base.trim_end_matches('/'))
}

/// Returns an old address as a root-relative path.
pub(super) fn redirect_of(alias: &str) -> String {
    if is_absolute(alias) {
        encode_written(alias)
    } else {
        written_path(alias)
    }
}

/// Says whether an address names its server.
pub(super) fn is_absolute(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Says whether an address is one, not a pattern such as `/:year/:title/`.
fn is_usable(url: &str) -> bool {
    let is_pattern = url.starts_with(':') || url.contains("/:") || url.contains("{{");
    !url.is_empty() && !is_pattern
}

/// Returns a path as written with exactly one `/` before it.
///
/// Two would make it the address of another server.
fn written_path(path: &str) -> String {
    let path = path.trim_start_matches(['/', '\\']);
    format!("/{}", encode_written(path))
}

/// Encodes what an author wrote, no more than needed.
fn encode_written(text: &str) -> String {
    utf8_percent_encode(text, WRITTEN).to_string()
}

/// Returns the path of a page that is served as a folder.
fn folder_path(id: &str) -> String {
    match id {
        "" => "/".to_owned(),
        _ => format!("/{}/", utf8_percent_encode(id, FILE_NAME)),
    }
}

/// Returns the path of a page that is served as a file.
fn html_path(path: &str) -> String {
    let (folder, name) = split_path(path);
    let stem = stem_of(name);
    if names_folder(stem) && !stem.eq_ignore_ascii_case("readme") {
        return folder_path(folder);
    }
    format!("/{}", utf8_percent_encode(path, FILE_NAME))
}

/// Returns the path above, with its last `/`.
fn parent_of(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rfind('/').map_or("/", |at| &path[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str) -> Source {
        Source {
            path: path.to_owned(),
            file: path.into(),
            format: Format::of(path).unwrap(),
            id: id_of(path),
            topic: String::new(),
        }
    }

    #[test]
    fn ids_are_paths_without_extension_and_index_name() {
        let check = |path: &str, expected: &str| assert_eq!(id_of(path), expected, "{path}");
        check("rust/generics.md", "rust/generics");
        check("rust/index.md", "rust");
        check("rust/_index.md", "rust");
        check("rust/README.md", "rust");
        check("index.html", "");
        check("v1.2/notes.v3.txt", "v1.2/notes.v3");
        check("indexes.md", "indexes");
    }

    #[test]
    fn urls_follow_paths() {
        let check = |path: &str, base: &str, expected: &str| {
            assert_eq!(url_of(&source(path), base, None), expected, "{path}");
        };
        check("a/b.md", "", "/a/b/");
        check("a/index.md", "", "/a/");
        check("README.md", "", "/");
        check(
            "README.md",
            "https://x.example/docs/",
            "https://x.example/docs/",
        );
        check(
            "a/b.md",
            "https://x.example/docs",
            "https://x.example/docs/a/b/",
        );
        check("a/b.html", "", "/a/b.html");
        check("a/index.html", "", "/a/");
        check("a/_index.html", "", "/a/");
        check("a/readme.html", "", "/a/readme.html");
        check(
            "c#/größe & 100%.md",
            "",
            "/c%23/gr%C3%B6%C3%9Fe%20&%20100%25/",
        );
    }

    #[test]
    fn front_matter_overrides_the_path() {
        let check = |stated: Stated, expected: &str| {
            let url = url_of(&source("a/b.md"), "", Some(&stated));
            assert_eq!(url, expected, "{stated:?}");
        };
        check(Stated::Whole("/x/y.html".into()), "/x/y.html");
        check(Stated::Whole("x/y/".into()), "/x/y/");
        check(Stated::Whole("//evil.example/".into()), "/evil.example/");
        check(Stated::Whole("/\\evil.example/".into()), "/evil.example/");
        check(
            Stated::Whole("https://o.example/y".into()),
            "https://o.example/y",
        );
        check(Stated::Whole("/:year/:title/".into()), "/a/b/");
        check(Stated::Slug("new name".into()), "/a/new%20name/");
        check(Stated::Slug("/intro".into()), "/intro/");
        check(Stated::Slug("Web/API".into()), "/Web/API/");
        check(Stated::Slug("/".into()), "/");
        check(Stated::Slug(String::new()), "/a/b/");
    }

    #[test]
    fn redirects_are_root_relative() {
        assert_eq!(redirect_of("old/path/"), "/old/path/");
        assert_eq!(redirect_of("/old"), "/old");
    }
}
