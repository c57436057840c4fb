//! `--check`: runs every example against the running demonstration, logs a citizen in, and verifies
//! the ledger offline.

mod lived;
mod mirrored;
mod narrowed;
mod recorded;
pub mod shown;
mod snooped;
mod withdrawn;

use super::DemoError;
use super::client::{Card, Example, credential};
use super::examples::BULK;
use super::login::log_in;
use super::persons::Role;
use super::run::Demonstration;
use crate::app::clock::SystemClock;
use crate::client::{Bearer, Wish, ask, exchange, grant, send};
use crate::dial::Dialer;
use crate::ledger::verify;
use crate::serve::tls;
use crate::vocab::time::Clock;
use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, Response};
use std::path::Path;

/// What one check found.
pub struct Finding {
    /// What was checked.
    pub name: String,
    /// What was seen; wrong things as an error.
    pub outcome: Result<String, String>,
}

impl Finding {
    fn new(name: &str, outcome: Result<String, DemoError>) -> Self {
        Self { name: name.to_owned(), outcome: outcome.map_err(|error| error.to_string()) }
    }
}

/// The checks that need the demonstration running.
pub async fn while_running(running: &Demonstration) -> Vec<Finding> {
    let dialer =
        tls::certificates(&running.card.ca).ok().and_then(|roots| Dialer::new(&roots).ok());
    let Some(dialer) = dialer else {
        let outcome = Err("the development CA's certificate cannot be used".into());
        return vec![Finding { name: "certificates".into(), outcome }];
    };
    let mut findings = Vec::new();
    for example in &running.card.examples {
        let outcome = run_example(&dialer, running, example).await;
        findings.push(Finding::new(&example.name, outcome));
    }
    let fewer = narrowed::check(&dialer, &running.card).await;
    findings.push(Finding::new("a token for one purpose and two fields", fewer));
    let withdrawn = withdrawn::check(&dialer, running).await;
    findings.push(Finding::new("a consent that was withdrawn", withdrawn));
    findings.push(Finding::new(
        "a request without a token",
        without_token(&dialer, &running.card).await,
    ));
    findings.push(Finding::new("ready", ready(&dialer, &running.card).await));
    findings.push(Finding::new("a citizen logs in and sees it", citizen(&dialer, running).await));
    findings.extend(lived::check(&dialer, running).await);
    if !running.began_empty() {
        let found = snooped::check(&dialer, running).await;
        findings.push(Finding::new("an officer finds the case worker who snoops", found));
    }
    let mirrored = mirrored::check(&dialer, running).await;
    findings.push(Finding::new("the supervisory authority has a verified copy", mirrored));
    findings
}

/// Verifies the ledger from its files.
#[must_use]
pub fn ledger(dir: &Path, vkey: &str) -> Finding {
    let outcome = verify::verify(dir, vkey)
        .map(|report| format!("{} entries, root {}", report.size, report.root))
        .map_err(|error| error.to_string());
    Finding { name: "the ledger verifies offline".into(), outcome }
}

async fn run_example(
    dialer: &Dialer,
    running: &Demonstration,
    example: &Example,
) -> Result<String, DemoError> {
    let answer = asked(dialer, &running.card, example).await?;
    let body = String::from_utf8_lossy(answer.body());
    let wrong = |what: &str| DemoError::Request(format!("{what}, {} {body}", answer.status()));
    let fits = answer.status().as_u16() == example.status
        && example.problem.as_ref().is_none_or(|problem| {
            body.contains(&format!("\"type\":\"urn:sluse:problem:{problem}\""))
        });
    if !fits {
        return Err(wrong("not as it must be"));
    }
    // No purpose of an example gives the number in the address back.
    let number = example.url.rsplit('/').next().and_then(|tail| tail.get(..11));
    if number.is_some_and(|number| body.contains(number)) {
        return Err(wrong("the number comes back"));
    }
    let header = |name: &str| {
        answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned()
    };
    let today = SystemClock.now().day_in_norway();
    shown::check(&running.population, today, example, answer.body()).map_err(|it| wrong(&it))?;
    if example.name == BULK {
        let first = header("sluse-ledger-index").parse().ok();
        recorded::check(running, first).map_err(|it| wrong(&it))?;
    }
    Ok(match &example.problem {
        Some(problem) => format!("{} {problem}", example.status),
        None => format!(
            "{}, entry {}, {} fields withheld",
            example.status,
            header("sluse-ledger-index"),
            header("sluse-fields-withheld")
        ),
    })
}

