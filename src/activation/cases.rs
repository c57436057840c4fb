//! The cases beside the policies: a set that does not do what its cases say does not come into force.

use crate::gateway::active::Compiled;
use crate::gateway::trial::{Tried, try_case};
use crate::policy::{Case, Documents, PolicyError, PolicySource, read_cases};
use crate::vocab::limits::Limit;
use std::fs;
use std::path::Path;

/// One document that a case names.
pub const CASE_DOCUMENT_BYTES: Limit =
    Limit { name: "case_document_bytes", most: 16 * 1024 * 1024 };

/// What files of cases end with.
pub(super) const SUFFIX: &str = ".test.toml";

/// The documents below a folder.
struct Below<'f>(&'f Path);

impl Documents for Below<'_> {
    fn open(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.0.join(name);
        let seen = fs::metadata(&path).ok()?;
        let fits = seen.is_file() && seen.len() <= CASE_DOCUMENT_BYTES.most as u64;
        fits.then(|| fs::read(&path).ok()).flatten()
    }
}

/// Reads the cases of these files, with the documents that they name below the folder. Blocks on files.
///
/// # Errors
/// All that is wrong with them.
pub fn read(
    folder: &Path,
    files: &[PolicySource],
    compiled: &Compiled,
) -> Result<Vec<Case>, Vec<PolicyError>> {
    read_cases(files, compiled.set(), &Below(folder))
}

/// Cases that do not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} of {} cases do not hold; the first: {}", names.len(), tried, names.first().map_or("", String::as_str))]
pub struct NotHolding {
    /// How many were tried.
    pub tried: usize,
    /// Where each stands, and its name.
    pub names: Vec<String>,
}

/// Tries all cases.
///
/// # Errors
/// The cases that do not hold.
pub fn hold(compiled: &Compiled, cases: &[Case]) -> Result<(), NotHolding> {
    let named = |tried: Tried<'_>| {
        let Case { file, line, name, .. } = tried.case;
        (!tried.faults.is_empty()).then(|| format!("{file}:{line}: {name}"))
    };
    let names: Vec<String> =
        cases.iter().filter_map(|case| named(try_case(compiled, case))).collect();
    if names.is_empty() { Ok(()) } else { Err(NotHolding { tried: cases.len(), names }) }
}
