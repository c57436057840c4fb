//! What a grant asks for: its claims, typed and checked against the clock.

use super::super::details::{self, Asked};
use super::super::refused::GrantRefused;
use super::super::{CLOCK_SKEW, GRANT_LIFETIME, IssuerUrl};
use crate::jose::claims::{ClaimError, Claims};
use crate::vocab::limits::Limit;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scopes;
use crate::vocab::subject::PersonNumber;
use crate::vocab::time::Timestamp;
use serde_json::Value;

/// The resources that one grant may name.
pub const GRANT_RESOURCES: Limit = Limit { name: "grant_resources", most: 8 };

/// One resource of a grant.
pub const RESOURCE_BYTES: Limit = Limit { name: "resource_bytes", most: 512 };

/// The `jti` of a grant.
pub const JTI_BYTES: Limit = Limit { name: "jti_bytes", most: 256 };

/// The claims of a grant, each of its type.
pub(super) struct GrantClaims {
    pub(super) scopes: Scopes,
    pub(super) expires: Timestamp,
    pub(super) jti: Option<String>,
    pub(super) audience: Vec<String>,
    pub(super) consumer_org: Option<Organisation>,
    pub(super) onbehalfof: Option<ClientId>,
    pub(super) pid: Option<PersonNumber>,
    pub(super) details: Asked,
}

/// Reads the claims of a verified grant.
pub(super) fn read(
    claims: &Claims,
    issuer: &IssuerUrl,
    now: Timestamp,
) -> Result<GrantClaims, GrantRefused> {
    check_audience(claims, issuer)?;
    claims.names().try_for_each(|name| check_name(claims, name))?;
    let expires = check_times(claims, now)?;
    let scopes = Scopes::parse(claims.text("scope")?).map_err(|_| GrantRefused::ScopeMalformed)?;
    Ok(GrantClaims {
        scopes,
        expires,
        jti: jti(claims)?,
        audience: resources(claims)?,
        consumer_org: word(claims, "consumer_org", |text| Organisation::parse(text).ok())?,
        onbehalfof: word(claims, "iss_onbehalfof", |text| ClientId::parse(text).ok())?,
        pid: word(claims, "pid", |text| PersonNumber::parse(text).ok())?,
        details: claims
            .value("authorization_details")
            .map(details::asked)
            .transpose()?
            .unwrap_or_default(),
    })
}

/// Exactly the issuer: neither an array, nor the address of the token endpoint.
fn check_audience(claims: &Claims, issuer: &IssuerUrl) -> Result<(), GrantRefused> {
    match claims.value("aud") {
        None => Err(GrantRefused::ClaimMissing("aud")),
        Some(Value::String(aud)) if aud == issuer.as_str() => Ok(()),
        Some(_) => Err(GrantRefused::Audience),
    }
}

fn check_name(claims: &Claims, name: &str) -> Result<(), GrantRefused> {
    match name {
        "aud"
        | "iss"
        | "iat"
        | "exp"
        | "nbf"
        | "jti"
        | "scope"
        | "resource"
        | "pid"
        | "consumer_org"
        | "iss_onbehalfof"
        | "authorization_details" => Ok(()),
        // RFC 7523 section 3 demands `sub` where Maskinporten has none: it may name the client.
        "sub" if claims.value("sub") == claims.value("iss") => Ok(()),
        _ => Err(GrantRefused::ClaimUnknown),
    }
}

/// Checks the times against the clock and each other, and gives `exp`.
///
/// `iat` is compared in whole seconds, as clients write it.
fn check_times(claims: &Claims, now: Timestamp) -> Result<Timestamp, GrantRefused> {
    let (issued, expires) = (claims.date("iat")?, claims.date("exp")?);
    let skew = CLOCK_SKEW.as_secs();
    if issued.seconds() > now.seconds() + skew {
        return Err(GrantRefused::IssuedAhead);
    }
    if expires <= now {
        return Err(GrantRefused::Expired);
    }
    if now.seconds() > issued.seconds() + skew {
        return Err(GrantRefused::IssuedLongAgo);
    }
    if expires <= issued {
        return Err(GrantRefused::LifetimeNegative);
    }
    if expires.since(issued) > GRANT_LIFETIME {
        return Err(GrantRefused::LifetimeTooLong);
    }
    match claims.date("nbf") {
        Ok(begins) if begins.seconds() > now.seconds() + skew => Err(GrantRefused::NotYetValid),
        Ok(_) | Err(ClaimError::Missing(_)) => Ok(expires),
        Err(fault) => Err(fault.into()),
    }
}

fn jti(claims: &Claims) -> Result<Option<String>, GrantRefused> {
    let fits = |text: &&str| (1..=JTI_BYTES.most).contains(&text.len());
    word(claims, "jti", |text| Some(text).filter(fits).map(str::to_owned))
}

/// RFC 8707 section 2: absolute addresses without a fragment. Documented as an array, sent by most
/// clients as one text: both are taken.
fn resources(claims: &Claims) -> Result<Vec<String>, GrantRefused> {
    let wrong = GrantRefused::ClaimMalformed("resource");
    let named: Vec<&Value> = match claims.value("resource") {
        None => return Ok(Vec::new()),
        Some(Value::Array(several)) => several.iter().collect(),
        Some(one) => vec![one],
    };
    if named.is_empty() || named.len() > GRANT_RESOURCES.most {
        return Err(wrong);
    }
    let text = |value: &Value| value.as_str().filter(|text| is_resource(text)).map(str::to_owned);
    named.into_iter().map(text).collect::<Option<_>>().ok_or(wrong)
}

fn is_resource(text: &str) -> bool {
    let scheme_ends = text.split_once(':').is_some_and(|(scheme, rest)| {
        let first = scheme.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
        first && scheme.bytes().all(allowed) && !rest.is_empty()
    });
    let clean = |byte: u8| byte.is_ascii_graphic() && !b"#\"<>\\".contains(&byte);
    scheme_ends && text.len() <= RESOURCE_BYTES.most && text.bytes().all(clean)
}

/// An optional claim that is a text of a form.
fn word<T>(
    claims: &Claims,
    name: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, GrantRefused> {
    match claims.text(name) {
        Ok(text) => parse(text).map(Some).ok_or(GrantRefused::ClaimMalformed(name)),
        Err(ClaimError::Missing(_)) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}
