//! `sluse ledger forward`: follows a ledger's files and passes each published entry on to a system that watches
//! logs, as OpenTelemetry logs over HTTP or as syslog over TLS. A process of its own: whatever becomes of the
//! other side, the gateway does not notice.
//!
//! At least once. The place from which to go on is a file, replaced when what came before it is delivered:
//!
//! | it stops after | what is true | the next start |
//! | --- | --- | --- |
//! | a batch was sent | the other side may have it | sends it again |
//! | the other side has acknowledged it | it has it | sends it again |
//! | the file is replaced | the same | goes on after it |
//!
//! Records can be told apart by `log.record.uid`, messages by `log` and `index`, so what comes twice can be
//! dropped there. Syslog has no acknowledgement; see [`syslog`] for what counts as one.

mod otlp;
mod syslog;

use super::export::FULL;
use super::fault::Fault;
use super::place::PlaceArgs;
use super::tail::newer;
use crate::cli::progress::Progress;
use crate::dial::Dialer;
use crate::disk::cursor::{Cursor, CursorError};
use crate::export::syslog::EXAMPLE_ENTERPRISE;
use crate::export::{Encoder, Form, Origin};
use crate::ledger::verify::{Folder, Heads};
use crate::serve::tls::certificates;
use clap::Args;
use hyper::Uri;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::json;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

/// How often the files are looked at.
const EVERY: Duration = Duration::from_millis(500);

/// How long to wait after a failure; each time twice as long, up to [`LONGEST`].
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// Arguments of `sluse ledger forward`.
#[derive(Debug, Args)]
pub struct ForwardArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Where to: https://HOST/v1/logs (OTLP/HTTP in JSON), or syslog+tls://HOST:PORT (RFC 5425)
    #[arg(long, value_name = "ADDRESS")]
    to: Uri,
    /// The file that keeps from which entry to go on
    #[arg(long, value_name = "FILE")]
    cursor: PathBuf,
    /// Without that file: begin with this entry
    #[arg(long, value_name = "INDEX", default_value_t = 0)]
    from: u64,
    /// The certificate authorities that are trusted (PEM)
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Our own certificate, with those above it, for receivers of syslog that ask for one (PEM)
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// Its key (PEM)
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// A file with the value of the Authorization field, over HTTP
    #[arg(long, value_name = "FILE")]
    authorization: Option<PathBuf>,
    /// In syslog: the private enterprise number under which the structured data's names stand
    #[arg(long, value_name = "NUMBER", default_value_t = EXAMPLE_ENTERPRISE)]
    enterprise: u32,
    /// End when all that is published now is delivered, or at the first failure
    #[arg(long)]
    once: bool,
    /// At the end, print a JSON object about what was delivered
    #[arg(long, requires = "once")]
    pub(super) json: bool,
}

impl ForwardArgs {
    /// Our own certificate and key.
    fn own(&self) -> Result<Option<syslog::Own>, Fault> {
        let (Some(chain), Some(key)) = (&self.certificate, &self.key) else { return Ok(None) };
        let unreadable = || Fault::Unreadable(format!("{}: no PEM key", key.display()).into());
        let chain = certificates(chain).map_err(|error| Fault::Unreadable(error.into()))?;
        let key = PrivateKeyDer::from_pem_file(key).map_err(|_| unreadable())?;
        Ok(Some((chain, key)))
    }
}

/// Why something was not delivered.
#[derive(Debug, thiserror::Error)]
enum Undelivered {
    /// It may be otherwise later, not before this time.
    #[error("{0}")]
    Later(String, Option<Duration>),
    /// Sending the same again is of no use.
    #[error("{0}")]
    Never(String),
}

/// What the file of where to go on is at fault for.
fn unkept(error: CursorError) -> Fault {
    match error {
        CursorError::Io(error) => Fault::Unreadable(format!("--cursor: {error}").into()),
        CursorError::Form | CursorError::Other => Fault::Usage(format!("--cursor: {error}")),
    }
}

/// The other side.
enum Sink {
    Otlp(otlp::Collector),
    Syslog(Box<syslog::Receiver>),
}

impl Sink {
    fn new(args: &ForwardArgs) -> Result<Self, Fault> {
        let roots = args.ca.as_deref().map(certificates).transpose();
        let roots = roots.map_err(|error| Fault::Unreadable(error.into()))?.unwrap_or_default();
        let wrong = |text: &str| Fault::Usage(format!("--to: {text}"));
        match args.to.scheme_str() {
            Some("syslog+tls") => {
                let own = args.own()?;
                let receiver = syslog::Receiver::new(&args.to, &roots, own);
                Ok(Self::Syslog(Box::new(receiver.map_err(|it| wrong(&it))?)))
            }
            Some("http" | "https") => {
                let dialer = Dialer::new(&roots).map_err(|it| Fault::Usage(it.to_string()))?;
                let secret = args.authorization.as_deref();
                Ok(Self::Otlp(otlp::Collector::new(dialer, args.to.clone(), secret)?))
            }
            _ => Err(wrong("must begin with https://, http:// or syslog+tls://")),
        }
    }

