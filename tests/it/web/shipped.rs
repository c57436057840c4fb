//! A full page with the policies that ship with the program, as a person would see it.

use super::browser::{Browser, House};
use super::design::packed;
use super::sample::{KARI, POLICIES, Shelf, record, whom};
use sluse::ledger::entry::{Asker, Event, Reading, Refusal};
use sluse::policy::{PolicySet, Purpose};
use sluse::vocab::field::FieldPath;
use sluse::vocab::party::{ClientId, Organisation};
use std::path::Path;
use std::sync::Arc;

/// The pages are left here for who wants to look at them.
const LEFT: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/people");

fn shipped() -> Arc<PolicySet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let files = sluse::activation::folder::read(&folder).unwrap();
    Arc::new(PolicySet::parse(&files).unwrap())
}

fn reading(set: &PolicySet, purpose: &Purpose) -> Reading {
    let given: Vec<FieldPath> = purpose.permits.iter().map(|permit| permit.path.clone()).collect();
    let service = set.service(&purpose.service).unwrap();
    let held = |place: &usize| {
        let path = &service.fields[*place].path;
        !given.iter().any(|given| given.covers(path))
    };
    let withheld = (0..service.fields.len()).filter(held).take(24).collect();
    Reading {
        asker: Asker {
            consumer: purpose.consumers()[0].clone(),
            supplier: purpose.suppliers.then(|| Organisation::parse("313040402").unwrap()),
            client: ClientId::parse("client").unwrap(),
            customer: None,
            sub_client: None,
            issuer: None,
        },
        service: purpose.service.clone(),
        purpose: purpose.id.clone(),
        scope: purpose.scope.clone(),
        policies: POLICIES,
        withheld,
        withheld_unnamed: 3,
        narrowed: false,
        counted: false,
        whole: false,
        fields: given,
    }
}

#[tokio::test]
async fn a_full_page_is_small_and_lacks_no_words() {
    let set = shipped();
    let shelf = Shelf { policies: set.clone(), ..Shelf::new() };
    // Packages of rights are an upper bound, and nobody's purpose as they stand.
    let package = |purpose: &&Arc<Purpose>| purpose.id.as_str().starts_with("rettighetspakke-");
    let purposes = set.purposes().iter().filter(|purpose| !package(purpose));
    for (index, purpose) in (82..).zip(purposes.cycle().take(20)) {
        let reading = reading(&set, purpose);
        let event = if index % 7 == 3 {
            Event::Refusal(Refusal {
                reason: "case-reference-missing".to_owned(),
                asker: Some(reading.asker),
                service: Some(reading.service),
                purpose: Some(reading.purpose),
                policies: None,
            })
        } else {
            Event::Reading(reading)
        };
        let at = format!("2026-11-{:02}T{:02}:14:00Z", 10 + (index - 82) / 3, 8 + index % 3);
        shelf.put(record(index, &at, event, whom(KARI)));
    }
    let house = House::with(shelf);
    let mut browser = Browser::login(&house, KARI).await;
    let folder = Path::new(LEFT);
    std::fs::create_dir_all(folder).unwrap();
    for (name, target) in [
        ("readings-en", "/readings?lang=en"),
        ("readings", "/readings?lang=nb"),
        ("print", "/readings/print?lang=nb&from=2026-11-15"),
        ("search", "/readings?lang=nb&outcome=refused&from=2026-01-01"),
        ("about", "/about"),
        ("notice", "/none"),
        ("front-in", "/"),
    ] {
        let got = browser.get(&house, target).await;
        // The goal is 60 kB packed, with the style; pages are sent unpacked, so that counts, too.
        let all = packed(&got.body) + packed(sluse::page::STYLE);
        assert!(all <= 60_000, "{name}: {all} bytes packed");
        assert!(got.body.len() <= 72_000, "{name}: {} bytes", got.body.len());
        // The goal is 60 kB packed, with the style; pages are sent unpacked, so that counts, too.
        let all = packed(&got.body) + packed(sluse::page::STYLE);
        assert!(all <= 60_000, "{name}: {all} bytes packed");
        assert!(!got.body.contains("<code>"), "{name}: something has no words");
        std::fs::write(folder.join(name).with_extension("html"), got.body).unwrap();
    }
    let front = Browser::default().get(&house, "/").await;
    std::fs::write(folder.join("front.html"), front.body).unwrap();
    std::fs::write(folder.join("style.css"), sluse::page::STYLE).unwrap();
}
