//! What a token is bound to, at the token door: what clients and scopes require, and what is proven.

use super::{
    House, ISSUER, MUTUAL, NOW, PEER, check_refusal, claims_of, form, grant, issuer_key, json_of,
    post, registry,
};
use crate::dpop::{bare, changed, forge};
use bytes::Bytes;
use hyper::Response;
use serde_json::{Value, json};
use sluse::jose::jws::SigningKey;
use sluse::registry::client::SenderConstraint::{Dpop, MutualTls};
use sluse::registry::{Registrations, Registry};
use sluse::token::IssuerUrl;
use sluse::token::issue::TokenService;
use sluse::token::keys::IssuerKeys;
use sluse::token::sender::{Evidence, ProofField, Senders};
use sluse::vocab::limits::Limit;
use sluse::vocab::peer::Peer;
use sluse::vocab::secret::Key32;
use sluse::vocab::thumbprint::Thumbprint;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate_p256("dpop").unwrap());

const PROOF: (u16, &str, &str) = (400, "invalid_dpop_proof", "dpop-proof");
const CERTIFICATE: (u16, &str, &str) = (400, "invalid_request", "client-certificate");

/// A proof for the token endpoint with these changes.
fn proof(house: &House, changes: &Value) -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": bare(&KEY) });
    let claims = json!({
        "jti": NUMBER.fetch_add(1, Ordering::SeqCst).to_string(), "htm": "POST", "htu": format!("{ISSUER}token"), "iat": NOW,
        "nonce": house.senders.nonce(house.now()),
    });
    forge(&KEY, &header, &changed(claims, changes))
}

async fn ask(house: &House, assertion: &str, proofs: &[&str], peer: &Peer) -> Response<Bytes> {
    let mut request = post(&form(assertion));
    for proof in proofs {
        request.headers_mut().append("dpop", proof.parse().unwrap());
    }
    house.door.answer(peer, request).await
}

fn wish(client: &str, scope: &str) -> String {
    grant(json!({ "iss": client, "scope": scope }))
}

/// A peer with a certificate.
fn certified() -> Peer {
    Peer { certificate: Some(Thumbprint::of(b"certificate")), ..PEER }
}

#[tokio::test]
async fn what_the_client_or_a_scope_requires_must_be_proven() {
    let house = House::new();
    for (client, scope, (status, error, page)) in [
        ("dpop-1", "folkeregister:aapent", PROOF),
        ("free-1", "folkeregister:noekkel", PROOF),
        ("free-1", "folkeregister:aapent folkeregister:noekkel", PROOF),
        ("mtls-1", "folkeregister:aapent", CERTIFICATE),
        ("free-1", "folkeregister:sertifikat", CERTIFICATE),
    ] {
        let wanted = wish(client, scope);
        house.refuse(&wanted, status, error, page).await;
        let (one, peer) = (proof(&house, &json!({})), certified());
        let answer = ask(&house, &wanted, &[&one], &peer).await;
        assert_eq!(answer.status(), 200, "the refusal did not use the grant: {answer:?}");
    }
}

#[tokio::test]
async fn a_token_is_bound_to_all_that_is_required_and_to_a_key_that_is_offered() {
    let house = House::new();
    let thumbprint = sluse::jose::jwk::thumbprint(&KEY.public_jwk());
    let certificate = Thumbprint::of(b"certificate").to_string();
    let key = json!({ "jkt": thumbprint });
    let both = json!({ "jkt": thumbprint, "x5t#S256": certificate });
    for (client, scope, offers, cnf, bound) in [
        ("free-1", "folkeregister:aapent", false, json!(null), vec![]),
        ("free-1", "folkeregister:aapent", true, key.clone(), vec![Dpop]),
        ("dpop-1", "folkeregister:aapent", true, key, vec![Dpop]),
        (
            "mtls-1",
            "folkeregister:aapent",
            false,
            json!({ "x5t#S256": certificate }),
            vec![MutualTls],
        ),
        ("mtls-1", "folkeregister:noekkel", true, both.clone(), vec![Dpop, MutualTls]),
        ("dpop-1", "folkeregister:sertifikat", true, both, vec![Dpop, MutualTls]),
    ] {
        let sent = offers.then(|| proof(&house, &json!({})));
        let proofs: Vec<_> = sent.iter().map(String::as_str).collect();
        let answer = ask(&house, &wish(client, scope), &proofs, &certified()).await;
        assert_eq!(answer.status(), 200, "{client} {scope}: {answer:?}");
        let scheme = if offers { "DPoP" } else { "Bearer" };
        let (answer, token) = (json_of(&answer), claims_of(&json_of(&answer)));
        assert_eq!((&answer["token_type"], &token["token_type"]), (&json!(scheme), &json!(scheme)));
        assert_eq!(token.get("cnf").cloned().unwrap_or_default(), cnf, "{client} {scope}");
        assert_eq!(house.ledger.tokens().pop().unwrap().bound, bound);
    }
}

#[tokio::test]
async fn a_proof_that_is_not_good_is_refused_also_where_none_is_required() {
    let house = House::new();
    let cases = [
        json!({ "htm": "GET" }),
        json!({ "htu": ISSUER }),
        json!({ "htu": "https://other.example/token" }),
        json!({ "iat": NOW - 61 }),
        json!({ "iat": NOW + 11 }),
        json!({ "jti": null }),
    ];
    for client in ["free-1", "dpop-1"] {
        for changes in &cases {
            let wanted = wish(client, "folkeregister:aapent");
            let answer = ask(&house, &wanted, &[&proof(&house, changes)], &PEER).await;
            check_refusal(&answer, PROOF.0, PROOF.1, PROOF.2);
        }
        let (one, two) = (proof(&house, &json!({})), proof(&house, &json!({})));
        let answer = ask(&house, &wish(client, "folkeregister:aapent"), &[&one, &two], &PEER).await;
        let told = check_refusal(&answer, PROOF.0, PROOF.1, PROOF.2);
        assert!(told.contains("more than one"), "{told}");
    }
    assert!(house.ledger.tokens().is_empty());
    assert_eq!(house.ledger.refusals().len(), 2 * (cases.len() + 1));
}

