//! Copies over HTTP: of a whole house, by the program, from slow and broken servers.

use super::Copy;
use crate::audit::{OWN, SUPERVISOR, WHOLE};
use crate::house::{Answer, Provider, TestHouse, client_key, problem};
use crate::ledger::{person, reading};
use sluse::client::{ClientError, Credential, Token, Wish, exchange, exchange_bound, grant};
use sluse::dial::Dialer;
use sluse::jose::jws::SigningKey;
use sluse::ledger::entry::{Draft, Event, TokenRefusal};
use sluse::ledger::verify::verify;
use sluse::merkle::note::NoteVerifier;
use sluse::merkle::tile::{BundleId, TileId};
use sluse::mirror::http::{Http, Patience, Tickets};
use sluse::mirror::progress::Progress;
use sluse::mirror::{Folder, MirrorError, Options, Report, Trust, round};
use sluse::vocab::month::Month;
use sluse::vocab::time::{Clock, SharedClock};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Tokens of a house.
struct OfHouse {
    dialer: Dialer,
    machine: String,
    scope: &'static str,
    clock: SharedClock,
    key: Option<SigningKey>,
    given: Arc<AtomicU64>,
}

impl Tickets for OfHouse {
    async fn token(&self) -> Result<Token, ClientError> {
        self.given.fetch_add(1, Ordering::SeqCst);
        let issuer = format!("{}/", self.machine);
        let wish = Wish::new(SUPERVISOR, &issuer, self.scope);
        let credential = Credential::registered(client_key());
        let endpoint = format!("{}/token", self.machine);
        let now = self.clock.now();
        let granted = || grant(&wish, &credential, now);
        match &self.key {
            None => exchange(&self.dialer, &endpoint, &granted()?).await,
            Some(key) => exchange_bound(&self.dialer, &endpoint, granted, key, now).await,
        }
    }

    fn key(&self) -> Option<&SigningKey> {
        self.key.as_ref()
    }
}

const SHORT: Patience = Patience {
    tries: 3,
    first: Duration::from_millis(1),
    most: Duration::from_millis(20),
    deadline: Duration::from_secs(20),
};

impl OfHouse {
    fn new(house: &TestHouse, scope: &'static str) -> Self {
        let (dialer, machine) = (house.dialer.clone(), house.machine.clone());
        let clock: SharedClock = house.clock.clone();
        Self { dialer, machine, scope, clock, key: None, given: Arc::default() }
    }

    fn source(self, house: &TestHouse) -> Arc<Http<Self>> {
        let base = format!("{}/ledger", house.machine);
        Arc::new(Http::new(house.dialer.clone(), &base, self, house.clock.clone(), SHORT))
    }
}

async fn copy_of<T: Tickets>(
    house: &TestHouse,
    source: &Arc<Http<T>>,
    copy: &Copy,
) -> Result<Report, MirrorError> {
    let options = Options {
        trust: Trust::log(NoteVerifier::parse(&house.ledger().vkey()).unwrap()),
        parallel: 4,
        again: Duration::from_millis(1),
        recheck: false,
        clock: house.clock.clone(),
    };
    let folder = Arc::new(Folder::open(copy.path()).unwrap());
    round(source, &folder, &options, &Arc::new(Progress::default())).await
}

async fn fill(house: &TestHouse, more: usize) {
    let event = || Event::TokenRefusal(TokenRefusal { reason: "MP-110".into(), client: None });
    let drafts = (0..more).map(|_| Draft::new(event())).collect();
    house.ledger().append_all(drafts).await.unwrap();
    house.ledger().publish().unwrap();
}

/// Every tile and bundle that the copy's checkpoint covers is the source's, and the copy verifies.
fn equals(house: &TestHouse, copy: &Copy, size: u64) {
    let files = copy.files();
    for level in 0..8 {
        for tile in (0..).map_while(|index| TileId::in_tree(level, index, size)) {
            let own = house.ledger().tile(tile).unwrap().unwrap();
            assert_eq!(files.get(&tile.path()), Some(&own), "{}", tile.path());
        }
    }
    for bundle in (0..).map_while(|index| BundleId::in_tree(index, size)) {
        let own = house.ledger().entry_bundle(bundle).unwrap().unwrap();
        assert_eq!(files.get(&bundle.path()), Some(&own), "{}", bundle.path());
    }
    let report = verify(copy.path(), &house.ledger().vkey()).unwrap();
    assert_eq!(report.size, size);
}

