//! Who may read what.

use super::{CONSUMER, KEEPER, OWN, PROVIDER, Reader, SUPERVISOR, WHOLE, first, reader};
use crate::house::{
    MUNICIPALITY, OTHER_PERSON, PERSON, PERSON_PATH, TestHouse, client_key, problem,
};
use bytes::Bytes;
use hyper::Request;
use serde_json::{Value, json};
use sluse::client::{Bearer, Credential, Wish, ask, exchange_bound, grant};
use sluse::jose::jws::SigningKey;
use sluse::ledger::entry::Event;
use sluse::registry::delegation::Delegation;
use sluse::registry::record::Record;
use sluse::registry::scope::RegisteredScope;
use sluse::vocab::party::Organisation;
use sluse::vocab::scope::Scope;
use sluse::vocab::time::{Clock as _, Day};
use std::collections::BTreeSet;
use std::time::Duration;

/// Everything that takes a right.
const CLOSED: [&str; 4] =
    ["/ledger/entries", "/ledger/entries/0", "/ledger/tile/entries/000", "/ledger/export"];

fn kinds(entries: &[Value]) -> BTreeSet<&str> {
    entries.iter().map(|entry| entry["event"]["kind"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn nothing_that_entries_say_is_open_without_a_good_token() {
    let house = TestHouse::start().await;
    house.ledger().publish().unwrap();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    house.clock.advance(Duration::from_secs(3600));
    for path in CLOSED {
        let answer = house.get(path, &[]).await;
        assert_eq!((answer.status().as_u16(), problem(&answer)), (401, "token-missing".into()));
        assert!(answer.headers().contains_key("www-authenticate"));
        assert_eq!(supervisor.refused(path).await, (401, "token-expired".into()), "{path}");
        let forged = Reader { house: &house, token: "e30.e30.c2ln".into() };
        assert_eq!(forged.refused(path).await.0, 401, "{path}");
    }
}

#[tokio::test]
async fn another_scope_opens_nothing() {
    let house = TestHouse::start().await;
    let reading = reader(&house, MUNICIPALITY, "folkeregister:skole").await;
    let policies = reader(&house, "registerforer", "sluse:policies.read").await;
    for path in CLOSED {
        for other in [&reading, &policies] {
            let answer = other.ask(path).await;
            assert_eq!((answer.status().as_u16(), problem(&answer)), (403, "right-missing".into()));
            let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
            assert!(challenge.contains("insufficient_scope"), "{challenge}");
        }
    }
    assert_eq!(house.refusals().last().unwrap(), "right-missing");
    // A scope that the organisation was not given is not even issued.
    house.try_token(CONSUMER, WHOLE).await.unwrap_err();
}

#[tokio::test]
async fn the_whole_is_open_to_the_house_and_to_the_supervisory_authority() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.ledger().publish().unwrap();
    for client in [KEEPER, SUPERVISOR] {
        let reader = reader(&house, client, WHOLE).await;
        let all = reader.all("limit=1000").await;
        assert!(kinds(&all).is_superset(&["reading", "token", "registration"].into()));
        let places: Vec<u64> = all.iter().map(|entry| entry["index"].as_u64().unwrap()).collect();
        assert_eq!(places, (0..all.len() as u64).collect::<Vec<_>>());
        assert_eq!(reader.ask("/ledger/tile/entries/000.p/9").await.status(), 200);
    }
}

#[tokio::test]
async fn an_organisation_sees_its_own_part_and_no_bundle() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.token("stonadsetaten", "skatt:inntekt.ytelser").await;
    house.ledger().publish().unwrap();
    let reading = first(&house, |event| matches!(event, Event::Reading(_)));
    let others = first(
        &house,
        |event| matches!(event, Event::Token(token) if token.asker.consumer.as_str() == "313010104"),
    );

    let consumer = reader(&house, CONSUMER, OWN).await;
    let own = consumer.all("limit=1000").await;
    assert!(own.iter().all(|entry| entry["event"]["consumer"] == "312143046"), "{own:#?}");
    assert!(kinds(&own).contains("reading"));
    assert_eq!(consumer.get(&format!("/ledger/entries/{reading}")).await["index"], reading.0);
    let hidden = consumer.refused(&format!("/ledger/entries/{others}")).await;
    let missing = consumer.refused("/ledger/entries/999999").await;
    assert_eq!(hidden, (404, "no-such-entry".into()));
    assert_eq!(missing, hidden, "what may not be seen is as what does not exist");
    assert_eq!(consumer.refused("/ledger/tile/entries/000").await, (403, "right-missing".into()));

    // The provider of the register sees the readings of its services, whoever read.
    let provider = reader(&house, PROVIDER, OWN).await;
    let served = provider.all("limit=1000&decision=disclosed").await;
    assert_eq!(served.len(), 1);
    assert_eq!(served[0]["event"]["service"], "folkeregisteret.person");
    assert_eq!(provider.refused(&format!("/ledger/entries/{others}")).await.0, 404);
}

#[tokio::test]
async fn a_provider_sees_nothing_of_another_providers_services() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.ledger().publish().unwrap();
    let reading = first(&house, |event| matches!(event, Event::Reading(_)));
    // The register of income, given the same right.
    let income = Organisation::parse("312445190").unwrap();
    grant_access(&house, OWN, &income).await;
    add_scope(&house, "testby-oppvekst", OWN).await;
    let token = house.token("testby-oppvekst", OWN).await;
    assert_eq!(Reader { house: &house, token }.all("decision=disclosed").await.len(), 1);
    add_client(&house, "inntekt-logg", &income).await;
    let token = house.token("inntekt-logg", OWN).await;
    let income = Reader { house: &house, token };
    assert!(income.all("decision=disclosed").await.is_empty());
    assert_eq!(income.refused(&format!("/ledger/entries/{reading}")).await.0, 404);
}

