//! SIGKILL: a cosignature that somebody has is of a checkpoint that the witness remembers.
//!
//! `WITNESS_KILL_ROUNDS=100 cargo test --release --test it witness::killed` is the long form.

use super::{Log, Place, signer};
use bytes::Bytes;
use hyper::Request;
use sluse::dial::Dialer;
use sluse::merkle::witness::{origin_hash, read_size};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const ORIGIN: &str = "log.example";

/// A witness in a process of its own.
struct Process {
    child: Child,
    address: String,
}

impl Process {
    /// Starts it, perhaps below another program; none when that is not there.
    fn start(place: &Place, below: &[&str]) -> Option<Self> {
        let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (address, operations) = (free(), free());
        let file = place.path().join("witness.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        let (head, rest) = text.split_once("[doors]\n").unwrap();
        let (_, rest) = rest.split_once("[[logs]]").unwrap();
        let doors = format!("witness = \"{address}\"\noperations = \"{operations}\"\n");
        std::fs::write(&file, format!("{head}[doors]\n{doors}[[logs]]{rest}")).unwrap();
        let program = env!("CARGO_BIN_EXE_sluse");
        let words = [below, &[program, "witness", "--config", file.to_str().unwrap()]].concat();
        let mut child = Command::new(words[0])
            .args(&words[1..])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .ok()?;
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let witnessing =
            |line: &Result<String, _>| line.as_ref().is_ok_and(|it| it.contains("\"witnessing\""));
        let mut lines = lines.skip_while(move |line| !witnessing(line));
        let started = lines.next();
        // Read on, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        started?.ok()?;
        Some(Self { child, address: address.to_string() })
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Asks for a cosignature; none when the witness is gone.
async fn add(dialer: &Dialer, address: &str, body: Vec<u8>) -> Option<(u16, Bytes)> {
    let url = format!("http://{address}/add-checkpoint");
    let request = Request::post(url).body(Bytes::from(body)).unwrap();
    let answer = dialer.send(request, super::LIMIT, Duration::from_secs(10)).await.ok()?;
    Some((answer.status().as_u16(), answer.into_body()))
}

/// The size that the witness has, as it tells a log that asks from nothing.
async fn remembered(dialer: &Dialer, address: &str, log: &Log) -> u64 {
    let fresh = log.request(log.roots.len() as u64 - 1, log.roots.len() as u64 - 1);
    let (status, body) = add(dialer, address, fresh).await.unwrap();
    if status == 200 { log.roots.len() as u64 - 1 } else { read_size(&body).unwrap() }
}

#[tokio::test]
async fn a_killed_witness_remembers_every_cosignature_that_left_it() {
    let rounds =
        std::env::var("WITNESS_KILL_ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(8);
    let log = Log::of(ORIGIN, 1, 4000);
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let (mut given, mut cosignatures) = (0, 0);
    for round in 0..rounds {
        let process = Process::start(&place, &[]).unwrap();
        let dialer = Dialer::new(&[]).unwrap();
        let mut size = remembered(&dialer, &process.address, &log).await;
        assert!(
            size >= given,
            "round {round}: it gave a cosignature on {given} and remembers {size}"
        );
        if size == 4000 {
            process.kill();
            break;
        }
        let address = process.address.clone();
        // Each round is cut off after another number of answers, and at another moment of the next.
        let (answers, moment) = (3 + round * 7 % 11, Duration::from_micros(round * 137 % 2000));
        let (tell, told) = std::sync::mpsc::channel::<()>();
        let killer = std::thread::spawn(move || {
            told.recv_timeout(Duration::from_secs(30)).unwrap();
            std::thread::sleep(moment);
            process.kill();
        });
        let mut left = answers;
        while let Some((status, _)) = add(&dialer, &address, log.request(size, size + 1)).await {
            assert_eq!(status, 200);
            size += 1;
            (given, cosignatures) = (size, cosignatures + 1);
            left = left.saturating_sub(1);
            if left == 0 {
                let _ = tell.send(());
            }
        }
        killer.join().unwrap();
    }
    assert!(cosignatures >= rounds, "{cosignatures} cosignatures in {rounds} rounds");
}

/// The two moments by name: before the new memory is in place, and right after it.
#[tokio::test]
async fn killed_before_or_after_the_memory_is_replaced_it_goes_on_from_what_it_remembers() {
    let log = Log::of(ORIGIN, 1, 30);
    let fork = Log { signer: signer(ORIGIN, 1), ..Log::of(ORIGIN, 9, 30) };
    for (moment, expected) in [("rename,renameat,renameat2", [0, 5].as_slice()), ("fsync", &[5])] {
        let place = Place::new("w.example/w1", &[&log.vkey()]);
        // The file's own sync is the first, the folder's the second.
        let when = if moment == "fsync" { 2 } else { 1 };
        let inject = format!("inject={moment}:signal=KILL:when={when}");
        let trace = "trace=fsync,rename,renameat,renameat2";
        let below = ["strace", "-f", "-q", "-o", "/dev/null", "-e", trace, "-e", &inject];
        let Some(mut process) = Process::start(&place, &below) else {
            eprintln!(
                "left out: a witness killed at a system call, because strace cannot run here"
            );
            return;
        };
        let dialer = Dialer::new(&[]).unwrap();
        let answer = add(&dialer, &process.address, log.request(0, 5)).await;
        assert_eq!(answer, None, "{moment}: killed before it answered");
        process.child.wait().unwrap();
        let process = Process::start(&place, &[]).unwrap();
        let (status, body) = add(&dialer, &process.address, log.request(7, 9)).await.unwrap();
        let size = read_size(&body).unwrap();
        assert!(status == 409 && expected.contains(&size), "{moment}: {status} {size}");
        if size > 0 {
            let forked = add(&dialer, &process.address, fork.request(size, 9)).await.unwrap();
            assert_eq!(forked.0, 422, "{moment}");
        }
        let goes_on = add(&dialer, &process.address, log.request(size, 9)).await.unwrap();
        assert_eq!(goes_on.0, 200, "{moment}");
        let file = place.config.dir.join(origin_hash(ORIGIN));
        assert!(std::fs::read_to_string(file).unwrap().contains("\n9\n"));
        process.kill();
    }
}
