//! `GET /suggest?q=`: what completes what is typed, as JSON or for browsers.
//!
//! Browsers that took the site as a search engine ask in the form of `OpenSearch`:
//! by `Accept: application/x-suggestions+json` or `format=opensearch`.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::Service;
use super::answer::{Asked, answer_text};
use super::error::Problem;
use super::negotiate;
use super::params::FaultKind;
use super::params::few::Few;
use crate::api::{
    MAX_QUERY_CHARS, MAX_SUGGESTIONS, SuggestRequest, SuggestResponse, SuggestionKind,
};
use crate::search;

/// The type of suggestions by `OpenSearch`.
const OPENSEARCH: &str = "application/x-suggestions+json";

/// Answers what completes what was typed.
pub(super) async fn suggest(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (request, format) = read(&raw.unwrap_or_default())?;
    let for_browsers = match format.as_str() {
        "" => negotiate::prefers_suggestions(&headers),
        format => format == "opensearch",
    };
    let language = request.language.as_deref().unwrap_or_default();
    let asked = Asked {
        snapshot: service.snapshot()?,
        identity: format!(
            "/suggest\n{for_browsers}\n{}\n{language}\n{}",
            request.limit, request.q
        ),
        content_type: match for_browsers {
            true => OPENSEARCH,
            false => "application/json",
        },
        work: "suggest",
    };
    answer_text(&service, asked, &headers, move |snapshot| {
        let answer = search::suggest(snapshot, &request);
        let text = match for_browsers {
            true => serde_json::to_string(&opensearch(&answer)),
            false => serde_json::to_string(&answer),
        };
        text.map_err(Problem::internal)
    })
    .await
}

/// Reads a query string: the request and the form that it asks for.
fn read(raw: &str) -> Result<(SuggestRequest, String), Problem> {
    let mut few = Few::read(raw, "/suggest", &["q", "limit", "language", "format"]);
    let default = SuggestRequest::default();
    let request = SuggestRequest {
        limit: few.number("limit", 1..=MAX_SUGGESTIONS, default.limit),
        q: few.text("q").to_owned(),
        language: Some(few.text("language").to_owned()).filter(|language| !language.is_empty()),
    };
    if request.q.chars().nth(MAX_QUERY_CHARS).is_some() {
        let rule = format!("must not be longer than {MAX_QUERY_CHARS} characters");
        few.fault(FaultKind::TooLong, "q", &rule, &request.q);
    }
    let format = few.text("format").to_owned();
    if !["", "json", "opensearch"].contains(&format.as_str()) {
        let rule = "must be json or opensearch";
        few.fault(FaultKind::Invalid, "format", rule, &format);
    }
    match few.faults.is_empty() {
        true => Ok((request, format)),
        false => Err(Problem::from_faults(&few.faults)),
    }
}

/// Returns an answer as `OpenSearch` has it: query, texts, descriptions, addresses.
fn opensearch(answer: &SuggestResponse) -> serde_json::Value {
    let each = answer.suggestions.iter();
    let texts: Vec<&str> = each.clone().map(|one| one.text.as_str()).collect();
    let kinds: Vec<&str> = each
        .clone()
        .map(|one| match one.kind {
            SuggestionKind::Title => "page",
            SuggestionKind::Heading => "section",
            SuggestionKind::Phrase => "",
        })
        .collect();
    let urls: Vec<&str> = each
        .map(|one| one.url.as_deref().unwrap_or_default())
        .collect();
    json!([answer.q, texts, kinds, urls])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::http::fixture::{canned, get, send};

    #[tokio::test]
    async fn completions_are_json_by_default() {
        for accept in ["*/*", "application/json", "text/html,*/*;q=0.8"] {
            let reply = send(&canned(), "GET", "/suggest?q=gen", &[("accept", accept)]).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            assert_eq!(reply.header("content-type"), "application/json");
            let title = json!({"text": "Generics", "kind": "title", "url": "/rust/generics/"});
            assert_eq!(reply.json(), json!({"q": "gen", "suggestions": [title]}));
        }
        let reply = get(&canned(), "/suggest").await;
        assert_eq!(reply.json(), json!({"q": "", "suggestions": []}));
    }

    #[tokio::test]
    async fn browsers_get_the_form_of_opensearch() {
        let expected = json!(["gen", ["Generics"], ["page"], ["/rust/generics/"]]);
        let accept = [("accept", "application/x-suggestions+json")];
        let reply = send(&canned(), "GET", "/suggest?q=gen", &accept).await;
        assert_eq!(reply.json(), expected);
        let reply = get(&canned(), "/suggest?format=opensearch&q=gen").await;
        assert_eq!(reply.json(), expected);
        let kind = reply.header("content-type");
        assert_eq!(kind, "application/x-suggestions+json");
        let reply = get(&canned(), "/suggest?format=opensearch&q=zz").await;
        assert_eq!(reply.json(), json!(["zz", [], [], []]));
        let reply = send(&canned(), "GET", "/suggest?q=gen&format=json", &accept).await;
        assert_eq!(reply.json()["q"], "gen");
    }

    #[tokio::test]
    async fn what_cannot_be_used_is_a_problem() {
        let long = format!("q={}", "x".repeat(513));
        for (query, problem, detail) in [
            ("q=x&limit=21", "invalid-parameter", "from 1 to 20"),
            ("q=x&format=xml", "invalid-parameter", "json or opensearch"),
            ("q=x&topic=a", "unknown-parameter", "Known are q, limit"),
            ("q=%ff", "invalid-parameter", "must be UTF-8"),
            (long.as_str(), "query-too-long", "512 characters"),
        ] {
            let reply = get(&canned(), &format!("/suggest?{query}")).await;
            assert_eq!(reply.problem(), problem, "{query}");
            assert!(reply.body.contains(detail), "{query}: {}", reply.body);
        }
    }

    #[tokio::test]
    async fn answers_can_be_cached_and_read_from_anywhere() {
        let origin = ("origin", "https://a.example");
        let reply = send(&canned(), "GET", "/suggest?q=gen", &[origin]).await;
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        let cache = "public, max-age=30, stale-while-revalidate=300";
        assert_eq!(reply.header("cache-control"), cache);
        assert_eq!(reply.header("vary"), "accept");
        let known = [("if-none-match", reply.header("etag"))];
        let again = send(&canned(), "GET", "/suggest?q=gen", &known).await;
        assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
        for other in ["q=gene", "q=gen&limit=3", "q=gen&format=opensearch"] {
            let reply = send(&canned(), "GET", &format!("/suggest?{other}"), &known).await;
            assert_eq!(reply.status, 200, "{other}");
        }
    }
}
