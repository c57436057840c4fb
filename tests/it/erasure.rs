//! Erasing a person on the running program, by the command line: what is left afterwards, and what was
//! never written anywhere.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::digest;
use serde_json::Value;
use sluse::client::{Credential, Wish, exchange, grant};
use sluse::demo::client::{Card, Example, read_key};
use sluse::dial::Dialer;
use sluse::jose::alg::Algorithm;
use sluse::ledger::verify;
use sluse::serve::tls;
use sluse::vocab::limits::Limit;
use sluse::vocab::time::Clock;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const LIMIT: Limit = Limit { name: "test_answer_bytes", most: 1 << 20 };

/// A demonstration in a process of its own, whose log goes to a file.
struct Running {
    process: std::process::Child,
    card: Card,
    dir: PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn start(dir: &Path) -> Running {
    let log = fs::OpenOptions::new().create(true).append(true).open(dir.join("log")).unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_sluse"))
        .args(["demo", "--no-history", "--port", "0", "--dir"])
        .arg(dir)
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    lines.find(|line| line.as_ref().unwrap().contains("is running")).unwrap().unwrap();
    let card = serde_json::from_str(&fs::read_to_string(dir.join("demo.json")).unwrap()).unwrap();
    Running { process, card, dir: dir.to_owned() }
}

/// `sluse ledger …` with the person's number on standard input.
fn ledger(args: &[&str], number: &str) -> Output {
    let mut process = Command::new(env!("CARGO_BIN_EXE_sluse"))
        .arg("ledger")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut process.stdin.take().unwrap(), number.as_bytes()).unwrap();
    process.wait_with_output().unwrap()
}

impl Running {
    fn dialer(&self) -> Dialer {
        Dialer::new(&tls::certificates(&self.card.ca).unwrap()).unwrap()
    }

    /// A request of the examples; the body of its answer.
    async fn read(&self, example: &Example) -> String {
        let wish = Wish::new(&example.client_id, &self.card.issuer, &example.scope);
        let client = self.card.clients.iter().find(|it| it.client_id == example.client_id).unwrap();
        let key = read_key(&client.key, Algorithm::Rs256).unwrap();
        let now = sluse::app::clock::SystemClock.now();
        let grant = grant(&wish, &Credential::registered(key), now).unwrap();
        let dialer = self.dialer();
        let token = exchange(&dialer, &self.card.token_endpoint, &grant).await.unwrap();
        let mut request = hyper::Request::get(&example.url)
            .header("authorization", format!("Bearer {}", token.expose()));
        if let Some(purpose) = &example.purpose {
            request = request.header("sluse-purpose", purpose);
        }
        for (name, value) in &example.headers {
            request = request.header(name, value);
        }
        let request = request.body(bytes::Bytes::new()).unwrap();
        let answer = dialer.send(request, LIMIT, Duration::from_secs(10)).await.unwrap();
        assert_eq!(answer.status(), 200);
        String::from_utf8(answer.body().to_vec()).unwrap()
    }

    async fn metrics(&self) -> String {
        let address = format!("{}/metrics", self.card.ops);
        let request = hyper::Request::get(address).body(bytes::Bytes::new()).unwrap();
        let answer = self.dialer().send(request, LIMIT, Duration::from_secs(10)).await.unwrap();
        String::from_utf8(answer.body().to_vec()).unwrap()
    }

    fn path(&self, name: &str) -> String {
        self.dir.join(name).display().to_string()
    }

    fn request(&self, number: &str) -> Output {
        let (key, out) = (self.path("keys/personvern.seed"), self.path("request.json"));
        let origin = &self.card.ledger.origin;
        let step = ["erase", "request", "--name", "personvern.demo", "--key", &key];
        let what = ["--origin", origin, "--basis", "GDPR art. 17(1)(d)", "--subject-file", "-"];
        ledger(&[&step[..], &what, &["--out", &out]].concat(), number)
    }

    fn confirm(&self, signer: (&str, &str), out: &str, number: &str) -> Output {
        let (key, from, out) = (self.path(signer.1), self.path("request.json"), self.path(out));
        let step = ["erase", "confirm", "--name", signer.0, "--key", &key];
        let what = ["--subject-file", "-", &from, "--out", &out];
        ledger(&[&step[..], &what].concat(), number)
    }

    fn send(&self, confirmed: &str, number: &str) -> (i32, Value) {
        let (ca, file) = (self.card.ca.display().to_string(), self.path(confirmed));
        let step = ["erase", "send", "--url", self.card.gateway.trim_end_matches('/'), "--json"];
        let what = ["--ca", &ca, "--subject-file", "-", &file];
        let done = ledger(&[&step[..], &what].concat(), number);
        let told = serde_json::from_slice(&done.stdout).unwrap_or_default();
        (done.status.code().unwrap(), told)
    }
}

