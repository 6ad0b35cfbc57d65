//! The command line: one file per command, colours only where a person reads.
//!
//! Results go to standard output, everything else to standard error. Text from
//! pages never reaches a terminal with its control characters (see `plain`).

mod check;

#[cfg(feature = "crawl")]
mod crawl;

mod eval;

mod generations;

mod index;

mod init;

mod inspect;

mod related;

mod search;

mod serve;

mod spool;

mod suggest;

mod terminal;

#[cfg(feature = "watch")]
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// The search engine for tutorial and documentation sites.
#[derive(Debug, Parser)]
#[command(name = "docent", version, about, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a docent.toml with what is found in a folder, commented
    Init(init::Arguments),
    /// Read a folder of tutorials and build its search index
    ///
    /// After an edit only what changed is read. Exit codes: 3 if the guard or --strict refuses to
    /// publish, 4 if another docent is writing to the index, 1 for every other failure.
    Index(index::Arguments),
    /// Index again whenever a file changes
    #[cfg(feature = "watch")]
    Watch(watch::Arguments),
    /// Serve the search page and the JSON service
    Serve(serve::Arguments),
    /// Search from the terminal
    Search(search::Arguments),
    /// Complete what is typed, as the search box does
    Suggest(suggest::Arguments),
    /// List the pages that belong with a page
    Related(related::Arguments),
    /// Say what is in the index, or how one page was read
    Inspect(inspect::Arguments),
    /// Say what is live, since when, and how far the corpus is ahead
    Status(generations::StatusArguments),
    /// List the generations that are kept
    History(generations::HistoryArguments),
    /// Go back to an older generation, until `docent index` is run again
    Rollback(generations::RollbackArguments),
    /// Check the files of all generations against their digests
    Verify(generations::VerifyArguments),
    /// Say which pages differ between two generations
    Diff(generations::DiffArguments),
    /// Measure the ranking against judged queries
    Eval(eval::Arguments),
    /// Report what writers should mend: broken links, missing titles and more
    Check(check::Arguments),
}

/// Where commands look for pages unless told otherwise.
const DEFAULT_CORPUS: &str = "corpus";

/// Where commands keep the index unless told otherwise.
const DEFAULT_INDEX: &str = "index";

/// Runs the command that was asked for; returns how it ended.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let done = |()| ExitCode::SUCCESS;
    let result = match arguments.command {
        Command::Init(arguments) => init::run(&arguments).map(done),
        Command::Index(arguments) => index::run(&arguments).map(done),
        #[cfg(feature = "watch")]
        Command::Watch(arguments) => watch::run(&arguments).map(done),
        Command::Status(arguments) => generations::status(&arguments).map(done),
        Command::History(arguments) => generations::list(&arguments).map(done),
        Command::Rollback(arguments) => generations::go_back(&arguments).map(done),
        Command::Verify(arguments) => generations::check(&arguments).map(done),
        Command::Diff(arguments) => generations::compare(&arguments).map(done),
        Command::Serve(arguments) => serve::run(&arguments).map(done),
        Command::Search(arguments) => search::run(&arguments).map(done),
        Command::Suggest(arguments) => suggest::run(&arguments).map(done),
        Command::Related(arguments) => related::run(&arguments).map(done),
        Command::Inspect(arguments) => inspect::run(&arguments).map(done),
        Command::Eval(arguments) => eval::run(&arguments).map(done),
        Command::Check(arguments) => check::run(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the chain: our messages hold that of their cause.
            anstream::eprintln!("{} {}", terminal::red("error:"), plain(&error.to_string()));
            exit_code(&error)
        }
    }
}

/// Exit codes that scripts tell apart; every other failure is 1, and 2 is a
/// command that cannot be understood.
const REFUSED: u8 = 3;
const LOCKED: u8 = 4;

/// Returns how a command ends that failed.
fn exit_code(error: &anyhow::Error) -> ExitCode {
    match error.downcast_ref::<Error>() {
        Some(Error::Guard { .. } | Error::Floor { .. } | Error::DeadLinks { .. }) => {
            ExitCode::from(REFUSED)
        }
        Some(Error::Locked { .. }) => ExitCode::from(LOCKED),
        _ => ExitCode::FAILURE,
    }
}

/// Returns whether the reader of our output went away, as `head` does.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Returns text that a terminal shows as it is: no control characters; a tab,
/// as code aligns its columns by, is a blank.
fn plain(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '\n' => '\n',
            '\t' => ' ',
            _ if char.is_control() => '\u{fffd}',
            _ => char,
        })
        .collect()
}
