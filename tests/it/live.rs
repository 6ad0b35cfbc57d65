//! Watching, and the generations that are kept: the command line end to end.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use ureq::Body;
use ureq::http::Response;

use crate::support::{corpus, docent, failure, run, stdout, write_files};

/// How long a line may take on a busy machine before a test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A `docent` that runs until it is dropped, its lines as they come.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut child = docent()
            .current_dir(folder)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, lines) = channel();
        let outputs: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().unwrap()),
            Box::new(child.stderr.take().unwrap()),
        ];
        for output in outputs {
            let send = send.clone();
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let _ = send.send(line);
                }
            });
        }
        Self { child, lines }
    }

    /// Waits for a line that holds a text.
    fn line(&self, text: &str) -> String {
        let mut before = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => before.push(line),
                Err(error) => panic!("no line with {text}: {error}; {before:#?}"),
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn site() -> TempDir {
    corpus(&[
        ("corpus/a.md", b"# Gulls\n\nThe gull.\n"),
        ("corpus/b.md", b"# Tides\n\nThe tide.\n"),
    ])
}

/// Saves as editors do: a new file beside the old one, then a rename over it.
fn save(folder: &Path, path: &str, text: &str) {
    let target = folder.join(path);
    let draft = target.with_extension("md~new");
    fs::write(&draft, text).unwrap();
    fs::rename(draft, target).unwrap();
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&stdout(&run(folder, arguments))).unwrap()
}

fn found(folder: &Path, q: &str) -> u64 {
    json(folder, &["search", q, "--json"])["total"]["value"]
        .as_u64()
        .unwrap()
}

/// Watches by `means`, saves, breaks the configuration and mends it.
fn follow(means: &[&str]) {
    let site = site();
    let arguments = [&["watch", "--json"], means].concat();
    let watcher = Running::start(site.path(), &arguments);
    watcher.line("g0000001");
    save(site.path(), "corpus/a.md", "# Gulls\n\nThe harbour gull.\n");
    let line = watcher.line("g0000002");
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["changed"], 1);
    assert_eq!(found(site.path(), "harbour"), 1);
    write_files(
        site.path(),
        &[("corpus/docent.toml", b"[site]\nnmae = \"x\"\n")],
    );
    let line = watcher.line("error:");
    assert!(
        line.contains("site.name") && line.contains("stays as it is"),
        "{line}"
    );
    assert_eq!(found(site.path(), "harbour"), 1);
    write_files(
        site.path(),
        &[("corpus/docent.toml", b"[site]\nname = \"x\"\n")],
    );
    watcher.line("g0000003");
    fs::remove_file(site.path().join("corpus/b.md")).unwrap();
    watcher.line("g0000004");
    assert_eq!(found(site.path(), "tide"), 0);
}

#[test]
fn what_is_saved_is_indexed_and_errors_leave_the_index() {
    follow(&[]);
}

#[test]
fn polling_sees_the_same() {
    follow(&["--poll"]);
}

#[test]
fn a_rollback_holds_against_a_watcher_until_a_person_indexes() {
    let site = site();
    let watcher = Running::start(site.path(), &["watch", "--json"]);
    watcher.line("g0000001");
    save(site.path(), "corpus/a.md", "# Gulls\n\nThe wrong gull.\n");
    watcher.line("g0000002");
    let back = json(site.path(), &["rollback", "--json"]);
    assert_eq!(back["live"], "g0000001");
    assert_eq!(found(site.path(), "wrong"), 0);
    save(site.path(), "corpus/b.md", "# Tides\n\nThe spring tide.\n");
    watcher.line("held at g0000001");
    assert_eq!(found(site.path(), "spring"), 0);
    let status = json(site.path(), &["status", "--json"]);
    assert_eq!(status["held"], true);
    assert_eq!(status["live"]["name"], "g0000001");
    assert_eq!(
        status["ahead"]["changed"],
        serde_json::json!(["a.md", "b.md"])
    );
    stdout(&run(site.path(), &["index"]));
    assert_eq!(found(site.path(), "spring"), 1);
    save(site.path(), "corpus/b.md", "# Tides\n\nThe neap tide.\n");
    watcher.line("g0000004");
    assert_eq!(found(site.path(), "neap"), 1);
}

