//! SIGKILL under load: what was acknowledged survives, and the whole ledger verifies, each time.
//!
//! `KILL_ROUNDS=100 cargo test --release --test it killed -- --nocapture` is the long form.

use serde_json::Value;
use sluse::client::{Credential, Wish, exchange, grant};
use sluse::demo::client::{Card, read_key};
use sluse::dial::Dialer;
use sluse::ledger::verify;
use sluse::serve::tls;
use sluse::vocab::limits::Limit;
use sluse::vocab::time::Clock;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const LIMIT: Limit = Limit { name: "test_answer_bytes", most: 1 << 20 };

/// A demonstration in a process of its own.
pub struct Running {
    pub process: Child,
    pub card: Card,
}

/// Starts one in this folder, on free ports.
pub fn start(dir: &Path) -> Running {
    let mut process = Command::new(env!("CARGO_BIN_EXE_sluse"))
        .args(["demo", "--no-history", "--port", "0", "--dir"])
        .arg(dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let started = lines.find(|line| line.as_ref().unwrap().contains("is running"));
    started.expect("the demonstration starts").unwrap();
    let card = std::fs::read_to_string(dir.join("demo.json")).unwrap();
    Running { process, card: serde_json::from_str(&card).unwrap() }
}

/// Asks the same question again and again, and notes each acknowledged entry.
async fn load(dialer: Dialer, card: Arc<Card>, token: String, acknowledged: Arc<Mutex<Vec<u64>>>) {
    let url = card.examples[0].url.clone();
    loop {
        let request = hyper::Request::get(&url)
            .header("authorization", format!("Bearer {token}"))
            .header("sluse-purpose", "barnehageopptak")
            .header("sluse-case-reference", "kill")
            .body(bytes::Bytes::new())
            .unwrap();
        let Ok(answer) = dialer.send(request, LIMIT, Duration::from_secs(5)).await else { return };
        if answer.status() == 200 {
            let index = answer.headers()["sluse-ledger-index"].to_str().unwrap().parse().unwrap();
            acknowledged.lock().unwrap().push(index);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_under_load_nothing_acknowledged_is_lost() {
    let rounds = std::env::var("KILL_ROUNDS").map_or(4, |rounds| rounds.parse().unwrap());
    let dir = tempfile::TempDir::new().unwrap();
    let mut kept = 0;
    for round in 0..rounds {
        let Running { mut process, card } = start(dir.path());
        let card = Arc::new(card);
        let dialer = Dialer::new(&tls::certificates(&card.ca).unwrap()).unwrap();
        let wish = Wish::new("testby-oppvekst", &card.issuer, "folkeregister:barnehage");
        let key = read_key(&card.clients[0].key, sluse::jose::alg::Algorithm::Rs256).unwrap();
        let now = sluse::app::clock::SystemClock.now();
        let grant = grant(&wish, &Credential::registered(key), now).unwrap();
        let token = exchange(&dialer, &card.token_endpoint, &grant).await.unwrap();
        let token = token.expose().to_owned();
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        for _ in 0..8 {
            let load = load(dialer.clone(), card.clone(), token.clone(), acknowledged.clone());
            tokio::spawn(load);
        }
        // A different moment each round, across several publications.
        tokio::time::sleep(Duration::from_millis(300 + (round * 377) % 1_900)).await;
        process.kill().unwrap();
        process.wait().unwrap();
        let acknowledged = acknowledged.lock().unwrap().clone();
        assert!(!acknowledged.is_empty(), "round {round} did not get under way");
        let report = verify::verify(&card.ledger.dir, &card.ledger.vkey).expect("verifies");
        let entries = report.size + report.unpublished;
        let newest = acknowledged.iter().max().unwrap();
        assert!(entries > *newest, "entry {newest} was acknowledged, and {entries} are there");
        assert!(entries >= kept, "what was there before is still there");
        kept = entries;
        for index in acknowledged.iter().rev().take(20) {
            let shown = verify::show(&card.ledger.dir, &card.ledger.vkey, *index).unwrap();
            let shown: Value =
                serde_json::from_str(&serde_json::to_string(&shown.entry).unwrap()).unwrap();
            assert_eq!(shown["event"]["kind"], "reading", "entry {index}");
        }
    }
    eprintln!("{rounds} kills, {kept} entries, none lost");
}
