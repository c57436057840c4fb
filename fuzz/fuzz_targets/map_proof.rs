//! Reads a stranger's proof of a map; what is read is written back to the byte and proves nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::merkle::Hash;
use sluse::merkle::map::{MapProof, Position};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(proof) = MapProof::parse(bytes) {
        assert_eq!(proof.to_bytes(), bytes);
        let root = Hash::from_bytes([1; 32]);
        assert!(proof.verify(&root, &Position::new([2; 32])).is_err());
    }
});
