//! What a log asks of a witness, and when a witness may cosign (c2sp.org/tlog-witness).
//!
//! ```text
//! old <size>\n
//! <base64 hash>\n            (0 to 63: the proof that the new tree continues the old one)
//! \n
//! <the signed checkpoint>
//! ```
//!
//! A witness remembers of each log the newest checkpoint it has cosigned. [`AddCheckpoint::judge`] is
//! the whole of what it decides; that comparing and remembering are one step is for who calls.

use super::checkpoint::{Checkpoint, CheckpointError};
use super::cosign::{self, CosignVerifier};
use super::note::{Note, NoteError};
use super::policy::LogKey;
use super::proof::{MOST_HASHES, ProofError, verify_consistency};
use super::{Hash, decimal};
use crate::vocab::limits::Limit;
use ring::digest;
use std::fmt::Write;

/// A whole request: the longest proof, and a checkpoint with sixteen ML-DSA-44 signatures.
pub const ADD_CHECKPOINT_BYTES: Limit = Limit { name: "add_checkpoint_bytes", most: 64 * 1024 };

/// What a log sends, because there are witnesses that read no more.
pub const SENT_BYTES: Limit = Limit { name: "add_checkpoint_sent_bytes", most: 10 * 1024 };

/// A witness's whole answer: some lines.
pub const ANSWER_BYTES: Limit = Limit { name: "witness_answer_bytes", most: 64 * 1024 };

/// The media type of an answer that says which size the witness has.
pub const SIZE_TYPE: &str = "text/x.tlog.size";

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The request is not of the form above, or its checkpoint is none.
    #[error("the request is malformed: {0}")]
    Malformed(&'static str),
    /// The witness knows no log of this name.
    #[error("no log of this origin is witnessed here")]
    UnknownOrigin,
    /// No trusted key of the log signed, or one that claims to have did not.
    #[error("no trusted key of the log signed the checkpoint")]
    NotByLog,
    /// The old tree is larger than the new one.
    #[error("the old size is larger than that of the checkpoint")]
    OldIsLarger,
    /// The witness's newest checkpoint has another size than the request begins from.
    #[error("the newest checkpoint that was cosigned here has the size {size}")]
    OtherSize {
        /// The size that the witness has.
        size: u64,
    },
    /// The new tree does not continue the old one: a log that shows different trees, or a wrong proof.
    #[error("the checkpoint does not continue the one that was cosigned here")]
    Inconsistent(#[source] ProofError),
    /// A tree of size 0 with a root of its own.
    #[error("a tree without leaves has only one root")]
    EmptyRoot,
}

/// A request to cosign a checkpoint; nothing in it has been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    old: u64,
    proof: Vec<Hash>,
    note: Vec<u8>,
}

impl AddCheckpoint {
    /// Asks for a cosignature on this signed checkpoint, which continues the one of size `old`.
    ///
    /// # Errors
    /// When the proof is too long, or the request longer than all witnesses read.
    pub fn new(old: u64, proof: Vec<Hash>, note: &[u8]) -> Result<Self, Refused> {
        let request = Self { old, proof, note: note.to_vec() };
        if request.proof.len() > MOST_HASHES {
            return Err(Refused::Malformed("more than 63 hashes"));
        }
        if request.format().len() > SENT_BYTES.most {
            return Err(Refused::Malformed("too long to send"));
        }
        Ok(request)
    }

    /// Reads a request.
    ///
    /// # Errors
    /// [`Refused::Malformed`].
    pub fn parse(body: &[u8]) -> Result<Self, Refused> {
        let wrong = Refused::Malformed;
        if body.len() > ADD_CHECKPOINT_BYTES.most {
            return Err(wrong("too long"));
        }
        let body = std::str::from_utf8(body).map_err(|_| wrong("not UTF-8"))?;
        let (old, mut rest) = body.split_once('\n').ok_or(wrong("no line with the old size"))?;
        let old = old.strip_prefix("old ").and_then(decimal);
        let old = old.ok_or(wrong("no line with the old size"))?;
        let mut proof = Vec::new();
        loop {
            let (line, after) = rest.split_once('\n').ok_or(wrong("no empty line"))?;
            rest = after;
            if line.is_empty() {
                break;
            }
            if proof.len() == MOST_HASHES {
                return Err(wrong("more than 63 hashes"));
            }
            proof.push(Hash::parse(line).map_err(|_| wrong("a line that is no hash"))?);
        }
        Ok(Self { old, proof, note: rest.as_bytes().to_vec() })
    }

