//! Errors on the wire: RFC 9457 problems as JSON, or a page for people.
//!
//! A handler returns a [`Problem`]; as a response it is only a status that
//! carries the problem along. [`dress`] gives it its body once, where the
//! request is known: the form that the client accepts, the path, the request's
//! id. The cause of an internal error is logged there and never sent.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::access::RequestId;
use super::locale::Locale;
use super::negotiate::{self, Format};
use super::params::{Fault, FaultKind};
use super::{Service, algolia, html};
use crate::error::Error;

/// Where the problems' types are explained; a name is appended.
const TYPE_BASE: &str = "https://docent.example/problems/";

/// How long a client should wait before it tries again, in seconds.
const RETRY_SECONDS: &str = "1";

/// The types of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A parameter has a value that cannot be used.
    InvalidParameter,
    /// A parameter that is not known.
    UnknownParameter,
    /// The query has too many characters.
    QueryTooLong,
    /// There is nothing at this path.
    NotFound,
    /// The path is there, but not for this method.
    MethodNotAllowed,
    /// The client accepts neither JSON nor HTML.
    NotAcceptable,
    /// The request has too long a body.
    PayloadTooLarge,
    /// The request has too long an address.
    UriTooLong,
    /// The client has not shown that it may.
    Unauthorized,
    /// The index was rolled back, and stays so.
    Held,
    /// No generation is loaded yet.
    IndexLoading,
    /// Too many requests at once, or one that took too long.
    Overloaded,
    /// Our fault.
    Internal,
}

impl Kind {
    /// Returns the type's name, its status and its title.
    fn describe(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::InvalidParameter => (
                "invalid-parameter",
                StatusCode::BAD_REQUEST,
                "Invalid query parameter",
            ),
            Self::UnknownParameter => (
                "unknown-parameter",
                StatusCode::BAD_REQUEST,
                "Unknown query parameter",
            ),
            Self::QueryTooLong => (
                "query-too-long",
                StatusCode::BAD_REQUEST,
                "The query is too long",
            ),
            Self::NotFound => ("not-found", StatusCode::NOT_FOUND, "There is nothing here"),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                "Method not allowed",
            ),
            Self::NotAcceptable => (
                "not-acceptable",
                StatusCode::NOT_ACCEPTABLE,
                "No acceptable form",
            ),
            Self::PayloadTooLarge => (
                "payload-too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "The request's body is too long",
            ),
            Self::UriTooLong => (
                "uri-too-long",
                StatusCode::URI_TOO_LONG,
                "The address is too long",
            ),
            Self::Unauthorized => (
                "unauthorized",
                StatusCode::UNAUTHORIZED,
                "A token is needed",
            ),
            Self::Held => ("held", StatusCode::CONFLICT, "The index is held"),
            Self::IndexLoading => (
                "index-loading",
                StatusCode::SERVICE_UNAVAILABLE,
                "The index is being loaded",
            ),
            Self::Overloaded => (
                "overloaded",
                StatusCode::SERVICE_UNAVAILABLE,
                "Too busy right now",
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong here",
            ),
        }
    }
}

/// What went wrong with a request, for its client.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    kind: Kind,
    detail: String,
    errors: Vec<ParameterError>,
    /// For the log only.
    cause: Option<String>,
}

/// What is wrong with one parameter.
#[derive(Debug, Clone, Serialize)]
struct ParameterError {
    parameter: String,
    detail: String,
}

/// A problem as it is written.
#[derive(Debug, Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'a [ParameterError],
    request_id: &'a str,
}

