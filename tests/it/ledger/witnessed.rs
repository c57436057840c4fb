//! A ledger that has its checkpoints cosigned, by witnesses that do as they should and that do not.

use super::{ORIGIN, Place, append_all, signer};
use crate::house::eventually;
use crate::witness::scripted::At;
use crate::witness::{Place as WitnessPlace, Seconds};
use sluse::app::clock::SystemClock;
use sluse::dial::Dialer;
use sluse::ledger::store::Store;
use sluse::ledger::verify::{VerifyError, verify};
use sluse::ledger::witnessing::{Failure, Settings, Standing, WitnessingError};
use sluse::ledger::{FileStore, Ledger, LedgerError};
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::cosign::Cosigner;
use sluse::merkle::note::{KeyName, Note};
use sluse::merkle::policy::Policy;
use sluse::merkle::witness::{AddCheckpoint, SENT_BYTES};
use sluse::metrics::Metrics;
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::secret::Key32;
use sluse::vocab::time::SharedClock;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// A key that a scripted witness cosigns with.
fn cosigner(number: u8) -> Cosigner {
    let name = KeyName::parse(&format!("w{number}.example")).unwrap();
    Cosigner::new(name, Key32::new([100 + number; 32])).unwrap()
}

/// What a good witness answers, without looking.
pub(super) fn cosigned(
    number: u8,
    body: &[u8],
) -> (u16, Vec<(&'static str, &'static str)>, Vec<u8>) {
    let request = std::str::from_utf8(body).unwrap();
    let (_, note) = request.split_once("\n\n").unwrap();
    let text = Note::parse(note.as_bytes()).unwrap().text();
    (200, vec![], cosigner(number).cosign(text, 1_795_000_000).unwrap().into_bytes())
}

fn size(size: u64) -> (u16, Vec<(&'static str, &'static str)>, Vec<u8>) {
    (409, vec![("content-type", "text/x.tlog.size")], format!("{size}\n").into_bytes())
}

pub(super) fn policy(quorum: &str, at: &[&At]) -> Policy {
    let mut text = format!("log {}\n", signer().vkey());
    for (number, at) in (1..).zip(at) {
        text += &format!("witness w{number} {} {}\n", cosigner(number).verifier().vkey(), at.url);
    }
    Policy::parse(format!("{text}{quorum}\n").as_bytes()).unwrap()
}

pub(super) fn settings(policy: Policy, clock: SharedClock) -> Settings {
    Settings {
        policy,
        dialer: Dialer::new(&[]).unwrap(),
        timeout: Duration::from_secs(5),
        interval: Duration::from_millis(10),
        late_after: Duration::from_secs(60),
        clock,
        metrics: Metrics::new().unwrap(),
    }
}

/// The ledger is witnessed until this is dropped.
pub(super) struct Witnessed(watch::Sender<bool>, tokio::task::JoinHandle<()>);

impl Witnessed {
    pub(super) fn begin(ledger: &Ledger, settings: Settings) -> Self {
        let (stop, stopping) = watch::channel(false);
        let witnessing = ledger.witness(settings).unwrap();
        Self(stop, tokio::spawn(witnessing.run(stopping)))
    }

    pub(super) async fn end(self) {
        self.0.send(true).unwrap();
        self.1.await.unwrap();
    }
}

pub(super) fn standing(ledger: &Ledger) -> Standing {
    ledger.witnessed().unwrap()
}

fn failure(ledger: &Ledger, place: usize) -> Option<Failure> {
    standing(ledger).witnesses[place].failure
}

