//! Sockets: binding, connections with time limits, an orderly end.
//!
//! `axum::serve` sets no time limit on reading a request's head, so a client
//! that sends a byte a minute would hold its connection for ever; hyper's own
//! builder does. HTTP/1.1 only: HTTP/2 needs TLS in browsers, and that is the
//! proxy's part.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

use crate::error::{Error, Result};

/// How long a connection may take to send a request's head, and idle between
/// two requests.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long requests in flight may take to finish when the service stops.
const GRACE: Duration = Duration::from_secs(10);

/// Opens the address on which the service listens.
///
/// # Errors
/// The address cannot be read or opened; the message says what to do.
pub(super) async fn bind(address: &str) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let remedy = match error.kind() {
            io::ErrorKind::AddrInUse => {
                "another program listens there; choose another with --listen"
            }
            io::ErrorKind::PermissionDenied => {
                "ports below 1024 need privileges; choose another with --listen"
            }
            _ => "choose an address such as 127.0.0.1:7979 with --listen",
        };
        Error::Invalid(format!("{address}: cannot listen: {error}; {remedy}"))
    })
}

/// Answers connections until `shutdown`, then lets requests in flight finish.
pub(super) async fn accept(
    mut listener: TcpListener,
    routes: Router,
    shutdown: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT);
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, _) = tokio::select! {
            connection = Listener::accept(&mut listener) => connection,
            () = &mut shutdown => break,
        };
        // Answers are small and whole: waiting to fill packets only delays them.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(routes.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(target: "docent::http", "connection ended: {error}");
            }
        });
    }
    drop(listener);
    let left = graceful.count();
    if tokio::time::timeout(GRACE, graceful.shutdown())
        .await
        .is_err()
    {
        let seconds = GRACE.as_secs();
        tracing::warn!(
            target: "docent::http", left,
            "stopped after waiting {seconds} s for requests"
        );
    }
}

/// Waits for Ctrl-C or, where there is one, SIGTERM.
pub(super) async fn interrupted() {
    let ctrl_c = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::warn!(target: "docent::http", "Ctrl-C is not heard: {error}");
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        () = ctrl_c => {}
        () = terminated() => {}
    }
    tracing::info!(target: "docent::http", "stopping; requests in flight are finished");
}

#[cfg(unix)]
async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => {
            tracing::warn!(target: "docent::http", "SIGTERM is not heard: {error}");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpStream};
    use std::sync::{Arc, Mutex, mpsc};

    use tokio::sync::oneshot;

    use super::*;
    use crate::http::{fixture, run};

    fn ask(address: SocketAddr) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        let request = "GET /search?q=vec HTTP/1.1\r\nhost: a\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_request_in_flight_is_finished_at_the_shutdown() {
        let (started, has_started) = mpsc::channel();
        let (release, held) = mpsc::channel::<()>();
        let (started, held) = (Mutex::new(started), Mutex::new(held));
        let service = fixture::loaded(move |_, _| {
            let _ = started.lock().unwrap().send(());
            let _ = held.lock().unwrap().recv();
            Ok(fixture::response())
        });
        let listener = bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move {
            let _ = stopped.await;
        };
        let served = tokio::spawn(run(listener, Arc::clone(&service), shutdown));
        let client = std::thread::spawn(move || ask(address));
        tokio::task::spawn_blocking(move || has_started.recv().unwrap())
            .await
            .unwrap();
        stop.send(()).unwrap();
        tokio::task::yield_now().await;
        drop(release);
        served.await.unwrap().unwrap();
        let answer = client.join().unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        assert!(TcpStream::connect(address).is_err());
    }

    #[tokio::test]
    async fn an_address_in_use_names_the_option() {
        let first = bind("127.0.0.1:0").await.unwrap();
        let address = first.local_addr().unwrap().to_string();
        let error = bind(&address).await.unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("{address}: cannot listen: ")),
            "{error}"
        );
        assert!(error.ends_with("choose another with --listen"), "{error}");
        let error = bind("nonsense").await.unwrap_err().to_string();
        assert!(error.contains("such as 127.0.0.1:7979"), "{error}");
    }
}
