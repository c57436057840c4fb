//! Two writers on one ledger are impossible, whatever path leads to it and however the first one ended.

use super::{Place, person, reading};
use sluse::ledger::{LedgerError, VaultError};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const DIR: &str = "SLUSE_LOCK_TEST_DIR";

/// The child: opens the ledger, says whether it is open, and keeps it open until it is killed.
#[test]
#[ignore = "the tests of the lock run it in a process of its own"]
fn keeps_the_ledger_open() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let told = match Place::at(Path::new(&dir)).try_open() {
        Ok(ledger) => {
            println!("\nopen");
            std::mem::forget(ledger);
            // Until the parent kills it or is gone.
            let _ = std::io::stdin().read_line(&mut String::new());
            return;
        }
        Err(error) => error.to_string(),
    };
    println!("\n{told}");
}

/// Starts a child on this folder; gives it with what it said.
fn child(dir: &Path) -> (Child, String) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ledger::lock::keeps_the_ledger_open", "--ignored", "--nocapture"])
        .env(DIR, dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let told = lines.find(|line| line == "open" || line.contains(": ")).expect("says something");
    (child, told)
}

fn killed(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

const LOCKED: &str = "storage: another process has this ledger open";

#[test]
fn a_ledger_that_a_process_has_open_is_open_to_no_other_until_that_one_is_gone() {
    let place = Place::new();
    let (first, told) = child(&place.root);
    assert_eq!(told, "open");
    let (second, told) = child(&place.root);
    assert_eq!(told, LOCKED);
    killed(second);
    // Another way to the same folder: a link, and a path with detours.
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("link");
    std::os::unix::fs::symlink(&place.root, &link).unwrap();
    for way in
        [link.clone(), place.root.join("ledger/../../").join(place.root.file_name().unwrap())]
    {
        let (other, told) = child(&way);
        assert_eq!(told, LOCKED, "{}", way.display());
        killed(other);
    }
    // Nothing that can be removed or linked in the folder holds the lock.
    for path in super::files(&place.dir()) {
        std::fs::hard_link(&path, elsewhere.path().join(path.file_name().unwrap())).unwrap();
        std::fs::remove_file(&path).unwrap();
    }
    let (other, told) = child(&place.root);
    assert_eq!(told, LOCKED);
    killed(other);
    killed(first);
}

#[tokio::test]
async fn a_killed_writer_leaves_no_lock_behind() {
    let place = Place::new();
    for round in 0..5 {
        let (writer, told) = child(&place.root);
        assert_eq!(told, "open", "round {round}");
        killed(writer);
        let ledger = place.open();
        ledger.append(reading(person(1))).await.unwrap();
        let (second, told) = child(&place.root);
        assert_eq!(told, LOCKED, "round {round}");
        killed(second);
        ledger.close().await;
        drop(ledger);
    }
    assert_eq!(place.verified().size, 5);
}

#[tokio::test]
async fn a_copied_ledger_cannot_be_written_beside_the_first_with_the_same_vault() {
    let (place, copy) = (Place::new(), Place::new());
    let ledger = place.open();
    ledger.append(reading(person(1))).await.unwrap();
    ledger.publish().unwrap();
    let copied = Command::new("cp").arg("-r").arg(place.dir()).arg(copy.dir()).status().unwrap();
    assert!(copied.success());
    std::os::unix::fs::symlink(place.vault_dir(), copy.vault_dir()).unwrap();
    assert!(matches!(copy.try_open().err(), Some(LedgerError::Vault(VaultError::Locked))));
    // Whatever is replaced in the vault's folder.
    for path in super::files(&place.vault_dir()) {
        let bytes = std::fs::read(&path).unwrap();
        super::replace(&path, &bytes);
    }
    assert!(matches!(copy.try_open().err(), Some(LedgerError::Vault(VaultError::Locked))));
    drop(ledger);
}
