//! Tokens that are bound to a purpose, a case and some fields: the gateway holds each request against them.

use super::readings;
use crate::house::{
    ConsentSource, MUNICIPALITY, OTHER_PERSON, PERSON, PERSON_PATH, TestHouse, client_key, consent,
    json, problem,
};
use bytes::Bytes;
use hyper::Response;
use proptest::prelude::*;
use serde_json::{Value, json as value};
use sluse::registry::delegation::{SystemUser, SystemUserId};
use sluse::registry::record::Record;
use sluse::vocab::party::Organisation;
use sluse::vocab::subject::PersonNumber;

const SCOPE: &str = "folkeregister:barnehage";

/// The purpose of kindergartens with these further members.
fn bound(further: Value) -> Value {
    let mut detail = value!({ "type": "urn:sluse:purpose", "purpose": "barnehageopptak" });
    detail.as_object_mut().unwrap().append(&mut further.as_object().unwrap().clone());
    value!([detail])
}

async fn token(house: &TestHouse, further: Value) -> String {
    let claims = value!({ "authorization_details": bound(further) });
    house.token_saying(MUNICIPALITY, SCOPE, claims).await.unwrap()
}

async fn ask(house: &TestHouse, token: &str, fields: &[(&str, &str)]) -> Response<Bytes> {
    let bearer = format!("Bearer {token}");
    let mut all = vec![("authorization", bearer.as_str())];
    all.extend_from_slice(fields);
    house.get(PERSON_PATH, &all).await
}

/// An access token of the house's own key that says this besides.
fn forged(house: &TestHouse, further: &Value) -> String {
    let now = sluse::vocab::time::Clock::now(&*house.clock).seconds();
    let consumer = value!({ "authority": "iso6523-actorid-upis", "ID": "0192:312143046" });
    let mut claims = value!({
        "iss": format!("{}/", house.machine), "client_id": MUNICIPALITY, "scope": SCOPE,
        "consumer": consumer, "iat": now, "exp": now + 120, "jti": "x", "token_type": "Bearer",
    });
    claims.as_object_mut().unwrap().append(&mut further.as_object().unwrap().clone());
    client_key().sign("at+jwt", &claims).unwrap()
}

#[tokio::test]
async fn a_token_for_one_purpose_and_one_case_needs_no_headers() {
    let house = TestHouse::start().await;
    let token = token(&house, value!({ "case_reference": "2026/77" })).await;
    for fields in [
        &[][..],
        &[("sluse-purpose", "barnehageopptak")],
        &[("sluse-purpose", "barnehageopptak"), ("sluse-case-reference", "2026/77")],
    ] {
        let answer = ask(&house, &token, fields).await;
        assert_eq!(answer.status(), 200, "{answer:?}");
        let whole = json(&house.kindergarten(PERSON_PATH).await);
        assert_eq!(json(&answer), whole, "all that the purpose permits");
    }
    let reading = readings(&house).remove(0);
    assert_eq!(reading.purpose.as_str(), "barnehageopptak");
    assert!(!reading.narrowed);
    let about = house.ledger().about(&PersonNumber::parse(PERSON).unwrap(), None, 10).unwrap();
    let first = about.last().unwrap();
    assert_eq!(first.whom.case_reference.as_deref(), Some("2026/77"));
}

#[tokio::test]
async fn another_purpose_or_case_than_the_tokens_is_refused() {
    let house = TestHouse::start().await;
    let token = token(&house, value!({ "case_reference": "2026/77" })).await;
    for (field, name) in [
        (("sluse-purpose", "soskenmoderasjon"), "other-purpose"),
        (("sluse-purpose", "nobody-heard-of-this"), "other-purpose"),
        (("sluse-case-reference", "2026/78"), "other-case"),
    ] {
        let answer = ask(&house, &token, &[field]).await;
        assert_eq!(answer.status(), 403);
        assert_eq!(problem(&answer), name);
    }
    assert_eq!(house.refusals(), ["other-purpose", "other-purpose", "other-case"]);
    assert!(house.provider.asked().is_empty());
}

#[tokio::test]
async fn only_the_fields_that_the_token_names_come_out() {
    let house = TestHouse::start().await;
    let whole = house.kindergarten(PERSON_PATH).await;
    let further = value!({ "case_reference": "1", "fields": ["foedsel", "navn[].fornavn"] });
    let token = token(&house, further).await;
    let answer = ask(&house, &token, &[]).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let document = json(&answer);
    let names: Vec<_> = document.as_object().unwrap().keys().collect();
    assert_eq!(names, ["foedsel", "navn"], "{document}");
    assert_eq!(document["foedsel"]["foedselsdato"], 34, "still the age, not the birth date");
    assert!(document["navn"][0].get("etternavn").is_none());
    let [wide, narrow] = [0, 1].map(|at| readings(&house).remove(at));
    assert!(narrow.narrowed && !wide.narrowed);
    let paths: Vec<_> = narrow.fields.iter().map(|field| field.as_str()).collect();
    assert_eq!(paths, ["navn[].fornavn", "foedsel.foedselsdato"]);
    assert!(narrow.withheld.places().count() > wide.withheld.places().count());
    let withheld = |answer: &Response<Bytes>| -> u32 {
        answer.headers()["sluse-fields-withheld"].to_str().unwrap().parse().unwrap()
    };
    assert!(withheld(&answer) > withheld(&whole));
}

