//! The page of an error: what happened, and a way on.

use axum::response::Response;
use maud::html;

use super::{Focus, Frame, Shell, response};
use crate::api::SearchRequest;
use crate::http::Service;
use crate::http::answer::Form;
use crate::http::error::Problem;
use crate::http::locale::Locale;
use crate::http::words::fill;

/// The longest query that is made of an address, in characters.
const MAX_GUESS_CHARS: usize = 60;

/// Returns the page of an error at a path.
pub(in crate::http) fn problem_page(
    service: &Service,
    locale: &Locale,
    problem: &Problem,
    path: &str,
    request_id: &str,
) -> Response {
    let snapshot = service.snapshot.load_full();
    let shell = Shell::new(service, snapshot.as_deref(), locale);
    let words = shell.words;
    let missing = problem.status() == 404;
    let title = if missing {
        words.nothing_here
    } else {
        problem.title()
    };
    let request = SearchRequest {
        q: if missing { guess(path) } else { String::new() },
        ..SearchRequest::default()
    };
    let frame = Frame {
        title,
        ..Frame::default()
    };
    // Details are written for the log and for programs as well: in English.
    let language = (words.tag != "en" && !missing).then_some("en");
    let content = html! {
        div.problem {
            p.status { (problem.status().as_u16()) }
            h1 lang=[language] { (title) }
            p lang=[language] { (if missing { words.nothing_detail } else { problem.detail() }) }
            (shell.form(&request, Focus::Page))
            p { a href="/" { (words.to_search) } }
            p.id { (fill(words.request, &[("id", request_id)])) }
        }
    };
    response(shell.page(&frame, &content).into_string(), Form::Results)
}

/// Returns what a reader may have looked for at an address: the words of its
/// last part that has any.
fn guess(path: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let path = decoded.strip_prefix("/p/").unwrap_or(&decoded);
    let mut parts = path.rsplit('/').map(|part| {
        let stem = [".html", ".htm", ".md", ".php"]
            .iter()
            .find_map(|end| part.strip_suffix(end));
        let spaced = stem
            .unwrap_or(part)
            .replace(|c: char| !c.is_alphanumeric(), " ");
        spaced.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    let words = parts.find(|words| !words.is_empty() && words != "index");
    words
        .unwrap_or_default()
        .chars()
        .take(MAX_GUESS_CHARS)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::fixture::{browse, canned};

    #[test]
    fn an_address_says_what_was_looked_for() {
        assert_eq!(guess("/p/rust/async-await/"), "async await");
        assert_eq!(guess("/docs/Gr%C3%B6%C3%9Fe.html"), "Größe");
        assert_eq!(guess("/a_b/index.html"), "a b");
        assert_eq!(guess("/%FF%3C/"), "");
        assert_eq!(
            guess(&format!("/{}", "x".repeat(999))).len(),
            MAX_GUESS_CHARS
        );
    }

    #[tokio::test]
    async fn a_missing_page_offers_a_search_for_its_name() {
        for path in ["/p/web/old-name/", "/web/old-name"] {
            let reply = browse(&canned(), path).await;
            assert_eq!(reply.status, 404, "{path}");
            assert!(reply.body.contains("value=\"old name\""), "{}", reply.body);
            assert!(reply.body.contains("It may have moved"));
            assert_eq!(reply.header("x-robots-tag"), "noindex");
        }
    }
}
