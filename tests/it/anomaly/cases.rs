//! Cases that the consumer's own system has, or has not.

use crate::house::TestClock;
use crate::notify::peer::Peer;
use sluse::dial::Dialer;
use sluse::vocab::party::Organisation;
use sluse::vocab::secret::SecretText;
use sluse::watch::{CaseSource, CaseSystem, CaseSystems};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

const TESTBY: &str = "312143046";

/// The municipality's system, as this peer plays it.
fn systems(peer: &Peer) -> (CaseSystems, Arc<TestClock>) {
    let (address, key) = (format!("{}/cases", peer.base()), SecretText::new("a-key\n".to_owned()));
    let system = CaseSystem::new(Dialer::new(&[]).unwrap(), address.parse().unwrap(), key);
    let clock = TestClock::at_start();
    let of = HashMap::from([(Organisation::parse(TESTBY).unwrap(), system)]);
    (CaseSystems::new(of, clock.clone()), clock)
}

async fn has(systems: &CaseSystems, consumer: &str, case: &str) -> Option<bool> {
    systems.has(&Organisation::parse(consumer).unwrap(), case).await
}

#[tokio::test]
async fn a_system_says_whether_it_has_a_case_and_is_asked_once_about_one_that_exists() {
    let peer = Peer::start(|asked| {
        let exists = asked.body.contains("2026/1\"");
        (200, format!("{{\"exists\":{exists},\"since\":\"2026\"}}"))
    })
    .await;
    let (systems, _) = systems(&peer);
    for _ in 0..2 {
        assert_eq!(has(&systems, TESTBY, "2026/1").await, Some(true));
        assert_eq!(has(&systems, TESTBY, "2026/2").await, Some(false));
    }
    assert_eq!(has(&systems, "312445190", "2026/1").await, None, "whose system nobody knows");
    let asked = peer.asked();
    assert_eq!(asked.len(), 3, "a case that is not there may come");
    assert_eq!(
        (asked[0].line.as_str(), asked[0].body.as_str()),
        ("POST /cases", r#"{"case":"2026/1"}"#)
    );
    assert!(
        asked[0].head.contains(&"authorization: Bearer a-key".to_owned()),
        "{:?}",
        asked[0].head
    );
}

#[tokio::test]
async fn a_system_that_does_not_answer_as_it_should_says_nothing_and_is_left_alone_for_a_while() {
    for answer in
        [(500, r#"{"exists":false}"#), (200, "no"), (200, r#"{"exists":"no"}"#), (404, "")]
    {
        let peer = Peer::start(move |_| (answer.0, answer.1.to_owned())).await;
        let (systems, clock) = systems(&peer);
        for _ in 0..3 {
            assert_eq!(has(&systems, TESTBY, "2026/1").await, None, "{answer:?}");
        }
        assert_eq!(peer.asked().len(), 1);
        clock.advance(Duration::from_secs(10));
        has(&systems, TESTBY, "2026/1").await;
        assert_eq!(peer.asked().len(), 2);
    }
}
