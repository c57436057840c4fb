//! `sluse policy explain`

use super::{DirArgs, Lang};
use crate::app::policies;
use crate::policy;
use crate::vocab::party::Organisation;
use clap::Args;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// Arguments of `sluse policy explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    policies: DirArgs,
    /// The purpose
    #[arg(long)]
    purpose: String,
    /// The consumer's organisation number
    #[arg(long)]
    consumer: Organisation,
    /// The language
    #[arg(long, default_value = "nb")]
    lang: Lang,
}

/// `sluse policy explain`
pub(super) fn explain(args: &ExplainArgs) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(&args.policies.dir)?;
    let language = args.lang.into();
    let explanation = policy::explain(&set, &args.purpose, Some(&args.consumer), language)?;
    writeln!(io::stdout(), "{explanation}")?;
    Ok(ExitCode::SUCCESS)
}
