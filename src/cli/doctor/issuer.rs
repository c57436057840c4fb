//! What the issuer says of itself: whether it can be reached, its clock, its name.

use super::code::Code;
use super::report::{Report, Step};
use crate::cli::profile::Profile;
use crate::cli::session::authorities;
use crate::client::ClientError;
use crate::client::metadata::{Fetched, Metadata, fetch};
use crate::dial::{DialError, Dialer};
use crate::token::CLOCK_SKEW;
use crate::vocab::time::Timestamp;

/// Connects, and gives the connections with the metadata.
pub(super) async fn reach(
    profile: &Profile,
    now: Timestamp,
    report: &mut Report,
) -> Option<(Dialer, Metadata)> {
    let roots = authorities(profile.ca.as_deref());
    let dialer = match roots
        .map_err(|error| error.to_string())
        .and_then(|roots| Dialer::new(&roots).map_err(|error| error.to_string()))
    {
        Ok(dialer) => dialer,
        Err(seen) => {
            report.wrong(Step::Connection, Code::CaUnreadable, seen);
            return None;
        }
    };
    let mut fetched = fetch(&dialer, &profile.issuer).await;
    let without = profile.issuer.trim_end_matches('/').strip_suffix("/token");
    if let (Err(ClientError::Unexpected { .. } | ClientError::Metadata), Some(base)) =
        (&fetched, without)
    {
        fetched = fetch(&dialer, base).await;
    }
    match fetched {
        Ok(Fetched { metadata, date }) => {
            report.good(Step::Connection, format!("metadata of {}", metadata.issuer));
            clock(date.as_deref(), now, report);
            name(profile, &metadata, report);
            Some((dialer, metadata))
        }
        Err(error) => {
            report.wrong(
                Step::Connection,
                unreached(&error),
                format!("{}: {error}", profile.issuer),
            );
            None
        }
    }
}

/// Why there are no metadata.
pub(super) const fn unreached(error: &ClientError) -> Code {
    match error {
        ClientError::Dial(DialError::Untrusted) => Code::TlsUntrusted,
        ClientError::Unexpected { .. } | ClientError::Metadata => Code::NoMetadata,
        ClientError::Dial(_)
        | ClientError::NoRandomness
        | ClientError::Signing(_)
        | ClientError::Malformed
        | ClientError::Refused(_) => Code::Unreachable,
    }
}

fn clock(date: Option<&str>, now: Timestamp, report: &mut Report) {
    let Some(theirs) = date.and_then(|date| Timestamp::from_http_date(date).ok()) else {
        report.skip(Step::Clock, "the issuer's answer has no Date");
        return;
    };
    // Date has whole seconds, and so has iat.
    let ours = Timestamp::from_seconds(now.seconds());
    let (off, which) = if ours > theirs {
        (ours.since(theirs), "ahead of")
    } else {
        (theirs.since(ours), "behind")
    };
    let seen = format!("our clock is {} s {which} the issuer's", off.as_secs());
    if off > CLOCK_SKEW {
        report.wrong(Step::Clock, Code::ClockOff, seen);
    } else {
        report.good(Step::Clock, seen);
    }
}

/// Compares the names byte for byte.
fn name(profile: &Profile, metadata: &Metadata, report: &mut Report) {
    let (ours, theirs) = (profile.issuer.as_str(), metadata.issuer.as_str());
    let seen = format!("issuer = {ours}, and the metadata say {theirs}");
    if ours == theirs {
        audience(profile, metadata, report);
    } else if ours.strip_suffix('/').unwrap_or(ours) == theirs.strip_suffix('/').unwrap_or(theirs) {
        report.wrong(Step::Issuer, Code::IssuerWithoutSlash, seen);
    } else if ours == metadata.token_endpoint {
        report.wrong(Step::Issuer, Code::IssuerIsTokenUrl, seen);
    } else {
        report.wrong(Step::Issuer, Code::IssuerOther, seen);
    }
}

fn audience(profile: &Profile, metadata: &Metadata, report: &mut Report) {
    let audience = profile.audience();
    if audience == metadata.issuer {
        report.good(Step::Issuer, format!("issuer and aud are {audience}, as the metadata say"));
    } else {
        report.wrong(
            Step::Issuer,
            wrong_audience(audience, metadata),
            format!("aud is {audience}"),
        );
    }
}

/// Which mistake an audience is.
pub(super) fn wrong_audience(audience: &str, metadata: &Metadata) -> Code {
    if audience == metadata.token_endpoint {
        Code::AudienceIsTokenUrl
    } else if Some(audience) == metadata.issuer.strip_suffix('/') {
        Code::IssuerWithoutSlash
    } else {
        Code::AudienceWrong
    }
}
