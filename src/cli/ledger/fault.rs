//! How a ledger command ends when it does not end well: a line on stderr and a code that scripts
//! can rely on.

use crate::ledger::LedgerError;
use crate::ledger::store::StoreError;
use crate::ledger::verify::VerifyError;
use crate::vocab::cause::Told;
use serde_json::json;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

/// The codes of the commands that check and show, as their help has them.
pub(super) const CODES: &str = "\
Exit codes of what checks, proves and shows: 0 good; 1 the ledger or the proof is bad; 2 not used rightly; \
3 a file could not be read or written; 4 what was asked for is not there";

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(super) enum Fault {
    /// The ledger or the proof does not hold.
    Bad(Box<dyn Error + Send + Sync>),
    /// What was asked does not go together; clap finds what one argument alone can tell.
    Usage(String),
    /// A file could not be read or written.
    Unreadable(Box<dyn Error + Send + Sync>),
    /// The ledger holds, but what was asked for is not in it, or not yet.
    Absent(Box<dyn Error + Send + Sync>),
    /// As [`Fault::Bad`]; what was found is printed already.
    FoundBad,
    /// As [`Fault::Absent`]; what was found is printed already.
    FoundAbsent,
}

impl Fault {
    /// A file that could not be read or written, by its name.
    pub(super) fn file(path: &std::path::Path) -> impl Fn(io::Error) -> Self {
        move |error| Self::Unreadable(format!("{}: {}", path.display(), error.kind()).into())
    }

    const fn code(&self) -> u8 {
        match self {
            Self::Bad(_) | Self::FoundBad => 1,
            Self::Usage(_) => 2,
            Self::Unreadable(_) => 3,
            Self::Absent(_) | Self::FoundAbsent => 4,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Bad(error) | Self::Unreadable(error) | Self::Absent(error) => {
                Told(error.as_ref()).to_string()
            }
            Self::Usage(text) => text.clone(),
            Self::FoundBad | Self::FoundAbsent => String::new(),
        }
    }

    /// Whether it is that nobody reads what is printed any more, which is no fault.
    fn is_closed_pipe(&self) -> bool {
        let Self::Unreadable(error) = self else { return false };
        let io = error.downcast_ref::<io::Error>();
        io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Says it on stderr and, where JSON was asked for, in JSON on stdout; gives the code.
    pub(super) fn tell(&self, as_json: bool) -> ExitCode {
        if self.is_closed_pipe() {
            return ExitCode::SUCCESS;
        }
        if matches!(self, Self::FoundBad | Self::FoundAbsent) {
            return ExitCode::from(self.code());
        }
        let text = self.text();
        // When stderr or stdout are closed there is nobody to tell; the code still says it.
        let _ = writeln!(io::stderr(), "sluse: {text}");
        if as_json {
            let told = json!({ "holds": false, "code": self.code(), "error": text });
            let _ = writeln!(io::stdout(), "{told}");
        }
        ExitCode::from(self.code())
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error.into())
    }
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        let is_bad = match &error {
            LedgerError::Store(error) => {
                !matches!(error, StoreError::Io { .. } | StoreError::Locked)
            }
            LedgerError::Vault(_)
            | LedgerError::Index(_)
            | LedgerError::SignerName { .. }
            | LedgerError::Sign(_)
            | LedgerError::LedgerMissing
            | LedgerError::PersonsMissing
            | LedgerError::Clock(_)
            | LedgerError::Thread(_) => false,
            LedgerError::Read(_)
            | LedgerError::Checkpoint(_)
            | LedgerError::CheckpointMissing
            | LedgerError::Edge(_)
            | LedgerError::RolledBack { .. }
            | LedgerError::Forked(_)
            | LedgerError::OlderThanVault { .. }
            | LedgerError::Differs(_) => true,
        };
        if is_bad { Self::Bad(error.into()) } else { Self::Unreadable(error.into()) }
    }
}

impl From<VerifyError> for Fault {
    fn from(error: VerifyError) -> Self {
        match &error {
            VerifyError::Io { .. }
            | VerifyError::Thread(_)
            | VerifyError::Journal(StoreError::Io { .. }) => Self::Unreadable(error.into()),
            VerifyError::Key(_) => Self::Usage(Told(&error).to_string()),
            VerifyError::Beyond { .. }
            | VerifyError::Unpublished { .. }
            | VerifyError::Expired { .. } => Self::Absent(error.into()),
            VerifyError::Checkpoint(_)
            | VerifyError::Missing { .. }
            | VerifyError::Form { .. }
            | VerifyError::Entry { .. }
            | VerifyError::Tile { .. }
            | VerifyError::Root { .. }
            | VerifyError::Pruned { .. }
            | VerifyError::Cosigned
            | VerifyError::UnknownForm { .. }
            | VerifyError::Time { .. }
            | VerifyError::Journal(_) => Self::Bad(error.into()),
        }
    }
}
