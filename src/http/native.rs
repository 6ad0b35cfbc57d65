//! `GET /search`: the query string in, JSON or a page of results out.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::answer::{Form, Question, answer};
use super::error::{Kind, Problem};
use super::locale::Locale;
use super::negotiate::{self, Format};
use super::{Service, params};

/// Answers a search in the form that the client prefers.
///
/// JSON refuses what it cannot read; the page leaves it out, for links are
/// decorated by others (`utm_source`).
pub(super) async fn search(
    State(service): State<Arc<Service>>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let format = negotiate::preferred(&headers).ok_or_else(not_acceptable)?;
    let snapshot = service.snapshot()?;
    let raw = raw.unwrap_or_default();
    let (mut request, faults) = params::parse(&raw, &snapshot.facet_kinds());
    if format == Format::Html {
        // It has no place on the page.
        request.explain = false;
    }
    let (form, locale) = match format {
        Format::Json if !faults.is_empty() => return Err(Problem::from_faults(&faults)),
        Format::Json if request.explain && !service.allow_explain => return Err(no_explain()),
        Format::Json => (Form::Json, Locale::default()),
        Format::Html => {
            let preferred = request.prefer_language.as_deref();
            (Form::Results, Locale::of(&headers, &snapshot, preferred))
        }
    };
    request.languages.clone_from(&locale.languages);
    let question = Question {
        snapshot,
        request,
        form,
        locale,
    };
    answer(&service, question, &headers).await
}

fn no_explain() -> Problem {
    let detail = "`explain` must not be true: this server does not explain its order. Its owner \
                  can allow it with docent serve --allow-explain.";
    Problem::new(Kind::InvalidParameter, detail)
}

