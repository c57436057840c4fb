//! Syslog messages (RFC 5424), one on each line, or each after its length (octet counting: RFC 6587
//! section 3.4.1, RFC 5425 section 4.3).
//!
//! | part | from |
//! | --- | --- |
//! | PRI | facility 13 (log audit); severity 6, 5 for what changes who may read what and for erasures, 4 for refusals and limits passed |
//! | TIMESTAMP | `at` |
//! | HOSTNAME | the log's name up to its first slash |
//! | APP-NAME, PROCID | `sluse`, none |
//! | MSGID | the event's kind |
//! | `ledger@…` | index, log, about, consumer, supplier, client, service, purpose, scope, reason, policies, held_until |
//! | `origin` | software and swVersion (RFC 5424 section 7.2) |
//! | MSG | the event's JSON; where that makes the message too long, the entry in a line |
//!
//! The number after `@` is whose the names are: a private enterprise number. Without one of one's own it is
//! 32473, which RFC 5612 keeps for examples.

use super::{Open, Origin, Weight};
use crate::vocab::limits::Limit;
use std::io::Write;

/// The number for examples (RFC 5612).
pub const EXAMPLE_ENTERPRISE: u32 = 32473;

/// The bytes of one message: what a receiver should be able to take (RFC 5425 section 4.3.1).
pub const MESSAGE_BYTES: Limit = Limit { name: "syslog_message_bytes", most: 8192 };

/// The facility "log audit" (RFC 5424 table 1), times eight.
const LOG_AUDIT: u8 = 13 * 8;

/// What marks the text of a message as UTF-8 (RFC 5424 section 6.4).
const BOM: &str = "\u{feff}";

/// Writes one message without its frame; none when the event cannot be put in a line.
pub(super) fn write(out: &mut Vec<u8>, origin: &Origin, open: &Open<'_>) -> Option<()> {
    let begin = out.len();
    let severity = match Weight::of(&open.columns.kind) {
        Weight::Routine => 6,
        Weight::Notice => 5,
        Weight::Warning => 4,
    };
    // Writing into memory does not fail.
    drop(write!(out, "<{}>1 {} ", LOG_AUDIT + severity, open.row.at));
    let host = origin.name.split('/').next().unwrap_or_default();
    header(out, host, 255);
    out.extend_from_slice(b" sluse - ");
    header(out, &open.columns.kind, 32);
    out.push(b' ');
    structured(out, origin, open);
    out.push(b' ');
    let room = MESSAGE_BYTES.most.saturating_sub(out.len() - begin);
    let event = open.row.event.get();
    if event.len() + BOM.len() <= room {
        message(out, event);
    } else {
        let line = open.row.in_a_line().ok()?;
        message(out, cut(&line, room.saturating_sub(BOM.len())));
    }
    Some(())
}

/// The structured data (RFC 5424 section 6.3).
fn structured(out: &mut Vec<u8>, origin: &Origin, open: &Open<'_>) {
    let columns = &open.columns;
    drop(write!(out, "[ledger@{} index=\"{}\"", origin.enterprise, open.index));
    parameter(out, "log", &origin.name);
    parameter(out, "about", if open.row.is_about_a_person() { "person" } else { "nobody" });
    for (name, value) in [
        ("consumer", &columns.consumer),
        ("supplier", &columns.supplier),
        ("client", &columns.client),
        ("service", &columns.service),
        ("purpose", &columns.purpose),
        ("scope", &columns.scope),
        ("reason", &columns.reason),
    ] {
        if let Some(value) = value {
            parameter(out, name, value);
        }
    }
    if let Some(policies) = columns.policies {
        drop(write!(out, " policies=\"{policies}\""));
    }
    if let Some(held) = &open.row.held {
        parameter(out, "held_until", &held.until);
    }
    out.extend_from_slice(b"][origin software=\"sluse\" swVersion=\"");
    out.extend_from_slice(env!("CARGO_PKG_VERSION").as_bytes());
    out.extend_from_slice(b"\"]");
}

/// A parameter; `"`, `\` and `]` are escaped (RFC 5424 section 6.3.3), control characters become spaces.
fn parameter(out: &mut Vec<u8>, name: &str, value: &str) {
    out.push(b' ');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"=\"");
    for byte in value.bytes() {
        match byte {
            b'"' | b'\\' | b']' => out.extend_from_slice(&[b'\\', byte]),
            0..=0x1f | 0x7f => out.push(b' '),
            plain => out.push(plain),
        }
    }
    out.push(b'"');
}

/// A part of the header: printable ASCII, so long at the most; `-` when nothing is left of it.
fn header(out: &mut Vec<u8>, value: &str, most: usize) {
    let begin = out.len();
    out.extend(value.bytes().filter(|byte| matches!(byte, 33..=126)).take(most));
    if out.len() == begin {
        out.push(b'-');
    }
}

/// The text: what is not ASCII is marked as UTF-8, and nothing in it ends the line.
fn message(out: &mut Vec<u8>, text: &str) {
    if !text.is_ascii() {
        out.extend_from_slice(BOM.as_bytes());
    }
    let plain = |byte: u8| if matches!(byte, 0..=0x1f | 0x7f) { b' ' } else { byte };
    out.extend(text.bytes().map(plain));
}

/// So many bytes of a text at the most, no character cut in two.
fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or_default()
}
