//! The demonstration as a whole: every example, a citizen's login, and that nothing real trusts it.

use crate::house::TestHouse;
use bytes::Bytes;
use hyper::Request;
use sluse::app::clock::SystemClock;
use sluse::demo::check;
use sluse::demo::policies::POLICIES;
use sluse::demo::run::{Demonstration, what_to_try};
use std::path::Path;
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn every_check_of_the_demonstration_passes_and_it_can_be_continued() {
    let dir = tempfile::TempDir::new().unwrap();
    let mut before = 0;
    for _ in 0..2 {
        let running = Demonstration::start(dir.path(), 0, Arc::new(SystemClock)).await.unwrap();
        assert!(running.house().ledger().size() >= before, "an existing folder is continued");
        let tries = what_to_try(&running.card, &running.population);
        assert!(tries.contains("sluse ledger verify") && tries.contains("sluse token"));
        for finding in check::while_running(&running).await {
            assert!(finding.outcome.is_ok(), "{}: {:?}", finding.name, finding.outcome);
        }
        let (ledger, vkey) = (running.card.ledger.dir.clone(), running.card.ledger.vkey.clone());
        before = running.house().ledger().size();
        running.stop().await;
        let finding = check::ledger(&ledger, &vkey);
        assert!(finding.outcome.is_ok(), "{:?}", finding.outcome);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_house_lets_nobody_in_by_the_demonstrations_login() {
    let dir = tempfile::TempDir::new().unwrap();
    let running = Demonstration::start(dir.path(), 0, Arc::new(SystemClock)).await.unwrap();
    let config = sluse::config::Config::read(&dir.path().join("sluse.toml")).unwrap();
    let demonstration = config.citizens.unwrap();
    let house =
        TestHouse::start_with(&|config| config.citizens = Some(demonstration.clone())).await;
    let request = Request::get(format!("{}/login", house.people)).body(Bytes::new()).unwrap();
    let answer = house.send(request).await;
    assert!(answer.status().is_server_error(), "{answer:?}");
    assert!(!answer.headers().contains_key("location"));
    running.stop().await;
}

#[test]
fn every_shipped_policy_is_embedded() {
    let shipped = sluse::activation::folder::read(Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/policies"
    )));
    let mut shipped: Vec<_> =
        shipped.unwrap().into_iter().map(|file| (file.name, file.text)).collect();
    let mut embedded: Vec<_> =
        POLICIES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    shipped.sort();
    embedded.sort();
    assert_eq!(shipped, embedded);
}
