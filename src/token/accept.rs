//! From an access token to a caller. Verified tokens are remembered until they expire.

mod cache;
mod foreign;
mod itself;
mod standing;

use super::actor;
use super::details::{BoundSystemUser, Details, Unread};
use super::issuers::ForeignIssuers;
use super::keys::IssuerKeys;
use super::sender::{Binding, ProofRefused};
use super::{ACCESS_TOKEN_TYPE, CLOCK_SKEW, IssuerUrl};
use crate::jose::JoseError;
use crate::jose::claims::{ClaimError, Claims};
use crate::jose::jwk::VerifyingKey;
use crate::jose::jws::Compact;
use crate::vocab::limits::Limit;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scopes;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use cache::Cache;
pub use itself::NotForItself;
use serde_json::Value;
use standing::Standing;
use std::sync::Arc;

/// The verified tokens remembered at one time, about 1 kB each; further tokens are verified each time
/// they come.
pub const VERIFIED_TOKENS: Limit = Limit { name: "verified_tokens", most: 50_000 };

/// Why a token proves nothing. The texts go into `WWW-Authenticate`: no quotes, no values of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    /// No `Authorization`, or more than one.
    #[error("no access token was sent")]
    Missing,
    /// `Authorization` is not `Bearer` or `DPoP`, one space, and a token.
    #[error("the Authorization field is not Bearer or DPoP and one token")]
    NotBearer,
    /// Not a signed token that can be read in one way only.
    #[error("the access token is malformed")]
    Malformed,
    /// The header says that it is something else than an access token.
    #[error("the token is not an access token")]
    Type,
    /// The issuer has no key of this name and algorithm.
    #[error("the access token is signed with an unknown key")]
    Key,
    /// Its issuer is not trusted to sign with this algorithm.
    #[error("the access token is signed with an algorithm that its issuer may not use here")]
    Algorithm,
    /// The signature is not the issuer's.
    #[error("the access token's signature is wrong")]
    Signature,
    /// An issuer's that is not known here.
    #[error("the access token is of another issuer")]
    Issuer,
    /// A foreign issuer's whose keys could not be fetched yet, or not for too long.
    #[error("the keys of the access token's issuer are not to be had now")]
    IssuerUnavailable,
    /// A foreign issuer's that may not vouch for any of its scopes here.
    #[error("the issuer of the access token may not vouch for its scopes here")]
    IssuerScope,
    /// It was made for another API.
    #[error("the access token is for another audience")]
    Audience,
    /// It has expired.
    #[error("the access token has expired")]
    Expired,
    /// It was issued later than now.
    #[error("the access token was issued in the future")]
    Future,
    /// A claim is missing or malformed.
    #[error("the access token's claims are incomplete")]
    Claims,
    /// A token that is bound to a key came as `Bearer`: whoever stole it would send it so (RFC 9449
    /// section 7.2).
    #[error("the access token is bound to a key and must be sent with a DPoP proof")]
    BoundToKey,
    /// A token that is bound to no key came as `DPoP`.
    #[error("the access token is not bound to a key and must be sent as Bearer")]
    NotBoundToKey,
    /// The DPoP proof is missing or not good.
    #[error(transparent)]
    Proof(#[from] ProofRefused),
    /// A token that is bound to a certificate came over a connection without one (RFC 8705 section 3).
    #[error("the access token is bound to a client certificate and none was presented")]
    CertificateMissing,
    /// It came over a connection with another certificate.
    #[error("the access token is bound to another client certificate")]
    CertificateOther,
    /// Its client was deactivated since it was issued.
    #[error("the access token's client has been deactivated")]
    ClientWithdrawn,
    /// The consumer's access to one of its scopes was withdrawn since it was issued.
    #[error("access to a scope of the access token has been withdrawn")]
    AccessWithdrawn,
    /// The delegation of one of its scopes was withdrawn, or ended, since it was issued.
    #[error("the delegation that the access token rests on has been withdrawn")]
    DelegationWithdrawn,
    /// The customer has withdrawn the system user since it was issued.
    #[error("the access token's system user has been withdrawn")]
    SystemUserWithdrawn,
}

