//! `sluse ledger erase`: one auditor requests, another confirms, and the running gateway does it.
//!
//! Person's numbers are read from a file or from standard input, never from the command line. The exit
//! code is 3 when the gateway refuses.

use crate::app::clock::SystemClock;
use crate::app::files;
use crate::cli::session::{authorities, person};
use crate::cli::wait;
use crate::dial::Dialer;
use crate::disk::create_private;
use crate::ledger::erasure::{Text, confirm, text_of};
use crate::merkle::note::{KeyName, NoteSigner};
use crate::serve::erasure_door::PATH;
use crate::vocab::limits::Limit;
use crate::vocab::secret::Key32;
use crate::vocab::time::Clock;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use clap::{Args, Subcommand};
use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use zeroize::Zeroizing;

/// How long the gateway may take: it waits for its disk, and reads the vault from end to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// The largest answer.
const ANSWER_BYTES: Limit = Limit { name: "answer_bytes", most: 64 * 1024 };

/// The exit code when the gateway refuses.
const REFUSED: u8 = 3;

/// The steps of an erasure.
#[derive(Debug, Subcommand)]
pub enum Erase {
    /// Make an auditor's key, and print its verifier's text for the gateway's configuration
    Key {
        /// The name that it signs under, such as revisjon.example.no
        #[arg(long)]
        name: String,
        /// The file for the key, which must not be there; mode 0600
        file: PathBuf,
    },
    /// Sign a request to erase a person
    Request {
        #[command(flatten)]
        signer: Signer,
        /// The ledger's name, as in its checkpoints
        #[arg(long)]
        origin: String,
        /// The law or the reason, one line that everybody may read
        #[arg(long)]
        basis: String,
        /// The file with the person's number; `-`: standard input
        #[arg(long)]
        subject_file: PathBuf,
        /// Where the request goes, a new file
        #[arg(long)]
        out: PathBuf,
    },
    /// Check a request against the person's number, and sign it as the second auditor
    Confirm {
        #[command(flatten)]
        signer: Signer,
        /// The file with the person's number; `-`: standard input
        #[arg(long)]
        subject_file: PathBuf,
        /// The request
        request: PathBuf,
        /// Where the confirmed request goes, a new file
        #[arg(long)]
        out: PathBuf,
    },
    /// Send a confirmed request to the gateway, which erases the person
    Send {
        /// The gateway, such as `https://sluse.example.no`
        #[arg(long)]
        url: String,
        /// Whom TLS trusts (PEM); without it the system's authorities
        #[arg(long)]
        ca: Option<PathBuf>,
        /// The file with the person's number; `-`: standard input
        #[arg(long)]
        subject_file: PathBuf,
        /// The confirmed request
        confirmed: PathBuf,
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
}

/// Who signs.
#[derive(Debug, Args)]
pub struct Signer {
    /// The name of the auditor's key
    #[arg(long)]
    name: String,
    /// The file of the auditor's key, as `key` made it
    #[arg(long)]
    key: PathBuf,
}

impl Signer {
    fn signer(&self) -> Result<NoteSigner, Box<dyn Error>> {
        Ok(NoteSigner::new(KeyName::parse(&self.name)?, files::seed(&self.key)?)?)
    }
}

/// A request on its way between auditors: the note, and the salt that shows whom it is about to those
/// who have the number.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Carried {
    note: String,
    salt: String,
}

impl Carried {
    fn read(file: &Path) -> Result<(Self, Key32), Box<dyn Error>> {
        let told = |what: &str| format!("{}: {what}", file.display());
        let text = fs::read_to_string(file).map_err(|error| told(&error.kind().to_string()))?;
        let wrong = |_| told("is not a request to erase a person");
        let carried: Self = serde_json::from_str(&text).map_err(wrong)?;
        let salt = STANDARD.decode(&carried.salt).ok().and_then(|salt| salt.try_into().ok());
        let salt: [u8; 32] = salt.ok_or_else(|| told("has no salt"))?;
        Ok((carried, Key32::new(salt)))
    }

