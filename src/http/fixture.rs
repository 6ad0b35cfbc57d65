//! What the tests of this layer share: a service with an engine of theirs.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use tempfile::TempDir;
use tower::ServiceExt;

use super::{Limits, Service, router};
use crate::api::{
    Correction, Facet, FacetValue, Highlight, Hit, IndexInfo, Paging, Part, QueryEcho, Relation,
    SearchRequest, SearchResponse, SectionHit, Total, TranslationLink, VersionLink,
};
use crate::config::Config;
use crate::document::{Block, CodeBlock, Document, Section, SectionKind};
use crate::error::Result;
use crate::index::{About, Guard, Snapshot, Writer, prepare};

/// Markup that must never come out as it went in.
pub(super) const HOSTILE: &str = "<script>alert('1')</script><img onerror=x>\"&";

/// A service that has not loaded its index.
pub(super) fn loading(
    engine: impl Fn(&Snapshot, &SearchRequest) -> Result<SearchResponse> + Send + Sync + 'static,
) -> Arc<Service> {
    with_limits(Limits::default(), engine)
}

/// A service with its index loaded.
pub(super) fn loaded(
    engine: impl Fn(&Snapshot, &SearchRequest) -> Result<SearchResponse> + Send + Sync + 'static,
) -> Arc<Service> {
    let service = loading(engine);
    open(&service);
    service
}

/// The usual service at an address that is configured.
pub(super) fn public() -> Arc<Service> {
    let mut config = Config::default();
    config.serve.url = "https://find.example/s/".into();
    let engine = |_: &Snapshot, request: &SearchRequest| Ok(answering(request));
    let service =
        Service::with_engine(index(), &config, Box::new(engine), Limits::default()).unwrap();
    open(&service);
    Arc::new(service)
}

/// A service that takes on little.
pub(super) fn narrow(
    handling: Duration,
    engine: impl Fn(&Snapshot, &SearchRequest) -> Result<SearchResponse> + Send + Sync + 'static,
) -> Arc<Service> {
    let limits = Limits {
        running: 1,
        waiting: 1,
        handling,
    };
    let service = with_limits(limits, engine);
    open(&service);
    service
}

fn with_limits(
    limits: Limits,
    engine: impl Fn(&Snapshot, &SearchRequest) -> Result<SearchResponse> + Send + Sync + 'static,
) -> Arc<Service> {
    let config = Config::default();
    let service = Service::with_engine(index(), &config, Box::new(engine), limits);
    Arc::new(service.unwrap())
}

/// Puts a snapshot in place without the first search that `load` makes.
fn open(service: &Service) {
    let snapshot = Snapshot::open(&service.index).unwrap();
    service.snapshot.store(Some(Arc::new(snapshot)));
}

/// The folder of a one-page index, built once for all tests.
static INDEX: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let document = Document {
        path: "rust/generics.md".into(),
        id: "rust/generics".into(),
        url: "/rust/generics/".into(),
        title: "Generics".into(),
        topics: vec!["rust".into()],
        level: Some("beginner".into()),
        language: Some("en".into()),
        version: Some("v1".into()),
        sections: vec![Section {
            blocks: vec![Block::Code(CodeBlock {
                language: Some("rust".into()),
                text: "let x = 1;\n".into(),
            })],
            ..Section::default()
        }],
        ..Document::default()
    };
    let mut writer = Writer::create(folder.path(), 32 << 20).unwrap();
    writer.add(prepare(&document)).unwrap();
    let about = About {
        site_name: "Docent".into(),
        keep: 1,
        ..About::default()
    };
    writer.publish(&about, Guard::On).unwrap();
    folder
});

/// The folder of an index with the standard facets.
pub(super) fn index() -> PathBuf {
    INDEX.path().to_owned()
}

/// The usual service: every search gives [`response`].
pub(super) fn canned() -> Arc<Service> {
    loaded(|_, request| Ok(answering(request)))
}

/// An answer of a service to one request.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Reply {
    /// Returns a header's value; empty where there is none.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Returns the body as JSON.
    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{}", self.body))
    }

    /// Returns the problem's name, after checking what all problems have.
    pub(super) fn problem(&self) -> String {
        let json = self.json();
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("cache-control"), "no-store");
        assert_eq!(json["status"], self.status.as_u16());
        assert_eq!(json["request_id"], self.header("x-request-id"));
        assert!(!json["title"].as_str().unwrap().is_empty());
        assert!(json["detail"].as_str().unwrap().ends_with('.'), "{json}");
        let kind = json["type"].as_str().unwrap();
        let base = "https://docent.example/problems/";
        kind.strip_prefix(base).unwrap().to_owned()
    }
}

