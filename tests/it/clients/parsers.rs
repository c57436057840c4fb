//! No common parser reads a forbidden field from what comes out: Python's and Node's, beside serde_json.

use super::{installed, left_out};
use serde_json::Value;
use sluse::redact::{Form, PermitSource, Piece, Plan, PlanSource, Redactor, Setting};
use sluse::vocab::field::FieldPath;
use sluse::vocab::time::Day;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Stands in every value, and in every name, that must not come out.
const FORBIDDEN: &str = "hemmelig";

/// Names that a reader may take for the permitted `navn`, or for something else than they are.
const NAMES: [&str; 12] = [
    "hemmelig",
    "n\\u0061vn.hemmelig",
    "hemmelig\\u0000",
    "navn hemmelig",
    "hemmelig\\\"navn\\\"",
    "\\ud83d\\ude00hemmelig",
    "hemmelig[0]",
    "__proto__hemmelig",
    "NAVNhemmelig",
    "hemmelig\\\\",
    "\\u0068emmelig",
    "ｎavn.hemmelig",
];

/// Values, some of which are read differently by different parsers.
const VALUES: [&str; 10] = [
    "\"hemmelig\"",
    "\"\\u0068emmelig\"",
    "[\"hemmelig\",{\"navn\":\"hemmelig\"}]",
    "{\"navn\":\"hemmelig\",\"n\\u0061vnet\":\"hemmelig\"}",
    "{\"a\":{\"b\":[[\"hemmelig\"]]}}",
    "\"}],\\\"navn\\\":\\\"hemmelig\"",
    "\"/* hemmelig */\"",
    "[[],{},\"hemmelig\",1e400]",
    "{\"__proto__\":{\"navn\":\"hemmelig\"}}",
    "\"\\u2028hemmelig\\u2029\"",
];

/// What may come out, where the permitted fields stand.
const KEPT: [&str; 6] = [
    "\"Ola\"",
    "\"\\u004fla \\ud83d\\ude00\"",
    "-0.0e-0",
    "12345678901234567890123",
    "true",
    "null",
];

fn plan() -> Plan {
    let permit = |text: &str, form| PermitSource {
        path: FieldPath::parse(text).unwrap(),
        form,
        only_when: None,
        history: false,
    };
    let permits = vec![
        permit("navn", Form::Clear),
        permit("liste[].navn", Form::Clear),
        permit("ytre.indre.navn", Form::Clear),
        permit("finnes", Form::Exists),
    ];
    Plan::compile(PlanSource { permits, ..PlanSource::default() }).unwrap()
}

fn redacted(plan: &Plan, document: &str) -> String {
    let today = Day::parse("2026-11-21").unwrap();
    let mut redactor = Redactor::new(plan, Setting { today, mask: None, pseudonyms: None });
    redactor.feed(document.as_bytes()).unwrap();
    redactor.finish().unwrap();
    let mut pieces = redactor.take();
    let Some(Piece::Record(record)) = pieces.pop() else { panic!("one record") };
    String::from_utf8(record.body).unwrap()
}

/// Documents with the permitted fields among others, in every combination.
fn outputs() -> Vec<String> {
    let plan = plan();
    let mut all = Vec::new();
    for name in NAMES {
        for value in VALUES {
            for kept in KEPT {
                let inner = format!("{{\"{name}\":{value},\"navn\":{kept}}}");
                let document = format!(
                    "{{\"{name}\":{value},\"navn\":{kept},\"liste\":[{inner},{{\"annet\":{value}}},{inner}],\
                     \"ytre\":{{\"indre\":{inner},\"{name}\":{value}}},\"finnes\":{value}}}"
                );
                all.push(redacted(&plan, &document));
            }
        }
    }
    all
}

/// Reads documents from its input, a JSON text on each line, and prints how many it read; `1` for each
/// in which the word stands.
const PYTHON: &str = "
import json, sys
def holds(x):
    if isinstance(x, dict): return any('hemmelig' in k or holds(v) for k, v in x.items())
    if isinstance(x, list): return any(map(holds, x))
    return isinstance(x, str) and 'hemmelig' in x
print(' '.join(str(int(holds(json.loads(json.loads(line))))) for line in sys.stdin))
";

const NODE: &str = "
const holds = x => typeof x === 'string' ? x.includes('hemmelig')
  : x !== null && typeof x === 'object'
  && Reflect.ownKeys(x).some(k => (!Array.isArray(x) && k.includes('hemmelig')) || holds(x[k]));
const lines = require('fs').readFileSync(0, 'utf8').trimEnd().split('\\n');
console.log(lines.map(line => Number(holds(JSON.parse(JSON.parse(line))))).join(' '));
";

fn said(program: &Path, arguments: [&str; 2], outputs: &[String]) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("PYTHONUTF8", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: Vec<String> =
        outputs.iter().map(|output| Value::from(output.as_str()).to_string()).collect();
    child.stdin.take().unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success());
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

#[test]
fn no_common_parser_reads_a_forbidden_field_from_what_comes_out() {
    let outputs = outputs();
    assert_eq!(outputs.len(), NAMES.len() * VALUES.len() * KEPT.len());
    for output in &outputs {
        let read: Value = serde_json::from_str(output).unwrap();
        assert!(!output.contains(FORBIDDEN) && !read.to_string().contains(FORBIDDEN), "{output}");
        assert!(read["liste"][0].get("navn").is_some(), "what is permitted comes out: {output}");
    }
    if !installed().join("installed").exists() {
        left_out("Python's and Node's parsers, because tests/clients/install.sh did not run");
        return;
    }
    let bin = installed().join("python/bin");
    let nothing = vec!["0"; outputs.len()].join(" ");
    // A control: the parsers do see the word where it stands.
    let control = vec!["{\"a\":[\"\\u0068emmelig\"]}".to_owned()];
    for (program, arguments) in
        [(bin.join("python"), ["-c", PYTHON]), (bin.join("node"), ["-e", NODE])]
    {
        assert_eq!(said(&program, arguments, &outputs), nothing, "{}", program.display());
        assert_eq!(said(&program, arguments, &control), "1", "{}", program.display());
    }
}
