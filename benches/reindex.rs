//! How fast an edit is found, and what edits cost searches and the disk.
//!
//! `cargo bench --bench reindex`; on the folder in `DOCENT_BENCH_CORPUS`, else on
//! mdn of `../shared/corpora`; skipped where there is neither. The folder is
//! copied first, for its pages are edited.

#![expect(clippy::print_stdout, reason = "the figures are printed")]

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use docent::api::SearchRequest;
use docent::build::{Links, Plan, Scope, build};
use docent::config::Config;
use docent::index::{Guard, Snapshot};
use docent::search::search;

/// Edits that are waited for over HTTP.
const EDITS: usize = 50;

/// Edits before searches are measured again.
const ALL_EDITS: usize = 200;

/// Queries that are timed.
const QUERIES: usize = 1_000;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        println!("skipped: it takes minutes");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus");
    if !provide(&corpus) {
        println!("skipped: no DOCENT_BENCH_CORPUS and no ../shared/corpora/mdn.tar.zst");
        return;
    }
    let corpus = match corpus.join("mdn") {
        inner if inner.is_dir() => inner,
        _ => corpus,
    };
    let bench = Bench {
        plan: plan(&corpus, &folder.path().join("index")),
        pages: pages_of(&corpus),
    };
    bench.full_build();
    bench.no_change();
    bench.found_over_http();
    bench.one_percent();
    bench.after_many_edits(&folder.path().join("fresh"));
}

struct Bench {
    plan: Plan,
    pages: Vec<PathBuf>,
}

impl Bench {
    fn build(&self) -> (f64, usize) {
        let started = Instant::now();
        let report = build(&self.plan, &mut |_| {}).expect("an index").report;
        (started.elapsed().as_secs_f64(), report.read)
    }

    fn full_build(&self) {
        let (seconds, n_read) = self.build();
        println!(
            "full build: {n_read} files in {seconds:.2} s, {:.0}/s",
            n_read as f64 / seconds
        );
        // Files that were just written are read once more before their times count.
        std::thread::sleep(Duration::from_secs(3));
    }

    fn no_change(&self) {
        let mut times: Vec<f64> = (0..9).map(|_| self.build().0).collect();
        println!("no change: {}", spread(&mut times));
    }

    /// From the end of a save to the answer that has the new word.
    fn found_over_http(&self) {
        let server = Server::start(&self.plan);
        let mut times = Vec::new();
        for number in 0..EDITS {
            let word = format!("zyx{number}qv");
            let started = Instant::now();
            self.append(number * 211, &word);
            while !server.finds(&word) {
                std::thread::sleep(Duration::from_millis(2));
            }
            times.push(started.elapsed().as_secs_f64());
        }
        println!("one page edited, found over HTTP: {}", spread(&mut times));
    }

    fn one_percent(&self) {
        let n = self.pages.len() / 100;
        for number in 0..n {
            self.append(number * 97 + 13, "percentword");
        }
        let (seconds, n_read) = self.build();
        println!("1 % changed: {n_read} files in {seconds:.2} s");
    }

    /// Searches of the edited index and of one built anew, turn about.
    fn after_many_edits(&self, fresh: &Path) {
        let mut times: Vec<f64> = Vec::new();
        for number in EDITS..ALL_EDITS {
            self.append(number * 61 + 7, &format!("later{number}"));
            times.push(self.build().0);
        }
        println!("one page edited, published: {}", spread(&mut times));
        println!("disk: {}", disk(&self.plan.index));
        let anew = Plan {
            index: fresh.to_owned(),
            ..self.plan.clone()
        };
        build(&anew, &mut |_| {}).expect("an index");
        println!("disk of one built anew: {}", disk(fresh));
        let edited = Snapshot::open(&self.plan.index).expect("the index");
        let anew = Snapshot::open(fresh).expect("the index");
        let queries = queries(&anew);
        let mut took = [Vec::new(), Vec::new()];
        for _ in 0..3 {
            for query in &queries {
                for (times, snapshot) in took.iter_mut().zip([&edited, &anew]) {
                    let started = Instant::now();
                    search(snapshot, query).expect("an answer");
                    times.push(started.elapsed().as_secs_f64());
                }
            }
        }
        let [mut edited, mut anew] = took;
        println!("search after {ALL_EDITS} edits: {}", spread(&mut edited));
        println!("search of one built anew: {}", spread(&mut anew));
    }

