//! Publishing: kills, full disks, damage, two writers.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use docent::index::Snapshot;

use crate::support::{ask, corpus, docent, failure, run, stdout, write_files};

/// How many builds are killed; the slow suite sets `DOCENT_KILLS`.
fn n_kills() -> u32 {
    let given = std::env::var("DOCENT_KILLS").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(12)
}

fn write_pages(folder: &Path, n: usize, word: &str) {
    for number in 0..n {
        let text = format!(
            "# Page {number}\n\nThis is {word}.\n\n## Part\n\n{}\n",
            "text ".repeat(80)
        );
        write_files(folder, &[(&format!("corpus/{number}.md"), text.as_bytes())]);
    }
}

#[test]
fn a_kill_at_any_moment_leaves_a_whole_index() {
    let site = corpus(&[]);
    write_pages(site.path(), 150, "first");
    stdout(&run(site.path(), &["index"]));
    write_pages(site.path(), 150, "second");
    let started = std::time::Instant::now();
    stdout(&run(site.path(), &["index"]));
    let whole = started.elapsed();
    for number in 0..n_kills() {
        let word = if number % 2 == 0 { "third" } else { "fourth" };
        write_pages(site.path(), 150, word);
        let mut child = docent()
            .current_dir(site.path())
            .arg("index")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread evenly over a whole build, a little beyond its end.
        std::thread::sleep(whole * (number * 11 % 12) / 11 + Duration::from_millis(1));
        let _ = child.kill();
        child.wait().unwrap();
        let snapshot = Snapshot::open(&site.path().join("index")).unwrap();
        assert_eq!(snapshot.n_pages(), 150);
        let found = ["second", "third", "fourth"]
            .map(|word| ask(&snapshot, &format!("\"is {word}\"")).total.value);
        assert_eq!(
            found.iter().sum::<usize>(),
            150,
            "one whole generation: {found:?}"
        );
        assert!(found.contains(&150), "no mixture: {found:?}");
    }
    stdout(&run(site.path(), &["index"]));
    assert!(!site.path().join("index/building").exists());
}

/// The traces of an update on disk, in the order in which they appear.
const STEPS: [&str; 9] = [
    "building",
    "building/fresh",
    "building/sources.bin",
    "building/segments",
    "building/delta",
    "building/pages.bin",
    "building/manifest.json",
    "CURRENT.new",
    "",
];

#[test]
fn acceptance_47_a_kill_at_any_step_of_an_update_leaves_a_whole_index() {
    let site = corpus(&[]);
    write_pages(site.path(), 60, "base");
    stdout(&run(site.path(), &["index"]));
    let index = site.path().join("index");
    let mut hits = [0; STEPS.len()];
    let mut words = vec!["base".to_owned()];
    for number in 0..n_kills().max(50) {
        let place = number as usize % STEPS.len();
        words.push(format!("edit{number}"));
        write_pages(site.path(), 1, &words[words.len() - 1]);
        let mut child = docent()
            .current_dir(site.path())
            .arg("index")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The step is seen, or the build was quicker than this look.
        let step = index.join(STEPS[place]);
        while child.try_wait().unwrap().is_none() {
            if !STEPS[place].is_empty() && step.exists() {
                hits[place] += 1;
                break;
            }
        }
        let _ = child.kill();
        child.wait().unwrap();
        let snapshot = Snapshot::open(&index).unwrap();
        assert_eq!(snapshot.n_pages(), 60);
        let found = words.iter().filter(|word| {
            let total = ask(&snapshot, &format!("\"is {word}\"")).total.value;
            total > usize::from(*word == "base") * 59
        });
        let found: Vec<&String> = found.collect();
        assert_eq!(found.len(), 1, "the page is of one state: {found:?}");
    }
    println!(
        "kills by step: {:?}",
        STEPS.iter().zip(hits).collect::<Vec<_>>()
    );
    let n_hits: u32 = hits.iter().sum();
    assert!(n_hits > 0, "some build was killed on its way");
    write_pages(site.path(), 1, "last");
    stdout(&run(site.path(), &["index"]));
    assert!(!index.join("building").exists());
    let snapshot = Snapshot::open(&index).unwrap();
    assert_eq!(ask(&snapshot, "\"is last\"").total.value, 1);
}

