//! A client without registered keys: its library sends its organisation's business certificate.

use super::{SCOPE, claims_of, house_in, node, reads};
use crate::authority::{Authority, ORGANISATION_IDENTIFIER, base64, business};
use crate::house::client_key;
use rcgen::KeyPair;
use sluse::app::clock::SystemClock;
use sluse::config::{Certificates, Config};
use sluse::vocab::time::Clock;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;

const CLIENT: &str = "testby-sertifikat";

fn write_pem(file: &Path, der: &[u8]) {
    let text = base64(der);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
    std::fs::write(file, pem).unwrap();
}

/// Makes a certificate for the client's key, the authorities above it and their revocation lists.
fn certify(dir: &Path) -> Certificates {
    let now = SystemClock.now().seconds();
    let root = Authority::root("Root", now);
    let issuer = root.under("Issuer");
    let key = KeyPair::from_pem(client_key().to_pkcs8_pem().expose()).unwrap();
    let params = business(&[(ORGANISATION_IDENTIFIER, "NTRNO-312143046")], now);
    write_pem(&dir.join("business.pem"), &issuer.issue(&params, &key));
    write_pem(&dir.join("root.pem"), &root.der);
    write_pem(&dir.join("issuer.pem"), &issuer.der);
    let list = |name: &str, authority: &Authority| {
        std::fs::write(dir.join(name), authority.list(&[])).unwrap();
        dir.join(name).to_str().unwrap().to_owned()
    };
    Certificates {
        anchors: dir.join("root.pem"),
        intermediates: Some(dir.join("issuer.pem")),
        crls: vec![list("root.crl", &root), list("issuer.crl", &issuer)],
        crl_max_age_h: 1,
        ca: None,
    }
}

/// Trusts these certificates and registers a client without a key.
fn register(config: &mut Config, certificates: Certificates) {
    config.token.certificates = Some(certificates);
    let mut registry = std::fs::File::options().append(true).open(&config.registry).unwrap();
    let client = format!(
        "\n[[client]]\nclient_id = \"{CLIENT}\"\norganisation = \"312143046\"\n\
         name = \"Med virksomhetssertifikat\"\nscopes = [\"{SCOPE}\"]\n"
    );
    registry.write_all(client.as_bytes()).unwrap();
}

#[tokio::test]
async fn vtfk_maskinporten_auth_gets_a_token_with_a_business_certificate() {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().to_owned();
    let house = house_in(dir, &|config| register(config, certify(&folder))).await;
    let certificate = folder.join("business.pem");
    let more = [("CLIENT_ID", CLIENT), ("CERTIFICATE", certificate.to_str().unwrap())];
    if let Some(token) = node("with_vtfk.cjs").run(&house, &more).await {
        let claims = claims_of(&token);
        assert_eq!(claims["client_amr"], "CForESeal");
        assert_eq!(claims["consumer"]["ID"], "0192:312143046");
        reads(&house, &token).await;
    }
}
