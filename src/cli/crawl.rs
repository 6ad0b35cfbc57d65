//! `docent index --crawl`: a live site is read before it is indexed.

use std::fmt::Write;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{plain, terminal};
use crate::config::Config;
use crate::crawl::{Plan, Report, crawl};

/// The folder of mirrors in the index folder.
const MIRRORS: &str = "crawl";

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "A live site")]
pub(super) struct CrawlArguments {
    /// Read the site at URL, and below it, instead of a folder
    #[arg(long = "crawl", value_name = "URL")]
    pub(super) start: Option<String>,
    /// The most pages that are read
    #[arg(
        long = "crawl-pages",
        value_name = "N",
        default_value_t = 20_000,
        requires = "start"
    )]
    pages: usize,
    /// The most links from the start to a page
    #[arg(
        long = "crawl-depth",
        value_name = "N",
        default_value_t = 20,
        requires = "start"
    )]
    depth: usize,
    /// Requests per second, at most
    #[arg(
        long = "crawl-rate",
        value_name = "N",
        default_value_t = 5.0,
        requires = "start"
    )]
    rate: f64,
}

impl CrawlArguments {
    /// Reads a site into its mirror, whose folder it returns; the site's name
    /// and address go into the configuration unless they are there.
    pub(super) fn mirror(
        &self,
        start: &str,
        index: &Path,
        config: &mut Config,
    ) -> anyhow::Result<PathBuf> {
        let (scheme, rest) = start.split_once("://").unwrap_or(("https", start));
        let host = rest.split('/').next().unwrap_or_default();
        let folder: String = host
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '.' {
                    c
                } else {
                    '_'
                }
            })
            .collect();
        let mirror = index.join(MIRRORS).join(folder.trim_start_matches('.'));
        let plan = Plan {
            start: start.to_owned(),
            mirror: mirror.clone(),
            max_pages: self.pages,
            max_depth: self.depth,
            rate: self.rate,
            max_page_bytes: (config.corpus.max_page_mb as u64) << 20,
        };
        print(&crawl_with_bar(&plan)?)?;
        if config.site.url.is_empty() {
            config.site.url = format!("{scheme}://{host}/");
        }
        if config.site.name == Config::default().site.name {
            host.clone_into(&mut config.site.name);
        }
        Ok(mirror)
    }
}

/// Crawls with a progress bar on standard error, where a person looks at it.
fn crawl_with_bar(plan: &Plan) -> anyhow::Result<Report> {
    let target = match stderr().is_terminal() {
        true => ProgressDrawTarget::stderr(),
        false => ProgressDrawTarget::hidden(),
    };
    let bar = ProgressBar::with_draw_target(Some(0), target);
    let style = "{msg:10} [{bar:32}] {human_pos} of {human_len} known, {per_sec}";
    bar.set_style(ProgressStyle::with_template(style)?.progress_chars("=> "));
    bar.set_message("crawling");
    let report = crawl(plan, &mut |n_read, n_known| {
        bar.set_length(n_known as u64);
        bar.set_position(n_read as u64);
    });
    bar.finish_and_clear();
    Ok(report?)
}

/// Says on standard error what the crawl came to.
fn print(report: &Report) -> anyhow::Result<()> {
    let mut out = String::new();
    write!(
        out,
        "{} {} pages: {} new or changed, {} as before, {} gone",
        terminal::bold("crawled"),
        report.pages,
        report.changed,
        report.unchanged,
        report.gone
    )?;
    let skipped = report.skipped.iter();
    let skipped: Vec<String> = skipped.map(|(reason, n)| format!("{n} {reason}")).collect();
    if !skipped.is_empty() {
        write!(out, "; not read: {}", skipped.join(", "))?;
    }
    anstream::eprintln!("{out}");
    for notice in &report.notices {
        anstream::eprintln!(
            "{} {}",
            terminal::yellow("notice:"),
            plain(&notice.to_string())
        );
    }
    Ok(())
}
