//! What is in the program's memory does not get to disk.

use crate::kill::{Running, start};

#[test]
fn a_running_program_leaves_no_core_file_and_locks_its_memory_where_it_may() {
    let dir = tempfile::TempDir::new().unwrap();
    let Running { mut process, .. } = start(dir.path());
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.id())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"]);
    let locked = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let locked = locked.lines().find_map(|line| line.strip_prefix("VmLck:")).unwrap();
    let locked: u64 = locked.trim().trim_end_matches(" kB").parse().unwrap();
    let may = limits.lines().find(|line| line.starts_with("Max locked memory")).unwrap();
    assert_eq!(locked > 0, may.contains("unlimited"), "all is locked where it may be");
    process.kill().unwrap();
    process.wait().unwrap();
}
