//! Watching a corpus: what is saved is found a moment later.
//!
//! Editors save in several steps (a new file, a rename over the old one), and a
//! branch that is checked out changes thousands of files: the index is brought
//! up to date once it has been quiet for a moment. An event says only that
//! something happened; what did is found out by the build, so a missed or a
//! superfluous one does no harm. Builds come one after another, an error leaves
//! the last good index, and an index that was rolled back is left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::{Outcome, Plan, build};
use crate::error::{Error, Result};
use crate::index::{Manifest, compact, held};

/// How long it must be quiet before a build.
const QUIET: Duration = Duration::from_millis(60);

/// How long a build waits for quiet at most.
const LONGEST: Duration = Duration::from_secs(1);

/// How often files are looked at where the system tells of no events.
const POLL: Duration = Duration::from_secs(1);

/// How soon a build is tried again while another process writes.
const RETRY: Duration = Duration::from_millis(500);

/// How often the folder itself is looked for, and how long it must be quiet
/// before a worn index is compacted.
const IDLE: Duration = Duration::from_secs(5);

/// How a watcher learns of changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Means {
    /// The system tells; where it cannot, files are looked at.
    #[default]
    Events,
    /// Files are looked at again and again, as network drives need it.
    Polling,
}

/// What a watcher has to tell.
#[derive(Debug)]
pub enum WatchEvent<'e> {
    /// The folder is watched from now on; the reason where it is by polling.
    Watching(Option<String>),
    /// The index is up to date.
    Built(&'e Outcome),
    /// It could not be brought up to date; the one before stays.
    Failed(&'e Error),
    /// It was rolled back to this generation and stays there.
    Held(&'e str),
    /// It was compacted into this generation.
    Compacted(&'e Manifest),
}

/// Keeps an index up to date with its corpus, for ever.
///
/// `plan` is asked before each build, so that a changed configuration counts.
///
/// # Errors
/// The folder cannot be watched at all.
pub fn watch(
    folder: &Path,
    index: &Path,
    means: Means,
    mut plan: impl FnMut() -> Result<Plan>,
    mut on_event: impl FnMut(WatchEvent<'_>),
) -> Result<()> {
    let (send, events) = channel();
    let mut watching = Watching::start(folder, index, means, send.clone())?;
    on_event(WatchEvent::Watching(watching.reason.take()));
    let mut due = true;
    let mut is_worn = false;
    loop {
        if due {
            is_worn = false;
            match step(index, &mut plan) {
                Ok(Step::Built(outcome)) => {
                    is_worn = outcome.is_worn;
                    due = false;
                    on_event(WatchEvent::Built(&outcome));
                }
                Ok(Step::Held(name)) => {
                    due = false;
                    on_event(WatchEvent::Held(&name));
                }
                Err(error) => {
                    due = matches!(error, Error::Locked { .. });
                    on_event(WatchEvent::Failed(&error));
                }
            }
        }
        match events.recv_timeout(if due { RETRY } else { IDLE }) {
            Ok(()) => {
                settle(&events);
                due = true;
            }
            Err(RecvTimeoutError::Timeout) if due => {}
            // Times of files may be too coarse to tell of a second save.
            Err(RecvTimeoutError::Timeout) if means == Means::Polling && !is_worn => due = true,
            Err(RecvTimeoutError::Timeout) => {
                if is_worn {
                    is_worn = false;
                    tidy(index, &mut plan, &mut on_event);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        // A folder that was replaced takes its watch with it.
        if watching.identity != identity(folder) {
            let renewed = Watching::start(folder, index, means, send.clone());
            if let Ok(renewed) = renewed {
                watching = renewed;
                due = true;
            }
        }
    }
}

/// What a build by a watcher came to.
enum Step {
    Built(Box<Outcome>),
    Held(String),
}

fn step(index: &Path, plan: &mut impl FnMut() -> Result<Plan>) -> Result<Step> {
    if let Some(name) = held(index)? {
        return Ok(Step::Held(name));
    }
    build(&plan()?, &mut |_| {}).map(|outcome| Step::Built(Box::new(outcome)))
}

/// Compacts a worn index; what fails is tried again after the next edit.
fn tidy(
    index: &Path,
    plan: &mut impl FnMut() -> Result<Plan>,
    on_event: &mut impl FnMut(WatchEvent<'_>),
) {
    match plan().and_then(|plan| compact(index, plan.config.index.keep)) {
        Ok(Some(manifest)) => on_event(WatchEvent::Compacted(&manifest)),
        Ok(None) => {}
        Err(error) => on_event(WatchEvent::Failed(&error)),
    }
}

/// Takes events until it is quiet.
fn settle(events: &Receiver<()>) {
    let started = Instant::now();
    while started.elapsed() < LONGEST && events.recv_timeout(QUIET).is_ok() {}
}

/// A folder under watch.
struct Watching {
    _watcher: Box<dyn Watcher>,
    identity: Option<(u64, u64)>,
    /// Why files are looked at, where the system should tell.
    reason: Option<String>,
}

impl Watching {
    fn start(folder: &Path, index: &Path, means: Means, send: Sender<()>) -> Result<Self> {
        let home = folder.canonicalize().map_err(Error::io("watch", folder))?;
        let identity = identity(folder);
        let own = index.canonicalize().unwrap_or_else(|_| index.to_owned());
        let mut reason = None;
        if means == Means::Events {
            let handler = handler(own.clone(), send.clone());
            let native = RecommendedWatcher::new(handler, Config::default());
            let started = native.and_then(|mut watcher| {
                watcher.watch(&home, RecursiveMode::Recursive)?;
                Ok(watcher)
            });
            match started {
                Ok(watcher) => {
                    return Ok(Self {
                        _watcher: Box::new(watcher),
                        identity,
                        reason: None,
                    });
                }
                Err(error) => reason = Some(error.to_string()),
            }
        }
        let config = Config::default().with_poll_interval(POLL);
        let polling = PollWatcher::new(handler(own, send), config);
        let polling = polling.and_then(|mut watcher| {
            watcher.watch(&home, RecursiveMode::Recursive)?;
            Ok(watcher)
        });
        let watcher = polling.map_err(|error| {
            Error::Invalid(format!("{}: cannot be watched: {error}", folder.display()))
        })?;
        Ok(Self {
            _watcher: Box::new(watcher),
            identity,
            reason,
        })
    }
}

/// Returns what takes events: reading is none, nor is what we write ourselves.
fn handler(index: PathBuf, send: Sender<()>) -> impl Fn(notify::Result<notify::Event>) {
    move |event| {
        let counts = match &event {
            Ok(event) => {
                let is_own = |path: &PathBuf| path.starts_with(&index);
                let is_all_own = !event.paths.is_empty() && event.paths.iter().all(is_own);
                !matches!(event.kind, EventKind::Access(_)) && !is_all_own
            }
            // Events were lost: look.
            Err(_) => true,
        };
        if counts {
            let _ = send.send(());
        }
    }
}

/// Returns what tells a folder from another one in its place.
#[cfg(unix)]
fn identity(folder: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(folder).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<(u64, u64)> {
    fs::metadata(folder).ok().map(|_| (0, 0))
}
