//! Checkpoints: the size and root of a log as it signs them (c2sp.org/tlog-checkpoint).
//!
//! The text is three lines: origin, size in decimal, root in base64. Extension lines are refused: this
//! log writes none, the specification recommends none, and nobody audits them.

use super::note::{self, NoteError, NoteVerifier};
use super::{Hash, MOST_LEAVES, decimal};

/// Why a checkpoint was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it was refused.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The origin is empty or not one line of text.
    #[error("the origin of the checkpoint is empty or not one line of text")]
    Origin,
    /// The size is not a decimal number without leading zeros, or more than a tree may have.
    #[error("the size of the checkpoint is not a number of 0 to {MOST_LEAVES}")]
    Size,
    /// The root is not the base64 of 32 bytes.
    #[error("the root of the checkpoint is not a hash")]
    Root,
    /// The size is 0 and the root not that of a tree without leaves.
    #[error("the checkpoint gives a tree without leaves another root than the empty one")]
    EmptyRoot,
    /// There are fewer or more than three whole lines.
    #[error("the checkpoint has not three lines")]
    Lines,
    /// Known keys signed it, but none that is named as the log.
    #[error("no known key of the log itself signed the checkpoint")]
    NotByLog,
}

/// What a log says about itself at one time: it has so many leaves, and this root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: Box<str>,
    size: u64,
    root: Hash,
}

impl Checkpoint {
    /// States the size and root of the log `origin`.
    ///
    /// # Errors
    /// When the origin is not a line of text, the size is more than [`MOST_LEAVES`], or the size is 0
    /// and the root is not the empty one.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        if origin.is_empty() || origin.bytes().any(|byte| byte < 0x20) {
            return Err(CheckpointError::Origin);
        }
        if size > MOST_LEAVES {
            return Err(CheckpointError::Size);
        }
        if size == 0 && root != Hash::EMPTY {
            return Err(CheckpointError::EmptyRoot);
        }
        Ok(Self { origin: origin.into(), size, root })
    }

    /// Reads the text of a note that has been opened.
    ///
    /// # Errors
    /// When the text is not one that [`Checkpoint::text`] writes.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let lines = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?;
        let mut lines = lines.split('\n');
        let (Some(origin), Some(size), Some(root), None) =
            (lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError::Lines);
        };
        let size = decimal(size).ok_or(CheckpointError::Size)?;
        let root = Hash::parse(root).map_err(|_| CheckpointError::Root)?;
        Self::new(origin, size, root)
    }

    /// Reads the text of somebody else's checkpoint, which may have extension lines after the three;
    /// what they say is not looked at. Gives whether there are any.
    ///
    /// # Errors
    /// When it is not a checkpoint's text.
    pub fn parse_extended(text: &str) -> Result<(Self, bool), CheckpointError> {
        let mut ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let first_three = ends.nth(2).and_then(|end| text.split_at_checked(end));
        let (plain, further) = first_three.ok_or(CheckpointError::Lines)?;
        // Each further line is whole and not empty.
        let further_lines = further.is_empty()
            || further.ends_with('\n') && !further.starts_with('\n') && !further.contains("\n\n");
        if !further_lines {
            return Err(CheckpointError::Lines);
        }
        Ok((Self::parse(plain)?, !further.is_empty()))
    }

    /// Opens a signed checkpoint. One of the known keys that signed it must be named as the log's
    /// origin: a witness's signature alone does not make a checkpoint.
    ///
    /// # Errors
    /// When the note or its text is refused, or the log's own signature is missing.
    pub fn open(note: &[u8], verifiers: &[NoteVerifier]) -> Result<Self, CheckpointError> {
        let opened = note::open(note, verifiers)?;
        let checkpoint = Self::parse(opened.text())?;
        if opened.is_signed_by(&checkpoint.origin) {
            Ok(checkpoint)
        } else {
            Err(CheckpointError::NotByLog)
        }
    }

    /// Reads a signed checkpoint without checking its signatures: for who has signed or opened it before.
    ///
    /// # Errors
    /// When the note or its text has not the form.
    pub fn read(note: &[u8]) -> Result<Self, CheckpointError> {
        Self::parse(note::text(note)?)
    }

    /// The text to sign: three lines, each with its newline.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// The name that tells this log from all others.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree of that size.
    #[must_use]
    pub const fn root(&self) -> Hash {
        self.root
    }
}
