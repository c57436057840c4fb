//! Persons' and auditors' pages in a real browser: Debian's Chromium, driven by Playwright, with axe and the Nu Html
//! Checker. `tests/browser/` has what is done; `make test` installs what that needs. A test says so and is left out
//! where something is missing. With `SLUSE_SCREENSHOTS` set to a folder, pictures of the pages are put there.

use crate::anomaly::in_a_row;
use crate::clients::left_out;
use crate::house::{PERSON_PATH, TestHouse, eventually};
use sluse::app::clock::SystemClock;
use sluse::config::audit::{Audit, Officer, Role};
use sluse::demo::check;
use sluse::demo::private::write_secret;
use sluse::demo::run::{Demonstration, what_to_try};
use sluse::ledger::entry::{Entry, Event};
use sluse::vocab::thumbprint::Thumbprint;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// A purpose that persons may reserve against: none of the demonstration's is of that kind.
const RESERVABLE: &str = r#"purpose     = "digital-post"
title       = { nb = "Digital post fra kommunen", nn = "Digital post frå kommunen", en = "Digital mail from the municipality" }
basis       = { gdpr = "6(1)(e)", law = "https://lovdata.no/eli/lov/2004/06/25/988", section = "§ 8" }
service     = "folkeregisteret.person"
scope       = "folkeregister:post"
consumers   = ["312143046"]
valid       = { from = 2026-01-01, until = 2036-12-31 }
reservation = { law = "https://lovdata.no/eli/lov/2004/06/25/988", section = "§ 9" }

[[permit]]
path = "foedsel.foedselsdato"
as   = "age-in-years"
need = "Bare voksne får digital post"
"#;

/// What a script says before the name of each task, a language a line.
const TAGS: [&str; 4] = ["task nb: ", "task nn: ", "task se: ", "task en: "];

/// The programs that are needed, and where the scripts are run: beside the packages, as Node finds them.
struct Stage {
    dir: TempDir,
    node: PathBuf,
    chromium: PathBuf,
    java: PathBuf,
}

/// None, with a line that says why, when something is missing.
fn stage() -> Option<Stage> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let installed = root.join("target/browser");
    if !installed.join("installed").exists() {
        left_out("tests in a browser, because tests/browser/install.sh did not run to its end");
        return None;
    }
    let on_path = |name: &str| {
        let all = std::env::split_paths(&std::env::var_os("PATH")?).collect::<Vec<_>>();
        let found = all.into_iter().map(|dir| dir.join(name)).find(|file| file.is_file());
        if found.is_none() {
            left_out(&format!("tests in a browser, because there is no {name}"));
        }
        found
    };
    let (chromium, java) = (on_path("chromium")?, on_path("java")?);
    let node = fs::read_to_string(installed.join("node")).unwrap().trim().into();
    let dir = TempDir::new().unwrap();
    for script in fs::read_dir(root.join("tests/browser")).unwrap() {
        let script = script.unwrap().path();
        if script.extension().is_some_and(|extension| extension == "mjs") {
            fs::copy(&script, dir.path().join(script.file_name().unwrap())).unwrap();
        }
    }
    let packages = installed.join("node_modules");
    std::os::unix::fs::symlink(packages, dir.path().join("node_modules")).unwrap();
    Some(Stage { dir, node, chromium, java })
}

