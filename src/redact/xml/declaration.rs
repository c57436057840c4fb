//! Processing instructions, which are dropped, and the XML declaration, which looks like one.

use super::chars::{is_space, local_name, run};
use crate::redact::unreadable::{Fault, Stop};

/// Checks a whole processing instruction (`<?…?>`); `first` if nothing stands before it.
pub(super) fn instruction(raw: &[u8], first: bool) -> Result<(), Stop> {
    let inside = raw.get(2..raw.len().saturating_sub(2)).unwrap_or_default();
    let length = local_name(inside);
    let (target, data) = inside.split_at_checked(length).unwrap_or_default();
    let separated = data.first().is_none_or(|byte| is_space(*byte));
    if target == b"xml" && first {
        return declaration(data);
    }
    if target.is_empty() || !separated || target.eq_ignore_ascii_case(b"xml") {
        return Err(Fault::NotWellFormed.at(2 + length));
    }
    run(data, |_| false).map(|_| ()).map_err(|stop| stop.later(2 + length))
}

/// Checks the XML declaration behind `<?xml` (production 23): version 1.0, UTF-8 if it says so.
fn declaration(data: &[u8]) -> Result<(), Stop> {
    let malformed = Fault::NotWellFormed.at(0);
    let mut rest = data;
    let mut next = |name: &[u8]| pseudo_attribute(&mut rest, name);
    let version = next(b"version").map_err(|fault| fault.at(0))?;
    if version != Some(b"1.0") {
        return Err(malformed);
    }
    let encoding = next(b"encoding").map_err(|fault| fault.at(0))?;
    if encoding.is_some_and(|name| !name.eq_ignore_ascii_case(b"utf-8")) {
        return Err(Fault::Encoding.at(0));
    }
    let standalone = next(b"standalone").map_err(|fault| fault.at(0))?;
    if standalone.is_some_and(|value| !matches!(value, b"yes" | b"no")) {
        return Err(malformed);
    }
    if rest.iter().all(|byte| is_space(*byte)) { Ok(()) } else { Err(malformed) }
}

/// Takes ` name="value"` from the front, if that name comes next.
fn pseudo_attribute<'raw>(rest: &mut &'raw [u8], name: &[u8]) -> Result<Option<&'raw [u8]>, Fault> {
    let trimmed = rest.trim_ascii_start();
    let Some(after) = trimmed.strip_prefix(name) else { return Ok(None) };
    let spaced = trimmed.len() < rest.len();
    let value = after.trim_ascii_start().strip_prefix(b"=").map(<[u8]>::trim_ascii_start);
    let (quote, value) = value.and_then(<[u8]>::split_first).ok_or(Fault::NotWellFormed)?;
    let end = value.iter().position(|byte| byte == quote).ok_or(Fault::NotWellFormed)?;
    if !spaced || !matches!(quote, b'"' | b'\'') {
        return Err(Fault::NotWellFormed);
    }
    *rest = value.get(end + 1..).unwrap_or_default();
    Ok(value.get(..end))
}
