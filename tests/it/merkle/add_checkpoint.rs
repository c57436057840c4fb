//! What a witness is asked, and when it may cosign.

use super::model::Model;
use proptest::prelude::*;
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::merkle::policy::LogKey;
use sluse::merkle::proof::{ProofError, consistency};
use sluse::merkle::witness::{
    ADD_CHECKPOINT_BYTES, AddCheckpoint, Refused, SENT_BYTES, origin_hash, read_size,
};
use sluse::merkle::{Hash, MOST_LEAVES};
use sluse::vocab::secret::Key32;

const FOREIGN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/tlog");

fn signer(seed: u8) -> NoteSigner {
    NoteSigner::new(KeyName::parse("log.example").unwrap(), Key32::new([seed; 32])).unwrap()
}

fn keys() -> Vec<LogKey> {
    vec![LogKey::parse(&signer(1).vkey()).unwrap()]
}

fn checkpoint(size: u64, root: Hash) -> Checkpoint {
    Checkpoint::new("log.example", size, root).unwrap()
}

fn signed(size: u64, root: Hash) -> Vec<u8> {
    signer(1).sign(&checkpoint(size, root).text()).unwrap()
}

/// The request for a tree of the model, after one of `old` leaves.
fn request(model: &Model, old: u64, new: u64) -> AddCheckpoint {
    let proof = consistency(old, new, model.reader()).unwrap();
    AddCheckpoint::new(old, proof, &signed(new, model.root(0, new as usize))).unwrap()
}

fn of(model: &Model, size: u64) -> Checkpoint {
    checkpoint(size, model.root(0, size as usize))
}

#[test]
fn what_continues_the_newest_checkpoint_may_be_cosigned() {
    let model = Model::of(300);
    for (old, new) in [(0, 0), (0, 300), (1, 1), (1, 2), (100, 257), (256, 300), (300, 300)] {
        let newest = (old > 0).then(|| of(&model, old));
        let request = request(&model, old, new);
        assert_eq!(request.origin(), Ok("log.example"));
        let good = request.judge(&keys(), newest.as_ref()).unwrap();
        assert_eq!(*good.checkpoint(), of(&model, new), "{old} to {new}");
        let kept = good.cosigned("\u{2014} w.example AAAAAAAA\n");
        let expected = signed(new, model.root(0, new as usize));
        assert_eq!(kept, [&expected[..], "\u{2014} w.example AAAAAAAA\n".as_bytes()].concat());
    }
}

#[test]
fn each_reason_against_it_is_told_apart() {
    let model = Model::of(300);
    let newest = of(&model, 100);
    let judged = |old, proof: Vec<Hash>, note: &[u8]| {
        let request = AddCheckpoint::new(old, proof, note).unwrap();
        request.judge(&keys(), Some(&newest)).map(|good| good.checkpoint().clone())
    };
    let proof = consistency(100, 200, model.reader()).unwrap();
    let note = signed(200, model.root(0, 200));
    assert_eq!(judged(100, proof.clone(), &note), Ok(of(&model, 200)));
    let foreign = signer(2).sign(&of(&model, 200).text()).unwrap();
    assert_eq!(judged(100, proof.clone(), &foreign), Err(Refused::NotByLog));
    let changed = String::from_utf8(note.clone()).unwrap().replacen("\n200\n", "\n201\n", 1);
    assert_eq!(judged(100, proof.clone(), changed.as_bytes()), Err(Refused::NotByLog));
    // A good signature beside a wrong one of the same key does not save it.
    let line = changed.lines().last().unwrap();
    let other_line = String::from_utf8(signed(300, model.root(0, 300))).unwrap();
    let other_line = other_line.lines().last().unwrap();
    let both = format!("{}{other_line}\n", String::from_utf8(note.clone()).unwrap());
    assert_ne!(line, other_line);
    assert_eq!(judged(100, proof.clone(), both.as_bytes()), Err(Refused::NotByLog));
    assert_eq!(judged(201, vec![], &note), Err(Refused::OldIsLarger));
    for (old, new) in [(99, 200), (101, 200), (0, 200), (0, 0)] {
        let request = request(&model, old, new);
        let refused = request.judge(&keys(), Some(&newest)).map(|_| ());
        assert_eq!(refused, Err(Refused::OtherSize { size: 100 }), "{old}");
    }
    let fork = signed(200, Hash::leaf(b"another tree"));
    let refused = judged(100, proof.clone(), &fork);
    assert_eq!(refused, Err(Refused::Inconsistent(ProofError::Root)));
    let mut wrong = proof.clone();
    wrong[0] = Hash::EMPTY;
    assert!(matches!(judged(100, wrong, &note), Err(Refused::Inconsistent(_))));
    let longer = [&proof[..], &[Hash::EMPTY]].concat();
    assert_eq!(judged(100, longer, &note), Err(Refused::Inconsistent(ProofError::Length)));
    assert!(matches!(judged(100, vec![], &note), Err(Refused::Inconsistent(_))));
    let same_size = signed(100, Hash::leaf(b"another tree"));
    assert_eq!(judged(100, vec![], &same_size), Err(Refused::Inconsistent(ProofError::Root)));
    let rolled_back = signed(90, model.root(0, 90));
    assert_eq!(judged(100, vec![], &rolled_back), Err(Refused::OldIsLarger));
}

