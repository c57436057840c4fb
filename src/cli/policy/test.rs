//! `sluse policy test`: the cases beside the policies, tried as the gateway would serve them.

use crate::activation::NotActivated;
use crate::activation::load::{Loaded, load};
use crate::gateway::trial::{Fault, Tried, try_case};
use crate::policy::{Case, render};
use crate::vocab::basis::PurposeId;
use clap::Args;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `sluse policy test`.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// The folder of policies and cases
    #[arg(default_value = "policies")]
    dir: PathBuf,
    /// Only the cases of this purpose
    #[arg(long)]
    purpose: Option<PurposeId>,
    /// Print a JSON object for each case
    #[arg(long)]
    json: bool,
}

/// `sluse policy test`; fails when a case does not hold, and when there is none.
pub(super) fn test(args: &TestArgs) -> Result<ExitCode, Box<dyn Error>> {
    let Loaded { compiled, cases } = load(&args.dir, None).map_err(|error| match error {
        NotActivated::Wrong(errors) => render(&errors),
        other => other.to_string(),
    })?;
    let known = |id: &&PurposeId| compiled.set().purpose(id).is_some();
    if let Some(purpose) = args.purpose.as_ref().filter(|id| !known(id)) {
        return Err(format!("there is no purpose `{purpose}`").into());
    }
    let wanted = |case: &&Case| args.purpose.as_ref().is_none_or(|id| case.purpose == *id);
    let tried: Vec<Tried<'_>> =
        cases.iter().filter(wanted).map(|case| try_case(&compiled, case)).collect();
    if tried.is_empty() {
        return Err("there are no such cases: write files *.test.toml beside the policies".into());
    }
    let failed = tried.iter().filter(|one| !one.faults.is_empty()).count();
    let mut out = BufWriter::new(io::stdout().lock());
    for one in &tried {
        if args.json {
            writeln!(out, "{}", as_json(one))?;
        } else {
            write(&mut out, one)?;
        }
    }
    if !args.json {
        writeln!(out, "\n{} of {} cases hold", tried.len() - failed, tried.len())?;
    }
    out.flush()?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write(out: &mut impl Write, tried: &Tried<'_>) -> io::Result<()> {
    let Case { file, line, name, purpose, .. } = tried.case;
    let verdict = if tried.faults.is_empty() { "holds" } else { "FAILS" };
    writeln!(out, "{verdict}  {purpose}: {name}")?;
    if !tried.faults.is_empty() {
        writeln!(out, "       {file}:{line}")?;
    }
    for fault in &tried.faults {
        for line in fault.to_string().lines() {
            writeln!(out, "       {line}")?;
        }
    }
    Ok(())
}

fn as_json(tried: &Tried<'_>) -> Value {
    let Case { file, line, name, purpose, .. } = tried.case;
    let faults: Vec<String> = tried.faults.iter().map(Fault::to_string).collect();
    json!({
        "purpose": purpose, "case": name, "file": file, "line": line,
        "holds": faults.is_empty(), "faults": faults,
    })
}
