//! The script of the page "check a proof yourself", run in Node, says of every proof what `sluse ledger
//! verify-proof` says: of good ones, changed ones, those of others, and those with too few witnesses.

use super::{about, other};
use crate::command_line::run;
use crate::ledger::{ORIGIN, Place, append_all, signer};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sluse::merkle::cosign::Cosigner;
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::merkle::proof::ProofFile;
use sluse::vocab::secret::Key32;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const TIME: u64 = 1_794_992_400;

/// A proof, the entry when it stands beside it, and what is believed.
struct Case {
    proof: Vec<u8>,
    entry: Option<Vec<u8>>,
    believed: String,
}

/// A Node of version 20 or later: the machine's, or the one that `tests/clients/install.sh` fetched.
pub(super) fn node() -> Option<PathBuf> {
    let fetched = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/clients/python/bin/node");
    [PathBuf::from("node"), fetched].into_iter().find(|node| {
        let told = Command::new(node).arg("--version").output();
        let version = told.ok().and_then(|told| String::from_utf8(told.stdout).ok());
        let major = version.as_deref().and_then(|it| it.strip_prefix('v')?.split('.').next());
        major.and_then(|it| it.parse::<u32>().ok()).is_some_and(|major| major >= 20)
    })
}

/// What the page's script says of each.
fn in_node(node: &Path, folder: &Path, cases: &[Case]) -> Vec<Value> {
    // As a browser is told by the page that it is a module, Node is by the name.
    let script = folder.join("verify.mjs");
    fs::write(&script, sluse::web::VERIFY_SCRIPT).unwrap();
    let given = cases.iter().map(|case| {
        let entry = case.entry.as_ref().map(|entry| STANDARD.encode(entry));
        json!({ "proof": STANDARD.encode(&case.proof), "entry": entry, "believed": case.believed })
    });
    told_by_node(node, ("check.mjs", &script), given.collect())
}

/// What a script of `tests/web` says of each, of the page's scripts in this place.
pub(super) fn told_by_node(
    node: &Path,
    (script, page): (&str, &Path),
    given: Vec<Value>,
) -> Vec<Value> {
    let mut child = Command::new(node)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web").join(script))
        .arg(page)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let given = Value::from(given).to_string();
    child.stdin.take().unwrap().write_all(given.as_bytes()).unwrap();
    let told = child.wait_with_output().unwrap();
    assert!(told.status.success());
    serde_json::from_slice(&told.stdout).unwrap()
}

/// What the program says of it.
async fn by_sluse(folder: &Path, case: &Case) -> Value {
    fs::write(folder.join("proof"), &case.proof).unwrap();
    let mut arguments = vec!["ledger", "verify-proof", "proof", "--json"];
    if case.believed.contains("quorum ") {
        fs::write(folder.join("policy"), &case.believed).unwrap();
        arguments.extend(["--policy", "policy"]);
    } else {
        arguments.extend(["--vkey", &case.believed]);
    }
    if let Some(entry) = &case.entry {
        fs::write(folder.join("entry"), entry).unwrap();
        arguments.extend(["--entry", "entry"]);
    }
    let told = run(folder, &arguments, "").await;
    serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{}{}", told.out, told.err))
}

fn witness(number: u8) -> Cosigner {
    let name = KeyName::parse(&format!("witness-{number}.example")).unwrap();
    Cosigner::new(name, Key32::new([number; 32])).unwrap()
}

fn policy(quorum: &str) -> String {
    let (log, one, two) =
        (signer().vkey(), witness(1).verifier().vkey(), witness(2).verifier().vkey());
    format!(
        "# ours\nlog {log} https://log.example\nwitness one {one}\n\twitness  two {two}\n\
         group any any one two\nquorum {quorum}\n"
    )
}

