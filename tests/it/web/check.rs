//! The page where one checks a proof oneself, and the proofs of one's own readings.

use super::browser::{Browser, House};
use super::sample::{KARI, OLA, reading_at};
use hyper::{Method, StatusCode};
use serde_json::Value;
use sluse::vocab::translated::Language;
use sluse::web::{CheckPhrase, ListPhrase};

#[tokio::test]
async fn the_page_is_there_for_everybody_in_every_language() {
    let house = House::new();
    for language in Language::ALL {
        let tag = language.tag();
        let got = Browser::default().get(&house, &format!("/check?lang={tag}")).await;
        assert_eq!(got.status, StatusCode::OK);
        assert_eq!(got.element("h1"), CheckPhrase::Title.in_language(language));
        for (name, phrase) in CheckPhrase::SAID {
            let said = phrase.in_language(language);
            assert!(got.body.contains(&format!("<li data-word=\"{name}\">{said}</li>")), "{name}");
        }
        for (name, phrase) in ListPhrase::SAID {
            let said = phrase.in_language(language);
            assert!(got.body.contains(&format!("<li data-word=\"{name}\">{said}</li>")), "{name}");
        }
        // What does not work without script is hidden until it runs; the other way is always there.
        assert!(got.body.contains("<div id=\"form\" class=\"check\" hidden>"));
        assert!(got.body.contains("<noscript>"));
        let command = "sluse ledger verify-proof sluse.tlog-proof --vkey \
                       &#39;people.test/log+00000000+AA==&#39;";
        assert!(got.body.contains(command), "{}", got.body);
        assert!(!got.body.contains("<form method=\"post\""), "nothing is sent");
    }
}

#[tokio::test]
async fn its_script_may_run_and_connect_nowhere() {
    let house = House::new();
    let got = Browser::default().get(&house, "/check").await;
    let policy = got.head["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self'; require-trusted-types-for 'script';"), "{policy}");
    assert!(!policy.contains("connect-src"), "{policy}");
    for script in ["/check/page.js", "/check/verify.js", "/check/bundle.js", "/check/vrf.js"] {
        let got = Browser::default().get(&house, script).await;
        assert_eq!(got.head["content-type"], "text/javascript; charset=utf-8");
        for word in ["fetch", "XMLHttpRequest", "WebSocket", "sendBeacon", "innerHTML", "eval("] {
            assert!(!got.body.contains(word), "{script} has {word}");
        }
        let got = Browser::default().ask(&house, Method::POST, script, String::new()).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND);
    }
    // All that the script asks the page for is on it.
    let page = got.body;
    for id in sluse::web::PAGE_SCRIPT.split("part(\"").skip(1) {
        let id = id.split_once('"').unwrap().0;
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    for script in [sluse::web::PAGE_SCRIPT, sluse::web::VERIFY_SCRIPT, sluse::web::BUNDLE_SCRIPT] {
        let refused =
            script.split("new Refused(\"").skip(1).map(|rest| rest.split_once('"').unwrap().0);
        let said = script.split("words(\"").skip(1).map(|rest| rest.split_once('"').unwrap().0);
        let filled = script.split("filled(\"").skip(1).map(|rest| rest.split_once('"').unwrap().0);
        for name in refused.chain(said.filter(|name| *name != "words")).chain(filled) {
            let of_proofs = CheckPhrase::SAID.iter().any(|(known, _)| *known == name);
            let of_bundles = ListPhrase::SAID.iter().any(|(known, _)| *known == name);
            assert!(of_proofs || of_bundles, "{name}");
        }
    }
}

#[tokio::test]
async fn each_of_ones_own_readings_has_its_proof() {
    let house = House::new();
    house.shelf.put(reading_at(10, "2026-11-21T10:00:00Z", KARI));
    house.shelf.put(reading_at(11, "2026-11-21T10:00:00Z", OLA));
    house.shelf.put(reading_at(200, "2026-11-21T10:00:00Z", KARI));
    let mut browser = Browser::login(&house, KARI).await;
    let list = browser.get(&house, "/readings").await;
    assert!(list.body.contains(
        "<a href=\"/readings/10/proof\" download class=\"ds-link\">Last ned beviset</a>"
    ));
    assert!(list.body.contains("<a href=\"/check\" class=\"ds-link\">Sjekk et bevis selv</a>"));
    assert!(!list.body.contains("/readings/200/proof"), "it is not published");
    let got = browser.get(&house, "/readings/10/proof").await;
    assert_eq!((got.status, got.body.as_str()), (StatusCode::OK, "the proof of 10\n"));
    assert_eq!(got.head["content-disposition"], "attachment; filename=\"sluse-10.tlog-proof\"");
    assert_eq!(got.head["content-type"], "text/plain; charset=utf-8");
    // A program finds it in the list.
    let list = browser.get(&house, "/me/readings").await;
    let list: Value = serde_json::from_str(&list.body).unwrap();
    assert_eq!(list["readings"][0]["proof"], Value::Null);
    let address = list["readings"][1]["proof"].as_str().unwrap();
    assert_eq!(browser.get(&house, address).await.body, "the proof of 10\n");
}

#[tokio::test]
async fn nobody_gets_the_proof_of_anothers_reading() {
    let house = House::new();
    house.shelf.put(reading_at(11, "2026-11-21T10:00:00Z", OLA));
    house.shelf.put(reading_at(200, "2026-11-21T10:00:00Z", KARI));
    let mut browser = Browser::login(&house, KARI).await;
    for (target, status) in [
        ("/readings/11/proof", StatusCode::NOT_FOUND),
        ("/readings/12/proof", StatusCode::NOT_FOUND),
        ("/me/readings/11/proof", StatusCode::NOT_FOUND),
        ("/readings/011/proof", StatusCode::NOT_FOUND),
        ("/readings/+11/proof", StatusCode::NOT_FOUND),
        ("/readings/18446744073709551615/proof", StatusCode::NOT_FOUND),
        ("/readings/200/proof", StatusCode::SERVICE_UNAVAILABLE),
        ("/me/readings/200/proof", StatusCode::SERVICE_UNAVAILABLE),
    ] {
        let got = browser.get(&house, target).await;
        assert_eq!(got.status, status, "{target}");
        assert!(!got.body.contains("the proof of"), "{target}");
    }
    let waits = browser.get(&house, "/me/readings/200/proof").await;
    assert!(waits.body.contains("not-published-yet"), "{}", waits.body);
    assert_eq!(waits.head["retry-after"], "10");
    for target in ["/readings/11/proof", "/me/readings/11/proof"] {
        let got = Browser::default().get(&house, target).await;
        assert_eq!(got.status, StatusCode::UNAUTHORIZED, "{target}");
    }
    let got = browser.ask(&house, Method::POST, "/readings/11/proof", String::new()).await;
    assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
}
