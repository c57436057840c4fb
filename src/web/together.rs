//! What stands together in the list: within a day, the readings of one organisation for one purpose; and of
//! these, those that differ in nothing but when they were, as one.

use super::readings::Shown;

/// Readings that differ in nothing but when they were and where the ledger has them, newest first; at least one.
pub type Alike<'s> = Vec<&'s Shown>;

/// Parts the readings of a day: by organisation and purpose, in the order of the newest of each, and each part
/// into what is alike.
#[must_use]
pub fn together(of_one_day: &[Shown]) -> Vec<Vec<Alike<'_>>> {
    let mut parts: Vec<Vec<Alike<'_>>> = Vec::new();
    for shown in of_one_day {
        let same = parts.iter_mut().find(|part| {
            part.first().and_then(|alike| alike.first()).is_some_and(|first| belongs(first, shown))
        });
        match same {
            Some(part) => put(part, shown),
            None => parts.push(vec![vec![shown]]),
        }
    }
    parts
}

fn put<'s>(part: &mut Vec<Alike<'s>>, shown: &'s Shown) {
    let same = part.iter_mut().find(|alike| alike.first().is_some_and(|one| is_alike(one, shown)));
    match same {
        Some(alike) => alike.push(shown),
        None => part.push(vec![shown]),
    }
}

/// Whether the same organisation asked for the same purpose.
fn belongs(one: &Shown, other: &Shown) -> bool {
    let consumer = |shown: &Shown| shown.asked.as_ref().map(|asked| asked.consumer.number.clone());
    let purpose = |shown: &Shown| shown.purpose.as_ref().map(|purpose| purpose.id.clone());
    consumer(one).is_some() && consumer(one) == consumer(other) && purpose(one) == purpose(other)
}

/// Whether nothing differs but when it was.
fn is_alike(one: &Shown, other: &Shown) -> bool {
    // By name, so that what is added to a reading is compared too.
    let Shown {
        index: _,
        count: _,
        mark: _,
        at: _,
        published: _,
        asked,
        source,
        purpose,
        purpose_description,
        case_reference,
        by_case_worker,
        outcome,
        delayed,
    } = one;
    *asked == other.asked
        && *source == other.source
        && *purpose == other.purpose
        && *purpose_description == other.purpose_description
        && *case_reference == other.case_reference
        && *by_case_worker == other.by_case_worker
        && *outcome == other.outcome
        && *delayed == other.delayed
}
