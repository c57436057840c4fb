//! Compressed bodies: opened whole or refused, however they arrive, and never into a bomb.

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use sluse::unpack::{Coding, FREE_BYTES, OPENED_RATIO, UnpackFault, Unpacker};
use sluse::vocab::limits::Limit;
use std::io::Write;

const LIMIT: Limit = Limit { name: "test_opened_bytes", most: 8 * 1024 * 1024 };

/// What the packed persons open to.
fn person() -> &'static [u8] {
    crate::house::ORDINARY_PERSON.as_bytes()
}

/// The same person by the codings' own programs.
fn packed_persons() -> [(Coding, &'static [u8]); 4] {
    [
        (Coding::Gzip, include_bytes!("../data/packed/person.json.gz")),
        (Coding::Brotli, include_bytes!("../data/packed/person.json.br")),
        (Coding::Zstd, include_bytes!("../data/packed/person.json.zst")),
        (Coding::Zstd, include_bytes!("../data/packed/person-unchecked.json.zst")),
    ]
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn zstd(plain: &[u8]) -> Vec<u8> {
    compress_to_vec(plain, CompressionLevel::Fastest)
}

fn open(coding: Coding, packed: &[u8], chunk: usize) -> Result<Vec<u8>, UnpackFault> {
    let mut unpacker = Unpacker::new(coding, LIMIT);
    let mut opened = Vec::new();
    for chunk in packed.chunks(chunk.max(1)) {
        let mut waiting = Bytes::copy_from_slice(chunk);
        while let Some(piece) = unpacker.open(&mut waiting)? {
            opened.extend_from_slice(&piece);
        }
        assert!(waiting.is_empty(), "all of a chunk is taken");
    }
    unpacker.finish()?;
    Ok(opened)
}

/// A document of several blocks that compresses a little.
fn long_document() -> Vec<u8> {
    let mut state = 7_u32;
    let mut document = Vec::new();
    while document.len() < 600_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        document.extend_from_slice(format!("{{\"nr\":{state},\"navn\":\"TOMBOLA\"}},").as_bytes());
    }
    document
}

#[test]
fn each_coding_opens_to_what_was_packed_wherever_chunks_end() {
    for (coding, packed) in packed_persons() {
        for chunk in 1..=packed.len() {
            assert_eq!(open(coding, packed, chunk).unwrap(), person(), "{coding:?} by {chunk}");
        }
    }
}

#[test]
fn long_bodies_of_several_blocks_open() {
    let document = long_document();
    for chunk in [1000, 16 * 1024, 1 << 20] {
        assert!(open(Coding::Gzip, &gzip(&document), chunk).unwrap() == document);
        assert!(open(Coding::Zstd, &zstd(&document), chunk).unwrap() == document);
    }
}

#[test]
fn an_empty_document_is_not_an_empty_body() {
    for (coding, packed) in [(Coding::Gzip, gzip(b"")), (Coding::Zstd, zstd(b""))] {
        assert_eq!(open(coding, &packed, 1), Ok(Vec::new()));
        assert_eq!(open(coding, b"", 1), Err(UnpackFault::Truncated));
    }
    assert_eq!(open(Coding::Brotli, b"", 1), Err(UnpackFault::Truncated));
}

#[test]
fn a_body_that_ends_too_early_is_refused_wherever_it_ends() {
    for (coding, packed) in packed_persons() {
        for length in 0..packed.len() {
            let opened = open(coding, &packed[..length], 64);
            assert_eq!(opened, Err(UnpackFault::Truncated), "{coding:?} at {length}");
        }
    }
}

#[test]
fn what_follows_the_stream_is_refused_be_it_rubbish_or_another_stream() {
    for (coding, packed) in packed_persons() {
        for tail in [b"\0".as_slice(), b"{}", packed] {
            let long = [packed, tail].concat();
            for chunk in [1, packed.len(), long.len()] {
                assert_eq!(open(coding, &long, chunk), Err(UnpackFault::Trailing), "{coding:?}");
            }
        }
    }
}

#[test]
fn a_wrong_checksum_or_length_is_refused() {
    let mut body = gzip(person());
    let length = body.len();
    body[length - 1] ^= 1;
    assert_eq!(open(Coding::Gzip, &body, 64), Err(UnpackFault::Checksum), "the length");
    body[length - 1] ^= 1;
    body[length - 8] ^= 1;
    assert_eq!(open(Coding::Gzip, &body, 64), Err(UnpackFault::Checksum), "the checksum");
    let mut body = packed_persons()[2].1.to_vec();
    *body.last_mut().unwrap() ^= 1;
    assert_eq!(open(Coding::Zstd, &body, 64), Err(UnpackFault::Checksum));
}

#[test]
fn gzip_headers_are_read_with_all_their_parts() {
    let plain = gzip(person());
    let mut encoder = flate2::GzBuilder::new()
        .filename("person.json")
        .comment("a comment")
        .extra(vec![1, 2, 3])
        .write(Vec::new(), Compression::default());
    encoder.write_all(person()).unwrap();
    let named = encoder.finish().unwrap();
    for chunk in [1, 7, named.len()] {
        assert_eq!(open(Coding::Gzip, &named, chunk).unwrap(), person());
    }
    let mut reserved = plain.clone();
    reserved[3] = 0x20;
    assert_eq!(open(Coding::Gzip, &reserved, 64), Err(UnpackFault::Malformed));
    let mut zlib = plain;
    zlib[0] = 0x78;
    assert_eq!(open(Coding::Gzip, &zlib, 64), Err(UnpackFault::Malformed));
}

#[test]
fn a_bomb_is_let_go_at_the_limit() {
    let many = vec![b' '; 4 * 1024 * 1024];
    let bombs = [
        (Coding::Gzip, gzip(&many)),
        (Coding::Brotli, include_bytes!("../data/packed/spaces.br").to_vec()),
        (Coding::Zstd, include_bytes!("../data/packed/spaces.zst").to_vec()),
    ];
    for (coding, bomb) in &bombs {
        let mut unpacker = Unpacker::new(*coding, LIMIT);
        let (mut waiting, mut opened) = (Bytes::copy_from_slice(bomb), 0);
        let fault = loop {
            match unpacker.open(&mut waiting) {
                Ok(Some(piece)) => opened += piece.len(),
                Ok(None) => panic!("{coding:?} opened whole"),
                Err(fault) => break fault,
            }
        };
        assert_eq!(fault, UnpackFault::TooLarge(OPENED_RATIO), "{coding:?}");
        assert!(opened <= FREE_BYTES.most + OPENED_RATIO.most * bomb.len(), "{opened}");
    }
}

#[test]
fn what_opens_to_more_than_the_limit_is_refused_whatever_its_ratio() {
    let limit = Limit { name: "answer_bytes", most: 500 };
    for (coding, packed) in packed_persons() {
        let mut unpacker = Unpacker::new(coding, limit);
        let fault = unpacker.open(&mut Bytes::from_static(packed)).unwrap_err();
        assert_eq!(fault, UnpackFault::TooLarge(limit), "{coding:?}");
    }
}

#[test]
fn zstd_asks_for_no_dictionary_no_wide_window_and_skips_nothing() {
    let wide = include_bytes!("../data/packed/wide-window.zst");
    assert_eq!(open(Coding::Zstd, wide, 64), Err(UnpackFault::Unsupported), "128 MiB");
    let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0], packed_persons()[2].1].concat();
    assert_eq!(open(Coding::Zstd, &skippable, 64), Err(UnpackFault::Unsupported));
    let dictionary = [0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x00, 0x07, 0x01, 0, 0];
    assert_eq!(open(Coding::Zstd, &dictionary, 64), Err(UnpackFault::Unsupported));
    let single = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x7f, 1, 0, 0];
    assert_eq!(open(Coding::Zstd, &single, 64), Err(UnpackFault::Unsupported), "2 GiB at once");
    let large = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00, 0xff, 0xff, 0xff];
    assert_eq!(open(Coding::Zstd, &large, 64), Err(UnpackFault::Malformed), "a block of 2 MiB");
}

