//! A stranger's bytes as a time-stamp (RFC 3161): read or refused, never a panic; and none is ever by
//! the authority.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::stamp::{Authority, check};
use std::sync::LazyLock;

/// An authority whose key nobody has.
static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| {
    let root = include_bytes!("../authority.der").to_vec();
    Authority::new(&[root.into()], None).unwrap()
});

fuzz_target!(|bytes: &[u8]| {
    // The first 32 bytes are what should have been stamped, so that the imprint may fit.
    let Some((digest, reply)) = bytes.split_first_chunk::<32>() else { return };
    assert!(check(reply, digest, None, &AUTHORITY).is_err());
});
