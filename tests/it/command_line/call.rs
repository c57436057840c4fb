//! `sluse token` and `sluse call`.

use super::{Running, run};
use serde_json::{Value, json};
use sluse::cli::call::{Pretty, advice};
use sluse::demo::persons::Role;
use sluse::demo::{consents, examples};
use std::fs;
use std::path::Path;

const PROFILE: &str = "clients/testby-oppvekst.toml";
const KINDERGARTEN: &str = "folkeregister:barnehage";

#[tokio::test(flavor = "multi_thread")]
async fn a_client_gets_a_token_and_uses_it_from_the_command_line() {
    let house = Running::start().await;
    a_token_comes_by_file_by_demonstration_and_by_flags(&house).await;
    a_call_shows_what_came_and_why_the_rest_did_not(&house).await;
    what_may_have_kept_a_field_back_is_told_as_the_rules_say_it(&house).await;
    a_refusal_says_what_to_do(&house).await;
    a_bound_token_serves_its_purpose_and_person(&house).await;
    fewer_fields_come_when_fewer_are_wanted(&house).await;
    a_body_asks_about_many_persons_and_in_xml(&house).await;
    a_consent_is_named_and_a_relation_declared(&house).await;
    house.stop().await;
}

async fn a_token_comes_by_file_by_demonstration_and_by_flags(house: &Running) {
    let by_file = ["token", "--client-file", PROFILE, "--json"];
    let told = house.sluse(&by_file, "").await;
    let answer: Value = serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{}", told.err));
    assert_eq!(answer["token_type"], "Bearer");
    assert!(answer["scope"].as_str().unwrap().contains("folkeregister:skole"));

    let by_demo = ["token", "--demo", ".", "--client", "testby-oppvekst", "--scope", KINDERGARTEN];
    assert_eq!(house.sluse(&by_demo, "").await.out.trim().split('.').count(), 3);

    let card = &house.demonstration.card;
    let key = card.clients[0].key.to_str().unwrap();
    let mut by_flags = vec!["token", "--issuer", &card.issuer, "--client-id", "testby-oppvekst"];
    by_flags.extend(["--key", key, "--ca", "certs/ca.pem", "--scope", KINDERGARTEN]);
    let told = house.sluse(&by_flags, "").await;
    assert!(told.good && told.out.trim().split('.').count() == 3, "{}", told.err);

    let supplier = ["token", "--client-file", "clients/oppvekstdrift.toml"];
    assert!(house.sluse(&supplier, "").await.good);
}

fn call<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut call = vec!["call", "--client-file", PROFILE, "--scope", KINDERGARTEN];
    call.extend(["--purpose", "barnehageopptak", "--subject-file", "-", url]);
    call.extend(more);
    call
}

fn person(house: &Running) -> (String, String) {
    let child = house.demonstration.population.playing(Role::KindergartenChild).unwrap();
    let url =
        format!("{}/folkeregisteret/v1/personer/{{subject}}", house.demonstration.card.gateway);
    (child.number().expose().to_owned(), url)
}

async fn a_call_shows_what_came_and_why_the_rest_did_not(house: &Running) {
    let (number, url) = person(house);
    let told = house.sluse(&call(&url, &["--case", "2026/1"]), &number).await;
    assert!(told.good, "{}", told.err);
    let document: Value = serde_json::from_str(&told.out).unwrap();
    assert!(document["navn"][0]["fornavn"].is_string());
    assert!(told.err.contains("200 OK, recorded as entry "), "{}", told.err);
    assert!(told.err.contains("came        navn[].fornavn\n"), "{}", told.err);
    assert!(told.err.contains("\nnever       "), "{}", told.err);
    assert!(!told.err.contains(&number) && !told.out.contains(&number));

    let told = house.sluse(&call(&url, &["--case", "2026/1", "--json"]), &number).await;
    let told: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["status"], 200);
    assert!(told["ledger_index"].is_u64() && told["fields_withheld"].is_u64());
    assert_eq!(told["policy"]["purpose"], "barnehageopptak");
    assert!(told["body"]["navn"].is_array());
}

