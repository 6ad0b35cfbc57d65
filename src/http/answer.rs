//! A search → a cacheable answer: `ETag` first, then engine, then headers.
//!
//! The `ETag` is the generation and a digest of the canonical request, so "has it
//! changed" is answered without searching. Rendering happens where the engine
//! runs, off the reactor.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, InvalidHeaderValue, LINK, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::error::Problem;
use super::locale::Locale;
use super::{Service, href, html};
use crate::api::{Paging, SearchRequest, SearchResponse};
use crate::index::Snapshot;
use crate::search;

/// Half a minute fresh; for five more a stale answer may bridge the asking.
const CACHE: HeaderValue =
    HeaderValue::from_static("public, max-age=30, stale-while-revalidate=300");

/// How many related pages the page of results asks for; some of them may be
/// among the results.
const RELATED: usize = 8;

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
    /// A page's own text as a page.
    Reading,
    /// A page's own text as Markdown.
    Markdown,
}

impl Form {
    /// Returns what of a request's headers the answer depends on.
    fn vary(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json | Self::Markdown => "accept",
            Self::Results | Self::Home | Self::Reading => "accept, accept-language",
        })
    }
}

/// What is asked of one generation.
pub(super) struct Question {
    /// The generation that answers.
    pub(super) snapshot: Arc<Snapshot>,
    /// The search.
    pub(super) request: SearchRequest,
    /// The form of the answer.
    pub(super) form: Form,
    /// The reader's languages; they matter to pages only.
    pub(super) locale: Locale,
}

/// An answer before it has its headers.
pub(super) struct Rendered {
    pub(super) body: String,
    pub(super) links: Option<HeaderValue>,
    pub(super) timing: String,
}

/// Answers a question, or says that the client has the answer.
pub(super) async fn answer(
    service: &Arc<Service>,
    question: Question,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let snapshot = Arc::clone(&question.snapshot);
    let form = question.form;
    let identity = match form {
        Form::Json => href::query(&question.request),
        _ => format!(
            "{}\n{}",
            question.locale.identity(),
            href::query(&question.request)
        ),
    };
    let engine = Arc::clone(service);
    let work = move || render(&engine, &question);
    cached(service, &snapshot, form, &identity, headers, work).await
}

/// Does the work of an answer off the reactor unless the client has the answer.
///
/// `identity` is what the answer depends on besides the generation, the form
/// and the look of pages.
pub(super) async fn cached(
    service: &Arc<Service>,
    snapshot: &Snapshot,
    form: Form,
    identity: &str,
    headers: &HeaderMap,
    work: impl FnOnce() -> Result<Rendered, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let etag = etag(service, snapshot, form, identity).map_err(Problem::internal)?;
    let base = caching_headers(&etag, form);
    if has_already(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, base).into_response());
    }
    let rendered = service.admission.run(work).await??;
    let timing = HeaderValue::from_str(&rendered.timing).map_err(Problem::internal)?;
    let mut response = match form {
        Form::Json => ([(CONTENT_TYPE, "application/json")], rendered.body).into_response(),
        Form::Markdown => html::markdown(rendered.body),
        _ => html::response(rendered.body, form),
    };
    response.headers_mut().extend(base);
    response.headers_mut().insert(SERVER_TIMING, timing);
    if let Some(links) = rendered.links {
        response.headers_mut().insert(LINK, links);
    }
    Ok(response)
}

/// A question that one generation answers with a text.
pub(super) struct Asked {
    /// The generation that answers.
    pub(super) snapshot: Arc<Snapshot>,
    /// The path with what was asked, in one form for all that mean the same.
    pub(super) identity: String,
    /// The type of the text.
    pub(super) content_type: &'static str,
    /// What the work is called in `Server-Timing`.
    pub(super) work: &'static str,
}

