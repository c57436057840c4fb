//! `sluse policy check`

use crate::app::policies;
use clap::Args;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `sluse policy check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The folder
    #[arg(default_value = "policies")]
    dir: PathBuf,
}

/// `sluse policy check`
pub(super) fn check(args: &CheckArgs) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(&args.dir)?;
    writeln!(
        io::stdout(),
        "{} services and {} purposes are in order; digest {}",
        set.services().len(),
        set.purposes().len(),
        set.digest()
    )?;
    Ok(ExitCode::SUCCESS)
}
