//! 16: one grant, one token: on the same node, 64 at one time, after a restart, after a crash.

use super::{FORM, Siege, Told, form, told};
use crate::house::{MUNICIPALITY, json};
use crate::kill::{self, Running};
use hyper::{Request, Response};
use serde_json::json;
use sluse::app::clock::SystemClock;
use sluse::client::ANSWER_BYTES;
use sluse::config::Config;
use sluse::demo::client::{Card, read_key};
use sluse::dial::Dialer;
use sluse::jose::alg::Algorithm;
use sluse::jose::jws::SigningKey;
use sluse::ledger::entry::Event;
use sluse::ledger::verify;
use sluse::serve::tls;
use sluse::vocab::time::Clock;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;

const USED: Told =
    told(400, "invalid_grant", "MP-012", "Invalid assertion. Grant is used before (");

/// How many tokens of the house are in its ledger, and how many refused grants.
fn tokens_and_refusals(siege: &Siege) -> (usize, usize) {
    let entries = siege.0.entries();
    let tokens = entries.iter().filter(|entry| matches!(entry.event, Event::Token(_)));
    let refusals = entries.iter().filter(|entry| matches!(entry.event, Event::TokenRefusal(_)));
    (tokens.count(), refusals.count())
}

#[tokio::test]
async fn attack_16_replay_on_the_same_node() {
    let siege = Siege::begin().await;
    for changes in [json!({}), json!({ "jti": null })] {
        let grant = siege.grant(changes);
        assert_eq!(siege.ask(&grant).await.status(), 200);
        siege.refuse_of(MUNICIPALITY, &grant, USED).await;
        siege.refuse_of(MUNICIPALITY, &grant, USED).await;
    }
    let first = siege.grant(json!({ "jti": "one" }));
    assert_eq!(siege.ask(&first).await.status(), 200);
    let again = siege.grant(json!({ "jti": "one", "exp": siege.now() + 50 }));
    siege.refuse_of(MUNICIPALITY, &again, USED).await;
    siege.0.clock.advance(Duration::from_secs(9));
    siege.refuse_of(MUNICIPALITY, &first, USED).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn attack_16_replay_64_in_parallel() {
    let siege = Arc::new(Siege::begin().await);
    for (round, changes) in [json!({}), json!({ "jti": null })].into_iter().enumerate() {
        let grant = siege.grant(changes);
        let asked: Vec<_> = (0..64)
            .map(|_| {
                let (siege, grant) = (siege.clone(), grant.clone());
                tokio::spawn(async move { siege.ask(&grant).await })
            })
            .collect();
        let mut issued = 0;
        for answer in asked {
            let answer = answer.await.unwrap();
            match answer.status().as_u16() {
                200 => issued += 1,
                _ => drop(siege.check(&answer, USED).await),
            }
        }
        assert_eq!(issued, 1);
        assert_eq!(tokens_and_refusals(&siege), (round + 1, 63 * (round + 1)));
    }
    assert!(siege.0.provider.asked().is_empty());
}

#[tokio::test]
async fn attack_16_replay_after_a_restart() {
    // The issuer's name stays, though the port is another each time.
    let named = |config: &mut Config| config.doors.issuer = "https://sluse.example/".into();
    let siege = Siege::begin_with(&named).await;
    let of_issuer = json!({ "aud": "https://sluse.example/", "exp": siege.now() + 120 });
    let with = siege.grant(of_issuer);
    let without = siege.grant(json!({ "aud": "https://sluse.example/", "jti": null }));
    for grant in [&with, &without] {
        assert_eq!(siege.ask(grant).await.status(), 200);
    }
    let siege = Siege(siege.0.restart_with(&named).await);
    siege.0.clock.advance(Duration::from_secs(9));
    for grant in [&with, &without] {
        let before = tokens_and_refusals(&siege);
        let answer = json(&siege.ask(grant).await);
        assert_eq!(answer["error"], "invalid_grant", "{answer}");
        assert_eq!(answer["error_uri"], "https://sluse.example/errors/MP-012");
        assert!(answer["error_description"].as_str().unwrap().starts_with(USED.begins));
        assert_eq!(tokens_and_refusals(&siege), (before.0, before.1 + 1));
    }
    let fresh = siege.grant(json!({ "aud": "https://sluse.example/" }));
    assert_eq!(siege.ask(&fresh).await.status(), 200);
}

/// A client of a house that runs in a process of its own.
struct Outside {
    card: Card,
    dialer: Dialer,
    key: SigningKey,
}

impl Outside {
    fn of(card: Card) -> Self {
        let dialer = Dialer::new(&tls::certificates(&card.ca).unwrap()).unwrap();
        let key = read_key(&card.clients[0].key, Algorithm::Rs256).unwrap();
        Self { card, dialer, key }
    }

    /// Asks for a token with a new grant of this `jti`; none when no answer comes.
    async fn ask(&self, jti: &str) -> Option<Response<bytes::Bytes>> {
        let now = SystemClock.now().seconds();
        let claims = json!({
            "aud": self.card.issuer, "iss": self.card.clients[0].client_id, "jti": jti,
            "scope": "folkeregister:barnehage", "iat": now, "exp": now + 120,
        });
        let body = form(&self.key.sign("JWT", &claims).unwrap());
        let request = Request::post(&self.card.token_endpoint).header("content-type", FORM);
        let request = request.body(body.into()).unwrap();
        self.dialer.send(request, ANSWER_BYTES, Duration::from_secs(5)).await.ok()
    }
}

/// What became of the grants that were sent.
#[derive(Default)]
struct Sent {
    acknowledged: Vec<String>,
    unanswered: Vec<String>,
}

/// Sends one grant after the other until no answer comes any more.
async fn load(outside: Arc<Outside>, name: String, sent: Arc<Mutex<Sent>>, enough: Arc<Notify>) {
    for number in 0.. {
        let jti = format!("{name}-{number}");
        let answer = outside.ask(&jti).await;
        let mut sent = sent.lock().unwrap();
        let Some(answer) = answer else { return sent.unanswered.push(jti) };
        assert_eq!(answer.status(), 200, "{answer:?}");
        sent.acknowledged.push(jti);
        if sent.acknowledged.len() == 24 {
            enough.notify_one();
        }
    }
}

/// The grants for which there is a token in the ledger.
#[derive(Default)]
struct Recorded {
    read: u64,
    grants: HashSet<String>,
}

impl Recorded {
    /// Reads what is new, none of it a second token for one grant; gives how many tokens are new.
    fn read_on(&mut self, card: &Card) -> usize {
        let (dir, vkey) = (&card.ledger.dir, &card.ledger.vkey);
        let report = verify::verify(dir, vkey).expect("the ledger verifies");
        let (before, size) = (self.grants.len(), report.size + report.unpublished);
        for index in std::mem::replace(&mut self.read, size)..size {
            if let Event::Token(token) = verify::show(dir, vkey, index).unwrap().entry.event {
                assert!(self.grants.insert(token.grant), "entry {index} is a second token");
            }
        }
        self.grants.len() - before
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attack_16_replay_after_a_crash() {
    let dir = tempfile::TempDir::new().unwrap();
    let (mut before, mut recorded) = (Sent::default(), Recorded::default());
    for round in 0..2 {
        let Running { mut process, card } = kill::start(dir.path());
        let outside = Arc::new(Outside::of(card));
        for jti in &before.acknowledged {
            let answer = outside.ask(jti).await.unwrap();
            let body = json(&answer);
            assert_eq!(answer.status(), 400, "{body}");
            assert_eq!(body["error_uri"], format!("{}errors/MP-012", outside.card.issuer));
        }
        for jti in &before.unanswered {
            // Recorded or not when the process died: there is never a second token for it.
            outside.ask(jti).await.unwrap();
            assert_eq!(outside.ask(jti).await.unwrap().status(), 400, "{jti}");
        }
        let (sent, enough) = (Arc::<Mutex<Sent>>::default(), Arc::new(Notify::new()));
        let workers: Vec<_> = (0..8)
            .map(|worker| format!("{round}-{worker}"))
            .map(|name| load(outside.clone(), name, sent.clone(), enough.clone()))
            .map(tokio::spawn)
            .collect();
        enough.notified().await;
        process.kill().unwrap();
        process.wait().unwrap();
        for worker in workers {
            worker.await.unwrap();
        }
        before = std::mem::take(&mut *sent.lock().unwrap());
        assert!(recorded.read_on(&outside.card) >= before.acknowledged.len());
    }
}
