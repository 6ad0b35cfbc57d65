//! `docent search`: ranked page cards in a terminal, or the service's JSON.

use std::fmt::{self, Write};
use std::path::{Path, PathBuf};

#[cfg(feature = "serve")]
use anyhow::{Context, bail};
use clap::value_parser;

use super::{DEFAULT_INDEX, plain, terminal};
use crate::api::{
    Clause, Condition, Explain, Facet, Highlight, Hit, SearchRequest, SearchResponse,
};
#[cfg(feature = "serve")]
use crate::http::params::parse_pairs;
use crate::index::{Snapshot, open_sound};
use crate::search::search;

/// Values of a facet that are listed under the results.
const FACET_VALUES_SHOWN: usize = 8;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What to look for: "quotes" for phrases, -word to leave pages out (put `--`
    /// before the query when it holds a minus)
    #[arg(required = true, num_args = 1.., allow_hyphen_values = false)]
    query: Vec<String>,
    /// Only pages with this topic; may be given again for another
    #[arg(long, value_name = "T")]
    topic: Vec<String>,
    /// Only pages with this value of a facet (product=maps, minutes=5..10, level=-hard);
    /// values of one name given again are alternatives
    #[cfg(feature = "serve")]
    #[arg(long, value_name = "NAME=VALUE", allow_hyphen_values = true)]
    filter: Vec<String>,
    /// The order: relevance, date, title, or a facet of numbers or dates; with a
    /// minus falling (-date)
    #[cfg(feature = "serve")]
    #[arg(long, value_name = "ORDER", allow_hyphen_values = true)]
    sort: Option<String>,
    /// Show pages in this language first, translations in place of originals
    #[arg(long, value_name = "TAG")]
    prefer_language: Option<String>,
    /// Show this version of pages that have several, not the current one
    #[arg(long, value_name = "VERSION")]
    prefer_version: Option<String>,
    /// How many pages to show, 0 to 100
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = value_parser!(u8).range(0..=100))]
    limit: u8,
    /// The folder that holds the index
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Print the answer as the HTTP service gives it
    #[arg(long)]
    json: bool,
    /// Say of each page why it stands where it does
    #[arg(long)]
    explain: bool,
    /// Take every word as it is spelt
    #[arg(long)]
    literal: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let snapshot = open_or_older(&arguments.index)?;
    let response = search(&snapshot, &request(arguments, &snapshot)?)?;
    if arguments.json {
        return terminal::print_json(&response);
    }
    let mut out = String::new();
    write_response(&mut out, &response)?;
    Ok(terminal::print(&out)?)
}

/// Opens the live generation; where it is damaged, says so and opens an older one.
fn open_or_older(index: &Path) -> anyhow::Result<Snapshot> {
    let (snapshot, damage) = open_sound(index)?;
    if let Some(damage) = damage {
        let damage = plain(&damage.to_string());
        let name = snapshot.name();
        anstream::eprintln!("{} {damage}; {name} answers", terminal::red("error:"));
    }
    Ok(snapshot)
}

fn request(arguments: &Arguments, snapshot: &Snapshot) -> anyhow::Result<SearchRequest> {
    let mut request = narrowed(arguments, snapshot)?;
    let topics = arguments.topic.iter();
    let any: Vec<Condition> = topics.map(|topic| Condition::is("topic", topic)).collect();
    if !any.is_empty() {
        request.filter.clauses.push(Clause { any });
    }
    Ok(SearchRequest {
        q: arguments.query.join(" "),
        per_page: arguments.limit.into(),
        prefer_language: arguments.prefer_language.clone(),
        prefer_version: arguments.prefer_version.clone(),
        typo: !arguments.literal,
        explain: arguments.explain,
        ..request
    })
}

/// Returns the request of the filters and the order, by the rules of the service.
#[cfg(feature = "serve")]
fn narrowed(arguments: &Arguments, snapshot: &Snapshot) -> anyhow::Result<SearchRequest> {
    let mut pairs = Vec::new();
    for filter in &arguments.filter {
        let pair = filter.split_once('=');
        pairs.push(pair.with_context(|| format!("--filter {filter}: write NAME=VALUE"))?);
    }
    pairs.extend(arguments.sort.iter().map(|sort| ("sort", sort.as_str())));
    let (request, faults) = parse_pairs(&pairs, &snapshot.facet_kinds());
    match faults.first() {
        Some(fault) => bail!("{}", plain(fault)),
        None => Ok(request),
    }
}

/// Without the service there is nothing to read filters with.
#[cfg(not(feature = "serve"))]
fn narrowed(_: &Arguments, _: &Snapshot) -> anyhow::Result<SearchRequest> {
    Ok(SearchRequest::default())
}