#[tokio::test]
async fn who_is_audited_does_not_see_what_the_authority_looked_for() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.ledger().publish().unwrap();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let sought = "service=folkeregisteret.person&purpose=barnehageopptak&consumer=312143046";
    assert_eq!(supervisor.all(&format!("decision=disclosed&{sought}")).await.len(), 1);
    house.ledger().publish().unwrap();
    let look = first(&house, |event| matches!(event, Event::Look(_)));
    for client in [PROVIDER, CONSUMER] {
        let audited = reader(&house, client, OWN).await;
        let seen = audited.all("limit=1000").await;
        assert!(!seen.is_empty());
        let authority = |entry: &&Value| entry["event"]["consumer"] == "313181847";
        assert!(!seen.iter().any(|entry| authority(&entry)), "{client}: {seen:#?}");
        assert_eq!(audited.refused(&format!("/ledger/entries/{look}")).await.0, 404);
    }
}

#[tokio::test]
async fn the_whole_is_not_opened_by_a_group_or_to_all() {
    let house = TestHouse::start().await;
    let scope = Scope::parse(WHOLE).unwrap();
    let owner = Organisation::parse("313050513").unwrap();
    let open = RegisteredScope {
        accessible_for_all: true,
        ..RegisteredScope::new(scope, owner, "Hele loggen".into())
    };
    house.register(Record::Scope(open), true).await;
    add_scope(&house, CONSUMER, WHOLE).await;
    let token = house.token(CONSUMER, WHOLE).await;
    let consumer = Reader { house: &house, token };
    for path in CLOSED {
        assert_eq!(consumer.refused(path).await, (403, "not-named".into()), "{path}");
    }
}

#[tokio::test]
async fn a_token_that_is_narrower_than_an_organisation_opens_nothing() {
    let house = TestHouse::start().await;
    let for_one = house.token_for(SUPERVISOR, WHOLE, PERSON).await;
    let scope = Scope::parse(OWN).unwrap();
    let owner = Organisation::parse("313050513").unwrap();
    let delegable = RegisteredScope {
        delegation_source: Some("https://tt02.altinn.no/".into()),
        ..RegisteredScope::new(scope.clone(), owner, "Egen del".into())
    };
    house.register(Record::Scope(delegable), true).await;
    let organisation = |number| Organisation::parse(number).unwrap();
    let delegation = Delegation {
        consumer: organisation("312143046"),
        supplier: organisation("313040402"),
        scope,
        valid_until: Day::parse("2030-01-01").unwrap(),
    };
    house.register(Record::Delegation(delegation), true).await;
    add_scope(&house, "oppvekstdrift", OWN).await;
    let on_behalf = json!({ "consumer_org": "312143046" });
    let delegated = house.token_saying("oppvekstdrift", OWN, on_behalf).await.unwrap();
    for path in CLOSED {
        let (bound, supplier) = (
            Reader { house: &house, token: for_one.clone() },
            Reader { house: &house, token: delegated.clone() },
        );
        assert_eq!(bound.refused(path).await, (403, "token-bound".into()), "{path}");
        assert_eq!(supplier.refused(path).await, (403, "token-delegated".into()), "{path}");
    }
}

