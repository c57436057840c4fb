//! A service that nobody is asked about: only the answer tells whom a reading is about.

use super::Case;

/// The example that takes the deaths out of a feed of all events.
pub const DEATHS: &str = "deaths, out of the feed of all events";

pub(super) fn cases() -> Vec<Case<'static>> {
    vec![Case {
        name: DEATHS,
        client_id: "stonadsetaten",
        scope: "folkeregister:hendelser.dod",
        path: "/folkeregisteret/offentlig-med-hjemmel/api/v1/hendelser/feed/?seq=0".into(),
        status: 200,
        ..Case::default()
    }]
}