#[tokio::test]
async fn a_field_that_the_purpose_never_permits_is_named_in_the_refusal() {
    let house = TestHouse::start().await;
    for (fields, said) in [
        (value!(["navn[].fornavn", "sivilstand"]), "the field `sivilstand`"),
        (value!(["foedsel.foedselsaar"]), "the field `foedsel.foedselsaar`"),
        (value!(["navn", PERSON]), "number 2 of its fields"),
        (value!(["navn[].fornavn.x"]), "number 1 of its fields"),
    ] {
        let token = token(&house, value!({ "case_reference": "1", "fields": fields })).await;
        let answer = ask(&house, &token, &[]).await;
        assert_eq!(answer.status(), 403);
        assert_eq!(problem(&answer), "field-not-permitted");
        let detail = json(&answer)["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(said) && detail.contains("`barnehageopptak`"), "{detail}");
        assert!(!detail.contains(PERSON));
    }
    assert!(house.provider.asked().is_empty());
}

#[tokio::test]
async fn the_token_door_knows_the_purposes_in_force() {
    let house = TestHouse::start().await;
    for purpose in ["barnehageoptak", "skolestart"] {
        let detail = value!([{ "type": "urn:sluse:purpose", "purpose": purpose }]);
        let claims = value!({ "authorization_details": detail });
        let refusal = house.token_saying(MUNICIPALITY, SCOPE, claims).await.unwrap_err();
        assert!(refusal.contains("MP-303"), "{refusal}");
    }
}

#[tokio::test]
async fn a_token_bound_to_what_is_not_known_here_is_good_for_nothing() {
    let house = TestHouse::start().await;
    let known = bound(value!({}))[0].clone();
    let unknown = value!({ "type": "urn:example:other" });
    for details in [value!([unknown]), value!([known, unknown]), value!([known, known])] {
        let token = forged(&house, &value!({ "authorization_details": details }));
        let answer = ask(&house, &token, &[("sluse-case-reference", "1")]).await;
        assert_eq!(answer.status(), 403, "{answer:?}");
        assert_eq!(problem(&answer), "details-unknown");
    }
    for details in [value!({}), value!("x"), value!([1]), bound(value!({ "until": 1 }))] {
        let token = forged(&house, &value!({ "authorization_details": details }));
        let answer = ask(&house, &token, &[("sluse-case-reference", "1")]).await;
        assert_eq!(answer.status(), 401);
        assert_eq!(problem(&answer), "token-claims");
    }
    let nothing = forged(&house, &value!({ "authorization_details": [] }));
    let fields = [("sluse-case-reference", "1"), ("sluse-purpose", "barnehageopptak")];
    assert_eq!(ask(&house, &nothing, &fields).await.status(), 200);
}

#[tokio::test]
async fn a_token_for_one_person_and_one_purpose_is_for_both() {
    let house = TestHouse::start().await;
    let details = bound(value!({ "case_reference": "1" }));
    let claims = value!({ "pid": OTHER_PERSON, "authorization_details": details });
    let token = house.token_saying(MUNICIPALITY, SCOPE, claims).await.unwrap();
    let answer = ask(&house, &token, &[]).await;
    assert_eq!(problem(&answer), "other-person");
}

#[tokio::test]
async fn a_reading_by_a_system_user_names_the_customer_and_the_vendors_rights_decide() {
    let house = TestHouse::start().await;
    let organisation = value!({ "authority": "iso6523-actorid-upis", "ID": "0192:312800004" });
    let user = value!({
        "type": "urn:altinn:systemuser", "systemuser_org": organisation,
        "systemuser_id": ["0d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10"], "system_id": "312143046_x",
    });
    let fields = [("sluse-case-reference", "1"), ("sluse-purpose", "barnehageopptak")];
    let further = value!({ "authorization_details": [user], "sluse_onbehalfof": "skole-3" });
    let [vendor, customer] =
        ["312143046", "312800004"].map(|number| Organisation::parse(number).unwrap());
    let id = SystemUserId::parse("0d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10").unwrap();
    let system_id = "312143046_x".to_owned();
    let user = SystemUser { id, vendor, customer, system_id, external_ref: None };
    house.register(Record::SystemUser(user.clone()), true).await;
    assert_eq!(ask(&house, &forged(&house, &further), &fields).await.status(), 200);
    let asker = readings(&house).remove(0).asker;
    assert_eq!(asker.consumer.as_str(), "312143046");
    assert_eq!(asker.customer.unwrap().as_str(), "312800004");
    assert_eq!(asker.sub_client.unwrap().as_str(), "skole-3");
    let mut of_another = further.clone();
    let vendor = value!({ "authority": "iso6523-actorid-upis", "ID": "0192:313040402" });
    of_another["consumer"] = vendor;
    of_another["client_id"] = value!("oppvekstdrift");
    let answer = ask(&house, &forged(&house, &of_another), &fields).await;
    assert_eq!(problem(&answer), "access-withdrawn", "the customer's rights are not the vendor's");
    let mut incomplete = further.clone();
    incomplete["authorization_details"][0].as_object_mut().unwrap().remove("systemuser_org");
    let answer = ask(&house, &forged(&house, &incomplete), &fields).await;
    assert_eq!(problem(&answer), "token-claims");
    house.register(Record::SystemUser(user), false).await;
    let answer = ask(&house, &forged(&house, &further), &fields).await;
    assert_eq!(problem(&answer), "system-user-withdrawn");
}

#[tokio::test]
async fn a_token_that_rests_on_a_consent_is_for_that_person_until_it_ends() {
    let source = ConsentSource::start().await;
    let url = source.url();
    let house = TestHouse::start_with(&move |config| {
        let (url, ca, timeout_ms) = (url.clone(), None, 5000);
        config.token.consents = Some(sluse::config::Consents { url, ca, timeout_ms });
    })
    .await;
    let id = "77ed8698-f3ac-4ad2-8cf5-e08c9f0ea0e6";
    let given = |person, to, until| consent(id, person, to, until);
    source.will(200, &given(PERSON, "312143046", "2027-01-01T00:00:00Z"));
    let from = format!("urn:altinn:person:identifier-no:{PERSON}");
    let details = value!([{ "type": "urn:altinn:consent", "id": id, "from": from }]);
    let claims = value!({ "authorization_details": details });
    let token = house.token_saying(MUNICIPALITY, SCOPE, claims).await.unwrap();
    let fields = [("sluse-case-reference", "1"), ("sluse-purpose", "barnehageopptak")];
    assert_eq!(ask(&house, &token, &fields).await.status(), 200);
    let carrying = |mut consent: Value| {
        consent["type"] = value!("urn:altinn:consent");
        forged(&house, &value!({ "authorization_details": [consent] }))
    };
    let later = "2027-01-01T00:00:00Z";
    for (consent, name) in [
        (given(OTHER_PERSON, "312143046", later), "other-person"),
        (given(PERSON, "312800004", later), "consent-of-other"),
        (given(PERSON, "312143046", "2026-11-21T12:00:00Z"), "consent-ended"),
    ] {
        let answer = ask(&house, &carrying(consent), &fields).await;
        assert_eq!(answer.status(), 403);
        assert_eq!(problem(&answer), name);
    }
    let good = given(PERSON, "312143046", later);
    assert_eq!(ask(&house, &carrying(good.clone()), &fields).await.status(), 200);
    for lacking in ["from", "to", "validTo", "consentRights"] {
        let mut consent = good.clone();
        consent.as_object_mut().unwrap().remove(lacking);
        let answer = ask(&house, &carrying(consent), &fields).await;
        assert_eq!(problem(&answer), "token-claims");
    }
}

/// What stands in `narrow` stands in `wide`; lists may lack elements.
fn within(narrow: &Value, wide: &Value) -> bool {
    match (narrow, wide) {
        (Value::Object(narrow), Value::Object(wide)) => narrow
            .iter()
            .all(|(name, value)| wide.get(name).is_some_and(|other| within(value, other))),
        (Value::Array(narrow), Value::Array(wide)) => {
            let mut left = wide.iter();
            narrow.iter().all(|value| left.any(|other| within(value, other)))
        }
        _ => narrow == wide,
    }
}

/// What a caller may name: parts that the purpose permits all, some, or nothing of.
const NAMED: [&str; 9] = [
    "navn",
    "navn[]",
    "navn[].fornavn",
    "navn[].etternavn",
    "foedsel",
    "foedsel.foedselsdato",
    "bostedsadresse",
    "bostedsadresse[].vegadresse.kommunenummer",
    "sivilstand",
];

#[test]
fn whatever_fields_are_asked_for_never_more_comes_out() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let house = runtime.block_on(TestHouse::start());
    let whole = json(&runtime.block_on(house.kindergarten(PERSON_PATH)));
    let fields = proptest::collection::vec(proptest::sample::select(&NAMED[..]), 1..5);
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() };
    proptest!(config, |(fields in fields)| {
        let further = value!({ "case_reference": "1", "fields": fields });
        let details = value!({ "authorization_details": bound(further) });
        let answer = runtime.block_on(async { ask(&house, &forged(&house, &details), &[]).await });
        if fields.contains(&"sivilstand") {
            prop_assert_eq!(problem(&answer), "field-not-permitted");
        } else {
            prop_assert_eq!(answer.status(), 200);
            prop_assert!(within(&json(&answer), &whole), "{:?}", json(&answer));
        }
    });
    drop(house);
}
