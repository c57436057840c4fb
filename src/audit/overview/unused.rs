//! What is permitted and did not come out in a period. Least data means that it goes.

use super::period::Period;
use super::sums::Seen;
use super::{Unused, UnusedField};
use crate::audit::figures::{Counts, Disclosed, Name};
use crate::audit::role::Part;
use crate::policy::{Membership, PolicySet, Purpose};
use crate::vocab::time::Day;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What is known of a field of a purpose.
#[derive(Clone, Copy, Default)]
struct Use {
    in_period: bool,
    last: Option<Day>,
}

/// Which fields came out, for the part that is somebody's to see.
pub(super) struct Used {
    fields: HashMap<(Name, Name), Use>,
    /// Some fields were not told apart: what seems unused may have come out.
    blurred: bool,
}

impl Used {
    pub(super) fn new(counts: &Counts, seen: Seen, period: Period) -> Self {
        let mut used = Self { fields: HashMap::new(), blurred: false };
        for (out, disclosed) in counts.disclosed() {
            if out.field == Name::OTHER {
                used.blurred |= overlaps(disclosed, period);
            }
            if !seen.covers(out.consumer, out.provider) {
                continue;
            }
            let known = used.fields.entry((out.purpose, out.field)).or_default();
            known.in_period |= overlaps(disclosed, period);
            known.last = known.last.max(Some(disclosed.last));
        }
        used
    }

    pub(super) const fn is_blurred(&self) -> bool {
        self.blurred
    }
}

/// Whether a field may have come out in the period: within a month only the first and last day are known,
/// and what may have come out is not told as unused.
fn overlaps(disclosed: &Disclosed, period: Period) -> bool {
    disclosed.first <= period.last() && disclosed.last >= period.first()
}

/// The purposes that are somebody's to see, with what did not come out; those with nothing are left out.
pub(super) fn unused(
    (set, groups): (&PolicySet, &dyn Membership),
    part: Part<'_>,
    (counts, used, read): (&Counts, &Used, &HashMap<&str, u64>),
    period: Period,
) -> Vec<Unused> {
    let is_own = |purpose: &&Arc<Purpose>| match part {
        Part::All => true,
        Part::Of { readings, services } => {
            let provider = set.service(&purpose.service).map(|service| &service.provider);
            readings.is_some_and(|own| purpose.names(own, groups))
                || services.is_some_and(|own| provider == Some(own))
        }
    };
    let names = counts.names();
    let of = |purpose: &Arc<Purpose>| {
        let id = purpose.id.as_str();
        let mut known = HashSet::new();
        let fields = purpose.permits.iter().filter(|permit| known.insert(permit.path.as_str()));
        let fields: Vec<UnusedField> = fields
            .filter_map(|permit| {
                let field = permit.path.as_str();
                let place = names.known(id).zip(names.known(field));
                let used = place.and_then(|place| used.fields.get(&place));
                let used = used.copied().unwrap_or_default();
                (!used.in_period).then(|| UnusedField { field: field.to_owned(), last: used.last })
            })
            .collect();
        Unused {
            purpose: id.to_owned(),
            service: purpose.service.as_str().to_owned(),
            readings: read.get(id).copied().unwrap_or_default(),
            permitted: purpose.permits.len(),
            fields,
        }
    };
    let valid = |purpose: &&Arc<Purpose>| {
        purpose.valid.from <= period.last() && purpose.valid.until >= period.first()
    };
    let all = set.purposes().iter().filter(is_own).filter(valid).map(of);
    all.filter(|unused| !unused.fields.is_empty()).collect()
}
