//! Sources that lie.

use super::played::{Played, Trick};
use super::{Copy, ORIGIN};
use sluse::merkle::checkpoint::Checkpoint;
use sluse::merkle::note::{KeyName, NoteSigner};
use sluse::vocab::secret::Key32;
use std::sync::Arc;

/// Every kind of file of a tree of 600, and of one of more than 65,536.
const FILES: [(u64, &[&str]); 2] = [
    (
        600,
        &[
            "tile/0/000",
            "tile/0/002.p/88",
            "tile/1/000.p/2",
            "tile/entries/001",
            "tile/entries/002.p/88",
        ],
    ),
    (65_536 + 10, &["tile/1/000", "tile/2/000.p/1", "tile/0/100", "tile/entries/255"]),
];

#[tokio::test]
async fn a_flipped_byte_anywhere_is_found_and_nothing_is_taken_over() {
    for (size, paths) in FILES {
        let source = Arc::new(Played::of(size));
        for path in paths {
            let truth = source.truth(path).unwrap();
            for place in [0, truth.len() / 2, truth.len() - 1] {
                let copy = Copy::new();
                let mut bytes = truth.clone();
                bytes[place] ^= 1;
                source.play(path, Trick::Gives(bytes));
                let error = copy.round(&source).await.unwrap_err();
                assert_eq!((error.code(), error.exit()), ("damaged", 5), "{path} at {place}");
                assert_eq!(copy.checkpoint(), None);
                assert!(copy.files().values().all(|there| *there != truth || path.contains(".p/")));
                source.play_fair();
            }
        }
    }
}

#[tokio::test]
async fn shorter_longer_and_swapped_files_are_found() {
    let source = Arc::new(Played::of(1000));
    let other = |path: &str| source.truth(path).unwrap();
    for (path, bytes) in [
        ("tile/entries/001", other("tile/entries/001")[..500].to_vec()),
        ("tile/entries/001", [other("tile/entries/001"), vec![0, 0]].concat()),
        ("tile/entries/001", other("tile/entries/002")),
        ("tile/entries/001", Vec::new()),
        ("tile/0/001", other("tile/0/001")[..8160].to_vec()),
        ("tile/0/001", other("tile/0/000")),
        ("tile/0/003.p/232", other("tile/0/003.p/232")[32..].to_vec()),
    ] {
        let copy = Copy::new();
        source.play(path, Trick::Gives(bytes));
        assert_eq!(copy.round(&source).await.unwrap_err().code(), "damaged", "{path}");
        assert_eq!(copy.checkpoint(), None);
        source.play_fair();
    }
}

#[tokio::test]
async fn a_fork_is_refused_loudly_and_both_checkpoints_are_kept() {
    // The other history begins anywhere below the copy's size, and is longer, as long, or shorter.
    for (from, size) in
        [(0, 900), (299, 900), (500, 900), (599, 601), (300, 600), (10, 600), (77, 400)]
    {
        let (fair, copy) = (Arc::new(Played::of(600)), Copy::new());
        copy.round(&fair).await.unwrap();
        let files = copy.files();
        let forked = Arc::new(Played::forked(size, from));
        let error = copy.round(&forked).await.unwrap_err();
        assert_eq!((error.code(), error.exit()), ("fork", 7), "from {from}, {size} entries");
        assert!(error.to_string().starts_with("FORK"), "{error}");
        assert_eq!(copy.files(), files, "the copy stays as it was");
        let [finding] = &copy.evidence()[..] else { panic!("{:?}", copy.evidence()) };
        assert!(finding.ends_with("-fork"), "{finding}");
        let kept =
            |name: &str| std::fs::read(copy.path().join("evidence").join(finding).join(name));
        assert_eq!(kept("had.checkpoint").unwrap(), fair.note());
        assert_eq!(kept("offered.checkpoint").unwrap(), forked.note());
        let told: serde_json::Value =
            serde_json::from_slice(&kept("evidence.json").unwrap()).unwrap();
        assert_eq!(
            (told["had"]["size"].as_u64(), told["offered"]["size"].as_u64()),
            (Some(600), Some(size))
        );
        // The fair history is still taken.
        fair.grow(700, u64::MAX);
        assert_eq!(copy.round(&fair).await.unwrap().size, 700);
    }
}

