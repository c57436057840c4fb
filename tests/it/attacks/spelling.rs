//! 10, 11, 13 and 14: one token, read in two ways, spelt in two ways, or in another container.

use super::{
    ALGORITHM, MALFORMED, Siege, Told, decode, encode, header, joined, signed, signed_parts, told,
};
use crate::house::client_key;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::json;
use sluse::vocab::limits::TOKEN_BYTES;

const DUPLICATE_CLAIM: Told = MALFORMED
    .beginning("Invalid assertion. Invalid parameter value: the claims has a duplicate name (");
const DUPLICATE_MEMBER: Told = MALFORMED
    .beginning("Invalid assertion. Invalid parameter value: the header has a duplicate name (");
const NO_CLAIMS: Told = MALFORMED
    .beginning("Invalid assertion. Invalid parameter value: the claims is not a JSON object (");
const NO_HEADER: Told = MALFORMED
    .beginning("Invalid assertion. Invalid parameter value: the header is not a JSON object (");
const NOT_THREE: Told = MALFORMED.beginning(
    "Invalid assertion. Invalid parameter value: the token is not three parts joined by full stops (",
);

#[tokio::test]
async fn attack_10_a_member_twice_also_when_escaped_or_nested() {
    let siege = Siege::begin().await;
    let claims = siege.claims(&json!({})).to_string();
    for double in [
        r#""iss":"oppvekstdrift""#,
        r#""\u0069ss":"oppvekstdrift""#,
        r#""\u0069\u0073\u0073":"oppvekstdrift""#,
        r#""scope":"skatt:inntekt.ytelser""#,
        r#""resource":{"a":1,"\u0061":2}"#,
        r#""resource":[{"a":1,"a":1}]"#,
    ] {
        let first = claims.replacen('{', &format!("{{{double},"), 1);
        siege.refuse(&signed(&header().to_string(), &first), DUPLICATE_CLAIM).await;
        let last = format!("{},{double}}}", claims.strip_suffix('}').unwrap());
        siege.refuse(&signed(&header().to_string(), &last), DUPLICATE_CLAIM).await;
    }
    let members = header().to_string();
    for double in [
        r#""alg":"none""#,
        r#""alg":"RS256""#,
        r#""\u0061lg":"RS256""#,
        r#""kid":"other""#,
        r#""x":{"y":1,"\u0079":2}"#,
    ] {
        let twice = format!("{},{double}}}", members.strip_suffix('}').unwrap());
        siege.refuse(&signed(&twice, &claims), DUPLICATE_MEMBER).await;
    }
}

#[tokio::test]
async fn attack_10_what_is_not_one_json_object_in_utf_8() {
    let siege = Siege::begin().await;
    let (members, claims) = (header().to_string(), siege.claims(&json!({})).to_string());
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let spoilt = |good: &str| -> Vec<Vec<u8>> {
        let bytes = good.as_bytes();
        let cut = &bytes[..bytes.len() - 1];
        vec![
            [b"\xef\xbb\xbf", bytes].concat(),
            [bytes, bytes].concat(),
            [bytes, b" x"].concat(),
            [bytes, b"\0"].concat(),
            [b"[", bytes, b"]"].concat(),
            [cut, b",\"x\":\"\xff\"}"].concat(),
            [cut, b",\"x\":\"\xc0\xaf\"}"].concat(),
            [cut, b",\"x\":\"\xed\xa0\x80\"}"].concat(),
            [cut, b",\"x\":\"\\ud800\"}"].concat(),
            [cut, b",}"].concat(),
            [cut, b",'x':1}"].concat(),
            [cut, b",\"x\":NaN}"].concat(),
            [cut, b"/**/}"].concat(),
            cut.to_vec(),
            utf_16(good),
            b"null".to_vec(),
            b"".to_vec(),
        ]
    };
    for text in spoilt(&claims) {
        siege.refuse(&signed(&members, text), NO_CLAIMS).await;
    }
    for text in spoilt(&members) {
        siege.refuse(&signed_parts(&encode(text), &encode(&claims)), NO_HEADER).await;
    }
}

#[tokio::test]
async fn attack_10_deep_nesting_and_large_headers() {
    let siege = Siege::begin().await;
    let claims = siege.claims(&json!({})).to_string();
    let deep = |part| {
        MALFORMED.beginning(match part {
            "claims" => {
                "Invalid assertion. Invalid parameter value: nesting deeper than token_depth = 16 \
                 in the claims ("
            }
            _ => {
                "Invalid assertion. Invalid parameter value: nesting deeper than token_depth = 16 \
                 in the header ("
            }
        })
    };
    for levels in [16, 200, 4_000] {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        let nested = claims.replacen('{', &format!("{{\"x\":{open}{close},"), 1);
        siege.refuse(&signed(&header().to_string(), nested), deep("claims")).await;
        let open = "{\"x\":".repeat(levels);
        let nested = format!("{{\"alg\":\"RS256\",\"x\":{open}1{}}}", "}".repeat(levels));
        if nested.len() < 8_000 {
            siege.refuse(&signed(&nested, &claims), deep("header")).await;
        }
    }
    let large = told(413, "invalid_request", "form", "Invalid request. The form is too large (");
    let megabyte = json!({ "alg": "RS256", "kid": client_key().kid(), "x": "a".repeat(1 << 20) });
    siege.refuse(&signed(&megabyte.to_string(), &claims), large).await;
    let large = MALFORMED.beginning(
        "Invalid assertion. Invalid parameter value: the token is larger than token_bytes = ",
    );
    let padded = json!({ "alg": "RS256", "kid": client_key().kid(), "x": "a".repeat(TOKEN_BYTES.most * 3 / 4) });
    siege.refuse(&signed(&padded.to_string(), &claims), large).await;
}

