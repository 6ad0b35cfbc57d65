//! How a corpus was read: every file accounted for, what was left in the text.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::api::{LeftOutFile, ReadingReport, SiteReport};
use crate::corpus::{Corpus, LeftOut, Parsed, Source};
use crate::document::{Block, Document};
use crate::error::{Notice, NoticeKind};

/// How one page was read.
#[derive(Debug)]
pub struct PageReading {
    path: String,
    bytes: u64,
    time: Duration,
    n_prose_words: usize,
    n_code_words: usize,
    is_untitled: bool,
    marks: BTreeMap<&'static str, usize>,
    /// Why it is no page, if it is none, and whether it asks not to be one.
    refused: Option<(String, bool)>,
}

impl PageReading {
    /// Looks at a page: what its file of `bytes` came to in some `time`.
    pub fn of(source: &Source, parsed: &Parsed, bytes: u64, time: Duration) -> Self {
        let document = parsed.document.as_ref();
        let (n_prose_words, n_code_words) = document.map_or((0, 0), count_words);
        let is_untitled = |notice: &Notice| notice.kind == NoticeKind::Untitled;
        Self {
            path: source.path.clone(),
            bytes,
            time,
            n_prose_words,
            n_code_words,
            is_untitled: parsed.notices.iter().any(is_untitled),
            marks: parsed.marks.clone(),
            refused: document.is_none().then(|| refusal(&parsed.notices)),
        }
    }
}

/// Says why a page is none, and whether it asked for that.
fn refusal(notices: &[Notice]) -> (String, bool) {
    let hidden = notices.iter().find(|n| n.kind == NoticeKind::Hidden);
    match (hidden, notices.last()) {
        (Some(hidden), _) => (hidden.message.clone(), true),
        (None, Some(last)) => (last.message.clone(), false),
        (None, None) => ("holds no page".to_owned(), false),
    }
}

/// Counts a page's words outside of code and in it.
fn count_words(document: &Document) -> (usize, usize) {
    let words = |text: &str| text.split_whitespace().count();
    let (mut n_prose, mut n_code) = (words(&document.title), 0);
    for section in &document.sections {
        n_prose += words(section.heading().unwrap_or_default());
        for block in &section.blocks {
            match block {
                Block::Prose(text) => n_prose += words(text),
                Block::Code(code) => n_code += words(&code.text),
            }
        }
    }
    (n_prose, n_code)
}

/// Gathers how pages were read, one after another.
#[derive(Debug, Default)]
pub struct Reading {
    report: ReadingReport,
    parse_time: Duration,
    n_prose_words: usize,
}

impl Reading {
    /// Adds a page.
    pub fn add(&mut self, page: &PageReading) {
        let report = &mut self.report;
        self.parse_time += page.time;
        self.n_prose_words += page.n_prose_words;
        report.code_words += page.n_code_words;
        report.untitled += usize::from(page.is_untitled);
        for (mark, n) in &page.marks {
            *report.marks.entry((*mark).to_owned()).or_default() += n;
        }
        let file = |reason: &str| LeftOutFile {
            path: page.path.clone(),
            reason: reason.to_owned(),
        };
        match &page.refused {
            None => {
                report.indexed += 1;
                report.source_bytes += page.bytes;
            }
            Some((reason, true)) => report.left_out.push(file(reason)),
            Some((reason, false)) => report.failed.push(file(reason)),
        }
    }

    /// Takes a page out again whose address another page has.
    pub fn take_out(&mut self, path: &str, first: &str) {
        self.report.indexed = self.report.indexed.saturating_sub(1);
        self.report.failed.push(LeftOutFile {
            path: path.to_owned(),
            reason: format!("has the URL of {first}"),
        });
    }

    /// Returns the report on the whole corpus.
    pub fn finish(self, corpus: &Corpus, notices: &[Notice]) -> ReadingReport {
        let mut report = self.report;
        let by_rule = |file: &LeftOut| LeftOutFile {
            path: file.path.clone(),
            reason: file.rule.clone(),
        };
        report
            .left_out
            .extend(corpus.left_out().iter().map(by_rule));
        report.left_out.sort_by(|a, b| a.path.cmp(&b.path));
        report.files = corpus.sources().len() + corpus.left_out().len();
        report.sites = site_reports(corpus);
        report.words = self.n_prose_words + report.code_words;
        report.notices = by_kind(notices);
        let n_marks: usize = report.marks.values().sum();
        let seconds = self.parse_time.as_secs_f64();
        report.marks_per_1000_words =
            rounded(n_marks as f64 * 1000.0 / self.n_prose_words.max(1) as f64);
        report.parse_seconds = rounded(seconds);
        report.mb_per_second_and_thread =
            rounded(report.source_bytes as f64 / 1e6 / seconds.max(1e-9));
        report
    }
}

/// Returns the sites of a corpus as reports have them.
pub(super) fn site_reports(corpus: &Corpus) -> Vec<SiteReport> {
    let sites = corpus.sites().into_iter().map(|site| SiteReport {
        generator: site.generator.name().to_owned(),
        folder: site.folder,
        sign: site.sign,
        pages: site.pages,
    });
    sites.collect()
}

/// Counts notices by kind.
pub(super) fn by_kind(notices: &[Notice]) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for notice in notices {
        *counts.entry(notice.kind.as_str().to_owned()).or_default() += 1;
    }
    counts
}

/// Rounds to three decimals.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}
