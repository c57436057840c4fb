//! The webhook over a restart: each alarm at least once, in order, and once when all goes well.

use super::detectors::an_alarm;
use crate::house::TestClock;
use crate::ledger::Place;
use crate::notify::peer::Peer;
use serde_json::Value;
use sluse::anomaly::Detector;
use sluse::dial::Dialer;
use sluse::ledger::Ledger;
use sluse::ledger::entry::{Draft, Event};
use sluse::vocab::secret::SecretText;
use sluse::watch::{Undelivered, Unusable, Webhook};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use tempfile::TempDir;

const KEY: &str = "0123456789abcdef0123456789abcdef";

/// A receiver that answers with the status that it is set to.
async fn receiver() -> (Peer, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(204));
    let own = status.clone();
    (Peer::start(move |_| (own.load(Ordering::SeqCst), String::new())).await, status)
}

fn webhook(ledger: &Ledger, hook: &Peer, cursor: &Path) -> Result<Webhook, Unusable> {
    let address = format!("{}/alarms", hook.base()).parse().unwrap();
    let dialer = Dialer::new(&[]).unwrap();
    let key = SecretText::new(KEY.to_owned());
    Webhook::new((ledger.clone(), TestClock::at_start()), (dialer, address), key, cursor)
}

async fn raise(ledger: &Ledger, detector: Detector) {
    ledger.append(Draft::new(Event::Alarm(Box::new(an_alarm(detector))))).await.unwrap();
    ledger.publish().unwrap();
}

/// Tells all there is to tell.
async fn tell(webhook: &mut Webhook) -> Result<(), Undelivered> {
    loop {
        let found = webhook.look().await;
        if !webhook.tell(found).await? {
            return Ok(());
        }
    }
}

/// The detectors that the receiver was told of, in order.
fn told(hook: &Peer) -> Vec<String> {
    let detector = |body: &str| {
        let body: Value = serde_json::from_str(body).unwrap();
        body["alarm"]["detector"].as_str().unwrap().to_owned()
    };
    hook.asked().iter().map(|asked| detector(&asked.body)).collect()
}

fn place() -> (Place, TempDir, PathBuf) {
    let files = TempDir::new().unwrap();
    let cursor = files.path().join("cursor");
    (Place::new(), files, cursor)
}

#[tokio::test]
async fn what_was_taken_is_not_told_again_after_a_restart_and_what_was_not_is() {
    let (place, _files, cursor) = place();
    let (ledger, (hook, status)) = (place.open(), receiver().await);
    raise(&ledger, Detector::OffHours).await;
    let mut first = webhook(&ledger, &hook, &cursor).unwrap();
    tell(&mut first).await.unwrap();
    assert_eq!(told(&hook), ["off-hours"]);
    raise(&ledger, Detector::Sequence).await;
    raise(&ledger, Detector::Again).await;
    status.store(500, Ordering::SeqCst);
    let refused = tell(&mut first).await.unwrap_err();
    assert!(matches!(refused, Undelivered::Answer(answer) if answer == 500), "{refused}");
    drop(first);
    ledger.close().await;
    drop(ledger);

    status.store(204, Ordering::SeqCst);
    let ledger = place.open();
    let mut second = webhook(&ledger, &hook, &cursor).unwrap();
    tell(&mut second).await.unwrap();
    let (row, again) = ("numbers-in-a-row", "same-person-again");
    assert_eq!(told(&hook), ["off-hours", row, row, again]);
    tell(&mut webhook(&ledger, &hook, &cursor).unwrap()).await.unwrap();
    assert_eq!(told(&hook).len(), 4, "what was taken is told once");
    ledger.close().await;
}

#[tokio::test]
async fn what_was_taken_and_not_kept_is_told_again() {
    let (place, _files, cursor) = place();
    let (ledger, (hook, _)) = (place.open(), receiver().await);
    raise(&ledger, Detector::OffHours).await;
    tell(&mut webhook(&ledger, &hook, &cursor).unwrap()).await.unwrap();
    let before = std::fs::read(&cursor).unwrap();
    raise(&ledger, Detector::Again).await;
    tell(&mut webhook(&ledger, &hook, &cursor).unwrap()).await.unwrap();
    // The power goes between the receiver's answer and the disk's.
    std::fs::write(&cursor, before).unwrap();
    tell(&mut webhook(&ledger, &hook, &cursor).unwrap()).await.unwrap();
    assert_eq!(told(&hook), ["off-hours", "same-person-again", "same-person-again"]);
    ledger.close().await;
}

#[tokio::test]
async fn a_cursor_of_another_ledger_or_of_more_entries_is_refused() {
    let (place, _files, cursor) = place();
    let (ledger, (hook, _)) = (place.open(), receiver().await);
    raise(&ledger, Detector::OffHours).await;
    tell(&mut webhook(&ledger, &hook, &cursor).unwrap()).await.unwrap();
    let good = std::fs::read_to_string(&cursor).unwrap();
    let next = good.lines().nth(2).unwrap().to_owned();
    let origin = ledger.origin().to_owned();
    for (right, wrong) in [
        (origin.as_str(), "other.example/ledger"),
        (next.as_str(), "1000000"),
        (next.as_str(), "-1"),
        ("sluse-forward@v1", "sluse-forward@v2"),
    ] {
        std::fs::write(&cursor, good.replace(right, wrong)).unwrap();
        assert!(webhook(&ledger, &hook, &cursor).is_err(), "{wrong}");
    }
    std::fs::write(&cursor, good).unwrap();
    assert!(webhook(&ledger, &hook, &cursor).is_ok());
    ledger.close().await;
}

#[tokio::test]
async fn a_webhook_that_could_not_be_told_safely_is_no_start() {
    let place = Place::new();
    let ledger = place.open();
    let (hook, _) = receiver().await;
    let dialer = Dialer::new(&[]).unwrap();
    let address = hook.base().parse().unwrap();
    let short = SecretText::new("0123456789abcdef0123456789abcde".to_owned());
    let of = (ledger.clone(), TestClock::at_start() as _);
    let cursor = place.dir().join("cursor");
    assert!(matches!(
        Webhook::new(of, (dialer, address), short, &cursor),
        Err(Unusable::Setting(_))
    ));
    ledger.close().await;
}
