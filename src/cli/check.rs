//! `docent check`: what a corpus's writers should mend, for people and for CI.

use std::fmt::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::HumanCount;

use super::{DEFAULT_CORPUS, plain, terminal};
use crate::api::{CheckReport, Finding, Severity};
use crate::config::Config;
use crate::corpus::Corpus;
use crate::corpus::check::check;
use crate::error::Error;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of tutorials, with docent.toml if there is one
    #[arg(default_value = DEFAULT_CORPUS)]
    corpus: PathBuf,
    /// The address under which the site is published
    #[arg(long, value_name = "BASE")]
    url: Option<String>,
    /// Fail on warnings as well
    #[arg(long)]
    strict: bool,
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

/// Checks a corpus; the exit code says whether there is something to mend.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let path = &arguments.corpus;
    let mut config = Config::load(path)?;
    if let Some(url) = &arguments.url {
        config.site.url.clone_from(url);
        config.check().map_err(Error::Invalid)?;
    }
    let corpus = Corpus::open(path, &config)?;
    let report = check(&corpus, &config.check, config.index.threads)?;
    if arguments.json {
        terminal::print_json(&report)?;
    } else {
        let mut out = String::new();
        write_report(&mut out, &report)?;
        terminal::print(&out)?;
    }
    let fails = report.errors > 0 || (arguments.strict && report.warnings > 0);
    Ok(match fails {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// Writes the findings file by file, then what they come to.
fn write_report(out: &mut String, report: &CheckReport) -> fmt::Result {
    for of_file in report.findings.chunk_by(|a, b| a.path == b.path) {
        let mut findings = of_file.iter().peekable();
        while let Some(finding) = findings.next() {
            write_finding(out, finding)?;
            // The same advice is given once.
            let next = findings.peek();
            if next.is_none_or(|next| next.remedy != finding.remedy) {
                let remedy = plain(&finding.remedy);
                writeln!(out, "  {} {remedy}", terminal::blue("help:"))?;
            }
        }
        writeln!(out)?;
    }
    write_summary(out, report)
}

fn write_finding(out: &mut String, finding: &Finding) -> fmt::Result {
    let place = match finding.line {
        0 => plain(&finding.path),
        line => format!("{}:{line}", plain(&finding.path)),
    };
    let message = plain(&finding.message);
    let rule = terminal::dim(format!("({})", finding.rule));
    let place = terminal::bold(place);
    match finding.severity {
        Severity::Error => {
            writeln!(out, "{place}: {} {message} {rule}", terminal::red("error:"))
        }
        Severity::Warning => {
            writeln!(
                out,
                "{place}: {} {message} {rule}",
                terminal::yellow("warning:")
            )
        }
    }
}

fn write_summary(out: &mut String, report: &CheckReport) -> fmt::Result {
    let count = |n: usize, name: &str| {
        let plural = if n == 1 { "" } else { "s" };
        format!("{} {name}{plural}", HumanCount(n as u64))
    };
    write!(
        out,
        "{} {}",
        terminal::bold("checked"),
        count(report.pages, "page")
    )?;
    if report.hidden > 0 {
        let hidden = HumanCount(report.hidden as u64);
        write!(out, " ({hidden} more ask not to be searched)")?;
    }
    if report.findings.is_empty() {
        return writeln!(out, ": nothing to mend");
    }
    let errors = count(report.errors, "error");
    let warnings = count(report.warnings, "warning");
    writeln!(out, ": {errors}, {warnings}")?;
    for (rule, n) in &report.rules {
        writeln!(out, "{:>8} {rule}", HumanCount(*n as u64).to_string())?;
    }
    Ok(())
}