async fn what_may_have_kept_a_field_back_is_told_as_the_rules_say_it(house: &Running) {
    let (number, url) = person(house);
    let other = house.dir.path().join("other");
    super::policy::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("policies"), &other);
    let file = other.join("purposes/oppvekst/barnehageopptak.toml");
    let rules = "[[permit]]\npath = \"kjoenn[].kjoenn\"\nneed = \"Prøve\"\nwhen = \"deceased\"\n\
        [[forbid]]\npath = \"kjoenn\"\nunless = \"address-protected\"\n";
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\n{rules}")).unwrap();
    let with = ["--case", "2026/1", "--policies", "other"];
    let told = house.sluse(&call(&url, &with), &number).await;
    let line = told.err.lines().find(|line| line.starts_with("not here    kjoenn[].kjoenn: "));
    let line = line.unwrap_or_else(|| panic!("{}", told.err));
    assert!(line.contains("or it is kept back unless ") && line.contains("; or unless "), "{line}");
    let told = house.sluse(&call(&url, &[&with[..], &["--json"]].concat()), &number).await;
    let told: Value = serde_json::from_str(&told.out).unwrap();
    let missing = told["policy"]["permitted_but_not_here"].as_array().unwrap();
    let one = missing.iter().find(|one| one["field"] == "kjoenn[].kjoenn").unwrap();
    assert_eq!(one["only_when"], json!(["deceased", "address-protected"]));
    assert_eq!(one["not_when"], json!([]));
}

async fn a_refusal_says_what_to_do(house: &Running) {
    let (number, url) = person(house);
    let told = house.sluse(&call(&url, &[]), &number).await;
    assert!(!told.good);
    assert!(told.err.contains("refused     case-reference-missing: "), "{}", told.err);
    assert!(told.err.contains("what to do  name the case: --case"), "{}", told.err);
    assert!(!told.err.contains(&number));

    let told = house.sluse(&call(&url, &["--scope", "folkeregister:ukjent"]), &number).await;
    assert!(told.err.contains("invalid_scope (MP-200)"), "{}", told.err);
    let told = house.sluse(&call(&url, &[]), "17859241205").await;
    assert!(told.err.contains("wrong check digits"), "{}", told.err);
}

async fn a_bound_token_serves_its_purpose_and_person(house: &Running) {
    let (number, url) = person(house);
    let bound = ["--case", "2026/1", "--bind", "--fields", "navn[].fornavn"];
    let told = house.sluse(&call(&url, &bound), &number).await;
    assert!(told.good, "{}", told.err);
    let document: Value = serde_json::from_str(&told.out).unwrap();
    assert!(document["navn"][0]["fornavn"].is_string());
    assert!(document["navn"][0].get("etternavn").is_none(), "{document}");
}

async fn fewer_fields_come_when_fewer_are_wanted(house: &Running) {
    let (number, url) = person(house);
    let narrowed = ["--case", "2026/1", "--fields", "navn[].fornavn,foedsel.foedselsdato"];
    let told = house.sluse(&call(&url, &narrowed), &number).await;
    assert!(told.good, "{}", told.err);
    let document: Value = serde_json::from_str(&told.out).unwrap();
    assert!(document["navn"][0]["fornavn"].is_string(), "{document}");
    assert!(document["foedsel"]["foedselsdato"].is_u64(), "{document}");
    assert_eq!(document.as_object().unwrap().len(), 2, "{document}");
    assert!(document["navn"][0].get("etternavn").is_none(), "{document}");
}

/// An example of the demonstration with a body, sent from the command line.
async fn sent(house: &Running, name: &str, more: &[&str]) -> super::Told {
    let card = &house.demonstration.card;
    let example = card.examples.iter().find(|example| example.name == name).unwrap();
    let profile = format!("clients/{}.toml", example.client_id);
    let mut call = vec!["call", "--client-file", &profile, "--scope", &example.scope];
    call.extend(["--case", "2026/1", "--data", "-", &example.url]);
    call.extend(more);
    house.sluse(&call, example.body.as_ref().unwrap()).await
}

async fn a_body_asks_about_many_persons_and_in_xml(house: &Running) {
    let told = sent(house, examples::BULK, &["--purpose", "nabovarsel"]).await;
    assert!(told.good, "{}", told.err);
    let document: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(document["oppslag"].as_array().unwrap().len(), 3);
    assert!(told.err.contains("came        navn[].fornavn\n"), "{}", told.err);
    let told = sent(house, examples::OWNER, &[]).await;
    assert!(told.good && told.out.contains("<st:getObjectResponse>"), "{} {}", told.out, told.err);
    let told = sent(house, examples::OWNER, &["--content-type", "text/plain"]).await;
    assert!(!told.good && told.err.contains("refused     "), "{}", told.err);
}

