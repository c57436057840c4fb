//! Reads what a seal may hold, and an entry with a seal: what is read is written back to the byte, and
//! nothing opens without its key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::ledger::{inside, open_with};
use sluse::vocab::secret::Key32;

fuzz_target!(|bytes: &[u8]| {
    if let Some(read) = inside::read(bytes) {
        let mut written = Vec::new();
        let whole = inside::write(read.before, &read.whom, read.released, &mut written);
        assert!(whole.is_some() && written == bytes);
    }
    assert!(open_with(&Key32::new([1; 32]), bytes).is_err());
});
