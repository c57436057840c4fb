//! Token issue against the signature arithmetic it cannot do without, and tokens coming back.
//!
//! The last lines compare whole issues (grant checked, reserved, recorded, signed) with
//! `1 / (sign + verify)` of the same key in the same run. `cargo bench --bench token`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark may stop and speak")]

use criterion::{Criterion, criterion_group};
use serde_json::json;
use sluse::jose::alg::Algorithm;
use sluse::jose::jwk::VerifyingKey;
use sluse::jose::jws::{Compact, SigningKey};
use sluse::ledger::entry::Draft;
use sluse::registry::{Registrations, Registry};
use sluse::token::IssuerUrl;
use sluse::token::accept::Tokens;
use sluse::token::issue::TokenService;
use sluse::token::keys::IssuerKeys;
use sluse::token::remember::{NotRemembered, Remember};
use sluse::token::sender::{Evidence, Senders};
use sluse::vocab::ids::EntryIndex;
use sluse::vocab::party::ClientId;
use sluse::vocab::secret::Key32;
use sluse::vocab::time::Timestamp;
use std::hint::black_box;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const ISSUER: &str = "https://test.sluse.example/";
const NOW: Timestamp = Timestamp::from_seconds(1_767_222_000);
/// Whole issues in one round, and how many wait at one time.
const ISSUES: usize = 4_000;
const WAITING: usize = 32;

/// A ledger that costs nothing: the ledger has its own benchmark.
#[derive(Default)]
struct Nothing(AtomicU64);

