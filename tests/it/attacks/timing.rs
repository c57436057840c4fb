//! 19: the time of an answer tells nothing that the answer does not tell. Not measured here, but
//! counted: each grant costs one check of a signature, with a key of the same size.

use super::{SIGNATURE, STRANGER, Siege, encode, header, joined, told};
use crate::house::{MUNICIPALITY, client_key};
use hyper::Request;
use serde_json::json;
use sluse::jose::alg::Algorithm;
use sluse::jose::jwk::VerifyingKey;
use sluse::jose::jws::{Compact, SigningKey};
use sluse::jose::stand_in::StandIns;

/// How many signatures were checked with keys of each size so far, as the metrics tell it.
async fn checked(siege: &Siege) -> Vec<(usize, u64)> {
    let request = Request::get(format!("{}/metrics", siege.0.operations));
    let answer = siege.send(request.body(Default::default()).unwrap()).await;
    let text = String::from_utf8_lossy(answer.body()).into_owned();
    let line = |line: &str| {
        let rest = line.strip_prefix("sluse_grant_signatures_total{bits=\"")?;
        let (bits, count) = rest.split_once("\"} ")?;
        Some((bits.parse().ok()?, count.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}

#[tokio::test]
async fn attack_19_an_unknown_client_costs_as_much_as_a_bad_signature() {
    let siege = Siege::begin().await;
    let unknown = told(
        400,
        "invalid_grant",
        "MP-100",
        "Invalid assertion. Client authentication failed. Client not found (",
    );
    let no_key = unknown.beginning(
        "Invalid assertion. Client authentication failed. The client has no such key (kid) (",
    );
    let other_alg = SIGNATURE.beginning(
        "Invalid assertion. Invalid JWT signature: the key is registered for another alg (",
    );
    let no_kid = json!({ "alg": "RS256", "kid": "nothing" });
    let rs512 = json!({ "alg": "RS512", "kid": client_key().kid() });
    let above_every_modulus = vec![0xff; 256];
    let municipality = [
        (header(), vec![7; 256], SIGNATURE),
        (no_kid.clone(), vec![7; 256], no_key),
        (rs512, vec![7; 256], other_alg),
        (header(), above_every_modulus.clone(), SIGNATURE),
        (header(), vec![7; 10], SIGNATURE),
    ];
    for (number, (header, signature, told)) in (1..).zip(municipality) {
        let claims = siege.claims(&json!({})).to_string();
        let grant = joined(&header.to_string(), claims, signature);
        siege.refuse_of(MUNICIPALITY, &grant, told).await;
        assert_eq!(checked(&siege).await, [(2048, number)], "{header}");
    }
    let larger = joined(&header().to_string(), siege.claims(&json!({})).to_string(), [7; 512]);
    siege.refuse_of(MUNICIPALITY, &larger, SIGNATURE).await;
    assert_eq!(checked(&siege).await, [(2048, 5), (4096, 1)]);
    let nobody = [
        (header(), vec![7; 256], [(2048, 6), (4096, 1)]),
        (no_kid, vec![7; 256], [(2048, 7), (4096, 1)]),
        (header(), above_every_modulus, [(2048, 8), (4096, 1)]),
        (header(), vec![7; 10], [(2048, 9), (4096, 1)]),
        (header(), vec![7; 512], [(2048, 9), (4096, 2)]),
    ];
    for (header, signature, count) in nobody {
        let claims = siege.claims(&json!({ "iss": "nobody-at-all" })).to_string();
        siege.refuse(&joined(&header.to_string(), claims, signature), unknown).await;
        assert_eq!(checked(&siege).await, count, "{header}");
    }
}

#[test]
fn attack_19_stand_ins_have_the_sizes_that_keys_have() {
    let stand_ins = StandIns::new().unwrap();
    for (bytes, bits) in
        [(0, 2048), (256, 2048), (257, 3072), (384, 3072), (385, 4096), (512, 4096), (9999, 4096)]
    {
        assert_eq!(stand_ins.for_signature(bytes).bits(), bits);
    }
    let key = stand_ins.for_signature(256);
    for alg in [Algorithm::Rs256, Algorithm::Rs384, Algorithm::Rs512] {
        assert!(key.is_for(alg));
    }
    let forged = STRANGER.sign("JWT", &json!({})).unwrap();
    Compact::parse(&forged).unwrap().verify(key).unwrap_err();
}

/// A signature plus the modulus is the same number modulo the modulus: it must not be another
/// spelling of a good signature.
#[test]
fn attack_19_a_signature_that_is_not_below_the_modulus_is_refused() {
    let key = SigningKey::generate_rsa("k", 2048).unwrap();
    let public = VerifyingKey::from_jwk(&key.public_jwk()).unwrap();
    let modulus = super::decode(key.public_jwk()["n"].as_str().unwrap());
    let token = key.sign("JWT", &json!({ "iss": "a" })).unwrap();
    Compact::parse(&token).unwrap().verify(&public).unwrap();
    let (text, signature) = token.rsplit_once('.').unwrap();
    let mut sum = super::decode(signature);
    let mut carry = 0;
    for (to, from) in sum.iter_mut().zip(&modulus).rev() {
        let total = u16::from(*to) + u16::from(*from) + carry;
        (*to, carry) = (total as u8, total >> 8);
    }
    for spoilt in [sum, modulus, vec![0xff; 256]] {
        let spoilt = format!("{text}.{}", encode(spoilt));
        Compact::parse(&spoilt).unwrap().verify(&public).unwrap_err();
    }
}
