//! Policies on their way into force: read, checked, written into the ledger, compiled; and those
//! that were in force before, read back from the ledger.

use super::{StartError, failed, files};
use crate::gateway::active::Active;
use crate::ledger::Ledger;
use crate::ledger::entry::{Draft, Event, PoliciesActivated, PolicyFile};
use crate::policy::{PolicySet, PolicySource, render};
use crate::vocab::cause::Told;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The text of one file of policies: it is an entry of the ledger, and escaping makes it longer.
const FILE_BYTES: Limit = Limit { name: "policy_file_bytes", most: 48 * 1024 };

/// Reads and checks a folder of policies.
///
/// # Errors
/// All that is wrong with them, as text with file and line.
pub fn check(folder: &Path) -> Result<PolicySet, StartError> {
    let sources = files::policies(folder).map_err(failed("policies"))?;
    PolicySet::parse(&sources).map_err(|errors| StartError(render(&errors)))
}

/// Puts the policies of a folder into force. When they differ from those last in force, their texts
/// and their activation are entries first.
pub async fn activate(folder: &Path, ledger: &Ledger) -> Result<Arc<Active>, StartError> {
    let set = Arc::new(check(folder)?);
    let previous = ledger.newest_policies();
    let newest = previous.and_then(|index| activation(ledger, index).zip(previous));
    let entry = match newest {
        Some((newest, index)) if newest.digest == set.digest() => index,
        _ => write(&set, previous, ledger).await?,
    };
    tracing::info!(digest = set.digest(), entry = entry.0, "policies are in force");
    Active::compile(set, entry).map(Arc::new).map_err(failed("policies"))
}

async fn write(
    set: &PolicySet,
    previous: Option<EntryIndex>,
    ledger: &Ledger,
) -> Result<EntryIndex, StartError> {
    // Checked before the first is written: a start that fails leaves no half of a set behind.
    if let Some(long) = set.files().iter().find(|file| file.text.len() > FILE_BYTES.most) {
        return Err(StartError(format!("policies: {} is longer than {FILE_BYTES}", long.name)));
    }
    let mut entries = Vec::new();
    for file in set.files() {
        let event =
            Event::PolicyFile(PolicyFile { name: file.name.clone(), text: file.text.clone() });
        let written = ledger.append(Draft { event, whom: None }).await;
        entries.push(written.map_err(failed("ledger"))?);
    }
    let activated = PoliciesActivated { digest: set.digest().to_owned(), files: entries, previous };
    let event = Event::PoliciesActivated(activated);
    ledger.append(Draft { event, whom: None }).await.map_err(failed("ledger"))
}

/// The event at this index. What cannot be read is logged: it is the disk's fault or worse.
fn read(ledger: &Ledger, index: EntryIndex) -> Option<Event> {
    match ledger.entry(index) {
        Ok(entry) => entry.map(|entry| entry.event),
        Err(error) => {
            tracing::error!(%index, error = %Told(&error), "an entry about policies cannot be read");
            None
        }
    }
}

/// The activation that stands at this index.
fn activation(ledger: &Ledger, index: EntryIndex) -> Option<PoliciesActivated> {
    match read(ledger, index)? {
        Event::PoliciesActivated(activated) => Some(activated),
        _ => None,
    }
}

/// The policies that were in force when a reading was made, read back from the ledger.
pub struct History {
    ledger: Ledger,
    known: Mutex<HashMap<EntryIndex, Arc<PolicySet>>>,
}

impl History {
    /// A history that begins with the set in force.
    pub fn new(ledger: Ledger, active: &Active) -> Self {
        let known = HashMap::from([(active.entry(), active.set().clone())]);
        Self { ledger, known: Mutex::new(known) }
    }

    /// The set that was activated at this place of the ledger, or last before it; none if there is
    /// none, or its texts do not have the digest that the activation names.
    pub fn in_force_at(&self, place: EntryIndex) -> Option<Arc<PolicySet>> {
        let mut index = self.ledger.newest_policies()?;
        while index > place {
            index = activation(&self.ledger, index)?.previous?;
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(set) = known.get(&index) {
            return Some(set.clone());
        }
        let set = Arc::new(self.read(index)?);
        known.insert(index, set.clone());
        Some(set)
    }

    fn read(&self, index: EntryIndex) -> Option<PolicySet> {
        let activated = activation(&self.ledger, index)?;
        let files = activated.files.iter().map(|file| self.file(*file));
        let set = PolicySet::parse(&files.collect::<Option<Vec<_>>>()?).ok()?;
        (set.digest() == activated.digest).then_some(set)
    }

    fn file(&self, index: EntryIndex) -> Option<PolicySource> {
        match read(&self.ledger, index)? {
            Event::PolicyFile(PolicyFile { name, text }) => Some(PolicySource { name, text }),
            _ => None,
        }
    }
}
