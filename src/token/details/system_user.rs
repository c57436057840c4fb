//! `urn:altinn:systemuser`: the client's organisation acts with its system as a user of a customer
//! (Altinn's Systembruker). The token's consumer is the vendor; the customer stands in the details.

use super::super::actor::{self, Actor};
use super::{DetailsFault, Unread, only, word};
use crate::registry::Registry;
use crate::registry::delegation::SystemUserId;
use crate::vocab::limits::{DECLARED_BYTES, Limit};
use crate::vocab::party::Organisation;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// The type.
pub(super) const TYPE: &str = "urn:altinn:systemuser";

/// The system users that one token may name.
const SYSTEM_USERS: Limit = Limit { name: "system_users", most: 8 };

/// A system user as a grant asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::token) struct AskedSystemUser {
    customer: Organisation,
    external_ref: Option<String>,
}

impl AskedSystemUser {
    pub(super) fn read(members: &Map<String, Value>) -> Result<Self, DetailsFault> {
        only(members, TYPE, &["systemuser_org", "externalRef"])?;
        let missing = DetailsFault::Value("systemuser_org is missing");
        let organisation = members.get("systemuser_org").ok_or(missing)?;
        let rule = "systemuser_org must be one organisation, with authority and ID";
        let actor = organisation.as_object().ok_or(DetailsFault::Value(rule))?;
        only(actor, TYPE, &["authority", "ID", "id"])?;
        if actor.len() != 2 {
            return Err(DetailsFault::Value(rule));
        }
        let plain = |text: &str| {
            let fits = (1..=DECLARED_BYTES.most).contains(&text.len());
            (fits && !text.chars().any(char::is_control)).then(|| text.to_owned())
        };
        Ok(Self {
            customer: actor::read(organisation).ok_or(DetailsFault::Value(rule))?,
            external_ref: word(
                members,
                "externalRef",
                "externalRef must be plain text of at most 128 bytes",
                plain,
            )?,
        })
    }

    /// The system user that the customer has given the vendor.
    pub(in crate::token) fn find(
        &self,
        registry: &Registry,
        vendor: &Organisation,
    ) -> Option<BoundSystemUser> {
        let found = registry.system_user(vendor, &self.customer, self.external_ref.as_deref())?;
        Some(BoundSystemUser {
            ids: vec![found.id.clone()],
            customer: found.customer.clone(),
            system_id: found.system_id.clone(),
        })
    }
}

/// The system user that a token is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoundSystemUser {
    ids: Vec<SystemUserId>,
    customer: Organisation,
    system_id: String,
}

impl BoundSystemUser {
    /// Reads it from a verified token. Members that are not named here say nothing that this program
    /// goes by: the customer is told, and the vendor's own rights decide.
    pub(super) fn read(members: &Map<String, Value>) -> Result<Self, Unread> {
        let ids = members.get("systemuser_id").and_then(Value::as_array);
        let ids = ids.filter(|ids| (1..=SYSTEM_USERS.most).contains(&ids.len()));
        let id = |value: &Value| SystemUserId::parse(&value.as_str()?.to_ascii_lowercase()).ok();
        let ids = ids.and_then(|ids| ids.iter().map(id).collect());
        let customer = members.get("systemuser_org").and_then(actor::read);
        let system_id = members.get("system_id").and_then(Value::as_str);
        let fits = |text: &&str| text.len() <= DECLARED_BYTES.most * 2;
        Ok(Self {
            ids: ids.ok_or(Unread::Malformed)?,
            customer: customer.ok_or(Unread::Malformed)?,
            system_id: system_id.filter(fits).ok_or(Unread::Malformed)?.to_owned(),
        })
    }

    /// Its identifiers, at least one.
    #[must_use]
    pub fn ids(&self) -> &[SystemUserId] {
        &self.ids
    }

    /// The organisation on whose behalf the vendor asks.
    #[must_use]
    pub const fn customer(&self) -> &Organisation {
        &self.customer
    }

    /// The vendor's system, `<organisation number>_<name>`.
    #[must_use]
    pub fn system_id(&self) -> &str {
        &self.system_id
    }
}

impl Serialize for BoundSystemUser {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Form<'s> {
            systemuser_id: &'s [SystemUserId],
            systemuser_org: Actor,
            system_id: &'s str,
        }
        let systemuser_org = Actor::of(&self.customer);
        Form { systemuser_id: &self.ids, systemuser_org, system_id: &self.system_id }.serialize(to)
    }
}
