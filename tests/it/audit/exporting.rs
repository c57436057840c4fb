//! Exports over HTTP: the same rights and the same look as seeking, every form, whole however long, and gone on
//! with where the last one ended.

use super::{CONSUMER, OWN, PROVIDER, Reader, SUPERVISOR, WHOLE, looks, reader};
use crate::export::{fhir, otlp, syslog};
use crate::house::{PERSON_PATH, TestHouse};
use bytes::Bytes;
use hyper::{Method, Request};
use serde_json::Value;
use sluse::ledger::entry::{Draft, Event, Looked, TokenRefusal};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// The forms, each with what it is read as.
const FORMS: [(&str, &str); 5] = [
    ("ndjson", "application/x-ndjson"),
    ("otlp", "application/x-ndjson"),
    ("fhir", "application/fhir+ndjson"),
    ("syslog", "text/plain; charset=utf-8"),
    ("syslog-frames", "text/plain; charset=utf-8"),
];

async fn refuse_grants(house: &TestHouse, count: usize) {
    let event = || Event::TokenRefusal(TokenRefusal { reason: "MP-110".into(), client: None });
    let drafts = (0..count).map(|_| Draft::new(event())).collect();
    house.ledger().append_all(drafts).await.unwrap();
    house.ledger().publish().unwrap();
}

async fn text(reader: &Reader<'_>, path: &str) -> String {
    let answer = reader.ask(path).await;
    assert_eq!(answer.status(), 200, "{path}: {answer:?}");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    String::from_utf8(answer.into_body().to_vec()).unwrap()
}

/// The indexes of the entries in a text of a form, which is read by a reader of its own.
fn indexes(form: &str, text: &str) -> Vec<u64> {
    let json = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let message = |text: &str| syslog::parse(text).data["ledger@32473"]["index"].parse().unwrap();
    let record = |record: otlp::Record| match &record.attributes["sluse.index"] {
        otlp::AnyValue::IntValue(index) => index.parse().unwrap(),
        other => panic!("{other:?}"),
    };
    match form {
        "ndjson" => text.lines().map(|line| json(line)["index"].as_u64().unwrap()).collect(),
        "otlp" => text.lines().flat_map(otlp::records).map(record).collect(),
        "fhir" => {
            let event = |line: &str| {
                let event = json(line);
                fhir::check(&event);
                event["id"].as_str().unwrap().parse().unwrap()
            };
            text.lines().map(event).collect()
        }
        "syslog" => text.lines().map(message).collect(),
        _ => syslog::frames(text.as_bytes()).iter().map(|frame| message(frame)).collect(),
    }
}

#[tokio::test]
async fn each_form_has_what_seeking_shows_this_reader_and_no_more() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.token("stonadsetaten", "skatt:inntekt.ytelser").await;
    for (client, scope) in [(SUPERVISOR, WHOLE), (CONSUMER, OWN), (PROVIDER, OWN)] {
        let reader = reader(&house, client, scope).await;
        for sought in ["", "&decision=disclosed", "&consumer=312143046"] {
            // The look is an entry, so it is written before what is compared is read.
            reader.all(&format!("limit=1{sought}")).await;
            house.ledger().publish().unwrap();
            let shown = reader.all(&format!("limit=1000{sought}")).await;
            let wanted: Vec<u64> =
                shown.iter().map(|entry| entry["index"].as_u64().unwrap()).collect();
            assert!(!wanted.is_empty(), "{client} {sought}");
            for (form, media_type) in FORMS {
                let path = format!("/ledger/export?format={form}{sought}");
                let answer = reader.ask(&path).await;
                assert_eq!(answer.headers()["content-type"], media_type);
                let text = std::str::from_utf8(answer.body()).unwrap();
                assert_eq!(indexes(form, text), wanted, "{client} {path}");
            }
        }
    }
    let provider = reader(&house, PROVIDER, OWN).await;
    let own = text(&provider, "/ledger/export").await;
    for line in own.lines() {
        let event = serde_json::from_str::<Value>(line).unwrap()["event"].clone();
        let is_own =
            event["service"] == "folkeregisteret.person" || event["consumer"] != "312143046";
        assert!(is_own, "{line}");
        assert_ne!(event["client"], "stonadsetaten", "another's token");
    }
}

