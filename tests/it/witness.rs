//! Witnesses: this program as one, and a ledger that has some.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that fails is a test that fails"
)]

mod door;
mod go;
mod houses;
mod killed;
mod memory;
pub mod scripted;

use bytes::Bytes;
use hyper::{Request, Response};
use sluse::app::witness::{WitnessHouse, WitnessSockets, cosigner};
use sluse::config::witness::WitnessConfig;
use sluse::dial::Dialer;
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::cosign::CosignVerifier;
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::merkle::proof::consistency;
use sluse::merkle::tile::TileId;
use sluse::merkle::tree::Edge;
use sluse::merkle::witness::AddCheckpoint;
use sluse::vocab::limits::Limit;
use sluse::vocab::secret::Key32;
use sluse::vocab::time::{Clock, SharedClock, Timestamp};
use sluse::witness::begin;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;

const LIMIT: Limit = Limit { name: "test_answer_bytes", most: 1 << 20 };

/// A clock that the test sets, in seconds.
pub struct Seconds(AtomicU64);

impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        Timestamp::from_seconds(self.0.load(Ordering::SeqCst))
    }
}

impl Seconds {
    pub fn new(seconds: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(seconds)))
    }

    pub fn set(&self, seconds: u64) {
        self.0.store(seconds, Ordering::SeqCst);
    }
}

/// A log in memory: one leaf after the other, and its checkpoints of any size.
pub struct Log {
    signer: NoteSigner,
    tiles: HashMap<TileId, Vec<u8>>,
    roots: Vec<Hash>,
}

impl Log {
    /// The log of this name; logs of different seeds have different keys and entries.
    pub fn of(origin: &str, seed: u8, size: u64) -> Self {
        let signer = signer(origin, seed);
        let (mut edge, mut tiles) = (Edge::empty(), HashMap::new());
        let mut roots = vec![edge.root()];
        for index in 0..size {
            tiles.extend(edge.append(&[Hash::leaf(format!("{seed} {index}").as_bytes())]));
            roots.push(edge.root());
        }
        Self { signer, tiles, roots }
    }

    pub fn vkey(&self) -> String {
        self.signer.vkey()
    }

    pub fn signed(&self, size: u64) -> Vec<u8> {
        let origin = self.signer.verifier().name().as_str().to_owned();
        let root = self.roots[usize::try_from(size).unwrap()];
        self.signer.sign(&Checkpoint::new(&origin, size, root).unwrap().text()).unwrap()
    }

    /// The body that asks for a cosignature on a checkpoint after one of `old` leaves.
    pub fn request(&self, old: u64, new: u64) -> Vec<u8> {
        let read = |tile: TileId| self.tiles.get(&tile).cloned().ok_or(());
        let proof = consistency(old, new, read).unwrap();
        AddCheckpoint::new(old, proof, &self.signed(new)).unwrap().format()
    }
}

pub fn signer(origin: &str, seed: u8) -> NoteSigner {
    NoteSigner::new(KeyName::parse(origin).unwrap(), Key32::new([seed; 32])).unwrap()
}

/// A witness's folder and configuration, which outlive the witness.
pub struct Place {
    dir: TempDir,
    pub config: WitnessConfig,
}

impl Place {
    /// For a witness of this name over these logs.
    pub fn new(name: &str, logs: &[&str]) -> Self {
        let dir = TempDir::new().unwrap();
        let config = dir.path().join("witness.toml");
        std::fs::write(&config, configuration(name, logs)).unwrap();
        let config = WitnessConfig::read(&config).unwrap();
        // A seed of its own for each name.
        let seed = ring::digest::digest(&ring::digest::SHA256, name.as_bytes());
        let seed = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, seed);
        sluse::demo::private::write_secret(&config.key, &seed).unwrap();
        begin(&config.dir, cosigner(&config).unwrap().verifier()).unwrap();
        Self { dir, config }
    }

    pub fn verifier(&self) -> CosignVerifier {
        cosigner(&self.config).unwrap().verifier().clone()
    }

    /// The file that remembers a log.
    pub fn remembered(&self, origin: &str) -> PathBuf {
        self.config.dir.join(sluse::merkle::witness::origin_hash(origin))
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Starts it on free ports.
    pub async fn start(&self, clock: SharedClock) -> Running {
        self.start_at("127.0.0.1:0", clock).await
    }

    /// Starts it where others know it to be.
    pub async fn start_at(&self, address: &str, clock: SharedClock) -> Running {
        let sockets = WitnessSockets {
            witness: TcpListener::bind(address).await.unwrap(),
            operations: TcpListener::bind("127.0.0.1:0").await.unwrap(),
        };
        let at = |socket: &TcpListener| socket.local_addr().unwrap().to_string();
        let (address, operations) = (at(&sockets.witness), at(&sockets.operations));
        let house = WitnessHouse::start(&self.config, sockets, clock).unwrap();
        Running { address, operations, house, dialer: Dialer::new(&[]).unwrap() }
    }
}

pub fn configuration(name: &str, logs: &[&str]) -> String {
    let logs: String =
        logs.iter().map(|vkey| format!("[[logs]]\nvkeys = [\"{vkey}\"]\n")).collect();
    format!(
        "name = \"{name}\"\nkey = \"seed\"\ndir = \"memory\"\n[doors]\nwitness = \"127.0.0.1:0\"\n\
         operations = \"127.0.0.1:0\"\n{logs}[limits]\nrequests_per_second = 100000\nburst = 100000\n"
    )
}

/// A running witness.
pub struct Running {
    pub address: String,
    operations: String,
    house: WitnessHouse,
    dialer: Dialer,
}

impl Running {
    pub async fn send(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.dialer.send(request, LIMIT, Duration::from_secs(20)).await.unwrap()
    }

    pub async fn add(&self, body: impl Into<Bytes>) -> Response<Bytes> {
        let url = format!("http://{}/add-checkpoint", self.address);
        self.send(Request::post(url).body(body.into()).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Response<Bytes> {
        let url = format!("http://{}{path}", self.address);
        self.send(Request::get(url).body(Bytes::new()).unwrap()).await
    }

    pub async fn operations(&self, path: &str) -> Response<Bytes> {
        let url = format!("http://{}{path}", self.operations);
        self.send(Request::get(url).body(Bytes::new()).unwrap()).await
    }

    pub async fn stop(self) {
        self.house.stop().await;
    }
}

/// Status, media type and body of an answer.
fn told(answer: &Response<Bytes>) -> (u16, &str, &str) {
    let media_type = answer.headers()["content-type"].to_str().unwrap();
    (answer.status().as_u16(), media_type, std::str::from_utf8(answer.body()).unwrap())
}
