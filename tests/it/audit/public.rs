//! What everybody may have.

use super::description::check;
use crate::house::{TestHouse, json, problem};
use bytes::Bytes;
use hyper::{Request, Response};
use sluse::ledger::entry::{Draft, Event, TokenRefusal};
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::note::NoteVerifier;
use sluse::merkle::proof::{ProofFile, verify_consistency};
use sluse::vocab::ids::EntryIndex;

/// Fills the ledger until its size has this rest by 256, and publishes.
pub(super) async fn fill(house: &TestHouse, rest: u64) -> u64 {
    while house.ledger().size() % 256 != rest || house.ledger().size() < 256 {
        let event = Event::TokenRefusal(TokenRefusal { reason: "MP-110".into(), client: None });
        house.ledger().append(Draft::new(event)).await.unwrap();
    }
    house.ledger().publish().unwrap();
    house.ledger().published()
}

async fn get(house: &TestHouse, path: &str) -> Response<Bytes> {
    let answer = house.get(path, &[]).await;
    check(path, &answer);
    answer
}

fn header<'a>(answer: &'a Response<Bytes>, name: &str) -> &'a str {
    answer.headers()[name].to_str().unwrap()
}

fn opened(house: &TestHouse, note: &[u8]) -> Checkpoint {
    let verifier = NoteVerifier::parse(&house.ledger().vkey()).unwrap();
    Checkpoint::open(note, &[verifier]).unwrap()
}

#[tokio::test]
async fn checkpoint_and_tiles_are_served_as_the_format_demands() {
    let house = TestHouse::start().await;
    let size = fill(&house, 44).await;
    let answer = get(&house, "/ledger/checkpoint").await;
    assert_eq!(header(&answer, "content-type"), "text/plain; charset=utf-8");
    assert_eq!(header(&answer, "cache-control"), "public, max-age=1, must-revalidate");
    assert_eq!(opened(&house, answer.body()).size(), size);
    let edge = format!("tile/0/{:03}.p/44", size / 256);
    let above = format!("tile/1/000.p/{}", size / 256);
    let hashes = usize::try_from(size / 256).unwrap();
    for (path, bytes) in [("tile/0/000", 8192), (&*edge, 44 * 32), (&*above, hashes * 32)] {
        let answer = get(&house, &format!("/ledger/{path}")).await;
        assert_eq!((answer.status().as_u16(), answer.body().len()), (200, bytes), "{path}");
        assert_eq!(header(&answer, "content-type"), "application/octet-stream");
        assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable");
    }
    // A partial tile that is no longer kept is cut from the full one.
    let answer = get(&house, "/ledger/tile/0/000.p/3").await;
    assert_eq!(answer.body().len(), 96);
}

#[tokio::test]
async fn unpublished_tiles_and_other_paths_are_not_there() {
    let house = TestHouse::start().await;
    let next = fill(&house, 44).await / 256;
    for path in [
        format!("tile/0/{next:03}"),
        format!("tile/0/{next:03}.p/45"),
        "tile/0/1".to_owned(),
        "tile/0/000.p/256".to_owned(),
        "tile/9/000".to_owned(),
        "lock".to_owned(),
        "tile/0/../../../vault/master.key".to_owned(),
        "journal/00000000000000000000.seg".to_owned(),
        "proof/01".to_owned(),
        "proof/-1".to_owned(),
        "proof/99999999999999999999999".to_owned(),
        "entries/".to_owned(),
        String::new(),
    ] {
        let answer = house.get(&format!("/ledger/{path}"), &[]).await;
        assert_eq!(answer.status(), 404, "{path}");
        assert_eq!(problem(&answer), "no-such-ledger-part", "{path}");
    }
    let request = Request::post(format!("{}/ledger/checkpoint", house.machine));
    let answer = house.send(request.body(Bytes::new()).unwrap()).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "allow")), (405, "GET, HEAD"));
    assert_eq!(problem(&answer), "ledger-is-read-only");
}

