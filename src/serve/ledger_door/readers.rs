//! What entries say, for who may read them. Each look is written down before it is answered, and so is
//! each refusal of who came with a good token.

use super::super::outgoing::Outgoing;
use super::super::problem::ledger::Unreadable;
use super::super::{DPOP_NONCE, problem};
use super::answer::{bundle, found, json};
use super::asked::{Asked, Query};
use super::export::{Export, Pace};
use super::places::Places;
use super::public::WAIT;
use crate::audit::PoliciesThen;
use crate::audit::desk::open_questions;
use crate::audit::figures::Figures;
use crate::audit::looks::{BUNDLE_STRETCH, ENTRY_STRETCH, Looks, Recorded, stretch_of};
use crate::audit::overview::{LedgerState, Overview, Period, Table, Wanted, overview};
use crate::audit::refused::Refused;
use crate::audit::rights::Reader;
use crate::audit::search::{self, Page};
use crate::audit::shown::Shown;
use crate::export::{Encoder, Origin};
use crate::gateway::admit::admit;
use crate::gateway::path::Gateway;
use crate::gateway::record::{record_refusal, record_refusal_of};
use crate::gateway::refused::{self as gateway, Known};
use crate::ledger::entry::{Looked, Sought};
use crate::merkle::tile::BundleId;
use crate::serve::coding::opens_gzip;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::peer::Peer;
use bytes::Bytes;
use hyper::header::{CONTENT_DISPOSITION, HeaderValue};
use hyper::{Method, Request, Response};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The looks into entries that are read at one time.
pub const READER_READS: Limit = Limit { name: "ledger_reader_reads", most: 4 };

/// How long a look at entries may be kept by who looked.
const NOT_AT_ALL: &str = "no-store";

/// Answers readers of entries.
pub struct Readers {
    gateway: Arc<Gateway>,
    policies: Arc<dyn PoliciesThen>,
    figures: Arc<Figures>,
    looks: Looks,
    turns: Arc<Semaphore>,
    exports: Places,
    pace: Pace,
}

/// Why a look was not answered.
enum Fault {
    /// No good token, or too fast; or the ledger cannot write.
    Gateway(gateway::Refused),
    /// The reader may not, or there is nothing.
    Audit(Refused),
    /// It cannot be read.
    Unreadable(Unreadable),
}

impl From<gateway::Refused> for Fault {
    fn from(refused: gateway::Refused) -> Self {
        Self::Gateway(refused)
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Audit(refused)
    }
}

impl From<Unreadable> for Fault {
    fn from(fault: Unreadable) -> Self {
        Self::Unreadable(fault)
    }
}

impl Fault {
    fn code(&self) -> &'static str {
        match self {
            Self::Gateway(refused) => refused.code(),
            Self::Audit(refused) => refused.code(),
            Self::Unreadable(fault) => fault.code(),
        }
    }
}

/// A part of what was sought.
#[derive(Serialize)]
struct Found {
    entries: Vec<Shown>,
    /// Where the next call goes on.
    cursor: String,
    /// All entries below this index have been looked at.
    looked_up_to: EntryIndex,
    /// Whether there is more to look at now.
    more: bool,
    /// How many entries are published.
    published: u64,
}

