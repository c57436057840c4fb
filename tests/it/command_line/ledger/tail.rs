//! `sluse ledger tail`.

use super::{about, closed, flip, ledger, object};
use crate::ledger::{Place, append_all, person, reading, signer};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn the_newest_come_last_published_or_not() {
    let place = Place::new();
    let running = place.open();
    append_all(&running, 0..300).await;
    running.publish().unwrap();
    append_all(&running, 0..3).await;
    let told = about(&place, &["tail", "--json"]).await;
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    let seen = lines(&told.out);
    let indexes: Vec<u64> = seen.iter().map(|line| line["index"].as_u64().unwrap()).collect();
    assert_eq!(indexes, (293..303).collect::<Vec<_>>());
    assert!(seen.iter().all(|line| line["published"] == (line["index"].as_u64() < Some(300))));
    assert_eq!(seen[0]["entry"]["event"]["purpose"], "barnehageopptak");
    let told = about(&place, &["tail", "--from", "0", "--json"]).await;
    assert_eq!(lines(&told.out).len(), 303);
    let told = about(&place, &["tail", "-n", "4"]).await;
    let text: Vec<&str> = told.out.lines().collect();
    assert!(text[0].contains("       299  reading"), "{}", told.out);
    assert!(text[3].contains("*      302  reading        312143046 client-1 barnehageopptak folkeregisteret.person folkeregister:barnehage, 2 fields"), "{}", told.out);
    running.close().await;
}

#[tokio::test]
async fn what_comes_later_is_shown_as_it_comes() {
    let place = Place::new();
    let running = place.open();
    append_all(&running, 0..2).await;
    let mut sluse = Command::new(env!("CARGO_BIN_EXE_sluse"))
        .args(["ledger", "tail", "--follow", "--json", "-n", "1", "--vkey", &signer().vkey()])
        .args(["--dir".as_ref(), place.dir().as_os_str()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(sluse.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(next()["index"], 1);
    running.append(reading(person(7))).await.unwrap();
    let seen = next();
    assert_eq!((&seen["index"], &seen["published"]), (&2.into(), &false.into()));
    // Entries that were published before anybody looked, over the end of a bundle.
    append_all(&running, 0..300).await;
    running.publish().unwrap();
    for index in 3..303 {
        assert_eq!(next()["index"], index);
    }
    running.append(reading(person(8))).await.unwrap();
    assert_eq!(next()["index"], 303);
    sluse.kill().unwrap();
    sluse.wait().unwrap();
    running.close().await;
}

#[tokio::test]
async fn each_end_has_its_code() {
    let place = closed(300).await;
    let (told, code) = object(&about(&place, &["tail", "--from", "301", "--json"]).await);
    assert_eq!((code, &told["holds"]), (4, &false.into()));
    assert_eq!(about(&place, &["tail", "--from", "300"]).await.code, Some(0));
    assert_eq!(ledger(&place, &["tail", "-n", "1", "--from", "1"]).await.code, Some(2));
    assert_eq!(ledger(&place, &["tail", "--dir", "elsewhere"]).await.code, Some(3));
    flip(&place, "tile/entries/001.p/44", 100);
    let told = about(&place, &["tail"]).await;
    assert_eq!((told.code, told.out.as_str()), (Some(1), ""), "{}", told.err);
}