#[test]
fn a_first_checkpoint_needs_no_proof_and_may_have_none() {
    let model = Model::of(10);
    let note = signed(10, model.root(0, 10));
    let judged = |proof: Vec<Hash>, note: &[u8]| {
        AddCheckpoint::new(0, proof, note).unwrap().judge(&keys(), None).map(|_| ())
    };
    assert_eq!(judged(vec![], &note), Ok(()));
    let with_proof = judged(vec![Hash::EMPTY], &note);
    assert_eq!(with_proof, Err(Refused::Inconsistent(ProofError::Length)));
    assert_eq!(judged(vec![], &signed(0, Hash::EMPTY)), Ok(()));
    let own_root = signer(1).sign(&format!("log.example\n0\n{}\n", Hash::leaf(b""))).unwrap();
    assert_eq!(judged(vec![], &own_root), Err(Refused::EmptyRoot));
    let request = AddCheckpoint::new(3, vec![], &note).unwrap();
    let refused = request.judge(&keys(), None).map(|_| ());
    assert_eq!(refused, Err(Refused::OtherSize { size: 0 }));
}

#[test]
fn extension_lines_of_other_logs_are_cosigned_too() {
    let text = format!("{}further words\n", checkpoint(3, Hash::leaf(b"")).text());
    let request = AddCheckpoint::new(0, vec![], &signer(1).sign(&text).unwrap()).unwrap();
    let keys = keys();
    let good = request.judge(&keys, None).unwrap();
    assert_eq!((good.text(), good.checkpoint().size()), (text.as_str(), 3));
}

#[test]
fn requests_out_of_form_are_malformed() {
    let model = Model::of(20);
    let good = request(&model, 7, 20).format();
    assert_eq!(AddCheckpoint::parse(&good), Ok(request(&model, 7, 20)));
    let good = String::from_utf8(good).unwrap();
    let hash = Hash::EMPTY.to_string();
    for wrong in [
        String::new(),
        "old 7".into(),
        "old 7\n".into(),
        good.replacen("old 7", "old 07", 1),
        good.replacen("old 7", "old  7", 1),
        good.replacen("old 7", "old +7", 1),
        good.replacen("old 7", "old -7", 1),
        good.replacen("old 7", "Old 7", 1),
        good.replacen("old 7", "old 18446744073709551616", 1),
        good.replacen("old 7", "old 7 ", 1),
        good.replacen("old 7\n", "old 7\r\n", 1),
        good.replacen("old 7\n", "old 7\nAAAA\n", 1),
        good.replacen("old 7\n", &format!("old 7\n{}\n", hash.trim_end_matches('=')), 1),
        good.replacen("old 7\n", &format!("old 7\n{}", format!("{hash}\n").repeat(64)), 1),
        good.replacen("\n\nlog.example", "\nlog.example", 1),
        format!("old 0\n\n{}", "x".repeat(ADD_CHECKPOINT_BYTES.most)),
    ] {
        let refused = AddCheckpoint::parse(wrong.as_bytes());
        assert!(matches!(refused, Err(Refused::Malformed(_))), "{wrong:?}: {refused:?}");
    }
    for note in ["", "log.example\n", "log.example\n5\nhash\n", "\n\n"] {
        let request = AddCheckpoint::parse(format!("old 0\n\n{note}").as_bytes()).unwrap();
        assert_eq!(request.origin(), Err(Refused::Malformed("no note")), "{note:?}");
        assert_eq!(request.judge(&keys(), None), Err(Refused::Malformed("no note")));
    }
    let no_checkpoint = signer(1).sign("log.example\n05\nhash\n").unwrap();
    let request = AddCheckpoint::new(0, vec![], &no_checkpoint).unwrap();
    assert_eq!(request.judge(&keys(), None), Err(Refused::Malformed("no checkpoint")));
}

