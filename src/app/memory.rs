//! Keeping what is in memory out of files: no core dumps, and no swapping where the system lets us.

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit,
};

/// Sees to it that keys and persons' numbers do not get to disk by way of the process' memory; says in
/// the log what the system refuses. Called before any of them is read.
///
/// All memory is locked or none: there is no safe way to lock only where keys stand. It is locked when
/// `RLIMIT_MEMLOCK` has no limit (systemd: `LimitMEMLOCK=infinity`); below a limit, memory that is asked
/// for later could be refused because it cannot be locked.
pub fn keep_private() {
    // Also keeps other processes of the same user from reading it (ptrace).
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "the system may dump this process' memory");
    }
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "the system may write core files of this process");
    }
    if getrlimit(Resource::Memlock).current.is_some() {
        tracing::info!("memory is not locked, as RLIMIT_MEMLOCK limits it: encrypt the swap space");
        return;
    }
    let all = MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT;
    if let Err(error) = mlockall(all) {
        tracing::warn!(%error, "memory cannot be locked: encrypt the swap space");
    }
}
