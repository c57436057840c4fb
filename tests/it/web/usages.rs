//! Readings in the forms of Estonia's data tracker and of the Dutch read API, held against what these have
//! published.

use super::access::{bearer, house, problem, token};
use super::browser::{Browser, Got, House};
use super::described::faultless;
use super::sample::{KARI, OLA, reading_at, record, refusal, whom};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use sluse::ledger::entry::Held;
use sluse::vocab::basis::{LawUrl, Statute};
use sluse::vocab::time::Day;
use sluse::web::{OBJECTS_AT_ONCE, Record, USAGES};

const ESTONIA: &str = include_str!("../../data/usages/find-usage.json");
const NETHERLANDS: &str = include_str!("../../data/usages/verwerkte-objecten.json");
const OBJECTS: &str = "/me/api/v1/verwerkte-objecten";
/// All days of the sample.
const DAYS: &str = "?beginDatum=2026-01-01&eindDatum=2027-12-31";

/// Holds a document against the published shape of this name.
fn published(schemas: &str, name: &str, document: &Value) {
    let mut schema: Value = serde_json::from_str(schemas).unwrap();
    schema["$ref"] = json!(format!("#/$defs/{name}"));
    let options = jsonschema::options().should_validate_formats(true);
    faultless(&options.build(&schema).unwrap(), name, document);
}

async fn kari(house: &House, target: &str) -> Got {
    bearer(house, target, &token(house, |_| ())).await
}

async fn json(house: &House, target: &str) -> Value {
    let got = kari(house, target).await;
    assert_eq!(got.status, StatusCode::OK, "{target}: {}", got.body);
    serde_json::from_str(&got.body).unwrap()
}

async fn found(house: &House, query: &str) -> Value {
    let document = json(house, &format!("/me/v2/findUsage{query}")).await;
    published(ESTONIA, "found", &document);
    document
}

async fn objects(house: &House, query: &str) -> Value {
    let document = json(house, &format!("{OBJECTS}{query}")).await;
    published(NETHERLANDS, "list", &document);
    document
}

fn times(document: &Value) -> Vec<&str> {
    let usages = document["usages"].as_array().unwrap();
    usages.iter().map(|usage| usage["logtime"].as_str().unwrap()).collect()
}

/// A reading that the law lets wait.
fn held(index: u64, released: Option<&str>) -> Record {
    let mut record = reading_at(index, "2026-10-01T08:00:00Z", KARI);
    let law = LawUrl::parse("https://lovdata.no/eli/lov/1981/05/22/25").unwrap();
    let basis = Statute { law, section: "§ 242 a".to_owned() };
    record.entry.held = Some(Held { until: Day::parse("2027-01-02").unwrap(), basis });
    record.released = released.map(|at| at.parse().unwrap());
    record
}

#[tokio::test]
async fn estonias_program_finds_what_was_given_out_and_to_whom() {
    let house = house();
    house.shelf.put(record(12, "2026-11-22T10:00:00Z", refusal("too-fast"), whom(KARI)));
    house.shelf.put(reading_at(13, "2026-11-23T10:00:00Z", KARI));
    let document = found(&house, "?userCode=me").await;
    assert_eq!(document["totalUsages"], 2, "a refusal is no usage, and Ola's is not Kari's");
    assert_eq!(times(&document), ["2026-11-23T10:00:00.000Z", "2026-11-21T10:00:00.000Z"]);
    assert_eq!(
        document["usages"][0],
        json!({
            "logtime": "2026-11-23T10:00:00.000Z", "action": "Opptak i barnehage",
            "receiverCode": "312143046", "receiverName": "Testby kommune",
            "receiverSystem": "testby-oppvekst",
        })
    );
    let english = found(&house, "?lang=en").await;
    assert_eq!(english["usages"][0]["action"], "Kindergarten admission");
}

