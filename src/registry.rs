//! Floor 20: who may ask. Organisations and groups of them, clients and their keys, scopes, access,
//! delegations, system users.
//!
//! A registry is a value made of [`record::Record`]s; each change of one is an entry of the ledger, and
//! the registry of any moment is rebuilt from the entries. Maps share what did not change, so a copy
//! costs nothing and a lookup never waits. The operator's own records come from one TOML file:
//!
//! ```toml
//! [[organisation]]
//! number = "312143046"
//! name = "Fjordvik kommune"
//! form = "KOMM"                                       # optional, as in Enhetsregisteret
//!
//! [[group]]
//! id = "kommuner"
//! name = "Alle kommuner"
//! members = ["312143046"]
//!
//! [[prefix]]                                         # without it the first scope's owner has it
//! prefix = "folkeregister"
//! owner = "311672118"
//!
//! [[scope]]
//! name = "folkeregister:barnehage"
//! owner = "311672118"
//! description = "Opptak i barnehage"
//! long_description = "…"                              # optional
//! consumers = ["312143046", "kommuner"]              # or accessible_for_all = true
//! delegation_source = "https://tt02.altinn.no/"      # without it the scope cannot be delegated
//! at_max_age = 120                                   # seconds that its tokens live at most
//! sender = "dpop"                                    # or "mutual-tls": its tokens must be bound
//! signing = "ES256"                                  # without it RS256
//! visibility = "PRIVATE"                             # without it PUBLIC
//!
//! [[client]]
//! client_id = "5f1c0c8e-2d36-4a3c-9a0b-0d9b1c7f2a11"
//! organisation = "312143046"
//! name = "Oppvekstsystemet"
//! description = "…"                                   # optional
//! sender = "dpop"                                     # optional, as for a scope
//! scopes = ["folkeregister:barnehage"]
//! access_token_lifetime = 60                         # optional, seconds
//! onbehalfof = [{ id = "skole-3", name = "Fjordvik skole" }] # optional
//! [[client.key]]                                     # none: signs with a business certificate
//! jwk = { kty = "RSA", kid = "key-1", alg = "RS256", n = "…", e = "AQAB" } # or JSON in '…'
//! valid_until = 2027-06-30                           # at most, and without it, a year from now
//!
//! [[delegation]]
//! consumer = "312143046"
//! supplier = "312445190"
//! scope = "folkeregister:barnehage"
//! valid_until = 2027-12-31
//!
//! [[system_user]]
//! id = "0d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10"
//! vendor = "312445190"
//! customer = "312143046"
//! system_id = "312445190_oppvekst"
//! external_ref = "kunde-42"                           # optional
//! ```

pub mod client;
pub mod delegation;
mod difference;
pub mod error;
mod file;
pub mod organisation;
pub mod record;
mod registrations;
pub mod rules;
pub mod scope;
pub mod units;

pub use difference::{Difference, difference};
pub use registrations::Registrations;

use crate::policy::Membership;
use crate::vocab::party::{ClientId, GroupId, Organisation};
use crate::vocab::scope::Scope;
use crate::vocab::time::{Day, Timestamp};
use client::Client;
use delegation::{Delegation, SystemUser, SystemUserId};
use error::RegistryError;
use organisation::{Group, OrganisationForm, Prefix, RegisteredOrganisation, ScopePrefix};
use record::{Held, Record, Registered, RegistryFile};
use rpds::HashTrieMapSync;
use scope::{Access, AccessState, Grantee, RegisteredScope};
use std::hash::Hash;
use std::sync::Arc;

/// Records of one kind by their names.
type Records<K, T> = HashTrieMapSync<K, Arc<Held<T>>>;

/// Everything that is registered, active or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    organisations: Records<Organisation, RegisteredOrganisation>,
    groups: Records<GroupId, Group>,
    prefixes: Records<ScopePrefix, Prefix>,
    scopes: Records<Scope, RegisteredScope>,
    access: HashTrieMapSync<Scope, Records<Grantee, Access>>,
    clients: Records<ClientId, Client>,
    delegations: Records<(Organisation, Organisation, Scope), Delegation>,
    system_users: Records<SystemUserId, SystemUser>,
    file: Option<Held<RegistryFile>>,
}

