//! People log in at a certified OpenID provider that is set up as ID-porten is, and a program of theirs
//! asks with an access token from it.

use super::{installed, left_out};
use crate::house::{Provider, TestClock, TestHouse, client_key};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use hyper::{Method, Request, Response};
use serde_json::{Value, json};
use sluse::config::Config;
use sluse::demo::private::write_secret;
use sluse::jose::dpop::{Making, make};
use sluse::jose::jws::SigningKey;
use sluse::page::Form;
use sluse::page::form::{encode, with_query};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use sluse::vocab::time::Clock as _;
use tempfile::TempDir;

/// A synthetic person.
const PERSON: &str = "17859241204";
const SCOPE: &str = "sluse:innsyn";

/// The provider's program; it ends when its input does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().ok();
    }
}

/// Starts the provider and makes a house its client.
fn begin(config: &mut Config, dir: &std::path::Path) -> Running {
    let key = client_key();
    write_secret(&dir.join("citizens.pem"), key.to_pkcs8_pem().expose()).unwrap();
    let mut child = Command::new(installed().join("python/bin/node"))
        .arg(installed().join("node/with_oidc_provider.mjs"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("CERTIFICATE", dir.join("server.pem"))
        .env("CERTIFICATE_KEY", dir.join("server.key"))
        .env("CLIENT_KEY", dir.join("citizens.pem"))
        .env("CLIENT_KID", key.kid())
        .env("PEOPLE", &config.doors.people_url)
        .env("PID", PERSON)
        .env("API_SCOPE", SCOPE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let citizens = config.citizens.as_mut().unwrap();
    line.trim().clone_into(&mut citizens.issuer);
    citizens.client_secret = None;
    citizens.client_key = Some(dir.join("citizens.pem"));
    citizens.acr = vec!["idporten-loa-substantial".into(), "idporten-loa-high".into()];
    citizens.acr_sensitive = vec!["idporten-loa-high".into()];
    citizens.sessions = Some(dir.join("sessions"));
    citizens.api_scope = Some(SCOPE.into());
    Running(child)
}

/// The house, its provider's name, and the provider itself; none when it is not installed.
async fn house() -> Option<(TestHouse, String, Running)> {
    if !installed().join("installed").exists() {
        left_out("with_oidc_provider.mjs, because tests/clients/install.sh did not run to its end");
        return None;
    }
    let dir = Arc::new(TempDir::new().unwrap());
    let folder = dir.path().to_owned();
    let running = RefCell::new(None);
    let change = |config: &mut Config| {
        let provider = begin(config, &folder);
        let issuer = config.citizens.as_ref().unwrap().issuer.clone();
        *running.borrow_mut() = Some((issuer, provider));
    };
    let clock = TestClock::of_the_machine();
    let house = TestHouse::start_in(dir, clock, Provider::start().await, &change).await.unwrap();
    let (issuer, provider) = running.into_inner().unwrap();
    Some((house, issuer, provider))
}

/// A browser: keeps each origin's cookies and goes where it is sent.
#[derive(Default)]
struct Browser {
    cookies: BTreeMap<(String, String), String>,
    seen: Vec<String>,
}

fn origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/")
}

impl Browser {
    async fn ask(
        &mut self,
        house: &TestHouse,
        method: Method,
        url: &str,
        body: String,
    ) -> Response<Bytes> {
        self.seen.push(url.to_owned());
        let here = origin(url);
        let own = self.cookies.iter().filter(|((origin, _), _)| *origin == here);
        let cookies: Vec<_> = own.map(|((_, name), value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(&method).uri(url);
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if method == Method::POST {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        let answer = house.send(request.body(Bytes::from(body)).unwrap()).await;
        for cookie in answer.headers().get_all("set-cookie") {
            let (name, value) =
                cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            let key = (here.clone(), name.to_owned());
            if value.is_empty() {
                self.cookies.remove(&key)
            } else {
                self.cookies.insert(key, value.to_owned())
            };
        }
        answer
    }

    /// Goes on until nobody sends it on, or to an address that begins so.
    async fn follow(
        &mut self,
        house: &TestHouse,
        url: &str,
        until: &str,
    ) -> (String, Response<Bytes>) {
        let mut url = url.to_owned();
        for _ in 0..12 {
            let answer = self.ask(house, Method::GET, &url, String::new()).await;
            let Some(to) = answer.headers().get("location") else { return (url, answer) };
            let to = to.to_str().unwrap();
            url = if to.starts_with('/') { format!("{}{to}", origin(&url)) } else { to.to_owned() };
            if url.starts_with(until) {
                return (url, answer);
            }
        }
        panic!("sent on again and again: {:?}", self.seen);
    }
}

fn text(answer: &Response<Bytes>) -> String {
    String::from_utf8_lossy(answer.body()).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_logs_in_steps_up_and_out_at_a_certified_provider() {
    let Some((house, issuer, _provider)) = house().await else { return };
    let people = house.people.clone();
    let mut browser = Browser::default();
    let (at, page) = browser.follow(&house, &format!("{people}/login"), "no such").await;
    assert_eq!(
        (at, page.status().as_u16()),
        (format!("{people}/readings"), 200),
        "{}",
        text(&page)
    );
    // The request was pushed: its address holds nothing else.
    let authorize = browser.seen.iter().find(|url| url.starts_with(&issuer)).unwrap().clone();
    let names = Form::parse(authorize.split_once('?').unwrap().1).unwrap();
    assert_eq!(names.names().collect::<Vec<_>>(), ["client_id", "request_uri"]);
    // What is sensitive sends the person on, and the provider asks again for the higher level.
    let (at, page) = browser.follow(&house, &format!("{people}/me/bundle"), "no such").await;
    assert_eq!(
        (at, page.status().as_u16()),
        (format!("{people}/readings"), 200),
        "{}",
        text(&page)
    );
    let bundle =
        browser.ask(&house, Method::GET, &format!("{people}/me/bundle"), String::new()).await;
    assert_eq!(bundle.status(), 200, "{}", text(&bundle));
    for url in &browser.seen {
        assert!(!url.contains(PERSON), "a person's number in an address");
    }

    let page = browser.ask(&house, Method::GET, &format!("{people}/readings"), String::new()).await;
    let page = text(&page);
    let token = page.split_once("name=\"csrf\" value=\"").unwrap().1.split('"').next().unwrap();
    let out = format!("{people}/logout");
    let sent = browser.ask(&house, Method::POST, &out, format!("csrf={token}")).await;
    let end = sent.headers()["location"].to_str().unwrap().to_owned();
    assert!(end.starts_with(&issuer), "{end}");
    let asks = browser.ask(&house, Method::GET, &end, String::new()).await;
    let asks = text(&asks);
    let xsrf = asks.split_once("name=\"xsrf\" value=\"").unwrap().1.split('"').next().unwrap();
    let action = asks.split_once("action=\"").unwrap().1.split('"').next().unwrap();
    let form = encode(&[("xsrf", xsrf), ("logout", "yes")]);
    let done = browser.ask(&house, Method::POST, action, form).await;
    let back = done.headers()["location"].to_str().unwrap().to_owned();
    assert!(back.starts_with(&format!("{people}/logged-out?state=")), "{back}");
    let told = browser.ask(&house, Method::GET, &back, String::new()).await;
    assert!(text(&told).contains("Du er logget ut"));
    let page = browser.ask(&house, Method::GET, &format!("{people}/readings"), String::new()).await;
    assert_eq!(page.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_asks_with_a_token_of_a_certified_provider_that_is_bound_to_its_key() {
    let Some((house, issuer, _provider)) = house().await else { return };
    let people = house.people.clone();
    let verifier = "a".repeat(43);
    let challenge = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    let asked = with_query(
        &format!("{issuer}/auth"),
        &[
            ("response_type", "code"),
            ("client_id", "assistant"),
            ("redirect_uri", "https://assistant.test/callback"),
            ("scope", &format!("openid {SCOPE}")),
            ("resource", &people),
            ("acr_values", "idporten-loa-high"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ],
    );
    let mut browser = Browser::default();
    let (back, _) = browser.follow(&house, &asked, "https://assistant.test/").await;
    let back = Form::parse(back.split_once('?').unwrap().1).unwrap();
    let code = back.once("code").ok().flatten().expect("a code");
    let key = SigningKey::generate_p256("assistant").unwrap();
    let prove = |making: &Making<'_>| make(&key, making, house.clock.now()).unwrap();
    let endpoint = format!("{issuer}/token");
    let form = encode(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", "assistant"),
        ("redirect_uri", "https://assistant.test/callback"),
        ("code_verifier", &verifier),
    ]);
    let request = Request::post(&endpoint)
        .header("content-type", "application/x-www-form-urlencoded")
        .header(
            "dpop",
            prove(&Making { method: "POST", url: &endpoint, token: None, nonce: None, jti: "one" }),
        )
        .body(Bytes::from(form));
    let answer = house.send(request.unwrap()).await;
    let answer: Value = serde_json::from_slice(answer.body()).unwrap();
    assert_eq!(answer["token_type"], "DPoP", "{answer}");
    let token = answer["access_token"].as_str().unwrap();

    let url = format!("{people}/me/readings");
    let ask = async |nonce: Option<&str>, jti: &str| {
        let request = Request::get(&url)
            .header("authorization", format!("DPoP {token}"))
            .header(
                "dpop",
                prove(&Making { method: "GET", url: &url, token: Some(token), nonce, jti }),
            )
            .body(Bytes::new());
        house.send(request.unwrap()).await
    };
    let first = ask(None, "two").await;
    assert_eq!(first.status(), 401, "{}", text(&first));
    let nonce = first.headers()["dpop-nonce"].to_str().unwrap().to_owned();
    let got = ask(Some(&nonce), "three").await;
    assert_eq!(got.status(), 200, "{}", text(&got));
    let got: Value = serde_json::from_slice(got.body()).unwrap();
    assert_eq!(got["readings"], json!([]));
    // The id token of the same answer opens nothing.
    let id_token = answer["id_token"].as_str().unwrap();
    let request = Request::get(&url).header("authorization", format!("Bearer {id_token}"));
    let refused = house.send(request.body(Bytes::new()).unwrap()).await;
    assert_eq!(refused.status(), 401);
    assert_eq!(crate::house::problem(&refused), "token-audience");
}
