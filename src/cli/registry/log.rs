//! `sluse registry log`: every change, read from the ledger's files.

use super::{Entered, LedgerArgs, name};
use clap::Args;
use serde_json::{Map, Value, json};
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// How much of a value is shown in a line.
const SHOWN: usize = 120;

/// Arguments of `sluse registry log`.
#[derive(Debug, Args)]
pub struct LogArgs {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Only records whose name begins so: client/, scope/folkeregister:, access/312143046/ …
    #[arg(long, value_name = "NAME", default_value = "")]
    record: String,
    /// Print a JSON object for each change, whole
    #[arg(long)]
    json: bool,
}

/// `sluse registry log`
pub(super) fn log(args: &LogArgs) -> Result<ExitCode, Box<dyn Error>> {
    let changes = args.ledger.changes()?;
    let named = |entered: &&Entered| {
        entered.change.after.record.key().as_str().starts_with(args.record.as_str())
    };
    let mut out = BufWriter::new(io::stdout().lock());
    for entered in changes.iter().filter(named) {
        if args.json {
            writeln!(out, "{}", as_json(entered))?;
        } else {
            write(&mut out, entered)?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn as_json(entered: &Entered) -> Value {
    let change = &entered.change;
    json!({
        "index": entered.index, "at": entered.at, "by": change.after.by,
        "record": change.after.record.key().as_str(),
        "before": change.before, "after": change.after,
    })
}

fn write(out: &mut impl Write, entered: &Entered) -> io::Result<()> {
    let Entered { index, at, change } = entered;
    let (before, after) = (change.before.as_ref(), &change.after);
    let verb = match (before.map(|before| before.active), after.active) {
        (None, true) => "registers",
        (Some(false), true) => "activates",
        (_, false) => "deactivates",
        (Some(true), true) => "changes",
    };
    writeln!(out, "{at}  entry {index}  {} {verb} {}", name(&after.by), after.record.key())?;
    let was = before.map(|before| members(&before.record)).unwrap_or_default();
    let is = members(&after.record);
    for (member, value) in &is {
        match was.get(member) {
            Some(same) if same == value => {}
            Some(old) => writeln!(out, "    {member}: {} -> {}", short(old), short(value))?,
            None => writeln!(out, "    {member}: {}", short(value))?,
        }
    }
    let gone = was.iter().filter(|(member, _)| !is.contains_key(*member));
    gone.into_iter()
        .try_for_each(|(member, old)| writeln!(out, "    {member}: {} -> -", short(old)))
}

/// The members of a record, whatever its kind.
pub(super) fn members(record: &impl serde::Serialize) -> Map<String, Value> {
    let Ok(Value::Object(kind)) = serde_json::to_value(record) else { return Map::new() };
    kind.into_iter().find_map(|(_, inner)| inner.as_object().cloned()).unwrap_or_default()
}

/// A value in a line; of keys their names and last days.
pub(super) fn short(value: &Value) -> String {
    let named = |key: &Value| {
        let kid = key.pointer("/jwk/kid")?.as_str()?;
        Some(format!("{kid} until {}", key.get("valid_until")?.as_str()?))
    };
    let keys = value.as_array().filter(|list| !list.is_empty());
    if let Some(names) = keys.and_then(|keys| keys.iter().map(named).collect::<Option<Vec<_>>>()) {
        return names.join(", ");
    }
    let text = value.to_string();
    if text.chars().count() <= SHOWN {
        return text;
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}
