//! Plan → parse → add → guard → publish: what every command that indexes calls.
//!
//! `corpus` and `index` do not know each other; here they are joined. Pages are
//! parsed and analysed on all cores, a batch at a time, while the writer adds
//! the batch before, so memory is bounded by two batches and the writer's
//! budget whatever the corpus.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use crate::analysis::ANALYZER_ID;
use crate::api::{BuildReport, ReadingReport};
use crate::config::Config;
use crate::corpus::{Corpus, now};
use crate::error::{Error, Notice, Result};
use crate::index::{About, Edits, Guard, Manifest, Writer, is_worn};

mod compare;

mod facets;

mod gather;

mod guard;

mod ledger;

mod parse;

mod pins;

mod reading;

#[cfg(feature = "watch")]
mod watch;

pub use compare::{ahead, diff};
use gather::{Gathered, gather};
use guard::check_queries;
use ledger::Ledger;
pub use reading::{PageReading, Reading};
use reading::{by_kind, rounded, site_reports};
#[cfg(feature = "watch")]
pub use watch::{Means, WatchEvent, watch};

/// What to build, and where.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The folder of pages.
    pub corpus: PathBuf,
    /// The folder of generations.
    pub index: PathBuf,
    /// The settings; flags are already in them.
    pub config: Config,
    /// Whether many pages may vanish.
    pub guard: Guard,
    /// Whether links may lead nowhere.
    pub links: Links,
    /// Whether to report in detail how the corpus was read.
    pub reading: bool,
    /// Which pages are read.
    pub scope: Scope,
}

/// Which pages a build reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// Those that changed since the live generation was built.
    #[default]
    Changes,
    /// All.
    All,
}

/// What dead links within the corpus do to a build.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Links {
    /// They are notices.
    #[default]
    Noticed,
    /// Nothing is published while there is one.
    Strict,
}

/// How far a build is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress<'a> {
    /// So many files will be read.
    Found(usize),
    /// So many more files were read; the last one's path.
    Read(usize, &'a str),
    /// All pages are read; the segments are written and merged.
    Publishing,
}

/// What a build did, with every notice.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The summary.
    pub report: BuildReport,
    /// Everything skipped or repaired, in path order.
    pub notices: Vec<Notice>,
    /// How the corpus was read, where the plan asks for it.
    pub reading: Option<ReadingReport>,
    /// Whether the index would be the better for [`crate::index::compact`].
    pub is_worn: bool,
}