#[test]
fn an_index_by_hand_that_changes_nothing_ends_the_hold() {
    let site = site();
    stdout(&run(site.path(), &["index"]));
    let old = fs::read_to_string(site.path().join("corpus/a.md")).unwrap();
    save(site.path(), "corpus/a.md", "# Gulls\n\nThe wrong gull.\n");
    stdout(&run(site.path(), &["index"]));
    stdout(&run(site.path(), &["rollback", "1"]));
    save(site.path(), "corpus/a.md", &old);
    let report = json(site.path(), &["index", "--json"]);
    assert_eq!(report["published"], false);
    assert_eq!(json(site.path(), &["status", "--json"])["held"], false);
}

#[test]
fn generations_are_listed_compared_and_gone_back_to() {
    let site = site();
    let error = failure(&run(site.path(), &["status"]));
    assert!(error.contains("no index here"), "{error}");
    stdout(&run(site.path(), &["index"]));
    assert!(failure(&run(site.path(), &["rollback"])).contains("nothing is kept from before"));
    save(site.path(), "corpus/a.md", "# Gulls\n\nThe other gull.\n");
    fs::rename(
        site.path().join("corpus/b.md"),
        site.path().join("corpus/c.md"),
    )
    .unwrap();
    save(site.path(), "corpus/d.md", "# Boats\n\nA boat.\n");
    let status = stdout(&run(site.path(), &["status"]));
    assert!(
        status.contains("g0000001 live") && status.contains("  ~ a.md"),
        "{status}"
    );
    stdout(&run(site.path(), &["index"]));
    let status = stdout(&run(site.path(), &["status"]));
    assert!(status.contains("corpus is as it was indexed"), "{status}");
    let pages = &json(site.path(), &["diff", "--json"])["pages"];
    assert_eq!(pages["added"], serde_json::json!(["d.md"]));
    assert_eq!(pages["changed"], serde_json::json!(["a.md"]));
    assert_eq!(pages["moved"], serde_json::json!([["b.md", "c.md"]]));
    assert_eq!(pages["removed"], serde_json::json!([]));
    let kept = json(site.path(), &["history", "--json"]);
    assert_eq!(kept[0]["name"], "g0000002");
    assert_eq!(kept[0]["is_live"], true);
    assert_eq!(kept[0]["edits"]["changed"], 1);
    assert_eq!(kept[1]["pages"], 2);
    let error = failure(&run(site.path(), &["rollback", "7"]));
    assert!(error.contains("there are g0000001, g0000002"), "{error}");
    let text = stdout(&run(site.path(), &["rollback", "g1"]));
    assert!(text.contains("rolled back to g0000001"), "{text}");
    assert_eq!(found(site.path(), "boat"), 0);
}

#[test]
fn five_generations_are_kept() {
    let site = site();
    for number in 0..7 {
        save(
            site.path(),
            "corpus/a.md",
            &format!("# Gulls\n\nGull {number}.\n"),
        );
        stdout(&run(site.path(), &["index"]));
    }
    let kept = json(site.path(), &["history", "--json"]);
    let names: Vec<_> = kept
        .as_array()
        .unwrap()
        .iter()
        .map(|kept| &kept["name"])
        .collect();
    assert_eq!(
        names,
        ["g0000007", "g0000006", "g0000005", "g0000004", "g0000003"]
    );
    for kept in stdout(&run(site.path(), &["verify"])).lines() {
        assert!(kept.ends_with("files are as they were written"), "{kept}");
    }
}