pub(super) fn shown(ledger: &Ledger) -> Checkpoint {
    Checkpoint::open(&ledger.checkpoint().unwrap(), &[signer().verifier().clone()]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_checkpoint_is_the_newest_that_a_quorum_has_cosigned() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..10).await;
    ledger.publish().unwrap();
    let (one, two) =
        (At::start(|body| cosigned(1, body)).await, At::start(|body| cosigned(2, body)).await);
    let quorum = "group both all w1 w2\nquorum both";
    let witnessed =
        Witnessed::begin(&ledger, settings(policy(quorum, &[&one, &two]), Seconds::new(100)));
    eventually(async || standing(&ledger).shown_by() == ["w1", "w2"]).await;
    let note = ledger.checkpoint().unwrap();
    let policy = policy(quorum, &[&one, &two]);
    let judged = policy.judge(&Note::parse(&note).unwrap(), &[]).unwrap();
    assert!(judged.quorum && judged.checkpoint.size() == 10);
    // One of them is slow to die: what it does not cosign is published, but not shown.
    two.answers(|_| (500, vec![], vec![]));
    append_all(&ledger, 10..20).await;
    ledger.publish().unwrap();
    eventually(async || matches!(failure(&ledger, 1), Some(Failure::Refused(500)))).await;
    assert_eq!((ledger.published(), shown(&ledger).size()), (20, 10));
    assert_eq!(ledger.inclusion(EntryIndex(15)).unwrap(), None, "no proof without a quorum");
    let proof = ledger.inclusion(EntryIndex(5)).unwrap().unwrap();
    assert_eq!(proof.checkpoint().as_bytes(), note);
    two.answers(|body| cosigned(2, body));
    eventually(async || shown(&ledger).size() == 20).await;
    assert!(ledger.inclusion(EntryIndex(15)).unwrap().is_some());
    assert_eq!(failure(&ledger, 1), None);
    for body in one.asked().iter().chain(&two.asked()) {
        assert!(body.len() <= SENT_BYTES.most);
        let note = AddCheckpoint::parse(body).unwrap();
        assert_eq!(note.origin().unwrap(), ORIGIN);
        let sent = std::str::from_utf8(body).unwrap();
        assert_eq!(sent.matches("\n\u{2014} ").count(), 1, "the log's own signature alone");
    }
    witnessed.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_that_knows_more_or_less_tells_its_size_and_gets_the_proof_from_there() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..300).await;
    ledger.publish().unwrap();
    let known = Place::new();
    let log_vkey = signer().vkey();
    let real = WitnessPlace::new("real.example/w", &[&log_vkey]);
    let running = real.start(Seconds::new(1_000)).await;
    let text = format!(
        "witness real {} http://{}\nquorum real\n",
        real.verifier().vkey(),
        running.address
    );
    let policy = || Policy::parse(text.as_bytes()).unwrap();
    let witnessed = Witnessed::begin(&ledger, settings(policy(), Seconds::new(1_000)));
    eventually(async || shown(&ledger).size() == 300 && !standing(&ledger).shown_by().is_empty())
        .await;
    witnessed.end().await;
    drop(known);
    // Another process of the same ledger has forgotten what the witness has, and learns it.
    drop(ledger);
    std::fs::remove_file(place.dir().join("cosigned")).unwrap();
    let ledger = place.open();
    append_all(&ledger, 300..700).await;
    ledger.publish().unwrap();
    let witnessed = Witnessed::begin(&ledger, settings(policy(), Seconds::new(1_001)));
    eventually(async || shown(&ledger).size() == 700 && !standing(&ledger).shown_by().is_empty())
        .await;
    assert_eq!(standing(&ledger).witnesses[0].alarm, None);
    witnessed.end().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_strange_answer_is_a_failure_of_its_kind_and_harms_nobody_else() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..5).await;
    ledger.publish().unwrap();
    let good = At::start(|body| cosigned(1, body)).await;
    let strange = At::start(|_| (404, vec![], vec![])).await;
    let gone = At::nowhere().await;
    let policy = policy("quorum w1", &[&good, &strange, &gone]);
    let witnessed = Witnessed::begin(&ledger, settings(policy, Seconds::new(100)));
    eventually(async || matches!(failure(&ledger, 1), Some(Failure::UnknownLog(404)))).await;
    eventually(async || matches!(failure(&ledger, 2), Some(Failure::NoAnswer(_)))).await;
    let strangers = |number: u8| move |body: &[u8]| cosigned(number, body);
    strange.answers(|_| (403, vec![], b"unknown log".to_vec()));
    eventually(async || matches!(failure(&ledger, 1), Some(Failure::UnknownLog(403)))).await;
    strange.answers(strangers(7));
    eventually(async || matches!(failure(&ledger, 1), Some(Failure::BadAnswer))).await;
    strange.answers(|_| (200, vec![], b"OK".to_vec()));
    eventually(async || matches!(failure(&ledger, 1), Some(Failure::BadAnswer))).await;
    strange.answers(|_| (200, vec![], vec![b'x'; 70 * 1024]));
    eventually(async || matches!(failure(&ledger, 1), Some(Failure::NoAnswer(_)))).await;
    assert_eq!(shown(&ledger).size(), 5);
    assert_eq!(standing(&ledger).shown_by(), ["w1"]);
    strange.answers(|_| (429, vec![("retry-after", "200")], vec![]));
    eventually(async || matches!(failure(&ledger, 1), Some(Failure::PushedBack(it)) if it.as_secs() == 200)).await;
    let asked = strange.asked().len();
    append_all(&ledger, 5..9).await;
    ledger.publish().unwrap();
    eventually(async || shown(&ledger).size() == 9).await;
    assert_eq!(strange.asked().len(), asked, "it is left in peace as long as it asked for");
    assert!(standing(&ledger).witnesses.iter().all(|witness| witness.alarm.is_none()));
    witnessed.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_that_has_seen_more_or_another_tree_is_an_alarm_that_stays() {
    for (answer, expected) in [
        (size(1_000_000), Failure::Larger { size: 1_000_000, signed: 5 }),
        ((422, vec![], vec![]), Failure::OtherRoot { size: 3 }),
        ((409, vec![], vec![]), Failure::OtherRoot { size: 3 }),
        (size(3), Failure::OtherRoot { size: 3 }),
    ] {
        let place = Place::new();
        let ledger = place.open();
        append_all(&ledger, 0..5).await;
        ledger.publish().unwrap();
        let alarmed = answer.clone();
        let witness = At::start(move |body| {
            // It has cosigned three entries; what it says of a request that begins there is the case.
            if body.starts_with(b"old 3\n") { alarmed.clone() } else { size(3) }
        })
        .await;
        let witnessed = Witnessed::begin(
            &ledger,
            settings(policy("quorum w1", &[&witness]), Seconds::new(100)),
        );
        eventually(async || standing(&ledger).witnesses[0].alarm == Some(expected)).await;
        witness.answers(|body| cosigned(1, body));
        eventually(async || standing(&ledger).shown_by() == ["w1"]).await;
        assert_eq!(standing(&ledger).witnesses[0].alarm, Some(expected), "it is not forgotten");
        witnessed.end().await;
    }
}

