//! A checkpoint is three lines in one form, signed by the log it names.

use sluse::merkle::checkpoint::{Checkpoint, CheckpointError};
use sluse::merkle::note::{KeyName, NoteError, NoteSigner};
use sluse::merkle::{Hash, MOST_LEAVES};
use sluse::vocab::secret::Key32;

const ROOT: &str = "fw7HciyvSO/Y8D+Z1XRXP3pHqOl81IAgW5hI0ARuH+Y=";

fn signer(name: &str) -> NoteSigner {
    NoteSigner::new(KeyName::parse(name).unwrap(), Key32::new([7; 32])).unwrap()
}

#[test]
fn a_checkpoint_is_read_back_from_its_text() {
    let checkpoint = Checkpoint::new("log.example", 600, Hash::parse(ROOT).unwrap()).unwrap();
    assert_eq!(checkpoint.text(), format!("log.example\n600\n{ROOT}\n"));
    assert_eq!(Checkpoint::parse(&checkpoint.text()), Ok(checkpoint));
    let empty = Checkpoint::new("Go sum database tree", 0, Hash::EMPTY).unwrap();
    assert_eq!(Checkpoint::parse(&empty.text()), Ok(empty));
    let largest = Checkpoint::new("log", MOST_LEAVES, Hash::leaf(b"")).unwrap();
    assert_eq!(Checkpoint::parse(&largest.text()), Ok(largest));
}

#[test]
fn texts_out_of_form_are_refused() {
    for (text, why) in [
        (String::new(), CheckpointError::Lines),
        ("\n".into(), CheckpointError::Lines),
        ("log\n6\n".into(), CheckpointError::Lines),
        (format!("log\n6\n{ROOT}"), CheckpointError::Lines),
        (format!("log\n6\n{ROOT}\nextension\n"), CheckpointError::Lines),
        (format!("log\n6\n{ROOT}\n\n"), CheckpointError::Lines),
        (format!("\n6\n{ROOT}\n"), CheckpointError::Origin),
        (format!("lo\tg\n6\n{ROOT}\n"), CheckpointError::Origin),
        (format!("log\n\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n06\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n00\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n+6\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n-6\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n 6\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n6.0\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n0x6\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n٦\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n9223372036854775808\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n18446744073709551616\n{ROOT}\n"), CheckpointError::Size),
        (format!("log\n0\n{ROOT}\n"), CheckpointError::EmptyRoot),
        (format!("log\n6\n{} \n", ROOT), CheckpointError::Root),
        (format!("log\n6\n{}\n", ROOT.trim_end_matches('=')), CheckpointError::Root),
        ("log\n6\nAAAA\n".into(), CheckpointError::Root),
        ("log\n6\n\n".into(), CheckpointError::Root),
    ] {
        assert_eq!(Checkpoint::parse(&text), Err(why), "{text:?}");
    }
    for origin in ["", "two\nlines"] {
        let refused = Checkpoint::new(origin, 0, Hash::EMPTY);
        assert_eq!(refused, Err(CheckpointError::Origin));
    }
}

#[test]
fn only_the_log_itself_makes_a_checkpoint() {
    let (log, witness) = (signer("log.example"), signer("witness.example"));
    let known = [log.verifier().clone(), witness.verifier().clone()];
    let checkpoint = Checkpoint::new("log.example", 1, Hash::leaf(b"")).unwrap();
    let signed = log.sign(&checkpoint.text()).unwrap();
    assert_eq!(Checkpoint::open(&signed, &known), Ok(checkpoint.clone()));
    let foreign = witness.sign(&checkpoint.text()).unwrap();
    assert_eq!(Checkpoint::open(&foreign, &known), Err(CheckpointError::NotByLog));
    let unknown = Checkpoint::open(&signed, &known[1..]);
    assert_eq!(unknown, Err(CheckpointError::Note(NoteError::UnknownSigners)));
    let other = log.sign("not a checkpoint\n").unwrap();
    assert_eq!(Checkpoint::open(&other, &known), Err(CheckpointError::Lines));
}
