//! Clients that other people wrote, from the package registries and unmodified, get tokens and read
//! with them. `tests/clients/install.sh` fetches them (`make test` runs it); a test whose client is
//! not there says so and is left out.

mod catalogue;
mod certificate;
mod parsers;
mod provider;
mod wenche;

use crate::house::{
    DPOP_CLIENT, MUNICIPALITY, PERSON_PATH, Provider, TestClock, TestHouse, client_key,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sluse::config::Config;
use sluse::demo::private::write_secret;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;

const SCOPE: &str = "folkeregister:skole";

/// What a client is run with: a program, and the script of `tests/clients` that it runs.
struct Client {
    program: PathBuf,
    script: PathBuf,
}

/// Where `tests/clients/install.sh` puts everything.
fn installed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients")
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients")
}

fn python(script: &str) -> Client {
    let program = installed().join("python/bin/python");
    Client { program, script: scripts().join("python").join(script) }
}

/// The scripts for Node are run where its packages are: that is how Node finds them.
fn node(script: &str) -> Client {
    let program = installed().join("python/bin/node");
    Client { program, script: installed().join("node").join(script) }
}

impl Client {
    /// Runs the script in an environment that has nothing but these variables, and gives what it
    /// printed; `None` if it is not installed.
    async fn run(self, house: &TestHouse, more: &[(&str, &str)]) -> Option<String> {
        let name = self.script.file_name().unwrap().to_string_lossy().into_owned();
        if !installed().join("installed").exists() {
            left_out(&format!("{name}, because tests/clients/install.sh did not run to its end"));
            return None;
        }
        let mut command = Command::new(self.program);
        command.arg(self.script);
        Some(output(command, house, more).await)
    }
}

/// Says so in one line, past the capture of the test's output.
pub fn left_out(what: &str) {
    std::io::stderr().write_all(format!("left out: {what}\n").as_bytes()).unwrap();
}

/// Runs a program that must end well, with what every client is told.
async fn output(mut command: Command, house: &TestHouse, more: &[(&str, &str)]) -> String {
    let key = client_key();
    let jwk = key.public_jwk();
    let file = |name: &str| house.dir().join(name);
    write_secret(&file("client.pem"), key.to_pkcs8_pem().expose()).unwrap();
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", house.dir())
        .env("ISSUER", format!("{}/", house.machine))
        .env("CLIENT_ID", MUNICIPALITY)
        .env("SCOPE", SCOPE)
        .env("KEY", file("client.pem"))
        .env("KID", jwk["kid"].as_str().unwrap())
        .envs(more.iter().copied());
    for variable in ["CA", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
        command.env(variable, file("ca.pem"));
    }
    let done = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{}: {told}", done.status);
    String::from_utf8(done.stdout).unwrap()
}

/// The claims of a token, read without a check.
fn claims_of(token: &str) -> Value {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

/// Reads with the token that a client printed.
async fn reads(house: &TestHouse, token: &str) {
    let bearer = format!("Bearer {}", token.trim());
    let answer = house.get(PERSON_PATH, &[("authorization", &bearer)]).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    assert!(String::from_utf8_lossy(answer.body()).contains("TOMBOLA"));
}

/// A house on the machine's clock: a client has no other.
async fn house_in(dir: TempDir, change: &dyn Fn(&mut Config)) -> TestHouse {
    let (dir, clock) = (Arc::new(dir), TestClock::of_the_machine());
    TestHouse::start_in(dir, clock, Provider::start().await, change).await.unwrap()
}

async fn house() -> TestHouse {
    house_in(TempDir::new().unwrap(), &|_| ()).await
}

#[tokio::test]
async fn authlib_gets_a_token_with_a_registered_key() {
    let house = house().await;
    if let Some(token) = python("with_authlib.py").run(&house, &[]).await {
        reads(&house, &token).await;
    }
}

#[tokio::test]
async fn maskinporten_jwt_gets_a_token_with_a_registered_key() {
    let house = house().await;
    if let Some(token) = node("with_maskinporten_jwt.cjs").run(&house, &[]).await {
        reads(&house, &token).await;
    }
}

#[tokio::test]
async fn openid_client_reads_the_metadata_and_gets_a_token() {
    let house = house().await;
    if let Some(token) = node("with_openid_client.mjs").run(&house, &[]).await {
        reads(&house, &token).await;
    }
}

#[tokio::test]
async fn openid_client_reads_with_a_token_that_is_bound_to_its_key() {
    let house = house().await;
    let url = format!("{}{PERSON_PATH}", house.machine);
    let more = [("CLIENT_ID", DPOP_CLIENT), ("URL", url.as_str())];
    if let Some(told) = node("with_dpop.mjs").run(&house, &more).await {
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!((&told["type"], &told["status"]), (&json!("dpop"), &json!(200)), "{told}");
        assert!(told["body"].as_str().unwrap().contains("TOMBOLA"), "{told}");
    }
}

#[tokio::test]
async fn openssl_and_curl_are_enough_to_get_a_token() {
    let house = house().await;
    let script = scripts().join("curl/token.sh");
    let present = |program| Command::new(program).arg("--version").output().is_ok();
    if !present("curl") || !present("openssl") {
        return left_out("token.sh, because curl or openssl is missing");
    }
    let answer = output(Command::new(script), &house, &[]).await;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["token_type"], "Bearer");
    reads(&house, answer["access_token"].as_str().unwrap()).await;
}

#[test]
fn the_readme_shows_the_script_that_is_tested() {
    let script = std::fs::read_to_string(scripts().join("curl/token.sh")).unwrap();
    let readme = include_str!("../../README.md");
    let commands = script.split_once("set -eu\n").unwrap().1;
    for line in commands.lines().filter(|line| !line.is_empty()) {
        assert!(readme.contains(line), "README.md does not have: {line}");
    }
}
