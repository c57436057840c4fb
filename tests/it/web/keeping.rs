//! The list kept: on paper, as a table, as a document.

use super::browser::{Browser, House};
use super::pages::words;
use super::sample::{KARI, reading, reading_at, record, refusal, whom};
use hyper::{Method, StatusCode};
use serde_json::Value;
use sluse::ledger::entry::Event;
use sluse::web::{PRINTED, Record, Witnessed};

/// The cells of a table as RFC 4180 has it.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let cell = rows.last_mut().unwrap().last_mut().unwrap();
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => rows.last_mut().unwrap().push(String::new()),
            '\r' if !quoted && characters.peek() == Some(&'\n') => {
                characters.next();
                rows.push(vec![String::new()]);
            }
            _ => cell.push(character),
        }
    }
    assert!(!quoted && rows.pop() == Some(vec![String::new()]), "ends with a line break");
    rows
}

fn with_case(index: u64, case: &str) -> Record {
    let mut whom = whom(KARI);
    whom.case_reference = Some(case.to_owned());
    record(index, "2026-11-20T10:00:00Z", Event::Reading(reading()), whom)
}

#[tokio::test]
async fn the_table_says_all_and_no_spreadsheet_reckons_with_it() {
    let house = House::new();
    let hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\"a\", b\r\nc", "＝1", "2026/1;2"];
    for (index, case) in (10..).zip(hostile) {
        house.shelf.put(with_case(index, case));
    }
    house.shelf.put(record(30, "2026-11-21T10:00:00Z", refusal("too-fast"), whom(KARI)));
    let mut browser = Browser::login(&house, KARI).await;
    let got = browser.get(&house, "/me/readings.csv?lang=nb").await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.head["content-type"], "text/csv; charset=utf-8; header=present");
    assert_eq!(got.head["content-disposition"], "attachment; filename=\"sluse.csv\"");
    let rows = cells(got.body.strip_prefix('\u{FEFF}').unwrap());
    assert_eq!(rows.len(), 10);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let place = |name: &str| rows[0].iter().position(|head| head == name).unwrap();
    assert_eq!(rows[1][place("Hvorfor avslått")], "De spurte for ofte.");
    assert_eq!(rows[1][place("Svar")], "Fikk nei");
    let newest = &rows[2];
    for (head, says) in [
        ("Tid", "20.11.2026 11:00"),
        ("Virksomhet", "Testby kommune"),
        ("Organisasjonsnummer", "312143046"),
        ("Formål", "Opptak i barnehage"),
        ("Svar", "Fikk opplysninger"),
        ("Lov", "lov 17. juni 2005 nr. 64 § 16"),
        ("GDPR", "6(1)(e)"),
        ("Kilde", "Personregister"),
        ("Fikk vite", "Fornavn; Fødselsdato (bare som alder i hele år)"),
        ("Holdt tilbake", "Etternavn; Vei; 2 deler uten navn"),
        ("Spurt av", "en saksbehandler"),
        ("Nummer i loggboken", "17"),
    ] {
        assert_eq!(newest[place(head)], says, "{head}");
    }
    for (row, case) in rows[2..].iter().rev().zip(hostile) {
        let cell = &row[place("Sak")];
        let safe = match case {
            "\t=1" => "'\t'=1".to_owned(),
            case if case.starts_with(['"', '2']) => case.to_owned(),
            formula => format!("'{formula}"),
        };
        assert_eq!(*cell, safe);
    }
    assert!(!got.body.contains("Berit"), "the case worker's name is not shown");
}

#[tokio::test]
async fn the_document_holds_all_and_not_only_a_page() {
    let house = House::new();
    for index in 0..650 {
        house.shelf.put(reading_at(index, "2026-11-21T10:00:00Z", KARI));
    }
    let by = vec!["Nabo".to_owned()];
    *house.shelf.witnessed.lock().unwrap() = Some(Witnessed { by, of: 2, late: false });
    let mut browser = Browser::login(&house, KARI).await;
    let got = browser.get(&house, "/me/readings.json").await;
    assert_eq!(got.head["content-type"], "application/json");
    assert_eq!(got.head["content-disposition"], "attachment; filename=\"sluse-readings.json\"");
    let document: Value = serde_json::from_str(&got.body).unwrap();
    let readings = document["readings"].as_array().unwrap();
    let indexes: Vec<u64> = readings.iter().map(|one| one["index"].as_u64().unwrap()).collect();
    assert_eq!(indexes, (0..650).rev().collect::<Vec<_>>());
    assert_eq!(document["next"], Value::Null);
    assert_eq!(document["witnessed"]["of"], 2);
    // The same as in pages.
    let page = browser.get(&house, "/me/readings").await;
    let page: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(page["readings"][0], readings[0]);
    let empty = browser.get(&house, "/me/readings.json?outcome=refused").await;
    let empty: Value = serde_json::from_str(&empty.body).unwrap();
    assert_eq!(empty["readings"], serde_json::json!([]));
}

