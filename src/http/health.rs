//! Whether the process lives (`/healthz`) and can answer (`/readyz`).

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::Service;
use super::error::Problem;

/// What health checks ask for must be true now.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// `GET /healthz`: "ok" while the process runs.
pub(super) async fn alive() -> Response {
    ([(CACHE_CONTROL, NO_STORE)], "ok\n").into_response()
}

/// `GET /readyz`: the generation that answers, or 503 before there is one.
pub(super) async fn ready(State(service): State<Arc<Service>>) -> Result<Response, Problem> {
    let snapshot = service.snapshot()?;
    let body = serde_json::json!({
        "generation": snapshot.name(),
        "pages": snapshot.n_pages(),
        "status": "ready",
    });
    let kind = HeaderValue::from_static("application/json");
    let headers = [(CACHE_CONTROL, NO_STORE), (CONTENT_TYPE, kind)];
    Ok((headers, body.to_string()).into_response())
}

#[cfg(test)]
mod tests {
    use crate::http::fixture::{canned, get};

    #[tokio::test]
    async fn a_loaded_service_is_ready_and_says_what_it_serves() {
        let service = canned();
        let reply = get(&service, "/readyz").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(
            reply.json()["generation"],
            service.snapshot().unwrap().name()
        );
        assert_eq!(reply.json()["status"], "ready");
    }
}
