//! A stranger's bytes as a certificate, as the texts of `x5c`, and as a revocation list: read or
//! refused, never a panic; and none is ever taken for the authority's.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::certificate::{Authorities, Chain, RevocationList, describe, issued};
use sluse::vocab::time::Timestamp;
use std::sync::LazyLock;

/// An authority whose key nobody has.
static AUTHORITIES: LazyLock<Authorities> = LazyLock::new(|| {
    let authority = include_bytes!("../authority.der").to_vec();
    Authorities::new(vec![authority.into()], vec![]).unwrap()
});

fuzz_target!(|bytes: &[u8]| {
    let now = Timestamp::from_seconds(1_795_000_000);
    if let Ok(described) = describe(bytes) {
        assert_eq!(described.organisation.as_str().len(), 9);
    }
    assert!(RevocationList::read(bytes, &AUTHORITIES, now).is_err());
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let texts: Vec<String> = text.lines().map(str::to_owned).collect();
    if let Ok(chain) = Chain::decode(&texts) {
        assert!(issued(&chain, &AUTHORITIES, now).is_err());
    }
});
