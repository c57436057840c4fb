//! `sluse ledger verify` and `show`.

use super::{closed, flip, ledger, object, other};
use crate::command_line::run;
use crate::ledger::{Place, append_all, signer};
use serde_json::Value;
use sluse::cli::progress::line;
use std::process::Command;
use std::time::Duration;

/// `sluse ledger …` with the log's key and `--json`: what it says and its code.
async fn json(place: &Place, arguments: &[&str]) -> (Value, i32) {
    let vkey = signer().vkey();
    object(&ledger(place, &[arguments, &["--vkey", &vkey, "--json"]].concat()).await)
}

#[tokio::test]
async fn a_ledger_that_holds_is_told_in_both_forms() {
    let place = closed(600).await;
    let vkey = signer().vkey();
    let told = ledger(&place, &["verify", "ledger", "--vkey", &vkey]).await;
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    assert!(told.out.contains("published   600 entries"), "{}", told.out);
    for cores in ["1", "2", "7"] {
        let (told, code) = json(&place, &["verify", "ledger", "--cores", cores]).await;
        assert_eq!((code, &told["holds"], &told["size"]), (0, &true.into(), &600.into()));
        assert!(told["from"].as_str() < told["until"].as_str(), "{told}");
    }
}

#[tokio::test]
async fn a_sample_is_told_with_what_it_would_find() {
    let place = closed(600).await;
    let (told, code) = json(&place, &["verify", "ledger", "--sample", "1"]).await;
    assert_eq!((code, &told["size"]), (0, &600.into()));
    let sample = &told["sample"];
    assert_eq!((&sample["bundles"], &sample["of"]), (&1.into(), &2.into()));
    assert_eq!((&sample["entries"], &sample["tiles"]), (&344.into(), &1.into()));
    assert_eq!(sample["finds_one_percent"], 0.5);
    let vkey = signer().vkey();
    let told = ledger(&place, &["verify", "ledger", "--vkey", &vkey, "--sample", "9"]).await;
    assert!(told.out.contains("checked     2 of 2 full bundles"), "{}", told.out);
    assert!(told.out.contains("100.0 times of 100"), "{}", told.out);
}

#[tokio::test]
async fn the_ledger_may_be_running() {
    let place = Place::new();
    let running = place.open();
    append_all(&running, 0..300).await;
    running.publish().unwrap();
    append_all(&running, 0..5).await;
    for how in [&["verify", "ledger"][..], &["verify", "ledger", "--sample", "1"]] {
        let (told, code) = json(&place, how).await;
        assert_eq!((code, &told["size"], &told["unpublished"]), (0, &300.into(), &5.into()));
    }
    running.close().await;
}

#[tokio::test]
async fn what_is_bad_is_named_and_ends_with_one() {
    let place = closed(600).await;
    flip(&place, "tile/entries/001.packed", 700);
    for how in [&["verify", "ledger"][..], &["verify", "ledger", "--sample", "2"]] {
        let (told, code) = json(&place, how).await;
        assert_eq!((code, &told["holds"], &told["code"]), (1, &false.into(), &1.into()));
        let said = told["error"].as_str().unwrap();
        assert!(
            said.contains("tile/entries/001.packed is not a tile or bundle of its width"),
            "{said}"
        );
    }
    flip(&place, "tile/entries/001.packed", 700);
    let vkey = other().vkey();
    let told = ledger(&place, &["verify", "ledger", "--vkey", &vkey]).await;
    assert_eq!((told.code, told.out.as_str()), (Some(1), ""));
    assert_eq!(told.err, "sluse: the checkpoint does not hold: no known key signed the note\n");
    std::fs::remove_file(place.dir().join("checkpoint")).unwrap();
    let (told, code) = json(&place, &["verify", "ledger"]).await;
    assert_eq!((code, &told["error"]), (1, &"checkpoint is missing".into()));
}

#[tokio::test]
async fn what_is_not_used_rightly_ends_with_two() {
    let place = closed(1).await;
    for how in [
        &["verify"][..],
        &["verify", "ledger", "--sample", "few"],
        &["verify", "ledger", "--sample", "1", "--cores", "1"],
        &["verify", "ledger", "--vkey", "not a key"],
        &["show", "first"],
    ] {
        let told = ledger(&place, how).await;
        assert_eq!((told.code, told.out.as_str()), (Some(2), ""), "{how:?} {}", told.err);
    }
}

#[tokio::test]
async fn what_cannot_be_read_ends_with_three() {
    let place = closed(1).await;
    let told = ledger(&place, &["verify", "elsewhere"]).await;
    assert_eq!(told.code, Some(3));
    assert!(told.err.contains("elsewhere/vkey") && told.err.contains("--vkey"), "{}", told.err);
    let (told, code) = json(&place, &["verify", "elsewhere"]).await;
    assert_eq!((code, &told["code"]), (3, &3.into()));
    std::fs::remove_file(place.dir().join("checkpoint")).unwrap();
    std::fs::create_dir(place.dir().join("checkpoint")).unwrap();
    assert_eq!(json(&place, &["verify", "ledger"]).await.1, 3);
}

#[tokio::test]
async fn an_entry_that_is_not_there_ends_with_four() {
    let place = closed(300).await;
    let (told, code) = json(&place, &["show", "299", "--dir", "ledger"]).await;
    assert_eq!((code, &told["published_in"]), (0, &300.into()));
    assert_eq!(told["entry"]["event"]["purpose"], "barnehageopptak");
    let (told, code) = json(&place, &["show", "300", "--dir", "ledger"]).await;
    assert_eq!((code, &told["code"]), (4, &4.into()));
    assert_eq!(told["error"], "there is no entry 300: the ledger has 300");
}

#[tokio::test]
async fn every_command_names_the_codes() {
    let place = closed(1).await;
    let told = ledger(&place, &["--help"]).await;
    for code in ["0 good", "1 the ledger", "2 not used", "3 a file", "4 what was asked"] {
        assert!(told.out.contains(code), "{code}: {}", told.out);
    }
}

#[test]
fn progress_has_an_estimate() {
    let line = line(250, 1000, "entries verified", Duration::from_secs(5));
    assert_eq!(
        line,
        "[######..................] 25 %  250 of 1000 entries verified, 50/s, 15 s left"
    );
}

#[tokio::test]
async fn progress_is_shown_on_a_terminal_only() {
    let place = closed(600).await;
    let folder = place.dir().parent().unwrap().to_owned();
    let vkey = signer().vkey();
    let told = run(&folder, &["ledger", "verify", "ledger", "--vkey", &vkey], "").await;
    assert_eq!(told.err, "");
    let sluse = env!("CARGO_BIN_EXE_sluse");
    let command = format!("{sluse} ledger verify ledger --vkey '{vkey}'");
    let mut script = Command::new("script");
    script.args(["-qec", &command, "/dev/null"]).current_dir(&folder);
    let Ok(terminal) = script.output() else {
        println!("left out: script (util-linux) is not installed");
        return;
    };
    let shown = String::from_utf8(terminal.stdout).unwrap();
    assert!(shown.contains(" of 600 entries verified"), "{shown}");
    assert!(terminal.status.success());
}