impl TokenRefused {
    /// The stable short name.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "token-missing",
            Self::NotBearer => "token-not-bearer",
            Self::Malformed => "token-malformed",
            Self::Type => "token-type",
            Self::Key => "token-key",
            Self::Signature => "token-signature",
            Self::Algorithm => "token-algorithm",
            Self::Issuer => "token-issuer",
            Self::IssuerUnavailable => "token-issuer-unavailable",
            Self::IssuerScope => "token-issuer-scope",
            Self::Audience => "token-audience",
            Self::Expired => "token-expired",
            Self::Future => "token-future",
            Self::Claims => "token-claims",
            Self::BoundToKey => "token-bound-to-key",
            Self::NotBoundToKey => "token-not-bound-to-key",
            Self::Proof(refused) => refused.code(),
            Self::CertificateMissing => "client-certificate-missing",
            Self::CertificateOther => "client-certificate-other",
            Self::ClientWithdrawn => "client-withdrawn",
            Self::AccessWithdrawn => "access-withdrawn",
            Self::DelegationWithdrawn => "delegation-withdrawn",
            Self::SystemUserWithdrawn => "system-user-withdrawn",
        }
    }
}

/// Who asks, as a verified access token says. Made only by [`Tokens::accept`], had only from
/// [`super::sender::Senders::confirm`].
#[derive(Debug)]
pub struct Caller {
    origin: Origin,
    consumer: Organisation,
    supplier: Option<Organisation>,
    client_id: ClientId,
    sub_client: Option<ClientId>,
    scopes: Scopes,
    pid: Option<PersonNumber>,
    details: Option<Bound>,
    jti: String,
    expires: Timestamp,
    binding: Binding,
    standing: Standing,
}

/// Whose token it is.
#[derive(Debug)]
enum Origin {
    Ours(IssuerUrl),
    Foreign(IssuerUrl),
}

/// What a token's `authorization_details` bind it to.
#[derive(Debug)]
enum Bound {
    /// This, and nothing else.
    Known(Box<Details>),
    /// Also to something that is not known here.
    Unknown,
}

/// The token is bound to something that is not known here, so it is good for nothing here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the access token has authorization_details of a type that is not known here")]
pub struct DetailsUnknown;

impl Caller {
    /// The issuer of the token.
    #[must_use]
    pub const fn issuer(&self) -> &IssuerUrl {
        match &self.origin {
            Origin::Ours(issuer) | Origin::Foreign(issuer) => issuer,
        }
    }

    /// The issuer, when it is not this service: the client is then registered there, and may have
    /// the name of another client here.
    #[must_use]
    pub const fn foreign_issuer(&self) -> Option<&IssuerUrl> {
        match &self.origin {
            Origin::Ours(_) => None,
            Origin::Foreign(issuer) => Some(issuer),
        }
    }

    /// Whether this service issued the token. Only such a token may ever change what is registered
    /// here, whatever scopes another carries.
    #[must_use]
    pub const fn is_ours(&self) -> bool {
        matches!(self.origin, Origin::Ours(_))
    }

    /// The organisation legally responsible for what is read.
    #[must_use]
    pub const fn consumer(&self) -> &Organisation {
        &self.consumer
    }

    /// The organisation that asks on the consumer's behalf.
    #[must_use]
    pub const fn supplier(&self) -> Option<&Organisation> {
        self.supplier.as_ref()
    }

    /// The client registration that was used.
    #[must_use]
    pub const fn client_id(&self) -> &ClientId {
        &self.client_id
    }

    /// The part of the client's organisation that the client asks for.
    #[must_use]
    pub const fn sub_client(&self) -> Option<&ClientId> {
        self.sub_client.as_ref()
    }

    /// The organisation whose system user the consumer's system is, when it is one's.
    #[must_use]
    pub fn customer(&self) -> Option<&Organisation> {
        match &self.details {
            Some(Bound::Known(details)) => details.system_user().map(BoundSystemUser::customer),
            None | Some(Bound::Unknown) => None,
        }
    }

    /// The scopes that the token carries.
    #[must_use]
    pub const fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// The one person that the token is good for, when it is bound to one.
    #[must_use]
    pub const fn pid(&self) -> Option<&PersonNumber> {
        self.pid.as_ref()
    }

    /// What the token is bound to, when it is (RFC 9396). Whoever lets a caller do something enforces
    /// it, or refuses a token that is bound to anything.
    ///
    /// # Errors
    /// When part of it is not known here.
    pub fn details(&self) -> Result<Option<&Details>, DetailsUnknown> {
        match &self.details {
            None => Ok(None),
            Some(Bound::Known(details)) => Ok(Some(details)),
            Some(Bound::Unknown) => Err(DetailsUnknown),
        }
    }

