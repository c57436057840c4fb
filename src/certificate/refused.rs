//! Why a certificate is refused.

/// The rule that a certificate breaks, as the end of a sentence that begins with "the certificate".
/// Says what is wrong with it, never what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// It, or an issuer that was sent with it, cannot be read.
    #[error("it, or an issuer sent with it, is not an X.509 version 3 certificate in DER")]
    Unreadable,
    /// No chain leads from it to a trust anchor.
    #[error("it does not come from a certificate authority that is trusted here")]
    Untrusted,
    /// It, or an issuer, is past its last moment.
    #[error("it, or one of its issuers, has expired")]
    Expired,
    /// It, or an issuer, is before its first moment.
    #[error("it, or one of its issuers, is not valid yet")]
    NotYetValid,
    /// It, or an issuer, is on a revocation list.
    #[error("it, or one of its issuers, has been revoked")]
    Revoked,
    /// No revocation list is known for it or an issuer.
    #[error("no revocation list of its issuer is at hand, or none of an issuer above")]
    RevocationUnknown,
    /// A list is past its `nextUpdate`, or was last obtained too long ago.
    #[error("the revocation list of its issuer, or of an issuer above, is too old")]
    RevocationStale,
    /// A list is not its issuer's.
    #[error("the revocation list of its issuer, or of an issuer above, is not rightly signed")]
    RevocationForged,
    /// It is a certificate authority's own.
    #[error("it is a certificate authority's own, not an organisation's")]
    AuthorityAsLeaf,
    /// An issuer may not issue.
    #[error("an issuer in its chain is not permitted to issue it")]
    IssuerNotAuthority,
    /// An extension that is critical and not known here.
    #[error("it, or one of its issuers, has a critical extension that is not known here")]
    CriticalExtension,
    /// Its signature, or an issuer's, is of a kind that is not accepted.
    #[error("it, or one of its issuers, is signed with an algorithm that is not accepted")]
    SignatureAlgorithm,
    /// Its key usage is for other things than signatures.
    #[error("its key usage is neither digital signature nor non-repudiation")]
    KeyUsage,
    /// It is a web server's.
    #[error("its extended key usage is that of a web server")]
    ServerUsage,
    /// Its key is not RSA.
    #[error("its key is not an RSA key")]
    KeyType,
    /// It names no organisation.
    #[error("it names no organisation by organizationIdentifier or serialNumber")]
    OrganisationMissing,
    /// It names an organisation in a form that is not Norwegian.
    #[error("its organizationIdentifier or serialNumber is not a Norwegian organisation number")]
    OrganisationMalformed,
    /// It names two organisations.
    #[error("it names more than one organisation")]
    OrganisationAmbiguous,
    /// It is a person's, perhaps an employee's.
    #[error("it is a person's certificate, not an organisation's")]
    Person,
    /// Its statements about qualified certificates cannot be read.
    #[error("its statements about qualified certificates (QCStatements) are malformed")]
    Statements,
}

impl From<webpki::Error> for CertificateError {
    fn from(error: webpki::Error) -> Self {
        use webpki::Error;
        match error {
            Error::CertExpired { .. } => Self::Expired,
            Error::CertNotValidYet { .. } => Self::NotYetValid,
            Error::CertRevoked => Self::Revoked,
            Error::UnknownRevocationStatus => Self::RevocationUnknown,
            Error::CrlExpired { .. } => Self::RevocationStale,
            Error::InvalidCrlSignatureForPublicKey
            | Error::IssuerNotCrlSigner
            | Error::UnsupportedCrlSignatureAlgorithmContext(_)
            | Error::UnsupportedCrlSignatureAlgorithmForPublicKeyContext(_) => {
                Self::RevocationForged
            }
            Error::CaUsedAsEndEntity => Self::AuthorityAsLeaf,
            Error::EndEntityUsedAsCa
            | Error::PathLenConstraintViolated
            | Error::NameConstraintViolation
            | Error::MaximumPathDepthExceeded => Self::IssuerNotAuthority,
            Error::UnsupportedCriticalExtension => Self::CriticalExtension,
            Error::UnsupportedSignatureAlgorithmContext(_)
            | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_)
            | Error::SignatureAlgorithmMismatch => Self::SignatureAlgorithm,
            Error::BadDer
            | Error::BadDerTime
            | Error::EmptyEkuExtension
            | Error::ExtensionValueInvalid
            | Error::InvalidCertValidity
            | Error::InvalidSerialNumber
            | Error::MalformedDnsIdentifier
            | Error::MalformedExtensions
            | Error::MalformedNameConstraint
            | Error::TrailingData(_)
            | Error::UnsupportedCertVersion => Self::Unreadable,
            // The rest says in other words that no chain was found; new words will too.
            _ => Self::Untrusted,
        }
    }
}
