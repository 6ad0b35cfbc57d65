//! The surface under load and before its index: what clients then get.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::http::{Service, fixture, router};

async fn ask(service: &Arc<Service>) -> (StatusCode, HeaderMap, Value) {
    let body = json!({"requests": [{"indexName": "docs", "query": "x"}]});
    let request = Request::post("/algolia/1/indexes/*/queries").header("accept", "text/html");
    let request = request.body(Body::from(body.to_string())).unwrap();
    let response = router(Arc::clone(service)).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let body = serde_json::from_slice(&body).unwrap();
    (parts.status, parts.headers, body)
}

#[tokio::test]
async fn too_many_searches_ask_to_come_back_and_the_host_stays_up() {
    let service = fixture::narrow(std::time::Duration::from_secs(60), |_, _| {
        Ok(fixture::response())
    });
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (also_release, also_held) = std::sync::mpsc::channel::<()>();
    let block = |held: std::sync::mpsc::Receiver<()>| {
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            let wait = move || {
                let _ = held.recv();
            };
            let _ = service.admission.run(wait).await;
        })
    };
    let blocked = [block(held), block(also_held)];
    while service.admission.free_places() > 0 {
        tokio::task::yield_now().await;
    }
    let (status, headers, body) = ask(&service).await;
    assert_eq!(status, 429);
    assert_eq!(headers["retry-after"], "1");
    assert_eq!(headers["content-type"], "application/json; charset=UTF-8");
    let message = "Too many searches are waiting.";
    assert_eq!(body, json!({"message": message, "status": 429}));
    drop((release, also_release));
    for one in blocked {
        one.await.unwrap();
    }
    assert_eq!(ask(&service).await.0, 200);
}

#[tokio::test]
async fn before_the_index_is_loaded_another_host_may_be_asked() {
    let service = fixture::loading(|_, _| Ok(fixture::response()));
    let (status, headers, body) = ask(&service).await;
    assert_eq!(status, 503);
    assert_eq!(headers["retry-after"], "1");
    assert_eq!(body["status"], 503);
}