    /// The token's identifier.
    #[must_use]
    pub fn jti(&self) -> &str {
        &self.jti
    }

    /// When the token expires.
    #[must_use]
    pub const fn expires(&self) -> Timestamp {
        self.expires
    }

    /// What the token is bound to.
    #[must_use]
    pub const fn binding(&self) -> &Binding {
        &self.binding
    }
}

/// A verified token that has not expired. Whether it came from whom it is bound to is not known yet:
/// the caller is had only from [`super::sender::Senders::confirm`].
#[derive(Debug)]
pub struct Accepted<'a> {
    pub(super) caller: Arc<Caller>,
    pub(super) scheme: Scheme,
    pub(super) token: &'a [u8],
}

/// The scheme of the `Authorization` field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// RFC 6750.
    Bearer,
    /// RFC 9449 section 7.1.
    Dpop,
}

/// Accepts access tokens: our own, and those of foreign issuers.
pub struct Tokens {
    issuer: IssuerUrl,
    resource: Option<String>,
    keys: Arc<IssuerKeys>,
    foreign: ForeignIssuers,
    verified: Cache,
}

impl Tokens {
    /// Accepts tokens of this issuer, signed with a key that is published at the time. A token that
    /// names an audience must name `resource`, this API's own address; one that names none is
    /// accepted.
    #[must_use]
    pub fn new(issuer: IssuerUrl, resource: Option<String>, keys: Arc<IssuerKeys>) -> Self {
        let (foreign, verified) = (ForeignIssuers::default(), Cache::new(VERIFIED_TOKENS));
        Self { issuer, resource, keys, foreign, verified }
    }

    /// Accepts the tokens of these issuers too.
    #[must_use]
    pub fn with_foreign(self, foreign: ForeignIssuers) -> Self {
        Self { foreign, ..self }
    }

    /// Accepts the token in a request's one `Authorization` field (RFC 6750 section 2.1). Expiry is
    /// checked against `now` each time, also for a token seen before. Waits only for the keys of a
    /// foreign issuer, and only when the token's is not among those that are known.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub async fn accept<'a>(
        &self,
        authorization: Option<&'a [u8]>,
        now: Timestamp,
    ) -> Result<Accepted<'a>, TokenRefused> {
        let (scheme, token) = scheme(authorization)?;
        // Asked before the keys are: what is verified with keys that are then taken away is kept
        // under a number that is past.
        let withdrawals = self.keys.withdrawals(now) + self.foreign.withdrawals();
        let caller = match self.verified.find(token, withdrawals) {
            Some(caller) => caller,
            None => {
                // Boxed: the future of every reading would carry it along.
                let caller = Arc::new(Box::pin(self.verify(token, now)).await?);
                self.verified.keep(token, &caller, withdrawals, now);
                caller
            }
        };
        if now < caller.expires {
            Ok(Accepted { caller, scheme, token })
        } else {
            Err(TokenRefused::Expired)
        }
    }

    async fn verify(&self, token: &[u8], now: Timestamp) -> Result<Caller, TokenRefused> {
        if !is_one_token(token) {
            return Err(TokenRefused::NotBearer);
        }
        let token = std::str::from_utf8(token).map_err(|_| TokenRefused::Malformed)?;
        let token = Compact::parse(token).map_err(|_| TokenRefused::Malformed)?;
        // Whose token it says it is decides whose keys are looked at, and no others: two issuers may
        // give different keys one name.
        let named = token.unverified_claims().map_err(|_| TokenRefused::Malformed)?;
        let named = named.text("iss").map_err(|_| TokenRefused::Claims)?;
        if named == self.issuer.as_str() {
            return self.verify_own(&token, now);
        }
        let issuer = self.foreign.named(named).ok_or(TokenRefused::Issuer)?;
        foreign::verify(issuer, &token, now).await
    }

    fn verify_own(&self, token: &Compact<'_>, now: Timestamp) -> Result<Caller, TokenRefused> {
        let header = token.header();
        if !header.is_of_type(ACCESS_TOKEN_TYPE) {
            return Err(TokenRefused::Type);
        }
        let kid = header.kid.as_deref().ok_or(TokenRefused::Key)?;
        let keys = self.keys.at(now);
        let key = keys.verifying().find(Some(kid), header.alg).map_err(|_| TokenRefused::Key)?;
        let claims = verified(token, key)?;
        if claims.text("iss") != Ok(self.issuer.as_str()) {
            return Err(TokenRefused::Issuer);
        }
        check_times(&claims, now)?;
        self.check_audience(claims.value("aud"))?;
        read(&claims, Origin::Ours(self.issuer.clone())).ok_or(TokenRefused::Claims)
    }

    fn check_audience(&self, aud: Option<&Value>) -> Result<(), TokenRefused> {
        let ours =
            |value: &Value| value.as_str().is_some_and(|aud| Some(aud) == self.resource.as_deref());
        let good = match aud {
            None => true,
            Some(Value::Array(several)) => several.iter().any(ours),
            Some(one) => ours(one),
        };
        if good { Ok(()) } else { Err(TokenRefused::Audience) }
    }
}

