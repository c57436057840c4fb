//! Packed bundles: what was packed comes out, whole or one entry alone, and damage is an error.

use super::{Place, append_all};
use bytes::Bytes;
use proptest::prelude::*;
use sluse::ledger::packed::{self, HEAD_BYTES, Head, PackedError};
use sluse::merkle::tile::{BundleId, TileError, decode_bundle, encode_bundle};
use sluse::vocab::ids::EntryIndex;

const FULL: BundleId = match BundleId::new(7, 256) {
    Ok(bundle) => bundle,
    Err(_) => panic!(),
};

/// Entries that look like readings, some of them long, some of a byte.
fn entries(seed: u64, kind: &str) -> Vec<Bytes> {
    (0..256_u64)
        .map(|number| {
            let mixed = (number ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            match mixed % 11 {
                0 => Bytes::from_static(b"x"),
                1 => Bytes::from(vec![mixed as u8; 1 + (mixed >> 50) as usize]),
                _ => Bytes::from(format!(
                    r#"{{"v":2,"at":"2026-11-29T12:00:00.{:03}Z","event":{{"kind":"{kind}","n":{mixed}}}}}"#,
                    number % 1000
                )),
            }
        })
        .collect()
}

fn pack(entries: &[Bytes]) -> Vec<u8> {
    packed::encode(FULL, entries).unwrap()
}

#[test]
fn a_full_bundle_comes_out_as_it_was_packed_and_each_entry_alone() {
    let entries = entries(1, "reading");
    let bytes = pack(&entries);
    assert!(bytes.len() < encode_bundle(&entries).unwrap().len() / 2, "{}", bytes.len());
    assert_eq!(packed::decode(FULL, bytes.clone()).unwrap(), entries);
    let head = Head::read(&bytes[..HEAD_BYTES]).unwrap();
    for (place, entry) in (0_u16..).zip(&entries) {
        let range = head.range(Head::block_of(place)).unwrap();
        assert_eq!(head.entry(place, &bytes[range]).unwrap(), entry);
    }
    assert_eq!(packed::path(FULL), "tile/entries/007.packed");
}

#[test]
fn a_bundle_that_is_not_full_lies_as_c2sp_has_it() {
    let bundle = BundleId::new(7, 3).unwrap();
    let entries = &entries(1, "reading")[..3];
    let bytes = packed::encode(bundle, entries).unwrap();
    assert_eq!(decode_bundle(&bytes, 3).unwrap(), entries);
    assert_eq!(packed::decode(bundle, bytes).unwrap(), entries);
    assert_eq!(packed::path(bundle), bundle.path());
    assert_eq!(packed::encode(FULL, entries), Err(TileError::Bytes { width: 256 }));
    // Only what was thinned has entries without bytes.
    let without = encode_bundle(&[&b"one"[..], b"", b"three"]).unwrap();
    assert!(packed::decode(bundle, without).is_err());
}

#[test]
fn the_head_tells_which_bundles_may_change_what_is_read_at_a_start() {
    let says = |kind| Head::read(&pack(&entries(1, kind))).unwrap().may_change_views();
    for kind in ["registration", "policies-activated", "erasure", "something-new"] {
        // An entry that is no entry may say anything.
        assert!(says(kind), "{kind}");
    }
    let quiet: Vec<_> = entries(1, "reading")
        .into_iter()
        .map(|entry| if entry.starts_with(b"{") { entry } else { entries(2, "token")[1].clone() })
        .filter(|entry| entry.starts_with(b"{"))
        .cycle()
        .take(256)
        .collect();
    assert!(!Head::read(&pack(&quiet)).unwrap().may_change_views());
    let mut loud = quiet;
    loud[255] = entries(3, "registration").into_iter().find(|it| it.starts_with(b"{")).unwrap();
    assert!(Head::read(&pack(&loud)).unwrap().may_change_views());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_changed_byte_and_any_cut_is_an_error(
        seed in any::<u64>(),
        at in any::<prop::sample::Index>(),
        change in 1_u8..,
    ) {
        let whole = pack(&entries(seed, "reading"));
        let at = at.index(whole.len());
        let mut bytes = whole.clone();
        bytes[at] ^= change;
        prop_assert!(packed::decode(FULL, bytes.clone()).is_err(), "{at} of {}", whole.len());
        prop_assert!(packed::decode(FULL, whole[..at].to_vec()).is_err());
        prop_assert!(packed::decode(FULL, [whole.as_slice(), &[change]].concat()).is_err());
        // Reading one entry only says no where it looks.
        let read = Head::read(&bytes);
        prop_assert_eq!(read.is_err(), at < HEAD_BYTES);
        if let Ok(head) = read {
            let blocks = (0..4).filter(|block| head.range(*block).unwrap().contains(&at));
            for block in blocks {
                let range = head.range(block).unwrap();
                let place = u16::try_from(block * 64 + 5).unwrap();
                prop_assert_eq!(head.entry(place, &bytes[range]), Err(PackedError::Block(block)));
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = packed::decode(FULL, bytes.clone());
        // The same with a head that holds.
        if let Some((body, check)) = bytes.get_mut(..HEAD_BYTES).map(|head| head.split_at_mut(56)) {
            body[..8].copy_from_slice(b"SLP1\0\0\0\0");
            check.copy_from_slice(&crc32fast::hash(body).to_be_bytes());
            let head = Head::read(&bytes).unwrap();
            for place in [0, 64, 255] {
                let range = head.range(Head::block_of(place));
                let block = range.and_then(|range| bytes.get(range)).unwrap_or_default();
                prop_assert!(head.entry(place, block).is_err());
            }
            prop_assert!(packed::decode(FULL, bytes).is_err());
        }
    }
}

#[tokio::test]
async fn a_bundle_packed_to_other_bytes_stays_and_one_with_other_entries_stops_publication() {
    for same in [true, false] {
        let place = Place::new();
        let ledger = place.open();
        append_all(&ledger, 0..256).await;
        let mut entries: Vec<_> =
            (0..256).map(|it| ledger.bytes(EntryIndex(it)).unwrap().unwrap()).collect();
        if !same {
            entries.swap(3, 4);
        }
        let bundle = BundleId::new(0, 256).unwrap();
        let path = place.dir().join(packed::path(bundle));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // As a program with another packer would have left it when it was killed.
        let ours = packed::encode(bundle, &entries).unwrap();
        let theirs = packed_otherwise(&ours, &entries);
        assert_ne!(ours, theirs);
        std::fs::write(&path, &theirs).unwrap();
        // It may be of another history that was signed: nothing goes on beside it.
        assert_eq!(ledger.publish().is_ok(), same);
        assert_eq!(std::fs::read(&path).unwrap(), theirs);
        if same {
            let third = ledger.bytes(EntryIndex(3)).unwrap().unwrap();
            assert_eq!(third, entries[3]);
            ledger.close().await;
            place.verified();
        }
    }
}

/// The same bundle with blocks that hold literals alone.
fn packed_otherwise(ours: &[u8], entries: &[Bytes]) -> Vec<u8> {
    let mut head = ours[..8].to_vec();
    let mut blocks = Vec::new();
    for block in entries.chunks(64) {
        let raw = encode_bundle(block).unwrap();
        let mut packed = vec![0xf0];
        let mut left = raw.len() - 15;
        while left >= 255 {
            packed.push(255);
            left -= 255;
        }
        packed.push(left as u8);
        packed.extend_from_slice(&raw);
        blocks.extend_from_slice(&packed);
        for number in [blocks.len() as u32, raw.len() as u32, crc32fast::hash(&packed)] {
            head.extend_from_slice(&number.to_be_bytes());
        }
    }
    head.extend_from_slice(&crc32fast::hash(&head).to_be_bytes());
    [head, blocks].concat()
}
