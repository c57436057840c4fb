//! E-mail: the register is asked, the message submitted over TLS, and nothing in it says whom it is about.

use super::peer::{Mail, Manners, Peer, contact};
use super::{ADDRESS, dialer, notice, tokens};
use crate::house::TestClock;
use crate::ledger::person;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};
use sluse::notify::contact::Contacts;
use sluse::notify::email::{Address, Email};
use sluse::notify::{Channel, Outcome, Security, Server};
use sluse::vocab::secret::SecretText;
use std::sync::Arc;
use tokio_rustls::TlsConnector;

/// The carrier between this register and this mail server.
fn email(register: &Peer, mail: &Mail, security: Security) -> Email {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(mail.root.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let url = format!("{}/rest/v2/personer", register.base()).parse().unwrap();
    let scope = "krr:global/kontaktinformasjon.read".to_owned();
    Email {
        server: Server {
            host: "localhost".to_owned(),
            port: mail.port,
            security,
            tls: TlsConnector::from(Arc::new(client)),
            login: Some(("sluse".to_owned(), SecretText::new("hemmelig".to_owned()))),
        },
        from: Address::parse("ikke-svar@innsyn.example.no").unwrap(),
        contacts: Arc::new(Contacts::new(url, scope, dialer(), tokens(register))),
        address: ADDRESS.to_owned(),
        clock: TestClock::at_start(),
    }
}

async fn sent(manners: Manners, security: Security, more: Value) -> (Outcome, Mail, Peer) {
    let register = Peer::start(move |asked| contact(asked, more.clone())).await;
    let mail = Mail::start(manners).await;
    let outcome = email(&register, &mail, security).send(&notice(false)).await;
    (outcome, mail, register)
}

fn header<'l>(lines: &'l [String], name: &str) -> &'l str {
    lines.iter().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap()
}

#[tokio::test]
async fn a_message_goes_over_tls_in_the_persons_language_and_names_no_content() {
    let tls_first = Manners { tls_first: true, ..Manners::GOOD };
    for (manners, security) in [(Manners::GOOD, Security::StartTls), (tls_first, Security::Tls)] {
        let (outcome, mail, register) = sent(manners, security, json!({})).await;
        assert!(matches!(outcome, Outcome::Delivered), "{outcome:?}");
        let (plain, lines) = mail.heard();
        let in_the_clear = ["EHLO innsyn.example.no", "STARTTLS"];
        assert_eq!(
            plain,
            if security == Security::Tls { &in_the_clear[..0] } else { &in_the_clear }
        );
        let login = STANDARD.encode("\0sluse\0hemmelig");
        assert_eq!(
            lines[..5],
            [
                "EHLO innsyn.example.no",
                &format!("AUTH PLAIN {login}"),
                "MAIL FROM:<ikke-svar@innsyn.example.no>",
                "RCPT TO:<kari@example.no>",
                "DATA",
            ]
        );
        assert_eq!(header(&lines, "To"), "<kari@example.no>");
        assert_eq!(header(&lines, "Content-Language"), "nn");
        assert_eq!(header(&lines, "Auto-Submitted"), "auto-generated");
        assert!(header(&lines, "Date").ends_with(" +0000"));
        let id = notice(false).id.to_string();
        assert_eq!(header(&lines, "Message-ID"), format!("<{id}@innsyn.example.no>"));
        let body = lines.iter().position(String::is_empty).unwrap() + 1;
        let end = lines.iter().position(|line| line == ".").unwrap();
        assert!(lines.iter().all(|line| line.len() <= 78), "{lines:?}");
        let text = String::from_utf8(STANDARD.decode(lines[body..end].concat()).unwrap()).unwrap();
        assert!(text.starts_with("Det er noko nytt i lista"), "{text}");
        assert!(text.contains(ADDRESS) && !text.contains('{'));
        assert!(!lines.iter().any(|line| line.contains(person(1).expose())));
        let asked = register.asked();
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0].line, "POST /rest/v2/personer");
        assert!(asked[0].head.iter().any(|line| line == "authorization: Bearer a-token"));
        let body: Value = serde_json::from_str(&asked[0].body).unwrap();
        assert_eq!(body, json!({ "personidentifikatorer": [person(1).expose()] }));
    }
}

#[tokio::test]
async fn whoever_may_not_be_notified_or_has_no_usable_address_is_not_written_to() {
    let stale = json!({ "kontaktinformasjon": {
        "epostadresse": "kari@example.no", "epostadresse_oppdatert": "2024-01-01T00:00:00Z",
    } });
    for more in [
        json!({ "varslingsstatus": "KAN_IKKE_VARSLES", "reservasjon": "JA" }),
        json!({ "status": "SLETTET" }),
        json!({ "kontaktinformasjon": {} }),
        json!({ "kontaktinformasjon": { "epostadresse": "kari@example.no>\r\nRCPT TO:<x@y.no" } }),
        json!({ "personidentifikator": person(2).expose() }),
        stale,
    ] {
        let (outcome, mail, _) = sent(Manners::GOOD, Security::StartTls, more.clone()).await;
        assert!(matches!(outcome, Outcome::Gone), "{more}: {outcome:?}");
        assert!(mail.heard().0.is_empty() && mail.heard().1.is_empty(), "{more}");
    }
}

