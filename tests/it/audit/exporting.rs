//! Exports over HTTP: the same rights and the same look as seeking, every form, whole however long, and gone on
//! with where the last one ended.

use super::{CONSUMER, KEEPER, OWN, PROVIDER, Reader, SUPERVISOR, WHOLE, looks, reader};
use crate::export::{fhir, otlp, syslog};
use crate::house::{PERSON_PATH, TestHouse};
use crate::http2::connect_from;
use crate::ledger::{person, reading};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::SendRequest;
use hyper::{Method, Request, Response};
use serde_json::Value;
use sluse::audit::rights::Reader as Auditor;
use sluse::audit::role::Role;
use sluse::config::Config;
use sluse::ledger::entry::{Asker, Draft, Event, Looked, TokenRefusal};
use sluse::serve::ledger_door::{EXPORTS, Places};
use sluse::vocab::party::{ClientId, Organisation};
use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use tokio::task::JoinHandle;

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

/// An export of which nothing is taken, with the connection that it stands still on; or a refusal.
async fn begin_slowly(reader: &Reader<'_>) -> (Response<Incoming>, Ends) {
    let house = reader.house;
    let at = &house.machine;
    let (mut sender, ended) = connect_from(Ipv4Addr::LOCALHOST, house, at, Some(1000)).await;
    let request = Request::get(format!("{at}/ledger/export?format=fhir"))
        .header("authorization", format!("Bearer {}", reader.token))
        .body(Full::default())
        .unwrap();
    let answer = sender.send_request(request).await.unwrap();
    (answer, Ends { _sender: sender, connection: ended })
}

/// A connection that ends with this.
struct Ends {
    _sender: SendRequest<Full<Bytes>>,
    connection: JoinHandle<()>,
}

impl Drop for Ends {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

async fn is_busy(reader: &Reader<'_>) {
    let busy = reader.ask("/ledger/export").await;
    assert_eq!(crate::house::problem(&busy), "ledger-readers-busy");
    let again = &busy.headers()["retry-after"];
    assert_eq!((busy.status().as_u16(), again), (503, &"1".parse().unwrap()));
}

/// A house with several megabytes that the consumer's part of the ledger holds.
async fn long(change: &dyn Fn(&mut Config)) -> TestHouse {
    let house = TestHouse::start_with(change).await;
    let drafts = (0..6000).map(|number| reading(person(number % 5))).collect();
    house.ledger().append_all(drafts).await.unwrap();
    house.ledger().publish().unwrap();
    house
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_does_not_take_what_it_asked_for_keeps_its_own_organisation_waiting_and_no_other()
 {
    let house = long(&|_| ()).await;
    let consumer = reader(&house, CONSUMER, OWN).await;
    let slow = begin_slowly(&consumer).await;
    assert_eq!(slow.0.status(), 200);
    is_busy(&consumer).await;
    // Seeking has places of its own, and others have theirs.
    consumer.get("/ledger/entries?limit=1").await;
    for (client, scope, least) in
        [(SUPERVISOR, WHOLE, 6000), (KEEPER, WHOLE, 6000), (PROVIDER, OWN, 0)]
    {
        let whole = text(&reader(&house, client, scope).await, "/ledger/export").await;
        assert!(indexes("ndjson", &whole).len() >= least, "{client}");
    }
    // It goes away, and another may come.
    drop(slow);
    assert!(indexes("ndjson", &text(&consumer, "/ledger/export").await).len() > 6000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_is_too_slow_is_cut_off_and_its_place_is_free() {
    let house = long(&|config| {
        config.limits.export_grace_ms = 1;
        config.limits.export_bytes_per_second = NonZeroU32::MAX;
    })
    .await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let (answer, _connection) = begin_slowly(&supervisor).await;
    assert_eq!(answer.status(), 200);
    // What is taken now is not whole, and the reader is told so.
    let (next, _connection) = begin_slowly(&supervisor).await;
    assert_eq!(next.status(), 200, "the place of the first is free");
    assert!(answer.into_body().collect().await.is_err(), "cut off");
}

/// An organisation's officer, or the authority.
fn of_role(organisation: &str, role: impl Fn(Organisation) -> Role) -> Auditor {
    let consumer = Organisation::parse(organisation).unwrap();
    let role = role(consumer.clone());
    let client = ClientId::parse("logg").unwrap();
    let (supplier, customer, sub_client, issuer) = (None, None, None, None);
    Auditor::of_role(Asker { consumer, supplier, client, customer, sub_client, issuer }, role)
}

#[tokio::test]
async fn whoever_may_read_all_has_a_place_when_those_for_parts_are_taken() {
    const PARTS: [&str; EXPORTS.most] = ["312143046", "312445190", "314049489", "313010104"];
    let places = Places::default();
    let mut taken = Vec::new();
    for organisation in PARTS {
        taken.push(places.take(&of_role(organisation, Role::Officer)).await.expect("a place"));
    }
    let one_more = of_role("313020207", Role::Officer);
    assert!(places.take(&one_more).await.is_none());
    let authority = places.take(&of_role("313020207", |_| Role::Authority)).await;
    assert!(authority.is_some());
    drop((taken, authority));
    assert!(places.take(&one_more).await.is_some());
}
