//! The Merkle room, beside a naive tree, independent crates and logs in files.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail as the tests do"
)]

mod model;

mod add_checkpoint;
mod checkpoint;
mod cosign;
mod map;
mod note;
mod policy;
mod proof;
mod proof_file;
mod tile;
mod tree;
mod vectors;
