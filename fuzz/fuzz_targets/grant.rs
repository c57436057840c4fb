//! A stranger's bytes as a grant, as an access token, and as a key set: read or refused, never a
//! panic; and what is read can be read in one way only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::jose::jwk::KeySet;
use sluse::jose::jws::Compact;
use sluse::registry::Registry;
use sluse::token::IssuerUrl;
use sluse::token::grant::{self, Signatures};
use sluse::vocab::time::Timestamp;
use std::sync::LazyLock;

static SIGNATURES: LazyLock<Signatures> = LazyLock::new(|| Signatures::new().unwrap());
static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::default);
static ISSUER: LazyLock<IssuerUrl> =
    LazyLock::new(|| IssuerUrl::parse("https://test.sluse.example/").unwrap());

fuzz_target!(|bytes: &[u8]| {
    let _ = KeySet::parse(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // Nobody is registered, so nothing is ever granted.
    let now = Timestamp::from_seconds(1_767_222_000);
    assert!(grant::read(&SIGNATURES, &REGISTRY, None, &ISSUER, text, now).is_err());
    if let Ok(token) = Compact::parse(text) {
        assert_eq!(text.matches('.').count(), 2);
        if let Ok(claims) = token.unverified_claims() {
            let _ = claims.text("iss");
        }
    }
});
