//! The house has its checkpoints stamped, says how that stands, and anybody checks it afterwards.

use super::authority::Tsa;
use super::has_openssl;
use crate::house::TestHouse;
use hyper::Request;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// An HTTP front for an authority, which may be made to fail; gives its port.
async fn front(tsa: Arc<Tsa>, fails: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (tsa, fails) = (tsa.clone(), fails.clone());
            tokio::spawn(async move {
                let mut head = Vec::new();
                while let Ok(byte) = stream.read_u8().await {
                    head.push(byte);
                    if !head.ends_with(b"\r\n\r\n") {
                        continue;
                    }
                    let text = String::from_utf8(std::mem::take(&mut head)).unwrap();
                    assert!(
                        text.contains("content-type: application/timestamp-query\r\n"),
                        "{text}"
                    );
                    let length = text.lines().find_map(|it| it.strip_prefix("content-length: "));
                    let mut query = vec![0; length.unwrap().parse().unwrap()];
                    stream.read_exact(&mut query).await.unwrap();
                    let (status, reply) = if fails.load(Ordering::SeqCst) {
                        ("503 Service Unavailable", Vec::new())
                    } else {
                        let tsa = tsa.clone();
                        (
                            "200 OK",
                            tokio::task::spawn_blocking(move || tsa.reply(&query)).await.unwrap(),
                        )
                    };
                    let head = format!(
                        "HTTP/1.1 {status}\r\nContent-Type: application/timestamp-reply\r\nContent-Length: {}\r\n\r\n",
                        reply.len()
                    );
                    stream.write_all(&[head.as_bytes(), &reply].concat()).await.unwrap();
                }
            });
        }
    });
    port
}

/// A house by the machine's clock, with this authority.
async fn stamped_house(tsa: &Tsa, port: u16) -> TestHouse {
    let ca = tsa.path().join("ca.pem");
    TestHouse::start_today(&move |config| {
        config.ledger.timestamps = Some(sluse::config::timestamps::Timestamps {
            url: format!("http://127.0.0.1:{port}/tsr"),
            ca: ca.clone(),
            tls_ca: None,
            interval_s: 1,
            policy: Some("1.2.3.4.1".to_owned()),
            late_after_s: 3,
        });
    })
    .await
}

async fn ops(house: &TestHouse, path: &str) -> String {
    let request = Request::get(format!("{}{path}", house.operations)).body(Default::default());
    let answer = house.send(request.unwrap()).await;
    String::from_utf8_lossy(answer.body()).into_owned()
}

/// Waits until the house says this on its operations door.
async fn until(house: &TestHouse, path: &str, said: &str) -> String {
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        let text = ops(house, path).await;
        if text.contains(said) {
            return text;
        }
        assert!(Instant::now() < patience, "{said} is not in\n{text}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The stamped sizes, smallest first.
fn stamps(house: &TestHouse) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(house.dir().join("ledger/timestamps"))
        .into_iter()
        .flatten()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "tsr"))
        .collect();
    found.sort();
    found
}