impl Stage {
    /// Runs a script and gives what it says; every line of it must be good.
    async fn run(&self, script: &str, more: &[(&str, &str)]) -> Result<String, Wrong> {
        let work = self.dir.path().join("work");
        fs::create_dir(&work).unwrap();
        let mut command = Command::new(&self.node);
        command
            .arg(self.dir.path().join(script))
            .env("BROWSER", &self.chromium)
            .env("JAVA", &self.java)
            .env("WORK", &work)
            .env("HOME", self.dir.path())
            .envs(more.iter().copied());
        if let Some(folder) = std::env::var_os("SLUSE_SCREENSHOTS") {
            command.env("PICTURES", folder);
        }
        let done = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let (said, told) =
            (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        if done.status.success() {
            return Ok(said.into_owned());
        }
        let good = |line: &&str| line.starts_with("ok ") || line.starts_with("picture ");
        let wrong = said.lines().filter(|line| !good(line));
        Err(Wrong(told.lines().chain(wrong).collect::<Vec<_>>().join("\n")))
    }
}

/// What was wrong, a fault a line. A test gives it back and does not panic, so that the faults are the end of what it
/// prints: whoever sees only that end sees them, and no backtrace after them.
struct Wrong(String);

impl fmt::Debug for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// That a script did at least so much of each kind: one that does nothing finds no fault.
fn did(said: &str, wanted: &[(&str, usize)]) -> Result<(), Wrong> {
    let few = wanted.iter().filter_map(|(kind, least)| {
        let passed = said.lines().filter(|line| line.starts_with(&format!("ok {kind}"))).count();
        (passed < *least).then(|| format!("only {passed} of {least} passed: {kind}"))
    });
    let few: Vec<String> = few.collect();
    if few.is_empty() { Ok(()) } else { Err(Wrong(few.join("\n"))) }
}

#[tokio::test(flavor = "multi_thread")]
async fn citizens_do_their_tasks_in_a_browser_and_no_checker_finds_a_fault_on_their_pages()
-> Result<(), Wrong> {
    let Some(stage) = stage() else { return Ok(()) };
    let dir = TempDir::new().unwrap();
    fs::create_dir_all(dir.path().join("policies")).unwrap();
    fs::write(dir.path().join("policies/digital-post.toml"), RESERVABLE).unwrap();
    let running = Demonstration::start(dir.path(), 0, Arc::new(SystemClock)).await.unwrap();
    for finding in check::while_running(&running).await {
        finding.outcome.map_err(|why| Wrong(format!("{}: {why:?}", finding.name)))?;
    }
    running.house().ledger().publish().unwrap();
    let config = sluse::config::Config::read(&dir.path().join("sluse.toml")).unwrap();
    let provider = config.citizens.unwrap().issuer;
    let more = [("PEOPLE", running.card.people.as_str()), ("OPENID", provider.as_str())];
    let said = stage.run("citizens.mjs", &more).await;
    running.stop().await;
    let said = said?;
    did(&said, &TAGS.map(|tag| (tag, 8)))?;
    did(&said, &[("axe ", 4 * 4 * 14), ("markup ", 4 * 14), ("keyboard: ", 14)])
}

#[tokio::test(flavor = "multi_thread")]
async fn auditors_do_their_tasks_in_a_browser_and_no_checker_finds_a_fault_on_their_pages()
-> Result<(), Wrong> {
    let Some(stage) = stage() else { return Ok(()) };
    let made = rcgen::generate_simple_self_signed(["client.example".to_owned()]).unwrap();
    let house = TestHouse::start_with(&|config| {
        let officer = Officer {
            name: "tilsyn".into(),
            certificate: Some(Thumbprint::of(made.cert.der()).to_string()),
            login: None,
            organisation: "313181847".into(),
            role: Role::Authority,
        };
        let address = "127.0.0.1:0".parse().unwrap();
        config.audit = Some(Audit { address, officers: vec![officer], login: None, alarms: None });
    })
    .await;
    // Some weeks with more and fewer readings, and refusals between them.
    for day in 0..30 {
        for _ in 0..(day * 7 % 5) {
            house.kindergarten(PERSON_PATH).await;
        }
        house.get(PERSON_PATH, &[]).await;
        house.clock.advance(Duration::from_hours(24));
    }
    // Somebody tries one number after another.
    let (folder, _) = PERSON_PATH.rsplit_once('/').unwrap();
    for person in in_a_row(6) {
        house.kindergarten(&format!("{folder}/{}", person.expose())).await;
    }
    let is_alarm = |entry: &Entry| matches!(entry.event, Event::Alarm(_));
    eventually(|| async { house.entries().iter().any(is_alarm) }).await;
    house.ledger().publish().unwrap();
    eventually(|| async { house.ledger().published() == house.ledger().size() }).await;
    let (certificate, key) =
        (stage.dir.path().join("officer.pem"), stage.dir.path().join("key.pem"));
    fs::write(&certificate, made.cert.pem()).unwrap();
    write_secret(&key, &made.signing_key.serialize_pem()).unwrap();
    let more = [
        ("AUDIT", house.audit.as_str()),
        ("CERTIFICATE", certificate.to_str().unwrap()),
        ("KEY", key.to_str().unwrap()),
    ];
    let said = stage.run("auditors.mjs", &more).await?;
    did(&said, &TAGS.map(|tag| (tag, 6)))?;
    did(&said, &[("axe ", 4 * 4 * 8), ("markup ", 4 * 8)])
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_log_in_and_do_their_tasks_in_a_browser_and_no_checker_finds_a_fault_on_their_pages()
-> Result<(), Wrong> {
    let Some(stage) = stage() else { return Ok(()) };
    let dir = TempDir::new().unwrap();
    let running = Demonstration::start(dir.path(), 0, Arc::new(SystemClock)).await.unwrap();
    for finding in check::while_running(&running).await {
        finding.outcome.map_err(|why| Wrong(format!("{}: {why:?}", finding.name)))?;
    }
    running.house().ledger().publish().unwrap();
    let config = sluse::config::Config::read(&dir.path().join("sluse.toml")).unwrap();
    let (citizens, audit) = (config.citizens.unwrap().issuer, config.audit.unwrap());
    let provider = audit.login.unwrap().issuer;
    let told = what_to_try(&running.card, &running.population);
    let playing = |part: &str| {
        let line = told.lines().find(|line| line.ends_with(part)).unwrap();
        let (name, rest) = line.trim_start_matches(['#', ' ']).split_once(", født ").unwrap();
        serde_json::json!({ "name": name, "year": rest.split(':').next().unwrap() })
    };
    let who = serde_json::json!({
        "first": playing("the supervisory authority"),
        "second": playing("the same, for what takes two"),
        "consumer": playing("the municipality's officer"),
    });
    let more = [
        ("AUDIT", running.card.audit.as_str()),
        ("OPENID", provider.as_str()),
        ("PEOPLE", running.card.people.as_str()),
        ("CITIZENS", citizens.as_str()),
        ("WHO", &who.to_string()),
    ];
    let said = stage.run("officers.mjs", &more).await;
    running.stop().await;
    let said = said?;
    did(&said, &TAGS.map(|tag| (tag, 5)))?;
    did(&said, &[("axe ", 4 * 4 * 26), ("markup ", 4 * 22), ("pages ", 4)])
}
