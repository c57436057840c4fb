//! A program of others checks a copy: Tessera's fsck, from the Go module proxy, pinned by its version (Go
//! holds it against the checksum database). Without Go, or without a network the first time, it is left out.

use super::played::Played;
use super::{Copy, signer};
use crate::clients::left_out;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

const FSCK: &str = "github.com/transparency-dev/tessera/cmd/fsck@v1.0.4";

/// The program, built once.
fn program() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("fsck");
    let program = folder.join("fsck");
    if program.exists() {
        return Some(program);
    }
    let built = Command::new("go").args(["install", FSCK]).env("GOBIN", &folder).output();
    match built {
        Ok(done) if done.status.success() => Some(program),
        Ok(done) => {
            let why = String::from_utf8_lossy(&done.stderr).lines().last().map(str::to_owned);
            left_out(&format!(
                "Tessera's fsck, which Go did not build: {}",
                why.unwrap_or_default()
            ));
            None
        }
        Err(_) => {
            left_out("Tessera's fsck, because there is no Go");
            None
        }
    }
}

/// How long the program may take, in seconds: on a damaged tile it may ask for it again without end.
const PATIENCE_S: &str = "60";

/// What the program finds wrong with a copy.
fn faults(program: &PathBuf, copy: &Copy) -> Vec<String> {
    let key = copy.path().join("key");
    std::fs::write(&key, signer().vkey()).unwrap();
    let done = Command::new("timeout")
        .arg(PATIENCE_S)
        .arg(program)
        .arg(format!("--storage_url=file://{}/", copy.path().display()))
        .arg(format!("--public_key={}", key.display()))
        .args(["--ui=false", "--v=1"])
        .output()
        .unwrap();
    if done.status.code() == Some(124) {
        return vec!["fsck did not come to an end".to_owned()];
    }
    // It ends with 0 whatever it finds.
    assert!(done.status.success(), "{done:?}");
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(told.contains("Completed ranges"), "{told}");
    told.lines().filter(|line| line.contains("fsck failed")).map(str::to_owned).collect()
}

#[tokio::test]
async fn tesseras_fsck_accepts_a_copy_and_finds_a_flipped_byte() {
    let Some(program) = program() else { return };
    for size in [1, 256, 700, 65_536 + 300] {
        let (source, copy) = (Arc::new(Played::of(size)), Copy::new());
        copy.round(&source).await.unwrap();
        assert_eq!(faults(&program, &copy), Vec::<String>::new(), "{size}");
    }
    for path in ["tile/entries/001", "tile/0/000"] {
        let (source, copy) = (Arc::new(Played::of(700)), Copy::new());
        copy.round(&source).await.unwrap();
        let path = copy.path().join(path);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[40] ^= 1;
        std::fs::remove_file(&path).unwrap();
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(faults(&program, &copy).len(), 1, "{}", path.display());
    }
}
