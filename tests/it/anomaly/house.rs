//! By the front door: somebody tries one number after another, and the officer is told: by an entry, by the
//! feed, and by the webhook, again and again until it takes it.

use super::in_a_row;
use crate::house::{PERSON_PATH, TestHouse, eventually};
use crate::mutual::{Caller, Identity};
use crate::notify::peer::Peer;
use http_body_util::Full;
use hyper::{Method, Request};
use ring::hmac;
use sluse::anomaly::Detector;
use sluse::config::audit::{Alarms, Audit, Hook, Officer, Role};
use sluse::ledger::entry::{Alarm, Event};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::thumbprint::Thumbprint;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

const KEY: &str = "0123456789abcdef0123456789abcdef";
pub(super) const TESTBY: &str = "312143046";
pub(super) const TAXES: &str = "312445190";
pub(super) const REGISTER: &str = "311672118";
pub(super) const AUTHORITY: &str = "313181847";

/// The alarms in the ledger.
pub(super) fn alarms(house: &TestHouse) -> Vec<Alarm> {
    let alarm = |entry: sluse::ledger::entry::Entry| {
        if let Event::Alarm(alarm) = entry.event { Some(*alarm) } else { None }
    };
    house.entries().into_iter().filter_map(alarm).collect()
}

/// What this officer gets below the auditors' door.
pub(super) async fn fetch(house: &TestHouse, officer: &Identity, path: &str) -> String {
    let base = &house.audit;
    let request = Request::builder()
        .method(Method::GET)
        .uri(format!("{base}{path}"))
        .header("host", base.strip_prefix("https://").unwrap())
        .body(Full::default())
        .unwrap();
    let answer = Caller::new(house, Some(officer)).send(base, request).await.unwrap().0;
    assert_eq!(answer.status(), 200, "{answer:?}");
    let media_type = if path.contains(".atom") { "application/atom+xml" } else { "text/html" };
    assert_eq!(answer.headers()["content-type"], format!("{media_type}; charset=utf-8"));
    String::from_utf8(answer.body().to_vec()).unwrap()
}

/// Who comes in with this certificate.
pub(super) fn officer(name: &str, own: &str, role: Role, identity: &Identity) -> Officer {
    Officer {
        name: name.to_owned(),
        certificate: Some(Thumbprint::of(&identity.certificate).to_string()),
        login: None,
        organisation: own.to_owned(),
        role,
    }
}

#[tokio::test]
async fn numbers_in_a_row_are_an_entry_a_line_of_the_feed_and_a_call_of_the_webhook() {
    let tries = AtomicUsize::new(0);
    let taking = move |_: &_| {
        let first = tries.fetch_add(1, Ordering::Relaxed) == 0;
        (if first { 503 } else { 204 }, String::new())
    };
    let (hook, files) = (Peer::start(taking).await, TempDir::new().unwrap());
    let key = files.path().join("hook.key");
    std::fs::write(&key, KEY).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    let officers = [(TESTBY, Identity::new()), (TAXES, Identity::new())];
    let house = TestHouse::start_with(&|config| {
        let webhook = Hook {
            url: format!("{}/alarms", hook.base()),
            key: key.clone(),
            ca: config.tls.certificate.clone(),
            cursor: files.path().join("hook.cursor"),
        };
        config.audit = Some(Audit {
            address: "127.0.0.1:0".parse().unwrap(),
            login: None,
            officers: officers
                .iter()
                .map(|(own, identity)| officer(&format!("o-{own}"), own, Role::Officer, identity))
                .collect(),
            alarms: Some(Alarms {
                false_alarms_a_month: None,
                webhook: Some(webhook),
                relations: None,
                cases: Vec::new(),
            }),
        });
    })
    .await;
    let (folder, _) = PERSON_PATH.rsplit_once('/').unwrap();
    for person in in_a_row(6) {
        let answer = house.kindergarten(&format!("{folder}/{}", person.expose())).await;
        assert_eq!(answer.status(), 200, "{answer:?}");
    }
    eventually(|| async { !alarms(&house).is_empty() }).await;
    let [alarm] = <[Alarm; 1]>::try_from(alarms(&house)).unwrap();
    assert_eq!(alarm.detector, Detector::Sequence);
    assert_eq!((alarm.consumer.as_str(), alarm.purpose.as_str()), (TESTBY, "barnehageopptak"));
    let is_reading = |index: &EntryIndex| {
        let entry = house.ledger().entry(*index).unwrap().unwrap();
        matches!(entry.event, Event::Reading(_))
    };
    assert!(alarm.entries.len() >= 4 && alarm.entries.iter().all(is_reading));

    house.ledger().publish().unwrap();
    eventually(|| async { hook.asked().len() == 2 }).await;
    let told = hook.asked();
    assert_eq!(told[0].body, told[1].body, "what was not taken is told again");
    assert_eq!(told[0].line, "POST /alarms");
    let body: serde_json::Value = serde_json::from_str(&told[1].body).unwrap();
    assert_eq!(body["alarm"]["detector"], "numbers-in-a-row");
    assert!(body["sentence"].as_str().unwrap().contains("person numbers in a row were read"));
    let signed = told[1].head.iter().find_map(|it| it.strip_prefix("sluse-signature: ")).unwrap();
    let (time, mac) = signed.split_once(",v1=").unwrap();
    let text = format!("{}.{}", time.strip_prefix("t=").unwrap(), told[1].body);
    let right = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, KEY.as_bytes()), text.as_bytes());
    let right: String = right.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(mac, right);

    let feed = "/audit/alarms.atom?lang=en";
    let own = fetch(&house, &officers[0].1, feed).await;
    assert!(own.contains("numbers-in-a-row") && own.contains("person numbers in a row"), "{own}");
    let others = fetch(&house, &officers[1].1, feed).await;
    assert!(!others.contains("<entry>"), "{others}");
    for person in in_a_row(6) {
        assert!(!own.contains(person.expose()) && !told[1].body.contains(person.expose()));
    }
}
