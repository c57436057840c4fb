//! `sluse keys`: the keys that sign access tokens.

use crate::app::clock::SystemClock;
use crate::config::Config;
use crate::jose::alg::Algorithm;
use crate::token::keys::folder;
use crate::token::keys::rotate::{MADE_AHEAD, RSA_BITS, Wanted, rotate};
use crate::token::keys::schedule::Standing;
use crate::vocab::time::{Clock, Timestamp};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// What can be done with signing keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Make the next key ahead of its use, and remove those whose last token is gone
    Rotate(Rotate),
    /// Show each key: its name, its algorithm, when it begins to sign, and where it stands
    List(List),
}

/// Where the keys are.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Where {
    /// The folder of the keys
    #[arg(long)]
    dir: Option<PathBuf>,
    /// The configuration that names the folder
    #[arg(long)]
    config: Option<PathBuf>,
}

/// Arguments of `sluse keys rotate`.
#[derive(Debug, Args)]
pub struct Rotate {
    #[command(flatten)]
    place: Where,
    /// How long from now it begins to sign, such as 25h, 90m or 0s; without it 25h, or at once for
    /// the very first key
    #[arg(long, value_parser = duration)]
    begins_in: Option<Duration>,
    /// What it signs with
    #[arg(long, value_enum, default_value = "rs256")]
    alg: Signs,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// Arguments of `sluse keys list`.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    place: Where,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// What access tokens are signed with.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Signs {
    /// RSA, which everybody can check
    Rs256,
    /// P-256, for scopes whose provider can
    Es256,
}

impl Where {
    fn folder(&self) -> Result<PathBuf, Box<dyn Error>> {
        match (&self.dir, &self.config) {
            (Some(dir), _) => Ok(dir.clone()),
            (None, Some(file)) => Ok(Config::read(file)?.token.keys),
            (None, None) => Err("give --dir or --config".into()),
        }
    }
}

/// Reads `25h`, `90m`, `30s` or `2d`.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "must be a number and one of s, m, h and d, such as 25h".to_owned();
    let unit = text.chars().next_back().ok_or_else(wrong)?;
    let seconds: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let number: u64 = text.trim_end_matches(unit).parse().map_err(|_| wrong())?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(wrong)
}

/// Does what `sluse keys` says.
pub(super) fn run(keys: &Keys) -> Result<ExitCode, Box<dyn Error>> {
    match keys {
        Keys::Rotate(ask) => make(ask, SystemClock.now()),
        Keys::List(ask) => list(ask, SystemClock.now()),
    }
}

fn make(ask: &Rotate, now: Timestamp) -> Result<ExitCode, Box<dyn Error>> {
    let alg = match ask.alg {
        Signs::Rs256 => Algorithm::Rs256,
        Signs::Es256 => Algorithm::Es256,
    };
    let wanted = Wanted { alg, begins_in: ask.begins_in, rsa_bits: RSA_BITS };
    let made = rotate(&ask.place.folder()?, wanted, now)?;
    if ask.begins_in.is_some_and(|begins_in| begins_in < MADE_AHEAD) {
        writeln!(
            io::stderr(),
            "who keeps our keys for a day may refuse this key's first tokens: {} hours ahead is safe",
            MADE_AHEAD.as_secs() / 3600
        )?;
    }
    let mut out = io::stdout();
    if ask.json {
        let answer = json!({
            "kid": made.kid, "alg": alg.name(), "begins": made.begins, "file": made.path,
            "removed": made.removed,
        });
        writeln!(out, "{answer}")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{} signs with {alg} from {}", made.kid, made.begins)?;
    for path in &made.removed {
        writeln!(out, "removed {}: its last token is gone", path.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn list(ask: &List, now: Timestamp) -> Result<ExitCode, Box<dyn Error>> {
    let schedule = folder::read(&ask.place.folder()?)?;
    let mut out = io::stdout();
    let mut all = Vec::new();
    for (key, standing) in schedule.at(now) {
        let (kid, alg, begins) = (key.signer.kid(), key.signer.alg().name(), key.begins);
        let (standing, until) = match standing {
            Standing::Coming => ("coming", None),
            Standing::Signing => ("signing", None),
            Standing::Former { until } => ("former", Some(until)),
            Standing::Gone => ("gone", None),
        };
        if ask.json {
            let mut one = json!({ "kid": kid, "alg": alg, "begins": begins, "state": standing });
            if let (Some(until), Some(members)) = (until, one.as_object_mut()) {
                members.insert("published_until".to_owned(), json!(until));
            }
            all.push(one);
            continue;
        }
        let until = until.map(|until| format!(", published until {until}")).unwrap_or_default();
        writeln!(out, "{kid}  {alg}  begins {begins}  {standing}{until}")?;
    }
    if ask.json {
        writeln!(out, "{}", json!(all))?;
    }
    Ok(ExitCode::SUCCESS)
}
