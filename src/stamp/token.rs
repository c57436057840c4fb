//! A time-stamp token: signed data (RFC 5652) over a statement of time (RFC 3161 section 2.4.2).

use super::StampFault;
use super::der::{Parts, context};
use crate::vocab::time::Timestamp;
use der::Tag;
use der::asn1::ObjectIdentifier;
use std::time::Duration;

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const STATEMENT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
pub(super) const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
pub(super) const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
pub(super) const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
pub(super) const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// The most certificates of one answer.
const CERTIFICATES: usize = 16;

/// Who signed, as the signer says in what is signed.
pub(super) struct Signer<'a> {
    /// The hash of the signer's certificate, and by which algorithm.
    pub(super) certificate_hash: (ObjectIdentifier, &'a [u8]),
    /// The issuer's name and the serial number of the same; none where a key identifier stands.
    pub(super) issued: Option<(&'a [u8], &'a [u8])>,
    pub(super) digest: ObjectIdentifier,
    pub(super) signature_algorithm: ObjectIdentifier,
    pub(super) signature: &'a [u8],
    /// The bytes that the signature is over.
    pub(super) signed: Vec<u8>,
    /// The hash of the statement.
    pub(super) message_digest: &'a [u8],
}

/// A token, taken apart.
pub(super) struct Token<'a> {
    pub(super) statement: &'a [u8],
    pub(super) certificates: Vec<&'a [u8]>,
    pub(super) signer: Signer<'a>,
}

/// What an authority states.
pub(super) struct Statement<'a> {
    pub(super) policy: ObjectIdentifier,
    pub(super) hash: (ObjectIdentifier, &'a [u8]),
    pub(super) serial: &'a [u8],
    pub(super) at: Timestamp,
    pub(super) accuracy: Option<Duration>,
    pub(super) nonce: Option<&'a [u8]>,
}

impl<'a> Token<'a> {
    /// Takes an answer apart that grants a token.
    pub(super) fn of_reply(reply: &'a [u8]) -> Result<Self, StampFault> {
        let mut outer = Parts::of(reply)?;
        let mut parts = outer.sequence()?;
        outer.end()?;
        let status = parts.sequence()?.small()?;
        if status > 1 {
            return Err(StampFault::Refused(status));
        }
        let mut content = parts.sequence()?;
        parts.end()?;
        if content.oid()? != SIGNED_DATA {
            return Err(StampFault::Malformed);
        }
        let mut explicit = Parts::of(content.next(context(0))?)?;
        content.end()?;
        let signed = explicit.sequence()?;
        explicit.end()?;
        Self::of_signed_data(signed)
    }

    fn of_signed_data(mut parts: Parts<'a>) -> Result<Self, StampFault> {
        if parts.small()? != 3 {
            return Err(StampFault::Malformed);
        }
        parts.next(Tag::Set)?; // the digests that signers use: said again by the signer
        let mut encapsulated = parts.sequence()?;
        if encapsulated.oid()? != STATEMENT {
            return Err(StampFault::Malformed);
        }
        let mut explicit = Parts::of(encapsulated.next(context(0))?)?;
        let statement = explicit.next(Tag::OctetString)?;
        explicit.end()?;
        encapsulated.end()?;
        let certificates = parts.next_if(context(0))?;
        let certificates = certificates.map(certificates_in).transpose()?.unwrap_or_default();
        parts.next_if(context(1))?; // revocation lists: nothing is asked of them
        let mut signers = Parts::of(parts.next(Tag::Set)?)?;
        parts.end()?;
        let signer = Signer::read(signers.sequence()?)?;
        signers.end()?;
        Ok(Self { statement, certificates, signer })
    }
}

fn certificates_in(set: &[u8]) -> Result<Vec<&[u8]>, StampFault> {
    let mut parts = Parts::of(set)?;
    let mut certificates = Vec::new();
    while !parts.is_at_end() {
        if certificates.len() == CERTIFICATES {
            return Err(StampFault::Malformed);
        }
        certificates.push(parts.whole(Tag::Sequence)?.0);
    }
    Ok(certificates)
}

impl<'a> Signer<'a> {
    fn read(mut parts: Parts<'a>) -> Result<Self, StampFault> {
        let version = parts.small()?;
        let issued = match (version, parts.peek()) {
            (1, Some(Tag::Sequence)) => {
                let mut named = parts.sequence()?;
                let issuer = named.whole(Tag::Sequence)?.0;
                let serial = named.next(Tag::Integer)?;
                named.end()?;
                Some((issuer, serial))
            }
            (3, Some(tag @ Tag::ContextSpecific { .. })) => {
                parts.next(tag)?;
                None
            }
            _ => return Err(StampFault::Malformed),
        };
        let digest = parts.algorithm(false)?;
        let (whole, attributes) = parts.whole(context(0))?;
        // The signature is over the attributes as a SET, not as the [0] that stands here.
        let mut signed = whole.to_vec();
        if let Some(tag) = signed.first_mut() {
            *tag = 0x31;
        }
        let signature_algorithm = parts.algorithm(true)?;
        let signature = parts.next(Tag::OctetString)?;
        parts.next_if(context(1))?; // attributes that nobody signed
        parts.end()?;
        let (message_digest, certificate_hash) = signed_attributes(attributes)?;
        Ok(Self {
            certificate_hash,
            issued,
            digest,
            signature_algorithm,
            signature,
            signed,
            message_digest,
        })
    }
}