fn counting<'r, K: Eq + Hash, T>(records: &'r Records<K, T>, name: &K) -> Option<&'r T> {
    records.get(name).and_then(|held| held.counting())
}

/// The active groups, as policies ask for them.
impl Membership for Registry {
    fn has(&self, group: &GroupId, organisation: &Organisation) -> bool {
        self.group(group).is_some_and(|group| group.members.contains(organisation))
    }
}

impl Registry {
    /// Reads the operator's file; `name` is what errors call the text, usually the file's name.
    ///
    /// # Errors
    /// The first fault, with file, line and column: what is not TOML, an unknown key (with the
    /// nearest known one), a malformed word, a weak key, anything registered twice, and any name
    /// that is used but not registered.
    pub fn parse(name: &str, text: &str, now: Timestamp) -> Result<Self, RegistryError> {
        file::read(name, text, now).map(|(registry, _)| registry)
    }

    /// Reads the operator's file into its records, in an order in which each rests on those before.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn records(
        name: &str,
        text: &str,
        now: Timestamp,
    ) -> Result<Vec<Registered>, RegistryError> {
        file::read(name, text, now).map(|(_, records)| records)
    }

    /// Takes in a record, in the place of the one it follows. Records may come in any order, as long
    /// as the newest of each comes last.
    pub fn apply(&mut self, registered: Registered) {
        fn put<K: Eq + Hash, T>(records: &mut Records<K, T>, name: K, held: Held<T>) {
            records.insert_mut(name, Arc::new(held));
        }
        let Held { active, created, last_updated, by, record } = registered;
        let held = Held { active, created, last_updated, by, record: () };
        match record {
            Record::Organisation(one) => {
                put(&mut self.organisations, one.number.clone(), held.map(|()| one));
            }
            Record::Group(one) => put(&mut self.groups, one.id.clone(), held.map(|()| one)),
            Record::Prefix(one) => put(&mut self.prefixes, one.prefix.clone(), held.map(|()| one)),
            Record::Scope(one) => put(&mut self.scopes, one.name.clone(), held.map(|()| one)),
            Record::Access(one) => {
                let mut list = self.access.get(&one.scope).cloned().unwrap_or_default();
                let scope = one.scope.clone();
                put(&mut list, one.grantee.clone(), held.map(|()| one));
                self.access.insert_mut(scope, list);
            }
            Record::Client(one) => put(&mut self.clients, one.id.clone(), held.map(|()| one)),
            Record::Delegation(one) => {
                let name = (one.consumer.clone(), one.supplier.clone(), one.scope.clone());
                put(&mut self.delegations, name, held.map(|()| one));
            }
            Record::SystemUser(one) => {
                put(&mut self.system_users, one.id.clone(), held.map(|()| one));
            }
            Record::File(one) => self.file = Some(held.map(|()| one)),
        }
    }

    /// The record that has the same name as this one, as it is held now.
    #[must_use]
    pub fn find(&self, like: &Record) -> Option<Registered> {
        fn any<T: Clone>(held: &Arc<Held<T>>, record: fn(T) -> Record) -> Registered {
            Held::clone(held).map(record)
        }
        match like {
            Record::Organisation(one) => {
                self.organisations.get(&one.number).map(|held| any(held, Record::Organisation))
            }
            Record::Group(one) => self.groups.get(&one.id).map(|held| any(held, Record::Group)),
            Record::Prefix(one) => {
                self.prefixes.get(&one.prefix).map(|held| any(held, Record::Prefix))
            }
            Record::Scope(one) => self.scopes.get(&one.name).map(|held| any(held, Record::Scope)),
            Record::Access(one) => {
                let held = self.held_access(&one.scope, &one.grantee);
                held.map(|held| any(held, Record::Access))
            }
            Record::Client(one) => self.clients.get(&one.id).map(|held| any(held, Record::Client)),
            Record::Delegation(one) => {
                let held = self.held_delegation(&one.consumer, &one.supplier, &one.scope);
                held.map(|held| any(held, Record::Delegation))
            }
            Record::SystemUser(one) => {
                self.system_users.get(&one.id).map(|held| any(held, Record::SystemUser))
            }
            Record::File(_) => self.file.clone().map(|held| held.map(Record::File)),
        }
    }

    /// Every record, in no order, but kinds that others rest on come later: taken away in this
    /// order, nothing is left that rests on what is gone.
    pub fn all(&self) -> impl Iterator<Item = Registered> {
        fn any<K: Eq + Hash, T: Clone>(
            records: &Records<K, T>,
            record: fn(T) -> Record,
        ) -> impl Iterator<Item = Registered> {
            records.values().map(move |held| Held::clone(held).map(record))
        }
        any(&self.system_users, Record::SystemUser)
            .chain(any(&self.delegations, Record::Delegation))
            .chain(any(&self.clients, Record::Client))
            .chain(self.access.values().flat_map(|list| any(list, Record::Access)))
            .chain(any(&self.scopes, Record::Scope))
            .chain(any(&self.prefixes, Record::Prefix))
            .chain(any(&self.groups, Record::Group))
            .chain(any(&self.organisations, Record::Organisation))
            .chain(self.file.clone().map(|held| held.map(Record::File)))
    }

    /// The digest of the text of an operator's file: SHA-256 in hex.
    #[must_use]
    pub fn digest(text: &str) -> String {
        file::digest(text)
    }

    /// The digest of the operator's file that was last taken in.
    #[must_use]
    pub fn file_digest(&self) -> Option<&str> {
        self.file.as_ref().map(|held| held.record.digest.as_str())
    }

    /// The active client of this identifier, when its organisation is active too.
    #[must_use]
    pub fn client(&self, id: &ClientId) -> Option<&Client> {
        let client = counting(&self.clients, id)?;
        self.organisation_name(&client.organisation).map(|_| client)
    }

    /// The client of this identifier, active or not.
    #[must_use]
    pub fn held_client(&self, id: &ClientId) -> Option<&Arc<Held<Client>>> {
        self.clients.get(id)
    }

    /// Each client, active or not, in no order.
    pub fn clients(&self) -> impl Iterator<Item = &Arc<Held<Client>>> {
        self.clients.values()
    }

    /// What the organisation is called.
    #[must_use]
    pub fn organisation_name(&self, number: &Organisation) -> Option<&str> {
        counting(&self.organisations, number).map(|one| one.name.as_str())
    }

    /// What form of organisation it is.
    #[must_use]
    pub fn organisation_form(&self, number: &Organisation) -> Option<&OrganisationForm> {
        counting(&self.organisations, number).and_then(|one| one.form.as_ref())
    }

    /// Each organisation, active or not, in no order.
    pub fn organisations(&self) -> impl Iterator<Item = &Arc<Held<RegisteredOrganisation>>> {
        self.organisations.values()
    }

    /// The active group of this name.
    #[must_use]
    pub fn group(&self, id: &GroupId) -> Option<&Group> {
        counting(&self.groups, id)
    }

    /// Each group, active or not, in no order.
    pub fn groups(&self) -> impl Iterator<Item = &Arc<Held<Group>>> {
        self.groups.values()
    }

    /// Who owns a prefix of scopes.
    #[must_use]
    pub fn prefix_owner(&self, prefix: &ScopePrefix) -> Option<&Organisation> {
        counting(&self.prefixes, prefix).map(|one| &one.owner)
    }

    /// Each prefix, active or not, in no order.
    pub fn prefixes(&self) -> impl Iterator<Item = &Arc<Held<Prefix>>> {
        self.prefixes.values()
    }

    /// The scope, when it is registered and active.
    #[must_use]
    pub fn scope(&self, scope: &Scope) -> Option<&RegisteredScope> {
        counting(&self.scopes, scope)
    }

    /// The scope, active or not.
    #[must_use]
    pub fn held_scope(&self, scope: &Scope) -> Option<&Arc<Held<RegisteredScope>>> {
        self.scopes.get(scope)
    }

    /// Each scope, active or not, in no order.
    pub fn scopes(&self) -> impl Iterator<Item = &Arc<Held<RegisteredScope>>> {
        self.scopes.values()
    }

    /// The scope, when this consumer is active and the scope's owner has given it access, by its
    /// number, by a group that it belongs to, or as one of all. An owner's denial of one organisation
    /// outweighs what it gives to a group or to all.
    #[must_use]
    pub fn scope_open_to(
        &self,
        scope: &Scope,
        consumer: &Organisation,
    ) -> Option<&RegisteredScope> {
        let registered = self.scope(scope)?;
        self.organisation_name(consumer)?;
        let said = |grantee: &Grantee| {
            counting(self.access.get(scope)?, grantee).map(|access| access.state)
        };
        let open = match said(&Grantee::Organisation(consumer.clone())) {
            Some(AccessState::Denied) => false,
            Some(AccessState::Approved) => true,
            Some(AccessState::Requested) | None => {
                let in_group = |group: &Group| {
                    group.members.contains(consumer)
                        && said(&Grantee::Group(group.id.clone())) == Some(AccessState::Approved)
                };
                registered.accessible_for_all
                    || self.groups.values().filter_map(|held| held.counting()).any(in_group)
            }
        };
        open.then_some(registered)
    }

    /// The access of one organisation or group to a scope, active or not.
    #[must_use]
    pub fn held_access(&self, scope: &Scope, grantee: &Grantee) -> Option<&Arc<Held<Access>>> {
        self.access.get(scope)?.get(grantee)
    }

    /// The access list of a scope, active or not, in no order.
    pub fn access_list(&self, scope: &Scope) -> impl Iterator<Item = &Arc<Held<Access>>> {
        self.access.get(scope).into_iter().flat_map(|list| list.values())
    }

    /// The consumer's delegation of the scope to the supplier, when there is one that holds today.
    #[must_use]
    pub fn delegation(
        &self,
        consumer: &Organisation,
        supplier: &Organisation,
        scope: &Scope,
        today: Day,
    ) -> Option<&Delegation> {
        let held = self.held_delegation(consumer, supplier, scope)?;
        held.counting().filter(|delegation| today <= delegation.valid_until)
    }

    /// The delegation, active or not, expired or not.
    #[must_use]
    pub fn held_delegation(
        &self,
        consumer: &Organisation,
        supplier: &Organisation,
        scope: &Scope,
    ) -> Option<&Arc<Held<Delegation>>> {
        self.delegations.get(&(consumer.clone(), supplier.clone(), scope.clone()))
    }

    /// Each delegation, active or not, in no order.
    pub fn delegations(&self) -> impl Iterator<Item = &Arc<Held<Delegation>>> {
        self.delegations.values()
    }

    /// The vendor's active system user for this customer with this external reference.
    #[must_use]
    pub fn system_user(
        &self,
        vendor: &Organisation,
        customer: &Organisation,
        external_ref: Option<&str>,
    ) -> Option<&SystemUser> {
        self.system_users.values().filter_map(|held| held.counting()).find(|user| {
            user.vendor == *vendor
                && user.customer == *customer
                && user.external_ref.as_deref() == external_ref
        })
    }

    /// The active system user of this identifier.
    #[must_use]
    pub fn active_system_user(&self, id: &SystemUserId) -> Option<&SystemUser> {
        counting(&self.system_users, id)
    }

    /// Each system user, active or not, in no order.
    pub fn system_users(&self) -> impl Iterator<Item = &Arc<Held<SystemUser>>> {
        self.system_users.values()
    }
}
