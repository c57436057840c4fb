//! Which key signs when, which are published, and the folder that `sluse keys rotate` keeps.

use super::{ISSUER_PEM, issuer_key};
use proptest::prelude::*;
use sluse::jose::JoseError;
use sluse::jose::alg::Algorithm;
use sluse::jose::signer::Signer;
use sluse::token::keys::folder::{self, KeyFile};
use sluse::token::keys::rotate::{MADE_AHEAD, Wanted, rotate};
use sluse::token::keys::schedule::{Schedule, Scheduled, Standing, kept_after_successor};
use sluse::token::keys::{IssuerKeys, IssuerKeysError};
use sluse::token::{CLOCK_SKEW, LONGEST_TOKEN_LIFETIME};
use sluse::vocab::time::Timestamp;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::Duration;

/// A key by name only.
struct Named(String, Algorithm);

impl Signer for Named {
    fn kid(&self) -> &str {
        &self.0
    }
    fn alg(&self) -> Algorithm {
        self.1
    }
    fn public_jwk(&self) -> serde_json::Value {
        serde_json::json!({ "kid": self.0 })
    }
    fn sign_bytes(&self, _: &[u8]) -> Result<Vec<u8>, JoseError> {
        Err(JoseError::Signing)
    }
}

fn key(name: &str, alg: Algorithm, begins: u64) -> Scheduled {
    let signer = Arc::new(Named(name.to_owned(), alg));
    Scheduled { begins: Timestamp::from_seconds(begins), signer }
}

fn standings(schedule: &Schedule, now: u64) -> Vec<(String, Standing)> {
    let at = schedule.at(Timestamp::from_seconds(now));
    at.map(|(key, standing)| (key.signer.kid().to_owned(), standing)).collect()
}

#[test]
fn of_each_algorithm_the_newest_that_has_begun_signs() {
    let keys = vec![
        key("c", Algorithm::Rs256, 3_000_000),
        key("a", Algorithm::Rs256, 1_000_000),
        key("e", Algorithm::Es256, 1_500_000),
        key("b", Algorithm::Rs256, 2_000_000),
    ];
    let schedule = Schedule::new(keys).unwrap();
    let kept = kept_after_successor();
    let until = Timestamp::from_seconds(2_000_000).plus(kept);
    let named = |name: &str, standing| (name.to_owned(), standing);
    assert_eq!(
        standings(&schedule, 1_999_999),
        [
            named("a", Standing::Signing),
            named("e", Standing::Signing),
            named("b", Standing::Coming),
            named("c", Standing::Coming),
        ]
    );
    let change = [
        named("a", Standing::Former { until }),
        named("e", Standing::Signing),
        named("b", Standing::Signing),
        named("c", Standing::Coming),
    ];
    assert_eq!(standings(&schedule, 2_000_000), change);
    assert_eq!(standings(&schedule, 2_000_000 + kept.as_secs() - 1), change);
    assert_eq!(standings(&schedule, 2_000_000 + kept.as_secs())[0], named("a", Standing::Gone));
    let next = |now| schedule.next_change(Timestamp::from_seconds(now)).map(Timestamp::seconds);
    assert_eq!(next(0), Some(1_000_000));
    assert_eq!(next(1_000_000), Some(1_500_000));
    assert_eq!(next(2_000_000), Some(2_000_000 + kept.as_secs()));
    assert_eq!(next(4_000_000), None);
}

proptest! {
    /// Whatever the keys: one signs at a time, and whoever signed within a token's life is published.
    #[test]
    fn who_signed_is_published_until_the_last_token_is_gone(
        begins in proptest::collection::btree_set(0_u64..100_000, 1..8),
        now in 0_u64..200_000,
    ) {
        let named = |begins: &u64| key(&begins.to_string(), Algorithm::Rs256, *begins);
        let schedule = Schedule::new(begins.iter().map(named).collect()).unwrap();
        let signs = |now: u64| begins.iter().rev().find(|begins| **begins <= now);
        let signing: Vec<_> = standings(&schedule, now)
            .into_iter()
            .filter(|(_, standing)| *standing == Standing::Signing)
            .map(|(name, _)| name)
            .collect();
        prop_assert_eq!(signing, signs(now).map(ToString::to_string).into_iter().collect::<Vec<_>>());
        let life = (LONGEST_TOKEN_LIFETIME + CLOCK_SKEW).as_secs();
        let signed = signs(now.saturating_sub(life)).map(ToString::to_string);
        for (name, standing) in standings(&schedule, now) {
            let needed = signed.as_ref() == Some(&name);
            prop_assert!(!(needed && standing == Standing::Gone), "{} is gone at {}", name, now);
        }
        let change = schedule.next_change(Timestamp::from_seconds(now));
        if let Some(change) = change {
            let before = change.seconds() - 1;
            prop_assert!(change.seconds() > now);
            prop_assert_eq!(standings(&schedule, now), standings(&schedule, before));
            prop_assert_ne!(standings(&schedule, before), standings(&schedule, change.seconds()));
        } else {
            prop_assert_eq!(standings(&schedule, now), standings(&schedule, now + 1_000_000));
        }
    }
}

