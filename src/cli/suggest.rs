//! `docent suggest`: what completes what is typed.

use std::fmt::Write;
use std::path::PathBuf;

use clap::value_parser;

use super::{DEFAULT_INDEX, plain, terminal};
use crate::api::SuggestRequest;
use crate::index::Snapshot;
use crate::search::suggest;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What was typed so far; a blank at its end says that the last word is whole
    #[arg(required = true, num_args = 1..)]
    typed: Vec<String>,
    /// Only completions of pages in this language
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// How many completions to list, 1 to 20
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = value_parser!(u8).range(1..=20))]
    limit: u8,
    /// The folder that holds the index
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Print the answer as the HTTP service gives it
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let snapshot = Snapshot::open(&arguments.index)?;
    let request = SuggestRequest {
        q: arguments.typed.join(" "),
        limit: arguments.limit.into(),
        language: arguments.language.clone(),
    };
    let answer = suggest(&snapshot, &request);
    if arguments.json {
        return terminal::print_json(&answer);
    }
    let mut out = String::new();
    for one in &answer.suggestions {
        let kind = terminal::dim(format!("{:<8}", one.kind.as_str()));
        let url = one.url.as_deref().unwrap_or_default();
        let url = terminal::blue(plain(url));
        writeln!(out, "{kind} {}  {url}", plain(&one.text))?;
    }
    if answer.suggestions.is_empty() {
        writeln!(out, "Nothing completes this.")?;
    }
    Ok(terminal::print(&out)?)
}
