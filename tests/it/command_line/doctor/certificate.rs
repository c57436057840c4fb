//! Findings about business certificates.

use super::{Practice, start};
use crate::authority::{Authority, ORGANISATION_IDENTIFIER, business, valid};
use crate::house::client_key;
use rcgen::KeyPair;
use sluse::cli::doctor::Code;
use sluse::config::Certificates;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const DAY: u64 = 24 * 3600;

/// Writes certificates as PEM.
fn write_pem(path: &Path, der: &[u8]) {
    let encoded = crate::authority::base64(der);
    let text = format!("-----BEGIN CERTIFICATE-----\n{encoded}\n-----END CERTIFICATE-----\n");
    std::fs::write(path, text).unwrap();
}

/// A practice that accepts certificates of an authority.
struct Certified {
    practice: Practice,
    authority: Authority,
    leaf_key: KeyPair,
}

impl Certified {
    async fn open() -> Self {
        let dir = TempDir::new().unwrap();
        let authority = Authority::root("Root", start().seconds());
        write_pem(&dir.path().join("anchors.pem"), &authority.der);
        std::fs::write(dir.path().join("crl"), authority.list(&[])).unwrap();
        let certificates = Certificates {
            anchors: dir.path().join("anchors.pem"),
            intermediates: None,
            crls: vec![dir.path().join("crl").to_str().unwrap().to_owned()],
            crl_max_age_h: 48,
            ca: None,
        };
        let change = |config: &mut sluse::config::Config| {
            config.token.certificates = Some(certificates.clone());
        };
        let practice = Practice::open_with(dir, &change).await;
        let leaf_key = KeyPair::from_pem(client_key().to_pkcs8_pem().expose()).unwrap();
        Self { practice, authority, leaf_key }
    }

    /// A certificate of an organisation for the client's key, from this authority, in a file.
    fn certificate(&self, number: &str, authority: &Authority) -> PathBuf {
        let identifier = format!("NTRNO-{number}");
        let attributes = [(ORGANISATION_IDENTIFIER, identifier.as_str())];
        let params = business(&attributes, start().seconds());
        let path = self.practice.dir.path().join("certificate.pem");
        write_pem(&path, &authority.issue(&params, &self.leaf_key));
        path
    }

    async fn finds(&self, client: &str, certificate: PathBuf, wanted: &[Code]) {
        let mut profile = self.practice.profile();
        profile.client_id = client.to_owned();
        profile.certificate = Some(certificate);
        let report = self.practice.examine(&profile).await;
        let found: Vec<_> = report.findings().collect();
        assert_eq!(found, wanted, "{report}");
    }
}

#[tokio::test]
async fn each_way_to_use_a_certificate_wrongly_is_told_apart() {
    let country = Certified::open().await;
    let good = country.certificate("312143046", &country.authority);
    country.finds("sertifikat", good.clone(), &[]).await;
    country.finds("kommune", good, &[Code::CertificateForKey]).await;
    let other = country.certificate("312445190", &country.authority);
    country.finds("sertifikat", other, &[Code::CertificateOfOther]).await;
    let stranger = Authority::root("Root", start().seconds());
    let untrusted = country.certificate("312143046", &stranger);
    country.finds("sertifikat", untrusted, &[Code::CertificateUntrusted]).await;
    let keys = [Code::KeyForCertificate];
    country.practice.finds(|profile| profile.client_id = "sertifikat".into(), &keys).await;
    let none = country.practice.profile().key;
    country.finds("sertifikat", none, &[Code::CertificateUnreadable]).await;
}

#[tokio::test]
async fn what_can_be_seen_in_the_certificate_itself_is_seen_there() {
    let country = Certified::open().await;
    let path = country.practice.dir.path().join("certificate.pem");
    let attributes = [(ORGANISATION_IDENTIFIER, "NTRNO-312143046")];
    let mut params = business(&attributes, start().seconds());
    write_pem(&path, &country.authority.issue(&params, &KeyPair::generate().unwrap()));
    country.finds("sertifikat", path.clone(), &[Code::CertificateUnreadable]).await;
    valid(&mut params, start().seconds() - 30 * DAY, start().seconds() - DAY);
    write_pem(&path, &country.authority.issue(&params, &country.leaf_key));
    country.finds("sertifikat", path.clone(), &[Code::CertificateExpired]).await;
    let another = sluse::jose::jws::SigningKey::generate_rsa("another", 2048).unwrap();
    let another = KeyPair::from_pem(another.to_pkcs8_pem().expose()).unwrap();
    let params = business(&attributes, start().seconds());
    write_pem(&path, &country.authority.issue(&params, &another));
    country.finds("sertifikat", path, &[Code::CertificateOfOtherKey]).await;
}
