//! Step 1: who is asking? The token proves it, and the key or certificate that it is bound to proves
//! that it was not stolen; the consumer's rate limit lets it in.

use super::refused::{Known, Refused};
use crate::ledger::entry::Asker;
use crate::registry::{Registrations, Registry};
use crate::token::accept::{Caller, TokenRefused, Tokens};
use crate::token::sender::{Confirmed, Evidence, ProofRefused, Senders};
use crate::vocab::limits::Limit;
use crate::vocab::party::Organisation;
use crate::vocab::peer::Peer;
use crate::vocab::time::Timestamp;
use bytes::Bytes;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use hyper::Request;
use hyper::header::AUTHORIZATION;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A rate: so many a second, so many at once.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Sustained, each second.
    pub per_second: NonZeroU32,
    /// At once.
    pub burst: NonZeroU32,
}

impl Rate {
    /// As governor has it.
    #[must_use]
    pub const fn quota(self) -> Quota {
        Quota::per_second(self.per_second).allow_burst(self.burst)
    }

    /// That of so many together.
    fn times(self, many: Limit) -> Self {
        let many =
            u32::try_from(many.most).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MAX);
        let times = |number: NonZeroU32| number.saturating_mul(many);
        Self { per_second: times(self.per_second), burst: times(self.burst) }
    }
}

/// Who may come in, and how fast.
pub struct Admission {
    tokens: Tokens,
    senders: Arc<Senders>,
    consumers: DefaultKeyedRateLimiter<Organisation>,
    strangers: Strangers,
    registrations: Arc<Registrations>,
}

impl Admission {
    /// Admission by these tokens, from whom they are bound to, as long as what they were issued for is
    /// registered, under these rates.
    #[must_use]
    pub fn new(
        tokens: Tokens,
        senders: Arc<Senders>,
        registrations: Arc<Registrations>,
        consumers: Rate,
        strangers: Strangers,
    ) -> Self {
        let consumers = RateLimiter::keyed(consumers.quota());
        Self { tokens, senders, consumers, strangers, registrations }
    }

    /// The registry as it is now.
    #[must_use]
    pub fn registry(&self) -> Arc<Registry> {
        self.registrations.current()
    }

    /// Whether one more refusal of a stranger from this address may be written down.
    ///
    /// # Errors
    /// [`Refused::StrangerTooFast`] when there were too many.
    pub fn stranger(&self, peer: &Peer) -> Result<(), Refused> {
        self.strangers.admit(peer).map_err(|retry_after| Refused::StrangerTooFast { retry_after })
    }
}

/// Limits what addresses can make us do that costs them nothing. Each use has one of its own: who is
/// refused at one door takes nobody's place at another.
#[derive(Clone)]
pub struct Strangers(Arc<StrangerRates>);

struct StrangerRates {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    /// For IPv6 each /48: whoever has one has many neighbourhoods.
    sites: DefaultKeyedRateLimiter<IpAddr>,
    /// All addresses together: whoever has many of them has no more than this.
    all: DefaultDirectRateLimiter,
    checks: AtomicUsize,
}

/// How many addresses of one site may use up their rate at the same time.
pub const ADDRESSES_OF_SITE: Limit = Limit { name: "stranger_addresses_of_site", most: 5 };

/// How many addresses may use up their rate of refusals at the same time: each costs the ledger an entry.
pub const REFUSED_ADDRESSES: Limit = Limit { name: "stranger_refused_addresses", most: 20 };

/// How many addresses may use up their rate of begun logins at the same time: one that is begun takes
/// nothing here, so the limit spares the provider and keeps nobody out.
pub const LOGIN_ADDRESSES: Limit = Limit { name: "stranger_login_addresses", most: 1000 };

/// After so many checks the addresses that have been quiet are forgotten.
const FORGET_EVERY: usize = 4096;

impl Strangers {
    /// Those whose refusals are written down, at this rate for each address.
    #[must_use]
    pub fn refused(rate: Rate) -> Self {
        Self::together(rate, REFUSED_ADDRESSES)
    }

    /// Those who begin a login, at this rate for each address.
    #[must_use]
    pub fn logging_in(rate: Rate) -> Self {
        Self::together(rate, LOGIN_ADDRESSES)
    }

    fn together(rate: Rate, all: Limit) -> Self {
        let addresses = RateLimiter::keyed(rate.quota());
        let sites = RateLimiter::keyed(rate.times(ADDRESSES_OF_SITE).quota());
        let all = RateLimiter::direct(rate.times(all).quota());
        Self(Arc::new(StrangerRates { addresses, sites, all, checks: AtomicUsize::new(0) }))
    }

    /// Lets this address do it once more.
    ///
    /// # Errors
    /// How long to wait, when it was too often.
    pub fn admit(&self, peer: &Peer) -> Result<(), Duration> {
        let Self(rates) = self;
        if rates.checks.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            rates.addresses.retain_recent();
            rates.sites.retain_recent();
        }
        rates.addresses.check_key(&peer.neighbourhood()).map_err(|until| wait(&until))?;
        rates.sites.check_key(&peer.site()).map_err(|until| wait(&until))?;
        rates.all.check().map_err(|until| wait(&until))
    }
}

fn wait(until: &NotUntil<governor::clock::QuantaInstant>) -> Duration {
    until.wait_time_from(DefaultClock::default().now())
}

/// Proof that the token is good, that it came from whom it is bound to, and that the consumer is not
/// too fast; made only by [`admit`].
pub struct Admitted {
    caller: Arc<Caller>,
    asker: Asker,
}

impl Admitted {
    /// What the token proves.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Who asks, as the ledger names it.
    #[must_use]
    pub const fn asker(&self) -> &Asker {
        &self.asker
    }
}

/// Accepts the token, counts the request against the consumer's rate, and looks whether the token
/// still stands. Who asks is known only when the token came from whom it is bound to.
///
/// # Errors
/// No good token, a token that is another's, or too fast.
pub async fn admit(
    admission: &Admission,
    peer: &Peer,
    request: &Request<Bytes>,
    now: Timestamp,
    known: &mut Known,
) -> Result<Admitted, Refused> {
    let caller = confirmed(admission, peer, request, now, known).await?;
    let asker = Asker {
        consumer: caller.consumer().clone(),
        supplier: caller.supplier().cloned(),
        client: caller.client_id().clone(),
        customer: caller.customer().cloned(),
        sub_client: caller.sub_client().cloned(),
        issuer: caller.foreign_issuer().cloned(),
    };
    known.asker = Some(asker.clone());
    admission
        .consumers
        .check_key(caller.consumer())
        .map_err(|until| Refused::TooFast { retry_after: wait(&until) })?;
    caller.stands(&admission.registrations, now)?;
    Ok(Admitted { caller, asker })
}

async fn confirmed(
    admission: &Admission,
    peer: &Peer,
    request: &Request<Bytes>,
    now: Timestamp,
    known: &mut Known,
) -> Result<Arc<Caller>, Refused> {
    let mut fields = request.headers().get_all(AUTHORIZATION).iter();
    let field = fields.next().filter(|_| fields.next().is_none());
    let accepted = admission.tokens.accept(field.map(|field| field.as_bytes()), now).await?;
    let evidence = Evidence::of(peer, request);
    match admission.senders.confirm(accepted, &evidence, now) {
        Ok(Confirmed { caller, nonce }) => {
            known.nonce = nonce;
            Ok(caller)
        }
        Err(refused) => {
            if refused == TokenRefused::Proof(ProofRefused::Nonce) {
                known.nonce = Some(admission.senders.nonce(now));
            }
            Err(refused.into())
        }
    }
}
