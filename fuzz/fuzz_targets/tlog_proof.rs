//! Reads a stranger's proof file; what is read is written back to the byte and proves nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::merkle::note::{KeyName, NoteSigner, NoteVerifier};
use sluse::merkle::proof::ProofFile;
use sluse::vocab::secret::Key32;
use std::sync::LazyLock;

static KNOWN: LazyLock<[NoteVerifier; 1]> = LazyLock::new(|| {
    let name = KeyName::parse("log.example").expect("a name without spaces");
    let signer = NoteSigner::new(name, Key32::new([1; 32])).expect("any seed is a key");
    [signer.verifier().clone()]
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(file) = ProofFile::parse(bytes) {
        assert_eq!(file.format().as_bytes(), bytes);
        assert!(file.verify(b"entry", &*KNOWN).is_err());
    }
});
