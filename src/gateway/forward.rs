//! Step 4: the provider is asked. What goes upstream is written anew: nothing of the caller's
//! request is passed on but the person, the path and the checked query.
//!
//! Compressed answers are asked for and opened here (see [`crate::unpack`]): registers answer from far
//! away, and their documents shrink to a tenth. A provider that does not compress is as welcome.

use super::authorize::Authorized;
use super::refused::Refused;
use crate::dial::{Arriving, DialError, Dialer, Host};
use crate::policy::Format;
use crate::unpack::{Coding, UnpackFault, Unpacker};
use crate::vocab::limits::Limit;
use bytes::Bytes;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, USER_AGENT,
};
use hyper::{HeaderMap, Request, Uri};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// Asked for by SOAP 1.1 (section 6.1.1).
const SOAP_ACTION: HeaderName = HeaderName::from_static("soapaction");

/// An answer that leaves as it arrives.
const FLOW_BYTES: Limit = Limit { name: "flow_bytes", most: 64 * 1024 * 1024 * 1024 };

/// One provider and the patience with it.
pub struct Upstream {
    host: Arc<Host>,
    prefix: String,
    limit: Limit,
    deadline: Duration,
}

/// An upstream's URL that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an upstream's url must be http:// or https:// with a host, without query")]
pub struct BadUrl;

impl Upstream {
    /// An upstream at this URL; a path in it goes before the service's paths.
    ///
    /// # Errors
    /// When the URL has no host, another scheme, or a query.
    pub fn new(
        url: &str,
        dialer: &Dialer,
        answer_bytes: usize,
        deadline: Duration,
    ) -> Result<Self, BadUrl> {
        let url: Uri = url.parse().map_err(|_| BadUrl)?;
        if url.query().is_some() {
            return Err(BadUrl);
        }
        let host = dialer.host(&url).map_err(|_| BadUrl)?;
        let prefix = url.path().trim_end_matches('/').to_owned();
        Ok(Self {
            host,
            prefix,
            limit: Limit { name: "answer_bytes", most: answer_bytes },
            deadline,
        })
    }

    /// The request: path, query and body written anew, and the few fields that the format needs; the
    /// host is the dialer's to name.
    fn request(&self, authorized: &Authorized) -> Option<Request<Bytes>> {
        let (body, media_type) = authorized.body().unzip();
        let mut request = Request::new(body.unwrap_or_default());
        *request.method_mut() = authorized.method();
        let target = format!("{}{}", self.prefix, authorized.target());
        *request.uri_mut() = Uri::try_from(target).ok()?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static(accept(authorized.service().format)));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, br, zstd"));
        headers.insert(USER_AGENT, HeaderValue::from_static("sluse"));
        headers.extend(authorized.subject_header());
        if let Some(media_type) = media_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        }
        if authorized.service().format == Format::Xml {
            // SOAP 1.1 section 6.1.1 wants it there; empty, it leaves the meaning to the body.
            headers.insert(SOAP_ACTION, HeaderValue::from_static("\"\""));
        }
        Some(request)
    }
}

/// Every provider, by the name that service files use.
#[derive(Default)]
pub struct Upstreams(HashMap<String, Upstream>);

impl Upstreams {
    /// These providers.
    #[must_use]
    pub const fn new(upstreams: HashMap<String, Upstream>) -> Self {
        Self(upstreams)
    }

    /// Whether a provider of this name is known.
    #[must_use]
    pub fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// A provider's answer: status 200, declared as the service's format, its body still arriving. Made only by
/// [`forward`].
pub struct Fetched {
    body: Arriving,
    packed: Option<Packed>,
    media_type: String,
}

/// A compressed body: what arrived of it and was not opened yet.
struct Packed {
    unpacker: Unpacker,
    waiting: Bytes,
}

impl Fetched {
    /// The media type, without parameters, in lower case.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// From here on the answer may be as long as [`FLOW_BYTES`], and each part of it has the whole
    /// deadline: nothing of it is kept.
    pub fn flows(&mut self) {
        self.body.flows(FLOW_BYTES);
        if let Some(packed) = &mut self.packed {
            packed.unpacker.flows(FLOW_BYTES);
        }
    }

    /// The next bytes of the body, opened; none at its end.
    ///
    /// # Errors
    /// When the body is too large, too slow, breaks off or cannot be opened.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Refused> {
        let Some(packed) = &mut self.packed else { return Ok(self.body.next().await?) };
        loop {
            if let Some(opened) = packed.unpacker.open(&mut packed.waiting)? {
                return Ok(Some(opened));
            }
            match self.body.next().await? {
                Some(chunk) => packed.waiting = chunk,
                None => {
                    packed.unpacker.finish()?;
                    return Ok(None);
                }
            }
        }
    }
}

