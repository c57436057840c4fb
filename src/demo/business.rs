//! A certificate authority for business certificates, for development: it issues to the clients that
//! have no registered keys, and revokes nothing.

use super::DemoError;
use super::certs::ca_params;
use super::client::{certificate_file, key_file};
use super::organisations::{CLIENTS, DemoClient, ORGANISATIONS, Proof};
use super::prepare::file_error;
use super::private::write_public;
use crate::vocab::secret::SecretText;
use rcgen::{
    CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose, SerialNumber, date_time_ymd,
};
use std::fs;
use std::path::Path;

/// The authority's name, so that nobody mistakes it for a real one.
const CA_NAME: &str = "Sluse development business CA, trust it nowhere else";

/// `organizationIdentifier` (X.520).
const ORGANISATION_IDENTIFIER: &[u64] = &[2, 5, 4, 97];

/// Makes `certs/business-ca.pem`, its revocation list `certs/business-ca.crl`, and a certificate for
/// each client that needs one, where any of them is missing.
///
/// # Errors
/// When a file cannot be read or written, or there is no randomness.
pub fn ensure(dir: &Path) -> Result<(), DemoError> {
    let certified = || CLIENTS.iter().filter(|client| client.proof == Proof::Certificate);
    let (ca_file, list_file) =
        (dir.join("certs/business-ca.pem"), dir.join("certs/business-ca.crl"));
    let mut files = certified().map(|client| certificate_file(dir, client.id));
    if ca_file.exists() && list_file.exists() && files.all(|file| file.exists()) {
        return Ok(());
    }
    let ca_key = KeyPair::generate()?;
    let ca = ca_params(CA_NAME)?;
    let ca_pem = ca.self_signed(&ca_key)?.pem();
    let issuer = Issuer::new(ca, ca_key);
    for client in certified() {
        let file = key_file(dir, client.id);
        let pem = SecretText::new(fs::read_to_string(&file).map_err(file_error(&file))?);
        let certificate =
            leaf_params(client)?.signed_by(&KeyPair::from_pem(pem.expose())?, &issuer)?;
        write_public(&certificate_file(dir, client.id), &certificate.pem())?;
    }
    write_public(&list_file, &empty_list().signed_by(&issuer)?.pem()?)?;
    // The authority's key is not kept: nothing more is ever signed with it.
    write_public(&ca_file, &ca_pem)
}

/// A certificate as SEID 2.0 describes them.
fn leaf_params(client: &DemoClient) -> Result<CertificateParams, rcgen::Error> {
    let player = ORGANISATIONS.iter().find(|player| player.number == client.organisation);
    let name = player.map_or(client.name, |player| player.name);
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CountryName, "NO");
    subject.push(DnType::OrganizationName, name);
    let identifier = format!("NTRNO-{}", client.organisation);
    subject.push(DnType::from_oid(ORGANISATION_IDENTIFIER), identifier);
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// A list that is good for as long as anyone keeps a demonstration: without the authority's key
/// there is never another.
fn empty_list() -> CertificateRevocationListParams {
    CertificateRevocationListParams {
        this_update: date_time_ymd(2026, 1, 1),
        next_update: date_time_ymd(2126, 1, 1),
        crl_number: SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: Vec::new(),
        key_identifier_method: KeyIdMethod::Sha256,
    }
}
