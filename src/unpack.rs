//! Floor 10: opens compressed bodies as they arrive, in bounded memory.
//!
//! Three codings (RFC 9110 section 8.4.1, RFC 8878): gzip, br, zstd. A body is one stream and nothing
//! else: bytes after its end, a second gzip member or zstd frame, skippable frames, dictionaries and
//! wrong checksums are refused, because readers differ on what such a body says. What comes out is
//! held against two limits as it appears, so a bomb is let go at the limit and not when it has
//! gone off.

mod brotli;
mod gzip;
mod zstd;

use crate::vocab::limits::Limit;
use bytes::Bytes;

/// How many bytes come out at a time.
const PIECE_BYTES: usize = 16 * 1024;

/// How many times its own size a body may open to, beyond [`FREE_BYTES`].
pub const OPENED_RATIO: Limit = Limit { name: "answer_opened_ratio", most: 100 };

/// What may come out whatever the ratio: small bodies that repeat themselves are no bombs.
pub const FREE_BYTES: Limit = Limit { name: "answer_free_bytes", most: 1024 * 1024 };

/// The window that a zstd body may ask for: what RFC 9659 lets a sender use.
pub const WINDOW_BYTES: Limit = Limit { name: "answer_window_bytes", most: 8 * 1024 * 1024 };

/// A content coding that is opened here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

/// Why a body could not be opened: the provider's fault, told without a byte of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnpackFault {
    /// It breaks the rules of its coding.
    #[error("does not follow its content coding")]
    Malformed,
    /// It ends inside the stream.
    #[error("ends inside its compressed stream")]
    Truncated,
    /// Something follows the end of the stream: another member or frame, or rubbish.
    #[error("has something after the end of its compressed stream")]
    Trailing,
    /// What came out is not what its checksum or length says.
    #[error("does not open to what its checksum says")]
    Checksum,
    /// It needs a dictionary, a skippable frame or a larger window than [`WINDOW_BYTES`].
    #[error("uses a feature of its content coding that is not opened here")]
    Unsupported,
    /// It opens to more than it may.
    #[error("opens to more than {0}")]
    TooLarge(Limit),
}

impl Coding {
    /// The coding with this name, compared without case (RFC 9110 section 8.4.1); `x-gzip` is gzip
    /// (section 8.4.1.3).
    #[must_use]
    pub fn parse(name: &[u8]) -> Option<Self> {
        let named = |other: &[u8]| name.eq_ignore_ascii_case(other);
        if named(b"gzip") || named(b"x-gzip") {
            Some(Self::Gzip)
        } else if named(b"br") {
            Some(Self::Brotli)
        } else {
            named(b"zstd").then_some(Self::Zstd)
        }
    }
}

/// One body being opened.
pub struct Unpacker {
    stream: Stream,
    limit: Limit,
    taken: u64,
    opened: u64,
}

enum Stream {
    Gzip(Box<gzip::Gzip>),
    Brotli(Box<brotli::Brotli>),
    Zstd(Box<zstd::Zstd>),
}

/// How far one step came.
struct Step {
    /// How many bytes were taken.
    taken: usize,
    /// How many bytes came out.
    given: usize,
}

impl Unpacker {
    /// Begins a body that may open to `limit` bytes.
    #[must_use]
    pub fn new(coding: Coding, limit: Limit) -> Self {
        let stream = match coding {
            Coding::Gzip => Stream::Gzip(Box::default()),
            Coding::Brotli => Stream::Brotli(Box::default()),
            Coding::Zstd => Stream::Zstd(Box::default()),
        };
        Self { stream, limit, taken: 0, opened: 0 }
    }

    /// Takes bytes from the front of `packed` and gives the next piece of what they open to; none
    /// when they are all taken and nothing more comes out of them.
    ///
    /// # Errors
    /// When the body can no longer be a good one.
    pub fn open(&mut self, packed: &mut Bytes) -> Result<Option<Bytes>, UnpackFault> {
        let mut piece = vec![0; PIECE_BYTES];
        let mut filled = 0;
        loop {
            let room = piece.get_mut(filled..).unwrap_or_default();
            let step = match &mut self.stream {
                Stream::Gzip(stream) => stream.step(packed, room),
                Stream::Brotli(stream) => stream.step(packed, room),
                Stream::Zstd(stream) => stream.step(packed, room),
            }?;
            drop(packed.split_to(step.taken.min(packed.len())));
            self.taken = self.taken.saturating_add(step.taken as u64);
            self.opened = self.opened.saturating_add(step.given as u64);
            self.within_limits()?;
            filled += step.given;
            let stands_still = step.taken == 0 && step.given == 0;
            if filled == PIECE_BYTES || (filled > 0 && stands_still) {
                piece.truncate(filled);
                return Ok(Some(Bytes::from(piece)));
            }
            if stands_still {
                return if packed.is_empty() { Ok(None) } else { Err(UnpackFault::Trailing) };
            }
        }
    }

    /// Ends the body.
    ///
    /// # Errors
    /// [`UnpackFault::Truncated`] when the stream has not come to its end.
    pub fn finish(&self) -> Result<(), UnpackFault> {
        let ended = match &self.stream {
            Stream::Gzip(stream) => stream.ended(),
            Stream::Brotli(stream) => stream.ended(),
            Stream::Zstd(stream) => stream.ended(),
        };
        if ended { Ok(()) } else { Err(UnpackFault::Truncated) }
    }

    /// From here on it may open to this much.
    pub const fn flows(&mut self, limit: Limit) {
        self.limit = limit;
    }

    fn within_limits(&self) -> Result<(), UnpackFault> {
        if self.opened > self.limit.most as u64 {
            return Err(UnpackFault::TooLarge(self.limit));
        }
        let earned = self.taken.saturating_mul(OPENED_RATIO.most as u64);
        if self.opened > earned.saturating_add(FREE_BYTES.most as u64) {
            return Err(UnpackFault::TooLarge(OPENED_RATIO));
        }
        Ok(())
    }
}

impl std::fmt::Debug for Unpacker {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Unpacker(…)")
    }
}
