//! From a grant to an access token: check, reserve, record and sign, answer.

use super::actor::Actor;
use super::certificates::Certificates;
use super::consents::Consents;
use super::details::Details;
use super::grant::{self, Grant, Signatures};
use super::keys::IssuerKeys;
use super::refused::{GrantRefused, Refusal};
use super::remember::Remember;
use super::replay::{Memory, REMEMBERED_GRANTS};
use super::resolve::{HeldFor, Resolver, ScopeOf};
use super::sender::{Binding, Bound, Evidence, Senders};
use super::sign::Pen;
use super::{ACCESS_TOKEN_TYPE, IssuerUrl};
use crate::jose::encode_base64url;
use crate::ledger::entry::{self, Asker, Draft, Event, Held, TokenRefusal, Whom};
use crate::metrics::Metrics;
use crate::registry::Registrations;
use crate::vocab::Malformed;
use crate::vocab::method::ClientMethod;
use crate::vocab::party::ClientId;
use crate::vocab::scope::Scopes;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// Issues access tokens.
pub struct TokenService<R> {
    issuer: IssuerUrl,
    registrations: Arc<Registrations>,
    certificates: Option<Arc<Certificates>>,
    signatures: Signatures,
    keys: Arc<IssuerKeys>,
    memory: Memory,
    senders: Arc<Senders>,
    ledger: Arc<R>,
    pen: Pen,
    random: SystemRandom,
    resolver: Resolver,
}

/// An issued token; it is in the ledger.
pub struct Issued {
    token: String,
    scopes: Scopes,
    lifetime: Duration,
    details: Option<Details>,
    bound: Bound,
}

impl Issued {
    /// The signed access token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The scopes it carries.
    #[must_use]
    pub const fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// How long it lives.
    #[must_use]
    pub const fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// What it is bound to, when the grant asked for that (RFC 9396 section 7).
    #[must_use]
    pub const fn details(&self) -> Option<&Details> {
        self.details.as_ref()
    }

    /// The scheme it is sent under.
    #[must_use]
    pub const fn token_type(&self) -> &'static str {
        self.bound.binding.token_type()
    }

    /// A nonce for DPoP proofs from now on, when the one that was used is getting old.
    #[must_use]
    pub fn nonce(&self) -> Option<&str> {
        self.bound.nonce.as_deref()
    }
}

