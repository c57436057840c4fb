//! Logs in files: our own, which must not change by a byte, and one that other programs made.

use super::model::{Model, entry};
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::note::{self, KeyName, NoteError, NoteSigner, NoteVerifier};
use sluse::merkle::proof::{
    ProofFile, consistency, inclusion, verify_consistency, verify_inclusion,
};
use sluse::merkle::tile::{BundleId, TileId, decode_bundle, encode_bundle};
use sluse::merkle::tree::Edge;
use sluse::merkle::{Hash, tile};
use sluse::vocab::secret::Key32;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const OWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tlog");
const FOREIGN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/vectors/tlog");

/// Our own log, in two appends: the files it has, by path.
fn own_log() -> BTreeMap<String, Vec<u8>> {
    let name = KeyName::parse("ledger.example/own").unwrap();
    let signer = NoteSigner::new(name, Key32::new(*b"a seed for tests, known to all!!")).unwrap();
    let model = Model::of(300);
    let mut edge = Edge::empty();
    edge.append(&model.leaves()[..100]);
    let mut files: BTreeMap<String, Vec<u8>> = edge
        .append(&model.leaves()[100..])
        .into_iter()
        .map(|(tile, bytes)| (tile.path(), bytes))
        .collect();
    for (bundle, entries) in [(0, 0..256), (1, 256..300)] {
        let entries: Vec<_> = entries.map(entry).collect();
        let bundle = BundleId::new(bundle, entries.len() as u16).unwrap();
        files.insert(bundle.path(), encode_bundle(&entries).unwrap());
    }
    let checkpoint = Checkpoint::new("ledger.example/own", 300, edge.root()).unwrap();
    let checkpoint = signer.sign(&checkpoint.text()).unwrap();
    for index in [0, 7, 299] {
        let path = inclusion(index, 300, model.reader()).unwrap();
        let file = ProofFile::new(index, path, &checkpoint).unwrap();
        files.insert(format!("proof-{index}.tlog-proof"), file.format().into_bytes());
    }
    files.insert("checkpoint".into(), checkpoint);
    files.insert("vkey".into(), format!("{}\n", signer.vkey()).into_bytes());
    files
}

#[test]
fn our_own_log_has_not_changed_by_a_byte() {
    for (path, bytes) in own_log() {
        let file = std::fs::read(Path::new(OWN).join(&path)).unwrap();
        assert_eq!(file, bytes, "{path}");
    }
    check_log(Path::new(OWN), 300);
}

#[test]
#[ignore = "writes the files that the test above compares with"]
fn write_our_own_log() {
    for (path, bytes) in own_log() {
        let file = Path::new(OWN).join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }
}

#[test]
fn the_independent_crate_opens_our_own_checkpoint() {
    let vkey = std::fs::read_to_string(Path::new(OWN).join("vkey")).unwrap();
    let verifier = signed_note::StandardVerifier::new(vkey.trim_end()).unwrap();
    let known = signed_note::VerifierList::new(vec![Box::new(verifier)]);
    let checkpoint = std::fs::read(Path::new(OWN).join("checkpoint")).unwrap();
    let note = signed_note::Note::from_bytes(&checkpoint).unwrap();
    assert_eq!(note.verify(&known).unwrap().0.len(), 1);
}

/// The log that other programs made, when it lies beside the repository.
fn foreign() -> Option<PathBuf> {
    let dir = PathBuf::from(FOREIGN);
    if !dir.join("checkpoint").exists() {
        eprintln!("skipped: there is no log of other programs in {}", dir.display());
        return None;
    }
    Some(dir)
}

/// The first key in a log's folder: the log's own.
fn keys(dir: &Path) -> Vec<NoteVerifier> {
    let text = ["vkey", "vkeys"].map(|name| std::fs::read_to_string(dir.join(name)));
    let text = text.into_iter().find_map(Result::ok).unwrap();
    vec![NoteVerifier::parse(text.lines().next().unwrap()).unwrap()]
}

