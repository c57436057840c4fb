//! The registry as a view of the ledger: the operator's file goes in by entries, and comes back.

use crate::house::{MUNICIPALITY, TestHouse};
use sluse::ledger::entry::Event;
use sluse::registrar::{NotChanged, Registrar, Wanted};
use sluse::registry::Registry;
use sluse::registry::client::SubClient;
use sluse::registry::record::{By, Change, Record};
use sluse::registry::rules::{Broken, RECORD_BYTES};
use sluse::vocab::party::{ClientId, Organisation};
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Every change in the ledger, oldest first.
fn changes(house: &TestHouse) -> Vec<Change> {
    let change = |entry: sluse::ledger::entry::Entry| match entry.event {
        Event::Registration(change) => Some(*change),
        _ => None,
    };
    house.entries().into_iter().filter_map(change).collect()
}

/// The registry that the changes make, from nothing.
fn replayed(house: &TestHouse) -> Registry {
    let mut registry = Registry::default();
    for change in changes(house) {
        assert_eq!(registry.find(&change.after.record), change.before, "it follows what was");
        registry.apply(change.after);
    }
    registry
}

fn current(house: &TestHouse) -> Arc<Registry> {
    house.ledger().registrations().current()
}

fn registrar(house: &TestHouse) -> Registrar<sluse::ledger::Ledger> {
    let ledger = Arc::new(house.ledger().clone());
    Registrar::new(house.ledger().registrations().clone(), ledger, house.clock.clone())
}

/// The registry's file with a court renamed and nothing delegated.
fn without_delegations(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let mut kept = String::new();
    for part in text.split_inclusive("\n\n").filter(|part| !part.starts_with("[[delegation]]")) {
        kept.push_str(part);
    }
    assert!(kept.len() < text.len(), "there was one");
    kept.replace("Testfoss tingrett", "Testfoss og omegn tingrett")
}

fn client_by_api() -> By {
    By::Client {
        organisation: Organisation::parse("312143046").unwrap(),
        client: ClientId::parse(MUNICIPALITY).unwrap(),
    }
}

/// Renames the municipality's client.
async fn rename(house: &TestHouse, name: &'static str) {
    let renamed = move |registry: &Registry| {
        let id = ClientId::parse(MUNICIPALITY).unwrap();
        let mut client = registry.client(&id).unwrap().clone();
        client.name = name.into();
        Ok::<_, Infallible>(Wanted { record: Record::Client(client), active: true })
    };
    registrar(house).change(client_by_api(), renamed).await.unwrap();
}

#[tokio::test]
async fn the_registry_is_what_its_entries_say_also_after_a_restart_and_without_the_index() {
    let house = TestHouse::start().await;
    house.clock.advance(Duration::from_secs(60));
    rename(&house, "Nytt navn").await;
    let before = current(&house);
    assert_eq!(*before, replayed(&house));
    let written = changes(&house).len();
    let house = house.restart().await;
    assert_eq!(*current(&house), *before);
    let dir = house.dir().to_owned();
    let house = house.restart_after(|| std::fs::remove_dir_all(dir.join("index")).unwrap()).await;
    assert_eq!(*current(&house), *before);
    assert_eq!(changes(&house).len(), written, "a start with the same file writes nothing");
}

#[tokio::test]
async fn a_changed_file_is_taken_in_and_what_it_no_longer_says_is_deactivated() {
    let house = TestHouse::start().await;
    rename(&house, "Satt av kommunen").await;
    let dir = house.dir().to_owned();
    let other = dir.join("other.toml");
    std::fs::write(&other, without_delegations(&dir.join("registry.toml"))).unwrap();
    let house = house.restart_with(&|config| config.registry.clone_from(&other)).await;
    let registry = current(&house);
    let court = Organisation::parse("313020207").unwrap();
    assert_eq!(registry.organisation_name(&court), Some("Testfoss og omegn tingrett"));
    assert!(registry.delegations().all(|held| !held.active), "what the file no longer says");
    let client = registry.client(&ClientId::parse(MUNICIPALITY).unwrap()).unwrap();
    assert_eq!(client.name, "Satt av kommunen", "what the API changed is not the file's to undo");
    assert_eq!(*registry, replayed(&house));
}

