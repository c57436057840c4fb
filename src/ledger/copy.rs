//! What whoever keeps a copy of a ledger's files must know of their form.

pub(crate) use super::files::CHECKPOINT;
pub(crate) use super::thin::{Kept, Thin, path as thin_path};
