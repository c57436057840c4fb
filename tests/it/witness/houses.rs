//! Two agencies that witness each other.

use super::{Place, signer};
use crate::house::{Provider, TestClock, TestHouse, eventually};
use bytes::Bytes;
use hyper::Request;
use sluse::config::witnesses::Witnesses;
use sluse::merkle::note::Note;
use sluse::merkle::policy::Policy;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// An agency: its house, and its witness's place.
struct Agency {
    origin: String,
    witness: Place,
}

impl Agency {
    /// An agency whose witness knows the other agency's log.
    fn new(name: &str, other: &str) -> Self {
        let origin = format!("{name}.example/ledger");
        // Every test's house has this seed.
        let log = signer(&format!("{other}.example/ledger"), 0);
        Self { origin, witness: Place::new(&format!("{name}.example/witness"), &[&log.vkey()]) }
    }

    /// Starts its house, witnessed as this policy says.
    async fn start_house(&self, clock: Arc<TestClock>, policy: &Path) -> TestHouse {
        let dir = Arc::new(TempDir::new().unwrap());
        TestHouse::start_in(dir, clock, Provider::start().await, &|config| {
            config.ledger.origin.clone_from(&self.origin);
            config.ledger.witnesses = Some(Witnesses {
                policy: policy.to_owned(),
                ca: None,
                timeout_ms: 5_000,
                interval_ms: 20,
                late_after_s: 60,
            });
        })
        .await
        .unwrap()
    }
}

/// A policy with one witness, in a file.
fn policy(dir: &Path, witness: &Place, address: &str) -> (PathBuf, Policy) {
    let vkey = witness.verifier().vkey();
    let text = format!("witness nabo {vkey} http://{address}/\nquorum nabo\n");
    let path = dir.join("witnesses.policy");
    std::fs::write(&path, &text).unwrap();
    (path, Policy::parse(text.as_bytes()).unwrap())
}

/// What the operations door says.
async fn operations(house: &TestHouse, path: &str) -> String {
    let request = Request::get(format!("{}{path}", house.operations)).body(Bytes::new()).unwrap();
    String::from_utf8(house.send(request).await.body().to_vec()).unwrap()
}