#[tokio::test]
async fn a_copy_of_a_running_house_is_whole_and_verifies_as_a_ledger() {
    let house = TestHouse::start().await;
    house.kindergarten(crate::house::PERSON_PATH).await;
    fill(&house, 1000).await;
    let (source, copy) = (OfHouse::new(&house, WHOLE).source(&house), Copy::new());
    let report = copy_of(&house, &source, &copy).await.unwrap();
    assert!(report.size >= 1000);
    equals(&house, &copy, report.size);
    fill(&house, 100).await;
    let more = copy_of(&house, &source, &copy).await.unwrap();
    assert!(more.size >= report.size + 100 && more.before == report.size);
    equals(&house, &copy, more.size);
    let looks = house.entries().into_iter().filter(|it| matches!(it.event, Event::Look(_)));
    assert_eq!(looks.count(), 1, "both rounds are one look");
}

#[tokio::test]
async fn what_has_expired_is_gone_and_a_copy_keeps_what_is_left() {
    let house = TestHouse::start().await;
    let december = Month::parse("2026-12").unwrap();
    let expiring = |number| Draft { expires: Some(december), ..reading(person(number)) };
    let drafts = (0..600).map(|number| expiring(number % 5)).collect();
    house.ledger().append_all(drafts).await.unwrap();
    house.ledger().digest().unwrap();
    let (source, early) = (OfHouse::new(&house, WHOLE).source(&house), Copy::new());
    assert!(copy_of(&house, &source, &early).await.unwrap().gone.is_empty());
    house.clock.advance(Duration::from_secs(60 * 24 * 3600));
    assert_eq!(house.ledger().retain(house.clock.now()).await.unwrap().bundles, 2);
    house.ledger().publish().unwrap();
    let token = format!("Bearer {}", house.token(SUPERVISOR, WHOLE).await);
    let get = async |path: &str| {
        let answer = house.get(path, &[("authorization", &token)]).await;
        crate::audit::check(path, &answer);
        answer
    };
    let gone = get("/ledger/tile/entries/001").await;
    assert_eq!((gone.status().as_u16(), problem(&gone)), (410, "entries-expired".into()));
    let left = get("/ledger/tile/thin/001").await;
    assert_eq!((left.status().as_u16(), left.body()[0]), (200, 2));
    assert_eq!(get("/ledger/tile/thin/002").await.status(), 404, "that one is whole");
    let proof = get("/ledger/proof/300").await;
    assert_eq!(proof.status(), 200, "what is gone is proven all the same");
    // One who comes now gets what is left, and one who has the whole keeps it.
    let (source, late) = (OfHouse::new(&house, WHOLE).source(&house), Copy::new());
    assert_eq!(copy_of(&house, &source, &late).await.unwrap().gone, [0, 1]);
    assert_eq!(late.files().get("tile/thin/001").unwrap(), left.body());
    assert!(verify(late.path(), &house.ledger().vkey()).unwrap().pruned > 256);
    copy_of(&house, &source, &early).await.unwrap();
    assert_eq!(verify(early.path(), &house.ledger().vkey()).unwrap().pruned, 0);
}

#[tokio::test]
async fn a_token_that_has_expired_is_renewed_and_one_that_opens_nothing_is_told() {
    let house = TestHouse::start().await;
    fill(&house, 600).await;
    let tickets = OfHouse::new(&house, WHOLE);
    let given = tickets.given.clone();
    let (source, copy) = (tickets.source(&house), Copy::new());
    copy_of(&house, &source, &copy).await.unwrap();
    assert_eq!(given.load(Ordering::SeqCst), 1, "one token for all bundles");
    house.clock.advance(Duration::from_secs(600));
    fill(&house, 10).await;
    copy_of(&house, &source, &copy).await.unwrap();
    assert_eq!(given.load(Ordering::SeqCst), 2);

    let narrow = OfHouse { scope: OWN, ..OfHouse::new(&house, WHOLE) }.source(&house);
    let error = copy_of(&house, &narrow, &Copy::new()).await.unwrap_err();
    assert_eq!((error.code(), error.exit()), ("no-token", 4), "{error}");
}

#[tokio::test]
async fn a_copy_is_made_with_tokens_that_are_bound_to_a_key() {
    let house = TestHouse::start().await;
    fill(&house, 300).await;
    let key = Some(SigningKey::generate_p256("mirror").unwrap());
    let source = OfHouse { key, ..OfHouse::new(&house, WHOLE) }.source(&house);
    let copy = Copy::new();
    let report = copy_of(&house, &source, &copy).await.unwrap();
    equals(&house, &copy, report.size);
}

