//! `sluse policy …`: what can be asked of policies, by the program itself.

mod cases;
mod catalogue;
mod check;
mod diff;
mod draft;
mod explain;
mod matrix;
mod past;
mod record;

use super::{Told, run};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with the shipped policies in `policies`.
fn folder() -> TempDir {
    let dir = TempDir::new().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    copy(&from, &dir.path().join("policies"));
    dir
}

pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        let to = to.join(item.file_name());
        if item.path().is_dir() {
            copy(&item.path(), &to);
        } else {
            fs::copy(item.path(), to).unwrap();
        }
    }
}

/// Runs `sluse policy …` there.
async fn policy(dir: &TempDir, arguments: &[&str]) -> Told {
    policy_in(dir.path(), arguments).await
}

/// Runs `sluse policy …` in any folder.
async fn policy_in(folder: &Path, arguments: &[&str]) -> Told {
    run(folder, &[&["policy"], arguments].concat(), "").await
}

/// The folder of this name with a small set of policies to ask about.
fn asked(name: &str) -> String {
    format!("{}/tests/data/asked/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// What `sluse policy …` should print about them.
fn golden(name: &str) -> String {
    fs::read_to_string(asked(name)).unwrap()
}

/// What `sluse policy …` prints when all is well.
async fn policy_of(arguments: &[&str]) -> String {
    let told = policy(&TempDir::new().unwrap(), arguments).await;
    assert!(told.good && told.err.is_empty(), "{}", told.err);
    told.out
}
