//! Grants signed with a business certificate (`x5c`), good ones and attacks.

mod lists;
mod says;

use super::{
    CLIENT_KEY, House, NOW, STRANGER_KEY, claims, claims_of, encode, post, raw, with_header,
};
use crate::authority::{
    Authority, ORGANISATION_IDENTIFIER, SERIAL_NUMBER, base64, business, qualified, valid,
};
use rcgen::{BasicConstraints, CertificateParams, CustomExtension, IsCa, KeyPair};
use serde_json::{Value, json};
use sluse::certificate::Authorities;
use sluse::dial::Dialer;
use sluse::jose::jws::SigningKey;
use sluse::token::certificates::{Certificates, Source};
use sluse::vocab::method::ClientMethod;
use sluse::vocab::time::Timestamp;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tempfile::TempDir;

const INVALID: &str = "Invalid assertion. Client authentication failed. \
                       The JWT is signed with an invalid certificate. Cause: ";
const NTRNO: (&[u64], &str) = (ORGANISATION_IDENTIFIER, "NTRNO-312143046");
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// The client's key, as certificates hold it.
static LEAF_KEY: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::from_pem(CLIENT_KEY.to_pkcs8_pem().expose()).unwrap());

/// A root, an issuer under it that the service knows, their revocation lists in a folder, and a
/// house that reads them.
struct Country {
    root: Authority,
    issuer: Authority,
    certificates: Arc<Certificates>,
    house: House,
    lists: TempDir,
}

impl Country {
    async fn new() -> Self {
        let root = Authority::root("Root", NOW);
        let issuer = root.under("Issuer");
        let lists = TempDir::new().unwrap();
        let certificates = reading(&root, &issuer, &lists).await;
        let house = House::accepting(certificates.clone());
        Self { root, issuer, certificates, house, lists }
    }

    /// A certificate for the client's key from the issuer.
    fn issue(&self, params: &CertificateParams) -> Vec<u8> {
        self.issuer.issue(params, &*LEAF_KEY)
    }

    /// The good certificate with this change.
    fn changed(&self, change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
        let mut params = business(&[NTRNO], NOW);
        change(&mut params);
        self.issue(&params)
    }

    fn good(&self) -> Vec<u8> {
        self.changed(|_| ())
    }

    /// Sends a grant with this certificate that must earn a token, and gives its `client_amr`.
    async fn method(&self, leaf: &[u8]) -> Value {
        let issued = self.house.issue(&grant(&[leaf])).await;
        claims_of(&issued)["client_amr"].clone()
    }

    /// Sends a grant with these certificates that must be refused, and gives the cause.
    async fn cause(&self, chain: &[&[u8]]) -> String {
        let told = self.house.refuse(&grant(chain), 400, "invalid_grant", "MP-120").await;
        told.strip_prefix(INVALID).unwrap().to_owned()
    }

    /// Replaces a revocation list and has it read.
    async fn replace(&self, name: &str, list: &[u8]) -> bool {
        std::fs::write(self.lists.path().join(name), list).unwrap();
        self.certificates.refresh(self.house.now()).await
    }
}

fn certificates(root: &Authority, issuer: &Authority, sources: Vec<Source>) -> Arc<Certificates> {
    let authorities = Authorities::new(vec![root.der.clone()], vec![issuer.der.clone()]).unwrap();
    let dialer = Dialer::new(&[]).unwrap();
    Arc::new(Certificates::new(authorities, sources, Duration::from_hours(24), dialer))
}

/// Writes both lists into the folder and reads them.
async fn reading(root: &Authority, issuer: &Authority, lists: &TempDir) -> Arc<Certificates> {
    for (name, authority) in [("root", root), ("issuer", issuer)] {
        std::fs::write(lists.path().join(name), authority.list(&[])).unwrap();
    }
    let sources = ["root", "issuer"].map(|name| Source::File(lists.path().join(name)));
    let certificates = certificates(root, issuer, sources.to_vec());
    assert!(certificates.refresh(Timestamp::from_seconds(NOW)).await);
    certificates
}

