//! What holds for every request: its id, its limits, its line in the log.

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::error::{Kind, Problem};
use super::{Service, algolia};

/// The longest path and query string, in bytes.
const MAX_URI_BYTES: usize = 8 * 1024;

/// The longest body where none is read, in bytes.
const MAX_BODY_BYTES: u64 = 16 * 1024;

/// The header that tells a client its request's id.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request's id: the time in milliseconds and a running number, hexadecimal.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestId(pub(super) String);

impl RequestId {
    /// Returns the id of the `number`th request of this process.
    fn new(number: u64) -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = since_epoch.map_or(0, |duration| duration.as_millis());
        Self(format!("{millis:011x}-{number:04x}"))
    }
}

/// Numbers a request, measures it and writes one line about it.
///
/// What people searched for is their own: the query string is logged at DEBUG
/// only.
pub(super) async fn observe(
    State(service): State<Arc<Service>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let RequestId(id) = RequestId::new(service.next_number());
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let uri = request.uri().clone();
    let mut response = next.run(request).await;

    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(X_REQUEST_ID, value);
    }
    let status = response.status().as_u16();
    let took_ms = started.elapsed().as_secs_f64() * 1000.0;
    let path = uri.path();
    tracing::info!(
        target: "docent::http", id, %method, path, status, took_ms,
        "{method} {path} {status} in {took_ms:.2} ms"
    );
    if let Some(query) = uri.query() {
        tracing::debug!(target: "docent::http", id, query, "request {id} asked {query}");
    }
    response
}

/// Refuses what is too long and stops what takes too long.
pub(super) async fn limit(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let uri = request.uri();
    let uri_bytes = uri.path().len() + uri.query().map_or(0, |query| query.len() + 1);
    if uri_bytes > MAX_URI_BYTES {
        let detail = format!("Path and query string may have {MAX_URI_BYTES} bytes.");
        return Err(Problem::new(Kind::UriTooLong, detail));
    }
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    // The surface for other search boxes reads bodies, and bounds them itself.
    let reads_none = !algolia::owns(uri.path());
    if reads_none && length.is_some_and(|length| length > MAX_BODY_BYTES) {
        let detail = format!("A body may have {MAX_BODY_BYTES} bytes, and none is read.");
        return Err(Problem::new(Kind::PayloadTooLarge, detail));
    }
    let handling = service.limits.handling;
    tokio::time::timeout(handling, next.run(request))
        .await
        .map_err(|_| Problem::new(Kind::Overloaded, "The answer took too long."))
}
