//! The refusals of the ledger's door as HTTP.

use super::{answer, insert, set};
use crate::audit::refused::Refused;
use crate::audit::search::PAGE_ENTRIES;
use bytes::Bytes;
use hyper::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};

/// A request that the ledger's door cannot answer, whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// There is nothing at this path.
    Path,
    /// The ledger can only be read.
    Method,
    /// The entry, or the tree, is not under a checkpoint yet.
    NotPublished,
    /// The month is not over, or ended less than a day ago.
    MonthNotOver,
    /// The ledger has no entries of the month, or does not keep all of them any more.
    NoSuchMonth,
    /// A query with a parameter that is not taken, repeated, missing or malformed; it takes these.
    Query(&'static [&'static str]),
}

impl Unreadable {
    /// The stable short name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Path => "no-such-ledger-part",
            Self::Method => "ledger-is-read-only",
            Self::NotPublished => "not-published",
            Self::MonthNotOver => "month-not-over",
            Self::NoSuchMonth => "no-such-month",
            Self::Query(_) => "query-not-taken",
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Path => "there is no such part of the ledger; see /ledger/openapi.json".into(),
            Self::Method => "the ledger can only be read here".into(),
            Self::NotPublished => "the newest checkpoint does not cover this".into(),
            Self::MonthNotOver => "a month is published when it has been over for a day".into(),
            Self::NoSuchMonth => {
                "the ledger has no entries of this month, or does not keep all of them".into()
            }
            Self::Query(takes) => {
                let said = |name: &&str| match *name {
                    "old" => "old (a size, which must be there)".to_owned(),
                    "new" => "new (a size that is not smaller)".to_owned(),
                    "consumer" => "consumer (an organisation's number)".to_owned(),
                    "decision" => "decision (disclosed, refused or a reason)".to_owned(),
                    "since" | "until" => format!("{name} (RFC 3339)"),
                    "first_day" | "last_day" => {
                        format!("{name} (such as 2026-01-31; both or neither, within ten years)")
                    }
                    "day" => "day (such as 2026-01-31)".to_owned(),
                    "time" => "time (such as 12:00, in Norway)".to_owned(),
                    "month" => "month (such as 2026-11)".to_owned(),
                    "format" if takes.contains(&"month") => {
                        "format (json, csv, einnsyn or dcat)".to_owned()
                    }
                    "format" => "format (ndjson, fhir, otlp, syslog, syslog-frames)".to_owned(),
                    "from" => "from (an entry's index)".to_owned(),
                    "enterprise" => "enterprise (a private enterprise number)".to_owned(),
                    "cursor" => "cursor (of the answer before)".to_owned(),
                    "limit" => format!("limit (1 to {})", PAGE_ENTRIES.most),
                    other => other.to_owned(),
                };
                let takes: Vec<String> = takes.iter().map(said).collect();
                let takes = if takes.is_empty() { "nothing".into() } else { takes.join(", ") };
                format!("the query is not one that is taken here; it takes: {takes}")
            }
        }
    }
}

/// A request that cannot be answered, whoever asks.
#[must_use]
pub fn unreadable(fault: &Unreadable) -> Response<Bytes> {
    let status = match fault {
        Unreadable::Path
        | Unreadable::NotPublished
        | Unreadable::MonthNotOver
        | Unreadable::NoSuchMonth => StatusCode::NOT_FOUND,
        Unreadable::Method => StatusCode::METHOD_NOT_ALLOWED,
        Unreadable::Query(_) => StatusCode::BAD_REQUEST,
    };
    let mut told = answer(status, fault.code(), fault.told());
    match fault {
        Unreadable::Method => set(&mut told, ALLOW, "GET, HEAD"),
        Unreadable::NotPublished => set(&mut told, RETRY_AFTER, "1"),
        Unreadable::Path
        | Unreadable::MonthNotOver
        | Unreadable::NoSuchMonth
        | Unreadable::Query(_) => {}
    }
    told
}

/// A look that is not answered.
#[must_use]
pub fn not_shown(refused: &Refused) -> Response<Bytes> {
    let status = status(refused);
    let mut told = answer(status, refused.code(), refused.to_string());
    match refused {
        Refused::RightMissing(scopes) => {
            let scopes = scopes.join(" ");
            let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scopes}\"");
            insert(&mut told, WWW_AUTHENTICATE, &challenge);
        }
        Refused::Busy | Refused::LedgerBusy | Refused::LedgerFailed | Refused::Unreadable => {
            set(&mut told, RETRY_AFTER, "1");
        }
        _ => {}
    }
    told
}

/// The status of a look that is not answered.
pub(super) const fn status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Token(_) | Refused::RightMissing(_) | Refused::NotNamed | Refused::RoleMissing => {
            StatusCode::FORBIDDEN
        }
        Refused::NoSuchEntry | Refused::NoSuchBundle => StatusCode::NOT_FOUND,
        Refused::Expired => StatusCode::GONE,
        Refused::Busy | Refused::LedgerBusy | Refused::LedgerFailed | Refused::Unreadable => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// Too many read at the same time.
#[must_use]
pub fn busy() -> Response<Bytes> {
    not_shown(&Refused::Busy)
}

/// The ledger cannot be read.
#[must_use]
pub fn cannot_be_read() -> Response<Bytes> {
    not_shown(&Refused::Unreadable)
}
