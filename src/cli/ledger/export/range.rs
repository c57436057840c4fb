//! Where an export begins or ends: an entry's index, or the first entry of a time.

use super::FULL;
use crate::ledger::verify::{Folder, VerifyError};
use crate::merkle::checkpoint::Checkpoint;
use crate::merkle::tile::BundleId;
use crate::vocab::time::Timestamp;
use std::str::FromStr;

/// One end of a range.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edge {
    Index(u64),
    Moment(Timestamp),
}

impl FromStr for Edge {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        if text.bytes().all(|byte| byte.is_ascii_digit())
            && let Ok(index) = text.parse()
        {
            return Ok(Self::Index(index));
        }
        let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
        let wrong = "must be an entry's index, a day such as 2026-01-31, or a time";
        whole.parse().map(Self::Moment).map_err(|_| wrong.to_owned())
    }
}

impl Edge {
    /// The index; of a time, that of the first entry from then on.
    pub(super) fn index(self, folder: &Folder, head: &Checkpoint) -> Result<u64, VerifyError> {
        let since = match self {
            Self::Index(index) => return Ok(index),
            Self::Moment(since) => since,
        };
        // Times never go back, so the first that is late enough is found by halving.
        let (mut least, mut most) = (0, head.size());
        while least < most {
            let middle = least.midpoint(most);
            if time(folder, head.size(), middle)? < since {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        Ok(least)
    }
}

fn time(folder: &Folder, size: u64, index: u64) -> Result<Timestamp, VerifyError> {
    let beyond = VerifyError::Beyond { index, size };
    folder.time(BundleId::in_tree(index / FULL, size).ok_or(beyond)?, index)
}
