//! What a purpose keeps from relatives is in nothing that they get: it is as if it had never been written.

use super::browser::{Browser, Got};
use super::relatives::Family;
use super::sample::{self, Shelf, asker, reading, reading_at, record, refusal, whom};
use crate::relatives::family::CHILD;
use hyper::StatusCode;
use proptest::prelude::*;
use sluse::ledger::entry::{Asker, Event, IdentityOpened, Officer, Reading, Refusal};
use sluse::policy::{PolicySet, PolicySource};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::Organisation;
use std::sync::Arc;

const WELFARE: &str = r#"purpose     = "barnevern"
title       = { nb = "Undersøkelse i barnevernet", nn = "Undersøking i barnevernet", en = "Child welfare" }
basis       = { gdpr = "6(1)(e)", law = "https://lovdata.no/eli/lov/2021/06/18/97", section = "§ 2-2" }
service     = "register.person"
scope       = "register:barnevern"
consumers   = ["313010104"]
valid       = { from = 2026-01-01, until = 2026-12-31 }
HIDDEN

[[permit]]
path = "navn[].fornavn"
need = "Barnet må kunne kjennes igjen"
"#;

/// The sample's policies with those of child welfare, kept from relatives or not.
fn shelf(hidden: bool) -> Shelf {
    let word = if hidden { "hidden-from = \"relatives\"" } else { "" };
    let mut sources = sample::sources();
    let text = WELFARE.replace("HIDDEN", word);
    sources.push(PolicySource { name: "welfare.toml".into(), text });
    Shelf { policies: Arc::new(PolicySet::parse(&sources).unwrap()), ..Shelf::new() }
}

/// What may stand in a child's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Admission,
    RefusedAdmission,
    Welfare,
    RefusedWelfare,
    /// Child welfare was refused before it had said what for.
    RefusedUnsaid,
    Opened,
}

const KINDS: [Kind; 6] = [
    Kind::Admission,
    Kind::RefusedAdmission,
    Kind::Welfare,
    Kind::RefusedWelfare,
    Kind::RefusedUnsaid,
    Kind::Opened,
];

impl Kind {
    fn is_shared(self) -> bool {
        matches!(self, Self::Admission | Self::RefusedAdmission)
    }

    fn event(self) -> Event {
        let welfare = Asker { consumer: Organisation::parse("313010104").unwrap(), ..asker() };
        let refused = |purpose: Option<&str>| {
            let Event::Refusal(refusal) = refusal("case-reference-missing") else { panic!() };
            let purpose = purpose.map(|purpose| purpose.parse().unwrap());
            Event::Refusal(Refusal { asker: Some(welfare.clone()), purpose, ..refusal })
        };
        let officer = |name: &str| Officer {
            organisation: Organisation::parse("313181847").unwrap(),
            name: name.to_owned(),
        };
        match self {
            Self::Admission => Event::Reading(reading()),
            Self::RefusedAdmission => refusal("case-reference-missing"),
            Self::Welfare => Event::Reading(Reading {
                asker: welfare,
                purpose: "barnevern".parse().unwrap(),
                scope: "register:barnevern".parse().unwrap(),
                ..reading()
            }),
            Self::RefusedWelfare => refused(Some("barnevern")),
            Self::RefusedUnsaid => refused(None),
            Self::Opened => Event::IdentityOpened(Box::new(IdentityOpened {
                request: EntryIndex(2),
                requested_by: officer("ada"),
                decided_by: officer("bo"),
                reason: "Klage om barnevern".to_owned(),
                basis: "LOV-2018-06-15-38".to_owned(),
            })),
        }
    }
}

/// A family with these in the child's list, but for what is left out.
fn family(kinds: &[Kind], hidden: bool, wanted: impl Fn(Kind) -> bool) -> Family {
    let family = Family::around(shelf(hidden), "2018-03-04");
    for (place, kind) in kinds.iter().enumerate().filter(|(_, kind)| wanted(**kind)) {
        let at = format!("2026-11-{:02}T10:00:00Z", place + 1);
        let mut about = whom(CHILD);
        about.case_reference = None;
        family.house.shelf.put(record(12 + place as u64, &at, kind.event(), about));
    }
    family
}

