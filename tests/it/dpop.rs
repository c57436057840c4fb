//! Tokens bound to a key (RFC 9449), from both sides of the front door: what a client does, and what a
//! thief tries.

use crate::house::{DPOP_CLIENT, MUNICIPALITY, PERSON_PATH, TestHouse, client_key, json, problem};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response};
use serde_json::{Value, json};
use sluse::client::{self, Bearer, Credential, Wish};
use sluse::jose::dpop::{Making, make};
use sluse::jose::jws::SigningKey;
use sluse::ledger::entry::Event;
use sluse::registry::client::SenderConstraint;
use sluse::vocab::time::Clock as _;
use std::sync::Arc;
use std::time::Duration;

const SCOPE: &str = "folkeregister:skole";

/// A proof of this header and these claims, rightly signed with a P-256 key.
pub fn forge(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", encode(header), encode(claims));
    let signer = josekit::jws::ES256.signer_from_pem(key.to_pkcs8_pem().expose()).unwrap();
    let signature = josekit::jws::JwsSigner::sign(&signer, text.as_bytes()).unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// An object with these changes; `null` takes a member away.
pub fn changed(mut object: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(object.as_object_mut().unwrap().remove(name)),
            _ => object[name] = value.clone(),
        }
    }
    object
}

/// The public key as clients send it: without name and use.
pub fn bare(key: &SigningKey) -> Value {
    changed(key.public_jwk(), &json!({ "kid": null, "alg": null, "use": null }))
}

/// A new grant of this client.
fn grant(house: &TestHouse, client_id: &str) -> String {
    let issuer = format!("{}/", house.machine);
    let (wish, key) = (Wish::new(client_id, &issuer, SCOPE), Credential::registered(client_key()));
    client::grant(&wish, &key, house.clock.now()).unwrap()
}

/// Asks for a token with these `DPoP` fields.
async fn ask_token(house: &TestHouse, grant: &str, proofs: &[&str]) -> Response<Bytes> {
    let form = format!("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion={grant}");
    let mut request = Request::post(format!("{}/token", house.machine))
        .header("content-type", "application/x-www-form-urlencoded");
    for proof in proofs {
        request = request.header("DPoP", *proof);
    }
    house.send(request.body(Bytes::from(form)).unwrap()).await
}

fn header(answer: &Response<Bytes>, name: &str) -> String {
    answer.headers()[name].to_str().unwrap().to_owned()
}

/// A client with a key and a token that is bound to it.
struct Holder {
    key: SigningKey,
    token: String,
    nonce: String,
}

impl Holder {
    async fn start(house: &TestHouse) -> Self {
        Self::with_key(house, SigningKey::generate_p256("holder").unwrap()).await
    }

    /// Asks for a token, learns the nonce, and asks again with the same grant.
    async fn with_key(house: &TestHouse, key: SigningKey) -> Self {
        let url = format!("{}/token", house.machine);
        let proof = |nonce: Option<&str>| {
            let making = Making { method: "POST", url: &url, token: None, nonce, jti: &rand() };
            make(&key, &making, house.clock.now()).unwrap()
        };
        let grant = grant(house, DPOP_CLIENT);
        let challenged = ask_token(house, &grant, &[&proof(None)]).await;
        assert_eq!(challenged.status(), 400, "{challenged:?}");
        assert_eq!(json(&challenged)["error"], "use_dpop_nonce");
        let nonce = header(&challenged, "dpop-nonce");
        let answer = ask_token(house, &grant, &[&proof(Some(&nonce))]).await;
        assert_eq!(answer.status(), 200, "{:?}", answer.body());
        assert_eq!(json(&answer)["token_type"], "DPoP");
        let token = json(&answer)["access_token"].as_str().unwrap().to_owned();
        Self { key, token, nonce }
    }

