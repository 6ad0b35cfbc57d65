//! The engine over HTTP: `/search` as JSON and as a page, and what is around.
//!
//! One [`Service`] holds the live [`Snapshot`] and the queue in front of the
//! engine. A request takes this way:
//!
//! ```text
//! connection   time limit on the head of the request
//!  access      id, log line; limits on address, body and time
//!   error      problems of all below get their body here
//!    native    negotiate → params → one snapshot for the whole request
//!     answer   `ETag`? → admission → engine and rendering off the reactor → headers
//! ```
//!
//! A handler is extract, call, answer. Nothing here knows how pages are found:
//! the engine is a function from a snapshot and a request to a response, and
//! tests put another in its place.
//!
//! What does not exist: sessions, cookies, writes, TLS. A proxy in front does
//! TLS and HTTP/2.

mod access;
mod admin;
mod admission;
mod algolia;
mod answer;
mod assets;
mod connection;
mod dates;
mod encoding;
mod error;
#[cfg(test)]
mod fixture;
mod follow;
mod health;
mod href;
mod html;
mod locale;
mod native;
mod negotiate;
mod numbers;
mod opensearch;
pub(crate) mod params;
mod reading;
mod related;
mod suggest;
mod words;

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use axum::Router;
use axum::http::header::{ACCEPT, ETAG, IF_NONE_MATCH, LINK, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::cors::{AllowOrigin, Any, CorsLayer};

use crate::api::{SearchRequest, SearchResponse};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::index::{self, Snapshot};
use crate::search;
use admin::Admin;
pub use admin::{AdminOptions, Planner};
use admission::Admission;
use assets::Assets;
use error::{Kind, Problem};

/// Answers below this are sent as they are, in bytes: a packet holds them.
const COMPRESS_ABOVE_BYTES: u64 = 1024;

/// How long the runtime waits for work off the reactor when all else has ended.
const LAST_WORK: Duration = Duration::from_secs(1);

/// What answers a search; [`search::search`] but in tests.
type Engine = Box<dyn Fn(&Snapshot, &SearchRequest) -> Result<SearchResponse> + Send + Sync>;

/// What [`serve`] needs to know.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ServeOptions {
    /// The index folder.
    pub index: PathBuf,
    /// The configuration; `serve.listen` is where to listen.
    pub config: Config,
    /// Who may start builds; nobody where there is none.
    pub admin: Option<AdminOptions>,
}

impl ServeOptions {
    /// Returns the options for an index folder under a configuration.
    pub fn new(index: PathBuf, config: Config) -> Self {
        Self {
            index,
            config,
            admin: None,
        }
    }
}

/// An index being served: its live generation and the queue in front of it.
pub struct Service {
    index: PathBuf,
    site: String,
    /// Where readers reach this service, without `/` at its end; may be empty.
    url: String,
    origins: Origins,
    /// Whether `explain=true` is answered.
    allow_explain: bool,
    snapshot: ArcSwapOption<Snapshot>,
    /// Held while a generation is opened, so that two never are at once.
    loading: Mutex<()>,
    engine: Engine,
    limits: Limits,
    admission: Admission,
    assets: Assets,
    n_requests: AtomicU64,
    admin: Option<Admin>,
    /// See `serve.algolia_indexes`; empty for any name.
    algolia_indexes: Vec<String>,
    events: algolia::EventCounts,
}

