//! `sluse ledger prove --subject-bundle` and `sluse ledger vault …`: what is done with the vault while no
//! gateway runs.

use super::super::{Told, run};
use super::object;
use crate::house::{PERSON, PERSON_PATH, Provider, TestClock, TestHouse};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use tempfile::TempDir;

/// The folder of a house in which one reading of [`PERSON`] was made.
struct Read {
    dir: Arc<TempDir>,
    vkey: String,
}

impl Read {
    /// Reads, does something while the house runs, and stops it.
    async fn then(meanwhile: impl AsyncFnOnce(&Self)) -> Self {
        let dir = Arc::new(TempDir::new().unwrap());
        let (clock, provider) = (TestClock::of_the_machine(), Provider::start().await);
        let house = TestHouse::start_in(dir.clone(), clock, provider, &|_| ()).await.unwrap();
        assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
        let read = Self { dir, vkey: house.ledger().vkey() };
        meanwhile(&read).await;
        house.stop().await;
        read
    }

    async fn ledger(&self, arguments: &[&str], input: &str) -> Told {
        run(self.dir.path(), &[&["ledger"], arguments].concat(), input).await
    }

    async fn prove(&self, out: &str, number: &str) -> Told {
        let how = ["prove", "--subject-bundle", "--config", "sluse.toml", "--subject-file", "-"];
        self.ledger(&[&how[..], &["--out", out, "--json"]].concat(), number).await
    }

    /// Proves into a file and verifies it.
    async fn has_one_reading(&self, out: &str) {
        let told = self.prove(out, PERSON).await;
        assert_eq!(told.code, Some(0), "{}", told.err);
        let how = ["verify-proof", out, "--vkey", &self.vkey, "--subject-file", "-", "--json"];
        let (told, code) = object(&self.ledger(&how, PERSON).await);
        assert_eq!((code, told["entries"].as_array().unwrap().len()), (0, 1), "{told}");
        assert_eq!(told["entries"][0]["sealed"]["case_reference"], "2026/1234");
    }

    async fn vault(&self, arguments: &[&str]) {
        let told = self.ledger(&[&["vault"], arguments, &["--json"]].concat(), "").await;
        assert_eq!(told.code, Some(0), "{}", told.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_log_in_gets_a_bundle_too() {
    let read = Read::then(async |read| {
        let told = read.prove("early", PERSON).await;
        assert_eq!(told.code, Some(3), "{}", told.err);
        assert!(told.err.contains("another process has"), "{}", told.err);
    })
    .await;
    read.has_one_reading("bundle").await;
    let mode = fs::metadata(read.dir.path().join("bundle")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it opens what is written about the person");
    let told = read.prove("bundle", PERSON).await;
    assert_eq!(told.code, Some(3), "nothing is written over: {}", told.err);
    let told = read.prove("nobody", "12345678901").await;
    assert_eq!(told.code, Some(2));
    assert!(!told.err.contains("12345678901") && !told.out.contains("12345678901"));
    for how in [
        &["prove", "--subject-bundle"][..],
        &["prove", "3", "--subject-bundle", "--config", "c", "--subject-file", "s", "--out", "o"],
        &["prove", "3", "--subject-file", "s"],
    ] {
        assert_eq!(read.ledger(how, "").await.code, Some(2), "{how:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vault_is_rotated_backed_up_and_restored_by_its_commands() {
    let read = Read::then(async |_| ()).await;
    read.has_one_reading("before").await;
    for what in ["lookup", "wrapping", "master"] {
        read.vault(&["rotate", "--vault", "vault", "--what", what]).await;
        read.has_one_reading(what).await;
    }
    read.vault(&["backup", "vault", "backup"]).await;
    let told = read.ledger(&["vault", "backup", "vault", "backup"], "").await;
    assert!(!told.good, "nothing is written over");
    let at = |path: &str| read.dir.path().join(path);
    fs::create_dir(at("vault.new")).unwrap();
    fs::copy(at("vault/master.key"), at("vault.new/master.key")).unwrap();
    let restore = ["restore", "backup", "--vault", "vault.new", "--ledger", "ledger"];
    read.vault(&[&restore[..], &["--vkey", &read.vkey]].concat()).await;
    fs::remove_dir_all(at("vault")).unwrap();
    fs::rename(at("vault.new"), at("vault")).unwrap();
    read.has_one_reading("restored").await;
}
