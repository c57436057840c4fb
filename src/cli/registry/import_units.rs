//! `sluse registry import-units`: what organisations are called and what form they have, from a file of Enhetsregisteret's. What
//! differs is shown and asked about, and changed over the administration API: each change is an entry of the
//! ledger by the client that made it.
//!
//! Names that differ in their case alone are left: the register writes capitals, and names are read and read
//! aloud here. What the register has struck off keeps its name, for it stands in old lists. What whoever keeps
//! this registry has deactivated stays so. One person's own business, whose name is the person's, is not added.

use super::apply::agreed;
use crate::cli::administration::AskerArgs;
use crate::cli::administration::api::{Api, ApiError, segment};
use crate::cli::administration::scopes;
use crate::registry::units::{self, Unit};
use crate::vocab::limits::Limit;
use clap::Args;
use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The organisations that one import may add: each is an entry of the ledger for ever.
const ADDED: Limit = Limit { name: "added_organisations", most: 10_000 };

/// What a file may hold, unpacked.
const FILE_BYTES: u64 = 8 << 30;

/// The first bytes of gzip (RFC 1952 section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Arguments of `sluse registry import-units`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file: a JSON array of units, packed with gzip or not
    file: PathBuf,
    #[command(flatten)]
    asker: AskerArgs,
    /// Rename organisations that are registered, and add none
    #[arg(long)]
    known_only: bool,
    /// Show the difference and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// An organisation as it is registered.
struct Known {
    name: String,
    form: Option<String>,
    active: bool,
}

/// What becomes of one organisation.
struct Change {
    number: String,
    before: Option<(String, Option<String>)>,
    name: String,
    form: String,
}

/// All changes, and what is left alone.
#[derive(Default)]
struct Plan {
    changes: Vec<Change>,
    added: usize,
    same: usize,
    struck_off: usize,
    inactive: usize,
    left_out: usize,
}

impl Plan {
    fn take(&mut self, unit: Unit, known: &HashMap<String, Known>, known_only: bool) {
        let (number, form) = (unit.number.to_string(), unit.form.to_string());
        match known.get(&number) {
            _ if unit.deleted.is_some() => self.struck_off += 1,
            Some(known) if !known.active => self.inactive += 1,
            Some(known) => {
                let is_called_so = known.name.to_lowercase() == unit.name.to_lowercase();
                if is_called_so && known.form.as_ref() == Some(&form) {
                    self.same += 1;
                    return;
                }
                let name = if is_called_so { known.name.clone() } else { unit.name };
                let before = Some((known.name.clone(), known.form.clone()));
                self.changes.push(Change { number, before, name, form });
            }
            None if known_only || unit.is_a_persons() => self.left_out += 1,
            None => {
                self.added += 1;
                // Beyond the limit nothing is done: they need not be kept.
                if self.added <= ADDED.most {
                    self.changes.push(Change { number, before: None, name: unit.name, form });
                }
            }
        }
    }

    fn as_json(&self) -> Value {
        let changes = self.changes.iter().map(|change| {
            let Change { number, before, name, form } = change;
            let before = before.as_ref().map(|(name, form)| json!({ "name": name, "form": form }));
            json!({ "orgno": number, "before": before, "name": name, "form": form })
        });
        json!({
            "changes": changes.collect::<Vec<_>>(), "same": self.same, "struck_off": self.struck_off,
            "inactive": self.inactive, "left_out": self.left_out,
        })
    }

    fn show(&self, out: &mut impl Write) -> io::Result<()> {
        for Change { number, before, name, form } in &self.changes {
            let Some((old_name, old_form)) = before else {
                writeln!(out, "+ organisation/{number} {name:?} {form}")?;
                continue;
            };
            writeln!(out, "~ organisation/{number}")?;
            if old_name != name {
                writeln!(out, "    name: {old_name:?} -> {name:?}")?;
            }
            if old_form.as_ref() != Some(form) {
                writeln!(out, "    form: {} -> {form}", old_form.as_deref().unwrap_or("-"))?;
            }
        }
        writeln!(
            out,
            "{} changes; {} are called so, {} are struck off, {} are deactivated here, {} are not added",
            self.changes.len(),
            self.same,
            self.struck_off,
            self.inactive,
            self.left_out
        )
    }
}

/// `sluse registry import-units`
pub(super) fn import(args: &ImportArgs) -> Result<ExitCode, Box<dyn Error>> {
    let api = args.asker.api()?;
    let known = crate::cli::wait(registered(&api))??;
    let mut plan = Plan::default();
    let name = args.file.display().to_string();
    let file = opened(&args.file).map_err(|error| format!("{name}: {}", error.kind()))?;
    units::read(file, |unit| plan.take(unit, &known, args.known_only))
        .map_err(|error| format!("{name}: {error}"))?;
    if plan.added > ADDED.most {
        let added = plan.added;
        return Err(format!(
            "{name}: it would add {added} organisations, more than {ADDED}; see --known-only"
        )
        .into());
    }
    let mut out = io::stdout();
    if args.asker.json() {
        writeln!(out, "{:#}", plan.as_json())?;
    } else {
        plan.show(&mut out)?;
    }
    if plan.changes.is_empty() || args.dry_run || !(args.yes || agreed(plan.changes.len())?) {
        return Ok(ExitCode::SUCCESS);
    }
    for (made, change) in plan.changes.iter().enumerate() {
        let path = format!("/organisations/{}", segment(&change.number));
        let body = Some(json!({ "name": change.name, "form": change.form }));
        if let Err(error) = crate::cli::wait(api.send(scopes::KEEP, "PUT", &path, body))? {
            let (number, count) = (&change.number, plan.changes.len());
            return Err(format!("{number}: {error}; {made} of {count} changes were made").into());
        }
        writeln!(io::stderr(), "done  organisation/{}", change.number)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// All organisations, active and not, by number.
async fn registered(api: &Api) -> Result<HashMap<String, Known>, ApiError> {
    let mut known = HashMap::new();
    for (inactive, active) in [("false", true), ("true", false)] {
        let list = api.list(scopes::KEEP, "/organisations", &[("inactive", inactive)]).await?;
        for one in list.as_array().map(Vec::as_slice).unwrap_or_default() {
            let text = |name: &str| one.get(name).and_then(Value::as_str).map(str::to_owned);
            let (Some(number), Some(name)) = (text("orgno"), text("name")) else { continue };
            let active = one.get("active").and_then(Value::as_bool).unwrap_or(active);
            known.insert(number, Known { name, form: text("form"), active });
        }
    }
    Ok(known)
}

/// The file's text, unpacked when it is packed.
fn opened(path: &Path) -> io::Result<Box<dyn Read>> {
    let mut file = BufReader::new(File::open(path)?);
    let packed = file.fill_buf()?.starts_with(&GZIP);
    Ok(if packed {
        Box::new(BufReader::new(MultiGzDecoder::new(file).take(FILE_BYTES)))
    } else {
        Box::new(file.take(FILE_BYTES))
    })
}