#[tokio::test]
async fn usages_are_found_by_time_and_in_parts() {
    let house = house();
    for day in 1..=9 {
        house.shelf.put(reading_at(20 + day, &format!("2026-06-0{day}T10:00:00Z"), KARI));
    }
    let part = found(&house, "?periodEnd=2026-06-30T00:00:00Z&offset=2&limit=3").await;
    assert_eq!(part["totalUsages"], 9, "of the whole time, whatever part of it is shown");
    let expected =
        ["2026-06-07T10:00:00.000Z", "2026-06-06T10:00:00.000Z", "2026-06-05T10:00:00.000Z"];
    assert_eq!(times(&part), expected);
    let none = found(&house, "?offset=2147483647").await;
    assert!(times(&none).is_empty() && none["totalUsages"] == 10);
    // Both ends are within. Without an offset it is the clock of Norway: noon there is 10:00 UTC in June.
    for (query, many) in [
        ("?periodStart=2026-06-03T10:00:00Z&periodEnd=2026-06-03T10:00:00Z", 1),
        ("?periodStart=2026-06-03T12:00:00&periodEnd=2026-06-03T12:00:00", 1),
        ("?periodStart=2026-06-03T12:00:00%2B02:00&periodEnd=2026-06-04T11:59:59%2B02:00", 1),
        ("?periodStart=2026-06-03T12:00:01&periodEnd=2026-06-04T11:59:59", 0),
    ] {
        assert_eq!(found(&house, query).await["totalUsages"], many, "{query}");
    }
}

#[tokio::test]
async fn what_is_no_question_of_these_is_refused() {
    let house = house();
    let over = USAGES.most + 1;
    for query in [
        "userCode=15884010029",
        "userCode=EE12345678901",
        "userCode=me&userCode=me",
        "userCode=",
        "limit=0",
        &format!("limit={over}"),
        "limit=-1",
        "limit=007",
        "offset=-1",
        "offset=2147483648",
        "periodStart=yesterday",
        "periodStart=2026-06-03",
        "periodStart=2026-03-29T02:30:00",
        "periodStart=2026-06-04T10:00:00Z&periodEnd=2026-06-03T10:00:00Z",
        "pid=1",
    ] {
        let got = kari(&house, &format!("/me/v2/findUsage?{query}")).await;
        assert_eq!((got.status, &*problem(&got)), (StatusCode::BAD_REQUEST, "address-malformed"));
    }
    for path in ["usagePeriod", "heartbeat"] {
        let got = kari(&house, &format!("/me/v2/{path}?userCode=15884010029")).await;
        assert_eq!((got.status, &*problem(&got)), (StatusCode::BAD_REQUEST, "address-malformed"));
    }
    for (query, wrong) in [
        ("", "beginDatum"),
        ("?beginDatum=2026-01-01", "eindDatum"),
        ("?beginDatum=2026-01-02&eindDatum=2026-01-01", "eindDatum"),
        ("?beginDatum=1.1.2026&eindDatum=2026-01-01", "beginDatum"),
        ("?beginDatum=2026-01-01&eindDatum=2026-01-02&objectId=479580261", "objectId"),
        ("?beginDatum=2026-01-01&eindDatum=2026-01-02&soortObjectId=BSN", "soortObjectId"),
        ("?beginDatum=2026-01-01&eindDatum=2026-01-02&objecttype=zaak", "objecttype"),
        (
            "?beginDatum=2026-01-01&eindDatum=2026-01-02&verwerkingsactiviteitId=1",
            "verwerkingsactiviteitId",
        ),
        ("?beginDatum=2026-01-01&eindDatum=2026-01-02&offset=x", "offset"),
        ("/5f089abb", "verwerktObjectId"),
        ("/5f089abb-1d1c-4b5a-8f06-0d3c7d1c8c0d?bsn=1", "query"),
    ] {
        let got = kari(&house, &format!("{OBJECTS}{query}")).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST, "{query}");
        let document: Value = serde_json::from_str(&got.body).unwrap();
        published(NETHERLANDS, "validation", &document);
        assert_eq!(document["invalidParams"][0]["name"], wrong, "{query}");
    }
}

