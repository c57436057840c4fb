//! What is wrong with the operator's file, and where.

use super::record::RecordKey;
use super::rules::Broken;
use crate::jose::jwk::KeyError;
use crate::vocab::Malformed;
use std::ops::Range;

/// A fault and its place: `registry.toml:12:3: …`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {fault}")]
pub struct RegistryError {
    /// What the text was called.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong. The file is the operator's own, so names in it may be repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not TOML, a wrong type, a missing or unknown key, a malformed word.
    #[error("{0}")]
    Form(String),
    /// A word that is malformed.
    #[error(transparent)]
    Word(#[from] Malformed),
    /// A record stands twice.
    #[error("{0} is registered twice")]
    Twice(RecordKey),
    /// A record breaks a rule.
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl From<KeyError> for Fault {
    fn from(fault: KeyError) -> Self {
        Self::Broken(fault.into())
    }
}

/// Turns places in a text into errors.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
}

impl Place<'_> {
    /// The error for a fault at these bytes.
    pub(super) fn at(self, span: Range<usize>, fault: Fault) -> RegistryError {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        RegistryError { file: self.file.to_owned(), line, column, fault }
    }

    /// The error for what the TOML reader refuses, with the nearest known key for an unknown one.
    pub(super) fn refused(self, error: &toml::de::Error) -> RegistryError {
        let mut message = error.message().to_owned();
        if let Some(key) = nearest_known(error.message()) {
            message = format!("{message}; did you mean `{key}`?");
        }
        self.at(error.span().unwrap_or_default(), Fault::Form(message))
    }
}

/// Serde names the unknown key and then the known ones in backquotes: finds the most alike.
fn nearest_known(message: &str) -> Option<&str> {
    let mut quoted = message.strip_prefix("unknown field ")?.split('`').skip(1).step_by(2);
    let unknown = quoted.next()?;
    nearest(unknown, quoted)
}

/// The known name nearest to a misspelt one, if any is near enough to be meant.
pub(super) fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .min()
        .map(|(_, name)| name)
}
