//! What is told of a copy: on the way to the terminal, at the end to people or programs.

use crate::mirror::progress::{Progress, Seen};
use crate::mirror::{MirrorError, Report, evidence};
use serde_json::json;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How often the way is told, on a terminal and elsewhere.
const ON_TERMINAL: Duration = Duration::from_millis(500);
const ELSEWHERE: Duration = Duration::from_secs(10);

/// Tells how far it has come, until it is stopped.
pub(super) struct Teller(JoinHandle<()>);

impl Teller {
    /// Begins to tell.
    pub(super) fn start(progress: &Arc<Progress>, what: &'static str) -> Self {
        let progress = progress.clone();
        let on_terminal = io::stderr().is_terminal();
        let every = if on_terminal { ON_TERMINAL } else { ELSEWHERE };
        Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(every).await;
                let seen = progress.seen();
                if seen.entries > 0 {
                    let line = line(&seen, what);
                    let (begin, end) = if on_terminal { ("\r\x1b[K", "") } else { ("", "\n") };
                    let _ = write!(io::stderr(), "{begin}{line}{end}");
                }
            }
        }))
    }

    /// Ends, and leaves the terminal's line empty.
    pub(super) async fn stop(self) {
        self.0.abort();
        let _ = self.0.await;
        if io::stderr().is_terminal() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(seen: &Seen, what: &str) -> String {
    let percent = seen.done.saturating_mul(100) / seen.entries.max(1);
    let left = match seen.left() {
        Some(left) => format!("about {} s left", left.as_secs()),
        None => "beginning".to_owned(),
    };
    let (done, entries, megabytes) = (seen.done, seen.entries, seen.bytes / 1_000_000);
    format!("{what} {done} of {entries} entries ({percent} %), {megabytes} MB fetched, {left}")
}

/// Says when there is evidence from former rounds: nobody shall get used to it.
pub(super) fn findings(dir: &Path) -> io::Result<()> {
    match evidence::count(dir) {
        0 => Ok(()),
        count => writeln!(
            io::stderr(),
            "{count} finding(s) against the source's key in {}",
            dir.join("evidence").display()
        ),
    }
}

/// A round that came to its end. While following, one without anything new is told to nobody.
pub(super) fn complete(
    report: &Report,
    progress: &Progress,
    dir: &Path,
    json: bool,
    follow: bool,
) -> io::Result<()> {
    if follow && report.before == report.size {
        return Ok(());
    }
    let seen = progress.seen();
    let gone: Vec<[u64; 2]> = report.gone.iter().map(|it| [it * 256, it * 256 + 256]).collect();
    if json {
        let told = json!({
            "outcome": "complete", "origin": report.origin, "size": report.size,
            "root": report.root.to_string(), "before": report.before, "files_fetched": seen.fetched,
            "bytes_fetched": seen.bytes, "seconds": seen.took.as_secs_f64(), "gone": gone,
            "findings": evidence::count(dir),
        });
        return writeln!(io::stdout(), "{told}");
    }
    let mut out = io::stdout().lock();
    writeln!(out, "copy        {}", report.origin)?;
    writeln!(out, "entries     {}, {} of them new", report.size, report.size - report.before)?;
    writeln!(out, "root        {}", report.root)?;
    writeln!(out, "fetched     {} files, {} bytes", seen.fetched, seen.bytes)?;
    for [from, below] in gone {
        writeln!(out, "gone        entries {from} to {}: expired at the source", below - 1)?;
    }
    Ok(())
}

/// Why not.
pub(super) fn failed(error: &MirrorError, json: bool) -> io::Result<()> {
    if json {
        let told =
            json!({ "outcome": error.code(), "error": error.to_string(), "exit": error.exit() });
        return writeln!(io::stdout(), "{told}");
    }
    writeln!(io::stderr(), "{error}")
}
