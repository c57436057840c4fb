//! Findings about clock, key, names, scopes, access, delegation, gateway and network.

use super::{MUNICIPALITY, Practice, outcome, start, written};
use crate::house::client_key;
use sluse::cli::doctor::{Code, Outcome, Step};
use sluse::jose::jws::SigningKey;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[tokio::test]
async fn a_clock_that_is_off_is_found_by_comparison_before_any_grant() {
    let practice = Practice::open().await;
    let profile = practice.profile();
    for (seconds, good) in [(9, true), (30, false)] {
        let report = practice.examine_at(&profile, Duration::from_secs(seconds), None).await;
        let found: Vec<_> = report.findings().collect();
        assert_eq!(found, if good { vec![] } else { vec![Code::ClockOff] }, "{report}");
    }
    let report = practice.examine_at(&profile, Duration::from_secs(30), None).await;
    let seen = Outcome::Wrong(Code::ClockOff, "our clock is 30 s ahead of the issuer's".to_owned());
    assert_eq!(*outcome(&report, Step::Clock), seen);
}

#[tokio::test]
async fn a_key_file_that_others_may_read_or_that_is_none_or_old_is_found() {
    let practice = Practice::open().await;
    let exposed = practice.key("exposed.pem", &client_key());
    std::fs::set_permissions(&exposed, std::fs::Permissions::from_mode(0o644)).unwrap();
    practice.finds(|profile| profile.key.clone_from(&exposed), &[Code::KeyExposed]).await;
    let none = practice.dir.path().join("none.pem");
    practice.finds(|profile| profile.key.clone_from(&none), &[Code::KeyUnreadable]).await;
    let old = practice.key("old.pem", &client_key());
    written(&old, start().minus(Duration::from_hours(24 * 400)));
    practice.finds(|profile| profile.key.clone_from(&old), &[Code::KeyOld]).await;
    let weak = practice.dir.path().join("weak.pem");
    let pair = josekit::jwk::alg::rsa::RsaKeyPair::generate(1024).unwrap();
    let pem = josekit::jwk::KeyPair::to_pem_private_key(&pair);
    sluse::demo::private::write_secret(&weak, std::str::from_utf8(&pem).unwrap()).unwrap();
    practice.finds(|profile| profile.key.clone_from(&weak), &[Code::KeyWeak]).await;
}

#[tokio::test]
async fn what_is_wrong_with_client_and_key_at_the_issuer_is_told_apart() {
    let practice = Practice::open().await;
    let kid = client_key().kid().to_owned();
    let unknown = |profile: &mut sluse::cli::profile::Profile| profile.client_id = "nobody".into();
    practice.finds(unknown, &[Code::ClientUnknown]).await;
    practice.finds(|it| it.kid = Some("another".into()), &[Code::KeyNotRegistered]).await;
    practice.finds(|it| it.client_id = "gammel".into(), &[Code::KeyExpired]).await;
    let stranger = SigningKey::generate_rsa("stranger", 2048).unwrap();
    let stranger = practice.key("stranger.pem", &stranger);
    let wrong_key = |profile: &mut sluse::cli::profile::Profile| {
        profile.key = stranger;
        profile.kid = Some(kid);
    };
    let report = practice.finds(wrong_key, &[Code::KeyWrong]).await;
    assert!(matches!(outcome(&report, Step::Scope), Outcome::Skipped(_)));
}

#[tokio::test]
async fn each_way_to_get_issuer_and_audience_wrong_is_told_apart() {
    let practice = Practice::open().await;
    let machine = practice.house.machine.clone();
    let report =
        practice.finds(|it| it.issuer = machine.clone(), &[Code::IssuerWithoutSlash]).await;
    let passed = matches!(outcome(&report, Step::Access), Outcome::Good(_));
    assert!(passed, "the rest is examined all the same: {report}");
    let token = format!("{machine}/token");
    practice.finds(|it| it.issuer.clone_from(&token), &[Code::IssuerIsTokenUrl]).await;
    let elsewhere = format!("{}/", machine.replace("localhost", "127.0.0.1"));
    practice.finds(|it| it.issuer = elsewhere, &[Code::IssuerOther]).await;
    practice.finds(|it| it.audience = Some(token), &[Code::AudienceIsTokenUrl]).await;
    let other = || Some("https://maskinporten.no/".to_owned());
    practice.finds(|it| it.audience = other(), &[Code::AudienceWrong]).await;
}

