//! `sluse token`: gets a token as a client, from any issuer that speaks Maskinporten's protocol.

use super::profile::ClientArgs;
use super::session::{Session, Wanted, person, purpose_details};
use crate::app::clock::SystemClock;
use clap::Args;
use serde_json::json;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Arguments of `sluse token`.
#[derive(Debug, Args)]
pub struct TokenArgs {
    #[command(flatten)]
    client: ClientArgs,
    #[command(flatten)]
    narrowed: NarrowedArgs,
    /// Print the whole answer as JSON
    #[arg(long)]
    json: bool,
}

/// What narrows a token.
#[derive(Debug, Args)]
#[command(next_help_heading = "What the token is for")]
pub struct NarrowedArgs {
    /// One person: a file with the number, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub pid_file: Option<PathBuf>,
    /// The purpose
    #[arg(long)]
    pub purpose: Option<String>,
    /// The consumer's reference to its case
    #[arg(long, value_name = "REFERENCE", requires = "purpose")]
    pub case: Option<String>,
    /// The fields that are wanted, comma-separated, if they are fewer than the purpose permits
    #[arg(long, value_delimiter = ',', requires = "purpose")]
    pub fields: Vec<String>,
}

/// `sluse token`
pub(super) fn token(args: &TokenArgs) -> Result<ExitCode, Box<dyn Error>> {
    let profile = args.client.profile()?;
    if profile.dpop && profile.dpop_key.is_none() {
        return Err(
            "a bound token needs its key again: give --dpop-key, or use `sluse call`".into()
        );
    }
    let narrowed = &args.narrowed;
    let purpose = narrowed.purpose.as_deref();
    let details =
        purpose.map(|purpose| purpose_details(purpose, narrowed.case.as_deref(), &narrowed.fields));
    let pid = narrowed.pid_file.as_deref().map(person).transpose()?;
    let wanted = Wanted { pid, details: details.into_iter().collect() };
    let session = Session::open(profile, Arc::new(SystemClock))?;
    let token = super::wait(session.token(&wanted))??;
    let mut out = io::stdout();
    if args.json {
        let answer = json!({
            "access_token": token.expose(), "token_type": token.token_type,
            "expires_in": token.expires_in, "scope": token.scope,
        });
        writeln!(out, "{answer:#}")?;
    } else {
        writeln!(out, "{}", token.expose())?;
    }
    Ok(ExitCode::SUCCESS)
}
