//! Opens a stranger's note; what is opened can be split in no other way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::note::{KeyName, NoteSigner, NoteVerifier, open};
use sluse::vocab::secret::Key32;
use std::sync::LazyLock;

static KNOWN: LazyLock<[NoteVerifier; 1]> = LazyLock::new(|| {
    let name = KeyName::parse("log.example").expect("a name without spaces");
    let signer = NoteSigner::new(name, Key32::new([1; 32])).expect("any seed is a key");
    [signer.verifier().clone()]
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(opened) = open(bytes, &*KNOWN) {
        assert!(!opened.signers().is_empty());
        assert!(bytes.starts_with(opened.text().as_bytes()));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(checkpoint) = Checkpoint::parse(text) {
            assert_eq!(checkpoint.text(), text);
        }
        if let Ok(verifier) = NoteVerifier::parse(text) {
            assert_eq!(verifier.vkey(), text);
        }
    }
});
