//! Certificates and revocation lists from anyone: read or refused, never a panic, and no changed bit
//! is overlooked.

use crate::authority::{Authority, ORGANISATION_IDENTIFIER, base64, business, qualified};
use proptest::prelude::*;
use rcgen::KeyPair;
use sluse::certificate::{
    Authorities, CERTIFICATE_BYTES, Chain, RevocationList, RevocationLists, check, describe, issued,
};
use sluse::jose::jws::SigningKey;
use sluse::vocab::time::Timestamp;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

const NOW: u64 = 1_767_222_000;

/// An authority, a certificate of it, and its revocation list.
struct Good {
    authorities: Authorities,
    leaf: Vec<u8>,
    list: Vec<u8>,
}

static GOOD: LazyLock<Good> = LazyLock::new(|| {
    let root = Authority::root("Root", NOW);
    let key = SigningKey::generate_rsa("leaf", 2048).unwrap();
    let key = KeyPair::from_pem(key.to_pkcs8_pem().expose()).unwrap();
    let mut params = business(&[(ORGANISATION_IDENTIFIER, "NTRNO-312143046")], NOW);
    params.custom_extensions = vec![qualified(2)];
    let leaf = root.issue(&params, &key);
    let list = root.list(&[1, 2, 3]);
    Good { authorities: Authorities::new(vec![root.der], vec![]).unwrap(), leaf, list }
});

fn now() -> Timestamp {
    Timestamp::from_seconds(NOW)
}

fn chain(leaf: &[u8]) -> Chain {
    Chain::decode(&[base64(leaf)]).unwrap()
}

/// The bytes with one bit changed.
fn flipped(bytes: &[u8], place: prop::sample::Index, bit: u32) -> Vec<u8> {
    let mut flipped = bytes.to_vec();
    flipped[place.index(bytes.len())] ^= 1 << bit;
    flipped
}

#[test]
fn a_good_certificate_counts_until_its_list_is_too_old() {
    let list = RevocationList::read(&GOOD.list, &GOOD.authorities, now()).unwrap();
    let lists = RevocationLists::new(vec![Arc::new(list)], Duration::from_hours(10));
    let business = check(&chain(&GOOD.leaf), &GOOD.authorities, &lists, now()).unwrap();
    assert_eq!(business.organisation().as_str(), "312143046");
    assert_eq!(business.method().as_str(), "QCForESeal");
    assert_eq!(business.until(), now().plus(Duration::from_hours(10)));
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(describe(&bytes).is_err());
        prop_assert!(issued(&chain(&bytes), &GOOD.authorities, now()).is_err());
        prop_assert!(RevocationList::read(&bytes, &GOOD.authorities, now()).is_err());
    }

    #[test]
    fn any_text_is_a_certificate_or_refused(text in ".{0,40}") {
        if let Ok(chain) = Chain::decode(&[text]) {
            prop_assert!(issued(&chain, &GOOD.authorities, now()).is_err());
        }
    }

    #[test]
    fn a_certificate_with_a_changed_bit_is_refused(place: prop::sample::Index, bit in 0u32..8) {
        let changed = flipped(&GOOD.leaf, place, bit);
        let _ = describe(&changed);
        prop_assert!(issued(&chain(&changed), &GOOD.authorities, now()).is_err());
    }

    #[test]
    fn a_list_with_a_changed_bit_is_refused(place: prop::sample::Index, bit in 0u32..8) {
        let changed = flipped(&GOOD.list, place, bit);
        prop_assert!(RevocationList::read(&changed, &GOOD.authorities, now()).is_err());
    }

    #[test]
    fn a_certificate_cut_short_or_with_more_after_it_is_refused(
        at: prop::sample::Index,
        more in prop::collection::vec(any::<u8>(), 1..40),
    ) {
        let cut = &GOOD.leaf[..at.index(GOOD.leaf.len())];
        let longer = [&GOOD.leaf[..], &more].concat();
        prop_assume!(longer.len() <= CERTIFICATE_BYTES.most);
        for changed in [cut, &longer] {
            prop_assert!(describe(changed).is_err());
            prop_assert!(issued(&chain(changed), &GOOD.authorities, now()).is_err());
        }
    }
}
