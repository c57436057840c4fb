//! Notes are signed and opened as the specification and an independent crate do.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use signed_note::{Note, StandardSigner, StandardVerifier, VerifierList};
use sluse::merkle::note::{self, KeyName, NoteError, NoteSigner, NoteVerifier};
use sluse::vocab::secret::Key32;

const TEXT: &str = "ledger.example\n1\nsomething\n";

fn signer(name: &str, seed: u8) -> NoteSigner {
    NoteSigner::new(KeyName::parse(name).unwrap(), Key32::new([seed; 32])).unwrap()
}

fn known(signers: &[&NoteSigner]) -> Vec<NoteVerifier> {
    signers.iter().map(|signer| signer.verifier().clone()).collect()
}

/// One note with the signatures of several keys over one text.
fn signed_by(text: &str, signers: &[&NoteSigner]) -> Vec<u8> {
    let mut note = format!("{text}\n").into_bytes();
    for signer in signers {
        let one = signer.sign(text).unwrap();
        note.extend_from_slice(&one[text.len() + 1..]);
    }
    note
}

fn without_last(text: &str) -> &str {
    text.split_at(text.len() - 1).0
}

#[test]
fn a_known_key_opens_what_it_signed() {
    let (log, witness) = (signer("ledger.example/log", 1), signer("witness.example", 2));
    let note = signed_by(TEXT, &[&log, &witness]);
    let keys = known(&[&witness, &log]);
    let opened = note::open(&note, &keys).unwrap();
    assert_eq!(opened.text(), TEXT);
    let names: Vec<_> = opened.signers().iter().map(|signer| signer.name().as_str()).collect();
    assert_eq!(names, ["ledger.example/log", "witness.example"]);
    assert!(opened.is_signed_by("witness.example") && !opened.is_signed_by("witness"));
}

#[test]
fn the_independent_crate_opens_our_notes_and_we_open_theirs() {
    let log = signer("ledger.example/log", 1);
    let theirs = || VerifierList::new(vec![Box::new(StandardVerifier::new(&log.vkey()).unwrap())]);
    let ours = log.sign(TEXT).unwrap();
    let (verified, unknown) = Note::from_bytes(&ours).unwrap().verify(&theirs()).unwrap();
    assert_eq!((verified.len(), unknown.len()), (1, 0));

    let key = STANDARD.encode([&[1_u8][..], &[1; 32]].concat());
    let skey = format!("PRIVATE+KEY+ledger.example/log+{}+{key}", log.verifier().key_id());
    let mut note = Note::new(TEXT.as_bytes(), &[]).unwrap();
    note.add_sigs(&[&StandardSigner::new(&skey).unwrap()]).unwrap();
    assert_eq!(note.to_bytes(), ours, "Ed25519 signatures are deterministic");
}

#[test]
fn a_text_may_have_empty_lines_and_the_last_one_separates() {
    let log = signer("log", 1);
    for text in ["\n", "\n\n", "a\n\nb\n", "a\n\n— log AAAAAAA=\n", "trafitto è\n\n\n"] {
        let note = log.sign(text).unwrap();
        assert_eq!(note::open(&note, &known(&[&log])).unwrap().text(), text);
    }
}

#[test]
fn signatures_of_unknown_keys_and_types_are_ignored() {
    let (log, other) = (signer("log", 1), signer("log", 2));
    let long = STANDARD.encode([0xaa; 2432]);
    let short = STANDARD.encode([0xbb; 5]);
    let mut note = signed_by(TEXT, &[&other, &log]);
    note.extend_from_slice(format!("— log {long}\n— witness {short}\n").as_bytes());
    let keys = known(&[&log]);
    assert_eq!(note::open(&note, &keys).unwrap().signers(), [&keys[0]]);

    let id = STANDARD.encode([&log.verifier().key_id().as_bytes()[..], &[0; 72]].concat());
    note.extend_from_slice(format!("— elsewhere {id}\n").as_bytes());
    assert!(note::open(&note, &keys).is_ok(), "the id alone does not make a key known");
}