#[tokio::test]
async fn a_source_that_was_rolled_back_is_refused_loudly() {
    let (source, copy) = (Arc::new(Played::of(600)), Copy::new());
    copy.round(&source).await.unwrap();
    for size in [599, 512, 1] {
        source.show(size);
        let error = copy.round(&source).await.unwrap_err();
        assert_eq!((error.code(), error.exit()), ("rolled-back", 8), "{size}");
        assert!(copy.evidence()[0].ends_with("-rolled-back"));
        assert_eq!(super::Copy::checkpoint(&copy).unwrap().len(), Played::of(600).note().len());
    }
}

#[tokio::test]
async fn a_fork_is_not_hidden_by_tiles_of_the_old_history() {
    // The signed root is the other history's, every file is the old one's.
    let (fair, copy) = (Arc::new(Played::of(600)), Copy::new());
    copy.round(&fair).await.unwrap();
    fair.grow(900, u64::MAX);
    fair.show_note(Played::forked(900, 300).note());
    assert_eq!(copy.round(&fair).await.unwrap_err().code(), "damaged");
    assert_eq!(
        Checkpoint::open(&copy.checkpoint().unwrap(), &[super::signer().verifier().clone()])
            .unwrap()
            .size(),
        600
    );
}

#[tokio::test]
async fn a_checkpoint_of_another_key_or_none_is_refused() {
    let source = Arc::new(Played::of(10));
    let stranger = NoteSigner::new(KeyName::parse(ORIGIN).unwrap(), Key32::new([8; 32])).unwrap();
    let text = String::from_utf8(source.note()).unwrap();
    let text = text.split("\n\n").next().unwrap().to_owned() + "\n";
    for note in [stranger.sign(&text).unwrap(), b"nothing".to_vec(), Vec::new()] {
        let copy = Copy::new();
        source.show_note(note);
        let error = copy.round(&source).await.unwrap_err();
        assert_eq!((error.code(), error.exit()), ("checkpoint-refused", 6));
    }
}

#[tokio::test]
async fn what_is_too_large_is_let_go() {
    let source = Arc::new(Played::of(600));
    for (path, bytes) in [
        ("checkpoint", 1_000_001),
        ("tile/0/000", 8193),
        ("tile/entries/000", 256 * (65_535 + 2) + 1),
    ] {
        let copy = Copy::new();
        source.play(path, Trick::Gives(vec![0; bytes]));
        let error = copy.round(&source).await.unwrap_err();
        assert_eq!((error.code(), error.exit()), ("oversized", 5), "{path}");
        source.play_fair();
    }
}

#[tokio::test]
async fn a_checkpoint_without_a_quorum_of_witnesses_is_not_taken_over() {
    use sluse::merkle::cosign::Cosigner;
    use sluse::merkle::policy::Policy;
    use sluse::mirror::{Options, Trust};
    let witness = |name: &str, seed| {
        Cosigner::new(KeyName::parse(name).unwrap(), Key32::new([seed; 32])).unwrap()
    };
    let (one, other) = (witness("witness.example/one", 21), witness("witness.example/other", 22));
    let log = super::signer().verifier().clone();
    let policy = format!(
        "log {}\nwitness one {}\nwitness other {}\ngroup both all one other\nquorum both\n",
        log.vkey(),
        one.verifier().vkey(),
        other.verifier().vkey()
    );
    let policy = Policy::parse(policy.as_bytes()).unwrap();
    let options = Options { trust: Trust::witnessed(log, policy), ..super::options() };
    let (source, copy) = (Arc::new(Played::of(300)), Copy::new());
    let note = source.note();
    let text = String::from_utf8(note.clone()).unwrap();
    let text = text.split("\n\n").next().unwrap().to_owned() + "\n";
    let cosigned = |cosigners: &[&Cosigner]| {
        let lines = cosigners.iter().map(|one| one.cosign(&text, 1_795_000_000).unwrap());
        [note.clone(), lines.collect::<String>().into_bytes()].concat()
    };
    for cosigners in [&[][..], &[&one], &[&one, &one]] {
        source.show_note(cosigned(cosigners));
        let error = copy.round_with(&source, &options).await.0.unwrap_err();
        assert_eq!((error.code(), error.exit()), ("no-quorum", 9), "{error}");
        assert_eq!(copy.checkpoint(), None);
    }
    source.show_note(cosigned(&[&one, &other]));
    copy.round_with(&source, &options).await.0.unwrap();
    assert_eq!(copy.checkpoint(), Some(cosigned(&[&one, &other])));
    // Nor is one put in the place of another of the same tree that has it.
    source.show_note(cosigned(&[&one]));
    copy.round_with(&source, &options).await.0.unwrap();
    assert_eq!(copy.checkpoint(), Some(cosigned(&[&one, &other])));
}
