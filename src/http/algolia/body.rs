//! The body of a request as JSON, whatever its content type says.
//!
//! Browsers' clients call it `text/plain` or a form, so that no preflight is
//! sent; clients on Node may pack it with gzip.

use std::io::Read;

use axum::body::{Body, to_bytes};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use flate2::read::MultiGzDecoder;
use serde_json::Value;

use crate::http::error::{Kind, Problem};

/// The longest body, in bytes, packed or not: a hundred times an ordinary one.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// Reads a body as JSON; an empty one is null.
pub(super) async fn read(body: Body, headers: &HeaderMap) -> Result<Value, Problem> {
    let bytes = to_bytes(body, MAX_BODY_BYTES);
    let bytes = bytes.await.map_err(|_| too_long())?;
    let encoding = headers.get(CONTENT_ENCODING);
    let encoding = encoding.map_or("", |encoding| encoding.to_str().unwrap_or("unreadable"));
    let bytes = match encoding.trim().to_ascii_lowercase().as_str() {
        "" | "identity" => bytes.to_vec(),
        "gzip" | "x-gzip" => unpack(&bytes)?,
        other => {
            let detail = format!("A body may be packed with gzip, not with {other}.");
            return Err(Problem::new(Kind::InvalidParameter, detail));
        }
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        let detail = format!("The body is not JSON: {error}.");
        Problem::new(Kind::InvalidParameter, detail)
    })
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut unpacked = Vec::new();
    // One byte more than is allowed tells what is too long without unpacking it.
    let mut reader = MultiGzDecoder::new(bytes).take(MAX_BODY_BYTES as u64 + 1);
    reader.read_to_end(&mut unpacked).map_err(|error| {
        let detail = format!("The body is not gzip: {error}.");
        Problem::new(Kind::InvalidParameter, detail)
    })?;
    match unpacked.len() <= MAX_BODY_BYTES {
        true => Ok(unpacked),
        false => Err(too_long()),
    }
}

fn too_long() -> Problem {
    let detail = format!("A body may have {MAX_BODY_BYTES} bytes.");
    Problem::new(Kind::PayloadTooLarge, detail)
}
