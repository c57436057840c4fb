//! What is wrong with a registry, and where.

use crate::jose::jwk::KeyError;
use crate::vocab::Malformed;
use crate::vocab::party::{ClientId, Organisation};
use crate::vocab::scope::Scope;
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

/// What is wrong. The registry is the operator's own file, so names in it may be repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not TOML, a wrong type, a missing or unknown key, a malformed word.
    #[error("{0}")]
    Form(String),
    /// A word that is malformed.
    #[error(transparent)]
    Word(#[from] Malformed),
    /// An organisation stands twice.
    #[error("organisation {0} is registered twice")]
    OrganisationTwice(Organisation),
    /// A client stands twice.
    #[error("client {0} is registered twice")]
    ClientTwice(ClientId),
    /// A scope stands twice.
    #[error("scope {0} is registered twice")]
    ScopeTwice(Scope),
    /// A delegation stands twice.
    #[error("this scope is delegated twice by {consumer} to {supplier}")]
    DelegationTwice {
        /// Who delegates.
        consumer: Organisation,
        /// To whom.
        supplier: Organisation,
    },
    /// An organisation is named but not registered.
    #[error("organisation {0} is not registered: add an [[organisation]] with its number and name")]
    NoOrganisation(Organisation),
    /// A scope is named but not registered.
    #[error("scope {scope} is not registered{}", did_you_mean(.nearest.as_ref()))]
    NoScope {
        /// The scope.
        scope: Scope,
        /// The registered scope most like it.
        nearest: Option<Scope>,
    },
    /// A delegation of a scope that cannot be delegated.
    #[error("scope {0} has no delegation_source, so it cannot be delegated")]
    NotDelegable(Scope),
    /// A delegation to oneself.
    #[error("consumer and supplier are the same organisation")]
    DelegatedToItself,
    /// A client without keys.
    #[error("the client has no key: add a [[client.key]] with its public JWK")]
    NoKey,
    /// A client with too many keys.
    #[error("the client has more than 5 keys")]
    TooManyKeys,
    /// A client's key without a name.
    #[error("the key has no kid, and grants name their key by kid")]
    KeyWithoutKid,
    /// Two of a client's keys have one name.
    #[error("two of the client's keys have the same kid")]
    KidTwice,
    /// A key that is refused.
    #[error("the key is refused: {0}")]
    Key(#[from] KeyError),
}

fn did_you_mean(nearest: Option<&Scope>) -> String {
    nearest.map(|scope| format!("; did you mean {scope}?")).unwrap_or_default()
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