#[tokio::test]
async fn scope_access_and_delegation_are_looked_at_for_each_scope() {
    let practice = Practice::open().await;
    let scopes = |names: &[&str]| names.iter().map(|it| format!("folkeregister:{it}")).collect();
    practice.finds(|it| it.scopes = scopes(&["delt"]), &[Code::ScopeNotOnClient]).await;
    practice.finds(|it| it.scopes = scopes(&["stengt"]), &[Code::AccessNotGranted]).await;
    practice.finds(|it| it.scopes.clear(), &[Code::ScopeMissing]).await;
    let all = scopes(&["barnehage", "delt", "stengt"]);
    let wanted = [Code::ScopeNotOnClient, Code::AccessNotGranted];
    let report = practice.finds(|it| it.scopes = all, &wanted).await;
    let issued = outcome(&report, Step::Token);
    assert!(matches!(issued, Outcome::Good(seen) if seen.contains("folkeregister:barnehage")));

    let supplier = |names: &[&str]| {
        let scopes = scopes(names);
        move |profile: &mut sluse::cli::profile::Profile| {
            profile.client_id = "leverandor".to_owned();
            profile.consumer_org = Some(MUNICIPALITY.to_owned());
            profile.scopes = scopes;
        }
    };
    practice.finds(supplier(&["barnehage"]), &[Code::NotDelegated]).await;
    practice.finds(supplier(&["udelt"]), &[Code::ConsumerOrgRefused]).await;
    let own = |it: &mut sluse::cli::profile::Profile| it.consumer_org = Some(MUNICIPALITY.into());
    practice.finds(own, &[Code::ConsumerOrgIsOwn]).await;
}

#[tokio::test]
async fn a_client_whose_tokens_must_be_bound_to_a_key_is_told_so() {
    let practice = Practice::open().await;
    practice.finds(|it| it.client_id = "bundet".into(), &[Code::BindingMissing]).await;
    let mut bound = practice.profile();
    bound.client_id = "bundet".to_owned();
    bound.dpop = true;
    let report = practice.examine(&bound).await;
    assert!(report.is_good(), "{report}");
}

#[tokio::test]
async fn a_private_key_may_be_a_jwk() {
    let practice = Practice::open().await;
    let pem = client_key().to_pkcs8_pem();
    let pair = josekit::jwk::alg::rsa::RsaKeyPair::from_pem(pem.expose()).unwrap();
    let jwk = josekit::jwk::KeyPair::to_jwk_private_key(&pair).to_string();
    let file = practice.dir.path().join("client.jwk");
    sluse::demo::private::write_secret(&file, &jwk).unwrap();
    written(&file, start());
    let mut profile = practice.profile();
    profile.key.clone_from(&file);
    let report = practice.examine(&profile).await;
    assert!(report.is_good(), "{report}");
    sluse::demo::private::write_secret(&file, &jwk.replace("\"RSA\"", "\"oct\"")).unwrap();
    practice.finds(|it| it.key.clone_from(&file), &[Code::KeyUnreadable]).await;
}

#[tokio::test]
async fn a_token_for_another_api_is_found_at_the_gateway() {
    let practice = Practice::open().await;
    let other = || vec!["https://api.sluse.example/other".to_owned()];
    practice.finds(|it| it.resource = other(), &[Code::ResourceMismatch]).await;
    let nowhere = || Some("https://localhost:1".to_owned());
    practice.finds(|it| it.gateway = nowhere(), &[Code::GatewayUnreachable]).await;
}

#[tokio::test]
async fn an_unknown_authority_is_told_from_a_network_and_from_a_wrong_address() {
    let practice = Practice::open().await;
    let another = tempfile::TempDir::new().unwrap();
    sluse::demo::certs::ensure(another.path()).unwrap();
    let ca = |path: &Path| Some(path.to_owned());
    practice.finds(|it| it.ca = ca(&another.path().join("ca.pem")), &[Code::TlsUntrusted]).await;
    practice.finds(|it| it.ca = Some(PathBuf::from("none.pem")), &[Code::CaUnreadable]).await;
    practice.finds(|it| it.issuer = "https://localhost:1/".into(), &[Code::Unreachable]).await;
    let page = format!("{}/errors/", practice.house.machine);
    practice.finds(|it| it.issuer = page, &[Code::NoMetadata]).await;
}