fn judge(house: &TestHouse, tsa: &Tsa, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sluse"))
        .args(["ledger", "timestamps"])
        .arg(house.dir().join("ledger"))
        .arg("--ca")
        .arg(tsa.path().join("ca.pem"))
        .args(more)
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checkpoints_are_stamped_and_openssl_accepts_what_is_kept() {
    if !has_openssl() {
        return;
    }
    let tsa = Arc::new(Tsa::good());
    let fails = Arc::new(AtomicBool::new(false));
    let port = front(tsa.clone(), fails.clone()).await;
    let house = stamped_house(&tsa, port).await;
    let text = until(&house, "/readyz?verbose", "[i]timestamps newest at 20").await;
    assert!(text.ends_with("ready\n"), "{text}");
    let first = stamps(&house).len();
    assert!(first > 0);
    house.ledger().append(crate::ledger::reading(crate::ledger::person(1))).await.unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    while stamps(&house).len() == first {
        assert!(Instant::now() < patience, "the larger checkpoint is stamped, too");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for stamp in stamps(&house) {
        let note = stamp.with_extension("checkpoint");
        assert!(tsa.openssl_verifies(&stamp, &note), "{}", stamp.display());
        assert!(!tsa.openssl_verifies(&stamp, &tsa.path().join("conf")));
    }
    let metrics = ops(&house, "/metrics").await;
    assert!(metrics.contains("sluse_timestamp_late 0\n"), "{metrics}");
    assert!(metrics.contains("sluse_timestamp_tries_total{outcome=\"stamped\"}"), "{metrics}");

    let done = judge(&house, &tsa, &["--json"]);
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((done.status.code(), &told["holds"]), (Some(0), &true.into()), "{told}");
    assert!(told["timestamps"].as_array().unwrap().len() >= 2);
    // Another root vouches for none of them.
    let other = Tsa::good();
    assert_eq!(judge(&house, &other, &[]).status.code(), Some(1));
    // A checkpoint that was changed is not the one that was stamped.
    let note = stamps(&house)[0].with_extension("checkpoint");
    let bytes = fs::read(&note).unwrap();
    fs::remove_file(&note).unwrap();
    fs::write(&note, [bytes.as_slice(), b"\n"].concat()).unwrap();
    let done = judge(&house, &tsa, &[]);
    assert_eq!(done.status.code(), Some(1));
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(text.contains("the time-stamp is about something else"), "{text}");
    fs::remove_file(&note).unwrap();
    assert_eq!(judge(&house, &tsa, &[]).status.code(), Some(1));
    fs::write(&note, bytes).unwrap();
    assert_eq!(judge(&house, &tsa, &[]).status.code(), Some(0));

    // Down for too long: still ready, and told.
    fails.store(true, Ordering::SeqCst);
    house.ledger().append(crate::ledger::reading(crate::ledger::person(1))).await.unwrap();
    let text = until(&house, "/readyz", "[!]timestamps late: ").await;
    assert!(text.contains("the authority answered with status 503"), "{text}");
    assert!(text.ends_with("ready\n") && !text.contains("not ready"), "{text}");
    until(&house, "/metrics", "sluse_timestamp_late 1\n").await;
    fails.store(false, Ordering::SeqCst);
    until(&house, "/metrics", "sluse_timestamp_late 0\n").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_and_another_history_are_found_by_kept_time_stamps() {
    if !has_openssl() {
        return;
    }
    let tsa = Arc::new(Tsa::good());
    let port = front(tsa.clone(), Arc::default()).await;
    let house = stamped_house(&tsa, port).await;
    until(&house, "/readyz?verbose", "[i]timestamps newest at 20").await;
    let ledger = house.dir().join("ledger");
    let older = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").arg("-a").arg(&ledger).arg(older.path()).status().unwrap();
    assert!(copied.success());
    let before = stamps(&house).len();
    house.ledger().append(crate::ledger::reading(crate::ledger::person(1))).await.unwrap();
    let patience = Instant::now() + Duration::from_secs(60);
    while stamps(&house).len() == before {
        assert!(Instant::now() < patience);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // The old backup is brought back; the time-stamps, kept elsewhere, are not.
    let older = older.path().join("ledger");
    fs::remove_dir_all(older.join("timestamps")).unwrap();
    let copied = Command::new("cp").arg("-a").arg(ledger.join("timestamps")).arg(&older).status();
    assert!(copied.unwrap().success());
    let done = Command::new(env!("CARGO_BIN_EXE_sluse"))
        .args(["ledger", "timestamps"])
        .arg(&older)
        .arg("--ca")
        .arg(tsa.path().join("ca.pem"))
        .output()
        .unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(1), "{text}");
    assert!(text.contains("this is an older copy of it"), "{text}");
}
