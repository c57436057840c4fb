//! `sluse mirror`: keeps a verified copy of a ledger.

mod shown;

use super::profile::ClientArgs;
use super::session::{Session, Wanted};
use crate::app::clock::SystemClock;
use crate::audit::rights::WHOLE;
use crate::client::{ClientError, Token};
use crate::jose::jws::SigningKey;
use crate::merkle::note::NoteVerifier;
use crate::merkle::policy::{Log, LogKey, Policy};
use crate::mirror::folder::VKEY;
use crate::mirror::http::{Http, Patience, Tickets};
use crate::mirror::progress::Progress;
use crate::mirror::{Folder, MirrorError, Options, Report, Trust, round};
use clap::Args;
use shown::{Teller, complete, findings};
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// The exit code when keys or policy are none.
const USAGE: u8 = 2;

/// Arguments of `sluse mirror`.
#[derive(Debug, Args)]
pub struct MirrorArgs {
    /// The ledger's address: what stands before `checkpoint`
    url: String,
    /// The copy's folder; gone on with when it is there
    dir: PathBuf,
    /// The log's verifier key; without it the one that the copy began with
    #[arg(long)]
    vkey: Option<String>,
    /// Whose cosignatures are wanted besides (a c2sp.org/tlog-policy file)
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Hash all that the copy has again, and fetch what is damaged or missing
    #[arg(long, conflicts_with = "follow")]
    recheck: bool,
    /// Go on for ever: look for a newer checkpoint again and again
    #[arg(long)]
    follow: bool,
    /// How often to look, with --follow
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: u64,
    /// How many pieces to fetch at a time
    #[arg(long, value_name = "NUMBER", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=32))]
    parallel: u8,
    /// Print JSON, a line for each round
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Tickets for Session {
    async fn token(&self) -> Result<Token, ClientError> {
        Self::token(self, &Wanted::default()).await
    }

    fn key(&self) -> Option<&SigningKey> {
        self.binding()
    }
}

/// `sluse mirror`
pub(super) fn mirror(args: &MirrorArgs) -> Result<ExitCode, Box<dyn Error>> {
    let mut profile = args.client.profile()?;
    if args.client.scope.is_empty() {
        profile.scopes = vec![WHOLE.to_owned()];
    }
    let clock = Arc::new(SystemClock);
    let trust = match trust(args) {
        Ok(trust) => trust,
        Err(error) => {
            writeln!(io::stderr(), "sluse: {error}")?;
            return Ok(ExitCode::from(USAGE));
        }
    };
    let session = Session::open(profile, clock.clone())?;
    let dialer = session.dialer.clone();
    let source =
        Arc::new(Http::new(dialer, &args.url, session, clock.clone(), Patience::default()));
    let options = Options {
        trust,
        parallel: args.parallel.into(),
        again: Duration::from_secs(1),
        recheck: args.recheck,
        clock,
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let folder = match Folder::open(&args.dir) {
            Ok(folder) => Arc::new(folder),
            Err(error) => return failed(&error, args.json),
        };
        findings(&args.dir)?;
        loop {
            let progress = Arc::new(Progress::default());
            let teller = Teller::start(&progress, "mirrored");
            let outcome = round(&source, &folder, &options, &progress).await;
            teller.stop().await;
            let again = args.follow && outcome.as_ref().map_or_else(may_pass, |_| true);
            let code = told(outcome, &progress, args)?;
            if !again {
                return Ok(code);
            }
            tokio::time::sleep(Duration::from_secs(args.every)).await;
        }
    })
}

/// Whether it may be otherwise the next time.
const fn may_pass(error: &MirrorError) -> bool {
    matches!(
        error,
        MirrorError::Source(_) | MirrorError::Damaged { .. } | MirrorError::NoQuorum { .. }
    )
}

fn told(
    outcome: Result<Report, MirrorError>,
    progress: &Progress,
    args: &MirrorArgs,
) -> Result<ExitCode, Box<dyn Error>> {
    match outcome {
        Ok(report) => {
            complete(&report, progress, &args.dir, args.json, args.follow)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => failed(&error, args.json),
    }
}

fn failed(error: &MirrorError, json: bool) -> Result<ExitCode, Box<dyn Error>> {
    shown::failed(error, json)?;
    Ok(ExitCode::from(error.exit()))
}

/// Whose word is wanted: the key given, the policy's, or the one that the copy began with; and the
/// policy's witnesses.
fn trust(args: &MirrorArgs) -> Result<Trust, Box<dyn Error>> {
    let Some(file) = &args.policy else {
        return Ok(Trust::log(verifier(&args.dir, args.vkey.as_deref())?));
    };
    let policy = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let policy = Policy::parse(&policy).map_err(|error| format!("{}: {error}", file.display()))?;
    let only = match policy.logs() {
        [Log { key: LogKey::Ed25519(key), .. }] if args.vkey.is_none() => Some(key.vkey()),
        _ => None,
    };
    let vkey = args.vkey.clone().or(only);
    Ok(Trust::witnessed(verifier(&args.dir, vkey.as_deref())?, policy))
}

/// The log's key: the one given, or the one that the copy began with.
fn verifier(dir: &Path, vkey: Option<&str>) -> Result<NoteVerifier, Box<dyn Error>> {
    let text = match vkey {
        Some(vkey) => vkey.to_owned(),
        None => std::fs::read_to_string(dir.join(VKEY)).map_err(
            |_| "a new copy needs --vkey, the log's key, from somebody who is trusted to know it",
        )?,
    };
    Ok(NoteVerifier::parse(text.trim())?)
}
