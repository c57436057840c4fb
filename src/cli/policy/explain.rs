//! `sluse policy explain`: a purpose, one of its fields, or what becomes of a document.

mod document;
mod shown;

use super::{DirArgs, Lang};
use crate::app::clock::SystemClock;
use crate::app::policies;
use crate::policy::{self, Route, Service};
use crate::vocab::field::FieldPath;
use crate::vocab::party::Organisation;
use crate::vocab::time::{Clock, Day};
use clap::Args;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `sluse policy explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    #[command(flatten)]
    policies: DirArgs,
    /// The purpose
    #[arg(long)]
    purpose: String,
    /// The consumer's organisation number
    #[arg(long)]
    consumer: Option<Organisation>,
    /// Only this field, or the fields of this part: why it comes out, or why not
    #[arg(long, value_name = "PATH", conflicts_with = "document")]
    field: Option<FieldPath>,
    /// A document of the service: what would come out of it, what would not, and why
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,
    /// With --document: the fields that the caller narrows to
    #[arg(long, value_name = "PATHS", value_delimiter = ',', requires = "document")]
    only: Option<Vec<FieldPath>>,
    /// With --document: the way in which the service is asked, such as "GET /x/{subject}"; the first
    /// that its file names, if not said
    #[arg(long, requires = "document")]
    route: Option<String>,
    /// With --document: the day in Norway; today if not said
    #[arg(long, value_name = "DAY", requires = "document", value_parser = Day::parse)]
    today: Option<Day>,
    /// The language
    #[arg(long, default_value = "nb")]
    lang: Lang,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl ExplainArgs {
    /// The route that is meant.
    fn route(&self, service: &Service) -> Result<Route, String> {
        let wanted =
            |route: &&Route| self.route.as_ref().is_none_or(|text| *text == route.to_string());
        let found = service.routes.iter().find(wanted).cloned();
        found.ok_or_else(|| {
            let known: Vec<String> = service.routes.iter().map(Route::to_string).collect();
            format!("the service has no such route; it has: {}", known.join(", "))
        })
    }
}

/// `sluse policy explain`
pub(super) fn explain(args: &ExplainArgs) -> Result<ExitCode, Box<dyn Error>> {
    let set = policies::check(&args.policies.dir)?;
    let language = args.lang.into();
    if let Some(file) = &args.document {
        let today = args.today.unwrap_or_else(|| SystemClock.now().day_in_norway());
        return document::document(set, args, file, today);
    }
    let explanation = policy::explain(&set, &args.purpose, args.consumer.as_ref(), language)?;
    let Some(path) = &args.field else {
        if args.json {
            writeln!(io::stdout(), "{}", shown::whole(&explanation, language))?;
        } else {
            writeln!(io::stdout(), "{explanation}")?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let field = explanation.field(path.clone());
    if args.json {
        writeln!(io::stdout(), "{}", shown::field(&field, language))?;
    } else {
        write!(io::stdout(), "{field}")?;
    }
    Ok(if field.fields.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