#[test]
fn a_known_key_whose_signature_fails_refuses_the_whole_note() {
    let (log, witness) = (signer("log", 1), signer("witness", 2));
    let elsewhere = witness.sign("another text\n").unwrap();
    let mut note = log.sign(TEXT).unwrap();
    note.extend_from_slice(&elsewhere["another text\n\n".len()..]);
    let wrong = NoteError::WrongSignature(KeyName::parse("witness").unwrap());
    assert_eq!(note::open(&note, &known(&[&log, &witness])), Err(wrong.clone()));
    assert!(note::open(&note, &known(&[&log])).is_ok());

    let id = witness.verifier().key_id();
    for length in [1, 63, 65, 72] {
        let blob = STANDARD.encode([&id.as_bytes()[..], &vec![0; length]].concat());
        let mut note = signed_by(TEXT, &[&witness, &log]);
        note.extend_from_slice(format!("— witness {blob}\n").as_bytes());
        assert_eq!(note::open(&note, &known(&[&log, &witness])), Err(wrong.clone()));
    }
}

#[test]
fn a_note_that_no_known_key_signed_is_refused() {
    let (log, other) = (signer("log", 1), signer("log", 2));
    let note = log.sign(TEXT).unwrap();
    assert_eq!(note::open(&note, &known(&[&other])), Err(NoteError::UnknownSigners));
    assert_eq!(note::open(&note, &[]), Err(NoteError::UnknownSigners));
}

#[test]
fn every_changed_byte_is_noticed() {
    let log = signer("log", 1);
    let note = log.sign(TEXT).unwrap();
    for at in 0..note.len() {
        let mut changed = note.clone();
        changed[at] ^= 1;
        assert!(note::open(&changed, &known(&[&log])).is_err(), "byte {at}");
    }
}

#[test]
fn a_signature_given_twice_counts_once() {
    let log = signer("log", 1);
    let note = signed_by(TEXT, &[&log, &log]);
    assert_eq!(note::open(&note, &known(&[&log])).unwrap().signers().len(), 1);
    let twice = known(&[&log, &log]);
    assert!(matches!(note::open(&note, &twice), Err(NoteError::Ambiguous(_))));
}

#[test]
fn notes_out_of_form_are_refused_as_the_independent_crate_does() {
    let log = signer("log", 1);
    let line = String::from_utf8(log.sign("text\n").unwrap()).unwrap().replace("text\n\n", "");
    let blob = line.trim_end().rsplit(' ').next().unwrap().to_owned();
    for (note, why) in [
        (String::new(), NoteError::Unsigned),
        ("text\n".into(), NoteError::Unsigned),
        ("text\n\n".into(), NoteError::Unsigned),
        (line.clone(), NoteError::Unsigned),
        (format!("\n{line}"), NoteError::Unsigned),
        (format!("text\n{line}"), NoteError::Unsigned),
        (format!("text\n\n{}", line.trim_end()), NoteError::Unsigned),
        (format!("text\n\n{line}\n"), NoteError::Unsigned),
        (format!("text\n\n{line}after\n"), NoteError::SignatureLine),
        (format!("text\n\n-- log {blob}\n"), NoteError::SignatureLine),
        (format!("text\n\n—log {blob}\n"), NoteError::SignatureLine),
        (format!("text\n\n— {blob}\n"), NoteError::SignatureLine),
        (format!("text\n\n—  {blob}\n"), NoteError::SignatureLine),
        (format!("text\n\n— log  {blob}\n"), NoteError::SignatureLine),
        (format!("text\n\n— log {blob} \n"), NoteError::SignatureLine),
        (format!("text\n\n— lo+g {blob}\n"), NoteError::SignatureLine),
        (format!("text\n\n— lo\u{a0}g {blob}\n"), NoteError::SignatureLine),
        (format!("text\n\n— log {}\n", without_last(&blob)), NoteError::SignatureLine),
        ("text\n\n— log AAAAAA==\n".into(), NoteError::SignatureLine),
        ("text\n\n— log AAA=\n".into(), NoteError::SignatureLine),
        ("text\n\n— log \n".into(), NoteError::SignatureLine),
        (format!("te\txt\n\n{line}"), NoteError::NotText),
        (format!("te\0xt\n\n{line}"), NoteError::NotText),
        (format!("text\r\n\r\n{line}"), NoteError::NotText),
    ] {
        let keys = known(&[&log]);
        let refused = note::open(note.as_bytes(), &keys);
        assert_eq!(refused, Err(why), "{note:?}");
        assert!(Note::from_bytes(note.as_bytes()).is_err(), "{note:?}");
    }
    let latin = [b"t\xe6xt\n\n", line.as_bytes()].concat();
    assert_eq!(note::open(&latin, &known(&[&log])), Err(NoteError::NotText));
}