    /// The request as [`AddCheckpoint::parse`] reads it.
    #[must_use]
    pub fn format(&self) -> Vec<u8> {
        let mut head = format!("old {}\n", self.old);
        for hash in &self.proof {
            let _ = writeln!(head, "{hash}");
        }
        head.push('\n');
        [head.as_bytes(), &self.note].concat()
    }

    /// The name of the log whose checkpoint it is, as the request claims.
    ///
    /// # Errors
    /// [`Refused::Malformed`] when what follows the proof is no note.
    pub fn origin(&self) -> Result<&str, Refused> {
        let note = Note::parse(&self.note).map_err(|_| Refused::Malformed("no note"))?;
        Ok(note.text().split('\n').next().unwrap_or_default())
    }

    /// Whether a witness may cosign, who trusts these keys for this log and whose newest checkpoint of
    /// it is `newest` (none: it has cosigned none). It must remember the checkpoint before it gives the
    /// cosignature away, and nobody may have asked in between.
    ///
    /// # Errors
    /// Why not, and in the order in which the reasons are looked for.
    pub fn judge(&self, keys: &[LogKey], newest: Option<&Checkpoint>) -> Result<Good<'_>, Refused> {
        let note = Note::parse(&self.note).map_err(|_| Refused::Malformed("no note"))?;
        let by_log = log_lines(&note, keys)?;
        let checkpoint = match Checkpoint::parse_extended(note.text()) {
            Ok((checkpoint, _)) => checkpoint,
            Err(CheckpointError::EmptyRoot) => return Err(Refused::EmptyRoot),
            Err(_) => return Err(Refused::Malformed("no checkpoint")),
        };
        if self.old > checkpoint.size() {
            return Err(Refused::OldIsLarger);
        }
        let (size, root) = newest.map_or((0, Hash::EMPTY), |it| (it.size(), it.root()));
        if self.old != size {
            return Err(Refused::OtherSize { size });
        }
        verify_consistency(size, checkpoint.size(), &self.proof, &root, &checkpoint.root())
            .map_err(Refused::Inconsistent)?;
        Ok(Good { checkpoint, text: note.text(), by_log })
    }
}

/// The signature lines by trusted keys of the log, each with its newline.
fn log_lines(note: &Note<'_>, keys: &[LogKey]) -> Result<String, Refused> {
    let mut lines = String::new();
    for key in keys {
        if key.signed(note).map_err(|_| Refused::NotByLog)? {
            let theirs = note.signatures().iter().find(|line| key.is_of(line));
            lines.extend(theirs.map(|signature| format!("{}\n", signature.line())));
        }
    }
    if lines.is_empty() { Err(Refused::NotByLog) } else { Ok(lines) }
}

/// A checkpoint that may be cosigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Good<'a> {
    checkpoint: Checkpoint,
    text: &'a str,
    by_log: String,
}

impl Good<'_> {
    /// The checkpoint.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The text to cosign.
    #[must_use]
    pub const fn text(&self) -> &str {
        self.text
    }

    /// The note that a witness remembers and shows: the log's own signatures and this cosignature line.
    #[must_use]
    pub fn cosigned(&self, line: &str) -> Vec<u8> {
        format!("{}\n{}{line}", self.text, self.by_log).into_bytes()
    }
}

/// The cosignature line of this witness in its answer about a checkpoint's text, with its time. The
/// lines of other keys are ignored.
///
/// # Errors
/// When the answer is not signature lines, there is none by this key, or it does not fit.
pub fn read_answer(
    text: &str,
    answer: &[u8],
    witness: &CosignVerifier,
) -> Result<(String, u64), NoteError> {
    let note = [text.as_bytes(), b"\n", answer].concat();
    let note = Note::parse(&note)?;
    // An answer with an empty line would move the end of the text.
    if note.text() != text {
        return Err(NoteError::SignatureLine);
    }
    let cosignature = cosign::newest_by(&note, witness)?.ok_or(NoteError::UnknownSigners)?;
    if cosignature.time == 0 {
        return Err(NoteError::WrongSignature(witness.name().clone()));
    }
    Ok((format!("{}\n", cosignature.line), cosignature.time))
}

/// The size that a witness says it has, in a `409` of the type [`SIZE_TYPE`].
#[must_use]
pub fn read_size(answer: &[u8]) -> Option<u64> {
    decimal(std::str::from_utf8(answer).ok()?.strip_suffix('\n')?)
}

/// What a log is called in a witness's paths: SHA-256 of its origin in hex.
#[must_use]
pub fn origin_hash(origin: &str) -> String {
    let digest = digest::digest(&digest::SHA256, origin.as_bytes());
    digest.as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
