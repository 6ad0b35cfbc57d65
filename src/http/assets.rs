//! The files of the search page, from the binary.
//!
//! A file's name holds a digest of its content, so browsers may keep it for
//! ever and a new binary brings a new name.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::Service;
use super::error::{Kind, Problem};

/// The stylesheet of all pages.
const STYLESHEET: &str = include_str!("docent.css");

/// The sign in the browser's tab.
const ICON: &str = include_str!("docent.svg");

/// A year, and no asking whether it changed.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// One file.
#[derive(Debug)]
pub(super) struct Asset {
    /// Where it is served.
    pub(super) path: String,
    kind: &'static str,
    content: &'static str,
}

/// The files that a page names.
#[derive(Debug)]
pub(super) struct Assets {
    /// The stylesheet.
    pub(super) stylesheet: Asset,
    /// The sign in the browser's tab.
    pub(super) icon: Asset,
}

impl Assets {
    /// Returns the files with the names that their contents give them.
    pub(super) fn new() -> Self {
        Self {
            stylesheet: asset("css", "text/css; charset=utf-8", STYLESHEET),
            icon: asset("svg", "image/svg+xml", ICON),
        }
    }
}

fn asset(extension: &str, kind: &'static str, content: &'static str) -> Asset {
    let digest = blake3::hash(content.as_bytes()).to_hex();
    Asset {
        path: format!("/assets/docent.{}.{extension}", &digest[..16]),
        kind,
        content,
    }
}

/// `GET /assets/{name}`.
pub(super) async fn serve(
    State(service): State<Arc<Service>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let path = format!("/assets/{name}");
    let assets = [&service.assets.stylesheet, &service.assets.icon];
    let asset = assets.into_iter().find(|asset| asset.path == path);
    let Some(asset) = asset else {
        return Err(Problem::new(Kind::NotFound, "There is no such file."));
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (CACHE_CONTROL, HeaderValue::from_static(FOREVER)),
    ];
    Ok((headers, asset.content).into_response())
}