#[test]
fn notes_beyond_the_limits_are_refused() {
    let log = signer("log", 1);
    let many = |count| signed_by(TEXT, &vec![&log; count]);
    assert!(note::open(&many(100), &known(&[&log])).is_ok());
    assert_eq!(
        note::open(&many(101), &known(&[&log])),
        Err(NoteError::TooLarge(note::NOTE_SIGNATURES))
    );
    let line = log.sign("\n").unwrap().len() - 2;
    let room = note::NOTE_BYTES.most - line - 2;
    let largest = log.sign(&format!("{}\n", "x".repeat(room))).unwrap();
    assert_eq!(largest.len(), note::NOTE_BYTES.most);
    assert!(note::open(&largest, &known(&[&log])).is_ok());
    let too_large = NoteError::TooLarge(note::NOTE_BYTES);
    assert_eq!(log.sign(&format!("{}\n", "x".repeat(room + 1))), Err(too_large.clone()));
    let longer = [b"x", &largest[..]].concat();
    assert_eq!(note::open(&longer, &known(&[&log])), Err(too_large));
}

#[test]
fn only_whole_lines_are_signed() {
    let log = signer("log", 1);
    for text in ["", "text", "text\r\n", "te\txt\n", "\u{1b}[1m\n"] {
        assert_eq!(log.sign(text), Err(NoteError::Unsignable), "{text:?}");
    }
}

#[test]
fn a_verifier_is_read_back_from_its_text() {
    let log = signer("ledger.example/log", 1);
    assert_eq!(NoteVerifier::parse(&log.vkey()).as_ref(), Ok(log.verifier()));
    let with_plus = (0..=255)
        .map(|seed| signer("log", seed))
        .find(|signer| signer.vkey().matches('+').count() > 2)
        .expect("one key in four has a plus in its base64");
    assert_eq!(NoteVerifier::parse(&with_plus.vkey()).as_ref(), Ok(with_plus.verifier()));
}

#[test]
fn verifiers_out_of_form_are_refused() {
    let vkey = signer("log", 1).vkey();
    let (_, rest) = vkey.split_once('+').unwrap();
    let (id, key) = rest.split_once('+').unwrap();
    let typed = |kind: u8| {
        let mut bytes = STANDARD.decode(key).unwrap();
        bytes[0] = kind;
        STANDARD.encode(bytes)
    };
    for wrong in [
        String::new(),
        "log".into(),
        format!("log+{id}"),
        format!("+{id}+{key}"),
        format!("l og+{id}+{key}"),
        format!("other+{id}+{key}"),
        format!("log+00000000+{key}"),
        format!("log+{}+{key}", id.to_uppercase()),
        format!("log+0{id}+{key}"),
        format!("log+{id}+"),
        format!("log+{id}+{}", without_last(key)),
        format!("log+{id}+{}", STANDARD.encode([1; 32])),
        format!("{vkey}\n"),
    ] {
        let refused = NoteVerifier::parse(&wrong);
        assert!(matches!(refused, Err(NoteError::VerifierKey(_))), "{wrong}: {refused:?}");
    }
    for kind in [0x02, 0x04, 0x06, 0xff] {
        let refused = NoteVerifier::parse(&format!("log+{id}+{}", typed(kind)));
        assert_eq!(refused, Err(NoteError::KeyType(kind)));
    }
}

#[test]
fn a_signing_key_is_never_shown() {
    let shown = format!("{:?}", signer("log", 0x41));
    assert!(shown.contains("Key32(…)") && !shown.contains("65, 65"), "{shown}");
}

proptest! {
    #[test]
    fn strangers_bytes_are_read_as_the_independent_crate_reads_them(
        note in "(a|\n|è){0,6}\n\n(— (log|w) [A-Za-z]{4}{1,4}\n){0,3}|\\PC{0,40}",
    ) {
        let keys = known(&[&signer("log", 1)]);
        let ours = note::open(note.as_bytes(), &keys);
        let read = matches!(ours, Err(NoteError::UnknownSigners | NoteError::WrongSignature(_)));
        prop_assert_eq!(read, Note::from_bytes(note.as_bytes()).is_ok(), "{:?}", ours);
    }

    #[test]
    fn any_lines_are_signed_and_opened(text in "([ -~æøå]{0,20}\n){1,5}") {
        let log = signer("log", 1);
        let note = log.sign(&text).unwrap();
        let keys = known(&[&log]);
        prop_assert_eq!(note::open(&note, &keys).unwrap().text(), text);
    }
}
