//! In whose name: system users of customers, and parts of the client's own organisation.

use super::{House, claims_of, grant};
use serde_json::{Value, json};

const VENDOR: &str = "supplier-1";
const SCOPE: &str = "folkeregister:aapent";

/// A vendor's grant for a system user.
fn as_user(user: &Value) -> Value {
    let mut detail = json!({ "type": "urn:altinn:systemuser" });
    detail.as_object_mut().unwrap().append(&mut user.as_object().unwrap().clone());
    json!({ "iss": VENDOR, "scope": SCOPE, "authorization_details": [detail] })
}

fn organisation(number: &str) -> Value {
    json!({ "authority": "iso6523-actorid-upis", "ID": format!("0192:{number}") })
}

async fn refuse(house: &House, changes: Value, error: &str, page: &str) -> String {
    house.refuse(&grant(changes), 400, error, page).await
}

#[tokio::test]
async fn a_system_users_token_has_the_vendor_for_consumer_and_names_the_customer() {
    let house = House::new();
    let lower = json!({ "authority": "iso6523-actorid-upis", "id": "0192:312143046" });
    let customer = organisation("312143046");
    for (user, id) in [
        (json!({ "systemuser_org": customer }), "0d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10"),
        (json!({ "systemuser_org": lower }), "0d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10"),
        (
            json!({ "systemuser_org": customer, "externalRef": "kunde-42" }),
            "1d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10",
        ),
    ] {
        let answer = house.issue(&grant(as_user(&user))).await;
        let claims = claims_of(&answer);
        let details = json!([{
            "type": "urn:altinn:systemuser", "systemuser_id": [id],
            "systemuser_org": customer, "system_id": "312445190_oppvekst",
        }]);
        assert_eq!(claims["authorization_details"], details);
        assert_eq!(answer["authorization_details"], details);
        assert_eq!(claims["consumer"]["ID"], "0192:312445190");
        assert!(claims.get("supplier").is_none());
        let asker = house.ledger.tokens().pop().unwrap().asker;
        assert_eq!(asker.consumer.as_str(), "312445190");
        assert_eq!(asker.customer.unwrap().as_str(), "312143046");
        let field = format!("Bearer {}", answer["access_token"].as_str().unwrap());
        let caller = house.accept(&field).unwrap();
        assert_eq!(caller.customer().unwrap().as_str(), "312143046");
        let user = caller.details().unwrap().unwrap().system_user().unwrap();
        assert_eq!(user.ids()[0].as_str(), id);
        assert_eq!(user.system_id(), "312445190_oppvekst");
    }
}

#[tokio::test]
async fn a_customer_without_such_a_system_user_is_told_as_altinn_tells_it() {
    let house = House::new();
    let unknown = organisation("311672118");
    let customer = organisation("312143046");
    let own = json!({ "iss": "kommune-1" });
    for (user, changes) in [
        (json!({ "systemuser_org": unknown }), json!({})),
        (json!({ "systemuser_org": customer, "externalRef": "kunde-43" }), json!({})),
        (json!({ "systemuser_org": customer }), own),
    ] {
        let mut grant = as_user(&user);
        grant.as_object_mut().unwrap().append(&mut changes.as_object().unwrap().clone());
        refuse(&house, grant, "invalid_altinn_customer_configuration", "MP-303").await;
    }
}

#[tokio::test]
async fn a_malformed_system_user_is_refused() {
    let house = House::new();
    let both = json!({ "authority": "iso6523-actorid-upis", "ID": "0192:312143046", "id": "x" });
    let foreign = json!({ "authority": "other", "ID": "0192:312143046" });
    let customer = organisation("312143046");
    for user in [
        json!({}),
        json!({ "systemuser_org": "0192:312143046" }),
        json!({ "systemuser_org": [customer] }),
        json!({ "systemuser_org": { "ID": "0192:312143046" } }),
        json!({ "systemuser_org": { "authority": "iso6523-actorid-upis" } }),
        json!({ "systemuser_org": organisation("31214304") }),
        json!({ "systemuser_org": foreign }),
        json!({ "systemuser_org": both }),
        json!({ "systemuser_org": customer, "externalRef": "" }),
        json!({ "systemuser_org": customer, "externalRef": 42 }),
        json!({ "systemuser_org": customer, "externalRef": "x".repeat(129) }),
    ] {
        refuse(&house, as_user(&user), "invalid_request", "MP-303").await;
    }
    let mut delegated = as_user(&json!({ "systemuser_org": customer }));
    delegated["consumer_org"] = json!("312143046");
    delegated["scope"] = json!("folkeregister:barnehage");
    refuse(&house, delegated, "invalid_request", "MP-303").await;
    let mut named = customer.clone();
    named["name"] = json!("x");
    for user in [
        json!({ "systemuser_org": named }),
        json!({ "systemuser_org": customer, "external_ref": "x" }),
        json!({ "systemuser_org": customer, "systemuser_id": ["x"] }),
    ] {
        refuse(&house, as_user(&user), "invalid_request", "MP-302").await;
    }
}

#[tokio::test]
async fn a_sub_client_is_named_in_the_token_and_the_ledger_and_opens_nothing() {
    let house = House::new();
    let answer = house.issue(&grant(json!({ "scope": SCOPE, "iss_onbehalfof": "skole-3" }))).await;
    let claims = claims_of(&answer);
    assert_eq!(claims["sluse_onbehalfof"], "skole-3");
    assert_eq!(claims["client_id"], "kommune-1");
    assert_eq!(claims["consumer"]["ID"], "0192:312143046");
    let asker = house.ledger.tokens().pop().unwrap().asker;
    assert_eq!(asker.sub_client.unwrap().as_str(), "skole-3");
    let field = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let caller = house.accept(&field).unwrap();
    assert_eq!(caller.sub_client().unwrap().as_str(), "skole-3");
    let closed = json!({ "scope": "folkeregister:utenfor", "iss_onbehalfof": "skole-3" });
    refuse(&house, closed, "invalid_scope", "MP-200").await;
}

#[tokio::test]
async fn a_sub_client_must_be_the_clients_own_and_is_not_for_delegation() {
    let house = House::new();
    let wrong = async |changes| refuse(&house, changes, "invalid_request", "on-behalf-of").await;
    for (client, sub_client) in
        [("kommune-1", "skole-4"), ("kommune-1", "kommune-1"), (VENDOR, "skole-3")]
    {
        let changes = json!({ "iss": client, "scope": SCOPE, "iss_onbehalfof": sub_client });
        let told = wrong(changes).await;
        assert_eq!(told, "Invalid assertion. iss_onbehalfof is not registered on the client");
    }
    let told = wrong(json!({ "iss_onbehalfof": "skole-3" })).await;
    assert!(told.contains("folkeregister:barnehage has a delegation source"), "{told}");
    let both = json!({
        "iss": VENDOR, "consumer_org": "312143046", "iss_onbehalfof": "skole-3",
    });
    let told = wrong(both).await;
    assert!(told.ends_with("iss_onbehalfof and consumer_org exclude each other"), "{told}");
    for malformed in [json!(""), json!(1), json!(["skole-3"])] {
        let changes = json!({ "scope": SCOPE, "iss_onbehalfof": malformed });
        refuse(&house, changes, "invalid_request", "MP-011").await;
    }
}
