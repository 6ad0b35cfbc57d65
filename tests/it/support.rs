//! What the tests share: documents, indexes, temporary corpora.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use docent::api::{Highlight, SearchRequest, SearchResponse};
use docent::build::{Links, Plan, Scope, build};
use docent::config::Config;
use docent::document::{Block, Document, Section};
use docent::index::{About, Guard, Snapshot, Writer, prepare};
use docent::search::search;
use tempfile::TempDir;

/// Returns how many cases a property is tried on; `DOCENT_CASES` multiplies it.
pub(crate) fn cases(n: u32) -> u32 {
    let factor = std::env::var("DOCENT_CASES").ok();
    n * factor.and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// Returns a page of sections, the first the page's own, the others headed
/// `part N`.
pub(crate) fn document(path: &str, title: &str, texts: &[String]) -> Document {
    let sections = texts.iter().enumerate().map(|(place, text)| Section {
        headings: if place == 0 {
            vec![]
        } else {
            vec![format!("part {place}")]
        },
        anchor: (place > 0).then(|| format!("part-{place}")),
        blocks: vec![Block::Prose(text.clone())],
        ..Section::default()
    });
    Document {
        path: path.to_owned(),
        id: path.trim_end_matches(".md").to_owned(),
        url: format!("/{}/", path.trim_end_matches(".md")),
        title: title.to_owned(),
        sections: sections.collect(),
        ..Document::default()
    }
}

/// Publishes documents as an index that vanishes with the folder.
pub(crate) fn index_of(documents: &[Document]) -> (TempDir, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::create(folder.path(), 32 << 20).unwrap();
    for document in documents {
        writer.add(prepare(document)).unwrap();
    }
    let about = About {
        language: "en".into(),
        keep: 5,
        ..About::default()
    };
    writer.publish(&about, Guard::On).unwrap();
    let snapshot = Snapshot::open(folder.path()).unwrap();
    (folder, snapshot)
}

/// Returns the answer to a text, everything else as by default.
pub(crate) fn ask(snapshot: &Snapshot, q: &str) -> SearchResponse {
    let request = SearchRequest {
        q: q.to_owned(),
        ..SearchRequest::default()
    };
    search(snapshot, &request).unwrap()
}

/// Returns every highlight of an answer.
pub(crate) fn highlights(response: &SearchResponse) -> Vec<&Highlight> {
    let mut all = Vec::new();
    for hit in &response.results {
        all.extend([&hit.title, &hit.snippet]);
        for section in &hit.sections {
            all.extend([&section.heading, &section.snippet]);
            all.extend(&section.answer);
        }
    }
    all
}

/// Returns HTML text as a browser would show it.
pub(crate) fn shown(html: &str) -> String {
    html.replace("<mark>", "")
        .replace("</mark>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The index of the corpus that comes with Docent, built once for all tests.
pub(crate) fn own_site() -> &'static Snapshot {
    static SITE: LazyLock<Snapshot> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let corpus = own_corpus();
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
        // An opened generation is read from memory; nothing is left behind.
        Snapshot::open(folder.path()).unwrap()
    });
    &SITE
}

/// Returns the paths of an answer's hits, best first.
pub(crate) fn sources(response: &SearchResponse) -> Vec<&str> {
    let hits = response.results.iter();
    hits.map(|hit| hit.source.as_str()).collect()
}

/// Returns the path of the first hit, and the anchor of its first section.
pub(crate) fn first(response: &SearchResponse) -> (&str, &str) {
    let Some(hit) = response.results.first() else {
        return ("", "");
    };
    let section = hit.sections.first();
    (
        &hit.source,
        section.map_or("", |section| section.anchor.as_str()),
    )
}

/// The corpus that comes with Docent.
pub(crate) fn own_corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Returns the index of the corpus that comes with Docent, built once.
pub(crate) fn own_index() -> &'static Snapshot {
    static OWN: LazyLock<(TempDir, Snapshot)> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan {
            config: Config::load(&own_corpus()).unwrap(),
            corpus: own_corpus(),
            index: folder.path().to_owned(),
            guard: Guard::On,
            links: Links::Noticed,
            reading: false,
            scope: Scope::All,
        };
        build(&plan, &mut |_| {}).unwrap();
        let snapshot = Snapshot::open(folder.path()).unwrap();
        (folder, snapshot)
    });
    &OWN.1
}

/// Writes files into a new folder.
pub(crate) fn corpus(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_files(folder.path(), files);
    folder
}

/// Writes files into a folder.
pub(crate) fn write_files(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Returns the binary, ready for arguments, without colours.
pub(crate) fn docent() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docent"));
    command.env("NO_COLOR", "1").env_remove("RUST_LOG");
    command
}

/// Runs the binary in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    docent()
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

/// Returns what a run printed, checking that it succeeded.
pub(crate) fn stdout(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Returns what a failed run said.
pub(crate) fn failure(output: &Output) -> String {
    assert!(
        !output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    String::from_utf8(output.stderr.clone()).unwrap()
}
