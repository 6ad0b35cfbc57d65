//! `docent eval`: how good the order is, and whether a change made it better.

use std::fmt::{self, Write};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;
use serde::Serialize;

use super::{DEFAULT_INDEX, plain, terminal};
use crate::error::Error;
use crate::eval::{
    Collection, Comparison, DEPTH, Engine, Gate, Mean, Metric, Report, Run, SetReport, Split,
    TopicChange, TopicSet, compare, evaluate, type_topics,
};
use crate::index::Snapshot;

/// Judged pages that the index lacks, as listed for each set.
const MISSING_SHOWN: usize = 3;

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("topics").required(true).multiple(true)))]
pub(super) struct Arguments {
    /// Judged queries, one JSON object on a line
    #[arg(value_name = "QUERIES.jsonl", group = "topics")]
    queries: Vec<PathBuf>,
    /// The folder that holds the index; once, or once for each file of queries
    #[arg(long, value_name = "DIR")]
    index: Vec<PathBuf>,
    /// A test collection (docs.jsonl, queries.jsonl, qrels.tsv), indexed for the occasion
    #[arg(long, value_name = "DIR", group = "topics")]
    collection: Vec<PathBuf>,
    /// Measure this run, in TREC's form, instead of searching
    #[arg(long, value_name = "FILE", conflicts_with_all = ["index", "collection"])]
    run: Option<PathBuf>,
    /// Only the queries of one half; those that say none are in dev
    #[arg(long, value_name = "HALF")]
    split: Option<Half>,
    /// How many pages to ask for; average precision is over these
    #[arg(long, value_name = "N", default_value_t = DEPTH)]
    depth: usize,
    /// Print means by kind of query as well; with --typing each letter that changed the first hit
    #[arg(long)]
    by_kind: bool,
    /// List the pages among the first five that nobody has judged
    #[arg(long)]
    unjudged: bool,
    /// Compare with what an earlier `docent eval --json` printed
    #[arg(long, value_name = "FILE")]
    compare: Option<PathBuf>,
    /// Fail if a mean is below its floor in this TOML file
    #[arg(long, value_name = "FILE")]
    gate: Option<PathBuf>,
    /// Write the answers in TREC's form
    #[arg(long, value_name = "FILE")]
    run_out: Option<PathBuf>,
    /// Type the queries letter by letter instead, and print how often the first hit changes
    #[arg(long, conflicts_with_all = ["collection", "run", "json", "compare", "gate", "run_out"])]
    typing: bool,
    /// Print the metrics of every query and their means as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Half {
    Dev,
    Test,
}

/// What `--json` prints; without the comparison it reads back as a report.
#[derive(Serialize)]
struct Output<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a Comparison>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.typing {
        return type_queries(arguments);
    }
    // Read before anything is measured: a wrong file shows at once.
    let gate = arguments.gate.as_deref().map(Gate::load).transpose()?;
    let earlier = arguments.compare.as_deref().map(Report::load);
    let earlier = earlier.transpose()?;
    let (report, run) = measure(arguments)?;
    if let Some(path) = &arguments.run_out {
        fs::write(path, run.to_trec()).map_err(Error::io("write", path))?;
    }
    let comparison = earlier.map(|earlier| compare(&earlier, &report));
    if arguments.json {
        terminal::print_json(&Output {
            report: &report,
            comparison: comparison.as_ref(),
        })?;
    } else {
        let mut out = String::new();
        write_report(&mut out, &report, arguments)?;
        if let Some(comparison) = &comparison {
            write_comparison(&mut out, comparison)?;
        }
        terminal::print(&out)?;
    }
    let short = gate.map(|gate| gate.check(&report)).unwrap_or_default();
    let short: Vec<String> = short.iter().map(ToString::to_string).collect();
    ensure!(short.is_empty(), "below the gate: {}", short.join("; "));
    Ok(())
}

