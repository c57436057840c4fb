//! `sluse ledger …` on ledgers' files: what is printed, in both forms, and the exit codes.

mod export;
mod export_forms;
mod forward;
mod prove;
mod prove_person;
mod same_bundles;
mod same_verdict;
mod stats;
mod tail;
mod verify;
mod verify_proof;

use super::{Told, run};
use crate::ledger::{Place, append_all, replace, signer};
use serde_json::Value;
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::vocab::secret::Key32;

/// A closed ledger with readings about persons.
async fn closed(entries: u32) -> Place {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..entries).await;
    ledger.close().await;
    place
}

/// Runs `sluse ledger …` in the folder that holds the ledger's, as `ledger`.
async fn ledger(place: &Place, arguments: &[&str]) -> Told {
    let folder = place.dir().parent().unwrap().to_owned();
    run(&folder, &[&["ledger"], arguments].concat(), "").await
}

/// The same on the ledger's folder, with the log's key.
async fn about(place: &Place, arguments: &[&str]) -> Told {
    let vkey = signer().vkey();
    ledger(place, &[arguments, &["--dir", "ledger", "--vkey", &vkey]].concat()).await
}

/// What a command with `--json` says in one line, and its code.
fn object(told: &Told) -> (Value, i32) {
    let value = serde_json::from_str(&told.out);
    (value.unwrap_or_else(|_| panic!("{}{}", told.out, told.err)), told.code.unwrap())
}

/// A key that has signed nothing.
fn other() -> NoteSigner {
    NoteSigner::new(KeyName::parse("other.example").unwrap(), Key32::new([8; 32])).unwrap()
}

/// Flips a bit of a file of the ledger.
fn flip(place: &Place, path: &str, at: usize) {
    let path = place.dir().join(path);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[at] ^= 1;
    replace(&path, &bytes);
}
