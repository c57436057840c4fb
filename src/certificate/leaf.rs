//! What the leaf says about its owner and its key.

use super::{CertificateError, authority, statements, subject};
use crate::vocab::method::ClientMethod;
use crate::vocab::party::Organisation;
use subject::NamedBy;
use x509_parser::certificate::X509Certificate;
use x509_parser::oid_registry::OID_PKCS1_RSAENCRYPTION;
use x509_parser::public_key::PublicKey;

/// An RSA public key as its two numbers, unsigned and big-endian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RsaNumbers {
    /// The modulus.
    pub modulus: Vec<u8>,
    /// The public exponent.
    pub exponent: Vec<u8>,
}

/// What a certificate says of itself, whoever issued it.
#[derive(Debug)]
pub(super) struct Stated {
    /// The organisation that it names.
    pub(super) organisation: Organisation,
    /// Which kind of certificate it is.
    pub(super) method: ClientMethod,
    /// The public key.
    pub(super) key: RsaNumbers,
}

impl Stated {
    /// Reads a leaf in DER.
    pub(super) fn read(leaf: &[u8]) -> Result<Self, CertificateError> {
        let certificate = authority::read(leaf).ok_or(CertificateError::Unreadable)?;
        check_usage(&certificate)?;
        let (organisation, named_by) = subject::organisation(certificate.subject())?;
        let statements = statements::read(&certificate)?;
        let method = match named_by {
            NamedBy::SerialNumber => ClientMethod::BusinessCertificate,
            NamedBy::OrganisationIdentifier if statements.qualified && statements.seal => {
                ClientMethod::QualifiedSeal
            }
            NamedBy::OrganisationIdentifier => ClientMethod::Seal,
        };
        Ok(Self { organisation, method, key: key(&certificate)? })
    }
}

/// RFC 5280 section 4.2.1.3: a certificate without the extension does not restrict its key.
fn check_usage(certificate: &X509Certificate<'_>) -> Result<(), CertificateError> {
    let usage = certificate.key_usage().map_err(|_| CertificateError::Unreadable)?;
    let signs =
        usage.is_none_or(|usage| usage.value.digital_signature() || usage.value.non_repudiation());
    if !signs {
        return Err(CertificateError::KeyUsage);
    }
    // An authority of business certificates may issue web servers' too, which name an organisation
    // in the same place; their keys lie with whoever runs the server.
    let extended = certificate.extended_key_usage().map_err(|_| CertificateError::Unreadable)?;
    let of_server = extended.is_some_and(|usage| usage.value.server_auth);
    if of_server { Err(CertificateError::ServerUsage) } else { Ok(()) }
}

fn key(certificate: &X509Certificate<'_>) -> Result<RsaNumbers, CertificateError> {
    let info = certificate.public_key();
    if info.algorithm.algorithm != OID_PKCS1_RSAENCRYPTION {
        return Err(CertificateError::KeyType);
    }
    match info.parsed() {
        Ok(PublicKey::RSA(key)) => {
            Ok(RsaNumbers { modulus: key.modulus.to_vec(), exponent: key.exponent.to_vec() })
        }
        _ => Err(CertificateError::KeyType),
    }
}