/// A person in every plain form: number, hashes of it, and names.
fn forms(number: &str, names: &[String]) -> Vec<Vec<u8>> {
    let mut forms: Vec<Vec<u8>> = names.iter().map(|name| name.clone().into_bytes()).collect();
    forms.push(number.as_bytes().to_vec());
    forms.push(STANDARD.encode(number).into_bytes());
    let packed = number.parse::<u64>().unwrap();
    forms.push(packed.to_le_bytes().to_vec());
    forms.push(packed.to_be_bytes()[3..].to_vec());
    for algorithm in [&digest::SHA1_FOR_LEGACY_USE_ONLY, &digest::SHA256, &digest::SHA512] {
        let hash = digest::digest(algorithm, number.as_bytes()).as_ref().to_vec();
        forms.push(hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into());
        forms.push(STANDARD.encode(&hash).into_bytes());
        forms.push(URL_SAFE_NO_PAD.encode(&hash).into_bytes());
        forms.push(hash);
    }
    forms
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Looks for the forms in ledger, vault, index, log and metrics.
async fn nowhere(running: &Running, forms: &[Vec<u8>], when: &str) {
    let mut texts = vec![("metrics".to_owned(), running.metrics().await.into_bytes())];
    texts.push(("log".to_owned(), fs::read(running.dir.join("log")).unwrap()));
    for folder in ["ledger", "vault", "index"] {
        for path in files(&running.dir.join(folder)) {
            let name = path.display().to_string();
            texts.push((format!("the name of {name}"), name.clone().into_bytes()));
            texts.push((name, fs::read(path).unwrap_or_default()));
        }
    }
    assert!(texts.len() > 20, "there is something to look at");
    for (place, bytes) in texts {
        for form in forms {
            let found = bytes.windows(form.len()).any(|part| part == form);
            assert!(!found, "{when}, {place} has {:?}", String::from_utf8_lossy(form));
        }
    }
}

/// The family names in an answer.
fn names(answer: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![serde_json::from_str::<Value>(answer).unwrap()];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match value {
                        Value::String(text) if name == "etternavn" => found.push(text),
                        value => open.push(value),
                    }
                }
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_erased_by_two_auditors_and_was_never_written_in_plain() {
    let dir = tempfile::TempDir::new().unwrap();
    let running = start(dir.path());
    let example = running.card.examples[0].clone();
    let number: String = example.url.rsplit('/').next().unwrap().chars().take(11).collect();
    let answer = running.read(&example).await;
    let names = names(&answer);
    assert!(!names.is_empty(), "the answer names somebody: {answer}");
    let forms = forms(&number, &names);
    nowhere(&running, &forms, "before").await;

    assert!(running.request(&number).status.success());
    let other = running.card.persons.iter().find(|other| **other != number).unwrap();
    let second = ("revisjon.demo", "keys/revisjon.seed");
    assert!(!running.confirm(second, "other.json", other).status.success(), "another person");
    let same = ("personvern.demo", "keys/personvern.seed");
    let twice = running.confirm(same, "twice.json", &number);
    let why = String::from_utf8(twice.stderr).unwrap();
    assert!(!twice.status.success() && why.contains("another must confirm it"), "{why}");
    let (code, told) = running.send("request.json", &number);
    assert_eq!((code, told["type"].as_str()), (3, Some("urn:sluse:problem:erasure-signatures")));
    assert!(running.confirm(second, "confirmed.json", &number).status.success());
    let (code, told) = running.send("confirmed.json", other);
    assert_eq!((code, told["type"].as_str()), (3, Some("urn:sluse:problem:erasure-subject")));
    let (code, told) = running.send("confirmed.json", &number);
    assert_eq!((code, &told["new"]), (0, &Value::Bool(true)), "{told}");
    let index = told["entry"].as_u64().unwrap();
    let (code, again) = running.send("confirmed.json", &number);
    assert_eq!(
        (code, &again["new"], again["entry"].as_u64()),
        (0, &Value::Bool(false), Some(index))
    );
    nowhere(&running, &forms, "afterwards").await;

    // The person is read about anew; then the program is killed and started again.
    running.read(&example).await;
    let Running { dir: place, .. } = &running;
    let place = place.clone();
    let (folder, vkey) = (running.card.ledger.dir.clone(), running.card.ledger.vkey.clone());
    drop(running);
    let report = verify::verify(&folder, &vkey).unwrap();
    assert!(report.size + report.unpublished > index);
    let shown = verify::show(&folder, &vkey, index).unwrap();
    let entry = serde_json::to_value(&shown.entry).unwrap();
    assert_eq!(entry["event"]["requested_by"], "Personvernombudet");
    assert_eq!(entry["event"]["confirmed_by"], "Internrevisjonen");
    let running = start(&place);
    nowhere(&running, &forms, "after a start").await;
    let (code, again) = running.send("confirmed.json", &number);
    assert_eq!((code, &again["new"]), (0, &Value::Bool(false)), "a replay does nothing");
}
