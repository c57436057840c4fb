//! OTLP over HTTP, in JSON: `POST /v1/logs`. 200 acknowledges; 429, 502, 503 and 504 may be sent again, after
//! `Retry-After`; any other answer says that sending again is of no use, and somebody must look.

use super::{Fault, Undelivered};
use crate::dial::Dialer;
use crate::vocab::limits::Limit;
use bytes::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Request, StatusCode, Uri};
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

/// A collector's answer.
const ANSWER_BYTES: Limit = Limit { name: "otlp_answer_bytes", most: 64 * 1024 };

/// How long a collector may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// A collector of logs.
pub(super) struct Collector {
    dialer: Dialer,
    address: Uri,
    authorization: Option<HeaderValue>,
}

impl Collector {
    pub(super) fn new(dialer: Dialer, address: Uri, secret: Option<&Path>) -> Result<Self, Fault> {
        let wrong = |_| Fault::Usage("--authorization: not the value of a header field".into());
        let authorization = secret
            .map(|file| {
                let text = std::fs::read_to_string(file).map_err(Fault::file(file))?;
                let text = Zeroizing::new(text);
                let mut value = HeaderValue::from_str(text.trim()).map_err(wrong)?;
                value.set_sensitive(true);
                Ok::<_, Fault>(value)
            })
            .transpose()?;
        Ok(Self { dialer, address, authorization })
    }

    /// Sends requests, one on each line.
    pub(super) async fn send(&self, requests: Vec<u8>) -> Result<(), Undelivered> {
        let requests = Bytes::from(requests);
        for request in requests.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            self.one(requests.slice_ref(request)).await?;
        }
        Ok(())
    }

    async fn one(&self, body: Bytes) -> Result<(), Undelivered> {
        let mut request = Request::new(body);
        *request.method_mut() = hyper::Method::POST;
        *request.uri_mut() = self.address.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(value) = &self.authorization {
            headers.insert(AUTHORIZATION, value.clone());
        }
        let answer = self.dialer.send(request, ANSWER_BYTES, DEADLINE).await;
        let answer =
            answer.map_err(|error| Undelivered::Later(format!("the collector: {error}"), None))?;
        let told = || format!("the collector answered {}", answer.status());
        match answer.status() {
            StatusCode::OK => taken(answer.body()),
            StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => {
                let after = answer.headers().get(RETRY_AFTER).and_then(|it| it.to_str().ok());
                let seconds = after.and_then(|text| text.trim().parse().ok());
                Err(Undelivered::Later(told(), seconds.map(Duration::from_secs)))
            }
            _ => Err(Undelivered::Never(told())),
        }
    }
}

/// Whether all records were taken: a collector may acknowledge and yet say that it dropped some.
fn taken(answer: &[u8]) -> Result<(), Undelivered> {
    let answer: serde_json::Value = serde_json::from_slice(answer).unwrap_or_default();
    let rejected = answer.pointer("/partialSuccess/rejectedLogRecords");
    let rejected = rejected
        .and_then(|it| it.as_u64().or_else(|| it.as_str().and_then(|digits| digits.parse().ok())));
    match rejected {
        None | Some(0) => Ok(()),
        Some(many) => Err(Undelivered::Never(format!("the collector rejected {many} records"))),
    }
}
