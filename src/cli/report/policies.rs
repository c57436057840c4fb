//! `sluse report processing` and `sluse report assessment`: from a folder of policies.

use super::written::WrittenArgs;
use crate::answers::{self, Extent, Given};
use crate::app::policies;
use crate::policy;
use crate::vocab::party::Organisation;
use clap::Args;
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which policies, and whose.
#[derive(Debug, Args)]
pub struct PoliciesArgs {
    /// The folder of policies
    #[arg(long, default_value = "policies")]
    dir: PathBuf,
    /// Only what this organisation is the controller of
    #[arg(long)]
    controller: Option<Organisation>,
    /// Only purposes that name this consumer
    #[arg(long, conflicts_with = "controller")]
    consumer: Option<Organisation>,
    #[command(flatten)]
    written: WrittenArgs,
}

impl PoliciesArgs {
    /// What the answer is given; it says whose it is.
    fn given(&self) -> Given {
        let extent = match (&self.controller, &self.consumer) {
            (Some(own), _) => Extent::Controller(own.clone()),
            (None, Some(own)) => Extent::Consumer(own.clone()),
            (None, None) => Extent::All,
        };
        Given { extent, ..self.written.given() }
    }
}

/// `sluse report processing`
pub(super) fn processing(args: &PoliciesArgs) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(&args.dir)?;
    let record = policy::record(&set, args.controller.as_ref(), args.consumer.as_ref());
    args.written.write(&answers::processing(&record, &args.given()))
}

/// `sluse report assessment`
pub(super) fn assessment(args: &PoliciesArgs) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(&args.dir)?;
    let record = policy::record(&set, args.controller.as_ref(), args.consumer.as_ref());
    args.written.write(&answers::assessment(&record, &args.given()))
}
