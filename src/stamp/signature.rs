//! Whether the signer of a time-stamp may say so, and did.

use super::token::{SHA1, SHA256, SHA384, SHA512, Signer, Token};
use super::{Authority, StampFault};
use crate::vocab::time::Timestamp;
use der::asn1::ObjectIdentifier;
use ring::digest;
use rustls::pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use std::time::Duration;
use webpki::{EndEntityCert, KeyUsage, ring as algorithms};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;

/// `id-kp-timeStamping`, 1.3.6.1.5.5.7.3.8.
const TIME_STAMPING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// Checks certificate, chain and signature of a token that states this time.
pub(super) fn check(
    token: &Token<'_>,
    at: Timestamp,
    authority: &Authority,
) -> Result<(), StampFault> {
    let signer = &token.signer;
    if hash(signer.digest, token.statement)?.as_ref() != signer.message_digest {
        return Err(StampFault::Signature);
    }
    let certificate = certificate_of(token)?;
    is_for_time_stamps_alone(certificate)?;
    let certificate = CertificateDer::from(certificate);
    let leaf = EndEntityCert::try_from(&certificate).map_err(|_| StampFault::Certificate)?;
    let others: Vec<_> = token.certificates.iter().map(|it| CertificateDer::from(*it)).collect();
    leaf.verify_for_usage(
        webpki::ALL_VERIFICATION_ALGS,
        &authority.roots,
        &others,
        UnixTime::since_unix_epoch(Duration::from_millis(at.millis())),
        KeyUsage::required(TIME_STAMPING),
        None,
        None,
    )
    .map_err(|_| StampFault::Certificate)?;
    let algorithms = algorithms_of(signer)?;
    let fits = |algorithm: &&'static dyn SignatureVerificationAlgorithm| {
        leaf.verify_signature(*algorithm, &signer.signed, signer.signature).is_ok()
    };
    if algorithms.iter().any(fits) { Ok(()) } else { Err(StampFault::Signature) }
}

/// The certificate that the signer names by its hash; issuer and serial number must agree.
fn certificate_of<'a>(token: &Token<'a>) -> Result<&'a [u8], StampFault> {
    let (algorithm, expected) = token.signer.certificate_hash;
    for certificate in &token.certificates {
        let found = match algorithm {
            // Names a certificate here and no more: the signature covers it either way.
            SHA1 => digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate),
            other => hash(other, certificate)?,
        };
        if found.as_ref() != expected {
            continue;
        }
        let read = parsed(certificate)?;
        let agrees = token.signer.issued.is_none_or(|(issuer, serial)| {
            issuer == read.issuer().as_raw() && serial == read.raw_serial()
        });
        return if agrees { Ok(certificate) } else { Err(StampFault::Malformed) };
    }
    Err(StampFault::CertificateMissing)
}

fn parsed(certificate: &[u8]) -> Result<X509Certificate<'_>, StampFault> {
    match X509Certificate::from_der(certificate) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(StampFault::Malformed),
    }
}

/// RFC 3161 section 2.3: the extended key usage is there, critical, and names time-stamping only.
fn is_for_time_stamps_alone(certificate: &[u8]) -> Result<(), StampFault> {
    let certificate = parsed(certificate)?;
    let usage = certificate.extended_key_usage().map_err(|_| StampFault::Usage)?;
    let usage = usage.ok_or(StampFault::Usage)?;
    let named = usage.value;
    let others = named.any
        || named.server_auth
        || named.client_auth
        || named.code_signing
        || named.email_protection
        || named.ocsp_signing
        || !named.other.is_empty();
    let key = certificate.key_usage().map_err(|_| StampFault::Usage)?;
    let signs = key.is_none_or(|key| key.value.digital_signature() || key.value.non_repudiation());
    if usage.critical && named.time_stamping && !others && signs {
        Ok(())
    } else {
        Err(StampFault::Usage)
    }
}

fn hash(algorithm: ObjectIdentifier, bytes: &[u8]) -> Result<digest::Digest, StampFault> {
    let algorithm = match algorithm {
        SHA256 => &digest::SHA256,
        SHA384 => &digest::SHA384,
        SHA512 => &digest::SHA512,
        _ => return Err(StampFault::Algorithm),
    };
    Ok(digest::digest(algorithm, bytes))
}

/// What the signature may have been made with: the key in the certificate decides among them.
fn algorithms_of(
    signer: &Signer<'_>,
) -> Result<Vec<&'static dyn SignatureVerificationAlgorithm>, StampFault> {
    Ok(match (signer.signature_algorithm, signer.digest) {
        (RSA | RSA_SHA256, SHA256) => vec![algorithms::RSA_PKCS1_2048_8192_SHA256],
        (RSA | RSA_SHA384, SHA384) => vec![algorithms::RSA_PKCS1_2048_8192_SHA384],
        (RSA | RSA_SHA512, SHA512) => vec![algorithms::RSA_PKCS1_2048_8192_SHA512],
        (RSA_PSS, SHA256) => vec![algorithms::RSA_PSS_2048_8192_SHA256_LEGACY_KEY],
        (RSA_PSS, SHA384) => vec![algorithms::RSA_PSS_2048_8192_SHA384_LEGACY_KEY],
        (RSA_PSS, SHA512) => vec![algorithms::RSA_PSS_2048_8192_SHA512_LEGACY_KEY],
        (ECDSA_SHA256, SHA256) => {
            vec![algorithms::ECDSA_P256_SHA256, algorithms::ECDSA_P384_SHA256]
        }
        (ECDSA_SHA384, SHA384) => {
            vec![algorithms::ECDSA_P384_SHA384, algorithms::ECDSA_P256_SHA384]
        }
        (ED25519, SHA512) => vec![algorithms::ED25519],
        _ => return Err(StampFault::Algorithm),
    })
}