/// Prints how steady the first hit is while the queries are typed.
fn type_queries(arguments: &Arguments) -> anyhow::Result<()> {
    check_indexes(arguments)?;
    let mut out = String::new();
    for (place, path) in arguments.queries.iter().enumerate() {
        let mut topics = TopicSet::load(path)?;
        if let Some(half) = arguments.split {
            topics.retain(half.split());
        }
        let snapshot = Snapshot::open(arguments.index_of(place))?;
        let typing = type_topics(&snapshot, &topics)?;
        writeln!(
            out,
            "{}: the first hit changed in {} of {} steps, {:.1} %",
            plain(&topics.name),
            typing.changes.len(),
            typing.steps,
            typing.share() * 100.0
        )?;
        if arguments.by_kind {
            for step in &typing.changes {
                let (typed, was, is) = (plain(&step.typed), plain(&step.was), plain(&step.is));
                writeln!(out, "  {typed:30} {was} → {is}")?;
            }
        }
    }
    terminal::print(&out)?;
    Ok(())
}

fn check_indexes(arguments: &Arguments) -> anyhow::Result<()> {
    let n_indexes = arguments.index.len();
    if n_indexes > 1 && n_indexes != arguments.queries.len() {
        bail!("--index is given once, or once for each of the files of queries");
    }
    Ok(())
}

impl Arguments {
    /// Returns the index of a file of queries, by its place.
    fn index_of(&self, place: usize) -> &Path {
        let given = self.index.get(place).or(self.index.first());
        given.map_or(Path::new(DEFAULT_INDEX), PathBuf::as_path)
    }
}

/// Measures every set that was asked for.
fn measure(arguments: &Arguments) -> anyhow::Result<(Report, Run)> {
    check_indexes(arguments)?;
    ensure!(arguments.depth >= 10, "--depth is at least 10");
    let recorded = arguments.run.as_deref().map(Run::load).transpose()?;
    let mut sets: Vec<SetReport> = Vec::new();
    let mut runs = Run::default();
    let mut add = |engine: &Engine<'_>, mut topics: TopicSet| -> anyhow::Result<()> {
        if let Some(half) = arguments.split {
            topics.retain(half.split());
        }
        ensure!(
            sets.iter().all(|set| set.name != topics.name),
            "two sets are called `{}`; rename one, for sets are told apart by name",
            topics.name
        );
        let (report, run) = evaluate(engine, &topics)?;
        sets.push(report);
        if arguments.run_out.is_some() {
            runs.extend(run)?;
        }
        Ok(())
    };
    for (place, path) in arguments.queries.iter().enumerate() {
        let topics = TopicSet::load(path)?;
        if let Some(run) = &recorded {
            add(&Engine::Recorded(run), topics)?;
            continue;
        }
        let snapshot = Snapshot::open(arguments.index_of(place))?;
        add(&Engine::Docent(&snapshot, arguments.depth), topics)?;
    }
    for path in &arguments.collection {
        let collection = Collection::load(path)?;
        let folder = TemporaryFolder::create()?;
        collection.index(&folder.0)?;
        let snapshot = Snapshot::open(&folder.0)?;
        let engine = Engine::Docent(&snapshot, arguments.depth);
        add(&engine, collection.topics)?;
    }
    Ok((Report::new(arguments.depth, sets), runs))
}

impl Half {
    fn split(self) -> Split {
        match self {
            Self::Dev => Split::Dev,
            Self::Test => Split::Test,
        }
    }
}