    const fn form(&self) -> Form {
        match self {
            Self::Otlp(_) => Form::Otlp,
            Self::Syslog(_) => Form::SyslogFrames,
        }
    }

    /// Sends a batch; the entries below `below` are sent then. Gives below which all are delivered.
    async fn send(&mut self, text: Vec<u8>, from: u64, below: u64) -> Result<u64, Undelivered> {
        match self {
            Self::Otlp(collector) => collector.send(text).await.map(|()| below),
            Self::Syslog(receiver) => receiver.send(&text, from, below).await,
        }
    }

    /// Waits until all that was sent is delivered, as well as that can be known.
    async fn finish(&mut self) -> Result<(), Undelivered> {
        match self {
            Self::Otlp(_) => Ok(()),
            Self::Syslog(receiver) => receiver.finish().await,
        }
    }
}

/// `sluse ledger forward`
pub(super) fn forward(args: &ForwardArgs) -> Result<(), Fault> {
    let (folder, vkey) = (Folder::at(&args.place.dir), args.place.key()?);
    let heads = folder.heads(&vkey)?;
    let cursor = Cursor::open(&args.cursor, heads.head.origin(), args.from);
    let cursor = cursor.map_err(unkept)?;
    if cursor.next() > heads.head.size() {
        return Err(Fault::Bad("the ledger has fewer entries than were delivered of it".into()));
    }
    let origin = Origin { name: heads.head.origin().to_owned(), enterprise: args.enterprise };
    let sink = Sink::new(args)?;
    let encoder = Encoder::new(sink.form(), origin);
    let began = cursor.next();
    let mut forwarder = Forwarder { folder, vkey, heads, cursor, sink, encoder };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(forwarder.run(args.once))?;
    if args.json {
        let (next, to) = (forwarder.cursor.next(), args.to.to_string());
        let told = json!({ "holds": true, "delivered": next - began, "next": next, "to": to });
        writeln!(io::stdout(), "{told}")?;
    }
    Ok(())
}

struct Forwarder {
    folder: Folder,
    vkey: String,
    heads: Heads,
    cursor: Cursor,
    sink: Sink,
    encoder: Encoder,
}

impl Forwarder {
    async fn run(&mut self, once: bool) -> Result<(), Fault> {
        let mut wait = SHORTEST;
        let mut next = self.cursor.next();
        loop {
            let passed = self.pass_on(&mut next).await;
            let passed = match passed {
                Ok(Ok(())) if once => self.finish(next).await?,
                other => other?,
            };
            match passed {
                Ok(()) if once => return Ok(()),
                Ok(()) => {
                    wait = SHORTEST;
                    tokio::time::sleep(EVERY).await;
                    self.heads = newer(&self.folder, &self.vkey, &self.heads)?;
                }
                Err(Undelivered::Later(why, not_before)) if !once => {
                    let pause = not_before.unwrap_or(wait).min(LONGEST).max(wait);
                    writeln!(io::stderr(), "sluse: {why}; again in {} s", pause.as_secs())?;
                    tokio::time::sleep(pause).await;
                    wait = wait.saturating_mul(2).min(LONGEST);
                    // What was sent and is not known to be delivered is sent again.
                    next = self.cursor.next();
                }
                Err(failed) => return Err(Fault::Unreadable(failed.into())),
            }
        }
    }

    /// Sends all that is published, a bundle at a time.
    async fn pass_on(&mut self, next: &mut u64) -> Result<Result<(), Undelivered>, Fault> {
        let size = self.heads.head.size();
        let mut progress = Progress::new("entries forwarded");
        while *next < size {
            let number = *next / FULL;
            let begin = number * FULL;
            let mut text = self.encoder.begin();
            let entries = self.folder.proven(number, &self.heads.head)?;
            let below = begin + entries.len() as u64;
            for (index, entry) in (begin..).zip(&entries) {
                if index >= *next && !entry.is_empty() {
                    text.push(index, entry)?;
                }
            }
            match self.sink.send(text.finish().0, *next, below).await {
                Ok(delivered) => self.cursor.keep(delivered).map_err(unkept)?,
                Err(failed) => return Ok(Err(failed)),
            }
            *next = below;
            progress.at(*next, size);
        }
        // In a quiet ledger what was sent before is delivered by and by, too.
        match self.sink.send(Vec::new(), *next, *next).await {
            Ok(delivered) => self.cursor.keep(delivered).map_err(unkept)?,
            Err(failed) => return Ok(Err(failed)),
        }
        Ok(Ok(()))
    }

    async fn finish(&mut self, next: u64) -> Result<Result<(), Undelivered>, Fault> {
        let finished = self.sink.finish().await;
        if finished.is_ok() {
            self.cursor.keep(next).map_err(unkept)?;
        }
        Ok(finished)
    }
}