/// Gets a token and asks.
async fn asked(
    dialer: &Dialer,
    card: &Card,
    example: &Example,
) -> Result<Response<Bytes>, DemoError> {
    let wrong = |text: String| DemoError::Request(text);
    let client = card
        .clients
        .iter()
        .find(|client| client.client_id == example.client_id)
        .ok_or_else(|| wrong("no such client".into()))?;
    let mut wish = Wish::new(&client.client_id, &card.issuer, &example.scope);
    wish.consumer_org = client.supplier.as_ref().map(|_| client.consumer.as_str());
    wish.authorization_details = &example.authorization_details;
    let grant = grant(&wish, &credential(client)?, SystemClock.now())?;
    let token = exchange(dialer, &card.token_endpoint, &grant).await?;
    let mut request = Request::builder().method(example.method.as_str()).uri(&example.url);
    if let Some(purpose) = &example.purpose {
        request = request.header("sluse-purpose", purpose);
    }
    if let Some(content_type) = &example.content_type {
        request = request.header(CONTENT_TYPE, content_type);
    }
    for (name, value) in &example.headers {
        request = request.header(name, value);
    }
    let body = Bytes::from(example.body.clone().unwrap_or_default());
    let request = request.body(body).map_err(|error| wrong(error.to_string()))?;
    let bearer = Bearer { token: &token, key: None };
    Ok(ask(dialer, bearer, request, SystemClock.now()).await?)
}

async fn without_token(dialer: &Dialer, card: &Card) -> Result<String, DemoError> {
    let url = card.examples.first().map_or(card.gateway.as_str(), |example| example.url.as_str());
    let answer = send(dialer, Request::get(url).body(Bytes::new())).await?;
    let challenged = answer.headers().contains_key(hyper::header::WWW_AUTHENTICATE);
    if answer.status().as_u16() == 401 && challenged {
        Ok("401, with a challenge".into())
    } else {
        Err(DemoError::Request(answer.status().to_string()))
    }
}

async fn ready(dialer: &Dialer, card: &Card) -> Result<String, DemoError> {
    let answer =
        send(dialer, Request::get(format!("{}/readyz", card.ops)).body(Bytes::new())).await?;
    if answer.status().is_success() {
        Ok("200".into())
    } else {
        Err(DemoError::Request(answer.status().to_string()))
    }
}

/// Logs the kindergarten child's mother in and finds the readings about her that the examples made.
async fn citizen(dialer: &Dialer, running: &Demonstration) -> Result<String, DemoError> {
    let wrong = |text: &str| DemoError::Request(text.to_owned());
    let person =
        running.population.playing(Role::Mother).ok_or_else(|| wrong("the cast has no mother"))?;
    let session = log_in(dialer, &running.card.people, person).await?;
    let readings = session.fetch(dialer, "/me/readings").await?;
    let page = session.fetch(dialer, "/readings").await?;
    let found: serde_json::Value =
        serde_json::from_slice(&readings).map_err(|_| wrong("/me/readings is not JSON"))?;
    let count = found.get("readings").and_then(|list| list.as_array()).map_or(0, Vec::len);
    let page = String::from_utf8_lossy(&page);
    let number = person.number().expose();
    if count == 0 || !page.contains("Testby kommune") {
        return Err(wrong("the readings that the examples made are not there"));
    }
    if page.contains(number) {
        return Err(wrong("the page shows the person's number"));
    }
    Ok(format!("{count} readings, with organisation, purpose and law"))
}