    /// A good proof for the reading.
    fn proof(&self, house: &TestHouse) -> String {
        let (url, nonce) = (format!("{}{PERSON_PATH}", house.machine), Some(self.nonce.as_str()));
        let token = Some(self.token.as_str());
        let making = Making { method: "GET", url: &url, token, nonce, jti: &rand() };
        make(&self.key, &making, house.clock.now()).unwrap()
    }

    /// A proof for the reading with changes, rightly signed.
    fn forged(&self, house: &TestHouse, header: &Value, claims: &Value) -> String {
        let own = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": bare(&self.key) });
        let hash = ring::digest::digest(&ring::digest::SHA256, self.token.as_bytes());
        let said = json!({
            "jti": rand(), "htm": "GET", "nonce": self.nonce,
            "htu": format!("{}{PERSON_PATH}", house.machine),
            "iat": house.clock.now().seconds(), "ath": URL_SAFE_NO_PAD.encode(hash),
        });
        forge(&self.key, &changed(own, header), &changed(said, claims))
    }

    async fn read(&self, house: &TestHouse, proof: &str) -> Response<Bytes> {
        let dpop = format!("DPoP {}", self.token);
        house.get(PERSON_PATH, &[("authorization", &dpop), ("dpop", proof)]).await
    }

    /// Reads with a proof that must be refused so, and checks the challenge.
    async fn refused(&self, house: &TestHouse, proof: &str, code: &str) -> Response<Bytes> {
        let answer = self.read(house, proof).await;
        let error = match code {
            "dpop-nonce" => "use_dpop_nonce",
            "dpop-key" => "invalid_token",
            _ => "invalid_dpop_proof",
        };
        check_refused(&answer, code, &format!("DPoP error=\"{error}\""));
        answer
    }
}

/// A name that is never used twice.
fn rand() -> String {
    use ring::rand::SecureRandom as _;
    let mut bytes = [0; 16];
    ring::rand::SystemRandom::new().fill(&mut bytes).unwrap();
    URL_SAFE_NO_PAD.encode(bytes)
}

fn check_refused(answer: &Response<Bytes>, code: &str, challenge: &str) {
    assert_eq!(answer.status(), 401, "{code}: {answer:?}");
    assert_eq!(problem(answer), code);
    let told = header(answer, "www-authenticate");
    assert!(told.starts_with(challenge), "{code}: {told}");
    if told.starts_with("DPoP") {
        assert!(told.ends_with("algs=\"ES256 RS256 RS384 RS512\""), "{told}");
    }
}

#[tokio::test]
async fn a_bound_token_reads_with_a_proof_for_each_request() {
    let house = TestHouse::start().await;
    for key in [SigningKey::generate_p256("p256").unwrap(), client_key()] {
        let holder = Holder::with_key(&house, key).await;
        for _ in 0..2 {
            let answer = holder.read(&house, &holder.proof(&house)).await;
            assert_eq!(answer.status(), 200, "{answer:?}");
            assert!(!answer.headers().contains_key("dpop-nonce"), "the nonce is still new");
        }
        let claims = holder.token.split('.').nth(1).unwrap();
        let claims: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        let thumbprint = sluse::jose::jwk::thumbprint(&holder.key.public_jwk());
        assert_eq!(claims["cnf"], json!({ "jkt": thumbprint }));
        assert_eq!(claims["token_type"], "DPoP");
    }
    let bound = house.entries().into_iter().filter_map(|entry| match entry.event {
        Event::Token(token) => Some(token.bound),
        _ => None,
    });
    assert_eq!(bound.collect::<Vec<_>>(), [[SenderConstraint::Dpop], [SenderConstraint::Dpop]]);
    assert!(house.refusals().is_empty(), "learning a nonce is no refusal");
}

