//! A proof file convinces who knows the log's key, and nobody else.

use super::model::{Model, entry};
use proptest::prelude::*;
use sluse::merkle::Hash;
use sluse::merkle::checkpoint::{Checkpoint, CheckpointError};
use sluse::merkle::note::{KeyName, NoteError, NoteSigner, NoteVerifier};
use sluse::merkle::proof::{ProofError, ProofFile, ProofFileError, inclusion};
use sluse::vocab::secret::Key32;

const SIZE: u64 = 300;

fn log() -> NoteSigner {
    NoteSigner::new(KeyName::parse("log.example").unwrap(), Key32::new([7; 32])).unwrap()
}

fn known() -> [NoteVerifier; 1] {
    [log().verifier().clone()]
}

fn proof_of(index: u64) -> ProofFile {
    let model = Model::of(SIZE);
    let root = model.root(0, SIZE as usize);
    let note = log().sign(&Checkpoint::new("log.example", SIZE, root).unwrap().text()).unwrap();
    let path = inclusion(index, SIZE, model.reader()).unwrap();
    ProofFile::new(index, path, &note).unwrap()
}

#[test]
fn a_proof_file_proves_its_entry() {
    for index in [0, 7, 255, 256, 299] {
        let file = ProofFile::parse(proof_of(index).format().as_bytes()).unwrap();
        assert_eq!(file, proof_of(index));
        let proven = file.verify(&entry(index), &known()).unwrap();
        assert_eq!((proven.index(), proven.checkpoint().size()), (index, SIZE));
        assert_eq!(proven.checkpoint().origin(), "log.example");
    }
}

#[test]
fn a_proof_file_proves_no_other_entry() {
    let file = proof_of(5);
    let wrong = Err(ProofFileError::Path(ProofError::Root));
    assert_eq!(file.verify(b"entry 6", &known()), wrong);
    let moved = file.format().replace("index 5\n", "index 4\n");
    assert_eq!(ProofFile::parse(moved.as_bytes()).unwrap().verify(b"entry 5", &known()), wrong);
    let beyond = file.format().replace("index 5\n", "index 300\n");
    let beyond = ProofFile::parse(beyond.as_bytes()).unwrap().verify(b"entry 5", &known());
    let why = ProofError::Beyond { asked: 300, size: SIZE };
    assert_eq!(beyond, Err(ProofFileError::Path(why)));
}

#[test]
fn a_proof_file_convinces_nobody_who_does_not_know_the_log() {
    let name = KeyName::parse("log.example").unwrap();
    let other = NoteSigner::new(name, Key32::new([8; 32])).unwrap().verifier().clone();
    let unknown = CheckpointError::Note(NoteError::UnknownSigners);
    assert_eq!(proof_of(5).verify(b"entry 5", &[other]), Err(ProofFileError::Checkpoint(unknown)));
    let changed = proof_of(5).format().replace("\n300\n", "\n301\n");
    let changed = ProofFile::parse(changed.as_bytes()).unwrap().verify(b"entry 5", &known());
    assert!(matches!(
        changed,
        Err(ProofFileError::Checkpoint(CheckpointError::Note(NoteError::WrongSignature(_))))
    ));
}

#[test]
fn extra_data_is_carried_but_proves_nothing() {
    let file = proof_of(5).with_extra(b"demo").unwrap();
    let text = file.format();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nextra ZGVtbw==\nindex 5\n"));
    let read = ProofFile::parse(text.as_bytes()).unwrap();
    assert_eq!((read.extra(), read.index()), (&b"demo"[..], 5));
    assert!(read.verify(b"entry 5", &known()).is_ok());
    let too_much = proof_of(5).with_extra(&vec![0; 1_000_000]);
    assert!(matches!(too_much, Err(ProofFileError::TooLarge(_))));
}

#[test]
fn files_out_of_form_are_refused() {
    let text = proof_of(5).format();
    let first = "c2sp.org/tlog-proof@v1\n";
    let malformed = ProofFileError::Malformed;
    for (file, why) in [
        (String::new(), ProofFileError::NotAProof),
        (text.replace("@v1", "@v2"), ProofFileError::NotAProof),
        (text.replace("@v1\n", "@v1\r\n"), ProofFileError::NotAProof),
        (first.into(), malformed("index")),
        (text.replace("index 5\n", ""), malformed("index")),
        (text.replace("index 5\n", "index 05\n"), malformed("index")),
        (text.replace("index 5\n", "index -5\n"), malformed("index")),
        (text.replace("index 5\n", "index  5\n"), malformed("index")),
        (text.replace("index 5\n", "index 18446744073709551616\n"), malformed("index")),
        (text.replace("index 5\n", "extra \nindex 5\n"), malformed("extra data")),
        (text.replace("index 5\n", "extra ZGVtbw\nindex 5\n"), malformed("extra data")),
        (text.replace("index 5\n", "extra\nindex 5\n"), malformed("index")),
        (text.replace("index 5\n", "index 5\nextra ZGVtbw==\n"), malformed("path")),
        (text.replace("index 5\n", "index 5\nAAAA\n"), malformed("path")),
        (text.split("\n\n").next().unwrap().into(), malformed("path")),
        (
            format!("{first}index 5\n{}\n", format!("{}\n", Hash::EMPTY).repeat(64)),
            malformed("path"),
        ),
    ] {
        assert_eq!(ProofFile::parse(file.as_bytes()), Err(why), "{file}");
    }
    assert_eq!(ProofFile::parse(b"c2sp.org/\xff"), Err(ProofFileError::NotAProof));
    let large = ProofFile::parse(&vec![b'x'; 1_100_001]);
    assert!(matches!(large, Err(ProofFileError::TooLarge(_))));
    let long = ProofFile::new(5, vec![Hash::EMPTY; 64], b"note");
    assert_eq!(long, Err(ProofFileError::Malformed("path")));
}

proptest! {
    #[test]
    fn a_file_that_is_read_is_the_one_that_is_written(
        head in "(extra [A-Za-z]{4}\n)?index [0-9]{1,4}\n([A-Za-z+/]{42}[AEIM]=\n){0,3}",
        note in "[ -~\n]{0,40}",
    ) {
        let text = format!("c2sp.org/tlog-proof@v1\n{head}\n{note}");
        if let Ok(file) = ProofFile::parse(text.as_bytes()) {
            prop_assert_eq!(file.format(), text);
        }
    }
}