#[test]
fn two_keys_that_cannot_be_told_apart_are_refused() {
    for keys in [
        vec![key("a", Algorithm::Rs256, 1), key("a", Algorithm::Rs256, 2)],
        vec![key("a", Algorithm::Rs256, 1), key("a", Algorithm::Es256, 2)],
        vec![key("a", Algorithm::Rs256, 1), key("b", Algorithm::Rs256, 1)],
    ] {
        assert!(matches!(Schedule::new(keys), Err(IssuerKeysError::Twice { .. })));
    }
    Schedule::new(vec![key("a", Algorithm::Rs256, 1), key("b", Algorithm::Es256, 1)]).unwrap();
    let other = Schedule::new(vec![key("a", Algorithm::Rs512, 1)]);
    assert!(matches!(other, Err(IssuerKeysError::Algorithm(Algorithm::Rs512))));
    let many = (0..33).map(|at| key(&at.to_string(), Algorithm::Rs256, at)).collect();
    assert!(matches!(Schedule::new(many), Err(IssuerKeysError::TooMany(_))));
}

#[test]
fn a_files_name_says_when_its_key_begins_and_is_read_in_one_form_only() {
    let name = "20261121T123456Z-es256.pem";
    let file = KeyFile::parse(name).unwrap();
    assert_eq!(file.begins.to_string(), "2026-11-21T12:34:56.000Z");
    assert_eq!((file.alg, file.name().as_str()), (Algorithm::Es256, name));
    for bad in [
        "20261121T123456Z-ES256.pem",
        "20261121T123456-es256.pem",
        "20261121T123456Z-es256.PEM",
        "20261131T123456Z-es256.pem",
        "20261121T250000Z-es256.pem",
        "2026112T1123456Z-es256.pem",
        "+0261121T123456Z-es256.pem",
        "20261121T123456Z.pem",
        "2026112\u{665}T123456Z-es256.pem",
    ] {
        assert_eq!(KeyFile::parse(bad), None, "{bad}");
    }
}

fn wanted(alg: Algorithm, begins_in: Option<u64>) -> Wanted {
    Wanted { alg, begins_in: begins_in.map(Duration::from_secs), rsa_bits: 2048 }
}

#[test]
fn rotating_makes_the_first_key_at_once_the_next_ahead_and_removes_what_is_gone() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("keys");
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let now = Timestamp::from_seconds(1_767_222_000);
    let first = rotate(&folder, wanted(Algorithm::Rs256, None), now).unwrap();
    assert_eq!((first.begins, mode(&folder), mode(&first.path)), (now, 0o700, 0o600));
    let second = rotate(&folder, wanted(Algorithm::Rs256, None), now).unwrap();
    assert_eq!(second.begins, now.plus(MADE_AHEAD));
    assert!(second.removed.is_empty());
    let again = rotate(&folder, wanted(Algorithm::Rs256, None), now).unwrap_err();
    assert!(matches!(again, IssuerKeysError::Waits { kid, .. } if kid == second.kid));
    let curve = rotate(&folder, wanted(Algorithm::Es256, Some(3600)), now).unwrap();
    assert_eq!(curve.begins, now.plus(Duration::from_secs(3600)));
    // In an emergency one goes before the key that waits.
    let urgent = rotate(&folder, wanted(Algorithm::Rs256, Some(1)), now).unwrap();
    let gone = urgent.begins.plus(kept_after_successor());
    let names = |now| standings(&folder::read(&folder).unwrap(), now);
    assert_eq!(names(now.seconds()).len(), 4);
    let third = rotate(&folder, wanted(Algorithm::Rs256, Some(5)), gone).unwrap();
    assert_eq!(third.removed, std::slice::from_ref(&first.path));
    assert!(!first.path.exists() && urgent.path.exists() && second.path.exists());
    assert!(std::fs::read_dir(&folder).unwrap().all(|item| {
        item.unwrap().path().extension().is_some_and(|extension| extension == "pem")
    }));
}

#[test]
fn the_same_second_is_not_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let now = Timestamp::from_seconds(1_767_222_000);
    let first = rotate(dir.path(), wanted(Algorithm::Rs256, None), now).unwrap();
    let bytes = std::fs::read(&first.path).unwrap();
    let again = rotate(dir.path(), wanted(Algorithm::Rs256, Some(0)), now).unwrap_err();
    assert!(matches!(again, IssuerKeysError::File { .. }), "{again}");
    assert_eq!(std::fs::read(&first.path).unwrap(), bytes);
}

#[test]
fn a_folder_that_became_unreadable_keeps_the_last_good_keys() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    write("20260101T000000Z-rs256.pem", &ISSUER_PEM);
    let now = Timestamp::from_seconds(1_800_000_000);
    let keys = IssuerKeys::load(dir.path(), now).unwrap();
    let same =
        |keys: &IssuerKeys| keys.at(now).signing(Algorithm::Rs256).kid() == issuer_key().kid();
    write("20270101T000000Z-rs256.pem", "half a k");
    assert!(matches!(keys.read_again(now), Err(IssuerKeysError::Key { .. })));
    assert!(same(&keys));
    std::fs::remove_dir_all(dir.path()).unwrap();
    assert!(matches!(keys.read_again(now), Err(IssuerKeysError::File { .. })));
    assert!(same(&keys));
    assert_eq!(keys.withdrawals(now), 0);
}