type CertificateHash<'a> = (ObjectIdentifier, &'a [u8]);

/// Reads the three attributes that must be there, each once: content type, message digest, and the
/// signer's certificate.
fn signed_attributes(set: &[u8]) -> Result<(&[u8], CertificateHash<'_>), StampFault> {
    let (mut content_type, mut digest, mut certificate) = (None, None, None);
    let mut parts = Parts::of(set)?;
    while !parts.is_at_end() {
        let mut attribute = parts.sequence()?;
        let name = attribute.oid()?;
        let mut values = Parts::of(attribute.next(Tag::Set)?)?;
        attribute.end()?;
        let again = match name {
            CONTENT_TYPE => content_type.replace(values.oid()?).is_some(),
            MESSAGE_DIGEST => digest.replace(values.next(Tag::OctetString)?).is_some(),
            SIGNING_CERTIFICATE_V2 | SIGNING_CERTIFICATE => {
                let first = certificate_hash(values.sequence()?, name == SIGNING_CERTIFICATE)?;
                // Both may be there; the newer one counts.
                if certificate.is_none() || name == SIGNING_CERTIFICATE_V2 {
                    certificate = Some(first);
                }
                false
            }
            _ => continue,
        };
        values.end()?;
        if again {
            return Err(StampFault::Malformed);
        }
    }
    if content_type != Some(STATEMENT) {
        return Err(StampFault::Malformed);
    }
    digest.zip(certificate).ok_or(StampFault::Malformed)
}

/// The first of the certificates that a signer names is its own (RFC 2634 section 5.4, RFC 5035).
fn certificate_hash(
    mut parts: Parts<'_>,
    is_first_version: bool,
) -> Result<CertificateHash<'_>, StampFault> {
    let mut list = parts.sequence()?;
    let mut first = list.sequence()?;
    let algorithm = if is_first_version {
        SHA1
    } else if first.peek() == Some(Tag::Sequence) {
        first.algorithm(false)?
    } else {
        SHA256
    };
    Ok((algorithm, first.next(Tag::OctetString)?))
}

impl<'a> Statement<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, StampFault> {
        let mut outer = Parts::of(bytes)?;
        let mut parts = outer.sequence()?;
        outer.end()?;
        if parts.small()? != 1 {
            return Err(StampFault::Malformed);
        }
        let policy = parts.oid()?;
        let mut imprint = parts.sequence()?;
        let hash = (imprint.algorithm(false)?, imprint.next(Tag::OctetString)?);
        imprint.end()?;
        let serial = parts.next(Tag::Integer)?;
        let at = generalized_time(parts.next(Tag::GeneralizedTime)?)?;
        let accuracy = match parts.peek() {
            Some(Tag::Sequence) => Some(accuracy(parts.sequence()?)?),
            _ => None,
        };
        parts.next_if(Tag::Boolean)?; // whether its time-stamps can be ordered by this time
        let nonce = if parts.peek() == Some(Tag::Integer) { Some(parts.unsigned()?) } else { None };
        parts.next_if(context(0))?; // the authority's name: the certificate says it
        if let Some(extensions) = parts.next_if(context(1))? {
            refuse_critical(extensions)?;
        }
        parts.end()?;
        Ok(Self { policy, hash, serial, at, accuracy, nonce })
    }
}

/// `YYYYMMDDhhmmss[.f…]Z`.
fn generalized_time(text: &[u8]) -> Result<Timestamp, StampFault> {
    let read = || {
        let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() != 14 || fraction.is_empty() || !is_number(whole) || !is_number(fraction) {
            return None;
        }
        let time = jiff::fmt::strtime::parse("%Y%m%d%H%M%S", whole).ok()?.to_datetime().ok()?;
        let seconds = time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second();
        let thousandths = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
        let start = Timestamp::from_seconds(u64::try_from(seconds).ok()?);
        Some(start.plus(Duration::from_millis(thousandths)))
    };
    read().ok_or(StampFault::Malformed)
}

/// Seconds, thousandths (context tag 0) and millionths (1) of seconds.
fn accuracy(mut parts: Parts<'_>) -> Result<Duration, StampFault> {
    let mut accuracy = Duration::ZERO;
    if parts.peek() == Some(Tag::Integer) {
        accuracy += Duration::from_secs(u64::from(parts.small()?));
    }
    for (number, unit) in [(0, Duration::from_millis(1)), (1, Duration::from_micros(1))] {
        let tag = Tag::ContextSpecific { constructed: false, number: der::TagNumber(number) };
        if let Some(content) = parts.next_if(tag)? {
            let many = match content {
                [one] => u32::from(*one),
                [one, two] => u32::from(*one) << 8 | u32::from(*two),
                _ => return Err(StampFault::Malformed),
            };
            accuracy += unit * many;
        }
    }
    parts.end()?;
    Ok(accuracy)
}

/// No extension is known here, so none may be critical.
fn refuse_critical(extensions: &[u8]) -> Result<(), StampFault> {
    let mut parts = Parts::of(extensions)?;
    while !parts.is_at_end() {
        let mut extension = parts.sequence()?;
        extension.oid()?;
        if extension.next_if(Tag::Boolean)?.is_some() {
            return Err(StampFault::Extension);
        }
        extension.next(Tag::OctetString)?;
        extension.end()?;
    }
    Ok(())
}
