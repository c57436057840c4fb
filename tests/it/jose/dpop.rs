//! DPoP proofs by themselves: what makes one good, and each way in which it is not.

use super::{P256, RSA, encode, unsigned};
use crate::dpop::{bare, changed, forge};
use serde_json::{Value, json};
use sluse::jose::dpop::{
    Making, PROOF_JTI_BYTES, Proof, ProofFault, Requested, Sent, Target, make,
};
use sluse::jose::jwk::KeyError;
use sluse::jose::jws::{Compact, SigningKey};
use sluse::jose::{JoseError, Part};
use sluse::vocab::limits::PROOF_BYTES;
use sluse::vocab::time::Timestamp;

const NOW: u64 = 1_767_222_000;
const URL: &str = "https://api.sluse.example/v1/personer";

fn made(key: &SigningKey, token: Option<&str>) -> String {
    let request =
        Making { method: "GET", url: &format!("{URL}?q=1#x"), token, nonce: Some("n"), jti: "j" };
    make(key, &request, Timestamp::from_seconds(NOW)).unwrap()
}

fn check_for(proof: &str, token: Option<&[u8]>) -> Result<Proof, ProofFault> {
    let targets = [
        Target::below("https://mtls.sluse.example/", "/v1/personer").unwrap(),
        Target::parse(URL).unwrap(),
    ];
    let requested = Requested { method: "GET", targets: &targets, token };
    Sent::parse(proof)?.check(&requested, Timestamp::from_seconds(NOW))
}

fn check(proof: &str) -> Result<Proof, ProofFault> {
    check_for(proof, None)
}

/// A proof with these changes to header and claims, rightly signed with the P-256 key.
fn signed(header: &Value, claims: &Value) -> String {
    let own = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": public() });
    let said = json!({ "jti": "j", "htm": "GET", "htu": URL, "iat": NOW });
    forge(&P256, &changed(own, header), &changed(said, claims))
}

/// The bare public key, as clients send it.
fn public() -> Value {
    bare(&P256)
}

fn with_header(changes: Value) -> Result<Proof, ProofFault> {
    check(&signed(&changes, &json!({})))
}

fn with_claims(changes: Value) -> Result<Proof, ProofFault> {
    check(&signed(&json!({}), &changes))
}

#[test]
fn a_proof_that_the_client_side_makes_is_good_and_names_the_key() {
    for key in [&*P256, &*RSA] {
        let proof = made(key, None);
        assert_eq!(Sent::parse(&proof).unwrap().nonce(), Some("n"));
        let proof = check(&proof).unwrap();
        assert_eq!(proof.key().to_string(), sluse::jose::jwk::thumbprint(&key.public_jwk()));
        assert_eq!(proof.jti(), "j");
        assert_eq!(proof.good_until(), Timestamp::from_seconds(NOW + 60));
    }
}

#[test]
fn each_algorithm_of_the_metadata_is_taken_and_no_other() {
    use sluse::jose::alg::Algorithm;
    let pem = RSA.to_pkcs8_pem();
    for alg in [Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512] {
        let key = SigningKey::from_pem("", alg, pem.expose()).unwrap();
        check(&made(&key, None)).unwrap();
    }
    for alg in ["none", "None", "", "HS256", "PS256", "ES384", "EdDSA", "es256"] {
        assert_eq!(with_header(json!({ "alg": alg })).unwrap_err(), ProofFault::Algorithm, "{alg}");
    }
    assert_eq!(with_header(json!({ "alg": null })).unwrap_err(), ProofFault::Algorithm);
    let none = unsigned(&json!({ "typ": "dpop+jwt", "alg": "none", "jwk": public() }).to_string());
    assert_eq!(check(&none).unwrap_err(), ProofFault::Algorithm);
}

#[test]
fn a_proof_is_of_its_own_type() {
    for typ in [json!("JWT"), json!("at+jwt"), json!(""), json!(1), json!(null)] {
        assert_eq!(with_header(json!({ "typ": typ })).unwrap_err(), ProofFault::Type, "{typ}");
    }
    let grant = P256.sign("JWT", &json!({})).unwrap();
    assert_eq!(check(&grant).unwrap_err(), ProofFault::Type);
}