/// Answers with what `write` makes of the generation, or says that the client
/// has it.
pub(super) async fn answer_text(
    service: &Service,
    asked: Asked,
    headers: &HeaderMap,
    write: impl FnOnce(&Snapshot) -> Result<String, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let etag = tag(&asked.snapshot, &asked.identity).map_err(Problem::internal)?;
    let base = caching_headers(&etag, Form::Json);
    if has_already(headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, base).into_response());
    }
    let snapshot = asked.snapshot;
    let work = move || {
        let started = Instant::now();
        let text = write(&snapshot)?;
        Ok::<_, Problem>((text, started.elapsed().as_secs_f64() * 1000.0))
    };
    let (text, took_ms) = service.admission.run(work).await??;
    let timing = format!("{};dur={took_ms:.2}", asked.work);
    let timing = HeaderValue::from_str(&timing).map_err(Problem::internal)?;
    let mut response = ([(CONTENT_TYPE, asked.content_type)], text).into_response();
    response.headers_mut().extend(base);
    response.headers_mut().insert(SERVER_TIMING, timing);
    Ok(response)
}

/// Searches and writes the answer down.
fn render(service: &Service, question: &Question) -> Result<Rendered, Problem> {
    let Question {
        snapshot,
        request,
        form,
        locale,
    } = question;
    let asked = with_related(request, *form);
    let response: SearchResponse = (service.engine)(snapshot, &asked)?;
    let started = Instant::now();
    let shell = html::Shell::new(service, Some(snapshot), locale);
    let body = match form {
        Form::Json => serde_json::to_string(&response).map_err(Problem::internal)?,
        Form::Home => {
            let catalogue = search::catalogue(snapshot, &locale.languages);
            html::home(&shell, &response, &catalogue).into_string()
        }
        _ => {
            // Who finds nothing is shown what there is.
            let nothing = response.results.is_empty();
            let catalogue = nothing.then(|| search::catalogue(snapshot, &locale.languages));
            html::results(&shell, request, &response, catalogue.as_ref()).into_string()
        }
    };
    Ok(Rendered {
        body,
        links: (*form != Form::Home)
            .then(|| links(request, response.page))
            .flatten(),
        timing: timing(response.took_ms, started),
    })
}

/// Returns what the engine is asked: for the first page of a search also what
/// goes with the best hit, which no address needs to say.
fn with_related(request: &SearchRequest, form: Form) -> Cow<'_, SearchRequest> {
    let is_first = request.page == 1 && !request.q.trim().is_empty();
    match form {
        Form::Results if is_first => Cow::Owned(SearchRequest {
            related: request.related.max(RELATED),
            ..request.clone()
        }),
        _ => Cow::Borrowed(request),
    }
}

/// Returns the times of an answer whose writing began at `started`.
pub(super) fn timing(search_ms: f64, started: Instant) -> String {
    let render_ms = started.elapsed().as_secs_f64() * 1000.0;
    format!("search;dur={search_ms:.2}, render;dur={render_ms:.2}")
}

/// Returns the weak `ETag` of an answer.
fn etag(
    service: &Service,
    snapshot: &Snapshot,
    form: Form,
    identity: &str,
) -> Result<HeaderValue, InvalidHeaderValue> {
    let look = match form {
        Form::Json | Form::Markdown => String::new(),
        _ => format!(
            "{} {}",
            service.assets.stylesheet.path, service.assets.search_box.path
        ),
    };
    tag(snapshot, &format!("{form:?}\n{look}\n{identity}"))
}

/// Returns the weak `ETag` of what is asked of a generation.
fn tag(snapshot: &Snapshot, asked: &str) -> Result<HeaderValue, InvalidHeaderValue> {
    // The name alone comes again when an index is removed and built anew.
    let manifest = snapshot.manifest();
    let identity = format!(
        "{}\n{}\n{}\n{asked}",
        env!("CARGO_PKG_VERSION"),
        manifest.corpus,
        manifest.settings,
    );
    let digest = blake3::hash(identity.as_bytes()).to_hex();
    HeaderValue::from_str(&format!("W/\"{}-{}\"", snapshot.name(), &digest[..16]))
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
fn caching_headers(etag: &HeaderValue, form: Form) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ETAG, etag.clone());
    headers.insert(CACHE_CONTROL, CACHE);
    headers.insert(VARY, form.vary());
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
