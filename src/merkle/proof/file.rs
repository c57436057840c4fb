//! A proof in a file, for who has an entry and no connection to the log (c2sp.org/tlog-proof).
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64>             (left out when empty; nothing vouches for it)
//! index <decimal>
//! <base64 hash>              (the inclusion path, the leaf's sibling first)
//!
//! <the signed checkpoint>
//! ```

use super::{MOST_HASHES, ProofError, verify_inclusion};
use crate::merkle::checkpoint::{Checkpoint, CheckpointError};
use crate::merkle::note::NoteVerifier;
use crate::merkle::{Hash, decimal};
use crate::vocab::limits::Limit;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A whole proof file: the largest note, and room for a path and extra data.
pub const PROOF_FILE_BYTES: Limit = Limit { name: "proof_file_bytes", most: 1_100_000 };

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1\n";

/// Why a proof file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofFileError {
    /// The file is too long.
    #[error("the proof passes the limit {0}")]
    TooLarge(Limit),
    /// The file is not UTF-8, or its first line is not that of this format.
    #[error("the file is not a c2sp.org/tlog-proof@v1")]
    NotAProof,
    /// A line before the checkpoint has not the form that the format gives it.
    #[error("the {0} of the proof is malformed")]
    Malformed(&'static str),
    /// The checkpoint was refused.
    #[error("the checkpoint of the proof was refused")]
    Checkpoint(#[from] CheckpointError),
    /// The path does not prove the entry.
    #[error("the entry is not proven")]
    Path(#[from] ProofError),
}

/// A proof as it stands in a file; nothing in it has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    extra: Vec<u8>,
    index: u64,
    path: Vec<Hash>,
    checkpoint: String,
}

impl ProofFile {
    /// Joins an inclusion path with the signed checkpoint of the tree that it leads to.
    ///
    /// # Errors
    /// When the path has more than 63 hashes, the checkpoint is not text, or both are too long.
    pub fn new(index: u64, path: Vec<Hash>, checkpoint: &[u8]) -> Result<Self, ProofFileError> {
        let checkpoint = std::str::from_utf8(checkpoint).map_err(|_| ProofFileError::NotAProof)?;
        Self { extra: Vec::new(), index, path, checkpoint: checkpoint.into() }.checked()
    }

    /// The same with extra data, which nothing vouches for.
    ///
    /// # Errors
    /// When it makes too long a file.
    pub fn with_extra(self, extra: &[u8]) -> Result<Self, ProofFileError> {
        Self { extra: extra.to_vec(), ..self }.checked()
    }

    fn checked(self) -> Result<Self, ProofFileError> {
        if self.path.len() > MOST_HASHES {
            return Err(ProofFileError::Malformed("path"));
        }
        if self.format().len() > PROOF_FILE_BYTES.most {
            return Err(ProofFileError::TooLarge(PROOF_FILE_BYTES));
        }
        Ok(self)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When it is not one that [`ProofFile::format`] writes.
    pub fn parse(file: &[u8]) -> Result<Self, ProofFileError> {
        if file.len() > PROOF_FILE_BYTES.most {
            return Err(ProofFileError::TooLarge(PROOF_FILE_BYTES));
        }
        let file = std::str::from_utf8(file).map_err(|_| ProofFileError::NotAProof)?;
        let rest = file.strip_prefix(FIRST_LINE).ok_or(ProofFileError::NotAProof)?;
        let (extra, rest) = parse_extra(rest)?;
        let (index, mut rest) = next_line(rest, "index")?;
        let index = index.strip_prefix("index ").and_then(decimal);
        let index = index.ok_or(ProofFileError::Malformed("index"))?;
        let mut path = Vec::new();
        loop {
            let (line, after) = next_line(rest, "path")?;
            rest = after;
            if line.is_empty() {
                break;
            }
            if path.len() == MOST_HASHES {
                return Err(ProofFileError::Malformed("path"));
            }
            path.push(Hash::parse(line).map_err(|_| ProofFileError::Malformed("path"))?);
        }
        Ok(Self { extra, index, path, checkpoint: rest.to_owned() })
    }

    /// The file.
    #[must_use]
    pub fn format(&self) -> String {
        let mut file = String::from(FIRST_LINE);
        if !self.extra.is_empty() {
            file += &format!("extra {}\n", STANDARD.encode(&self.extra));
        }
        file += &format!("index {}\n", self.index);
        for hash in &self.path {
            file += &format!("{hash}\n");
        }
        file + "\n" + &self.checkpoint
    }

    /// The index that the proof claims for its entry.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The extra data; nothing vouches for it.
    #[must_use]
    pub fn extra(&self) -> &[u8] {
        &self.extra
    }

    /// The signed checkpoint as it stands in the file, for who wants to see its cosignatures.
    #[must_use]
    pub const fn checkpoint(&self) -> &str {
        self.checkpoint.as_str()
    }

    /// Checks the file for an entry's bytes: a known key of the log signed the checkpoint, and the
    /// path leads from the entry to its root.
    ///
    /// # Errors
    /// When the checkpoint is refused or the path does not lead to its root.
    pub fn verify(
        &self,
        entry: &[u8],
        verifiers: &[NoteVerifier],
    ) -> Result<Proven, ProofFileError> {
        let checkpoint = Checkpoint::open(self.checkpoint.as_bytes(), verifiers)?;
        self.leads_to(entry, checkpoint)
    }

    /// Checks that the path leads from an entry's bytes to the root of this checkpoint, which whoever
    /// calls has found good: it must be the one in the file.
    ///
    /// # Errors
    /// When the path does not lead there.
    pub fn leads_to(&self, entry: &[u8], checkpoint: Checkpoint) -> Result<Proven, ProofFileError> {
        let leaf = Hash::leaf(entry);
        verify_inclusion(&leaf, self.index, checkpoint.size(), &self.path, &checkpoint.root())?;
        Ok(Proven { index: self.index, checkpoint })
    }
}

/// That an entry is in a log, as [`ProofFile::verify`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    index: u64,
    checkpoint: Checkpoint,
}

impl Proven {
    /// The place of the entry in the log, counted from 0.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The checkpoint that the log vouches for the entry with.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }
}

fn parse_extra(rest: &str) -> Result<(Vec<u8>, &str), ProofFileError> {
    if !rest.starts_with("extra ") {
        return Ok((Vec::new(), rest));
    }
    let (line, rest) = next_line(rest, "extra data")?;
    let extra = line.strip_prefix("extra ").and_then(|text| STANDARD.decode(text).ok());
    let extra = extra.filter(|extra| !extra.is_empty());
    Ok((extra.ok_or(ProofFileError::Malformed("extra data"))?, rest))
}

fn next_line<'a>(text: &'a str, part: &'static str) -> Result<(&'a str, &'a str), ProofFileError> {
    text.split_once('\n').ok_or(ProofFileError::Malformed(part))
}
