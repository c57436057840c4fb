//! Rules of the house that the compiler cannot see.

use std::fs;
use std::path::{Path, PathBuf};

/// The floor of each room, as ARCHITECTURE.md has it.
const FLOORS: &[(&str, u8)] = &[
    ("vocab", 0),
    ("anomaly", 10),
    ("certificate", 10),
    ("jose", 10),
    ("page", 5),
    ("paper", 10),
    ("policy", 10),
    ("merkle", 10),
    ("redact", 10),
    ("relatives", 10),
    ("unpack", 10),
    ("vrf", 10),
    ("registry", 20),
    ("dial", 20),
    ("disk", 20),
    ("metrics", 20),
    ("client", 30),
    ("export", 40),
    ("stamp", 10),
    ("ledger", 30),
    ("login", 30),
    ("witness", 30),
    ("folkeregister", 35),
    ("token", 35),
    ("acts", 38),
    ("watch", 38),
    ("audit", 40),
    ("mirror", 40),
    ("registrar", 40),
    ("gateway", 40),
    ("notify", 40),
    ("web", 40),
    ("activation", 45),
    ("answers", 48),
    ("reports", 49),
    ("config", 50),
    ("serve", 50),
    ("app", 60),
    ("cli", 60),
    ("demo", 60),
    ("main", 60),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder with its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for item in fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    let named = |path: PathBuf| {
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    found.into_iter().map(named).collect()
}

fn room_of(file: &str) -> &str {
    file.strip_prefix("src/").unwrap().split(['/', '.']).next().unwrap()
}

fn floor_of(room: &str) -> u8 {
    let found = FLOORS.iter().find(|(name, _)| *name == room);
    found
        .unwrap_or_else(|| panic!("{room} is in no floor: put it in the list and ARCHITECTURE.md"))
        .1
}

/// The rooms that a file names with `crate::`.
fn used(text: &str) -> impl Iterator<Item = &str> {
    text.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|one: char| !one.is_alphanumeric() && one != '_');
        &rest[..end.unwrap_or(rest.len())]
    })
}

#[test]
fn no_room_uses_its_own_floor_or_one_above() {
    let mut faults = Vec::new();
    for (file, text) in sources("src") {
        let room = room_of(&file);
        if room == "lib" {
            continue;
        }
        for other in
            used(&text).filter(|other| *other != room && FLOORS.iter().any(|f| f.0 == *other))
        {
            let same_top = floor_of(room) == 60 && floor_of(other) == 60;
            if floor_of(other) >= floor_of(room) && !same_top {
                faults.push(format!("{file} uses {other}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn only_the_command_line_reaches_the_demonstration() {
    for (file, text) in sources("src") {
        if !matches!(room_of(&file), "cli" | "demo" | "lib") {
            assert!(!used(&text).any(|room| room == "demo"), "{file} uses demo");
        }
    }
}

#[test]
fn pure_floors_do_no_io_and_read_no_clock() {
    for (file, text) in sources("src") {
        let room = room_of(&file);
        if room == "lib" || floor_of(room) > 10 {
            continue;
        }
        for word in [
            "std::fs",
            "TcpStream",
            "std::env",
            "tokio::",
            "async fn",
            "SystemTime",
            "Instant::now",
        ] {
            assert!(!text.contains(word), "{file} has {word}");
        }
    }
}

#[test]
fn every_file_says_what_it_is_and_is_not_too_long() {
    for (file, text) in sources("src").into_iter().chain(sources("tests")) {
        assert!(text.starts_with("//!"), "{file} does not begin with //!");
        let lines = text.lines().count();
        assert!(lines <= 500, "{file} has {lines} lines");
    }
}

#[test]
fn no_function_is_longer_than_a_screen() {
    for (file, text) in sources("src") {
        let mut begun: Option<(usize, usize, &str)> = None;
        for (at, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let rest = line.trim_start();
            let signature =
                ["fn ", "pub fn ", "async fn ", "pub async fn ", "const fn ", "pub const fn "]
                    .iter()
                    .any(|start| rest.starts_with(start))
                    || rest.starts_with("pub(") && rest.contains(" fn ");
            if signature && begun.is_none() && !rest.ends_with(';') {
                begun = Some((at, indent, rest));
            } else if let Some((from, column, name)) = begun
                && indent == column
                && (rest == "}" || rest.ends_with(';'))
            {
                assert!(at - from <= 70, "{file}:{}: {name} has {} lines", from + 1, at - from);
                begun = None;
            }
        }
    }
}

#[test]
fn nothing_is_left_to_do_and_no_room_is_a_drawer() {
    for (file, text) in sources("src") {
        for word in ["todo!", "unimplemented!", "FIXME", "XXX", "not implemented", "placeholder"] {
            assert!(!text.contains(word), "{file} has {word}");
        }
        for drawer in ["util", "common", "helpers", "types", "manager"] {
            let named = |part: &str| part == drawer;
            assert!(!file.split(['/', '.']).any(named), "{file} is a drawer");
        }
    }
}

#[test]
fn no_private_key_is_among_the_files() {
    for folder in ["src", "tests", "benches", "config", "certs", "policies"] {
        let mut folders = vec![root().join(folder)];
        while let Some(next) = folders.pop() {
            for item in fs::read_dir(&next).unwrap() {
                let path = item.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let bytes = fs::read(&path).unwrap();
                let marker = format!("-----BEGIN {}PRIVATE KEY", "");
                let found = bytes.windows(marker.len()).any(|window| window == marker.as_bytes());
                assert!(!found, "{}", path.display());
            }
        }
    }
}
