//! The service over real sockets, with the real engine.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use docent::config::Config;
use docent::http::{Service, run as run_service};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::support::{corpus, docent, failure, run, stdout, write_files};

const EVIL: &str = "# Evil <img src=x onerror=alert(1)>\n\n\
    Text with `<script>alert(1)</script>` and gulls.\n\n## What is a <b>gull</b>?\n\nA gull.\n";

/// A service on a port of its own, stopped when dropped.
pub(crate) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(index: &Path) -> Self {
        Self::with_config(index, &Config::default())
    }

    pub(crate) fn with_config(index: &Path, config: &Config) -> Self {
        let service = Arc::new(Service::new(index.to_owned(), config).unwrap());
        service.load().unwrap();
        let (stop, stopped) = oneshot::channel();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let thread = thread::spawn(move || {
            let shutdown = async move { drop(stopped.await) };
            runtime
                .block_on(run_service(listener, service, shutdown))
                .unwrap();
        });
        Self {
            address,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn get(
        &self,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (u16, ureq::http::HeaderMap, String) {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut request = agent.get(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = request.call().unwrap();
        let body = response.body_mut().read_to_string().unwrap();
        (response.status().as_u16(), response.headers().clone(), body)
    }

    /// Returns an answer to a browser as it is sent: its head and its bytes.
    pub(crate) fn sent_gzipped(&self, path: &str) -> (String, Vec<u8>) {
        // By HTTP/1.0, so that the body comes in one piece.
        let mut stream = TcpStream::connect(self.address).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n"
        )
        .unwrap();
        let mut sent = Vec::new();
        stream.read_to_end(&mut sent).unwrap();
        let end = sent.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        let body = sent.split_off(end.unwrap() + 4);
        (String::from_utf8(sent).unwrap().to_lowercase(), body)
    }

    fn json(&self, path: &str) -> Value {
        let (status, _, body) = self.get(path, &[]);
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// A site of a few pages with its index.
fn site() -> TempDir {
    let site = corpus(&[
        ("corpus/birds/gull.md", b"---\ntitle: Gulls\nlevel: beginner\n---\nOf gulls.\n\n## Herring gull\n\nPink legs.\n"),
        ("corpus/birds/owl.md", b"---\ntitle: Owls\nlevel: advanced\n---\nNot gulls.\n"),
        ("corpus/fish.md", b"---\ntitle: Fish\ndate: 2026-01-02\n---\nEaten by gulls.\n"),
        ("corpus/evil.md", EVIL.as_bytes()),
    ]);
    stdout(&run(site.path(), &["index"]));
    site
}

#[test]
fn the_documented_answer_comes_with_its_headers() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    let answer = server.json("/search?q=herring+gul&per_page=2");
    assert_eq!(answer["total"]["value"], 1);
    assert_eq!(answer["page"]["size"], 2);
    let hit = &answer["results"][0];
    assert_eq!(hit["id"], "birds/gull");
    assert_eq!(hit["source"], "birds/gull.md");
    assert_eq!(hit["breadcrumbs"][0], "Birds");
    assert_eq!(hit["sections"][0]["url"], "/birds/gull/#herring-gull");
    assert_eq!(hit["sections"][0]["headings"][0], "Gulls");
    for field in ["versions", "translations"] {
        assert_eq!(
            hit[field],
            Value::Array(vec![]),
            "present and empty: {field}"
        );
    }
    for field in ["suggestions", "notices"] {
        assert_eq!(
            answer[field],
            Value::Array(vec![]),
            "present and empty: {field}"
        );
    }
    let (status, headers, body) = server.get("/search?q=gulls", &[]);
    assert_eq!(status, 200, "{body}");
    let etag = headers["etag"].to_str().unwrap().to_owned();
    assert!(etag.starts_with("W/\"g0000001-"), "{etag}");
    assert_eq!(headers["access-control-allow-origin"], "*");
    let (status, _, body) = server.get("/search?q=gulls", &[("If-None-Match", &etag)]);
    assert_eq!((status, body.as_str()), (304, ""));
}

#[test]
fn filters_facets_and_orders() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    let both = server.json("/search?q=gulls&level=beginner,advanced");
    assert_eq!(both["total"]["value"], 2);
    let one = server.json("/search?q=gulls&level=beginner");
    assert_eq!(one["total"]["value"], 1);
    let levels = &one["facets"]["level"]["values"];
    assert_eq!(levels.as_array().unwrap().len(), 2, "disjunctive: {levels}");
    assert_eq!(
        server.json("/search?q=gulls&level=-beginner")["total"]["value"],
        3
    );
    assert_eq!(server.json("/search?q=gulls&in=birds")["total"]["value"], 2);
    let newest = server.json("/search?q=&sort=-date");
    assert_eq!(newest["results"][0]["source"], "fish.md");
    let unknown = server.json("/search?q=gulls&level=expert");
    assert_eq!(unknown["total"]["value"], 0);
    assert!(unknown["notices"][0].as_str().unwrap().contains("expert"));
}

#[test]
fn wrong_parameters_are_problems_for_programs_and_ignored_for_people() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    for (path, kind) in [
        ("/search?q=x&utm_source=y", "unknown-parameter"),
        ("/search?q=x&index=en", "unknown-parameter"),
        ("/search?q=x&page=0", "invalid-parameter"),
        ("/search?q=x&per_page=100&page=101", "invalid-parameter"),
    ] {
        let (status, headers, body) = server.get(path, &[]);
        assert_eq!(status, 400, "{path}: {body}");
        assert_eq!(headers["content-type"], "application/problem+json");
        assert_eq!(headers["cache-control"], "no-store");
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert!(problem["type"].as_str().unwrap().ends_with(kind), "{body}");
        let (status, _, body) = server.get(path, &[("Accept", "text/html")]);
        assert!(status == 200 && body.contains("<form"), "{path}: {body}");
    }
    let long = "x".repeat(513);
    let (status, _, body) = server.get(&format!("/search?q={long}"), &[]);
    assert!(status == 400 && body.contains("query-too-long"), "{body}");
}

#[test]
fn hostile_text_comes_out_as_text() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    let q = "evil%20%3Cscript%3Ealert(2)%3C/script%3E";
    let (_, headers, page) = server.get(&format!("/search?q={q}"), &[("Accept", "text/html")]);
    assert!(
        !page.contains("<script") && !page.contains("<img src=x"),
        "{page}"
    );
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    let answer = server.json(&format!("/search?q={q}"));
    let snippet = &answer["results"][0]["snippet"];
    assert!(
        snippet["text"]
            .as_str()
            .unwrap()
            .contains("<script>alert(1)"),
        "{snippet}"
    );
    for html in [
        &answer["results"][0]["title"]["html"],
        &answer["results"][0]["snippet"]["html"],
    ] {
        let html = html
            .as_str()
            .unwrap()
            .replace("<mark>", "")
            .replace("</mark>", "");
        assert!(!html.contains('<'), "{html}");
    }
}