/// The whole folder is an old copy, and the cosigned checkpoint too: only the witness knows better.
#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_was_rolled_back_whole_is_found_by_its_witness() {
    let log_vkey = signer().vkey();
    let real = WitnessPlace::new("real.example/w", &[&log_vkey]);
    let running = real.start(Arc::new(SystemClock)).await;
    let text = format!(
        "witness real {} http://{}\nquorum real\n",
        real.verifier().vkey(),
        running.address
    );
    let policy = || Policy::parse(text.as_bytes()).unwrap();
    for (entries, expected) in [
        (10, None),
        (7, Some(Failure::Larger { size: 10, signed: 7 })),
        (12, Some(Failure::OtherRoot { size: 10 })),
    ] {
        // The same key begins anew.
        let place = Place::new();
        let ledger = place.open();
        append_all(&ledger, 0..entries).await;
        ledger.publish().unwrap();
        let witnessed = Witnessed::begin(&ledger, settings(policy(), Seconds::new(100)));
        match expected {
            None => eventually(async || standing(&ledger).shown_by() == ["real"]).await,
            Some(alarm) => {
                eventually(async || standing(&ledger).witnesses[0].alarm == Some(alarm)).await;
                assert!(standing(&ledger).shown_by().is_empty());
            }
        }
        witnessed.end().await;
    }
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_quorum_is_told_and_the_newest_is_shown_with_what_it_has() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..5).await;
    ledger.publish().unwrap();
    let (one, two) =
        (At::start(|body| cosigned(1, body)).await, At::start(|body| cosigned(2, body)).await);
    let clock = Seconds::new(1_000);
    let quorum = "group both all w1 w2\nquorum both";
    let witnessed =
        Witnessed::begin(&ledger, settings(policy(quorum, &[&one, &two]), clock.clone()));
    eventually(async || standing(&ledger).shown_by() == ["w1", "w2"]).await;
    two.answers(|_| (503, vec![], vec![]));
    append_all(&ledger, 5..9).await;
    ledger.publish().unwrap();
    eventually(async || failure(&ledger, 1).is_some()).await;
    assert!(!standing(&ledger).late && shown(&ledger).size() == 5);
    clock.set(1_061);
    assert!(standing(&ledger).late);
    eventually(async || shown(&ledger).size() == 9 && standing(&ledger).shown_by() == ["w1"]).await;
    assert_eq!(ledger.inclusion(EntryIndex(8)).unwrap().map(|proof| proof.index()), Some(8));
    two.answers(|body| cosigned(2, body));
    eventually(async || !standing(&ledger).late && standing(&ledger).shown_by() == ["w1", "w2"])
        .await;
    assert_eq!(shown(&ledger).size(), 9);
    witnessed.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cosignatures_of_an_idle_ledger_are_renewed() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..5).await;
    ledger.publish().unwrap();
    let real = WitnessPlace::new("real.example/w", &[&signer().vkey()]);
    let clock = Seconds::new(1_000);
    let running = real.start(clock.clone()).await;
    let text = format!(
        "witness real {} http://{}\nquorum real\n",
        real.verifier().vkey(),
        running.address
    );
    let policy = Policy::parse(text.as_bytes()).unwrap();
    let witnessed = Witnessed::begin(&ledger, settings(policy, clock.clone()));
    eventually(async || !standing(&ledger).shown_by().is_empty()).await;
    let before = ledger.checkpoint().unwrap();
    clock.set(1_031);
    eventually(async || ledger.checkpoint().unwrap() != before).await;
    assert_eq!(standing(&ledger).quorum_since.seconds(), 1_031);
    assert_eq!(shown(&ledger).size(), 5);
    witnessed.end().await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_behind_or_beside_its_cosigned_checkpoint_is_not_opened() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..9).await;
    ledger.publish().unwrap();
    ledger.close().await;
    drop(ledger);
    let put = |size, root| {
        let note = signer().sign(&Checkpoint::new(ORIGIN, size, root).unwrap().text()).unwrap();
        FileStore::open(&place.dir()).unwrap().put_cosigned(&note).unwrap();
    };
    put(10, Hash::leaf(b"what was lost"));
    let behind = verify(&place.dir(), &signer().vkey());
    assert!(matches!(behind, Err(VerifyError::Cosigned)), "{behind:?}");
    let refused = place.try_open().map(|_| ());
    assert!(
        matches!(refused, Err(LedgerError::RolledBack { cosigned: 10, signed: 9 })),
        "{refused:?}"
    );
    for size in [9, 4] {
        put(size, Hash::leaf(b"another tree"));
        let refused = place.try_open().map(|_| ());
        assert!(matches!(refused, Err(LedgerError::Forked(it)) if it == size), "{refused:?}");
    }
    let store = FileStore::open(&place.dir()).unwrap();
    let newest = store.checkpoint().unwrap().unwrap();
    store.put_cosigned(&newest).unwrap();
    drop(store);
    place.open();
    std::fs::write(place.dir().join("cosigned"), "nothing of the kind").unwrap();
    assert!(matches!(place.try_open().map(|_| ()), Err(LedgerError::Checkpoint(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_ledger_shows_what_was_cosigned_before() {
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..5).await;
    ledger.publish().unwrap();
    let one = At::start(|body| cosigned(1, body)).await;
    let clock = Seconds::new(1_795_000_010);
    let witnessed =
        Witnessed::begin(&ledger, settings(policy("quorum w1", &[&one]), clock.clone()));
    eventually(async || standing(&ledger).shown_by() == ["w1"]).await;
    let before = ledger.checkpoint().unwrap();
    witnessed.end().await;
    ledger.close().await;
    drop(ledger);
    let ledger = place.open();
    one.answers(|_| (503, vec![], vec![]));
    let witnessing = ledger.witness(settings(policy("quorum w1", &[&one]), clock)).unwrap();
    assert_eq!(ledger.checkpoint().unwrap(), before);
    let standing = witnessing.standing();
    assert_eq!((standing.shown_by(), standing.size), (vec!["w1"], 5));
    assert_eq!(
        standing.quorum_since.seconds(),
        1_795_000_000,
        "when it was cosigned, not when it was read"
    );
}

#[test]
fn policies_that_could_never_be_met_are_refused() {
    let place = Place::new();
    let ledger = place.open();
    let vkey = |number| cosigner(number).verifier().vkey();
    let told = |policy: String| {
        let policy = Policy::parse(policy.as_bytes()).unwrap();
        ledger.witness(settings(policy, Seconds::new(100))).map(|_| ()).unwrap_err()
    };
    let no_address = format!("witness w1 {}\nquorum w1\n", vkey(1));
    assert!(matches!(told(no_address), WitnessingError::Unreachable));
    for address in ["ftp://w1.example", "w1.example", "https:///w", "http://"] {
        let wrong = format!("witness w1 {} {address}\nquorum w1\n", vkey(1));
        assert!(matches!(told(wrong), WitnessingError::Address(it) if it == "w1"), "{address}");
    }
    let other = crate::witness::signer("other.example", 9).vkey();
    assert!(matches!(told(format!("log {other}\nquorum none\n")), WitnessingError::OtherLog));
}
