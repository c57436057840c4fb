//! `sluse ledger export`: published entries in the forms of [`crate::export`], for whoever counts, compares
//! and watches. Tag and seal stay behind: what is exported says nothing of whom, and an erasure in the ledger
//! leaves nothing in the copies to be erased.

mod parquet;
mod range;
mod text;

use super::fault::Fault;
use super::place::PlaceArgs;
use crate::cli::progress::Progress;
use crate::export::syslog::EXAMPLE_ENTERPRISE;
use crate::export::{Encoder, Form, Origin, UnknownForm};
use crate::ledger::entry::{Decision, Sought};
use crate::ledger::verify::{Folder, Heads, VerifyError, lanes};
use crate::vocab::basis::{PurposeId, ServiceId};
use crate::vocab::party::Organisation;
use bytes::Bytes;
use clap::{Args, ValueEnum};
use range::Edge;
use serde_json::json;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::thread;

/// The entries of a bundle.
pub(super) const FULL: u64 = 256;

/// Arguments of `sluse ledger export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// The form
    #[arg(long, value_enum, default_value_t = Format::Ndjson)]
    format: Format,
    /// Begin with this entry, or with the first of a day or time
    #[arg(long, visible_alias = "since", value_name = "INDEX|TIME")]
    from: Option<Edge>,
    /// End before this entry, or before the first of a day or time
    #[arg(long, visible_alias = "until", value_name = "INDEX|TIME")]
    to: Option<Edge>,
    /// Only what this organisation asked for
    #[arg(long, value_name = "ORGANISATION")]
    consumer: Option<Organisation>,
    /// Only what was for this purpose
    #[arg(long)]
    purpose: Option<PurposeId>,
    /// Only what was about this service
    #[arg(long)]
    service: Option<ServiceId>,
    /// Only what came to this: disclosed, refused, or the name of a reason
    #[arg(long)]
    decision: Option<Decision>,
    /// In syslog: the private enterprise number under which the structured data's names stand
    #[arg(long, value_name = "NUMBER", default_value_t = EXAMPLE_ENTERPRISE)]
    enterprise: u32,
    /// Where to: the file (standard output, if not said), of Parquet the folder of its parts
    #[arg(long, value_name = "PATH", required_if_eq("format", "parquet"))]
    out: Option<PathBuf>,
    /// Go on after the last entry that is in --out already; what is sought must be what it was
    #[arg(long, requires = "out")]
    resume: bool,
    /// Print a JSON object about what was exported; then --out must say where entries go
    #[arg(long, requires = "out")]
    pub(super) json: bool,
}

/// The forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A JSON object on each line
    Ndjson,
    /// Parquet files of at most 1,048,576 entries
    Parquet,
    /// A FHIR R4 AuditEvent (IHE BALP) on each line
    Fhir,
    /// OpenTelemetry logs: an OTLP/JSON request on each line
    Otlp,
    /// A syslog message (RFC 5424) on each line
    Syslog,
    /// Syslog messages, each after its length (RFC 5425), as syslog over TCP and TLS has them
    SyslogFrames,
}

impl Format {
    /// The form of text; none of Parquet.
    const fn form(self) -> Option<Form> {
        match self {
            Self::Ndjson => Some(Form::Ndjson),
            Self::Parquet => None,
            Self::Fhir => Some(Form::Fhir),
            Self::Otlp => Some(Form::Otlp),
            Self::Syslog => Some(Form::Syslog),
            Self::SyslogFrames => Some(Form::SyslogFrames),
        }
    }
}

