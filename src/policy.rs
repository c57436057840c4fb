//! Floor 10: what may be read, by whom, for what purpose, on what law.
//!
//! A pure engine: texts in, a checked [`PolicySet`] or all its errors out; an [`Ask`] in, a [`Permit`]
//! or a [`Refused`] out. No IO, no clock, no HTTP, no tokens. Nothing is permitted by default, a
//! forbid wins, and an error is a no. The language is described in `policies/README.md`.

mod ask;
mod case;
mod catalogue;
mod check;
mod decide;
mod diff;
mod draft;
mod error;
mod explain;
mod ladder;
mod matrix;
mod page;
mod parameter;
mod parse;
mod reach;
mod record;
mod refused;
mod render;
mod requires;
mod route;
mod rule;
mod service;
mod set;

pub use ask::Ask;
pub use case::{Case, Documents, Expected, read_cases};
pub use catalogue::{Catalogue, NotAnAddress, PREFIXES};
pub use decide::{Permit, decide};
pub use diff::{
    Diff, FACTS_OF_A_FIELD, FieldChange, Given, Kind, NotCompared, Of, TermChange, Way, diff,
};
pub use draft::Outline;
pub use error::{Code, PolicyError};
pub use explain::field::{FieldExplanation, FieldRules};
pub use explain::{Explanation, explain};
pub use ladder::{Form, Rung};
pub use matrix::{Column, Row, Table, matrix};
pub use parameter::{Allowed, Parameter, QueryRefused, VALUE_BYTES, Value, encoded};
pub use reach::{Item, Reached, Reader, reach};
pub use record::{Activity, Controller, Datum, record};
pub use refused::Refused;
pub use render::{Look, render, render_as};
pub use requires::{CasePattern, Ceiling, Counted, Hours, Limits, Requires, Retention};
pub use route::{Member, Method, Route, Shape, SubjectPlace};
pub use rule::{
    Condition, Delay, Forbidden, Membership, NoGroups, Permitted, Purpose, Validity, Whole,
};
pub use service::{Fact, Field, Format, Part, Sensitivity, Service, Test, Versions};
pub use set::{Matched, PolicySet};

/// One policy file: what it is called and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySource {
    /// The name, as errors show it: the path below the folder of policies, with `/`.
    pub name: String,
    /// The text, TOML 1.0.
    pub text: String,
}
