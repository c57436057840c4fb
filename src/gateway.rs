//! Floor 40: the path of one governed reading. It knows no HTTP status.
//!
//! [`path::Gateway::serve`] is the whole path in one function; each step takes the proof that the
//! step before it made, and lives in a file of its own.

pub mod active;
pub mod admit;
pub mod ask;
pub mod authorize;
mod bound;
pub mod flow;
pub mod forward;
pub mod limits;
mod narrow;
pub mod path;
pub mod record;
pub mod redact;
pub mod refused;
pub mod respond;
pub mod translate;
pub mod trial;
