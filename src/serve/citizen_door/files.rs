//! The files of the pages: ours, and the operator's stylesheets. They are the same for everybody, so they may be
//! packed and kept; pages hold a form's token, and packing them would tell of it by their length (BREACH).

use crate::page::STYLE;
use crate::serve::coding::{gzip, opens_gzip};
use crate::web::{BUNDLE_SCRIPT, Look, PAGE_SCRIPT, VERIFY_SCRIPT, VRF_SCRIPT};
use bytes::Bytes;
use flate2::Compression;
use hyper::Response;
use hyper::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, VARY};
use std::collections::HashMap;

struct File {
    media_type: &'static str,
    plain: Bytes,
    packed: Option<Bytes>,
}

/// What is served, by path.
pub(super) struct Files(HashMap<String, File>);

impl Files {
    /// Our own files and those of this look, packed once.
    pub(super) fn new(look: &Look) -> Self {
        const SCRIPT: &str = "text/javascript; charset=utf-8";
        const SHEET: &str = "text/css; charset=utf-8";
        let ours = [
            ("/style.css", STYLE, SHEET),
            ("/check/page.js", PAGE_SCRIPT, SCRIPT),
            ("/check/verify.js", VERIFY_SCRIPT, SCRIPT),
            ("/check/bundle.js", BUNDLE_SCRIPT, SCRIPT),
            ("/check/vrf.js", VRF_SCRIPT, SCRIPT),
            ("/me/openapi.json", super::OPENAPI, "application/json"),
        ];
        let theirs = look.stylesheets().map(|(path, text)| (path, text, SHEET));
        let all = ours.into_iter().chain(theirs).map(|(path, text, media_type)| {
            let plain = Bytes::copy_from_slice(text.as_bytes());
            let packed = gzip(text.as_bytes(), Compression::best()).map(Bytes::from);
            (path.to_owned(), File { media_type, plain, packed })
        });
        Self(all.collect())
    }

    /// The answer at this path, if there is a file.
    pub(super) fn answer(&self, path: &str, headers: &HeaderMap) -> Option<Response<Bytes>> {
        let file = self.0.get(path)?;
        let packed = file.packed.as_ref().filter(|_| opens_gzip(headers));
        let mut answer = Response::new(packed.unwrap_or(&file.plain).clone());
        let head = answer.headers_mut();
        if packed.is_some() {
            head.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        head.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        head.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type));
        head.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
        Some(answer)
    }
}