#[test]
fn verify_names_a_flipped_bit_and_a_rollback_refuses_it() {
    let site = site();
    stdout(&run(site.path(), &["index"]));
    save(site.path(), "corpus/a.md", "# Gulls\n\nThe other gull.\n");
    stdout(&run(site.path(), &["index"]));
    let path = site.path().join("index/g0000001/slots.bin");
    let mut bytes = fs::read(&path).unwrap();
    bytes[0] ^= 1;
    fs::write(&path, bytes).unwrap();
    let output = run(site.path(), &["verify"]);
    let error = failure(&output);
    assert!(error.contains("g0000001/slots.bin: damaged"), "{error}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("g0000002"));
    let error = failure(&run(site.path(), &["rollback"]));
    assert!(error.contains("slots.bin"), "{error}");
    stdout(&run(site.path(), &["verify", "2"]));
}

#[test]
fn acceptance_44_a_saved_page_is_found_over_http() {
    let site = site();
    let arguments = ["serve", "--watch", "--listen", "127.0.0.1:0"];
    let server = Running::start(site.path(), &arguments);
    let line = server.line("listening on http://");
    // The log goes on after the address.
    let address = line.split("http://").nth(1).unwrap();
    let address = address.split(' ').next().unwrap().to_owned();
    server.line("serving generation g0000001");
    save(site.path(), "corpus/a.md", "# Gulls\n\nThe harbour gull.\n");
    server.line("serving generation g0000002");
    let url = format!("http://{address}/search?q=harbour");
    let mut answer = ureq::get(url).call().unwrap();
    let answer: Value = answer.body_mut().read_json().unwrap();
    assert_eq!(answer["total"]["value"], 1);
}

#[test]
fn the_guard_refuses_an_index_in_which_judged_queries_fall() {
    let site = site();
    let toml = "[guard]\nqueries = \"judged.jsonl\"\nndcg10 = 0.9\n";
    let judged = "{\"id\": \"1\", \"query\": \"gull\", \"kind\": \"keyword\", \
        \"relevant\": [{\"path\": \"a.md\", \"grade\": 3}]}\n";
    write_files(
        site.path(),
        &[
            ("corpus/docent.toml", toml.as_bytes()),
            ("corpus/judged.jsonl", judged.as_bytes()),
        ],
    );
    stdout(&run(site.path(), &["index"]));
    save(site.path(), "corpus/a.md", "# Boats\n\nA boat.\n");
    let output = run(site.path(), &["index"]);
    let error = failure(&output);
    assert!(
        error.contains("the mean nDCG@10 is 0.0000, below the floor of 0.9"),
        "{error}"
    );
    assert!(error.contains("worst for \"gull\""), "{error}");
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(found(site.path(), "gull"), 1);
    assert!(!site.path().join("index/building").exists());
    stdout(&run(site.path(), &["index", "--force"]));
    assert_eq!(found(site.path(), "gull"), 0);
}

#[test]
fn a_damaged_generation_is_told_and_the_one_before_answers() {
    let site = site();
    stdout(&run(site.path(), &["index"]));
    save(site.path(), "corpus/a.md", "# Gulls\n\nThe other gull.\n");
    stdout(&run(site.path(), &["index"]));
    let path = site.path().join("index/g0000002/slots.bin");
    let mut bytes = fs::read(&path).unwrap();
    bytes[0] ^= 1;
    fs::write(&path, bytes).unwrap();
    let output = run(site.path(), &["search", "gull", "--json"]);
    let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(answer["index"]["generation"], "g0000001");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        error.contains("slots.bin: damaged") && error.contains("g0000001 answers"),
        "{error}"
    );
    let server = Running::start(site.path(), &["serve", "--listen", "127.0.0.1:0"]);
    let line = server.line("an older generation is served");
    assert!(line.contains("slots.bin: damaged"), "{line}");
    server.line("serving generation g0000001");
    // The next build mends it, and the server goes over to that.
    stdout(&run(site.path(), &["index"]));
    server.line("serving generation g0000003");
}

