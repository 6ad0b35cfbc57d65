//! `/admin`: builds started from afar, their progress, every new generation.
//!
//! Off unless the server was given a token. A token is compared by its digest,
//! in constant time. One build runs at a time and one may wait; whoever asks
//! for a third is given the one that waits, which will see every change that
//! was made before it begins.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use serde::Serialize;
use tokio::sync::broadcast::{self, error::RecvError};
use tokio::task::spawn_blocking;

use super::Service;
use super::error::{Kind, Problem};
use crate::api::BuildReport;
use crate::build::{Plan, Progress, build};
use crate::error::Result;
use crate::index::held;

/// Jobs that are remembered.
const MAX_JOBS: usize = 50;

/// Events that a slow listener may be behind.
const MAX_EVENTS: usize = 256;

/// How often a quiet stream of events shows that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// A build says how far it is so many times.
const STEPS: usize = 20;

/// What a build is made by, asked for before each.
pub type Planner = Arc<dyn Fn() -> Result<Plan> + Send + Sync>;

/// Who may start builds, and what they build.
#[derive(Clone)]
pub struct AdminOptions {
    /// The bearer token.
    pub token: String,
    /// What is built.
    pub planner: Planner,
}

impl fmt::Debug for AdminOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AdminOptions")
    }
}

/// The state behind `/admin`.
pub(super) struct Admin {
    token: blake3::Hash,
    planner: Planner,
    jobs: Mutex<Jobs>,
    events: broadcast::Sender<(&'static str, String)>,
}

#[derive(Default)]
struct Jobs {
    last: u64,
    list: VecDeque<Job>,
}

/// A build that was asked for.
#[derive(Debug, Clone, Serialize)]
struct Job {
    id: u64,
    state: JobState,
    /// Files looked at, and all of them.
    done: usize,
    total: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<BuildReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum JobState {
    Queued,
    Running,
    Done,
    Failed,
}

impl Admin {
    pub(super) fn new(options: AdminOptions) -> Self {
        Self {
            token: blake3::hash(options.token.as_bytes()),
            planner: options.planner,
            jobs: Mutex::default(),
            events: broadcast::channel(MAX_EVENTS).0,
        }
    }