#[tokio::test]
async fn a_proof_of_an_entry_is_given_to_everybody_and_holds_for_that_entry_alone() {
    let house = TestHouse::start().await;
    let size = fill(&house, 7).await;
    let verifiers = [NoteVerifier::parse(&house.ledger().vkey()).unwrap()];
    for index in [0, 1, 255, 256, size - 1] {
        let answer = get(&house, &format!("/ledger/proof/{index}")).await;
        assert_eq!(answer.status(), 200, "{index}");
        let proof = ProofFile::parse(answer.body()).unwrap();
        let entry = house.ledger().bytes(EntryIndex(index)).unwrap().unwrap();
        let proven = proof.verify(&entry, &verifiers).unwrap();
        assert_eq!((proven.index(), proven.checkpoint().size()), (index, size));
        proof.verify(&[&entry[..], b" "].concat(), &verifiers).unwrap_err();
    }
    let answer = get(&house, &format!("/ledger/proof/{size}")).await;
    assert_eq!((answer.status().as_u16(), problem(&answer)), (404, "not-published".into()));
    assert_eq!(header(&answer, "retry-after"), "1");
}

#[tokio::test]
async fn trees_are_proven_to_continue_each_other() {
    let house = TestHouse::start().await;
    let old = opened(&house, get(&house, "/ledger/checkpoint").await.body());
    fill(&house, 100).await;
    let new = opened(&house, get(&house, "/ledger/checkpoint").await.body());
    for query in [format!("old={}", old.size()), format!("old={}&new={}", old.size(), new.size())] {
        let told = json(&get(&house, &format!("/ledger/consistency?{query}")).await);
        assert_eq!(
            (told["old"].as_u64(), told["new"].as_u64()),
            (Some(old.size()), Some(new.size()))
        );
        let hashes = told["proof"].as_array().unwrap().iter();
        let path: Vec<Hash> =
            hashes.map(|hash| Hash::parse(hash.as_str().unwrap()).unwrap()).collect();
        let (before, after) = (old.root(), new.root());
        verify_consistency(old.size(), new.size(), &path, &before, &after).unwrap();
    }
    // Also between sizes that were never published.
    let told =
        json(&get(&house, &format!("/ledger/consistency?old=1&new={}", new.size() - 3)).await);
    assert_eq!(told["new"].as_u64(), Some(new.size() - 3));
    let beyond = new.size() + 1;
    for (query, status, kind) in [
        (String::new(), 400, "query-not-taken"),
        ("old=".to_owned(), 400, "query-not-taken"),
        ("old=01".to_owned(), 400, "query-not-taken"),
        ("old=1&old=1".to_owned(), 400, "query-not-taken"),
        ("old=2&new=1".to_owned(), 400, "query-not-taken"),
        ("old=1&size=2".to_owned(), 400, "query-not-taken"),
        (format!("old=1&new={beyond}"), 404, "not-published"),
        (format!("old={beyond}"), 400, "query-not-taken"),
    ] {
        let answer = get(&house, &format!("/ledger/consistency?{query}")).await;
        assert_eq!((answer.status().as_u16(), &*problem(&answer)), (status, kind), "{query}");
    }
}

#[tokio::test]
async fn what_comes_of_requests_is_counted() {
    let house = TestHouse::start().await;
    get(&house, "/ledger/checkpoint").await;
    get(&house, "/ledger/entries").await;
    house.get("/ledger/nothing", &[]).await;
    let metrics = format!("{}/metrics", house.operations);
    let text = house.send(Request::get(metrics).body(Bytes::new()).unwrap()).await;
    let text = String::from_utf8_lossy(text.body()).into_owned();
    for outcome in ["served", "token-missing", "no-such-ledger-part"] {
        let line =
            format!("sluse_requests_total{{door=\"ledger\",outcome=\"{outcome}\",purpose=\"\"}} 1");
        assert!(text.contains(&line), "{line}\n{text}");
    }
}