#[test]
fn only_a_public_key_of_a_kind_that_exists_here_is_taken() {
    let mut private = public();
    private["d"] = json!("AAAA");
    let mut pinned = public();
    pinned["alg"] = json!("RS256");
    let mut encrypting = public();
    encrypting["use"] = json!("enc");
    let mut off_curve = public();
    off_curve["y"] = off_curve["x"].clone();
    for (jwk, fault) in [
        (private, KeyError::Private),
        (json!({ "kty": "oct", "k": "AAAA" }), KeyError::Private),
        (json!({ "kty": "oct" }), KeyError::Type),
        (json!({ "kty": "OKP", "crv": "Ed25519", "x": "AAAA" }), KeyError::Type),
        (json!({ "kty": "EC", "crv": "P-384", "x": "AAAA", "y": "AAAA" }), KeyError::Type),
        (json!({ "kty": "RSA", "e": "AQAB", "n": encode([0xff; 128]) }), KeyError::RsaSize),
        (json!({ "kty": "RSA", "e": "AQ", "n": encode([0xff; 256]) }), KeyError::RsaNumbers),
        (json!({}), KeyError::Type),
        (json!("key"), KeyError::NotJson),
        (pinned, KeyError::Algorithm),
        (encrypting, KeyError::Use),
        (off_curve, KeyError::NotAKey),
    ] {
        let refused = with_header(json!({ "jwk": jwk })).unwrap_err();
        assert_eq!(refused, ProofFault::Key(fault), "{jwk}");
    }
    assert_eq!(with_header(json!({ "jwk": null })).unwrap_err(), ProofFault::KeyMissing);
    let browser = json!({ "key_ops": ["verify"], "ext": true });
    let mut exported = public();
    exported.as_object_mut().unwrap().extend(browser.as_object().unwrap().clone());
    with_header(json!({ "jwk": exported })).unwrap();
}

#[test]
fn members_that_bring_other_keys_or_meanings_are_refused() {
    for name in ["crit", "b64", "jku", "x5u", "x5c", "zip", "enc", "epk", "cty"] {
        assert_eq!(with_header(json!({ name: "x" })).unwrap_err(), ProofFault::Header(name));
    }
    with_header(json!({ "kid": "ignored" })).unwrap();
}

#[test]
fn another_keys_signature_is_refused() {
    let other = SigningKey::generate_p256("other").unwrap();
    let mut jwk = other.public_jwk();
    jwk.as_object_mut().unwrap().remove("alg");
    assert_eq!(with_header(json!({ "jwk": jwk })).unwrap_err(), ProofFault::Signature);
    assert_eq!(
        with_header(json!({ "jwk": RSA.public_jwk(), "alg": "RS256" })).unwrap_err(),
        ProofFault::Signature
    );
}

#[test]
fn the_claims_must_be_of_this_request() {
    for (claims, fault) in [
        (json!({ "htm": "POST" }), ProofFault::Method),
        (json!({ "htm": "get" }), ProofFault::Method),
        (json!({ "htm": null }), ProofFault::Claim("htm")),
        (json!({ "htu": "https://api.sluse.example/v1/annet" }), ProofFault::Target),
        (json!({ "htu": "https://other.example/v1/personer" }), ProofFault::Target),
        (json!({ "htu": "https://api.sluse.example:8443/v1/personer" }), ProofFault::Target),
        (json!({ "htu": "https://api.sluse.example/v1/personer/" }), ProofFault::Target),
        (json!({ "htu": "http://api.sluse.example/v1/personer" }), ProofFault::Claim("htu")),
        (json!({ "htu": "/v1/personer" }), ProofFault::Claim("htu")),
        (json!({ "htu": null }), ProofFault::Claim("htu")),
        (json!({ "iat": NOW - 61 }), ProofFault::Old),
        (json!({ "iat": NOW + 11 }), ProofFault::Ahead),
        (json!({ "iat": null }), ProofFault::Claim("iat")),
        (json!({ "iat": "now" }), ProofFault::Claim("iat")),
        (json!({ "jti": null }), ProofFault::Claim("jti")),
        (json!({ "jti": 7 }), ProofFault::Claim("jti")),
        (json!({ "jti": "" }), ProofFault::Claim("jti")),
        (json!({ "jti": "j".repeat(PROOF_JTI_BYTES.most + 1) }), ProofFault::Claim("jti")),
    ] {
        assert_eq!(with_claims(claims.clone()).unwrap_err(), fault, "{claims}");
    }
    for claims in [
        json!({ "iat": NOW - 60 }),
        json!({ "iat": NOW + 10 }),
        json!({ "iat": 1_767_222_000.0 }),
        json!({ "jti": "j".repeat(PROOF_JTI_BYTES.most) }),
        json!({ "htu": "HTTPS://API.sluse.EXAMPLE:443/v1/personer?person=1#top" }),
        json!({ "htu": "https://api.sluse.example/v1/%70ersoner" }),
        json!({ "htu": "https://mtls.sluse.example/v1/personer" }),
    ] {
        with_claims(claims.clone()).unwrap_or_else(|fault| panic!("{claims}: {fault}"));
    }
}