/// A grant of the client without registered keys, signed with the client's key.
fn grant(chain: &[&[u8]]) -> String {
    let chain: Vec<String> = chain.iter().map(|der| base64(der)).collect();
    grant_with(&json!({ "alg": "RS256", "x5c": chain }))
}

fn grant_with(header: &Value) -> String {
    raw(&header.to_string(), claims(&json!({ "iss": "kommune-x5c" })).to_string().as_bytes())
}

#[tokio::test]
async fn a_certificate_alone_earns_a_token_that_says_which_kind_it_was() {
    let country = Country::new().await;
    assert_eq!(country.method(&country.good()).await, "CForESeal");
    let sealed = country.changed(|params| params.custom_extensions = vec![qualified(2)]);
    assert_eq!(country.method(&sealed).await, "QCForESeal");
    let for_websites = country.changed(|params| params.custom_extensions = vec![qualified(3)]);
    assert_eq!(country.method(&for_websites).await, "CForESeal");
    let old = country.issue(&business(&[(SERIAL_NUMBER, "312143046")], NOW));
    assert_eq!(country.method(&old).await, "virksomhetssertifikat");
    let methods: Vec<ClientMethod> =
        country.house.ledger.tokens().iter().map(|token| token.method).collect();
    let seal = ClientMethod::Seal;
    assert_eq!(
        methods,
        [seal, ClientMethod::QualifiedSeal, seal, ClientMethod::BusinessCertificate]
    );
}

#[tokio::test]
async fn every_rsa_algorithm_may_sign_with_a_certificates_key() {
    let country = Country::new().await;
    let pem = CLIENT_KEY.to_pkcs8_pem();
    for (alg, signer) in [("RS384", josekit::jws::RS384), ("RS512", josekit::jws::RS512)] {
        let header = json!({ "alg": alg, "x5c": [base64(&country.good())] });
        let payload = claims(&json!({ "iss": "kommune-x5c" })).to_string();
        let signed = format!("{}.{}", encode(header.to_string()), encode(payload));
        let signer = signer.signer_from_pem(pem.expose()).unwrap();
        let signature = josekit::jws::JwsSigner::sign(&signer, signed.as_bytes()).unwrap();
        country.house.issue(&format!("{signed}.{}", encode(signature))).await;
    }
    let told = country
        .house
        .refuse(
            &grant_with(&json!({ "alg": "ES256", "x5c": [base64(&country.good())] })),
            400,
            "invalid_grant",
            "MP-124",
        )
        .await;
    assert!(told.ends_with("alg must be RS256, RS384 or RS512"), "{told}");
}

#[tokio::test]
async fn a_chain_with_or_without_its_root_earns_a_token() {
    let country = Country::new().await;
    let (leaf, issuer, root) = (country.good(), &country.issuer.der, &country.root.der);
    country.house.issue(&grant(&[&leaf, issuer])).await;
    country.house.issue(&grant(&[&leaf, issuer, root])).await;
    country.house.issue(&grant(&[&leaf, root, issuer])).await;
}

#[tokio::test]
async fn a_chain_of_three_certificates_of_rsa_4096_fits_through_the_door() {
    let large = SigningKey::generate_rsa("large", 4096).unwrap();
    let key = || KeyPair::from_pem(large.to_pkcs8_pem().expose()).unwrap();
    let root = Authority::root_of("Root", NOW, key());
    let issuer = root.under_of("Issuer", key());
    let lists = TempDir::new().unwrap();
    let certificates = reading(&root, &issuer, &lists).await;
    let house = House::accepting(certificates);
    // Certificates in use carry policies and addresses; this one has as many bytes.
    let mut params = business(&[NTRNO], NOW);
    params.custom_extensions =
        vec![CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![4; 2000])];
    let leaf = issuer.issue(&params, &*LEAF_KEY);
    assert!(leaf.len() + issuer.der.len() + root.der.len() > 5000);
    house.issue(&grant(&[&leaf, &issuer.der, &root.der])).await;
}

