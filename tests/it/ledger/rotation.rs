//! The vault's keys change; what they were good for stays. A backup brings back nothing erased.

use super::erasure::Two;
use super::{Place, append_all, person, reading};
use sluse::ledger::entry::Event;
use sluse::ledger::vault::{Gone, What, backup, restore, rotate};
use sluse::ledger::{Ledger, VaultError};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::month::Month;
use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

const EACH: [What; 3] = [What::Master, What::Lookup, What::Wrapping];

fn turn(place: &Place, what: What) {
    rotate(&place.vault_dir(), what, &mut |_, _| ()).unwrap();
}

fn vault_file(place: &Place, name: &str) -> PathBuf {
    place.vault_dir().join(name)
}

/// A ledger with readings, one person erased; closed.
async fn used(place: &Place) {
    let ledger = place.open();
    append_all(&ledger, (0..30).map(|number| number % 3)).await;
    Two::new().erase(place, &ledger, &person(0)).await;
    ledger.publish().unwrap();
    ledger.close().await;
}

fn all_is_there(ledger: &Ledger) {
    assert!(ledger.about(&person(0), None, 99).unwrap().is_empty());
    assert_eq!(ledger.about(&person(1), None, 99).unwrap().len(), 10);
    assert_eq!(ledger.about(&person(2), None, 99).unwrap().len(), 10);
}

#[tokio::test]
async fn rotation_keeps_persons_pseudonyms_and_counts() {
    let place = Place::new();
    used(&place).await;
    let ledger = place.open();
    let pseudonyms = ledger.pseudonyms().expose().to_owned();
    let mark = ledger.counts().person(&person(1));
    drop(ledger);
    for what in EACH {
        let before = ["master.key", "keyring.vault", "persons.vault"]
            .map(|name| fs::read(vault_file(&place, name)).unwrap());
        turn(&place, what);
        let after = ["master.key", "keyring.vault", "persons.vault"]
            .map(|name| fs::read(vault_file(&place, name)).unwrap());
        assert_eq!(before[0] != after[0], what == What::Master, "{what:?}");
        assert_ne!(before[1], after[1], "{what:?}");
        assert_eq!(before[2] != after[2], what != What::Master, "{what:?}");
        let ledger = place.open();
        all_is_there(&ledger);
        assert_eq!(*ledger.pseudonyms().expose(), pseudonyms, "{what:?}");
        assert!(ledger.counts().person(&person(1)) == mark, "{what:?}");
        ledger.append(reading(person(3))).await.unwrap();
        assert_eq!(fs::read(vault_file(&place, "persons.vault")).unwrap().len(), 5 * 128);
        for left in ["persons.old", "persons.new", "keyring.old", "master.next", "master.old"] {
            assert!(!vault_file(&place, left).exists(), "{left} is left after {what:?}");
        }
        ledger.close().await;
    }
    place.verified();
}

#[tokio::test]
async fn a_new_lookup_key_gives_persons_new_ids_and_a_new_wrapping_key_does_not() {
    let place = Place::new();
    used(&place).await;
    let ids = || -> Vec<[u8; 16]> {
        let bytes = fs::read(vault_file(&place, "persons.vault")).unwrap();
        bytes.chunks(128).map(|slot| slot[..16].try_into().unwrap()).collect()
    };
    let before = ids();
    turn(&place, What::Wrapping);
    assert_eq!(ids(), before);
    turn(&place, What::Lookup);
    let live = |ids: &[[u8; 16]]| ids.iter().filter(|id| **id != [0; 16]).count();
    let after = ids();
    assert_eq!((live(&before), live(&after)), (2, 2), "nobody's slot and the erased one have none");
    assert!(after.iter().all(|id| *id == [0; 16] || !before.contains(id)));
}

