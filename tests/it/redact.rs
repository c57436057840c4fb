//! The field filter: only what is permitted comes out, byte for byte, and one fault refuses it all.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that fails is a test that fails"
)]

mod account;
mod facts;
mod kept;
mod model;
mod narrowed;
mod properties;
mod refused;
mod rules;

use sluse::redact::{FactSource, Form, Plan, PlanSource, Redacted, Redactor, Unreadable};
use sluse::vocab::field::FieldPath;
use sluse::vocab::time::Day;

fn path(text: &str) -> FieldPath {
    FieldPath::parse(text).unwrap()
}

fn today() -> Day {
    Day::parse("2026-11-21").unwrap()
}

/// A plan written as text.
#[derive(Default)]
struct Rules(PlanSource);

impl Rules {
    fn permit(paths: &[&str]) -> Self {
        Self::default().and_permit(paths)
    }

    fn and_permit(mut self, paths: &[&str]) -> Self {
        self.0.permits.extend(paths.iter().map(|text| (path(text), Form::Clear)));
        self
    }

    fn scalar(mut self, text: &str) -> Self {
        self.0.permits.push((path(text), Form::Scalar));
        self
    }

    fn age(mut self, text: &str) -> Self {
        self.0.permits.push((path(text), Form::AgeInYears));
        self
    }

    fn forbid(mut self, text: &str) -> Self {
        self.0.forbids.push((path(text), None));
        self
    }

    fn forbid_when(mut self, text: &str, fact: &str) -> Self {
        self.0.forbids.push((path(text), Some(fact.to_owned())));
        self
    }

    fn fact(mut self, name: &str, paths: &[&str], unless: &[&str], when_absent: bool) -> Self {
        self.0.facts.push(FactSource {
            name: name.to_owned(),
            paths: paths.iter().map(|text| path(text)).collect(),
            holds_unless: unless.iter().map(|text| (*text).to_owned()).collect(),
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
        body(&self.account(document))
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
    let mut redactor = Redactor::new(plan, today());
    for chunk in chunks {
        redactor.feed(chunk)?;
    }
    redactor.finish()
}

fn body(redacted: &Redacted) -> String {
    String::from_utf8(redacted.body.clone()).unwrap()
}
