//! Golden documents: `tests/golden/corpus/NAME.txt` holds a page and its document.
//!
//! The page `guide/NAME` comes first, then a line `----`, then the document:
//!
//! ```text
//! ! kind:line message     a notice
//! title: …                then url and every other field that is set
//! # a > b #anchor faq     a section: heading path, anchor, kind unless plain
//!   text                  a block of prose
//!   `js` first line       a block of code with its language
//!   ` next line
//! > target:line           a link
//! ```
//!
//! `UPDATE_GOLDEN=1 cargo test` rewrites what differs; its diff is the review.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use docent::config::Config;
use docent::corpus::Corpus;
use docent::document::{Block, Document, Section, SectionKind};

const MARK: &str = "\n----\n";

#[test]
fn pages_become_the_documents_that_are_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/corpus");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 20, "golden files are missing");
    let mut differing = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let (page, expected) = text.split_once(MARK).unwrap_or((&text, ""));
        let name = file.file_stem().unwrap().to_str().unwrap();
        let found = render_page(name, &format!("{page}\n"));
        if found == expected {
            continue;
        }
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&file, format!("{page}{MARK}{found}")).unwrap();
        } else {
            differing.push(format!("== {name}\n{}", first_difference(expected, &found)));
        }
    }
    assert!(
        differing.is_empty(),
        "run UPDATE_GOLDEN=1 cargo test and review the diff\n{}",
        differing.join("\n")
    );
}

/// Shows the first line that differs.
fn first_difference(expected: &str, found: &str) -> String {
    let mut expected = expected.lines();
    let mut found = found.lines();
    loop {
        match (expected.next(), found.next()) {
            (a, b) if a == b && a.is_some() => {}
            (a, b) => return format!("- {}\n+ {}", a.unwrap_or(""), b.unwrap_or("")),
        }
    }
}

/// Parses one page in a folder of its own and renders what comes of it.
fn render_page(name: &str, page: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("guide")).unwrap();
    fs::write(folder.path().join("guide").join(name), page).unwrap();
    let corpus = Corpus::open(folder.path(), &Config::default()).unwrap();
    let parsed = corpus.parse(&corpus.sources()[0]);
    let mut out = String::new();
    for notice in parsed.notices {
        let kind = notice.kind.as_str();
        let _ = writeln!(out, "! {kind}:{} {}", notice.line, notice.message);
    }
    match parsed.document {
        Some(document) => render(&document, &mut out),
        None => out.push_str("no document\n"),
    }
    out
}

fn render(document: &Document, out: &mut String) {
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name}: {value}");
        }
    };
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let weight = document.weight.map(|weight| weight.to_string());
    field("title", &document.title);
    field("url", &document.url);
    field("description", &text(&document.description));
    field("topics", &document.topics.join(", "));
    field("level", &text(&document.level));
    field("language", &text(&document.language));
    field("version", &text(&document.version));
    field("date", &text(&document.date));
    field("weight", &text(&weight));
    field("aliases", &document.aliases.join(", "));
    field("redirects", &document.redirects.join(", "));
    for section in &document.sections {
        render_section(section, out);
    }
    for link in &document.links {
        let _ = writeln!(out, "> {}:{}", link.target, link.line);
    }
}

fn render_section(section: &Section, out: &mut String) {
    let kind = match section.kind {
        SectionKind::Section => "",
        SectionKind::Faq => " faq",
        SectionKind::Code => " code",
    };
    let path = section.headings.join(" > ");
    let anchor = section.anchor.as_deref().unwrap_or_default();
    let _ = writeln!(out, "# {path} #{anchor}{kind}");
    for block in &section.blocks {
        match block {
            Block::Prose(text) => {
                let _ = writeln!(out, "  {text}");
            }
            Block::Code(code) => {
                let language = code.language.as_deref().unwrap_or_default();
                for (n, line) in code.text.lines().enumerate() {
                    let mark = match n {
                        0 => format!("`{language}`"),
                        _ => "`".to_owned(),
                    };
                    let _ = writeln!(out, "{}", format!("  {mark} {line}").trim_end());
                }
            }
        }
    }
}