    fn write(&self, file: &Path) -> Result<(), Box<dyn Error>> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        write_new(file, text.as_bytes())
    }
}

/// `sluse ledger erase`
pub(super) fn run(step: &Erase) -> Result<ExitCode, Box<dyn Error>> {
    match step {
        Erase::Key { name, file } => make_key(name, file),
        Erase::Request { signer, origin, basis, subject_file, out } => {
            let salt = draw()?;
            let (signer, person) = (signer.signer()?, person(subject_file)?);
            let whom = (&person, &salt);
            let text = Text::new(origin, whom, basis, &signer, SystemClock.now())?.to_string();
            let note = String::from_utf8(signer.sign(&text)?)?;
            Carried { note, salt: STANDARD.encode(salt.expose()) }.write(out)?;
            write!(io::stdout(), "signed:\n\n{text}")?;
            Ok(ExitCode::SUCCESS)
        }
        Erase::Confirm { signer, subject_file, request, out } => {
            let (mut carried, salt) = Carried::read(request)?;
            let text = text_of(carried.note.as_bytes()).unwrap_or_default().to_owned();
            let (read, signer) = (Text::parse(&text)?, signer.signer()?);
            if !read.is_about(&person(subject_file)?, &salt) {
                return Err("the request is about another person".into());
            }
            if read.requested_by() == signer.verifier().name().as_str() {
                return Err("the request is by this auditor: another must confirm it".into());
            }
            carried.note = String::from_utf8(confirm(carried.note.as_bytes(), &signer)?)?;
            carried.write(out)?;
            write!(io::stdout(), "confirmed:\n\n{text}")?;
            Ok(ExitCode::SUCCESS)
        }
        Erase::Send { url, ca, subject_file, confirmed, json } => {
            send(url, ca.as_deref(), subject_file, confirmed, *json)
        }
    }
}

fn make_key(name: &str, file: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let seed = draw()?;
    let signer = NoteSigner::new(KeyName::parse(name)?, seed.clone())?;
    write_new(file, Zeroizing::new(STANDARD.encode(seed.expose())).as_bytes())?;
    writeln!(io::stdout(), "{}", signer.vkey())?;
    Ok(ExitCode::SUCCESS)
}

fn send(
    url: &str,
    ca: Option<&Path>,
    subject_file: &Path,
    confirmed: &Path,
    as_json: bool,
) -> Result<ExitCode, Box<dyn Error>> {
    let (Carried { note, salt }, _) = Carried::read(confirmed)?;
    let person = person(subject_file)?;
    let body = json!({ "note": note, "salt": salt, "subject": person.expose() });
    let dialer = Dialer::new(&authorities(ca)?)?;
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("{}{PATH}", url.trim_end_matches('/')))
        .header(CONTENT_TYPE, "application/json")
        .body(Bytes::from(serde_json::to_vec(&body)?))?;
    let answer = wait(dialer.send(request, ANSWER_BYTES, PATIENCE))??;
    let told: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    let done = answer.status().is_success();
    let member = |name: &str| told.get(name).cloned().unwrap_or_default();
    let mut out = io::stdout();
    if as_json {
        writeln!(out, "{told}")?;
    } else if done {
        let when = if member("new") == true { "erased" } else { "this was done before" };
        writeln!(out, "{when}; entry {} says so", member("entry"))?;
    } else {
        let detail = member("detail");
        let detail = detail.as_str().unwrap_or("the gateway gave no reason");
        writeln!(io::stderr(), "refused ({}): {detail}", answer.status().as_u16())?;
    }
    Ok(if done { ExitCode::SUCCESS } else { ExitCode::from(REFUSED) })
}

/// Writes a file for its owner only, which must not be there.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    Ok(create_private(path, bytes)
        .map_err(|error| format!("{}: {}", path.display(), error.kind()))?)
}

fn draw() -> Result<Key32, Box<dyn Error>> {
    let mut bytes = Zeroizing::new([0; 32]);
    SystemRandom::new().fill(&mut *bytes).map_err(|_| "the system has no randomness")?;
    Ok(Key32::new(*bytes))
}
