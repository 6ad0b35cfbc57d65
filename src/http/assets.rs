//! The files of the pages and of the search box, from the binary.
//!
//! A file's name holds a digest of its content, so browsers may keep it for
//! ever and a new binary brings a new name. The scripts that other sites load
//! also have a name that stays, which browsers ask about again.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::Service;
use super::answer::has_already;
use super::error::{Kind, Problem};

/// The stylesheet of all pages.
const STYLESHEET: &str = include_str!("docent.css");

/// The sign in the browser's tab.
const ICON: &str = include_str!("docent.svg");

/// The look of the search box.
const SEARCH_BOX_LOOK: &str = include_str!("../../web/search/styles.css");

/// The search box: modules, each after those that it imports.
const SEARCH_BOX: [&str; 8] = [
    include_str!("../../web/search/dom.js"),
    include_str!("../../web/search/strings.js"),
    include_str!("../../web/search/place.js"),
    include_str!("../../web/search/hotkeys.js"),
    include_str!("../../web/search/filters.js"),
    include_str!("../../web/search/cards.js"),
    include_str!("../../web/search/frame.js"),
    include_str!("../../web/docent-search.js"),
];

/// Marks searched words on the pages of a site.
const MARKS: [&str; 1] = [include_str!("../../web/docent-marks.js")];

/// The types of the files.
const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// A year, and no asking whether it changed.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Five minutes; for a day an old one may bridge the asking.
const SHORT: HeaderValue =
    HeaderValue::from_static("public, max-age=300, stale-while-revalidate=86400");

/// One file.
#[derive(Debug)]
pub(super) struct Asset {
    /// Where it is served for ever.
    pub(super) path: String,
    /// Where its newest state is served, if others than our pages load it.
    stable: Option<&'static str>,
    kind: &'static str,
    content: Cow<'static, str>,
}

/// The files that a page names.
#[derive(Debug)]
pub(super) struct Assets {
    /// The stylesheet.
    pub(super) stylesheet: Asset,
    /// The sign in the browser's tab.
    pub(super) icon: Asset,
    /// The search box: `<script type="module" src=…>` and `<docent-search>`.
    pub(super) search_box: Asset,
    /// Marks searched words on the page that a hit opens.
    pub(super) marks: Asset,
}

impl Assets {
    /// Where the search box is, whatever its version.
    pub(super) const SEARCH_BOX: &'static str = "/docent-search.js";
    /// Where the marking script is, whatever its version.
    pub(super) const MARKS: &'static str = "/docent-marks.js";

    /// Returns the files with the names that their contents give them.
    pub(super) fn new() -> Self {
        let script = |name, stable, content: String| Asset {
            stable: Some(stable),
            ..asset(name, "js", SCRIPT, content.into())
        };
        let search_box = sheet(SEARCH_BOX_LOOK) + &joined(&SEARCH_BOX);
        Self {
            stylesheet: asset("docent", "css", CSS, STYLESHEET.into()),
            icon: asset("docent", "svg", SVG, ICON.into()),
            search_box: script("docent-search", Self::SEARCH_BOX, search_box),
            marks: script("docent-marks", Self::MARKS, joined(&MARKS)),
        }
    }

    fn all(&self) -> [&Asset; 4] {
        [&self.stylesheet, &self.icon, &self.search_box, &self.marks]
    }
}

fn asset(name: &str, extension: &str, kind: &'static str, content: Cow<'static, str>) -> Asset {
    let digest = blake3::hash(content.as_bytes()).to_hex();
    Asset {
        path: format!("/assets/{name}.{}.{extension}", &digest[..16]),
        stable: None,
        kind,
        content,
    }
}

/// Joins modules into one that imports nothing; indentation and lines that are
/// only comment are left out.
fn joined(modules: &[&str]) -> String {
    let mut script = String::new();
    let mut in_comment = false;
    for line in modules.iter().flat_map(|module| module.lines()) {
        let line = line.trim();
        in_comment |= line.starts_with("/**");
        if in_comment {
            in_comment = !line.ends_with("*/");
            continue;
        }
        if line.is_empty() || line.starts_with("//") || line.starts_with("import ") {
            continue;
        }
        script.push_str(line.strip_prefix("export ").unwrap_or(line));
        // A statement that goes on or has ended needs no line of its own. Ours all
        // end with a semicolon, so what a brace closes is a block.
        let ends = [';', '{', '}', ',', '(', '[', '&', '|', '?', ':', '='];
        if line.contains("//") || !line.ends_with(ends) {
            script.push('\n');
        }
    }
    script
}