/// A folder that vanishes with its owner.
struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    fn create() -> anyhow::Result<Self> {
        let name = format!("docent-eval-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).with_context(|| format!("{}: cannot create", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        // What is left is in the system's folder for such things.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn write_report(out: &mut String, report: &Report, arguments: &Arguments) -> fmt::Result {
    write_heading(out, "set")?;
    for set in &report.sets {
        write_mean(out, &set.name, &set.mean)?;
    }
    if report.sets.len() > 1 {
        write_mean(out, "all", &report.all)?;
    }
    if arguments.by_kind && !report.kinds.is_empty() {
        writeln!(out)?;
        write_heading(out, "kind")?;
        for (kind, mean) in &report.kinds {
            write_mean(out, kind, mean)?;
        }
    }
    for set in &report.sets {
        write_remarks(out, set)?;
        if arguments.unjudged {
            write_unjudged(out, set)?;
        }
    }
    Ok(())
}

fn write_heading(out: &mut String, what: &str) -> fmt::Result {
    let mut line = format!("{what:24}{:>5}", "n");
    for metric in Metric::ALL {
        write!(line, "{:>9}", metric.heading())?;
    }
    writeln!(out, "{}", terminal::dim(line))
}

fn write_mean(out: &mut String, name: &str, mean: &Mean) -> fmt::Result {
    write!(out, "{:24}{:>5}", plain(name), mean.n)?;
    for metric in Metric::ALL {
        match metric.of(&mean.metrics) {
            Some(value) => write!(out, "{value:>9.3}")?,
            None => write!(out, "{:>9}", "–")?,
        }
    }
    writeln!(out)
}

/// Says what was left out of a set and what its index lacks.
fn write_remarks(out: &mut String, set: &SetReport) -> fmt::Result {
    let name = plain(&set.name);
    if set.left_out > 0 {
        writeln!(
            out,
            "{} {name}: {} queries have no page of grade {} or more and were left out",
            terminal::yellow("notice:"),
            set.left_out,
            set.found_from
        )?;
    }
    if set.missing.is_empty() {
        return Ok(());
    }
    let shown = set.missing.iter().take(MISSING_SHOWN);
    let shown: Vec<String> = shown.map(|place| plain(place)).collect();
    let more = set.missing.len().saturating_sub(MISSING_SHOWN);
    let rest = if more > 0 {
        format!(" and {more} more; --json lists them")
    } else {
        String::new()
    };
    writeln!(
        out,
        "{} {name}: judged but not in the index: {}{rest}",
        terminal::yellow("notice:"),
        shown.join(", ")
    )
}

/// Lists what to judge next: topic, rank, page, query.
fn write_unjudged(out: &mut String, set: &SetReport) -> fmt::Result {
    for topic in &set.topics {
        let shown = topic.first.iter().enumerate();
        for (place, page) in shown.filter(|(_, page)| page.grade.is_none()) {
            writeln!(
                out,
                "unjudged\t{}\t{}\t{}\t{}",
                plain(&topic.id),
                place + 1,
                plain(&page.page),
                plain(&topic.query)
            )?;
        }
    }
    Ok(())
}

fn write_comparison(out: &mut String, comparison: &Comparison) -> fmt::Result {
    writeln!(
        out,
        "\ncompared over {} queries, {} in one report only",
        terminal::bold(comparison.n),
        comparison.unpaired
    )?;
    let heading = format!(
        "{:10}{:>5}{:>9}{:>9}{:>9}{:>7}{:>7}{:>9}",
        "metric", "n", "before", "after", "change", "rose", "fell", "p"
    );
    writeln!(out, "{}", terminal::dim(heading))?;
    for change in &comparison.metrics {
        writeln!(
            out,
            "{:10}{:>5}{:>9.3}{:>9.3}{:>+9.3}{:>7}{:>7}{:>9.4}",
            change.metric,
            change.n,
            change.before,
            change.after,
            change.after - change.before,
            change.rose,
            change.fell,
            change.p
        )?;
    }
    write_changes(out, "rose most", &comparison.risen)?;
    write_changes(out, "fell most", &comparison.fallen)
}

fn write_changes(out: &mut String, heading: &str, changes: &[TopicChange]) -> fmt::Result {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", terminal::dim(heading))?;
    for change in changes {
        let page = |first: &Option<String>| first.as_deref().map_or("nothing".into(), plain);
        writeln!(
            out,
            "  {:>+6.3}  {}  {}",
            change.difference(),
            plain(&change.id),
            terminal::bold(plain(&change.query))
        )?;
        if change.first_before != change.first_after {
            let before = page(&change.first_before);
            let after = page(&change.first_after);
            writeln!(out, "          {before} → {after}")?;
        }
    }
    Ok(())
}
