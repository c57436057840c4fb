//! 3: certificates in the header, of a client that has no registered keys.

use super::{SIGNATURE, STRANGER, Siege, Told, encode, signed, told};
use crate::authority::{Authority, ORGANISATION_IDENTIFIER, base64, business, valid};
use crate::house::client_key;
use josekit::jws::JwsSigner;
use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value, json};
use sluse::config::{Certificates, Config};
use std::path::Path;
use std::sync::LazyLock;

/// The moment at which the house starts, in seconds since 1970.
const START: u64 = 1_795_262_400;
const HOUR: u64 = 3600;
const CLIENT: &str = "testby-sertifikat";
const NTRNO: (&[u64], &str) = (ORGANISATION_IDENTIFIER, "NTRNO-312143046");
const REVOKED: u64 = 99;

const INVALID: Told = told(
    400,
    "invalid_grant",
    "MP-120",
    "Invalid assertion. Client authentication failed. The JWT is signed with an invalid certificate. ",
);

/// The client's key, as certificates hold it.
static KEY: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::from_pem(client_key().to_pkcs8_pem().expose()).unwrap());

/// A root and an issuer that the house trusts, with their lists; a client of certificates alone.
fn configure(config: &mut Config, root: &Authority, issuer: &Authority) {
    let dir = config.registry.parent().unwrap().to_owned();
    let pem = |name: &str, der: &[u8]| {
        let text =
            format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", base64(der));
        std::fs::write(dir.join(name), text).unwrap();
        dir.join(name)
    };
    let list = |name: &str, list: Vec<u8>| {
        std::fs::write(dir.join(name), list).unwrap();
        path_text(&dir.join(name))
    };
    config.token.certificates = Some(Certificates {
        anchors: pem("anchors.pem", &root.der),
        intermediates: Some(pem("intermediates.pem", &issuer.der)),
        crls: vec![list("root.crl", root.list(&[])), list("issuer.crl", issuer.list(&[REVOKED]))],
        crl_max_age_h: 48,
        ca: None,
    });
    let registry = std::fs::read_to_string(&config.registry).unwrap();
    let client = format!(
        "\n[[client]]\nclient_id = \"{CLIENT}\"\norganisation = \"312143046\"\n\
         name = \"Sertifikat\"\nscopes = [\"folkeregister:barnehage\"]\n"
    );
    std::fs::write(&config.registry, registry + &client).unwrap();
}

fn path_text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// A grant of the client's with this certificate chain, signed with the client's key.
fn grant(siege: &Siege, chain: &[&[u8]]) -> String {
    signed(&header(chain).to_string(), claims(siege))
}

fn header(chain: &[&[u8]]) -> Value {
    let chain: Vec<String> = chain.iter().map(|der| base64(der)).collect();
    json!({ "alg": "RS256", "x5c": chain })
}

fn claims(siege: &Siege) -> String {
    siege.claims(&json!({ "iss": CLIENT })).to_string()
}

#[tokio::test]
async fn attack_03_a_certificate_self_signed_of_another_authority_expired_or_revoked() {
    let root = Authority::root("Root", START);
    let issuer = root.under("Issuer");
    let siege = Siege::begin_with(&|config| configure(config, &root, &issuer)).await;
    let good = business(&[NTRNO], START);
    let of = |change: &dyn Fn(&mut CertificateParams)| {
        let mut params = business(&[NTRNO], START);
        change(&mut params);
        issuer.issue(&params, &*KEY)
    };
    let accepted = of(&|_| ());
    let answer = siege.ask(&grant(&siege, &[&accepted])).await;
    assert_eq!(answer.status(), 200, "a good certificate earns a token: {answer:?}");

    let self_signed = good.self_signed(&*KEY).unwrap().der().to_vec();
    let namesake = Authority::root("Root", START).under("Issuer");
    let of_namesake = namesake.issue(&good, &*KEY);
    let expired = of(&|params| valid(params, START - 99 * HOUR, START - HOUR));
    let early = of(&|params| valid(params, START + HOUR, START + 99 * HOUR));
    let revoked = of(&|params| params.serial_number = Some(REVOKED.into()));
    for chain in [
        vec![self_signed.as_slice()],
        vec![&self_signed, &root.der],
        vec![&self_signed, &accepted],
        vec![&of_namesake],
        vec![&of_namesake, &namesake.der],
        vec![&expired],
        vec![&early],
        vec![&revoked],
    ] {
        siege.refuse_of(CLIENT, &grant(&siege, &chain), INVALID).await;
    }

    let other = business(&[(ORGANISATION_IDENTIFIER, "NTRNO-312800004")], START);
    let other = issuer.issue(&other, &*KEY);
    let organisation = told(
        400,
        "invalid_grant",
        "MP-122",
        "Invalid organization number for client. Does not match certificate orgno",
    );
    siege.refuse_of(CLIENT, &grant(&siege, &[&other]), organisation).await;
}

#[tokio::test]
async fn attack_03_a_good_certificate_of_another_signer() {
    let root = Authority::root("Root", START);
    let issuer = root.under("Issuer");
    let siege = Siege::begin_with(&|config| configure(config, &root, &issuer)).await;
    let good = issuer.issue(&business(&[NTRNO], START), &*KEY);
    let text = format!("{}.{}", encode(header(&[&good]).to_string()), encode(claims(&siege)));
    let stranger = josekit::jws::RS256.signer_from_pem(STRANGER.to_pkcs8_pem().expose()).unwrap();
    let forged = format!("{text}.{}", encode(stranger.sign(text.as_bytes()).unwrap()));
    siege.refuse_of(CLIENT, &forged, SIGNATURE).await;
    let missing = told(
        400,
        "invalid_grant",
        "certificate-missing",
        "Invalid JWT. The client has no registered jwk and no certificate (x5c) provided (",
    );
    let bare = signed(&json!({ "alg": "RS256" }).to_string(), claims(&siege));
    siege.refuse_of(CLIENT, &bare, missing).await;
}
