//! Where a page lives: its id and its URL, from its path and what it says.
//!
//! A Markdown page `rust/generics.md` is served at `/rust/generics/` unless its
//! generator has another style; an HTML page keeps its file name, as a built
//! site is served. `index`, `_index` and `README` name their folder. Front
//! matter may say otherwise.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

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

/// How the path of a page becomes its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UrlStyle {
    /// `/a/b/`.
    Folder,
    /// `/a/b`.
    Bare,
    /// `/a/b.html`.
    File,
}

impl UrlStyle {
    /// Every style with its name in `docent.toml`.
    pub const ALL: &[(UrlStyle, &str)] = &[
        (Self::Folder, "folder"),
        (Self::Bare, "bare"),
        (Self::File, "file"),
    ];

    /// Returns its name in `docent.toml`.
    pub fn name(self) -> &'static str {
        super::name_in(Self::ALL, self)
    }
}

/// Returns the address of a page by its name below a mount; `""` is the mount.
pub(super) fn page_url(mount: &str, name: &str, style: UrlStyle) -> String {
    let name = utf8_percent_encode(name, FILE_NAME).to_string();
    match (name.as_str(), style) {
        ("", _) => mount.to_owned(),
        (name, UrlStyle::Folder) => format!("{mount}{name}/"),
        (name, UrlStyle::Bare) => format!("{mount}{name}"),
        (name, UrlStyle::File) => format!("{mount}{name}.html"),
    }
}

/// Returns the address of a file that is served as it is.
pub(super) fn file_url(mount: &str, file: &str) -> String {
    let (folder, name) = split_path(file);
    let stem = stem_of(name);
    if names_folder(stem) && !stem.eq_ignore_ascii_case("readme") {
        return page_url(mount, folder, UrlStyle::Folder);
    }
    format!("{mount}{}", utf8_percent_encode(file, FILE_NAME))
}

/// Returns a page's URL: `base` and a path, or a root-relative path.
///
/// `own` is its root-relative address by its file; `mount` is where its site is
/// served.
pub(super) fn url_of(
    own: &str,
    mount: &str,
    style: UrlStyle,
    base: &str,
    stated: Option<&Stated>,
) -> String {
    let end = match style {
        UrlStyle::Folder => "/",
        UrlStyle::Bare => "",
        UrlStyle::File => ".html",
    };
    let url_path = match stated {
        Some(Stated::Whole(url)) if is_absolute(url) => return encode_written(url),
        Some(Stated::Whole(url)) if is_usable(url) => written_path(url),
        // `Web/CSS/:hover` is no pattern: only whole addresses are.
        Some(Stated::Slug(slug)) if !slug.is_empty() && !slug.contains("{{") => {
            match slug.trim_matches('/') {
                "" => mount.to_owned(),
                part if slug.contains('/') => format!("{mount}{}{end}", encode_written(part)),
                part => format!("{}{}{end}", parent_of(own), encode_written(part)),
            }
        }
        _ => own.to_owned(),
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

/// Returns the path above, with its last `/`.
fn parent_of(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rfind('/').map_or("/", |at| &path[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn urls_follow_names_and_styles() {
        let check = |name: &str, style: UrlStyle, expected: &str| {
            assert_eq!(page_url("/", name, style), expected, "{name}");
        };
        check("a/b", UrlStyle::Folder, "/a/b/");
        check("a/b", UrlStyle::Bare, "/a/b");
        check("a/b", UrlStyle::File, "/a/b.html");
        check("", UrlStyle::File, "/");
        check(
            "c#/größe & 100%",
            UrlStyle::Folder,
            "/c%23/gr%C3%B6%C3%9Fe%20&%20100%25/",
        );
        assert_eq!(file_url("/", "a/b.html"), "/a/b.html");
        assert_eq!(file_url("/d/", "a/index.html"), "/d/a/");
        assert_eq!(file_url("/", "a/readme.html"), "/a/readme.html");
        let url = |base: &str| url_of("/a/b/", "/", UrlStyle::Folder, base, None);
        assert_eq!(
            url("https://x.example/docs/"),
            "https://x.example/docs/a/b/"
        );
    }

    #[test]
    fn front_matter_overrides_the_path() {
        let check = |stated: Stated, expected: &str| {
            let url = url_of("/a/b/", "/", UrlStyle::Folder, "", Some(&stated));
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
        check(Stated::Slug("Web/CSS/:hover".into()), "/Web/CSS/:hover/");
        check(Stated::Slug("/".into()), "/");
        check(Stated::Slug(String::new()), "/a/b/");
        let stated = Stated::Slug("/intro".into());
        let url = url_of("/docs/a", "/docs/", UrlStyle::Bare, "", Some(&stated));
        assert_eq!(url, "/docs/intro");
    }

    #[test]
    fn redirects_are_root_relative() {
        assert_eq!(redirect_of("old/path/"), "/old/path/");
        assert_eq!(redirect_of("/old"), "/old");
    }
}
