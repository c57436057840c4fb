//! Seeking entries, page by page, while entries are appended.

use super::{SUPERVISOR, WHOLE, reader};
use crate::house::{MUNICIPALITY, PERSON_PATH, TestHouse, json};
use serde_json::Value;
use sluse::ledger::entry::{Draft, Event, TokenRefusal};
use sluse::vocab::time::Clock as _;
use std::time::Duration;

async fn refuse_grants(house: &TestHouse, count: usize) {
    let event = || Event::TokenRefusal(TokenRefusal { reason: "MP-110".into(), client: None });
    let drafts = (0..count).map(|_| Draft::new(event())).collect();
    house.ledger().append_all(drafts).await.unwrap();
    house.ledger().publish().unwrap();
}

fn index(entry: &Value) -> u64 {
    entry["index"].as_u64().unwrap()
}

#[tokio::test]
async fn pages_never_skip_or_repeat_while_entries_are_appended() {
    let house = TestHouse::start().await;
    refuse_grants(&house, 600).await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let (mut found, mut cursor, mut rounds) = (Vec::new(), "0".to_owned(), 0);
    loop {
        let path = format!("/ledger/entries?decision=MP-110&limit=37&cursor={cursor}");
        let page = supervisor.get(&path).await;
        found.extend(page["entries"].as_array().unwrap().iter().map(index));
        cursor = page["cursor"].as_str().unwrap().to_owned();
        rounds += 1;
        if rounds <= 10 {
            refuse_grants(&house, 29).await;
        } else if page["more"] == false {
            break;
        }
    }
    let wanted: Vec<u64> = (0..)
        .zip(house.entries())
        .filter(|(_, entry)| matches!(entry.event, Event::TokenRefusal(_)))
        .map(|(index, _)| index)
        .collect();
    assert_eq!(found, wanted);
    assert_eq!(found.len(), 600 + 290);
    // The cursor is good for what comes later.
    refuse_grants(&house, 3).await;
    let page = supervisor.get(&format!("/ledger/entries?decision=MP-110&cursor={cursor}")).await;
    assert_eq!(page["entries"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_call_looks_at_a_bounded_number_of_entries_and_says_how_far_it_came() {
    let house = TestHouse::start().await;
    refuse_grants(&house, 2 * 16_384).await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let page = supervisor.get("/ledger/entries?decision=other-person").await;
    assert_eq!((page["looked_up_to"].as_u64(), &page["cursor"]), (Some(16_384), &"16384".into()));
    assert_eq!(
        (page["more"].as_bool(), page["entries"].as_array().unwrap().len()),
        (Some(true), 0)
    );
    let mut calls = 1;
    let mut cursor = page["cursor"].as_str().unwrap().to_owned();
    loop {
        let path = format!("/ledger/entries?decision=other-person&cursor={cursor}");
        let page = supervisor.get(&path).await;
        cursor = page["cursor"].as_str().unwrap().to_owned();
        calls += 1;
        if page["more"] == false {
            assert_eq!(page["looked_up_to"], page["published"]);
            break;
        }
    }
    assert_eq!(calls, 3);
}

#[tokio::test]
async fn entries_are_found_by_each_word_and_by_time() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.clock.advance(Duration::from_secs(60));
    let moment = house.clock.now();
    // A second reading, for another purpose, and a refusal: no case was named.
    house.school(PERSON_PATH).await;
    let token = house.token(MUNICIPALITY, "folkeregister:barnehage").await;
    house.get(PERSON_PATH, &[("authorization", &format!("Bearer {token}"))]).await;
    house.ledger().publish().unwrap();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let count = async |query: &str| supervisor.all(query).await.len();
    assert_eq!(count("decision=disclosed").await, 2);
    assert_eq!(count("decision=disclosed&purpose=barnehageopptak").await, 1);
    assert_eq!(count("decision=disclosed&service=folkeregisteret.person").await, 2);
    assert_eq!(count("decision=disclosed&service=skatt.inntekt").await, 0);
    assert_eq!(count("decision=disclosed&consumer=312143046").await, 2);
    assert_eq!(count("decision=disclosed&consumer=312800004").await, 0);
    assert_eq!(count(&format!("decision=disclosed&since={moment}")).await, 1);
    assert_eq!(count(&format!("decision=disclosed&until={moment}")).await, 1);
    let refused = supervisor.all("decision=refused&consumer=312143046").await;
    assert_eq!(refused.len(), 1);
    let reason = refused[0]["event"]["reason"].as_str().unwrap();
    assert_eq!(count(&format!("decision={reason}")).await, 1);
    assert_eq!(count(&format!("since={moment}&until={moment}")).await, 0);
    let late = house.clock.now().plus(Duration::from_secs(60));
    assert_eq!(count(&format!("since={late}")).await, 0);
}

#[tokio::test]
async fn withheld_fields_are_named_in_the_words_of_the_service() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.ledger().publish().unwrap();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let found = supervisor.all("decision=disclosed").await;
    let withheld = found[0]["withheld_fields"].as_array().unwrap();
    assert!(!withheld.is_empty());
    let fields = found[0]["event"]["fields"].as_array().unwrap();
    assert!(withheld.iter().all(|field| !fields.contains(field)), "{found:#?}");
}

#[tokio::test]
async fn an_entry_by_its_index_has_the_bytes_that_its_proof_is_checked_with() {
    use base64::Engine;
    use sluse::merkle::note::NoteVerifier;
    use sluse::merkle::proof::ProofFile;
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.ledger().publish().unwrap();
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let reading = super::first(&house, |event| matches!(event, Event::Reading(_)));
    let shown = supervisor.get(&format!("/ledger/entries/{reading}")).await;
    let bytes = shown["bytes"].as_str().unwrap();
    let bytes = base64::engine::general_purpose::STANDARD.decode(bytes).unwrap();
    let proof = house.get(&format!("/ledger/proof/{reading}"), &[]).await;
    let verifiers = [NoteVerifier::parse(&house.ledger().vkey()).unwrap()];
    ProofFile::parse(proof.body()).unwrap().verify(&bytes, &verifiers).unwrap();
    let entry: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(entry["event"], shown["event"]);
}

#[tokio::test]
async fn a_bundle_is_that_of_the_files_and_packed_when_that_is_accepted() {
    let house = TestHouse::start().await;
    refuse_grants(&house, 300).await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    let plain = supervisor.ask("/ledger/tile/entries/000").await;
    assert!(!plain.headers().contains_key("content-encoding"));
    assert_eq!(plain.headers()["cache-control"], "private, max-age=31536000, immutable");
    let entries = sluse::merkle::tile::decode_bundle(plain.body(), 256).unwrap();
    for (index, entry) in (0..).zip(entries) {
        let own = house.ledger().bytes(sluse::vocab::ids::EntryIndex(index)).unwrap().unwrap();
        assert_eq!(entry, &own[..], "{index}");
    }
    for (accepts, coded) in [
        ("gzip", true),
        ("br, gzip;q=0.5", true),
        ("GZIP", true),
        ("gzip;q=0", false),
        ("identity", false),
    ] {
        let fields = [("accept-encoding", accepts)];
        let packed = supervisor.ask_with("/ledger/tile/entries/000", &fields).await;
        assert_eq!(packed.headers().contains_key("content-encoding"), coded, "{accepts}");
        if coded {
            let mut opened = Vec::new();
            let mut reader = flate2::read::GzDecoder::new(&packed.body()[..]);
            std::io::Read::read_to_end(&mut reader, &mut opened).unwrap();
            assert_eq!(opened, &plain.body()[..]);
            assert!(packed.body().len() * 2 < opened.len());
        }
    }
    // A narrower form of a bundle is cut from the wider one.
    let first = supervisor.ask("/ledger/tile/entries/000.p/3").await;
    assert!(plain.body().starts_with(first.body()));
}

#[tokio::test]
async fn queries_that_cannot_be_read_or_might_name_a_person_are_refused() {
    let house = TestHouse::start().await;
    let supervisor = reader(&house, SUPERVISOR, WHOLE).await;
    for query in [
        "subject=17859241204",
        "purpose=p17859241204",
        "purpose=p171285",
        "service=s.178592",
        "decision=17859241204",
        "decision=x-17859241204",
        "consumer=17859241204",
        "consumer=31214304",
        "purpose=Barn%20hage",
        "decision=",
        "since=yesterday",
        "until=2026-13-01T00:00:00Z",
        "cursor=-1",
        "cursor=01",
        "limit=0",
        "limit=1001",
        "limit=ten",
        "limit=1&limit=2",
        "purpose=%zz",
    ] {
        let answer = supervisor.ask(&format!("/ledger/entries?{query}")).await;
        let told = json(&answer);
        assert_eq!(answer.status(), 400, "{query}");
        assert_eq!(told["type"], "urn:sluse:problem:query-not-taken", "{query}");
        assert!(!told.to_string().contains("1785"), "{told}");
    }
    // Nothing of it is in the ledger either.
    let text = format!("{:?}", house.entries());
    assert!(!text.contains("17859241204"));
}
