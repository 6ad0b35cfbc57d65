//! Crawling: a site served here, read as a robot should read it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::{failure, run, stdout};

/// A page of the site: its status, headers and body.
#[derive(Clone, Default)]
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

/// A site on a port of its own.
#[derive(Clone)]
struct Site {
    pages: Arc<Mutex<BTreeMap<String, Answer>>>,
    /// Every request: its path, and `*` where it was conditional.
    requests: Arc<Mutex<Vec<String>>>,
    origin: String,
}

impl Site {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let site = Self {
            pages: Arc::default(),
            requests: Arc::default(),
            origin: format!("http://{}", listener.local_addr().unwrap()),
        };
        let served = site.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let site = served.clone();
                thread::spawn(move || site.serve(&stream));
            }
        });
        site
    }

    /// Answers the requests of one connection.
    fn serve(&self, mut stream: &TcpStream) {
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        while let Some(first) = lines.next() {
            let headers: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
            let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
            let etag = headers.iter().find_map(|line| {
                let line = line.to_ascii_lowercase();
                line.strip_prefix("if-none-match: ").map(str::to_owned)
            });
            let mark = if etag.is_some() { "*" } else { "" };
            self.requests.lock().unwrap().push(format!("{path}{mark}"));
            let answer = self.pages.lock().unwrap().get(&path).cloned();
            let answer = answer.unwrap_or(Answer {
                status: 404,
                ..Answer::default()
            });
            let own = answer.headers.iter().find(|(name, _)| *name == "etag");
            let answer = match etag.is_some() && own.map(|(_, tag)| tag) == etag.as_ref() {
                true => Answer {
                    status: 304,
                    ..Answer::default()
                },
                false => answer,
            };
            let mut text = format!("HTTP/1.1 {} x\r\n", answer.status);
            for (name, value) in &answer.headers {
                text.push_str(&format!("{name}: {value}\r\n"));
            }
            text.push_str(&format!(
                "content-length: {}\r\n\r\n{}",
                answer.body.len(),
                answer.body
            ));
            if stream.write_all(text.as_bytes()).is_err() {
                return;
            }
        }
    }

    fn put(&self, path: &str, status: u16, headers: &[(&'static str, &str)], body: &str) {
        let headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        let answer = Answer {
            status,
            headers: headers.collect(),
            body: body.to_owned(),
        };
        self.pages.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// Serves a page with a title, text and links.
    fn page(&self, path: &str, title: &str, head: &str, links: &[&str]) {
        let links: String = links
            .iter()
            .map(|to| format!("<a href=\"{to}\">{to}</a> "))
            .collect();
        let body = format!(
            "<html><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1>\
             <p>All about {title}, in words enough to be a text.</p>{links}</main></body></html>"
        );
        let etag = format!("\"{}\"", blake3::hash(body.as_bytes()).to_hex());
        self.put(
            path,
            200,
            &[("content-type", "text/html"), ("etag", &etag)],
            &body,
        );
    }

    fn take_requests(&self) -> Vec<String> {
        let mut requests = std::mem::take(&mut *self.requests.lock().unwrap());
        requests.sort();
        requests
    }
}

fn crawl(folder: &Path, site: &Site) -> (String, String) {
    let start = format!("{}/docs/", site.origin);
    let output = run(
        folder,
        &[
            "index",
            "--json",
            "--force",
            "--crawl",
            &start,
            "--crawl-rate",
            "500",
        ],
    );
    (
        stdout(&output),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Returns the addresses that the index answers with.
fn addresses(folder: &Path) -> Vec<String> {
    let answer = stdout(&run(folder, &["search", "--json", "about words"]));
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    let hits = answer["results"].as_array().unwrap().iter();
    let mut urls: Vec<String> = hits
        .map(|hit| hit["url"].as_str().unwrap().to_owned())
        .collect();
    urls.sort();
    urls
}

fn tutorial_site() -> Site {
    let site = Site::start();
    let origin = site.origin.clone();
    let robots = format!("User-agent: *\nDisallow: /docs/private/\nSitemap: {origin}/map.xml\n");
    site.put(
        "/robots.txt",
        200,
        &[("content-type", "text/plain")],
        &robots,
    );
    let map = format!("<urlset><url><loc>{origin}/docs/listed</loc></url></urlset>");
    site.put("/map.xml", 200, &[("content-type", "text/xml")], &map);
    let links = [
        "a.html#part",
        "/docs/private/x",
        "/blog/",
        "https://other.example/docs/",
        "pic.png",
        "?page=2",
        "moved",
        "twin",
        "hidden",
        "header",
        "folder",
        "gone",
        "mailto:a@b.c",
        "file",
    ];
    site.page("/docs/", "Start", "", &links);
    site.page("/docs/a.html", "Alpha", "", &["../", "deep/b"]);
    site.page("/docs/deep/b", "Beta", "", &[]);
    site.page("/docs/listed", "Listed", "", &[]);
    site.page("/docs/new", "New", "", &[]);
    site.page(
        "/docs/twin",
        "Twin",
        "<link rel=canonical href='/docs/a.html'>",
        &[],
    );
    site.page(
        "/docs/hidden",
        "Hidden",
        "<meta name=robots content=noindex>",
        &["from-hidden"],
    );
    site.page("/docs/from-hidden", "From", "", &[]);
    site.page("/docs/folder/", "Folder", "", &[]);
    site.put("/docs/folder", 301, &[("location", "/docs/folder/")], "");
    site.put("/docs/moved", 302, &[("location", "/docs/new")], "");
    site.put(
        "/docs/file",
        200,
        &[("content-type", "application/pdf")],
        "%PDF",
    );
    let headers = [("content-type", "text/html"), ("x-robots-tag", "noindex")];
    site.put("/docs/header", 200, &headers, "<p>All about words</p>");
    site
}

#[test]
fn a_site_is_read_as_its_owner_allows() {
    let site = tutorial_site();
    let folder = tempfile::tempdir().unwrap();
    let (_, said) = crawl(folder.path(), &site);
    let url = |path: &str| format!("{}{path}", site.origin);
    let expected = [
        "/docs/",
        "/docs/a.html",
        "/docs/deep/b",
        "/docs/folder/",
        "/docs/from-hidden",
        "/docs/listed",
        "/docs/new",
    ];
    assert_eq!(addresses(folder.path()), expected.map(url), "{said}");
    let requests = site.take_requests();
    let is_asked = |path: &str| requests.iter().any(|asked| asked == path);
    for path in [
        "/docs/private/x",
        "/blog/",
        "/docs/pic.png",
        "/docs/?page=2",
    ] {
        assert!(!is_asked(path), "{path}: {requests:?}");
    }
    let mut once = requests.clone();
    once.dedup();
    assert_eq!(requests, once, "an address is asked for once");
}

#[test]
fn the_next_run_asks_only_for_what_changed() {
    let site = tutorial_site();
    let folder = tempfile::tempdir().unwrap();
    crawl(folder.path(), &site);
    site.take_requests();
    site.page("/docs/a.html", "Alpha again", "", &["/docs/fresh"]);
    site.page("/docs/fresh", "Fresh", "", &[]);
    site.put("/docs/listed", 503, &[], "");
    site.pages.lock().unwrap().remove("/docs/deep/b");
    let (_, said) = crawl(folder.path(), &site);
    assert!(
        said.contains("2 new or changed, 4 as before, 1 gone"),
        "{said}"
    );
    assert!(said.contains("what was read before is kept"), "{said}");
    let found = addresses(folder.path());
    let has = |path: &str| found.contains(&format!("{}{path}", site.origin));
    assert!(
        has("/docs/fresh") && has("/docs/listed") && !has("/docs/deep/b"),
        "{found:?}"
    );
    assert!(
        site.take_requests().contains(&"/docs/*".to_owned()),
        "asked whether it changed"
    );
}

#[test]
fn a_site_that_is_ill_loses_nothing() {
    let site = tutorial_site();
    let folder = tempfile::tempdir().unwrap();
    crawl(folder.path(), &site);
    let before = addresses(folder.path());
    site.put("/robots.txt", 500, &[], "");
    let start = format!("{}/docs/", site.origin);
    let error = failure(&run(folder.path(), &["index", "--crawl", &start]));
    assert!(
        error.contains("robots.txt cannot be read (status 500)"),
        "{error}"
    );
    assert_eq!(addresses(folder.path()), before);
    let error = failure(&run(
        folder.path(),
        &["index", "--crawl", "ftp://x.example/"],
    ));
    assert!(error.contains("it is no web address"), "{error}");
    let error = failure(&run(
        folder.path(),
        &["index", "--crawl", "http://127.0.0.1:9/"],
    ));
    assert!(error.contains("cannot be read"), "{error}");
}

#[test]
fn a_crawl_is_bounded() {
    let site = Site::start();
    for number in 0..30 {
        let next = format!("/{}", number + 1);
        site.page(
            &format!("/{number}"),
            &format!("Page {number}"),
            "",
            &[&next],
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let start = format!("{}/0", site.origin);
    let index = |more: &[&str]| {
        let all = [
            "index",
            "--json",
            "--crawl",
            &start,
            "--crawl-rate",
            "500",
            "--force",
        ];
        let text = stdout(&run(folder.path(), &[&all, more].concat()));
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        report["pages"].as_u64().unwrap()
    };
    assert_eq!(index(&["--crawl-depth", "4"]), 5);
    assert_eq!(index(&["--crawl-pages", "7"]), 7);
}
