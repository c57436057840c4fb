//! The register over HTTP: what is asked, what an answer is taken for, and what is kept.

use super::family::{MOTHER, mother, number};
use crate::house::{Answer, MUNICIPALITY, Provider, TestHouse, client_key};
use sluse::client::Credential;
use sluse::dial::Dialer;
use sluse::folkeregister::{
    ANSWER_BYTES, FAILED, Http, KEPT, Kept, Part, Relations, Silent, TokenSource,
};
use sluse::vocab::time::{Clock as _, Timestamp};
use std::sync::Arc;
use std::time::Duration;

fn now() -> Timestamp {
    "2026-11-21T11:00:00Z".parse().unwrap()
}

fn register(provider: &Provider) -> Http {
    let dialer = Dialer::new(&[]).unwrap();
    let base = format!("{}/folkeregisteret/v1", provider.url());
    Http::new(&base, dialer, Duration::from_millis(500), None).unwrap()
}

async fn provider_that_knows_the_mother() -> Provider {
    let provider = Provider::start().await;
    provider.will(Answer::json(&mother().to_string()));
    provider
}

#[tokio::test]
async fn no_more_is_asked_than_the_question_needs() {
    let provider = provider_that_knows_the_mother().await;
    let register = register(&provider);
    register.ask(&number(MOTHER), Part::Protection, now()).await.unwrap();
    let read = register.ask(&number(MOTHER), Part::Relations, now()).await.unwrap();
    assert_eq!(read.children().len(), 1);
    let asked = provider.asked();
    let line = |head: &str| head.lines().next().unwrap().to_owned();
    assert_eq!(
        line(&asked[0]),
        format!(
            "GET /folkeregisteret/v1/personer/{MOTHER}?part=identifikasjonsnummer\
             &part=adressebeskyttelse HTTP/1.1"
        )
    );
    assert!(asked[1].contains("&part=foreldreansvar&"));
    assert!(!asked[1].contains("historikk") && !asked[1].contains("kjoenn"));
    assert!(!asked[0].to_lowercase().contains("authorization"));
}

#[tokio::test]
async fn an_answer_that_is_not_as_it_must_be_is_none() {
    let provider = provider_that_knows_the_mother().await;
    let register = register(&provider);
    let text = mother().to_string();
    let large = vec![b' '; ANSWER_BYTES.most + 1];
    for (answer, expected) in [
        (Answer::typed(404, "application/json", b"{}"), Silent::Nobody),
        (Answer::typed(403, "application/json", b"{}"), Silent::Down),
        (Answer::typed(500, "application/json", text.as_bytes()), Silent::Down),
        (Answer::typed(200, "text/html", text.as_bytes()), Silent::Down),
        (Answer::json("{}"), Silent::Down),
        (Answer::json(&text.replace(MOTHER, "03910165681")), Silent::Down),
        (Answer::typed(200, "application/json", &large), Silent::Down),
        (Answer::Silence, Silent::Down),
    ] {
        provider.will(answer);
        let got = register.ask(&number(MOTHER), Part::Relations, now()).await;
        assert_eq!(got.unwrap_err(), expected);
    }
}

#[tokio::test]
async fn what_was_answered_is_kept_for_a_while_and_a_failure_for_a_moment() {
    let provider = provider_that_knows_the_mother().await;
    let kept = Kept::new(Arc::new(register(&provider)));
    let mother = number(MOTHER);
    let ask = async |part, after: Duration| kept.ask(&mother, part, now().plus(after)).await;
    ask(Part::Protection, Duration::ZERO).await.unwrap();
    ask(Part::Protection, KEPT - Duration::from_millis(1)).await.unwrap();
    assert_eq!(provider.asked().len(), 1);
    ask(Part::Relations, Duration::ZERO).await.unwrap();
    assert_eq!(provider.asked().len(), 2);
    provider.will(Answer::typed(500, "application/json", b"{}"));
    assert_eq!(ask(Part::Protection, KEPT).await.unwrap_err(), Silent::Down);
    assert_eq!(provider.asked().len(), 3);
    provider.will(Answer::json(&super::family::mother().to_string()));
    let soon = KEPT + FAILED - Duration::from_millis(1);
    assert_eq!(ask(Part::Protection, soon).await.unwrap_err(), Silent::Down);
    assert_eq!(provider.asked().len(), 3);
    ask(Part::Protection, KEPT + FAILED).await.unwrap();
    assert_eq!(provider.asked().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_fetched_once_and_anew_when_the_register_does_not_take_it() {
    let house = TestHouse::start().await;
    let provider = house.provider.clone();
    provider.will(Answer::json(&mother().to_string()));
    let token = TokenSource {
        dialer: house.dialer.clone(),
        endpoint: format!("{}/token", house.machine),
        audience: format!("{}/", house.machine),
        client_id: MUNICIPALITY.to_owned(),
        scope: "folkeregister:skole".to_owned(),
        credential: Credential::registered(client_key()),
        newest: Default::default(),
    };
    let base = format!("{}/folkeregisteret/v1", provider.url());
    let dialer = Dialer::new(&[]).unwrap();
    let register = Http::new(&base, dialer, Duration::from_secs(5), Some(token)).unwrap();
    let mother = number(MOTHER);
    let ask = async || register.ask(&mother, Part::Protection, house.clock.now()).await;
    ask().await.unwrap();
    ask().await.unwrap();
    provider.will(Answer::typed(401, "application/json", b"{}"));
    assert_eq!(ask().await.unwrap_err(), Silent::Down);
    provider.will(Answer::json(&super::family::mother().to_string()));
    ask().await.unwrap();
    let asked = provider.asked();
    let tokens: Vec<_> = asked
        .iter()
        .map(|head| head.lines().find_map(|line| line.strip_prefix("authorization: Bearer ")))
        .map(Option::unwrap)
        .collect();
    assert_eq!(tokens.len(), 4);
    assert!(tokens[0] == tokens[1] && tokens[1] == tokens[2] && tokens[2] != tokens[3]);
    house.clock.advance(Duration::from_secs(115));
    ask().await.unwrap();
    assert!(!provider.asked()[4].contains(tokens[3]), "it is about to run out");
}

#[test]
fn an_address_that_cannot_be_asked_is_refused_at_the_start() {
    for base in ["", "ftp://register.test/v1", "http://register.test/v1/", "https://r.test/v1?x=y"]
    {
        let dialer = Dialer::new(&[]).unwrap();
        assert!(Http::new(base, dialer, Duration::from_secs(1), None).is_err(), "{base}");
    }
}