/// The size of the checkpoint that everybody sees, when it has a quorum.
async fn cosigned_size(house: &TestHouse, policy: &Policy, origin: &str) -> Option<u64> {
    let answer = house.get("/ledger/checkpoint", &[]).await;
    let log = sluse::merkle::policy::LogKey::parse(&signer(origin, 0).vkey()).unwrap();
    let judged = policy.judge(&Note::parse(answer.body()).unwrap(), &[log]).unwrap();
    judged.quorum.then(|| judged.checkpoint.size())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_agencies_witness_each_other_and_one_that_falls_is_seen_and_catches_up() {
    let (north, south) = (Agency::new("nord", "soer"), Agency::new("soer", "nord"));
    let clock = TestClock::at_start();
    let north_witness = north.witness.start(clock.clone()).await;
    let south_witness = south.witness.start(clock.clone()).await;
    let (of_south, asks_north) =
        policy(south.witness.path(), &north.witness, &north_witness.address);
    let (of_north, asks_south) =
        policy(north.witness.path(), &south.witness, &south_witness.address);
    let north_house = north.start_house(clock.clone(), &of_north).await;
    let south_house = south.start_house(clock.clone(), &of_south).await;
    let caught_up = async |house: &TestHouse, policy: &Policy, agency: &Agency| {
        house.ledger().publish().unwrap();
        let size = house.ledger().published();
        cosigned_size(house, policy, &agency.origin).await == Some(size)
    };
    eventually(async || caught_up(&north_house, &asks_south, &north).await).await;
    eventually(async || caught_up(&south_house, &asks_north, &south).await).await;
    let ready = operations(&north_house, "/readyz?verbose").await;
    assert!(ready.contains("[i]witnesses 1 of 1 have cosigned the "), "{ready}");
    assert!(!ready.contains("[!]"), "{ready}");

    // South's witness falls. North goes on serving, and says that it is not witnessed.
    let address = south_witness.address.clone();
    south_witness.stop().await;
    let before = cosigned_size(&north_house, &asks_south, &north.origin).await.unwrap();
    north_house.school(crate::house::PERSON_PATH).await;
    north_house.ledger().publish().unwrap();
    eventually(async || {
        operations(&north_house, "/readyz?verbose")
            .await
            .contains("[!]witness nabo does not cosign: ")
    })
    .await;
    assert_eq!(cosigned_size(&north_house, &asks_south, &north.origin).await, Some(before));
    clock.advance(Duration::from_secs(61));
    let ready = operations(&north_house, "/readyz").await;
    assert!(
        ready.starts_with("[!]witnesses late: no quorum of 1 has cosigned for 61 s\n"),
        "{ready}"
    );
    assert!(ready.ends_with("ready\n") && !ready.ends_with("not ready\n"), "{ready}");
    let metrics = operations(&north_house, "/metrics").await;
    for line in [
        "sluse_witness_quorum_late{fewest=\"1\"} 1",
        "sluse_witness_quorum_age_seconds{fewest=\"1\"} 61",
        "sluse_witness_cosigned_age_seconds{witness=\"nabo\"} 61",
        "sluse_witness_alarm{witness=\"nabo\"} 0",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line}\n{metrics}");
    }
    assert!(metrics.contains("sluse_witness_failures_total{kind=\"no_answer\",witness=\"nabo\"} "));
    eventually(async || cosigned_size(&north_house, &asks_south, &north.origin).await.is_none())
        .await;

    // It comes back where it was, and North catches up; South never noticed.
    let south_witness = south.witness.start_at(&address, clock.clone()).await;
    eventually(async || caught_up(&north_house, &asks_south, &north).await).await;
    eventually(async || !operations(&north_house, "/readyz?verbose").await.contains("[!]")).await;
    let metrics = operations(&north_house, "/metrics").await;
    assert!(metrics.contains("sluse_witness_quorum_late{fewest=\"1\"} 0"), "{metrics}");
    eventually(async || caught_up(&south_house, &asks_north, &south).await).await;

    north_house.stop().await;
    south_house.stop().await;
    south_witness.stop().await;
    north_witness.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_witness_is_asked_over_tls_by_who_trusts_its_authority() {
    let dir = TempDir::new().unwrap();
    sluse::demo::certs::ensure(dir.path()).unwrap();
    let at = |name: &str| dir.path().join(name);
    let mut north = Agency::new("north", "north");
    north.witness.config.tls =
        Some(sluse::config::Tls { certificate: at("server.pem"), key: at("server.key") });
    let clock = TestClock::at_start();
    let witness = north.witness.start(clock.clone()).await;
    let port = witness.address.rsplit(':').next().unwrap().to_owned();
    let vkey = north.witness.verifier().vkey();
    let text = format!("witness nabo {vkey} https://localhost:{port}/\nquorum nabo\n");
    let file = at("policy");
    std::fs::write(&file, text).unwrap();
    let house = async |ca: &str| {
        let (dir, provider) = (Arc::new(TempDir::new().unwrap()), Provider::start().await);
        let ca = Some(at(ca));
        TestHouse::start_in(dir, clock.clone(), provider, &|config| {
            config.ledger.origin.clone_from(&north.origin);
            config.ledger.witnesses = Some(Witnesses {
                policy: file.clone(),
                ca: ca.clone(),
                timeout_ms: 5_000,
                interval_ms: 20,
                late_after_s: 60,
            });
        })
        .await
        .unwrap()
    };
    let trusting = house("ca.pem").await;
    eventually(async || {
        operations(&trusting, "/readyz?verbose").await.contains("[i]witnesses 1 of 1 have cosigned")
    })
    .await;
    trusting.stop().await;
    witness.stop().await;
}
