//! Policies come into force: at a start, by signal, by the folder, by the API; whole or not at all.

mod answered;
mod api;
mod load;
mod program;
mod reload;
mod watched;

use crate::house::{PERSON_PATH, TestHouse, json};
use hyper::Response;
use serde_json::Value;
use sluse::ledger::entry::{Author, Entry, Event, PoliciesActivated};
use std::fs;
use std::path::{Path, PathBuf};

/// The purpose that these tests change, and a field that it permits.
const PURPOSE: &str = "barnehageopptak";
const FIELD: &str = "navn[].fornavn";

/// A house whose policies stand in a folder of its own, which is given with it.
pub async fn house(change: impl Fn(&mut sluse::config::Config)) -> (TestHouse, PathBuf) {
    let kept = std::sync::Mutex::new(PathBuf::new());
    let house = TestHouse::start_with(&|config| {
        let base = config.ledger.dir.parent().unwrap().to_owned();
        config.policies = copied(&config.policies, &base.join("policies"));
        config.activation.operator = Some("vakten".into());
        kept.lock().unwrap().clone_from(&config.policies);
        change(config);
    })
    .await;
    let folder = kept.lock().unwrap().clone();
    (house, folder)
}

/// Copies a folder, if it is not there.
fn copied(from: &Path, to: &Path) -> PathBuf {
    if !to.exists() {
        fs::create_dir_all(to).unwrap();
        for item in fs::read_dir(from).unwrap() {
            let item = item.unwrap().path();
            let place = to.join(item.file_name().unwrap());
            if item.is_dir() {
                copied(&item, &place);
            } else if !item.to_string_lossy().ends_with(".test.toml") {
                // The shipped cases would refuse what is changed here.
                fs::copy(&item, &place).unwrap();
            }
        }
    }
    to.to_owned()
}

/// The file of the purpose that is changed.
pub fn file(folder: &Path) -> PathBuf {
    let files = sluse::activation::folder::read(folder).unwrap();
    let is_it = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("purpose"));
        line.is_some_and(|line| line.contains(&format!("\"{PURPOSE}\"")))
    };
    folder.join(files.into_iter().find(|file| is_it(&file.text)).unwrap().name)
}

/// The same purpose without the permit of that field.
fn without_the_field(text: &str) -> String {
    let mut parts = text.split("[[permit]]");
    let mut kept = parts.next().unwrap().to_owned();
    for part in parts.filter(|part| !part.contains(&format!("path = \"{FIELD}\""))) {
        kept += "[[permit]]";
        kept += part;
    }
    kept
}

/// Changes the text of that file.
pub fn rewrite(folder: &Path, change: impl Fn(&str) -> String) {
    let file = file(folder);
    let text = fs::read_to_string(&file).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed, "the test changes something");
    fs::write(&file, changed).unwrap();
}

/// Another text that means the same.
fn comment(folder: &Path, what: &str) {
    rewrite(folder, |text| format!("{text}\n# {what}\n"));
}

/// The activations in the ledger with their entries, oldest first.
fn activations(house: &TestHouse) -> Vec<(usize, PoliciesActivated)> {
    let activated = |(index, entry): (usize, Entry)| match entry.event {
        Event::PoliciesActivated(activated) => Some((index, activated)),
        _ => None,
    };
    house.entries().into_iter().enumerate().filter_map(activated).collect()
}

fn operator() -> String {
    "vakten".to_owned()
}

/// The names of the files of policies in the ledger, in the order of the entries; of a long file
/// only the last part counts.
fn files_written(house: &TestHouse) -> Vec<String> {
    let name = |entry: Entry| match entry.event {
        Event::PolicyFile(file) if !file.continues => Some(file.name),
        _ => None,
    };
    house.entries().into_iter().filter_map(name).collect()
}

/// Sends the process's own signal path: what SIGHUP asks the house for; waits until it has been done.
pub async fn reload(house: &TestHouse) {
    let before = attempts(house).await;
    house.reload();
    crate::house::eventually(|| async { attempts(house).await > before }).await;
}

/// How many reloads were attempted, by the metrics.
async fn attempts(house: &TestHouse) -> u64 {
    let text = metrics(house).await;
    let counts = text.lines().filter(|line| line.starts_with("sluse_policies_reloads_total{"));
    counts.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
}

async fn metrics(house: &TestHouse) -> String {
    let request = hyper::Request::get(format!("{}/metrics", house.operations));
    let answer: Response<_> = house.send(request.body(Default::default()).unwrap()).await;
    String::from_utf8_lossy(answer.body()).into_owned()
}

/// What the kindergarten is told about the person.
async fn asked(house: &TestHouse) -> Value {
    let answer = house.kindergarten(PERSON_PATH).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
    json(&answer)
}

/// By a signal to the tests' operator.
fn by_signal() -> Option<Author> {
    Some(Author::Signal { operator: operator() })
}
