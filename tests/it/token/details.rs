//! `authorization_details` in grants and tokens: what is understood is carried, all else refused.

use super::{House, PERSON, claims_of, grant, json_of};
use proptest::prelude::*;
use serde_json::{Value, json};
use sluse::vocab::basis::PurposeId;
use sluse::vocab::scope::Scope;

const TYPE: (u16, &str, &str) = (400, "invalid_request", "MP-301");
const FIELD: (u16, &str, &str) = (400, "invalid_request", "MP-302");
const VALUE: (u16, &str, &str) = (400, "invalid_request", "MP-303");

fn asking(details: Value) -> String {
    grant(json!({ "authorization_details": details }))
}

async fn refuse(house: &House, details: Value, as_so: (u16, &str, &str)) -> String {
    let (status, error, code) = as_so;
    house.refuse(&asking(details), status, error, code).await
}

fn purpose(changes: &Value) -> Value {
    let mut detail = json!({ "type": "urn:sluse:purpose", "purpose": "barnehageopptak" });
    detail.as_object_mut().unwrap().append(&mut changes.as_object().unwrap().clone());
    detail
}

#[tokio::test]
async fn a_token_carries_the_purpose_as_it_was_asked_for_and_the_answer_repeats_it() {
    let house = House::new();
    let detail = json!([purpose(&json!({
        "case_reference": "2026/1234", "fields": ["navn", "foedsel.foedselsdato"],
    }))]);
    let answer = house.issue(&asking(detail.clone())).await;
    assert_eq!(answer["authorization_details"], detail);
    assert_eq!(claims_of(&answer)["authorization_details"], detail);
    let token = house.ledger.tokens().pop().unwrap();
    assert_eq!(token.purpose.unwrap().as_str(), "barnehageopptak");
    let plain = house.issue(&grant(json!({}))).await;
    assert!(plain.get("authorization_details").is_none(), "{plain}");
}

#[tokio::test]
async fn the_case_of_a_token_for_one_person_is_sealed_with_the_person() {
    let house = House::new();
    let detail = json!([purpose(&json!({ "case_reference": "2026/1234" }))]);
    house.issue(&grant(json!({ "pid": PERSON, "authorization_details": detail }))).await;
    let drafts = house.ledger.drafts.lock().unwrap();
    let whom = drafts[0].whom.as_ref().unwrap();
    assert_eq!(whom.case_reference.as_deref(), Some("2026/1234"));
    assert!(!serde_json::to_string(&drafts[0].event).unwrap().contains("2026/1234"));
}

#[tokio::test]
async fn an_unknown_type_is_refused() {
    let house = House::new();
    for detail in [
        json!({ "type": "urn:example:other" }),
        json!({ "type": "URN:SLUSE:PURPOSE", "purpose": "barnehageopptak" }),
        json!({ "type": "urn:sluse:purpose " }),
        json!({ "type": ["urn:sluse:purpose"], "purpose": "barnehageopptak" }),
        json!({ "purpose": "barnehageopptak" }),
        json!({}),
    ] {
        let told = refuse(&house, json!([detail]), TYPE).await;
        assert!(told.contains("unknown authorization_details type"), "{told}");
    }
    refuse(&house, json!([purpose(&json!({})), { "type": "urn:example:other" }]), TYPE).await;
}

#[tokio::test]
async fn an_unknown_field_is_refused_and_its_type_named() {
    let house = House::new();
    for name in ["actions", "locations", "Purpose", "id", ""] {
        let told = refuse(&house, json!([purpose(&json!({ name: "x" }))]), FIELD).await;
        assert!(told.contains("field") && told.contains("urn:sluse:purpose"), "{told}");
    }
}

