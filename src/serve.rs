//! Floor 50: the doors. They read and write HTTP and decide nothing about access.

pub mod audit_door;
mod browsed;
pub mod citizen_door;
mod coding;
pub mod erasure_door;
pub mod gateway_door;
pub mod impatient;
pub mod inquiry_door;
pub mod ledger_door;
pub mod listen;
pub mod machine_door;
pub mod ops_door;
pub mod outgoing;
pub mod problem;
pub mod registry_door;
pub mod tls;
pub mod token_door;
pub mod unsent;
pub mod witness_door;

use self::listen::Unclear;
use self::outgoing::Outgoing;
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use bytes::Bytes;
use hyper::header::HeaderName;
use hyper::http::request::Parts;
use hyper::{Request, Response};
use std::future::Future;

/// The header field with a nonce for the client's next DPoP proofs (RFC 9449 section 8).
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

/// A door: takes one whole request and gives one whole answer.
pub trait Door: Send + Sync + 'static {
    /// What its answers are made of: mostly whole ones, [`Bytes`].
    type Body: Into<Outgoing> + Send;

    /// The door's name in metrics and logs: `machine`, `people`, `operations`, …
    fn name(&self) -> &'static str;

    /// The largest body that the listener reads for this door.
    fn body_limit(&self) -> Limit;

    /// Answers one request whose body has been read.
    fn answer(
        &self,
        peer: &Peer,
        request: Request<Bytes>,
    ) -> impl Future<Output = Response<Self::Body>> + Send;

    /// Answers one message that is no request: the listener has refused it, and its body has not been
    /// read to the end.
    fn answer_unclear(
        &self,
        _peer: &Peer,
        _head: &Parts,
        unclear: Unclear,
    ) -> impl Future<Output = Response<Bytes>> + Send {
        async move { problem::unclear(unclear) }
    }
}
