//! The machine door: tokens, keys, metadata, ledger, and the gateway for every other path.

use super::gateway_door::GatewayDoor;
use super::ledger_door::LedgerDoor;
use super::token_door::TokenDoor;
use super::{Door, problem};
use crate::ledger::Ledger;
use crate::vocab::limits::{Limit, TOKEN_REQUEST_BYTES};
use crate::vocab::peer::Peer;
use bytes::Bytes;
use hyper::{Request, Response, StatusCode};

/// What machines talk to.
pub struct MachineDoor {
    /// `/token`, `/jwk`, `/.well-known/…`, `/errors/…`.
    pub token: TokenDoor<Ledger>,
    /// `/ledger/…`.
    pub ledger: LedgerDoor,
    /// Everything else: the services' paths.
    pub gateway: GatewayDoor,
}

impl Door for MachineDoor {
    fn name(&self) -> &'static str {
        "machine"
    }

    fn body_limit(&self) -> Limit {
        TOKEN_REQUEST_BYTES
    }

    async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        let first = request.uri().path().split('/').nth(1).unwrap_or_default();
        match first {
            "token" | "jwk" | ".well-known" | "errors" => self.token.answer(peer, request).await,
            "ledger" => self.ledger.answer(peer, request).await,
            "" => problem::answer(
                StatusCode::NOT_FOUND,
                "no-such-path",
                "this is a data-sharing gateway for machines; see /.well-known/oauth-authorization-server".into(),
            ),
            _ => self.gateway.answer(peer, request).await,
        }
    }
}
