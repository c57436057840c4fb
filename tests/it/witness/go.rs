//! Go's own libraries for transparency logs (`tests/clients/go`): Tessera's fsck and tile reader accept our
//! log, the `formats` library accepts our cosignatures, and a Tessera log publishes with our witness.
//! `tests/clients/go/install.sh` builds them (`make test` runs it); without them this says so.

use super::{Place, signer};
use sluse::app::clock::SystemClock;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::note::Note;
use sluse::merkle::policy::Policy;
use sluse::merkle::witness::origin_hash;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tempfile::TempDir;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");

/// Runs the program; what it printed, or none when it is not built.
async fn run(words: &[&str]) -> Option<String> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients-go");
    if !built.join("installed").exists() {
        eprintln!(
            "left out: {}, because tests/clients/go/install.sh did not run to its end",
            words[0]
        );
        return None;
    }
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let output = tokio::task::spawn_blocking(move || {
        Command::new(built.join("check")).args(words).output().unwrap()
    });
    let output = output.await.unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    Some(told)
}

/// A copy of the log in `tests/data/tlog` with another checkpoint.
fn copy_of_our_log(checkpoint: &[u8]) -> TempDir {
    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for item in std::fs::read_dir(from).unwrap() {
            let path: PathBuf = item.unwrap().path();
            let target = to.join(path.file_name().unwrap());
            if path.is_dir() {
                copy(&path, &target);
            } else {
                std::fs::copy(&path, target).unwrap();
            }
        }
    }
    let dir = TempDir::new().unwrap();
    copy(&Path::new(DATA).join("tlog"), dir.path());
    std::fs::write(dir.path().join("checkpoint"), checkpoint).unwrap();
    dir
}

#[tokio::test(flavor = "multi_thread")]
async fn fsck_and_the_tile_reader_accept_our_log_and_formats_our_cosignatures() {
    let vkey = std::fs::read_to_string(format!("{DATA}/tlog/vkey")).unwrap();
    let checkpoint = std::fs::read(format!("{DATA}/tlog/checkpoint")).unwrap();
    // Our witness cosigns it.
    let place = Place::new("w.example/w1", &[vkey.trim()]);
    let witness = place.start(Arc::new(SystemClock)).await;
    let answer = witness.add([b"old 0\n\n", &checkpoint[..]].concat()).await;
    assert_eq!(answer.status(), 200);
    let cosigned = [&checkpoint[..], answer.body()].concat();
    witness.stop().await;
    let dir = copy_of_our_log(&cosigned);
    let dir = dir.path().to_str().unwrap();
    let Some(told) = run(&["check", dir, vkey.trim(), &place.verifier().vkey()]).await else {
        return;
    };
    assert_eq!(told, "good: 300 entries, 1 cosigners\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tessera_log_publishes_with_our_witness_and_our_policy_accepts_it() {
    let origin = "tessera.example/log";
    let log = signer(origin, 5);
    let key = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        [&[1_u8][..], &[5; 32]].concat(),
    );
    let skey = format!("PRIVATE+KEY+{origin}+{}+{key}", log.verifier().key_id());
    let place = Place::new("w.example/w1", &[&log.vkey()]);
    let witness = place.start(Arc::new(SystemClock)).await;
    let vkey = place.verifier().vkey();
    let policy =
        format!("log {}\nwitness w1 {vkey} http://{}\nquorum w1\n", log.vkey(), witness.address);
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("policy");
    std::fs::write(&file, &policy).unwrap();
    let tessera = dir.path().join("log");
    let words = [tessera.to_str().unwrap(), &skey, file.to_str().unwrap()];
    let Some(told) = run(&["log", words[0], words[1], words[2], "5"]).await else { return };
    assert_eq!(told, "good: 5 entries were published with a quorum\n");
    let checkpoint = std::fs::read(tessera.join("checkpoint")).unwrap();
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let judged = policy.judge(&Note::parse(&checkpoint).unwrap(), &[]).unwrap();
    assert!(judged.quorum && judged.checkpoint.size() == 5);
    let shown = witness.get(&format!("/{}/checkpoint", origin_hash(origin))).await;
    let ours = Checkpoint::open(shown.body(), &[log.verifier().clone()]).unwrap();
    assert_eq!(ours, judged.checkpoint);
    let told = run(&["check", words[0], &log.vkey(), &vkey]).await.unwrap();
    assert_eq!(told, "good: 5 entries, 1 cosigners\n");
    witness.stop().await;
}
