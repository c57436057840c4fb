//! What whoever keeps a copy of a ledger's files shares with the ledger: durable files, the lock.

pub(crate) use super::durable::{PutError, Putter, Putting, lock_folder, make_folder, sync_folder};
pub(crate) use super::files::{CHECKPOINT, read_if_there};
pub(crate) use super::thin::{Thin, path as thin_path};
