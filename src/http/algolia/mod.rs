//! The surface that search boxes made for Algolia talk to.
//!
//! ```text
//! route      which of Algolia's routes, under its own path or by the `appId` trick
//!  body      bytes, perhaps gzip, to JSON
//!   params   flat, string or object to a query; grammar, refinements, comparison
//!    answer  the searches (conditions: filters of this index), all at once
//!     record, facets, marks: answers in the shape and the escaping of §1.6
//! ```
//!
//! The engine is the one of `/search`; hits are records (see [`crate::api::Records`]).
//! Errors are `{"message", "status"}`.

mod answer;
mod body;
mod comparison;
mod conditions;
mod events;
mod expression;
mod facets;
mod grammar;
mod marks;
mod params;
mod record;
mod refinements;
mod route;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::{Value, json};
use tower_http::cors::AllowHeaders;

use super::error::{Kind, Problem};
use super::{Service, cors};
pub(super) use events::EventCounts;
use params::Query;
use route::{BASE, Route};

/// The most queries of one call.
const MAX_QUERIES: usize = 50;

/// How long a browser remembers that it may ask: a day.
const PREFLIGHT_AGE: Duration = Duration::from_secs(86_400);

/// Returns the routes of the surface.
pub(super) fn routes(service: &Service) -> Router<Arc<Service>> {
    let cors = cors(&service.origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([RETRY_AFTER])
        .max_age(PREFLIGHT_AGE);
    Router::new()
        .route(BASE, any(handle))
        .route(&format!("{BASE}/"), any(handle))
        .route(&format!("{BASE}/{{*rest}}"), any(handle))
        .layer(cors)
        .layer(from_fn(empty_preflight))
}

/// Returns whether a path is of the surface.
pub(super) fn owns(path: &str) -> bool {
    let rest = path.strip_prefix(BASE);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns whether what stands after an index's name asks for an order of it.
pub(super) fn is_order(suffix: &str) -> bool {
    suffix.starts_with('_') && (suffix.ends_with("_asc") || suffix.ends_with("_desc"))
}

/// Returns a problem as clients of the surface know it.
///
/// Too many searches are a 429 here: at a 503 the clients ask again at once, up to
/// four times, and then think the server gone for two minutes.
pub(super) fn dressed(problem: &Problem) -> Response {
    let status = match problem.kind() {
        Kind::Overloaded => StatusCode::TOO_MANY_REQUESTS,
        _ => problem.status(),
    };
    let body = json!({"message": problem.detail(), "status": status.as_u16()});
    (status, json_response(&body)).into_response()
}

/// A preflight has nothing to say beyond its headers.
async fn empty_preflight(request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    if is_preflight && response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    response
}

async fn handle(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if parts.method == Method::OPTIONS {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let refused = |message: String| Problem::new(Kind::InvalidParameter, message);
    let result = match Route::of(&parts.method, &parts.uri) {
        Route::Unknown => {
            let detail = "There is nothing at this path; queries go to /1/indexes/*/queries.";
            return Err(Problem::new(Kind::NotFound, detail));
        }
        Route::WrongMethod => {
            let detail = "This path is asked with another method: queries with POST.";
            return Err(Problem::new(Kind::MethodNotAllowed, detail));
        }
        Route::Events => {
            let body = body::read(body, &headers).await?;
            events::accept(&service.events, &body).map_err(refused)?
        }
        Route::Queries => {
            let body = body::read(body, &headers).await?;
            let requests = requests_of(&body).map_err(refused)?;
            let queries = requests.iter().map(params::read).collect::<Result<_, _>>();
            let results = search(service, queries.map_err(refused)?).await?;
            json!({ "results": results })
        }
        Route::Query { index } => {
            let given = fields_of(body, &headers, &[("indexName", &index)]).await?;
            search_one(service, &given).await?
        }
        Route::FacetValues { index, facet } => {
            let fixed = [
                ("indexName", index.as_str()),
                ("facet", &facet),
                ("type", "facet"),
            ];
            let given = fields_of(body, &headers, &fixed).await?;
            search_one(service, &given).await?
        }
        Route::Get { index, params } => {
            let mut given = params::from_query_string(&params);
            given.insert("indexName".into(), index.into());
            search_one(service, &given.into()).await?
        }
    };
    Ok(json_response(&result))
}

/// Returns the requests of a call for several.
fn requests_of(body: &Value) -> Result<&[Value], String> {
    let requests = body.get("requests").unwrap_or(body).as_array();
    let requests = requests.ok_or("`requests` must be a list")?;
    match requests.len() {
        1..=MAX_QUERIES => Ok(requests),
        n_requests => Err(format!(
            "`requests` must have 1 to {MAX_QUERIES} queries, got {n_requests}"
        )),
    }
}

/// Returns the body of a call for one query with what its path says.
async fn fields_of(
    body: Body,
    headers: &HeaderMap,
    fixed: &[(&str, &str)],
) -> Result<Value, Problem> {
    let mut body = body::read(body, headers).await?;
    if body.is_null() {
        body = json!({});
    }
    if let Value::Object(fields) = &mut body {
        for (name, value) in fixed {
            fields.insert((*name).to_owned(), (*value).into());
        }
    }
    Ok(body)
}

async fn search_one(service: Arc<Service>, given: &Value) -> Result<Value, Problem> {
    let query = params::read(given);
    let query = query.map_err(|message| Problem::new(Kind::InvalidParameter, message))?;
    let results = search(service, vec![query]).await?;
    Ok(results.into_iter().next().unwrap_or_default())
}

/// Answers queries from one generation, off the reactor.
async fn search(service: Arc<Service>, queries: Vec<Query>) -> Result<Vec<Value>, Problem> {
    let unknown = queries
        .iter()
        .find(|query| !service.has_index(&query.index));
    if let Some(query) = unknown {
        let detail = format!("Index {} does not exist", query.index);
        return Err(Problem::new(Kind::NotFound, detail));
    }
    let snapshot = service.snapshot()?;
    let number = service.next_number();
    let work = move || {
        let asked = answer::plan(&snapshot, queries)
            .map_err(|message| Problem::new(Kind::InvalidParameter, message))?;
        answer::answer(&snapshot, &asked, number).map_err(Problem::from)
    };
    service.admission.run(work).await?
}

fn json_response(body: &Value) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json; charset=UTF-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    (headers, body.to_string()).into_response()
}