/// A server whose administration is open to who has the token.
struct Administered {
    site: TempDir,
    _server: Running,
    agent: ureq::Agent,
    address: String,
}

/// What the token's owner sends.
const TOKEN: &str = "Bearer 0123456789abcdef-token";

impl Administered {
    fn start() -> Self {
        let site = site();
        stdout(&run(site.path(), &["index"]));
        write_files(site.path(), &[("token", b"0123456789abcdef-token\n")]);
        let listen = ["serve", "--listen", "127.0.0.1:0"];
        let arguments = [&listen[..], &["--admin-token-file", "token"]].concat();
        let server = Running::start(site.path(), &arguments);
        let line = server.line("listening on http://");
        let address = line.split("http://").nth(1).unwrap();
        let address = address.split(' ').next().unwrap().to_owned();
        server.line("serving generation g0000001");
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        Self {
            site,
            _server: server,
            agent: config.build().into(),
            address,
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn get(&self, path: &str) -> Response<Body> {
        let request = self.agent.get(self.url(path));
        request.header("authorization", TOKEN).call().unwrap()
    }

    fn reindex(&self, token: &str) -> Response<Body> {
        let request = self.agent.post(self.url("/admin/reindex"));
        request.header("authorization", token).send_empty().unwrap()
    }
}

#[test]
fn only_who_has_the_token_starts_a_build() {
    let server = Administered::start();
    for wrong in [
        "",
        "Bearer ",
        "Bearer 0123456789abcdef-tokem",
        "Basic 0123456789abcdef-token",
    ] {
        let response = server.reindex(wrong);
        assert_eq!(response.status(), 401, "{wrong}");
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
    }
    let events = server.agent.get(server.url("/admin/events"));
    assert_eq!(events.call().unwrap().status(), 401);
}

#[test]
fn a_build_is_started_from_afar_and_followed() {
    let server = Administered::start();
    let events = server.get("/admin/events");
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let text = "# Gulls\n\nThe harbour gull.\n";
    save(server.site.path(), "corpus/a.md", text);
    let mut response = server.reindex(TOKEN);
    assert_eq!(response.status(), 202);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let job: Value = response.body_mut().read_json().unwrap();
    assert_eq!(location, format!("/admin/jobs/{}", job["id"]));
    let mut seen = BufReader::new(events.into_body().into_reader())
        .lines()
        .map_while(Result::ok);
    // Either may come first: the job's end, or the generation that it made.
    let (mut is_done, mut is_served) = (false, false);
    while !(is_done && is_served) {
        let line = seen.next().unwrap();
        is_done |= line.contains("\"state\":\"done\"");
        is_served |= line.contains("\"generation\":\"g0000002\"") && line.contains("\"pages\":2}");
    }
    let job: Value = server.get(&location).body_mut().read_json().unwrap();
    assert_eq!(job["state"], "done");
    assert_eq!(job["report"]["changed"], 1);
    let two = Value::from(2);
    assert_eq!((&job["done"], &job["total"]), (&two, &two));
    stdout(&run(server.site.path(), &["rollback"]));
    assert_eq!(server.reindex(TOKEN).status(), 409, "a rollback holds");
}

#[test]
fn administration_is_off_without_a_token_and_a_short_one_is_refused() {
    let site = site();
    stdout(&run(site.path(), &["index"]));
    let error = failure(&run(site.path(), &["serve", "--admin-token", "short"]));
    assert!(error.contains("at least 16"), "{error}");
    let server = Running::start(site.path(), &["serve", "--listen", "127.0.0.1:0"]);
    let line = server.line("listening on http://");
    let address = line
        .split("http://")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .to_owned();
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    let request = agent.post(format!("http://{address}/admin/reindex"));
    assert_eq!(request.send_empty().unwrap().status(), 404);
}