#[test]
fn beside_a_token_the_proof_must_hold_its_hash() {
    check_for(&made(&P256, Some("token")), Some(b"token")).unwrap();
    let of_another = check_for(&made(&P256, Some("other")), Some(b"token")).unwrap_err();
    assert_eq!(of_another, ProofFault::Token);
    let without = check_for(&made(&P256, None), Some(b"token")).unwrap_err();
    assert_eq!(without, ProofFault::Claim("ath"));
}

#[test]
fn what_can_be_read_in_two_ways_or_is_huge_is_refused() {
    let malformed = |text: &str| match check(text).unwrap_err() {
        ProofFault::Malformed(fault) => fault,
        other => panic!("{other}"),
    };
    assert_eq!(malformed(""), JoseError::NotThreeParts);
    assert_eq!(malformed("a.b.c.d.e"), JoseError::NotThreeParts);
    assert_eq!(malformed(&"a".repeat(PROOF_BYTES.most + 1)), JoseError::TooLarge(PROOF_BYTES));
    let twice = unsigned(r#"{"typ":"dpop+jwt","alg":"ES256","\u0061lg":"ES256"}"#);
    assert_eq!(malformed(&twice), JoseError::DuplicateName(Part::Header));
    let proof = made(&P256, None);
    assert_eq!(malformed(&format!("{proof}=")), JoseError::NotBase64(Part::Signature));
    assert_eq!(malformed(&format!(" {proof}")), JoseError::NotBase64(Part::Header));
}

#[test]
fn no_other_token_may_bring_its_key_as_a_proof_does() {
    let proof = made(&P256, None);
    assert_eq!(Compact::parse(&proof).unwrap_err(), JoseError::HeaderRefused("jwk"));
}

#[test]
fn addresses_are_compared_as_the_standard_says() {
    let same =
        |one: &str, other: &str| Target::parse(one).unwrap() == Target::parse(other).unwrap();
    assert!(same("https://a.example", "https://A.EXAMPLE:443/?x#y"));
    assert!(same("https://[2001:DB8::1]:8443/a%2fb", "https://[2001:db8::1]:8443/a%2Fb"));
    assert!(!same("https://a.example/a%2Fb", "https://a.example/a/b"));
    assert!(!same("https://a.example/a", "https://a.example/A"));
    assert!(!same("https://[2001:db8::1]/", "https://[2001:db8::1]:8443/"));
    assert!(!same("https://a.example/x/../y", "https://a.example/y"));
    for wrong in [
        "http://a.example/",
        "https:///path",
        "https://user@a.example/",
        "https://a.example:x/",
        "https://a.example:99999/",
        "https://2001:db8::1/",
        "https://a.example/%",
        "https://a.example/%zz",
        "https://a.example/%+1",
        "https://a.example/\u{e5}",
        "https://a example/",
        "https://a.example\\b/",
        "",
    ] {
        assert!(Target::parse(wrong).is_none(), "{wrong}");
    }
    let below = Target::below("https://a.example/base/", "/v1/x").unwrap();
    assert_eq!(below, Target::parse("https://a.example/base/v1/x").unwrap());
    assert!(Target::below("https://a.example/", "no-slash").is_none());
}

#[test]
fn no_two_faults_share_a_name_or_a_text() {
    let all = [
        ProofFault::Malformed(JoseError::NotThreeParts),
        ProofFault::Type,
        ProofFault::Algorithm,
        ProofFault::Header("crit"),
        ProofFault::Key(KeyError::Type),
        ProofFault::KeyMissing,
        ProofFault::Signature,
        ProofFault::Claim("jti"),
        ProofFault::Method,
        ProofFault::Target,
        ProofFault::Old,
        ProofFault::Ahead,
        ProofFault::Token,
    ];
    let names: std::collections::HashSet<_> = all.iter().map(ProofFault::code).collect();
    let texts: std::collections::HashSet<_> = all.iter().map(ToString::to_string).collect();
    assert_eq!((names.len(), texts.len()), (all.len(), all.len()));
}
