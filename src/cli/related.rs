//! `docent related`: the pages that belong with a page.

use std::fmt::{self, Write};
use std::path::PathBuf;

use anyhow::bail;
use clap::value_parser;

use super::{DEFAULT_INDEX, plain, terminal};
use crate::api::{Related, RelatedResponse};
use crate::index::Snapshot;
use crate::search::related_to;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A page: its file, its id or its URL
    page: String,
    /// How many pages to list, 1 to 20
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = value_parser!(u8).range(1..=20))]
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
    let answer = related_to(&snapshot, &arguments.page, arguments.limit.into())?;
    let Some(answer) = answer else {
        bail!(
            "{}: no page of the index has this file, id or URL; `docent search` finds pages",
            arguments.page
        );
    };
    if arguments.json {
        return terminal::print_json(&answer);
    }
    let mut out = String::new();
    write_answer(&mut out, &answer)?;
    Ok(terminal::print(&out)?)
}

fn write_answer(out: &mut String, answer: &RelatedResponse) -> fmt::Result {
    let title = plain(&answer.page.title);
    if answer.related.is_empty() {
        return writeln!(out, "No page belongs with {title}.");
    }
    writeln!(out, "With {}:", terminal::bold(title))?;
    for (number, page) in answer.related.iter().enumerate() {
        write_page(out, number + 1, page)?;
    }
    Ok(())
}

fn write_page(out: &mut String, number: usize, page: &Related) -> fmt::Result {
    let crumbs = plain(&page.breadcrumbs.join(" › "));
    writeln!(
        out,
        "\n{number:>3}. {}  {}",
        terminal::bold(plain(&page.title)),
        terminal::dim(crumbs)
    )?;
    writeln!(out, "     {}", terminal::blue(plain(&page.url)))?;
    let mut why = page.terms.join(", ");
    if page.linked {
        let link = if why.is_empty() { "linked" } else { "; linked" };
        why.push_str(link);
    }
    writeln!(out, "     {}", terminal::dim(plain(&why)))
}
