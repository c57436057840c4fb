//! A packed bundle: whatever lies on the disk, reading is an error or the entries, never a panic, and
//! what was read is packed to bytes that are read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sluse::ledger::packed::{self, HEAD_BYTES, Head};
use sluse::merkle::tile::BundleId;

fuzz_target!(|bytes: &[u8]| {
    let bundle = BundleId::new(0, 256).expect("a full bundle");
    if let Ok(entries) = packed::decode(bundle, bytes.to_vec()) {
        let again = packed::encode(bundle, &entries).expect("it was a bundle");
        assert_eq!(packed::decode(bundle, again).as_ref(), Ok(&entries));
    }
    // The checksums keep a fuzzer out; give it a head that fits.
    let Some((head, rest)) = bytes.split_first_chunk::<HEAD_BYTES>() else { return };
    let mut head = *head;
    head[..8].copy_from_slice(b"SLP1\0\0\0\0");
    for block in 0..4_usize {
        let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let start = if block == 0 { 0 } else { number(8 + 12 * (block - 1)) as usize };
        let end = number(8 + 12 * block) as usize;
        if let Some(packed) = rest.get(start..end) {
            let check = crc32fast::hash(packed).to_be_bytes();
            head[16 + 12 * block..20 + 12 * block].copy_from_slice(&check);
        }
    }
    let check = crc32fast::hash(&head[..56]).to_be_bytes();
    head[56..].copy_from_slice(&check);
    let read = Head::read(&head).expect("it fits");
    for place in [0, 63, 64, 255] {
        if let Some(block) = read.range(Head::block_of(place)).and_then(|it| rest.get(it.start - HEAD_BYTES..it.end - HEAD_BYTES)) {
            let _ = read.entry(place, block);
        }
    }
    let _ = packed::decode(bundle, [&head, rest].concat());
});
