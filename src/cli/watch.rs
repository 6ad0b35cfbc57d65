//! `docent watch`: what is saved in a folder is found a moment later.

use std::path::PathBuf;

use super::index::{print_notice, print_report};
use super::serve::plan;
use super::{DEFAULT_CORPUS, DEFAULT_INDEX, plain, terminal};
use crate::build::{Means, Outcome, WatchEvent, watch};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of tutorials
    #[arg(default_value = DEFAULT_CORPUS)]
    corpus: PathBuf,
    /// The folder that holds the index
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Look at the files again and again, as network drives need it
    #[arg(long)]
    poll: bool,
    /// Print a line of JSON for each generation that is published
    #[arg(long)]
    json: bool,
    /// Print each notice with file and line
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (corpus, index) = (&arguments.corpus, &arguments.index);
    let plan = || plan(corpus, index);
    // A configuration that does not parse is told at once, like an error of a build.
    watch(corpus, index, means(arguments.poll), plan, |event| {
        if let Err(error) = tell(&event, arguments) {
            anstream::eprintln!("{} {error}", terminal::red("error:"));
        }
    })?;
    Ok(())
}

/// Returns how a folder is to be watched.
pub(super) fn means(is_polled: bool) -> Means {
    match is_polled {
        true => Means::Polling,
        false => Means::Events,
    }
}

fn tell(event: &WatchEvent<'_>, arguments: &Arguments) -> anyhow::Result<()> {
    match event {
        WatchEvent::Watching(reason) => {
            let folder = arguments.corpus.display();
            anstream::eprintln!("{} {folder}; Ctrl-C ends it", terminal::bold("watching"));
            if let Some(reason) = reason {
                anstream::eprintln!("{} by looking, as {reason}", terminal::yellow("watching"));
            }
        }
        WatchEvent::Built(outcome) => tell_built(outcome, arguments)?,
        WatchEvent::Failed(error) => {
            let error = plain(&error.to_string());
            anstream::eprintln!(
                "{} {error}; the index stays as it is",
                terminal::red("error:")
            );
        }
        WatchEvent::Held(name) => anstream::eprintln!(
            "{} at {name}, to which it was rolled back; `docent index` ends that",
            terminal::yellow("held")
        ),
        WatchEvent::Compacted(manifest) => {
            anstream::eprintln!("{} {}", terminal::bold("compacted"), manifest.name);
        }
    }
    Ok(())
}

fn tell_built(outcome: &Outcome, arguments: &Arguments) -> anyhow::Result<()> {
    let report = &outcome.report;
    if arguments.verbose {
        outcome.notices.iter().for_each(print_notice);
    }
    if arguments.json && report.published {
        let line = serde_json::to_string(report)?;
        return Ok(terminal::print(&(line + "\n"))?);
    }
    match report.published {
        true if !arguments.json => print_report(report, arguments.verbose),
        _ => Ok(()),
    }
}
