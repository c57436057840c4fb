//! Operations: metrics, health, and what happens when the disk is full.

use crate::house::{PERSON, PERSON_PATH, TestHouse, logged, problem};
use hyper::Request;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

async fn ops(house: &TestHouse, path: &str) -> (u16, String) {
    let request = Request::get(format!("{}{path}", house.operations)).body(Default::default());
    let answer = house.send(request.unwrap()).await;
    (answer.status().as_u16(), String::from_utf8_lossy(answer.body()).into_owned())
}

#[tokio::test]
async fn metrics_count_by_door_outcome_and_purpose() {
    let house = TestHouse::start().await;
    house.kindergarten(PERSON_PATH).await;
    house.kindergarten("/nowhere").await;
    let (status, text) = ops(&house, "/metrics").await;
    assert_eq!(status, 200);
    for line in [
        r#"sluse_requests_total{door="gateway",outcome="permit",purpose="barnehageopptak"} 1"#,
        r#"sluse_requests_total{door="gateway",outcome="no-such-service",purpose=""} 1"#,
        "sluse_gateway_seconds_count 2",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(text.contains(&format!("sluse_ledger_entries {}", house.ledger().size())));
    assert!(text.contains("sluse_ledger_not_indexed 0"));
}

#[tokio::test]
async fn health_is_told_in_one_word_or_line_by_line() {
    let house = TestHouse::start().await;
    assert_eq!(ops(&house, "/livez").await, (200, "live\n".into()));
    assert_eq!(ops(&house, "/readyz").await, (200, "ready\n".into()));
    let (_, verbose) = ops(&house, "/readyz?verbose").await;
    let (state, policies) = verbose.split_once("[i]policies ").unwrap();
    assert_eq!(state, "[+]ledger ok\n[+]serving ok\n");
    let (digest, since) = policies.split_once(" since ").unwrap();
    assert!(digest.len() == 64 && since == "2026-11-21T12:00:00.000Z\nready\n", "{verbose}");
    let (_, metrics) = ops(&house, "/metrics").await;
    let activated = format!(r#"sluse_policies_activated_timestamp_seconds{{digest="{digest}"}} "#);
    assert!(metrics.contains(&activated), "{metrics}");
    assert_eq!(ops(&house, "/secret").await.0, 404);
}

#[tokio::test]
async fn a_clock_that_is_set_back_refuses_readings_and_says_so_everywhere() {
    let house = TestHouse::start().await;
    let token = house.token("testby-oppvekst", "folkeregister:barnehage").await;
    let bearer = format!("Bearer {token}");
    let fields = [
        ("authorization", bearer.as_str()),
        ("sluse-purpose", "barnehageopptak"),
        ("sluse-case-reference", "2026/1234"),
    ];
    assert_eq!(house.get(PERSON_PATH, &fields).await.status(), 200);
    let (size, asked) = (house.ledger().size(), house.provider.asked().len());
    house.clock.set_back(Duration::from_secs(5));
    let answer = house.get(PERSON_PATH, &fields).await;
    assert_eq!((answer.status().as_u16(), problem(&answer)), (503, "clock-wrong".to_owned()));
    assert_eq!(answer.headers()["retry-after"], "60");
    assert_eq!(house.provider.asked().len(), asked, "the provider was not asked");
    assert_eq!(house.ledger().size(), size);
    let (status, told) = ops(&house, "/readyz").await;
    assert_eq!(status, 503);
    assert!(told.starts_with("[-]ledger failed: the clock is 5s behind"), "{told}");
    let (_, metrics) = ops(&house, "/metrics").await;
    assert!(metrics.contains("sluse_ledger_clock_wrong_seconds{direction=\"behind\"} 5\n"));
    house.clock.advance(Duration::from_secs(5));
    assert_eq!(house.get(PERSON_PATH, &fields).await.status(), 200);
    assert_eq!(ops(&house, "/readyz").await.0, 200);
    let (_, metrics) = ops(&house, "/metrics").await;
    assert!(metrics.contains("sluse_ledger_clock_wrong_seconds{direction=\"behind\"} 0\n"));
}

/// The hashes of a text that whoever tries all numbers would compute, as text.
fn plain_hashes(text: &str) -> Vec<String> {
    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512, digest};
    let hashes = [&SHA1_FOR_LEGACY_USE_ONLY, &SHA256, &SHA512]
        .map(|algorithm| digest(algorithm, text.as_bytes()).as_ref().to_vec());
    let forms = hashes.iter().flat_map(|hash| {
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        [hex, STANDARD.encode(hash), URL_SAFE_NO_PAD.encode(hash)]
    });
    forms.chain([STANDARD.encode(text), URL_SAFE_NO_PAD.encode(text)]).collect()
}

#[tokio::test]
async fn no_persons_number_is_in_any_file_log_metric_error_or_address() {
    let house = TestHouse::start().await;
    let name = "TOMBOLA";
    house.kindergarten(PERSON_PATH).await;
    let token = house.token("testfoss-tingrett", "folkeregister:dodsbo").await;
    let bearer = format!("Bearer {token}");
    let declared = format!("sak om {PERSON} {name}");
    let fields = [
        ("authorization", bearer.as_str()),
        ("sluse-case-reference", declared.as_str()),
        ("sluse-end-user", declared.as_str()),
    ];
    assert_eq!(house.get(PERSON_PATH, &fields).await.status(), 200);
    house.token_for("testby-oppvekst", "folkeregister:skole", PERSON).await;
    let mut seen = String::new();
    for path in [
        format!("/nowhere/{PERSON}"),
        format!("{PERSON_PATH}?part={PERSON}"),
        format!("{PERSON_PATH}/{PERSON}"),
        format!("/inntekt/v1/{PERSON}"),
    ] {
        let answer = house.kindergarten(&path).await;
        assert!(answer.status().is_client_error());
        seen.push_str(&format!(
            "{:?} {}",
            answer.headers(),
            String::from_utf8_lossy(answer.body())
        ));
    }
    house.provider.will(crate::house::Answer::json(&format!("{{\"navn\": {PERSON}, {name}")));
    seen.push_str(&String::from_utf8_lossy(house.kindergarten(PERSON_PATH).await.body()));
    seen.push_str(&ops(&house, "/metrics").await.1);
    seen.push_str(&logged());
    house.ledger().publish().unwrap();
    search(house.dir(), &[PERSON, name]);
    assert!(seen.contains("provider-unreadable"), "the test looks at real answers");
    assert!(!seen.contains(PERSON) && !seen.contains(name), "in logs, metrics or errors");
    for hash in plain_hashes(PERSON).into_iter().chain(plain_hashes(name)) {
        search(house.dir(), &[&hash]);
        assert!(!seen.to_lowercase().contains(&hash.to_lowercase()), "a plain hash is no disguise");
    }
}

/// Fails if a file below the folder has one of the words in its name or content.
fn search(folder: &Path, words: &[&str]) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        for word in words {
            assert!(!path.to_string_lossy().contains(word), "{}", path.display());
        }
        if path.is_dir() {
            search(&path, words);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for word in words {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} is in {}", path.display());
        }
    }
}