/// How many generations are swapped under load; the slow suite sets `DOCENT_SWAPS`.
fn n_swaps() -> u64 {
    let given = std::env::var("DOCENT_SWAPS").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(4)
}

#[test]
fn a_new_generation_is_taken_up_without_a_failed_request() {
    let site = site();
    let server = Server::start(&site.path().join("index"));
    let done = AtomicBool::new(false);
    let asked = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let answer = server.json("/search?q=gulls");
                    let total = answer["total"]["value"].as_u64().unwrap();
                    // Total and facets come from one generation.
                    let facet = &answer["facets"]["language"]["values"][0]["count"];
                    assert_eq!(facet.as_u64(), Some(total), "{answer}");
                    asked.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for number in 0..n_swaps() {
            let name = format!("corpus/new{number}.md");
            write_files(site.path(), &[(&name, b"# New\n\nMore gulls.\n")]);
            stdout(&run(site.path(), &["index"]));
            let started = Instant::now();
            while server.json("/search?q=gulls")["total"]["value"] != 5 + number {
                assert!(started.elapsed() < Duration::from_secs(20), "not taken up");
                thread::sleep(Duration::from_millis(20));
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(asked.load(Ordering::Relaxed) > 10);
}

#[test]
fn serve_builds_answers_and_stops_on_a_signal() {
    let site = corpus(&[("corpus/a.md", b"# Alpha\n\nSome text.\n")]);
    let address = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap().to_string()
    };
    let mut child = docent()
        .current_dir(site.path())
        .args(["serve", "--listen", &address])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let body = loop {
        match ureq::get(format!("http://{address}/search?q=alpha")).call() {
            Ok(mut response) => break response.body_mut().read_to_string().unwrap(),
            Err(_) if started.elapsed() < Duration::from_secs(30) => {
                thread::sleep(Duration::from_millis(50));
            }
            Err(error) => panic!("no answer: {error}"),
        }
    };
    assert!(body.contains("\"a.md\""), "{body}");
    let error = failure(&run(site.path(), &["serve", "--listen", &address]));
    assert!(
        error.contains("--listen"),
        "a port in use names the remedy: {error}"
    );
    let signalled = std::process::Command::new("sh")
        .args(["-c", "kill -TERM $0", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(signalled.success());
    assert!(
        child.wait().unwrap().success(),
        "SIGTERM ends it in good order"
    );
}