#[tokio::test]
async fn a_client_that_need_not_be_bound_may_be_and_one_that_sends_no_proof_is_not() {
    let house = TestHouse::start().await;
    let url = format!("{}/token", house.machine);
    let key = SigningKey::generate_p256("own").unwrap();
    let proof = |nonce: Option<&str>| {
        let making = Making { method: "POST", url: &url, token: None, nonce, jti: &rand() };
        make(&key, &making, house.clock.now()).unwrap()
    };
    let grant_text = grant(&house, MUNICIPALITY);
    let challenged = ask_token(&house, &grant_text, &[&proof(None)]).await;
    let nonce = header(&challenged, "dpop-nonce");
    let answer = json(&ask_token(&house, &grant_text, &[&proof(Some(&nonce))]).await);
    assert_eq!(answer["token_type"], "DPoP", "{answer}");
    let answer = json(&ask_token(&house, &grant(&house, MUNICIPALITY), &[]).await);
    assert_eq!(answer["token_type"], "Bearer", "{answer}");
}

#[tokio::test]
async fn a_stolen_token_is_worth_nothing() {
    let house = TestHouse::start().await;
    let holder = Holder::start(&house).await;
    let bearer = format!("Bearer {}", holder.token);
    let proof = holder.proof(&house);
    for fields in [
        vec![("authorization", bearer.as_str())],
        vec![("authorization", bearer.as_str()), ("dpop", proof.as_str())],
    ] {
        let answer = house.get(PERSON_PATH, &fields).await;
        check_refused(&answer, "token-bound-to-key", "DPoP error=\"invalid_token\"");
    }
    let dpop = format!("DPoP {}", holder.token);
    let alone = house.get(PERSON_PATH, &[("authorization", &dpop)]).await;
    check_refused(&alone, "dpop-missing", "DPoP error=\"invalid_dpop_proof\"");
    let thief = Holder {
        key: SigningKey::generate_p256("thief").unwrap(),
        token: holder.token.clone(),
        nonce: holder.nonce.clone(),
    };
    thief.refused(&house, &thief.proof(&house), "dpop-key").await;
    assert!(house.provider.asked().is_empty());
    let asker = |entry: sluse::ledger::entry::Entry| match entry.event {
        Event::Refusal(refusal) => Some(refusal.asker),
        _ => None,
    };
    let askers: Vec<_> = house.entries().into_iter().filter_map(asker).collect();
    assert_eq!(askers.len(), 4);
    assert!(askers.iter().all(Option::is_none), "it is not known who held the token");
    assert_eq!(holder.read(&house, &proof).await.status(), 200, "the holder's proof is unspent");
}

#[tokio::test]
async fn an_unbound_token_does_not_pass_as_a_bound_one() {
    let house = TestHouse::start().await;
    let holder = Holder::start(&house).await;
    let unbound = Holder { token: house.token(MUNICIPALITY, SCOPE).await, ..holder };
    let answer = unbound.read(&house, &unbound.proof(&house)).await;
    check_refused(&answer, "token-not-bound-to-key", "Bearer error=\"invalid_token\"");
}