#[tokio::test]
async fn an_export_is_a_look_and_those_alike_are_one() {
    let house = TestHouse::start().await;
    house.ledger().publish().unwrap();
    let consumer = reader(&house, CONSUMER, OWN).await;
    assert!(looks(&house).is_empty());
    for (form, _) in FORMS {
        text(&consumer, &format!("/ledger/export?format={form}&decision=refused")).await;
    }
    let found = looks(&house);
    assert_eq!(found.len(), 1);
    let Looked::Search(sought) = &found[0].1.at else { panic!("{found:?}") };
    assert!(sought.decision.is_some());
    text(&consumer, "/ledger/export").await;
    assert_eq!(looks(&house).len(), 2);
    // Only the head: it says what would come, and is a look, too.
    let request = Request::builder()
        .method(Method::HEAD)
        .uri(format!("{}/ledger/export?format=fhir&decision=disclosed", house.machine))
        .header("authorization", format!("Bearer {}", consumer.token))
        .body(Bytes::new());
    let answer = house.send(request.unwrap()).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/fhir+ndjson");
    assert!(answer.body().is_empty());
    assert_eq!(looks(&house).len(), 3);
}

#[tokio::test]
async fn an_export_goes_on_where_the_one_before_ended_or_was_cut_off() {
    let house = TestHouse::start().await;
    refuse_grants(&house, 20).await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let sought = "decision=MP-110";
    let answer = supervisor.ask(&format!("/ledger/export?{sought}")).await;
    let first = indexes("ndjson", std::str::from_utf8(answer.body()).unwrap());
    assert_eq!(first.len(), 20);
    let link = answer.headers()["link"].to_str().unwrap().to_owned();
    let next = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap();
    assert_eq!(text(&supervisor, next).await, "");
    refuse_grants(&house, 3).await;
    let later = indexes("ndjson", &text(&supervisor, next).await);
    assert_eq!(later.len(), 3);
    assert!(later[0] > *first.last().unwrap());
    for (form, _) in FORMS {
        let from = first[7] + 1;
        let path = format!("/ledger/export?format={form}&{sought}&from={from}");
        assert_eq!(indexes(form, &text(&supervisor, &path).await), [&first[8..], &later].concat());
    }
    let beyond = "/ledger/export?from=9223372036854775807";
    assert_eq!(text(&supervisor, beyond).await, "");
}

#[tokio::test]
async fn a_long_export_comes_whole_also_where_little_is_found() {
    let house = TestHouse::start().await;
    refuse_grants(&house, 40_000).await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let all = indexes("ndjson", &text(&supervisor, "/ledger/export?decision=MP-110").await);
    assert_eq!(all.len(), 40_000);
    assert!(all.windows(2).all(|two| two[0] < two[1]));
    // One that only the last of all entries fits.
    let event = TokenRefusal { reason: "MP-111".into(), client: None };
    let last = house.ledger().append(Draft::new(Event::TokenRefusal(event))).await.unwrap();
    house.ledger().publish().unwrap();
    let found = text(&supervisor, "/ledger/export?decision=MP-111").await;
    assert_eq!(indexes("ndjson", &found), [last.0]);
}

#[tokio::test]
async fn what_cannot_be_read_or_is_not_open_is_refused_before_anything_leaves() {
    let house = TestHouse::start().await;
    house.ledger().publish().unwrap();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    for query in [
        "format=csv",
        "format=parquet",
        "from=-1",
        "from=x",
        "from=1&from=2",
        "enterprise=-1",
        "enterprise=4294967296",
        "cursor=1",
        "limit=1",
        "purpose=abc123456",
        "since=yesterday",
    ] {
        let path = format!("/ledger/export?{query}");
        assert_eq!(supervisor.refused(&path).await, (400, "query-not-taken".into()), "{query}");
    }
    assert!(looks(&house).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_who_do_not_take_what_they_asked_for_hold_no_more_than_the_places_that_there_are() {
    let house = TestHouse::start().await;
    refuse_grants(&house, 40_000).await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let host = house.machine.strip_prefix("https://").unwrap();
    let mut slow = Vec::new();
    for _ in 0..4 {
        let mut connection = crate::http2::secure(&house, b"http/1.1").await;
        let head = format!(
            "GET /ledger/export?format=fhir HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\n\r\n",
            supervisor.token
        );
        connection.write_all(head.as_bytes()).await.unwrap();
        let mut begun = [0; 12];
        connection.read_exact(&mut begun).await.unwrap();
        assert_eq!(&begun, b"HTTP/1.1 200");
        slow.push(connection);
    }
    let busy = supervisor.ask("/ledger/export").await;
    assert_eq!(crate::house::problem(&busy), "ledger-readers-busy");
    assert_eq!(
        (busy.status().as_u16(), &busy.headers()["retry-after"]),
        (503, &"1".parse().unwrap())
    );
    // Seeking has places of its own.
    supervisor.get("/ledger/entries?limit=1").await;
    // One of them goes away, and another may come.
    drop(slow.pop());
    assert_eq!(
        indexes("ndjson", &text(&supervisor, "/ledger/export?decision=MP-110").await).len(),
        40_000
    );
}
