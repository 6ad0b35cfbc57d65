//! Following the index: what is published is served a moment later.
//!
//! A generation that cannot be opened, or cannot answer a first search, is never
//! swapped in; it is logged once and tried again now and then, in case its files
//! are still arriving. The old one keeps serving.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;
use tokio::time::MissedTickBehavior;

use super::Service;
use crate::index;

/// How often the live generation's name is read.
const POLL: Duration = Duration::from_millis(100);

/// How soon a refused generation is tried again.
const RETRY: Duration = Duration::from_secs(5);

/// A generation that could not be served.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refused {
    generation: Option<String>,
    reason: String,
    at: Instant,
}

/// Keeps the service on the live generation, for ever.
pub(super) async fn follow(service: Arc<Service>) {
    let mut ticks = tokio::time::interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut refused = None;
    loop {
        ticks.tick().await;
        let service = Arc::clone(&service);
        let before = refused.clone();
        let step = spawn_blocking(move || step(&service, before, Instant::now()));
        match step.await {
            Ok(after) => refused = after,
            Err(panic) => tracing::error!(target: "docent::http", "following stopped: {panic}"),
        }
    }
}

/// Loads the live generation if it is new; returns it if it was refused.
fn step(service: &Service, refused: Option<Refused>, now: Instant) -> Option<Refused> {
    let live = index::current(&service.index).ok().flatten();
    let loaded = service.snapshot.load();
    if loaded
        .as_ref()
        .is_some_and(|snapshot| snapshot.is_live(&service.index))
    {
        return None;
    }
    let known = refused
        .as_ref()
        .filter(|refused| refused.generation == live);
    if known.is_some_and(|refused| now.duration_since(refused.at) < RETRY) {
        return refused;
    }
    let reason = service.load().err()?.to_string();
    if known.is_none_or(|refused| refused.reason != reason) {
        tracing::warn!(
            target: "docent::http",
            "the live generation is not served, the one before stays: {reason}"
        );
    }
    Some(Refused {
        generation: live,
        reason,
        at: now,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::error::Error;
    use crate::http::fixture;

    #[test]
    fn the_live_generation_is_loaded_once() {
        let service = fixture::loading(|_, _| Ok(fixture::response()));
        assert!(service.snapshot().is_err());
        assert_eq!(step(&service, None, Instant::now()), None);
        let first = service.snapshot().unwrap();
        assert_eq!(step(&service, None, Instant::now()), None);
        assert!(Arc::ptr_eq(&first, &service.snapshot().unwrap()));
    }

    #[test]
    fn a_generation_that_cannot_answer_is_refused_and_tried_again_later() {
        let n_searches = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&n_searches);
        let service = fixture::loading(move |_, _| {
            counter.fetch_add(1, Ordering::Relaxed);
            Err(Error::Invalid("damaged".into()))
        });
        let start = Instant::now();
        let refused = step(&service, None, start);
        assert_eq!(refused.as_ref().unwrap().reason, "damaged");
        assert_eq!(step(&service, refused.clone(), start + POLL), refused);
        assert_eq!(n_searches.load(Ordering::Relaxed), 1);
        let again = step(&service, refused, start + RETRY);
        assert_eq!(n_searches.load(Ordering::Relaxed), 2);
        assert_eq!(again.unwrap().at, start + RETRY);
        assert!(service.snapshot().is_err());
    }
}
