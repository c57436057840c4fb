//! Certificate authorities, business certificates and revocation lists, as tests want them.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CustomExtension,
    DistinguishedName, DnType, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PublicKeyData,
    RevokedCertParams, SerialNumber, date_time_ymd,
};
use rustls::pki_types::CertificateDer;
use std::time::Duration;

/// `organizationIdentifier` and `serialNumber` (X.520).
pub const ORGANISATION_IDENTIFIER: &[u64] = &[2, 5, 4, 97];
pub const SERIAL_NUMBER: &[u64] = &[2, 5, 4, 5];

const DAY: u64 = 24 * 3600;

/// A moment, as rcgen wants it; the type has no name here.
macro_rules! at {
    ($seconds:expr) => {
        date_time_ymd(1970, 1, 1) + Duration::from_secs($seconds)
    };
}

/// A certificate authority with its key.
pub struct Authority {
    params: CertificateParams,
    pub der: CertificateDer<'static>,
    key: KeyPair,
    now: u64,
}

impl Authority {
    /// One that nobody vouches for, made a year before `now` (seconds since 1970).
    pub fn root(name: &str, now: u64) -> Self {
        Self::root_of(name, now, KeyPair::generate().unwrap())
    }

    /// The same, with this key.
    pub fn root_of(name: &str, now: u64, key: KeyPair) -> Self {
        let params = authority_params(name, now);
        let der = params.self_signed(&key).unwrap().der().clone();
        Self { params, der, key, now }
    }

    /// One that this one vouches for.
    pub fn under(&self, name: &str) -> Self {
        self.under_with(name, |_| ())
    }

    /// The same, with this key.
    pub fn under_of(&self, name: &str, key: KeyPair) -> Self {
        self.made(authority_params(name, self.now), key)
    }

    /// The same, changed before it is signed.
    pub fn under_with(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut params = authority_params(name, self.now);
        change(&mut params);
        self.made(params, KeyPair::generate().unwrap())
    }

    fn made(&self, params: CertificateParams, key: KeyPair) -> Self {
        let der = params.signed_by(&key, &self.issuer()).unwrap().der().clone();
        Self { params, der, key, now: self.now }
    }

    fn issuer(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.key)
    }

    /// A certificate for this public key.
    pub fn issue(&self, params: &CertificateParams, key: &impl PublicKeyData) -> Vec<u8> {
        params.signed_by(key, &self.issuer()).unwrap().der().to_vec()
    }

    /// A revocation list of an hour ago, good for a day.
    pub fn list(&self, revoked: &[u64]) -> Vec<u8> {
        self.list_of(revoked, self.now - 3600)
    }

    /// A revocation list of this time, good for a day.
    pub fn list_of(&self, revoked: &[u64], time: u64) -> Vec<u8> {
        let revoked = revoked.iter().map(|serial| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: at!(time),
            reason_code: None,
            invalidity_date: None,
        });
        let list = CertificateRevocationListParams {
            this_update: at!(time),
            next_update: at!(time + DAY),
            crl_number: SerialNumber::from(time),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer()).unwrap().der().to_vec()
    }
}

fn authority_params(name: &str, now: u64) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.not_before = at!(now - 365 * DAY);
    params.not_after = at!(now + 3650 * DAY);
    params
}

/// A business certificate as Norwegian authorities issue them: with these attributes in its subject,
/// made thirty days before `now`.
pub fn business(attributes: &[(&[u64], &str)], now: u64) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CountryName, "NO");
    params.distinguished_name.push(DnType::OrganizationName, "FJORDVIK KOMMUNE");
    for (attribute, value) in attributes {
        params.distinguished_name.push(DnType::from_oid(attribute), *value);
    }
    params.serial_number = Some(SerialNumber::from(4711));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    params.not_before = at!(now - 30 * DAY);
    params.not_after = at!(now + 1000 * DAY);
    params
}

/// Says that the certificate is qualified, and for what (the last part of ETSI's `QcType`).
pub fn qualified(kind: u8) -> CustomExtension {
    let mut content = vec![0x30, 0x1F, 0x30, 0x08, 0x06, 0x06, 0x04, 0x00, 0x8E, 0x46, 0x01, 0x01];
    content.extend([0x30, 0x13, 0x06, 0x06, 0x04, 0x00, 0x8E, 0x46, 0x01, 0x06]);
    content.extend([0x30, 0x09, 0x06, 0x07, 0x04, 0x00, 0x8E, 0x46, 0x01, 0x06, kind]);
    statements(content)
}

/// The extension QCStatements with this content.
pub fn statements(content: Vec<u8>) -> CustomExtension {
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 3], content)
}

/// Sets when a certificate is valid.
pub fn valid(params: &mut CertificateParams, from: u64, until: u64) {
    (params.not_before, params.not_after) = (at!(from), at!(until));
}

/// As `x5c` holds a certificate.
pub fn base64(der: &[u8]) -> String {
    STANDARD.encode(der)
}
