//! `sluse witness`: this program as a witness of other organisations' logs.

use super::start;
use crate::app::witness::cosigner;
use crate::config::witness::WitnessConfig;
use crate::disk::create_private;
use crate::witness;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::json;
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// Arguments of `sluse witness`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct WitnessArgs {
    #[command(subcommand)]
    what: Option<What>,
    /// The configuration; config/witness.toml shows every key
    #[arg(long)]
    config: Option<PathBuf>,
}

/// What else can be done with a witness.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Make its key and its folder where they are missing, and show the verifier key that logs need
    Key {
        /// The configuration that names them
        #[arg(long)]
        config: PathBuf,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
}

/// Does what `sluse witness` says.
pub(super) fn run(args: &WitnessArgs) -> Result<ExitCode, Box<dyn Error>> {
    match (&args.what, &args.config) {
        (Some(What::Key { config, json }), _) => key(config, *json),
        (None, Some(config)) => start::witness(config),
        (None, None) => Err("give --config FILE, or the command `key`".into()),
    }
}

fn key(file: &Path, json: bool) -> Result<ExitCode, Box<dyn Error>> {
    let config = WitnessConfig::read(file)?;
    if !config.key.exists() {
        if let Some(folder) = config.key.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut seed = Zeroizing::new([0; 32]);
        SystemRandom::new().fill(&mut *seed).map_err(|_| "the system has no randomness")?;
        let text = Zeroizing::new(STANDARD.encode(*seed));
        create_private(&config.key, text.as_bytes())
            .map_err(|error| format!("{}: {}", config.key.display(), error.kind()))?;
    }
    let cosigner = cosigner(&config)?;
    witness::begin(&config.dir, cosigner.verifier())?;
    let vkey = cosigner.verifier().vkey();
    let mut out = io::stdout();
    if json {
        writeln!(out, "{}", json!({ "name": config.name, "vkey": vkey, "dir": config.dir }))?;
    } else {
        writeln!(out, "{vkey}")?;
    }
    Ok(ExitCode::SUCCESS)
}