/// A table of an overview for a spreadsheet.
fn table_of(table: Table, overview: &Overview) -> Response<Bytes> {
    let text = table.write(overview).into_bytes();
    let mut answer = found(text, "text/csv; charset=utf-8", NOT_AT_ALL);
    let name = format!(
        "attachment; filename=\"{}-{}-{}.csv\"",
        table.name(),
        overview.first_day,
        overview.last_day
    );
    if let Ok(name) = HeaderValue::try_from(name) {
        answer.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    answer
}

impl Readers {
    /// Readers of the gateway's ledger.
    pub(super) fn new(
        gateway: Arc<Gateway>,
        policies: Arc<dyn PoliciesThen>,
        figures: Arc<Figures>,
        pace: Pace,
    ) -> Self {
        let turns = Arc::new(Semaphore::new(READER_READS.most));
        let (looks, exports) = (Looks::default(), Places::default());
        Self { gateway, policies, figures, looks, turns, exports, pace }
    }

    /// Answers one request, with what came of it in a word.
    pub(super) async fn answer(
        &self,
        asked: Asked,
        query: &Query,
        peer: &Peer,
        request: &Request<Bytes>,
    ) -> (&'static str, Response<Outgoing>) {
        let mut known = Known::default();
        let (outcome, mut answer) = match self.serve(asked, query, peer, request, &mut known).await
        {
            Ok(answer) => ("served", answer),
            Err(fault) => {
                let code = fault.code();
                tracing::info!(reason = code, "a look into the ledger refused");
                (code, self.refuse(fault, &known, peer).await.map(Outgoing::from))
            }
        };
        if let Some(nonce) = known.nonce.as_deref().and_then(|nonce| nonce.parse().ok()) {
            answer.headers_mut().insert(DPOP_NONCE, nonce);
        }
        (outcome, answer)
    }

    async fn serve(
        &self,
        asked: Asked,
        query: &Query,
        peer: &Peer,
        request: &Request<Bytes>,
        known: &mut Known,
    ) -> Result<Response<Outgoing>, Fault> {
        let now = self.gateway.clock.now();
        let admission = &self.gateway.admission;
        let admitted = admit(admission, peer, request, now, known).await?;
        let reader = Reader::new(admitted.caller(), &admission.registry())?;
        let whole = match asked {
            Asked::Export => {
                return self.export(reader, query, request.method() == Method::HEAD).await;
            }
            Asked::Bundle(id) => {
                let packed = opens_gzip(request.headers());
                self.bundle(reader, id, packed).await
            }
            Asked::Thinned(number) => self.thinned(reader, number).await,
            Asked::Entry(index) => self.entry(reader, index).await,
            Asked::Search => {
                let (sought, (cursor, most)) = (query.sought()?, query.page()?);
                self.search(reader, sought, cursor, most).await
            }
            Asked::Overview => {
                let period = query.period(now.day_in_norway())?;
                self.overview(reader, period, |overview| json(overview, NOT_AT_ALL)).await
            }
            Asked::Table(table) => {
                let period = query.period(now.day_in_norway())?;
                self.overview(reader, period, move |overview| table_of(table, overview)).await
            }
            _ => Err(Unreadable::Path.into()),
        };
        whole.map(|answer| answer.map(Outgoing::from))
    }

    /// All that is sought, in a form that other programs read.
    async fn export(
        &self,
        reader: Reader,
        query: &Query,
        only_head: bool,
    ) -> Result<Response<Outgoing>, Fault> {
        let (sought, (form, enterprise, from)) = (query.sought()?, query.export()?);
        let Some(place) = self.exports.take(&reader).await else {
            return Err(Refused::Busy.into());
        };
        let recorded = self.look(reader, Looked::Search(sought.clone())).await?;
        let ledger = self.gateway.ledger.clone();
        let (there, wanted) = (ledger.clone(), sought.clone());
        let range =
            tokio::task::spawn_blocking(move || search::bounds(&there, &wanted, from)).await;
        let range = range.unwrap_or(Err(Refused::Unreadable))?;
        let next = query.from(range.end.max(range.start));
        let origin = Origin { name: ledger.origin().to_owned(), enterprise };
        let (policies, encoder) = (self.policies.clone(), Encoder::new(form, origin));
        let pace = self.pace;
        let export = Export { ledger, policies, recorded, sought, encoder, pace, _place: place };
        Ok(export.begin(range, &next, only_head).await?)
    }

    async fn bundle(
        &self,
        reader: Reader,
        id: BundleId,
        packed: bool,
    ) -> Result<Response<Bytes>, Fault> {
        reader.of_the_whole()?;
        let ledger = &self.gateway.ledger;
        let widest = BundleId::in_tree(id.index(), ledger.published());
        if widest.is_none_or(|widest| widest.width() < id.width()) {
            return Err(Refused::NoSuchBundle.into());
        }
        let first = id.index().saturating_mul(ENTRY_STRETCH);
        let stretch = stretch_of(first, BUNDLE_STRETCH);
        let recorded = self.look(reader, Looked::Bundles(stretch)).await?;
        let ledger = ledger.clone();
        self.read(move || Ok(bundle(search::bundle(&ledger, &recorded, id)?, packed))).await
    }

    /// What is left of a bundle.
    async fn thinned(&self, reader: Reader, number: u64) -> Result<Response<Bytes>, Fault> {
        reader.of_the_whole()?;
        let first = number.saturating_mul(ENTRY_STRETCH);
        if first >= self.gateway.ledger.published() {
            return Err(Refused::NoSuchBundle.into());
        }
        let stretch = stretch_of(first, BUNDLE_STRETCH);
        let recorded = self.look(reader, Looked::Bundles(stretch)).await?;
        let ledger = self.gateway.ledger.clone();
        self.read(move || Ok(bundle(search::thinned(&ledger, &recorded, number)?, false))).await
    }

    async fn entry(&self, reader: Reader, index: EntryIndex) -> Result<Response<Bytes>, Fault> {
        let ledger = self.gateway.ledger.clone();
        if index.0 >= ledger.size() {
            return Err(Refused::NoSuchEntry.into());
        }
        let stretch = stretch_of(index.0, ENTRY_STRETCH);
        let recorded = self.look(reader, Looked::Entries(stretch)).await?;
        let policies = self.policies.clone();
        self.read(move || {
            let shown = search::one(&ledger, &*policies, &recorded, index)?;
            Ok(json(&shown, NOT_AT_ALL))
        })
        .await
    }

    async fn search(
        &self,
        reader: Reader,
        sought: Sought,
        cursor: Option<EntryIndex>,
        most: usize,
    ) -> Result<Response<Bytes>, Fault> {
        let recorded = self.look(reader, Looked::Search(sought.clone())).await?;
        let (ledger, policies) = (self.gateway.ledger.clone(), self.policies.clone());
        self.read(move || {
            let found = search::seek(&ledger, &*policies, &recorded, &sought, cursor, most)?;
            let Page { entries, cursor, more, published } = found;
            let looked_up_to = cursor;
            let cursor = cursor.to_string();
            Ok(json(&Found { entries, cursor, looked_up_to, more, published }, NOT_AT_ALL))
        })
        .await
    }

    /// Figures of some days, written by `write`.
    async fn overview(
        &self,
        reader: Reader,
        period: Period,
        write: impl FnOnce(&Overview) -> Response<Bytes> + Send + 'static,
    ) -> Result<Response<Bytes>, Fault> {
        let recorded = self.look(reader, Looked::Overview(period.days())).await?;
        let registry = self.gateway.admission.registry();
        let active = self.gateway.policies.current();
        let (ledger, figures) = (self.gateway.ledger.clone(), self.figures.clone());
        let today = self.gateway.clock.now().day_in_norway();
        let acts = self.gateway.acts.clone();
        self.read(move || {
            let counts = figures.counts();
            let state = LedgerState::of(&ledger, &counts);
            let wanted = Wanted { part: recorded.reader().role().part(), period, today };
            let mut made = overview(&counts, wanted, active.set(), &*registry, state);
            drop(counts);
            made.open_questions = open_questions(&acts, recorded.reader(), today);
            Ok(write(&made))
        })
        .await
    }

    /// Writes the look down.
    async fn look(&self, reader: Reader, at: Looked) -> Result<Recorded, Refused> {
        let now = self.gateway.clock.now();
        self.looks.record(&self.gateway.ledger, reader, at, now).await
    }

    /// Reads where reading may block, when it is one's turn.
    async fn read(
        &self,
        work: impl FnOnce() -> Result<Response<Bytes>, Refused> + Send + 'static,
    ) -> Result<Response<Bytes>, Fault> {
        let turn = timeout(WAIT, self.turns.clone().acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(Refused::Busy.into()) };
        let read = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        Ok(read.await.unwrap_or(Err(Refused::Unreadable))?)
    }

    /// Records the refusal of who is known, then answers it.
    async fn refuse(&self, fault: Fault, known: &Known, peer: &Peer) -> Response<Bytes> {
        let reason = fault.code().to_owned();
        let answer = match fault {
            Fault::Gateway(refused) => {
                let told = record_refusal(refused, known, peer, &self.gateway).await;
                return problem::refused(&told);
            }
            Fault::Audit(refused) => problem::ledger::not_shown(&refused),
            Fault::Unreadable(fault) => problem::ledger::unreadable(&fault),
        };
        match record_refusal_of(&reason, known, &self.gateway.ledger).await {
            Ok(()) => answer,
            Err(refused) => problem::refused(&refused),
        }
    }
}