#[tokio::test]
async fn whoever_names_another_than_the_token_is_refused() {
    let house = house();
    let good = format!("Bearer {}", token(&house, |_| ()));
    let ask = async |target: &str, users: &[&str]| {
        let mut fields = vec![("authorization", good.as_str())];
        fields.extend(users.iter().map(|user| ("x-road-userid", *user)));
        Browser::default().ask_with(&house, Method::GET, target, String::new(), &fields).await
    };
    for target in
        ["/me/v2/findUsage", "/me/v2/usagePeriod", "/me/v2/heartbeat", &format!("{OBJECTS}{DAYS}")]
    {
        for user in [KARI, &format!("NO{KARI}")] {
            assert_eq!(ask(target, &[user]).await.status, StatusCode::OK, "{target}");
        }
        for users in [vec![OLA], vec![""], vec!["EE38001085718"], vec![KARI, KARI], vec![KARI, OLA]]
        {
            let got = ask(target, &users).await;
            assert_eq!((got.status, &*problem(&got)), (StatusCode::FORBIDDEN, "other-person"));
        }
    }
}

#[tokio::test]
async fn what_the_law_lets_wait_is_no_usage_until_it_is_released() {
    let house = house();
    house.shelf.put(held(30, None));
    assert_eq!(found(&house, "").await["totalUsages"], 1);
    assert_eq!(objects(&house, DAYS).await["count"], 1);
    let period = json(&house, "/me/v2/usagePeriod").await;
    published(ESTONIA, "period", &period);
    assert_eq!(period, json!({ "periodStart": "2026-11-21T10:00:00.000Z" }));
    house.shelf.put(held(31, Some("2027-01-02T23:30:00Z")));
    let document = found(&house, "").await;
    assert_eq!(times(&document).last(), Some(&"2026-10-01T08:00:00.000Z"), "when it happened");
    let list = objects(&house, DAYS).await;
    assert_eq!(list["results"][1]["verwerkingsactie"]["vertrouwelijkheid"], "opgeheven");
    assert_eq!(list["results"][0]["verwerkingsactie"]["vertrouwelijkheid"], "normaal");
    let period = json(&house, "/me/v2/usagePeriod").await;
    assert_eq!(period["periodStart"], "2026-10-01T08:00:00.000Z");
}

#[tokio::test]
async fn the_heartbeat_says_whether_the_ledger_can_be_read() {
    let house = house();
    let alive = json(&house, "/me/v2/heartbeat").await;
    published(ESTONIA, "heartbeat", &alive);
    assert_eq!(alive["status"], "OK");
    house.shelf.broken.store(true, std::sync::atomic::Ordering::SeqCst);
    let failing = json(&house, "/me/v2/heartbeat").await;
    published(ESTONIA, "heartbeat", &failing);
    assert_eq!(failing["status"], "FAIL");
    for target in ["/me/v2/findUsage", "/me/v2/usagePeriod", &format!("{OBJECTS}{DAYS}")] {
        assert_eq!(kari(&house, target).await.status, StatusCode::SERVICE_UNAVAILABLE, "{target}");
    }
}