/// The whole of a log from its files: entries make the leaves, the leaves the tiles, these the root.
fn check_log(dir: &Path, size: u64) -> Edge {
    let mut edge = Edge::empty();
    for index in 0..size.div_ceil(256) {
        let bundle = BundleId::in_tree(index, size).unwrap();
        let bytes = std::fs::read(dir.join(bundle.path())).unwrap();
        let entries = decode_bundle(&bytes, bundle.width()).unwrap();
        assert_eq!(encode_bundle(&entries).unwrap(), bytes);
        let leaves: Vec<Hash> = entries.into_iter().map(Hash::leaf).collect();
        for (tile, bytes) in edge.append(&leaves) {
            if TileId::in_tree(tile.level(), tile.index(), size) == Some(tile) {
                assert_eq!(std::fs::read(dir.join(tile.path())).unwrap(), bytes);
            }
        }
    }
    assert_eq!(Edge::load(size, |tile| std::fs::read(dir.join(tile.path()))).unwrap(), edge);
    let note = std::fs::read(dir.join("checkpoint")).unwrap();
    let checkpoint = Checkpoint::open(&note, &keys(dir)).unwrap();
    assert_eq!((checkpoint.size(), checkpoint.root()), (size, edge.root()));
    edge
}

#[test]
fn a_log_of_other_programs_is_read() {
    let Some(dir) = foreign() else { return };
    check_log(&dir, 600);
    let bundle = std::fs::read(dir.join("tile/entries/000")).unwrap();
    let entries = decode_bundle(&bundle, tile::FULL).unwrap();
    let proof = std::fs::read(dir.join("proof-5.tlog-proof")).unwrap();
    let proof = ProofFile::parse(&proof).unwrap();
    let proven = proof.verify(entries[5], &keys(&dir)).unwrap();
    assert_eq!((proven.index(), proof.extra()), (5, &b"demo"[..]));
    assert!(proof.verify(entries[6], &keys(&dir)).is_err());

    let made = inclusion(5, 600, |tile| std::fs::read(dir.join(tile.path()))).unwrap();
    let root = proven.checkpoint().root();
    assert_eq!(verify_inclusion(&Hash::leaf(entries[5]), 5, 600, &made, &root), Ok(()));
    let remade = ProofFile::new(5, made, &std::fs::read(dir.join("checkpoint")).unwrap()).unwrap();
    assert_eq!(remade.with_extra(b"demo").unwrap(), proof);
}

#[test]
fn a_witness_of_other_programs_gets_the_proof_it_expects() {
    let Some(dir) = foreign() else { return };
    let old = std::fs::read_to_string(dir.join("old")).unwrap();
    let (old_size, old_root) = old.trim_end().split_once(' ').unwrap();
    let (old_size, old_root) = (old_size.parse().unwrap(), Hash::parse(old_root).unwrap());
    let request = std::fs::read_to_string(dir.join("add-checkpoint.req")).unwrap();
    let (lines, note) = request.split_once("\n\n").unwrap();
    let expected: Vec<Hash> =
        lines.lines().skip(1).map(|line| Hash::parse(line).unwrap()).collect();
    let made = consistency(old_size, 600, |tile| std::fs::read(dir.join(tile.path()))).unwrap();
    assert_eq!(made, expected);
    let root = Checkpoint::open(note.as_bytes(), &keys(&dir)).unwrap().root();
    assert_eq!(verify_consistency(old_size, 600, &made, &old_root, &root), Ok(()));
}

#[test]
fn cosignatures_of_other_types_are_ignored_and_do_not_count() {
    let Some(dir) = foreign() else { return };
    let checkpoint = std::fs::read(dir.join("checkpoint")).unwrap();
    let quantum = std::fs::read(dir.join("mldsa.line")).unwrap();
    let mut both = checkpoint.clone();
    both.extend_from_slice(quantum.trim_ascii_end());
    both.push(b'\n');
    let known = keys(&dir);
    assert_eq!(note::open(&both, &known).unwrap().signers(), [&known[0]]);

    let vkeys = std::fs::read_to_string(dir.join("vkeys")).unwrap();
    let witness = NoteVerifier::parse(vkeys.lines().nth(1).unwrap());
    assert_eq!(witness, Err(NoteError::KeyType(0x04)));
    let name = KeyName::parse("witness.example/w1").unwrap();
    let stranger = [NoteVerifier::new(name, *known[0].public_key())];
    assert_eq!(note::open(&checkpoint, &stranger), Err(NoteError::UnknownSigners));
}