#[tokio::test]
async fn without_tls_or_with_words_before_it_nothing_is_sent() {
    let silent = Manners { offers_starttls: false, ..Manners::GOOD };
    let blurting = Manners { blurts: "250 forged\r\n", ..Manners::GOOD };
    for manners in [silent, blurting] {
        let (outcome, mail, _) = sent(manners, Security::StartTls, json!({})).await;
        assert!(matches!(outcome, Outcome::Failed(_)), "{outcome:?}");
        let (plain, secure) = mail.heard();
        assert!(plain.iter().all(|line| line.starts_with("EHLO") || line == "STARTTLS"));
        assert!(secure.is_empty());
    }
}

#[tokio::test]
async fn what_a_mail_server_refuses_is_tried_again_later_or_another_way() {
    let with = |recipient, message| Manners { recipient, message, ..Manners::GOOD };
    let taken = "250 ok";
    let outcome = |manners| async move { sent(manners, Security::StartTls, json!({})).await.0 };
    let unknown = outcome(with("550 5.1.1 kari@example.no unknown", taken)).await;
    assert!(matches!(unknown, Outcome::Gone), "{unknown:?}");
    let busy = outcome(with("451 4.7.1 later, kari@example.no", taken)).await;
    assert!(matches!(busy, Outcome::Failed(_)), "{busy:?}");
    let disliked = outcome(with(taken, "554 5.6.0 no")).await;
    assert!(matches!(disliked, Outcome::Refused(_)), "{disliked:?}");
    for outcome in [busy, disliked] {
        assert!(!format!("{outcome:?}").contains("kari"), "the server's words are not kept");
    }
    let endless: &'static str = Box::leak("250-more\r\n".repeat(2000).into_boxed_str());
    let endless = outcome(with(endless, taken)).await;
    assert!(matches!(endless, Outcome::Failed(_)), "{endless:?}");
}

#[tokio::test]
async fn what_is_the_operators_to_mend_is_tried_again_and_not_given_up() {
    let good = Manners::GOOD;
    for (manners, what) in [
        (Manners { greeting: "554 5.3.2 not here", ..good }, "the greeting"),
        (Manners { login: "535 5.7.8 the password", ..good }, "the login"),
        (Manners { sender: "530 5.7.0 log in", ..good }, "the sender, without a login"),
        (Manners { sender: "550 5.7.1 not as this sender", ..good }, "the sender"),
        (Manners { recipient: "550 5.7.1 relaying denied", ..good }, "relaying"),
        (Manners { recipient: "553 5.1.8 your domain is not there", ..good }, "our address"),
        (Manners { recipient: "530 log in", ..good }, "the recipient, without a login"),
        (Manners { message: "554 5.7.26 not authenticated", ..good }, "the message's signature"),
    ] {
        for (security, tls_first) in [(Security::StartTls, false), (Security::Tls, true)] {
            let outcome = sent(Manners { tls_first, ..manners }, security, json!({})).await.0;
            assert!(matches!(outcome, Outcome::Failed(_)), "{what}: {outcome:?}");
        }
    }
    for recipient in ["550 no such user", "550 5.1.1 5.7.1", "551 5.1.6 moved", "553 5.1.3 what?"] {
        let manners = Manners { recipient, ..good };
        let outcome = sent(manners, Security::StartTls, json!({})).await.0;
        assert!(matches!(outcome, Outcome::Gone), "{recipient}: {outcome:?}");
    }
}

#[test]
fn addresses_are_read_strictly_and_not_shown() {
    for good in ["kari@example.no", "kari.nordmann+sluse@post.example.no", "o'neil@x-y.no"] {
        assert_eq!(Address::parse(good).unwrap().expose(), good);
        assert!(!format!("{:?}", Address::parse(good)).contains(good));
    }
    let long = format!("{}@example.no", "a".repeat(65));
    for bad in
        ["", "kari", "@x.no", "kari@", "a b@x.no", "a..b@x.no", "kari@x..no", "kari@-x.no", &long]
    {
        assert!(Address::parse(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn no_address_carries_a_second_command(text in any::<String>(), local in "[a-z]{1,8}") {
        for text in [text.clone(), format!("{local}@{text}"), format!("{text}@{local}.no")] {
            if let Ok(address) = Address::parse(&text) {
                let plain = |one: char| one.is_ascii_graphic() && !"<>,;:\"()[]\\".contains(one);
                prop_assert!(address.expose().chars().all(plain));
            }
        }
    }
}
