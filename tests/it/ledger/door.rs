//! The ledger's public face over HTTP.

use super::{Place, append_all, signer};
use bytes::Bytes;
use hyper::{Method, Request, Response, StatusCode};
use sluse::merkle::checkpoint::Checkpoint;
use sluse::serve::ledger_door::LedgerDoor;
use sluse::vocab::peer::Peer;

async fn ask(door: &LedgerDoor, method: Method, path: &str) -> Response<Bytes> {
    let peer = Peer::at([127, 0, 0, 1].into());
    let request = Request::builder().method(method).uri(path).body(Bytes::new()).unwrap();
    door.answer(&peer, request).await
}

fn header<'a>(answer: &'a Response<Bytes>, name: &str) -> &'a str {
    answer.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn checkpoint_and_tiles_are_served_as_the_format_demands() {
    let place = Place::new();
    let ledger = place.open();
    let door = LedgerDoor::new(ledger.clone());
    append_all(&ledger, 0..300).await;
    ledger.publish().unwrap();
    let answer = ask(&door, Method::GET, "/ledger/checkpoint").await;
    assert_eq!(header(&answer, "content-type"), "text/plain; charset=utf-8");
    assert_eq!(header(&answer, "cache-control"), "public, max-age=1, must-revalidate");
    let checkpoint = Checkpoint::open(answer.body(), &[signer().verifier().clone()]).unwrap();
    assert_eq!(checkpoint.size(), 300);
    for (path, bytes) in [("tile/0/000", 8192), ("tile/0/001.p/44", 1408), ("tile/1/000.p/1", 32)] {
        let answer = ask(&door, Method::GET, &format!("/ledger/{path}")).await;
        assert_eq!((answer.status(), answer.body().len()), (StatusCode::OK, bytes), "{path}");
        assert_eq!(header(&answer, "content-type"), "application/octet-stream");
        assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable");
    }
    // A partial tile that is no longer kept is cut from the full one.
    let answer = ask(&door, Method::GET, "/ledger/tile/0/000.p/3").await;
    assert_eq!(answer.body().len(), 96);
}

#[tokio::test]
async fn entries_unpublished_tiles_and_other_paths_are_not_there() {
    let place = Place::new();
    let ledger = place.open();
    let door = LedgerDoor::new(ledger.clone());
    append_all(&ledger, 0..300).await;
    ledger.publish().unwrap();
    for path in [
        "tile/entries/000",
        "tile/entries/001.p/44",
        "tile/0/001",
        "tile/0/001.p/45",
        "tile/0/1",
        "tile/0/000.p/256",
        "tile/9/000",
        "lock",
        "tile/0/../../../vault/master.key",
        "journal/00000000000000000000.seg",
        "",
    ] {
        let answer = ask(&door, Method::GET, &format!("/ledger/{path}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let answer = ask(&door, Method::POST, "/ledger/checkpoint").await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(header(&answer, "allow"), "GET, HEAD");
}
