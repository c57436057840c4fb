//! The one integration binary: every test comes in by a public door.

mod vocab;