/// How much the service takes on.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Searches at once.
    running: usize,
    /// Searches waiting beyond those.
    waiting: usize,
    /// The longest time from a request's head to its answer.
    handling: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            running: 2 * cores,
            waiting: 64,
            handling: Duration::from_secs(10),
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("index", &self.index)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Service {
    /// Returns a service for an index folder that has not loaded it yet.
    ///
    /// # Errors
    /// An entry of `serve.allow_origins` is not an origin.
    pub fn new(index: PathBuf, config: &Config) -> Result<Self> {
        let engine = Box::new(search::search);
        Self::with_engine(index, config, engine, Limits::default())
    }

    /// Lets who has the token start builds.
    #[must_use]
    pub fn with_admin(mut self, options: Option<AdminOptions>) -> Self {
        self.admin = options.map(Admin::new);
        self
    }

    fn with_engine(
        index: PathBuf,
        config: &Config,
        engine: Engine,
        limits: Limits,
    ) -> Result<Self> {
        Ok(Self {
            index,
            site: config.site.name.clone(),
            url: config.serve.url.trim_end_matches('/').to_owned(),
            origins: Origins::parse(&config.serve.allow_origins)?,
            allow_explain: config.serve.allow_explain,
            snapshot: ArcSwapOption::empty(),
            loading: Mutex::new(()),
            engine,
            limits,
            admission: Admission::new(limits.running, limits.waiting),
            assets: Assets::new(),
            n_requests: AtomicU64::new(0),
            admin: None,
            algolia_indexes: config.serve.algolia_indexes.clone(),
            events: algolia::EventCounts::default(),
        })
    }

    /// Opens the live generation if it is not the one loaded, tries it with a
    /// first search and serves it from then on. Blocks.
    ///
    /// # Errors
    /// There is no index or it cannot be opened or searched; what was loaded
    /// before stays.
    pub fn load(&self) -> Result<()> {
        let _one = self.loading.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = self.snapshot.load();
        if loaded
            .as_ref()
            .is_some_and(|snapshot| snapshot.is_live(&self.index))
        {
            return Ok(());
        }
        // What serves already is better than something older.
        let (snapshot, damage) = match loaded.as_ref() {
            Some(_) => (Snapshot::open(&self.index)?, None),
            None => index::open_sound(&self.index)?,
        };
        if let Some(damage) = damage {
            tracing::error!(target: "docent::http", "an older generation is served: {damage}");
        }
        (self.engine)(&snapshot, &SearchRequest::default())?;
        let (generation, pages) = (snapshot.name().to_owned(), snapshot.n_pages());
        self.snapshot.store(Some(Arc::new(snapshot)));
        if let Some(admin) = &self.admin {
            admin.tell_generation(&generation, pages);
        }
        tracing::info!(
            target: "docent::http", generation, pages,
            "serving generation {generation} with {pages} pages"
        );
        Ok(())
    }

    /// Returns the live generation, to be taken once per request.
    fn snapshot(&self) -> Result<Arc<Snapshot>, Problem> {
        self.snapshot.load_full().ok_or_else(|| {
            Problem::new(
                Kind::IndexLoading,
                "The index is being loaded; try again in a moment.",
            )
        })
    }

    /// Returns where readers reach this service, if that is configured.
    fn base(&self) -> Option<&str> {
        Some(self.url.as_str()).filter(|url| !url.is_empty())
    }

    /// Returns whether search boxes made for Algolia may ask for this index: one
    /// of those configured, or a replica of one in another order.
    fn has_index(&self, name: &str) -> bool {
        let mut known = self.algolia_indexes.iter();
        let is_of = |known: &String| {
            let rest = name.strip_prefix(known.as_str());
            rest.is_some_and(|rest| rest.is_empty() || algolia::is_order(rest))
        };
        self.algolia_indexes.is_empty() || known.any(is_of)
    }

    /// Returns a request's number within this process.
    fn next_number(&self) -> u64 {
        self.n_requests.fetch_add(1, Ordering::Relaxed)
    }
}

/// Returns the routes of a service.
pub fn router(service: Arc<Service>) -> Router {
    let shared = Router::new()
        .route("/search", get(native::search))
        .route("/related", get(related::related))
        .route("/suggest", get(suggest::suggest))
        .route("/assets/{name}", get(assets::serve))
        .route(Assets::SEARCH_BOX, get(assets::serve_newest))
        .route(Assets::MARKS, get(assets::serve_newest))
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(cors(&service.origins));
    let compression = CompressionLayer::new().compress_when(
        // Events are sent as they come, not when a packet is full.
        SizeAbove::new(COMPRESS_ABOVE_BYTES).and(NotForContentType::SSE),
    );
    Router::new()
        .route("/", get(html::search_page))
        .route("/opensearch.xml", get(opensearch::describe))
        .route("/p", get(reading::page))
        .route("/p/", get(reading::page))
        .route("/p/{*path}", get(reading::page))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/admin/reindex", post(admin::reindex))
        .route("/admin/jobs/{id}", get(admin::job))
        .route("/admin/events", get(admin::events))
        .method_not_allowed_fallback(error::method_not_allowed)
        .fallback(error::not_found)
        .merge(shared)
        .merge(algolia::routes(&service))
        .layer(from_fn_with_state(Arc::clone(&service), access::limit))
        .layer(from_fn_with_state(Arc::clone(&service), error::dress))
        .layer(compression)
        .layer(from_fn_with_state(Arc::clone(&service), access::observe))
        .with_state(service)
}

/// Answers connections until `shutdown` and follows the index meanwhile.
///
/// Requests in flight at the shutdown are finished, for at most ten seconds.
///
/// # Errors
/// None so far.
pub async fn run(
    listener: TcpListener,
    service: Arc<Service>,
    shutdown: impl Future<Output = ()>,
) -> Result<()> {
    let follower = tokio::spawn(follow::follow(Arc::clone(&service)));
    connection::accept(listener, router(service), shutdown).await;
    follower.abort();
    Ok(())
}