#[test]
fn an_index_that_lies_in_the_corpus_holds_no_pages_of_it() {
    let site = corpus(&[]);
    write_pages(site.path(), 2, "own");
    let mirror: &[(&str, &[u8])] = &[("index/crawl/a.example/pages/x.html", b"<h1>Crawled</h1>")];
    stdout(&run(site.path(), &["index", "."]));
    write_files(site.path(), mirror);
    let again = stdout(&run(site.path(), &["index", "."]));
    assert!(again.contains("0 added, 0 removed of 2 pages"), "{again}");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_nothing_is_lost() {
    let site = corpus(&[]);
    write_pages(site.path(), 200, "kept");
    stdout(&run(site.path(), &["index"]));
    // No file may grow beyond so many KB: what a full disk does, at several places.
    write_pages(site.path(), 1, "lost");
    for blocks in ["1", "2", "4", "8"] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" index");
        let output = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_docent")])
            .current_dir(site.path())
            .output()
            .unwrap();
        let error = failure(&output);
        assert!(
            error.contains("index") && error.contains("error:"),
            "{error}"
        );
        let snapshot = Snapshot::open(&site.path().join("index")).unwrap();
        assert_eq!(ask(&snapshot, "kept").total.value, 200);
    }
    stdout(&run(site.path(), &["index"]));
    let snapshot = Snapshot::open(&site.path().join("index")).unwrap();
    assert_eq!(ask(&snapshot, "lost").total.value, 1);
}

#[test]
fn damage_is_told_with_the_remedy_and_a_new_build_mends_it() {
    let site = corpus(&[]);
    write_pages(site.path(), 3, "here");
    stdout(&run(site.path(), &["index"]));
    let pages = site.path().join("index/g0000001/pages.bin");
    let mut bytes = fs::read(&pages).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(&pages, bytes).unwrap();
    let error = failure(&run(site.path(), &["search", "here"]));
    assert!(
        error.contains("pages.bin") && error.contains("docent index"),
        "{error}"
    );
    stdout(&run(site.path(), &["index"]));
    let segments = fs::read_dir(site.path().join("index/g0000002/segments")).unwrap();
    for entry in segments {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut bytes = fs::read(&path).unwrap();
        let Some(middle) = bytes.len().checked_sub(1).map(|last| last / 2) else {
            continue;
        };
        bytes[middle] ^= 0xff;
        fs::write(&path, &bytes).unwrap();
        let error = failure(&run(site.path(), &["search", "here"]));
        assert!(
            error.contains(&name) && error.contains("docent index"),
            "{error}"
        );
        bytes[middle] ^= 0xff;
        fs::write(&path, &bytes).unwrap();
    }
    fs::remove_file(site.path().join("index/g0000002/stems.fst")).unwrap();
    let error = failure(&run(site.path(), &["search", "here"]));
    assert!(
        error.contains("is missing") && error.contains("docent index"),
        "{error}"
    );
    stdout(&run(site.path(), &["index"]));
    assert!(stdout(&run(site.path(), &["search", "here"])).contains("3 pages"));
}

#[cfg(unix)]
#[test]
fn a_second_writer_is_refused() {
    let site = corpus(&[]);
    write_pages(site.path(), 2, "here");
    fs::create_dir_all(site.path().join("index")).unwrap();
    let lock = fs::File::create(site.path().join("index/.lock")).unwrap();
    lock.lock().unwrap();
    let error = failure(&run(site.path(), &["index"]));
    assert!(error.contains("another docent is writing"), "{error}");
    drop(lock);
    stdout(&run(site.path(), &["index"]));
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let site = corpus(&[]);
    write_pages(site.path(), 2, "here");
    let index = site.path().join("index");
    fs::create_dir_all(&index).unwrap();
    fs::set_permissions(&index, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(index.join("probe"), "").is_ok() {
        // Who may do everything cannot be refused.
        eprintln!("skipped: this user may write anywhere");
        return;
    }
    let error = failure(&run(site.path(), &["index"]));
    assert!(error.contains("permission"), "{error}");
}
