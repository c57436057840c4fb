//! A stranger's bytes as a DPoP proof and as an address: read or refused, never a panic; and no proof
//! passes for another kind of token.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::jose::dpop::{Requested, Sent, Target};
use sluse::jose::jws::Compact;
use sluse::vocab::time::Timestamp;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let target = Target::parse(text);
    if let Some(target) = &target {
        assert_eq!(Target::parse(target.as_str()).as_ref(), Some(target), "it has one spelling");
    }
    let Ok(sent) = Sent::parse(text) else { return };
    assert!(Compact::parse(text).is_err(), "it brings a key");
    let targets: Vec<_> = target.into_iter().collect();
    let requested = Requested { method: "GET", targets: &targets, token: Some(b"token") };
    let _ = sent.nonce();
    // No address of a request is a proof's text, so nothing is ever good.
    assert!(sent.check(&requested, Timestamp::from_seconds(1_767_222_000)).is_err());
});
