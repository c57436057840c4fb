//! The text of a request to erase a person: read only in the spelling that it is written in.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::ledger::erasure::{Text, text_of};

fuzz_target!(|bytes: &[u8]| {
    if let Some(text) = text_of(bytes).or(std::str::from_utf8(bytes).ok())
        && let Ok(read) = Text::parse(text)
    {
        assert_eq!(read.to_string(), text);
    }
});
