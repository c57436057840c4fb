//! The configuration: the example is right, and mistakes are told with their place.

use sluse::config::Config;
use sluse::config::witness::WitnessConfig;
use sluse::merkle::policy::LogKey;
use std::path::Path;

const EXAMPLE: &str = include_str!("../../config/sluse.toml");
const WITNESS_EXAMPLE: &str = include_str!("../../config/witness.toml");

#[test]
fn the_example_has_every_key() {
    let config = Config::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/sluse.toml")));
    let config = config.unwrap();
    assert!(config.policies.is_dir(), "paths are relative to the file");
    has_every_key(
        EXAMPLE,
        concat!(
            include_str!("../../src/config.rs"),
            include_str!("../../src/config/audit.rs"),
            include_str!("../../src/config/citizens.rs"),
            include_str!("../../src/config/witnesses.rs"),
            include_str!("../../src/config/notices.rs"),
        ),
    );
}

#[test]
fn the_example_of_a_witness_has_every_key() {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/witness.toml"));
    let config = WitnessConfig::read(file).unwrap();
    for vkey in &config.logs[0].vkeys {
        LogKey::parse(vkey).unwrap();
    }
    has_every_key(WITNESS_EXAMPLE, include_str!("../../src/config/witness.rs"));
    for (right, wrong) in [
        ("[[logs]]", "[[log]]"),
        ("requests_per_second     = 20", "requests_per_second = 0"),
        ("wait_ms                 = 10000", "wait_ms = 0"),
    ] {
        assert!(WITNESS_EXAMPLE.contains(right), "{right}");
        assert!(WitnessConfig::parse("w", &WITNESS_EXAMPLE.replace(right, wrong)).is_err());
    }
}

#[test]
fn witnesses_that_could_never_answer_are_refused() {
    for key in ["timeout_ms   = 5000", "interval_ms  = 1000", "late_after_s = 300"] {
        assert!(EXAMPLE.contains(key), "{key}");
        let never = EXAMPLE.replace(key, &format!("{}= 0", key.split('=').next().unwrap()));
        let error = Config::parse("c", &never).unwrap_err().to_string();
        assert!(error.contains("ledger.witnesses"), "{error}");
    }
}

#[test]
fn notices_that_could_never_come_are_refused() {
    for (right, wrong, told) in [
        (r#"ways          = ["postkasse", "svarut", "email"]"#, "ways = []", "at least one"),
        (
            r#"ways          = ["postkasse", "svarut", "email"]"#,
            r#"ways = ["email", "email"]"#,
            "twice",
        ),
        (r#"ways          = ["postkasse", "svarut", "email"]"#, r#"ways = ["brevdue"]"#, "brevdue"),
        ("look_every_s  = 60", "look_every_s = 0", "look_every_s"),
        ("give_up_days  = 7", "give_up_days = 0", "give_up_days"),
        ("quiet_from_h  = 21", "quiet_from_h = 24", "quiet_from_h"),
        ("quiet_until_h = 7 ", "", "quiet_from_h"),
        ("level   = 3", "level = 2", "level"),
        ("user     = \"sluse\"", "", "notices.email.user"),
        (r#"security = "starttls""#, r#"security = "none""#, "none"),
        ("[notices.email]", "[notices.e-post]", "e-post"),
    ] {
        assert!(EXAMPLE.contains(right), "{right}");
        let error = Config::parse("c", &EXAMPLE.replacen(right, wrong, 1)).unwrap_err().to_string();
        assert!(error.contains(told), "{wrong}: {error}");
    }
    // Each way needs its own part.
    for part in ["maskinporten", "contacts", "email", "svarut", "eformidling"] {
        let (before, rest) = EXAMPLE.split_once(&format!("[notices.{part}]")).unwrap();
        let after = rest.split_once("\n[").unwrap().1;
        let error = Config::parse("c", &format!("{before}[{after}")).unwrap_err().to_string();
        assert!(error.contains("notices.ways"), "{part}: {error}");
    }
}

/// Whether the example writes each key that the structs of this source have, if only as a comment (of two
/// keys of which one is wanted).
fn has_every_key(example: &str, source: &str) {
    let keys = source.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
    let keys: Vec<_> = keys.map(|(key, _)| key).filter(|key| !key.contains(' ')).collect();
    assert!(keys.len() > 10, "the keys are the fields of the structs");
    for key in keys {
        let written = example.lines().any(|line| {
            let line = line.trim_start_matches("# ");
            line.split(['=', '#']).next().unwrap().trim() == key
                || line.trim_start_matches('[').starts_with(&format!("{key}]"))
                || line.starts_with(&format!("[{key}"))
                || line.starts_with('[') && line.contains(&format!(".{key}]"))
        });
        assert!(written, "`{key}` is not in the example");
    }
}

#[test]
fn an_unknown_key_is_refused_with_its_place_and_the_nearest_known() {
    let misspelt = EXAMPLE.replace("publish_interval_ms", "publish_intervall_ms");
    let line = misspelt.lines().position(|line| line.contains("intervall")).unwrap() + 1;
    let error = Config::parse("sluse.toml", &misspelt).unwrap_err().to_string();
    assert!(error.starts_with(&format!("sluse.toml:{line}:1: unknown field")), "{error}");
    assert!(error.ends_with("did you mean `publish_interval_ms`?"), "{error}");
}

#[test]
fn addresses_must_have_their_exact_form() {
    for (right, wrong) in [
        ("https://sluse.example.no/", "https://sluse.example.no"),
        ("https://sluse.example.no/", "http://sluse.example.no/"),
        ("https://innsyn.example.no", "https://innsyn.example.no/"),
    ] {
        assert!(Config::parse("c", &EXAMPLE.replace(right, wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn a_limit_of_nothing_is_refused() {
    let none = EXAMPLE.replace("consumer_burst               = 2000", "consumer_burst = 0");
    let error = Config::parse("c", &none).unwrap_err().to_string();
    assert!(error.contains("nonzero"), "{error}");
}

#[test]
fn certificates_without_revocation_lists_are_refused() {
    let (begin, rest) = EXAMPLE.split_once("crls          = [").unwrap();
    let (_, end) = rest.split_once(']').unwrap();
    let error = Config::parse("c", &format!("{begin}crls = []{end}")).unwrap_err().to_string();
    assert!(error.ends_with("crls must name at least one revocation list"), "{error}");
    let never = EXAMPLE.replace("crl_max_age_h = 48", "crl_max_age_h = 0");
    assert!(Config::parse("c", &never).is_err());
}
