//! SIGKILL between acceptance and answer: every acknowledged change is there, and a change that was
//! not is there whole or not at all.

use crate::kill::{Running, start};
use bytes::Bytes;
use hyper::{Method, Request};
use serde_json::{Value, json};
use sluse::app::clock::SystemClock;
use sluse::client::{Credential, Wish, exchange, grant};
use sluse::demo::client::read_key;
use sluse::dial::Dialer;
use sluse::jose::alg::Algorithm;
use sluse::ledger::verify;
use sluse::serve::tls;
use sluse::vocab::limits::Limit;
use sluse::vocab::time::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const LIMIT: Limit = Limit { name: "test_answer_bytes", most: 1 << 20 };

/// One administrator of a demonstration in a process of its own.
#[derive(Clone)]
struct Remote {
    dialer: Dialer,
    base: String,
    token: String,
}

impl Remote {
    async fn of(running: &Running) -> Self {
        let card = &running.card;
        let dialer = Dialer::new(&tls::certificates(&card.ca).unwrap()).unwrap();
        let own = card.clients.iter().find(|one| one.client_id == super::TESTBY_ADMIN).unwrap();
        let key = read_key(&own.key, Algorithm::Rs256).unwrap();
        let wish = Wish::new(super::TESTBY_ADMIN, &card.issuer, super::WRITE);
        let grant = grant(&wish, &Credential::registered(key), SystemClock.now()).unwrap();
        let token = exchange(&dialer, &card.token_endpoint, &grant).await.unwrap();
        let base = card.issuer.trim_end_matches('/').to_owned();
        Self { dialer, base, token: token.expose().to_owned() }
    }

    /// None when the process was killed before it answered.
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Option<Value> {
        let bytes = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(bytes)
            .unwrap();
        let answer = self.dialer.send(request, LIMIT, Duration::from_secs(5)).await.ok()?;
        assert!(answer.status().is_success(), "{answer:?}");
        serde_json::from_slice(answer.body()).ok()
    }
}

/// How far one client's changes have come.
#[derive(Default)]
struct Progress {
    sent: AtomicU64,
    acknowledged: AtomicU64,
}

/// Changes two members of one client together, again and again.
async fn load(remote: Remote, path: String, progress: Arc<Progress>) {
    loop {
        let number = progress.sent.fetch_add(1, Ordering::SeqCst) + 1;
        let text = number.to_string();
        let wish = json!({ "client_name": text, "description": text, "scopes": [] });
        if remote.ask(Method::PUT, &path, Some(wish)).await.is_none() {
            return;
        }
        progress.acknowledged.store(number, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_acceptance_and_answer_nothing_is_lost_or_half() {
    let dir = tempfile::TempDir::new().unwrap();
    let mut running = start(dir.path());
    for round in 0..3 {
        let remote = Remote::of(&running).await;
        let mut loads = Vec::new();
        for _ in 0..8 {
            let wish = json!({ "client_name": "0", "description": "0" });
            let client = remote.ask(Method::POST, "/clients", Some(wish)).await.unwrap();
            let path = format!("/clients/{}", client["client_id"].as_str().unwrap());
            let progress = Arc::new(Progress::default());
            let task = tokio::spawn(load(remote.clone(), path.clone(), progress.clone()));
            loads.push((path, progress, task));
        }
        tokio::time::sleep(Duration::from_millis(200 + round * 310)).await;
        running.process.kill().unwrap();
        running.process.wait().unwrap();
        let card = &running.card;
        verify::verify(&card.ledger.dir, &card.ledger.vkey).expect("verifies");
        running = start(dir.path());
        let remote = Remote::of(&running).await;
        for (path, progress, task) in loads {
            task.await.unwrap();
            let client = remote.ask(Method::GET, &path, None).await.unwrap();
            assert_eq!(client["client_name"], client["description"], "whole or not at all");
            let held: u64 = client["client_name"].as_str().unwrap().parse().unwrap();
            let sent = progress.sent.load(Ordering::SeqCst);
            let acknowledged = progress.acknowledged.load(Ordering::SeqCst);
            assert!((acknowledged..=sent).contains(&held), "{acknowledged}..={sent}: {held}");
            assert!(acknowledged > 0, "round {round} did not get under way");
        }
    }
    running.process.kill().unwrap();
    running.process.wait().unwrap();
}
