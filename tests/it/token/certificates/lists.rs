//! Revocation lists: what they do, and what does not take their place.

use super::{Country, HOUR, INVALID, LEAF_KEY, NTRNO, certificates, grant};
use crate::authority::{Authority, base64, business};
use crate::house::{Answer, Provider};
use crate::token::{House, NOW, claims, raw};
use serde_json::json;
use sluse::token::certificates::Source;
use sluse::vocab::time::Timestamp;
use tempfile::TempDir;

#[tokio::test]
async fn a_revoked_certificate_is_refused_from_the_moment_the_list_is_read() {
    let country = Country::new().await;
    let leaf = country.good();
    country.house.issue(&grant(&[&leaf])).await;
    assert!(country.replace("issuer", &country.issuer.list(&[4711])).await);
    let revoked = "it, or one of its issuers, has been revoked";
    assert_eq!(country.cause(&[&leaf]).await, revoked);
    let other = country.changed(|params| params.serial_number = Some(4712.into()));
    country.house.issue(&grant(&[&other])).await;
}

#[tokio::test]
async fn a_revoked_issuer_takes_its_certificates_with_it() {
    let country = Country::new().await;
    let second = country.root.under_with("Second", |params| {
        params.serial_number = Some(99.into());
    });
    let leaf = second.issue(&business(&[NTRNO], NOW), &*LEAF_KEY);
    let own = TempDir::new().unwrap();
    std::fs::write(own.path().join("root"), country.root.list(&[99])).unwrap();
    std::fs::write(own.path().join("second"), second.list(&[])).unwrap();
    let sources = ["root", "second"].map(|name| Source::File(own.path().join(name)));
    let certificates = certificates(&country.root, &second, sources.to_vec());
    assert!(certificates.refresh(Timestamp::from_seconds(NOW)).await);
    let house = House::accepting(certificates);
    let told = house.refuse(&grant(&[&leaf]), 400, "invalid_grant", "MP-120").await;
    assert_eq!(told, format!("{INVALID}it, or one of its issuers, has been revoked"));
}

#[tokio::test]
async fn without_a_list_of_every_issuer_a_certificate_is_refused() {
    let country = Country::new().await;
    let leaf = country.good();
    let unknown = "no revocation list of its issuer is at hand, or none of an issuer above";
    for names in [&[][..], &["root"], &["issuer"]] {
        let sources = names.iter().map(|name| Source::File(country.lists.path().join(name)));
        let certificates = certificates(&country.root, &country.issuer, sources.collect());
        assert!(certificates.refresh(Timestamp::from_seconds(NOW)).await);
        let house = House::accepting(certificates);
        let told = house.refuse(&grant(&[&leaf]), 400, "invalid_grant", "MP-120").await;
        assert_eq!(told, format!("{INVALID}{unknown}"));
    }
}

#[tokio::test]
async fn a_list_past_its_next_update_is_not_relied_on() {
    let country = Country::new().await;
    let leaf = country.good();
    let long_valid = [("root", &country.root), ("issuer", &country.issuer)];
    for (name, authority) in long_valid {
        country.replace(name, &authority.list_of(&[], NOW + 20 * HOUR)).await;
    }
    assert!(country.replace("issuer", &country.issuer.list_of(&[], NOW + 21 * HOUR)).await);
    country.house.set_clock(NOW + 22 * HOUR);
    country.house.issue(&later(&leaf, NOW + 22 * HOUR)).await;
    country.house.set_clock(NOW + 46 * HOUR);
    country.certificates.refresh(country.house.now()).await;
    let told =
        country.house.refuse(&later(&leaf, NOW + 46 * HOUR), 400, "invalid_grant", "MP-120").await;
    assert_eq!(
        told,
        format!("{INVALID}the revocation list of its issuer, or of an issuer above, is too old")
    );
}

/// A good grant of this time.
fn later(leaf: &[u8], time: u64) -> String {
    let header = json!({ "alg": "RS256", "x5c": [base64(leaf)] });
    let changes = json!({ "iss": "kommune-x5c", "iat": time, "exp": time + 100 });
    raw(&header.to_string(), claims(&changes).to_string().as_bytes())
}