    /// Tells all listeners that another generation is served.
    pub(super) fn tell_generation(&self, generation: &str, pages: usize) {
        let event = serde_json::json!({ "generation": generation, "pages": pages });
        let _ = self.events.send(("generation", event.to_string()));
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the job that waits, or a new one, and whether somebody must run it.
    fn enqueue(&self) -> (Job, bool) {
        let mut jobs = self.jobs();
        let waiting = jobs.list.iter().find(|job| job.state == JobState::Queued);
        if let Some(job) = waiting {
            return (job.clone(), false);
        }
        jobs.last += 1;
        let job = Job {
            id: jobs.last,
            state: JobState::Queued,
            done: 0,
            total: 0,
            report: None,
            error: None,
        };
        jobs.list.push_back(job.clone());
        if jobs.list.len() > MAX_JOBS {
            jobs.list.pop_front();
        }
        let is_idle = !jobs.list.iter().any(|job| job.state == JobState::Running);
        (job, is_idle)
    }

    /// Takes the job that waits.
    fn next(&self) -> Option<u64> {
        let mut jobs = self.jobs();
        if jobs.list.iter().any(|job| job.state == JobState::Running) {
            return None;
        }
        let job = jobs
            .list
            .iter_mut()
            .find(|job| job.state == JobState::Queued)?;
        job.state = JobState::Running;
        Some(job.id)
    }

    /// Changes a job and tells of it.
    fn update(&self, id: u64, change: impl FnOnce(&mut Job)) {
        let mut jobs = self.jobs();
        if let Some(job) = jobs.list.iter_mut().find(|job| job.id == id) {
            change(job);
            let event = serde_json::to_string(job).unwrap_or_default();
            let _ = self.events.send(("job", event));
        }
    }

    /// Runs the jobs that wait, one after another. Blocks.
    fn work(&self) {
        while let Some(id) = self.next() {
            self.update(id, |_| {});
            let (mut done, mut total) = (0, 0);
            let result = (self.planner)().and_then(|plan| {
                build(&plan, &mut |progress| {
                    match progress {
                        Progress::Found(n) => total = n,
                        Progress::Read(n, _) => done += n,
                        Progress::Publishing => {}
                    }
                    let step = (total / STEPS).max(1);
                    if !matches!(progress, Progress::Read(..)) || done % step == 0 {
                        self.update(id, |job| (job.done, job.total) = (done, total));
                    }
                })
            });
            self.update(id, |job| match result {
                Ok(outcome) => {
                    job.state = JobState::Done;
                    job.report = Some(outcome.report);
                }
                Err(error) => {
                    tracing::error!(target: "docent::http", "job {id} failed: {error}");
                    job.state = JobState::Failed;
                    job.error = Some(error.to_string());
                }
            });
        }
    }
}

/// Returns the state behind `/admin` to who has its token.
fn admitted<'s>(service: &'s Service, headers: &HeaderMap) -> Result<&'s Admin, Problem> {
    let Some(admin) = &service.admin else {
        let detail = "Administration is off; start the server with a token to turn it on.";
        return Err(Problem::new(Kind::NotFound, detail));
    };
    let given = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
    let given = given.and_then(|value| {
        let (scheme, token) = value.split_at_checked("Bearer ".len())?;
        scheme.eq_ignore_ascii_case(b"Bearer ").then_some(token)
    });
    // Equality of these digests takes the same time wherever they differ.
    match given.map(blake3::hash) {
        Some(token) if token == admin.token => Ok(admin),
        _ => {
            let detail = "This needs the header `Authorization: Bearer` with the server's token.";
            Err(Problem::new(Kind::Unauthorized, detail))
        }
    }
}

/// `POST /admin/reindex`: starts a build, or names the one that is to begin.
pub(super) async fn reindex(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let admin = admitted(&service, &headers)?;
    if let Some(name) = held(&service.index)? {
        let detail = format!(
            "The index was rolled back to {name} and stays there until `docent index` is run."
        );
        return Err(Problem::new(Kind::Held, detail));
    }
    let (job, is_idle) = admin.enqueue();
    if is_idle {
        let service = Arc::clone(&service);
        spawn_blocking(move || {
            if let Some(admin) = &service.admin {
                admin.work();
            }
        });
    }
    let location = HeaderValue::from_str(&format!("/admin/jobs/{}", job.id));
    let mut response = (StatusCode::ACCEPTED, axum::Json(job)).into_response();
    if let Ok(location) = location {
        response.headers_mut().insert(LOCATION, location);
    }
    Ok(unstored(response))
}

/// `GET /admin/jobs/{id}`: how far a build is, or what it came to.
pub(super) async fn job(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let admin = admitted(&service, &headers)?;
    let jobs = admin.jobs();
    let mut list = jobs.list.iter();
    let found = list.find(|job| job.id.to_string() == id).cloned();
    let job = found.ok_or_else(|| {
        let detail = format!("There is no such job; the last {MAX_JOBS} are remembered.");
        Problem::new(Kind::NotFound, detail)
    })?;
    Ok(unstored(axum::Json(job).into_response()))
}

/// `GET /admin/events`: jobs and generations as they come, as server-sent events.
pub(super) async fn events(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let admin = admitted(&service, &headers)?;
    let stream = stream_of(admin.events.subscribe());
    let sse = Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    Ok(unstored(sse.into_response()))
}

/// Returns events until the service ends; what a slow listener missed is named.
fn stream_of(
    receiver: broadcast::Receiver<(&'static str, String)>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(receiver, |mut receiver| async move {
        let event = match receiver.recv().await {
            Ok((kind, data)) => Event::default().event(kind).data(data),
            Err(RecvError::Lagged(n)) => Event::default().event("missed").data(n.to_string()),
            Err(RecvError::Closed) => return None,
        };
        Some((Ok(event), receiver))
    })
}

fn unstored(mut response: Response) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}