#[tokio::test]
async fn the_page_to_print_has_all_open_and_says_what_is_not_on_it() {
    let house = House::new();
    let many = u64::try_from(PRINTED.most).unwrap() + 30;
    for index in 0..many {
        // Each in a case of its own, so that none stands for others.
        house.shelf.put(with_case(index, &format!("2026/{index}")));
    }
    let mut browser = Browser::login(&house, KARI).await;
    let page = browser.get(&house, "/readings/print?lang=nb").await;
    let text = words(&page);
    assert_eq!(page.body.matches("<article").count(), PRINTED.most);
    let details = page.body.matches("<details").count();
    assert!(details >= PRINTED.most && details == page.body.matches("<details open ").count());
    assert!(text.contains("Listen ble laget 21.11.2026 12:00, norsk tid."), "{text}");
    assert!(text.contains("Her er de 500 nyeste."), "{text}");
    assert!(page.body.contains("<a href=\"/readings\" class=\"ds-link\">Til listen</a>"));
    let part = browser.get(&house, "/readings/print?outcome=given&to=2026-11-21").await;
    assert!(part.body.contains(
        "<a href=\"/readings?to=2026-11-21&amp;outcome=given\" class=\"ds-link\">Til listen"
    ));
    assert!(part.body.contains("href=\"/readings/print?to=2026-11-21&amp;outcome=given&amp;lang="));
    let none = browser.get(&house, "/readings/print?outcome=refused").await;
    assert!(words(&none).contains("Ingen oppslag passer med søket."));
}

#[tokio::test]
async fn files_are_asked_for_with_get_and_fail_with_the_ledger() {
    let house = House::new();
    house.shelf.put(reading_at(1, "2026-11-21T10:00:00Z", KARI));
    let mut browser = Browser::login(&house, KARI).await;
    for target in ["/me/readings.csv", "/me/readings.json", "/me/readings.pdf", "/readings/print"] {
        let got = browser.ask(&house, Method::POST, target, String::new()).await;
        assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED, "{target}");
    }
    house.shelf.broken.store(true, std::sync::atomic::Ordering::SeqCst);
    for target in
        ["/me/readings.csv", "/me/readings.json", "/readings/print", "/readings?outcome=given"]
    {
        let got = browser.get(&house, target).await;
        assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE, "{target}");
        assert!(!got.body.contains("Testby"), "{target}");
    }
}

#[tokio::test]
async fn the_document_is_a_pdf_that_says_what_the_list_says() {
    let house = House::new();
    for (index, case) in (10..).zip(["2026/1", "2026/2"]) {
        house.shelf.put(with_case(index, case));
    }
    let browser = Browser::login(&house, KARI).await;
    let got = browser.file(&house, "/me/readings.pdf?lang=nb").await;
    assert_eq!(got.status(), StatusCode::OK);
    assert_eq!(got.headers()["content-type"], "application/pdf");
    assert_eq!(got.headers()["content-disposition"], "attachment; filename=\"sluse.pdf\"");
    assert_eq!(got.headers()["cache-control"], "no-store");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sluse.pdf");
    std::fs::write(&file, got.body()).unwrap();
    assert!(got.body().starts_with(b"%PDF-"));
    let Ok(said) = std::process::Command::new("pdftotext").arg(&file).arg("-").output() else {
        eprintln!("left out: pdftotext is missing");
        return;
    };
    let said = String::from_utf8(said.stdout).unwrap();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in
        ["Oppslag om deg", "fredag 20. november 2026", "Opptak i barnehage", "2026/1", "2026/2"]
    {
        assert!(said.contains(part), "{part}\nin\n{said}");
    }
    assert!(!said.contains("Berit") && !said.contains(KARI), "{said}");
}
