//! pyshacl holds the catalogue against the shapes of DCAT-AP-NO.

use super::{installed, left_out, scripts};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The catalogue of these policies.
fn catalogue(policies: &str, format: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sluse"));
    command.args(["policy", "catalogue", "--base", "https://sluse.example/"]);
    command.args(["--publisher", "311672118", "--contact", "mailto:post@sluse.example"]);
    command.args(["--format", format, "--dir"]).arg(root(policies));
    let done = command.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// What pyshacl says of a graph; `None` if it is not installed.
fn validated(graph: &str, format: &str) -> Option<String> {
    if !installed().join("installed").exists() {
        left_out("with_pyshacl.py, because tests/clients/install.sh did not run to its end");
        return None;
    }
    let dir = TempDir::new().unwrap();
    let data = dir.path().join("catalogue");
    std::fs::write(&data, graph).unwrap();
    let done = Command::new(installed().join("python/bin/python"))
        .arg(scripts().join("python/with_pyshacl.py"))
        .env("DATA", &data)
        .env("FORMAT", format)
        .env("SHAPES", root("tests/data/dcat-ap-no.shacl.ttl"))
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8(done.stdout).unwrap())
}

#[test]
fn the_catalogue_conforms_to_the_shapes_in_both_forms() {
    for policies in ["tests/data/asked/then", "policies"] {
        let turtle = validated(&catalogue(policies, "turtle"), "turtle");
        let json_ld = validated(&catalogue(policies, "json-ld"), "json-ld");
        let Some((turtle, json_ld)) = turtle.zip(json_ld) else { return };
        assert!(turtle.starts_with("conforms "), "{policies}: {turtle}");
        assert_eq!(turtle, json_ld, "{policies}: not the same number of statements");
    }
}

#[test]
fn the_shapes_find_what_is_missing_or_wrong() {
    let whole = catalogue("tests/data/asked/then", "turtle");
    for (from, to) in [
        ("dcat:endpointURL", "dcat:landingPage"),
        ("access-right/RESTRICTED", "access-right/PUBLIC"),
        ("cpsvno:ruleForDisclosure", "cpsvno:ruleForAnything"),
        ("cpsv:implements", "cpsv:mentions"),
        ("organizations/311672118", "organizations/311"),
        ("a dcat:Catalog", "a dcat:Resource"),
        ("xsd:date", "xsd:string"),
    ] {
        assert!(whole.contains(from), "{from} is not in\n{whole}");
        let Some(told) = validated(&whole.replace(from, to), "turtle") else { return };
        assert!(told.contains("Conforms: False"), "{from} as {to}: {told}");
    }
}
