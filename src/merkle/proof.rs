//! Proofs that an entry is in a tree and that a tree continues an earlier one (RFC 6962 sections
//! 2.1.1 and 2.1.2): made from tiles, checked against roots, and one of them in a file.

mod file;
mod make;
mod verify;

pub use file::{PROOF_FILE_BYTES, ProofFile, ProofFileError, Proven};
pub use make::{consistency, inclusion};
pub use verify::{ProofError, root_before, verify_consistency, verify_inclusion};

/// The most hashes in a proof; trees have fewer than 2^63 leaves.
pub const MOST_HASHES: usize = 63;
