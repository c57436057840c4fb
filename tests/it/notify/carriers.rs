//! SvarUt and eFormidling: the requests are as their owners document them.

use super::peer::{Asked, Peer};
use super::{ADDRESS, dialer, notice, tokens};
use crate::ledger::person;
use serde_json::{Value, json};
use sluse::notify::eformidling::{Eformidling, Kind};
use sluse::notify::svarut::{Recipient, Svarut};
use sluse::notify::{Channel, Outcome, Reference};
use sluse::vocab::notice::Way;
use sluse::vocab::party::Organisation;
use sluse::vocab::secret::SecretText;

const ID: &str = "07070707-0707-4707-8707-070707070707";

fn svarut(peer: &Peer) -> Svarut {
    Svarut {
        url: format!("{}/api/v2/kontoer/konto-1/forsendelser", peer.base()).parse().unwrap(),
        dialer: dialer(),
        tokens: tokens(peer),
        scope: "ks:fiks".to_owned(),
        integration: "integrasjon-1".to_owned(),
        password: SecretText::new("passord".to_owned()),
        recipient: Recipient {
            name: "Innbygger".to_owned(),
            postal_code: "0000".to_owned(),
            place: "-".to_owned(),
        },
        address: ADDRESS.to_owned(),
    }
}

fn eformidling(peer: &Peer, kind: Kind) -> Eformidling {
    Eformidling {
        kind,
        base: peer.base(),
        dialer: dialer(),
        sender: Some(Organisation::parse("312143046").unwrap()),
        process: "urn:no:difi:profile:digitalpost:info:ver1.0".to_owned(),
        address: ADDRESS.to_owned(),
    }
}

fn head<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.head.iter().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap()
}

/// The parts of a body: head and content of each.
fn parts(asked: &Asked) -> Vec<(String, String)> {
    let kind = head(asked, "content-type");
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = asked.body.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let between = format!("--{boundary}\r\n");
    let parts = body.split(&between).skip(1);
    parts
        .map(|part| {
            let (head, content) = part.split_once("\r\n\r\n").unwrap();
            (head.to_owned(), content.strip_suffix("\r\n").unwrap().to_owned())
        })
        .collect()
}

fn names_nobody_in_addresses(asked: &[Asked]) {
    for one in asked {
        assert!(!one.line.contains(person(1).expose()), "{}", one.line);
        assert!(!one.head.iter().any(|line| line.contains(person(1).expose())));
    }
}

#[tokio::test]
async fn svarut_gets_its_parts_in_order_and_digital_delivery_only() {
    let peer = Peer::start(|_| (200, json!({ "id": ID }).to_string())).await;
    let outcome = svarut(&peer).send(&notice(false)).await;
    assert!(matches!(outcome, Outcome::Delivered), "{outcome:?}");
    let asked = peer.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].line, "POST /api/v2/kontoer/konto-1/forsendelser");
    assert_eq!(head(&asked[0], "authorization"), "Bearer a-token");
    assert_eq!(head(&asked[0], "integrasjonid"), "integrasjon-1");
    assert_eq!(head(&asked[0], "integrasjonpassord"), "passord");
    let parts = parts(&asked[0]);
    assert_eq!(parts.len(), 2);
    assert!(parts[0].0.contains("form-data; name=\"forsendelse\"\r\n"), "{}", parts[0].0);
    let letter: Value = serde_json::from_str(&parts[0].1).unwrap();
    assert_eq!(letter["mottaker"]["digitalId"], person(1).expose());
    assert_eq!(letter["kunDigitalLevering"], true);
    assert_eq!(letter["eksternReferanse"], ID);
    let file = letter["dokumenter"][0]["filnavn"].as_str().unwrap();
    assert!(parts[1].0.contains(&format!("filename=\"{file}\"")), "{}", parts[1].0);
    assert!(parts[1].1.contains(ADDRESS));
    names_nobody_in_addresses(&asked);
}

