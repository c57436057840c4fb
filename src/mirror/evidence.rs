//! Two checkpoints that one key has signed and that cannot both be true. They convict whoever holds
//! the key, so they are kept, durable, beside the copy.

use super::{Folder, MirrorError};
use crate::disk::{make_folder, sync_folder};
use crate::merkle::checkpoint::Checkpoint;
use crate::vocab::time::Timestamp;
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What is wrong with the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// Its tree does not begin with the tree that it signed before.
    Fork,
    /// It shows an older tree than it has signed.
    RolledBack,
}

impl Charge {
    const fn name(self) -> &'static str {
        match self {
            Self::Fork => "fork",
            Self::RolledBack => "rolled-back",
        }
    }
}

/// A checkpoint as it was signed, and what it says.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The whole note.
    pub note: &'a [u8],
    /// What it says.
    pub says: &'a Checkpoint,
}

/// Keeps both checkpoints: `had`, which the copy holds all of, and `offered`. `derived` is the root that
/// the offered tree has at the size of the other, where its own tiles told. Gives the folder.
///
/// # Errors
/// When they could not be written.
pub(super) fn keep(
    folder: &Folder,
    charge: Charge,
    had: Signed<'_>,
    offered: Signed<'_>,
    derived: Option<String>,
    now: Timestamp,
) -> Result<PathBuf, MirrorError> {
    let evidence = folder.root().join("evidence");
    if let Some(kept) = kept(&evidence, charge, had, offered) {
        return Ok(kept);
    }
    let place = evidence.join(name(charge, now));
    let said =
        |one: Signed<'_>| json!({ "size": one.says.size(), "root": one.says.root().to_string() });
    let told = json!({
        "found": charge.name(), "at": now, "origin": had.says.origin(), "had": said(had),
        "offered": said(offered), "offered_root_at_the_size_of_the_other": derived,
    });
    let write = || -> io::Result<()> {
        make_folder(&place)?;
        write(&place.join("had.checkpoint"), had.note)?;
        write(&place.join("offered.checkpoint"), offered.note)?;
        write(&place.join("evidence.json"), format!("{told:#}\n").as_bytes())?;
        sync_folder(&place)
    };
    write().map_err(MirrorError::io("keeping evidence"))?;
    folder.sync(&evidence)?;
    Ok(place)
}

/// Where the same two checkpoints are kept already: whoever follows a log meets them again and again.
fn kept(evidence: &Path, charge: Charge, had: Signed<'_>, offered: Signed<'_>) -> Option<PathBuf> {
    let is_same = |place: &PathBuf| {
        let holds = |name: &str, note: &[u8]| fs::read(place.join(name)).is_ok_and(|it| it == note);
        place.to_str().is_some_and(|name| name.ends_with(charge.name()))
            && holds("had.checkpoint", had.note)
            && holds("offered.checkpoint", offered.note)
    };
    let places = fs::read_dir(evidence).ok()?.flatten().map(|item| item.path());
    places.into_iter().find(is_same)
}

/// How many findings are kept in a copy's folder.
#[must_use]
pub fn count(root: &Path) -> usize {
    fs::read_dir(root.join("evidence")).map_or(0, |found| found.flatten().count())
}

/// `20261129T120000000Z-fork`.
fn name(charge: Charge, now: Timestamp) -> String {
    let plain: String = now.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{plain}-{}", charge.name())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