/// `sluse ledger export`
pub(super) fn export(args: &ExportArgs) -> Result<(), Fault> {
    let source = Source::open(&args.place)?;
    let wanted = source.range(args.from.as_ref(), args.to.as_ref())?;
    let sought = args.sought();
    let encoder = args.format.form().map(|form| source.encoder(form, args.enterprise, &sought));
    let written = match (&args.out, &encoder) {
        (None, Some(encoder)) => text::to_stdout(&source, &wanted, encoder)?,
        (Some(file), Some(encoder)) => text::to_file(&source, &wanted, encoder, file, args.resume)?,
        (Some(folder), None) => parquet::to_folder(&source, &wanted, &sought, folder, args.resume)?,
        (None, None) => return Err(Fault::Usage("parquet needs --out".to_owned())),
    };
    if args.json {
        let told = json!({
            "holds": true, "from": wanted.start, "to": wanted.end, "written": written,
            "out": args.out, "size": source.heads.head.size(),
            "root": source.heads.head.root().to_string(),
        });
        writeln!(io::stdout(), "{told}")?;
    } else if args.out.is_some() {
        let (from, to) = (wanted.start, wanted.end);
        writeln!(
            io::stderr(),
            "{written} entries written; all from {from} to before {to} are there"
        )?;
    }
    Ok(())
}

impl ExportArgs {
    fn sought(&self) -> Sought {
        Sought {
            consumer: self.consumer.clone(),
            purpose: self.purpose.clone(),
            service: self.service.clone(),
            decision: self.decision.clone(),
            since: None,
            until: None,
        }
    }
}

impl From<UnknownForm> for Fault {
    fn from(UnknownForm { index }: UnknownForm) -> Self {
        VerifyError::UnknownForm { index }.into()
    }
}

/// The ledger that is exported. What comes from it is proven to be under the checkpoint.
struct Source {
    folder: Folder,
    heads: Heads,
}

impl Source {
    fn open(place: &PlaceArgs) -> Result<Self, Fault> {
        let folder = Folder::at(&place.dir);
        let heads = folder.heads(&place.key()?)?;
        Ok(Self { folder, heads })
    }

    fn encoder(&self, form: Form, enterprise: u32, sought: &Sought) -> Encoder {
        let name = self.heads.head.origin().to_string();
        let encoder = Encoder::new(form, Origin { name, enterprise });
        if *sought == Sought::default() { encoder } else { encoder.of(sought.clone()) }
    }

    /// The indexes that are wanted and published.
    fn range(&self, from: Option<&Edge>, to: Option<&Edge>) -> Result<Range<u64>, Fault> {
        let size = self.heads.head.size();
        let place = |edge: &Edge| edge.index(&self.folder, &self.heads.head);
        let from = from.map(place).transpose()?.unwrap_or(0);
        let to = to.map(place).transpose()?.unwrap_or(size);
        if from > to {
            return Err(Fault::Usage("--from is after --to".to_owned()));
        }
        if to > size || from > size {
            return Err(VerifyError::Unpublished { index: to.max(from), size }.into());
        }
        Ok(from..to)
    }

    /// Renders the entries of a range bundle by bundle on all cores, and takes what comes in order.
    fn each<Part: Send>(
        &self,
        wanted: &Range<u64>,
        render: impl Fn(u64, &[Bytes]) -> Result<Part, Fault> + Sync,
        mut take: impl FnMut(Part) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut progress = Progress::new("entries exported");
        let all = wanted.end - wanted.start;
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let bundles = wanted.start / FULL..wanted.end.div_ceil(FULL).min(last(wanted));
        lanes::in_order(
            bundles.start,
            bundles.end,
            cores,
            |number| {
                let entries = self.folder.proven(number, &self.heads.head)?;
                let begin = number * FULL;
                let first = wanted.start.max(begin);
                let place = |index: u64| usize::try_from(index - begin).unwrap_or(usize::MAX);
                let until = place(wanted.end.max(begin)).min(entries.len());
                render(first, entries.get(place(first)..until).unwrap_or_default())
            },
            |number, part| {
                take(part)?;
                let done = ((number + 1) * FULL).clamp(wanted.start, wanted.end) - wanted.start;
                progress.at(done, all);
                Ok(())
            },
        )
    }
}

/// The bundle after the last of a range; an empty range has none.
const fn last(wanted: &Range<u64>) -> u64 {
    if wanted.start == wanted.end { 0 } else { u64::MAX }
}

/// Makes the folder that a file is to stand in, if it is not there.
fn make_folder(folder: &Path) -> Result<(), Fault> {
    std::fs::create_dir_all(folder).map_err(Fault::file(folder))
}
