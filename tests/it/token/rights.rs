//! Scopes, access, delegation, and tokens for one person.

use super::{House, PERSON, claims_of, grant};
use serde_json::{Value, json};
use sluse::vocab::subject::PersonNumber;

async fn refuse(house: &House, changes: Value, (status, error, code): (u16, &str, &str)) -> String {
    house.refuse(&grant(changes), status, error, code).await
}

#[tokio::test]
async fn a_scope_that_the_client_does_not_have_is_named() {
    let house = House::new();
    let no_scope = (400, "invalid_scope", "MP-200");
    for scope in ["other:scope", "folkeregister:barnehage other:scope", "Folkeregister:barnehage"] {
        let told = refuse(&house, json!({ "scope": scope }), no_scope).await;
        let named = scope.rsplit(' ').next().unwrap();
        let text = "Token request contains invalid scopes for client";
        assert_eq!(told, format!("{text}, {named}"));
    }
    for scope in ["", " ", "barnehage", "a:b\nc", PERSON] {
        let told = refuse(&house, json!({ "scope": scope }), no_scope).await;
        assert_eq!(told, "Token request contains invalid scopes for client");
    }
    let many: Vec<String> = (0..33).map(|number| format!("a:{number}")).collect();
    refuse(&house, json!({ "scope": many.join(" ") }), no_scope).await;
}

#[tokio::test]
async fn several_scopes_are_carried_in_their_order() {
    let house = House::new();
    let scope = "folkeregister:aapent folkeregister:barnehage";
    let answer = house.issue(&grant(json!({ "scope": scope }))).await;
    assert_eq!(answer["scope"], scope);
    assert_eq!(claims_of(&answer)["scope"], scope);
}

#[tokio::test]
async fn a_consumer_without_access_is_forbidden() {
    let house = House::new();
    let forbidden = (403, "forbidden", "MP-250");
    let told = refuse(&house, json!({ "scope": "folkeregister:stengt" }), forbidden).await;
    assert_eq!(told, "Consumer has not been granted access to the scope folkeregister:stengt.");
    let told = refuse(&house, json!({ "iss": "supplier-1" }), forbidden).await;
    assert_eq!(told, "Consumer has not been granted access to the scope folkeregister:barnehage.");
}

#[tokio::test]
async fn a_delegated_token_names_consumer_supplier_and_source() {
    let house = House::new();
    let changes = json!({ "iss": "supplier-1", "consumer_org": "312143046" });
    let claims = claims_of(&house.issue(&grant(changes)).await);
    assert_eq!(claims["consumer"]["ID"], "0192:312143046");
    assert_eq!(claims["supplier"]["ID"], "0192:312445190");
    assert_eq!(claims["supplier"]["authority"], "iso6523-actorid-upis");
    assert_eq!(claims["delegation_source"], "https://tt02.altinn.no/");
    let asker = house.ledger.tokens().pop().unwrap().asker;
    assert_eq!(asker.consumer.as_str(), "312143046");
    assert_eq!(asker.supplier.unwrap().as_str(), "312445190");
}

#[tokio::test]
async fn without_a_delegation_that_holds_today_the_supplier_is_forbidden() {
    let house = House::new();
    house.set_clock(1_782_900_000); // 2026-07-01, the day after the delegation's last
    let now = 1_782_900_000;
    let changes = json!({
        "iss": "supplier-1", "consumer_org": "312143046", "iat": now, "exp": now + 60,
    });
    let told = refuse(&house, changes, (403, "forbidden", "MP-251")).await;
    assert_eq!(
        told,
        "Consumer 312143046 has not delegated access to the scope folkeregister:barnehage \
         to supplier 312445190."
    );
}

#[tokio::test]
async fn delegation_does_not_replace_the_consumers_own_access() {
    let house = House::new();
    let changes = json!({ "iss": "supplier-1", "consumer_org": "311672118" });
    refuse(&house, changes, (403, "forbidden", "MP-250")).await;
}

#[tokio::test]
async fn consumer_org_needs_another_organisation_and_a_delegable_scope() {
    let house = House::new();
    let wrong = (400, "invalid_request", "consumer-org");
    let own = refuse(&house, json!({ "consumer_org": "312143046" }), wrong).await;
    let scope = "folkeregister:aapent";
    let changes = json!({ "iss": "supplier-1", "consumer_org": "312143046", "scope": scope });
    let other = refuse(&house, changes, wrong).await;
    let text = "The combination consumer_org in claim and delegation scope on client is invalid";
    assert_eq!([own, other], [(); 2].map(|()| format!("Invalid assertion. {text}")));
}

#[tokio::test]
async fn a_token_for_one_person_carries_the_person_and_the_ledger_is_told_whom() {
    let house = House::new();
    let answer = house.issue(&grant(json!({ "pid": PERSON }))).await;
    assert_eq!(claims_of(&answer)["pid"], PERSON);
    let drafts = house.ledger.drafts.lock().unwrap();
    let whom = drafts[0].whom.as_ref().unwrap();
    assert!(whom.subject == PersonNumber::parse(PERSON).unwrap());
    let written = serde_json::to_string(&drafts[0].event).unwrap();
    assert!(!written.contains(PERSON), "{written}");
}
