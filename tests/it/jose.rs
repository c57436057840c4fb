//! Signed tokens: what is read, and the attacks on reading.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests may fail"
)]

mod dpop;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sluse::jose::alg::Algorithm;
use sluse::jose::claims::{ClaimError, Claims};
use sluse::jose::jwk::{KeyError, KeySet, NoKey, VerifyingKey, thumbprint};
use sluse::jose::jws::{Compact, SigningKey, X5c};
use sluse::jose::{JoseError, Part};
use std::sync::LazyLock;

static RSA: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::generate_rsa("rsa-1", 2048).unwrap());
static P256: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate_p256("ec-1").unwrap());

fn public(key: &SigningKey) -> VerifyingKey {
    VerifyingKey::from_jwk(&key.public_jwk()).unwrap()
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A token with this header and a signature of nothing.
fn unsigned(header: &str) -> String {
    format!("{}.{}.{}", encode(header), encode("{}"), encode([0; 256]))
}

fn header_fault(header: &str) -> JoseError {
    Compact::parse(&unsigned(header)).unwrap_err()
}

/// The claims of a token that is signed over these very bytes.
fn claims(payload: &[u8]) -> Result<Claims, JoseError> {
    let raw = serde_json::value::RawValue::from_string(
        String::from_utf8(payload.to_vec()).expect("payload is UTF-8"),
    );
    match raw {
        Ok(raw) => {
            let token = RSA.sign("JWT", &raw).unwrap();
            Compact::parse(&token)?.verify(&public(&RSA))
        }
        Err(_) => {
            let token = format!("{}.{}.AAAA", encode(r#"{"alg":"RS256"}"#), encode(payload));
            Compact::parse(&token)?.unverified_claims().map(|_| panic!("read what is no JSON"))
        }
    }
}

#[test]
fn each_algorithm_signs_and_verifies() {
    let pem = RSA.to_pkcs8_pem();
    for alg in [Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512] {
        let key = SigningKey::from_pem("k", alg, pem.expose()).unwrap();
        let token = key.sign("JWT", &json!({"iss": "a"})).unwrap();
        let parsed = Compact::parse(&token).unwrap();
        assert_eq!(parsed.header().alg, alg);
        assert_eq!(parsed.header().kid.as_deref(), Some("k"));
        assert_eq!(parsed.verify(&public(&key)).unwrap().text("iss"), Ok("a"));
    }
    let again = SigningKey::from_pem("k", Algorithm::Es256, P256.to_pkcs8_pem().expose()).unwrap();
    let token = again.sign("JWT", &json!({"iss": "b"})).unwrap();
    let read = Compact::parse(&token).unwrap().verify(&public(&P256)).unwrap();
    assert_eq!(read.text("iss"), Ok("b"));
}

#[test]
fn the_example_key_of_rfc_7638_has_its_thumbprint() {
    let jwk = json!({
        "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        "n": concat!(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_B",
            "JECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_F",
            "DW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4",
            "vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        ),
    });
    assert_eq!(thumbprint(&jwk), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

#[test]
fn a_header_that_names_no_permitted_algorithm_is_refused() {
    for alg in ["none", "None", "nOnE", "", "HS256", "PS256", "rs256", "ES384", "EdDSA", "RS256 "] {
        let header = json!({ "alg": alg }).to_string();
        assert_eq!(header_fault(&header), JoseError::Algorithm, "{alg}");
    }
    for header in ["{}", r#"{"alg":null}"#, r#"{"alg":["RS256"]}"#, r#"{"alg":1}"#] {
        assert_eq!(header_fault(header), JoseError::Algorithm, "{header}");
    }
}

#[test]
fn a_public_key_never_serves_as_a_mac_secret() {
    let n = RSA.public_jwk()["n"].as_str().unwrap().to_owned();
    let jwk = RSA.public_jwk().to_string();
    let der = URL_SAFE_NO_PAD.decode(&n).unwrap();
    for secret in [jwk.as_bytes(), format!("{jwk}\n").as_bytes(), n.as_bytes(), &der] {
        let signed = format!("{}.{}", encode(r#"{"alg":"HS256","kid":"rsa-1"}"#), encode("{}"));
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        let token = format!("{signed}.{}", encode(ring::hmac::sign(&key, signed.as_bytes())));
        assert_eq!(Compact::parse(&token).unwrap_err(), JoseError::Algorithm);
        let as_rsa = format!("{}.{}", encode(r#"{"alg":"RS256"}"#), encode("{}"));
        let token = format!("{as_rsa}.{}", encode(ring::hmac::sign(&key, as_rsa.as_bytes())));
        let fault = Compact::parse(&token).unwrap().verify(&public(&RSA)).unwrap_err();
        assert_eq!(fault, JoseError::Signature);
    }
    let oct = json!({"kty": "oct", "k": "AAAA"});
    assert_eq!(VerifyingKey::from_jwk(&oct).unwrap_err(), KeyError::Private);
}

#[test]
fn a_key_is_used_for_its_own_algorithm_only() {
    let token = P256.sign("JWT", &json!({})).unwrap();
    let parsed = Compact::parse(&token).unwrap();
    assert_eq!(parsed.verify(&public(&RSA)).unwrap_err(), JoseError::KeyAlgorithm);
    let pem = RSA.to_pkcs8_pem();
    let other = SigningKey::from_pem("rsa-1", Algorithm::Rs512, pem.expose()).unwrap();
    let token = other.sign("JWT", &json!({})).unwrap();
    let parsed = Compact::parse(&token).unwrap();
    assert_eq!(parsed.verify(&public(&RSA)).unwrap_err(), JoseError::KeyAlgorithm);
}

#[test]
fn header_members_that_bring_a_key_or_change_the_meaning_are_refused() {
    for (name, value) in [
        ("jwk", json!({"kty": "RSA"})),
        ("jku", json!("https://attacker.example/keys")),
        ("x5u", json!("https://attacker.example/cert")),
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("cty", json!("JWT")),
    ] {
        let header = json!({ "alg": "RS256", name: value }).to_string();
        assert_eq!(header_fault(&header), JoseError::HeaderRefused(name), "{header}");
    }
}

#[test]
fn a_kid_is_a_text_of_bounded_length() {
    for kid in [json!(1), json!(null), json!(["a"]), json!(""), json!("a".repeat(257))] {
        let header = json!({ "alg": "RS256", "kid": kid }).to_string();
        assert_eq!(header_fault(&header), JoseError::HeaderMalformed("kid"));
    }
    let large = json!({ "alg": "RS256", "kid": "a".repeat(1 << 20) }).to_string();
    assert!(
        matches!(header_fault(&large), JoseError::TooLarge(limit) if limit.name == "token_bytes")
    );
}

#[test]
fn x5c_is_told_apart_by_its_form() {
    let form = |header: &str| Compact::parse(&unsigned(header)).unwrap().header().x5c.clone();
    assert_eq!(form(r#"{"alg":"RS256"}"#), X5c::Absent);
    assert_eq!(form(r#"{"alg":"RS256","x5c":["MII="]}"#), X5c::Chain(vec!["MII=".to_owned()]));
    assert_eq!(form(r#"{"alg":"RS256","x5c":"MII="}"#), X5c::NotAnArray);
    assert_eq!(form(r#"{"alg":"RS256","x5c":[1]}"#), X5c::NotAnArray);
}

#[test]
fn duplicate_names_are_refused_also_when_escaped_or_nested() {
    for header in [
        r#"{"alg":"RS256","alg":"RS256"}"#,
        r#"{"alg":"RS256","\u0061lg":"RS256"}"#,
        r#"{"alg":"RS256","kid":"a","kid":"b"}"#,
        r#"{"alg":"RS256","x":{"y":1,"\u0079":2}}"#,
    ] {
        assert_eq!(header_fault(header), JoseError::DuplicateName(Part::Header), "{header}");
    }
    for payload in [r#"{"iss":"a","iss":"b"}"#, r#"{"iss":"a","\u0069ss":"b"}"#] {
        let fault = claims(payload.as_bytes()).unwrap_err();
        assert_eq!(fault, JoseError::DuplicateName(Part::Claims), "{payload}");
    }
}

#[test]
fn what_is_not_one_json_object_in_utf_8_is_refused() {
    let texts: [&[u8]; 9] = [
        b"\xef\xbb\xbf{}",
        b"{}{}",
        b"{} x",
        b"[]",
        b"\"a\"",
        b"{\"a\":\"\xff\"}",
        b"{'a':1}",
        b"{\"a\":NaN}",
        b"",
    ];
    for text in texts {
        let token = format!("{}.{}.AAAA", encode(r#"{"alg":"RS256"}"#), encode(text));
        let fault = Compact::parse(&token).unwrap().unverified_claims().unwrap_err();
        assert_eq!(fault, JoseError::NotJson(Part::Claims), "{text:?}");
        let token = format!("{}.{}.AAAA", encode(text), encode("{}"));
        assert_eq!(Compact::parse(&token).unwrap_err(), JoseError::NotJson(Part::Header));
    }
}

#[test]
fn deep_nesting_is_refused_by_name() {
    let nested = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    claims(nested(15).as_bytes()).unwrap();
    for levels in [16, 100, 5000] {
        let token = format!("{}.{}.AAAA", encode(r#"{"alg":"RS256"}"#), encode(nested(levels)));
        let fault = Compact::parse(&token).unwrap().unverified_claims().unwrap_err();
        assert_eq!(fault.to_string(), "nesting deeper than token_depth = 16 in the claims");
    }
}

#[test]
fn base64url_has_one_spelling() {
    let token = RSA.sign("JWT", &json!({"a": "??>>"})).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!() };
    let key = public(&RSA);
    let refuses = |token: &str| match Compact::parse(token) {
        Err(fault) => fault,
        Ok(parsed) => parsed.verify(&key).unwrap_err(),
    };
    assert_eq!(
        refuses(&format!("{header}=.{claims}.{signature}")),
        JoseError::NotBase64(Part::Header)
    );
    assert_eq!(
        refuses(&format!("{header}.{claims}.{signature}==")),
        JoseError::NotBase64(Part::Signature)
    );
    for space in [" ", "\n", "\t"] {
        assert_eq!(
            refuses(&format!("{header}.{claims}.{signature}{space}")),
            JoseError::NotBase64(Part::Signature)
        );
        assert_eq!(refuses(&format!("{space}{token}")), JoseError::NotBase64(Part::Header));
    }
    let standard = STANDARD.encode(URL_SAFE_NO_PAD.decode(signature).unwrap());
    assert_eq!(
        refuses(&format!("{header}.{claims}.{standard}")),
        JoseError::NotBase64(Part::Signature)
    );
    // 256 bytes leave four bits of the last character unused: the next letter sets one of them.
    let last = signature.chars().last().unwrap();
    let next = char::from_u32(last as u32 + 1).unwrap();
    let respelt = format!("{}{next}", signature.strip_suffix(last).unwrap());
    assert_eq!(
        refuses(&format!("{header}.{claims}.{respelt}")),
        JoseError::NotBase64(Part::Signature)
    );
}

#[test]
fn other_serialisations_are_refused() {
    for text in ["", ".", "a.b", "a.b.c.d", "a.b.c.d.e", r#"{"payload":"","signatures":[]}"#] {
        let fault = Compact::parse(text).unwrap_err();
        assert!(
            matches!(fault, JoseError::NotThreeParts | JoseError::NotBase64(Part::Header)),
            "{text}: {fault}"
        );
    }
    let jwe = format!("{}.a.b.c.d", encode(r#"{"alg":"PBES2-HS256+A128KW","p2c":999999999}"#));
    assert_eq!(Compact::parse(&jwe).unwrap_err(), JoseError::NotThreeParts);
    let inner = RSA.sign("JWT", &json!({})).unwrap();
    let header = encode(r#"{"alg":"RS256"}"#);
    let nested = format!("{header}.{}.AAAA", encode(inner));
    let fault = Compact::parse(&nested).unwrap().unverified_claims().unwrap_err();
    assert_eq!(fault, JoseError::NotJson(Part::Claims));
}

#[test]
fn an_altered_token_is_refused() {
    let token = RSA.sign("JWT", &json!({"iss": "a"})).unwrap();
    let signature = token.rsplit('.').next().unwrap();
    let forged = format!(
        "{}.{}.{signature}",
        encode(r#"{"alg":"RS256","kid":"rsa-1","typ":"JWT"}"#),
        encode(r#"{"iss":"b"}"#)
    );
    let fault = Compact::parse(&forged).unwrap().verify(&public(&RSA)).unwrap_err();
    assert_eq!(fault, JoseError::Signature);
    let short = token.rsplit_once('.').unwrap().0.to_owned() + ".AAAA";
    let fault = Compact::parse(&short).unwrap().verify(&public(&RSA)).unwrap_err();
    assert_eq!(fault, JoseError::Signature);
}

#[test]
fn es256_takes_64_bytes_that_are_not_zero_and_not_der() {
    let signed = format!("{}.{}", encode(r#"{"alg":"ES256"}"#), encode("{}"));
    let key = public(&P256);
    let ones = [1_u8; 64];
    let half = |zero_first: bool| {
        let mut both = ones;
        both[if zero_first { 0..32 } else { 32..64 }].fill(0);
        both.to_vec()
    };
    let der = vec![0x30, 0x44, 2, 32, 1, 1, 2, 32, 1, 1];
    for signature in
        [vec![0; 64], half(true), half(false), der, vec![], vec![1; 63], vec![1; 65], vec![255; 64]]
    {
        let token = format!("{signed}.{}", encode(signature));
        let fault = Compact::parse(&token).unwrap().verify(&key).unwrap_err();
        assert_eq!(fault, JoseError::Signature);
    }
}

#[test]
fn a_numeric_date_is_an_integer_or_a_float_within_the_years_that_can_be_written() {
    let date =
        |text: &str| claims(format!("{{\"exp\":{text}}}").as_bytes()).map(|read| read.date("exp"));
    let seconds = |text: &str| date(text).unwrap().unwrap().millis();
    assert_eq!(seconds("1719999999"), 1_719_999_999_000);
    assert_eq!(seconds("1719999999.0"), 1_719_999_999_000);
    assert_eq!(seconds("1719999999.5"), 1_719_999_999_500);
    assert_eq!(seconds("1.719999999e9"), 1_719_999_999_000);
    assert_eq!(seconds("0"), 0);
    assert_eq!(seconds("253402300799"), 253_402_300_799_000);
    for text in [
        "\"1719999999\"",
        "-1",
        "-0.5",
        "253402300800",
        "253402300799.5",
        "9223372036854775808",
        "18446744073709551616",
        "1e300",
        "null",
        "[1719999999]",
        "{}",
        "true",
    ] {
        assert_eq!(date(text).unwrap(), Err(ClaimError::Malformed("exp")), "{text}");
    }
    assert_eq!(date("1e400").unwrap_err(), JoseError::NotJson(Part::Claims));
    assert_eq!(claims(b"{}").unwrap().date("exp"), Err(ClaimError::Missing("exp")));
}

#[test]
fn claims_show_their_names_only() {
    let read = claims(br#"{"pid":"17859241204"}"#).unwrap();
    assert_eq!(format!("{read:?}"), r#"{"pid"}"#);
}

/// The public key of [`RSA`] with one member replaced.
fn with(name: &str, value: Value) -> Result<VerifyingKey, KeyError> {
    let mut jwk = RSA.public_jwk();
    jwk[name] = value;
    VerifyingKey::from_jwk(&jwk)
}

#[test]
fn weak_or_foreign_keys_are_refused() {
    let n = URL_SAFE_NO_PAD.decode(RSA.public_jwk()["n"].as_str().unwrap()).unwrap();
    let fault = |name: &str, value: Value| with(name, value).unwrap_err();
    assert_eq!(fault("n", json!(encode(&n[128..]))), KeyError::RsaSize);
    assert_eq!(fault("n", json!(encode([255; 1025]))), KeyError::RsaSize);
    let mut padded = vec![0; 128];
    padded.extend_from_slice(&n[128..]);
    assert_eq!(fault("n", json!(encode(padded))), KeyError::RsaSize);
    let mut even = n.clone();
    *even.last_mut().unwrap() &= 0xfe;
    assert_eq!(fault("n", json!(encode(even))), KeyError::RsaNumbers);
    for e in [&[1_u8][..], &[0, 1], &[0], &[], &[2], &[1, 0, 0], &[5, 0, 0, 0, 1]] {
        assert_eq!(fault("e", json!(encode(e))), KeyError::RsaNumbers, "{e:?}");
    }
    assert_eq!(fault("e", json!("AQAB=")), KeyError::Member("e"));
    assert_eq!(fault("e", json!(65537)), KeyError::Member("e"));
    assert_eq!(fault("d", json!("AQAB")), KeyError::Private);
    assert_eq!(fault("use", json!("enc")), KeyError::Use);
    assert_eq!(fault("key_ops", json!(["sign"])), KeyError::Use);
    assert_eq!(fault("alg", json!("PS256")), KeyError::Algorithm);
    assert_eq!(fault("alg", json!("ES256")), KeyError::Algorithm);
    assert_eq!(fault("alg", json!("none")), KeyError::Algorithm);
    assert_eq!(fault("kty", json!("OKP")), KeyError::Type);
    with("key_ops", json!(["verify"])).unwrap();
}

#[test]
fn a_key_with_the_roca_fingerprint_is_refused() {
    assert_eq!(with("n", json!(ROCA)).unwrap_err(), KeyError::Roca);
}

#[test]
fn a_point_that_is_not_on_the_curve_is_refused() {
    let mut jwk = P256.public_jwk();
    jwk["x"] = jwk["y"].clone();
    assert_eq!(VerifyingKey::from_jwk(&jwk).unwrap_err(), KeyError::NotAKey);
    jwk["x"] = json!("AAAA");
    assert_eq!(VerifyingKey::from_jwk(&jwk).unwrap_err(), KeyError::Member("x"));
    jwk["crv"] = json!("P-384");
    assert_eq!(VerifyingKey::from_jwk(&jwk).unwrap_err(), KeyError::Type);
}

#[test]
fn a_key_set_passes_over_what_it_does_not_know_and_finds_by_name() {
    let okp = json!({"kty": "OKP", "crv": "Ed25519", "x": "AAAA", "kid": "ed"});
    let mut encryption = RSA.public_jwk();
    encryption["use"] = json!("enc");
    encryption["kid"] = json!("enc");
    let set = json!({ "keys": [okp, encryption, RSA.public_jwk(), P256.public_jwk(), 7] });
    let set = KeySet::parse(set.to_string().as_bytes()).unwrap();
    assert_eq!(set.len(), 2);
    assert_eq!(set.find(Some("rsa-1"), Algorithm::Rs256).unwrap().kid(), Some("rsa-1"));
    assert_eq!(set.find(None, Algorithm::Es256).unwrap().kid(), Some("ec-1"));
    assert_eq!(set.find(Some("rsa-1"), Algorithm::Es256).unwrap_err(), NoKey::Unknown);
    assert_eq!(set.find(Some("enc"), Algorithm::Rs256).unwrap_err(), NoKey::Unknown);
    let mut second = RSA.public_jwk();
    second["kid"] = json!("rsa-2");
    let two = json!({ "keys": [RSA.public_jwk(), second] }).to_string();
    let two = KeySet::parse(two.as_bytes()).unwrap();
    assert_eq!(two.find(None, Algorithm::Rs256).unwrap_err(), NoKey::Ambiguous);
    assert!(KeySet::parse(br#"{"keys":[],"keys":[]}"#).is_err());
    assert!(KeySet::parse(br#"{"keys":{}}"#).is_err());
}

#[test]
fn a_key_too_weak_to_register_is_not_made_either() {
    assert_eq!(SigningKey::generate_rsa("k", 1024).unwrap_err(), KeyError::RsaSize);
    let fault = SigningKey::from_pem("k", Algorithm::Rs256, "not a key").unwrap_err();
    assert_eq!(fault, KeyError::NotAKey);
    let p256 = P256.to_pkcs8_pem();
    let fault = SigningKey::from_pem("k", Algorithm::Rs256, p256.expose()).unwrap_err();
    assert_eq!(fault, KeyError::NotAKey);
}

#[test]
fn a_key_can_be_named_by_its_thumbprint() {
    let key = SigningKey::from_pem("x", Algorithm::Rs256, RSA.to_pkcs8_pem().expose()).unwrap();
    let key = key.named_by_thumbprint();
    assert_eq!(key.kid(), thumbprint(&RSA.public_jwk()));
    assert_eq!(key.public_jwk()["kid"], json!(key.kid()));
    assert_eq!(key.kid().len(), 43);
    assert_eq!(public(&RSA).thumbprint(), key.kid());
}

/// 2048 bits that are 65537^12345 modulo the product of the primes up to 167.
pub(crate) const ROCA: &str = "gAAAAAAAAAAAAAAAAAAAAElqV7cRpi3SvpXfc404l5c4tRbF5axMnRhnEr6RFwPK9rvVa9h8fbPyHHE3M9EBWbt7YQbh7PiclN6yIxxxHYaaARk0sTQHxHeRbsJEoCE3cPcRPCC0seipT3ZYrXB61JjuUxM23sDDpJG-o653A8zYYFKBpdH3MGduRyyiIWKQcVpvNWYxhJeg1NYNP7QHb2APfmaU7VH0tHJq3P0ZgRxrwLIdkhpGLLCCcU2IBcqkgy99GrgfvkKuEhPOUBMArPNaJ3Toon1HCThvzzaPH-QxQpHIwHnHsJxVp77EaCJyDweCVuUPxdXiNwOCIPBGgQ";
