//! A copy of a ledger at a second organisation: complete, verified, and not fooled.

mod http;
mod independent;
mod played;
mod tags;
mod tricked;
mod whole;

use played::Played;
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::mirror::progress::Progress;
use sluse::mirror::{Folder, MirrorError, Options, Report, Trust, round};
use sluse::vocab::secret::Key32;
use sluse::vocab::time::{Clock, Timestamp};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

const ORIGIN: &str = "ledger.example/mirrored";

fn signer() -> NoteSigner {
    NoteSigner::new(KeyName::parse(ORIGIN).unwrap(), Key32::new([7; 32])).unwrap()
}

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        "2026-11-29T12:00:00Z".parse().unwrap()
    }
}

fn options() -> Options {
    Options {
        trust: Trust::log(signer().verifier().clone()),
        parallel: 4,
        again: Duration::from_millis(1),
        recheck: false,
        clock: Arc::new(Noon),
    }
}

/// A copy in a folder of its own.
struct Copy(TempDir);

impl Copy {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    async fn round(&self, source: &Arc<Played>) -> Result<Report, MirrorError> {
        self.counted(source).await.0
    }

    /// A round, and how many files it fetched.
    async fn counted(&self, source: &Arc<Played>) -> (Result<Report, MirrorError>, u64) {
        self.round_with(source, &options()).await
    }

    async fn round_with(
        &self,
        source: &Arc<Played>,
        options: &Options,
    ) -> (Result<Report, MirrorError>, u64) {
        let folder = Arc::new(Folder::open(self.path()).unwrap());
        let progress = Arc::new(Progress::default());
        let outcome = round(source, &folder, options, &progress).await;
        (outcome, progress.seen().fetched)
    }

    fn checkpoint(&self) -> Option<Vec<u8>> {
        std::fs::read(self.path().join("checkpoint")).ok()
    }

    /// Every file of the format, by path.
    fn files(&self) -> std::collections::BTreeMap<String, Vec<u8>> {
        fn walk(root: &Path, at: &Path, found: &mut std::collections::BTreeMap<String, Vec<u8>>) {
            for item in std::fs::read_dir(at).into_iter().flatten() {
                let path = item.unwrap().path();
                if path.is_dir() {
                    walk(root, &path, found);
                } else {
                    let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                    found.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        let mut found = std::collections::BTreeMap::new();
        walk(self.path(), &self.path().join("tile"), &mut found);
        found.extend(self.checkpoint().map(|note| ("checkpoint".to_owned(), note)));
        found
    }

    /// The findings against the source.
    fn evidence(&self) -> Vec<String> {
        let found = std::fs::read_dir(self.path().join("evidence")).into_iter().flatten();
        found.map(|item| item.unwrap().file_name().into_string().unwrap()).collect()
    }
}
