//! Rich authorization requests (RFC 9396): what a token is bound to beyond its scopes.
//!
//! A grant asks for details ([`Asked`]), read strictly: what is not understood is refused, since the
//! client means something by it. A token carries [`Details`]. A token of another issuer may carry types
//! that are not known here; they limit the token in a way that nobody here can enforce, so such a token
//! is good for nothing ([`Unread::Unknown`]).

mod consent;
mod purpose;
mod system_user;

pub(super) use consent::AskedConsent;
pub use consent::{Consent, ConsentResource, ConsentRight};
pub use purpose::BoundPurpose;
pub use system_user::BoundSystemUser;

use crate::vocab::limits::Limit;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use system_user::AskedSystemUser;

/// The details in one grant.
pub const DETAILS: Limit = Limit { name: "authorization_details", most: 4 };

/// The details of one grant or token, as JSON: with them a token still fits a header field.
pub const DETAILS_BYTES: Limit = Limit { name: "authorization_details_bytes", most: 6 * 1024 };

/// The type of [`BoundPurpose`].
pub(super) const PURPOSE: &str = purpose::TYPE;

/// The type of [`BoundSystemUser`].
pub(super) const SYSTEM_USER: &str = system_user::TYPE;

/// The type of [`Consent`].
pub(super) const CONSENT: &str = consent::TYPE;

/// What is wrong with the details of a grant. Names members, never their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DetailsFault {
    /// A type that is not served here, or none.
    #[error("unknown authorization_details type: the metadata lists those that are served here")]
    Type,
    /// A member that the type does not have.
    #[error("unknown authorization_details field: {0} has no such field")]
    Member(&'static str),
    /// A value of another form, or one that is not so.
    #[error("invalid authorization_details value: {0}")]
    Value(&'static str),
}

/// What a grant asks for, each type at most once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) purpose: Option<BoundPurpose>,
    pub(super) system_user: Option<AskedSystemUser>,
    pub(super) consent: Option<AskedConsent>,
}

/// Reads the `authorization_details` of a grant.
pub(super) fn asked(value: &Value) -> Result<Asked, DetailsFault> {
    let list = value.as_array().filter(|list| (1..=DETAILS.most).contains(&list.len()));
    let list = list.ok_or(DetailsFault::Value("it must be an array of 1 to 4 objects"))?;
    if value.to_string().len() > DETAILS_BYTES.most {
        return Err(DetailsFault::Value("it is longer than 6144 bytes"));
    }
    let mut asked = Asked::default();
    for detail in list {
        let members = detail.as_object().ok_or(DetailsFault::Value("each must be an object"))?;
        match members.get("type").and_then(Value::as_str) {
            Some(purpose::TYPE) => once(&mut asked.purpose, BoundPurpose::read(members)?)?,
            Some(system_user::TYPE) => {
                once(&mut asked.system_user, AskedSystemUser::read(members)?)?;
            }
            Some(consent::TYPE) => once(&mut asked.consent, AskedConsent::read(members)?)?,
            _ => return Err(DetailsFault::Type),
        }
    }
    Ok(asked)
}

/// Two of one type would say two things of which only one can hold.
fn once<T>(place: &mut Option<T>, detail: T) -> Result<(), DetailsFault> {
    match place.replace(detail) {
        None => Ok(()),
        Some(_) => Err(DetailsFault::Value("each type may stand once")),
    }
}

/// What a token is bound to, each type at most once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    pub(super) purpose: Option<BoundPurpose>,
    pub(super) system_user: Option<BoundSystemUser>,
    pub(super) consent: Option<Consent>,
}

/// Why the details of a token cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// A type that is not known here, or one of them twice.
    Unknown,
    /// A known type of another form.
    Malformed,
}

impl Details {
    /// Reads the `authorization_details` of a verified token.
    pub(super) fn read(value: &Value) -> Result<Self, Unread> {
        let list = value.as_array().ok_or(Unread::Malformed)?;
        let mut details = Self::default();
        for detail in list {
            let members = detail.as_object().ok_or(Unread::Malformed)?;
            let twice = match members.get("type").and_then(Value::as_str) {
                Some(purpose::TYPE) => {
                    let read = BoundPurpose::read(members).map_err(|_| Unread::Malformed)?;
                    details.purpose.replace(read).is_some()
                }
                Some(system_user::TYPE) => {
                    details.system_user.replace(BoundSystemUser::read(members)?).is_some()
                }
                Some(consent::TYPE) => {
                    let read = Consent::read(members).ok_or(Unread::Malformed)?;
                    details.consent.replace(read).is_some()
                }
                _ => return Err(Unread::Unknown),
            };
            if twice {
                return Err(Unread::Unknown);
            }
        }
        Ok(details)
    }

    /// The purpose that the token is for.
    #[must_use]
    pub const fn purpose(&self) -> Option<&BoundPurpose> {
        self.purpose.as_ref()
    }

    /// The system user that the token is for.
    #[must_use]
    pub const fn system_user(&self) -> Option<&BoundSystemUser> {
        self.system_user.as_ref()
    }

    /// Whether the token is bound to nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.purpose.is_none() && self.system_user.is_none() && self.consent.is_none()
    }

    /// The consent that the token rests on.
    #[must_use]
    pub const fn consent(&self) -> Option<&Consent> {
        self.consent.as_ref()
    }

    /// Whether a token with them might not fit a header field.
    pub(super) fn is_too_long(&self) -> bool {
        serde_json::to_vec(self).is_ok_and(|text| text.len() > DETAILS_BYTES.most)
    }
}

/// One detail as the wire writes it.
#[derive(Serialize)]
#[serde(tag = "type")]
enum Detail<'d> {
    #[serde(rename = "urn:sluse:purpose")]
    Purpose(&'d BoundPurpose),
    #[serde(rename = "urn:altinn:systemuser")]
    SystemUser(&'d BoundSystemUser),
    #[serde(rename = "urn:altinn:consent")]
    Consent(&'d Consent),
}

impl Serialize for Details {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let system_user = self.system_user.iter().map(Detail::SystemUser);
        let consent = self.consent.iter().map(Detail::Consent);
        to.collect_seq(self.purpose.iter().map(Detail::Purpose).chain(system_user).chain(consent))
    }
}

/// Refuses members beside `type` and these.
fn only(
    members: &Map<String, Value>,
    of: &'static str,
    known: &[&str],
) -> Result<(), DetailsFault> {
    let mut names = members.keys().map(String::as_str);
    if names.all(|name| name == "type" || known.contains(&name)) {
        Ok(())
    } else {
        Err(DetailsFault::Member(of))
    }
}

/// An optional member that is a text of a form; `rule` is what is said of any other.
fn word<T>(
    members: &Map<String, Value>,
    name: &str,
    rule: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, DetailsFault> {
    let parsed = |value: &Value| value.as_str().and_then(parse).ok_or(DetailsFault::Value(rule));
    members.get(name).map(parsed).transpose()
}