#[tokio::test]
async fn the_old_master_key_opens_nothing_after_its_rotation() {
    let place = Place::new();
    used(&place).await;
    let old = fs::read(vault_file(&place, "master.key")).unwrap();
    turn(&place, What::Master);
    let new = fs::read(vault_file(&place, "master.key")).unwrap();
    fs::write(vault_file(&place, "master.key"), old).unwrap();
    let wrong = rotate(&place.vault_dir(), What::Master, &mut |_, _| ());
    assert!(matches!(wrong, Err(VaultError::WrongMaster)));
    fs::write(vault_file(&place, "master.key"), new).unwrap();
    all_is_there(&place.open());
}

#[tokio::test]
async fn an_open_vault_is_not_rotated() {
    let place = Place::new();
    let _ledger = place.open();
    for what in EACH {
        let refused = rotate(&place.vault_dir(), what, &mut |_, _| ());
        assert!(matches!(refused, Err(VaultError::Locked)));
    }
}

/// Blocks of the disk that nobody overwrites outlive an erasure.
#[tokio::test]
async fn files_that_a_stopped_rotation_left_are_overwritten_before_they_are_removed() {
    let place = Place::new();
    used(&place).await;
    for name in ["persons.new", "persons.old"] {
        let left = vault_file(&place, name);
        fs::copy(vault_file(&place, "persons.vault"), &left).unwrap();
        fs::hard_link(&left, place.root.join(name)).unwrap();
    }
    let ledger = place.open();
    all_is_there(&ledger);
    for name in ["persons.new", "persons.old"] {
        assert!(!vault_file(&place, name).exists());
        let bytes = fs::read(place.root.join(name)).unwrap();
        assert!(!bytes.is_empty() && bytes.iter().all(|byte| *byte == 0), "{name}");
    }
    ledger.close().await;
}

/// A full disk stops a write anywhere.
#[tokio::test]
async fn a_row_that_was_cut_short_hides_none_of_the_rows_after_it() {
    let place = Place::new();
    let ledger = place.open();
    let counted = |number| {
        let mut draft = reading(person(number));
        if let Event::Reading(reading) = &mut draft.event {
            reading.counted = true;
        }
        draft
    };
    ledger.append(counted(1)).await.unwrap();
    let file = vault_file(&place, "counts.vault");
    let mut bytes = fs::OpenOptions::new().append(true).open(&file).unwrap();
    std::io::Write::write_all(&mut bytes, &[7; 20]).unwrap();
    ledger.append(counted(2)).await.unwrap();
    assert_eq!(ledger.counts().rows().unwrap().len(), 2);
}

/// What a rotation leaves when the machine stops at some point: files of the old and the new state.
#[tokio::test]
async fn a_rotation_that_was_cut_short_is_finished_or_undone_by_the_next_start() {
    let names = ["master.key", "keyring.vault", "persons.vault", "periods.vault"];
    for what in EACH {
        let place = Place::new();
        used(&place).await;
        let states = watched(&place, what);
        assert!(states.len() > 3, "{what:?} was seen at {} points", states.len());
        let before = names.map(|name| fs::read(vault_file(&place, name)).unwrap());
        for state in states {
            for path in super::files(&place.vault_dir()) {
                fs::remove_file(path).unwrap();
            }
            for (name, bytes) in &state {
                fs::write(vault_file(&place, name), bytes).unwrap();
                private(&vault_file(&place, name));
            }
            let ledger = place.open();
            all_is_there(&ledger);
            ledger.close().await;
            drop(ledger);
            for left in [
                "persons.old",
                "persons.new",
                "keyring.old",
                "keyring.new",
                "master.next",
                "master.new",
                "master.old",
            ] {
                assert!(!vault_file(&place, left).exists(), "{left} is left after {what:?}");
            }
        }
        drop(before);
    }
}

fn private(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, PermissionsExt::from_mode(0o600)).unwrap();
}

type State = Vec<(String, Vec<u8>)>;

