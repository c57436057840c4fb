//! The path of one request, from the caller's bytes to the caller's bytes.

use super::active::InForce;
use super::admit::{Admission, admit};
use super::ask;
use super::authorize::{Judging, authorize, held};
use super::flow::{self, Source};
use super::forward::{Upstreams, forward};
use super::limits::Meter;
use super::record::{can_record, record, record_refusal};
use super::redact::{Disclosed, redact};
use super::refused::{Known, Refused};
use super::respond::{Answer, Reply, respond};
use crate::acts::Acts;
use crate::ledger::Ledger;
use crate::redact::Writer;
use crate::vocab::peer::Peer;
use crate::vocab::time::SharedClock;
use crate::watch::Post;
use bytes::Bytes;
use hyper::Request;
use std::sync::Arc;

/// The gateway: everything the path needs, shared by all requests.
pub struct Gateway {
    /// Who may come in, and how fast.
    pub admission: Admission,
    /// The policies in force, compiled.
    pub policies: Arc<InForce>,
    /// How much was read.
    pub meter: Arc<Meter>,
    /// Where the providers are.
    pub upstreams: Upstreams,
    /// Where readings and refusals are written.
    pub ledger: Ledger,
    /// What persons consented to and reserved against.
    pub acts: Arc<Acts>,
    /// Who watches for what is unusual; none: nobody.
    pub watch: Option<Post>,
    /// What time it is.
    pub clock: SharedClock,
}

impl Gateway {
    /// Answers one request: the reply, or the refusal after it has been recorded.
    ///
    /// # Errors
    /// The refusal. If recording it failed, the ledger's failure takes its place: nothing is
    /// answered that was not written down.
    pub async fn answer(
        self: &Arc<Self>,
        peer: &Peer,
        request: &Request<Bytes>,
        known: &mut Known,
    ) -> Result<Reply, Refused> {
        match self.serve(peer, request, known).await {
            Ok(reply) => Ok(reply),
            // Boxed: the future of every reading would carry it along.
            Err(refused) => Err(Box::pin(record_refusal(refused, known, peer, self)).await),
        }
    }

    /// Serves one request. Each step takes what the step before it proved; `known` collects what is
    /// proven so far, for the record of a refusal.
    async fn serve(
        self: &Arc<Self>,
        peer: &Peer,
        request: &Request<Bytes>,
        known: &mut Known,
    ) -> Result<Reply, Refused> {
        let now = self.clock.now();
        let admitted = admit(&self.admission, peer, request, now, known).await?; // who, and not too fast
        let active = &self.policies.current(); // one set for all of the request
        known.policies = Some(active.entry());
        known.held = held(active, None, admitted.caller().scopes(), now); // until the purpose is known
        let ask = ask::read(request, active, known)?; // what, about whom, for what purpose
        let registry = &self.admission.registry(); // one registry, too
        let judging = Judging { active, registry, ledger: &self.ledger, acts: &self.acts, now };
        let authorized = authorize(admitted, ask, &judging, known)?; // which fields, on which law
        can_record(&self.ledger)?; // nobody is asked about in vain
        if authorized.many() {
            let (gateway, known, peer) = (self.clone(), known.clone(), *peer);
            let source = Source { gateway, authorized, now, known, peer };
            return Box::pin(flow::begin(source)).await; // the same steps, part by part
        }
        let mut reserved = self.meter.reserve(&authorized, authorized.named(), 0, now)?; // and not too much
        let fetched = forward(&authorized, &self.upstreams).await?; // the provider's answer begins
        let media_type = fetched.media_type().to_owned();
        let shown = redact(&authorized, fetched, now).await?; // only what may leave
        let withheld = shown.disclosed().map(Disclosed::withheld_count).sum();
        let receipt = record(&authorized, &shown, &reserved, self).await?; // it is on disk
        reserved.commit().await;
        let body = respond(shown, &receipt, &mut Writer::new(authorized.format()));
        let (index, withheld) = (receipt.index(), Some(withheld));
        Ok(Reply { body: Answer::Whole(body), media_type, index, withheld })
    }
}
