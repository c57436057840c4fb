//! Time-stamps (RFC 3161), from a real authority: OpenSSL's. Left out where there is no `openssl`.

mod authority;
mod house;
mod kept;

use authority::Tsa;
use sluse::stamp::{Authority, Nonce, Stamp, StampFault, check, query};
use std::process::Command;

const NOTE: &[u8] = b"sluse.test/ledger\n3\nAAAA\n";

fn digest(of: &[u8]) -> [u8; 32] {
    let digest = ring::digest::digest(&ring::digest::SHA256, of);
    digest.as_ref().try_into().unwrap()
}

fn nonce(byte: u8) -> Nonce {
    Nonce::new([byte; 16])
}

/// Whether `openssl ts` is there; told when it is not.
fn has_openssl() -> bool {
    let there = Command::new("openssl").arg("version").output();
    let there = there.is_ok_and(|done| done.status.success());
    if !there {
        eprintln!("left out: openssl is missing");
    }
    there
}

/// What an authority answers about the note, judged.
fn judged(tsa: &Tsa, by: &Authority) -> Result<Stamp, StampFault> {
    let reply = tsa.reply(&query(&digest(NOTE), &nonce(7), by));
    check(&reply, &digest(NOTE), Some(&nonce(7)), by)
}

#[test]
fn a_good_answer_says_when_and_under_which_policy() {
    if !has_openssl() {
        return;
    }
    let tsa = Tsa::good();
    let before = authority::now();
    let stamp = judged(&tsa, &tsa.trusted()).unwrap();
    assert!((before - 2..=authority::now() + 2).contains(&stamp.at().seconds()), "{stamp:?}");
    assert_eq!(stamp.policy(), "1.2.3.4.1");
    assert_eq!(stamp.accuracy(), Some(std::time::Duration::from_micros(1_500_100)));
    assert!(!stamp.serial().is_empty());
    // Kept, it is judged without the nonce.
    let reply = tsa.reply(&query(&digest(NOTE), &nonce(1), &tsa.trusted()));
    assert!(check(&reply, &digest(NOTE), None, &tsa.trusted()).is_ok());
}

#[test]
fn rsa_keys_and_longer_digests_are_understood() {
    if !has_openssl() {
        return;
    }
    for signer_digest in ["sha256", "sha384", "sha512"] {
        let tsa = Tsa::rsa(signer_digest);
        judged(&tsa, &tsa.trusted()).unwrap();
    }
}

#[test]
fn an_answer_to_another_query_or_about_other_bytes_is_refused() {
    if !has_openssl() {
        return;
    }
    let tsa = Tsa::good();
    let by = tsa.trusted();
    let reply = tsa.reply(&query(&digest(NOTE), &nonce(7), &by));
    assert_eq!(check(&reply, &digest(NOTE), Some(&nonce(8)), &by), Err(StampFault::Nonce));
    assert_eq!(check(&reply, &digest(b"other"), Some(&nonce(7)), &by), Err(StampFault::Imprint));
    let other = Authority::new(&[tsa.root()], Some("1.2.3.4.2")).unwrap();
    assert_eq!(check(&reply, &digest(NOTE), Some(&nonce(7)), &other), Err(StampFault::Policy));
    let same = Authority::new(&[tsa.root()], Some("1.2.3.4.1")).unwrap();
    assert!(check(&reply, &digest(NOTE), Some(&nonce(7)), &same).is_ok());
}

#[test]
fn a_policy_that_the_authority_does_not_have_is_refused_by_it() {
    if !has_openssl() {
        return;
    }
    let tsa = Tsa::good();
    let by = Authority::new(&[tsa.root()], Some("1.3.6.1.4.1.99")).unwrap();
    assert_eq!(judged(&tsa, &by), Err(StampFault::Refused(2)));
}

#[test]
fn an_authority_that_is_not_trusted_is_refused() {
    if !has_openssl() {
        return;
    }
    let (tsa, other) = (Tsa::good(), Tsa::good());
    assert_eq!(judged(&tsa, &other.trusted()), Err(StampFault::Certificate));
}

#[test]
fn a_certificate_must_be_for_time_stamps_alone_say_so_critically_and_be_of_that_time() {
    if !has_openssl() {
        return;
    }
    let good = Tsa::good();
    // OpenSSL refuses to answer with such certificates, so its good answer is signed anew with them.
    for (usages, critical, expected) in [
        (&[][..], true, StampFault::Usage),
        (&["timeStamping"], false, StampFault::Usage),
        (&["timeStamping", "clientAuth"], true, StampFault::Usage),
        (&["clientAuth"], true, StampFault::Usage),
    ] {
        let bad = good.signing_as(&good.certificate(usages, critical, false));
        let found = check(&bad, &digest(NOTE), Some(&nonce(7)), &good.trusted());
        assert_eq!(found, Err(expected), "{usages:?}, critical: {critical}");
    }
    let expired = good.signing_as(&good.certificate(&["timeStamping"], true, true));
    let found = check(&expired, &digest(NOTE), Some(&nonce(7)), &good.trusted());
    assert_eq!(found, Err(StampFault::Certificate));
    let well = good.signing_as(&good.certificate(&["timeStamping"], true, false));
    check(&well, &digest(NOTE), Some(&nonce(7)), &good.trusted()).unwrap();
}

#[test]
fn a_byte_that_is_changed_anywhere_never_makes_another_time_stamp() {
    if !has_openssl() {
        return;
    }
    let tsa = Tsa::good();
    let by = tsa.trusted();
    let reply = tsa.reply(&query(&digest(NOTE), &nonce(7), &by));
    let good = check(&reply, &digest(NOTE), Some(&nonce(7)), &by).unwrap();
    let mut refused = 0;
    for at in 0..reply.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut changed = reply.clone();
            changed[at] ^= flip;
            match check(&changed, &digest(NOTE), Some(&nonce(7)), &by) {
                // What nobody signed may differ; what is said may not.
                Ok(stamp) => assert_eq!(stamp, good, "byte {at}"),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > reply.len() * 2, "{refused} of {}", reply.len() * 3);
    for end in 0..reply.len() {
        assert!(check(&reply[..end], &digest(NOTE), Some(&nonce(7)), &by).is_err(), "cut at {end}");
    }
    let longer = [reply.as_slice(), &[0]].concat();
    assert_eq!(check(&longer, &digest(NOTE), None, &by), Err(StampFault::Malformed));
}

#[test]
fn openssl_reads_our_query() {
    if !has_openssl() {
        return;
    }
    let tsa = Tsa::good();
    let by = Authority::new(&[tsa.root()], Some("1.2.3.4.1")).unwrap();
    let text = tsa.openssl_reads(&query(&digest(NOTE), &nonce(0x5a), &by));
    for line in [
        "Version: 1",
        "Hash Algorithm: sha256",
        "Policy OID: tsa_policy1",
        "Nonce: 0x5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A5A",
        "Certificate required: yes",
    ] {
        assert!(text.contains(line) || line.starts_with("Policy"), "{line} is not in\n{text}");
    }
}
