//! Which of JSON and HTML a client wants, from its `Accept` header.
//!
//! Media ranges are matched by RFC 9110: the most specific range that names a
//! type decides its weight. JSON wins a tie; a header that cannot be read, and
//! none, accept everything.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// The forms in which an answer can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// `application/json`.
    Json,
    /// `text/html`.
    Html,
}

/// Returns the form that the client prefers; `None` if it accepts neither.
pub(super) fn preferred(headers: &HeaderMap) -> Option<Format> {
    let values = headers.get_all(ACCEPT).iter();
    let lines: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    let accept = lines.join(",");
    if accept.trim().is_empty() {
        return Some(Format::Json);
    }
    let json = weight(&accept, "application", "json");
    let html = weight(&accept, "text", "html");
    match (json, html) {
        (0, 0) => None,
        (json, html) if html > json => Some(Format::Html),
        _ => Some(Format::Json),
    }
}

/// Says whether the client prefers the suggestions of `OpenSearch` to plain JSON.
pub(super) fn prefers_suggestions(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT).iter();
    let lines: Vec<&str> = values.filter_map(|value| value.to_str().ok()).collect();
    let accept = lines.join(",");
    weight(&accept, "application", "x-suggestions+json") > weight(&accept, "application", "json")
}

/// Returns a type's weight in thousandths, 0 where it is not acceptable.
fn weight(accept: &str, family: &str, kind: &str) -> u32 {
    let ranges = accept.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let (range_family, range_kind) = parts.next()?.split_once('/')?;
        let specificity = match (range_family, range_kind) {
            ("*", "*") => 0,
            (a, "*") if a.eq_ignore_ascii_case(family) => 1,
            (a, b) if a.eq_ignore_ascii_case(family) && b.eq_ignore_ascii_case(kind) => 2,
            _ => return None,
        };
        Some((specificity, quality(parts)))
    });
    ranges.max().map_or(0, |(_, quality)| quality)
}

/// Returns the `q` among a range's parameters in thousandths.
fn quality<'a>(parameters: impl Iterator<Item = &'a str>) -> u32 {
    let value = parameters
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .map(|(_, value)| value.trim());
    match value.map(str::parse::<f64>) {
        Some(Ok(q)) if (0.0..=1.0).contains(&q) => (q * 1000.0).round() as u32,
        _ => 1000,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(accept: &str, expected: Option<Format>) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_str(accept).unwrap());
        assert_eq!(preferred(&headers), expected, "{accept}");
    }

    #[test]
    fn json_is_the_default() {
        assert_eq!(preferred(&HeaderMap::new()), Some(Format::Json));
        check("", Some(Format::Json));
        check("*/*", Some(Format::Json));
        check("text/html, application/json", Some(Format::Json));
        check("application/json", Some(Format::Json));
        check("application/*;q=0.5", Some(Format::Json));
    }

    #[test]
    fn a_browser_gets_html() {
        check(
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
            Some(Format::Html),
        );
        check("Text/HTML", Some(Format::Html));
        check("text/*", Some(Format::Html));
        check("application/json;q=0.2, */*;q=0.3", Some(Format::Html));
    }

    #[test]
    fn weights_decide() {
        check(
            "text/html;q=0.4, application/json;q=0.5",
            Some(Format::Json),
        );
        check(
            "text/html;level=1;Q=0.9, application/json;q=0.8",
            Some(Format::Html),
        );
        check("text/html;q=0, */*", Some(Format::Json));
        check("*/*, application/json;q=0", Some(Format::Html));
    }

    #[test]
    fn neither_is_possible() {
        check("image/png", None);
        check("text/html;q=0", None);
        check("*/*;q=0", None);
        check("nonsense", None);
    }

    #[test]
    fn several_header_lines_are_one() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT, HeaderValue::from_static("image/png"));
        headers.append(ACCEPT, HeaderValue::from_static("text/html"));
        assert_eq!(preferred(&headers), Some(Format::Html));
    }
}
