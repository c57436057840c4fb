//! Tokens that rest on a person's consent: looked up, held against the grant, and carried.

use super::{House, NOW, PERSON, claims_of, grant, json_of};
use crate::house::{ConsentSource, consent, logged};
use serde_json::{Value, json};
use sluse::vocab::subject::PersonNumber;
use tokio::net::TcpListener;

const ID: &str = "77ed8698-f3ac-4ad2-8cf5-e08c9f0ea0e6";
const MUNICIPALITY: &str = "312143046";
/// A synthetic person (month + 80).
const ANOTHER: &str = "03910165681";

/// The grant's details.
fn asked(changes: &Value) -> Value {
    let mut detail = json!({
        "type": "urn:altinn:consent", "id": ID,
        "from": format!("urn:altinn:person:identifier-no:{PERSON}"),
    });
    detail.as_object_mut().unwrap().append(&mut changes.as_object().unwrap().clone());
    json!({ "authorization_details": [detail] })
}

fn good() -> Value {
    consent(ID, PERSON, MUNICIPALITY, "2026-04-10T00:00:00.000Z")
}

async fn house() -> (House, ConsentSource) {
    let source = ConsentSource::start().await;
    source.will(200, &good());
    (House::with_consents(&source.url()), source)
}

#[tokio::test]
async fn a_consent_is_looked_up_and_carried_as_the_source_gave_it() {
    let (house, source) = house().await;
    let answer = house.issue(&grant(asked(&json!({})))).await;
    let mut carried = good();
    carried["type"] = json!("urn:altinn:consent");
    assert_eq!(claims_of(&answer)["authorization_details"], json!([carried]));
    assert_eq!(answer["authorization_details"], json!([carried]));
    let (line, body) = source.asked().pop().unwrap();
    assert_eq!(line, "POST /consents HTTP/1.1", "nobody stands in the address");
    let to = json!({ "authority": "iso6523-actorid-upis", "ID": "0192:312143046" });
    let from = format!("urn:altinn:person:identifier-no:{PERSON}");
    let question: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(question, json!({ "id": ID, "from": from, "to": to }));
    let drafts = house.ledger.drafts.lock().unwrap();
    assert!(drafts[0].whom.as_ref().unwrap().subject == PersonNumber::parse(PERSON).unwrap());
    assert!(!serde_json::to_string(&drafts[0].event).unwrap().contains(PERSON));
    let field = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let caller = house.accept(&field).unwrap();
    assert!(!format!("{caller:?}").contains(PERSON));
    let consent = caller.details().unwrap().unwrap().consent().unwrap();
    assert_eq!((consent.from().expose(), consent.to().as_str()), (PERSON, MUNICIPALITY));
    assert_eq!(consent.rights()[0].metadata["inntektsaar"], "2025");
}

#[tokio::test]
async fn a_delegated_token_rests_on_a_consent_to_the_consumer() {
    let (house, source) = house().await;
    let mut changes = asked(&json!({}));
    changes["iss"] = json!("supplier-1");
    changes["consumer_org"] = json!(MUNICIPALITY);
    let answer = house.issue(&grant(changes)).await;
    assert_eq!(claims_of(&answer)["authorization_details"][0]["to"]["ID"], "0192:312143046");
    assert!(source.asked().pop().unwrap().1.contains("0192:312143046"));
}

#[tokio::test]
async fn what_the_source_adds_is_left_out_and_both_spellings_are_read() {
    let (house, source) = house().await;
    let mut more = good();
    more["redirectUrl"] = json!("https://example.no/");
    let right = more["consentRights"][0].as_object_mut().unwrap();
    let metadata = right.remove("metadata").unwrap();
    right.insert("metaData".to_owned(), metadata);
    source.will(200, &more);
    let id = ID.to_uppercase();
    let answer = house.issue(&grant(asked(&json!({ "id": id })))).await;
    let carried = &claims_of(&answer)["authorization_details"][0];
    assert_eq!(carried["consentRights"], good()["consentRights"]);
    assert!(carried.get("redirectUrl").is_none());
}

#[tokio::test]
async fn a_consent_that_is_another_or_has_ended_is_none() {
    let (house, source) = house().await;
    let none = "id is no consent from this person to the consumer";
    let ended = "id is a consent that has ended";
    let later = "2026-04-10T00:00:00Z";
    let other = "87ed8698-f3ac-4ad2-8cf5-e08c9f0ea0e6";
    for (status, answer, said) in [
        (404, json!({}), none),
        (200, consent(other, PERSON, MUNICIPALITY, later), none),
        (200, consent(ID, ANOTHER, MUNICIPALITY, later), none),
        (200, consent(ID, PERSON, "311672118", later), none),
        (200, consent(ID, PERSON, MUNICIPALITY, "2025-12-31T00:00:00Z"), ended),
        (200, consent(ID, PERSON, MUNICIPALITY, "2025-12-31T23:00:00.000Z"), ended),
    ] {
        source.will(status, &answer);
        let told = house.refuse(&grant(asked(&json!({}))), 400, "invalid_request", "MP-303").await;
        assert!(told.ends_with(said), "{told}");
    }
}

