//! `sluse doctor`: looks at everything that keeps newcomers from their first token, in the order in which
//! it matters, and says for each what was seen, what was wanted, and what to do.
//!
//! It asks for real tokens, with a new grant each time; the tokens that it gets are not kept, and are in
//! the issuer's ledger like all others.

mod code;
mod foreign;
mod gateway;
mod issuer;
mod local;
mod probe;
mod refusal;
mod report;

pub use code::Code;
pub use report::{Check, Outcome, Report, Step};

use super::profile::{ClientArgs, Profile};
use super::session::binding;
use crate::app::clock::SystemClock;
use crate::vocab::limits::{Limit, TOKEN_BYTES};
use crate::vocab::time::SharedClock;
use clap::Args;
use probe::Probe;
use std::error::Error;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Arguments of `sluse doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    #[command(flatten)]
    client: ClientArgs,
    /// A grant that your own program has just made: a file, or - for standard input; it is sent
    #[arg(long, value_name = "FILE")]
    grant: Option<PathBuf>,
    /// Where readings begin; without it that of the profile
    #[arg(long, value_name = "URL")]
    gateway: Option<String>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// `sluse doctor`; ends well only when all is good.
pub(super) fn doctor(args: &DoctorArgs) -> Result<ExitCode, Box<dyn Error>> {
    let mut profile = args.client.profile()?;
    if args.gateway.is_some() {
        profile.gateway.clone_from(&args.gateway);
    }
    let grant = args.grant.as_deref().map(read_grant).transpose()?;
    let clock: SharedClock = Arc::new(SystemClock);
    let report = super::wait(examine(&profile, &clock, grant.as_deref()))?;
    if args.json {
        writeln!(io::stdout(), "{:#}", report.as_json())?;
    } else {
        write!(io::stdout(), "{report}")?;
    }
    Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read_grant(file: &Path) -> Result<String, Box<dyn Error>> {
    const GRANT: Limit = TOKEN_BYTES;
    let most = GRANT.most as u64;
    let mut text = String::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(most).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_string(&mut text))
    };
    read.map_err(|error| format!("{}: {}", file.display(), error.kind()))?;
    Ok(text)
}

/// Examines a client: its profile's files, the issuer, and what becomes of its grants; and a grant that
/// its own program made, when there is one.
pub async fn examine(profile: &Profile, clock: &SharedClock, grant: Option<&str>) -> Report {
    let mut report = Report::default();
    let credential = local::credential(profile, clock.now(), &mut report);
    let Some((dialer, metadata)) = issuer::reach(profile, clock.now(), &mut report).await else {
        return report;
    };
    let binding = match binding(profile) {
        Ok(binding) => binding,
        Err(error) => {
            report.wrong(Step::Key, Code::KeyUnreadable, error.to_string());
            return report;
        }
    };
    if let Some(credential) = credential {
        let (metadata, dialer) = (&metadata, &dialer);
        let (credential, binding) = (&credential, binding.as_ref());
        let probe = Probe { profile, metadata, dialer, credential, binding, clock };
        match probe.run(&mut report).await {
            Some(token) => {
                let token = (&token, binding);
                gateway::look(profile, (dialer, clock), token, &mut report).await;
            }
            None => report.skip(Step::Gateway, "there is no token to ask with"),
        }
    }
    if let Some(grant) = grant {
        foreign::look(grant, profile, (&metadata, &dialer), clock.now(), &mut report).await;
    }
    report
}