#[tokio::test]
async fn a_file_that_is_read_again_a_year_later_prolongs_no_key() {
    let house = TestHouse::start().await;
    let id = ClientId::parse(MUNICIPALITY).unwrap();
    let days = |house: &TestHouse| -> Vec<_> {
        let client = current(house).client(&id).unwrap().clone();
        client.keys.iter().map(|key| key.valid_until()).collect()
    };
    let before = days(&house);
    house.clock.advance(Duration::from_secs(30 * 24 * 3600));
    let other = house.dir().join("other.toml");
    std::fs::write(&other, without_delegations(&house.dir().join("registry.toml"))).unwrap();
    let house = house.restart_with(&|config| config.registry.clone_from(&other)).await;
    assert!(current(&house).delegations().all(|held| !held.active), "the file was taken in");
    assert_eq!(days(&house), before);
}

#[tokio::test]
async fn a_record_that_no_entry_could_hold_before_and_after_is_refused() {
    let house = TestHouse::start().await;
    let large = |registry: &Registry| {
        let id = ClientId::parse(MUNICIPALITY).unwrap();
        let mut client = registry.client(&id).unwrap().clone();
        client.onbehalfof = (0..100)
            .map(|number| SubClient {
                id: ClientId::parse(&format!("{number:064}")).unwrap(),
                name: "x".repeat(256),
            })
            .collect();
        Ok::<_, Infallible>(Wanted { record: Record::Client(client), active: true })
    };
    let refused = registrar(&house).change(client_by_api(), large).await.unwrap_err();
    assert_eq!(refused, NotChanged::Broken(Broken::TooMany(RECORD_BYTES)));
}

#[tokio::test]
async fn a_change_that_breaks_a_rule_or_changes_nothing_is_not_written() {
    let house = TestHouse::start().await;
    let written = changes(&house).len();
    let stranger = |registry: &Registry| {
        let id = ClientId::parse(MUNICIPALITY).unwrap();
        let mut client = registry.client(&id).unwrap().clone();
        client.organisation = Organisation::parse("399999999").unwrap();
        Ok::<_, Infallible>(Wanted { record: Record::Client(client), active: true })
    };
    let refused = registrar(&house).change(client_by_api(), stranger).await.unwrap_err();
    assert!(matches!(refused, NotChanged::Broken(Broken::NoOrganisation(_))));
    rename(&house, "Oppvekstsystemet").await;
    assert_eq!(changes(&house).len(), written);
}

#[tokio::test]
async fn the_file_counts_as_taken_in_only_after_all_that_it_says_and_no_longer_says() {
    let house = TestHouse::start().await;
    let dir = house.dir().to_owned();
    let other = dir.join("other.toml");
    std::fs::write(&other, without_delegations(&dir.join("registry.toml"))).unwrap();
    let house = house.restart_with(&|config| config.registry.clone_from(&other)).await;
    let all = changes(&house);
    assert!(all.iter().any(|one| !one.after.active), "a delegation went");
    assert!(matches!(all.last().unwrap().after.record, Record::File(_)));
}

#[tokio::test]
async fn clients_of_an_organisation_that_the_file_no_longer_has_get_no_tokens() {
    let house = TestHouse::start().await;
    // Since the administration API changed it, the client is not the file's to remove.
    rename(&house, "Satt av kommunen").await;
    house.token(MUNICIPALITY, "folkeregister:skole").await;
    let organisation = Organisation::parse("312143046").unwrap();
    let registry = current(&house);
    let held = registry.organisations().find(|one| one.record.number == organisation).unwrap();
    house.register(Record::Organisation(held.record.clone()), false).await;
    let refused = house.try_token(MUNICIPALITY, "folkeregister:skole").await.unwrap_err();
    assert!(refused.contains("MP-100"), "{refused}");
}
