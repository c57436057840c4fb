//! The ledger's public face: the newest checkpoint and the tiles of hashes (c2sp.org/tlog-tiles).
//!
//! Bundles of entries are not served: hashes and checkpoints are for everybody, what the entries say
//! is for auditors and, about themselves, for citizens.

use super::problem;
use crate::ledger::{Ledger, ReadError};
use crate::merkle::tile::TileId;
use crate::vocab::peer::Peer;
use bytes::Bytes;
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};

/// What everybody may read of the ledger.
pub struct LedgerDoor {
    ledger: Ledger,
}

/// What is asked for.
enum Asked {
    Checkpoint,
    Tile(TileId),
}

impl LedgerDoor {
    /// A door onto this ledger.
    #[must_use]
    pub const fn new(ledger: Ledger) -> Self {
        Self { ledger }
    }

    /// Answers `/ledger/checkpoint` and `/ledger/tile/<L>/<N>[.p/<W>]`.
    pub async fn answer(&self, _peer: &Peer, request: Request<Bytes>) -> Response<Bytes> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) {
            let mut refused = problem::answer(
                StatusCode::METHOD_NOT_ALLOWED,
                "ledger-is-read-only",
                "the ledger can only be read here".into(),
            );
            refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
            return refused;
        }
        let Some(asked) = Asked::read(request.uri().path()) else { return not_there() };
        let ledger = self.ledger.clone();
        let found = tokio::task::spawn_blocking(move || asked.fetch(&ledger)).await;
        match found {
            Ok(Ok(Some(answer))) => answer,
            Ok(Ok(None)) => not_there(),
            Ok(Err(error)) => {
                tracing::error!(%error, "the ledger's public part cannot be read");
                unreadable()
            }
            Err(_) => unreadable(),
        }
    }
}

impl Asked {
    fn read(path: &str) -> Option<Self> {
        match path.strip_prefix("/ledger/")? {
            "checkpoint" => Some(Self::Checkpoint),
            tile => TileId::parse(tile).ok().map(Self::Tile),
        }
    }

    fn fetch(self, ledger: &Ledger) -> Result<Option<Response<Bytes>>, ReadError> {
        Ok(match self {
            // The next one is due within seconds.
            Self::Checkpoint => Some(found(
                ledger.checkpoint()?,
                "text/plain; charset=utf-8",
                "public, max-age=1, must-revalidate",
            )),
            Self::Tile(tile) => ledger.tile(tile)?.map(|bytes| {
                found(bytes, "application/octet-stream", "public, max-age=31536000, immutable")
            }),
        })
    }
}

fn found(bytes: Vec<u8>, media_type: &'static str, keep: &'static str) -> Response<Bytes> {
    let mut answer = Response::new(Bytes::from(bytes));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    answer
}

fn not_there() -> Response<Bytes> {
    problem::answer(
        StatusCode::NOT_FOUND,
        "no-such-ledger-part",
        "here are /ledger/checkpoint and the tiles of hashes that it covers; entries are not public"
            .into(),
    )
}

fn unreadable() -> Response<Bytes> {
    problem::answer(
        StatusCode::SERVICE_UNAVAILABLE,
        "ledger-unreadable",
        "the ledger cannot be read at the moment".into(),
    )
}
