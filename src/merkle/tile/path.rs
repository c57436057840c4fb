//! The end of a path, which tiles and bundles share: which one, and how wide when it is partial.

use super::{FULL, TileError};
use crate::merkle::decimal;

/// `<index>[.p/<width>]`: groups of three digits, all but the last with an `x` before them.
pub(super) fn tail(index: u64, width: u16) -> String {
    let mut text = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        text = format!("x{:03}/{text}", rest % 1000);
        rest /= 1000;
    }
    if width == FULL { text } else { format!("{text}.p/{width}") }
}

/// Reads the index and the width; there is one text for each.
pub(super) fn parse_tail(text: &str) -> Result<(u64, u16), TileError> {
    let Some((index, width)) = text.split_once(".p/") else {
        return Ok((parse_index(text)?, FULL));
    };
    let width = decimal(width).and_then(|width| u16::try_from(width).ok());
    let partial = width.filter(|width| *width < FULL).ok_or(TileError::Width)?;
    Ok((parse_index(index)?, partial))
}

fn parse_index(text: &str) -> Result<u64, TileError> {
    let mut index = 0_u64;
    let mut groups = text.split('/').peekable();
    while let Some(group) = groups.next() {
        let last = groups.peek().is_none();
        let digits = if last { Some(group) } else { group.strip_prefix('x') };
        let value = digits.and_then(three_digits).ok_or(TileError::Index)?;
        // A first group of zeros would give the tile a second path.
        if !last && index == 0 && value == 0 {
            return Err(TileError::Index);
        }
        index = index
            .checked_mul(1000)
            .and_then(|index| index.checked_add(value))
            .ok_or(TileError::Index)?;
    }
    Ok(index)
}

fn three_digits(text: &str) -> Option<u64> {
    let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}