impl Remember for Nothing {
    async fn remember(&self, draft: Draft) -> Result<EntryIndex, NotRemembered> {
        black_box(draft);
        Ok(EntryIndex(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}

fn key() -> SigningKey {
    SigningKey::generate_rsa("key-1", 2048).unwrap()
}

fn same(key: &SigningKey) -> SigningKey {
    SigningKey::from_pem(key.kid(), Algorithm::Rs256, key.to_pkcs8_pem().expose()).unwrap()
}

fn registry(key: &SigningKey) -> Registry {
    let text = format!(
        "[[organisation]]\nnumber = \"312143046\"\nname = \"Fjordvik\"\n\
         [[scope]]\nname = \"a:b\"\nowner = \"312143046\"\ndescription = \"x\"\n\
         accessible_for_all = true\n\
         [[client]]\nclient_id = \"one\"\norganisation = \"312143046\"\nname = \"One\"\n\
         scopes = [\"a:b\"]\n[[client.key]]\njwk = '{}'\n",
        key.public_jwk()
    );
    Registry::parse("registry.toml", &text, NOW).unwrap()
}

fn grant(key: &SigningKey, number: usize) -> String {
    let now = NOW.seconds();
    let claims = json!({
        "aud": ISSUER, "iss": "one", "scope": "a:b", "iat": now, "exp": now + 100,
        "jti": number.to_string(),
    });
    key.sign("JWT", &claims).unwrap()
}

fn senders() -> Arc<Senders> {
    Arc::new(Senders::new(IssuerUrl::parse(ISSUER).unwrap(), None, &Key32::new([7; 32])))
}

fn service(key: &SigningKey) -> Arc<TokenService<Nothing>> {
    let issuer = IssuerUrl::parse(ISSUER).unwrap();
    let keys = Arc::new(IssuerKeys::new(vec![same(key)]).unwrap());
    let registry = Arc::new(Registrations::new(registry(key)));
    Arc::new(TokenService::new(issuer, registry, keys, senders(), Arc::default(), []).unwrap())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap()
}

fn parts(bench: &mut Criterion) {
    let key = key();
    let token = grant(&key, 0);
    let public = VerifyingKey::from_jwk(&key.public_jwk()).unwrap();
    let claims = json!({ "iss": "one" });
    bench.bench_function("jose/sign RS256 2048", |run| run.iter(|| key.sign("JWT", &claims)));
    bench.bench_function("jose/parse and verify RS256 2048", |run| {
        run.iter(|| Compact::parse(black_box(&token)).unwrap().verify(&public).unwrap());
    });
    bench.bench_function("jose/parse a compact token", |run| {
        run.iter(|| Compact::parse(black_box(&token)).unwrap());
    });
    let registry = registry(&key);
    let client = ClientId::parse("one").unwrap();
    bench.bench_function("registry/find a client and its key", |run| {
        run.iter(|| registry.client(black_box(&client)).unwrap().key("key-1").unwrap());
    });
}

/// What a future has ready at its first poll: neither a token of our own nor one seen before waits.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(ready) => ready,
        std::task::Poll::Pending => unreachable!(),
    }
}

fn accept(bench: &mut Criterion) {
    let key = key();
    let service = service(&key);
    let grant = grant(&key, 0);
    let evidence = Evidence::default();
    let issued = runtime().block_on(service.issue(&grant, &evidence, NOW)).map_err(drop).unwrap();
    let field = format!("Bearer {}", issued.token());
    let issuer = IssuerUrl::parse(ISSUER).unwrap();
    let keys = || Arc::new(IssuerKeys::new(vec![same(&key)]).unwrap());
    let tokens = || Tokens::new(issuer.clone(), None, keys());
    let warm = tokens();
    bench.bench_function("token/accept, seen before", |run| {
        run.iter(|| {
            let accepted = at_once(warm.accept(black_box(Some(field.as_bytes())), NOW)).unwrap();
            service.senders().confirm(accepted, &evidence, NOW).unwrap()
        });
    });
    bench.bench_function("token/accept, not seen before", |run| {
        run.iter_batched(
            tokens,
            |cold| at_once(cold.accept(black_box(Some(field.as_bytes())), NOW)).map(drop).unwrap(),
            criterion::BatchSize::LargeInput,
        );
    });
}

/// The processor time that this process has used: unlike the time on the wall it says the same on a
/// busy machine. The first number of each thread's schedstat, in nanoseconds.
fn processor_time() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let used = threads.filter_map(|thread| {
        let told = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        told.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(used.sum())
}

/// What something took.
#[derive(Clone, Copy)]
struct Took {
    wall: f64,
    processor: f64,
}

fn measure(times: usize, act: impl FnOnce()) -> Took {
    let (begun, used) = (Instant::now(), processor_time());
    act();
    let each = |time: Duration| time.as_secs_f64() * 1e6 / times as f64;
    Took { wall: each(begun.elapsed()), processor: each(processor_time() - used) }
}

/// Issues all these grants, [`WAITING`] at a time.
async fn issue_all(service: &Arc<TokenService<Nothing>>, grants: &Arc<Vec<String>>) {
    let next = Arc::new(AtomicU64::new(0));
    let workers: Vec<_> = (0..WAITING)
        .map(|_| {
            let (service, grants) = (Arc::clone(service), Arc::clone(grants));
            let next = Arc::clone(&next);
            tokio::spawn(async move {
                let take = || usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap();
                while let Some(grant) = grants.get(take()) {
                    service.issue(grant, &Evidence::default(), NOW).await.map_err(drop).unwrap();
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
}

/// Whole issues against the arithmetic, on all cores.
fn ratio() {
    let key = key();
    let public = VerifyingKey::from_jwk(&key.public_jwk()).unwrap();
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let grants: Arc<Vec<_>> = Arc::new((0..ISSUES).map(|number| grant(&key, number)).collect());
    let token = grant(&key, ISSUES);
    let claims = json!({ "iss": "one" });
    let runtime = runtime();
    for round in 1..=3 {
        let sign = measure(1_000, || {
            (0..1_000).for_each(|_| drop(black_box(key.sign("JWT", &claims))));
        });
        let parsed = Compact::parse(&token).unwrap();
        let verify = measure(5_000, || {
            (0..5_000).for_each(|_| drop(black_box(parsed.verify(&public))));
        });
        let service = service(&key);
        let issue = measure(ISSUES, || runtime.block_on(issue_all(&service, &grants)));
        println!(
            "round {round}, {cores} cores, microseconds on the wall (of processor): sign {:.0} \
             ({:.0}), verify {:.0} ({:.0}), issue {:.0} ({:.0}); {:.0} tokens/s; issued per \
             1/(sign + verify): {:.2} ({:.2}), goal 0.80",
            sign.wall,
            sign.processor,
            verify.wall,
            verify.processor,
            issue.wall,
            issue.processor,
            1e6 / issue.wall,
            (sign.wall + verify.wall) / issue.wall / cores as f64,
            (sign.processor + verify.processor) / issue.processor,
        );
    }
}

criterion_group!(benches, parts, accept);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    ratio();
}