#[tokio::test]
async fn access_that_was_withdrawn_opens_nothing_although_the_token_is_good() {
    let house = TestHouse::start().await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    assert_eq!(supervisor.ask("/ledger/entries").await.status(), 200);
    let authority = Organisation::parse("313181847").unwrap();
    house.register(Record::Access(access(WHOLE, &authority)), false).await;
    assert_eq!(supervisor.refused("/ledger/entries").await, (401, "access-withdrawn".into()));
}

#[tokio::test]
async fn a_bound_token_is_good_only_with_its_proof() {
    let house = TestHouse::start().await;
    let (issuer, now) = (format!("{}/", house.machine), house.clock.now());
    let (wish, credential) =
        (Wish::new(SUPERVISOR, &issuer, WHOLE), Credential::registered(client_key()));
    let key = SigningKey::generate_p256("reader").unwrap();
    let endpoint = format!("{}/token", house.machine);
    let granted = || grant(&wish, &credential, now);
    let token = exchange_bound(&house.dialer, &endpoint, granted, &key, now).await.unwrap();
    let request = || {
        let url = format!("{}/ledger/entries?limit=1", house.machine);
        Request::get(url).body(Bytes::new()).unwrap()
    };
    let proven = Bearer { token: &token, key: Some(&key) };
    let answer = ask(&house.dialer, proven, request(), now).await.unwrap();
    assert_eq!(answer.status(), 200, "{answer:?}");
    let stolen = Reader { house: &house, token: token.expose().to_owned() };
    assert_eq!(stolen.refused("/ledger/entries").await, (401, "token-bound-to-key".into()));
    let other = SigningKey::generate_p256("thief").unwrap();
    let thief = Bearer { token: &token, key: Some(&other) };
    let answer = ask(&house.dialer, thief, request(), now).await.unwrap();
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn nobody_is_told_whom_an_entry_is_about() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.ledger().publish().unwrap();
    let reading = first(&house, |event| matches!(event, Event::Reading(_)));
    for (client, scope) in [(SUPERVISOR, WHOLE), (CONSUMER, OWN), (PROVIDER, OWN)] {
        let reader = reader(&house, client, scope).await;
        let found = reader.all("decision=disclosed").await;
        assert_eq!(found[0]["about_a_person"], true);
        assert!(found[0].get("tag").is_none() && found[0].get("sealed").is_none());
        let one = reader.ask(&format!("/ledger/entries/{reading}")).await;
        let text = format!("{found:?}{}", String::from_utf8_lossy(one.body()));
        for number in [PERSON, OTHER_PERSON, "2026/1234"] {
            assert!(!text.contains(number), "{client} is told {number}");
        }
    }
}

fn access(scope: &str, to: &Organisation) -> sluse::registry::scope::Access {
    sluse::registry::scope::Access {
        scope: Scope::parse(scope).unwrap(),
        grantee: sluse::registry::scope::Grantee::Organisation(to.clone()),
        state: sluse::registry::scope::AccessState::Approved,
    }
}

pub(super) async fn grant_access(house: &TestHouse, scope: &str, to: &Organisation) {
    house.register(Record::Access(access(scope, to)), true).await;
}

/// Gives a client one more scope.
async fn add_scope(house: &TestHouse, client: &str, scope: &str) {
    let registry = house.ledger().registrations().current();
    let id = sluse::vocab::party::ClientId::parse(client).unwrap();
    let mut client = registry.client(&id).unwrap().clone();
    client.scopes.push(Scope::parse(scope).unwrap());
    house.register(Record::Client(client), true).await;
}

/// A client like the consumer's reader, of another organisation.
pub(super) async fn add_client(house: &TestHouse, name: &str, of: &Organisation) {
    let registry = house.ledger().registrations().current();
    let id = |name| sluse::vocab::party::ClientId::parse(name).unwrap();
    let mut client = registry.client(&id(CONSUMER)).unwrap().clone();
    client.id = id(name);
    client.organisation = of.clone();
    house.register(Record::Client(client), true).await;
}
