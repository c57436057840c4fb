//! An export over HTTP: what is sought and the reader may see, part by part as the reader takes it. The
//! head says where the next export goes on; one that was cut off goes on after its last whole line.

use super::super::outgoing::{Outgoing, Parts};
use super::places::Place;
use crate::audit::PoliciesThen;
use crate::audit::looks::Recorded;
use crate::audit::refused::Refused;
use crate::audit::search::{Taking, visit};
use crate::export::{Encoder, Text};
use crate::ledger::entry::Sought;
use crate::ledger::{Ledger, ReadError};
use crate::vocab::limits::Limit;
use bytes::Bytes;
use hyper::Response;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LINK};
use std::io;
use std::num::NonZeroU32;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{Sender, channel};
use tokio::time::{Instant, timeout};

/// The bytes of a part after which another is begun; one entry is taken in whatever its length.
pub const PART_BYTES: Limit = Limit { name: "ledger_export_part_bytes", most: 1024 * 1024 };

/// The part that says that all has been passed on. An export that ends without it was cut off.
const WHOLE: Vec<u8> = Vec::new();

/// How many parts may wait for a slow reader; then reading the ledger waits, too.
const WAITING: usize = 1;

/// An export, before anything of it is read.
pub(super) struct Export {
    pub(super) ledger: Ledger,
    pub(super) policies: Arc<dyn PoliciesThen>,
    pub(super) recorded: Recorded,
    pub(super) sought: Sought,
    pub(super) encoder: Encoder,
    pub(super) pace: Pace,
    /// Its place among those under way, kept to its end.
    pub(super) _place: Place,
}

/// What has been read of the ledger: its bytes, and the next entry to look at.
type Part = (Vec<u8>, u64);

/// How slowly a reader may take an export: over all of it no slower than this, but for a time of grace.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The time of grace.
    pub grace: Duration,
    /// Bytes a second.
    pub bytes_per_second: NonZeroU32,
}

/// How much longer a reader may keep an export waiting. Reading the ledger does not count.
struct Left(Duration);

impl Left {
    /// Passes a part on. False: the reader has gone, or is too slow.
    async fn send(&mut self, part: Vec<u8>, pace: Pace, to: &Sender<io::Result<Bytes>>) -> bool {
        let seconds = part.len() as f64 / f64::from(pace.bytes_per_second.get());
        let allowed = self.0 + Duration::from_secs_f64(seconds);
        let begun = Instant::now();
        let Ok(sent) = timeout(allowed, to.send(Ok(part.into()))).await else {
            tracing::warn!("an export of the ledger was cut off: its reader is too slow");
            return false;
        };
        self.0 = allowed.saturating_sub(begun.elapsed());
        sent.is_ok()
    }
}

/// A part that is being filled.
struct Filling<'e>(Text<'e>);

impl Taking for Filling<'_> {
    fn take(&mut self, index: u64, bytes: &[u8]) -> Result<bool, Refused> {
        if self.is_full() {
            return Ok(false);
        }
        self.0.push(index, bytes).map_err(|_| ReadError::UnknownForm(index))?;
        Ok(true)
    }

    fn is_full(&self) -> bool {
        self.0.len() >= PART_BYTES.most
    }
}

impl Export {
    /// Begins: what is wrong before the first byte is refused properly. `next` is the query of the next export.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) async fn begin(
        self,
        range: Range<u64>,
        next: &str,
        only_head: bool,
    ) -> Result<Response<Outgoing>, Refused> {
        let media_type = self.encoder.form().media_type();
        let body = if only_head {
            Outgoing::Whole(Bytes::new())
        } else {
            let export = Arc::new(self);
            let first = export.clone().part(range.clone()).await?;
            let (sender, parts) = channel(WAITING);
            tokio::spawn(export.run(first, range.end, sender));
            Outgoing::Flowing(Parts::Export(parts), None)
        };
        let mut answer = Response::new(body);
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(link) = format!("</ledger/export?{next}>; rel=\"next\"").parse() {
            headers.insert(LINK, link);
        }
        Ok(answer)
    }

    /// Passes on part after part, until the end or until the reader has gone.
    async fn run(self: Arc<Self>, first: Part, end: u64, sender: Sender<io::Result<Bytes>>) {
        let ((mut bytes, mut next), mut left) = (first, Left(self.pace.grace));
        loop {
            if !bytes.is_empty() && !left.send(bytes, self.pace, &sender).await {
                return;
            }
            if next >= end {
                left.send(WHOLE, self.pace, &sender).await;
                return;
            }
            match self.clone().part(next..end).await {
                Ok(part) => (bytes, next) = part,
                Err(refused) => {
                    tracing::warn!(reason = refused.code(), "an export of the ledger was cut off");
                    let _ = sender.send(Err(io::Error::other("the export was cut off"))).await;
                    return;
                }
            }
        }
    }

    /// Reads a part, where reading may block.
    async fn part(self: Arc<Self>, range: Range<u64>) -> Result<Part, Refused> {
        let read = tokio::task::spawn_blocking(move || {
            let Self { ledger, policies, recorded, sought, encoder, .. } = &*self;
            let mut filling = Filling(encoder.begin());
            let next = visit(ledger, &**policies, recorded, sought, range, &mut filling)?;
            Ok((filling.0.finish().0, next))
        });
        read.await.unwrap_or(Err(Refused::Unreadable))
    }
}
