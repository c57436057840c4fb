//! What everybody may have of the ledger: hashes, signatures, and proofs made of them.

use super::super::problem;
use super::super::problem::ledger::Unreadable;
use super::answer::{FOR_A_MOMENT, FOR_EVER, found, json};
use super::asked::{Asked, Query};
use crate::ledger::{Ledger, ReadError};
use crate::merkle::checkpoint::Checkpoint;
use crate::vocab::cause::Told;
use crate::vocab::limits::Limit;
use bytes::Bytes;
use hyper::Response;
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The public parts that are read at one time; who comes then waits for at most [`WAIT`].
pub const PUBLIC_READS: Limit = Limit { name: "ledger_public_reads", most: 32 };

/// How long one waits for one's turn.
pub(super) const WAIT: Duration = Duration::from_secs(5);

/// What everybody may have.
pub struct PublicLedger {
    ledger: Ledger,
    turns: Arc<Semaphore>,
}

/// A proof between two trees.
#[derive(Serialize)]
struct Consistency {
    old: u64,
    new: u64,
    /// The hashes, in base64, in the order of RFC 6962 section 2.1.2.
    proof: Vec<String>,
}

/// What came of a read.
enum Outcome {
    Found(Response<Bytes>),
    NotThere,
    NotPublished,
    Query,
}

impl PublicLedger {
    /// The public part of this ledger.
    #[must_use]
    pub fn new(ledger: Ledger) -> Self {
        Self { ledger, turns: Arc::new(Semaphore::new(PUBLIC_READS.most)) }
    }

    /// Answers what is public, with what came of it in a word.
    pub async fn answer(&self, asked: Asked, query: &Query) -> (&'static str, Response<Bytes>) {
        let sizes = match asked {
            Asked::Consistency => match query.sizes() {
                Ok(sizes) => sizes,
                Err(fault) => return refused(&fault),
            },
            _ => (0, None),
        };
        let Ok(Ok(turn)) = timeout(WAIT, self.turns.clone().acquire_owned()).await else {
            return ("ledger-readers-busy", problem::ledger::busy());
        };
        let ledger = self.ledger.clone();
        let found = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            fetch(&ledger, asked, sizes)
        });
        match found.await {
            Ok(Ok(Outcome::Found(answer))) => ("served", answer),
            Ok(Ok(Outcome::NotThere)) => refused(&Unreadable::Path),
            Ok(Ok(Outcome::NotPublished)) => refused(&Unreadable::NotPublished),
            Ok(Ok(Outcome::Query)) => refused(&Unreadable::Query(asked.takes())),
            Ok(Err(error)) => {
                tracing::error!(error = %Told(&error), "the ledger's public part cannot be read");
                ("ledger-unreadable", problem::ledger::cannot_be_read())
            }
            Err(_) => ("gateway-fault", problem::broken()),
        }
    }
}

fn refused(fault: &Unreadable) -> (&'static str, Response<Bytes>) {
    (fault.code(), problem::ledger::unreadable(fault))
}

fn fetch(
    ledger: &Ledger,
    asked: Asked,
    (old, new): (u64, Option<u64>),
) -> Result<Outcome, ReadError> {
    const TEXT: &str = "text/plain; charset=utf-8";
    let or_not = |answer: Option<Response<Bytes>>, not| answer.map_or(not, Outcome::Found);
    Ok(match asked {
        Asked::Description => {
            let document = super::OPENAPI.as_bytes().to_vec();
            Outcome::Found(found(document, "application/json", "public, max-age=60"))
        }
        // The next one is due within seconds.
        Asked::Checkpoint => Outcome::Found(found(ledger.checkpoint()?, TEXT, FOR_A_MOMENT)),
        Asked::Tile(tile) => {
            let tile = ledger.tile(tile)?;
            let tile = tile.map(|bytes| found(bytes, "application/octet-stream", FOR_EVER));
            or_not(tile, Outcome::NotThere)
        }
        Asked::Inclusion(index) => {
            let proof = ledger.inclusion(index)?;
            let proof = proof.map(|proof| found(proof.format().into_bytes(), TEXT, FOR_A_MOMENT));
            or_not(proof, Outcome::NotPublished)
        }
        Asked::Consistency => {
            let newest = || -> Result<u64, ReadError> {
                let verifiers = [ledger.verifier().clone()];
                let checkpoint = Checkpoint::open(&ledger.checkpoint()?, &verifiers);
                Ok(checkpoint.map_err(ReadError::Checkpoint)?.size())
            };
            let keep = if new.is_some() { FOR_EVER } else { FOR_A_MOMENT };
            let new = new.map_or_else(newest, Ok)?;
            if old > new {
                return Ok(Outcome::Query);
            }
            let proof = ledger.consistency(old, new)?.map(|path| {
                let proof = path.iter().map(ToString::to_string).collect();
                json(&Consistency { old, new, proof }, keep)
            });
            or_not(proof, Outcome::NotPublished)
        }
        Asked::Bundle(_)
        | Asked::Thinned(_)
        | Asked::Search
        | Asked::Entry(_)
        | Asked::Overview
        | Asked::Table(_)
        | Asked::Journal
        | Asked::Export => Outcome::NotThere,
    })
}