/// All that somebody who looks at a list can ask for.
fn targets(count: usize) -> Vec<String> {
    let lists = ["/readings", "/me/readings", "/readings/print"];
    let files = ["/me/readings.csv", "/me/readings.json", "/me/readings.pdf"];
    let filters = [
        "",
        "?outcome=refused",
        "?outcome=given",
        "?purpose=barnevern",
        "?consumer=313010104",
        "?from=2026-11-02&to=2026-11-05",
    ];
    let all = lists.iter().chain(&files);
    let mut targets: Vec<String> =
        all.flat_map(|target| filters.map(|filter| format!("{target}{filter}"))).collect();
    targets.extend((0..count + 3).map(|before| format!("/readings?before={before}")));
    targets.extend((0..count + 20).map(|count| format!("/readings/{count}/proof")));
    targets.extend(["/feed", "/me/bundle", "/questions", "/purposes"].map(str::to_owned));
    targets.extend(["/me/v2/findUsage", "/me/v2/usagePeriod"].map(str::to_owned));
    let days = "beginDatum=2026-01-01&eindDatum=2027-12-31";
    targets.push(format!("/me/api/v1/verwerkte-objecten?{days}"));
    targets
}

/// What is got by a session, without what differs between two sessions.
async fn got(family: &Family, browser: &mut Browser, target: &str) -> (StatusCode, Vec<u8>) {
    let body = browser.file(&family.house, target).await;
    let (status, bytes) = (body.status(), body.body().to_vec());
    let Ok(text) = String::from_utf8(bytes.clone()) else { return (status, bytes) };
    let parts = text.split("name=\"csrf\" value=\"");
    let without = parts
        .enumerate()
        .map(|(place, part)| if place == 0 { part } else { part.split_once('"').unwrap().1 });
    (status, without.collect::<String>().into_bytes())
}

async fn is_as_if_never_written(kinds: Vec<Kind>) {
    let with = family(&kinds, true, |_| true);
    let without = family(&kinds, true, Kind::is_shared);
    let (mut one, mut other) = (with.chosen().await, without.chosen().await);
    for target in targets(kinds.len()) {
        let (got, wanted) =
            (got(&with, &mut one, &target).await, got(&without, &mut other, &target).await);
        assert_eq!(got.0, wanted.0, "{target} {kinds:?}");
        let text = String::from_utf8_lossy(&got.1).into_owned();
        assert!(got.1 == wanted.1, "{target} {kinds:?}: {text}\n{:?}", String::from_utf8(wanted.1));
        assert!(!text.contains("barnevernet") && !text.contains("Klage om"), "{target}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_relative_gets_byte_for_byte_what_they_would_if_it_had_never_been_written(
        kinds in prop::collection::vec(prop::sample::select(&KINDS[..]), 0..9),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(is_as_if_never_written(kinds));
    }
}

fn tells_of_welfare(got: &Got) -> bool {
    got.body.contains("Undersøkelse i barnevernet")
}

#[tokio::test]
async fn the_child_sees_in_a_login_of_its_own_what_the_parent_does_not() {
    let family = family(&KINDS, true, |_| true);
    let mut parent = family.chosen().await;
    let mut child = Browser::login(&family.house, CHILD).await;
    for target in ["/readings", "/me/readings", "/readings/print", "/me/readings.csv"] {
        assert!(!tells_of_welfare(&parent.get(&family.house, target).await), "{target}");
        assert!(tells_of_welfare(&child.get(&family.house, target).await), "{target}");
    }
    let body = child.get(&family.house, "/readings").await.body;
    assert!(body.contains("Klage om barnevern"));
    let proof = child.get(&family.house, "/readings/14/proof").await;
    assert_eq!((proof.status, proof.body.as_str()), (StatusCode::OK, "the proof of 14\n"));
}

#[tokio::test]
async fn without_the_word_a_parent_sees_it_and_with_unknown_policies_nothing() {
    let family = family(&KINDS, false, |_| true);
    let mut parent = family.chosen().await;
    let page = parent.get(&family.house, "/readings").await;
    assert!(tells_of_welfare(&page) && page.body.contains("Klage om barnevern"));
    let mut unknown = reading_at(30, "2026-11-20T10:00:00Z", CHILD);
    if let Event::Reading(reading) = &mut unknown.entry.event {
        reading.policies = EntryIndex(0);
    }
    family.house.shelf.put(unknown);
    let page = parent.get(&family.house, "/me/readings").await;
    let shown: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    let shown = shown["readings"].as_array().unwrap();
    assert!(shown.iter().all(|one| one["entry"] != 30 && one["index"] != 30), "{shown:?}");
    assert_eq!(shown.len(), KINDS.len() + 2, "with the first reading and the parent's look");
}
