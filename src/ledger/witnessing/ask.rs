//! Asks one witness, again and again, each at its own pace.

use super::Witnessing;
use super::answer::{self, Failure, Said};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::note::Note;
use crate::merkle::proof;
use crate::merkle::witness::{ANSWER_BYTES, AddCheckpoint, read_answer};
use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, Response};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How long a witness rests after its first failure; twice as long after each further one.
const FIRST_REST: Duration = Duration::from_millis(500);

/// Its longest rest, unless it asks for a longer one.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// How often a witness may name another size in one round.
const TRIES: usize = 3;

/// A checkpoint that is put before a witness.
struct Asked {
    note: Vec<u8>,
    head: Checkpoint,
    /// The size that the witness has.
    old: u64,
}

impl Witnessing {
    /// Puts each round's checkpoint before one witness.
    pub(super) async fn ask_again_and_again(
        self: Arc<Self>,
        place: usize,
        mut begun: watch::Receiver<()>,
    ) {
        let mut failures = 0_u32;
        while begun.changed().await.is_ok() {
            while let Some(failure) = self.clone().ask(place).await {
                tokio::time::sleep(rest(failure, failures)).await;
                failures = failures.saturating_add(1);
                // The newest one, also if it was begun during the rest.
                begun.mark_unchanged();
            }
            failures = 0;
        }
    }

    /// Puts the round's checkpoint before a witness; gives why it did not cosign it.
    async fn ask(self: Arc<Self>, place: usize) -> Option<Failure> {
        let (note, head, old) = self.state().before(place)?;
        let mut asked = Asked { note, head, old };
        match self.cosignature(place, &mut asked).await {
            Ok(line) => {
                let size = asked.head.size();
                let (now, name) = (self.now(), self.state().name(place));
                if self.state().cosigned(place, &asked.note, (line, size), now) {
                    tracing::info!(witness = name, "cosigns again");
                }
                if let Some(Err(error)) = self.blocking(Self::publish).await {
                    tracing::error!(%error, "the cosigned checkpoint cannot be kept");
                }
                None
            }
            Err(failure) => {
                self.note_failure(place, failure);
                Some(failure)
            }
        }
    }

    fn note_failure(&self, place: usize, failure: Failure) {
        let (is_news, name) = {
            let mut state = self.state();
            (state.failed(place, failure), state.name(place))
        };
        self.settings.metrics.witnessed().failed(&name, failure.kind());
        if failure.is_alarm() {
            tracing::error!(
                witness = name,
                %failure,
                "ALARM: the ledger was rolled back, or its key signs another history"
            );
        } else if is_news {
            tracing::warn!(witness = name, %failure, "a witness does not cosign");
        }
    }

    /// Asks until the witness cosigns, or says why not. It may first say which size it has.
    async fn cosignature(
        self: &Arc<Self>,
        place: usize,
        asked: &mut Asked,
    ) -> Result<String, Failure> {
        let witness = self.settings.policy.witnesses().get(place).ok_or(Failure::BadAnswer)?;
        for _ in 0..TRIES {
            if asked.old > asked.head.size() {
                return Err(Failure::Ahead);
            }
            let answer = self.send(place, asked).await?;
            match answer::read(&answer, asked.old) {
                Said::Cosigned => {
                    let note = Note::parse(&asked.note).map_err(|_| Failure::BadAnswer)?;
                    let read = read_answer(note.text(), answer.body(), &witness.key);
                    return read.map(|(line, _)| line).map_err(|_| Failure::BadAnswer);
                }
                Said::Size(size) => {
                    let signed = self.shared.recent().published().max(asked.head.size());
                    if size > signed {
                        return Err(Failure::Larger { size, signed });
                    }
                    self.state().has_size(place, size);
                    asked.old = size;
                }
                Said::Not(failure) => return Err(failure),
            }
        }
        Err(Failure::Ahead)
    }

    async fn send(
        self: &Arc<Self>,
        place: usize,
        asked: &Asked,
    ) -> Result<Response<Bytes>, Failure> {
        let (old, new) = (asked.old, asked.head.size());
        let proof = self.blocking(move |witnessing| {
            proof::consistency(old, new, |tile| witnessing.shared.tile_there(tile))
        });
        let path = proof.await.ok_or(Failure::NoProof)?.map_err(|error| {
            tracing::error!(%error, "no proof for a witness");
            Failure::NoProof
        })?;
        let body = AddCheckpoint::new(old, path, &asked.note).map_err(|_| Failure::NoProof)?;
        let address = self.address(place).ok_or(Failure::NoProof)?;
        let request = Request::post(address)
            .header(CONTENT_TYPE, "text/plain; charset=utf-8")
            .body(Bytes::from(body.format()))
            .map_err(|_| Failure::NoProof)?;
        let dialer = &self.settings.dialer;
        let answer = dialer.send(request, ANSWER_BYTES, self.settings.timeout).await;
        answer.map_err(Failure::NoAnswer)
    }
}

fn rest(failure: Failure, failures: u32) -> Duration {
    let own = FIRST_REST.saturating_mul(1 << failures.min(10)).min(LONGEST_REST);
    match failure {
        Failure::PushedBack(asked_for) => own.max(asked_for),
        _ => own,
    }
}
