//! What a folder says held against the set before: signs that a file is not written to its end.
//!
//! A file that is cut off may be a good file, and permit more: forbids stand after permits.

use crate::policy::{PolicySet, PolicySource};
use std::collections::HashMap;

/// Why a set looks half written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfinished {
    /// A file's text is the beginning of what it was.
    #[error(
        "{name}: ends where its former text goes on, as if half written; if it is meant, end it \
         with a comment"
    )]
    CutOff {
        /// The file.
        name: String,
    },
    /// No file describes a purpose any more.
    #[error("no file of the folder has a purpose, and the set before has some")]
    NoPurposes,
}

/// Holds a set against the files of the one before it. Blanks at the end of a file are nothing.
///
/// # Errors
/// When it looks half written.
pub(super) fn finished(set: &PolicySet, before: &[&PolicySource]) -> Result<(), Unfinished> {
    let known: HashMap<&str, &str> =
        before.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
    let is_cut_off = |file: &&PolicySource| {
        let former = known.get(file.name.as_str());
        let rest = former.and_then(|former| former.strip_prefix(file.text.as_str()));
        rest.is_some_and(|rest| !rest.trim().is_empty())
    };
    if let Some(file) = set.files().iter().find(is_cut_off) {
        return Err(Unfinished::CutOff { name: file.name.clone() });
    }
    if set.purposes().is_empty() && had_purposes(before) {
        return Err(Unfinished::NoPurposes);
    }
    Ok(())
}

fn had_purposes(before: &[&PolicySource]) -> bool {
    let files: Vec<PolicySource> = before.iter().map(|file| (*file).clone()).collect();
    PolicySet::parse(&files).is_ok_and(|before| !before.purposes().is_empty())
}
