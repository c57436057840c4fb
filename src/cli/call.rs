//! `sluse call`: gets a token and uses it, and says what came, what was withheld, and what to do about
//! a refusal.

mod advice;
mod document;
mod lawful;
mod request;

pub use advice::advice;
pub use document::{Pretty, holds};

use super::profile::{ClientArgs, Profile};
use super::session::{Session, Wanted, consent_details, person, purpose_details};
use crate::app::clock::SystemClock;
use crate::client::printable;
use crate::serve::gateway_door::{FIELDS_WITHHELD, LEDGER_INDEX};
use bytes::Bytes;
use clap::Args;
use hyper::Response;
use hyper::header::HeaderName;
use serde_json::{Value, json};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Arguments of `sluse call`.
#[derive(Debug, Args)]
pub struct CallArgs {
    /// The method, without it GET, and the address; {subject} in it becomes the person's number
    #[arg(num_args = 1..=2, required = true, value_names = ["METHOD", "URL"])]
    what: Vec<String>,
    #[command(flatten)]
    client: ClientArgs,
    /// The person that {subject} stands for: a file with the number, or - for standard input
    #[arg(long, value_name = "FILE")]
    subject_file: Option<PathBuf>,
    /// The purpose that is stated
    #[arg(long)]
    purpose: Option<String>,
    /// The consumer's reference to its case
    #[arg(long, value_name = "REFERENCE")]
    case: Option<String>,
    /// The case worker who asks, as the consumer names them
    #[arg(long)]
    end_user: Option<String>,
    /// Get a token for this purpose, case and person alone
    #[arg(long, requires = "purpose")]
    bind: bool,
    /// The fields that are wanted, comma-separated, if they are fewer than the purpose permits; with
    /// --bind the token is for these alone
    #[arg(long, value_delimiter = ',')]
    fields: Vec<String>,
    /// How the person stands to the case: one of the relations that the purpose names
    #[arg(long)]
    relation: Option<String>,
    /// The id of the person's consent, which the token shall rest on
    #[arg(long, value_name = "UUID", requires = "subject_file")]
    consent: Option<String>,
    /// The body: a file, or - for standard input; without a method it is then a POST
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// The body's media type; without it application/json, or text/xml for a body that begins with <
    #[arg(long, value_name = "TYPE", requires = "data")]
    content_type: Option<String>,
    /// The folder of the policies, to say what the purpose permits and why
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// Print status, entry, document and explanation as one JSON object
    #[arg(long)]
    json: bool,
}

