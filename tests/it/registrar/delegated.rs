//! Tokens that are narrower than an organisation's own: a supplier's, a person's, a purpose's.

use super::{Admin, SUPPLIER, SUPPLIER_ADMIN, TESTBY, TESTBY_ADMIN, WRITE, admin};
use crate::house::{PERSON, Provider, TestHouse};
use serde_json::json as value;
use sluse::config::{Config, Issuer};
use std::sync::Arc;
use tempfile::TempDir;

#[tokio::test]
async fn a_supplier_with_a_delegated_right_reads_and_changes_nothing() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let own = house.token_saying(SUPPLIER_ADMIN, WRITE, value!({ "consumer_org": TESTBY })).await;
    assert!(own.unwrap_err().contains("MP-251"), "nothing is delegated yet");
    let wish = value!({ "supplier_orgno": SUPPLIER, "scope": WRITE, "valid_until": "2030-01-01" });
    testby.change("POST", "/delegations", wish).await;
    let token = house.token_saying(SUPPLIER_ADMIN, WRITE, value!({ "consumer_org": TESTBY })).await;
    let deputy = Admin { house: &house, token: token.unwrap() };
    let listed = deputy.get("/clients").await;
    assert!(listed.as_array().unwrap().iter().all(|one| one["client_orgno"] == TESTBY));
    let delegation = value!({
        "supplier_orgno": SUPPLIER, "scope": "idporten:dcr.read", "valid_until": "2030-01-01",
    });
    let client = value!({ "client_name": "Bakdør" });
    let user = value!({ "system_id": format!("{SUPPLIER}_x") });
    for (method, path, body) in [
        ("POST", "/clients", Some(client)),
        ("DELETE", "/clients/testby-oppvekst", None),
        ("PUT", "/clients/testby-oppvekst/jwks", Some(super::keys())),
        ("POST", "/delegations", Some(delegation)),
        ("POST", "/systemusers", Some(user)),
        ("PUT", "/scopes/access/312143046?scope=folkeregister:dodsbo", None),
    ] {
        let refused = deputy.refused(method, path, body).await;
        assert_eq!(refused, (403, "token-delegated".into()), "{method} {path}");
    }
    testby.delete(&format!("/delegations/{SUPPLIER}?scope={WRITE}")).await;
    let refused = deputy.refused("GET", "/clients", None).await;
    assert_eq!(refused, (401, "delegation-withdrawn".into()));
}

#[tokio::test]
async fn a_token_for_one_person_or_one_purpose_opens_nothing_here() {
    let house = TestHouse::start().await;
    let token = house.token_for(TESTBY_ADMIN, WRITE, PERSON).await;
    let bound = Admin { house: &house, token };
    for path in ["/clients", "/organisations", "/scopes"] {
        let refused = bound.refused("GET", path, None).await;
        assert_eq!(refused, (403, "token-bound".into()), "{path}");
    }
    assert_eq!(house.refusals().last().unwrap(), "token-bound");
}

#[tokio::test]
async fn a_refusal_of_a_good_token_is_an_entry_that_names_who_asked() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    testby.refused("GET", "/clients/finnes-ikke", None).await;
    let event = house.entries().pop().unwrap().event;
    let sluse::ledger::entry::Event::Refusal(refusal) = event else { panic!("{event:?}") };
    assert_eq!(refusal.reason, "not-registered");
    let asker = refusal.asker.unwrap();
    assert_eq!((asker.consumer.as_str(), asker.client.as_str()), (TESTBY, TESTBY_ADMIN));
}

#[tokio::test]
async fn a_foreign_issuers_token_opens_nothing_here_whatever_it_may_vouch_for() {
    let theirs = TestHouse::start().await;
    let issuer = Issuer {
        issuer: format!("{}/", theirs.machine),
        ca: theirs.dir().join("ca.pem"),
        algorithms: vec!["RS256".to_owned()],
        scopes: vec!["idporten:*".to_owned()],
        audience: None,
    };
    let trust = |config: &mut Config| config.token.issuers = vec![issuer.clone()];
    let (dir, clock) = (Arc::new(TempDir::new().unwrap()), theirs.clock.clone());
    let ours = TestHouse::start_in(dir, clock, Provider::start().await, &trust).await.unwrap();
    let token = theirs.token_saying(TESTBY_ADMIN, WRITE, value!({})).await.unwrap();
    let foreign = Admin { house: &ours, token };
    let client = value!({ "client_name": "Utenfra" });
    for (method, path, body) in [("GET", "/clients", None), ("POST", "/clients", Some(client))] {
        let refused = foreign.refused(method, path, body).await;
        assert_eq!(refused, (403, "token-foreign".into()), "{method} {path}");
    }
}
