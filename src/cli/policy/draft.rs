//! `sluse policy draft`: a first service file from a sample or a schema.

mod csv;
mod json;
mod schema;
mod xml;
mod xsd;

use crate::policy::{Outline, PolicySet, PolicySource, render};
use crate::vocab::basis::ServiceId;
use crate::vocab::limits::Limit;
use crate::vocab::subject::PersonNumber;
use clap::Args;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A sample or a schema.
const SAMPLE_BYTES: Limit = Limit { name: "sample_bytes", most: 16 * 1024 * 1024 };

/// How deep a sample or a schema is followed.
const DEEPEST: usize = 24;

/// The fields of a draft: schemas may describe the same type at many places.
const DRAFT_FIELDS: Limit = Limit { name: "draft_fields", most: 2000 };

/// The steps through a schema: where its types refer to each other they are many more than its lines.
const SCHEMA_STEPS: Limit = Limit { name: "schema_steps", most: 100_000 };

/// Arguments of `sluse policy draft`.
#[derive(Debug, Args)]
pub struct DraftArgs {
    /// What the service shall be called, such as arkiv.person
    #[arg(long)]
    service: ServiceId,
    /// An answer of the provider, .json, .xml or .csv; none of its values is written
    #[arg(long, value_name = "FILE", required_unless_present_any = ["json_schema", "xsd"])]
    sample: Option<PathBuf>,
    /// A JSON Schema of the answers
    #[arg(long, value_name = "FILE", conflicts_with = "sample")]
    json_schema: Option<PathBuf>,
    /// An XML Schema of the answers
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sample", "json_schema"])]
    xsd: Option<PathBuf>,
    /// Print a JSON object: the draft, and how many fields it has
    #[arg(long)]
    json: bool,
}

/// `sluse policy draft`
pub(super) fn draft(args: &DraftArgs) -> Result<ExitCode, Box<dyn Error>> {
    let outline = outline(args)?;
    let fields = outline.fields();
    if fields == 0 {
        return Err("no field was found in it".into());
    }
    if fields > DRAFT_FIELDS.most {
        return Err(format!("more than {DRAFT_FIELDS}: take a sample instead").into());
    }
    let text = outline.write(&args.service);
    let source = PolicySource { name: "draft.toml".to_owned(), text };
    PolicySet::parse(std::slice::from_ref(&source)).map_err(|errors| render(&errors))?;
    let mut out = io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::json!({ "fields": fields, "draft": source.text }))?;
    } else {
        out.write_all(source.text.as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn outline(args: &DraftArgs) -> Result<Outline, Box<dyn Error>> {
    if let Some(file) = &args.json_schema {
        return Ok(schema::outline(&read(file)?)?);
    }
    if let Some(file) = &args.xsd {
        return Ok(xsd::outline(&read(file)?)?);
    }
    let file = args.sample.as_deref().ok_or("--sample, --json-schema or --xsd is missing")?;
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let text = read(file)?;
    match extension {
        "json" => Ok(json::outline(&text)?),
        "xml" => Ok(xml::outline(&text)?),
        "csv" => Ok(csv::outline(&text)?),
        _ => Err("a sample's name must end with .json, .xml or .csv".into()),
    }
}

fn read(file: &Path) -> Result<String, Box<dyn Error>> {
    let said = |error: io::Error| format!("{}: {}", file.display(), error.kind());
    let bytes = fs::read(file).map_err(said)?;
    if bytes.len() > SAMPLE_BYTES.most {
        return Err(format!("{}: larger than {SAMPLE_BYTES}", file.display()).into());
    }
    String::from_utf8(bytes).map_err(|_| format!("{}: is not UTF-8", file.display()).into())
}

/// How far a walk through a schema has come.
#[derive(Default)]
struct Steps(usize);

impl Steps {
    /// Goes one step further; false when the schema is too large to follow, in steps or in fields.
    fn go_on(&mut self, outline: &Outline) -> bool {
        self.0 += 1;
        !self.are_too_many() && outline.found() <= DRAFT_FIELDS.most
    }

    const fn are_too_many(&self) -> bool {
        self.0 > SCHEMA_STEPS.most
    }

    /// What was found, if all was seen that could have been.
    fn end(&self, outline: Outline) -> Result<Outline, String> {
        if outline.found() > DRAFT_FIELDS.most {
            return Err(format!("more than {DRAFT_FIELDS}: take a sample instead"));
        }
        if self.are_too_many() {
            return Err(format!("more than {SCHEMA_STEPS}: take a sample instead"));
        }
        Ok(outline)
    }
}

/// Whether a value is a person's number.
fn is_number(value: &str) -> bool {
    PersonNumber::parse(value.trim()).is_ok()
}

/// Whether a member's name looks like a value, as in objects that are keyed by persons.
fn looks_like_value(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    name.is_empty() || name.contains(['@', '/']) || digits > 3
}

/// Whether a member tells which version is current.
fn tells_current(name: &str) -> bool {
    let known = ["ergjeldende", "gjeldende", "gjelder", "iscurrent", "current"];
    known.contains(&name.to_lowercase().as_str())
}
