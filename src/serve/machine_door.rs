//! The machine door: tokens, keys, metadata, ledger, registry, and the gateway for every other path.

use super::erasure_door::{self, ErasureDoor};
use super::gateway_door::GatewayDoor;
use super::inquiry_door::InquiryDoor;
use super::ledger_door::LedgerDoor;
use super::listen::Unclear;
use super::outgoing::Outgoing;
use super::registry_door::{self, RegistryDoor};
use super::token_door::TokenDoor;
use super::{Door, problem};
use crate::ledger::Ledger;
use crate::vocab::limits::{Limit, TOKEN_REQUEST_BYTES};
use crate::vocab::peer::Peer;
use bytes::Bytes;
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};

const TOKEN: &str = "token";
const JWK: &str = "jwk";
const WELL_KNOWN: &str = ".well-known";
const ERRORS: &str = "errors";
const LEDGER: &str = "ledger";
const INQUIRIES: &str = "inquiries";
const AUDIT: &str = "audit";

/// Whether a path is this door's own, so that no service can be reached by it.
#[must_use]
pub fn is_reserved(path: &str) -> bool {
    matches!(first(path), TOKEN | JWK | WELL_KNOWN | ERRORS | LEDGER | AUDIT | INQUIRIES | "")
        || registry_door::is_own(path)
}

/// The first segment of a path.
fn first(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

/// What machines talk to.
pub struct MachineDoor {
    /// `/token`, `/jwk`, `/.well-known/…`, `/errors/…`.
    pub token: TokenDoor<Ledger>,
    /// `/ledger/…`, `/audit/…`.
    pub ledger: LedgerDoor,
    /// `/ledger/erasures`.
    pub erasures: ErasureDoor,
    /// `/inquiries`.
    pub inquiries: InquiryDoor,
    /// `/clients`, `/scopes`, …, `/openapi.json`.
    pub registry: RegistryDoor,
    /// Everything else: the services' paths.
    pub gateway: GatewayDoor,
}

impl Door for MachineDoor {
    type Body = Outgoing;

    fn name(&self) -> &'static str {
        "machine"
    }

    fn body_limit(&self) -> Limit {
        TOKEN_REQUEST_BYTES
    }

    async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Outgoing> {
        let whole = match first(request.uri().path()) {
            TOKEN | JWK | WELL_KNOWN | ERRORS => self.token.answer(peer, request).await,
            LEDGER if request.uri().path() == erasure_door::PATH => {
                self.erasures.answer(peer, request).await
            }
            LEDGER | AUDIT => return self.ledger.answer(peer, request).await,
            INQUIRIES => self.inquiries.answer(peer, request).await,
            "" => problem::answer(
                StatusCode::NOT_FOUND,
                "no-such-path",
                "this is a data-sharing gateway for machines; see /.well-known/oauth-authorization-server".into(),
            ),
            _ if registry_door::is_own(request.uri().path()) => {
                self.registry.answer(peer, request).await
            }
            _ => return self.gateway.answer(peer, request).await,
        };
        whole.map(Outgoing::from)
    }

    async fn answer_unclear(&self, peer: &Peer, head: &Parts, unclear: Unclear) -> Response<Bytes> {
        match unclear {
            Unclear::TooLarge(_) if head.uri.path() == "/token" => self.token.too_large(peer).await,
            _ => problem::unclear(unclear),
        }
    }
}