/// `sluse call`
pub(super) fn call(args: &CallArgs) -> Result<ExitCode, Box<dyn Error>> {
    let mut profile = args.client.profile()?;
    fn overrule<T: Clone>(to: &mut Option<T>, from: &Option<T>) {
        if from.is_some() {
            to.clone_from(from);
        }
    }
    overrule(&mut profile.purpose, &args.purpose);
    overrule(&mut profile.case_reference, &args.case);
    overrule(&mut profile.policies, &args.policies);
    let subject = args.subject_file.as_deref().map(person).transpose()?;
    let request = request::request(args, &profile, subject.as_ref())?;
    let mut wanted = Wanted::default();
    if let (Some(id), Some(person)) = (&args.consent, &subject) {
        wanted.details.push(consent_details(id, person));
    }
    if let Some(purpose) = profile.purpose.as_deref().filter(|_| args.bind) {
        let case = profile.case_reference.as_deref();
        wanted.details.push(purpose_details(purpose, case, &args.fields));
        wanted.pid = subject;
    }
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let session = Session::open(profile, Arc::new(SystemClock))?;
    let (token, answer) = super::wait(async {
        let token = session.token(&wanted).await?;
        let answer = session.ask(&token, request).await?;
        Ok::<_, crate::client::ClientError>((token, answer))
    })??;
    let answered = Answered::read(&answer);
    let lawful = answered.told(&session.profile, (&method, &path), &token.scope);
    if args.json {
        writeln!(io::stdout(), "{:#}", answered.as_json(lawful.as_ref()))?;
    } else {
        answered.write(lawful.as_ref())?;
    }
    Ok(if answer.status().is_success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What came, as far as it can be told.
struct Answered<'a> {
    answer: &'a Response<Bytes>,
    entry: Option<u64>,
    withheld: Option<u64>,
    problem: Option<Problem>,
}

/// A problem document (RFC 9457).
struct Problem {
    code: String,
    detail: String,
}

impl<'a> Answered<'a> {
    fn read(answer: &'a Response<Bytes>) -> Self {
        let number = |name: &HeaderName| answer.headers().get(name)?.to_str().ok()?.parse().ok();
        let refused = !answer.status().is_success();
        let document: Option<Value> =
            serde_json::from_slice(answer.body()).ok().filter(|_| refused);
        let problem = document.and_then(|document| {
            let text = |name: &str| document.get(name).and_then(Value::as_str).map(printable);
            let kind = text("type")?;
            let code = kind.rsplit(':').next().unwrap_or_default().to_owned();
            Some(Problem { code, detail: text("detail").unwrap_or_default() })
        });
        let (entry, withheld) = (number(&LEDGER_INDEX), number(&FIELDS_WITHHELD));
        Self { answer, entry, withheld, problem }
    }

    /// What the policies at hand say about the answer.
    fn told(&self, profile: &Profile, asked: (&str, &str), scope: &str) -> Option<lawful::Lawful> {
        let folder = profile.policies.as_deref().filter(|_| self.problem.is_none())?;
        let set = crate::app::policies::check(folder).ok()?;
        let document: Value = serde_json::from_slice(self.answer.body()).ok()?;
        lawful::Lawful::of(&set, asked, profile.purpose.as_deref(), scope, &document)
    }

    fn as_json(&self, lawful: Option<&lawful::Lawful>) -> Value {
        let body: Value = serde_json::from_slice(self.answer.body())
            .unwrap_or_else(|_| String::from_utf8_lossy(self.answer.body()).into());
        let mut told = json!({ "status": self.answer.status().as_u16(), "body": body });
        let problem = self.problem.as_ref().map(
            |it| json!({ "code": it.code, "detail": it.detail, "what_to_do": advice(&it.code) }),
        );
        let further = [
            ("ledger_index", self.entry.map(Value::from)),
            ("fields_withheld", self.withheld.map(Value::from)),
            ("refused", problem),
            ("policy", lawful.map(lawful::Lawful::as_json)),
        ];
        if let Some(members) = told.as_object_mut() {
            let said = further.into_iter().filter_map(|(name, it)| Some((name.to_owned(), it?)));
            members.extend(said);
        }
        told
    }

    /// The document on standard output, what is said about it on standard error.
    fn write(&self, lawful: Option<&lawful::Lawful>) -> io::Result<()> {
        let (mut out, mut err) = (io::stdout(), io::stderr());
        writeln!(out, "{}", Pretty(self.answer.body()))?;
        write!(err, "\n{}", self.answer.status())?;
        if let Some(entry) = self.entry {
            write!(err, ", recorded as entry {entry} of the ledger")?;
        }
        if let Some(withheld) = self.withheld {
            write!(err, ", {withheld} fields withheld")?;
        }
        writeln!(err)?;
        if let Some(problem) = &self.problem {
            writeln!(err, "refused     {}: {}", problem.code, problem.detail)?;
            if let Some(advice) = advice(&problem.code) {
                writeln!(err, "what to do  {advice}")?;
            }
        }
        match lawful {
            Some(lawful) => write!(err, "{lawful}"),
            None if self.withheld.is_some_and(|count| count > 0) => {
                writeln!(err, "{}", lawful::WHY_NOT_NAMED)
            }
            None => Ok(()),
        }
    }
}