#[test]
fn a_lying_coding_is_refused() {
    for coding in [Coding::Gzip, Coding::Brotli, Coding::Zstd] {
        assert!(open(coding, person(), 64).is_err(), "{coding:?}: plain");
        for (other, packed) in packed_persons().into_iter().filter(|(other, _)| *other != coding) {
            assert!(open(coding, packed, 64).is_err(), "{other:?} as {coding:?}");
        }
    }
}

#[test]
fn codings_are_told_by_their_registered_names_alone() {
    assert_eq!(Coding::parse(b"GZip"), Some(Coding::Gzip));
    assert_eq!(Coding::parse(b"x-gzip"), Some(Coding::Gzip));
    assert_eq!(Coding::parse(b"br"), Some(Coding::Brotli));
    assert_eq!(Coding::parse(b"zstd"), Some(Coding::Zstd));
    for other in ["", "identity", "deflate", "compress", "gzip, br", "dcz", "gzip;q=1"] {
        assert_eq!(Coding::parse(other.as_bytes()), None, "{other}");
    }
}

proptest! {
    #[test]
    fn damaged_bodies_do_no_harm(
        which in 0..4_usize, at in any::<proptest::sample::Index>(), to in any::<u8>(), chunk in 1..200_usize,
    ) {
        let (coding, packed) = packed_persons()[which];
        let mut damaged = packed.to_vec();
        let at = at.index(damaged.len());
        damaged[at] = to;
        let opened = open(coding, &damaged, chunk);
        prop_assert_eq!(&opened, &open(coding, &damaged, damaged.len()), "chunks change nothing");
        // Brotli and unchecked frames carry no checksum, a header's name or time no meaning.
        if which == 2 && at > 8 || which == 0 && at > 10 {
            prop_assert!(opened.is_err() || damaged == packed || opened.unwrap() == person());
        }
    }
}

#[test]
fn what_a_fuzzer_found_is_refused_however_it_is_cut() {
    let packed = b"\0\0\0\0\0\xeb\xc8***3*******\0\0\0\0\x1f";
    for coding in [Coding::Gzip, Coding::Brotli, Coding::Zstd] {
        let whole = open(coding, packed, packed.len()).is_ok();
        for chunk in 1..packed.len() {
            assert_eq!(open(coding, packed, chunk).is_ok(), whole, "{coding:?} in {chunk}");
        }
    }
}
