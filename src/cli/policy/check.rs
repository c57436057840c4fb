//! `sluse policy check`

use super::look;
use crate::activation::NotActivated;
use crate::activation::load::{Loaded, load};
use crate::policy::{PolicyError, render_as};
use clap::Args;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `sluse policy check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The folder
    #[arg(default_value = "policies")]
    dir: PathBuf,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// `sluse policy check`
pub(super) fn check(args: &CheckArgs) -> Result<ExitCode, Box<dyn Error>> {
    let found = read(&args.dir)?;
    match &found {
        Ok(sound) if args.json => writeln!(io::stdout(), "{}", sound_as_json(sound))?,
        Ok(Loaded { compiled, cases }) => {
            let set = compiled.set();
            let (services, purposes) = (set.services().len(), set.purposes().len());
            let (digest, cases) = (set.digest(), cases.len());
            writeln!(
                io::stdout(),
                "{services} services, {purposes} purposes and {cases} cases are in order; \
                 digest {digest}"
            )?;
        }
        Err(errors) if args.json => {
            let errors: Vec<Value> = errors.iter().map(as_json).collect();
            writeln!(io::stdout(), "{}", json!({ "errors": errors }))?;
        }
        Err(errors) => write!(io::stderr(), "{}", render_as(errors, look(&io::stderr())))?,
    }
    let is_empty = |sound: &Loaded| sound.compiled.set().purposes().is_empty();
    if found.as_ref().is_ok_and(is_empty) {
        return Err(format!("{}: no file has a purpose", args.dir.display()).into());
    }
    Ok(if found.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads policies and cases; the inner error is what is wrong with them.
fn read(dir: &Path) -> Result<Result<Loaded, Vec<PolicyError>>, NotActivated> {
    match load(dir, None) {
        Ok(loaded) => Ok(Ok(loaded)),
        Err(NotActivated::Wrong(errors)) => Ok(Err(errors)),
        Err(other) => Err(other),
    }
}

fn sound_as_json(sound: &Loaded) -> Value {
    let set = sound.compiled.set();
    json!({
        "errors": [], "digest": set.digest(), "services": set.services().len(),
        "purposes": set.purposes().len(), "cases": sound.cases.len(),
    })
}

fn as_json(error: &PolicyError) -> Value {
    let PolicyError { code, file, line, column, width, source_line, message, help } = error;
    json!({
        "code": code.as_str(), "meaning": code.meaning(), "file": file, "line": line,
        "column": column, "width": width, "source_line": source_line, "message": message,
        "help": help,
    })
}
