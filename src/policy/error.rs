//! What is wrong with a policy file, and where: one error for each fault.

use super::PolicySource;
use std::ops::Range;

/// Declares the codes once: variant, stable text, meaning.
macro_rules! codes {
    ($($name:ident = $text:literal, $meaning:literal;)*) => {
        /// The kind of a fault. The texts are stable: `policies/README.md` lists them, and a code
        /// that is given up is not used again.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $name,)*
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as text, for example `P012`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it means, in a few words.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

codes! {
    NotToml = "P001", "the text is not TOML";
    NeitherKind = "P002", "the file says neither `purpose = …` nor `service = …`";
    UnknownKey = "P003", "a key that the language does not have";
    MissingKey = "P004", "a key that must be there is not";
    WrongType = "P005", "a value of the wrong type";
    Malformed = "P006", "a value that does not have the form it must have";
    Empty = "P007", "a text or a list that must not be empty";
    UnknownWord = "P008", "a word that is not one of those that may stand there";
    ServiceTwice = "P010", "two files describe the same service";
    PurposeTwice = "P011", "two files describe the same purpose";
    UnknownService = "P012", "a purpose over a service that no file describes";
    NotAField = "P013", "a permit of something that is not a field of the service";
    PermitsOverlap = "P014", "two permits of the same field";
    PermitForbidden = "P015", "a permit of what the same purpose always forbids";
    UnknownFact = "P016", "a rule on a fact that the service does not have";
    ForbidNothing = "P017", "a forbid that touches no field of the service";
    NeverValid = "P018", "a validity that ends before it begins";
    NamedTwice = "P019", "the same thing named twice in one list";
    CheckDigit = "P020", "an organisation number with a wrong check digit";
    BadRoute = "P021", "a route that does not say where the person's number stands";
    RoutesCollide = "P022", "two routes that answer the same path";
    FieldsOverlap = "P023", "two fields where one stands inside the other";
    FactOutsideFields = "P024", "a fact read from something that is not a field of the service";
    RouteAtOdds = "P025", "a key of a route that does not go with the others";
    PartOutsideFields = "P026", "a part or a list of versions that touches no field of the service";
    UnknownPart = "P027", "a value of `select` that `[parts]` does not describe";
    BadForm = "P028", "a form that would say nothing, or everything";
    BadLimit = "P029", "a limit that permits nothing, or warns too late";
    BasisIncomplete = "P030", "a basis that does not carry what is permitted";
    NamespaceUnknown = "P031", "a prefix that `[namespaces]` does not declare";
    WholeAtOdds = "P032", "whole documents of a service with fields, or fields of one without";
    NeverBrought = "P033", "what rules are read from comes with none of the `[parts]`";
    UnknownPurpose = "P040", "cases of a purpose that no file describes";
    CaseAtOdds = "P041", "a case whose parts do not go together, or that expects nothing";
    UnknownRoute = "P042", "a case that asks in a way that the service does not answer";
    OutsideFields = "P043", "a case that counts on something that is not a field of the service";
    NoDocument = "P044", "a document of a case that cannot be read";
}

/// One fault in one file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {}: {message}", code.as_str())]
pub struct PolicyError {
    /// The kind.
    pub code: Code,
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// How many characters of the line are at fault, at least 1.
    pub width: usize,
    /// The line itself.
    pub source_line: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it, for example the nearest known name.
    pub help: Option<String>,
}

impl PolicyError {
    /// A fault at these bytes of this file. A span that runs over several lines marks the first.
    pub(super) fn at(
        code: Code,
        source: &PolicySource,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        let before = source.text.get(..span.start).unwrap_or(&source.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = source.text.get(line_start..).unwrap_or_default();
        let source_line = rest.lines().next().unwrap_or_default();
        let indent = before.get(line_start..).map_or(0, |text| text.chars().count());
        let marked = source.text.get(span).unwrap_or_default().lines().next().unwrap_or_default();
        Self {
            code,
            file: source.name.clone(),
            line: before.matches('\n').count() + 1,
            column: indent + 1,
            width: marked.trim_end().chars().count().max(1),
            source_line: source_line.to_owned(),
            message: message.into(),
            help: None,
        }
    }

    /// The same with advice, if there is any.
    pub(super) fn help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

/// What faults are sorted by.
pub(super) fn place(error: &PolicyError) -> (&str, usize, usize, Code) {
    (&error.file, error.line, error.column, error.code)
}

/// The known name nearest to a misspelt one, if any is near enough to be meant.
pub(super) fn nearest<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    /// Longer texts are not compared: the work grows with the product of the lengths.
    const LONGEST: usize = 128;
    if wrong.len() > LONGEST {
        return None;
    }
    let folded = wrong.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&folded, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Advice that names the nearest known name, or else all that may stand there.
pub(super) fn did_you_mean(wrong: &str, known: &[&str]) -> Option<String> {
    match nearest(wrong, known.iter().copied()) {
        Some(name) => Some(format!("did you mean `{name}`?")),
        None if known.is_empty() => None,
        None => Some(format!("known here: {}", known.join(", "))),
    }
}
