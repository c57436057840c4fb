//! Whether there is something to tell: a person's new readings, held against what they want to be told of.
//!
//! Only what was disclosed counts: a refusal, a token and whatever the person did themselves do not. An
//! entry that was held counts when it is released. In doubt the person is told.

use crate::ledger::entry::{Event, Reading};
use crate::ledger::{About, Ledger, ReadError};
use crate::policy::PolicySet;
use crate::vocab::ids::EntryIndex;
use crate::vocab::limits::Limit;
use crate::vocab::notice::When;
use crate::vocab::party::Organisation;
use crate::vocab::subject::PersonNumber;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many of a person's entries are read to find out whether an organisation has read before; beyond
/// it the reading counts as the first.
pub const LOOK_BACK: Limit = Limit { name: "notice_look_back_entries", most: 10_000 };

/// Entries read at a time.
const AT_ONCE: usize = 100;

/// The policies of any time.
pub trait PastPolicies: Send + Sync + 'static {
    /// The set that was activated at this entry, or last before it; none if it is not known. Blocks.
    fn in_force_at(&self, entry: EntryIndex) -> Option<Arc<PolicySet>>;
}

/// Whether a person who wants this is to be told of what came after their first `told` entries. Blocks on
/// files.
pub(super) fn matters(
    ledger: &Ledger,
    policies: &dyn PastPolicies,
    person: &PersonNumber,
    told: u64,
    when: When,
) -> Result<bool, ReadError> {
    if when == When::Never {
        return Ok(false);
    }
    let mut strangers: BTreeSet<Organisation> = BTreeSet::new();
    let (mut before, mut read) = (None, 0);
    loop {
        let page = ledger.about(person, before, AT_ONCE)?;
        for about in &page {
            let Some(reading) = disclosed(about) else { continue };
            let consumer = &reading.asker.consumer;
            match when {
                When::Never => {}
                // In order, newest first: whoever is found again further back is no stranger.
                When::First if about.count >= told => drop(strangers.insert(consumer.clone())),
                When::First => drop(strangers.remove(consumer)),
                When::Any if about.count >= told => return Ok(true),
                When::Sensitive if about.count >= told && is_sensitive(policies, reading) => {
                    return Ok(true);
                }
                When::Any | When::Sensitive => {}
            }
        }
        read += page.len();
        before = page.last().map(|about| about.count);
        let past_the_new = before.is_none_or(|before| before <= told);
        if page.len() < AT_ONCE || (past_the_new && strangers.is_empty()) || read >= LOOK_BACK.most
        {
            return Ok(!strangers.is_empty());
        }
    }
}

/// The reading that an entry is, or that it releases.
fn disclosed(about: &About) -> Option<&Reading> {
    let shown = about.shows.as_deref().unwrap_or(about);
    match &shown.entry.event {
        Event::Reading(reading) => Some(reading),
        _ => None,
    }
}

/// Whether a reading disclosed something that the law protects more. One whose policies are not known, or
/// of a whole document, may have.
fn is_sensitive(policies: &dyn PastPolicies, reading: &Reading) -> bool {
    let set = policies.in_force_at(reading.policies);
    let Some(service) = set.as_ref().and_then(|set| set.service(&reading.service)) else {
        return true;
    };
    service.protects(reading.whole, reading.fields.iter())
}
