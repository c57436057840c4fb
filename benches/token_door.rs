//! Tokens from end to end: grants over TLS to the running program, against the arithmetic alone.
//!
//! `cargo bench --bench token_door`. The program runs as a process of its own, so that its processor
//! time can be told from this client's; both share the machine, so the wall says less. The last lines
//! compare with `1 / (sign + verify)` of an equal key in the same run, and give the delay at 70 % of
//! the throughput just measured.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may stop and speak")]

use serde_json::{Value, json};
use sluse::client::{Credential, Wish, exchange, grant};
use sluse::demo::client::{self, Card};
use sluse::dial::Dialer;
use sluse::jose::alg::Algorithm;
use sluse::jose::jwk::VerifyingKey;
use sluse::jose::jws::{Compact, SigningKey};
use sluse::serve::tls;
use sluse::vocab::time::Timestamp;
use std::hint::black_box;
use std::num::NonZero;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// Tokens in one round, and how many are waited for at one time.
const TOKENS: usize = 4_000;
const WAITING: usize = 16;
const ROUNDS: usize = 3;
/// How long grants are sent at a steady rate.
const STEADY: Duration = Duration::from_secs(5);

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Program {
    /// Starts the demonstration and waits until it says where it is.
    fn start(dir: &Path) -> (Self, Card) {
        let child = Command::new(env!("CARGO_BIN_EXE_sluse"))
            .args(["demo", "--port", "0", "--dir"])
            .arg(dir)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let program = Self(child);
        for _ in 0..600 {
            let card = std::fs::read_to_string(dir.join("demo.json")).unwrap_or_default();
            if let Ok(card) = serde_json::from_str(&card) {
                return (program, card);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        unreachable!("the demonstration starts within a minute")
    }

    /// The processor time that it has used, on all its threads.
    fn processor_time(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.0.id())).unwrap();
        let used = tasks.filter_map(|task| {
            let told = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            told.split(' ').next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(used.sum())
    }
}

/// Microseconds for each signature and check, of the processor's time, with all cores at it: two that
/// are threads of one slow each other, here as in the program.
fn arithmetic(cores: usize) -> (f64, f64) {
    let each = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(on_one_core)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let mean = |one: fn(&(f64, f64)) -> f64| each.iter().map(one).sum::<f64>() / each.len() as f64;
    (mean(|(sign, _)| *sign), mean(|(_, verify)| *verify))
}

fn on_one_core() -> (f64, f64) {
    let key = SigningKey::generate_rsa("key-1", 2048).unwrap();
    let public = VerifyingKey::from_jwk(&key.public_jwk()).unwrap();
    let claims = json!({ "iss": "one" });
    let token = key.sign("JWT", &claims).unwrap();
    let parsed = Compact::parse(&token).unwrap();
    let each = |times: usize, act: &dyn Fn()| {
        let used = || -> u64 {
            let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
            told.split(' ').next().unwrap().parse().unwrap()
        };
        let begun = used();
        (0..times).for_each(|_| act());
        (used() - begun) as f64 / 1e3 / times as f64
    };
    let sign = each(2_000, &|| drop(black_box(key.sign("JWT", &claims))));
    let verify = each(10_000, &|| drop(black_box(parsed.verify(&public))));
    (sign, verify)
}

struct Client {
    card: Card,
    dialer: Dialer,
    credential: Credential,
}

impl Client {
    fn new(card: Card, dir: &Path) -> Self {
        let dialer = Dialer::new(&tls::certificates(&card.ca).unwrap()).unwrap();
        let id = &card.clients.first().unwrap().client_id;
        let key = client::read_key(&client::key_file(dir, id), Algorithm::Rs256).unwrap();
        Self { dialer, credential: Credential::registered(key), card }
    }

    /// Signs so many grants, good for the next 18 seconds.
    fn grants(&self, count: usize) -> Vec<String> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let one = self.card.clients.first().unwrap();
        let scope = one.scopes.first().unwrap();
        let wish = Wish::new(&one.client_id, &self.card.issuer, scope);
        // Signing and sending take seconds, and a grant is good from 10 s before its `iat` to 10 s after.
        let now = Timestamp::from_seconds(now.as_secs() + 8);
        (0..count).map(|_| grant(&wish, &self.credential, now).unwrap()).collect()
    }

    async fn exchange(&self, grant: &str) {
        let token = exchange(&self.dialer, &self.card.token_endpoint, grant).await;
        black_box(token.unwrap());
    }
}

/// As fast as it goes: tokens a second.
async fn flat_out(client: &Arc<Client>, grants: Vec<String>) -> f64 {
    let (grants, next) = (Arc::new(grants), Arc::new(AtomicUsize::new(0)));
    let begun = Instant::now();
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..WAITING {
        let (client, grants, next) = (client.clone(), grants.clone(), next.clone());
        workers.spawn(async move {
            while let Some(grant) = grants.get(next.fetch_add(1, Ordering::Relaxed)) {
                client.exchange(grant).await;
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        done.unwrap();
    }
    grants.len() as f64 / begun.elapsed().as_secs_f64()
}

/// At a steady rate, whatever the answers take: the delays in milliseconds, sorted.
async fn steadily(client: &Arc<Client>, per_second: f64, grants: Vec<String>) -> Vec<f64> {
    let mut workers = tokio::task::JoinSet::new();
    let begun = tokio::time::Instant::now();
    for (number, grant) in grants.into_iter().enumerate() {
        let due = begun + Duration::from_secs_f64(number as f64 / per_second);
        tokio::time::sleep_until(due).await;
        let client = client.clone();
        workers.spawn(async move {
            client.exchange(&grant).await;
            due.elapsed().as_secs_f64() * 1e3
        });
    }
    let mut delays = workers.join_all().await;
    delays.sort_by(f64::total_cmp);
    delays
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share) as usize;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (program, card) = Program::start(dir.path());
    let client = Arc::new(Client::new(card, dir.path()));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let warm = client.grants(200);
    runtime.block_on(flat_out(&client, warm));
    let mut throughput: f64 = 0.0;
    for round in 1..=ROUNDS {
        let (sign, verify) = arithmetic(cores);
        let grants = client.grants(TOKENS);
        let before = program.processor_time();
        let per_second = runtime.block_on(flat_out(&client, grants));
        let used = (program.processor_time() - before).as_secs_f64() * 1e6 / TOKENS as f64;
        throughput = throughput.max(per_second);
        let told: Value = json!({
            "round": round, "cores": cores, "tokens_per_second": per_second.round(),
            "sign_us": sign.round(), "verify_us": verify.round(), "program_us": used.round(),
            "of_arithmetic_by_processor_time": ((sign + verify) / used * 100.0).round() / 100.0,
        });
        println!("{told}");
    }
    let rate = throughput * 0.7;
    let count = (rate * STEADY.as_secs_f64()) as usize;
    let grants = client.grants(count);
    let delays = runtime.block_on(steadily(&client, rate, grants));
    println!(
        "at {rate:.0} tokens/s (70 %): p50 {:.1} ms, p99 {:.1} ms, goal 10 ms",
        quantile(&delays, 0.5),
        quantile(&delays, 0.99)
    );
}