impl From<UnpackFault> for Refused {
    fn from(fault: UnpackFault) -> Self {
        match fault {
            UnpackFault::TooLarge(limit) => Self::ProviderTooLarge(limit),
            fault => Self::ProviderCoding(fault),
        }
    }
}

impl From<DialError> for Refused {
    fn from(error: DialError) -> Self {
        match error {
            DialError::Unreachable
            | DialError::Untrusted
            | DialError::BadAddress
            | DialError::BadRoot => Self::ProviderUnreachable,
            DialError::TooSlow(deadline) => Self::ProviderTooSlow(deadline),
            DialError::TooLarge(limit) => Self::ProviderTooLarge(limit),
            DialError::Broken => Self::ProviderBroken,
        }
    }
}

/// Asks the provider.
///
/// # Errors
/// When it cannot be reached in time, or answers anything but 200 with JSON, plain or in one known
/// content coding.
pub async fn forward(authorized: &Authorized, upstreams: &Upstreams) -> Result<Fetched, Refused> {
    let upstream =
        upstreams.0.get(&authorized.service().upstream).ok_or(Refused::ProviderUnreachable)?;
    let request = upstream.request(authorized).ok_or(Refused::ProviderUnreachable)?;
    let arriving = upstream.host.start(request, upstream.limit, upstream.deadline).await?;
    match arriving.head.status.as_u16() {
        200 => {}
        404 => return Err(Refused::ProviderHasNothing),
        other => return Err(Refused::ProviderStatus(other)),
    }
    let format = authorized.service().format;
    let (media_type, packed) = accepted(&arriving.head.headers, format, upstream.limit)?;
    Ok(Fetched { body: arriving, packed, media_type })
}

/// Holds media type and content coding against what is accepted; gives what opens the body, if
/// it is compressed.
fn accepted(
    headers: &HeaderMap,
    format: Format,
    limit: Limit,
) -> Result<(String, Option<Packed>), Refused> {
    let media_type = only(headers, CONTENT_TYPE)?.ok_or(Refused::ProviderMediaType)?;
    let essence = essence(media_type).ok_or(Refused::ProviderMediaType)?;
    if !declares(&essence, format) || (format != Format::Opaque && !is_utf_8(media_type)) {
        return Err(Refused::ProviderMediaType);
    }
    let Some(coding) = only(headers, CONTENT_ENCODING)? else { return Ok((essence, None)) };
    let coding = Coding::parse(coding.trim_ascii()).ok_or(Refused::ProviderMediaType)?;
    let packed = Packed { unpacker: Unpacker::new(coding, limit), waiting: Bytes::new() };
    Ok((essence, Some(packed)))
}

/// What a provider is asked for.
const fn accept(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json",
        Format::JsonLines => "application/x-ndjson, application/jsonl",
        Format::Xml => "application/xml, text/xml, application/soap+xml",
        Format::Csv => "text/csv",
        Format::Opaque => "*/*",
    }
}

/// A media type without its parameters, in lower case.
fn essence(media_type: &[u8]) -> Option<String> {
    let essence = media_type.split(|byte| *byte == b';').next().unwrap_or_default();
    std::str::from_utf8(essence.trim_ascii()).ok().map(str::to_ascii_lowercase)
}

/// Whether a media type declares a document of this format.
fn declares(essence: &str, format: Format) -> bool {
    match format {
        Format::Json => essence == "application/json",
        Format::JsonLines => {
            matches!(essence, "application/x-ndjson" | "application/jsonl")
        }
        Format::Xml => matches!(essence, "application/xml" | "text/xml" | "application/soap+xml"),
        Format::Csv => essence == "text/csv",
        Format::Opaque => !essence.is_empty(),
    }
}

/// Whether a media type leaves the encoding unsaid or says UTF-8: nothing else is read here.
fn is_utf_8(media_type: &[u8]) -> bool {
    let parameters = media_type.split(|byte| *byte == b';').skip(1);
    let pairs = parameters.filter_map(|one| {
        let middle = one.iter().position(|byte| *byte == b'=')?;
        one.get(..middle).zip(one.get(middle + 1..))
    });
    let mut said = pairs.filter(|(name, _)| name.trim_ascii().eq_ignore_ascii_case(b"charset"));
    said.all(|(_, value)| {
        let value = value.trim_ascii();
        let bare = value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\""));
        bare.unwrap_or(value).eq_ignore_ascii_case(b"utf-8")
    })
}

/// The one value of a field, if it is there.
fn only(headers: &HeaderMap, name: HeaderName) -> Result<Option<&[u8]>, Refused> {
    let mut values = headers.get_all(name).iter();
    let first = values.next().map(HeaderValue::as_bytes);
    if values.next().is_some() { Err(Refused::ProviderMediaType) } else { Ok(first) }
}
