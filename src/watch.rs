//! Floor 38: watches how persons are read, at write time and again over the ledger. Here a reading still has its
//! person, its end user and its case; what goes on to [`crate::anomaly`] has marks of them, and small facts.
//!
//! The gateway posts each reading once it is durable. The post never waits: while too many readings wait, more
//! of them are counted in a metric and not looked at now. They are in the ledger, and whoever begins to watch (a
//! start, `sluse ledger anomalies`) goes over the ledger of the last weeks.

mod cases;
mod headings;
mod kin;
mod post;
mod recall;
mod sight;
mod sign;
mod watcher;
mod webhook;
mod words;

pub use cases::{CaseSystem, CaseSystems};
pub use headings::{HeadingPhrase, heading};
pub use kin::{BadStaff, Depth, Kin, STAFF, STAFF_BYTES, Staff};
pub use post::{Incoming, POSTED, Post, post};
pub use recall::{RECALLED, Recalled, recall};
pub use sight::{CaseSource, HasCase, Sighting, Sources, Spectacles};
pub use sign::{SIGNATURE, signature};
pub use watcher::{NotWritten, Watcher};
pub use webhook::{Undelivered, Unusable, Webhook};
pub use words::{AlarmPhrase, in_words, message, title};
