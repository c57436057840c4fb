//! What a witness's answer means. Real witnesses differ in their codes; what is told apart here is what
//! matters to a log.

use crate::dial::DialError;
use crate::merkle::witness::read_size;
use hyper::StatusCode;
use hyper::header::RETRY_AFTER;
use std::time::Duration;

/// Why a witness has not cosigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No answer came.
    #[error("no answer: {0}")]
    NoAnswer(DialError),
    /// It does not witness this log, or not with this key.
    #[error("it does not know this log ({0})")]
    UnknownLog(u16),
    /// It has too much to do.
    #[error("it has too much to do")]
    PushedBack(Duration),
    /// It refused for another reason.
    #[error("it refused ({0})")]
    Refused(u16),
    /// Its answer is not a cosignature by its key on the checkpoint.
    #[error("its answer is not its cosignature on the checkpoint")]
    BadAnswer,
    /// It has seen a newer checkpoint than the one that was put before it.
    #[error("it has cosigned a newer checkpoint already")]
    Ahead,
    /// The proof could not be made.
    #[error("the proof for it could not be made")]
    NoProof,
    /// It has cosigned more entries than this ledger has signed.
    #[error("it has cosigned {size} entries of this log, and this ledger has signed {signed}")]
    Larger {
        /// What it has cosigned.
        size: u64,
        /// What this ledger has signed.
        signed: u64,
    },
    /// It has cosigned another root than this ledger's.
    #[error("it has cosigned a tree of {size} entries that this ledger does not continue")]
    OtherRoot {
        /// The size of that tree.
        size: u64,
    },
}

impl Failure {
    /// What metrics call it.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::NoAnswer(DialError::TooSlow(_)) => "too_slow",
            Self::NoAnswer(DialError::Untrusted) => "untrusted",
            Self::NoAnswer(_) => "no_answer",
            Self::UnknownLog(_) => "unknown_log",
            Self::PushedBack(_) => "pushed_back",
            Self::Refused(_) => "refused",
            Self::BadAnswer => "bad_answer",
            Self::Ahead => "ahead",
            Self::NoProof => "no_proof",
            Self::Larger { .. } => "larger",
            Self::OtherRoot { .. } => "other_root",
        }
    }

    /// Whether it means a fork or a ledger that was rolled back.
    #[must_use]
    pub const fn is_alarm(self) -> bool {
        matches!(self, Self::Larger { .. } | Self::OtherRoot { .. })
    }
}

/// What an answer says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It may be a cosignature.
    Cosigned,
    /// Its newest checkpoint has this size.
    Size(u64),
    /// None of these.
    Not(Failure),
}

/// The longest time that a witness can put a log off.
const LONGEST_REST: Duration = Duration::from_secs(300);

/// Reads status and body of an answer to a request that went on from a tree of `old` leaves.
pub(super) fn read(answer: &hyper::Response<bytes::Bytes>, old: u64) -> Said {
    let status = answer.status();
    let root = Failure::OtherRoot { size: old };
    Said::Not(match status {
        StatusCode::OK => return Said::Cosigned,
        // Some answer so for a root mismatch too: with the size that was asked from, or with nothing.
        StatusCode::CONFLICT => match read_size(answer.body()) {
            Some(size) if size != old => return Said::Size(size),
            Some(_) | None if old > 0 => root,
            Some(_) | None => Failure::Refused(status.as_u16()),
        },
        StatusCode::UNPROCESSABLE_ENTITY if old > 0 => root,
        StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Failure::UnknownLog(status.as_u16()),
        StatusCode::TOO_MANY_REQUESTS => Failure::PushedBack(rest(answer)),
        _ => Failure::Refused(status.as_u16()),
    })
}

fn rest(answer: &hyper::Response<bytes::Bytes>) -> Duration {
    let seconds =
        answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    Duration::from_secs(seconds.unwrap_or(0)).min(LONGEST_REST)
}
