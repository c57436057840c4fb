//! What a certificate says: whose it is, what its key is for, and of which kind the key is.

use super::{Country, NTRNO, grant};
use crate::authority::{ORGANISATION_IDENTIFIER, SERIAL_NUMBER, business, statements};
use crate::token::NOW;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rcgen::{
    BasicConstraints, CustomExtension, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    PublicKeyData, SignatureAlgorithm,
};

#[tokio::test]
async fn another_organisations_certificate_is_refused_with_its_own_code() {
    let country = Country::new().await;
    for other in [
        business(&[(ORGANISATION_IDENTIFIER, "NTRNO-312445190")], NOW),
        business(&[(SERIAL_NUMBER, "312445190")], NOW),
    ] {
        let assertion = grant(&[&country.issue(&other)]);
        let told = country.house.refuse(&assertion, 400, "invalid_grant", "MP-122").await;
        let wanted = "Invalid organization number for client. Does not match certificate orgno";
        assert_eq!(told, wanted);
        assert!(country.house.ledger.refusals().pop().unwrap().client.is_some());
    }
}

#[tokio::test]
async fn a_subject_that_names_no_one_organisation_is_refused() {
    let country = Country::new().await;
    let given_name: &[u64] = &[2, 5, 4, 42];
    let malformed =
        "its organizationIdentifier or serialNumber is not a Norwegian organisation number";
    for (attributes, cause) in [
        (vec![], "it names no organisation by organizationIdentifier or serialNumber"),
        (vec![(ORGANISATION_IDENTIFIER, "312143046")], malformed),
        (vec![(ORGANISATION_IDENTIFIER, "NTRSE-312143046")], malformed),
        (vec![(ORGANISATION_IDENTIFIER, "VATNO-312143046")], malformed),
        (vec![(ORGANISATION_IDENTIFIER, "NTRNO-3121430461")], malformed),
        (vec![(ORGANISATION_IDENTIFIER, "NTRNO-312143046 ")], malformed),
        (vec![(ORGANISATION_IDENTIFIER, "ntrno-312143046")], malformed),
        (vec![(ORGANISATION_IDENTIFIER, ""), (SERIAL_NUMBER, "312143046")], malformed),
        (vec![(SERIAL_NUMBER, "9578-4505-312143046")], malformed),
        (vec![(SERIAL_NUMBER, "31214304６")], malformed),
        (vec![NTRNO, (SERIAL_NUMBER, "312445190")], "it names more than one organisation"),
        (vec![NTRNO, (given_name, "Kari")], "it is a person's certificate, not an organisation's"),
    ] {
        let leaf = country.issue(&business(&attributes, NOW));
        assert_eq!(country.cause(&[&leaf]).await, cause, "{attributes:?}");
    }
    for beside in ["312143046", "UN:NO-9578-4050-1"] {
        country.method(&country.issue(&business(&[NTRNO, (SERIAL_NUMBER, beside)], NOW))).await;
    }
}

#[tokio::test]
async fn a_certificate_for_other_things_than_signatures_is_refused() {
    let country = Country::new().await;
    let used_for =
        |usages: &[KeyUsagePurpose]| country.changed(|params| params.key_usages = usages.to_vec());
    use KeyUsagePurpose::{ContentCommitment, DigitalSignature, KeyEncipherment};
    let cause = country.cause(&[&used_for(&[KeyEncipherment])]).await;
    assert_eq!(cause, "its key usage is neither digital signature nor non-repudiation");
    for good in
        [&[][..], &[DigitalSignature], &[ContentCommitment], &[KeyEncipherment, DigitalSignature]]
    {
        country.method(&used_for(good)).await;
    }
    let extended = country.changed(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    });
    country.method(&extended).await;
    let of_server = country.changed(|params| {
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
    });
    let cause = country.cause(&[&of_server]).await;
    assert_eq!(cause, "its extended key usage is that of a web server");
}

#[tokio::test]
async fn a_certificate_authoritys_own_certificate_is_refused() {
    let country = Country::new().await;
    let authority = country.changed(|params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    });
    let wanted = "it is a certificate authority's own, not an organisation's";
    assert_eq!(country.cause(&[&authority]).await, wanted);
    assert_eq!(country.cause(&[&country.root.der]).await, wanted);
}

#[tokio::test]
async fn an_unknown_critical_extension_is_refused_and_another_is_passed_over() {
    let country = Country::new().await;
    let with = |critical: bool| {
        let mut unknown =
            CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 2], vec![5, 0]);
        unknown.set_criticality(critical);
        country.changed(|params| params.custom_extensions = vec![unknown])
    };
    country.method(&with(false)).await;
    let cause = country.cause(&[&with(true)]).await;
    assert_eq!(cause, "it, or one of its issuers, has a critical extension that is not known here");
}

#[tokio::test]
async fn malformed_statements_are_refused() {
    let country = Country::new().await;
    for content in [
        vec![],
        vec![0x05, 0x00],
        vec![0x30, 0x02, 0x05, 0x00],
        vec![0x30, 0x02, 0x30, 0x00],
        vec![0x30, 0x00, 0x30, 0x00],
        vec![0x30, 0x05, 0x30],
        vec![0x30, 0x0A, 0x30, 0x08, 0x06, 0x06, 0x04, 0x00, 0x8E, 0x46, 0x01, 0x06],
    ] {
        let leaf = country.changed(|params| {
            params.custom_extensions = vec![statements(content.clone())];
        });
        let cause = country.cause(&[&leaf]).await;
        assert!(cause.contains("QCStatements"), "{content:?}: {cause}");
    }
}

/// A public key that is no key pair of ours.
struct PublicKey(Vec<u8>, &'static SignatureAlgorithm);

impl PublicKeyData for PublicKey {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.1
    }
}

/// An RSA public key of this modulus (big-endian, the first bit set) and exponent below 128.
fn rsa(modulus: &[u8], exponent: u8) -> PublicKey {
    let length = u16::try_from(modulus.len() + 1).unwrap().to_be_bytes();
    let mut inside = vec![0x02, 0x82, length[0], length[1], 0];
    inside.extend_from_slice(modulus);
    inside.extend([0x02, 0x01, exponent]);
    let length = u16::try_from(inside.len()).unwrap().to_be_bytes();
    let mut key = vec![0x30, 0x82, length[0], length[1]];
    key.extend(inside);
    PublicKey(key, &rcgen::PKCS_RSA_SHA256)
}

/// A modulus with the fingerprint of the faulty library.
fn roca() -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(crate::jose::ROCA).unwrap()
}

#[tokio::test]
async fn a_weak_key_or_one_of_another_kind_is_refused() {
    let country = Country::new().await;
    let params = business(&[NTRNO], NOW);
    let issued = |key: &PublicKey| country.issuer.issue(&params, key);
    let odd = |bytes: usize| vec![0xFF; bytes];
    let cause = country.cause(&[&issued(&rsa(&odd(128), 3))]).await;
    assert!(cause.contains("smaller than 2048"), "{cause}");
    for (modulus, exponent) in [(odd(256), 1), (odd(256), 2), (vec![0xFE; 256], 3)] {
        let cause = country.cause(&[&issued(&rsa(&modulus, exponent))]).await;
        assert_eq!(cause, "the RSA key's modulus or exponent is not one of an RSA key");
    }
    let roca = country.cause(&[&issued(&rsa(&roca(), 3))]).await;
    assert!(roca.contains("ROCA"), "{roca}");
    let curve = KeyPair::generate().unwrap();
    let leaf = country.issuer.issue(&params, &curve);
    assert_eq!(country.cause(&[&leaf]).await, "its key is not an RSA key");
}
