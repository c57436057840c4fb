//! A JSON object on each line, the entry as it stands without tag and seal.
//!
//! | member | from |
//! | --- | --- |
//! | `index` | the entry's place in the ledger |
//! | `at`, `event`, `expires`, `held` | the entry's own, the event byte for byte |
//! | `about_a_person` | whether it has a tag |

use super::json;
use crate::ledger::row::Row;

/// Writes one line.
pub(super) fn write(out: &mut Vec<u8>, index: u64, row: &Row<'_>) {
    json::object(out, |line| {
        line.number("index", index);
        line.text("at", &row.at);
        line.raw("event", row.event.get());
        line.some("expires", row.expires.as_deref());
        if let Some(held) = &row.held {
            line.object("held", |waits| {
                waits.text("until", &held.until);
                waits.text("law", &held.law);
                waits.text("section", &held.section);
            });
        }
        line.flag("about_a_person", row.is_about_a_person());
    });
    out.push(b'\n');
}
