//! `sluse policy explain --document`: what would come out of a document, what would not, and why.

use super::{ExplainArgs, shown};
use crate::gateway::active::Active;
use crate::gateway::trial::{Asking, Fate, fates, redacted};
use crate::policy::{self, PolicySet, Purpose, Service};
use crate::redact::Account;
use crate::vocab::party::Organisation;
use crate::vocab::time::Day;
use crate::vocab::translated::Language;
use serde_json::{Value, json};
use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Who asks when nobody is named and the purpose names only groups.
const NOBODY: &str = "000000000";

/// Words around what became of fields.
struct Words {
    record: &'static str,
    out: &'static str,
    withheld: &'static str,
    unnamed: &'static str,
    facts: &'static str,
    comes_out: &'static str,
}

impl Words {
    const fn of(language: Language) -> Self {
        match language {
            Language::Bokmaal | Language::Nynorsk | Language::NorthernSami => Self {
                record: "Person",
                out: "utlevert",
                withheld: "holdt tilbake",
                unnamed: "deler som tjenesten ikke beskriver, ble holdt tilbake",
                facts: "Ikke avkreftet",
                comes_out: "Dette kommer ut:",
            },
            Language::English => Self {
                record: "Person",
                out: "came out",
                withheld: "withheld",
                unnamed: "parts that the service does not describe were withheld",
                facts: "Not ruled out",
                comes_out: "This comes out:",
            },
        }
    }
}

/// Reads the document and says what becomes of it.
pub(super) fn document(
    set: PolicySet,
    args: &ExplainArgs,
    file: &Path,
    today: Day,
) -> Result<ExitCode, Box<dyn Error>> {
    let language = args.lang.into();
    let compiled = Active::compile(Arc::new(set))?;
    let set = compiled.set().clone();
    let explanation = policy::explain(&set, &args.purpose, args.consumer.as_ref(), language)?;
    let (purpose, service) = (explanation.purpose(), explanation.service());
    let read = fs::read(file);
    let text = read.map_err(|error| format!("{}: {}", file.display(), error.kind()))?;
    let nobody = Organisation::parse(NOBODY)?;
    let first = args.consumer.as_ref().or_else(|| purpose.consumers().first());
    let route = args.route(service)?;
    let asking = Asking {
        consumer: first.unwrap_or(&nobody),
        today,
        route: &route,
        subjects: &[],
        fields: args.only.as_deref(),
    };
    let given = redacted(&compiled, purpose, service, asking, &text)?;
    let told = |account: &Account| fates(purpose, service, account, args.only.as_deref());
    let mut out = BufWriter::new(io::stdout().lock());
    if args.json {
        let records: Vec<Value> = given
            .records
            .iter()
            .map(|account| as_json(&told(account), account, service, language))
            .collect();
        let body = String::from_utf8_lossy(&given.body);
        writeln!(out, "{}", json!({ "purpose": purpose.id, "records": records, "out": body }))?;
    } else {
        let words = Words::of(language);
        head(&mut out, purpose, language)?;
        for (place, account) in given.records.iter().enumerate() {
            if given.records.len() > 1 {
                writeln!(out, "{} {}:", words.record, place + 1)?;
            }
            write(&mut out, &told(account), account, service, language)?;
        }
        writeln!(out, "\n{}", words.comes_out)?;
        out.write_all(given.body.trim_ascii_end())?;
        writeln!(out)?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn head(out: &mut impl Write, purpose: &Purpose, language: Language) -> io::Result<()> {
    writeln!(out, "{} ({})\n", purpose.title.in_language(language), purpose.id)
}

fn write(
    out: &mut impl Write,
    fates: &[Fate<'_>],
    account: &Account,
    service: &Service,
    language: Language,
) -> io::Result<()> {
    let words = Words::of(language);
    for Fate { field, released, withheld } in fates {
        writeln!(out, "  {} ({})", field.name.in_language(language), field.path)?;
        for permit in released {
            writeln!(out, "    {}, {}", words.out, permit.form.in_words(language))?;
        }
        for reason in withheld {
            writeln!(out, "    {}: {}", words.withheld, reason.in_words(service, language))?;
        }
    }
    if account.withheld_unnamed > 0 {
        writeln!(out, "  {} {}", account.withheld_unnamed, words.unnamed)?;
    }
    let facts = account.facts.iter().filter_map(|fact| service.fact(fact));
    let facts: Vec<&str> = facts.map(|fact| fact.name.in_language(language)).collect();
    if !facts.is_empty() {
        writeln!(out, "  {}: {}", words.facts, facts.join(", "))?;
    }
    Ok(())
}

fn as_json(fates: &[Fate<'_>], account: &Account, service: &Service, language: Language) -> Value {
    let fields: Vec<Value> =
        fates.iter().map(|fate| shown::fate(fate, service, language)).collect();
    json!({
        "fields": fields, "withheld_unnamed": account.withheld_unnamed, "facts": account.facts,
    })
}
