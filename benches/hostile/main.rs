//! How the time of hostile pages grows, in each format and dialect.
//!
//! `cargo bench --bench hostile` repeats the marks of each format to twice the
//! size until a page takes long, prints each whose time grows faster than its
//! size or that is read slowly, and fails if there is one.
//! `DOCENT_BENCH_HOSTILE=rst,mkdocs` chooses; `--test` reads each once, small.

#![expect(clippy::print_stdout, reason = "what grows is printed")]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use docent::config::Config;
use docent::corpus::{Corpus, Generator};

mod marks;

mod pages;

use pages::Case;

/// The sizes of the smallest and of the largest page, in bytes.
const SIZES: (usize, usize) = (16 << 10, 1 << 20);

/// The time of a page after which no larger one is tried.
const LONG: Duration = Duration::from_millis(700);

/// Times below this are noise.
const SHORT: Duration = Duration::from_millis(60);

/// The growth at twice the size that is no longer n log n.
const MAX_GROWTH: f64 = 2.9;

/// The least speed, in MB/s.
const MIN_SPEED: f64 = 1.0;

fn main() {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let chosen = std::env::var("DOCENT_BENCH_HOSTILE").unwrap_or_default();
    let chosen: Vec<&str> = chosen.split(',').filter(|name| !name.is_empty()).collect();
    let (mut n_cases, mut n_faults) = (0, 0);
    for (name, generator) in readers() {
        let label = format!("{generator} {name}");
        let is_chosen = |word: &&str| label.split([' ', '.']).any(|part| part == *word);
        if !chosen.is_empty() && !chosen.iter().any(is_chosen) {
            continue;
        }
        let reader = Reader::new(name, generator);
        for case in pages::cases(name) {
            n_cases += 1;
            if is_test {
                reader.time(&case.page(2_000));
            } else if let Some(fault) = reader.fault(&case) {
                println!("{label}: {:?}: {fault}", case.name);
                n_faults += 1;
            }
        }
    }
    println!("{n_cases} kinds of pages, {n_faults} are too slow");
    assert_eq!(n_faults, 0, "pages take too long");
}

/// Returns the files that are read, each with the generator of its site.
fn readers() -> Vec<(&'static str, &'static str)> {
    let generators = Generator::ALL.iter();
    let mut readers: Vec<_> = generators.map(|(_, name)| ("a.md", *name)).collect();
    readers.extend([
        ("a.mdx", "docusaurus"),
        ("a.html", "plain"),
        ("a.rst", "sphinx"),
        ("a.adoc", "antora"),
        ("a.txt", "plain"),
        ("a.ipynb", "plain"),
        ("a.jsonl", "plain"),
    ]);
    readers
}

/// A folder of one page that is written anew for each case.
struct Reader {
    folder: tempfile::TempDir,
    name: &'static str,
    config: Config,
}

impl Reader {
    fn new(name: &'static str, generator: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("part.md"), "part\n").expect("a part");
        let mut config = Config::default();
        generator.clone_into(&mut config.preset.generator);
        Self {
            folder,
            name,
            config,
        }
    }

    /// Returns what is wrong with the time that a case takes.
    fn fault(&self, case: &Case) -> Option<String> {
        let mut before: Option<Duration> = None;
        let mut size = SIZES.0;
        loop {
            let page = case.page(size);
            let mut taken = self.time(&page);
            if before.is_some_and(|before| is_growing(before, taken)) {
                // Once more: other work on the machine may have been in its way.
                taken = taken.min(self.time(&page));
            }
            let speed = page.len() as f64 / 1e6 / taken.as_secs_f64().max(1e-9);
            let milliseconds = taken.as_millis();
            if before.is_some_and(|before| is_growing(before, taken)) && taken > 3 * SHORT {
                let before = before.unwrap_or_default().as_millis();
                return Some(format!("{before} ms, at {size} bytes {milliseconds} ms"));
            }
            if speed < MIN_SPEED && taken > LONG {
                return Some(format!("{speed:.2} MB/s at {size} bytes"));
            }
            if taken > LONG || size >= SIZES.1 {
                return None;
            }
            before = Some(taken);
            size *= 2;
        }
    }

    /// Returns how long a page takes to be read.
    fn time(&self, page: &str) -> Duration {
        let folder: &Path = self.folder.path();
        fs::write(folder.join(self.name), page).expect("a page");
        let clock = Clock::start();
        // A file of records without one is no corpus.
        if let Ok(corpus) = Corpus::open(folder, &self.config) {
            for source in corpus.sources() {
                corpus.parse(source);
            }
        }
        clock.elapsed()
    }
}

/// The time that this thread has worked, where the system tells it.
struct Clock {
    worked: Option<Duration>,
    started: Instant,
}

impl Clock {
    fn start() -> Self {
        Self {
            worked: Self::worked(),
            started: Instant::now(),
        }
    }

    fn worked() -> Option<Duration> {
        let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        let nanoseconds = text.split(' ').next()?.parse().ok()?;
        Some(Duration::from_nanos(nanoseconds))
    }

    fn elapsed(&self) -> Duration {
        let worked = self.worked.zip(Self::worked());
        worked.map_or(self.started.elapsed(), |(start, end)| {
            end.saturating_sub(start)
        })
    }
}

/// Says whether a time at twice the size has more than doubled.
fn is_growing(before: Duration, taken: Duration) -> bool {
    taken > SHORT && taken.as_secs_f64() > MAX_GROWTH * before.as_secs_f64()
}