/// Sends a request with headers, as `("accept", "text/html")`.
pub(super) async fn send(
    service: &Arc<Service>,
    method: &str,
    uri: &str,
    headers: &[(&str, &str)],
) -> Reply {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = router(Arc::clone(service)).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Reply {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

/// Sends a GET for JSON.
pub(super) async fn get(service: &Arc<Service>, uri: &str) -> Reply {
    send(service, "GET", uri, &[]).await
}

/// Sends a GET as a browser does.
pub(super) async fn browse(service: &Arc<Service>, uri: &str) -> Reply {
    send(service, "GET", uri, &[("accept", "text/html,*/*;q=0.8")]).await
}

/// Returns text whose middle is marked.
fn marked(before: &str, match_: &str, after: &str) -> Highlight {
    let part = |t: &str, m: bool| Part { t: t.into(), m };
    Highlight::from_parts([part(before, false), part(match_, true), part(after, false)])
}

/// Returns [`response`] with the request's own words and page number.
fn answering(request: &SearchRequest) -> SearchResponse {
    let mut response = response();
    response.query.q.clone_from(&request.q);
    response.page.number = request.page;
    response.page.prev = (request.page > 1).then(|| request.page - 1);
    response
}

/// Returns a response with something in every field, some of it hostile.
pub(super) fn response() -> SearchResponse {
    let value = |value: &str, label: &str, count, selected| FacetValue {
        value: value.into(),
        label: label.into(),
        count,
        selected,
    };
    let values = vec![
        value("rust", "Rust", 12, true),
        value("rust/async", "Rust/Async", 5, false),
        value(HOSTILE, HOSTILE, 1, false),
    ];
    let facet = Facet {
        label: "Topic".into(),
        values,
        exhaustive: true,
    };
    SearchResponse {
        query: QueryEcho {
            corrections: vec![Correction {
                from: "asnc".into(),
                to: "async".into(),
            }],
            dropped: vec![HOSTILE.into()],
            sort: "relevance".into(),
            ..QueryEcho::default()
        },
        total: Total {
            value: 25,
            relation: Relation::Eq,
        },
        page: Paging {
            number: 1,
            size: 10,
            count: 2,
            prev: None,
            next: Some(2),
            before: 0,
        },
        results: vec![
            hit("https://learn.example/rust/generics/"),
            hit("javascript:alert(1)"),
        ],
        facets: [("topic".to_owned(), facet)].into(),
        suggestions: vec![HOSTILE.into()],
        related: Vec::new(),
        notices: vec![format!("notice {HOSTILE}")],
        index: IndexInfo {
            name: "Docent".into(),
            generation: "g0000001".into(),
            documents: 12896,
            updated_at: "2026-11-22T08:00:00Z".into(),
        },
        took_ms: 0.42,
    }
}

fn hit(url: &str) -> Hit {
    let section = SectionHit {
        id: "rust/generics#vec-t".into(),
        anchor: "vec-t".into(),
        url: format!("{url}#vec-t"),
        kind: SectionKind::Section,
        headings: vec!["Generics".into(), HOSTILE.into(), "Using Vec".into()],
        marked_headings: Vec::new(),
        heading: marked("Using ", "Vec", HOSTILE),
        snippet: marked("A ", HOSTILE, " grows"),
        answer: None,
    };
    Hit {
        id: "rust/generics".into(),
        source: "rust/generics.md".into(),
        url: url.into(),
        breadcrumbs: vec!["Rust".into(), HOSTILE.into()],
        topics: vec!["rust".into()],
        facets: [].into(),
        level: Some(HOSTILE.into()),
        language: Some("en".into()),
        version: None,
        date: Some("2024-06-01".into()),
        score: 8.31,
        title: marked("Generic types: ", "Vec", HOSTILE),
        snippet: marked("Use ", "Vec", HOSTILE),
        versions: vec![VersionLink {
            version: HOSTILE.into(),
            url: url.into(),
            current: true,
        }],
        translations: vec![TranslationLink {
            language: "ja".into(),
            url: url.into(),
            title: HOSTILE.into(),
        }],
        fallback: vec!["language".into()],
        section_count: 2,
        sections: vec![section],
        explain: None,
    }
}
