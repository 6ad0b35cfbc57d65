//! `docent index`: a folder of tutorials becomes the live generation.

use std::fmt::Write;
use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::spool::Spool;
use super::{DEFAULT_CORPUS, DEFAULT_INDEX, plain, terminal};
use crate::api::BuildReport;
use crate::build::{Links, Outcome, Plan, Progress, Scope, build};
use crate::config::Config;
use crate::error::{Error, Notice};
use crate::index::{Guard, compact, release};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of tutorials, with docent.toml if there is one [default: corpus]
    corpus: Option<PathBuf>,
    #[cfg(feature = "crawl")]
    #[command(flatten)]
    crawl: super::crawl::CrawlArguments,
    /// Read JSON lines, or a JSON list, from standard input instead of a folder
    #[arg(long)]
    stdin: bool,
    /// The name that stands for standard input in paths and addresses
    #[arg(long, value_name = "NAME", default_value = "pages", requires = "stdin")]
    name: String,
    /// The folder that holds the index
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// The address under which the site is published
    #[arg(long, value_name = "BASE")]
    url: Option<String>,
    /// Threads that read pages, 0 for one on each core
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Memory in which the index is built, in megabytes
    #[arg(long, value_name = "MB")]
    memory: Option<usize>,
    /// Publish even if many pages vanished
    #[arg(long)]
    force: bool,
    /// Read all pages, not only those that changed
    #[arg(long)]
    full: bool,
    /// Publish nothing if a link within the corpus leads nowhere
    #[arg(long)]
    strict: bool,
    /// Write to FILE, as JSON, how each file was read or why it was not
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
    /// Print each notice with file and line
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (corpus, config) = configure(arguments)?;
    let guard = if arguments.force {
        Guard::Off
    } else {
        Guard::On
    };
    let spool = match arguments.stdin {
        true => Some(Spool::of_stdin(&arguments.index, &arguments.name)?),
        false => None,
    };
    let plan = Plan {
        corpus: spool.as_ref().map_or(corpus, |spool| spool.folder.clone()),
        index: arguments.index.clone(),
        config,
        guard,
        links: match arguments.strict {
            true => Links::Strict,
            false => Links::Noticed,
        },
        reading: arguments.report.is_some(),
        scope: match arguments.full {
            true => Scope::All,
            false => Scope::Changes,
        },
    };
    let outcome = build_with_bar(&plan)?;
    if let (Some(file), Some(reading)) = (&arguments.report, &outcome.reading) {
        write_json(file, reading)?;
    }
    if arguments.verbose {
        for notice in &outcome.notices {
            print_notice(notice);
        }
    }
    if arguments.json {
        terminal::print_json(&outcome.report)?;
    } else {
        print_report(&outcome.report, arguments.verbose)?;
    }
    if !outcome.report.published {
        // Who runs this by hand wants what the corpus has to stay live.
        release(&plan.index)?;
    }
    // The edits are live; what follows only makes the next ones and searches quick.
    if outcome.is_worn
        && let Some(manifest) = compact(&plan.index, plan.config.index.keep)?
    {
        anstream::eprintln!("{} {}", terminal::bold("compacted"), manifest.name);
    }
    Ok(())
}

/// Writes a report to a file.
fn write_json(file: &Path, report: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(fs::write(file, text).map_err(Error::io("write", file))?)
}

/// Returns the folder to read, and docent.toml with the flags' last word.
fn configure(arguments: &Arguments) -> anyhow::Result<(PathBuf, Config)> {
    let (corpus, mut config) = source(arguments)?;
    if let Some(url) = &arguments.url {
        config.site.url.clone_from(url);
    }
    if let Some(threads) = arguments.threads {
        config.index.threads = threads;
    }
    if let Some(memory) = arguments.memory {
        config.index.memory_mb = memory;
    }
    config.check().map_err(Error::Invalid)?;
    Ok((corpus, config))
}

