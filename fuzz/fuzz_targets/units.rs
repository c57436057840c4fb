//! Bytes as Enhetsregisteret's file of units: read or refused, never a panic; none is there twice, and each
//! name fits a record of the registry.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::registry::rules::NAME_BYTES;
use sluse::registry::units;
use std::collections::HashSet;

fuzz_target!(|bytes: &[u8]| {
    let mut seen = HashSet::new();
    let _ = units::read(bytes, |unit| {
        assert!((1..=NAME_BYTES.most).contains(&unit.name.len()));
        assert!(seen.insert(unit.number));
    });
});
