//! Whatever stands in a journal segment: recovery is an error or entries in order, never a panic, and what
//! was recovered once is recovered again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::ledger::FileStore;
use sluse::ledger::store::Store;
use std::path::PathBuf;
use std::sync::LazyLock;

static DIR: LazyLock<PathBuf> = LazyLock::new(|| {
    let shared = std::path::Path::new("/dev/shm");
    let parent = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
    parent.join(format!("sluse-fuzz-journal-{}", std::process::id()))
});

fuzz_target!(|bytes: &[u8]| {
    let Some((first, segment)) = bytes.split_first() else { return };
    let journal = DIR.join("journal");
    let _ = std::fs::remove_dir_all(&*DIR);
    std::fs::create_dir_all(&journal).unwrap();
    // One segment, or two, cut at any byte.
    let (one, other) = segment.split_at(usize::from(*first) * segment.len() / 256);
    std::fs::write(journal.join("00000000000000000000.seg"), one).unwrap();
    if first % 2 == 1 {
        std::fs::write(journal.join("00000000000000000001.seg"), other).unwrap();
    }
    let recover = || {
        let store = FileStore::open_with(&DIR, 512).unwrap();
        let entries = store.recover(0).ok()?;
        Some(entries.into_iter().map(|it| (it.index, it.leaf, it.entry)).collect::<Vec<_>>())
    };
    if let Some(entries) = recover() {
        assert!(entries.iter().map(|it| it.0).eq(0..entries.len() as u64));
        assert_eq!(recover(), Some(entries));
    }
});
