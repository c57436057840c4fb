//! Who may log in as an auditor: by what their provider calls them, and for which organisation they come.
//! Nobody is by default.

use super::role::Role;
use crate::login::Proven;
use crate::login::session::Who;
use crate::vocab::party::{ClientId, Organisation};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use zeroize::Zeroizing;

/// The longest identifier, as long as a `sub` may be (OpenID Connect Core section 2).
const LONGEST: usize = 255;

/// The members of a claim that lead to the organisation somebody acts for: an actor's identifier (ISO 6523),
/// alone, in a list, or in what was settled with the provider (`authorization_details`, RFC 9396).
const LEADING: [&str; 4] = ["ID", "orgno", "reportees", "authorized_parties"];

/// Somebody who has logged in: whom a session is for. It names nobody to who lacks the configuration, and
/// what it opens is looked up in it again at each request.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Badge {
    identifier: String,
    organisation: Organisation,
}

impl Badge {
    /// Of somebody whom the provider calls so, and who comes for this organisation. None when nobody can
    /// be called so.
    #[must_use]
    pub fn new(identifier: &str, organisation: Organisation) -> Option<Self> {
        let fits = (1..=LONGEST).contains(&identifier.len());
        fits.then(|| Self { identifier: identifier.to_owned(), organisation })
    }
}

/// Shows the organisation only: the identifier is a person's.
impl std::fmt::Debug for Badge {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Badge").field("organisation", &self.organisation).finish_non_exhaustive()
    }
}

impl Who for Badge {
    fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(serde_json::to_vec(self).unwrap_or_default())
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }
}

/// What the configuration says of somebody.
#[derive(Debug, Clone)]
pub struct Named {
    /// How the ledger names them.
    pub name: ClientId,
    /// The organisation that answers for what they do.
    pub organisation: Organisation,
    /// What they are.
    pub role: Role,
}

/// Where an id token says who it is.
#[derive(Debug, Clone)]
pub struct Claims {
    /// The claim with the provider's stable name for the person, such as `sub`.
    pub identifier: String,
    /// The claim with the organisation; none: whoever logs in comes for the one that they are configured
    /// for.
    pub organisation: Option<String>,
}

/// All who may log in.
#[derive(Debug)]
pub struct Officers {
    claims: Claims,
    named: HashMap<Badge, Named>,
}

/// Why the configured officers cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfficersError {
    /// A person's number must not be what names an auditor.
    #[error("the claim that identifies must not be a person's number")]
    PersonNumber,
    /// Nobody can be called so.
    #[error("a login must be 1 to 255 characters")]
    Identifier,
    /// Two of one login at one organisation, or at two when no claim tells which.
    #[error("two have one login, and nothing tells them apart")]
    Twice,
}

/// Why somebody whom the provider vouches for is no auditor here.
#[derive(Debug, Clone)]
pub enum NotAnOfficer {
    /// The token does not say who it is, or nobody is known by it.
    Unknown,
    /// The token does not say one organisation.
    NoOrganisation,
    /// Known, but not for the organisation that was chosen: who it is at another.
    OtherOrganisation(Box<Named>),
}

impl Officers {
    /// These, by what the provider calls them.
    ///
    /// # Errors
    /// When two could be taken for each other.
    pub fn new(claims: Claims, all: Vec<(String, Named)>) -> Result<Self, OfficersError> {
        if claims.identifier == "pid" {
            return Err(OfficersError::PersonNumber);
        }
        let mut named: HashMap<Badge, Named> = HashMap::new();
        for (identifier, one) in all {
            let badge = Badge::new(&identifier, one.organisation.clone());
            let badge = badge.ok_or(OfficersError::Identifier)?;
            let known = |known: &Badge| known.identifier == identifier;
            let taken = claims.organisation.is_none() && named.keys().any(known);
            if taken || named.insert(badge, one).is_some() {
                return Err(OfficersError::Twice);
            }
        }
        Ok(Self { claims, named })
    }

    /// What the holder of this badge is, as long as the configuration names them.
    #[must_use]
    pub fn holder(&self, badge: &Badge) -> Option<&Named> {
        self.named.get(badge)
    }

    /// Who has come, by what the provider vouches for.
    ///
    /// # Errors
    /// When it is nobody who is configured, or not for this organisation.
    pub fn recognise(&self, proven: &Proven) -> Result<(Badge, &Named), NotAnOfficer> {
        let identifier = proven.claim(&self.claims.identifier).and_then(Value::as_str);
        let identifier = identifier.ok_or(NotAnOfficer::Unknown)?;
        let mut theirs = self.named.iter().filter(|(badge, _)| badge.identifier == identifier);
        let (badge, named) = theirs.clone().next().ok_or(NotAnOfficer::Unknown)?;
        let Some(claim) = &self.claims.organisation else {
            return Ok((badge.clone(), named));
        };
        let organisation = proven.claim(claim).and_then(organisation);
        let organisation = organisation.ok_or(NotAnOfficer::NoOrganisation)?;
        let found = theirs.find(|(badge, _)| badge.organisation == organisation);
        let other = || NotAnOfficer::OtherOrganisation(Box::new(named.clone()));
        found.map(|(badge, named)| (badge.clone(), named)).ok_or_else(other)
    }
}

/// The one organisation that a claim names; none when it names no or several.
#[must_use]
pub fn organisation(claim: &Value) -> Option<Organisation> {
    let mut all = Vec::new();
    collect(claim, &mut all)?;
    all.dedup();
    match all.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// Collects what a claim names; none when something in it cannot be read as an organisation.
fn collect(claim: &Value, all: &mut Vec<Organisation>) -> Option<()> {
    match claim {
        Value::String(text) => {
            let one = Organisation::parse(text).or_else(|_| Organisation::parse_actor(text));
            all.push(one.ok()?);
            Some(())
        }
        Value::Array(several) => several.iter().try_for_each(|one| collect(one, all)),
        Value::Object(members) => {
            let mut leading = LEADING.iter().filter_map(|name| members.get(*name));
            leading.try_for_each(|member| collect(member, all))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}