#[tokio::test]
async fn a_list_that_was_last_obtained_too_long_ago_is_not_relied_on() {
    let country = Country::new().await;
    let leaf = country.good();
    for (name, authority) in [("root", &country.root), ("issuer", &country.issuer)] {
        country.replace(name, &authority.list_of(&[], NOW + 12 * HOUR)).await;
    }
    std::fs::remove_file(country.lists.path().join("issuer")).unwrap();
    country.house.set_clock(NOW + 24 * HOUR - 1);
    assert!(!country.certificates.refresh(country.house.now()).await);
    country.house.issue(&later(&leaf, NOW + 24 * HOUR - 1)).await;
    country.house.set_clock(NOW + 24 * HOUR);
    let told =
        country.house.refuse(&later(&leaf, NOW + 24 * HOUR), 400, "invalid_grant", "MP-120").await;
    assert!(told.ends_with("is too old"), "{told}");
}

#[tokio::test]
async fn a_forged_an_older_or_a_broken_list_does_not_take_the_place_of_a_good_one() {
    let country = Country::new().await;
    let leaf = country.good();
    assert!(country.replace("issuer", &country.issuer.list(&[4711])).await);
    let namesake = Authority::root("Issuer", NOW);
    let stranger = Authority::root("Stranger", NOW);
    let mut cut = country.issuer.list(&[]);
    cut.pop();
    for list in [
        namesake.list_of(&[], NOW - 60),
        stranger.list(&[]),
        country.issuer.list_of(&[], NOW - 2 * HOUR),
        cut,
        Vec::new(),
        b"-----BEGIN X509 CRL-----\nnothing".to_vec(),
        vec![0x30; 17 * 1024 * 1024],
    ] {
        assert!(!country.replace("issuer", &list).await);
        assert!(country.cause(&[&leaf]).await.ends_with("has been revoked"));
    }
    assert!(country.replace("issuer", &country.issuer.list_of(&[], NOW - 60)).await);
    country.house.issue(&grant(&[&leaf])).await;
}

#[tokio::test]
async fn a_list_is_fetched_from_its_address_and_kept_while_that_does_not_answer() {
    let (root, provider) = (Authority::root("Root", NOW), Provider::start().await);
    let issuer = root.under("Issuer");
    let lists = TempDir::new().unwrap();
    std::fs::write(lists.path().join("root"), root.list(&[])).unwrap();
    let address = format!("{}/crl/issuer.crl", provider.url()).parse().unwrap();
    let sources = vec![Source::File(lists.path().join("root")), Source::Address(address)];
    let certificates = certificates(&root, &issuer, sources);
    let house = House::accepting(certificates.clone());
    let mut params = business(&[NTRNO], NOW);
    // What the certificate itself names is not asked.
    params.crl_distribution_points = vec![rcgen::CrlDistributionPoint {
        uris: vec![format!("{}/crl/of-the-certificate.crl", provider.url())],
    }];
    let leaf = issuer.issue(&params, &*LEAF_KEY);
    provider.will(Answer::typed(200, "application/pkix-crl", &issuer.list(&[])));
    assert!(certificates.refresh(house.now()).await);
    house.issue(&grant(&[&leaf])).await;
    for failing in [
        Answer::typed(500, "text/plain", b"sorry"),
        Answer::typed(302, "text/plain", b""),
        Answer::typed(200, "text/html", b"<html>"),
        Answer::RawThenBreak(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n0".to_vec()),
    ] {
        provider.will(failing);
        assert!(!certificates.refresh(house.now()).await);
        house.issue(&grant(&[&leaf])).await;
    }
    provider.will(Answer::typed(200, "application/pkix-crl", &issuer.list(&[4711])));
    assert!(certificates.refresh(house.now()).await);
    house.refuse(&grant(&[&leaf]), 400, "invalid_grant", "MP-120").await;
    let asked = provider.asked();
    assert!(asked.iter().all(|head| head.starts_with("GET /crl/issuer.crl ")), "{asked:?}");
}
