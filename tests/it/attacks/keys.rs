//! 12: signatures and keys whose numbers are not what they must be.

use super::{ALGORITHM, SIGNATURE, Siege, encode, header, joined};
use crate::house::{MUNICIPALITY, client_key};
use serde_json::{Value, json};
use sluse::registry::Registry;
use sluse::vocab::time::Timestamp;

#[tokio::test]
async fn attack_12_an_rsa_signature_of_wrong_numbers_or_form() {
    let siege = Siege::begin().await;
    let modulus = super::decode(client_key().public_jwk()["n"].as_str().unwrap());
    let mut below = modulus.clone();
    *below.last_mut().unwrap() -= 1;
    let mut one = vec![0; 256];
    one[255] = 1;
    let good = siege.grant(json!({}));
    let signature = super::decode(good.rsplit('.').next().unwrap());
    let der = [&[0x30, 0x82, 1, 4, 2, 0x82, 1, 0], signature.as_slice()].concat();
    let longer = [&[0], signature.as_slice()].concat();
    let shorter = signature[..255].to_vec();
    let cases = [vec![0; 256], one, below, modulus, vec![0xff; 256], vec![], der, longer, shorter];
    for wrong in cases {
        let (text, _) = good.rsplit_once('.').unwrap();
        siege.refuse_of(MUNICIPALITY, &format!("{text}.{}", encode(wrong)), SIGNATURE).await;
    }
    assert_eq!(siege.ask(&good).await.status(), 200, "the grant itself is good");
}

#[tokio::test]
async fn attack_12_es256_is_no_algorithm_of_grants_whatever_the_signature() {
    let siege = Siege::begin().await;
    let mut members = header();
    members["alg"] = json!("ES256");
    let der = [&[0x30, 0x44, 2, 0x20][..], &[1; 32], &[2, 0x20], &[1; 32]].concat();
    let half = [[0; 32], [1; 32]].concat();
    for signature in [vec![0; 64], half, der, vec![1; 63], vec![1; 65], vec![]] {
        let claims = siege.claims(&json!({})).to_string();
        siege.refuse(&joined(&members.to_string(), claims, signature), ALGORITHM).await;
    }
}

/// What a registry says that has this key.
fn registering(jwk: &Value) -> Result<Registry, String> {
    let text = sluse::demo::prepare::registry(&|_| Ok(jwk.to_string())).unwrap();
    let now = Timestamp::from_seconds(1_767_222_000);
    Registry::parse("registry.toml", &text, now).map_err(|error| error.to_string())
}

#[test]
fn attack_12_weak_keys_cannot_be_registered() {
    let good = client_key().public_jwk();
    registering(&good).unwrap();
    let modulus = super::decode(good["n"].as_str().unwrap());
    let mut even = modulus.clone();
    *even.last_mut().unwrap() &= 0xfe;
    let padded = [&[0; 128], &modulus[128..]].concat();
    let numbers = "the RSA key's modulus or exponent is not one of an RSA key";
    let size = "the RSA key is smaller than 2048 or larger than 8192 bits";
    let roca = "the RSA key was made by a faulty smart card library (ROCA, CVE-2017-15361)";
    let private = "the key is private or symmetric, only public keys belong here";
    for (member, value, told) in [
        ("e", encode([1]), numbers),
        ("e", encode([0, 0, 1]), numbers),
        ("e", encode([0]), numbers),
        ("e", encode([2]), numbers),
        ("e", encode([1, 0, 0, 0, 0, 1]), numbers),
        ("n", encode(&modulus[128..]), size),
        ("n", encode(padded), size),
        ("n", encode([0xff; 1025]), size),
        ("n", encode(even), numbers),
        ("n", ROCA.to_owned(), roca),
        ("d", "AQAB".to_owned(), private),
        ("p", "AQAB".to_owned(), private),
        ("k", "AQAB".to_owned(), private),
        ("use", "enc".to_owned(), "the key is not for signatures (use, key_ops)"),
        ("alg", "none".to_owned(), "the key's alg is none of RS256, RS384 and RS512 for RSA"),
        ("alg", "HS256".to_owned(), "the key's alg is none of RS256, RS384 and RS512 for RSA"),
        ("kty", "oct".to_owned(), "the key's type is neither RSA nor EC on P-256"),
    ] {
        let mut jwk = good.clone();
        jwk[member] = json!(value);
        let fault = registering(&jwk).unwrap_err();
        assert!(fault.contains(told), "{member}: {fault}");
    }
}

/// 2048 bits that are 65537^12345 modulo the product of the primes up to 167.
const ROCA: &str = "gAAAAAAAAAAAAAAAAAAAAElqV7cRpi3SvpXfc404l5c4tRbF5axMnRhnEr6RFwPK9rvVa9h8fbPyHHE3M9EBWbt7YQbh7PiclN6yIxxxHYaaARk0sTQHxHeRbsJEoCE3cPcRPCC0seipT3ZYrXB61JjuUxM23sDDpJG-o653A8zYYFKBpdH3MGduRyyiIWKQcVpvNWYxhJeg1NYNP7QHb2APfmaU7VH0tHJq3P0ZgRxrwLIdkhpGLLCCcU2IBcqkgy99GrgfvkKuEhPOUBMArPNaJ3Toon1HCThvzzaPH-QxQpHIwHnHsJxVp77EaCJyDweCVuUPxdXiNwOCIPBGgQ";
