//! One grant, one token: in the same process, in parallel, after a restart, and when the ledger
//! fails.

use super::{House, ISSUER, NOW, TestClock, check_refusal, grant, issuer_key, json_of, registry};
use serde_json::json;
use sluse::ledger::entry::Event;
use sluse::ledger::{Ledger, Options};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::registry::{Registrations, Registry};
use sluse::token::grant::GrantId;
use sluse::token::issue::TokenService;
use sluse::token::keys::IssuerKeys;
use sluse::token::refused::GrantRefused;
use sluse::token::replay::Memory;
use sluse::token::sender::Evidence;
use sluse::token::{IssuerUrl, REPLAY_WINDOW};
use sluse::vocab::limits::Limit;
use sluse::vocab::secret::Key32;
use sluse::vocab::time::{Clock, SharedClock, Timestamp};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

const USED: (u16, &str, &str) = (400, "invalid_grant", "MP-012");

async fn refuse_used(house: &House, assertion: &str) {
    let told = house.refuse(assertion, USED.0, USED.1, USED.2).await;
    assert!(told.ends_with("Grant is used before"), "{told}");
}

#[tokio::test]
async fn another_grant_with_the_same_jti_is_refused_but_another_client_may_use_it() {
    let house = House::new();
    house.issue(&grant(json!({ "jti": "one" }))).await;
    refuse_used(&house, &grant(json!({ "jti": "one", "exp": NOW + 50 }))).await;
    let other = json!({ "jti": "one", "iss": "supplier-1", "scope": "folkeregister:aapent" });
    house.issue(&grant(other)).await;
}

#[tokio::test]
async fn a_restart_forgets_no_grant_that_the_ledger_holds() {
    let (with, without) = (grant(json!({ "exp": NOW + 120 })), grant(json!({ "jti": null })));
    let before = House::new();
    before.issue(&with).await;
    before.issue(&without).await;
    let after = House::remembering(&before.ledger.tokens());
    refuse_used(&after, &with).await;
    refuse_used(&after, &without).await;
    after.issue(&grant(json!({}))).await;
}

fn open(dir: &std::path::Path, clock: SharedClock) -> Ledger {
    let name = "log.sluse.example";
    let seed = Key32::new([7; 32]);
    Ledger::open(Options {
        dir: dir.join("log"),
        vault_dir: dir.join("vault"),
        index_dir: dir.join("index"),
        origin: name.to_owned(),
        signer: NoteSigner::new(KeyName::parse(name).unwrap(), seed).unwrap(),
        clock,
        leeway: sluse::ledger::clock::Leeway::default(),
        publish_interval: Duration::from_secs(1),
        queue: 64,
        keep: None,
        digest_interval: Duration::MAX,
        digest_entries: u64::MAX,
    })
    .unwrap()
}

/// A service on a ledger in files, with the memory that the ledger gives it.
fn on_files(ledger: Ledger, now: Timestamp) -> TokenService<Ledger> {
    let mut remembered = Vec::new();
    let tail = ledger.tail(now.minus(REPLAY_WINDOW), &["token"], |_, entry| {
        if let Event::Token(token) = entry.event {
            remembered.push(token);
        }
    });
    tail.unwrap();
    let issuer = IssuerUrl::parse(ISSUER).unwrap();
    let registry = Arc::new(Registrations::new(
        Registry::parse("registry.toml", &registry(), Timestamp::from_seconds(NOW)).unwrap(),
    ));
    let keys = Arc::new(IssuerKeys::new(vec![issuer_key()]).unwrap());
    TokenService::new(issuer, registry, keys, super::senders(), Arc::new(ledger), &remembered)
        .unwrap()
}

#[tokio::test]
async fn a_ledger_in_files_remembers_also_when_it_was_not_closed() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock((NOW * 1000).into()));
    let used = grant(json!({ "exp": NOW + 120 }));
    let service = on_files(open(dir.path(), clock.clone()), clock.now());
    service.issue(&used, &Evidence::default(), clock.now()).await.map(drop).unwrap();
    drop(service);
    clock.0.store((NOW + 9) * 1000, Ordering::SeqCst);
    let service = on_files(open(dir.path(), clock.clone()), clock.now());
    let refusal =
        service.issue(&used, &Evidence::default(), clock.now()).await.map(drop).unwrap_err();
    assert_eq!(refusal.cause, GrantRefused::Replayed);
    service.issue(&grant(json!({})), &Evidence::default(), clock.now()).await.map(drop).unwrap();
}

#[tokio::test]
async fn an_entry_tells_for_how_long_it_must_be_remembered() {
    let house = House::new();
    house.issue(&grant(json!({ "exp": NOW + 120 }))).await;
    let token = house.ledger.tokens().pop().unwrap();
    assert_eq!(token.grant_expires, Timestamp::from_seconds(NOW + 130));
    assert_eq!(token.grant.len(), 43);
}

#[tokio::test]
async fn when_the_ledger_cannot_write_nothing_is_issued_and_the_grant_stays_used() {
    let house = House::new();
    house.ledger.broken.store(true, Ordering::SeqCst);
    let grant = grant(json!({}));
    let answer = house.ask(&grant).await;
    check_refusal(&answer, 503, "temporarily_unavailable", "unavailable");
    assert_eq!(answer.headers()["retry-after"], "1");
    assert!(json_of(&answer).get("access_token").is_none());
    let answer = house.ask("not even a grant").await;
    check_refusal(&answer, 503, "temporarily_unavailable", "unavailable");
    house.ledger.broken.store(false, Ordering::SeqCst);
    refuse_used(&house, &grant).await;
    house.issue(&super::grant(json!({}))).await;
}

fn id(number: u8) -> GrantId {
    let mut bytes = [0; 32];
    bytes[0] = number;
    GrantId::parse(&super::encode(bytes)).unwrap()
}

#[test]
fn the_memory_is_bounded_and_forgets_what_can_no_longer_be_replayed() {
    let memory = Memory::new(Limit { name: "test_grants", most: 2 });
    let at = Timestamp::from_seconds;
    memory.reserve(&id(1), at(110), at(100)).unwrap();
    memory.reserve(&id(2), at(120), at(100)).unwrap();
    assert_eq!(memory.reserve(&id(1), at(110), at(100)).unwrap_err(), GrantRefused::Replayed);
    assert_eq!(memory.reserve(&id(3), at(120), at(110)).unwrap_err(), GrantRefused::Busy);
    memory.reserve(&id(3), at(120), at(111)).unwrap();
    assert_eq!(memory.len(), 2);
    assert_eq!(memory.reserve(&id(2), at(120), at(120)).unwrap_err(), GrantRefused::Replayed);
    memory.reserve(&id(2), at(200), at(121)).unwrap();
    assert_eq!(memory.len(), 1);
}

#[tokio::test]
async fn every_token_has_its_own_identifier() {
    let house = House::new();
    let mut seen = HashSet::new();
    for _ in 0..20 {
        let answer = house.issue(&grant(json!({}))).await;
        assert!(seen.insert(super::claims_of(&answer)["jti"].to_string()));
    }
}