    fn append(&self, place: usize, word: &str) {
        let path = &self.pages[place % self.pages.len()];
        let mut text = fs::read(path).expect("a page");
        text.extend_from_slice(format!("\n\nEdited: {word}.\n").as_bytes());
        let draft = path.with_extension("md~new");
        fs::write(&draft, text).expect("a draft");
        fs::rename(draft, path).expect("a saved page");
    }
}

/// `docent serve --watch` over the corpus.
struct Server {
    child: Child,
    address: String,
    agent: ureq::Agent,
}

impl Server {
    fn start(plan: &Plan) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_docent"))
            .args(["serve", "--watch", "--listen", "127.0.0.1:0", "--corpus"])
            .arg(&plan.corpus)
            .arg("--index")
            .arg(&plan.index)
            .env("RUST_LOG", "docent=info,docent::http=info")
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .expect("a server");
        let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let mut address = None;
        let (mut is_watching, mut is_serving) = (false, false);
        for line in lines.by_ref().map_while(Result::ok) {
            is_watching |= line.contains("watching the corpus");
            is_serving |= line.contains("serving generation");
            let found = line.split("listening on http://").nth(1);
            address =
                address.or(found.map(|rest| rest.split(' ').next().unwrap_or(rest).to_owned()));
            if address.is_some() && is_watching && is_serving {
                break;
            }
        }
        // The pipe must not fill up.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            address: address.expect("an address"),
            agent: ureq::agent(),
        }
    }

    fn finds(&self, word: &str) -> bool {
        let url = format!(
            "http://{}/search?q={word}&typo=false&per_page=1",
            self.address
        );
        let answer = self.agent.get(url).call().expect("an answer");
        let answer: serde_json::Value = answer.into_body().read_json().expect("JSON");
        answer["total"]["value"] != 0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Copies the corpus, or unpacks it; returns whether there is one.
fn provide(target: &Path) -> bool {
    fs::create_dir_all(target).expect("a new folder");
    if let Some(folder) = std::env::var_os("DOCENT_BENCH_CORPUS") {
        let from = Path::new(&folder).join(".");
        let done = Command::new("cp").arg("-r").arg(from).arg(target).status();
        return done.is_ok_and(|status| status.success());
    }
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(file) = fs::File::open(home.join("../shared/corpora/mdn.tar.zst")) else {
        return false;
    };
    let unpacked = zstd::Decoder::new(file).expect("a packed corpus");
    tar::Archive::new(unpacked)
        .unpack(target)
        .expect("a whole corpus");
    true
}

fn plan(corpus: &Path, index: &Path) -> Plan {
    Plan {
        config: Config::load(corpus).expect("the corpus's docent.toml"),
        corpus: corpus.to_owned(),
        index: index.to_owned(),
        guard: Guard::On,
        links: Links::Noticed,
        reading: false,
        scope: Scope::Changes,
    }
}

/// Returns the Markdown files of a folder in order.
fn pages_of(folder: &Path) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(extension) if extension == "md" => pages.push(path),
                _ => {}
            }
        }
    }
    pages.sort();
    pages
}

/// Returns what people may type: titles and their beginnings.
fn queries(snapshot: &Snapshot) -> Vec<SearchRequest> {
    let records = snapshot.pages().records();
    let step = (records.len() / QUERIES).max(1);
    let titles = records
        .iter()
        .step_by(step)
        .map(|record| record.title.clone());
    let queries = titles.enumerate().map(|(number, title)| {
        let n_letters = if number % 2 == 0 {
            title.len()
        } else {
            4 + number % 5
        };
        SearchRequest {
            q: title.chars().take(n_letters).collect(),
            ..SearchRequest::default()
        }
    });
    queries.collect()
}

/// Returns median, 99th percentile and worst of times in seconds.
fn spread(times: &mut [f64]) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize] * 1e3;
    format!(
        "median {:.2} ms, p99 {:.2} ms, worst {:.2} ms of {}",
        at(0.5),
        at(0.99),
        at(1.0),
        times.len()
    )
}

/// Returns what an index takes on disk, files that generations share once.
fn disk(index: &Path) -> String {
    use std::os::unix::fs::MetadataExt;
    let mut files: HashMap<u64, u64> = HashMap::new();
    let mut n_generations = 0;
    let mut folders = vec![index.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let metadata = entry.metadata().expect("a file");
            if metadata.is_dir() {
                n_generations += usize::from(entry.file_name().to_string_lossy().starts_with('g'));
                folders.push(entry.path());
            } else {
                files.insert(metadata.ino(), metadata.len());
            }
        }
    }
    let bytes: u64 = files.values().sum();
    format!(
        "{:.1} MB in {n_generations} generations",
        bytes as f64 / 1e6
    )
}