/// Returns the statement for `import sheet from "….css" with { type: "css" }`.
fn sheet(css: &str) -> String {
    let lines = css.lines().map(str::trim);
    let css: String = lines.filter(|line| !line.starts_with("/*")).collect();
    let mut tight = css.replace(" {", "{").replace("{ ", "{").replace(" }", "}");
    for (loose, short) in [(": ", ":"), (", ", ","), ("; ", ";"), (";}", "}")] {
        tight = tight.replace(loose, short);
    }
    format!("const sheet = new CSSStyleSheet();\nsheet.replaceSync(`{tight}`);\n")
}

/// `GET /assets/{name}`: a file by the name that its content gives it.
pub(super) async fn serve(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let path = format!("/assets/{name}");
    let asset = service
        .assets
        .all()
        .into_iter()
        .find(|asset| asset.path == path);
    let asset = asset.ok_or_else(|| Problem::new(Kind::NotFound, "There is no such file."))?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (CACHE_CONTROL, FOREVER),
    ];
    Ok((headers, asset.content.to_string()).into_response())
}

/// `GET /docent-search.js` and such: the newest state of a file.
pub(super) async fn serve_newest(
    State(service): State<Arc<Service>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let assets = service.assets.all().into_iter();
    let mut stable = assets.filter(|asset| asset.stable == Some(uri.path()));
    let asset = stable
        .next()
        .ok_or_else(|| Problem::new(Kind::NotFound, "There is no such file."))?;
    let etag = HeaderValue::from_str(&format!("W/\"{}\"", asset.path));
    let etag = etag.map_err(Problem::internal)?;
    let base = [(CACHE_CONTROL, SHORT), (ETAG, etag.clone())];
    if has_already(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, base).into_response());
    }
    let kind = [(CONTENT_TYPE, asset.kind)];
    Ok((base, kind, asset.content.to_string()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::fixture::{canned, get, send};

    #[test]
    fn modules_become_one_that_needs_no_other() {
        let modules = [
            "//! A.\n\n/** Says a. */\nexport const a = 1;\n/**\n * A.\n */\n",
            "import { a } from \"./a.js\";\n\n  b(a); // done\n",
        ];
        assert_eq!(joined(&modules), "const a = 1;b(a); // done\n");
        let search_box = &Assets::new().search_box.content;
        assert!(!search_box.contains("\nimport ") && !search_box.contains("\nexport "));
    }

    #[tokio::test]
    async fn a_script_is_kept_for_ever_under_the_name_of_its_content() {
        let path = Assets::new().search_box.path;
        assert!(path.starts_with("/assets/docent-search.") && path.ends_with(".js"));
        let reply = get(&canned(), &path).await;
        assert_eq!(
            reply.header("content-type"),
            "text/javascript; charset=utf-8"
        );
        assert!(reply.header("cache-control").ends_with("immutable"));
        assert_eq!(get(&canned(), "/assets/docent-search.js").await.status, 404);
    }

    #[tokio::test]
    async fn under_its_own_name_a_script_is_asked_about_again() {
        for path in [Assets::SEARCH_BOX, Assets::MARKS] {
            let reply = get(&canned(), path).await;
            assert_eq!(reply.status, 200);
            assert!(
                reply
                    .header("cache-control")
                    .starts_with("public, max-age=300")
            );
            let etag = reply.header("etag").to_owned();
            let reply = send(&canned(), "GET", path, &[("if-none-match", &etag)]).await;
            assert_eq!((reply.status.as_u16(), reply.body.as_str()), (304, ""));
        }
    }

    #[tokio::test]
    async fn sites_of_other_origins_may_load_the_scripts() {
        // A module is fetched with the rules for cross-origin requests.
        let origin = [("origin", "https://a.example")];
        for path in [Assets::SEARCH_BOX, &Assets::new().search_box.path] {
            let reply = send(&canned(), "GET", path, &origin).await;
            assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
        }
    }
}
