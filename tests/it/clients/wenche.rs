//! A client that knows Maskinporten's two addresses and no other: the house takes the name of the test
//! environment, and a proxy leads there.

use super::{claims_of, house_in, python, reads};
use crate::house::TestHouse;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use sluse::config::Config;
use sluse::demo::private::write_secret;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const HOST: &str = "test.maskinporten.no";
const CUSTOMER: &str = "312800004";

/// A house by the name of Maskinporten's test environment, with a system user of its client.
async fn house() -> TestHouse {
    let dir = TempDir::new().unwrap();
    certify(dir.path(), &["localhost", HOST]);
    house_in(dir, &|config: &mut Config| {
        config.doors.issuer = format!("https://{HOST}/");
        let mut registry = std::fs::File::options().append(true).open(&config.registry).unwrap();
        let user = format!(
            "\n[[system_user]]\nid = \"0d8a3a52-4f57-4e0f-9f0e-6a8f1b3f7c10\"\n\
             vendor = \"312143046\"\ncustomer = \"{CUSTOMER}\"\n\
             system_id = \"312143046_oppvekst\"\n"
        );
        registry.write_all(user.as_bytes()).unwrap();
    })
    .await
}

/// The token that Wenche gets, for a customer or for nobody but its own organisation.
async fn token(house: &TestHouse, customer: &str) -> Option<String> {
    let proxy = proxy(house.machine.rsplit(':').next().unwrap().to_owned()).await;
    let more = [("WENCHE_ENV", "test"), ("HTTPS_PROXY", proxy.as_str()), ("CUSTOMER", customer)];
    python("with_wenche.py").run(house, &more).await
}

#[tokio::test]
async fn wenche_gets_a_token() {
    let house = house().await;
    if let Some(token) = token(&house, "").await {
        reads(&house, &token).await;
    }
}

#[tokio::test]
async fn wenche_gets_a_token_as_a_customers_system_user() {
    let house = house().await;
    if let Some(token) = token(&house, CUSTOMER).await {
        let details = &claims_of(&token)["authorization_details"][0];
        assert_eq!(details["type"], "urn:altinn:systemuser");
        assert_eq!(details["systemuser_org"]["ID"], format!("0192:{CUSTOMER}"));
        reads(&house, &token).await;
    }
}

/// Makes the authority and the server certificate of a house that has these names.
fn certify(dir: &Path, names: &[&str]) {
    let [ca_key, server_key] = [(); 2].map(|()| KeyPair::generate().unwrap());
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.distinguished_name.push(DnType::CommonName, "authority of this test");
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let write = |name: &str, pem: String| std::fs::write(dir.join(name), pem).unwrap();
    write("ca.pem", ca.self_signed(&ca_key).unwrap().pem());
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let server = CertificateParams::new(names).unwrap();
    let server = server.signed_by(&server_key, &Issuer::new(ca, ca_key)).unwrap();
    write_secret(&dir.join("server.key"), &server_key.serialize_pem()).unwrap();
    write("server.pem", server.pem());
}

/// A proxy that leads every CONNECT for Maskinporten's test environment to this port; its address.
async fn proxy(port: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(client.read_u8().await.unwrap());
            }
            assert!(head.starts_with(format!("CONNECT {HOST}:443 ").as_bytes()), "{head:?}");
            let mut house = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
            client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.unwrap();
            tokio::io::copy_bidirectional(&mut client, &mut house).await.ok();
        }
    });
    format!("http://{address}")
}
