//! Commands that run until they are stopped.

use super::Demo;
use crate::app::clock::SystemClock;
use crate::app::memory::keep_private;
use crate::app::witness::{WitnessHouse, WitnessSockets};
use crate::app::{House, Login, Sockets};
use crate::config::Config;
use crate::config::witness::WitnessConfig;
use crate::demo::check;
use crate::demo::run::{Demonstration, what_to_try};
use crate::demo::year::Before;
use std::error::Error;
use std::future::Future;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Logs as JSON lines on standard error.
fn log_to_stderr(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    // A second call in one process (tests) keeps the first subscriber.
    let _ =
        tracing_subscriber::fmt().json().with_writer(io::stderr).with_env_filter(filter).try_init();
}

/// Runs a future on as many threads as told, or one for each core.
fn block_on<F: Future>(workers: Option<usize>, future: F) -> io::Result<F::Output> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if let Some(workers) = workers {
        builder.worker_threads(workers.max(1));
    }
    Ok(builder.enable_all().build()?.block_on(future))
}

/// What the process is told from outside. Listened for before the doors open: a SIGHUP that nobody
/// listens for ends the process.
struct Signals {
    terminated: Signal,
    interrupted: Signal,
    reload: Signal,
}

impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self {
            terminated: signal(SignalKind::terminate())?,
            interrupted: signal(SignalKind::interrupt())?,
            reload: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for Ctrl-C or SIGTERM; at each SIGHUP the house reads its policies again.
    async fn stop(mut self, house: &House) {
        loop {
            tokio::select! {
                _ = self.terminated.recv() => return,
                _ = self.interrupted.recv() => return,
                _ = self.reload.recv() => house.reload(),
            }
        }
    }
}

/// `sluse serve`
pub(super) fn serve(file: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let config = Config::read(file)?;
    log_to_stderr(config.process.log.as_deref().unwrap_or("info"));
    keep_private();
    block_on(config.process.workers, async {
        let signals = Signals::listen()?;
        let sockets = Sockets::bind(&config).await?;
        let house = House::start(&config, sockets, Arc::new(SystemClock), Login::Real).await?;
        tracing::info!(machine = %config.doors.machine, people = %config.doors.people, "serving");
        signals.stop(&house).await;
        tracing::info!("draining");
        house.stop().await;
        Ok(ExitCode::SUCCESS)
    })?
}

/// `sluse witness`
pub(super) fn witness(file: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let config = WitnessConfig::read(file)?;
    log_to_stderr(config.process.log.as_deref().unwrap_or("info"));
    block_on(config.process.workers, async {
        let mut signals = Signals::listen()?;
        let sockets = WitnessSockets::bind(&config).await?;
        let house = WitnessHouse::start(&config, sockets, Arc::new(SystemClock))?;
        tracing::info!(witness = %config.doors.witness, vkey = %house.witness().vkey(), "witnessing");
        tokio::select! {
            _ = signals.terminated.recv() => {}
            _ = signals.interrupted.recv() => {}
        }
        tracing::info!("draining");
        house.stop().await;
        Ok(ExitCode::SUCCESS)
    })?
}

/// `sluse demo`
pub(super) fn demo(demo: &Demo) -> Result<ExitCode, Box<dyn Error>> {
    log_to_stderr(if demo.check { "error" } else { "warn" });
    keep_private();
    block_on(None, async {
        let signals = Signals::listen()?;
        let before = if demo.no_history { Before::Nothing } else { Before::AYear };
        let (dir, clock) = (&demo.dir, Arc::new(SystemClock));
        let running = Demonstration::start_after(before, dir, demo.port, clock).await?;
        if demo.check {
            return checked(running).await;
        }
        write!(io::stdout(), "{}", what_to_try(&running.card, &running.population))?;
        signals.stop(running.house()).await;
        running.stop().await;
        Ok(ExitCode::SUCCESS)
    })?
}

/// Runs every check, one line for each.
async fn checked(running: Demonstration) -> Result<ExitCode, Box<dyn Error>> {
    let mut findings = check::while_running(&running).await;
    let ledger = running.card.ledger.dir.clone();
    let vkey = running.card.ledger.vkey.clone();
    running.stop().await;
    findings.push(check::ledger(&ledger, &vkey));
    let good = findings.iter().filter(|finding| finding.outcome.is_ok()).count();
    let mut out = io::stdout();
    for finding in &findings {
        match &finding.outcome {
            Ok(seen) => writeln!(out, "ok      {}: {seen}", finding.name)?,
            Err(seen) => writeln!(out, "FAILED  {}: {seen}", finding.name)?,
        }
    }
    writeln!(out, "{good} of {} checks passed", findings.len())?;
    Ok(if good == findings.len() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
