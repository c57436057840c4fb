//! Floor 40: reading the ledger by right. Who may see which entries, how entries are sought, what is
//! shown of them; and that each look is itself an entry, written before its first answer leaves.
//!
//! Nothing is open by default. One scope opens an organisation's own part: what it read itself, and
//! what others read of the services that it provides. Another opens the whole, to the organisation
//! that runs the house and to whom its access list names. Nobody is told whom an entry is about.

pub mod deeds;
pub mod desk;
pub mod entrance;
pub mod figures;
pub mod identities;
pub mod journal;
pub mod looks;
pub mod officers;
pub mod overview;
pub mod pages;
pub mod refused;
pub mod rights;
pub mod role;
mod row;
pub mod search;
pub mod shown;

use crate::policy::PolicySet;
use crate::vocab::ids::EntryIndex;
use std::sync::Arc;

/// The policies of former times.
pub trait PoliciesThen: Send + Sync + 'static {
    /// The set that was activated at this place of the ledger, or last before it, if it is known.
    fn in_force_at(&self, place: EntryIndex) -> Option<Arc<PolicySet>>;
}
