//! What a reader sees of a page: at least 99 % of its words kept, 1 % added.
//!
//! `tests/golden/reader/GENERATOR/NAME.txt` holds a page as the golden documents
//! do (see `golden_corpus`), a line `----`, and the words that a reader of the
//! published page sees, written by hand from the page alone. Nothing rewrites
//! them: they are the measure, where golden documents record what is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use docent::corpus::Format;
use docent::document::{Block, Document};

use crate::golden_corpus::{collect, corpus_of};

const MARK: &str = "\n----\n";

/// The fewest golden pages of a format or of a generator's dialect.
const MIN_PAGES: usize = 5;

/// Generators without a dialect of their own, whose pages are those of others.
const WITHOUT_DIALECT: [&str; 2] = ["gatsby", "devsite"];

fn files_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    files
}

/// Returns the name of the folder that a golden page lies in.
fn folder_of(file: &Path) -> &str {
    let parent = file.parent().unwrap();
    parent.file_name().unwrap().to_str().unwrap()
}

#[test]
fn of_what_a_reader_sees_99_percent_of_the_words_are_kept_and_at_most_1_percent_is_added() {
    let files = files_in("tests/golden/reader");
    assert!(files.len() >= 15, "pages are missing");
    let (mut n_seen, mut n_lost, mut n_added) = (0, 0, 0);
    let mut faults = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let (page, seen) = text.split_once(MARK).unwrap();
        let name = file.file_stem().unwrap().to_str().unwrap();
        let seen = words(seen);
        let found = words(&text_of(folder_of(&file), name, &format!("{page}\n")));
        let lost = missing(&seen, &found);
        let added = missing(&found, &seen);
        n_seen += seen.values().sum::<usize>();
        n_lost += lost.len();
        n_added += added.len();
        if !lost.is_empty() || !added.is_empty() {
            faults.push(format!(
                "{}: lost {lost:?}, added {added:?}",
                file.display()
            ));
        }
    }
    let kept = 100.0 * (n_seen - n_lost) as f64 / n_seen as f64;
    let added = 100.0 * n_added as f64 / n_seen as f64;
    let measured = format!("{n_seen} words, {kept:.2} % kept, {added:.2} % added");
    println!("{measured}\n{}", faults.join("\n"));
    assert!(
        kept >= 99.0 && added <= 1.0,
        "{measured}\n{}",
        faults.join("\n")
    );
}

/// Returns all that is kept of the pages that a golden page becomes.
fn text_of(generator: &str, name: &str, page: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, own) = corpus_of(generator, name, page, folder.path());
    let sources = corpus.sources().iter();
    let own = sources.filter(|source| source.file.ends_with(&own) || source.path.ends_with(name));
    let documents = own.filter_map(|source| corpus.parse(source).document);
    documents.map(|document| shown(&document)).collect()
}

/// Returns a document's text in reading order, a piece a line.
fn shown(document: &Document) -> String {
    let mut pieces = vec![document.title.as_str()];
    for section in &document.sections {
        pieces.extend(section.heading());
        pieces.extend(section.blocks.iter().map(|block| match block {
            Block::Prose(text) => text.as_str(),
            Block::Code(code) => code.text.as_str(),
        }));
    }
    pieces.join("\n") + "\n"
}

/// Counts the words of a text, signs left aside.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() {
            *counts.entry(word.to_lowercase()).or_default() += 1;
        }
    }
    counts
}

/// Returns the words that one text has more often than another.
fn missing(of: &BTreeMap<String, usize>, from: &BTreeMap<String, usize>) -> Vec<String> {
    let surplus = of.iter().flat_map(|(word, n)| {
        let n_more = n.saturating_sub(from.get(word).copied().unwrap_or(0));
        std::iter::repeat_n(word.clone(), n_more)
    });
    surplus.collect()
}

#[test]
fn every_format_and_every_generator_has_five_golden_pages() {
    let mut files = files_in("tests/golden/corpus");
    files.extend(files_in("tests/golden/reader"));
    for (format, _) in Format::EXTENSIONS {
        let is_its = |file: &&PathBuf| {
            let name = file.file_stem().unwrap().to_str().unwrap();
            Format::of(name) == Some(*format)
        };
        let n = files.iter().filter(is_its).count();
        assert!(n >= MIN_PAGES, "{format:?} has {n} golden pages");
    }
    let mut generators: BTreeMap<&str, usize> = BTreeMap::new();
    for file in &files {
        *generators.entry(folder_of(file)).or_default() += 1;
    }
    for (generator, n) in generators {
        let is_enough = n >= MIN_PAGES || WITHOUT_DIALECT.contains(&generator);
        assert!(is_enough, "{generator} has {n} golden pages");
    }
    // A portal's text has no generator and no extension of its own.
    let is_portal = |file: &&PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap();
        name.starts_with("portal") || name.starts_with("scraped")
    };
    assert!(files.iter().filter(is_portal).count() >= MIN_PAGES);
}
