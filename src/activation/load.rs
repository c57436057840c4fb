//! A folder's policies with the cases beside them, both as they were at one moment.

use super::{NotActivated, cases, folder};
use crate::gateway::active::{Active, Compiled};
use crate::policy::{Case, PolicySet};
use std::path::Path;
use std::sync::Arc;

/// What a folder holds, checked and compiled; the cases are not yet tried.
pub struct Loaded {
    /// The policies.
    pub compiled: Compiled,
    /// The cases beside them.
    pub cases: Vec<Case>,
}

/// Reads, checks and compiles the policies and cases of a folder. What was so `before` keeps its plans.
/// Blocks on files.
///
/// # Errors
/// When the folder cannot be read, or policies or cases are wrong.
pub fn load(folder: &Path, before: Option<&Active>) -> Result<Loaded, NotActivated> {
    let files = folder::read_all(folder)?;
    let set = PolicySet::parse(&files.policies).map_err(NotActivated::Wrong)?;
    let compiled = Active::compile_after(Arc::new(set), before)
        .map_err(|error| NotActivated::Inapplicable(Arc::new(error)))?;
    let read = cases::read(folder, &files.cases, &compiled);
    Ok(Loaded { cases: read.map_err(NotActivated::Wrong)?, compiled })
}
