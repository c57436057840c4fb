//! `sluse registry apply`: for those who keep their registry in git. The file has the form of the
//! operator's (`src/registry.rs`); what in it is the organisation's own is compared with what is
//! registered, the difference is shown and asked about, and made over the administration API.

mod held;
mod plan;
mod wanted;

use crate::app::clock::SystemClock;
use crate::cli::administration::AskerArgs;
use crate::cli::administration::api::{Api, ApiError, segment};
use crate::registry::Registry;
use crate::vocab::time::Clock;
use clap::Args;
use held::Held;
use plan::{Change, Plan};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `sluse registry apply`.
#[derive(Debug, Args)]
pub struct ApplyArgs {
    /// The file, in the form of the operator's
    file: PathBuf,
    #[command(flatten)]
    asker: AskerArgs,
    /// Deactivate what is the organisation's own and not in the file
    #[arg(long)]
    remove: bool,
    /// Show the difference and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// `sluse registry apply`
pub(super) fn apply(args: &ApplyArgs) -> Result<ExitCode, Box<dyn Error>> {
    let name = args.file.display().to_string();
    let text =
        std::fs::read_to_string(&args.file).map_err(|error| format!("{name}: {}", error.kind()))?;
    let now = SystemClock.now();
    let records = Registry::records(&name, &text, now)?;
    let api = args.asker.api()?;
    let plan = crate::cli::wait(async {
        let held = Held::fetch(&api).await?;
        Ok::<_, ApiError>(Plan::new(&records, &held, now.day_in_norway(), args.remove))
    })??;
    let mut out = io::stdout();
    if args.asker.json() {
        writeln!(out, "{:#}", plan.as_json())?;
    } else {
        write!(out, "{plan}")?;
    }
    if plan.changes.is_empty() || args.dry_run || !(args.yes || agreed(plan.changes.len())?) {
        return Ok(ExitCode::SUCCESS);
    }
    for (made, change) in plan.changes.iter().enumerate() {
        if let Err(error) = crate::cli::wait(make(&api, change))? {
            let count = plan.changes.len();
            return Err(
                format!("{}: {error}; {made} of {count} changes were made", change.name).into()
            );
        }
        writeln!(io::stderr(), "done  {}", change.name)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Asks; whoever says nothing has not agreed.
pub(super) fn agreed(count: usize) -> io::Result<bool> {
    write!(io::stderr(), "make these {count} changes? [y/N] ")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "j" | "ja"))
}

/// Makes one change. A new client gets its id from the service; its further steps use that.
async fn make(api: &Api, change: &Change) -> Result<(), ApiError> {
    let mut id: Option<String> = None;
    for step in &change.steps {
        let path = match &id {
            Some(id) => step.path.replace(plan::NEW, id),
            None => step.path.clone(),
        };
        let told = api.send(step.needed, step.method, &path, step.body.clone()).await?;
        if let Some(new) = told.get("client_id").and_then(Value::as_str).filter(|_| change.is_new) {
            id.get_or_insert(segment(new));
        }
    }
    if let Some(id) = id {
        let told = json!({ "record": change.name, "client_id": id });
        // The file should name it from now on.
        writeln!(io::stderr(), "the service gave it its id, which the file should have: {told}")
            .unwrap_or_default();
    }
    Ok(())
}
