//! Every way in which the registry is not changed or not shown.

use super::NotChanged;
pub use crate::registry::rules::RECORD_BYTES;

use crate::registry::rules::Broken;
use crate::vocab::party::Organisation;

/// Why the registry was not changed or shown. The texts name members and rules, never a value that
/// was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The token is another issuer's, whose clients are not registered here.
    #[error("administration takes this service's own access tokens, not a foreign issuer's")]
    Foreign,
    /// The token is for one person or one purpose.
    #[error("the token is bound to a person or a purpose; administration takes one that is not")]
    Bound,
    /// A supplier with a delegated token wants to change something.
    #[error("a delegated token may read here, and change nothing")]
    Delegated,
    /// The token has none of the scopes that open this.
    #[error("this takes a token with one of the scopes: {}", .0.join(", "))]
    RightMissing(&'static [&'static str]),
    /// The policies are not this organisation's to see or to put into force.
    #[error("the policies are kept by the organisation that owns the scopes which open this")]
    NotTheHouse,
    /// There is none of this name, or it is another organisation's.
    #[error("there is none of this name that you may see here")]
    Unknown,
    /// There is one already.
    #[error("it is registered already; PUT changes it")]
    Exists,
    /// The client has a sub-client of this name.
    #[error("the client has a sub-client of this name; DELETE it first")]
    SubClientExists,
    /// The scope whose access list it is was deactivated.
    #[error("the scope has been deactivated; PUT /scopes reactivates it")]
    ScopeDeactivated,
    /// There is one that was deactivated.
    #[error("it was registered and has been deactivated; PUT reactivates it")]
    Deactivated,
    /// The provider has said no.
    #[error("the provider has denied this access; only the provider can change that")]
    AccessDenied,
    /// Active records rest on it.
    #[error("it cannot be changed so while there are active {0} that rest on it")]
    InUse(&'static str),
    /// The scope's prefix belongs to somebody else, or to nobody.
    #[error("the scope's prefix is not yours; whoever keeps the registry hands prefixes out")]
    PrefixOfAnother,
    /// A record is to belong to another organisation.
    #[error("`{0}` must be your own organisation number")]
    OfAnother(&'static str),
    /// A scope that is not registered, or that the caller may not know of.
    #[error("`{0}` names a scope that is not registered")]
    ScopeUnknown(&'static str),
    /// An organisation that is not registered.
    #[error("organisation {0} is not registered; whoever keeps the registry can do that")]
    OrganisationUnknown(Organisation),
    /// A record with the same meaning exists.
    #[error("an active system user of this vendor, customer and external reference exists")]
    SystemUserExists,
    /// A system whose identifier does not say whose it is.
    #[error("`system_id` must be the vendor's organisation number, an underscore and a name")]
    SystemId,
    /// A delegation that would not hold for a day.
    #[error("`valid_until` lies in the past")]
    Over,
    /// The record breaks a rule of the registry.
    #[error("{0}")]
    Broken(Broken),
    /// The record is too large for an entry.
    #[error("the record is larger than {RECORD_BYTES}")]
    TooLarge,
    /// The ledger cannot write.
    #[error("the ledger cannot write, and nothing is registered unrecorded")]
    LedgerFailed,
}

impl Refused {
    /// The stable short name: the end of the problem's `type`, the reason in the ledger.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Foreign => "token-foreign",
            Self::Bound => "token-bound",
            Self::Delegated => "token-delegated",
            Self::RightMissing(_) => "right-missing",
            Self::NotTheHouse => "not-the-house",
            Self::Unknown => "not-registered",
            Self::Exists => "registered-already",
            Self::SubClientExists => "sub-client-exists",
            Self::ScopeDeactivated => "scope-deactivated",
            Self::Deactivated => "deactivated",
            Self::AccessDenied => "access-denied",
            Self::InUse(_) => "in-use",
            Self::PrefixOfAnother => "prefix-of-another",
            Self::OfAnother(_) => "of-another",
            Self::ScopeUnknown(_) => "scope-unknown",
            Self::OrganisationUnknown(_) => "organisation-unknown",
            Self::SystemUserExists => "system-user-exists",
            Self::SystemId => "system-id",
            Self::Over => "delegation-over",
            Self::Broken(_) => "rule-broken",
            Self::TooLarge => "record-too-large",
            Self::LedgerFailed => "ledger-failed",
        }
    }
}

impl From<NotChanged<Self>> for Refused {
    fn from(fault: NotChanged<Self>) -> Self {
        match fault {
            NotChanged::Decided(refused) => refused,
            NotChanged::Broken(broken) => broken.into(),
            NotChanged::Ledger(_) => Self::LedgerFailed,
        }
    }
}

/// The operator's file is not the place to mend these, and a registered scope like a misspelt one may
/// be one that the caller may not know of.
impl From<Broken> for Refused {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::NoOrganisation(one) => Self::OrganisationUnknown(one),
            Broken::NoScope { .. } => Self::ScopeUnknown("scope"),
            Broken::PrefixOfAnother(_) | Broken::ScopeOfAnother(_) => Self::PrefixOfAnother,
            other => Self::Broken(other),
        }
    }
}
