//! Insights events: what readers clicked, as search-insights sends it.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

/// The most events of one call, as Algolia has it.
const MAX_EVENTS: usize = 1000;

/// How many events of each type came in since the process started.
#[derive(Debug, Default)]
pub(in crate::http) struct EventCounts {
    clicks: AtomicU64,
    conversions: AtomicU64,
    views: AtomicU64,
}

impl EventCounts {
    /// Returns clicks, conversions and views.
    pub(super) fn now(&self) -> [u64; 3] {
        [&self.clicks, &self.conversions, &self.views].map(|count| count.load(Ordering::Relaxed))
    }

    fn of(&self, kind: &str) -> Option<&AtomicU64> {
        match kind {
            "click" => Some(&self.clicks),
            "conversion" => Some(&self.conversions),
            "view" => Some(&self.views),
            _ => None,
        }
    }
}

/// Counts the events of a call and returns its answer. Nothing that they say of
/// a reader is kept.
///
/// # Errors
/// It is no list of events, in words for the client; then none is counted.
pub(super) fn accept(counts: &EventCounts, body: &Value) -> Result<Value, String> {
    let events = body["events"].as_array();
    let events = events.filter(|events| events.len() <= MAX_EVENTS);
    let events = events.ok_or(format!("`events` must be a list of at most {MAX_EVENTS}"))?;
    let kinds = events.iter().map(|event| {
        let kind = event["eventType"].as_str().unwrap_or_default();
        counts
            .of(kind)
            .ok_or("`eventType` must be click, conversion or view".to_owned())
    });
    for count in kinds.collect::<Result<Vec<_>, _>>()? {
        count.fetch_add(1, Ordering::Relaxed);
    }
    let [clicks, conversions, views] = counts.now();
    tracing::info!(
        target: "docent::http", clicks, conversions, views,
        "{clicks} clicks, {conversions} conversions and {views} views since the start"
    );
    Ok(json!({"status": 200, "message": "OK"}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_counted_by_type_and_all_or_none() {
        let counts = EventCounts::default();
        let event = |kind: &str| json!({"eventType": kind, "eventName": "x", "index": "docs"});
        let body = json!({"events": [event("click"), event("view"), event("click")]});
        assert_eq!(accept(&counts, &body).unwrap()["status"], 200);
        assert_eq!(counts.now(), [2, 0, 1]);
        for wrong in [
            json!({"events": [event("click"), event("theft")]}),
            json!({"events": "click"}),
            json!(null),
        ] {
            assert!(accept(&counts, &wrong).is_err(), "{wrong}");
        }
        assert_eq!(counts.now(), [2, 0, 1]);
    }
}