#[tokio::test]
async fn a_certificate_that_nobody_trusted_issued_is_refused() {
    let country = Country::new().await;
    let untrusted = "it does not come from a certificate authority that is trusted here";
    let params = business(&[NTRNO], NOW);
    let self_signed = params.self_signed(&*LEAF_KEY).unwrap().der().to_vec();
    assert_eq!(country.cause(&[&self_signed]).await, untrusted);
    let stranger = Authority::root("Stranger", NOW);
    let strange = stranger.issue(&params, &*LEAF_KEY);
    assert_eq!(country.cause(&[&strange]).await, untrusted);
    assert_eq!(country.cause(&[&strange, &stranger.der]).await, untrusted);
    // The same name, another key.
    let namesake = Authority::root("Issuer", NOW);
    let forged = namesake.issue(&params, &*LEAF_KEY);
    assert_eq!(country.cause(&[&forged]).await, untrusted);
    assert_eq!(country.cause(&[&forged, &namesake.der]).await, untrusted);
    assert_eq!(country.cause(&[&self_signed, &country.good()]).await, untrusted);
}

#[tokio::test]
async fn an_issuer_that_may_not_issue_is_refused() {
    let country = Country::new().await;
    // An organisation's own certificate, used to issue another.
    let organisation = country.issuer.under_with("Organisation", |params| {
        params.is_ca = IsCa::ExplicitNoCa;
    });
    let params = business(&[NTRNO], NOW);
    let leaf = organisation.issue(&params, &*LEAF_KEY);
    let cause = country.cause(&[&leaf, &organisation.der]).await;
    assert_eq!(cause, "an issuer in its chain is not permitted to issue it");
    // One that may issue organisations' certificates, but no further authorities.
    let last = country.root.under_with("Last", |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    });
    let beyond = last.under("Beyond");
    let leaf = beyond.issue(&params, &*LEAF_KEY);
    let cause = country.cause(&[&leaf, &beyond.der, &last.der]).await;
    assert_eq!(cause, "an issuer in its chain is not permitted to issue it");
}

#[tokio::test]
async fn a_certificate_outside_its_time_is_refused() {
    let country = Country::new().await;
    let expired = country.changed(|params| valid(params, NOW - 30 * DAY, NOW - 1));
    let expired = country.cause(&[&expired]).await;
    assert_eq!(expired, "it, or one of its issuers, has expired");
    let coming = country.changed(|params| valid(params, NOW + 60, NOW + 30 * DAY));
    let coming = country.cause(&[&coming]).await;
    assert_eq!(coming, "it, or one of its issuers, is not valid yet");
    let lapsed = country.root.under_with("Lapsed", |params| {
        valid(params, NOW - 30 * DAY, NOW - 1);
    });
    let leaf = lapsed.issue(&business(&[NTRNO], NOW), &*LEAF_KEY);
    let lapsed = country.cause(&[&leaf, &lapsed.der]).await;
    assert_eq!(lapsed, "it, or one of its issuers, has expired");
}

#[tokio::test]
async fn a_signature_of_another_key_than_the_certificates_is_refused() {
    let country = Country::new().await;
    let leaf = country.good();
    let stranger = STRANGER_KEY.to_pkcs8_pem();
    let signer = josekit::jws::RS256.signer_from_pem(stranger.expose()).unwrap();
    let header = json!({ "alg": "RS256", "x5c": [base64(&leaf)] }).to_string();
    let payload = claims(&json!({ "iss": "kommune-x5c" })).to_string();
    let signed = format!("{}.{}", encode(header), encode(payload));
    let signature = josekit::jws::JwsSigner::sign(&signer, signed.as_bytes()).unwrap();
    let forged = format!("{signed}.{}", encode(signature));
    country.house.refuse(&forged, 400, "invalid_grant", "MP-124").await;
}