/// Proofs that a running ledger makes, and much that was done to them.
async fn cases(place: &Place) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |proof: &[u8], entry: Option<&[u8]>, believed: &str| {
        let (proof, believed) = (proof.to_vec(), believed.to_owned());
        cases.push(Case { proof, entry: entry.map(<[u8]>::to_vec), believed });
    };
    let vkey = signer().vkey();
    let namesake = NoteSigner::new(KeyName::parse(ORIGIN).unwrap(), Key32::new([9; 32])).unwrap();
    for index in ["0", "1", "255", "256", "299"] {
        let proof = about(place, &["prove", index]).await.out;
        let file = ProofFile::parse(proof.as_bytes()).unwrap();
        let (text, _) = file.checkpoint().split_once("\n\n").unwrap();
        let lines = [1, 2, 3].map(|by| witness(by).cosign(&format!("{text}\n"), TIME).unwrap());
        for believed in [&vkey, &other().vkey(), &namesake.vkey(), "no key", ""] {
            add(proof.as_bytes(), None, believed);
        }
        add(proof.as_bytes(), Some(file.extra()), &vkey);
        add(proof.as_bytes(), Some(b"another"), &vkey);
        for seen in ["", &lines[0], &lines[1], &lines[2], &lines.concat()] {
            let proof = format!("{proof}{seen}");
            for quorum in ["none", "one", "two", "any", "unknown"] {
                add(proof.as_bytes(), None, &policy(quorum));
            }
            add(proof.as_bytes(), None, &policy("any").replace("any any", "any 2"));
            add(proof.as_bytes(), None, &policy("any").replace("any any", "any 3"));
        }
        let (log, all) = (format!("log {vkey}\n"), policy("one"));
        add(proof.as_bytes(), None, &all.replace(&log, ""));
        add(proof.as_bytes(), None, &format!("{all}quorum none\n"));
        add(proof.as_bytes(), None, &format!("{all}{log}"));
    }
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tlog");
    let vectors = fs::read_to_string(data.join("vkey")).unwrap();
    for (index, entry) in [("0", "entry 0"), ("7", ""), ("299", "entry 299")] {
        let proof = fs::read(data.join(format!("proof-{index}.tlog-proof"))).unwrap();
        add(&proof, Some(entry.as_bytes()), vectors.trim_end());
        add(&proof, Some(b"entry 1"), vectors.trim_end());
        add(&proof, None, vectors.trim_end());
    }
    let proof = about(place, &["prove", "257"]).await.out;
    let file = ProofFile::parse(proof.as_bytes()).unwrap();
    let (text, _) = file.checkpoint().split_once("\n\n").unwrap();
    let whole = proof.clone() + &witness(1).cosign(&format!("{text}\n"), TIME).unwrap();
    for at in (0..whole.len()).step_by(13) {
        for bit in [1, 0x20] {
            let mut changed = whole.clone().into_bytes();
            changed[at] ^= bit;
            add(&changed, None, &policy("one"));
        }
    }
    for changed in [
        proof.replace('\n', "\r\n"),
        proof.replace("index 257", "index 0257"),
        proof.replace("index 257", "index 256"),
        proof.replace("index 257", "index 300"),
        proof.replace("index 257", "index 99999999999999999999"),
        proof.replace("\n300\n", "\n301\n"),
        proof.replace("@v1", "@v2"),
        format!("{proof}\n"),
        format!(" {proof}"),
        format!("\u{feff}{proof}"),
        proof.trim_end().to_owned(),
        String::new(),
        "c2sp.org/tlog-proof@v1\n".to_owned(),
        "a".repeat(1_200_000),
    ] {
        add(changed.as_bytes(), None, &vkey);
    }
    cases
}

#[tokio::test]
async fn node_and_the_program_agree_about_every_proof() {
    let Some(node) = node() else {
        let told =
            b"left out: the page's verifier in Node, because there is no Node of 20 or later\n";
        std::io::stderr().write_all(told).unwrap();
        return;
    };
    let place = Place::new();
    let ledger = place.open();
    append_all(&ledger, 0..300).await;
    ledger.publish().unwrap();
    let cases = cases(&place).await;
    let folder = place.dir().parent().unwrap().to_owned();
    let said = in_node(&node, &folder, &cases);
    assert_eq!(said.len(), cases.len());
    let mut held = 0;
    for (case, in_node) in cases.iter().zip(said) {
        let by_sluse = by_sluse(&folder, case).await;
        let shown = String::from_utf8_lossy(&case.proof);
        let shown = shown.get(..shown.len().min(3000)).unwrap_or_default();
        let what = format!("{in_node}\n{by_sluse}\n{}\n{shown}", case.believed);
        assert_eq!(in_node["holds"], by_sluse["holds"], "{what}");
        if in_node["holds"] == true {
            held += 1;
            for part in ["origin", "index", "size", "root", "leaf", "signed_by"] {
                assert_eq!(in_node[part], by_sluse[part], "{part}: {what}");
            }
            let count = |told: &Value| told["witnesses"].as_array().map(Vec::len);
            assert_eq!(count(&in_node), count(&by_sluse), "{what}");
        }
    }
    // Five entries, each with and without its own entry, and under each policy that is met.
    assert!(held >= 5 * 12, "{held} of {} hold", cases.len());
    ledger.close().await;
}
