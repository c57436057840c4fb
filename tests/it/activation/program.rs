//! The program itself: SIGHUP, and `sluse policy log` and `at` over its ledger.

use super::{comment, file, without_the_field};
use crate::house::TestHouse;
use serde_json::Value;
use sluse::demo::prepare::{Ports, prepare};
use sluse::vocab::time::Clock;
use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use tempfile::TempDir;

/// `sluse serve` over a prepared folder; its log.
struct Program {
    process: Child,
    log: Lines<BufReader<ChildStderr>>,
}

impl Program {
    fn start(dir: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_sluse"))
            .args(["serve", "--config"])
            .arg(dir.join("serve.toml"))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = BufReader::new(process.stderr.take().unwrap()).lines();
        let mut program = Self { process, log };
        program.says("serving");
        program
    }

    /// Waits for a line of the log.
    fn says(&mut self, what: &str) {
        let found = self.log.find(|line| line.as_ref().unwrap().contains(what));
        assert!(found.is_some(), "it ended without saying: {what}");
    }

    fn send(&self, signal: &str) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

/// Prepares a folder for `sluse serve`, with the folder not watched.
fn prepared() -> TempDir {
    let dir = TempDir::new().unwrap();
    let ports = Ports {
        machine: 0,
        people: 0,
        operations: 0,
        openid: 0,
        audit: 0,
        officers_openid: 0,
        folkeregisteret: 0,
        skatteetaten: 0,
        matrikkelen: 0,
        consents: 0,
    };
    prepare(dir.path(), ports, sluse::app::clock::SystemClock.now()).unwrap();
    let text = fs::read_to_string(dir.path().join("sluse.toml")).unwrap();
    let text = text.replace("watch = true", "watch = false");
    fs::write(dir.path().join("serve.toml"), text).unwrap();
    dir
}

fn sluse(dir: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sluse"))
        .args(arguments)
        .args(["--ledger", "ledger"])
        .current_dir(dir)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn sighup_activates_a_good_set_refuses_a_bad_one_and_a_restart_keeps_what_was() {
    let dir = prepared();
    let policies = dir.path().join("policies");
    let mut program = Program::start(dir.path());
    let first = fs::read_to_string(file(&policies)).unwrap();
    comment(&policies, "endret");
    let second = fs::read_to_string(file(&policies)).unwrap();
    program.send("-HUP");
    program.says("policies are in force");
    fs::write(file(&policies), second.replace("[[permit]]", "[[permitt]]")).unwrap();
    let bad = policies.join("bad.toml");
    fs::write(&bad, "ikke TOML").unwrap();
    program.send("-HUP");
    program.says("bad.toml:1:");
    fs::remove_file(bad).unwrap();
    fs::write(file(&policies), &second).unwrap();
    program.send("-TERM");
    assert!(program.process.wait().unwrap().success());

    let log = sluse(dir.path(), &["policy", "log", "--json"]);
    let log: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(log.len(), 2, "{log:?}");
    assert_eq!(log[0]["author"]["by"], "start");
    assert_eq!(log[1]["author"]["by"], "signal");
    assert_eq!(log[1]["author"]["operator"], "demonstration");
    for (line, text, to) in [(&log[0], &first, "one"), (&log[1], &second, "two")] {
        let entry = line["entry"].to_string();
        let told = sluse(dir.path(), &["policy", "at", &entry, to]);
        assert!(told.contains(line["digest"].as_str().unwrap()), "{told}");
        assert_eq!(fs::read_to_string(file(&dir.path().join(to))).unwrap(), *text);
    }
    let mut program = Program::start(dir.path());
    program.send("-TERM");
    assert!(program.process.wait().unwrap().success());
    assert_eq!(sluse(dir.path(), &["policy", "log"]).lines().count(), 2, "nothing was activated");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_decided_a_reading_is_written_out_by_its_index_or_by_its_time() {
    let (house, folder) = super::house(|_| ()).await;
    let first = fs::read_to_string(file(&folder)).unwrap();
    super::asked(&house).await;
    let reading = house.ledger().size() - 1;
    house.clock.advance(std::time::Duration::from_secs(3_600));
    fs::write(file(&folder), without_the_field(&first)).unwrap();
    super::reload(&house).await;
    let written = |to: &str| fs::read_to_string(file(&house.dir().join(to))).unwrap();
    at(&house, &reading.to_string(), "by-index").await;
    assert_eq!(written("by-index"), first);
    at(&house, "2026-11-21T12:30:00Z", "by-time").await;
    assert_eq!(written("by-time"), first);
    at(&house, "2026-11-21T13:00:00Z", "later").await;
    assert_eq!(written("later"), without_the_field(&first));
    let log = sluse(house.dir(), &["policy", "log"]);
    assert!(log.contains("started by vakten") && log.contains("signalled to vakten"), "{log}");
}

async fn at(house: &TestHouse, when: &str, to: &str) {
    let (dir, when, to) = (house.dir().to_owned(), when.to_owned(), to.to_owned());
    let run = move || sluse(&dir, &["policy", "at", &when, &to]);
    tokio::task::spawn_blocking(run).await.unwrap();
}