#[test]
fn the_largest_request_of_a_log_is_one_that_every_witness_reads() {
    let largest = signed(MOST_LEAVES, Hash::leaf(b""));
    let request = AddCheckpoint::new(MOST_LEAVES - 1, vec![Hash::EMPTY; 63], &largest).unwrap();
    assert!(request.format().len() <= SENT_BYTES.most, "{}", request.format().len());
    assert!(AddCheckpoint::new(0, vec![Hash::EMPTY; 64], &largest).is_err());
    let long = signer(1).sign(&format!("{}\n", "x".repeat(SENT_BYTES.most))).unwrap();
    assert!(AddCheckpoint::new(0, vec![], &long).is_err());
}

#[test]
fn a_witnesss_size_is_a_line_with_a_number() {
    assert_eq!(read_size(b"0\n"), Some(0));
    assert_eq!(read_size(b"20852014\n"), Some(20_852_014));
    for wrong in [&b""[..], b"\n", b"7", b"07\n", b"7\n\n", b"7\r\n", b" 7\n", b"x\n", b"\xff\n"] {
        assert_eq!(read_size(wrong), None, "{wrong:?}");
    }
}

#[test]
fn the_request_of_other_programs_is_read_and_judged() {
    let dir = std::path::Path::new(FOREIGN);
    if !dir.join("add-checkpoint.req").exists() {
        eprintln!("skipped: there is no log of other programs in {FOREIGN}");
        return;
    }
    let read = |name: &str| std::fs::read_to_string(dir.join(name)).unwrap();
    let request = AddCheckpoint::parse(read("add-checkpoint.req").as_bytes()).unwrap();
    assert_eq!(request.format(), read("add-checkpoint.req").as_bytes());
    let origin = request.origin().unwrap();
    let meta: serde_json::Value = serde_json::from_str(&read("meta.json")).unwrap();
    assert_eq!(origin_hash(origin), meta["origin_hash"].as_str().unwrap());
    let old = read("old");
    let (size, root) = old.trim_end().split_once(' ').unwrap();
    let newest =
        Checkpoint::new(origin, size.parse().unwrap(), Hash::parse(root).unwrap()).unwrap();
    let keys = [LogKey::parse(meta["log_vkey"].as_str().unwrap()).unwrap()];
    assert_eq!(request.judge(&keys, Some(&newest)).unwrap().checkpoint().size(), 600);
}

proptest! {
    #[test]
    fn a_request_is_read_back_from_its_bytes(old in 0..200_u64, more in 0..100_u64) {
        let model = Model::of(300);
        let request = request(&model, old, old + more);
        prop_assert_eq!(AddCheckpoint::parse(&request.format()), Ok(request));
    }

    #[test]
    fn what_is_read_is_written_the_same(body in "old (0|[1-9][0-9]{0,4})\n([A-Za-z0-9+/]{43}=\n){0,3}\n(log\n5\n\n(— log AAAAAAAA\n)?|\\PC{0,30})") {
        if let Ok(request) = AddCheckpoint::parse(body.as_bytes()) {
            prop_assert_eq!(request.format(), body.as_bytes());
        }
    }

    #[test]
    fn a_tree_that_forks_anywhere_is_never_cosigned(old in 1..60_u64, more in 0..60_u64, at in 0..60_u64) {
        let model = Model::of(120);
        let (at, new) = (at % old, old + more);
        let mut leaves = model.leaves()[..new as usize].to_vec();
        leaves[at as usize] = Hash::leaf(b"another entry");
        let mut edge = sluse::merkle::tree::Edge::empty();
        let mut tiles = std::collections::HashMap::new();
        tiles.extend(edge.append(&leaves));
        let read = |tile| tiles.get(&tile).cloned().ok_or(());
        let proof = consistency(old, new, read).unwrap();
        let request = AddCheckpoint::new(old, proof, &signed(new, edge.root())).unwrap();
        let newest = of(&model, old);
        let keys = keys();
        let judged = request.judge(&keys, Some(&newest));
        prop_assert!(matches!(judged, Err(Refused::Inconsistent(_))), "{:?}", judged);
    }
}
