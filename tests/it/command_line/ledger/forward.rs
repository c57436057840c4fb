//! `sluse ledger forward` against a collector of logs and a receiver of syslog: all entries arrive, whatever
//! fails on the way, and it is known how far they have.

use super::{about, closed, ledger, object};
use crate::command_line::Told;
use crate::export::otlp::{AnyValue, records};
use crate::export::syslog;
use crate::ledger::{Place, append_all, signer};
use sluse::demo::certs;
use sluse::serve::tls;
use std::collections::VecDeque;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A collector that answers as it is told, then 200; it keeps what it has acknowledged.
#[derive(Clone, Default)]
struct Collector {
    answers: Arc<Mutex<VecDeque<&'static str>>>,
    taken: Arc<Mutex<Vec<u64>>>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Collector {
    async fn start(answers: &[&'static str]) -> (Self, String) {
        let collector = Self::default();
        collector.answers.lock().unwrap().extend(answers);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/v1/logs", listener.local_addr().unwrap());
        let serving = collector.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        (collector, address)
    }

    async fn serve(self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        loop {
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                    return;
                }
                let low = line.to_lowercase();
                if let Some(value) = low.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                head.push_str(&line);
                if line == "\r\n" {
                    break;
                }
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).await.unwrap();
            let answer = self.answers.lock().unwrap().pop_front();
            self.heads.lock().unwrap().push(head);
            if answer.is_none_or(|answer| answer.starts_with("200")) {
                let found = records(std::str::from_utf8(&body).unwrap());
                self.taken.lock().unwrap().extend(found.iter().map(|record| {
                    let AnyValue::IntValue(index) = &record.attributes["sluse.index"] else {
                        panic!("{record:?}")
                    };
                    index.parse::<u64>().unwrap()
                }));
            }
            let (status, body) = answer.unwrap_or("200 OK|{}").split_once('|').unwrap();
            let head = format!(
                "HTTP/1.1 {status}\r\nretry-after: 1\r\ncontent-type: application/json\r\n"
            );
            let answer = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn taken(&self) -> Vec<u64> {
        self.taken.lock().unwrap().clone()
    }
}

async fn once(place: &Place, to: &str, more: &[&str]) -> Told {
    let forward = ["forward", "--to", to, "--cursor", "cursor", "--once"];
    about(place, &[&forward, more].concat()).await
}

fn kept(place: &Place) -> Option<u64> {
    let text = fs::read_to_string(place.root.join("cursor")).ok()?;
    assert!(text.starts_with("sluse-forward@v1\nledger.example/test\n"), "{text}");
    Some(text.lines().nth(2).unwrap().parse().unwrap())
}

#[tokio::test]
async fn a_collector_gets_each_entry_once_while_nothing_fails() {
    let place = closed(600).await;
    let (collector, to) = Collector::start(&[]).await;
    fs::write(place.root.join("secret"), "Bearer abc\n").unwrap();
    let (told, code) = object(&once(&place, &to, &["--json", "--authorization", "secret"]).await);
    assert_eq!((code, &told["delivered"], &told["next"]), (0, &600.into(), &600.into()));
    assert_eq!(collector.taken(), (0..600).collect::<Vec<_>>());
    let heads = collector.heads.lock().unwrap().clone();
    for head in heads {
        assert!(head.starts_with("POST /v1/logs HTTP/1.1\r\n"), "{head}");
        assert!(head.to_lowercase().contains("\r\nauthorization: bearer abc\r\n"), "{head}");
        assert!(head.to_lowercase().contains("\r\ncontent-type: application/json\r\n"), "{head}");
    }
    assert_eq!(kept(&place), Some(600));
    // Nothing new, then some.
    assert_eq!(once(&place, &to, &[]).await.code, Some(0));
    let ledger = place.open();
    append_all(&ledger, 0..7).await;
    ledger.close().await;
    assert_eq!(once(&place, &to, &[]).await.code, Some(0));
    assert_eq!(collector.taken(), (0..607).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_a_collector_did_not_acknowledge_is_sent_again() {
    let place = closed(600).await;
    let answers = ["200 OK|{}", "503 Service Unavailable|", "429 Too Many Requests|"];
    let (collector, to) = Collector::start(&answers).await;
    let told = once(&place, &to, &[]).await;
    assert_eq!((told.code, kept(&place)), (Some(3), Some(256)), "{}", told.err);
    assert!(told.err.contains("the collector answered 503"), "{}", told.err);
    assert_eq!(once(&place, &to, &[]).await.code, Some(3));
    assert_eq!(kept(&place), Some(256));
    assert_eq!(once(&place, &to, &[]).await.code, Some(0));
    assert_eq!(collector.taken(), (0..600).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_collector_that_takes_some_and_not_all_is_not_believed() {
    let place = closed(10).await;
    let answers = [
        "200 OK|{\"partialSuccess\":{\"rejectedLogRecords\":\"3\"}}",
        "401 Unauthorized|",
        "404 Not Found|",
    ];
    let (collector, to) = Collector::start(&answers).await;
    for said in ["rejected 3 records", "answered 401", "answered 404"] {
        let told = once(&place, &to, &[]).await;
        assert_eq!((told.code, kept(&place)), (Some(3), None), "{}", told.err);
        assert!(told.err.contains(said), "{}", told.err);
    }
    assert_eq!(once(&place, &to, &[]).await.code, Some(0));
    assert_eq!(collector.taken().len(), 20);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn following_goes_on_after_failures_and_after_it_was_killed() {
    let place = closed(600).await;
    let (collector, to) = Collector::start(&["503 Service Unavailable|", "200 OK|{}"]).await;
    let follow = || {
        let vkey = signer().vkey();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sluse"));
        command.args(["ledger", "forward", "--dir", "ledger", "--vkey", &vkey, "--to", &to]);
        command.args(["--cursor", "cursor"]).current_dir(&place.root).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let until = async |wanted: u64| {
        let patience = tokio::time::Instant::now() + Duration::from_secs(60);
        while collector.taken().last() != Some(&(wanted - 1)) {
            assert!(tokio::time::Instant::now() < patience, "{:?}", collector.taken().last());
            tokio::task::yield_now().await;
        }
    };
    let mut child = follow();
    until(600).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let mut child = follow();
    let ledger = place.open();
    append_all(&ledger, 0..300).await;
    ledger.publish().unwrap();
    until(900).await;
    ledger.close().await;
    child.kill().unwrap();
    child.wait().unwrap();
    let mut taken = collector.taken();
    taken.dedup();
    taken.sort_unstable();
    taken.dedup();
    assert_eq!(taken, (0..900).collect::<Vec<_>>(), "no gap");
}

/// A receiver of syslog over TLS: its address, what came over each connection, and whether the sender had a
/// certificate.
struct Receiver {
    to: String,
    came: Arc<Mutex<Vec<Vec<u8>>>>,
    identified: Arc<Mutex<Vec<bool>>>,
}

/// Starts one. It reads so many bytes of its first connection and then breaks it; of the
/// others it reads all.
async fn receiver(place: &Place, breaks: bool) -> Receiver {
    certs::ensure(&place.root).unwrap();
    let (chain, key) = (place.root.join("server.pem"), place.root.join("server.key"));
    let acceptor = tls::mutual_acceptor(&chain, &key).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let to = format!("syslog+tls://localhost:{}", listener.local_addr().unwrap().port());
    let came: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let identified: Arc<Mutex<Vec<bool>>> = Arc::default();
    let (seen, known) = (came.clone(), identified.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let is_first = seen.lock().unwrap().is_empty();
            known.lock().unwrap().push(tls::client_certificate(stream.get_ref().1).is_some());
            let mut bytes = Vec::new();
            if breaks && is_first {
                let mut some = vec![0; 100_000];
                stream.read_exact(&mut some).await.unwrap();
                seen.lock().unwrap().push(some);
                continue;
            }
            stream.read_to_end(&mut bytes).await.unwrap();
            seen.lock().unwrap().push(bytes);
            stream.shutdown().await.unwrap();
        }
    });
    Receiver { to, came, identified }
}

fn indexes(bytes: &[u8]) -> Vec<u64> {
    let frames = syslog::frames(bytes);
    let index = |frame: &String| syslog::parse(frame).data["ledger@4711"]["index"].parse().unwrap();
    frames.iter().map(index).collect()
}

#[tokio::test]
async fn a_receiver_of_syslog_gets_all_over_tls() {
    let place = closed(600).await;
    let Receiver { to, came, identified } = receiver(&place, false).await;
    let told = once(&place, &to, &["--ca", "ca.pem", "--enterprise", "4711"]).await;
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
    let all = came.lock().unwrap().clone();
    assert_eq!(indexes(&all[0]), (0..600).collect::<Vec<_>>());
    assert_eq!(kept(&place), Some(600));
    // Whoever is not trusted gets nothing.
    fs::remove_file(place.root.join("cursor")).unwrap();
    let told = once(&place, &to, &[]).await;
    assert_eq!((told.code, kept(&place)), (Some(3), None), "{}", told.err);
    assert_eq!(came.lock().unwrap().len(), 1);
    // A receiver that asks for a certificate gets ours.
    let own = ["--certificate", "own.pem", "--key", "own.key"];
    let made = rcgen::generate_simple_self_signed(["sender.example".to_owned()]).unwrap();
    fs::write(place.root.join("own.pem"), made.cert.pem()).unwrap();
    fs::write(place.root.join("own.key"), made.signing_key.serialize_pem()).unwrap();
    let arguments = [&["--ca", "ca.pem", "--enterprise", "4711"][..], &own].concat();
    let told = once(&place, &to, &arguments).await;
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert_eq!(*identified.lock().unwrap(), [false, true]);
    assert_eq!(once(&place, &to, &own[..2]).await.code, Some(2), "a certificate without its key");
}

#[tokio::test]
async fn what_was_sent_over_a_connection_that_broke_is_sent_again() {
    let place = closed(3000).await;
    let Receiver { to, came, .. } = receiver(&place, true).await;
    let arguments = ["--ca", "ca.pem", "--enterprise", "4711"];
    let told = once(&place, &to, &arguments).await;
    assert_eq!((told.code, kept(&place)), (Some(3), None), "{}", told.err);
    let told = once(&place, &to, &arguments).await;
    assert_eq!(told.code, Some(0), "{}", told.err);
    let all = came.lock().unwrap().clone();
    assert_eq!(indexes(all.last().unwrap()), (0..3000).collect::<Vec<_>>());
    assert_eq!(kept(&place), Some(3000));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_before_anything_is_sent() {
    let place = closed(10).await;
    let (collector, to) = Collector::start(&[]).await;
    for (cursor, code) in [
        ("sluse-forward@v1\nother.example\n3\n", 2),
        ("sluse-forward@v1\nledger.example/test\n-3\n", 2),
        ("what is this\n", 2),
        ("sluse-forward@v1\nledger.example/test\n11\n", 1),
    ] {
        fs::write(place.root.join("cursor"), cursor).unwrap();
        assert_eq!(once(&place, &to, &[]).await.code, Some(code), "{cursor}");
    }
    fs::remove_file(place.root.join("cursor")).unwrap();
    for wrong in ["ftp://localhost/", "localhost:6514", "/v1/logs"] {
        assert_eq!(once(&place, wrong, &[]).await.code, Some(2), "{wrong}");
    }
    assert_eq!(once(&place, &to, &["--ca", "nothing.pem"]).await.code, Some(3));
    assert_eq!(ledger(&place, &["forward", "--to", &to]).await.code, Some(2));
    assert!(collector.taken().is_empty());
    assert_eq!(once(&place, &to, &["--from", "4"]).await.code, Some(0));
    assert_eq!(collector.taken(), (4..10).collect::<Vec<_>>());
}