/// A round against a server that is played.
async fn against(answer: Answer, patience: Patience) -> (MirrorError, usize) {
    let house = TestHouse::start().await;
    let provider = Provider::start().await;
    provider.will(answer);
    let tickets = OfHouse::new(&house, WHOLE);
    let source =
        Http::new(house.dialer.clone(), &provider.url(), tickets, house.clock.clone(), patience);
    let error = copy_of(&house, &Arc::new(source), &Copy::new()).await.unwrap_err();
    (error, provider.asked().len())
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_asked_again_and_then_told() {
    let busy = b"HTTP/1.1 503 Busy\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n".to_vec();
    let (error, asked) = against(Answer::Raw(busy), SHORT).await;
    assert_eq!((error.code(), error.exit(), asked), ("unreachable", 3, 3), "{error}");
    let impatient = Patience { deadline: Duration::from_millis(100), ..SHORT };
    let (error, asked) = against(Answer::Silence, impatient).await;
    assert_eq!((error.code(), error.exit(), asked), ("unreachable", 3, 3), "{error}");
    // It drips: the head comes, the body never ends.
    let drips = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc".to_vec();
    let (error, asked) = against(Answer::Raw(drips), impatient).await;
    assert_eq!((error.code(), asked), ("unreachable", 3), "{error}");
    let refusal = Answer::typed(403, "application/problem+json", br#"{"type":"urn:x:not-named"}"#);
    let (error, asked) = against(refusal, SHORT).await;
    assert_eq!((error.code(), error.exit(), asked), ("refused", 4, 1));
    assert!(error.to_string().contains("not-named"), "{error}");
}

#[tokio::test]
async fn neither_a_long_answer_nor_a_bomb_takes_more_memory_than_it_may() {
    let (error, _) = against(Answer::typed(200, "text/plain", &vec![b'x'; 1_000_001]), SHORT).await;
    assert_eq!((error.code(), error.exit()), ("oversized", 5));
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(b'x'), 200_000_000), &mut bomb).unwrap();
    let bomb = bomb.finish().unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        bomb.len()
    );
    let (error, asked) = against(Answer::Raw([head.as_bytes(), &bomb].concat()), SHORT).await;
    assert_eq!((error.code(), asked), ("unreachable", 3), "{error}");
}

/// Runs `sluse mirror` for the supervisory authority.
fn program(house: &TestHouse, copy: &Copy, more: &[&str]) -> Command {
    let folder = house.dir();
    let key = folder.join("mirror.pem");
    if !key.exists() {
        let pem = client_key().to_pkcs8_pem();
        sluse::demo::private::write_secret(&key, pem.expose()).unwrap();
    }
    let profile = format!(
        "issuer = \"{}/\"\nclient_id = \"{SUPERVISOR}\"\nkey = \"mirror.pem\"\nca = \"ca.pem\"\n\
         scopes = [\"{WHOLE}\"]\n",
        house.machine
    );
    std::fs::write(folder.join("mirror.toml"), profile).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sluse"));
    command.arg("mirror").arg(format!("{}/ledger/", house.machine)).arg(copy.path());
    command.args(["--json", "--client-file"]).arg(folder.join("mirror.toml")).args(more);
    command
}

async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_is_killed_again_and_again_and_comes_to_its_end() {
    // The program has no other clock than the machine's.
    let dir = Arc::new(tempfile::TempDir::new().unwrap());
    let clock = crate::house::TestClock::of_the_machine();
    let provider = Provider::start().await;
    let house = TestHouse::start_in(dir, clock, provider, &|_| ()).await.unwrap();
    fill(&house, 256 * 60).await;
    let (copy, vkey) = (Copy::new(), house.ledger().vkey());
    let mut killed = 0;
    for wait in [50, 120, 200, 300, 400] {
        let mut command = program(&house, &copy, &["--vkey", &vkey]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(wait)).await;
        child.kill().unwrap();
        let status = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
        killed += usize::from(!status.success());
        if let Some(note) = copy.checkpoint() {
            let verifier = [NoteVerifier::parse(&vkey).unwrap()];
            sluse::merkle::checkpoint::Checkpoint::open(&note, &verifier).unwrap();
            verify(copy.path(), &vkey).unwrap();
        }
    }
    assert!(killed > 0);
    let output = run(program(&house, &copy, &["--vkey", &vkey])).await;
    assert!(output.status.success(), "{output:?}");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["outcome"], "complete");
    equals(&house, &copy, told["size"].as_u64().unwrap());
    // The second time the key of the copy is used, and nobody must be asked for it.
    let output = run(program(&house, &copy, &[])).await;
    assert!(output.status.success(), "{output:?}");
    // A new copy has none.
    let output = run(program(&house, &Copy::new(), &[])).await;
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("--vkey"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_says_with_its_exit_code_that_another_key_signed() {
    let dir = Arc::new(tempfile::TempDir::new().unwrap());
    let clock = crate::house::TestClock::of_the_machine();
    let provider = Provider::start().await;
    let house = TestHouse::start_in(dir, clock, provider, &|_| ()).await.unwrap();
    let output = run(program(&house, &Copy::new(), &["--vkey", &super::signer().vkey()])).await;
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["outcome"], "checkpoint-refused");
}