pub(super) fn not_acceptable() -> Problem {
    let detail = "Answers are application/json or text/html; Accept allows neither.";
    Problem::new(Kind::NotAcceptable, detail)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;
    use crate::api::{FacetKind, SearchResponse};
    use crate::http::fixture::{self, canned, get, loaded, narrow, send};

    #[tokio::test]
    async fn json_is_the_response_as_it_is() {
        let reply = get(&canned(), "/search?q=vec").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), "application/json");
        let response: SearchResponse = serde_json::from_str(&reply.body).unwrap();
        let mut expected = fixture::response();
        expected.query.q = "vec".into();
        assert_eq!(response, expected);
    }

    #[tokio::test]
    async fn the_engine_gets_the_request_that_was_asked() {
        let (sender, asked) = mpsc::channel();
        let sender = Mutex::new(sender);
        let service = loaded(move |_, request| {
            sender.lock().unwrap().send(request.clone()).unwrap();
            Ok(fixture::response())
        });
        let raw = "q=a+b&topic=x,-y&sort=title&page=3";
        get(&service, &format!("/search?{raw}")).await;
        let expected = params::parse(raw, &[("topic", FacetKind::Text)]).0;
        assert_eq!(asked.recv().unwrap(), expected);
    }

    #[tokio::test]
    async fn answers_can_be_cached_measured_and_paged() {
        let reply = get(&canned(), "/search?q=vec&page=2").await;
        let cache = "public, max-age=30, stale-while-revalidate=300";
        assert_eq!(reply.header("cache-control"), cache);
        assert_eq!(reply.header("vary"), "accept");
        assert_eq!(reply.header("timing-allow-origin"), "*");
        assert!(
            reply
                .header("server-timing")
                .starts_with("search;dur=0.42, render;dur=")
        );
        assert_eq!(
            reply.header("link"),
            "</search?q=vec>; rel=\"prev\", </search?q=vec&page=2>; rel=\"next\""
        );
    }

    #[tokio::test]
    async fn an_answer_that_the_client_has_is_not_searched_again() {
        let service = canned();
        let etag = get(&service, "/search?topic=b,a&q=vec")
            .await
            .header("etag")
            .to_owned();
        assert!(
            etag.starts_with("W/\"g0000001-") && etag.len() == 29,
            "{etag}"
        );
        let never = loaded(|_, _| panic!("searched"));
        for known in [etag.as_str(), &format!("\"x\", {etag}"), &etag[2..], "*"] {
            let uri = "/search?q=vec&topic=a&topic=b&page=1";
            let reply = send(&never, "GET", uri, &[("if-none-match", known)]).await;
            assert_eq!(reply.status, 304, "{known}");
            assert_eq!(reply.header("etag"), etag);
            assert!(reply.header("cache-control").starts_with("public"));
            assert_eq!(reply.body, "");
        }
        let headers = [("if-none-match", etag.as_str())];
        assert_eq!(
            send(&service, "GET", "/search?q=vec", &headers)
                .await
                .status,
            200
        );
        let headers = [("if-none-match", etag.as_str()), ("accept", "text/html")];
        let uri = "/search?topic=b,a&q=vec";
        assert_eq!(send(&service, "GET", uri, &headers).await.status, 200);
    }

    #[tokio::test]
    async fn head_has_the_headers_without_the_body() {
        let got = get(&canned(), "/search?q=vec").await;
        let reply = send(&canned(), "HEAD", "/search?q=vec", &[]).await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, ""));
        assert_eq!(reply.header("etag"), got.header("etag"));
        assert_eq!(reply.header("content-type"), "application/json");
        assert_eq!(reply.header("content-length"), got.body.len().to_string());
    }

    #[tokio::test]
    async fn long_answers_are_compressed() {
        for encoding in ["br", "gzip", "zstd"] {
            let reply = send(
                &canned(),
                "GET",
                "/search",
                &[("accept-encoding", encoding)],
            )
            .await;
            assert_eq!(reply.header("content-encoding"), encoding);
            let vary = reply.headers.get_all("vary");
            assert!(vary.iter().any(|value| value == "accept-encoding"));
        }
        let reply = send(&canned(), "GET", "/healthz", &[("accept-encoding", "gzip")]).await;
        assert_eq!(reply.header("content-encoding"), "");
    }

    #[tokio::test]
    async fn explanations_are_given_where_the_owner_allows_them() {
        let reply = get(&canned(), "/search?q=vec&explain=true").await;
        assert_eq!(reply.problem(), "invalid-parameter");
        assert!(reply.body.contains("--allow-explain"), "{}", reply.body);
        assert_eq!(get(&canned(), "/search?explain=false").await.status, 200);
        let page = fixture::browse(&canned(), "/search?q=vec&explain=true").await;
        assert_eq!(page.status, 200);
        let mut config = crate::config::Config::default();
        config.serve.allow_explain = true;
        let service = Arc::new(Service::new(fixture::index(), &config).unwrap());
        service.load().unwrap();
        let reply = get(&service, "/search?q=generics&explain=true").await;
        let explain = &reply.json()["results"][0]["explain"];
        assert_eq!(explain["tier"], "name", "{}", reply.body);
    }

    #[tokio::test]
    async fn beyond_the_queue_searches_are_refused_at_once() {
        let (release, held) = mpsc::channel::<()>();
        let held = Mutex::new(held);
        let service = narrow(Duration::from_secs(60), move |_, _| {
            let _ = held.lock().unwrap().recv();
            Ok(fixture::response())
        });
        let ask = |service: &Arc<Service>| {
            let service = Arc::clone(service);
            tokio::spawn(async move { get(&service, "/search").await })
        };
        let (running, waiting) = (ask(&service), ask(&service));
        while service.admission.free_places() > 0 {
            tokio::task::yield_now().await;
        }
        let reply = get(&service, "/search").await;
        assert_eq!(reply.problem(), "overloaded");
        assert_eq!(
            (reply.status.as_u16(), reply.header("retry-after")),
            (503, "1")
        );
        assert_eq!(get(&service, "/healthz").await.status, 200);
        drop(release);
        assert_eq!(running.await.unwrap().status, 200);
        assert_eq!(waiting.await.unwrap().status, 200);
    }
}
