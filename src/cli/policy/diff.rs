//! `sluse policy diff`: who gains or loses what about which kind of person.

use crate::app::policies;
use crate::policy::{self, Diff, FieldChange, Given, Of, Reader, TermChange, Way};
use clap::Args;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `sluse policy diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The folder of policies as they are
    old: PathBuf,
    /// The folder of policies as they would be
    new: PathBuf,
    /// Fail when somebody may get, or ask for, what was not permitted before
    #[arg(long)]
    fail_on_widening: bool,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// `sluse policy diff`
pub(super) fn diff(args: &DiffArgs) -> Result<ExitCode, Box<dyn Error>> {
    let (old, new) = (policies::check(&args.old)?, policies::check(&args.new)?);
    let diff = policy::diff(&old, &new)?;
    let written = if args.json { format!("{}\n", as_json(&diff)) } else { as_text(&diff) };
    io::stdout().write_all(written.as_bytes())?;
    let failed = args.fail_on_widening && diff.widens();
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The sign of a way: `+` gains, `-` loses, `±` both, `~` neither.
const fn sign(way: Way) -> char {
    match way {
        Way::Gains => '+',
        Way::Loses => '-',
        Way::Both => '±',
        Way::Neither => '~',
    }
}

fn as_text(diff: &Diff) -> String {
    if diff.is_empty() {
        return "nothing changes\n".to_owned();
    }
    let mut out = String::new();
    let mut last = String::new();
    for change in &diff.terms {
        let of = match &change.of {
            Of::Purpose(id) => format!("purpose {id}"),
            Of::Service(id) => format!("service {id}"),
        };
        head(&mut out, &mut last, of);
        out.push_str(&term(change));
    }
    for change in &diff.fields {
        let readers: Vec<String> = change.readers.iter().map(Reader::to_string).collect();
        head(&mut out, &mut last, format!("{}, {}", change.purpose, readers.join(", ")));
        out.push_str(&field(change));
    }
    let verdict = if diff.widens() { "somebody gains" } else { "nobody gains" };
    out.push_str(&format!("\n{verdict}\n"));
    out
}

/// A headline, when it is another than the last.
fn head(out: &mut String, last: &mut String, text: String) {
    if *last != text {
        let between = if out.is_empty() { "" } else { "\n" };
        out.push_str(&format!("{between}{text}\n"));
        *last = text;
    }
}

fn term(change: &TermChange) -> String {
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    let TermChange { term, from, to, way, .. } = change;
    format!("  {} {term}: {} -> {}\n", sign(*way), said(from), said(to))
}

fn field(change: &FieldChange) -> String {
    let said =
        |given: &Option<Given>| given.as_ref().map_or_else(|| "omit".to_owned(), Given::to_string);
    let FieldChange { item, kind, from, to, way, .. } = change;
    format!("  {} {item}, {kind}: {} -> {}\n", sign(*way), said(from), said(to))
}

fn as_json(diff: &Diff) -> Value {
    json!({
        "widens": diff.widens(),
        "terms": diff.terms.iter().map(term_json).collect::<Vec<_>>(),
        "fields": diff.fields.iter().map(field_json).collect::<Vec<_>>(),
    })
}

fn term_json(change: &TermChange) -> Value {
    let TermChange { of, term, from, to, way, .. } = change;
    let (what, id) = match of {
        Of::Purpose(id) => ("purpose", id.as_str()),
        Of::Service(id) => ("service", id.as_str()),
    };
    json!({ what: id, "term": term, "from": from, "to": to, "way": way })
}

fn field_json(change: &FieldChange) -> Value {
    let FieldChange { purpose, readers, item, kind, from, to, way, .. } = change;
    let kind: serde_json::Map<String, Value> =
        kind.facts().map(|(fact, holds)| (fact.to_owned(), holds.into())).collect();
    json!({
        "purpose": purpose, "readers": readers, "item": item.to_string(), "kind": kind,
        "from": from.as_ref().map(given), "to": to.as_ref().map(given), "way": way,
    })
}

fn given(given: &Given) -> Value {
    let Given { form, history, without, .. } = given;
    json!({
        "rung": form.rung().as_str(), "form": form.as_str(), "argument": form.argument(),
        "history": history, "without": without,
    })
}