/// Serves an index until Ctrl-C or SIGTERM.
///
/// The address is open, and `/healthz` answers, while the index is still being
/// loaded.
///
/// # Errors
/// There is no index, it cannot be opened, or the address cannot be listened
/// on.
pub fn serve(options: ServeOptions) -> Result<()> {
    let ServeOptions {
        index,
        config,
        admin,
    } = options;
    if index::current(&index)?.is_none() {
        return Err(Error::NoIndex { path: index });
    }
    let service = Service::new(index, &config)?.with_admin(admin);
    let service = Arc::new(service);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Error::io("start threads to serve", &service.index))?;
    let result = runtime.block_on(async {
        let listener = connection::bind(&config.serve.listen).await?;
        if let Ok(address) = listener.local_addr() {
            tracing::info!(target: "docent::http", %address, "listening on http://{address}");
        }
        let first = load_first(Arc::clone(&service));
        let serving = run(listener, service, connection::interrupted());
        tokio::try_join!(first, serving).map(|_| ())
    });
    runtime.shutdown_timeout(LAST_WORK);
    result
}

/// Loads the first generation off the reactor; a failure ends the program.
async fn load_first(service: Arc<Service>) -> Result<()> {
    let load = tokio::task::spawn_blocking(move || service.load());
    load.await
        .unwrap_or_else(|panic| Err(Error::Invalid(format!("loading the index: {panic}"))))
}

/// Which web origins may read answers.
#[derive(Debug, Clone)]
enum Origins {
    Any,
    Listed(Vec<HeaderValue>),
}

impl Origins {
    /// Reads `serve.allow_origins`.
    fn parse(origins: &[String]) -> Result<Self> {
        if origins.iter().any(|origin| origin == "*") {
            return Ok(Self::Any);
        }
        let values = origins.iter().map(|origin| {
            let host = ["https://", "http://"]
                .iter()
                .find_map(|scheme| origin.strip_prefix(scheme));
            let plain = host.is_some_and(|host| !host.is_empty() && !host.contains(['/', ' ']));
            let value = HeaderValue::from_str(origin).ok().filter(|_| plain);
            value.ok_or_else(|| {
                Error::Invalid(format!(
                    "`serve.allow_origins` has \"{origin}\": an origin is a scheme and a host \
                     without a path, such as https://learn.example, or * for any"
                ))
            })
        });
        Ok(Self::Listed(values.collect::<Result<_>>()?))
    }
}

/// Returns the layer that lets pages of other origins search and load the box.
fn cors(origins: &Origins) -> CorsLayer {
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers([ACCEPT, IF_NONE_MATCH])
        .expose_headers([
            ETAG,
            LINK,
            RETRY_AFTER,
            HeaderName::from_static("server-timing"),
        ]);
    match origins {
        // The same answer for every origin: a shared cache needs to keep only one.
        Origins::Any => layer.allow_origin(Any).vary([]),
        Origins::Listed(values) => layer
            .allow_origin(AllowOrigin::list(values.clone()))
            .vary([ORIGIN]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fixture::{canned, send};

    fn for_origins(origins: &[&str]) -> Result<Service> {
        let mut config = Config::default();
        config.serve.allow_origins = origins.iter().map(|&origin| origin.into()).collect();
        Service::new(fixture::index(), &config)
    }

    #[tokio::test]
    async fn any_origin_may_read_answers_and_errors() {
        let origin = [("origin", "https://a.example")];
        for uri in ["/search?q=x", "/search?page=0"] {
            let reply = send(&canned(), "GET", uri, &origin).await;
            assert_eq!(reply.header("access-control-allow-origin"), "*", "{uri}");
            let exposed = reply.header("access-control-expose-headers");
            assert_eq!(exposed, "etag,link,retry-after,server-timing");
        }
        let reply = send(&canned(), "GET", "/", &origin).await;
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }

    #[tokio::test]
    async fn a_preflight_is_answered() {
        let headers = [
            ("origin", "https://a.example"),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "if-none-match"),
        ];
        let reply = send(&canned(), "OPTIONS", "/search", &headers).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("access-control-allow-methods"), "GET,HEAD");
    }

    #[tokio::test]
    async fn only_listed_origins_may_read() {
        let service =
            Arc::new(for_origins(&["https://a.example", "http://localhost:3000"]).unwrap());
        let listed = [("origin", "https://a.example")];
        let reply = send(&service, "GET", "/search", &listed).await;
        assert_eq!(
            reply.header("access-control-allow-origin"),
            "https://a.example"
        );
        let vary = reply.headers.get_all("vary");
        assert!(vary.iter().any(|value| value == "origin"));
        let other = [("origin", "https://b.example")];
        let reply = send(&service, "GET", "/search", &other).await;
        assert_eq!(reply.header("access-control-allow-origin"), "");
    }

    #[test]
    fn an_origin_has_no_path() {
        for origin in [
            "a.example",
            "https://a.example/docs",
            "https://",
            "https://a b",
        ] {
            let error = for_origins(&[origin]).unwrap_err().to_string();
            assert!(error.contains("`serve.allow_origins` has"), "{error}");
        }
        assert!(for_origins(&[]).is_ok());
        assert!(for_origins(&["https://a.example", "*"]).is_ok());
    }
}
