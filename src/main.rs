//! The `sluse` program.

fn main() {}
