//! The auditors' pages: what is shown of figures and entries, as HTML. Functions of their arguments; who may
//! see what was decided before.

mod alarms;
mod deeds;
mod entrance;
mod entry;
mod frame;
mod list;
mod notice;
mod overview;
mod phrases;
mod questions;
mod state;
mod table;
mod words;

pub(super) use alarms::feed as alarm_feed;
pub use alarms::{AlarmsPhrase, alarms};
pub use deeds::{identities, not_done, told};
pub use entrance::entrance;
pub use entry::entry;
pub use frame::Frame;
pub use list::{Listed, list};
pub use notice::notice;
pub use overview::overview;
pub use phrases::AuditPhrase;
pub use questions::{question, questions};
pub use words::OfficerPhrase;
