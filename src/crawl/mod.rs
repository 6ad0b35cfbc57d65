//! A live site to a mirror on disk, for owners without its sources.
//!
//! [`crawl`] reads a site page by page, politely, and keeps what it read in a
//! folder that [`crate::corpus::Corpus`] opens like any other. The next run
//! asks only for what changed. It stays on one host and below the address it
//! starts from, heeds robots.txt, `noindex`, `nofollow` and canonical addresses,
//! and is bounded in pages, depth, rate and size.
//!
//! ```text
//! fetch      one request: conditional, bounded, redirects on the host only
//! sitemap    addresses that the site lists itself
//! page       what an HTML page says to a crawler: links, canonical, robots
//! frontier   what is still to be read, each address once
//! mirror     the pages on disk and what is known of each
//! ```

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use robotxt::{AccessResult, Robots};
use url::Url;

use crate::error::{Error, Notice, NoticeKind, Result};

mod fetch;

mod frontier;

mod mirror;

mod page;

mod sitemap;

use fetch::{Answer, Client, Fetched};
use frontier::{Frontier, Scope, Task};
use mirror::{Known, Mirror};

/// The crawler's name in robots.txt and in its requests.
const AGENT: &str = "docent";

/// How many requests are under way together, at most.
const N_TOGETHER: usize = 4;

/// What to crawl and how far.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where to start; pages above its folder are not read.
    pub start: String,
    /// The folder of the mirror.
    pub mirror: PathBuf,
    /// The most pages that are read.
    pub max_pages: usize,
    /// The most links from the start to a page; sitemaps count as the start.
    pub max_depth: usize,
    /// Requests per second, at most.
    pub rate: f64,
    /// The most bytes of a page.
    pub max_page_bytes: u64,
}

/// What a crawl came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Pages in the mirror now.
    pub pages: usize,
    /// Pages that were new or had changed.
    pub changed: usize,
    /// Pages that had not changed since the last run.
    pub unchanged: usize,
    /// Pages of the last run that are gone.
    pub gone: usize,
    /// Addresses that were not read, by the reason.
    pub skipped: BTreeMap<&'static str, usize>,
    /// What went wrong.
    pub notices: Vec<Notice>,
}

/// How far a crawl is: addresses read, and known so far.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// Reads a site into its mirror.
///
/// # Errors
/// The address is none, the site cannot be reached or refuses robots, or the
/// mirror cannot be written. What an earlier run read stays.
pub fn crawl(plan: &Plan, on_progress: Progress<'_>) -> Result<Report> {
    let start = address(&plan.start)?;
    let client = Client::new(plan.rate, plan.max_page_bytes);
    let robots = robots(&client, &start)?;
    let mut crawler = Crawler {
        plan,
        scope: Scope::below(&start),
        frontier: Frontier::default(),
        mirror: Mirror::open(&plan.mirror, &start)?,
        report: Report::default(),
        robots,
        client,
    };
    crawler.seed(&start);
    crawler.read_all(&start, on_progress)?;
    crawler.finish(&start)
}

/// Returns an address that can be crawled.
fn address(text: &str) -> Result<Url> {
    let wrong = |why: &str| {
        Error::Invalid(format!(
            "{text} cannot be crawled: {why}; give a whole address, such as https://docs.example/"
        ))
    };
    let url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
    match url.scheme() {
        "http" | "https" if url.has_host() => Ok(url),
        _ => Err(wrong("it is no web address")),
    }
}

/// Reads robots.txt: by RFC 9309 no file allows all, an ill server nothing.
fn robots(client: &Client, start: &Url) -> Result<Robots> {
    let unreachable = |why: &str| {
        Error::Invalid(format!(
            "{start}: the site's robots.txt cannot be read ({why}), so nothing may be: \
             try again when the site is well"
        ))
    };
    let address = robotxt::robots_url(start).map_err(|error| unreachable(&error.to_string()))?;
    match client.get_file(&address) {
        Answer::Page(page) => Ok(Robots::from_access(
            AccessResult::Successful(&page.body),
            AGENT,
        )),
        Answer::Refused(status) if status < 500 => Ok(Robots::allow_all()),
        Answer::Refused(status) => Err(unreachable(&format!("status {status}"))),
        Answer::Failed(why) => Err(unreachable(&why)),
        Answer::Unchanged | Answer::Elsewhere(_) | Answer::TooLong => Ok(Robots::allow_all()),
    }
}

