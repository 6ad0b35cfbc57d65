//! `GET /p/PATH` and `/p/PATH.md`: a page's own text, as a page or as Markdown.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::answer::{Form, Rendered, cached, timing};
use super::error::{Kind, Problem};
use super::locale::Locale;
use super::{Service, href, html, params};
use crate::api::{IndexInfo, SearchRequest};
use crate::index::Snapshot;
use crate::search;

/// The end of an address that asks for Markdown.
const MARKDOWN: &str = ".md";

/// `GET /p/…`.
pub(super) async fn page(
    State(service): State<Arc<Service>>,
    uri: Uri,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let address = uri.path().to_owned();
    let path = address.strip_prefix("/p").unwrap_or_default();
    let path = percent_decode_str(path).decode_utf8_lossy();
    let snapshot = service.snapshot()?;
    let (page, form) = find(&snapshot, &path).ok_or_else(|| {
        Problem::new(
            Kind::NotFound,
            "No page has this address; /search finds pages.",
        )
    })?;
    let (request, _) = params::parse(&raw.unwrap_or_default(), &snapshot.facet_kinds());
    let locale = Locale::of(&headers, &snapshot, request.prefer_language.as_deref());
    let request = SearchRequest {
        q: request.q,
        typo: request.typo,
        languages: locale.languages.clone(),
        ..SearchRequest::default()
    };
    let identity = format!(
        "{address}\n{}\n{}",
        href::query(&request),
        locale.identity()
    );
    let reader = Arc::clone(&service);
    let live = Arc::clone(&snapshot);
    let work = move || {
        let text = search::read_page(&live, page, &request)?;
        let started = Instant::now();
        let body = if form == Form::Markdown {
            search::to_markdown(&text)
        } else {
            let shell = html::Shell::new(&reader, Some(&live), &locale);
            let index = about(&live);
            html::reading(&shell, &request, &text, &address, index).into_string()
        };
        Ok(Rendered {
            body,
            links: None,
            timing: timing(0.0, started),
        })
    };
    cached(&service, &snapshot, form, &identity, &headers, work).await
}

/// Returns the page at a path, and the form that the path asks for.
fn find(snapshot: &Snapshot, path: &str) -> Option<(u32, Form)> {
    let markdown = path.strip_suffix(MARKDOWN);
    let markdown = markdown.and_then(|path| search::page_at(snapshot, path));
    match markdown {
        Some(page) => Some((page, Form::Markdown)),
        None => search::page_at(snapshot, path).map(|page| (page, Form::Reading)),
    }
}

fn about(snapshot: &Snapshot) -> IndexInfo {
    IndexInfo {
        name: snapshot.site_name().to_owned(),
        generation: snapshot.name().to_owned(),
        documents: snapshot.n_pages(),
        updated_at: snapshot.manifest().published_at.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::http::fixture::{browse, canned, get, send};

    #[tokio::test]
    async fn a_page_is_read_by_its_address_its_id_and_its_source() {
        for path in [
            "/p/rust/generics/",
            "/p/rust/generics",
            "/p/rust/generics?q=let",
        ] {
            let reply = browse(&canned(), path).await;
            assert_eq!(reply.status, 200, "{path}");
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(reply.header("x-robots-tag"), "noindex");
            assert!(!reply.header("content-security-policy").contains("unsafe"));
            assert!(reply.body.contains("Generics</h1>"), "{}", reply.body);
        }
        for path in [
            "/p/",
            "/p/rust",
            "/p/rust/generic",
            "/p/%00",
            "/p/..%2f..%2fetc/passwd",
        ] {
            assert_eq!(get(&canned(), path).await.problem(), "not-found", "{path}");
        }
    }

    #[tokio::test]
    async fn the_words_of_the_query_are_marked() {
        let body = browse(&canned(), "/p/rust/generics/?q=let&utm_source=x")
            .await
            .body;
        assert!(body.contains("<mark>let</mark> x = 1;"), "{body}");
        assert!(body.contains("Back to the results for “let”"), "{body}");
        assert!(
            !browse(&canned(), "/p/rust/generics/")
                .await
                .body
                .contains("<mark>")
        );
    }

    #[tokio::test]
    async fn the_same_page_is_markdown() {
        for path in ["/p/rust/generics.md", "/p/rust/generics.md?q=let"] {
            let reply = get(&canned(), path).await;
            assert_eq!(reply.header("content-type"), "text/markdown; charset=utf-8");
            assert_eq!(reply.body, "# Generics\n\n```rust\nlet x = 1;\n```\n");
            let etag = reply.header("etag").to_owned();
            let again = send(&canned(), "GET", path, &[("if-none-match", &etag)]).await;
            assert_eq!(again.status, 304);
        }
        let page = browse(&canned(), "/p/rust/generics/").await.body;
        assert!(
            page.contains("type=\"text/markdown\" href=\"/p/rust/generics.md\""),
            "{page}"
        );
    }
}
