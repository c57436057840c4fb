//! Arbitrary bytes as a compressed body: no panic, the same answer however the chunks are cut, and never
//! more than the limit.
#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use sluse::unpack::{Coding, UnpackFault, Unpacker};
use sluse::vocab::limits::Limit;

const LIMIT: Limit = Limit { name: "fuzz_opened_bytes", most: 4 * 1024 * 1024 };

fn open(coding: Coding, packed: &[u8], chunk_bytes: usize) -> Result<Vec<u8>, UnpackFault> {
    let mut unpacker = Unpacker::new(coding, LIMIT);
    let mut opened = Vec::new();
    for chunk in packed.chunks(chunk_bytes) {
        let mut waiting = Bytes::copy_from_slice(chunk);
        while let Some(piece) = unpacker.open(&mut waiting)? {
            opened.extend_from_slice(&piece);
        }
    }
    unpacker.finish().map(|()| opened)
}

fuzz_target!(|data: &[u8]| {
    let Some((first, packed)) = data.split_first() else { return };
    for coding in [Coding::Gzip, Coding::Brotli, Coding::Zstd] {
        let whole = open(coding, packed, packed.len().max(1));
        let cut = open(coding, packed, usize::from(*first % 16) + 1);
        match (whole, cut) {
            (Ok(whole), Ok(cut)) => {
                assert!(whole == cut && whole.len() <= LIMIT.most, "chunks change the answer");
            }
            (Err(_), Err(_)) => {}
            _ => panic!("chunks change the answer"),
        }
    }
});
