//! Nobody reads or changes another organisation's records: they are as those that do not exist.

use super::{
    INCOME, KEEPER, PROVEVIK, PROVIDER, PROVIDER_ADMIN, READ, REGISTRY, SCOPES, SUPPLIER,
    SUPPLIER_ADMIN, SUPPLY, TESTBY, TESTBY_ADMIN, WRITE, admin, keys, registry,
};
use crate::house::{TestHouse, json};
use serde_json::json as value;

#[tokio::test]
async fn anothers_client_is_as_one_that_does_not_exist() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let supplier = admin(&house, SUPPLIER_ADMIN, SUPPLY).await;
    let before = registry(&house);
    let wish = value!({ "client_name": "Tatt", "scopes": [] });
    for (method, rest, body) in [
        ("GET", "", None),
        ("PUT", "", Some(wish)),
        ("DELETE", "", None),
        ("GET", "/jwks", None),
        ("PUT", "/jwks", Some(keys())),
        ("GET", "/onbehalfof", None),
    ] {
        let mut told = Vec::new();
        for id in ["testby-oppvekst", "finnes-ikke", "%2e%2e", "a b"] {
            let path = format!("/clients/{}{rest}", id.replace(' ', "%20"));
            let answer = supplier.ask(method, &path, body.clone()).await;
            assert_eq!(answer.status(), 404, "{method} {path}");
            told.push(json(&answer));
        }
        assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
    }
    assert_eq!(*registry(&house), *before, "nothing changed");
    let listed = supplier.get("/clients").await;
    let owners = listed.as_array().unwrap().iter().map(|one| one["client_orgno"].clone());
    assert!(owners.into_iter().all(|owner| owner == SUPPLIER));
    assert_eq!(testby.get("/clients/testby-oppvekst").await["client_orgno"], TESTBY);
}

#[tokio::test]
async fn a_client_is_registered_for_ones_own_organisation_only() {
    let house = TestHouse::start().await;
    for (client, scope) in [(TESTBY_ADMIN, WRITE), (SUPPLIER_ADMIN, SUPPLY)] {
        let admin = admin(&house, client, scope).await;
        let wish = value!({ "client_name": "x", "client_orgno": PROVEVIK });
        let refused = admin.refused("POST", "/clients", Some(wish)).await;
        assert_eq!(refused, (403, "of-another".into()));
    }
}

#[tokio::test]
async fn a_provider_keeps_its_own_scopes_and_no_others() {
    let house = TestHouse::start().await;
    let provider = admin(&house, PROVIDER_ADMIN, SCOPES).await;
    let wish = value!({ "name": "skatt:ny", "description": "Tatt" });
    let refused = provider.refused("POST", "/scopes", Some(wish)).await;
    assert_eq!(refused, (403, "prefix-of-another".into()));
    let odd = value!({ "name": "folkeregister/x:ny", "description": "Tatt" });
    let refused = provider.refused("POST", "/scopes", Some(odd)).await;
    assert_eq!(refused, (403, "prefix-of-another".into()));
    let theirs = "scope=skatt:inntekt.foreldrebetaling";
    let missing = "scope=skatt:finnes-ikke";
    for which in [theirs, missing] {
        let change = Some(value!({ "description": "Tatt" }));
        let not = (404, "not-registered".to_owned());
        let scopes = format!("/scopes?{which}");
        assert_eq!(provider.refused("PUT", &scopes, change.clone()).await, not);
        assert_eq!(provider.refused("DELETE", &scopes, None).await, not);
        let list = format!("/scopes/access?{which}");
        assert_eq!(provider.refused("GET", &list, None).await, not);
        // Not the owner's right, so the one of who asks for itself is missing.
        let access = format!("/scopes/access/{PROVIDER}?{which}");
        let no_right = (403, "right-missing".to_owned());
        assert_eq!(provider.refused("PUT", &access, None).await, no_right);
    }
    let owner = value!({ "name": "folkeregister:x", "description": "x", "owner_orgno": INCOME });
    let refused = provider.refused("POST", "/scopes", Some(owner)).await;
    assert_eq!(refused, (403, "of-another".into()));
}

#[tokio::test]
async fn a_consumer_asks_for_itself_and_the_provider_answers() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let provider = admin(&house, PROVIDER_ADMIN, SCOPES).await;
    let own = format!("/scopes/access/{TESTBY}?scope=folkeregister:dodsbo");
    let other = format!("/scopes/access/{PROVEVIK}?scope=folkeregister:dodsbo");
    assert_eq!(testby.refused("PUT", &other, None).await, (404, "not-registered".into()));
    let approve = Some(value!({ "state": "APPROVED" }));
    let refused = testby.refused("PUT", &own, approve).await;
    assert_eq!(refused, (400, "member-malformed".into()));
    assert_eq!(json(&testby.ask("PUT", &own, None).await)["state"], "REQUESTED");
    let id = testby.new_client("Dødsbo", &["folkeregister:dodsbo"]).await;
    let refusal = house.try_token(&id, "folkeregister:dodsbo").await.unwrap_err();
    assert!(refusal.contains("MP-250"), "{refusal}");
    let list = provider.get("/scopes/access?scope=folkeregister:dodsbo").await;
    let asked = |one: &&serde_json::Value| one["consumer_orgno"] == TESTBY;
    assert_eq!(list.as_array().unwrap().iter().find(asked).unwrap()["state"], "REQUESTED");
    assert_eq!(provider.change("PUT", &own, value!({})).await["state"], "APPROVED");
    house.token(&id, "folkeregister:dodsbo").await;
    let deny = value!({ "state": "DENIED" });
    assert_eq!(provider.change("PUT", &own, deny).await["state"], "DENIED");
    assert!(house.try_token(&id, "folkeregister:dodsbo").await.is_err());
    for method in ["PUT", "DELETE"] {
        let refused = testby.refused(method, &own, None).await;
        assert_eq!(refused, (409, "access-denied".into()), "a denial stays");
    }
    let mine = testby.get("/scopes/access/all").await;
    let denied = |one: &serde_json::Value| {
        one["scope"] == "folkeregister:dodsbo" && one["state"] == "DENIED"
    };
    assert!(mine.as_array().unwrap().iter().any(denied));
}

