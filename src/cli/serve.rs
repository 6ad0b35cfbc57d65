//! `docent serve`: the search page and the JSON service.

use std::path::PathBuf;

use super::index::{build_with_bar, print_report};
use super::{DEFAULT_CORPUS, DEFAULT_INDEX};
use crate::build::{Links, Plan};
use crate::config::Config;
use crate::http::{ServeOptions, serve};
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
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let corpus = &arguments.corpus;
    let mut config = Config::load(corpus)?;
    if let Some(listen) = &arguments.listen {
        config.serve.listen.clone_from(listen);
    }
    config.serve.allow_explain |= arguments.allow_explain;
    if current(&arguments.index)?.is_none() {
        let outcome = build_with_bar(&Plan {
            corpus: corpus.clone(),
            index: arguments.index.clone(),
            config: config.clone(),
            guard: Guard::On,
            links: Links::Noticed,
            reading: false,
        })?;
        print_report(&outcome.report, false)?;
    }
    start_logs();
    let options = ServeOptions::new(arguments.index.clone(), config);
    Ok(serve(options)?)
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
