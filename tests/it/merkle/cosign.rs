//! Cosignatures: ours are checked, and those of another implementation in `tests/data/cosign`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::{Checkpoint, CheckpointError};
use sluse::merkle::cosign::{CosignVerifier, Cosigner, cosignatures, newest_by};
use sluse::merkle::note::{KeyName, Note, NoteError, NoteSigner, NoteVerifier};
use sluse::merkle::policy::LogKey;
use sluse::merkle::witness::read_answer;
use sluse::vocab::secret::Key32;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cosign");
const FOREIGN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/tlog");

fn read(name: &str) -> String {
    std::fs::read_to_string(format!("{DATA}/{name}")).unwrap()
}

fn vkeys() -> Vec<CosignVerifier> {
    read("vkeys").lines().map(|vkey| CosignVerifier::parse(vkey).unwrap()).collect()
}

fn cosigner(name: &str, seed: u8) -> Cosigner {
    Cosigner::new(KeyName::parse(name).unwrap(), Key32::new([seed; 32])).unwrap()
}

fn text() -> String {
    Checkpoint::new("log.example", 5, Hash::leaf(b"root")).unwrap().text()
}

/// A note of our log with these further lines.
fn note(lines: &[String]) -> Vec<u8> {
    let log = NoteSigner::new(KeyName::parse("log.example").unwrap(), Key32::new([1; 32])).unwrap();
    [log.sign(&text()).unwrap(), lines.concat().into_bytes()].concat()
}

#[test]
fn cosignatures_of_another_implementation_are_accepted() {
    let (note, keys) = (read("checkpoint"), vkeys());
    let note = Note::parse(note.as_bytes()).unwrap();
    let found = cosignatures(&note, &keys).unwrap();
    let told: Vec<_> =
        found.iter().map(|one| (one.by.name().as_str(), one.time, one.by.is_ml_dsa_44())).collect();
    assert_eq!(
        told,
        [
            ("witness.example/ed25519", 1_795_000_000, false),
            ("witness.example/ml-dsa", 1_795_000_000, true),
            ("ledger.example/own", 1_795_000_000, true),
        ]
    );
    for (key, vkey) in keys.iter().zip(read("vkeys").lines()) {
        assert_eq!(key.vkey(), vkey);
    }
    let log = LogKey::parse(&keys[2].vkey()).unwrap();
    assert_eq!((log.signed(&note), log.origin()), (Ok(true), "ledger.example/own"));
}

#[test]
fn the_same_key_makes_the_same_line_as_the_other_implementation() {
    let note = read("checkpoint");
    let note = Note::parse(note.as_bytes()).unwrap();
    let ours = cosigner("witness.example/ed25519", 4);
    assert_eq!(ours.verifier(), &vkeys()[0]);
    let line = ours.cosign(note.text(), 1_795_000_000).unwrap();
    assert_eq!(line.trim_end(), note.signatures()[1].line());
}

#[test]
fn any_changed_byte_of_text_time_or_signature_is_found() {
    let (whole, keys) = (read("checkpoint"), vkeys());
    for key in &keys {
        let found = newest_by(&Note::parse(whole.as_bytes()).unwrap(), key).unwrap().unwrap();
        let wrong = Err(NoteError::WrongSignature(key.name().clone()));
        let other = whole.replacen("\n300\n", "\n301\n", 1);
        assert_eq!(newest_by(&Note::parse(other.as_bytes()).unwrap(), key), wrong);
        let (start, blob) = found.line.rsplit_once(' ').unwrap();
        let blob = STANDARD.decode(blob).unwrap();
        // The time, and places all over the signature; the first four bytes only name the key.
        for at in (4..12).chain((12..blob.len()).step_by(97)) {
            let mut flipped = blob.clone();
            flipped[at] ^= 1;
            let line = format!("{start} {}", STANDARD.encode(&flipped));
            let other = whole.replacen(found.line, &line, 1);
            assert_eq!(newest_by(&Note::parse(other.as_bytes()).unwrap(), key), wrong, "{at}");
        }
        for short in [5, 12, blob.len() - 1] {
            let line = format!("{start} {}", STANDARD.encode(&blob[..short]));
            let other = whole.replacen(found.line, &line, 1);
            assert_eq!(newest_by(&Note::parse(other.as_bytes()).unwrap(), key), wrong, "{short}");
        }
    }
}

