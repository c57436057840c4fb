//! `sluse registry log` and `at`: the registry's past, from the ledger's files alone.

use super::{Told, run};
use crate::house::{MUNICIPALITY, TestHouse};
use serde_json::Value;
use sluse::registrar::{Registrar, Wanted};
use sluse::registry::Registry;
use sluse::registry::record::{By, Record};
use sluse::registry::scope::{Access, AccessState, Grantee};
use sluse::vocab::party::{ClientId, Organisation};
use sluse::vocab::scope::Scope;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

const SCOPE: &str = "folkeregister:barnehage";
/// Prøvevik kommune, which loses its access.
const LOSER: &str = "312800004";

/// The operator's client takes Prøvevik's access away and renames the municipality's client.
async fn change(house: &TestHouse) {
    let ledger = Arc::new(house.ledger().clone());
    let registrations = house.ledger().registrations().clone();
    let registrar = Registrar::new(registrations, ledger, house.clock.clone());
    let by = By::Client {
        organisation: Organisation::parse("311672118").unwrap(),
        client: ClientId::parse("registeret").unwrap(),
    };
    let access = Record::Access(Access {
        scope: Scope::parse(SCOPE).unwrap(),
        grantee: Grantee::parse(LOSER).unwrap(),
        state: AccessState::Approved,
    });
    let revoked = move |_: &Registry| Ok::<_, Infallible>(Wanted { record: access, active: false });
    registrar.change(by.clone(), revoked).await.unwrap();
    let renamed = |registry: &Registry| {
        let id = ClientId::parse(MUNICIPALITY).unwrap();
        let mut client = registry.client(&id).unwrap().clone();
        client.name = "Nytt navn".into();
        Ok::<_, Infallible>(Wanted { record: Record::Client(client), active: true })
    };
    registrar.change(by, renamed).await.unwrap();
}

async fn sluse(house: &TestHouse, arguments: &[&str]) -> Told {
    let told = run(house.dir(), &[arguments, &["--dir", "ledger"]].concat(), "").await;
    assert!(told.good, "{}", told.err);
    told
}

/// Whether a scope was open to Prøvevik, by the JSON of `registry at`.
fn had_access(told: &Told) -> bool {
    let told: Value = serde_json::from_str(&told.out).unwrap();
    let access = told["scopes"][0]["access"].as_array().unwrap();
    access.iter().any(|one| one["organisation"] == LOSER)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_tells_who_changed_what_and_who_had_access_when() {
    let house = TestHouse::start().await;
    house.clock.advance(Duration::from_secs(3600));
    change(&house).await;

    let log = sluse(&house, &["registry", "log", "--record", "access/312800004/"]).await.out;
    assert!(log.contains("operator registers access/312800004/folkeregister:barnehage"), "{log}");
    let revoked = "311672118 by client registeret deactivates access/312800004/";
    assert!(log.contains(revoked) && log.contains("2026-11-21T13:00:0"), "{log}");
    let log = sluse(&house, &["registry", "log", "--record", "client/testby-oppvekst"]).await.out;
    assert!(log.contains("    name: \"Oppvekstsystemet\" -> \"Nytt navn\"\n"), "{log}");
    assert!(!log.contains("scopes: [\"folkeregister:barnehage\" ->"), "{log}");

    let log = sluse(&house, &["registry", "log", "--json"]).await.out;
    let changes: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = changes.last().unwrap();
    assert_eq!(last["record"], "client/testby-oppvekst");
    assert_eq!(last["before"]["record"]["client"]["name"], "Oppvekstsystemet");
    assert_eq!(last["by"]["client"]["client"], "registeret");

    for (time, had) in [("2026-11-21T12:30:00Z", true), ("2026-11-21T13:30:00Z", false)] {
        let told = sluse(&house, &["registry", "at", time, "--scope", SCOPE, "--json"]).await;
        assert_eq!(had_access(&told), had, "{time}: {}", told.out);
    }
    let before = sluse(&house, &["registry", "at", "2026-11-20T00:00:00Z", "--json"]).await;
    assert!(before.out.contains("\"scopes\": []"), "{}", before.out);
    let client = ["registry", "at", "2026-11-21T13:30:00Z", "--client", "oppvekstdrift"];
    let told = sluse(&house, &client).await.out;
    assert!(
        told.contains("own_access: false") && told.contains("on_behalf_of: 312143046"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_of_a_ledger_that_does_not_hold() {
    let house = TestHouse::start().await;
    house.ledger().publish().unwrap();
    let copy = tempfile::TempDir::new().unwrap();
    let from = house.dir().join("ledger");
    let copied = std::process::Command::new("cp").arg("-r").arg(&from).arg(copy.path()).status();
    assert!(copied.unwrap().success());
    let entries = copy.path().join("ledger/tile/entries");
    // What a start writes may be published in several steps: the newest has them all.
    let partials = std::fs::read_dir(entries.join("000.p")).unwrap().map(|file| file.unwrap());
    let width = |file: &std::fs::DirEntry| -> u32 {
        file.file_name().into_string().unwrap().parse().unwrap()
    };
    let partial = partials.max_by_key(width).unwrap().path();
    let mut bytes = std::fs::read(&partial).unwrap();
    let at = bytes.len() - 20;
    bytes[at] ^= 1;
    std::fs::write(&partial, bytes).unwrap();
    let told = run(copy.path(), &["registry", "log", "--dir", "ledger"], "").await;
    assert!(!told.good && told.out.is_empty(), "{}", told.out);
    assert!(told.err.contains("does not match its hash"), "{}", told.err);
}
