//! The ledger's door. Checkpoint, tiles of hashes and proofs (c2sp.org/tlog-tiles, tlog-proof) are for
//! everybody; what entries say, and figures over them, is for who may read them ([`crate::audit`]),
//! never about whom.

mod answer;
pub(super) mod asked;
mod export;
mod journal;
mod places;
pub mod public;
mod readers;

use super::outgoing::Outgoing;
use super::problem;
use super::problem::ledger::Unreadable;
use crate::audit::PoliciesThen;
use crate::audit::figures::Figures;
use crate::gateway::path::Gateway;
use crate::metrics::Metrics;
use crate::vocab::peer::Peer;
use asked::{Asked, Query};
use bytes::Bytes;
pub use export::Pace;
use hyper::{Method, Request, Response};
use journal::Journals;
pub use places::{EXPORTS, OWN_EXPORTS, Place, Places, WHOLE_EXPORTS};
use public::PublicLedger;
use readers::Readers;
use std::sync::Arc;

/// The description of every path of this door (OpenAPI 3.1).
pub const OPENAPI: &str = include_str!("ledger_door/openapi.json");

/// Every path of this door, all of them answering GET and HEAD; `{…}` stands for the rest of the path
/// in tiles and bundles, and for one segment elsewhere.
pub const PATHS: [&str; 13] = [
    "/ledger/openapi.json",
    "/ledger/checkpoint",
    "/ledger/tile/{tile}",
    "/ledger/tile/entries/{bundle}",
    "/ledger/tile/thin/{bundle}",
    "/ledger/proof/{index}",
    "/ledger/consistency",
    "/ledger/entries",
    "/ledger/entries/{index}",
    "/audit/overview",
    "/audit/overview/{table}",
    "/ledger/journal",
    "/ledger/export",
];

/// The ledger over HTTP.
pub struct LedgerDoor {
    public: PublicLedger,
    journals: Journals,
    readers: Arc<Readers>,
    metrics: Metrics,
}

impl LedgerDoor {
    /// A door onto the gateway's ledger; tokens and rates are the gateway's. The policies of former
    /// times tell whose a service was, and the names of fields. Exports go at this pace.
    #[must_use]
    pub fn new(
        gateway: Arc<Gateway>,
        policies: Arc<dyn PoliciesThen>,
        figures: Arc<Figures>,
        metrics: Metrics,
        pace: Pace,
    ) -> Self {
        let public = PublicLedger::new(gateway.ledger.clone());
        let journals = Journals::new(gateway.clone(), policies.clone());
        let readers = Arc::new(Readers::new(gateway, policies, figures, pace));
        Self { public, journals, readers, metrics }
    }

    /// Answers one request. A look into entries runs to its end also when the caller hangs up.
    pub async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> Response<Outgoing> {
        let (outcome, answer) = match read(&request) {
            Ok((Asked::Journal, query)) => {
                let (outcome, answer) = self.journals.answer(&query).await;
                (outcome, answer.map(Outgoing::from))
            }
            Ok((asked, query)) if asked.is_public() => {
                let (outcome, answer) = self.public.answer(asked, &query).await;
                (outcome, answer.map(Outgoing::from))
            }
            Ok((asked, query)) => {
                let (readers, peer) = (self.readers.clone(), *peer);
                let whole =
                    tokio::spawn(
                        async move { readers.answer(asked, &query, &peer, &request).await },
                    );
                whole
                    .await
                    .unwrap_or_else(|_| ("gateway-fault", problem::broken().map(Outgoing::from)))
            }
            Err(fault) => (fault.code(), problem::ledger::unreadable(&fault).map(Outgoing::from)),
        };
        self.metrics.count("ledger", outcome, "");
        answer
    }
}

/// What a request asks for.
fn read(request: &Request<Bytes>) -> Result<(Asked, Query), Unreadable> {
    let asked = Asked::read(request.uri().path()).ok_or(Unreadable::Path)?;
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Unreadable::Method);
    }
    let query = Query::read(request.uri().query(), asked.takes())?;
    Ok((asked, query))
}