#[tokio::test]
async fn with_a_full_disk_nothing_is_disclosed_until_there_is_space_again() {
    let dir = std::sync::Arc::new(tempfile::TempDir::new().unwrap());
    let ledger = dir.path().join("ledger");
    fs::create_dir(&ledger).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"])
        .arg(&ledger)
        .output();
    if !mount.is_ok_and(|mount| mount.status.success()) {
        eprintln!("skipped: a small file system of its own needs root");
        return;
    }
    let house = TestHouse::start_in_fresh(dir.clone()).await;
    assert_eq!(house.kindergarten(PERSON_PATH).await.status(), 200);
    let filler = ledger.join("filler");
    fill(&filler);
    let (mut refused, mut last) = (0, 0);
    // The journal has some space made ahead; it ends soon.
    for _ in 0..200_000 {
        let answer = house.school(PERSON_PATH).await;
        last = answer.status().as_u16();
        if last == 503 {
            assert!(!String::from_utf8_lossy(answer.body()).contains("TOMBOLA"));
            assert_eq!(answer.headers()["retry-after"], "1");
            assert!(problem(&answer).starts_with("ledger-"));
            refused += 1;
        }
        if refused > 3 {
            break;
        }
    }
    assert!(refused > 3, "the disk is full, and yet the last answer was {last}");
    assert_eq!(ops(&house, "/readyz").await.0, 503);
    fs::remove_file(&filler).unwrap();
    let mut recovered = false;
    for _ in 0..100 {
        recovered = house.school(PERSON_PATH).await.status() == 200;
        if recovered {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(recovered, "there is space again");
    drop(house);
    Command::new("umount").arg("-l").arg(&ledger).status().unwrap();
}

/// Writes until the disk is full.
fn fill(file: &Path) {
    use std::io::Write;
    let mut filler = fs::File::create(file).unwrap();
    for size in [1 << 20, 1 << 10] {
        while filler.write_all(&vec![0; size]).is_ok() {}
    }
}
