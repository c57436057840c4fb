//! `sluse policy catalogue`: the services for a catalogue of data (DCAT-AP-NO).

use super::DirArgs;
use crate::app::policies;
use crate::policy::{Catalogue, PREFIXES, PolicySet};
use crate::vocab::party::Organisation;
use clap::{Args, ValueEnum};
use oxjsonld::JsonLdSerializer;
use oxrdf::{GraphNameRef, Triple};
use oxttl::TurtleSerializer;
use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// Arguments of `sluse policy catalogue`.
#[derive(Debug, Args)]
pub struct CatalogueArgs {
    #[command(flatten)]
    policies: DirArgs,
    /// The gateway's public address
    #[arg(long)]
    base: String,
    /// Who publishes the catalogue; if not said, the provider when there is only one
    #[arg(long)]
    publisher: Option<Organisation>,
    /// Where to ask, https: or mailto:; if not said, the base
    #[arg(long)]
    contact: Option<String>,
    /// How it is written
    #[arg(long, default_value = "turtle")]
    format: CatalogueFormat,
    /// Print JSON-LD: the same as `--format json-ld`
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

/// How a catalogue is written.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum CatalogueFormat {
    /// Turtle (RDF 1.1)
    Turtle,
    /// JSON-LD 1.1
    JsonLd,
}

/// `sluse policy catalogue`
pub(super) fn catalogue(args: &CatalogueArgs) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(&args.policies.dir)?;
    let publisher = match &args.publisher {
        Some(publisher) => publisher.clone(),
        None => only_provider(&set)?,
    };
    let catalogue = Catalogue::new(&args.base, args.contact.as_deref(), publisher)?;
    let statements = catalogue.statements(&set)?;
    let format = if args.json { CatalogueFormat::JsonLd } else { args.format };
    let written = match format {
        CatalogueFormat::Turtle => turtle(&statements)?,
        CatalogueFormat::JsonLd => json_ld(&statements)?,
    };
    io::stdout().write_all(&written)?;
    Ok(ExitCode::SUCCESS)
}

fn only_provider(set: &PolicySet) -> Result<Organisation, &'static str> {
    let providers: BTreeSet<_> = set.services().iter().map(|service| &service.provider).collect();
    match providers.first() {
        Some(only) if providers.len() == 1 => Ok((*only).clone()),
        _ => Err("there is not one provider: say who publishes the catalogue with --publisher"),
    }
}

fn turtle(statements: &[Triple]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, stands_for) in PREFIXES {
        serializer = serializer.with_prefix(*prefix, *stands_for)?;
    }
    let mut writer = serializer.for_writer(Vec::new());
    for statement in statements {
        writer.serialize_triple(statement)?;
    }
    Ok(in_order(&String::from_utf8(writer.finish()?)?).into_bytes())
}

/// The same text with its prefixes, which come first, in the order of their names.
fn in_order(written: &str) -> String {
    let is_prefix = |line: &&str| line.starts_with("@prefix");
    let mut prefixes: Vec<&str> = written.lines().take_while(is_prefix).collect();
    let rest: Vec<&str> = written.lines().skip(prefixes.len()).collect();
    prefixes.sort_unstable();
    format!("{}\n\n{}\n", prefixes.join("\n"), rest.join("\n"))
}

fn json_ld(statements: &[Triple]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut serializer = JsonLdSerializer::new();
    for (prefix, stands_for) in PREFIXES {
        serializer = serializer.with_prefix(*prefix, *stands_for)?;
    }
    let mut writer = serializer.for_writer(Vec::new());
    for statement in statements {
        writer.serialize_quad(statement.as_ref().in_graph(GraphNameRef::DefaultGraph))?;
    }
    let mut written = writer.finish()?;
    written.push(b'\n');
    Ok(written)
}
