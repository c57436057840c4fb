//! Reads a stranger's request to a witness, and a stranger's answer to a log: what is read is written the
//! same, and nothing is cosigned that the log did not sign.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::cosign::{CosignVerifier, Cosigner};
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::merkle::policy::LogKey;
use sluse::merkle::witness::{AddCheckpoint, read_answer, read_size};
use sluse::vocab::secret::Key32;
use std::sync::LazyLock;

static LOG: LazyLock<[LogKey; 1]> = LazyLock::new(|| {
    let name = KeyName::parse("log.example").expect("a name without spaces");
    let signer = NoteSigner::new(name, Key32::new([1; 32])).expect("any seed is a key");
    [LogKey::Ed25519(signer.verifier().clone())]
});

static WITNESS: LazyLock<CosignVerifier> = LazyLock::new(|| {
    let name = KeyName::parse("witness.example").expect("a name without spaces");
    let cosigner = Cosigner::new(name, Key32::new([2; 32])).expect("any seed is a key");
    cosigner.verifier().clone()
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(request) = AddCheckpoint::parse(bytes) {
        assert_eq!(request.format(), bytes);
        let _ = request.origin();
        if let Ok(good) = request.judge(&*LOG, None) {
            assert_eq!(good.checkpoint().origin(), "log.example");
        }
    }
    // No fuzzer finds a signature.
    assert!(read_answer("log.example\n1\nAAAA\n", bytes, &WITNESS).is_err());
    if let Some(size) = read_size(bytes) {
        assert_eq!(format!("{size}\n").as_bytes(), bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(verifier) = CosignVerifier::parse(text) {
            assert_eq!(verifier.vkey(), text);
        }
        if let Ok((checkpoint, extended)) = Checkpoint::parse_extended(text) {
            assert!(text.starts_with(&checkpoint.text()));
            assert_eq!(extended, text.len() > checkpoint.text().len());
        }
    }
});