/// Returns the folder to read and its configuration; crawls a site first.
fn source(arguments: &Arguments) -> anyhow::Result<(PathBuf, Config)> {
    #[cfg(feature = "crawl")]
    if let Some(start) = &arguments.crawl.start {
        let mut config = match &arguments.corpus {
            Some(folder) => Config::load(folder)?,
            None => Config::default(),
        };
        let mirror = arguments
            .crawl
            .mirror(start, &arguments.index, &mut config)?;
        return Ok((mirror, config));
    }
    let corpus = arguments.corpus.clone();
    let corpus = corpus.unwrap_or_else(|| DEFAULT_CORPUS.into());
    let config = Config::load(&corpus)?;
    Ok((corpus, config))
}

/// Builds with a progress bar on standard error, where a person looks at it.
pub(super) fn build_with_bar(plan: &Plan) -> anyhow::Result<Outcome> {
    let target = if stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(0), target);
    let style = "{msg:10} [{bar:32}] {human_pos}/{human_len} pages, {per_sec}, {eta} left";
    bar.set_style(ProgressStyle::with_template(style)?.progress_chars("=> "));
    let outcome = build(plan, &mut |progress| match progress {
        Progress::Found(n) => {
            bar.set_length(n as u64);
            bar.set_message("indexing");
        }
        Progress::Read(n, _) => bar.inc(n as u64),
        Progress::Publishing => bar.set_message("publishing"),
    });
    bar.finish_and_clear();
    Ok(outcome?)
}

pub(super) fn print_notice(notice: &Notice) {
    anstream::eprintln!(
        "{} {}",
        terminal::yellow("notice:"),
        plain(&notice.to_string())
    );
}

/// Says what was indexed, or what an update changed.
fn print_pages(out: &mut String, report: &BuildReport) -> std::fmt::Result {
    if report.parent.is_none() && report.published {
        return writeln!(
            out,
            "{} {} pages, {} sections, {} words from {} files in {:.2} s ({:.1} MB/s)",
            terminal::bold("indexed"),
            HumanCount(report.pages as u64),
            HumanCount(report.sections as u64),
            HumanCount(report.words as u64),
            HumanCount(report.files as u64),
            report.seconds,
            report.mb_per_second,
        );
    }
    writeln!(
        out,
        "{} {} changed, {} added, {} removed of {} pages in {:.2} s; {} of {} files read",
        terminal::bold("updated"),
        HumanCount(report.changed as u64),
        HumanCount(report.added as u64),
        HumanCount(report.removed as u64),
        HumanCount(report.pages as u64),
        report.seconds,
        HumanCount(report.read as u64),
        HumanCount(report.files as u64),
    )
}

/// Prints the summary that a person reads.
pub(super) fn print_report(report: &BuildReport, verbose: bool) -> anyhow::Result<()> {
    let mut out = String::new();
    for site in report.sites.iter().filter(|site| !site.sign.is_empty()) {
        writeln!(
            out,
            "{} {} by {}: {} pages",
            terminal::bold("found"),
            site.generator,
            plain(&site.sign),
            HumanCount(site.pages as u64)
        )?;
    }
    if let Some(why) = &report.reread {
        writeln!(out, "{} {}", terminal::bold("read again:"), plain(why))?;
    }
    print_pages(&mut out, report)?;
    writeln!(
        out,
        "{} {}: {} for {} of text ({:.2} ×), {} terms",
        terminal::bold(match report.published {
            true => "published",
            false => "unchanged",
        }),
        report.generation,
        HumanBytes(report.index_bytes),
        HumanBytes(report.text_bytes),
        report.index_ratio,
        HumanCount(report.terms as u64),
    )?;
    if !report.left_out.is_empty() {
        let rules = report.left_out.iter();
        let rules = rules.map(|(rule, n)| format!("{n} by {}", plain(rule)));
        let rules = rules.collect::<Vec<_>>().join(", ");
        writeln!(out, "{} {rules}", terminal::bold("left out"))?;
    }
    if report.notices.is_empty() {
        return Ok(terminal::print(&out)?);
    }
    let kinds = report.notices.iter().map(|(kind, n)| format!("{n} {kind}"));
    let hint = if verbose {
        ""
    } else {
        "; --verbose lists them"
    };
    writeln!(
        out,
        "{} {}{hint}",
        terminal::yellow("notices"),
        kinds.collect::<Vec<_>>().join(", ")
    )?;
    Ok(terminal::print(&out)?)
}