impl<R: Remember> TokenService<R> {
    /// A service that remembers the grants of these tokens, which are the ledger's of the last
    /// [`super::REPLAY_WINDOW`].
    ///
    /// # Errors
    /// When an entry's `grant` is malformed, or OpenSSL takes no key.
    pub fn new<'t>(
        issuer: IssuerUrl,
        registrations: Arc<Registrations>,
        keys: Arc<IssuerKeys>,
        senders: Arc<Senders>,
        ledger: Arc<R>,
        remembered: impl IntoIterator<Item = &'t entry::Token>,
    ) -> Result<Self, Malformed> {
        let memory = Memory::new(REMEMBERED_GRANTS);
        remembered.into_iter().try_for_each(|token| memory.recall(token))?;
        let signatures = Signatures::new()
            .map_err(|_| Malformed::new("stand-in key", "must be one that OpenSSL takes"))?;
        let (pen, random) = (Pen::new(), SystemRandom::new());
        Ok(Self {
            issuer,
            registrations,
            certificates: None,
            signatures,
            keys,
            memory,
            senders,
            ledger,
            pen,
            random,
            resolver: Resolver::default(),
        })
    }

    /// The same service, which now accepts certificates of clients without registered keys.
    #[must_use]
    pub fn with_certificates(mut self, certificates: Arc<Certificates>) -> Self {
        self.certificates = Some(certificates);
        self
    }

    /// The same, refusing purposes that the policies do not have or that need another scope than the
    /// grant's. Without it a token may name any purpose; the gateway lets none through that is not so.
    #[must_use]
    pub fn with_purposes(mut self, scope_of: ScopeOf) -> Self {
        self.resolver.scope_of = Some(scope_of);
        self
    }

    /// The same, which now keeps from persons, for as long as this says, that tokens were issued about them.
    #[must_use]
    pub fn with_delays(mut self, held_for: HeldFor) -> Self {
        self.resolver.held_for = Some(held_for);
        self
    }

    /// The same, which now issues tokens that rest on consents of this source.
    #[must_use]
    pub fn with_consents(mut self, consents: Consents) -> Self {
        self.resolver.consents = Some(consents);
        self
    }

    /// The types of `authorization_details` that are served (RFC 9396 section 10).
    #[must_use]
    pub fn details_types(&self) -> Vec<&'static str> {
        self.resolver.types()
    }

    /// The same, and counts the signatures that it checks.
    #[must_use]
    pub fn counting(self, metrics: Metrics) -> Self {
        Self { signatures: self.signatures.counting(metrics), ..self }
    }

    /// The issuer.
    #[must_use]
    pub const fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// The issuer's keys.
    #[must_use]
    pub fn keys(&self) -> &IssuerKeys {
        &self.keys
    }

    /// Who checks the senders of requests.
    #[must_use]
    pub fn senders(&self) -> &Senders {
        &self.senders
    }

    /// Issues a token for a grant. When this resolves, the token is in the ledger.
    ///
    /// What the token is to be bound to is proven before the grant is used: a client that learns a
    /// nonce by a refusal may send the same grant again. The grant is reserved before anything is
    /// written, and the entry is written while the token is being signed: if either fails nothing is
    /// answered and the grant stays used.
    ///
    /// # Errors
    /// The rule that the grant breaks, or that the ledger could not write. The refusal is not yet
    /// recorded: [`Self::record`] does that.
    pub async fn issue(
        &self,
        assertion: &str,
        evidence: &Evidence<'_>,
        now: Timestamp,
    ) -> Result<Issued, Refusal> {
        let registry = self.registrations.current();
        let certificates = self.certificates.as_deref();
        let grant =
            grant::read(&self.signatures, &registry, certificates, &self.issuer, assertion, now)?;
        let client = grant.client.clone();
        let issued = self.issue_for(grant, evidence, now).await;
        issued.map_err(|cause| Refusal { cause, client: Some(client) })
    }

    async fn issue_for(
        &self,
        mut grant: Grant,
        evidence: &Evidence<'_>,
        now: Timestamp,
    ) -> Result<Issued, GrantRefused> {
        let bound = self.senders.bind(&grant.senders, evidence, now)?;
        self.resolver.check(&grant)?;
        let place = self.pen.place()?;
        let jti = self.token_id()?;
        self.memory.reserve(&grant.id, grant.replayable_until, now)?;
        let details = self.resolver.resolve(&grant, now).await?;
        if let Some(consent) = details.as_ref().and_then(Details::consent) {
            grant.lifetime = grant.lifetime.min(consent.valid_to().since(now));
        }
        let draft = draft(&grant, bound.binding, self.resolver.held(&grant, now));
        let (scopes, lifetime) = (grant.scopes.clone(), grant.lifetime);
        let keys = self.keys.at(now);
        let key = keys.signing(grant.signing);
        let claims =
            AccessToken::new(&self.issuer, grant, details.clone(), bound.binding, jti, now);
        let (recorded, token) =
            tokio::join!(self.ledger.remember(draft), place.sign(key, ACCESS_TOKEN_TYPE, claims),);
        recorded.map_err(|_| GrantRefused::Unavailable)?;
        Ok(Issued { token: token?, scopes, lifetime, details, bound })
    }

    /// Writes a refusal down, and gives the refusal to answer with: the same, or that the ledger
    /// could not write.
    pub async fn record(&self, refusal: Refusal) -> Refusal {
        let reason = refusal.cause.page().name().to_owned();
        let event = Event::TokenRefusal(TokenRefusal { reason, client: refusal.client.clone() });
        match self.ledger.remember(Draft::new(event)).await {
            Ok(_) => refusal,
            Err(_) => Refusal { cause: GrantRefused::Unavailable, ..refusal },
        }
    }

    /// 256 random bits, 43 characters of base64url, as in Maskinporten's own tokens.
    fn token_id(&self) -> Result<String, GrantRefused> {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes).map_err(|_| GrantRefused::Unavailable)?;
        Ok(encode_base64url(bytes))
    }
}

