//! Floor 35: signed grants in, access tokens out, and access tokens in, callers out.
//!
//! Wire-compatible with Maskinporten: a grant (RFC 7523), signed by a registered key or a business
//! certificate's, becomes a self-contained access token that lives 120 seconds, unless client or scope
//! say otherwise. Three things hold at every moment:
//!
//! - a grant yields at most one token, also across restarts: it is remembered before the token is
//!   made, and the memory is rebuilt from the ledger's last entries ([`replay`]);
//! - a token is in the ledger, durably, before it is answered ([`issue`]);
//! - a [`accept::Caller`] is had only for a token that was verified, has not expired, and came from
//!   whom it is bound to ([`sender`]).

pub mod accept;
mod actor;
pub mod certificates;
pub mod consents;
pub mod details;
pub mod grant;
pub mod issue;
pub mod issuers;
pub mod keys;
pub mod refused;
pub mod remember;
pub mod replay;
mod resolve;
pub mod sender;
mod sign;

pub use crate::vocab::issuer::IssuerUrl;
pub use resolve::ScopeOf;

use crate::registry::rules;
use std::time::Duration;

/// How long an access token lives when neither client nor scope says otherwise.
pub const TOKEN_LIFETIME: Duration = Duration::from_secs(120);

/// The longest that any access token lives (what may be registered: [`rules::TOKEN_LIFETIMES`]); a
/// signing key stays published so much longer.
pub const LONGEST_TOKEN_LIFETIME: Duration =
    Duration::from_secs(*rules::TOKEN_LIFETIMES.end() as u64);

/// The longest time from a grant's `iat` to its `exp`.
pub const GRANT_LIFETIME: Duration = Duration::from_secs(120);

/// How far a client's clock may be from ours, either way.
pub const CLOCK_SKEW: Duration = Duration::from_secs(10);

/// How far back the ledger must be read at the start to remember every grant that could still be
/// replayed: a grant's `exp` lies at most 130 s after its use, and is remembered 10 s longer.
pub const REPLAY_WINDOW: Duration = Duration::from_secs(140);

/// The media type of our access tokens (RFC 9068 section 2.1). Nothing else that the same key may
/// sign is ever taken for one.
const ACCESS_TOKEN_TYPE: &str = "at+jwt";