#[tokio::test]
async fn a_dutch_program_reads_what_was_processed_and_each_object_by_its_own_address() {
    let house = house();
    house.shelf.put(record(12, "2026-11-22T10:00:00Z", refusal("too-fast"), whom(KARI)));
    let got =
        kari(&house, &format!("{OBJECTS}{DAYS}&objecttype=persoon&soortObjectId=token")).await;
    assert_eq!(got.head["api-version"], "0.9.0");
    let list = objects(&house, DAYS).await;
    assert_eq!(
        (&list["count"], &list["next"], &list["previous"]),
        (&json!(1), &Value::Null, &Value::Null)
    );
    let object = &list["results"][0];
    assert_eq!(object["verwerkteSoortenGegevens"][0]["soortGegeven"], "Fornavn");
    let act = &object["verwerkingsactie"];
    assert_eq!(
        (&act["actieNaam"], &act["verwerkingNaam"]),
        (&json!("Personregister"), &json!("Opptak i barnehage"))
    );
    assert_eq!(
        (&act["soortAfnemerId"], &act["afnemerId"]),
        (&json!("organisasjonsnummer"), &json!("312143046"))
    );
    assert_eq!(act["tijdstip"], "2026-11-21T10:00:00.000Z");
    assert!(act["verwerkteObjecten"].is_array());
    let address = object["url"].as_str().unwrap().strip_prefix("https://people.test").unwrap();
    let alone = json(&house, address).await;
    published(NETHERLANDS, "object", &alone);
    assert_eq!(alone, *object);
    // Another person's program does not find it.
    let ola = bearer(&house, address, &token(&house, |claims| claims["pid"] = json!(OLA))).await;
    assert_eq!(ola.status, StatusCode::NOT_FOUND);
    published(NETHERLANDS, "fault", &serde_json::from_str(&ola.body).unwrap());
    let activity = act["verwerkingsactiviteitId"].as_str().unwrap();
    let query = format!("{DAYS}&verwerkingsactiviteitId={activity}");
    assert_eq!(objects(&house, &query).await["count"], 1);
    let other = activity.replace(|digit: char| digit.is_ascii_digit(), "0");
    assert_eq!(
        objects(&house, &format!("{DAYS}&verwerkingsactiviteitId={other}")).await["count"],
        0
    );
    // The last day is no part of it, and days are Norway's.
    for (days, many) in
        [("2026-11-21&eindDatum=2026-11-22", 1), ("2026-11-20&eindDatum=2026-11-21", 0)]
    {
        assert_eq!(objects(&house, &format!("?beginDatum={days}")).await["count"], many, "{days}");
    }
}

#[tokio::test]
async fn a_long_list_of_objects_is_followed_by_its_addresses() {
    let house = house();
    let many = u64::try_from(OBJECTS_AT_ONCE.most).unwrap();
    for number in 0..many {
        house.shelf.put(reading_at(100 + number, "2026-07-01T10:00:00Z", KARI));
    }
    let first = objects(&house, DAYS).await;
    assert_eq!(first["results"].as_array().unwrap().len(), OBJECTS_AT_ONCE.most);
    let path = |address: &Value| {
        address.as_str().unwrap().strip_prefix("https://people.test").unwrap().to_owned()
    };
    let second = json(&house, &path(&first["next"])).await;
    published(NETHERLANDS, "list", &second);
    assert_eq!((second["results"].as_array().unwrap().len(), &second["next"]), (1, &Value::Null));
    let back = json(&house, &path(&second["previous"])).await;
    assert_eq!(back["results"], first["results"]);
}

#[tokio::test]
async fn places_are_hidden_there_too() {
    let family = super::protected::family(Some("strengtFortrolig"));
    let mut browser = Browser::login(&family.house, KARI).await;
    for target in ["/me/v2/findUsage", &format!("{OBJECTS}{DAYS}")] {
        let got = browser.get(&family.house, target).await;
        assert_eq!(got.status, StatusCode::OK, "{target}");
        for word in super::protected::TELLS.into_iter().chain(["testby-oppvekst"]) {
            assert!(!got.body.contains(word), "{target}: {word}");
        }
    }
    let got = browser.get(&family.house, "/me/v2/findUsage").await;
    let document: Value = serde_json::from_str(&got.body).unwrap();
    published(ESTONIA, "found", &document);
    assert!(
        got.body.contains("Stønadsetaten") && got.body.contains("\"receiverName\":\"en kommune\"")
    );
}
