//! The field filter: only what is permitted comes out, byte for byte, and one fault refuses it all.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a fixture that fails is a test that fails"
)]

mod account;
mod conditions;
mod csv;
mod facts;
mod kept;
mod ladder;
mod lines;
mod model;
mod narrowed;
mod properties;
mod pseudonyms;
mod reader;
mod records;
mod refused;
mod rules;
mod versions;
mod widening;
mod xml;

use sluse::redact::{
    Condition, FactSource, ForbidSource, Form, PermitSource, Piece, Plan, PlanSource, Redactor,
    Setting, Test, Unreadable, Writer,
};
use sluse::vocab::field::FieldPath;
use sluse::vocab::time::Day;

fn path(text: &str) -> FieldPath {
    FieldPath::parse(text).unwrap()
}

fn today() -> Day {
    Day::parse("2026-11-21").unwrap()
}

fn permit(text: &str, form: Form) -> PermitSource {
    PermitSource { path: path(text), form, only_when: None, history: false }
}

fn condition(fact: &str, holds: bool) -> Condition {
    Condition { fact: fact.to_owned(), holds }
}

fn setting() -> Setting<'static> {
    Setting { today: today(), mask: None, pseudonyms: None }
}

/// What came out of a document that is one record: the body and the account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Redacted {
    body: String,
    released: Vec<usize>,
    withheld: Vec<usize>,
    withheld_unnamed: usize,
    unfit: Vec<usize>,
    facts: Vec<String>,
}

/// A plan written as text.
#[derive(Default)]
struct Rules(PlanSource);

impl Rules {
    fn permit(paths: &[&str]) -> Self {
        Self::default().and_permit(paths)
    }

    fn and_permit(mut self, paths: &[&str]) -> Self {
        self.0.permits.extend(paths.iter().map(|text| permit(text, Form::Clear)));
        self
    }

    /// A further permit, in a form.
    fn form(mut self, text: &str, form: Form) -> Self {
        self.0.permits.push(permit(text, form));
        self
    }

    fn age(self, text: &str) -> Self {
        self.form(text, Form::AgeInYears)
    }

    fn forbid(mut self, text: &str) -> Self {
        self.0.forbids.push(ForbidSource { path: Some(path(text)), only_when: None });
        self
    }

    fn forbid_when(mut self, text: &str, fact: &str) -> Self {
        let only_when = Some(condition(fact, true));
        self.0.forbids.push(ForbidSource { path: Some(path(text)), only_when });
        self
    }

    fn fact(self, name: &str, paths: &[&str], unless: &[&str], when_absent: bool) -> Self {
        let unless = unless.iter().map(|text| (*text).to_owned()).collect();
        self.tested(name, paths, Test::HoldsUnless(unless), when_absent)
    }

    fn tested(mut self, name: &str, paths: &[&str], test: Test, when_absent: bool) -> Self {
        self.0.facts.push(FactSource {
            name: name.to_owned(),
            paths: paths.iter().map(|text| path(text)).collect(),
            test,
            when_absent,
        });
        self
    }

    fn known(mut self, paths: &[&str]) -> Self {
        self.0.known.extend(paths.iter().map(|text| path(text)));
        self
    }

    fn plan(self) -> Plan {
        Plan::compile(self.0).unwrap()
    }

    /// Redacts a document and gives what comes out.
    fn of(self, document: &str) -> String {
        self.account(document).body
    }

    fn account(self, document: &str) -> Redacted {
        redact(&self.plan(), document.as_bytes()).unwrap()
    }
}

/// Redacts a document fed whole.
fn redact(plan: &Plan, document: &[u8]) -> Result<Redacted, Unreadable> {
    in_chunks(plan, std::iter::once(document))
}

fn in_chunks<'a>(
    plan: &Plan,
    chunks: impl Iterator<Item = &'a [u8]>,
) -> Result<Redacted, Unreadable> {
    in_setting(plan, setting(), chunks)
}

fn in_setting<'a>(
    plan: &Plan,
    setting: Setting<'_>,
    chunks: impl Iterator<Item = &'a [u8]>,
) -> Result<Redacted, Unreadable> {
    let mut redactor = Redactor::new(plan, setting);
    for chunk in chunks {
        redactor.feed(chunk)?;
        assert!(redactor.take().is_empty(), "one record is whole or nothing");
    }
    redactor.finish()?;
    let mut writer = Writer::new(plan.format());
    let mut redacted = Redacted::default();
    for piece in redactor.take() {
        match piece {
            Piece::Frame(frame) => writer.frame(frame),
            Piece::Record(record) => {
                writer.record(record.body);
                redacted = told(record.account);
            }
        }
    }
    let body = String::from_utf8(writer.take()).unwrap();
    Ok(Redacted { body, ..redacted })
}

fn told(account: sluse::redact::Account) -> Redacted {
    Redacted {
        body: String::new(),
        released: account.released,
        withheld: account.withheld,
        withheld_unnamed: account.withheld_unnamed as usize,
        unfit: account.unfit,
        facts: account.facts,
    }
}