#[tokio::test]
async fn attack_11_other_spellings_of_base64() {
    let siege = Siege::begin().await;
    let wrong = |part: &'static str| {
        MALFORMED.beginning(match part {
            "header" => {
                "Invalid assertion. Invalid parameter value: the header is not base64url without \
                 padding ("
            }
            "claims" => {
                "Invalid assertion. Invalid parameter value: the claims is not base64url without \
                 padding ("
            }
            _ => {
                "Invalid assertion. Invalid parameter value: the signature is not base64url without \
                 padding ("
            }
        })
    };
    // A signature that base64 and base64url write differently.
    let good = std::iter::repeat_with(|| siege.grant(json!({})))
        .find(|grant| grant.rsplit('.').next().unwrap().contains(['-', '_']))
        .unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let [members, claims, signature] = parts[..] else { panic!() };
    for tail in ["=", "==", "\n", "\r\n", " ", "\t", "\0", "A\u{200b}", "%", "?"] {
        siege.refuse(&format!("{members}{tail}.{claims}.{signature}"), wrong("header")).await;
        siege.refuse(&format!("{members}.{claims}{tail}.{signature}"), wrong("claims")).await;
        siege.refuse(&format!("{good}{tail}"), wrong("signature")).await;
    }
    for lead in [" ", "\n", "\u{feff}", "="] {
        siege.refuse(&format!("{lead}{good}"), wrong("header")).await;
    }
    let standard = STANDARD_NO_PAD.encode(decode(signature));
    siege.refuse(&format!("{members}.{claims}.{standard}"), wrong("signature")).await;
    // 256 bytes leave four bits of the last character unused: the next letter sets one of them.
    let last = signature.chars().last().unwrap();
    let next = char::from_u32(last as u32 + 1).unwrap();
    let respelt = format!("{}{next}", signature.strip_suffix(last).unwrap());
    siege.refuse(&format!("{members}.{claims}.{respelt}"), wrong("signature")).await;
    assert_eq!(siege.ask(&good).await.status(), 200, "the grant itself is good");
}

#[tokio::test]
async fn attack_13_the_json_serialisations() {
    let siege = Siege::begin().await;
    let good = siege.grant(json!({}));
    let parts: Vec<&str> = good.split('.').collect();
    let [members, claims, signature] = parts[..] else { panic!() };
    let flattened = json!({ "protected": members, "payload": claims, "signature": signature });
    let one = json!({ "protected": members, "signature": signature });
    let general = json!({ "payload": claims, "signatures": [one] });
    let unprotected = json!({ "payload": claims, "signature": signature, "header": header() });
    for text in [flattened, general, unprotected] {
        siege.refuse(&text.to_string(), NOT_THREE).await;
        siege.refuse(&encode(text.to_string()), NOT_THREE).await;
    }
    for text in ["x", ".", "..", "...", "a.b", "{}", "null", "\0"] {
        siege.refuse(text, MALFORMED).await;
    }
}

#[tokio::test]
async fn attack_14_encrypted_nested_and_compressed_tokens() {
    let siege = Siege::begin().await;
    let good = siege.grant(json!({}));
    let claims = siege.claims(&json!({})).to_string();
    let pbes2 =
        json!({ "alg": "PBES2-HS256+A128KW", "enc": "A256GCM", "p2c": 999_999_999, "p2s": "AA" });
    for encrypted in [pbes2, json!({ "alg": "dir", "enc": "A256GCM" })] {
        let five = format!("{}.AAAA.AAAA.AAAA.AAAA", encode(encrypted.to_string()));
        siege.refuse(&five, NOT_THREE).await;
        let enc = MALFORMED.beginning(
            "Invalid assertion. Invalid parameter value: JWT header enc is not accepted (",
        );
        siege.refuse(&joined(&encrypted.to_string(), &claims, [7; 256]), enc).await;
    }
    for alg in ["PBES2-HS256+A128KW", "RSA-OAEP", "RSA1_5", "dir", "A128KW", "ECDH-ES"] {
        siege.refuse(&siege.with_header(&json!({ "alg": alg })), ALGORITHM).await;
    }
    for (name, value) in
        [("cty", json!("JWT")), ("cty", json!("application/jwt")), ("zip", json!("DEF"))]
    {
        let mut members = header();
        members[name] = value;
        let told = siege.refuse(&signed(&members.to_string(), &good), MALFORMED).await;
        assert!(told.contains(&format!("JWT header {name} is not accepted (")), "{told}");
    }
    siege.refuse(&signed(&header().to_string(), &good), NO_CLAIMS).await;
}