fn draft(grant: &Grant, binding: Binding, held: Option<Held>) -> Draft {
    let asker = Asker {
        consumer: grant.consumer.clone(),
        supplier: grant.delegated.as_ref().map(|delegated| delegated.supplier.clone()),
        client: grant.client.clone(),
        customer: grant.system_user.as_ref().map(|user| user.customer().clone()),
        sub_client: grant.sub_client.clone(),
        issuer: None,
    };
    let event = Event::Token(entry::Token {
        asker,
        scope: grant.scopes.clone(),
        method: grant.method,
        purpose: grant.details.purpose.as_ref().map(|bound| bound.purpose().clone()),
        grant: grant.id.to_string(),
        grant_expires: grant.replayable_until,
        bound: binding.constraints(),
    });
    let case = grant.details.purpose.as_ref().and_then(|bound| bound.case_reference());
    let case_reference = case.map(str::to_owned);
    let consent = grant.details.consent.as_ref();
    let person = grant.pid.as_ref().or_else(|| consent.map(|asked| &asked.from));
    let whom = person.cloned().map(|subject| Whom { case_reference, ..Whom::just(subject) });
    // What is about nobody has nobody to be kept from.
    let held = held.filter(|_| whom.is_some());
    Draft { whom, held, ..Draft::new(event) }
}

/// The claims of an access token, as Maskinporten's documentation lists them.
#[derive(Serialize)]
struct AccessToken {
    iss: String,
    client_amr: ClientMethod,
    token_type: &'static str,
    client_id: String,
    /// The sub-client of `iss_onbehalfof`. The name is this program's own: Maskinporten documents none.
    #[serde(skip_serializing_if = "Option::is_none")]
    sluse_onbehalfof: Option<ClientId>,
    scope: String,
    consumer: Actor,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<Actor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delegation_source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<Audience>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "exposed")]
    pid: Option<PersonNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_details: Option<Details>,
    #[serde(skip_serializing_if = "Binding::is_none")]
    cnf: Binding,
    iat: u64,
    exp: u64,
    jti: String,
}

/// RFC 7519 section 4.1.3: one audience may be a text.
#[derive(Serialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl AccessToken {
    fn new(
        issuer: &IssuerUrl,
        grant: Grant,
        details: Option<Details>,
        cnf: Binding,
        jti: String,
        now: Timestamp,
    ) -> Self {
        let (supplier, delegation_source) = match grant.delegated {
            Some(delegated) => (Some(Actor::of(&delegated.supplier)), Some(delegated.source)),
            None => (None, None),
        };
        Self {
            iss: issuer.to_string(),
            client_amr: grant.method,
            token_type: cnf.token_type(),
            client_id: grant.client.to_string(),
            sluse_onbehalfof: grant.sub_client,
            scope: grant.scopes.to_string(),
            consumer: Actor::of(&grant.consumer),
            supplier,
            delegation_source,
            aud: Audience::of(grant.audience),
            pid: grant.pid,
            authorization_details: details,
            cnf,
            iat: now.seconds(),
            exp: now.seconds() + grant.lifetime.as_secs(),
            jti,
        }
    }
}

impl Audience {
    fn of(mut named: Vec<String>) -> Option<Self> {
        match named.len() {
            0 => None,
            1 => named.pop().map(Self::One),
            _ => Some(Self::Several(named)),
        }
    }
}

/// The person's number goes into the token, which only the client that named the person gets.
fn exposed<S: serde::Serializer>(pid: &Option<PersonNumber>, to: S) -> Result<S::Ok, S::Error> {
    pid.as_ref().map(PersonNumber::expose).serialize(to)
}
