//! The forms of `sluse ledger export` for other programs: each entry is in each form, once, whatever is in it;
//! nothing in any says whom it is about; and what was stopped is gone on with.

use super::{about, closed, object};
use crate::command_line::Told;
use crate::export::{TROUBLE, fhir, otlp, syslog, varied};
use crate::ledger::{ORIGIN, Place, person, signer};
use otlp::AnyValue;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};

/// The forms of text.
const FORMS: [&str; 5] = ["ndjson", "fhir", "otlp", "syslog", "syslog-frames"];

async fn export(place: &Place, more: &[&str]) -> Told {
    about(place, &[&["export"], more].concat()).await
}

async fn exported(place: &Place, form: &str) -> String {
    let told = export(place, &["--format", form]).await;
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""), "{form}");
    told.out
}

fn lines(text: &str) -> Vec<Value> {
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The entries as the ledger has them.
async fn entries(place: &Place) -> Vec<Value> {
    let told = about(place, &["tail", "--from", "0", "--json"]).await;
    lines(&told.out).into_iter().map(|line| line["entry"].clone()).collect()
}

#[tokio::test]
async fn lines_of_json_say_all_that_an_entry_says_in_the_open() {
    let (place, all) = varied().await;
    let (seen, whole) = (lines(&exported(&place, "ndjson").await), entries(&place).await);
    assert_eq!((seen.len(), whole.len()), (all, all));
    for (index, (line, entry)) in seen.iter().zip(&whole).enumerate() {
        assert_eq!(line["index"], index);
        for name in ["at", "event", "expires", "held"] {
            assert_eq!(line[name], entry[name], "{index} {name}");
        }
        assert_eq!(line["about_a_person"], entry.get("tag").is_some());
    }
    assert!(seen.iter().any(|line| line["event"]["text"] == TROUBLE));
}

#[tokio::test]
async fn audit_events_are_what_fhir_and_balp_demand() {
    let (place, all) = varied().await;
    let (seen, whole) = (lines(&exported(&place, "fhir").await), entries(&place).await);
    assert_eq!(seen.len(), all);
    let mut readings = 0;
    for (index, (event, entry)) in seen.iter().zip(&whole).enumerate() {
        fhir::check(event);
        assert_eq!(event["id"], index.to_string());
        assert_eq!(event["recorded"], entry["at"]);
        let kind = entry["event"]["kind"].as_str().unwrap();
        let is_refusal = kind.ends_with("refusal");
        assert_eq!(event["outcome"], if is_refusal { "8" } else { "0" });
        if is_refusal {
            assert_eq!(event["outcomeDesc"], entry["event"]["reason"]);
        }
        let purpose = event["purposeOfEvent"][0].get("text").unwrap_or(&Value::Null);
        assert_eq!(purpose, &entry["event"]["purpose"]);
        if kind == "reading" {
            readings += 1;
            fhir::check_read(event);
            let details = event["entity"][0]["detail"].as_array().unwrap();
            let fields = details.iter().filter(|it| it["type"] == "field");
            let fields: Vec<_> = fields.map(|it| it["valueString"].clone()).collect();
            assert_eq!(Value::from(fields), entry["event"]["fields"]);
        } else {
            assert!(event.get("meta").is_none(), "only readings are of a profile");
        }
    }
    assert_eq!(readings, 300);
}

#[tokio::test]
async fn log_records_are_what_otlp_has() {
    let (place, all) = varied().await;
    let (text, whole) = (exported(&place, "otlp").await, entries(&place).await);
    let seen: Vec<_> = text.lines().flat_map(otlp::records).collect();
    assert_eq!(seen.len(), all);
    for (index, (record, entry)) in seen.iter().zip(&whole).enumerate() {
        let event = &entry["event"];
        assert_eq!(record.attributes["sluse.index"], AnyValue::IntValue(index.to_string()));
        let uid = AnyValue::StringValue(format!("{ORIGIN}#{index}"));
        assert_eq!(record.attributes["log.record.uid"], uid);
        assert_eq!(serde_json::from_str::<Value>(&record.body).unwrap(), *event);
        assert_eq!(record.event, format!("sluse.ledger.{}", event["kind"].as_str().unwrap()));
        let at: sluse::vocab::time::Timestamp = entry["at"].as_str().unwrap().parse().unwrap();
        assert_eq!(record.nanos, at.millis() * 1_000_000);
        let wanted = match event["kind"].as_str().unwrap() {
            "refusal" | "token-refusal" | "limit-warning" => 13,
            "policies-activated" => 10,
            _ => 9,
        };
        assert_eq!(record.severity, wanted);
        for name in ["consumer", "supplier", "client", "service", "purpose", "scope", "reason"] {
            let said = record.attributes.get(&format!("sluse.{name}"));
            let wanted = event[name].as_str().map(|text| AnyValue::StringValue(text.into()));
            assert_eq!(said, wanted.as_ref(), "{index} {name}");
        }
    }
}

#[tokio::test]
async fn syslog_messages_are_of_the_grammar_and_lose_nothing_that_is_short() {
    let (place, all) = varied().await;
    let (text, whole) = (exported(&place, "syslog").await, entries(&place).await);
    let told = export(&place, &["--format", "syslog-frames", "--enterprise", "4711"]).await;
    let framed = syslog::frames(told.out.as_bytes());
    let plain: Vec<&str> = text.lines().collect();
    assert_eq!((plain.len(), framed.len()), (all, all));
    let mut long = 0;
    for (index, (line, entry)) in plain.iter().zip(&whole).enumerate() {
        let event = &entry["event"];
        let message = syslog::parse(line);
        assert_eq!(framed[index], line.replace("[ledger@32473 ", "[ledger@4711 "));
        let kind = event["kind"].as_str().unwrap();
        assert_eq!((message.host.as_str(), message.app.as_str()), ("ledger.example", "sluse"));
        assert_eq!(
            (&message.at, message.kind.as_str()),
            (&entry["at"].as_str().unwrap().into(), kind)
        );
        assert_eq!(message.priority / 8, 13, "log audit");
        assert_eq!(message.priority % 8 == 4, kind.contains("refusal") || kind == "limit-warning");
        let data = &message.data["ledger@32473"];
        assert_eq!((&data["index"], &data["log"]), (&index.to_string(), &ORIGIN.to_owned()));
        for name in ["consumer", "supplier", "client", "service", "purpose", "scope", "reason"] {
            let plain = |text: &str| text.replace(char::is_control, " ");
            assert_eq!(data.get(name).cloned(), event[name].as_str().map(plain), "{index} {name}");
        }
        match serde_json::from_str::<Value>(&message.text) {
            Ok(said) if said == *event => {}
            _ if event["text"].as_str().is_some_and(|text| text.len() > 8000) => {
                long += 1;
                assert!(message.text.starts_with("policy-file"), "{}", message.text);
            }
            // DEL is no control character of JSON; in a line of syslog it is one.
            said => assert_eq!(said.unwrap().to_string(), event.to_string().replace('\u{7f}', " ")),
        }
    }
    assert_eq!(long, 2);
}

#[tokio::test]
async fn no_form_says_whom_an_entry_is_about() {
    let (place, _) = varied().await;
    let whole = entries(&place).await;
    for form in FORMS {
        let text = exported(&place, form).await;
        for number in 0..40 {
            assert!(!text.contains(person(number).expose()), "{form}");
        }
        for secret in ["2026/4711", "saksbehandler-9", "\"sealed\"", "\"tag\""] {
            assert!(!text.contains(secret), "{form}: {secret}");
        }
        for entry in &whole {
            for name in ["tag", "sealed"] {
                let Some(value) = entry[name].as_str() else { continue };
                assert!(!text.contains(value), "{form}: {name}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_sought_is_exported_and_nothing_else() {
    let (place, _) = varied().await;
    let whole = lines(&exported(&place, "ndjson").await);
    let is_refusal = |it: &Value| it["event"]["kind"].as_str().unwrap().ends_with("refusal");
    type Fits<'f> = &'f dyn Fn(&Value) -> bool;
    let cases: [(&[&str], Fits<'_>); 6] = [
        (&["--consumer", "312143046"], &|it| it["event"]["consumer"] == "312143046"),
        (&["--purpose", "skole"], &|it| it["event"]["purpose"] == "skole"),
        (&["--service", "folkeregisteret.person"], &|it| it["event"].get("service").is_some()),
        (&["--decision", "disclosed"], &|it| it["event"]["kind"] == "reading"),
        (&["--decision", "refused"], &is_refusal),
        (&["--decision", "MP-110", "--from", "5"], &|it| {
            it["event"]["reason"] == "MP-110" && it["index"].as_u64() >= Some(5)
        }),
    ];
    for (arguments, fits) in cases {
        let wanted: Vec<Value> = whole.iter().filter(|it| fits(it)).cloned().collect();
        assert!(!wanted.is_empty() && wanted.len() < whole.len(), "{arguments:?}");
        assert_eq!(lines(&export(&place, arguments).await.out), wanted, "{arguments:?}");
        let places: BTreeSet<String> = wanted.iter().map(|it| it["index"].to_string()).collect();
        let fhir = export(&place, &[arguments, &["--format", "fhir"]].concat()).await.out;
        let ids = lines(&fhir).into_iter().map(|it| it["id"].as_str().unwrap().to_owned());
        assert_eq!(ids.collect::<BTreeSet<_>>(), places);
        let parquet = ["--format", "parquet", "--json", "--out", "parts"];
        let (told, code) = object(&export(&place, &[arguments, &parquet].concat()).await);
        assert_eq!((code, told["written"].as_u64()), (0, Some(wanted.len() as u64)));
        fs::remove_dir_all(place.root.join("parts")).unwrap();
    }
    for wrong in [["--consumer", "123"], ["--purpose", "Ikke Et Navn"], ["--enterprise", "-1"]] {
        assert_eq!(export(&place, &wrong).await.code, Some(2), "{wrong:?}");
    }
}

#[tokio::test]
async fn every_form_is_gone_on_with_after_it_was_cut_anywhere() {
    let place = closed(600).await;
    for form in FORMS {
        let whole = exported(&place, form).await.into_bytes();
        let file = place.root.join(format!("{form}.out"));
        let name = format!("{form}.out");
        let resume = ["--format", form, "--out", &name, "--resume"];
        let ends = [0, 1, 7, whole.len() / 3, whole.len() / 2, whole.len() - 1, whole.len()];
        for cut in ends {
            fs::write(&file, &whole[..cut]).unwrap();
            assert_eq!(export(&place, &resume).await.code, Some(0), "{form} {cut}");
            let now = fs::read(&file).unwrap();
            // Requests of OTLP are cut where bundles are: what follows begins a new one.
            if form == "otlp" {
                let records = |bytes: &[u8]| {
                    let lines = std::str::from_utf8(bytes).unwrap().lines();
                    let all = lines.flat_map(otlp::records).collect::<Vec<_>>();
                    all.into_iter()
                        .map(|it| it.attributes["sluse.index"].clone())
                        .collect::<Vec<_>>()
                };
                assert_eq!(records(&now), records(&whole), "{cut}");
            } else {
                assert!(now == whole, "{form} {cut}");
            }
        }
        // A file of another form is not gone on with.
        fs::write(&file, b"17 what is this here\n{}\n").unwrap();
        assert_eq!(export(&place, &resume).await.code, Some(3), "{form}");
    }
}

#[tokio::test]
async fn an_export_that_is_killed_leaves_neither_a_gap_nor_a_double() {
    let place = closed(3000).await;
    let whole = exported(&place, "ndjson").await;
    let file = place.root.join("killed.ndjson");
    for _ in 0..5 {
        let vkey = signer().vkey();
        let mut command = Command::new(env!("CARGO_BIN_EXE_sluse"));
        command.args(["ledger", "export", "--dir", "ledger", "--vkey", &vkey]);
        command.args(["--out", "killed.ndjson", "--resume"]).current_dir(&place.root);
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        while !file.exists() {
            assert!(child.try_wait().unwrap().is_none_or(|status| status.success()));
            tokio::task::yield_now().await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let begun = fs::read_to_string(&file).unwrap();
        assert!(whole.starts_with(&begun));
    }
    let told = export(&place, &["--out", "killed.ndjson", "--resume"]).await;
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(fs::read_to_string(&file).unwrap() == whole);
}
