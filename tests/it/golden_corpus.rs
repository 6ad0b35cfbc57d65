//! Golden documents: `tests/golden/corpus/NAME.txt` holds a page and its document.
//!
//! The page `guide/NAME` comes first, then a line `----`, then the document. In
//! a folder `tests/golden/corpus/GENERATOR` the preset is that generator's. A
//! line `---- PATH` in the page starts another file of the corpus, to include;
//! as the first line it says where the page lies, `PATH` ending as above.
//! The records of a file each come after a line `== PATH`.
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
use std::path::{Path, PathBuf};

use docent::config::Config;
use docent::corpus::{Corpus, Source};
use docent::document::{Block, Document, Section, SectionKind};
use docent::error::Notice;

const MARK: &str = "\n----\n";

#[test]
fn pages_become_the_documents_that_are_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/corpus");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    assert!(files.len() >= 20, "golden files are missing");
    let mut differing = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let (page, expected) = text.split_once(MARK).unwrap_or((&text, ""));
        let name = file.file_stem().unwrap().to_str().unwrap();
        let parent = file.parent().unwrap();
        let generator = match parent == folder {
            true => "auto",
            false => parent.file_name().unwrap().to_str().unwrap(),
        };
        let found = render_page(generator, name, &format!("{page}\n"));
        if found == expected {
            continue;
        }
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&file, format!("{page}{MARK}{found}")).unwrap();
        } else {
            differing.push(format!(
                "== {generator}/{name}\n{}",
                first_difference(expected, &found)
            ));
        }
    }
    assert!(
        differing.is_empty(),
        "run UPDATE_GOLDEN=1 cargo test and review the diff\n{}",
        differing.join("\n")
    );
}

pub(crate) fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, files),
            false => files.push(path),
        }
    }
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

/// Writes a page and the files around it, opens them as a corpus, and says
/// where the page lies in it.
pub(crate) fn corpus_of(
    generator: &str,
    name: &str,
    text: &str,
    folder: &Path,
) -> (Corpus, String) {
    let mut path = format!("guide/{name}");
    let mut page = String::new();
    let write = |path: &str, text: &str| {
        // A page may start with `---- PATH` to lie elsewhere.
        if text.is_empty() {
            return;
        }
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("---- ") {
            Some(next) => {
                write(&path, &page);
                page.clear();
                path = next.trim().to_owned();
            }
            None => page.push_str(line),
        }
    }
    write(&path, &page);
    let mut config = Config::default();
    config.preset.generator = generator.to_owned();
    let corpus = Corpus::open(folder, &config).unwrap();
    let own = format!("guide/{name}");
    (corpus, own)
}

/// Parses one page in a folder of its own and renders what comes of it.
fn render_page(generator: &str, name: &str, text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, own) = corpus_of(generator, name, text, folder.path());
    let is_own = |source: &&Source| source.path == own || source.file.ends_with(&own);
    let sources: Vec<&Source> = corpus.sources().iter().filter(is_own).collect();
    if sources.is_empty() {
        let mut left_out = corpus.left_out().iter();
        let rule = left_out
            .find(|file| file.path == own)
            .map(|file| &file.rule);
        return format!("no page: {}\n", rule.unwrap());
    }
    let mut out = String::new();
    let notices = corpus.notices().iter().filter(|notice| notice.path == own);
    render_notices(notices, &mut out);
    for source in sources {
        if source.part.is_some() {
            let _ = writeln!(out, "== {}", source.path);
        }
        let parsed = corpus.parse(source);
        render_notices(parsed.notices.iter(), &mut out);
        match parsed.document {
            Some(document) => render(&document, &mut out),
            None => out.push_str("no document\n"),
        }
    }
    out
}

fn render_notices<'a>(notices: impl Iterator<Item = &'a Notice>, out: &mut String) {
    for notice in notices {
        let kind = notice.kind.as_str();
        let _ = writeln!(out, "! {kind}:{} {}", notice.line, notice.message);
    }
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
    let labels = document.topic_labels.iter();
    let labels: Vec<&str> = labels
        .map(String::as_str)
        .filter(|label| !label.is_empty())
        .collect();
    field("labels", &labels.join(", "));
    field("level", &text(&document.level));
    field("language", &text(&document.language));
    field("version", &text(&document.version));
    field("date", &text(&document.date));
    field("weight", &text(&weight));
    field("aliases", &document.aliases.join(", "));
    field("redirects", &document.redirects.join(", "));
    for (name, values) in &document.facets {
        field(&format!("facet {name}"), &values.join(", "));
    }
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
