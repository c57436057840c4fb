//! Clients that other people wrote, from the package registries and unmodified, get tokens and read
//! with them. `tests/clients/install.sh` fetches them (`make test` runs it); a test whose client is
//! not there says so and is left out.

mod certificate;

use crate::house::{MUNICIPALITY, PERSON_PATH, Provider, TestClock, TestHouse, client_key};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use sluse::config::Config;
use sluse::demo::private::write_secret;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

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
fn left_out(what: &str) {
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
async fn wenche_which_knows_only_maskinportens_address_gets_a_token() {
    let dir = TempDir::new().unwrap();
    certify(dir.path(), &["localhost", "test.maskinporten.no"]);
    let issuer = "https://test.maskinporten.no/";
    let house = house_in(dir, &|config| config.doors.issuer = issuer.to_owned()).await;
    let proxy = proxy(house.machine.rsplit(':').next().unwrap().to_owned()).await;
    let more = [("WENCHE_ENV", "test"), ("HTTPS_PROXY", proxy.as_str())];
    if let Some(token) = python("with_wenche.py").run(&house, &more).await {
        reads(&house, &token).await;
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
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
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

/// Makes the authority and the server certificate of a house that has these names.
fn certify(dir: &Path, names: &[&str]) {
    let [ca_key, server_key] = [(); 2].map(|()| KeyPair::generate().unwrap());
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.distinguished_name.push(DnType::CommonName, "authority of this test");
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let write = |name: &str, pem: String| std::fs::write(dir.join(name), pem).unwrap();
    write("ca.pem", ca.self_signed(&ca_key).unwrap().pem());
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let server = CertificateParams::new(names).unwrap();
    let server = server.signed_by(&server_key, &Issuer::new(ca, ca_key)).unwrap();
    write_secret(&dir.join("server.key"), &server_key.serialize_pem()).unwrap();
    write("server.pem", server.pem());
}

/// A proxy that leads every CONNECT for Maskinporten's test environment to this port; its address.
async fn proxy(port: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(client.read_u8().await.unwrap());
            }
            assert!(head.starts_with(b"CONNECT test.maskinporten.no:443 "), "{head:?}");
            let mut house = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
            client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.unwrap();
            tokio::io::copy_bidirectional(&mut client, &mut house).await.ok();
        }
    });
    format!("http://{address}")
}
