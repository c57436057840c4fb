//! The unit of the registry: one record, its state, and the change that made it so.
//!
//! A change is an entry of the ledger with the record before and after, whole. So the registry of any
//! moment is what the newest `after` of each record says, and no order between records matters.

use super::client::Client;
use super::delegation::{Delegation, SystemUser};
use super::organisation::{Group, Prefix, RegisteredOrganisation};
use super::scope::{Access, RegisteredScope};
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What can be registered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Record {
    /// An organisation that is known by name.
    Organisation(RegisteredOrganisation),
    /// Organisations that get access together.
    Group(Group),
    /// Who may register scopes with this prefix.
    Prefix(Prefix),
    /// A scope.
    Scope(RegisteredScope),
    /// Access of an organisation or group to a scope.
    Access(Access),
    /// A client.
    Client(Client),
    /// A consumer's delegation of a scope to a supplier.
    Delegation(Delegation),
    /// A customer's system user at a vendor (Altinn's Systembruker).
    SystemUser(SystemUser),
    /// The operator's file that was last taken in.
    File(RegistryFile),
}

/// The operator's file of records: which one was last taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryFile {
    /// SHA-256 of its text, in hex.
    pub digest: String,
}

/// What makes two records the same one: kind and name, `client/testby-oppvekst`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordKey(String);

impl RecordKey {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RecordKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl Record {
    /// Which record it is. None of the parts but the last can hold a slash or a space.
    #[must_use]
    pub fn key(&self) -> RecordKey {
        RecordKey(match self {
            Self::Organisation(one) => format!("organisation/{}", one.number),
            Self::Group(one) => format!("group/{}", one.id),
            Self::Prefix(one) => format!("prefix/{}", one.prefix),
            Self::Scope(one) => format!("scope/{}", one.name),
            Self::Access(one) => format!("access/{}/{}", one.grantee, one.scope),
            Self::Client(one) => format!("client/{}", one.id),
            Self::Delegation(one) => {
                format!("delegation/{}/{}/{}", one.consumer, one.supplier, one.scope)
            }
            Self::SystemUser(one) => format!("system-user/{}", one.id),
            Self::File(_) => "file".to_owned(),
        })
    }
}

/// A record as it is held: DELETE deactivates, nothing is ever removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held<T> {
    /// Whether it counts.
    pub active: bool,
    /// When it was first registered.
    pub created: Timestamp,
    /// When it was last changed.
    pub last_updated: Timestamp,
    /// Who changed it last.
    pub by: By,
    /// What is registered.
    pub record: T,
}

/// Any record, as it is held.
pub type Registered = Held<Record>;

impl<T> Held<T> {
    /// The same state around another record.
    pub fn map<U>(self, record: impl FnOnce(T) -> U) -> Held<U> {
        Held {
            active: self.active,
            created: self.created,
            last_updated: self.last_updated,
            by: self.by,
            record: record(self.record),
        }
    }

    /// The record, when it counts.
    pub(super) fn counting(&self) -> Option<&T> {
        self.active.then_some(&self.record)
    }
}

/// Who made a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// Whoever operates this service, by the registry's file.
    Operator,
    /// An organisation, by a client of its own and the administration API.
    Client {
        /// The organisation.
        organisation: Organisation,
        /// Its client.
        client: ClientId,
    },
}

/// One change of the registry, an entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The record before; none for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Registered>,
    /// The record from now on. It says who changed it, and when.
    pub after: Registered,
}