async fn a_consent_is_named_and_a_relation_declared(house: &Running) {
    let member = house.demonstration.population.playing(consents::GIVEN_BY).unwrap();
    let (_, url) = person(house);
    let ask = |more: &[&str]| {
        let mut call = vec!["call", "--client-file", "clients/frivilligfondet.toml"];
        call.extend(["--subject-file", "-", &url]);
        call.extend(more);
        let call: Vec<String> = call.into_iter().map(str::to_owned).collect();
        async move {
            let call: Vec<&str> = call.iter().map(String::as_str).collect();
            house.sluse(&call, member.number().expose()).await
        }
    };
    let told = ask(&["--consent", consents::COVERS]).await;
    assert!(told.good, "{}", told.err);
    let told = ask(&["--consent", consents::COVERS_OTHER]).await;
    assert!(told.err.contains("refused     consent-not-covering"), "{}", told.err);
    let told = ask(&["--consent", consents::WITHDRAWN]).await;
    assert!(!told.good && told.out.is_empty(), "{}", told.err);
    let told = ask(&["--relation", "member"]).await;
    assert!(told.err.contains("refused     consent-missing"), "{}", told.err);
    let told = ask(&["--relation", "..."]).await;
    assert!(told.err.contains("refused     declaration-malformed"), "{}", told.err);
}

#[tokio::test]
async fn what_cannot_be_done_safely_is_refused_before_anything_is_sent() {
    let dir = tempfile::TempDir::new().unwrap();
    let profile = "issuer = 'https://sluse.test/'\nclient_id = 'a'\nkey = 'key.pem'\n";
    std::fs::write(dir.path().join("client.toml"), profile).unwrap();
    std::fs::write(dir.path().join("key.pem"), "not secret enough").unwrap();
    let ask = async |arguments: &[&str]| {
        let told = run(dir.path(), arguments, "17859241204").await;
        assert!(!told.good && told.out.is_empty());
        assert!(!told.err.contains("17859241204"));
        told.err
    };
    let call = ["call", "--client-file", "client.toml"];
    let over_http = ask(&[&call[..], &["http://sluse.test/person"]].concat()).await;
    assert!(over_http.contains("https only"), "{over_http}");
    let number = ask(&[&call[..], &["https://sluse.test/17859241204"]].concat()).await;
    assert!(number.contains("on the command line is remembered"), "{number}");
    let nobody = ask(&[&call[..], &["https://sluse.test/{subject}"]].concat()).await;
    assert!(nobody.contains("needs --subject-file"), "{nobody}");
    let both = ["--data", "-", "--subject-file", "-", "https://sluse.test/{subject}"];
    let both = ask(&[&call[..], &both].concat()).await;
    assert!(both.contains("only one of --data and --subject-file"), "{both}");
    let exposed = ask(&["token", "--client-file", "client.toml"]).await;
    assert!(exposed.contains("a secret that others may read"), "{exposed}");
    let unknown = ask(&["token", "--demo", ".", "--client", "x"]).await;
    assert!(unknown.contains("is the demonstration running?"), "{unknown}");
    std::fs::write(dir.path().join("client.toml"), "isuer = 'x'").unwrap();
    let misspelt = ask(&["token", "--client-file", "client.toml"]).await;
    assert!(misspelt.contains("unknown field `isuer`"), "{misspelt}");
}

#[test]
fn every_refusal_of_the_gateway_has_advice() {
    let sources = [
        include_str!("../../../src/gateway/refused.rs"),
        include_str!("../../../src/policy/refused.rs"),
        include_str!("../../../src/token/accept.rs"),
    ];
    let mut codes = 0;
    for source in sources {
        let code = source.split("fn code(&self)").nth(1).unwrap();
        let code = code.split("\n    }\n").next().unwrap();
        for name in code.split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(advice(name).is_some(), "{name}");
            codes += 1;
        }
    }
    assert!(codes > 30, "{codes}");
}

#[test]
fn documents_are_laid_out_with_every_number_and_text_as_it_was_sent() {
    let document = br#"{"b":[1.50,{"a":"x:,{\" y"}],"empty":{},"a":[]}"#;
    let laid_out = "{\n  \"b\": [\n    1.50,\n    {\n      \"a\": \"x:,{\\\" y\"\n    }\n  ],\n  \
                    \"empty\": {},\n  \"a\": []\n}";
    assert_eq!(Pretty(document).to_string(), laid_out);
    assert_eq!(Pretty(b"no\x1b[2J json").to_string(), "no[2J json");
}
