//! An error with all that caused it, for the operator's eyes.

use std::error::Error;
use std::fmt;

/// Shows an error and, after colons, its causes down to the first.
#[derive(Debug)]
pub struct Told<'a>(pub &'a dyn Error);

impl fmt::Display for Told<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(out, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
