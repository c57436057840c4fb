//! A certificate authority for development, and a server certificate for localhost from it.

use super::DemoError;
use super::private::{write_public, write_secret};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

/// The authority's name, so that nobody mistakes it for a real one.
const CA_NAME: &str = "Sluse development CA, trust it nowhere else";

/// Makes `ca.pem`, `server.pem` and their keys below `dir` where they are missing.
///
/// # Errors
/// When a file cannot be written or there is no randomness.
pub fn ensure(dir: &Path) -> Result<(), DemoError> {
    if dir.join("server.pem").exists() {
        return Ok(());
    }
    let ca_key = KeyPair::generate()?;
    let ca = ca_params(CA_NAME)?;
    write_public(&dir.join("ca.pem"), &ca.self_signed(&ca_key)?.pem())?;
    let server_key = KeyPair::generate()?;
    let server = server_params()?.signed_by(&server_key, &Issuer::new(ca, ca_key))?;
    write_secret(&dir.join("server.key"), &server_key.serialize_pem())?;
    // Last: its presence says that all is there. The authority's key is not kept: nothing more is
    // ever signed with it.
    write_public(&dir.join("server.pem"), &server.pem())
}

/// A development authority of this name, for leaves alone.
pub(super) fn ca_params(name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn server_params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, "localhost");
    params.subject_alt_names.push(rcgen::SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}