#[tokio::test]
async fn svarut_is_asked_again_when_it_is_down_and_not_when_it_refuses_the_letter() {
    for (status, is_final) in
        [(400, true), (422, true), (401, false), (404, false), (429, false), (503, false)]
    {
        let peer = Peer::start(move |_| (status, "{}".to_owned())).await;
        let outcome = svarut(&peer).send(&notice(false)).await;
        assert_eq!(matches!(outcome, Outcome::Refused(_)), is_final, "{status}: {outcome:?}");
        assert_eq!(matches!(outcome, Outcome::Failed(_)), !is_final, "{status}: {outcome:?}");
    }
    let large = "x".repeat(65 * 1024);
    let peer = Peer::start(move |_| (200, large.clone())).await;
    let outcome = svarut(&peer).send(&notice(false)).await;
    assert!(matches!(outcome, Outcome::Failed(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_mailbox_message_is_made_gets_its_file_and_is_sent() {
    let peer = Peer::start(|_| (200, "{}".to_owned())).await;
    let carrier = eformidling(&peer, Kind::Mailbox { level: 3 });
    assert_eq!(carrier.way(), Way::Postkasse);
    let outcome = carrier.send(&notice(false)).await;
    assert!(matches!(&outcome, Outcome::Accepted(it) if it.as_str() == ID), "{outcome:?}");
    let asked = peer.asked();
    let lines: Vec<&str> = asked.iter().map(|one| one.line.as_str()).collect();
    let message = format!("/api/messages/out/{ID}");
    assert_eq!(
        lines,
        ["POST /api/messages/out", &format!("PUT {message}"), &format!("POST {message}")]
    );
    let document: Value = serde_json::from_str(&asked[0].body).unwrap();
    let header = &document["standardBusinessDocumentHeader"];
    assert_eq!(header["receiver"][0]["identifier"]["value"], person(1).expose());
    assert_eq!(header["sender"][0]["identifier"]["value"], "0192:312143046");
    let about = &header["documentIdentification"];
    assert_eq!(about["standard"], "urn:no:difi:digitalpost:xsd:digital::digital");
    assert_eq!((&about["type"], &about["instanceIdentifier"]), (&json!("digital"), &json!(ID)));
    let scope = &header["businessScope"]["scope"][0];
    assert_eq!(scope["type"], "ConversationId");
    assert_eq!(scope["identifier"], "urn:no:difi:profile:digitalpost:info:ver1.0");
    let shown = &document["digital"];
    assert_eq!(shown["sikkerhetsnivaa"], 3);
    assert_eq!(shown["digitalPostInfo"]["aapningskvittering"], "false");
    let file = shown["hoveddokument"].as_str().unwrap();
    assert!(head(&asked[1], "content-disposition").contains(&format!("filename=\"{file}\"")));
    assert!(asked[1].body.contains(ADDRESS));
    for text in [&shown["varsler"]["epostTekst"], &shown["varsler"]["smsTekst"]] {
        assert!(text.as_str().unwrap().contains(ADDRESS));
    }
    names_nobody_in_addresses(&asked);
}

#[tokio::test]
async fn an_altinn_message_needs_no_file() {
    let peer = Peer::start(|_| (200, "{}".to_owned())).await;
    let carrier = eformidling(&peer, Kind::Altinn);
    assert_eq!(carrier.way(), Way::Eformidling);
    assert!(matches!(carrier.send(&notice(false)).await, Outcome::Accepted(_)));
    let asked = peer.asked();
    assert_eq!(asked.len(), 2);
    let document: Value = serde_json::from_str(&asked[0].body).unwrap();
    assert!(document["digital_dpv"]["innhold"].as_str().unwrap().contains(ADDRESS));
    names_nobody_in_addresses(&asked);
}

#[tokio::test]
async fn who_sends_again_asks_first_how_far_it_came() {
    let statuses = |words: &'static [&'static str]| async move {
        let peer = Peer::start(move |asked| {
            let all: Vec<Value> = words.iter().map(|word| json!({ "status": word })).collect();
            let found = if words.is_empty() { 404 } else { 200 };
            let is_question = asked.line == format!("GET /api/statuses/{ID}");
            (if is_question { found } else { 200 }, json!({ "content": all }).to_string())
        })
        .await;
        let outcome = eformidling(&peer, Kind::Altinn).send(&notice(true)).await;
        (outcome, peer.asked().len())
    };
    assert!(matches!(statuses(&["OPPRETTET", "SENDT"]).await, (Outcome::Accepted(_), 1)));
    assert!(matches!(statuses(&["OPPRETTET", "SENDT", "LEVERT"]).await, (Outcome::Delivered, 1)));
    assert!(matches!(statuses(&["OPPRETTET", "FEIL"]).await, (Outcome::Refused(_), 1)));
    assert!(matches!(statuses(&["OPPRETTET"]).await, (Outcome::Accepted(_), 2)));
    assert!(matches!(statuses(&[]).await, (Outcome::Accepted(_), 3)));
}

#[tokio::test]
async fn the_end_of_an_accepted_message_is_asked_for() {
    for (answer, wanted) in [
        (json!([{ "status": "LEST" }]), "delivered"),
        (json!({ "content": [{ "status": "LEVETID_UTLOPT" }] }), "refused"),
        (json!({ "content": [{ "status": "SENDT" }] }), "accepted"),
        (json!("x"), "failed"),
    ] {
        let text = answer.to_string();
        let peer = Peer::start(move |_| (200, text.clone())).await;
        let outcome = eformidling(&peer, Kind::Altinn).follow(&Reference::parse(ID).unwrap()).await;
        let got = match outcome {
            Outcome::Delivered => "delivered",
            Outcome::Accepted(_) => "accepted",
            Outcome::Failed(_) => "failed",
            Outcome::Refused(_) => "refused",
            Outcome::Gone => "gone",
        };
        assert_eq!(got, wanted, "{answer}");
    }
}
