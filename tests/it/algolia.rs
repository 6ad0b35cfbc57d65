//! What search boxes made for Algolia send, and what they get, over real sockets.
//!
//! `tests/golden/algolia/` holds a request as a client sends it, `----`, and the
//! answer to it. `UPDATE_GOLDEN=1` rewrites the answers; the diff is the review.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};

use docent::build::{Links, Plan, Scope, build};
use docent::config::Config;
use docent::index::Guard;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http::Server;

/// An answer to a request.
struct Reply {
    status: u16,
    head: String,
    body: Value,
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Indexes the small site that the tests of other search boxes ask.
pub(crate) fn index_of_clients() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let corpus = root().join("tests/clients/corpus");
    let plan = Plan {
        config: Config::load(&corpus).unwrap(),
        corpus,
        index: folder.path().to_owned(),
        guard: Guard::On,
        links: Links::Noticed,
        reading: false,
        scope: Scope::Changes,
    };
    build(&plan, &mut |_| {}).unwrap();
    folder
}

/// Sends a request as its bytes are.
fn send(server: &Server, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n");
    for header in headers {
        request.push_str(&format!("{header}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    stream.write_all(request.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply {
        status,
        head: head.to_owned(),
        body: serde_json::from_str(body).unwrap_or_default(),
    }
}

fn query(server: &Server, body: &Value) -> Reply {
    let path = "/algolia/1/indexes/*/queries";
    send(server, "POST", path, &[], body.to_string().as_bytes())
}

/// Puts a fixed value where every answer has another.
fn settle(answer: &mut Value) {
    match answer {
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "processingTimeMS" | "serverTimeMS" | "total" => *value = 1.into(),
                    "queryID" => {
                        assert_eq!(value.as_str().unwrap().len(), 32);
                        *value = "32 hexadecimal digits".into();
                    }
                    _ => settle(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(settle),
        _ => {}
    }
}

fn pairs() -> Vec<PathBuf> {
    let folder = root().join("tests/golden/algolia");
    let files = fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn requests_as_clients_send_them_get_the_recorded_answers() {
    let folder = index_of_clients();
    let server = Server::start(folder.path());
    let mut wrong = Vec::new();
    for path in pairs() {
        let recorded = fs::read_to_string(&path).unwrap();
        let (request, expected) = recorded.split_once("\n----\n").unwrap();
        let (head, body) = request.split_once("\n\n").unwrap();
        let mut lines = head.lines();
        let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
        let headers: Vec<&str> = lines.collect();
        let mut reply = send(&server, method, target, &headers, body.as_bytes());
        settle(&mut reply.body);
        let pretty = serde_json::to_string_pretty(&reply.body).unwrap();
        let found = format!("{}\n{pretty}\n", reply.status);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, format!("{request}\n----\n{found}")).unwrap();
        } else if found != expected {
            wrong.push(format!("{}\n{found}", path.display()));
        }
    }
    assert!(pairs().len() > 25, "the pairs are there");
    assert!(
        wrong.is_empty(),
        "UPDATE_GOLDEN=1 cargo test rewrites them:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_body_may_be_packed_and_a_bomb_is_refused() {
    let folder = index_of_clients();
    let server = Server::start(folder.path());
    let body = json!({"requests": [{"indexName": "docs", "query": "vec"}]}).to_string();
    let packed = |text: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let path = "/algolia/1/indexes/*/queries";
    let gzip = ["content-encoding: gzip"];
    let reply = send(&server, "POST", path, &gzip, &packed(body.as_bytes()));
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert_eq!(reply.body["results"][0]["nbHits"], 3);
    let bomb = packed(&vec![b' '; 50_000_000]);
    let reply = send(&server, "POST", path, &gzip, &bomb);
    assert_eq!((reply.status, &reply.body["status"]), (413, &json!(413)));
    let long = vec![b' '; 300_000];
    assert_eq!(send(&server, "POST", path, &[], &long).status, 413);
    assert_eq!(send(&server, "POST", path, &gzip, b"plain").status, 400);
    let brotli = ["content-encoding: br"];
    assert_eq!(send(&server, "POST", path, &brotli, b"x").status, 400);
}

#[test]
fn pages_of_other_origins_may_ask_without_and_with_a_preflight() {
    let folder = index_of_clients();
    let server = Server::start(folder.path());
    let path = "/algolia/1/indexes/*/queries";
    let origin = "origin: https://learn.example";
    let reply = send(&server, "POST", path, &[origin], b"{\"requests\":[{}]}");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        reply.header("access-control-expose-headers"),
        Some("retry-after")
    );
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let asks = [
        origin,
        "access-control-request-method: POST",
        "access-control-request-headers: x-algolia-api-key,content-type",
    ];
    for path in [path, "/algolia", "/algolia/1/events"] {
        let reply = send(&server, "OPTIONS", path, &asks, b"");
        assert_eq!(reply.status, 204, "{path}");
        let allowed = reply.header("access-control-allow-headers");
        assert_eq!(allowed, Some("x-algolia-api-key,content-type"));
        assert_eq!(
            reply.header("access-control-allow-methods"),
            Some("GET,POST")
        );
        assert_eq!(reply.header("access-control-max-age"), Some("86400"));
    }
    assert_eq!(send(&server, "OPTIONS", path, &[], b"").status, 204);
    let reply = send(&server, "POST", path, &[origin], b"[]");
    assert_eq!(reply.status, 400);
    assert_eq!(
        reply.header("access-control-allow-origin"),
        Some("*"),
        "on errors too"
    );
}

#[test]
fn pages_of_hits_join_to_one_list_in_which_pages_stand_before_their_sections() {
    let folder = index_of_clients();
    let server = Server::start(folder.path());
    let mut urls: Vec<String> = Vec::new();
    let mut n_hits = 0;
    for page in 0.. {
        let request = json!({"query": "async", "page": page, "hitsPerPage": 5});
        let result = query(&server, &json!({ "requests": [request] })).body["results"][0].clone();
        n_hits = result["nbHits"].as_u64().unwrap();
        assert_eq!(result["nbPages"], n_hits.div_ceil(5));
        let hits = result["hits"].as_array().unwrap();
        if hits.is_empty() {
            assert_eq!(page, n_hits.div_ceil(5));
            break;
        }
        urls.extend(
            hits.iter()
                .map(|hit| hit["url"].as_str().unwrap().to_owned()),
        );
    }
    assert_eq!(urls.len() as u64, n_hits);
    assert_eq!(n_hits, 12, "{urls:?}");
    let mut seen: Vec<&str> = Vec::new();
    for url in &urls {
        let page = url.split('#').next().unwrap();
        let is_section = url.contains('#');
        assert_eq!(seen.last() == Some(&page), is_section, "{urls:?}");
        if !is_section {
            assert!(!seen.contains(&page), "{urls:?}");
            seen.push(page);
        }
    }
}

#[test]
fn a_call_is_bounded() {
    let folder = index_of_clients();
    let server = Server::start(folder.path());
    let many = json!({"requests": vec![json!({"query": "a"}); 51]});
    let reply = query(&server, &many);
    assert_eq!(reply.status, 400);
    let message = "`requests` must have 1 to 50 queries, got 51";
    assert_eq!(reply.body, json!({"message": message, "status": 400}));
    let wide = json!({"requests": vec![json!({"hitsPerPage": 1000}); 3]});
    assert_eq!(query(&server, &wide).status, 400);
    let values: Vec<String> = (0..200).map(|number| format!("topic:{number}")).collect();
    let choosy = json!({"query": "a", "hitsPerPage": 0, "facetFilters": [values]});
    let status = |n: usize| query(&server, &json!({"requests": vec![choosy.clone(); n]})).status;
    assert_eq!([status(20), status(21)], [200, 400]);
    let far = json!({"requests": [{"query": "async", "page": 4_000_000_000_u64}]});
    let reply = query(&server, &far);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body["results"][0]["hits"], json!([]));
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let path = "/algolia/1/indexes/*/queries";
    assert_eq!(
        send(&server, "POST", path, &[], deep.as_bytes()).status,
        400
    );
}

#[test]
fn an_index_that_is_not_served_does_not_exist() {
    let folder = index_of_clients();
    let mut config = Config::default();
    config.serve.algolia_indexes = vec!["docs".to_owned()];
    let server = Server::with_config(folder.path(), &config);
    let status = |name: &str| query(&server, &json!({"requests": [{"indexName": name}]})).status;
    assert_eq!([status("docs"), status("docs_date_desc")], [200, 200]);
    let reply = query(
        &server,
        &json!({"requests": [{"indexName": "docs"}, {"indexName": "blog"}]}),
    );
    let message = "Index blog does not exist";
    assert_eq!(reply.body, json!({"message": message, "status": 404}));
}
