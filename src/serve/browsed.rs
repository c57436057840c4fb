//! What the doors that people open in browsers have in common: how pages, files and other addresses are answered,
//! and the fields that protect them.

use bytes::Bytes;
use hyper::Response;
use hyper::header::{
    CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
    LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

/// An answer of this media type.
pub(super) fn with_body(body: Bytes, media_type: &'static str) -> Response<Bytes> {
    let mut answer = Response::new(body);
    set(answer.headers_mut(), CONTENT_TYPE, media_type);
    answer
}

/// A file that the browser keeps and does not show; its name says nothing of whom.
pub(super) fn kept(name: &str, media_type: &'static str, bytes: Vec<u8>) -> Response<Bytes> {
    let mut answer = with_body(bytes.into(), media_type);
    if let Ok(disposition) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        answer.headers_mut().insert(CONTENT_DISPOSITION, disposition);
    }
    answer
}

/// Another address; the door says with which status.
pub(super) fn elsewhere(to: &str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::new());
    if let Ok(to) = HeaderValue::from_str(to) {
        answer.headers_mut().insert(LOCATION, to);
    }
    answer
}

/// What a page may do beyond its own style and nothing else.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Allowed<'a> {
    /// Where forms may lead on to: the provider that logs people out.
    pub(super) forms: &'a [String],
    /// Who may show the page in a frame.
    pub(super) frames: &'a [String],
    /// A script from here, which writes no markup and connects nowhere.
    pub(super) script: bool,
    /// An operator's stylesheets, which have their icons inside, as Designsystemet's has.
    pub(super) look: bool,
}

/// Sets the fields that every answer has.
pub(super) fn protect(headers: &mut HeaderMap, allowed: Allowed<'_>) {
    let Allowed { forms, frames, script, look } = allowed;
    let scripts = "script-src 'self'; require-trusted-types-for 'script'; trusted-types; ";
    let policy = format!(
        "default-src 'none'; {}style-src 'self'; img-src 'self'{}; form-action 'self'{}{}; \
         frame-ancestors {}; base-uri 'none'",
        if script { scripts } else { "" },
        if look { " data:" } else { "" },
        if forms.is_empty() { "" } else { " " },
        forms.join(" "),
        if frames.is_empty() { "'none'".to_owned() } else { frames.join(" ") }
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    set(headers, REFERRER_POLICY, "no-referrer");
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    let own = if frames.is_empty() { "same-origin" } else { "cross-origin" };
    set(headers, HeaderName::from_static("cross-origin-resource-policy"), own);
    set(
        headers,
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
}

/// Sets a field.
pub(super) fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
