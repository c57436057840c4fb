//! More than the ledger can take: who comes in vain is told to come again, and what was taken is kept.

use crate::house::{MUNICIPALITY, PERSON_PATH, TestHouse, client_key, json, problem};
use bytes::Bytes;
use hyper::{Request, Response, StatusCode};
use sluse::client::{Credential, Wish, grant};
use sluse::ledger::entry::{Draft, Event, TokenRefusal};
use sluse::ledger::{AppendError, Ledger};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::time::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// Appends again and again from many tasks, until it is told to stop; gives how many were taken and
/// how many were turned away.
async fn flood(ledger: Ledger, stop: Arc<AtomicBool>) -> (u64, u64) {
    let (taken, busy) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (ledger, stop) = (ledger.clone(), stop.clone());
        let (taken, busy) = (taken.clone(), busy.clone());
        tasks.spawn(async move {
            while !stop.load(Ordering::Relaxed) {
                let refusal = TokenRefusal { reason: "flood".into(), client: None };
                match ledger.append(Draft::new(Event::TokenRefusal(refusal))).await {
                    Ok(_) => taken.fetch_add(1, Ordering::Relaxed),
                    Err(AppendError::Busy) => busy.fetch_add(1, Ordering::Relaxed),
                    Err(error) => panic!("{error}"),
                };
                tokio::task::yield_now().await;
            }
        });
    }
    tasks.join_all().await;
    (taken.load(Ordering::Relaxed), busy.load(Ordering::Relaxed))
}

async fn ask_for_token(house: &TestHouse) -> Response<Bytes> {
    let issuer = format!("{}/", house.machine);
    let wish = Wish::new(MUNICIPALITY, &issuer, "folkeregister:skole");
    let grant = grant(&wish, &Credential::registered(client_key()), house.clock.now()).unwrap();
    let grant_type = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";
    let request = Request::post(format!("{}/token", house.machine))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(format!("grant_type={grant_type}&assertion={grant}")));
    house.send(request.unwrap()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_overload_both_doors_answer_503_with_retry_after_and_no_entry_is_lost() {
    // What the registry's file says is in the ledger before the queue becomes so short.
    let house = TestHouse::start().await;
    let house = house
        .restart_with(&|config| {
            config.ledger.queue = 4;
            config.limits.consumer_requests_per_second = std::num::NonZero::<u32>::MAX;
            config.limits.consumer_burst = std::num::NonZero::<u32>::MAX;
        })
        .await;
    let token = house.token(MUNICIPALITY, "folkeregister:skole").await;
    let bearer = format!("Bearer {token}");
    let before = house.ledger().size();
    let stop = Arc::new(AtomicBool::new(false));
    let flooding = tokio::spawn(flood(house.ledger().clone(), stop.clone()));
    let patience = Instant::now() + Duration::from_secs(60);
    let (mut served, mut gateway_busy, mut token_busy) = (0, 0, 0);
    while (gateway_busy == 0 || token_busy == 0) && Instant::now() < patience {
        let answer = house.get(PERSON_PATH, &[("authorization", &bearer)]).await;
        if answer.status() == StatusCode::OK {
            served += 1;
        } else {
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(answer.headers()["retry-after"], "1");
            assert_eq!(problem(&answer), "ledger-busy");
            gateway_busy += 1;
        }
        let answer = ask_for_token(&house).await;
        if answer.status() == StatusCode::OK {
            served += 1;
        } else {
            assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(answer.headers()["retry-after"], "1");
            assert_eq!(json(&answer)["error"], "temporarily_unavailable");
            token_busy += 1;
        }
    }
    stop.store(true, Ordering::Relaxed);
    let (taken, turned_away) = flooding.await.unwrap();
    assert!(gateway_busy > 0 && token_busy > 0, "{taken} taken, {turned_away} turned away");
    // Each that was acknowledged is there, and nothing else came in between.
    let (mut floods, mut answers, mut others) = (0, 0, Vec::new());
    for index in before..house.ledger().size() {
        match house.ledger().entry(EntryIndex(index)).unwrap().unwrap().event {
            Event::TokenRefusal(_) => floods += 1,
            Event::Reading(_) | Event::Token(_) => answers += 1,
            other => others.push(other),
        }
    }
    assert_eq!((floods, answers), (taken, served), "{others:?}");
    assert!(others.is_empty(), "{others:?}");
    house.stop().await;
}