#[test]
fn a_log_of_other_programs_is_cosigned_by_both_types() {
    let dir = std::path::Path::new(FOREIGN);
    if !dir.join("mldsa.line").exists() {
        eprintln!("skipped: there is no log of other programs in {FOREIGN}");
        return;
    }
    let read = |name: &str| std::fs::read(dir.join(name)).unwrap();
    let note = [read("checkpoint"), read("mldsa.line").trim_ascii_end().to_vec(), b"\n".to_vec()];
    let note = note.concat();
    let note = Note::parse(&note).unwrap();
    let vkeys = String::from_utf8(read("vkeys")).unwrap();
    let ed25519 = CosignVerifier::parse(vkeys.lines().nth(1).unwrap()).unwrap();
    assert!(newest_by(&note, &ed25519).unwrap().is_some_and(|found| found.time == 1_700_000_000));
    let name = "witness.example/pq1";
    let public = [&[0x06][..], &read("mldsa.pub")].concat();
    let id =
        ring::digest::digest(&ring::digest::SHA256, &[name.as_bytes(), b"\n", &public].concat());
    let id: String = id.as_ref()[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    let ml_dsa = format!("{name}+{id}+{}", STANDARD.encode(public));
    let ml_dsa = CosignVerifier::parse(&ml_dsa).unwrap();
    assert!(newest_by(&note, &ml_dsa).unwrap().is_some_and(|found| found.time == 1_700_000_000));
    let answer = read("add-checkpoint.resp");
    let (line, time) = read_answer(note.text(), &answer, &ed25519).unwrap();
    assert_eq!((line.as_bytes(), time), (&answer[..], 1_700_000_000));
}

#[test]
fn of_several_cosignatures_of_a_key_the_newest_counts_and_strangers_do_not() {
    let (ours, stranger) = (cosigner("w.example", 2), cosigner("w.example", 3));
    let line = |by: &Cosigner, time| by.cosign(&text(), time).unwrap();
    let note = note(&[line(&ours, 70), line(&stranger, 99), line(&ours, 80), line(&ours, 75)]);
    let note = Note::parse(&note).unwrap();
    let found = newest_by(&note, ours.verifier()).unwrap().unwrap();
    assert_eq!(found.time, 80);
    let known = [ours.verifier().clone(), cosigner("other.example", 9).verifier().clone()];
    assert_eq!(cosignatures(&note, &known).unwrap().len(), 1);
}

#[test]
fn a_cosignature_does_not_make_a_checkpoint_of_a_log() {
    // Even one by a key that is named as the log: the types differ, and so do the ids.
    let named_as_log = cosigner("log.example", 1);
    let line = named_as_log.cosign(&text(), 70).unwrap();
    let only_cosigned = [text().as_bytes(), b"\n", line.as_bytes()].concat();
    let log = NoteVerifier::new(
        KeyName::parse("log.example").unwrap(),
        named_as_log.verifier().public_key().try_into().unwrap(),
    );
    let opened = Checkpoint::open(&only_cosigned, &[log]);
    assert_eq!(opened, Err(CheckpointError::Note(NoteError::UnknownSigners)));
    let refused = LogKey::parse(&named_as_log.verifier().vkey());
    assert_eq!(refused, Err(NoteError::KeyType(0x04)));
}

#[test]
fn only_texts_of_checkpoints_are_cosigned_and_only_at_a_time() {
    let ours = cosigner("w.example", 2);
    for text in ["", "log.example\n5\n", "a\nb\nc\n", "log.example\n5\nnothash\n"] {
        assert_eq!(ours.cosign(text, 70), Err(NoteError::Unsignable), "{text:?}");
    }
    for time in [0, i64::MAX as u64 + 1, u64::MAX] {
        assert_eq!(ours.cosign(&text(), time), Err(NoteError::Unsignable), "{time}");
    }
    let extended = text() + "an extension line\n";
    let line = ours.cosign(&extended, 70).unwrap();
    let note = [extended.as_bytes(), b"\n", line.as_bytes()].concat();
    assert!(newest_by(&Note::parse(&note).unwrap(), ours.verifier()).unwrap().is_some());
    // The extension line is covered: without it the signature does not fit.
    let note = [text().as_bytes(), b"\n", line.as_bytes()].concat();
    assert!(newest_by(&Note::parse(&note).unwrap(), ours.verifier()).is_err());
}

#[test]
fn verifiers_of_cosigners_out_of_form_are_refused() {
    let vkey = cosigner("w.example", 2).verifier().vkey();
    let (name_and_id, key) = vkey.rsplit_once('+').unwrap();
    for wrong in [
        String::new(),
        vkey.replacen("w.example", "v.example", 1),
        format!("{name_and_id}+{}", STANDARD.encode([4; 20])),
        format!("{name_and_id}+{key}="),
        format!("{vkey} "),
    ] {
        let refused = CosignVerifier::parse(&wrong);
        assert!(matches!(refused, Err(NoteError::VerifierKey(_))), "{wrong}: {refused:?}");
    }
    let log = NoteSigner::new(KeyName::parse("log.example").unwrap(), Key32::new([1; 32])).unwrap();
    assert_eq!(CosignVerifier::parse(&log.vkey()), Err(NoteError::KeyType(0x01)));
}

#[test]
fn a_witnesss_answer_is_read_strictly() {
    let (ours, stranger) = (cosigner("w.example", 2), cosigner("x.example", 3));
    let (line, strange) =
        (ours.cosign(&text(), 70).unwrap(), stranger.cosign(&text(), 70).unwrap());
    let answered = |answer: &str| read_answer(&text(), answer.as_bytes(), ours.verifier());
    assert_eq!(answered(&line), Ok((line.clone(), 70)));
    assert_eq!(answered(&format!("{strange}{line}")), Ok((line.clone(), 70)));
    assert_eq!(answered(&strange), Err(NoteError::UnknownSigners));
    let of_another_tree =
        ours.cosign(&Checkpoint::new("log.example", 6, Hash::EMPTY).unwrap().text(), 70).unwrap();
    assert!(matches!(answered(&of_another_tree), Err(NoteError::WrongSignature(_))));
    for wrong in ["", "\n", "no signature\n", line.trim_end(), &format!("more text\n\n{line}")] {
        let refused = answered(wrong);
        let malformed = matches!(refused, Err(NoteError::SignatureLine | NoteError::Unsigned));
        assert!(malformed, "{wrong:?}: {refused:?}");
    }
}
