//! The Merkle room, beside a naive tree, independent crates and logs in files.

mod model;

mod checkpoint;
mod note;
mod proof;
mod proof_file;
mod tile;
mod tree;
mod vectors;
