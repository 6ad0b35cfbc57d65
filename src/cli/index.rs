//! `docent index`: a folder of tutorials becomes the live generation.

use std::fmt::Write;
use std::fs::File;
use std::io::{IsTerminal, stderr, stdin};
use std::path::{Path, PathBuf};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{DEFAULT_CORPUS, DEFAULT_INDEX, plain, terminal};
use crate::api::BuildReport;
use crate::build::{Outcome, Plan, Progress, build};
use crate::config::Config;
use crate::error::{Error, Notice};
use crate::index::Guard;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of tutorials, with docent.toml if there is one
    #[arg(default_value = DEFAULT_CORPUS)]
    corpus: PathBuf,
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
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
    /// Print each notice with file and line
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let corpus = &arguments.corpus;
    let config = configure(corpus, arguments)?;
    let guard = if arguments.force {
        Guard::Off
    } else {
        Guard::On
    };
    let spool = match arguments.stdin {
        true => Some(Spool::of_stdin(&arguments.index, &arguments.name)?),
        false => None,
    };
    let outcome = build_with_bar(&Plan {
        corpus: spool.as_ref().map_or(corpus, |spool| &spool.folder).clone(),
        index: arguments.index.clone(),
        config,
        guard,
    })?;
    if arguments.verbose {
        for notice in &outcome.notices {
            print_notice(notice);
        }
    }
    if arguments.json {
        return terminal::print_json(&outcome.report);
    }
    print_report(&outcome.report, arguments.verbose)
}

/// A folder with what came from standard input; it goes when this does.
struct Spool {
    folder: PathBuf,
}

impl Spool {
    /// Writes standard input to a file beside the index, whatever its size.
    fn of_stdin(index: &Path, name: &str) -> anyhow::Result<Self> {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.starts_with('.') || name.is_empty() || !name.chars().all(is_plain) {
            let message = format!("`--name` is \"{name}\": use letters, digits, `-` and `_`");
            return Err(Error::Invalid(message).into());
        }
        if stdin().is_terminal() {
            let message = "`--stdin` waits for JSON lines: pipe them in, as `export | docent index \
                           --stdin` does";
            return Err(Error::Invalid(message.to_owned()).into());
        }
        let folder = index.join(format!(".stdin-{}", std::process::id()));
        std::fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        let spool = Self { folder };
        let path = spool.folder.join(format!("{name}.jsonl"));
        let mut file = File::create(&path).map_err(Error::io("create", &path))?;
        std::io::copy(&mut stdin().lock(), &mut file).map_err(Error::io("write", &path))?;
        Ok(spool)
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // What cannot be removed is found by its name and does no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Reads docent.toml and lets the flags have the last word.
fn configure(corpus: &Path, arguments: &Arguments) -> anyhow::Result<Config> {
    let mut config = Config::load(corpus)?;
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
    Ok(config)
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

fn print_notice(notice: &Notice) {
    anstream::eprintln!(
        "{} {}",
        terminal::yellow("notice:"),
        plain(&notice.to_string())
    );
}

/// Prints the summary that a person reads.
pub(super) fn print_report(report: &BuildReport, verbose: bool) -> anyhow::Result<()> {
    let mut out = String::new();
    writeln!(
        out,
        "{} {} pages, {} sections, {} words from {} files in {:.2} s ({:.1} MB/s)",
        terminal::bold("indexed"),
        HumanCount(report.pages as u64),
        HumanCount(report.sections as u64),
        HumanCount(report.words as u64),
        HumanCount(report.files as u64),
        report.seconds,
        report.mb_per_second,
    )?;
    writeln!(
        out,
        "{} {}: {} for {} of text ({:.2} ×), {} terms",
        terminal::bold("published"),
        report.generation,
        HumanBytes(report.index_bytes),
        HumanBytes(report.text_bytes),
        report.index_ratio,
        HumanCount(report.terms as u64),
    )?;
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