fn write_response(out: &mut String, response: &SearchResponse) -> fmt::Result {
    let total = response.total.value;
    let pages = if total == 1 { "page" } else { "pages" };
    writeln!(
        out,
        "{} {pages} in {:.2} ms",
        terminal::bold(total),
        response.took_ms
    )?;
    if !response.query.corrections.is_empty() {
        let corrections = response.query.corrections.iter();
        let said: Vec<String> = corrections
            .map(|one| plain(&format!("{} for {}", one.to, one.from)))
            .collect();
        let said = said.join(", ");
        let label = terminal::yellow("looked for:");
        writeln!(out, "{label} {said} (--literal: as it is spelt)")?;
    }
    if !response.query.dropped.is_empty() {
        let dropped = plain(&response.query.dropped.join(", "));
        writeln!(out, "{} {dropped}", terminal::yellow("not found:"))?;
    }
    for notice in &response.notices {
        writeln!(out, "{} {}", terminal::yellow("notice:"), plain(notice))?;
    }
    for (number, hit) in response.results.iter().enumerate() {
        write_hit(out, number + 1, hit)?;
    }
    if total == 0 {
        match response.suggestions.first() {
            Some(suggestion) => writeln!(out, "Did you mean: {}", plain(suggestion))?,
            None => writeln!(out, "Try fewer or other words, or the beginning of one.")?,
        }
        return Ok(());
    }
    writeln!(out)?;
    for (name, facet) in &response.facets {
        write_facet(out, name, facet)?;
    }
    Ok(())
}

fn write_hit(out: &mut String, number: usize, hit: &Hit) -> fmt::Result {
    let crumbs = hit.breadcrumbs.join(" › ");
    writeln!(
        out,
        "\n{number:>3}. {}  {}",
        terminal::bold(marked(&hit.title)),
        terminal::dim(plain(&crumbs))
    )?;
    writeln!(out, "     {}", terminal::blue(plain(&hit.url)))?;
    write_relatives(out, hit)?;
    if !hit.snippet.text.is_empty() {
        writeln!(out, "     {}", marked(&hit.snippet))?;
    }
    for section in &hit.sections {
        writeln!(
            out,
            "     {} {}  {}",
            terminal::dim("§"),
            marked(&section.heading),
            terminal::blue(plain(&format!("#{}", section.anchor)))
        )?;
        writeln!(out, "       {}", marked(&section.snippet))?;
    }
    match &hit.explain {
        Some(explain) => write_explain(out, explain),
        None => Ok(()),
    }
}

/// Says why a page stands where it does.
fn write_explain(out: &mut String, explain: &Explain) -> fmt::Result {
    let label = terminal::yellow("why:");
    writeln!(out, "     {label} {}", plain(&explain.summary))?;
    for found in &explain.matches {
        let times = match found.count {
            1 => "once".to_owned(),
            n => format!("{n} times"),
        };
        let anchor = found.anchor.as_ref();
        let at = anchor.map(|anchor| format!(", most in #{anchor}"));
        let line = format!(
            "\"{}\" as \"{}\" ({}) {times} in {}{}",
            found.word,
            found.term,
            found.kind,
            found.field,
            at.unwrap_or_default()
        );
        writeln!(out, "       {}", terminal::dim(plain(&line)))?;
    }
    Ok(())
}

/// Names the other versions of a page and its translations.
fn write_relatives(out: &mut String, hit: &Hit) -> fmt::Result {
    let versions = hit.versions.iter().map(|link| link.version.as_str());
    let translations = hit.translations.iter().map(|link| link.language.as_str());
    let all: [(&str, &Option<String>, Vec<&str>); 2] = [
        ("version", &hit.version, versions.collect()),
        ("language", &hit.language, translations.collect()),
    ];
    for (name, own, others) in all {
        let is_fallback = hit.fallback.iter().any(|fallback| fallback == name);
        if others.is_empty() && !is_fallback {
            continue;
        }
        let own = own.as_deref().unwrap_or("none");
        let also = match others.is_empty() {
            true => String::new(),
            false => format!("; also {}", others.join(", ")),
        };
        let line = plain(&format!("{name} {own}{also}"));
        writeln!(out, "     {}", terminal::dim(line))?;
    }
    Ok(())
}

/// Returns a highlight with its marks as terminal styles.
fn marked(highlight: &Highlight) -> String {
    let parts = highlight.parts.iter().map(|part| {
        let text = plain(&part.t).replace('\n', " ");
        if part.m {
            terminal::mark(text).to_string()
        } else {
            text
        }
    });
    parts.collect()
}

fn write_facet(out: &mut String, name: &str, facet: &Facet) -> fmt::Result {
    if facet.values.is_empty() {
        return Ok(());
    }
    let shown = facet.values.iter().take(FACET_VALUES_SHOWN);
    let values = shown.map(|row| format!("{} {}", plain(&row.value), row.count));
    let more = facet.values.len().saturating_sub(FACET_VALUES_SHOWN);
    let rest = if more > 0 {
        format!(", {more} more")
    } else {
        String::new()
    };
    let values: Vec<String> = values.collect();
    writeln!(
        out,
        "{} {}{rest}",
        terminal::dim(format!("{}:", plain(name))),
        values.join(", ")
    )
}
