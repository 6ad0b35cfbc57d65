//! One request to the site: conditional, bounded in size and time, paced.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::http::{HeaderMap, Response};
use url::Url;

use super::mirror::Known;
use super::{AGENT, TIMEOUT};

/// The most redirects in a row that are followed.
const MAX_REDIRECTS: usize = 5;

/// Asks a site for pages, no faster than it should.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    pause: Duration,
    max_bytes: u64,
    /// When the next request may start.
    next: Mutex<Instant>,
}

/// What became of a request.
#[derive(Debug)]
pub(super) enum Answer {
    /// The page.
    Page(Fetched),
    /// The page is as it was.
    Unchanged,
    /// The page is at another address now.
    Elsewhere(Url),
    /// The server answered with another status than success.
    Refused(u16),
    /// The page is longer than it may be.
    TooLong,
    /// There was no answer, in words.
    Failed(String),
}

/// A page as the server sent it.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) body: Vec<u8>,
    pub(super) is_html: bool,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    /// What `X-Robots-Tag` says.
    pub(super) is_noindex: bool,
    pub(super) is_nofollow: bool,
}

impl Client {
    /// Makes a client of so many requests a second, and bytes a page, at most.
    pub(super) fn new(rate: f64, max_bytes: u64) -> Self {
        let config = Agent::config_builder()
            .user_agent(format!("{AGENT}/{}", env!("CARGO_PKG_VERSION")))
            .accept("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1")
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .build();
        Self {
            agent: config.new_agent(),
            pause: Duration::from_secs_f64(1.0 / rate.clamp(0.01, 1000.0)),
            max_bytes,
            next: Mutex::new(Instant::now()),
        }
    }

    /// Asks for a page, or whether one that is known has changed.
    ///
    /// A redirect is not followed: the address it leads to may be known, or
    /// refused to robots.
    pub(super) fn get(&self, url: &Url, known: Option<&Known>) -> Answer {
        self.wait();
        let mut request = self.agent.get(url.as_str());
        if let Some(known) = known {
            if let Some(etag) = &known.etag {
                request = request.header("if-none-match", etag);
            }
            if let Some(date) = &known.last_modified {
                request = request.header("if-modified-since", date);
            }
        }
        let response = match request.call() {
            Ok(response) => response,
            Err(error) => return Answer::Failed(error.to_string()),
        };
        match response.status().as_u16() {
            200 => self.read(response),
            304 => Answer::Unchanged,
            301 | 302 | 303 | 307 | 308 => match target(url, response.headers()) {
                Some(next) => Answer::Elsewhere(next),
                None => Answer::Failed("it redirects to nowhere".to_owned()),
            },
            status => Answer::Refused(status),
        }
    }

    /// Asks for a file of the site itself, such as robots.txt, wherever it is.
    pub(super) fn get_file(&self, url: &Url) -> Answer {
        let mut at = url.clone();
        for _ in 0..MAX_REDIRECTS {
            match self.get(&at, None) {
                Answer::Elsewhere(next) => at = next,
                answer => return answer,
            }
        }
        Answer::Refused(404)
    }

    /// Waits until the next request may start.
    fn wait(&self) {
        let start = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let start = (*next).max(Instant::now());
            *next = start + self.pause;
            start
        };
        thread::sleep(start.saturating_duration_since(Instant::now()));
    }

    /// Reads the body of an answer.
    fn read(&self, response: Response<ureq::Body>) -> Answer {
        let headers = response.headers();
        let text = |name: &str| {
            let value = headers.get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        let kind = text("content-type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let robots = text("x-robots-tag")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let fetched = Fetched {
            body: Vec::new(),
            is_html: kind.contains("text/html") || kind.contains("application/xhtml"),
            etag: text("etag"),
            last_modified: text("last-modified"),
            is_noindex: robots.contains("noindex") || robots.contains("none"),
            is_nofollow: robots.contains("nofollow") || robots.contains("none"),
        };
        let mut body = response.into_body();
        // One byte more tells a page that is too long from one that just fits.
        let bytes = body.with_config().limit(self.max_bytes + 1).read_to_vec();
        match bytes {
            Ok(bytes) if bytes.len() as u64 > self.max_bytes => Answer::TooLong,
            Ok(body) => Answer::Page(Fetched { body, ..fetched }),
            Err(ureq::Error::BodyExceedsLimit(_)) => Answer::TooLong,
            Err(error) => Answer::Failed(error.to_string()),
        }
    }
}

/// Returns where a redirect leads.
fn target(from: &Url, headers: &HeaderMap) -> Option<Url> {
    from.join(headers.get("location")?.to_str().ok()?).ok()
}
