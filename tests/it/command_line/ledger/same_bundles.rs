//! The page's check of a person's bundle, run in Node, says of every bundle what `verify_bundle` says: of good
//! ones, and of those in which any one thing was changed or left out.

use super::same_verdict::{node, told_by_node};
use crate::ledger::{Place, append_all, person, reading, signer};
use serde_json::{Value, json};
use sluse::ledger::bundle::{Expected, ProvenEntry, verify_bundle};
use sluse::ledger::entry::{Draft, Held};
use sluse::merkle::note::NoteVerifier;
use sluse::vocab::basis::{LawUrl, Statute};
use sluse::vocab::time::Day;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What the page's script says of each.
fn in_node(node: &Path, folder: &Path, bundles: &[Value], believed: &str) -> Vec<Value> {
    for (name, script) in [
        ("verify.js", sluse::web::VERIFY_SCRIPT),
        ("vrf.js", sluse::web::VRF_SCRIPT),
        ("bundle.js", sluse::web::BUNDLE_SCRIPT),
        ("package.json", "{\"type\":\"module\"}"),
    ] {
        fs::write(folder.join(name), script).unwrap();
    }
    let given = bundles.iter().map(|it| json!({ "bundle": it.to_string(), "believed": believed }));
    told_by_node(node, ("bundle.mjs", folder), given.collect())
}

/// What `verify_bundle` says of it, in the words of the script.
fn by_sluse(bundle: &Value) -> Value {
    let known: [NoteVerifier; 1] = [signer().verifier().clone()];
    let expected = Expected { verifiers: &known, digest_since: None };
    let Ok(proven) = verify_bundle(bundle.to_string().as_bytes(), &expected) else {
        return json!({ "holds": false });
    };
    let case = |entry: &ProvenEntry| entry.whom.as_ref().and_then(|it| it.case_reference.clone());
    let entries = proven.entries.iter().map(|entry| {
        let released = entry.released.as_deref();
        let of_released = released.and_then(case);
        json!([entry.index, case(entry), released.map(|it| it.index), of_released])
    });
    json!({
        "holds": true,
        "is_bundle": true,
        "digest": proven.digest,
        "up_to": proven.complete_up_to,
        "at": proven.complete_at,
        "entries": entries.collect::<Vec<_>>(),
    })
}

/// Every place in a document.
fn places(value: &Value, here: &str, all: &mut Vec<String>) {
    all.push(here.to_owned());
    match value {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                places(item, &format!("{here}/{at}"), all);
            }
        }
        Value::Object(items) => {
            for (name, item) in items {
                places(item, &format!("{here}/{name}"), all);
            }
        }
        _ => {}
    }
}

/// The bundle with what stands at a place changed, or left out.
fn changed(bundle: &Value, place: &str, leave_out: bool) -> Option<Value> {
    let mut bundle = bundle.clone();
    if leave_out {
        let (outside, last) = place.rsplit_once('/')?;
        match bundle.pointer_mut(outside)? {
            Value::Array(items) => drop(items.remove(last.parse().unwrap())),
            Value::Object(items) => drop(items.remove(last)),
            _ => return None,
        }
        return Some(bundle);
    }
    match bundle.pointer_mut(place)? {
        Value::String(text) => {
            let middle = text.len() / 2;
            let other = if text.as_bytes()[middle] == b'1' { "2" } else { "1" };
            text.replace_range(middle..=middle, other);
        }
        Value::Number(number) => *number = (number.as_u64().unwrap() + 1).into(),
        Value::Array(items) if items.len() > 1 => items.swap(0, 1),
        Value::Object(items) => drop(items.insert("more".to_owned(), json!(1))),
        _ => return None,
    }
    Some(bundle)
}

/// Puts what stands at one place of the bundle of another to the same place here.
fn exchanged(bundle: &Value, other: &Value, place: &str) -> Value {
    let mut bundle = bundle.clone();
    *bundle.pointer_mut(place).unwrap() = other.pointer(place).unwrap().clone();
    bundle
}

/// Good bundles first, then what was done to them.
fn cases(good: &[Value]) -> Vec<Value> {
    let mut cases = good.to_vec();
    for bundle in good {
        let mut all = Vec::new();
        places(bundle, "", &mut all);
        // Of a long path the first hashes tell as much as all.
        let deep = |place: &String| {
            let hash = place.split_once("/path/").and_then(|(_, at)| at.parse::<u32>().ok());
            hash.is_some_and(|at| at > 1)
        };
        for place in all.iter().filter(|place| !deep(place)) {
            cases.extend([false, true].into_iter().filter_map(|out| changed(bundle, place, out)));
        }
    }
    let [one, other, ..] = good else { panic!("too few bundles") };
    for place in ["/subject", "/vrf_proof", "/map_proof", "/tag_key", "/entries", "/entries/0"] {
        cases.push(exchanged(one, other, place));
    }
    for bundle in good.iter().filter(|bundle| bundle["entries"][0]["entry"].is_string()) {
        // Shut, though it has not expired; and only its leaf, though it is kept.
        let mut shut = bundle.clone();
        shut["entries"][0].as_object_mut().unwrap().remove("key");
        cases.push(shut);
        let mut leaf = bundle.clone();
        let text = leaf["entries"][0]["entry"].as_str().unwrap().to_owned();
        let entry = leaf["entries"][0].as_object_mut().unwrap();
        let hash = sluse::merkle::Hash::leaf(text.as_bytes());
        entry.insert("leaf".to_owned(), serde_json::to_value(hash).unwrap());
        entry.remove("entry");
        cases.push(leaf);
    }
    cases
}

fn held() -> Draft {
    let law = LawUrl::parse("https://lovdata.no/eli/lov/1981/05/22/25").unwrap();
    let basis = Statute { law, section: "§ 242 a".to_owned() };
    let held = Some(Held { until: Day::parse("2026-01-02").unwrap(), basis });
    Draft { held, ..reading(person(5)) }
}

#[tokio::test]
async fn node_and_the_program_agree_about_every_bundle() {
    let Some(node) = node() else {
        let told =
            b"left out: the page's check of bundles, because there is no Node of 20 or later\n";
        std::io::stderr().write_all(told).unwrap();
        return;
    };
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, (0..40).map(|number| number % 10)).await;
    ledger.append(held()).await.unwrap();
    let released = ledger.release_due("2027-06-01T00:00:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(released, 1);
    ledger.digest().unwrap();
    let good: Vec<Value> = [3, 4, 5, 77]
        .map(|number| serde_json::from_slice(&ledger.bundle(&person(number)).unwrap()).unwrap())
        .to_vec();
    let cases = cases(&good);
    let folder: PathBuf = place.dir().parent().unwrap().to_owned();
    let said = in_node(&node, &folder, &cases, &signer().vkey());
    assert_eq!(said.len(), cases.len());
    for (at, (bundle, in_node)) in cases.iter().zip(said).enumerate() {
        let by_sluse = by_sluse(bundle);
        assert_eq!(by_sluse["holds"], in_node["holds"], "case {at}: {in_node}\n{bundle:#}");
        if at < good.len() {
            assert_eq!(in_node, by_sluse, "case {at}");
            assert_eq!(in_node["holds"], true, "case {at}: {in_node}");
        }
    }
    // Somebody was read four times, and once more in secret for a while; somebody never.
    assert_eq!(by_sluse(&good[2])["entries"].as_array().unwrap().len(), 5);
    assert_eq!(by_sluse(&good[3])["entries"], json!([]));
    ledger.close().await;
}
