//! Which route of Algolia's a request is for, however its client writes it.
//!
//! A client that only takes an application id builds its address from it:
//! `https://${appId}-dsn.algolia.net/1/indexes/…`. With the id
//! `search.example.com/algolia?` the rest becomes the query string of `/algolia`.

use axum::http::{Method, Uri};

use crate::http::encoding::decode;

/// Where the surface is.
pub(in crate::http) const BASE: &str = "/algolia";

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// `POST /1/indexes/*/queries`: several queries.
    Queries,
    /// `POST /1/indexes/INDEX/query`: one query.
    Query { index: String },
    /// `GET /1/indexes/INDEX?query=…`: one query in the query string.
    Get { index: String, params: String },
    /// `POST /1/indexes/INDEX/facets/FACET/query`: values of a facet.
    FacetValues { index: String, facet: String },
    /// `POST /1/events`: what readers clicked.
    Events,
    /// A path of the surface, with another method.
    WrongMethod,
    /// Nothing that is answered.
    Unknown,
}

impl Route {
    /// Returns the route of a request under [`BASE`].
    pub(super) fn of(method: &Method, uri: &Uri) -> Self {
        let path = uri.path().strip_prefix(BASE).unwrap_or_default();
        let query = uri.query().unwrap_or_default();
        let is_trick = path.trim_matches('/').is_empty() && query.starts_with('-');
        let (path, query) = match query.find('/') {
            Some(start) if is_trick => {
                let rest = &query[start..];
                rest.split_once('?').unwrap_or((rest, ""))
            }
            _ => (path, query),
        };
        let segments = path.trim_matches('/').split('/').map(decode_path);
        let segments: Vec<String> = segments.collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let is_post = method == Method::POST;
        let is_get = method == Method::GET || method == Method::HEAD;
        let route = match segments.as_slice() {
            ["1", "indexes", "*", "queries"] => Self::Queries,
            ["1", "indexes", index, "query"] => Self::Query {
                index: (*index).to_owned(),
            },
            ["1", "indexes", index, "facets", facet, "query"] => Self::FacetValues {
                index: (*index).to_owned(),
                facet: (*facet).to_owned(),
            },
            ["1", "indexes", index] if is_get => {
                return Self::Get {
                    index: (*index).to_owned(),
                    params: query.to_owned(),
                };
            }
            ["1", "events"] => Self::Events,
            ["1", "indexes", _] => Self::WrongMethod,
            _ => Self::Unknown,
        };
        match route {
            Self::Unknown | Self::WrongMethod => route,
            route if is_post => route,
            _ => Self::WrongMethod,
        }
    }
}

/// Decodes a part of a path; a plus stands for itself there.
fn decode_path(part: &str) -> String {
    decode(&part.replace('+', "%2B")).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_route_is_known() {
        let route = |method: Method, uri: &str| Route::of(&method, &uri.parse().unwrap());
        for uri in [
            "/algolia/1/indexes/*/queries?x-algolia-agent=a",
            "/algolia/1/indexes/%2A/queries",
            "/algolia?-dsn.algolia.net/1/indexes/*/queries?x-algolia-agent=a%20b",
            "/algolia/?-1.algolianet.com/1/indexes/*/queries",
        ] {
            assert_eq!(route(Method::POST, uri), Route::Queries, "{uri}");
            assert_eq!(route(Method::GET, uri), Route::WrongMethod, "{uri}");
        }
        let index = || "my docs".to_owned();
        assert_eq!(
            route(Method::POST, "/algolia/1/indexes/my%20docs/query"),
            Route::Query { index: index() }
        );
        assert_eq!(
            route(Method::GET, "/algolia/1/indexes/my%20docs?query=a"),
            Route::Get {
                index: index(),
                params: "query=a".into()
            }
        );
        assert_eq!(
            route(
                Method::POST,
                "/algolia?-dsn.algolia.net/1/indexes/my%20docs/facets/a+b/query"
            ),
            Route::FacetValues {
                index: index(),
                facet: "a+b".into()
            }
        );
        assert_eq!(route(Method::POST, "/algolia/1/events"), Route::Events);
        for uri in [
            "/algolia",
            "/algolia?-x",
            "/algolia/1/indexes",
            "/algolia/2/x",
        ] {
            assert_eq!(route(Method::POST, uri), Route::Unknown, "{uri}");
        }
    }
}
