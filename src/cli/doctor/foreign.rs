//! A grant that the client's own program made: read by eye, then sent.

use super::code::Code;
use super::issuer::wrong_audience;
use super::refusal::{finding, seen};
use super::report::{Report, Step};
use crate::cli::profile::Profile;
use crate::client::metadata::Metadata;
use crate::client::{ClientError, exchange, printable};
use crate::dial::Dialer;
use crate::token::{CLOCK_SKEW, GRANT_LIFETIME};
use crate::vocab::time::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// Seconds beyond which a time must be milliseconds: the year 5138.
const MILLISECONDS: f64 = 1e11;

/// Looks at a grant, and sends it when nothing was found.
pub(super) async fn look(
    text: &str,
    profile: &Profile,
    (metadata, dialer): (&Metadata, &Dialer),
    now: Timestamp,
    report: &mut Report,
) {
    let before = report.findings().count();
    let text = text.trim();
    match read(text) {
        Some((header, claims)) => {
            header_faults(&header, report);
            claim_faults(&claims, profile, metadata, now, report);
        }
        None => {
            let seen = "not three parts of base64url with JSON in the first two";
            report.wrong(Step::Grant, Code::GrantMalformed, seen);
        }
    }
    if report.findings().count() > before {
        return;
    }
    match exchange(dialer, &metadata.token_endpoint, text).await {
        Ok(_) => report.good(Step::Grant, "it is in order, and has earned a token; it is used now"),
        Err(ClientError::Refused(refusal)) => {
            let (_, code) = finding(&refusal, false);
            report.wrong(Step::Grant, code, seen(&refusal));
        }
        Err(error) => report.wrong(Step::Grant, Code::Unreachable, error.to_string()),
    }
}

fn read(text: &str) -> Option<(Value, Value)> {
    let mut parts = text.split('.');
    let mut part = || {
        let bytes = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
    };
    let both = (part()?, part()?);
    (parts.count() == 1).then_some(both)
}

fn header_faults(header: &Value, report: &mut Report) {
    if header.get("x5c").is_some_and(|x5c| !x5c.is_array()) {
        report.wrong(Step::Grant, Code::X5cAsText, "x5c in the header is not a list");
    }
    if header.get("x5c").is_none() && header.get("kid").is_none() {
        report.wrong(Step::Grant, Code::KeyNotRegistered, "the header has neither kid nor x5c");
    }
    let alg = header.get("alg").and_then(Value::as_str).unwrap_or_default();
    if !["RS256", "RS384", "RS512"].contains(&alg) {
        let seen = format!("alg is {}, not RS256, RS384 or RS512", printable(alg));
        report.wrong(Step::Grant, Code::GrantMalformed, seen);
    }
}

fn claim_faults(
    claims: &Value,
    profile: &Profile,
    metadata: &Metadata,
    now: Timestamp,
    report: &mut Report,
) {
    match claims.get("aud").map(|aud| (aud, aud.as_str())) {
        Some((_, Some(aud))) if aud == metadata.issuer => {}
        Some((_, Some(aud))) => {
            let seen = format!("aud is {}", printable(aud));
            report.wrong(Step::Grant, wrong_audience(aud, metadata), seen);
        }
        Some((_, None)) => report.wrong(Step::Grant, Code::AudienceWrong, "aud is not one text"),
        None => report.wrong(Step::Grant, Code::AudienceWrong, "there is no aud"),
    }
    let issuer = claims.get("iss").and_then(Value::as_str).unwrap_or_default();
    if issuer != profile.client_id {
        let seen = format!("iss is {}, and client_id {}", printable(issuer), profile.client_id);
        report.wrong(Step::Grant, Code::ClientUnknown, seen);
    }
    let time = |name: &str| claims.get(name).and_then(Value::as_f64);
    match (time("iat"), time("exp")) {
        (Some(issued), Some(expires)) => times(issued, expires, now, report),
        _ => report.wrong(Step::Grant, Code::GrantMalformed, "iat or exp is missing, or no number"),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds since 1970 are far below 2^53, where floats are exact"
)]
fn times(issued: f64, expires: f64, now: Timestamp, report: &mut Report) {
    let off = issued - now.seconds() as f64;
    if issued > MILLISECONDS || expires > MILLISECONDS {
        let seen = "iat or exp is too large a number for seconds";
        report.wrong(Step::Grant, Code::GrantInMilliseconds, seen);
    } else if expires - issued > GRANT_LIFETIME.as_secs_f64() {
        let seen = format!("exp is {} seconds after iat", expires - issued);
        report.wrong(Step::Grant, Code::GrantTooLong, seen);
    } else if off.abs() > CLOCK_SKEW.as_secs_f64() + 1.0 {
        let seen = format!("iat is {off:+} seconds from now: a grant is sent when it is made");
        report.wrong(Step::Grant, Code::ClockOff, seen);
    }
}
