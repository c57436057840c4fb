//! What the doctor found, step by step.

use super::code::Code;
use serde_json::{Value, json};
use std::fmt;

/// What is looked at, in this order: a later step tells little while an earlier one is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Whether the issuer can be reached and trusted.
    Connection,
    /// Our clock against the issuer's.
    Clock,
    /// The private key's file: mode, age, strength.
    Key,
    /// Whether client and key are registered.
    Registration,
    /// The issuer's name, and the audience of grants.
    Issuer,
    /// The business certificate.
    Certificate,
    /// Whether the client has the scopes.
    Scope,
    /// Whether the providers have given access to them.
    Access,
    /// Whether the consumer has delegated them.
    Delegation,
    /// All else about tokens.
    Token,
    /// Whether the gateway takes the token.
    Gateway,
    /// A grant that the client's own program made.
    Grant,
}

impl Step {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Clock => "clock",
            Self::Key => "key",
            Self::Registration => "registration",
            Self::Issuer => "issuer",
            Self::Certificate => "certificate",
            Self::Scope => "scope",
            Self::Access => "access",
            Self::Delegation => "delegation",
            Self::Token => "token",
            Self::Gateway => "gateway",
            Self::Grant => "grant",
        }
    }
}

/// How a step came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Good: what was seen.
    Good(String),
    /// Wrong: which finding, and what was seen.
    Wrong(Code, String),
    /// Not looked at, and why.
    Skipped(String),
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Of which step.
    pub step: Step,
    /// How it came out.
    pub outcome: Outcome,
}

/// All that was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    checks: Vec<Check>,
}

impl Report {
    pub(super) fn good(&mut self, step: Step, seen: impl Into<String>) {
        self.add(step, Outcome::Good(seen.into()));
    }

    pub(super) fn wrong(&mut self, step: Step, code: Code, seen: impl Into<String>) {
        self.add(step, Outcome::Wrong(code, seen.into()));
    }

    pub(super) fn skip(&mut self, step: Step, why: impl Into<String>) {
        self.add(step, Outcome::Skipped(why.into()));
    }

    fn add(&mut self, step: Step, outcome: Outcome) {
        self.checks.push(Check { step, outcome });
        self.checks.sort_by_key(|check| check.step);
    }

    /// Whether a step was found wrong.
    pub(super) fn is_wrong(&self, step: Step) -> bool {
        let wrong = |check: &&Check| matches!(check.outcome, Outcome::Wrong(..));
        self.checks.iter().filter(wrong).any(|check| check.step == step)
    }

    /// All that was looked at, in the order of the steps.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// The findings, in the order of the steps.
    pub fn findings(&self) -> impl Iterator<Item = Code> {
        self.checks.iter().filter_map(|check| match check.outcome {
            Outcome::Wrong(code, _) => Some(code),
            Outcome::Good(_) | Outcome::Skipped(_) => None,
        })
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings().next().is_none()
    }

    /// The same for programs.
    #[must_use]
    pub fn as_json(&self) -> Value {
        let checks = self.checks.iter().map(|Check { step, outcome }| match outcome {
            Outcome::Good(seen) => json!({ "step": step.name(), "outcome": "good", "seen": seen }),
            Outcome::Skipped(why) => {
                json!({ "step": step.name(), "outcome": "skipped", "why": why })
            }
            Outcome::Wrong(code, seen) => json!({
                "step": step.name(), "outcome": "wrong", "finding": code.name(), "seen": seen,
                "wanted": code.wanted(), "what_to_do": code.mend(),
            }),
        });
        json!({ "good": self.is_good(), "checks": checks.collect::<Vec<_>>() })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Check { step, outcome } in &self.checks {
            let step = step.name();
            match outcome {
                Outcome::Good(seen) => writeln!(out, "ok       {step:<13}{seen}")?,
                Outcome::Skipped(why) => writeln!(out, "-        {step:<13}{why}")?,
                Outcome::Wrong(code, seen) => {
                    writeln!(out, "WRONG    {step:<13}{}", code.name())?;
                    writeln!(out, "           seen       {seen}")?;
                    writeln!(out, "           wanted     {}", code.wanted())?;
                    writeln!(out, "           what to do {}", code.mend())?;
                }
            }
        }
        match self.findings().count() {
            0 => writeln!(out, "everything is in order"),
            1 => writeln!(out, "1 finding"),
            count => writeln!(out, "{count} findings"),
        }
    }
}