#[tokio::test]
async fn a_proof_is_good_once() {
    let house = TestHouse::start().await;
    let holder = Holder::start(&house).await;
    let proof = holder.proof(&house);
    assert_eq!(holder.read(&house, &proof).await.status(), 200);
    holder.refused(&house, &proof, "dpop-used").await;
    house.clock.advance(Duration::from_secs(60));
    holder.refused(&house, &proof, "dpop-used").await;
    house.clock.advance(Duration::from_secs(1));
    holder.refused(&house, &proof, "dpop-old").await;
    assert_eq!(house.provider.asked().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_equal_proofs_at_one_time_exactly_one_is_served() {
    let house = Arc::new(TestHouse::start().await);
    let holder = Arc::new(Holder::start(&house).await);
    let proof = holder.proof(&house);
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (house, holder, proof) = (house.clone(), holder.clone(), proof.clone());
        asking.spawn(async move { holder.read(&house, &proof).await });
    }
    let mut served = 0;
    while let Some(answer) = asking.join_next().await {
        let answer = answer.unwrap();
        match answer.status().as_u16() {
            200 => served += 1,
            _ => assert_eq!(problem(&answer), "dpop-used"),
        }
    }
    assert_eq!((served, house.provider.asked().len()), (1, 1));
}

#[tokio::test]
async fn a_proof_for_another_request_or_time_is_refused() {
    let house = TestHouse::start().await;
    let holder = Holder::start(&house).await;
    let now = house.clock.now().seconds();
    let path = |base: &str, path: &str| format!("{base}{path}");
    for (claims, code) in [
        (json!({ "htm": "POST" }), "dpop-method"),
        (json!({ "htm": "get" }), "dpop-method"),
        (json!({ "htu": path(&house.machine, "/folkeregisteret/v1/personer/1") }), "dpop-target"),
        (json!({ "htu": path(&house.people, PERSON_PATH) }), "dpop-target"),
        (json!({ "htu": path("https://other.example", PERSON_PATH) }), "dpop-target"),
        (json!({ "htu": PERSON_PATH }), "dpop-claim"),
        (json!({ "htu": null }), "dpop-claim"),
        (json!({ "iat": now - 61 }), "dpop-old"),
        (json!({ "iat": now + 11 }), "dpop-ahead"),
        (json!({ "iat": null }), "dpop-claim"),
        (json!({ "ath": null }), "dpop-claim"),
        (json!({ "ath": "A".repeat(43) }), "dpop-token"),
        (json!({ "jti": null }), "dpop-claim"),
        (json!({ "jti": "j".repeat(257) }), "dpop-claim"),
        (json!({ "nonce": null }), "dpop-nonce"),
        (json!({ "nonce": "" }), "dpop-nonce"),
        (json!({ "nonce": "A".repeat(54) }), "dpop-nonce"),
        (json!({ "nonce": 1 }), "dpop-nonce"),
    ] {
        holder.refused(&house, &holder.forged(&house, &json!({}), &claims), code).await;
    }
    let with_query = json!({ "htu": format!("{}{PERSON_PATH}?part=navn#x", house.machine) });
    let mutual = json!({ "htu": path(&house.mutual, PERSON_PATH) });
    for good in [json!({}), json!({ "iat": now - 60 }), with_query, mutual] {
        let answer = holder.read(&house, &holder.forged(&house, &json!({}), &good)).await;
        assert_eq!(answer.status(), 200, "{good}: {answer:?}");
    }
}

#[tokio::test]
async fn a_proof_that_is_not_made_as_a_proof_is_refused() {
    let house = TestHouse::start().await;
    let holder = Holder::start(&house).await;
    let private = changed(bare(&holder.key), &json!({ "d": "AAAA" }));
    for (header, code) in [
        (json!({ "jwk": private }), "dpop-jwk"),
        (json!({ "jwk": { "kty": "oct", "k": "AAAA" } }), "dpop-jwk"),
        (json!({ "jwk": null }), "dpop-jwk-missing"),
        (json!({ "alg": "none" }), "dpop-algorithm"),
        (json!({ "alg": "HS256" }), "dpop-algorithm"),
        (json!({ "typ": "JWT" }), "dpop-type"),
        (json!({ "typ": null }), "dpop-type"),
        (json!({ "crit": ["x"] }), "dpop-header"),
        (json!({ "jku": "https://thief.example/" }), "dpop-header"),
        (json!({ "x5c": [] }), "dpop-header"),
        (json!({ "jwk": bare(&SigningKey::generate_p256("other").unwrap()) }), "dpop-signature"),
    ] {
        holder.refused(&house, &holder.forged(&house, &header, &json!({})), code).await;
    }
    let huge = holder.forged(&house, &json!({}), &json!({ "x": "x".repeat(8 * 1024) }));
    for malformed in ["", "x", "a.b.c", &huge] {
        holder.refused(&house, malformed, "dpop-malformed").await;
    }
    let (one, two) = (holder.proof(&house), holder.proof(&house));
    let dpop = format!("DPoP {}", holder.token);
    let fields = [("authorization", dpop.as_str()), ("dpop", &one), ("dpop", &two)];
    let answer = house.get(PERSON_PATH, &fields).await;
    check_refused(&answer, "dpop-repeated", "DPoP error=\"invalid_dpop_proof\"");
    assert!(house.provider.asked().is_empty());
}

#[tokio::test]
async fn a_nonce_grows_old_and_the_next_comes_with_the_answer() {
    let house = TestHouse::start().await;
    let mut holder = Holder::start(&house).await;
    house.clock.advance(Duration::from_secs(60));
    let answer = holder.read(&house, &holder.proof(&house)).await;
    assert_eq!(answer.status(), 200);
    let next = header(&answer, "dpop-nonce");
    assert_ne!(next, holder.nonce);
    let mut young = Holder { nonce: next, ..holder };
    let answer = young.read(&house, &young.proof(&house)).await;
    assert_eq!(answer.status(), 200);
    assert!(!answer.headers().contains_key("dpop-nonce"));
    house.clock.advance(Duration::from_secs(5 * 60));
    let old = std::mem::take(&mut young.nonce);
    holder = Holder::start(&house).await;
    let renewed = std::mem::replace(&mut holder.nonce, old);
    let answer = holder.refused(&house, &holder.proof(&house), "dpop-nonce").await;
    assert_eq!(header(&answer, "dpop-nonce"), renewed);
}

#[tokio::test]
async fn a_nonce_of_a_former_process_is_refused_so_no_proof_outlives_its_memory() {
    let house = TestHouse::start().await;
    let mut holder = Holder::start(&house).await;
    assert_eq!(holder.read(&house, &holder.proof(&house)).await.status(), 200);
    let house = house.restart().await;
    // The test's ports are new, and so are issuer and token.
    holder = Holder { nonce: holder.nonce, ..Holder::start(&house).await };
    let answer = holder.refused(&house, &holder.proof(&house), "dpop-nonce").await;
    holder.nonce = header(&answer, "dpop-nonce");
    assert_eq!(holder.read(&house, &holder.proof(&house)).await.status(), 200);
    assert_eq!(house.refusals(), [""; 0], "a nonce is given, nothing is refused");
}

#[tokio::test]
async fn a_bound_token_reads_over_http2() {
    let house = TestHouse::start().await;
    let holder = Holder::start(&house).await;
    let (mut sender, _ended) = crate::http2::connect(&house).await;
    for (proof, status) in [(holder.proof(&house), 200), (String::from("x"), 401)] {
        let request = Request::get(format!("{}{PERSON_PATH}", house.machine))
            .header("authorization", format!("DPoP {}", holder.token))
            .header("dpop", proof)
            .body(Full::default())
            .unwrap();
        assert_eq!(sender.send_request(request).await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn our_own_client_gets_and_uses_a_bound_token() {
    let house = TestHouse::start().await;
    let key = SigningKey::generate_p256("own").unwrap();
    let endpoint = format!("{}/token", house.machine);
    let (again, now) = (|| Ok(grant(&house, DPOP_CLIENT)), house.clock.now());
    let token = client::exchange_bound(&house.dialer, &endpoint, again, &key, now).await.unwrap();
    assert_eq!(token.token_type, "DPoP");
    for (key, status) in [(Some(&key), 200), (None, 401)] {
        let url = format!("{}{PERSON_PATH}?part=navn", house.machine);
        let request = Request::get(url).body(Bytes::new()).unwrap();
        let bearer = Bearer { token: &token, key };
        let answer = client::ask(&house.dialer, bearer, request, now).await.unwrap();
        assert_eq!(answer.status(), status, "{answer:?}");
    }
}

#[tokio::test]
async fn who_sends_no_token_learns_both_ways_to_send_one() {
    let house = TestHouse::start().await;
    let answer = house.get(PERSON_PATH, &[]).await;
    let told: Vec<_> = answer.headers().get_all("www-authenticate").iter().collect();
    assert_eq!(told, ["Bearer", "DPoP algs=\"ES256 RS256 RS384 RS512\""]);
}
