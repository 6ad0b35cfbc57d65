//! A search → a cacheable answer: `ETag` first, then engine, then headers.
//!
//! The `ETag` is the generation and a digest of the canonical request, so "has it
//! changed" is answered without searching. Rendering happens where the engine
//! runs, off the reactor.

use std::sync::Arc;
use std::time::Instant;

use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, InvalidHeaderValue, LINK, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::error::Problem;
use super::{Service, href, html, html_results};
use crate::api::{Paging, SearchRequest, SearchResponse};
use crate::index::Snapshot;

/// Half a minute fresh; for five more a stale answer may bridge the asking.
const CACHE: HeaderValue =
    HeaderValue::from_static("public, max-age=30, stale-while-revalidate=300");

/// Names of headers that have no constant.
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
const TIMING_ALLOW_ORIGIN: HeaderName = HeaderName::from_static("timing-allow-origin");

/// The forms of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The response as JSON.
    Json,
    /// The results as a page.
    Results,
    /// The search page with the catalogue.
    Home,
}

/// What is asked of one generation.
pub(super) struct Question {
    /// The generation that answers.
    pub(super) snapshot: Arc<Snapshot>,
    /// The search.
    pub(super) request: SearchRequest,
    /// The form of the answer.
    pub(super) form: Form,
}

/// An answer before it has its headers.
struct Rendered {
    body: String,
    page: Paging,
    timing: String,
}

/// Answers a question, or says that the client has the answer.
pub(super) async fn answer(
    service: &Arc<Service>,
    question: Question,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let etag = etag(service, &question).map_err(Problem::internal)?;
    let form = question.form;
    let base = caching_headers(&etag);
    if has_already(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, base).into_response());
    }
    let request = question.request.clone();
    let engine = Arc::clone(service);
    let work = move || render(&engine, &question);
    let rendered = service.admission.run(work).await??;
    let timing = HeaderValue::from_str(&rendered.timing).map_err(Problem::internal)?;
    let mut response = match form {
        Form::Json => ([(CONTENT_TYPE, "application/json")], rendered.body).into_response(),
        Form::Results | Form::Home => html::response(rendered.body, form),
    };
    response.headers_mut().extend(base);
    response.headers_mut().insert(SERVER_TIMING, timing);
    if let Some(links) = links(&request, rendered.page).filter(|_| form != Form::Home) {
        response.headers_mut().insert(LINK, links);
    }
    Ok(response)
}

/// Searches and writes the answer down.
fn render(service: &Service, question: &Question) -> Result<Rendered, Problem> {
    let Question {
        snapshot,
        request,
        form,
    } = question;
    let response: SearchResponse = (service.engine)(snapshot, request)?;
    let started = Instant::now();
    let shell = html::Shell::new(service, Some(snapshot));
    let body = match form {
        Form::Json => serde_json::to_string(&response).map_err(Problem::internal)?,
        Form::Results => html_results::page(&shell, request, &response).into_string(),
        Form::Home => html::home(&shell, &response).into_string(),
    };
    let render_ms = started.elapsed().as_secs_f64() * 1000.0;
    Ok(Rendered {
        body,
        page: response.page,
        timing: format!(
            "search;dur={:.2}, render;dur={render_ms:.2}",
            response.took_ms
        ),
    })
}

/// Returns the weak `ETag` of a question.
fn etag(service: &Service, question: &Question) -> Result<HeaderValue, InvalidHeaderValue> {
    let look = match question.form {
        Form::Json => "",
        Form::Results | Form::Home => &service.assets.stylesheet.path,
    };
    // The name alone comes again when an index is removed and built anew.
    let manifest = question.snapshot.manifest();
    let identity = format!(
        "{}\n{}\n{}\n{:?}\n{look}\n{}",
        env!("CARGO_PKG_VERSION"),
        manifest.corpus,
        manifest.settings,
        question.form,
        href::query(&question.request)
    );
    let digest = blake3::hash(identity.as_bytes()).to_hex();
    HeaderValue::from_str(&format!(
        "W/\"{}-{}\"",
        question.snapshot.name(),
        &digest[..16]
    ))
}

/// Returns whether `If-None-Match` names the `ETag`; weakness does not matter.
pub(super) fn has_already(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = etag.to_str().map(opaque).unwrap_or_default();
    let lines = headers.get_all(IF_NONE_MATCH).iter();
    let mut tags = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    tags.any(|tag| tag.trim() == "*" || opaque(tag) == wanted)
}

/// Returns the headers that an answer and a 304 share.
fn caching_headers(etag: &HeaderValue) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ETAG, etag.clone());
    headers.insert(CACHE_CONTROL, CACHE);
    headers.insert(VARY, HeaderValue::from_static("accept"));
    headers.insert(TIMING_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers
}

/// Returns the `Link` header to the pages of results before and after.
fn links(request: &SearchRequest, page: Paging) -> Option<HeaderValue> {
    let link = |number: Option<usize>, name: &str| {
        let address = href::page(request, number?)?;
        Some(format!("<{address}>; rel=\"{name}\""))
    };
    let links = [link(page.prev, "prev"), link(page.next, "next")];
    let links: Vec<String> = links.into_iter().flatten().collect();
    let value = HeaderValue::from_str(&links.join(", ")).ok()?;
    (!links.is_empty()).then_some(value)
}