#[tokio::test]
async fn a_proof_gets_one_token() {
    let house = House::new();
    let once = proof(&house, &json!({}));
    for status in [200, 400, 400] {
        let wanted = wish("dpop-1", "folkeregister:aapent");
        let answer = ask(&house, &wanted, &[&once], &PEER).await;
        assert_eq!(answer.status(), status);
    }
    let at_the_other_address = proof(&house, &json!({ "htu": format!("{MUTUAL}token") }));
    let wanted = wish("dpop-1", "folkeregister:aapent");
    assert_eq!(ask(&house, &wanted, &[&at_the_other_address], &PEER).await.status(), 200);
}

#[tokio::test]
async fn a_proof_without_our_nonce_learns_it_and_the_grant_may_be_sent_again() {
    let house = House::new();
    let wanted = wish("dpop-1", "folkeregister:aapent");
    let foreign = House::new().senders.nonce(house.now());
    for nonce in [json!(null), json!("x"), json!(foreign)] {
        let sent = proof(&house, &json!({ "nonce": nonce }));
        let answer = ask(&house, &wanted, &[&sent], &PEER).await;
        check_refusal(&answer, 400, "use_dpop_nonce", "dpop-nonce");
        assert_eq!(answer.headers()["dpop-nonce"], house.senders.nonce(house.now()).as_str());
    }
    assert!(house.ledger.drafts.lock().unwrap().is_empty(), "nothing was decided");
    let answer = ask(&house, &wanted, &[&proof(&house, &json!({}))], &PEER).await;
    assert_eq!(answer.status(), 200);
    assert!(!answer.headers().contains_key("dpop-nonce"));
}

#[tokio::test]
async fn whoever_has_no_good_grant_learns_no_nonce() {
    let house = House::new();
    let sent = proof(&house, &json!({ "nonce": null }));
    let answer = ask(&house, &wish("nobody", "folkeregister:aapent"), &[&sent], &PEER).await;
    check_refusal(&answer, 400, "invalid_grant", "MP-100");
    assert!(!answer.headers().contains_key("dpop-nonce"));
}

#[tokio::test]
async fn a_nonce_is_good_for_four_minutes_and_then_no_more() {
    let house = House::new();
    let nonce = house.senders.nonce(house.now());
    for (later, status, renewed) in
        [(0, 200, false), (60, 200, true), (299, 200, true), (300, 400, true)]
    {
        let now = NOW + later;
        house.set_clock(now);
        let sent = proof(&house, &json!({ "nonce": nonce, "iat": now }));
        let changes = json!({
            "iss": "dpop-1", "scope": "folkeregister:aapent", "iat": now, "exp": now + 100,
        });
        let answer = ask(&house, &grant(changes), &[&sent], &PEER).await;
        assert_eq!(answer.status(), status, "after {later} s");
        let newest = house.senders.nonce(house.now());
        let given = answer.headers().get("dpop-nonce").map(|nonce| nonce.to_str().unwrap());
        assert_eq!(given, renewed.then_some(newest.as_str()), "after {later} s");
    }
}

#[tokio::test]
async fn a_certificate_alone_binds_nothing_unless_it_is_required() {
    let house = House::new();
    let wanted = wish("free-1", "folkeregister:aapent");
    let answer = json_of(&ask(&house, &wanted, &[], &certified()).await);
    assert_eq!(answer["token_type"], "Bearer");
    assert!(claims_of(&answer).get("cnf").is_none());
}

#[tokio::test]
async fn when_the_memory_is_full_nothing_is_taken_and_the_client_is_told_to_wait() {
    let house = House::new();
    let limit = Limit { name: "test_proofs", most: 1 };
    let issuer = IssuerUrl::parse(ISSUER).unwrap();
    let senders = Senders::new(issuer.clone(), None, &Key32::new([1; 32])).remembering(limit);
    let senders = Arc::new(senders);
    let registry = Registry::parse("registry.toml", &registry(), house.now()).unwrap();
    let service = TokenService::new(
        issuer,
        Arc::new(Registrations::new(registry)),
        Arc::new(IssuerKeys::new(vec![issuer_key()]).unwrap()),
        senders.clone(),
        house.ledger.clone(),
        [],
    );
    let service = service.unwrap();
    let mut refused = Vec::new();
    for later in [0, 0, 72] {
        house.set_clock(NOW + later);
        let now = house.now();
        let changes = json!({ "nonce": senders.nonce(now), "iat": NOW + later });
        let sent = proof(&house, &changes);
        let proof = ProofField::One(sent.as_bytes());
        let evidence = Evidence { method: "POST", path: "/token", proof, certificate: None };
        let wanted = grant(json!({
            "iss": "dpop-1", "scope": "folkeregister:aapent", "iat": NOW + later,
            "exp": NOW + later + 100,
        }));
        let issued = service.issue(&wanted, &evidence, now).await;
        refused.push(issued.err().map(|refusal| refusal.cause.error().as_str()));
    }
    assert_eq!(refused, [None, Some("temporarily_unavailable"), None]);
}
