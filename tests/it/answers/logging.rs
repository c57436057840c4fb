//! The inventory of logs.

use super::report;
use crate::house::{PERSON_PATH, TestHouse};
use sluse::answers::{Kind, kind_of};
use std::collections::BTreeSet;

#[tokio::test(flavor = "multi_thread")]
async fn every_event_of_a_house_is_in_the_inventory_by_the_name_that_it_has_in_the_log() {
    let house = TestHouse::start().await;
    assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
    assert_eq!(house.get(PERSON_PATH, &[]).await.status(), 401);
    let mut seen = BTreeSet::new();
    for entry in house.entries() {
        let kind = kind_of(&entry.event);
        let written = serde_json::to_value(&entry.event).unwrap();
        assert_eq!(written["kind"], kind.name());
        assert!(entry.tag.is_none() || kind.about_a_person(), "{written}");
        seen.insert(kind.name());
    }
    assert!(seen.len() > 4, "{seen:?}");
    let arguments = ["logging", "--config", "sluse.toml", "--lang", "en"];
    let page = report(house.dir(), &arguments).await;
    for kind in Kind::ALL {
        assert!(page.contains(&format!("<th scope=\"row\">{}</th>", kind.name())), "{page}");
    }
    house.stop().await;
}

#[test]
fn no_two_kinds_have_one_name() {
    let names: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(names.len(), Kind::ALL.len());
}
