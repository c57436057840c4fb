//! `sluse report logging`: the inventory of logs, from the configuration.

use super::written::WrittenArgs;
use crate::answers::{self, Setting};
use crate::config::Config;
use clap::Args;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `sluse report logging`.
#[derive(Debug, Args)]
pub struct LoggingArgs {
    /// The configuration
    #[arg(long)]
    config: PathBuf,
    #[command(flatten)]
    written: WrittenArgs,
}

/// `sluse report logging`
pub(super) fn logging(args: &LoggingArgs) -> Result<ExitCode, Box<dyn Error>> {
    let config = Config::read(&args.config)?;
    let ledger = config.ledger.dir.display().to_string();
    let setting = Setting { ledger, keep: config.ledger.keep.clone() };
    args.written.write(&answers::logging(&setting, &args.written.given()))
}