/// Builds an index and publishes it as the live generation.
///
/// Where there is an index, only what changed since is read; where nothing
/// changed, the live generation stays. `on_progress` is called from one thread
/// at a time.
///
/// # Errors
/// There is nothing to index, the index cannot be written, the guard refuses,
/// or links are dead that must not be. The live generation then stays as it was.
pub fn build(plan: &Plan, on_progress: &mut dyn FnMut(Progress<'_>)) -> Result<Outcome> {
    let started = Instant::now();
    let read_at = now();
    let corpus = open(plan)?;
    on_progress(Progress::Found(corpus.sources().len()));
    let (mut writer, damage) = Writer::update(&plan.index, plan.config.index.memory_mb << 20)?;
    let (before, mut why) = before(plan, &writer)?;
    why = damage.map(|error| error.to_string()).or(why);
    why = why.or_else(|| before.as_ref()?.why(&corpus.shape()));
    let mut gathered = gather(plan, &corpus, before, &mut writer, on_progress)?;
    if gathered.n_indexed == 0 {
        return Err(no_pages(plan, &gathered.notices));
    }
    check_links(plan, &gathered)?;
    let about = about(plan, &corpus, &gathered);
    let is_asked = plan.scope == Scope::All;
    let live = writer.previous().map(|live| live.manifest().clone());
    let manifest = match live {
        Some(live) if !is_asked && is_unchanged(&gathered, &writer, &about) => live,
        _ => {
            on_progress(Progress::Publishing);
            gathered.ledger.read_at = read_at;
            gathered.ledger.shape = corpus.shape();
            writer.attach(ledger::FILE, &gathered.ledger.to_bytes())?;
            writer.publish_checked(&about, plan.guard, &|open| check_queries(plan, open))?
        }
    };
    let done = Done {
        corpus: &corpus,
        manifest: &manifest,
        gathered: &gathered,
        why,
        seconds: started.elapsed().as_secs_f64(),
    };
    let report = done.report();
    let (notices, reading) = (gathered.notices, gathered.reading);
    Ok(Outcome {
        report,
        is_worn: is_worn(&manifest),
        reading: plan.reading.then(|| reading.finish(&corpus, &notices)),
        notices,
    })
}

/// Opens the corpus as the plan wants it read.
fn open(plan: &Plan) -> Result<Corpus> {
    let mut corpus = Corpus::open(&plan.corpus, &plan.config)?;
    if plan.reading {
        corpus.count_marks();
    }
    Ok(corpus)
}

/// Returns what is known of the files of the live generation, or why nothing is.
fn before(plan: &Plan, writer: &Writer) -> Result<(Option<Ledger>, Option<String>)> {
    let Some(live) = writer.previous().filter(|_| plan.scope == Scope::Changes) else {
        return Ok((None, None));
    };
    let ledger = Ledger::read(live)?;
    let why = "the list of what was read is missing or of another version";
    let why = ledger.is_none().then(|| why.to_owned());
    Ok((ledger, why))
}

/// Says whether publishing would change nothing.
fn is_unchanged(gathered: &Gathered, writer: &Writer, about: &About) -> bool {
    gathered.edits == Edits::default() && writer.is_as_live(about)
}

/// Refuses dead links where the plan does.
fn check_links(plan: &Plan, gathered: &Gathered) -> Result<()> {
    let dead = gathered.ledger.files.iter().flat_map(|file| &file.dead);
    match dead.into_iter().next() {
        Some(first) if plan.links == Links::Strict => Err(Error::DeadLinks {
            path: plan.corpus.clone(),
            count: gathered.n_dead,
            first: format!("{}:{}: {}", first.path, first.line, first.message),
        }),
        _ => Ok(()),
    }
}

/// Returns the error for a corpus of which no page can be indexed.
fn no_pages(plan: &Plan, notices: &[Notice]) -> Error {
    match notices.first() {
        Some(notice) => Error::Invalid(format!(
            "{}: no page can be indexed; the first of {} notices: {notice}",
            plan.corpus.display(),
            notices.len()
        )),
        None => Error::Invalid(format!("{}: no page can be indexed", plan.corpus.display())),
    }
}

fn about(plan: &Plan, corpus: &Corpus, gathered: &Gathered) -> About {
    let config = &plan.config;
    let settings = format!(
        "{ANALYZER_ID} {:?} {:?} {:?} {:?} {:?}",
        config.site, config.corpus, config.facets, config.synonyms, config.pin
    );
    About {
        synonyms: config.synonyms.clone(),
        pins: gathered.pins.clone(),
        site_name: config.site.name.clone(),
        site_url: config.site.url.clone(),
        language: config.site.language.clone(),
        version: config.site.version.clone(),
        facets: config.facet_specs(),
        settings: blake3::hash(settings.as_bytes()).to_hex().to_string(),
        corpus: gathered
            .digest
            .map_or_else(String::new, |digest| digest.to_hex().to_string()),
        edits: gathered.edits,
        source_commit: corpus.source_commit(),
        keep: config.index.keep,
    }
}

/// A build that is done, to be reported.
struct Done<'d> {
    corpus: &'d Corpus,
    manifest: &'d Manifest,
    gathered: &'d Gathered,
    why: Option<String>,
    seconds: f64,
}

impl Done<'_> {
    fn report(&self) -> BuildReport {
        let (manifest, corpus) = (self.manifest, self.corpus);
        let statistics = &manifest.statistics;
        let index_bytes = manifest.size_bytes();
        let mut left_out: BTreeMap<String, usize> = BTreeMap::new();
        for file in corpus.left_out() {
            *left_out.entry(file.rule.clone()).or_default() += 1;
        }
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let edits = self.gathered.edits;
        let seconds = self.seconds;
        BuildReport {
            generation: manifest.name.clone(),
            published: self.gathered.ledger.read_at != 0,
            parent: manifest.parent.clone(),
            files: corpus.sources().len(),
            read: self.gathered.n_read,
            added: count(edits.added),
            changed: count(edits.changed),
            removed: count(edits.removed),
            reread: self.why.clone().filter(|_| self.gathered.n_read > 0),
            pages: count(statistics.pages),
            sections: count(statistics.sections),
            terms: count(statistics.terms),
            words: count(statistics.words),
            text_bytes: statistics.text_bytes,
            index_bytes,
            index_ratio: rounded(index_bytes as f64 / statistics.text_bytes.max(1) as f64),
            seconds: rounded(seconds),
            mb_per_second: rounded(statistics.text_bytes as f64 / 1e6 / seconds.max(1e-9)),
            notices: by_kind(&self.gathered.notices),
            sites: site_reports(corpus),
            left_out,
        }
    }
}