#[tokio::test]
async fn what_holds_no_certificates_is_refused() {
    let country = Country::new().await;
    let leaf = base64(&country.good());
    let wrapped = format!("{}\n{}", &leaf[..64], &leaf[64..]);
    let url_safe = leaf.replace('+', "-").replace('/', "_");
    for (x5c, told) in [
        (json!(leaf), "must be an array"),
        (json!([1]), "must be an array"),
        (json!([]), "must hold a certificate"),
        (json!([leaf, leaf, leaf, leaf, leaf]), "has more certificates than x5c_certificates = 4"),
        (json!([wrapped]), "without line breaks"),
        (json!([url_safe.trim_end_matches('=')]), "without line breaks"),
        (json!(["%"]), "without line breaks"),
        (json!(["A".repeat(6000)]), "larger than x5c_certificate_bytes = 4096"),
    ] {
        let assertion = grant_with(&json!({ "alg": "RS256", "x5c": x5c }));
        let said = country.house.refuse(&assertion, 400, "invalid_grant", "MP-123").await;
        assert!(said.ends_with(told), "{said}");
    }
    let unreadable = "it, or an issuer sent with it, is not an X.509 version 3 certificate in DER";
    let mut longer = country.good();
    longer.push(0);
    let cut = &country.good()[..500];
    for garbage in [&b""[..], b"garbage", &[0x30, 0x80, 0, 0], &[0x30; 4000], &longer, cut] {
        assert_eq!(country.cause(&[garbage]).await, unreadable);
        assert_eq!(country.cause(&[&country.good(), garbage]).await, unreadable);
    }
    let large = post(&super::form(&grant_with(
        &json!({ "alg": "RS256", "x5c": ["A".repeat(1024 * 1024)] }),
    )));
    assert_eq!(country.house.send(large).await.status(), 413);
}

#[tokio::test]
async fn a_client_with_registered_keys_is_known_by_them_alone() {
    let country = Country::new().await;
    let leaf = base64(&country.good());
    // Its own certificate does not stand in for the kid.
    let told = country
        .house
        .refuse(
            &with_header(&json!({ "alg": "RS256", "x5c": [leaf] })),
            400,
            "invalid_grant",
            "kid-missing",
        )
        .await;
    assert!(told.contains("no key identifier (kid) provided"), "{told}");
    for x5c in [json!([leaf]), json!(["not looked at"]), json!([])] {
        let header = json!({ "alg": "RS256", "kid": "client-key-1", "x5c": x5c });
        let issued = country.house.issue(&with_header(&header)).await;
        assert_eq!(claims_of(&issued)["client_amr"], "private_key_jwt");
    }
    let header = json!({ "alg": "RS256", "kid": "another", "x5c": [leaf] });
    country.house.refuse(&with_header(&header), 400, "invalid_grant", "MP-100").await;
}

#[tokio::test]
async fn a_client_without_registered_keys_needs_its_certificate() {
    let country = Country::new().await;
    for header in [json!({ "alg": "RS256" }), json!({ "alg": "RS256", "kid": "client-key-1" })] {
        let told = country
            .house
            .refuse(&grant_with(&header), 400, "invalid_grant", "certificate-missing")
            .await;
        assert!(told.ends_with("no certificate (x5c) provided"), "{told}");
    }
    // A kid beside the certificate names nothing.
    let header = json!({ "alg": "RS256", "kid": "mine", "x5c": [base64(&country.good())] });
    country.house.issue(&grant_with(&header)).await;
    let closed = House::new();
    let told = closed
        .refuse(&grant(&[&country.good()]), 400, "invalid_grant", "certificate-missing")
        .await;
    assert!(told.ends_with("accepts no certificates (x5c)"), "{told}");
}

#[tokio::test]
async fn a_grant_with_a_certificate_is_used_once() {
    let country = Country::new().await;
    let assertion = grant(&[&country.good()]);
    country.house.issue(&assertion).await;
    country.house.refuse(&assertion, 400, "invalid_grant", "MP-012").await;
}

#[test]
fn an_authority_that_cannot_issue_is_refused_at_the_start() {
    let root = Authority::root("Root", NOW);
    let leaf = root.issue(&business(&[NTRNO], NOW), &*LEAF_KEY).into();
    let error = Authorities::new(vec![root.der.clone()], vec![leaf]).unwrap_err();
    assert!(error.to_string().starts_with("certificate 2 is not a certificate authority's"));
    assert!(Authorities::new(vec![], vec![root.der.clone()]).is_err());
    let garbage = b"garbage".to_vec().into();
    assert!(Authorities::new(vec![garbage], vec![]).is_err());
}