#[tokio::test]
async fn a_private_scope_is_known_to_its_owner_and_those_with_access() {
    let house = TestHouse::start().await;
    let provider = admin(&house, PROVIDER_ADMIN, SCOPES).await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let wish = value!({
        "prefix": "folkeregister", "subscope": "hemmelig", "description": "Hemmelig",
        "visibility": "PRIVATE", "delegation_source": "https://delegering.example.no/",
    });
    provider.change("POST", "/scopes", wish).await;
    let path = "/scopes?scope=folkeregister%3Ahemmelig";
    assert_eq!(testby.refused("GET", path, None).await, (404, "not-registered".into()));
    // Registered or not, a client that names it is told the same.
    let mut told = Vec::new();
    for name in ["folkeregister:hemmelig", "folkeregister:hemmelih"] {
        let wish = value!({ "client_name": "x", "scopes": [name] });
        told.push(json(&testby.ask("POST", "/clients", Some(wish)).await));
        let wish = value!({
            "supplier_orgno": SUPPLIER, "scope": name, "valid_until": "2030-01-01",
        });
        let refused = testby.refused("POST", "/delegations", Some(wish)).await;
        assert_eq!(refused, (400, "scope-unknown".into()));
        let ask = format!("/scopes/access/{TESTBY}?scope={name}");
        assert_eq!(testby.refused("PUT", &ask, None).await, (404, "not-registered".into()));
    }
    assert_eq!(told[0], told[1]);
    let public = house.get("/scopes/all", &[]).await;
    assert!(!String::from_utf8_lossy(public.body()).contains("hemmelig"));
    let access = format!("/scopes/access/{TESTBY}?scope=folkeregister:hemmelig");
    provider.change("PUT", &access, value!({})).await;
    assert_eq!(testby.get(path).await["visibility"], "PRIVATE");
    testby.new_client("x", &["folkeregister:hemmelig"]).await;
}

#[tokio::test]
async fn only_parties_see_a_delegation() {
    let house = TestHouse::start().await;
    let scope = "skatt:inntekt.foreldrebetaling";
    let path = format!(
        "/accessmanagement/api/v1/maskinporten/delegations?supplierOrg={SUPPLIER}&consumerOrg={TESTBY}&scope={scope}"
    );
    for (client, right, sees) in [
        (TESTBY_ADMIN, READ, 1),
        (SUPPLIER_ADMIN, SUPPLY, 1),
        (PROVIDER_ADMIN, SCOPES, 0),
        (KEEPER, REGISTRY, 0),
    ] {
        let found = admin(&house, client, right).await.get(&path).await;
        assert_eq!(found.as_array().unwrap().len(), sees, "{client}");
    }
    let supplier = admin(&house, SUPPLIER_ADMIN, SUPPLY).await;
    let found = supplier.get(&path).await;
    assert_eq!(found[0]["scopes"], value!([scope]));
    assert_eq!(supplier.get("/delegations").await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_customer_makes_and_ends_its_own_system_users() {
    let house = TestHouse::start().await;
    let testby = admin(&house, TESTBY_ADMIN, WRITE).await;
    let supplier = admin(&house, SUPPLIER_ADMIN, SUPPLY).await;
    let wish = value!({ "system_id": format!("{SUPPLIER}_oppvekst"), "external_ref": "kunde-1" });
    let made = testby.change("POST", "/systemusers", wish.clone()).await;
    assert_eq!(
        (&made["vendor_orgno"], &made["customer_orgno"]),
        (&SUPPLIER.into(), &TESTBY.into())
    );
    let again = testby.refused("POST", "/systemusers", Some(wish)).await;
    assert_eq!(again, (409, "system-user-exists".into()));
    let odd = value!({ "system_id": "oppvekst" });
    let refused = testby.refused("POST", "/systemusers", Some(odd)).await;
    assert_eq!(refused, (400, "system-id".into()));
    assert_eq!(supplier.get("/systemusers").await[0]["id"], made["id"]);
    testby.delete(&format!("/systemusers/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(supplier.get("/systemusers").await, value!([]));
    assert_eq!(supplier.get("/systemusers?inactive=true").await[0]["active"], false);
}

#[tokio::test]
async fn nothing_is_taken_away_from_under_what_is_active() {
    let house = TestHouse::start().await;
    let keeper = admin(&house, KEEPER, REGISTRY).await;
    let in_use = (409, "in-use".to_owned());
    let organisation = format!("/organisations/{TESTBY}");
    assert_eq!(keeper.refused("DELETE", &organisation, None).await, in_use);
    assert_eq!(keeper.refused("DELETE", "/prefixes/folkeregister", None).await, in_use);
    let other = Some(value!({ "owner_orgno": INCOME }));
    assert_eq!(keeper.refused("PUT", "/prefixes/folkeregister", other).await, in_use);
    let stranger = Some(value!({ "name": "x", "members": ["399999999"] }));
    let refused = keeper.refused("PUT", "/groups/x", stranger).await;
    assert_eq!(refused, (400, "organisation-unknown".into()));
}
