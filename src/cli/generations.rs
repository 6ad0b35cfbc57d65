//! `docent status`, `history`, `rollback`, `verify` and `diff`.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use indicatif::{HumanBytes, HumanCount};
use serde::Serialize;
use serde_json::json;

use super::serve::plan;
use super::{DEFAULT_CORPUS, DEFAULT_INDEX, plain, terminal};
use crate::api::PageChanges;
use crate::build::{ahead, diff};
use crate::error::Error;
use crate::index::{Kept, find, held, history, rollback, verify};

/// Paths that are listed of each kind of change.
const PATHS_SHOWN: usize = 20;

/// How much of a commit's id a person needs.
const COMMIT_SHOWN: usize = 12;

/// The index that is meant, and how it is told.
#[derive(Debug, clap::Args)]
struct Place {
    /// The folder that holds the index
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct StatusArguments {
    /// The folder of tutorials, compared with the index if it is there
    #[arg(default_value = DEFAULT_CORPUS)]
    corpus: PathBuf,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
pub(super) struct HistoryArguments {
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
pub(super) struct RollbackArguments {
    /// The generation to go back to [default: the one before the live one]
    generation: Option<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
pub(super) struct VerifyArguments {
    /// The generation to check [default: all that are kept]
    generation: Option<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
pub(super) struct DiffArguments {
    /// The older generation [default: the one before the newer]
    from: Option<String>,
    /// The newer generation [default: the live one]
    to: Option<String>,
    #[command(flatten)]
    place: Place,
}

/// What `docent status` tells.
#[derive(Serialize)]
struct Status<'s> {
    live: &'s Kept,
    /// Whether it was rolled back to and stays until `docent index` is run.
    held: bool,
    /// What `docent index` would change; nothing where there is no corpus.
    ahead: Option<PageChanges>,
}

pub(super) fn status(arguments: &StatusArguments) -> anyhow::Result<()> {
    let index = &arguments.place.index;
    let kept = history(index)?;
    let live = live_of(index, &kept)?;
    let corpus = &arguments.corpus;
    let plan = corpus.is_dir().then(|| plan(corpus, index));
    let status = Status {
        live,
        held: held(index)?.is_some(),
        ahead: plan.transpose()?.map(|plan| ahead(&plan)).transpose()?,
    };
    if arguments.place.json {
        return terminal::print_json(&status);
    }
    let mut out = String::new();
    writeln!(out, "{}", line_of(live))?;
    if status.held {
        writeln!(
            out,
            "{} it was rolled back to and stays until `docent index` is run",
            terminal::yellow("held")
        )?;
    }
    match &status.ahead {
        None => writeln!(out, "{} is not there to compare with", corpus.display())?,
        Some(changes) if *changes == PageChanges::default() => {
            writeln!(out, "{} is as it was indexed", corpus.display())?;
        }
        Some(changes) => {
            writeln!(
                out,
                "{} is ahead; `docent index` takes it over:",
                corpus.display()
            )?;
            write_changes(&mut out, changes)?;
        }
    }
    Ok(terminal::print(&out)?)
}

/// Returns the live generation among those that are kept.
fn live_of<'k>(index: &Path, kept: &'k [Kept]) -> Result<&'k Kept, Error> {
    let live = kept.iter().find(|kept| kept.is_live);
    live.ok_or_else(|| Error::NoIndex {
        path: index.to_owned(),
    })
}

/// Returns a generation as a line.
fn line_of(kept: &Kept) -> String {
    if let Some(fault) = &kept.fault {
        return format!("{}  {}", kept.name, terminal::red(plain(fault)));
    }
    let edits = kept.edits;
    let commit = kept.source_commit.as_deref().map(|commit| {
        let short = commit.get(..COMMIT_SHOWN).unwrap_or(commit);
        format!(", from commit {short}")
    });
    format!(
        "{}{}  {}  {} pages, {} (+{} ~{} -{}){}",
        kept.name,
        if kept.is_live { " live" } else { "     " },
        kept.published_at.as_deref().unwrap_or_default(),
        HumanCount(kept.pages),
        HumanBytes(kept.bytes),
        edits.added,
        edits.changed,
        edits.removed,
        plain(&commit.unwrap_or_default()),
    )
}

pub(super) fn list(arguments: &HistoryArguments) -> anyhow::Result<()> {
    let kept = history(&arguments.place.index)?;
    live_of(&arguments.place.index, &kept)?;
    if arguments.place.json {
        return terminal::print_json(&kept);
    }
    let lines = kept.iter().map(|kept| line_of(kept) + "\n");
    Ok(terminal::print(&lines.collect::<String>())?)
}

pub(super) fn go_back(arguments: &RollbackArguments) -> anyhow::Result<()> {
    let index = &arguments.place.index;
    let name = rollback(index, arguments.generation.as_deref())?;
    if arguments.place.json {
        return terminal::print_json(&json!({ "live": name, "held": true }));
    }
    let out = format!(
        "{} {name}; it stays until `docent index` is run\n",
        terminal::bold("rolled back to")
    );
    Ok(terminal::print(&out)?)
}

pub(super) fn check(arguments: &VerifyArguments) -> anyhow::Result<()> {
    let index = &arguments.place.index;
    let kept = history(index)?;
    live_of(index, &kept)?;
    let names: Vec<String> = match &arguments.generation {
        Some(said) => vec![find(index, said)?],
        None => kept.into_iter().map(|kept| kept.name).collect(),
    };
    let results: Vec<_> = names
        .into_iter()
        .map(|name| (verify(index, &name), name))
        .collect();
    let faults = results.iter().filter_map(|(result, name)| {
        result
            .as_ref()
            .err()
            .map(|error| format!("{name}: {error}"))
    });
    let faults: Vec<String> = faults.collect();
    if arguments.place.json {
        let list = results.iter().map(|(result, name)| {
            json!({
                "generation": name,
                "files": result.as_ref().map_or(0, |manifest| manifest.files.len()),
                "fault": result.as_ref().err().map(ToString::to_string),
            })
        });
        terminal::print_json(&list.collect::<Vec<_>>())?;
    } else {
        let sound = results.iter().filter_map(|(result, name)| {
            let manifest = result.as_ref().ok()?;
            Some(format!(
                "{name}  {} files are as they were written\n",
                manifest.files.len()
            ))
        });
        terminal::print(&sound.collect::<String>())?;
    }
    anyhow::ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

pub(super) fn compare(arguments: &DiffArguments) -> anyhow::Result<()> {
    let index = &arguments.place.index;
    let kept = history(index)?;
    let live = live_of(index, &kept)?;
    let to = match &arguments.to {
        Some(said) => find(index, said)?,
        None => live.name.clone(),
    };
    let from = match &arguments.from {
        Some(said) => find(index, said)?,
        None => {
            let older = kept.iter().skip_while(|kept| kept.name != to).nth(1);
            older.map(|kept| kept.name.clone()).ok_or_else(|| {
                Error::Invalid(format!(
                    "nothing is kept from before {to} to compare it with"
                ))
            })?
        }
    };
    let changes = diff(index, &from, &to)?;
    if arguments.place.json {
        return terminal::print_json(&json!({ "from": from, "to": to, "pages": changes }));
    }
    let mut out = format!("{from} → {to}\n");
    if changes == PageChanges::default() {
        out.push_str("the same pages\n");
    }
    write_changes(&mut out, &changes)?;
    Ok(terminal::print(&out)?)
}

/// Lists pages by what became of them.
fn write_changes(out: &mut String, changes: &PageChanges) -> std::fmt::Result {
    let moved = changes
        .moved
        .iter()
        .map(|(old, new)| format!("{old} → {new}"));
    let kinds = [
        ("+", changes.added.clone()),
        ("~", changes.changed.clone()),
        ("-", changes.removed.clone()),
        (">", moved.collect()),
    ];
    for (sign, paths) in kinds {
        for path in paths.iter().take(PATHS_SHOWN) {
            writeln!(out, "  {sign} {}", plain(path))?;
        }
        if let Some(more @ 1..) = paths.len().checked_sub(PATHS_SHOWN) {
            writeln!(out, "  {sign} and {more} more; --json lists them")?;
        }
    }
    Ok(())
}