/// A crawl under way.
struct Crawler<'a> {
    plan: &'a Plan,
    scope: Scope,
    robots: Robots,
    client: Client,
    frontier: Frontier,
    mirror: Mirror,
    report: Report,
}

impl Crawler<'_> {
    /// Fills the frontier: the start, the site's own lists, the last run.
    fn seed(&mut self, start: &Url) {
        self.add(start.clone(), 0);
        let mut lists = self.robots.sitemaps().to_vec();
        if lists.is_empty() {
            lists.extend(start.join("/sitemap.xml"));
        }
        lists.retain(|list| list.origin() == start.origin());
        let listed = sitemap::read(&self.client, lists, self.plan.max_pages);
        for entry in listed {
            if let Ok(url) = Url::parse(&entry.address) {
                let is_fresh = entry.date.as_deref().is_some_and(|date| {
                    self.mirror
                        .known(&url)
                        .is_some_and(|known| known.is_after(date))
                });
                match is_fresh {
                    true if self.scope.holds(&url) => self.keep(&url),
                    _ => self.add(url, 0),
                }
            }
        }
        for url in self.mirror.addresses() {
            self.add(url, 0);
        }
    }

    /// Keeps a page that the sitemap says has not changed.
    fn keep(&mut self, url: &Url) {
        if self.frontier.mark(url) {
            self.mirror.confirm(url);
            self.report.unchanged += 1;
        }
    }

    /// Adds an address, unless there is a reason not to read it.
    fn add(&mut self, url: Url, depth: usize) {
        let url = frontier::plain(url);
        let reason = match () {
            () if !self.scope.holds(&url) => Some("elsewhere"),
            () if url.query().is_some() => Some("query"),
            () if frontier::is_file(&url) => Some("file"),
            () if depth > self.plan.max_depth => Some("too deep"),
            () if !self.robots.is_url_allowed(&url) => Some("robots.txt"),
            () => None,
        };
        match reason {
            Some(reason) => {
                if self.frontier.mark(&url) {
                    *self.report.skipped.entry(reason).or_default() += 1;
                }
            }
            None => self.frontier.push(Task { url, depth }),
        }
    }

    /// Reads page after page until there is none left or there are enough.
    fn read_all(&mut self, start: &Url, on_progress: Progress<'_>) -> Result<()> {
        let mut n_read = 0;
        loop {
            let n_left = self
                .plan
                .max_pages
                .saturating_sub(self.mirror.n_confirmed());
            let tasks = self.frontier.take(N_TOGETHER.min(n_left));
            if tasks.is_empty() {
                break;
            }
            n_read += tasks.len();
            for (task, answer) in self.fetch(tasks) {
                self.take(start, &task, answer)?;
            }
            on_progress(n_read, n_read + self.frontier.len());
        }
        if self.frontier.len() > 0 {
            let message = format!(
                "{} more addresses are known but {} pages are the limit: raise --crawl-pages",
                self.frontier.len(),
                self.plan.max_pages
            );
            self.notice(start, message);
        }
        Ok(())
    }

    /// Asks for some pages together.
    fn fetch(&self, tasks: Vec<Task>) -> Vec<(Task, Answer)> {
        thread::scope(|scope| {
            let asked: Vec<_> = tasks
                .into_iter()
                .map(|task| {
                    let known = self.mirror.known(&task.url);
                    scope.spawn(move || {
                        let answer = self.client.get(&task.url, known);
                        (task, answer)
                    })
                })
                .collect();
            // A thread cannot panic but by a fault of ours: its page is lost then.
            asked
                .into_iter()
                .filter_map(|thread| thread.join().ok())
                .collect()
        })
    }

    /// Takes the answer for one page.
    fn take(&mut self, start: &Url, task: &Task, answer: Answer) -> Result<()> {
        match answer {
            Answer::Unchanged => {
                self.mirror.confirm(&task.url);
                self.report.unchanged += 1;
                // Links of an unchanged page are still links.
                if let Some(html) = self.mirror.text(&task.url) {
                    self.follow(task, &page::read(&html, &task.url));
                }
            }
            Answer::Page(fetched) => self.take_page(task, &fetched)?,
            Answer::Elsewhere(url) if task.url == *start && !self.scope.holds(&url) => {
                return Err(Error::Invalid(format!(
                    "{start} redirects to {url}, which lies elsewhere; start there"
                )));
            }
            Answer::Elsewhere(url) => self.add(url, task.depth),
            Answer::Refused(404 | 410) => {}
            Answer::TooLong => {
                let megabytes = self.plan.max_page_bytes >> 20;
                self.notice(
                    &task.url,
                    format!("is longer than {megabytes} MB and is left out"),
                );
            }
            Answer::Refused(status) => {
                self.stay(
                    &task.url,
                    &format!("the server answered with status {status}"),
                );
            }
            Answer::Failed(why) if task.url == *start => {
                return Err(Error::Invalid(format!(
                    "{start} cannot be read: {why}; check the address and the network"
                )));
            }
            Answer::Failed(why) => self.stay(&task.url, &why),
        }
        Ok(())
    }

    /// Takes a page that was read: keeps it, follows its links.
    fn take_page(&mut self, task: &Task, fetched: &Fetched) -> Result<()> {
        if !fetched.is_html {
            *self.report.skipped.entry("no HTML").or_default() += 1;
            return Ok(());
        }
        let html = String::from_utf8_lossy(&fetched.body);
        let page = page::read(&html, &task.url);
        if !fetched.is_nofollow {
            self.follow(task, &page);
        }
        let canonical = page.canonical.map(frontier::plain);
        match canonical {
            Some(canonical) if canonical != task.url && self.scope.holds(&canonical) => {
                *self.report.skipped.entry("not canonical").or_default() += 1;
                self.add(canonical, task.depth);
            }
            _ if page.is_noindex || fetched.is_noindex => {
                *self.report.skipped.entry("noindex").or_default() += 1;
            }
            _ => {
                self.mirror.store(&task.url, fetched)?;
                self.report.changed += 1;
            }
        }
        Ok(())
    }

    /// Adds the links of a page.
    fn follow(&mut self, task: &Task, page: &page::Page) {
        if !page.is_nofollow {
            for link in &page.links {
                self.add(link.clone(), task.depth + 1);
            }
        }
    }

    /// Keeps what an earlier run read of a page that cannot be read now.
    fn stay(&mut self, url: &Url, why: &str) {
        let remedy = match self.mirror.confirm(url) {
            true => "; what was read before is kept",
            false => "; it is left out",
        };
        self.notice(url, format!("cannot be read: {why}{remedy}"));
    }

    fn notice(&mut self, url: &Url, message: String) {
        let notice = Notice::new(NoticeKind::Unreadable, url.as_str(), 0, message);
        self.report.notices.push(notice);
    }

    /// Writes the mirror's list and drops what is gone.
    fn finish(mut self, start: &Url) -> Result<Report> {
        if self.mirror.n_confirmed() == 0 {
            return Err(Error::Invalid(format!(
                "{start}: no page could be read; the site may refuse robots, or have no HTML \
                 at this address"
            )));
        }
        self.report.gone = self.mirror.finish()?;
        self.report.pages = self.mirror.n_confirmed();
        Ok(self.report)
    }
}

impl Known {
    /// Says whether the page was read after a date of a sitemap.
    fn is_after(&self, date: &str) -> bool {
        // Dates and times of W3C's format sort as text up to the day.
        let day = |text: &str| text.get(..10).map(str::to_owned);
        matches!((day(&self.read_at), day(date)), (Some(read), Some(changed)) if read > changed)
    }
}

/// How long a request may take in all.
const TIMEOUT: Duration = Duration::from_secs(30);
