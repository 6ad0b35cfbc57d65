//! The rules of the architecture, read off the source.
//!
//! Modules import only those declared before them in `lib.rs`; some crates are
//! named in some modules only; every file says its job in its first line and
//! keeps to the limits of size.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Crates that only some layers may name.
const CRATE_HOMES: [(&str, &[&str]); 17] = [
    ("tantivy", &["index", "search"]),
    ("pulldown_cmark", &["corpus"]),
    ("scraper", &["corpus", "crawl"]),
    ("ureq", &["crawl"]),
    ("url", &["crawl"]),
    ("quick_xml", &["crawl"]),
    ("robotxt", &["crawl"]),
    ("serde_saphyr", &["corpus"]),
    ("ignore", &["corpus"]),
    ("axum", &["http"]),
    ("maud", &["http"]),
    ("tokio", &["http"]),
    ("clap", &["cli"]),
    ("anyhow", &["cli"]),
    ("indicatif", &["cli"]),
    ("rayon", &["build"]),
    ("notify", &["build"]),
];

/// Layers whose files may touch the file system. In `corpus` only these files.
const FILE_IO: [&str; 6] = ["config", "crawl", "index", "eval", "cli", "build"];
const CORPUS_FILE_IO: [&str; 5] = ["walk.rs", "read.rs", "resolve.rs", "git.rs", "mod.rs"];

const MAX_FILE_LINES: usize = 500;
const MAX_FIRST_LINE: usize = 80;

/// A source file: its layer, path and text.
struct Source {
    layer: String,
    path: PathBuf,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files.sort();
    let sources = files.into_iter().map(|path| {
        let relative = path.strip_prefix(&src).unwrap();
        let first = relative.components().next().unwrap();
        let layer = Path::new(first.as_os_str()).file_stem().unwrap();
        Source {
            layer: layer.to_string_lossy().into_owned(),
            text: fs::read_to_string(&path).unwrap(),
            path,
        }
    });
    sources.collect()
}

/// Returns whether a file is compiled for tests only.
fn is_for_tests(source: &Source) -> bool {
    source.path.ends_with("tests.rs") || source.path.ends_with("fixture.rs")
}

/// Returns the layers in order, lowest first.
fn layers() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let names = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod "));
    names
        .map(|name| name.trim_end_matches(';').to_owned())
        .collect()
}

/// Returns the text without comments, line by line; tests at the end are kept.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line.split("//").next().unwrap_or_default()))
}

#[test]
fn imports_point_down() {
    let layers = layers();
    assert!(layers.len() >= 11, "lib.rs lists the layers: {layers:?}");
    let order: BTreeMap<&str, usize> = layers
        .iter()
        .enumerate()
        .map(|(place, name)| (name.as_str(), place))
        .collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = order.get(source.layer.as_str()) else {
            continue;
        };
        for (number, line) in code_lines(&source.text) {
            for (place, _) in line.match_indices("crate::") {
                let rest = &line[place + "crate::".len()..];
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                let name = &rest[..end.unwrap_or(rest.len())];
                if order.get(name).is_some_and(|other| other > own) {
                    wrong.push(format!("{}:{number}: {name}", source.path.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "imports that point up:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn crates_stay_in_their_homes() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, homes) in CRATE_HOMES {
            if homes.contains(&source.layer.as_str()) {
                continue;
            }
            let sign = format!("{name}::");
            for (number, line) in code_lines(&source.text) {
                if line.contains(&sign) {
                    wrong.push(format!("{}:{number}: {name}", source.path.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "crates away from home:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn only_some_layers_touch_files() {
    let mut wrong = Vec::new();
    for source in sources() {
        let file = source.path.file_name().unwrap().to_string_lossy();
        let allowed = FILE_IO.contains(&source.layer.as_str())
            || (source.layer == "corpus" && CORPUS_FILE_IO.contains(&file.as_ref()));
        if allowed || is_for_tests(&source) {
            continue;
        }
        let production = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code_lines(production) {
            if line.contains("std::fs") || line.contains("File::open") {
                wrong.push(format!("{}:{number}", source.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "file access in:\n{}", wrong.join("\n"));
}

#[test]
fn environment_and_globals_stay_out_of_the_engine() {
    let mut wrong = Vec::new();
    for source in sources() {
        if source.layer == "cli" || is_for_tests(&source) {
            continue;
        }
        let production = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code_lines(production) {
            let global = line.trim_start().starts_with("static ") || line.contains("thread_local!");
            if line.contains("env::var") || global {
                wrong.push(format!("{}:{number}", source.path.display()));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "global state or environment in:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn every_file_says_its_job_and_keeps_its_size() {
    let mut wrong = Vec::new();
    for source in sources() {
        let first = source.text.lines().next().unwrap_or_default();
        if !first.starts_with("//! ") || first.chars().count() > MAX_FIRST_LINE {
            wrong.push(format!("{}: first line", source.path.display()));
        }
        let lines = source.text.lines().count();
        if lines > MAX_FILE_LINES {
            wrong.push(format!("{}: {lines} lines", source.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn folders_are_at_most_three_deep() {
    let src = root().join("src");
    for source in sources() {
        let depth = source.path.strip_prefix(&src).unwrap().components().count();
        assert!(depth <= 3, "{}", source.path.display());
    }
}
