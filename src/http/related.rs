//! `GET /related?page=ID`: the pages that belong with a page, as JSON.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::Service;
use super::answer::{Asked, answer_text};
use super::error::{Kind, Problem};
use super::params::FaultKind;
use super::params::few::Few;
use crate::api::MAX_RELATED;
use crate::search;

/// Pages that are given unless another number is asked for.
const DEFAULT_LIMIT: usize = 5;

/// Answers which pages belong with one.
pub(super) async fn related(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let raw = raw.unwrap_or_default();
    let mut few = Few::read(&raw, "/related", &["page", "limit"]);
    let limit = few.number("limit", 1..=MAX_RELATED, DEFAULT_LIMIT);
    let page = few.text("page").to_owned();
    if page.is_empty() {
        let rule = "must name a page by its id, its file or its address";
        few.fault(FaultKind::Invalid, "page", rule, "");
    }
    if !few.faults.is_empty() {
        return Err(Problem::from_faults(&few.faults));
    }
    let asked = Asked {
        snapshot: service.snapshot()?,
        identity: format!("/related\n{limit}\n{page}"),
        content_type: "application/json",
        work: "related",
    };
    answer_text(&service, asked, &headers, move |snapshot| {
        let answer = search::related_to(snapshot, &page, limit)?;
        let answer = answer.ok_or_else(|| unknown(&page))?;
        serde_json::to_string(&answer).map_err(Problem::internal)
    })
    .await
}

fn unknown(page: &str) -> Problem {
    let shown: String = page.chars().take(100).collect();
    let detail = format!("No page of this index has the id, file or address \"{shown}\".");
    Problem::new(Kind::NotFound, detail)
}

#[cfg(test)]
mod tests {
    use crate::http::fixture::{canned, get, send};

    #[tokio::test]
    async fn a_page_is_named_by_id_file_or_address() {
        for name in ["rust/generics", "rust/generics.md", "/rust/generics/"] {
            let reply = get(&canned(), &format!("/related?page={name}")).await;
            assert_eq!(reply.status, 200, "{name}: {}", reply.body);
            assert_eq!(reply.json()["page"]["title"], "Generics");
            assert_eq!(reply.json()["related"], serde_json::json!([]));
            assert!(reply.header("cache-control").starts_with("public"));
            assert!(reply.header("server-timing").starts_with("related;dur="));
        }
    }

    #[tokio::test]
    async fn what_cannot_be_answered_is_a_problem() {
        for (query, problem, detail) in [
            ("page=rust/none", "not-found", "No page of this index"),
            ("", "invalid-parameter", "`page` must name a page"),
            ("page=x&limit=0", "invalid-parameter", "`limit` must be an"),
            ("page=x&n=3", "unknown-parameter", "Known are page, limit"),
            ("page=x&page=y", "invalid-parameter", "only once"),
        ] {
            let reply = get(&canned(), &format!("/related?{query}")).await;
            assert_eq!(reply.problem(), problem, "{query}");
            assert!(reply.body.contains(detail), "{query}: {}", reply.body);
        }
    }

    #[tokio::test]
    async fn an_answer_that_the_client_has_is_not_made_again() {
        let uri = "/related?page=rust/generics";
        let etag = get(&canned(), uri).await.header("etag").to_owned();
        let known = [("if-none-match", etag.as_str())];
        assert_eq!(send(&canned(), "GET", uri, &known).await.status, 304);
        let other = "/related?page=rust/generics&limit=2";
        assert_eq!(send(&canned(), "GET", other, &known).await.status, 200);
        let origin = [("origin", "https://a.example")];
        let reply = send(&canned(), "GET", uri, &origin).await;
        assert_eq!(reply.header("access-control-allow-origin"), "*");
    }
}
