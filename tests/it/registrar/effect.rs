//! A change counts at every door as soon as it is answered, and a token that was issued for what is
//! no longer so is refused.

use super::{
    KEEPER, PROVIDER_ADMIN, REGISTRY, SCOPES, SUPPLIER, TESTBY, TESTBY_ADMIN, WRITE, admin,
};
use crate::house::{MUNICIPALITY, PERSON_PATH, SUPPLIER as SUPPLIER_CLIENT, TestHouse, problem};
use serde_json::json as value;
use std::time::Duration;

/// What the gateway says to a token: 200, or the refusal.
async fn gateway(house: &TestHouse, token: &str, path: &str) -> String {
    let bearer = format!("Bearer {token}");
    let answer = house.get(path, &[("authorization", &bearer)]).await;
    match answer.status().as_u16() {
        200 => "200".to_owned(),
        401 => problem(&answer),
        other => format!("{other} {}", problem(&answer)),
    }
}

#[tokio::test]
async fn a_new_client_gets_a_token_at_once_and_a_deactivated_one_is_refused_at_both_doors() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let id = testby.new_client("Skolesystemet", &["folkeregister:skole"]).await;
    let token = house.token(&id, "folkeregister:skole").await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "200");
    testby.delete(&format!("/clients/{id}")).await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "client-withdrawn");
    let refusal = house.try_token(&id, "folkeregister:skole").await.unwrap_err();
    assert!(refusal.contains("MP-100"), "{refusal}");
    assert_eq!(house.refusals().last().unwrap(), "client-withdrawn");
    let wish = value!({ "client_name": "Skolesystemet", "scopes": ["folkeregister:skole"] });
    testby.change("PUT", &format!("/clients/{id}"), wish).await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "200", "it is active again");
    house.token(&id, "folkeregister:skole").await;
    let without = value!({ "client_name": "Skolesystemet", "scopes": [] });
    testby.change("PUT", &format!("/clients/{id}"), without).await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "access-withdrawn");
}

#[tokio::test]
async fn an_administrator_who_deactivates_its_own_client_is_out_at_once() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    testby.delete(&format!("/clients/{TESTBY_ADMIN}")).await;
    let refused = testby.refused("GET", "/clients", None).await;
    assert_eq!(refused, (401, "client-withdrawn".into()));
}

#[tokio::test]
async fn withdrawn_access_is_refused_at_both_doors_by_number_and_by_group() {
    let house = TestHouse::start().await;
    let provider = admin(&house, PROVIDER_ADMIN, SCOPES).await;
    let scope = "folkeregister:skole";
    let token = house.token(MUNICIPALITY, scope).await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "200");
    provider.delete(&format!("/scopes/access/{TESTBY}?scope={scope}")).await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "access-withdrawn");
    assert!(house.try_token(MUNICIPALITY, scope).await.unwrap_err().contains("MP-250"));
    let keeper = admin(&house, KEEPER, REGISTRY).await;
    let group = |members: serde_json::Value| value!({ "name": "Alle", "members": members });
    keeper.change("PUT", "/groups/kommuner", group(value!([TESTBY]))).await;
    provider.change("PUT", &format!("/scopes/access/kommuner?scope={scope}"), value!({})).await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "200");
    house.token(MUNICIPALITY, scope).await;
    keeper.change("PUT", "/groups/kommuner", group(value!([]))).await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "access-withdrawn");
    provider.delete(&format!("/scopes?scope={scope}")).await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "access-withdrawn");
}

#[tokio::test]
async fn a_withdrawn_or_ended_delegation_is_refused_at_both_doors() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let scope = "skatt:inntekt.foreldrebetaling";
    let path = "/inntekt/v1/17859241204";
    let token = house.token(SUPPLIER_CLIENT, scope).await;
    let before = gateway(&house, &token, path).await;
    assert!(!before.contains("withdrawn") && !before.contains("token"), "{before}");
    let delegation = format!("/delegations/{SUPPLIER}?scope={scope}");
    testby.delete(&delegation).await;
    assert_eq!(gateway(&house, &token, path).await, "delegation-withdrawn");
    assert!(house.try_token(SUPPLIER_CLIENT, scope).await.unwrap_err().contains("MP-251"));
    let wish = value!({ "supplier_orgno": SUPPLIER, "scope": scope, "valid_until": "2030-01-01" });
    let refused = testby.refused("POST", "/delegations", Some(wish)).await;
    assert_eq!(refused, (409, "deactivated".into()));
    // The tests begin at 13:00 in Norway; a delegation that ends today ends in eleven hours.
    testby.change("PUT", &delegation, value!({ "valid_until": "2026-11-21" })).await;
    assert_eq!(gateway(&house, &token, path).await, before);
    house.clock.advance(Duration::from_secs(10 * 3600 + 3590));
    let token = house.token(SUPPLIER_CLIENT, scope).await;
    assert_eq!(gateway(&house, &token, path).await, before);
    house.clock.advance(Duration::from_secs(20));
    assert_eq!(gateway(&house, &token, path).await, "delegation-withdrawn", "it is midnight");
    let past = value!({ "valid_until": "2026-11-21" });
    let fresh = admin(&house, TESTBY_ADMIN, WRITE).await;
    let refused = fresh.refused("PUT", &delegation, Some(past)).await;
    assert_eq!(refused, (400, "delegation-over".into()));
}

#[tokio::test]
async fn a_new_key_counts_at_once_and_an_old_one_no_more() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let id = testby.new_client("Nøkler", &["folkeregister:skole"]).await;
    house.token(&id, "folkeregister:skole").await;
    let path = format!("/clients/{id}/jwks");
    let held = testby.get(&path).await;
    assert_eq!(held["keys"][0]["valid_until"], "2027-11-21", "a year");
    house.clock.advance(Duration::from_secs(86_400));
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let again = testby.change("PUT", &path, super::keys()).await;
    assert_eq!(again["keys"][0]["valid_until"], "2027-11-21", "sent again, it is no younger");
    testby.change("PUT", &path, value!({ "keys": [] })).await;
    assert!(house.try_token(&id, "folkeregister:skole").await.is_err());
}

#[tokio::test]
async fn a_denial_of_one_outweighs_what_its_group_was_given() {
    let house = TestHouse::start().await;
    let provider = admin(&house, PROVIDER_ADMIN, SCOPES).await;
    let keeper = admin(&house, KEEPER, REGISTRY).await;
    let scope = "folkeregister:skole";
    let group = value!({ "name": "Alle", "members": [TESTBY] });
    keeper.change("PUT", "/groups/kommuner", group).await;
    provider.change("PUT", &format!("/scopes/access/kommuner?scope={scope}"), value!({})).await;
    let token = house.token(MUNICIPALITY, scope).await;
    let deny = value!({ "state": "DENIED" });
    provider.change("PUT", &format!("/scopes/access/{TESTBY}?scope={scope}"), deny).await;
    assert_eq!(gateway(&house, &token, PERSON_PATH).await, "access-withdrawn");
    assert!(house.try_token(MUNICIPALITY, scope).await.unwrap_err().contains("MP-250"));
}

#[tokio::test]
async fn a_provider_that_deactivates_a_scope_keeps_nobody_from_taking_a_key_away() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let provider = admin(&house, PROVIDER_ADMIN, SCOPES).await;
    let id = testby.new_client("Skolesystemet", &["folkeregister:skole"]).await;
    provider.delete("/scopes?scope=folkeregister:skole").await;
    let none = testby.change("PUT", &format!("/clients/{id}/jwks"), value!({ "keys": [] })).await;
    assert_eq!(none["keys"], value!([]));
}
