//! The proof that the checkpoint covers an entry, made from files.

use super::{Folder, Heads, VerifyError};
use crate::ledger::read::FULL;
use crate::merkle::Hash;
use crate::merkle::proof::{ProofFile, ProofFileError, verify_inclusion};
use crate::merkle::tile::BundleId;
use bytes::Bytes;
use std::path::Path;

/// An entry and the proof that it is in the log.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The proof, without the entry.
    pub file: ProofFile,
    /// The bytes of the entry, as they were hashed.
    pub entry: Bytes,
}

impl Proof {
    /// One file with both: the entry's bytes stand in it as extra data, which the proof proves.
    ///
    /// # Errors
    /// When it would be too long.
    pub fn whole(&self) -> Result<ProofFile, ProofFileError> {
        self.file.clone().with_extra(&self.entry)
    }
}

/// Proves that the newest checkpoint covers entry `index`. What comes back has been checked.
///
/// # Errors
/// When the entry is not published, or the files do not prove it.
pub fn prove(dir: &Path, vkey: &str, index: u64) -> Result<Proof, VerifyError> {
    let folder = Folder::at(dir);
    let Heads { mut note, mut head, unpublished } = folder.heads(vkey)?;
    // What witnesses have cosigned proves more than what the log alone has signed.
    if let Some(cosigned) = folder.cosigned(vkey)?.filter(|(_, head)| index < head.size()) {
        (note, head) = cosigned;
    }
    let size = head.size();
    let Some(bundle) = BundleId::in_tree(index / FULL, size).filter(|_| index < size) else {
        let durable = size + unpublished.len() as u64;
        return Err(match index < durable {
            true => VerifyError::Unpublished { index, size },
            false => VerifyError::Beyond { index, size: durable },
        });
    };
    let entry = folder.entry(bundle, index)?;
    let path = folder.path(index, size)?;
    verify_inclusion(&Hash::leaf(&entry), index, size, &path, &head.root())
        .map_err(|_| VerifyError::Root { size })?;
    let file = ProofFile::new(index, path, &note)
        .map_err(|_| VerifyError::Form { path: "checkpoint".to_owned() })?;
    Ok(Proof { file, entry })
}