#[tokio::test]
async fn a_source_that_does_not_answer_with_a_consent_is_not_the_clients_fault() {
    let (house, source) = house().await;
    let long = "x".repeat(257);
    let mut wordy = good();
    wordy["consentRights"][0]["metadata"]["x"] = json!(long);
    let mut many = good();
    many["consentRights"] = json!(vec![good()["consentRights"][0].clone(); 17]);
    let mut large = good();
    let word = "x".repeat(256);
    let words: Value = (0..16).map(|at| (format!("{at}"), json!(word))).collect();
    large["consentRights"] = json!(vec![json!({ "metadata": words }); 2]);
    let mut huge = good();
    huge["more"] = json!("x".repeat(17_000));
    let mut numbers = good();
    numbers["consentRights"][0]["metadata"] = json!({ "year": 2025 });
    let mut nobody = good();
    nobody["from"] = json!(PERSON);
    let mut answers: Vec<(u16, String)> = [wordy, many, large, huge, numbers, nobody]
        .iter()
        .map(|answer| (200, answer.to_string()))
        .collect();
    answers.extend([200, 500, 301, 204].map(|status| (status, String::new())));
    answers.push((200, "[]".to_owned()));
    answers.push((200, good().to_string().replacen('{', "{\"id\":\"x\",", 1)));
    for (status, body) in answers {
        source.will_say(status, &body);
        let assertion = grant(asked(&json!({})));
        let answer = house.ask(&assertion).await;
        assert_eq!(answer.status(), 503, "{status} {:.80}", body);
        assert_eq!(answer.headers()["retry-after"], "1");
        let told = json_of(&answer);
        assert_eq!(told["error"], "temporarily_unavailable");
        assert!(told["error_uri"].as_str().unwrap().ends_with("/errors/consent-source"));
    }
    assert!(house.ledger.tokens().is_empty());
    assert!(!logged().contains(PERSON), "nobody stands in the log");
}

#[tokio::test]
async fn a_source_that_is_down_is_told_as_such() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/consents", gone.local_addr().unwrap());
    drop(gone);
    let house = House::with_consents(&url);
    let answer = house.ask(&grant(asked(&json!({})))).await;
    assert_eq!(answer.status(), 503);
    assert_eq!(house.ledger.refusals().pop().unwrap().reason, "consent-source");
}

#[tokio::test]
async fn a_grant_is_looked_up_once() {
    let (house, source) = house().await;
    let assertion = grant(asked(&json!({})));
    house.issue(&assertion).await;
    house.refuse(&assertion, 400, "invalid_grant", "MP-012").await;
    assert_eq!(source.asked().len(), 1);
}

#[tokio::test]
async fn without_a_source_the_type_is_unknown() {
    let house = House::new();
    house.refuse(&grant(asked(&json!({}))), 400, "invalid_request", "MP-301").await;
    let metadata = async |house: &House| {
        let request = hyper::Request::get("/.well-known/oauth-authorization-server");
        json_of(&house.send(request.body(bytes::Bytes::new()).unwrap()).await)
    };
    let types = metadata(&house).await["authorization_details_types_supported"].clone();
    assert_eq!(types, json!(["urn:sluse:purpose", "urn:altinn:systemuser"]));
    let (house, _source) = self::house().await;
    let types = metadata(&house).await["authorization_details_types_supported"].clone();
    assert!(types.as_array().unwrap().contains(&json!("urn:altinn:consent")));
}

#[tokio::test]
async fn a_malformed_consent_is_refused_before_anyone_is_asked() {
    let (house, source) = house().await;
    for changes in [
        json!({ "id": "77ed8698" }),
        json!({ "id": 1 }),
        json!({ "from": PERSON }),
        json!({ "from": format!("urn:altinn:organization:identifier-no:{PERSON}") }),
        json!({ "from": "urn:altinn:person:identifier-no:17859241205" }),
    ] {
        let told = house.refuse(&grant(asked(&changes)), 400, "invalid_request", "MP-303").await;
        assert!(!told.contains(PERSON));
    }
    for missing in ["id", "from"] {
        let mut changes = asked(&json!({}));
        changes["authorization_details"][0].as_object_mut().unwrap().remove(missing);
        house.refuse(&grant(changes), 400, "invalid_request", "MP-303").await;
    }
    let further = json!({ "validTo": "2099-01-01T00:00:00Z" });
    house.refuse(&grant(asked(&further)), 400, "invalid_request", "MP-302").await;
    let mut other = asked(&json!({}));
    other["pid"] = json!(ANOTHER);
    let told = house.refuse(&grant(other), 400, "invalid_request", "MP-303").await;
    assert!(told.ends_with("from is another person than pid"), "{told}");
    assert!(source.asked().is_empty());
}

#[tokio::test]
async fn a_token_does_not_outlive_its_consent() {
    let (house, source) = house().await;
    let soon = sluse::vocab::time::Timestamp::from_seconds(NOW + 30).to_string();
    source.will(200, &consent(ID, PERSON, MUNICIPALITY, &soon));
    let answer = house.issue(&grant(asked(&json!({})))).await;
    assert_eq!(answer["expires_in"], 29);
    assert_eq!(claims_of(&answer)["exp"], NOW + 30);
}
