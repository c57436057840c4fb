//! `sluse policy unused` and `simulate`: policies held against the readings in a ledger.

use super::{Told, copy, policy_in};
use crate::house::{PERSON_PATH, TestHouse};
use serde_json::Value;
use std::fs;
use std::path::Path;

const PURPOSE: &str = "new/purposes/oppvekst/barnehageopptak.toml";

/// A house where the municipality has read twice for kindergarten admission, and its policies copied
/// into `new`.
async fn house() -> TestHouse {
    let house = TestHouse::start().await;
    for _ in 0..2 {
        let answer = house.kindergarten(PERSON_PATH).await;
        assert_eq!(answer.status(), 200);
    }
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"), &house.dir().join("new"));
    house
}

async fn ask(house: &TestHouse, arguments: &[&str]) -> Told {
    let told = policy_in(house.dir(), &[arguments, &["--ledger", "ledger"]].concat()).await;
    assert!(told.good, "{}{}", told.out, told.err);
    told
}

/// Changes the purpose's file.
fn change(house: &TestHouse, from: &str, to: &str) {
    let file = house.dir().join(PURPOSE);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_used_is_named() {
    let house = house().await;
    let told = ask(&house, &["unused", "--dir", "new"]).await.out;
    assert!(told.contains("barnehageopptak: 2 readings\n"), "{told}");
    assert!(told.contains("  never read: 312800004\n"), "{told}");
    assert!(told.contains("skolestart: never used\n"), "{told}");
    let told = ask(&house, &["unused", "--dir", "new", "--json"]).await.out;
    let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let one = lines.iter().find(|one| one["purpose"] == "barnehageopptak").unwrap();
    assert_eq!(one["readings"], 2);
    assert!(!one["fields"].as_array().unwrap().contains(&"navn[].fornavn".into()), "{one}");
    let late = ask(&house, &["unused", "--dir", "new", "--since", "2030-01-01"]).await.out;
    assert!(late.contains("barnehageopptak: never used\n"), "{late}");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_policies_would_have_given_the_same() {
    let house = house().await;
    let told = ask(&house, &["simulate", "new"]).await.out;
    assert!(told.contains("barnehageopptak, 312143046: 2 readings: the same\n"), "{told}");
    assert!(told.contains("0 of 2 readings would be refused."), "{told}");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_policies_are_held_against_what_was_read() {
    let house = house().await;
    change(&house, "path = \"navn[].fornavn\"", "path = \"kjoenn[].kjoenn\"");
    change(&house, "\"age-in-years\"", "{ is-over = 6 }");
    let told = ask(&house, &["simulate", "new", "--json"]).await.out;
    let told: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    assert_eq!((&told["purpose"], &told["readings"]), (&"barnehageopptak".into(), &2.into()));
    assert_eq!(told["gone"]["navn[].fornavn"], 2);
    assert_eq!(told["newly"]["kjoenn[].kjoenn"], 2);
    assert_eq!(told["otherwise"][0]["after"], "is-over 6");
    change(&house, "\"312143046\", # Testby kommune", "");
    let told = ask(&house, &["simulate", "new"]).await.out;
    assert!(told.contains("would be refused (consumer-not-named): 2\n"), "{told}");
    assert!(told.contains("2 of 2 readings would be refused."), "{told}");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_conditions_are_told_as_they_stand() {
    let house = house().await;
    change(&house, "when = \"address-protected\"", "unless = \"address-protected\"");
    let told = ask(&house, &["simulate", "new", "--json"]).await.out;
    let told: Value = serde_json::from_str(told.lines().next().unwrap()).unwrap();
    let depends = told["depends"].as_array().unwrap();
    assert!(depends.iter().all(|one| one["condition"] == "only when address-protected"), "{told}");
    assert_eq!(depends[0]["field"], "bostedsadresse[].vegadresse.kommunenummer");
    house.stop().await;
}
