//! The search box in a real browser, and how much of it is sent.
//!
//! The browser is Debian's Chromium, driven by `tests/browser` through Node.
//! Where one of them is not there the tests say so and pass, unless
//! `DOCENT_BROWSER=required`.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::http::Server;
use crate::support::{corpus, docent, run};

/// What the search box may weigh with its styles and strings, gzipped.
const MAX_SEARCH_BOX_BYTES: usize = 12 * 1024;

/// What the marking script may weigh, gzipped.
const MAX_MARKS_BYTES: usize = 2 * 1024;

/// The longest time for the service to say where it listens.
const START: Duration = Duration::from_secs(60);

#[test]
fn the_search_box_weighs_at_most_12_kb() {
    let corpus = corpus(&[("a.md", b"# A\n")]);
    let index = corpus.path().join("index");
    run(corpus.path(), &["index", ".", "--index", "index"]);
    let server = Server::start(&index);
    for (path, limit) in [
        ("/docent-search.js", MAX_SEARCH_BOX_BYTES),
        ("/docent-marks.js", MAX_MARKS_BYTES),
    ] {
        let (head, body) = server.sent_gzipped(path);
        assert!(head.contains("content-encoding: gzip"), "{head}");
        let bytes = body.len();
        assert!(bytes <= limit, "{path}: {bytes} bytes, {limit} allowed");
    }
}

#[test]
fn the_search_box_works_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    if let Some(missing) = missing(&folder) {
        let required = env::var("DOCENT_BROWSER").is_ok_and(|value| value == "required");
        assert!(!required, "{missing}");
        return skipped(&missing);
    }
    let service = Running::start(&folder.join("corpus"));
    let suite = || {
        let mut node = Command::new("node");
        node.args(["--test", "--test-concurrency=2", "--test-reporter=spec"])
            .current_dir(&folder)
            .env("DOCENT_ORIGIN", &service.origin)
            .env("DOCENT_CHROMIUM", chromium());
        node.output().unwrap()
    };
    let mut output = suite();
    if !output.status.success() {
        // What a busy machine made too late passes the second time.
        println!("{}", String::from_utf8_lossy(&output.stdout));
        output = suite();
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let failures = said.split("failing tests").nth(1).unwrap_or(&said);
    assert!(output.status.success(), "{failures}");
    assert!(!said.contains("tests 0\n"), "no test ran:\n{said}");
}

/// Returns what a browser test needs and is not here.
fn missing(folder: &Path) -> Option<String> {
    if !chromium().is_file() {
        return Some(format!(
            "there is no {}: install chromium, or name yours in DOCENT_CHROMIUM",
            chromium().display()
        ));
    }
    let node = Command::new("node").arg("--version").output();
    if !node.is_ok_and(|output| output.status.success()) {
        return Some("there is no node: install nodejs".into());
    }
    let installed = folder.join("node_modules/playwright-core").is_dir();
    (!installed).then(|| "run `npm ci` in tests/browser".into())
}

fn chromium() -> PathBuf {
    env::var_os("DOCENT_CHROMIUM").map_or_else(|| "/usr/bin/chromium".into(), PathBuf::from)
}

#[expect(clippy::print_stdout, reason = "a skipped test must say so")]
fn skipped(missing: &str) {
    println!("skipped: {missing}");
}

/// The real binary on a port of its own, ended when dropped.
struct Running {
    child: Child,
    origin: String,
    _index: TempDir,
}

impl Running {
    fn start(pages: &Path) -> Self {
        let index = corpus(&[]);
        let log = [("RUST_LOG", "docent=info")];
        let mut child = docent()
            .args(["serve", "--listen", "127.0.0.1:0", "--corpus"])
            .arg(pages)
            .arg("--index")
            .arg(index.path().join("index"))
            .envs(log)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, heard) = mpsc::channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        // Reads to the end: a full pipe would stop the service.
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let address = line.split_once("listening on ").map(|(_, rest)| rest);
                if let Some(address) = address.and_then(|rest| rest.split(' ').next()) {
                    let _ = sender.send(address.to_owned());
                }
            }
        });
        let origin = heard.recv_timeout(START).unwrap();
        Self {
            child,
            origin,
            _index: index,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
