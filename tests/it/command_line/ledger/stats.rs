//! `sluse ledger stats`.

use super::{about, closed, flip, object};
use crate::ledger::{Place, append_all, person, reading, signer};
use sluse::ledger::entry::{Draft, Event, Refusal, TokenRefusal};

fn refusal(reason: &str) -> Draft {
    let refusal = Refusal {
        reason: reason.to_owned(),
        asker: None,
        service: None,
        purpose: None,
        policies: None,
    };
    Draft { event: Event::Refusal(refusal), ..reading(person(3)) }
}

#[tokio::test]
async fn everything_is_counted_and_nobody_named() {
    let place = Place::new();
    let running = place.open();
    append_all(&running, 0..520).await;
    for reason in ["case-reference-missing", "consumer-not-named", "consumer-not-named"] {
        running.append(refusal(reason)).await.unwrap();
    }
    running.publish().unwrap();
    let unknown = TokenRefusal { reason: "MP-110".to_owned(), client: None };
    running.append(Draft::new(Event::TokenRefusal(unknown))).await.unwrap();
    let (told, code) = object(&about(&place, &["stats", "--json"]).await);
    assert_eq!((code, &told["size"], &told["unpublished"]), (0, &523.into(), &1.into()));
    let kinds = serde_json::json!({ "reading": 520, "refusal": 3, "token-refusal": 1 });
    assert_eq!(told["kinds"], kinds);
    assert_eq!(told["readings"]["purposes"]["barnehageopptak"], 520);
    assert_eq!(told["readings"]["consumers"]["312143046"], 520);
    assert_eq!(told["readings"]["services"]["folkeregisteret.person"], 520);
    let reasons = serde_json::json!({
        "MP-110": 1, "case-reference-missing": 1, "consumer-not-named": 2,
    });
    assert_eq!(told["refusals"], reasons);
    let months = told["months"].as_object().unwrap();
    assert_eq!(months.values().map(|count| count.as_u64().unwrap()).sum::<u64>(), 524);
    assert_eq!((&told["about_persons"], &told["held"]), (&523.into(), &0.into()));
    for part in ["entries", "bundles", "tiles", "journal"] {
        assert!(told["bytes"][part].as_u64() > Some(0), "{part}: {told}");
    }
    let text = about(&place, &["stats"]).await.out;
    assert!(text.contains("523 published, 1 more sequenced"), "{text}");
    assert!(text.contains("how many persons cannot be told from the ledger"), "{text}");
    assert!(text.contains("refusals by reason\n           2  consumer-not-named"), "{text}");
    running.close().await;
}

#[tokio::test]
async fn only_what_is_proven_is_counted() {
    let place = closed(600).await;
    for (path, at) in [("tile/entries/001.packed", 500), ("tile/0/001", 5), ("tile/1/000.p/2", 40)]
    {
        flip(&place, path, at);
        let (told, code) = object(&about(&place, &["stats", "--json"]).await);
        assert_eq!((code, &told["holds"]), (1, &false.into()), "{path}");
        flip(&place, path, at);
    }
    assert_eq!(about(&place, &["stats"]).await.code, Some(0));
    let folder = place.dir().parent().unwrap().to_owned();
    let vkey = signer().vkey();
    let nowhere = ["ledger", "stats", "--dir", "elsewhere", "--vkey", &vkey];
    assert_eq!(crate::command_line::run(&folder, &nowhere, "").await.code, Some(3));
}
