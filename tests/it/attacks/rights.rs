//! 15 and 18: other tokens in the place of a grant, and more than was granted.

use super::{Siege, Told, header, signed, told};
use crate::house::{MUNICIPALITY, PERSON, PERSON_PATH, SUPPLIER, client_key, problem};
use serde_json::{Value, json};

const NOT_A_GRANT: Told = told(
    400,
    "invalid_grant",
    "typ",
    "Invalid assertion. Invalid JWT header typ: a grant is of type JWT (",
);
const NOBODY: Told = told(
    400,
    "invalid_grant",
    "MP-100",
    "Invalid assertion. Client authentication failed. Client not found (",
);
const NO_SCOPE: Told =
    told(400, "invalid_scope", "MP-200", "Token request contains invalid scopes for client");

/// In this house issuer and clients have one key under one name: only what the token says of itself
/// tells them apart.
#[tokio::test]
async fn attack_15_an_access_token_or_an_id_token_as_a_grant() {
    let siege = Siege::begin().await;
    let access_token = siege.0.token(MUNICIPALITY, "folkeregister:barnehage").await;
    siege.refuse(&access_token, NOT_A_GRANT).await;
    for typ in ["at+jwt", "application/at+jwt", "AT+JWT", "dpop+jwt", "secevent+jwt", "JWS", ""] {
        siege.refuse(&siege.with_header(&json!({ "typ": typ })), NOT_A_GRANT).await;
    }
    let claims = access_token.split('.').nth(1).unwrap();
    let untyped = super::signed_parts(&super::encode(header().to_string()), claims);
    siege.refuse(&untyped, NOBODY).await;
    let id_token = json!({
        "iss": siege.issuer(), "aud": "innsyn", "sub": "x", "nonce": "y", "pid": PERSON,
        "iat": siege.now(), "exp": siege.now() + 60, "acr": "idporten-loa-high",
    });
    siege.refuse(&client_key().sign("JWT", &id_token).unwrap(), NOBODY).await;
    let posing = siege.claims(&json!({ "iss": siege.issuer() })).to_string();
    siege.refuse(&signed(&header().to_string(), posing), NOBODY).await;
}

#[tokio::test]
async fn attack_15_a_grant_as_an_access_token() {
    let siege = Siege::begin().await;
    let as_access_token = json!({ "typ": "at+jwt" });
    for grant in [siege.grant(json!({})), siege.with_header(&as_access_token)] {
        let before = siege.0.refusals().len();
        let bearer = format!("Bearer {grant}");
        let answer = siege.0.get(PERSON_PATH, &[("authorization", &bearer)]).await;
        assert_eq!(answer.status(), 401, "{answer:?}");
        assert!(answer.headers()["www-authenticate"].to_str().unwrap().contains("invalid_token"));
        assert_eq!(siege.0.refusals().len(), before + 1);
        assert!(siege.0.provider.asked().is_empty());
    }
}

#[tokio::test]
async fn attack_18_a_scope_that_the_client_does_not_have() {
    let siege = Siege::begin().await;
    for scope in [
        "skatt:inntekt.ytelser",
        "folkeregister:barnehage skatt:inntekt.ytelser",
        "FOLKEREGISTER:barnehage",
        "folkeregister:*",
        "idporten:dcr.write",
        "",
        " ",
        "barnehage",
        "folkeregister:barnehage\u{0}",
        "folkeregister:barnehage\nskatt:inntekt.ytelser",
        "folkeregister:barn\u{200b}ehage",
        PERSON,
    ] {
        siege.refuse_of(MUNICIPALITY, &siege.grant(json!({ "scope": scope })), NO_SCOPE).await;
    }
    let many: Vec<String> = (0..33).map(|number| format!("a:{number}")).collect();
    siege.refuse_of(MUNICIPALITY, &siege.grant(json!({ "scope": many.join(" ") })), NO_SCOPE).await;
    let malformed = told(
        400,
        "invalid_request",
        "MP-011",
        "Invalid assertion. Invalid parameter value: JWT claim scope (",
    );
    for scope in [json!(["folkeregister:barnehage"]), json!(1), json!({})] {
        siege.refuse_of(MUNICIPALITY, &siege.grant(json!({ "scope": scope })), malformed).await;
    }
}

async fn refuse_supplier(siege: &Siege, changes: &Value, told: Told) {
    let mut claims = siege.claims(changes);
    claims["iss"] = json!(SUPPLIER);
    let grant = client_key().sign("JWT", &claims).unwrap();
    siege.refuse_of(SUPPLIER, &grant, told).await;
}

#[tokio::test]
async fn attack_18_access_or_delegation_that_nobody_gave() {
    let siege = Siege::begin().await;
    let scope = "skatt:inntekt.foreldrebetaling";
    let no_access = told(
        403,
        "forbidden",
        "MP-250",
        "Consumer has not been granted access to the scope skatt:inntekt.foreldrebetaling. (",
    );
    let not_delegated = told(
        403,
        "forbidden",
        "MP-251",
        "Consumer 312800004 has not delegated access to the scope \
         skatt:inntekt.foreldrebetaling to supplier 313040402. (",
    );
    let combination = told(
        400,
        "invalid_request",
        "consumer-org",
        "Invalid assertion. The combination consumer_org in claim and delegation scope on client is \
         invalid (",
    );
    for (consumer, told) in [
        (json!(null), no_access),
        (json!("313010104"), no_access),
        (json!("999999999"), no_access),
        (json!("312800004"), not_delegated),
        (json!("313040402"), combination),
    ] {
        let changes = json!({ "scope": scope, "consumer_org": consumer });
        refuse_supplier(&siege, &changes, told).await;
    }
    let own = siege.grant(json!({ "consumer_org": "312143046" }));
    siege.refuse_of(MUNICIPALITY, &own, combination).await;
}

#[tokio::test]
async fn attack_18_a_token_for_another_resource_opens_nothing_here() {
    let siege = Siege::begin().await;
    for resource in [json!("https://other.example/"), json!(["https://other.example/", "urn:x"])] {
        let answer = siege.ask(&siege.grant(json!({ "resource": resource }))).await;
        let token = crate::house::json(&answer)["access_token"].as_str().unwrap().to_owned();
        let bearer = format!("Bearer {token}");
        let fields = [
            ("authorization", bearer.as_str()),
            ("sluse-purpose", "barnehageopptak"),
            ("sluse-case-reference", "2026/1"),
        ];
        let answer = siege.0.get(PERSON_PATH, &fields).await;
        assert_eq!((answer.status().as_u16(), problem(&answer).as_str()), (401, "token-audience"));
        assert_eq!(siege.0.refusals().pop().unwrap(), "token-audience");
        assert!(siege.0.provider.asked().is_empty());
    }
}
