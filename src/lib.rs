//! Sluse: a data-sharing gateway that shows its work.
pub mod vocab;
