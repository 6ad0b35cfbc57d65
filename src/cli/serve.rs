//! `docent serve`: the search page and the JSON service.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::index::{build_with_bar, print_report};
use super::{DEFAULT_CORPUS, DEFAULT_INDEX};
use crate::build::{Links, Plan, Scope};
#[cfg(feature = "watch")]
use crate::build::{WatchEvent, watch};
use crate::config::Config;
use crate::error::Error;
use crate::http::{AdminOptions, ServeOptions, serve};
use crate::index::{Guard, current};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder that holds the index
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// The folder of tutorials, indexed first if there is no index
    #[arg(long, value_name = "DIR", default_value = DEFAULT_CORPUS)]
    corpus: PathBuf,
    /// Where to listen [default: 127.0.0.1:7979]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Answer `explain=true` on /search: why each result stands where it does
    #[arg(long)]
    allow_explain: bool,
    /// The token with which /admin starts builds; off without one
    #[arg(
        long,
        value_name = "TOKEN",
        env = "DOCENT_ADMIN_TOKEN",
        hide_env_values = true
    )]
    admin_token: Option<String>,
    /// A file that holds the token
    #[arg(long, value_name = "FILE", conflicts_with = "admin_token")]
    admin_token_file: Option<PathBuf>,
    /// Index again whenever a file of the corpus changes
    #[cfg(feature = "watch")]
    #[arg(long)]
    watch: bool,
    /// Watch by looking at the files again and again, as network drives need it
    #[cfg(feature = "watch")]
    #[arg(long, requires = "watch")]
    poll: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let corpus = &arguments.corpus;
    let mut config = Config::load(corpus)?;
    if let Some(listen) = &arguments.listen {
        config.serve.listen.clone_from(listen);
    }
    config.serve.allow_explain |= arguments.allow_explain;
    if current(&arguments.index)?.is_none() {
        let outcome = build_with_bar(&plan(corpus, &arguments.index)?)?;
        print_report(&outcome.report, false)?;
    }
    start_logs();
    #[cfg(feature = "watch")]
    if arguments.watch {
        start_watching(arguments);
    }
    let mut options = ServeOptions::new(arguments.index.clone(), config);
    options.admin = admin(arguments)?;
    Ok(serve(options)?)
}

/// Keeps the index up to date from a thread of its own, for as long as the
/// service lives; the service follows the index.
#[cfg(feature = "watch")]
fn start_watching(arguments: &Arguments) {
    let (corpus, index) = (arguments.corpus.clone(), arguments.index.clone());
    let means = super::watch::means(arguments.poll);
    std::thread::spawn(move || {
        let plan = || plan(&corpus, &index);
        if let Err(error) = watch(&corpus, &index, means, plan, |event| log(&event)) {
            tracing::error!("the corpus is not watched: {error}");
        }
    });
}

/// Writes what a watcher tells into the log.
#[cfg(feature = "watch")]
fn log(event: &WatchEvent<'_>) {
    match event {
        WatchEvent::Watching(None) => tracing::info!("watching the corpus"),
        WatchEvent::Watching(Some(reason)) => {
            tracing::info!("watching the corpus by looking at it, as {reason}");
        }
        WatchEvent::Built(outcome) if outcome.report.published => {
            let report = &outcome.report;
            tracing::info!(
                generation = report.generation,
                "published {}: {} pages changed, {} added, {} removed in {:.2} s",
                report.generation,
                report.changed,
                report.added,
                report.removed,
                report.seconds
            );
        }
        WatchEvent::Built(_) => {}
        WatchEvent::Failed(error) => {
            tracing::error!("not indexed, the index stays as it is: {error}");
        }
        WatchEvent::Held(name) => {
            tracing::warn!("held at {name}, to which it was rolled back; `docent index` ends that")
        }
        WatchEvent::Compacted(manifest) => tracing::info!("compacted into {}", manifest.name),
    }
}

/// The shortest token: fewer characters can be guessed.
const MIN_TOKEN: usize = 16;

/// Returns who may start builds, if anybody.
fn admin(arguments: &Arguments) -> anyhow::Result<Option<AdminOptions>> {
    let token = match (&arguments.admin_token, &arguments.admin_token_file) {
        (_, Some(file)) => fs::read_to_string(file).map_err(Error::io("read", file))?,
        (Some(token), None) => token.clone(),
        (None, None) => return Ok(None),
    };
    let token = token.trim().to_owned();
    anyhow::ensure!(
        token.len() >= MIN_TOKEN,
        "the token for /admin has {} characters: it must have at least {MIN_TOKEN}, as `openssl \
         rand -hex 32` makes them",
        token.len()
    );
    let (corpus, index) = (arguments.corpus.clone(), arguments.index.clone());
    let planner = move || plan(&corpus, &index);
    Ok(Some(AdminOptions {
        token,
        planner: Arc::new(planner),
    }))
}

/// Returns what is built, by the configuration as it is now.
pub(super) fn plan(corpus: &Path, index: &Path) -> Result<Plan, Error> {
    Ok(Plan {
        config: Config::load(corpus)?,
        corpus: corpus.to_owned(),
        index: index.to_owned(),
        guard: Guard::On,
        links: Links::Noticed,
        reading: false,
        scope: Scope::Changes,
    })
}

/// Sends logs to standard error; `RUST_LOG` chooses which.
fn start_logs() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env();
    let filter = filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("docent=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .with_target(false)
        .init();
}
