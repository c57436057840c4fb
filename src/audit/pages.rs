//! The auditors' pages: what is shown of figures and entries, as HTML. Functions of their arguments; who may
//! see what was decided before.

mod entry;
mod frame;
mod list;
mod notice;
mod overview;
mod phrases;
mod state;
mod table;

pub use entry::entry;
pub use frame::Frame;
pub use list::{Listed, list};
pub use notice::notice;
pub use overview::overview;
pub use phrases::AuditPhrase;
