//! Answers of the ledger's door.

use crate::serve::coding::gzip;
use bytes::Bytes;
use flate2::Compression;
use hyper::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, VARY};
use hyper::{Response, StatusCode};
use serde::Serialize;

/// What never changes once it is there.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What is another within seconds.
pub(super) const FOR_A_MOMENT: &str = "public, max-age=1, must-revalidate";
/// What only who asked may keep; it never changes either.
const FOR_THE_READER: &str = "private, max-age=31536000, immutable";

pub(super) fn found(
    bytes: Vec<u8>,
    media_type: &'static str,
    keep: &'static str,
) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(bytes));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    answer
}

/// A document for everybody, or for who asked.
pub(super) fn json(document: &impl Serialize, keep: &'static str) -> Response<Bytes> {
    match serde_json::to_vec(document) {
        Ok(bytes) => found(bytes, "application/json", keep),
        Err(_) => {
            let mut answer = super::problem::broken();
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            answer
        }
    }
}

/// A bundle of entries, packed when the reader opens gzip: entries are much alike.
pub(super) fn bundle(bytes: Vec<u8>, packed: bool) -> Response<Bytes> {
    let coded = if packed { gzip(&bytes, Compression::fast()) } else { None };
    let is_coded = coded.is_some();
    let mut answer = found(coded.unwrap_or(bytes), "application/octet-stream", FOR_THE_READER);
    let headers = answer.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding, Authorization"));
    if is_coded {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    answer
}
