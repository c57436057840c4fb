//! Reads a stranger's path; what is read is written back to the byte.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::merkle::tile::{BundleId, TileId, decode_bundle, encode_bundle};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(path) = std::str::from_utf8(bytes) {
        if let Ok(tile) = TileId::parse(path) {
            assert_eq!(tile.path(), path);
        }
        if let Ok(bundle) = BundleId::parse(path) {
            assert_eq!(bundle.path(), path);
        }
    }
    if let Some((width, bundle)) = bytes.split_first()
        && let Ok(entries) = decode_bundle(bundle, u16::from(*width) + 1)
    {
        assert_eq!(encode_bundle(&entries).as_deref(), Ok(bundle));
    }
});
