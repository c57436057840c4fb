//! The demonstration as a whole: every example, a citizen's login, and that nothing real trusts it.

use crate::house::TestHouse;
use bytes::Bytes;
use hyper::Request;
use sluse::app::clock::SystemClock;
use sluse::demo::check;
use sluse::demo::policies::{LADDER, POLICIES};
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
    assert!(LADDER.iter().all(|(name, _)| name.starts_with("demonstrasjon/")));
    let mut embedded: Vec<_> =
        POLICIES.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    shipped.sort();
    embedded.sort();
    assert_eq!(shipped, embedded);
}

#[test]
fn the_ladders_purposes_show_every_form() {
    let read = |files: &[(&str, &str)]| {
        let files = files.iter().map(|(name, text)| sluse::policy::PolicySource {
            name: (*name).to_owned(),
            text: (*text).to_owned(),
        });
        files.collect::<Vec<_>>()
    };
    let set = sluse::policy::PolicySet::parse(&[read(POLICIES), read(LADDER)].concat()).unwrap();
    let ladder = ["stigen-person", "stigen-inntekt"]
        .map(|id| set.purposes().iter().find(|purpose| purpose.id.as_str() == id).unwrap());
    let mut forms: Vec<_> = ladder
        .iter()
        .flat_map(|purpose| &purpose.permits)
        .map(|permit| permit.form.as_str())
        .collect();
    forms.sort_unstable();
    forms.dedup();
    let every = [
        "age-band",
        "age-in-years",
        "clear",
        "equals",
        "exists",
        "in-set",
        "income-band",
        "is-over",
        "is-resident-in",
        "masked",
        "municipality",
        "postcode-area",
        "pseudonym",
        "round-to",
        "year",
    ];
    assert_eq!(forms, every);
}
