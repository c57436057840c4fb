//! The command line as its users run it: the program itself, against a running demonstration.

mod administration;
mod call;
mod doctor;
mod ledger;
mod policy;
mod registry;
mod witness;

use sluse::app::clock::SystemClock;
use sluse::demo::run::Demonstration;
use sluse::demo::year::Before;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

/// A running demonstration in a folder of its own.
struct Running {
    dir: TempDir,
    demonstration: Demonstration,
}

impl Running {
    async fn start() -> Self {
        let dir = TempDir::new().unwrap();
        let clock = Arc::new(SystemClock);
        let demonstration =
            Demonstration::start_after(Before::Nothing, dir.path(), 0, clock).await.unwrap();
        Self { dir, demonstration }
    }

    /// Runs `sluse` in the demonstration's folder with this on its input.
    async fn sluse(&self, arguments: &[&str], input: &str) -> Told {
        run(self.dir.path(), arguments, input).await
    }

    async fn stop(self) {
        self.demonstration.stop().await;
    }
}

/// What a command printed, and how it ended.
pub struct Told {
    pub out: String,
    pub err: String,
    pub good: bool,
    /// The exit code; none when a signal ended it.
    pub code: Option<i32>,
}

/// Runs `sluse` in a folder with this on its input.
pub async fn run(folder: &Path, arguments: &[&str], input: &str) -> Told {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sluse"));
    command.args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let input = input.to_owned();
    let run = move || -> std::io::Result<Output> {
        let mut child = command.spawn()?;
        // A command that does not read its input may have ended by now.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output()
    };
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(run).await.unwrap().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Told { out: text(stdout), err: text(stderr), good: status.success(), code: status.code() }
}

#[tokio::test]
async fn shells_and_readers_of_manuals_get_every_command() {
    let dir = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let told = run(dir.path(), &["completions", shell], "").await;
        assert!(told.good && told.out.contains("client-file"), "{shell}: {}", told.err);
    }
    let told = run(dir.path(), &["man", "pages"], "").await;
    assert!(told.good, "{}", told.err);
    for page in ["sluse.1", "sluse-doctor.1", "sluse-registry-log.1", "sluse-ledger-verify.1"] {
        let text = std::fs::read_to_string(dir.path().join("pages").join(page)).unwrap();
        assert!(text.contains(".SH SYNOPSIS"), "{page}");
    }
}

#[test]
fn the_commands_are_described_without_contradictions() {
    use clap::CommandFactory;
    sluse::cli::Cli::command().debug_assert();
}
