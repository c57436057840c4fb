//! The operating system's account that the program runs under.

use std::fs;
use std::os::unix::fs::MetadataExt;

/// The account's name, or its number when it has none.
pub(super) fn name() -> String {
    let Ok(own) = fs::metadata("/proc/self") else { return "unknown".to_owned() };
    let number = own.uid().to_string();
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = accounts.lines().find_map(|line| {
        let mut columns = line.split(':');
        let (name, uid) = (columns.next()?, columns.nth(1)?);
        (uid == number && !name.is_empty()).then(|| name.to_owned())
    });
    named.unwrap_or(format!("uid {number}"))
}