#[tokio::test]
async fn a_value_of_another_form_is_refused() {
    let house = House::new();
    let of_purpose = |changes: Value| json!([purpose(&changes)]);
    let many = vec!["navn"; 65];
    let two = json!([purpose(&json!({})), purpose(&json!({}))]);
    let five = Value::Array(vec![purpose(&json!({})); 5]);
    let long = "n".repeat(7000);
    for details in [
        json!({}),
        json!("urn:sluse:purpose"),
        purpose(&json!({})),
        json!([]),
        json!([[]]),
        json!([null]),
        two,
        five,
        json!([{ "type": "urn:sluse:purpose" }]),
        of_purpose(json!({ "purpose": "Barnehage opptak" })),
        of_purpose(json!({ "purpose": 1 })),
        of_purpose(json!({ "case_reference": "" })),
        of_purpose(json!({ "case_reference": "\n" })),
        of_purpose(json!({ "case_reference": "x".repeat(129) })),
        of_purpose(json!({ "case_reference": null })),
        of_purpose(json!({ "fields": [] })),
        of_purpose(json!({ "fields": "navn" })),
        of_purpose(json!({ "fields": [1] })),
        of_purpose(json!({ "fields": ["navn..x"] })),
        of_purpose(json!({ "fields": many })),
        of_purpose(json!({ "fields": [long] })),
    ] {
        let told = refuse(&house, details, VALUE).await;
        assert!(told.contains("invalid authorization_details value"), "{told}");
    }
}

#[tokio::test]
async fn a_purpose_must_exist_and_belong_to_a_scope_that_is_asked_for() {
    let scope_of = |id: &PurposeId| match id.as_str() {
        "barnehageopptak" => Scope::parse("folkeregister:barnehage").ok(),
        "skolestart" => Scope::parse("folkeregister:skole").ok(),
        _ => None,
    };
    let house = House::with_purposes(Box::new(scope_of));
    house.issue(&asking(json!([purpose(&json!({}))]))).await;
    let told = refuse(&house, json!([purpose(&json!({ "purpose": "skolestart" }))]), VALUE).await;
    assert!(told.ends_with("purpose needs a scope that is not asked for"), "{told}");
    let told = refuse(&house, json!([purpose(&json!({ "purpose": "annet" }))]), VALUE).await;
    assert!(told.ends_with("purpose is not the name of a purpose"), "{told}");
}

#[tokio::test]
async fn the_types_that_are_served_stand_in_the_metadata() {
    let request = hyper::Request::get("/.well-known/oauth-authorization-server");
    let answer = House::new().send(request.body(bytes::Bytes::new()).unwrap()).await;
    let types = json_of(&answer)["authorization_details_types_supported"].clone();
    assert!(types.as_array().unwrap().contains(&json!("urn:sluse:purpose")), "{types}");
}

/// Any JSON, with the words of the types among its names and texts.
fn any_json() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(&WORDS[..]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 48, 6, move |inner| {
        let members = proptest::collection::vec((word.clone(), inner.clone()), 0..6);
        prop_oneof![
            proptest::collection::vec(inner, 0..6).prop_map(Value::from),
            members.prop_map(|members| {
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            }),
        ]
    })
}

const WORDS: [&str; 18] = [
    "type",
    "urn:sluse:purpose",
    "purpose",
    "case_reference",
    "fields",
    "navn[].fornavn",
    "barnehageopptak",
    "urn:altinn:systemuser",
    "systemuser_org",
    "externalRef",
    "authority",
    "iso6523-actorid-upis",
    "ID",
    "0192:312143046",
    "urn:altinn:consent",
    "id",
    "from",
    "urn:altinn:person:identifier-no:17859241204",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_details_earn_a_token_or_a_refusal_of_their_own(details in any_json(), listed in any::<bool>()) {
        let details = if listed { json!([details]) } else { details };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let house = House::new();
        let answer = runtime.block_on(house.ask(&asking(details.clone())));
        let body = json_of(&answer);
        match answer.status().as_u16() {
            200 => prop_assert_eq!(body.get("authorization_details").is_some(), !details.is_null()),
            400 => prop_assert!(body["error_uri"].as_str().unwrap().contains("/errors/MP-30"), "{}", body),
            other => prop_assert!(false, "{other} {body}"),
        }
    }
}