/// Rotates, and gives the states that the folder is in on the way, each as a stop of the machine would
/// leave it: a thread looks at it all the time, and half written files are cut by hand.
fn watched(place: &Place, what: What) -> Vec<State> {
    let look = |dir: &std::path::Path| -> Option<State> {
        let mut state = Vec::new();
        for path in super::files(dir) {
            let name = path.file_name()?.to_str()?.to_owned();
            // One that is gone by now: this look saw two states.
            state.push((name, fs::read(path).ok()?));
        }
        Some(state)
    };
    let dir = place.vault_dir();
    let done = std::sync::atomic::AtomicBool::new(false);
    let mut states: Vec<State> = vec![look(&dir).unwrap()];
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut seen: Vec<State> = Vec::new();
            while !done.load(std::sync::atomic::Ordering::Acquire) {
                let (one, same) = (look(&dir), look(&dir));
                if let Some(state) = one.filter(|state| Some(state) == same.as_ref())
                    && !seen.contains(&state)
                {
                    seen.push(state);
                }
            }
            seen
        });
        rotate(&dir, what, &mut |_, _| std::thread::sleep(std::time::Duration::from_millis(2)))
            .unwrap();
        done.store(true, std::sync::atomic::Ordering::Release);
        states.extend(watcher.join().unwrap());
    });
    states.push(look(&dir).unwrap());
    let halves: Vec<State> = states
        .iter()
        .filter(|state| state.iter().any(|(name, _)| name.ends_with(".new")))
        .map(|state| {
            let cut = |(name, bytes): &(String, Vec<u8>)| {
                let whole = !name.ends_with(".new");
                (
                    name.clone(),
                    if whole { bytes.clone() } else { bytes[..bytes.len() / 2].to_vec() },
                )
            };
            state.iter().map(cut).collect()
        })
        .collect();
    states.extend(halves);
    states
}

/// What the ledger says to be gone.
fn gone(place: &Place) -> Gone {
    let ledger = place.open();
    let mut gone = Gone { handles: HashSet::new(), before: Month::parse("2026-01").unwrap() };
    for index in 0..ledger.size() {
        if let Event::Erasure(erasure) = ledger.entry(EntryIndex(index)).unwrap().unwrap().event {
            gone.handles.insert(erasure.handle);
        }
    }
    gone
}

#[tokio::test]
async fn a_backup_of_a_running_vault_restores_it_without_the_erased() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..30).map(|number| number % 3)).await;
    let file = place.root.join("vault.backup");
    let made = backup(&place.vault_dir(), &file, &mut |_, _| ()).unwrap();
    assert_eq!(made.persons, 3);
    assert!(matches!(
        backup(&place.vault_dir(), &file, &mut |_, _| ()),
        Err(VaultError::BackupExists)
    ));
    let master = fs::read(vault_file(&place, "master.key")).unwrap();
    let whole = fs::read(&file).unwrap();
    assert!(!whole.windows(16).any(|part| part == &master[..16]), "the master key is not in it");
    Two::new().erase(&place, &ledger, &person(0)).await;
    ledger.close().await;
    drop(ledger);
    let gone = gone(&place);
    assert_eq!(gone.handles.len(), 1);
    let dir = place.vault_dir();
    let full = restore(&file, &dir, &gone, &mut |_, _| ());
    assert!(matches!(full, Err(VaultError::NotEmpty)));
    fs::remove_dir_all(&dir).unwrap();
    let without = restore(&file, &dir, &gone, &mut |_, _| ());
    assert!(matches!(without, Err(VaultError::Missing("master.key"))));
    fs::write(vault_file(&place, "master.key"), &master).unwrap();
    private(&vault_file(&place, "master.key"));
    for damage in [0, 30, whole.len() / 2, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[damage] ^= 1;
        super::replace(&file, &bytes);
        assert!(matches!(restore(&file, &dir, &gone, &mut |_, _| ()), Err(VaultError::Backup)));
    }
    super::replace(&file, &whole[..whole.len() - 200]);
    assert!(matches!(restore(&file, &dir, &gone, &mut |_, _| ()), Err(VaultError::Backup)));
    super::replace(&file, &whole);
    let restored = restore(&file, &dir, &gone, &mut |_, _| ()).unwrap();
    assert_eq!((restored.persons, restored.erased), (2, [1, 0]));
    all_is_there(&place.open());
}