/// Takes what follows `Bearer ` or `DPoP ` in the field; the scheme's case does not matter (RFC 9110
/// section 11.1).
///
/// # Errors
/// When there is no field, or it is of another scheme.
pub fn scheme(authorization: Option<&[u8]>) -> Result<(Scheme, &[u8]), TokenRefused> {
    let field = authorization.ok_or(TokenRefused::Missing)?;
    let after = |name: &[u8]| {
        let (scheme, token) = field.split_at_checked(name.len())?;
        scheme.eq_ignore_ascii_case(name).then_some(token)
    };
    let bearer = after(b"Bearer ").map(|token| (Scheme::Bearer, token));
    let dpop = || after(b"DPoP ").map(|token| (Scheme::Dpop, token));
    bearer.or_else(dpop).ok_or(TokenRefused::NotBearer)
}

/// Whether this is one token, and not nothing or several things. Asked only of tokens that were not
/// verified before.
fn is_one_token(token: &[u8]) -> bool {
    !token.is_empty() && !token.iter().any(|byte| b" ,\t".contains(byte))
}

fn verified(token: &Compact<'_>, key: &VerifyingKey) -> Result<Claims, TokenRefused> {
    token.verify(key).map_err(|fault| match fault {
        JoseError::Signature => TokenRefused::Signature,
        _ => TokenRefused::Malformed,
    })
}

fn check_times(claims: &Claims, now: Timestamp) -> Result<(), TokenRefused> {
    let incomplete = |_: ClaimError| TokenRefused::Claims;
    if claims.date("exp").map_err(incomplete)? <= now {
        return Err(TokenRefused::Expired);
    }
    let ahead = now.plus(CLOCK_SKEW);
    if claims.date("iat").map_err(incomplete)? > ahead {
        return Err(TokenRefused::Future);
    }
    match claims.date("nbf") {
        Ok(begins) if begins > ahead => Err(TokenRefused::Future),
        Ok(_) | Err(ClaimError::Missing(_)) => Ok(()),
        Err(ClaimError::Malformed(_)) => Err(TokenRefused::Claims),
    }
}

fn read(claims: &Claims, origin: Origin) -> Option<Caller> {
    let optional = |name: &str| claims.value(name).is_some();
    Some(Caller {
        origin,
        consumer: actor::read(claims.value("consumer")?)?,
        supplier: if optional("supplier") {
            Some(actor::read(claims.value("supplier")?)?)
        } else {
            None
        },
        client_id: ClientId::parse(claims.text("client_id").ok()?).ok()?,
        sub_client: match claims.value("sluse_onbehalfof") {
            Some(id) => Some(ClientId::parse(id.as_str()?).ok()?),
            None => None,
        },
        scopes: Scopes::parse(claims.text("scope").ok()?).ok()?,
        pid: if optional("pid") {
            Some(PersonNumber::parse(claims.text("pid").ok()?).ok()?)
        } else {
            None
        },
        details: match claims.value("authorization_details") {
            Some(details) => Some(bound(details)?),
            None => None,
        },
        jti: claims.text("jti").ok()?.to_owned(),
        expires: claims.date("exp").ok()?,
        binding: match claims.value("cnf") {
            None => Binding::default(),
            Some(cnf) => Binding::read(cnf)?,
        },
        standing: Standing::default(),
    })
}

fn bound(details: &Value) -> Option<Bound> {
    match Details::read(details) {
        Ok(details) => Some(Bound::Known(Box::new(details))),
        Err(Unread::Unknown) => Some(Bound::Unknown),
        Err(Unread::Malformed) => None,
    }
}