impl Problem {
    /// Returns a problem with a sentence for the client.
    pub(super) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            errors: Vec::new(),
            cause: None,
        }
    }

    /// Returns an internal error; the cause is logged, not told.
    pub(super) fn internal(cause: impl ToString) -> Self {
        let detail = "The search failed. It was logged; the request's id leads to it.";
        Self {
            cause: Some(cause.to_string()),
            ..Self::new(Kind::Internal, detail)
        }
    }

    /// Returns the problem that names all faults of a query string.
    pub(super) fn from_faults(faults: &[Fault]) -> Self {
        let worst = faults.iter().min_by_key(|fault| fault.kind);
        let kind = match worst.map(|fault| fault.kind) {
            Some(FaultKind::Unknown) => Kind::UnknownParameter,
            Some(FaultKind::TooLong) => Kind::QueryTooLong,
            _ => Kind::InvalidParameter,
        };
        let detail = worst.map(|fault| format!("{fault}."));
        let errors = faults.iter().map(|fault| ParameterError {
            parameter: fault.parameter.clone(),
            detail: match fault.kind {
                FaultKind::Unknown => "is not known".to_owned(),
                _ => format!("{}, got \"{}\"", fault.rule, fault.got),
            },
        });
        Self {
            errors: errors.collect(),
            ..Self::new(kind, detail.unwrap_or_default())
        }
    }

    /// Returns the type.
    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the status code.
    pub(super) fn status(&self) -> StatusCode {
        self.kind.describe().1
    }

    /// Returns the title, the same for every problem of a type.
    pub(super) fn title(&self) -> &'static str {
        self.kind.describe().2
    }

    /// Returns the sentence for the client.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// Returns the problem as JSON.
    fn to_json(&self, path: &str, request_id: &str) -> String {
        let (name, status, title) = self.kind.describe();
        let body = Body {
            r#type: format!("{TYPE_BASE}{name}"),
            title,
            status: status.as_u16(),
            detail: &self.detail,
            instance: path,
            errors: &self.errors,
            request_id,
        };
        serde_json::to_string(&body).expect("strings and numbers are always JSON")
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(message) => Self::new(Kind::InvalidParameter, message),
            other => Self::internal(other),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives the problems that come from within their bodies and headers.
pub(super) async fn dress(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let format = negotiate::preferred(request.headers()).unwrap_or(Format::Json);
    let path = request.uri().path().to_owned();
    let locale = service.snapshot.load_full();
    let locale = locale.map(|snapshot| Locale::of(request.headers(), &snapshot, None));
    let id = request.extensions().get::<RequestId>().cloned();
    let id = id.unwrap_or_default().0;
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    if let Some(cause) = &problem.cause {
        tracing::error!(target: "docent::http", id, path, "request {id} failed: {cause}");
    }
    let is_foreign = algolia::owns(&path);
    let mut dressed = match format {
        _ if is_foreign => algolia::dressed(&problem),
        Format::Html => {
            html::problem_page(&service, &locale.unwrap_or_default(), &problem, &path, &id)
        }
        Format::Json => {
            let kind = HeaderValue::from_static("application/problem+json");
            ([(CONTENT_TYPE, kind)], problem.to_json(&path, &id)).into_response()
        }
    };
    if !is_foreign {
        *dressed.status_mut() = problem.status();
    }
    let headers = dressed.headers_mut();
    // CORS and Allow were set further in.
    headers.extend(response.headers().clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(VARY, HeaderValue::from_static("accept"));
    if problem.kind == Kind::Unauthorized {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if matches!(problem.kind, Kind::Overloaded | Kind::IndexLoading) {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
    }
    dressed
}

/// Answers a path that is not served.
pub(super) async fn not_found() -> Problem {
    let detail = "There is no page at this address; searches are answered at /search.";
    Problem::new(Kind::NotFound, detail)
}

/// Answers a method that a path does not have; `Allow` is set by the router.
pub(super) async fn method_not_allowed() -> Problem {
    let detail = "This path is only read, with GET or HEAD.";
    Problem::new(Kind::MethodNotAllowed, detail)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::fixture::{self, HOSTILE, browse, canned, get, loaded, loading, narrow, send};

    #[tokio::test]
    async fn bad_and_unknown_parameters_are_told_together() {
        let reply = get(&canned(), "/search?page=0&sort=best").await;
        assert_eq!(reply.problem(), "invalid-parameter");
        let json = reply.json();
        assert_eq!(json["detail"], "`page` must be an integer from 1 to 1000.");
        assert_eq!(json["instance"], "/search");
        assert_eq!(json["errors"][0]["parameter"], "page");
        assert_eq!(
            json["errors"][1]["detail"],
            "must be relevance, -date, date or title, got \"best\""
        );
        let reply = get(&canned(), "/search?page=0&pagee=2").await;
        assert_eq!(reply.problem(), "unknown-parameter");
        let detail = reply.json()["detail"].to_string();
        assert!(detail.contains("did you mean `page`?"), "{detail}");
        assert!(
            detail.contains("topic, level, language, version"),
            "{detail}"
        );
        let reply = get(&canned(), &format!("/search?q={}", "x".repeat(513))).await;
        assert_eq!(reply.problem(), "query-too-long");
        let reply = get(&canned(), "/search?q=%FF").await;
        assert_eq!(reply.problem(), "invalid-parameter");
    }

    #[tokio::test]
    async fn what_is_not_served_is_said() {
        let reply = get(&canned(), "/nowhere").await;
        assert_eq!(reply.problem(), "not-found");
        assert_eq!(get(&canned(), "/assets/x.css").await.problem(), "not-found");
        for path in ["/", "/search", "/healthz", "/readyz"] {
            let reply = send(&canned(), "POST", path, &[]).await;
            assert_eq!(reply.problem(), "method-not-allowed", "{path}");
            assert_eq!(reply.header("allow"), "GET,HEAD", "{path}");
        }
        let reply = send(&canned(), "GET", "/search", &[("accept", "image/png")]).await;
        assert_eq!(reply.problem(), "not-acceptable");
        assert_eq!(reply.status, 406);
    }

    #[tokio::test]
    async fn what_is_too_long_is_refused() {
        let uri = format!("/search?{}", "q=a&".repeat(2048));
        let reply = get(&canned(), &uri).await;
        assert_eq!(
            (reply.problem().as_str(), reply.status.as_u16()),
            ("uri-too-long", 414)
        );
        let length = [("content-length", "16385")];
        let reply = send(&canned(), "GET", "/search", &length).await;
        assert_eq!(reply.problem(), "payload-too-large");
        assert_eq!(reply.status, 413);
    }

    #[tokio::test]
    async fn a_service_without_its_index_asks_to_come_back() {
        let service = loading(|_, _| Ok(fixture::response()));
        for path in ["/search", "/", "/readyz"] {
            let reply = get(&service, path).await;
            assert_eq!(reply.problem(), "index-loading");
            assert_eq!(
                (reply.status.as_u16(), reply.header("retry-after")),
                (503, "1")
            );
        }
        assert_eq!(get(&service, "/healthz").await.body, "ok\n");
    }

    #[tokio::test]
    async fn an_internal_error_tells_nothing_of_the_server() {
        let path = "/var/lib/docent/index";
        let service = loaded(move |_, _| Err(Error::NoIndex { path: path.into() }));
        let reply = get(&service, "/search").await;
        assert_eq!(reply.problem(), "internal");
        assert!(!reply.body.contains("/var"), "{}", reply.body);
        assert!(!browse(&service, "/search").await.body.contains("/var"));
    }

    #[tokio::test]
    async fn a_panic_ends_one_request_only() {
        let service = loaded(|_, request| match request.q.as_str() {
            "bad" => panic!("on purpose"),
            _ => Ok(fixture::response()),
        });
        let reply = get(&service, "/search?q=bad").await;
        assert_eq!(reply.problem(), "internal");
        assert!(!reply.body.contains("purpose"));
        assert_eq!(get(&service, "/search?q=good").await.status, 200);
    }

    #[tokio::test]
    async fn what_takes_too_long_is_given_up() {
        let (release, held) = std::sync::mpsc::channel::<()>();
        let held = std::sync::Mutex::new(held);
        let service = narrow(Duration::from_millis(20), move |_, _| {
            let _ = held.lock().unwrap().recv();
            Ok(fixture::response())
        });
        let reply = get(&service, "/search").await;
        assert_eq!(reply.problem(), "overloaded");
        assert_eq!(
            service.admission.free_places(),
            1,
            "it still runs and counts"
        );
        drop(release);
    }

    #[tokio::test]
    async fn people_get_a_page() {
        let reply = browse(&canned(), "/%3Cscript%3E").await;
        assert_eq!(reply.status, 404);
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(
            reply.body.contains("<h1>There is nothing here</h1>"),
            "{}",
            reply.body
        );
        assert!(reply.body.contains(reply.header("x-request-id")));
        assert!(!reply.body.contains("<script"));
    }

    #[tokio::test]
    async fn a_refused_value_is_quoted_as_json() {
        let uri = "/search?sort=%3Cscript%3Ealert('1')%3C/script%3E%3Cimg%20onerror=x%3E%22%26";
        let reply = get(&canned(), uri).await;
        let detail = reply.json()["errors"][0]["detail"].to_string();
        let quoted = serde_json::to_string(HOSTILE).unwrap();
        assert!(detail.contains(&quoted[1..quoted.len() - 1]), "{detail}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
}
