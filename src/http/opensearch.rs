//! `GET /opensearch.xml`: how browsers add this search to theirs.
//!
//! The addresses in it must be whole. They come from `serve.url`; without it
//! from the host that was asked, for this one client only: what a client says
//! of itself must not be kept for others. `X-Forwarded-*` are never read, for
//! nothing says that a proxy wrote them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, VARY};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use super::Service;
use super::error::{Kind, Problem};
use crate::api::escape_html;

/// The longest short name that the format allows, in characters.
const SHORT_NAME_CHARS: usize = 16;

/// A day: a browser asks for it once, when it adds the search.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// For this client only.
const OWN: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Answers with the description of this search.
pub(super) async fn describe(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let snapshot = service.snapshot()?;
    let (base, cache) = match service.base() {
        Some(base) => (base.to_owned(), CACHE),
        None => (asked_host(&headers)?, OWN),
    };
    let icon = format!("{base}{}", service.assets.icon.path);
    let body = description(snapshot.site_name(), &base, &icon);
    let kind = HeaderValue::from_static("application/opensearchdescription+xml");
    let vary = HeaderValue::from_static("host");
    Ok((
        [(CONTENT_TYPE, kind), (CACHE_CONTROL, cache), (VARY, vary)],
        body,
    )
        .into_response())
}

/// Returns the address of the host that was asked: a name or number and perhaps
/// a port, nothing else.
fn asked_host(headers: &HeaderMap) -> Result<String, Problem> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.and_then(|host| host.parse::<Authority>().ok());
    let host = host.filter(|host| !host.as_str().contains('@') && !host.host().is_empty());
    let host = host.ok_or_else(|| {
        Problem::new(
            Kind::InvalidParameter,
            "The request names no host in its Host header.",
        )
    })?;
    Ok(format!("http://{host}"))
}

fn description(site: &str, base: &str, icon: &str) -> String {
    let escaped = |text: &str| {
        let mut out = String::new();
        // XML has no place for control characters, not even escaped.
        let clean: String = text.chars().filter(|c| !c.is_control()).collect();
        escape_html(&clean, &mut out);
        out
    };
    let (short, site, base, icon) = (
        escaped(&short_name(site)),
        escaped(site),
        escaped(base),
        escaped(icon),
    );
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n  \
         <ShortName>{short}</ShortName>\n  \
         <LongName>{site}</LongName>\n  \
         <Description>{site}</Description>\n  \
         <InputEncoding>UTF-8</InputEncoding>\n  \
         <OutputEncoding>UTF-8</OutputEncoding>\n  \
         <Image width=\"32\" height=\"32\" type=\"image/svg+xml\">{icon}</Image>\n  \
         <Url type=\"text/html\" method=\"get\" template=\"{base}/search?q={{searchTerms}}\"/>\n  \
         <Url type=\"application/x-suggestions+json\" method=\"get\" \
         template=\"{base}/suggest?format=opensearch&amp;q={{searchTerms}}\"/>\n  \
         <Url type=\"application/opensearchdescription+xml\" rel=\"self\" \
         template=\"{base}/opensearch.xml\"/>\n\
         </OpenSearchDescription>\n"
    )
}

/// Returns as many words of a name as a short name has room for, or the
/// beginning of the first.
fn short_name(site: &str) -> String {
    let mut short = String::new();
    for word in site.split_whitespace() {
        let blank = usize::from(!short.is_empty());
        if short.chars().count() + blank + word.chars().count() > SHORT_NAME_CHARS {
            break;
        }
        if blank > 0 {
            short.push(' ');
        }
        short.push_str(word);
    }
    match short.is_empty() {
        true => site.trim().chars().take(SHORT_NAME_CHARS).collect(),
        false => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::fixture::{HOSTILE, browse, canned, public, send};

    #[tokio::test]
    async fn the_description_has_whole_addresses() {
        let reply = send(
            &public(),
            "GET",
            "/opensearch.xml",
            &[("host", "evil.example")],
        )
        .await;
        assert_eq!(reply.status, 200);
        assert_eq!(
            reply.header("content-type"),
            "application/opensearchdescription+xml"
        );
        assert_eq!(reply.header("cache-control"), "public, max-age=86400");
        let template = "template=\"https://find.example/s/search?q={searchTerms}\"";
        assert!(reply.body.contains(template), "{}", reply.body);
        assert!(!reply.body.contains("evil"));
        let icon = "https://find.example/s/assets/docent.";
        assert!(reply.body.contains(icon), "{}", reply.body);
    }

    #[tokio::test]
    async fn browsers_are_told_where_suggestions_are() {
        let reply = send(&public(), "GET", "/opensearch.xml", &[]).await;
        let start = "type=\"application/x-suggestions+json\" method=\"get\" \
                     template=\"https://find.example/s";
        let (_, rest) = reply.body.split_once(start).expect(&reply.body);
        let template = rest.split('"').next().unwrap_or_default();
        let address = template
            .replace("&amp;", "&")
            .replace("{searchTerms}", "gener");
        let reply = send(&canned(), "GET", &address, &[]).await;
        assert_eq!(
            reply.header("content-type"),
            "application/x-suggestions+json"
        );
        assert_eq!(reply.json()[0], "gener", "{}", reply.body);
    }

    #[tokio::test]
    async fn without_an_address_of_its_own_it_has_the_host_that_was_asked() {
        let ask = async |host: &str, forwarded: &str| {
            let headers = [("host", host), ("x-forwarded-host", forwarded)];
            send(&canned(), "GET", "/opensearch.xml", &headers).await
        };
        for host in ["127.0.0.1:7979", "docs.example", "[::1]:80"] {
            let reply = ask(host, "evil.example").await;
            let template = format!("template=\"http://{host}/search?q={{searchTerms}}\"");
            assert!(reply.body.contains(&template), "{}", reply.body);
            assert!(!reply.body.contains("evil"));
            assert_eq!(reply.header("cache-control"), "private, no-cache");
        }
        for host in ["", "a b", "x\"/><Url", "user@evil.example", "a/b"] {
            assert_eq!(ask(host, "").await.status, 400, "{host}");
        }
    }

    #[test]
    fn names_are_short_and_escaped() {
        let text = description(
            &format!("A < B & a long name \u{7} {HOSTILE}"),
            "https://x",
            "/i",
        );
        assert!(
            text.contains("<ShortName>A &lt; B &amp; a long</ShortName>"),
            "{text}"
        );
        assert!(
            !text.contains("<script") && !text.contains('\u{7}'),
            "{text}"
        );
    }

    #[test]
    fn a_short_name_ends_at_a_word() {
        assert_eq!(short_name("Backend Tutorials"), "Backend");
        assert_eq!(short_name(" Learn  Rust "), "Learn Rust");
        assert_eq!(short_name("Donaudampfschifffahrt"), "Donaudampfschiff");
    }

    #[tokio::test]
    async fn every_page_names_it() {
        for path in ["/", "/search?q=x", "/p/rust/generics/", "/nowhere"] {
            let body = browse(&canned(), path).await.body;
            let link = "<link rel=\"search\" type=\"application/opensearchdescription+xml\" \
                        href=\"/opensearch.xml\" title=\"Docent\">";
            assert!(body.contains(link), "{path}: {body}");
        }
    }
}
